package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

// Queries whose columns multiply, or that are deep or long beyond reason, are read
// to an end; what is beyond the bounds is not known, and nothing is said of it.
func TestQueriesWithoutEnd(t *testing.T) {
	nested := "SELECT * FROM t"
	for range 150 {
		nested = "SELECT s.*, s.* FROM (" + nested + ") s"
	}
	var views strings.Builder
	for i := range 60 {
		fmt.Fprintf(&views, "CREATE VIEW w%d AS SELECT a.*, b.* FROM w%d a, w%d b;\n", i+1, i, i)
	}
	with := "WITH RECURSIVE x0 AS (SELECT * FROM t)"
	for i := range 100 {
		with += fmt.Sprintf(", x%d AS (SELECT * FROM x%d UNION SELECT * FROM x%d, x%d)", i+1, i, i+1, i)
	}
	for name, src := range map[string]string{
		"stars":        "CREATE VIEW v AS " + nested,
		"views":        "CREATE VIEW w0 AS SELECT * FROM t;\n" + views.String() + "CREATE VIEW v AS SELECT * FROM w60",
		"with":         "CREATE VIEW v AS " + with + " SELECT * FROM x100",
		"joins":        "CREATE VIEW v AS SELECT t0.*, nothing FROM t t0" + strings.Repeat(" NATURAL JOIN t", 20_000),
		"conditions":   "CREATE VIEW v AS SELECT * FROM t " + strings.Repeat("JOIN t ", 5_000) + strings.Repeat("ON true ", 5_000),
		"parentheses":  "CREATE VIEW v AS SELECT " + strings.Repeat("(", 20_000) + "a" + strings.Repeat(")", 20_000) + ", nothing FROM t",
		"cases":        "CREATE VIEW v AS SELECT " + strings.Repeat("CASE WHEN ", 20_000) + "a FROM t",
		"negations":    "CREATE VIEW v AS SELECT " + strings.Repeat("NOT ", 20_000) + "a, " + strings.Repeat("- ", 20_000) + "b FROM t",
		"arrays":       "CREATE VIEW v AS SELECT " + strings.Repeat("ARRAY[", 20_000) + "a FROM t",
		"columns":      "CREATE VIEW v AS SELECT " + strings.Repeat("nothing, ", 20_000) + "a FROM t",
		"set operands": "CREATE VIEW v AS SELECT a FROM t" + strings.Repeat(" UNION SELECT a FROM t", 5_000),
	} {
		t.Run(name, func(t *testing.T) {
			src := "CREATE TABLE t (a int, b text, c int, d int);\n" + src + ";"
			var placed []schema.Placed
			for _, c := range text.Cut(src, sql.Initial(schema.Postgres), sql.Next) {
				placed = append(placed, schema.Placed{
					Place: &schema.Place{File: "f.sql", Start: c.Span.Start}, Chunk: sql.Lower(src[c.Span.Start:c.Span.End], c.State),
				})
			}
			realm := schema.Fold(schema.Postgres, []schema.Part{{Files: []schema.PartFile{{Name: "f.sql", Chunks: placed}}}})
			views := realm.Schemas[0].Views
			if v := views[len(views)-1]; v.Name != "v" || len(v.Columns) > 30_000 {
				t.Errorf("the last view is %s, with %d columns", v.Name, len(v.Columns))
			}
			for _, c := range placed {
				for _, site := range c.Chunk.Sites {
					realm.Resolve("f.sql", c.Place.Start+site.Span.Start, site)
				}
			}
		})
	}
}
