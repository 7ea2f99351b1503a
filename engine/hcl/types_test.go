package hcl

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
)

func TestTypes(t *testing.T) {
	tests := []struct {
		dialect   schema.Dialect
		src, want string
	}{
		{schema.Postgres, `int`, "integer"},
		{schema.Postgres, `int8`, "bigint"},
		{schema.Postgres, `bool`, "boolean"},
		{schema.Postgres, `varchar`, "character varying"},
		{schema.Postgres, `varchar(255)`, "character varying(255)"},
		{schema.Postgres, `character_varying(255)`, "character varying(255)"},
		{schema.Postgres, `char`, "character(1)"},
		{schema.Postgres, `char(10)`, "character(10)"},
		{schema.Postgres, `bpchar`, "bpchar"},
		{schema.Postgres, `bit`, "bit(1)"},
		{schema.Postgres, `bit_varying(4)`, "bit varying(4)"},
		{schema.Postgres, `numeric`, "numeric"},
		{schema.Postgres, `numeric(10)`, "numeric(10,0)"},
		{schema.Postgres, `decimal(10,2)`, "numeric(10,2)"},
		{schema.Postgres, `float(10)`, "real"},
		{schema.Postgres, `float(30)`, "double precision"},
		{schema.Postgres, `double_precision`, "double precision"},
		{schema.Postgres, `timestamp`, "timestamp without time zone"},
		{schema.Postgres, `timestamp(3)`, "timestamp(3) without time zone"},
		{schema.Postgres, `timestamptz(0)`, "timestamp(0) with time zone"},
		{schema.Postgres, `timetz`, "time with time zone"},
		{schema.Postgres, `interval(1)`, "interval(1)"},
		{schema.Postgres, `second(1)`, "interval second(1)"},
		{schema.Postgres, `day_to_second(4)`, "interval day to second(4)"},
		{schema.Postgres, `sql("text[]")`, "text[]"},
		{schema.Postgres, `sql("int [3][]")`, "integer[]"},
		{schema.Postgres, `sql("character varying(100) ARRAY[1]")`, "character varying(100)[]"},
		{schema.Postgres, `sql("timestamp(3) with time zone")`, "timestamp(3) with time zone"},
		{schema.Postgres, `sql("geometry(Point,4326)")`, "geometry(Point,4326)"},
		{schema.Postgres, `enum.status`, "status"},
		{schema.Postgres, `enum.auth.status`, "auth.status"},
		{schema.Postgres, `var.x`, ""},
		{schema.Postgres, `varchar(var.x)`, ""},
		{schema.MySQL, `int`, "int"},
		{schema.MySQL, `int(11)`, "int"},
		{schema.MySQL, `integer`, "int"},
		{schema.MySQL, `tinyint(1)`, "tinyint(1)"},
		{schema.MySQL, `tinyint(4)`, "tinyint"},
		{schema.MySQL, `bool`, "tinyint(1)"},
		{schema.MySQL, `decimal`, "decimal(10,0)"},
		{schema.MySQL, `varchar(20)`, "varchar(20)"},
		{schema.MySQL, `enum("a","it's")`, "enum('a','it''s')"},
		{schema.MySQL, `timestamp(6)`, "timestamp(6)"},
		{schema.MySQL, `int(10, unsigned)`, "int unsigned"},
		{schema.MySQL, `decimal(10,2,unsigned)`, "decimal(10,2) unsigned"},
		{schema.SQLite, `integer`, "integer"},
		{schema.SQLite, `varchar(255)`, "varchar(255)"},
		{schema.SQLite, `sql("USER_DEFINED")`, "USER_DEFINED"},
		{schema.SQLServer, `nvarchar(50)`, "nvarchar(50)"},
		{schema.ClickHouse, `Array(String)`, "Array(String)"},
		{schema.MySQL, `enum("a\\b")`, `enum('a\\b')`},
		{schema.MariaDB, `int`, "int(11)"},
		{schema.MariaDB, `int(unsigned)`, "int(10) unsigned"},
		{schema.ClickHouse, `DateTime64(3, "UTC")`, "DateTime64(3, 'UTC')"},
		{schema.ClickHouse, `Map(String, Array(UInt8))`, "Map(String, Array(UInt8))"},
		{schema.SQLServer, `varchar(max)`, "varchar(max)"},
		{"", `varchar(255)`, "varchar(255)"},
		{"", `int`, "int"},
	}
	for _, tt := range tests {
		e, diags := hclsyntax.ParseExpression([]byte(tt.src), "", hcl.Pos{Line: 1, Column: 1})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		st := State{KindSchema, tt.dialect}
		p := &parser{src: tt.src, st: st, grammar: grammarOf(st), out: &schema.Chunk{}}
		if got := p.typeOf(e).Text; got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.dialect, tt.src, got, tt.want)
		}
	}
}
