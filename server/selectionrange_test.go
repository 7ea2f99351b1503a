package server

import (
	"slices"
	"strings"
	"testing"
)

func TestSelectionRanges(t *testing.T) {
	files := map[string]string{
		"shop.sql": "-- Orders.\nCREATE TABLE shop.orders (\n  id int PRIMARY KEY,\n  price numeric(10, 2) DEFAULT 'é ten',\n  \"a b\" int\n);\n" +
			"CREATE FUNCTION f() RETURNS int AS $$ SELECT max(id, 1) $$ LANGUAGE sql;\nSELECT (1, (2\n",
		"auth.pg.hcl": "table \"users\" {\n  schema = schema.public\n  column \"id\" {\n    type = sql(\"text[]\")\n  }\n  primary_key {\n    columns = [column.id, table.users.column.id]\n  }\n}\n\ntable \"half\" {\n  x = [column.\n",
	}
	e := newEditor(t, projectDir(t, files), editorOptions{})
	whole := func(file, from, to string) string {
		text := files[file]
		start := strings.Index(text, from)
		return text[start : start+strings.Index(text[start:], to)+len(to)]
	}
	for file := range files {
		e.open(file, "", files[file])
	}
	for _, test := range []struct {
		file, at string
		want     []string
	}{
		{"shop.sql", "orders (", []string{"orders", "shop.orders", whole("shop.sql", "CREATE", ");"), files["shop.sql"]}},
		{"shop.sql", "10,", []string{"10", "10, 2", "(10, 2)", "price numeric(10, 2) DEFAULT 'é ten'",
			whole("shop.sql", "\n  id", "\" int\n"), whole("shop.sql", "(\n  id", "\n)"), whole("shop.sql", "CREATE", ");"), files["shop.sql"]}},
		{"shop.sql", "ten'", []string{"ten", "é ten", "'é ten'", "price numeric(10, 2) DEFAULT 'é ten'",
			whole("shop.sql", "\n  id", "\" int\n"), whole("shop.sql", "(\n  id", "\n)"), whole("shop.sql", "CREATE", ");"), files["shop.sql"]}},
		{"shop.sql", "b\" int", []string{"b", "a b", `"a b"`, `"a b" int`,
			whole("shop.sql", "\n  id", "\" int\n"), whole("shop.sql", "(\n  id", "\n)"), whole("shop.sql", "CREATE", ");"), files["shop.sql"]}},
		{"shop.sql", "id, 1", []string{"id", "id, 1", "(id, 1)", " SELECT max(id, 1) ", "$$ SELECT max(id, 1) $$", whole("shop.sql", "CREATE FUNCTION", "sql;"), files["shop.sql"]}},
		{"shop.sql", "Orders.", []string{"Orders", files["shop.sql"]}},
		{"shop.sql", "2\n", []string{"2", "SELECT (1, (2", files["shop.sql"]}},
		{"auth.pg.hcl", "users\" {", []string{"users", `"users"`, whole("auth.pg.hcl", "table", "\n}"), files["auth.pg.hcl"]}},
		{"auth.pg.hcl", "users.column", []string{"users", "table.users", "table.users.column", "table.users.column.id", "column.id, table.users.column.id",
			"[column.id, table.users.column.id]", "columns = [column.id, table.users.column.id]", whole("auth.pg.hcl", "\n    columns", "]\n  "),
			whole("auth.pg.hcl", "primary_key", "]\n  }"), whole("auth.pg.hcl", "\n  schema", "]\n  }\n"), whole("auth.pg.hcl", "table", "\n}"), files["auth.pg.hcl"]}},
		{"auth.pg.hcl", "text[]", []string{"text", "text[]", `"text[]"`, `sql("text[]")`, `type = sql("text[]")`, "\n    type = sql(\"text[]\")\n  ",
			whole("auth.pg.hcl", "column \"id\"", "\n  }"), whole("auth.pg.hcl", "\n  schema", "]\n  }\n"), whole("auth.pg.hcl", "table", "\n}"), files["auth.pg.hcl"]}},
	} {
		id := e.file(test.file)
		position := e.at(id, strings.Index(files[test.file], test.at))["position"]
		type chain struct {
			Range  lspRange `json:"range"`
			Parent *chain   `json:"parent"`
		}
		var chains []chain
		e.decode(e.call("textDocument/selectionRange", map[string]any{"textDocument": document(id), "positions": []any{position, position}}), &chains)
		if len(chains) != 2 {
			t.Fatalf("%d answers to 2 positions", len(chains))
		}
		var got []string
		for c := &chains[1]; c != nil; c = c.Parent {
			start, end := e.span(id, c.Range)
			got = append(got, files[test.file][start:end])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: got\n%q\nwant\n%q", test.at, got, test.want)
		}
	}
	e.end()
}

// Editors, and what writes their answers, bear only so many levels.
func TestSelectionRangesOfWhatIsNestedDeeply(t *testing.T) {
	const depth = 20_000
	src := "SELECT " + strings.Repeat("(", depth) + "1" + strings.Repeat(")", depth) + ";\n"
	e := newEditor(t, projectDir(t, map[string]string{"deep.sql": src}), editorOptions{})
	e.open("deep.sql", "", src)
	id := e.file("deep.sql")
	type chain struct {
		Range  lspRange `json:"range"`
		Parent *chain   `json:"parent"`
	}
	var chains []chain
	e.decode(e.call("textDocument/selectionRange", map[string]any{
		"textDocument": document(id), "positions": []any{e.at(id, strings.Index(src, "1"))["position"]},
	}), &chains)
	var sizes []int // in characters; the file's last line is empty
	for c := &chains[0]; c.Parent != nil; c = c.Parent {
		sizes = append(sizes, c.Range.End.Character-c.Range.Start.Character)
	}
	if len(sizes) > 1_000 || sizes[0] != 1 || sizes[1] != 3 || sizes[len(sizes)-1] != len(src)-1 || !slices.IsSorted(sizes) {
		t.Errorf("%d levels: %v", len(sizes), sizes)
	}
	e.end()
}
