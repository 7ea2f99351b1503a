package sql

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// examples are the statements of testdata/lower, by dialect.
func examples(t *testing.T) map[schema.Dialect][]string {
	archives, err := filepath.Glob("testdata/lower/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	found := map[schema.Dialect][]string{}
	for _, name := range archives {
		d := schema.Dialect(strings.TrimSuffix(filepath.Base(name), ".txtar"))
		if d == "unknown" {
			d = ""
		}
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if !strings.HasSuffix(f.Name, ".sql") {
				continue
			}
			for _, c := range text.Cut(string(f.Data), Initial(d), Next) {
				if c.State.leading || c.State == Initial(d) || c.State.delimiter == "" && !c.State.copying {
					found[d] = append(found[d], strings.TrimSpace(string(f.Data[c.Span.Start:c.Span.End])))
				}
			}
		}
	}
	return found
}

// TestHalfTypedStatementsLoseOnlyThemselves breaks a statement that stands
// between others, in every way that typing passes through: cut off after each of
// its tokens, one mark missing, one too many. The others stay what they are.
func TestHalfTypedStatementsLoseOnlyThemselves(t *testing.T) {
	const before = "CREATE TABLE before (id int);\n"
	const after = "\nCREATE TABLE after_one (id int, b text DEFAULT 'it''s');\nALTER TABLE after_one ADD c int;\n" +
		"CREATE INDEX after_index ON after_one (id);\nCREATE TABLE after_two (\n  id int\n);\n"
	for d, statements := range examples(t) {
		// SQL Server's routines go on to the end of their batch.
		end := after
		if d == schema.SQLServer {
			end = "\nGO" + after
		}
		for _, s := range statements {
			try := func(how, broken string) {
				src := before + broken + end
				names := map[string]bool{}
				for _, c := range parseAll(src, d) {
					for _, s := range c.chunk.Stmts {
						switch s := s.(type) {
						case *schema.CreateTable:
							names[s.Table.Name.Text] = true
						case *schema.AddColumn:
							names[s.Column.Name.Text] = true
						case *schema.CreateIndex:
							names[s.Index.Name.Text] = true
						}
					}
				}
				for _, n := range []string{"before", "after_one", "after_two", "c", "after_index"} {
					if !names[n] {
						t.Errorf("%s, %s: lost %s after\n%s", d, how, n, broken)
						return
					}
				}
			}
			l := Initial(d).lexer(s, 0)
			for k := l.next(); k.kind != eof; k = l.next() {
				try("cut off", s[:k.end])
				switch raw := s[k.start:k.end]; {
				case k.is('('), k.is(')'):
					try("without "+raw, s[:k.start]+s[k.end:])
					try("with two "+raw, s[:k.start]+raw+s[k.start:])
				case k.kind == stringConst || k.kind == quotedName || k.kind == dollarString:
					try("without the last quote", s[:k.end-1]+s[k.end:])
					try("without the first quote", s[:k.start]+strings.TrimLeft(raw, "eEuUnNbBxX&'\"`[$")+s[k.end:])
				}
			}
		}
	}
}
