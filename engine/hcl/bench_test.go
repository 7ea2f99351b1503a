package hcl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/text"
)

// manyTables is a schema of n tables of about 700 bytes.
func manyTables(n int) string {
	var b strings.Builder
	b.WriteString("schema \"public\" {\n}\n")
	for i := range n {
		fmt.Fprintf(&b, `
table "table_%d" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "name" {
    null    = true
    type    = character_varying(255)
    default = "x"
    comment = "the name"
  }
  column "parent_id" {
    null = true
    type = bigint
  }
  column "created_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "fk_%d" {
    columns     = [column.parent_id]
    ref_columns = [table.table_%d.column.id]
    on_update   = NO_ACTION
    on_delete   = SET_NULL
  }
  index "idx_%d" {
    columns = [column.name, column.created_at]
  }
}
`, i, i, i/2, i)
	}
	return b.String()
}

func BenchmarkCut(b *testing.B) {
	src := manyTables(1000)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		text.Cut(src, pg, Next)
	}
}

func BenchmarkCutAndParse(b *testing.B) {
	src := manyTables(1000)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		for _, c := range text.Cut(src, pg, Next) {
			Parse(src[c.Span.Start:c.Span.End], pg)
		}
	}
}

// BenchmarkKeystroke types a letter in the middle of a file of 1,000 tables:
// cut again, and parse what changed.
func BenchmarkKeystroke(b *testing.B) {
	src := manyTables(1000)
	chunks := text.Cut(src, pg, Next)
	at := len(src) / 2
	at += strings.Index(src[at:], "the name")
	edit := text.Edit{Span: text.Span{Start: at, End: at}, New: "x"}
	next := src[:at] + "x" + src[at:]
	for b.Loop() {
		got, front, back := text.Recut(chunks, next, edit, pg, Next)
		for _, c := range got[front : len(got)-back] {
			Parse(next[c.Span.Start:c.Span.End], pg)
		}
	}
}

func BenchmarkExpect(b *testing.B) {
	src := manyTables(1)
	at := strings.Index(src, "[column.parent_id") + len("[column.")
	for b.Loop() {
		Expect(src, at, pg)
	}
}
