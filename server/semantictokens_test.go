package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestSemanticTokens(t *testing.T) {
	files := map[string]string{
		"shop.sql": "CREATE TABLE shop.orders (é int, \"a b\" mood);\n/* é */ SELECT o.é, count(*) FROM shop.orders o;\n" +
			"CREATE VIEW \"two\nlines\" AS SELECT 1;\n",
		"auth.pg.hcl": "schema \"public\" {\n}\nview \"v\" {\n  schema = schema.public\n  as     = <<-SQL\n    SELECT id FROM users\n  SQL\n}\ntable \"users\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n  check \"c\" {\n    expr = \"id > 0\"\n  }\n}\n",
	}
	for _, encoding := range []string{"utf-8", "utf-16"} {
		e := newEditor(t, projectDir(t, files), editorOptions{encodings: []string{encoding}})
		e.open("shop.sql", "sql", files["shop.sql"])
		e.open("auth.pg.hcl", "hcl", files["auth.pg.hcl"])
		tokens := func(file, method string, within map[string]any) []string {
			t.Helper()
			id := e.file(file)
			params := map[string]any{"textDocument": document(id)}
			for name, value := range within {
				params[name] = value
			}
			var answer *struct{ Data []int }
			e.decode(e.call("textDocument/semanticTokens/"+method, params), &answer)
			if answer == nil {
				return []string{"null"}
			}
			var got []string
			line, character := 0, 0
			for d := range slices.Chunk(answer.Data, 5) {
				if line += d[0]; d[0] > 0 {
					character = 0
				}
				character += d[1]
				start, end := e.span(id, lspRange{lspPosition{line, character}, lspPosition{line, character + d[2]}})
				text, err := e.text(id)
				if err != nil {
					t.Fatal(err)
				}
				one := text[start:end] + ":" + tokenLegend.TokenTypes[d[3]]
				if d[4] == 1 {
					one += "!"
				}
				got = append(got, one)
			}
			return got
		}
		expect := func(got []string, want ...string) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("%s: got\n%q\nwant\n%q", encoding, got, want)
			}
		}
		statement := []string{"shop:namespace", "orders:class!", "é:property!", `"a b":property!`, "mood:type"}
		query := []string{"o:variable", "é:property", "count:function", "shop:namespace", "orders:class", "o:variable!"}
		expect(tokens("shop.sql", "full", nil), slices.Concat(statement, query)...)
		second := map[string]any{"range": lspRange{lspPosition{1, 3}, lspPosition{1, 60}}}
		expect(tokens("shop.sql", "range", second), query...)
		expect(tokens("auth.pg.hcl", "full", nil), "id:property", "users:class", "id:property")
		e.edit("shop.sql", "CREATE TABLE", "-- é\nCREATE TABLE")
		expect(tokens("shop.sql", "full", nil), slices.Concat(statement, query)...)
		expect(tokens("shop.sql", "range", second), statement...)

		// Of a large document, on one line, an editor gets what it shows.
		var large strings.Builder
		for i := range 30_000 {
			fmt.Fprintf(&large, "CREATE TABLE é%d (id int, b int); ", i)
		}
		e.replace("shop.sql", large.String())
		expect(tokens("shop.sql", "full", nil), "null")
		expect(tokens("shop.sql", "range", map[string]any{"range": lspRange{lspPosition{0, 0}, lspPosition{0, 20}}}), "é0:class!", "id:property!")
		var all struct{ Data []int }
		e.decode(e.call("textDocument/semanticTokens/range", map[string]any{
			"textDocument": document(e.file("shop.sql")), "range": lspRange{lspPosition{0, 0}, lspPosition{1, 0}},
		}), &all)
		if len(all.Data) != 5*90_000 {
			t.Errorf("%d numbers", len(all.Data))
		}
		e.end()
	}
}
