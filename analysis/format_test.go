package analysis_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/internal/corpus"
)

// checkFormat holds Format to hclwrite, and its edits to what a client can do.
func checkFormat(t *testing.T, src string) {
	t.Helper()
	w := workspace.New(workspace.Options{})
	const name = "/schema.pg.hcl"
	w.Open(name, "", 1, src)
	edits, ok := analysis.Format(w.Snapshot(), name)
	if !ok {
		t.Fatal("HCL is not formatted")
	}
	doc, err := w.Snapshot().Document(name)
	if err != nil {
		t.Fatal(err)
	}
	end := doc.Len()
	got := doc.Text()
	for _, e := range slices.Backward(edits) {
		if e.Span.End > end || e.Span.Start > e.Span.End {
			t.Fatalf("edits overlap: %v", edits)
		}
		end = e.Span.Start
		for _, at := range []int{e.Span.Start, e.Span.End} {
			if back := doc.Offset(doc.Position(at, text.UTF16), text.UTF16); back != at {
				t.Errorf("no client can point at %d", at)
			}
		}
		got = got[:e.Span.Start] + e.New + got[e.Span.End:]
	}
	if want := string(hclwrite.Format([]byte(doc.Text()))); got != want {
		t.Errorf("formatted\n%q\nto\n%q\nnot to\n%q", doc.Text(), got, want)
	}
}

var unformatted = []string{
	"", "\n", "table \"x\" {\ncolumn \"a\" {\ntype=int\nnull   = true\n}\n}",
	"table \"x\" {\r\ncolumn \"a\" {\r\ntype=int  \r\n}\r\n}\r\n",
	"a=1\nbcd =2 # one\ne = <<X\n  keep\n X\nX\n",
	"table \"é\" {\na   =   \"𝄞 ü\"   \n}", "a = [\n1,\n  2,\n]\n", "a {\nb =\n", "a = \"\n}\n\tb=1\n", "}}}\n  x=1\r",
	"\xef\xbb\xbfa=1\n", "a=1\r\rb=2\n",
}

func TestFormat(t *testing.T) {
	for _, src := range unformatted {
		checkFormat(t, src)
	}
}

func FuzzFormat(f *testing.F) {
	for _, src := range unformatted {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) < 10_000 && strings.ToValidUTF8(src, "") == src { // documents are valid
			checkFormat(t, src)
		}
	})
}

// TestFormatCorpus formats real files, each as it is and with its layout spoilt.
func TestFormatCorpus(t *testing.T) {
	for name, content := range corpus.Files(t, "hcl", ".hcl") {
		if len(content) > 100_000 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			src := strings.ToValidUTF8(content, "")
			checkFormat(t, src)
			checkFormat(t, strings.NewReplacer(" = ", "=", "\n  ", "\n").Replace(src))
			checkFormat(t, strings.ReplaceAll(src, "\n", " \r\n"))
		})
	}
}
