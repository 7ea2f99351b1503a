package hcl

import (
	"fmt"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

var pg = State{KindSchema, schema.Postgres}

func cutStrings(src string, st State) []string {
	var out []string
	for _, c := range text.Cut(src, st, Next) {
		out = append(out, src[c.Span.Start:c.Span.End])
	}
	return out
}

func TestNext(t *testing.T) {
	project := State{KindProject, ""}
	tests := []struct {
		name string
		st   State
		src  string // "¦" stands where chunks must meet
	}{
		{"blocks", pg, "schema \"public\" {}\n¦\ntable \"a\" {\n  schema = schema.public\n}\n¦table \"b\" {}"},
		{"comments stay with what follows", pg, "# head\n\ntable \"a\" {} # tail\n¦// about b\n/* more { */\ntable \"b\" {\n}\n¦# end\n"},
		{"attributes", pg, "x = 1\n¦y = [\n  1,\n]\n¦z = {\n  a = \"}\"\n}\n"},
		{"CRLF", pg, "table \"a\" {\r\n}\r\n¦table \"b\" {\r\n}\r\n"},
		{"byte order mark", pg, "\uFEFFtable \"a\" {\n}\n¦table \"b\" {}\n"},
		{"NUL", pg, "table \"a\" {\n\x00}\n¦table \"b\" {}\n"},
		{"braces in strings and comments", pg, "table \"a\" {\n  comment = \"} { ${join(\"}\", [])}\" # }\n  /* } */\n}\n¦table \"b\" {}\n"},
		{"heredoc", pg, "view \"a\" {\n  as = <<-SQL\n    SELECT '{' }\n  SQL\n}\n¦table \"b\" {}\n"},
		{"heredoc that quotes HCL", pg, "view \"a\" {\n  as = <<SQL\ntable \"x\" {\n}\nSQL\n}\n¦table \"b\" {}\n"},
		{"heredoc with interpolation", pg, "view \"a\" {\n  as = <<SQL\nx ${join(\",\", [\n1])} y\nSQL\n}\n¦table \"b\" {}\n"},
		{"two blocks on a line", pg, "table \"a\" {} table \"b\" {}\n¦table \"c\" {}\n"},
		{"children in the first column", pg, "table \"a\" {\ncolumn \"id\" {\ntype = int\n}\nprimary_key {\n}\n}\n¦table \"b\" {}\n"},
		{"parts in the first column", project, "data \"composite_schema\" \"app\" {\nschema \"a\" {\nurl = \"x\"\n}\n}\n¦env \"x\" {}\n"},
		{"unknown blocks", pg, "foo \"a\" {\nbar {\n}\n}\n¦table \"b\" {}\n"},

		{"unclosed block", pg, "table \"a\" {\n  column \"id\" {\n    type = int\n  }\n¦\n# b\ntable \"b\" {\n}\n"},
		{"unclosed inner block", pg, "table \"a\" {\n  column \"id\" {\n    type = int\n}\n¦table \"b\" {\n}\n"},
		{"unclosed block before an env", project, "env \"a\" {\n  url = \"x\"\n  migration {\n¦env \"b\" {\n}\n"},
		{"unclosed block at the end", pg, "table \"a\" {\n}\n¦table \"b\" {\n  schema = schema.public\n"},
		{"unclosed quote", pg, "table \"a\" {\n  comment = \"oops\n}\n¦table \"b\" {\n}\n"},
		{"unclosed quote and brace", pg, "table \"a\" {\n  comment = \"oops }\n¦table \"b\" {\n}\n"},
		{"unclosed label", pg, "table \"a {\n}\n¦table \"b\" {\n}\n"[:11] + "¦}\n¦table \"b\" {\n}\n"},
		{"unclosed interpolation", pg, "table \"a\" {\n  comment = \"${var.x\n}\n¦\ntable \"b\" {\n}\n"},
		{"unclosed list", pg, "table \"a\" {\n  primary_key {\n    columns = [column.id\n  }\n}\n¦table \"b\" {\n}\n"},
		{"unclosed top-level list", pg, "x = [\n  1,\n¦table \"b\" {\n}\n"},
		{"unclosed heredoc", pg, "view \"a\" {\n  as = <<SQL\n  SELECT 1\n}\n¦view \"b\" {\n  as = <<SQL\n  SELECT 2\nSQL\n}\n"},
		{"unclosed heredoc at the end", pg, "view \"a\" {\n  as = <<SQL\n  SELECT 1\n}\n"},
		{"unclosed comment", pg, "table \"a\" {}\n¦/* table \"b\" {\n}\n"},
		{"unclosed unknown block", pg, "foo \"a\" {\n  x = 1\n¦bar \"b\" {\n}\n¦table \"c\" {}\n"},
		{"stray closing brace", pg, "table \"a\" {\n}\n¦}\n¦table \"b\" {}\n"},
		{"lone word", pg, "tab\n¦table \"b\" {}\n"},
		{"empty", pg, ""},
		{"only space", pg, " \n\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.Split(tt.src, "¦")
			src := strings.ReplaceAll(tt.src, "¦", "")
			if src == "" {
				want = nil
			}
			if got := cutStrings(src, tt.st); !reflect.DeepEqual(got, want) {
				t.Errorf("cut\n%q\nwant\n%q", got, want)
			}
		})
	}
}

const sampleProject = `variable "url" {
  type = string
}

locals {
  names = ["a", "b"]
}

data "composite_schema" "app" {
  # first
  schema "public" {
    url = "file://schema.sql"
  }
  schema "auth" {
    url = data.external_schema.orm.url
  }
}

data "external_schema" "orm" {
  program = [
    "go", "run",
  ]
}

env "local" {
  src = data.composite_schema.app.url
  url = "${var.url}?x={{ }}"
  format {
    migrate {
      diff = "{{ sql . \"  \" }}"
    }
  }
}
`

const sampleSchema = `schema "public" {
}

/* users of the
   system { */
table "users" {
  schema = schema.public
  column "id" {
    null = false # }
    type = bigint
  }
  column "name" {
    type    = varchar(255)
    comment = "a \"name\" {"
  }
  primary_key {
    columns = [column.id]
  }
}

view "v" {
  schema = schema.public
  as = <<-SQL
    SELECT ${var.x} FROM users -- }
  SQL
}

enum "status" {
  schema = schema.public
  values = ["a", "b"]
}
`

// TestRecutEqualsCut edits texts at random and cuts again only where it must.
func TestRecutEqualsCut(t *testing.T) {
	type sample struct {
		st  State
		src string
	}
	samples := []sample{
		{pg, sampleSchema}, {State{KindProject, ""}, sampleProject},
		{State{KindSchema, ""}, sampleSchema}, {State{KindSchema, schema.Oracle}, sampleSchema},
	}
	snippets := []string{
		"{", "}", "\"", "\n", "\r\n", "[", "]", "(", ")", "${", "%{", "<<SQL\n", "SQL\n", "\nSQL\n", "<<-X\n", "/*", "*/", "#", "//", "\\",
		"table \"x\" {\n", "\ntable \"y\" {\n", "\nenv \"z\" {\n", "schema \"s\" {}\n", "foo \"b\" {\n", "\nbar {\n", "column \"c\" {", "x = 1\n", " ", "=",
		"\x00", "\uFEFF", "é", "\xff", "$", "$${", "\nlint {\n", "data",
	}
	rng := rand.New(rand.NewSource(1))
	run := func(name string, s sample, edits int) {
		src := s.src
		chunks := text.Cut(src, s.st, Next)
		for range edits {
			at := rng.Intn(len(src) + 1)
			end := min(len(src), at+rng.Intn(4)*rng.Intn(12))
			piece := ""
			if rng.Intn(3) > 0 || at == end {
				piece = snippets[rng.Intn(len(snippets))]
			}
			if rng.Intn(20) == 0 && len(src) > 0 {
				from := rng.Intn(len(src))
				piece = src[from:min(len(src), from+rng.Intn(60))]
			}
			edit := text.Edit{Span: text.Span{Start: at, End: end}, New: piece}
			next := src[:at] + piece + src[end:]
			got, _, _ := text.Recut(chunks, next, edit, s.st, Next)
			want := text.Cut(next, s.st, Next)
			if !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
				t.Fatalf("%s: after %q → %q at %d of\n%s\nrecut %v\n  cut %v", name, src[at:end], piece, at, src, got, want)
			}
			if src, chunks = next, want; len(src) > 3*len(s.src)+200 || len(src) == 0 {
				src = s.src
				chunks = text.Cut(src, s.st, Next)
			}
		}
	}
	for i, s := range samples {
		for round := range 10 {
			run(fmt.Sprint("sample ", i, " round ", round), s, 400)
		}
	}
	t.Run("corpus", func(t *testing.T) {
		n := 0
		for path, content := range corpusFiles(t) {
			if len(content) == 0 || len(content) > 12000 {
				continue
			}
			kind, dialect := Classify(path, content)
			run(path, sample{State{kind, dialect}, content}, 20)
			n++
		}
		t.Logf("%d files", n)
	})
}

// TestNextIsLinear cuts hostile texts whose blocks, strings and heredocs have
// no end.
func TestNextIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const size = 1 << 20
	number := func(format string) func() string {
		return func() string {
			var b strings.Builder
			for i := 0; b.Len() < size; i++ {
				fmt.Fprintf(&b, format, i)
			}
			return b.String()
		}
	}
	texts := map[string]func() string{
		"braces":            func() string { return strings.Repeat("{", size) },
		"brackets":          func() string { return "x = " + strings.Repeat("[(", size/2) },
		"closing":           func() string { return strings.Repeat("}])\n", size/4) },
		"known heads":       number("table \"t%d\" {\n"),
		"unknown heads":     number("a%d \"t\" {\n"),
		"heredocs":          number("view \"v\" {\nas = <<A%d\n"),
		"same heredocs":     number("view \"v%d\" {\nas = <<A\n"),
		"quotes":            number("x%d = \"${\"${\n"),
		"comments":          number("/*%d\n"),
		"heads in a env":    number("lint {\ndiff {\n#%d\n"),
		"long line":         func() string { return "table \"" + strings.Repeat("a", size) },
		"interpolations":    func() string { return "x = \"" + strings.Repeat("${\"", size/3) },
		"heads then no end": number("x {\n%d\n"),
	}
	for name, make := range texts {
		src := make()
		start := time.Now()
		for _, st := range []State{pg, {KindProject, ""}} {
			text.Cut(src, st, Next)
		}
		took := time.Since(start)
		t.Logf("%-18s %d MiB twice in %v", name, size>>20, took.Round(time.Millisecond))
		if took > 60*time.Second {
			t.Errorf("%s takes %v", name, took)
		}
	}
}
