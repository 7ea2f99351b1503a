// Package program gives end-to-end tests the program as its users get it, and
// copies of the example projects.
package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	// The program itself is built by the go command. This tells the go command
	// that the tests' results depend on its source, so that it does not answer
	// from its cache when that changed.
	_ "github.com/schemascope/schemascope/cmd"
)

// Root is the repository's directory.
func Root() string {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		panic("the test was built without file names")
	}
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// Main runs a package's tests and removes what they built. A test package calls
// it from TestMain.
func Main(m *testing.M) int {
	defer func() {
		if built.dir != "" {
			os.RemoveAll(built.dir)
		}
	}()
	return m.Run()
}

var built struct {
	sync.Once
	dir string
	err error
	out []byte
}

// Build builds the program, once for each test binary, and returns its path.
func Build(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "schemascope-test-"); built.err != nil {
			return
		}
		build := exec.Command("go", "build", "-o", built.dir+string(filepath.Separator), ".", "./erd/schemascope-dot")
		build.Dir = Root()
		built.out, built.err = build.CombinedOutput()
	})
	if built.err != nil {
		t.Fatalf("building schemascope: %v\n%s", built.err, built.out)
	}
	return filepath.Join(built.dir, "schemascope")
}

// Project copies the example project of that name to a directory of the test's
// own and returns its path.
func Project(t *testing.T, name string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(Root(), "testdata", "projects", name))); err != nil {
		t.Fatal(err)
	}
	return dir
}
