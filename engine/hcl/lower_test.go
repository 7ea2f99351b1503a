package hcl

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

func TestLower(t *testing.T) {
	my := State{KindSchema, schema.MySQL}
	tests := []struct {
		name      string
		st        State
		src, want string
	}{
		{"schema", pg, `schema "public" {
  comment = "main"
}`, `CreateSchema name=public comment="main"`},
		{"schema with a name", my, `schema "a" {
  name    = "b"
  charset = "utf8mb4"
}`, `CreateSchema name=b label=a attrs=[charset:utf8mb4]`},
		{"table", pg, `table "users" {
  schema  = schema.public
  comment = null
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
      start     = 10
    }
  }
  column "name" {
    type    = character_varying(255)
    null    = true
    default = "it's"
  }
  column "status" {
    type    = enum.status
    default = sql("'a'::status")
    comment = "x"
  }
  column "tags" {
    type = sql("status[]")
  }
  column "at" {
    type    = timestamptz(3)
    null    = null
    default = null
  }
  column "n" {
    type    = int
    default = -1
    as {
      expr = "id * 2"
      type = STORED
    }
  }
  column "v" {
    type    = var.t
    default = var.d
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "fk" {
    columns     = [column.id, table.users.column.name]
    ref_columns = [table.auth.accounts.column.id, table["auth"]["accounts"].column["the name"]]
    on_update   = SET_NULL
    on_delete   = "CASCADE"
  }
  foreign_key "self" {
    columns     = [column.id]
    ref_columns = [column.id]
  }
  index "i" {
    unique = true
    type   = GIN
    on {
      column = column.name
      desc   = true
      ops    = jsonb_path_ops
    }
    on {
      expr = "lower(name)"
    }
    include        = [column.at]
    where          = "at IS NOT NULL"
    nulls_distinct = false
  }
  unique "u" {
    columns = [column.name]
  }
  check "c" {
    expr = "n > 0"
  }
  partition {
    type = RANGE
    by {
      column = column.at
    }
    by {
      expr = "n % 2"
    }
  }
  row_security {
    enabled = true
  }
}`, `CreateTable table=public.users partitionby="RANGE (at, (n % 2))" partitioncolumns=[at] attrs=[row_security.enabled:true]
  Column name=id type="bigint" notnull=true identity={always=true start="10"}
  Column name=name type="character varying(255)" default=literal 'it''s'
  Column name=status type="status→enum:status" notnull=true default=sql 'a'::status comment="x"
  Column name=tags type="status[]→:status" notnull=true
  Column name=at type="timestamp(3) with time zone" notnull=true
  Column name=n type="integer" notnull=true default=literal -1 generated={expr="id * 2" stored=true}
  Column name=v type="" notnull=true default=sql 
  Constraint parts=[id]
  Constraint kind=foreign name=fk parts=[id, name] ref=auth.accounts refcolumns=[id, the name] onupdate="SET NULL" ondelete="CASCADE"
  Constraint kind=foreign name=self parts=[id] ref=public.users refcolumns=[id]
  Constraint kind=unique name=u parts=[name]
  Constraint kind=check name=c expr="n > 0"
  Index name=i unique=true method="gin" parts=[name desc ops:jsonb_path_ops, (lower(name))] include=[at] where="at IS NOT NULL" nullsequal=true`},
		{"two labels", pg, `table "public" "users" {
  schema = schema.public
}`, `CreateTable table=public.users`},
		{"table with a name", pg, `table "pub_users" {
  schema = schema.public
  name   = "users"
}`, `CreateTable table=public.users label=public.pub_users`},
		{"MySQL", my, `table "t" {
  schema         = schema.a
  engine         = InnoDB
  auto_increment = 100
  column "id" {
    type           = int
    unsigned       = true
    auto_increment = true
  }
  column "e" {
    type    = enum("a","b")
    charset = "latin1"
  }
  column "b" {
    type      = bool
    on_update = sql("CURRENT_TIMESTAMP")
    as        = "1"
  }
  column "d" {
    type = decimal(10,2)
    as {
      expr = "2"
      type = PERSISTENT
    }
  }
  column "f" {
    type      = text
    collation = "utf8mb4_bin"
    default   = "'it''s'"
  }
  column "g" {
    type    = text
    default = "\"it's\""
  }
  column "h" {
    type    = text
    default = "'a' and 'b'"
  }
  index "i" {
    on {
      column = column.e
      prefix = 10
    }
  }
}`, `CreateTable table=a.t attrs=[engine:InnoDB, auto_increment:100]
  Column name=id type="int unsigned" notnull=true attrs=[auto_increment:true]
  Column name=e type="enum('a','b')" notnull=true attrs=[charset:latin1]
  Column name=b type="tinyint(1)" notnull=true generated={expr="1"} attrs=[on_update:CURRENT_TIMESTAMP]
  Column name=d type="decimal(10,2)" notnull=true generated={expr="2" stored=true}
  Column name=f type="text" notnull=true default=literal 'it''s' attrs=[collate:utf8mb4_bin]
  Column name=g type="text" notnull=true default=literal 'it''s'
  Column name=h type="text" notnull=true default=literal '''a'' and ''b'''
  Index name=i parts=[e prefix:10]
deprecated at "collation": collation is deprecated: write collate instead`},
		{"enum", pg, `enum "status" {
  schema = schema.public
  values = ["a", "b c"]
}`, `CreateEnum enum=public.status values=[a, b c]`},
		{"view", pg, `view "v" {
  schema = schema.public
  column "id" {
    type = int
  }
  as         = <<-SQL
    SELECT id
    FROM users
  SQL
  depends_on = [table.users, function.f]
}`, `CreateView view=public.v query="SELECT id\nFROM users" dependson=[users]
  Column name=id type="integer" notnull=true
  Ref attr="depends_on" kind=table ref=users
  Ref attr="depends_on" kind=function ref=f`},
		{"materialized view", pg, `materialized "m" {
  schema = schema.public
  as     = "SELECT 1"
  index "i" {
    columns = [column.id]
  }
}`, `CreateView view=public.m materialized=true query="SELECT 1"
  Index name=i parts=[id]`},
		{"function", pg, `function "f" {
  schema = schema.public
  lang   = SQL
  arg "a" {
    type = int
  }
  arg {
    type = enum.status
  }
  arg "o" {
    type = text
    mode = OUT
  }
  return = int
  as     = "SELECT 1"
}`, `CreateObject kind=function object=public.f signature="integer, status" value={type="integer"} body="SELECT 1" attrs=[lang:SQL]
  Arg name=a type="integer"
  Arg type="status→enum:status"
  Arg name=o type="text" attrs=[mode:OUT]`},
		{"trigger", pg, `trigger "tr" {
  on = table.users
  before {
    insert = true
  }
  execute {
    function = function.f
  }
}`, `CreateObject kind=trigger object=tr table=users attrs=[before.insert:true]
  Ref attr="execute.function" kind=function ref=f`},
		{"domain", pg, `domain "d" {
  schema = schema.public
  type   = text
  null   = false
  check "c" {
    expr = "VALUE <> ''"
  }
}`, `CreateObject kind=domain object=public.d value={type="text" notnull=true}
  Constraint kind=check name=c expr="VALUE <> ''"`},
		{"extension", pg, "extension \"hstore\" {\n  schema = schema.public\n}\n", `CreateObject kind=extension object=public.hstore
  Ref attr="schema" kind=schema ref=public`},
		{"partition", pg, "partition \"p1\" {\n  schema = schema.public\n  of     = table.t\n  range {\n    from = [\"'a'\"]\n    to   = [\"MAXVALUE\"]\n  }\n}\n",
			`CreateTable table=public.p1 partitionof=t bound="FOR VALUES FROM ('a') TO (MAXVALUE)"`},
		{"permission", pg, "permission {\n  for        = table.t\n  to         = role.r\n  privileges = [SELECT, INSERT]\n  grantable  = true\n}\n",
			`CreateObject kind=permission attrs=[privileges:SELECT, INSERT, grantable:true]
  Ref attr="for" kind=table ref=t
  Ref attr="to" kind=role ref=r`},
		{"permission on what SQL declares", pg, "permission {\n  for = ref(\"table.app.t\")\n  to = PUBLIC\n}\n",
			`CreateObject kind=permission attrs=[to:PUBLIC]
  Ref attr="for" kind=table ref=app.t`},
		{"user", pg, "user \"u\" {\n  password  = \"secret\"\n  login     = true\n  member_of = [role.a, role.b]\n  membership {\n    role  = role.c\n    admin = true\n  }\n}\n",
			`CreateObject kind=user object=u attrs=[login:true, membership.admin:true]
  Ref attr="member_of" kind=role ref=a
  Ref attr="member_of" kind=role ref=b
  Ref attr="membership.role" kind=role ref=c`},
		{"cast", pg, "cast {\n  source = int\n  target = composite.c\n  with   = function.f\n  as     = ASSIGNMENT\n}\n",
			`CreateObject kind=cast signature="integer AS c" value={type="c→composite:c"} attrs=[as:ASSIGNMENT]
  Arg type="integer"
  Ref attr="with" kind=function ref=f`},
		{"rows", pg, "data {\n  table = table.t\n  rows = [{ id = 1, name = \"a\" }]\n}\n",
			`CreateObject kind=data attrs=[rows:{ id = 1, name = "a" }]
  Ref attr="table" kind=table ref=t`},
		{"replica identity and parameters", pg, "table \"t\" {\n  schema = schema.public\n  replica_identity = index.i\n  storage_params {\n    fillfactor = 70\n  }\n  row_security {\n    enabled = true\n  }\n}\n",
			`CreateTable table=public.t attrs=[replica_identity:i, storage_params.fillfactor:70, row_security.enabled:true]`},
		{"MySQL partitions", my, "table \"t\" {\n  schema = schema.a\n  partition {\n    type = RANGE\n    by {\n      expr = \"id + 1\"\n    }\n    partition \"p0\" {\n      values_less_than = [\"101\"]\n    }\n  }\n}\n",
			`CreateTable table=a.t partitionby="RANGE ((id + 1))" attrs=[partition.partition.p0.values_less_than:101]`},
		{"for_each", pg, "table \"t\" {\n  for_each = var.names\n  schema = schema.public\n}", `Opaque reason="repeated with for_each"`},
		{"name from a variable", pg, "schema \"t\" {\n  name = var.tenant\n}", `Opaque reason="the name is not a plain string"`},
		{"dynamic block", pg, "table \"t\" {\n  schema = schema.public\n  dynamic \"column\" {\n    for_each = var.c\n  }\n}", `CreateTable table=public.t opaque=true`},
		{"missing value", pg, "table \"t\" {\n  schema = schema.public\n  column \"a\" {\n    type = \n  }\n  column \"b\" {\n    type = int\n  }\n}", `CreateTable table=public.t
  Column name=a type="" notnull=true
  Column name=b type="integer" notnull=true
syntax at "type =": a value is missing here`},
		{"unclosed string", pg, "table \"t\" {\n  schema = schema.public\n  column \"a\" {\n    type = int\n    comment = \"oops\n  }\n  column \"b\" {\n    type = int\n  }\n}", `CreateTable table=public.t
  Column name=a type="integer" notnull=true comment="oop"
  Column name=b type="integer" notnull=true
syntax at "\"oops": this string is not closed: add a " before the end of the line`},
		{"unclosed block", pg, "table \"t\" {\n  schema = schema.public\n  column \"a\" {\n    type = int\n  }\n", `CreateTable table=public.t
  Column name=a type="integer" notnull=true
syntax at "table \"t\" {": block table "t" is opened here and never closed: add a } where it ends`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.TrimSpace(dumpChunk(tt.src, Parse(tt.src, tt.st)))
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
