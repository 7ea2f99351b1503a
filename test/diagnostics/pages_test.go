package diagnostics

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/schema/codes"
	"github.com/schemascope/schemascope/engine/text"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the pages of docs/diagnostics")

const pages = "../../docs/diagnostics"

// TestPages holds docs/diagnostics to the data, every code to an entry, and the
// examples to what is reported.
func TestPages(t *testing.T) {
	want := map[string]string{}
	var index strings.Builder
	index.WriteString("# Diagnostics\n\nWhat schemascope reports, by the code that stands behind each message. These pages are made from\n" +
		"`engine/schema/codes/data` by `go test ./test/diagnostics -update`.\n\n| code | what is wrong | usually |\n|---|---|---|\n")
	for _, e := range codes.All() {
		fmt.Fprintf(&index, "| [`%s`](%s.md) | %s | %s |\n", e.Code, e.Code, e.Title, severityNames[e.Severity])
		t.Run(string(e.Code), func(t *testing.T) { want[string(e.Code)+".md"] = page(t, e) })
	}
	want["README.md"] = index.String()
	if t.Failed() {
		return
	}
	if *update {
		if err := os.RemoveAll(pages); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(pages, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			if err := os.WriteFile(filepath.Join(pages, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		have, err := os.ReadFile(filepath.Join(pages, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := want[entry.Name()]; !ok || text != string(have) {
			t.Errorf("%s is not what the data say; go test ./test/diagnostics -update writes it", entry.Name())
		}
		delete(want, entry.Name())
	}
	for name := range want {
		t.Errorf("there is no %s; go test ./test/diagnostics -update writes it", name)
	}
}

// TestEveryCode reads the constants of the codes.
func TestEveryCode(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../engine/schema/code.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := map[schema.Code]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			code, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			known[schema.Code(code)] = true
			if _, ok := codes.Of(schema.Code(code)); !ok {
				t.Errorf("%s has no entry in engine/schema/codes/data", code)
			}
		}
		return true
	})
	for _, e := range codes.All() {
		if !known[e.Code] {
			t.Errorf("%s is no code", e.Code)
		}
	}
}

// withoutExample are codes that no text gives by itself.
var withoutExample = []schema.Code{schema.CodeUnreadable}

// page checks an entry's examples and renders its page.
func page(t *testing.T, e codes.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nCode `%s`, usually %s.\n\n%s\n", e.Title, e.Code, article(severityNames[e.Severity]), e.Explanation)
	if len(e.Examples) == 0 && !slices.Contains(withoutExample, e.Code) {
		t.Error("there is no example")
	}
	for i, x := range e.Examples {
		head := "Example"
		if len(e.Examples) > 1 {
			head += " " + strconv.Itoa(i+1)
		}
		fmt.Fprintf(&b, "\n## %s\n", head)
		faulty, shown := x.Faulty, []txtar.File{}
		var want []string
		for i, f := range faulty {
			plain, spans := marked(string(f.Data))
			shown = append(shown, txtar.File{Name: f.Name, Data: []byte(plain)})
			for _, s := range spans {
				want = append(want, fmt.Sprintf("%s %q [%s]", f.Name, plain[s.Start:s.End], e.Code))
			}
			faulty[i] = shown[i]
		}
		slices.Sort(want)
		var got, lines []string
		files := real(shown)
		for _, f := range check(t, files) {
			lines = append(lines, show(files, f))
			got = append(got, fmt.Sprintf("%s %q [%s]", f.file, source(files, f.file, f.Span), f.Code))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("the faulty example gives\n%s\nmarked is\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
		}
		for _, f := range check(t, real(x.Mended)) {
			t.Errorf("the mended example gives %s", show(real(x.Mended), f))
		}
		code(&b, shown)
		fmt.Fprintf(&b, "\n```text\n%s\n```\n\nInstead:\n", strings.Join(lines, "\n"))
		changed := slices.DeleteFunc(slices.Clone(x.Mended), func(f txtar.File) bool {
			return slices.ContainsFunc(shown, func(s txtar.File) bool { return s.Name == f.Name && bytes.Equal(s.Data, f.Data) })
		})
		code(&b, changed)
	}
	b.WriteString("\n[All diagnostics](README.md)\n")
	return b.String()
}

// real are the files of an example as they stand on disk: ␀ is a NUL byte.
func real(files []txtar.File) []txtar.File {
	out := make([]txtar.File, len(files))
	for i, f := range files {
		out[i] = txtar.File{Name: f.Name, Data: bytes.ReplaceAll(f.Data, []byte("␀"), []byte{0})}
	}
	return out
}

// source is the marked text of a real file as it is shown.
func source(real []txtar.File, name string, s text.Span) string {
	for _, f := range real {
		if f.Name == name {
			return strings.ReplaceAll(string(f.Data[s.Start:s.End]), "\x00", "␀")
		}
	}
	return ""
}

func article(severity string) string {
	switch severity {
	case "error":
		return "an error"
	case "information":
		return "an information"
	}
	return "a " + severity
}

// code writes files as Markdown.
func code(b *strings.Builder, files []txtar.File) {
	for _, f := range files {
		language := strings.TrimPrefix(path.Ext(f.Name), ".")
		if language == "txt" {
			language = "text"
		}
		fmt.Fprintf(b, "\n`%s`:\n```%s\n%s```\n", f.Name, language, f.Data)
	}
}
