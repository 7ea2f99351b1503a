package inspect_test

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
)

// TestElement looks at every element of the example realms: each is written,
// a column as it stands in its table.
func TestElement(t *testing.T) {
	for name, realm := range realms() {
		t.Run(name, func(t *testing.T) {
			for _, s := range realm.Schemas {
				for _, table := range s.Tables {
					whole := inspect.Element(realm, schema.Target{Kind: schema.KindTable, Schema: s, Table: table})
					if !strings.HasPrefix(whole, "CREATE ") || !strings.Contains(whole, table.Name) {
						t.Errorf("table %s: %s", table.Name, whole)
					}
					for _, x := range table.Indexes {
						if !strings.Contains(whole, x.Name) {
							t.Errorf("table %s lacks index %s: %s", table.Name, x.Name, whole)
						}
					}
					if n := strings.Count(whole, "REFERENCES"); n != len(table.ForeignKeys) {
						t.Errorf("table %s has %d of %d keys: %s", table.Name, n, len(table.ForeignKeys), whole)
					}
					for _, c := range table.Columns {
						line := inspect.Element(realm, schema.Target{Kind: schema.KindColumn, Schema: s, Table: table, Column: c})
						if !strings.Contains(whole, "\n  "+line) {
							t.Errorf("column %s of %s is %q, which is not in\n%s", c.Name, table.Name, line, whole)
						}
					}
				}
				for _, v := range s.Views {
					if sql := inspect.Element(realm, schema.Target{Kind: schema.KindView, Schema: s, View: v}); !strings.Contains(sql, v.Name) {
						t.Errorf("view %s: %s", v.Name, sql)
					}
				}
				for _, e := range s.Enums {
					sql := inspect.Element(realm, schema.Target{Kind: schema.KindEnum, Schema: s, Enum: e})
					for _, value := range e.Values {
						if !strings.Contains(sql, "'"+strings.ReplaceAll(value, "'", "''")+"'") {
							t.Errorf("enum %s lacks %s: %s", e.Name, value, sql)
						}
					}
				}
				for _, o := range s.Objects {
					if sql := inspect.Element(realm, schema.Target{Kind: o.Kind, Schema: s, Object: o}); sql == "" || strings.Contains(sql, "search_path") {
						t.Errorf("%s %s: %s", o.Kind, o.Name, sql)
					}
				}
			}
		})
	}
}
