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
		{"terragrunt.hcl", "include \"root\" {\n}\nlocals {\n}\ninputs = {\n}\n", KindForeign, ""},
		{"terragrunt.hcl", "terraform {\n}\n", KindForeign, ""},
		{"aws.pkr.hcl", "variable \"ami\" {\n}\ndata \"amazon-ami\" \"x\" {\n}\nsource \"x\" \"y\" {\n}\nbuild {\n}\n", KindForeign, ""},
		{".tflint.hcl", "plugin \"aws\" {\n}\nrule \"x\" {\n}\n", KindForeign, ""},
		{"a.nomad.hcl", "job \"x\" {\n}\n", KindForeign, ""},
		{"a.hcl", "provider \"x\" {\n}\nmodule \"m\" {\n}\nresource \"r\" \"s\" {\n}\noutput \"o\" {\n}\n", KindForeign, ""},
		{"a.hcl", "path \"secret/*\" {\n}\n", KindForeign, ""},
		{"a.hcl", "service {\n}\nlistener \"tcp\" {\n}\nstorage \"raft\" {\n}\n", KindForeign, ""},
		{"a.pg.hcl", "job \"x\" {\n}\n", KindSchema, schema.Postgres},
		{"a.hcl", "tabel \"x\" {\n}\n", KindSchema, ""},
		{"a.hcl", "job \"x\" {\n}\ntable \"x\" {\n}\n", KindSchema, ""},
	}
	for _, tt := range tests {
		if kind, dialect := Classify(tt.path, tt.content); kind != tt.kind || dialect != tt.dialect {
			t.Errorf("%s %q: %s %q, want %s %q", tt.path, tt.content, kind, dialect, tt.kind, tt.dialect)
		}
	}
}

func TestRecognized(t *testing.T) {
	for content, want := range map[string]bool{
		"":                                      false,
		"variable \"x\" {\n}\n":                 false,
		"inputs = {\n}\n":                       false,
		"job \"x\" {\n}\n":                      false,
		"job \"x\" {\n}\ntable \"t\" {\n}\n":    true,
		"variable \"x\" {\n}\nenv \"x\" {\n}\n": true,
		"tabel \"t\" {\n}\n":                    true,
	} {
		if got := Recognized("a.hcl", content); got != want {
			t.Errorf("%q: %v", content, got)
		}
	}
	if !Recognized(`C:\x\A.PG.HCL`, "") || !Recognized("/x/atlas.hcl", "") {
		t.Error("a name that says it is not recognized")
	}
}
