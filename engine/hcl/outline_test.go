package hcl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/schemascope/schemascope/engine/schema"
)

func TestOutline(t *testing.T) {
	src := `locals {
  url = "postgres://me:secret@host/db"
}
x = 1
enum "e" {
  values = ["a", "b c"]
}
table "public" "users" {
  column "id" {
    type = varchar(255)
  }
  primary_key {
    columns = [column.id]
  }
`
	var b strings.Builder
	var dump func(indent string, list []schema.Symbol)
	dump = func(indent string, list []schema.Symbol) {
		for _, s := range list {
			fmt.Fprintf(&b, "%s%s %s [%s] %q\n", indent, s.Kind, s.Name, s.Detail, src[s.NameSpan.Start:s.NameSpan.End])
			dump(indent+"  ", s.Children)
		}
	}
	dump("", Outline(src, pg))
	want := `locals locals [] "locals"
  attribute url ["postgres://me:***@host/db"] "url"
attribute x [1] "x"
enum e [] "\"e\""
  value a [] "\"a\""
  value b c [] "\"b c\""
table public.users [] "\"public\" \"users\""
  column id [varchar(255)] "\"id\""
  primary_key primary_key [] "primary_key"
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestFormat(t *testing.T) {
	for _, src := range []string{"", "a=1\nbb  = 2\n", "table \"t\" {\nschema=schema.x\n}", "x = [\n1,\n]\n# c\n", sampleProject} {
		if got, want := string(Format([]byte(src))), string(hclwrite.Format([]byte(src))); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}
