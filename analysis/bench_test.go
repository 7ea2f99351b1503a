package analysis_test

import (
	"os"
	"path/filepath"
	"strings"
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

// BenchmarkReferences asks for all that refers to a table of many references,
// with the index made once.
func BenchmarkReferences(b *testing.B) {
	w, name := large(b)
	at := declaration(b, w, name)
	for b.Loop() {
		if found := analysis.References(w.Snapshot(), name, at, true); len(found) < 10 {
			b.Fatal(len(found))
		}
	}
}

// BenchmarkReferencesAfterEdit makes the index anew each time.
func BenchmarkReferencesAfterEdit(b *testing.B) {
	w, name := large(b)
	at := declaration(b, w, name)
	for b.Loop() {
		b.StopTimer()
		e := text.Edit{Span: text.Span{Start: at, End: at}, New: ""}
		w.Change(name, 2, []workspace.Edit{func(*text.Document) text.Edit { return e }})
		analysis.Diagnostics(w.Snapshot())
		b.StartTimer()
		analysis.References(w.Snapshot(), name, at, true)
	}
}

// BenchmarkRename renames a table of many references, which folds the schema
// again to see that nothing else changes.
func BenchmarkRename(b *testing.B) {
	w, name := large(b)
	at := declaration(b, w, name)
	for b.Loop() {
		if _, err := analysis.Rename(w.Snapshot(), name, at, "fresh_name"); err != nil {
			b.Fatal(err)
		}
	}
}

// declaration is where a table is declared to which many refer.
func declaration(b *testing.B, w *workspace.Workspace, name string) int {
	b.Helper()
	const head = "CREATE TABLE projects ("
	doc, err := w.Snapshot().Document(name)
	if err != nil {
		b.Fatal(err)
	}
	at := strings.Index(doc.Text(), head)
	if at < 0 {
		b.Fatal("the schema has no such table")
	}
	return at + len("CREATE TABLE ")
}

// BenchmarkSymbols is the outline of a large file, which nothing asked for since
// its text changed.
func BenchmarkSymbols(b *testing.B) {
	w, name := large(b)
	for b.Loop() {
		if found := analysis.Symbols(w.Snapshot(), name); len(found) < 1000 {
			b.Fatal(len(found))
		}
	}
}

// BenchmarkComplete asks for the tables that may stand behind REFERENCES.
func BenchmarkComplete(b *testing.B) {
	w, name := large(b)
	doc, err := w.Snapshot().Document(name)
	if err != nil {
		b.Fatal(err)
	}
	at := strings.Index(doc.Text(), "REFERENCES ") + len("REFERENCES ")
	for b.Loop() {
		if found := analysis.Complete(w.Snapshot(), name, at); len(found) < 500 {
			b.Fatal(len(found))
		}
	}
}
