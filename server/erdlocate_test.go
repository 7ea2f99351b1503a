package server

import (
	"strings"
	"testing"
)

// TestPlacesOfAnERD goes from texts to elements of a diagram and back, also after
// lines have moved.
func TestPlacesOfAnERD(t *testing.T) {
	e := newEditor(t, projectDir(t, twoParts), editorOptions{})
	e.open("shop.sql", "sql", twoParts["shop.sql"])
	e.open("auth.pg.hcl", "hcl", twoParts["auth.pg.hcl"])
	e.open("small.sql", "sql", twoParts["small.sql"])
	root := e.file("")
	// ask asks for what a request says of the place before the text.
	ask := func(file, text string, more map[string]any) (found *erdElement) {
		t.Helper()
		id := e.file(file)
		content, err := e.text(id)
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(content, text)
		if at < 0 {
			t.Fatalf("%q is not in %s", text, file)
		}
		params := e.at(id, at)
		for name, value := range more {
			params[name] = value
		}
		e.decode(e.call(methodERDElement, params), &found)
		return found
	}
	// declared is the text at which an element is declared.
	declared := func(element map[string]any) string {
		t.Helper()
		element["env"], element["root"] = "local", root
		var place *struct {
			URI   string   `json:"uri"`
			Range lspRange `json:"range"`
		}
		e.decode(e.call(methodERDLocation, element), &place)
		if place == nil {
			return ""
		}
		start, end := e.span(place.URI, place.Range)
		text, err := e.text(place.URI)
		if err != nil {
			t.Fatal(err)
		}
		return e.name(place.URI) + ": " + text[start:end]
	}
	check := func() {
		t.Helper()
		for _, test := range []struct {
			file, at string
			want     string
		}{
			{"shop.sql", "orders (\n", "shop orders"},
			{"shop.sql", "TABLE orders", "shop orders"},
			{"shop.sql", "bigint PRIMARY", "shop orders id"},
			{"shop.sql", "users (id)", "auth users"},
			{"shop.sql", "(id)\n", "shop orders user_id"},
			{"shop.sql", "recent AS", "shop recent"},
			{"auth.pg.hcl", "int\n", "auth users id"},
			{"auth.pg.hcl", "primary_key", "auth users"},
			{"auth.pg.hcl", "schema \"auth\" {", ""},
		} {
			found, got := ask(test.file, test.at, map[string]any{"env": "local"}), ""
			if found != nil {
				got = strings.TrimSpace(found.Schema + " " + found.Table + " " + found.Column)
				if found.Env != "local" || found.Root.String() != root {
					t.Errorf("%q is in env %q of %s", test.at, found.Env, found.Root)
				}
			}
			if got != test.want {
				t.Errorf("%q is about %q, want %q", test.at, got, test.want)
			}
		}
		for _, test := range []struct {
			element map[string]any
			want    string
		}{
			{map[string]any{"schema": "auth", "table": "users"}, "auth.pg.hcl: \"users\""},
			{map[string]any{"schema": "shop", "table": "orders", "column": "user_id"}, "shop.sql: user_id"},
			{map[string]any{"schema": "shop", "table": "lines", "column": "a < b & 'c'"}, `shop.sql: "a < b & 'c'"`},
			{map[string]any{"schema": "shop", "table": "recent"}, "shop.sql: recent"},
			{map[string]any{"schema": "shop", "table": "orders", "column": "gone"}, "shop.sql: orders"},
			{map[string]any{"schema": "shop", "table": "gone"}, ""},
			{map[string]any{"schema": "gone", "table": "users"}, ""},
		} {
			if got := declared(test.element); got != test.want {
				t.Errorf("%v is declared at %q, want %q", test.element, got, test.want)
			}
		}
	}
	check()
	e.edit("shop.sql", "CREATE TABLE orders", "-- a line\n\n\nCREATE TABLE orders")
	e.edit("auth.pg.hcl", "table \"users\"", "\n\ntable \"users\"")
	check()
	if found := ask("small.sql", "only_here", nil); found == nil || found.Env != "small" {
		t.Errorf("without an env: %+v", found)
	}
	if found := ask("small.sql", "only_here", map[string]any{"env": "local"}); found != nil {
		t.Errorf("in an env that does not have the file: %+v", found)
	}
	e.end()
}

// TestExportOfAnERD asks for the texts of a diagram, and names the environments that
// there are.
func TestExportOfAnERD(t *testing.T) {
	e := newEditor(t, projectDir(t, twoParts), editorOptions{})
	e.open("shop.sql", "sql", twoParts["shop.sql"])
	for format, want := range map[string]string{
		"mermaid": "erDiagram\n", "dbml": "Table \"auth\".\"users\"", "svg": "<svg ", "html": "<!DOCTYPE html>", "dot": "digraph", "json": `"version"`,
	} {
		var result exportERDResult
		e.decode(e.call(methodExportERD, map[string]any{"env": "local", "format": format}), &result)
		if !strings.Contains(result.Text, want) || !strings.Contains(result.Text, "orders") || !strings.Contains(result.Title, "local") {
			t.Errorf("%s of %q: %.200s", format, result.Title, result.Text)
		}
	}
	if m := e.call(methodExportERD, map[string]any{"env": "local", "format": "gif"}); m.Error == nil || m.Error.Code != codeRequestFailed {
		t.Errorf("an unknown format: %+v", m)
	}
	r := e.erd(map[string]any{"env": "local"})
	if len(r.Environments) != 2 || r.Environments[1].Env != "small" || strings.Join(r.Schemas, " ") != "auth shop" {
		t.Errorf("environments %+v, schemas %q", r.Environments, r.Schemas)
	}
	if r = e.erd(map[string]any{"env": r.Environments[1].Env, "root": r.Environments[1].Root}); r.Env != "small" {
		t.Errorf("asked for small: %q", r.Env)
	}
	if m := e.call(methodViewERD, map[string]any{"root": "file:///elsewhere"}); m.Error == nil {
		t.Error("a directory without an environment has a diagram")
	}
	e.end()
}
