package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTyping types the files of example projects from nothing, with a question
// after every character. In the end the server knows what it would know of the
// files as they are.
func TestTyping(t *testing.T) {
	for _, dir := range []string{"hcl-sql", "directory"} {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			source, err := filepath.Abs(filepath.Join("..", "testdata", "projects", dir))
			if err != nil {
				t.Fatal(err)
			}
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(source)); err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join(source, "*.*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no files: %v", err)
			}
			e := newEditor(t, copied, editorOptions{pull: true})
			m := &markers{t: t, editor: e}
			for _, file := range files {
				name := filepath.Base(file)
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				e.open(name, m.languageOf(name), "")
				id := e.file(name)
				for _, r := range string(content) {
					at := position(e.doc(name).text, len(e.doc(name).text), e.encoding)
					e.doc(name).text += string(r)
					e.change(name, []any{map[string]any{"range": lspRange{at, at}, "text": string(r)}})
					end := len(e.doc(name).text)
					m.completion(id, end, e.call("textDocument/completion", e.at(id, end)))
					m.definition(e.call("textDocument/definition", e.at(id, end)))
				}
				e.decode(e.call("textDocument/documentSymbol", map[string]any{"textDocument": document(id)}), new([]documentSymbolItem))
			}
			fresh := newEditor(t, source, editorOptions{pull: true})
			for _, file := range files {
				text, err := fresh.text(fresh.file(filepath.Base(file)))
				if err != nil {
					t.Fatal(err)
				}
				fresh.open(filepath.Base(file), m.languageOf(filepath.Base(file)), text)
			}
			for _, file := range files {
				name := filepath.Base(file)
				got, want := e.diagnostics(e.file(name)), fresh.diagnostics(fresh.file(name))
				if len(want) > 0 || len(got) > 0 {
					t.Errorf("%s: diagnostics %v, and %v of the file as it is", name, got, want)
				}
				definitions := func(e *editor) string {
					var all strings.Builder
					m := &markers{t: t, editor: e}
					text, err := e.text(e.file(name))
					if err != nil {
						t.Fatal(err)
					}
					for i := range text {
						fmt.Fprintf(&all, "%d %s\n", i, m.places(m.definition(e.call("textDocument/definition", e.at(e.file(name), i)))))
					}
					return all.String()
				}
				if got, want := definitions(e), definitions(fresh); got != want {
					t.Errorf("%s: definitions differ from those of the file as it is", name)
				}
			}
			e.end()
			fresh.end()
		})
	}
}
