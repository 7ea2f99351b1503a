package sql

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemascope/schemascope/engine/schema"
)

var update = flag.Bool("update", false, "rewrite testdata/lower")

// TestLower compares what is lowered from the .sql files of testdata/lower's
// archives with the .txt beside each: the statements, then the sites that are
// asked for by a first line "-- sites", then the problems. An archive is named
// after its dialect.
func TestLower(t *testing.T) {
	archives, err := filepath.Glob("testdata/lower/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, path := range archives {
		dialect := schema.Dialect(strings.TrimSuffix(filepath.Base(path), ".txtar"))
		if dialect == "unknown" {
			dialect = ""
		}
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		var out txtar.Archive
		out.Comment = a.Comment
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".txt") {
				want[strings.TrimSuffix(f.Name, ".txt")] = string(f.Data)
			}
		}
		for _, f := range a.Files {
			name, ok := strings.CutSuffix(f.Name, ".sql")
			if !ok {
				continue
			}
			got := lowerText(string(f.Data), dialect)
			out.Files = append(out.Files, f, txtar.File{Name: name + ".txt", Data: []byte(got)})
			t.Run(string(dialect)+"/"+name, func(t *testing.T) {
				if got != want[name] && !*update {
					t.Errorf("%s\ngot\n%s\nwant\n%s", f.Data, got, want[name])
				}
			})
		}
		if *update {
			if err := os.WriteFile(path, txtar.Format(&out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func lowerText(src string, d schema.Dialect) string {
	var b strings.Builder
	for _, s := range parseAll(src, d) {
		if text := dump(s.chunk.Stmts); text != "" {
			b.WriteString(text + "\n")
		}
		if strings.HasPrefix(src, "-- sites") {
			for _, x := range s.chunk.Sites {
				decl, column := "", ""
				if x.Decl {
					decl = "decl "
				}
				if x.Column != "" {
					column = " " + x.Column
				}
				fmt.Fprintf(&b, "@ %s: %s%s %s%s\n", s.src[x.Span.Start:x.Span.End], decl, x.Kind, x.Ref, column)
			}
		}
		for _, p := range s.chunk.Problems {
			fmt.Fprintf(&b, "! %q: %s\n", s.src[p.Span.Start:p.Span.End], p.Message)
		}
	}
	return b.String()
}
