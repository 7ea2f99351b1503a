package hcl

import (
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

func TestClassify(t *testing.T) {
	tests := []struct {
		path, content string
		kind          FileKind
		dialect       schema.Dialect
	}{
		{"/a/atlas.hcl", "table \"t\" {\n}\n", KindProject, ""},
		{`C:\a\ATLAS.hcl`, "", KindProject, ""},
		{"a.pg.hcl", "env \"x\" {\n}\n", KindSchema, schema.Postgres},
		{"a.my.hcl", "", KindSchema, schema.MySQL},
		{"a.ma.hcl", "", KindSchema, schema.MariaDB},
		{"a.lt.hcl", "", KindSchema, schema.SQLite},
		{"a.ch.hcl", "", KindSchema, schema.ClickHouse},
		{"a.ms.hcl", "", KindSchema, schema.SQLServer},
		{"a.rs.hcl", "", KindSchema, schema.Redshift},
		{"a.oc.hcl", "", KindSchema, schema.Oracle},
		{"a.sp.hcl", "", KindSchema, schema.Spanner},
		{"a.sf.hcl", "", KindSchema, schema.Snowflake},
		{"a.dbx.hcl", "", KindSchema, schema.Databricks},
		{"a.test.hcl", "", KindTest, ""},
		{"a.plan.hcl", "", KindPlan, ""},
		{"a.rule.hcl", "", KindRule, ""},
		{"a.hcl", "", KindSchema, ""},
		{"a.hcl", "variable \"x\" {\n  type = string\n}\ntable \"t\" {\n}\n", KindSchema, ""},
		{"a.hcl", "variable \"x\" {\n  type = string\n}\n", KindSchema, ""},
		{"a.hcl", "# x\nvariable \"x\" {\n}\nenv {\n}\n", KindProject, ""},
		{"a.hcl", "env \"x\" {\n}\ntable \"t\" {\n}\n", KindSchema, ""},
		{"a.hcl", "data \"sql\" \"x\" {\n}\nlocals {\n}\n", KindProject, ""},
		{"a.hcl", "data {\n  table = table.t\n}\n", KindSchema, ""},
		{"a.hcl", "docker \"postgres\" \"dev\" {\n}\n", KindProject, ""},
		{"a.hcl", "test \"schema\" \"x\" {\n}\n", KindTest, ""},
		{"a.hcl", "plan \"x\" {\n}\n", KindPlan, ""},
		{"a.hcl", "predicate \"table\" \"x\" {\n}\nrule \"schema\" \"y\" {\n}\n", KindRule, ""},
		{"a.hcl", "env \"x\" {\n  oops \"\n", KindProject, ""},
	}
	for _, tt := range tests {
		if kind, dialect := Classify(tt.path, tt.content); kind != tt.kind || dialect != tt.dialect {
			t.Errorf("%s %q: %s %q, want %s %q", tt.path, tt.content, kind, dialect, tt.kind, tt.dialect)
		}
	}
}
