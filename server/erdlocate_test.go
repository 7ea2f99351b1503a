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

// TestPlacesBesideAnERD goes to elements from what the diagram does not draw: from
// partitions, and from the models that a program generated tables from.
func TestPlacesBesideAnERD(t *testing.T) {
	files := map[string]string{
		"atlas.hcl": `data "external_schema" "models" {
  program = ["cat", "printed.sql"]
}
data "composite_schema" "app" {
  schema "inventory" {
    url = data.external_schema.models.url
  }
  schema "public" {
    url = "file://logs.sql"
  }
  schema "public" {
    url = "file://events.pg.hcl"
  }
}
env "first" {
  src = "file://logs.sql"
  dev = "docker://postgres/16/dev"
}
env "local" {
  src = data.composite_schema.app.url
  dev = "docker://postgres/16/dev"
}
`,
		"printed.sql": "-- atlas:pos products[type=table] models.py:3\n-- atlas:pos stock[type=table] stock.go:3\n\n" +
			"CREATE TABLE products (id int PRIMARY KEY, category_id int, name text);\nCREATE TABLE stock (product_id int REFERENCES products (id), at int);\n",
		"models.py": "from base import Base\n\nclass Product(Base):\n    __tablename__ = \"products\"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n" +
			"    category_id: Mapped[int] = mapped_column(\n        ForeignKey(\"categories.id\")\n    )\n\n    offers: Mapped[list] = relationship()\n\ndef after():\n    pass\n",
		"stock.go": "package models\n\ntype Stock struct {\n\tProductID uint\n\tAt        int\n}\n",
		"logs.sql": "CREATE TABLE logs (at date, n int) PARTITION BY RANGE (at);\n" +
			"CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2002-01-01') TO ('2003-01-01') PARTITION BY RANGE (n);\n" +
			"CREATE TABLE logs_2_1 PARTITION OF logs_2 (n DEFAULT 7) FOR VALUES FROM (1) TO (2);\n" +
			"CREATE TABLE loose (at date, n int);\nALTER TABLE logs ATTACH PARTITION loose FOR VALUES FROM ('2003-01-01') TO ('2004-01-01');\n",
		"events.pg.hcl": `schema "public" {
}
table "events" {
  schema = schema.public
  column "at" {
    type = date
  }
  partition {
    type    = RANGE
    columns = [column.at]
  }
}
partition "events_1" {
  schema = schema.public
  of     = table.events
  range {
    from = ["2001-01-01"]
    to   = ["2002-01-01"]
  }
}
`,
	}
	e := newEditor(t, projectDir(t, files), editorOptions{trusted: true})
	e.open("logs.sql", "sql", files["logs.sql"])
	e.open("events.pg.hcl", "hcl", files["events.pg.hcl"])
	e.open("models.py", "python", files["models.py"])
	// That the graph is another one may be told before the picture comes, or after it.
	if !strings.Contains(e.erd(map[string]any{"env": "local"}).SVG, "products") && e.redrawn == 0 {
		e.until("the program's tables", func(message) bool { return e.redrawn > 0 })
	}
	for _, test := range []struct{ file, at, want string }{
		{"logs.sql", "logs_2 PARTITION", "public logs"},
		{"logs.sql", "('2002", "public logs"},
		{"logs.sql", "logs_2_1", "public logs"},
		{"logs.sql", "DEFAULT 7", "public logs"},
		{"logs.sql", "int);\nALTER", "public logs n"},
		{"events.pg.hcl", "\"events_1\"", "public events"},
		{"events.pg.hcl", "from =", "public events"},
		{"models.py", "Base\n\nclass", ""},
		{"models.py", "Product(", "inventory products"},
		{"models.py", "tablename", "inventory products"},
		{"models.py", "primary_key", "inventory products id"},
		{"models.py", "ForeignKey", "inventory products category_id"},
		{"models.py", "relationship", "inventory products"},
		{"models.py", "after", ""},
		{"stock.go", "Stock", "inventory stock"},
		{"stock.go", "ProductID", "inventory stock product_id"},
		{"stock.go", "package", ""},
	} {
		id := e.file(test.file)
		var found *erdElement
		e.decode(e.call(methodERDElement, e.at(id, strings.Index(files[test.file], test.at))), &found)
		got := ""
		if found != nil {
			got = strings.TrimSpace(found.Schema + " " + found.Table + " " + found.Column)
			if want := test.file != "logs.sql"; want != (found.Env == "local") {
				t.Errorf("%q of %s is in env %q", test.at, test.file, found.Env)
			}
		}
		if got != test.want {
			t.Errorf("%q of %s is about %q, want %q", test.at, test.file, got, test.want)
		}
	}
	var place *struct {
		URI   string   `json:"uri"`
		Range lspRange `json:"range"`
	}
	e.decode(e.call(methodERDLocation, map[string]any{"env": "local", "schema": "inventory", "table": "products", "column": "category_id"}), &place)
	if place == nil || e.name(place.URI) != "models.py" || place.Range.Start.Line != 6 {
		t.Errorf("category_id is declared at %+v", place)
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
