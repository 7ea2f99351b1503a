package sql

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

func TestOutline(t *testing.T) {
	tests := map[string]string{
		"CREATE TABLE app.t (id int, n text, CONSTRAINT pk PRIMARY KEY (id));": "table app.t []: column id [integer], column n [text], constraint pk [primary key]",
		"-- c\nCREATE VIEW v AS SELECT a, b AS c FROM t;":                      "view v []: column a [], column c []",
		"CREATE TYPE mood AS ENUM ('sad', 'ok');":                              "enum mood []: value sad [], value ok []",
		"CREATE UNIQUE INDEX i ON app.t (a);":                                  "index i [on app.t]",
		"CREATE FUNCTION f(a int) RETURNS int AS '';":                          "function f [(integer)]",
		"CREATE TRIGGER x BEFORE INSERT ON t EXECUTE FUNCTION f();":            "trigger x [on t]",
		"CREATE SCHEMA app;":                                                   "schema app []",
		"ALTER TABLE t ADD a int;":                                             "",
		"CREATE INDEX ON t (a);":                                               "",
		"CREATE TABLE t (id int, na":                                           "table t []: column id [integer], column na []",
	}
	for src, want := range tests {
		var lines []string
		for _, s := range Outline(src, Initial(schema.Postgres)) {
			lines = append(lines, symbolText(t, src, s))
		}
		if got := strings.Join(lines, "; "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

func symbolText(t *testing.T, src string, s schema.Symbol) string {
	if s.NameSpan.Start < s.Span.Start || s.NameSpan.End > s.Span.End {
		t.Errorf("%s: the name %v of %s lies outside %v", src, s.NameSpan, s.Name, s.Span)
	}
	text := fmt.Sprintf("%s %s [%s]", s.Kind, s.Name, s.Detail)
	var children []string
	for _, c := range s.Children {
		children = append(children, symbolText(t, src, c))
	}
	if children != nil {
		text += ": " + strings.Join(children, ", ")
	}
	return text
}
