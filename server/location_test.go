package server

import (
	"testing"

	"go.lsp.dev/uri"
)

func TestFileName(t *testing.T) {
	for id, want := range map[uri.URI]string{
		"file:///a%20b/c.sql":           "/a b/c.sql",
		"untitled:My%20Schema":          fileName("untitled:My Schema"),
		"vscode-vfs://github/a/b.sql":   "vscode-vfs://github/a/b.sql",
		"vscode-vfs://github/a%2Fb.sql": fileName(uri.URI(fileName("vscode-vfs://github/a%2Fb.sql"))),
	} {
		if got := fileName(id); got != want {
			t.Errorf("fileName(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestUnwatched(t *testing.T) {
	for name, want := range map[string]bool{
		"/p/a.sql": false, "/p/models.py": false, "/p/atlas.sum": false, "/p/schemas": false, "/p/run.log": true, "/p/a.pyc": true,
	} {
		if got := unwatched(name); got != want {
			t.Errorf("unwatched(%q) = %t", name, got)
		}
	}
}
