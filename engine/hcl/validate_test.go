package hcl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

func TestProblems(t *testing.T) {
	project := State{KindProject, ""}
	my := State{KindSchema, schema.MySQL}
	any := State{KindSchema, ""}
	tbl := func(body string) string { return "table \"t\" {\n  schema = schema.public\n" + body + "\n}\n" }
	col := func(body string) string { return tbl("  column \"c\" {\n    type = int\n" + body + "\n  }") }
	typ := func(typ string) string { return tbl("  column \"c\" {\n    type = " + typ + "\n  }") }
	tests := []struct {
		st        State
		src, want string
	}{
		// Blocks.
		{pg, tbl("  primray_key {\n    columns = [column.id]\n  }"), `error unknown-block "primray_key": unknown block type primray_key in block of type table (Did you mean primary_key?)`},
		{any, tbl("  primray_key {\n    columns = [column.id]\n  }"), `error unknown-block "primray_key": unknown block type primray_key in block of type table (Did you mean primary_key?)`},
		{State{KindSchema, schema.Oracle}, tbl("  primray_key {\n  }"), ``},
		{pg, "tabel \"t\" {\n}\n", `error unknown-block "tabel": unknown block type tabel (Did you mean table?)`},
		{pg, "gizmo \"t\" {\n}\n", `warning unknown-block "gizmo": unknown block type gizmo`},
		{pg, "env \"t\" {\n}\n", `warning unknown-block "env": a block of type env has no meaning in a schema file: it belongs in a project file`},
		{my, "enum \"t\" {\n}\n", `warning unknown-block "enum": a block of type enum has no meaning in a schema of mysql`},
		{pg, tbl("  comment {\n  }"), `error unknown-block "comment": comment is no block but an attribute in block of type table: write comment = …`},
		{pg, "table {\n  schema = schema.public\n}\n", `error invalid-labels "table": block of type table needs a name: table "name" { … }`},
		{pg, "table \"a\" \"b\" \"c\" {\n  schema = schema.public\n}\n", `error invalid-labels "\"c\"": block table has 3 labels: there can be a name and, before it, a qualifier`},
		{pg, tbl("  column \"a\" \"b\" {\n    type = int\n  }"), `warning invalid-labels "\"b\"": block of type column takes one label`},
		{project, "data \"sql\" {\n}\n", `error invalid-labels "data": block of type data needs two labels: data "type" "name" { … }
error missing-attribute "data \"sql\"": data "sql" needs the attribute query
error missing-attribute "data \"sql\"": data "sql" needs the attribute url`},

		{State{KindSchema, schema.ClickHouse}, "policy \"p\" {\n  on = \"db.*\"\n  restrictive = true\n  using = \"1\"\n  to_all_except = [role.r, user.u]\n}\n", ``},
		{State{KindSchema, schema.SQLServer}, "partition_function \"f\" {\n  input = int\n  range = RIGHT\n  values = [\"1\"]\n}\npartition_scheme \"s\" {\n  partition = partition_function.f\n  filegroups = [\"PRIMARY\", \"PRIMARY\"]\n}\n", ``},

		// Attributes.
		{pg, tbl("  commnet = \"x\""), `warning unknown-attribute "commnet": unknown attribute commnet in block of type table (Did you mean comment?)`},
		{pg, tbl("  column = \"x\""), `warning unknown-attribute "column": column is no attribute but a block in block of type table: write column { … }`},
		{pg, tbl("  engine = InnoDB"), `warning unknown-attribute "engine": unknown attribute engine in block of type table`},
		{any, tbl("  engine = InnoDB"), ``},
		{pg, col("    unique = true"), `warning unknown-attribute "unique": unknown attribute unique in block of type column: write index "name" { … } with unique = true in the table`},
		{my, col("    nullable = true"), `warning unknown-attribute "nullable": unknown attribute nullable in block of type column: write null = true or null = false`},
		{pg, col("    auto_increment = true"), `warning unknown-attribute "auto_increment": unknown attribute auto_increment in block of type column: write identity { … }`},
		{my, col("    auto_increment = true"), ``},
		{State{KindSchema, schema.ClickHouse}, "table \"t\" {\n  schema = schema.public\n  engine = Memory\n  column \"c\" {\n    type = Int8\n    auto_increment = true\n  }\n}\n", `warning unknown-attribute "auto_increment": unknown attribute auto_increment in block of type column`},
		{pg, "table \"t\" {\n}\n", `error missing-attribute "table \"t\"": table "t" needs the attribute schema: schema = schema.name`},
		{pg, "table \"t\" {\n  schema = null\n}\n", `error missing-attribute "table \"t\"": table "t" needs the attribute schema: schema = schema.name`},
		{pg, tbl("  column \"c\" {\n    null = true\n  }"), `error missing-attribute "column \"c\"": column "c" needs the attribute type`},
		{pg, tbl("  column \"c\" {\n    type =\n  }"), `error syntax "type =": a value is missing here`},
		{pg, tbl("  comment = \"a\"\n  comment = \"b\""), `error duplicate-declaration "comment": attribute comment is set twice in this block: remove one`},
		{pg, tbl("  index \"i\" {\n    columns = [column.c]\n    on {\n      column = column.c\n    }\n  }"), `error exclusive-attributes "index \"i\"": index "i" cannot have both columns and on`},
		{project, "data \"composite_schema\" \"app\" {\n  schemas = [\"a\"]\n}\n", `error unknown-attribute "schemas": composite_schema has no attribute schemas: write a block for each part, schema "name" { url = … }, in the order in which they load`},
		{project, "data \"composite_schema\" \"app\" {\n  schema \"a\" {\n    src = \"a\"\n  }\n}\n", `warning unknown-attribute "src": unknown attribute src in block of type schema
error missing-attribute "schema \"a\"": schema "a" needs the attribute url`},
		{project, "env \"x\" {\n  anything = 1\n  for_each = toset([])\n}\n", ``},

		// Values.
		{pg, col("    null = asdf"), `error invalid-value "asdf": null needs true or false, not asdf`},
		{pg, col("    null = \"yes\""), `error invalid-value "\"yes\"": null needs true or false, not "yes"`},
		{pg, col("    null = \"true\""), ``},
		{pg, col("    null = 1"), `error invalid-value "1": null needs true or false, not 1`},
		{pg, col("    null = {}"), `error invalid-value "{}": null takes no object, { … }`},
		{pg, col("    null = [true]"), `error invalid-value "[true]": null takes one value, not a list`},
		{pg, col("    comment = [\"x\"]"), `error invalid-value "[\"x\"]": comment takes one value, not a list`},
		{pg, col("    null = var.x\n    comment = local.y"), ``},
		{pg, col("    comment = hello"), `error invalid-value "hello": comment needs a string: "hello", not hello`},
		{pg, tbl("  column \"c\" {\n    type = integr\n  }"), `warning unknown-type "integr": unknown type integr (Did you mean integer?)`},
		{pg, tbl("  column \"c\" {\n    type = each.value\n  }"), ``},

		// Types.
		{pg, typ(`varchr(10)`), `warning unknown-type "varchr": unknown type varchr (Did you mean varchar?)`},
		{pg, typ(`gizmo(10)`), ``},
		{pg, typ(`citext`), ``},
		{pg, typ(`format("x")`), ``},
		{my, typ(`inet4`), ``},
		{pg, typ(`numeric(2000)`), `error type-parameters "2000": the precision of numeric is 1 to 1000, not 2000`},
		{pg, typ(`numeric(5, -1001)`), `error type-parameters "-1001": the scale of numeric is -1000 to 1000, not -1001`},
		{pg, typ(`numeric(var.p, 2000)`), `error type-parameters "2000": the scale of numeric is -1000 to 1000, not 2000`},
		{pg, typ(`timestamp(9)`), `warning type-parameters "9": the precision of timestamp is at most 6: the database reduces 9 to it`},
		{pg, typ(`int("a")`), `error type-parameters "\"a\"": int takes no parameters`},
		{pg, typ(`varchar("a")`), `error type-parameters "\"a\"": the size of varchar is an integer, not a string`},
		{pg, typ(`character_varying(1, 2)`), `error type-parameters "2": character_varying takes no more than one parameter: character_varying(255)`},
		{pg, typ(`varchar(var.n)`), ``},
		{pg, typ(`varchar(local.n...)`), ``},
		{pg, typ(`sql("numeric( 2000 )[]")`), `error type-parameters "2000": the precision of numeric is 1 to 1000, not 2000`},
		{pg, typ(`sql("num\u0065ric(2000)")`), `error type-parameters "\"num\\u0065ric(2000)\"": the precision of numeric is 1 to 1000, not 2000`},
		{pg, typ(`sql("app.numeric(2000)")`), ``},
		{pg, typ(`sql("numeric(:n)")`), ``},
		{my, typ(`sql("varchar")`), `error type-parameters "\"varchar\"": varchar needs a size: varchar(255)`},
		{any, typ(`sql("varchar(0)")`), ``},
		{my, typ(`varchar`), `error type-parameters "varchar": varchar needs a size: varchar(255)`},
		{my, typ(`varchar()`), `error type-parameters "varchar": varchar needs a size: varchar(255)`},
		{my, typ(`enum("a", 1)`), `error type-parameters "1": the value of enum is a string, not 1`},
		{my, typ(`decimal(10, 2, unsigned)`), ``},
		{my, typ(`int(11)`), ``},
		{State{KindSchema, schema.MariaDB}, typ(`varbinary`), `error type-parameters "varbinary": varbinary needs a size: varbinary(255)`},
		{State{KindSchema, schema.ClickHouse}, typ(`Array(FixedString(0))`), `error missing-attribute "table \"t\"": table "t" needs the attribute engine
error type-parameters "0": the size of FixedString is 1 to 16777215, not 0`},
		{State{KindSchema, schema.ClickHouse}, typ(`string`), `error missing-attribute "table \"t\"": table "t" needs the attribute engine
warning unknown-type "string": unknown type string (Did you mean String?)`},
		{State{KindSchema, schema.SQLServer}, typ(`nvarchar(max)`), ``},
		{State{KindSchema, schema.SQLServer}, typ(`nvarchar(5000)`), `error type-parameters "5000": the size of nvarchar is 1 to 4000, or max, not 5000`},
		{State{KindSchema, schema.SQLite}, typ(`varchar(255)`), ``},
		{any, typ(`varchar`), ``},
		{any, typ(`numeric(2000)`), ``},
		{State{KindSchema, schema.Spanner}, typ(`varchar(0)`), ``},

		{pg, tbl("  foreign_key \"f\" {\n    columns = [column.c]\n    ref_columns = [column.c]\n    on_delete = CASCAD\n  }"), `error invalid-value "CASCAD": CASCAD is not a value of on_delete (Did you mean CASCADE?): it takes CASCADE, NO_ACTION, RESTRICT, SET_DEFAULT, SET_NULL`},
		{pg, tbl("  foreign_key \"f\" {\n    columns = [column.c]\n    ref_columns = [column.c]\n    on_delete = \"SET NULL\"\n    on_update = \"KASKADE\"\n  }"), `error invalid-value "\"KASKADE\"": "KASKADE" is not a value of on_update (Did you mean CASCADE?): it takes CASCADE, NO_ACTION, RESTRICT, SET_DEFAULT, SET_NULL`},
		{pg, tbl("  primary_key {\n    columns = []\n  }"), `error invalid-value "[]": columns needs at least one column: [column.name]`},
		{pg, tbl("  index \"i\" {\n  }"), `error missing-attribute "index \"i\"": index "i" needs one of columns, on`},
		{pg, tbl("  index \"i\" {\n    on {\n    }\n  }"), `error missing-attribute "on": on needs one of column, expr`},
		{pg, tbl("  partition {\n    type = LIST\n  }"), `error missing-attribute "partition": partition needs one of columns, by`},
		{pg, tbl("  index \"i\" {\n    columns = [column.c]\n    where = [\"x\"]\n  }"), `error invalid-value "[\"x\"]": where takes one value, not a list`},
		{pg, tbl("  column \"c\" {\n    type = [int]\n  }"), `error invalid-value "[int]": type takes one value, not a list`},
		{pg, tbl("  column \"c\" {\n    type = \"int\"\n  }"), `error invalid-value "\"int\"": type needs a type: int, or sql("…"), not "int"`},
		{pg, tbl("  column \"c\" {\n    type = int\n    default = column.d\n  }"), `error invalid-value "column.d": default needs a value: 1, "…" or sql("…"), not column.d`},
		{pg, tbl("  check \"c\" {\n    expr = column.d\n  }"), `error invalid-value "column.d": expr needs a string: "column.d", not column.d`},
		{pg, "enum \"e\" {\n  schema = schema.public\n  values = [a, \"b\"]\n}\n", `error invalid-value "a": values needs strings: write "a"`},
		{pg, "enum \"e\" {\n  schema = schema.public\n  values = \"a\"\n}\n", `error invalid-value "\"a\"": values needs a list: ["a"], not "a"`},
		{pg, tbl("  primary_key {\n    columns = column.c\n  }"), `error invalid-value "column.c": columns needs a list: write [column.c]`},
		{pg, tbl("  primary_key {\n    columns = [c]\n  }"), `error invalid-value "c": columns needs references such as column.c, not c`},
		{pg, tbl("  primary_key {\n    columns = [\"c\"]\n  }"), `error invalid-value "\"c\"": columns needs references such as column.c, not "c"`},
		{pg, tbl("  primary_key {\n    columns = [table.t]\n  }"), `error invalid-value "table.t": columns needs references such as column.name`},
		{pg, tbl("  primary_key {\n    columns = [for c in var.x : c]\n  }"), ``},
		{pg, "table \"t\" {\n  schema = \"public\"\n}\n", `error invalid-value "\"public\"": schema needs a reference such as schema.public, not "public"`},
		{pg, "table \"t\" {\n  schema = public\n}\n", `error invalid-value "public": schema needs a reference such as schema.public, not public`},
		{pg, "table \"t\" {\n  schema = table.public\n}\n", `error invalid-value "table.public": schema needs a reference such as schema.name, not one to a table`},
		{pg, "table \"t\" {\n  schema = [schema.public]\n}\n", `error invalid-value "[schema.public]": schema takes one value, not a list`},
		{my, tbl("  auto_increment = \"x\""), `error invalid-value "\"x\"": auto_increment needs an integer, not "x"`},
		{my, tbl("  engine = Innodb"), `warning invalid-value "Innodb": unknown value Innodb of engine (Did you mean InnoDB?)`},

		// Calls that cannot be right.
		{pg, tbl("  comment = upper(\"a\", \"b\")"), `error evaluation "\"b\"": upper takes 1 argument, not 2`},
		{pg, tbl("  comment = \"${replace(\"a\", \"b\")}\""), `error evaluation "replace(\"a\", \"b\")": replace needs 3 arguments, not 2`},
		{pg, tbl("  comment = upper([1])"), `error evaluation "[1]": upper takes one value here`},
		{pg, tbl("  comment = join(\", \", \"x\")"), `error evaluation "\"x\"": join takes a list here`},
		{project, "env \"x\" {\n  src = format()\n}\n", `error evaluation "format()": format needs at least 1 argument, not 0`},
		{pg, tbl("  comment = try(upper([1]), can(upper()) ? \"x\" : lower())"), ``},
		{pg, tbl("  comment = upper(var.x...)"), ``},

		// Repeated and renamed blocks need no label.
		{pg, "table {\n  for_each = var.names\n  name = each.value\n  schema = schema.public\n}\n", ``},
		{pg, "table {\n  name = \"t\"\n  schema = schema.public\n}\n", ``},

		// Deprecated spellings.
		{my, "schema \"s\" {\n  collation = \"utf8mb4_bin\"\n}\n", `hint deprecated "collation": collation is deprecated: write collate instead`},
		{project, "lint {\n  log = \"{{ json . }}\"\n}\n", `hint deprecated "log": log is deprecated: write format instead`},
		{project, "env \"x\" {\n  log {\n    schema {\n      apply = \"\"\n    }\n  }\n}\n", `hint deprecated "log": log is deprecated: write format { … } instead`},
		{project, "env \"x\" {\n  src = glob(\"*.hcl\")\n}\n", `hint deprecated "glob": glob is deprecated: write fileset(…) instead`},

		// Syntax.
		{pg, "}\n", `error syntax "}": this } closes nothing: remove it, or look for a } too many above`},
		{pg, "table\n", `error syntax "table": table alone says nothing: write table = … for an attribute or table { … } for a block`},
		{pg, "table \"t\" {\n  schema = schema.public\n", `error syntax "table \"t\" {": block table "t" is opened here and never closed: add a } where it ends`},
		{pg, tbl("  comment = \"abc"), `error syntax "\"abc": this string is not closed: add a " before the end of the line`},
		{pg, tbl("  comment = "), `error syntax "comment =": a value is missing here`},
		{pg, tbl("  primary_key {\n    columns = [column.]\n  }"), `error syntax "]": Invalid attribute name: An attribute name is required after a dot.`},
		{pg, tbl("  nul"), `error syntax "nul": nul alone says nothing: write nul = … for an attribute or nul { … } for a block`},
		{pg, tbl("  comment = \"\xff\""), `error encoding "\xff": byte 0xff is not valid UTF-8: save the file in UTF-8`},
		{pg, "x = " + strings.Repeat("(", 300), `error too-complex "(": brackets are nested more than 200 deep here: this block is not analysed`},
		{pg, "x = 1" + strings.Repeat("+1", 2000), `error too-complex "+": this expression has more than 1000 operators: this block is not analysed`},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			var lines []string
			for _, p := range Parse(tt.src, tt.st).Problems {
				lines = append(lines, fmt.Sprintf("%s %s %q: %s",
					[...]string{"", "error", "warning", "information", "hint"}[p.Severity], p.Code, tt.src[p.Span.Start:p.Span.End], p.Message))
			}
			if got := strings.Join(lines, "\n"); got != tt.want {
				t.Errorf("%q got\n%s\nwant\n%s", tt.src, got, tt.want)
			}
		})
	}
}
