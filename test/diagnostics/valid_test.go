package diagnostics

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// valid reads the projects of testdata/valid, in which nothing is wrong.
func valid(t *testing.T) map[string][]txtar.File {
	t.Helper()
	names, err := filepath.Glob("testdata/valid/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no projects: %v", err)
	}
	projects := map[string][]txtar.File{}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		projects[strings.TrimSuffix(filepath.Base(name), ".txtar")] = archive.Files
	}
	return projects
}

func TestValid(t *testing.T) {
	for name, files := range valid(t) {
		t.Run(name, func(t *testing.T) {
			for _, f := range check(t, files) {
				t.Error(show(files, f))
			}
		})
	}
}
