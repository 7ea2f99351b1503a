package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"schemascope": func() {
			os.Exit(Main(os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

// TestScripts runs the program as a shell would: testdata/*.txtar.
func TestScripts(t *testing.T) {
	layout := filepath.Join(t.TempDir(), "schemascope-dot")
	build := exec.Command("go", "build", "-o", layout, "../erd/schemascope-dot")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the layout program does not build: %v\n%s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SCHEMASCOPE_DOT", layout)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			return nil
		},
	})
}
