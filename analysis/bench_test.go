package analysis_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/internal/corpus"
)

// large opens a schema of 560 tables, GitLab's.
func large(b *testing.B) (w *workspace.Workspace, name string) {
	b.Helper()
	name = filepath.Join(corpus.Dir(b, "sql"), "gitlab", "structure.sql")
	content, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	w = workspace.New(workspace.Options{})
	w.Open(name, "sql", 1, string(content))
	analysis.Diagnostics(w.Snapshot())
	return w, name
}

// BenchmarkKeystroke is a letter typed in the middle of the file and taken back,
// with the diagnostics after each.
func BenchmarkKeystroke(b *testing.B) {
	w, name := large(b)
	typed := false
	for b.Loop() {
		e := text.Edit{Span: text.Span{Start: 500_000, End: 500_000}, New: "x"}
		if typed {
			e = text.Edit{Span: text.Span{Start: 500_000, End: 500_001}}
		}
		typed = !typed
		w.Change(name, 2, []workspace.Edit{func(*text.Document) text.Edit { return e }})
		analysis.Diagnostics(w.Snapshot())
	}
}
