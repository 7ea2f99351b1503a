package server

import (
	"fmt"
	"strings"
	"testing"
)

// TestInterimDiagnostics types into a document of a workspace that takes long to
// put together. The client is told at once of what the document shows alone, with
// the rest as it was, and of the rest when it is known.
func TestInterimDiagnostics(t *testing.T) {
	e := newEditor(t, t.TempDir(), editorOptions{}, func(c *config) { c.patience = 0 })
	e.settle() // something has taken its time now
	var told []string
	until := func(what string, n int) {
		t.Helper()
		e.until(what, func(m message) bool {
			if m.Method == "textDocument/publishDiagnostics" {
				var p publication
				e.decode(message{Result: m.Params}, &p)
				line := fmt.Sprintf("%d:", *p.Version)
				for _, d := range p.Diagnostics {
					line += fmt.Sprintf(" %d %s", d.Range.Start.Line, d.Code)
				}
				told = append(told, line)
			}
			return len(told) == n
		})
	}
	const text = `CREATE TABLE a (id bigserial, at timestamptz);
CREATE TABLE b (id int REFERENCES gone);
CREATE INDEX i ON a (missing);
`
	e.open("schema.sql", "sql", text)
	until("what the document shows alone; then what is wrong with it", 2)
	e.replace("schema.sql", "CREATE TABLE c (id int;\n"+text) // the whole text, of which only the start is new
	until("the syntax error, and the rest moved", 3)
	e.replace("schema.sql", "CREATE TABLE c (id int;\n"+strings.Replace(text, "missing", "nowhere", 1))
	until("all but what was edited; then that, too", 5)
	e.end()
	want := []string{
		"1:",
		"1: 1 unresolved-reference 2 unresolved-reference",
		"2: 0 syntax 2 unresolved-reference 3 unresolved-reference",
		"3: 0 syntax 2 unresolved-reference",
		"3: 0 syntax 2 unresolved-reference 3 unresolved-reference",
	}
	for i := range want {
		if told[i] != want[i] {
			t.Errorf("told %q, want %q", told[i], want[i])
		}
	}
}

// TestInterimDiagnosticsOfLarge opens a large document: what it shows alone is told
// first, too.
func TestInterimDiagnosticsOfLarge(t *testing.T) {
	e := newEditor(t, t.TempDir(), editorOptions{}, func(c *config) { c.patience = hang })
	e.settle()
	e.open("schema.sql", "sql", "CREATE TABLE b (id int REFERENCES gone);\nCREATE TABLE c (id int;\n"+strings.Repeat("-- a comment\n", soon/10))
	var told []int
	e.until("the syntax error; then the reference, too", func(m message) bool {
		if m.Method == "textDocument/publishDiagnostics" {
			var p publication
			e.decode(message{Result: m.Params}, &p)
			told = append(told, len(p.Diagnostics))
		}
		return len(told) == 2
	})
	e.end()
	if told[0] != 1 || told[1] != 2 {
		t.Errorf("told of %d problems", told)
	}
}
