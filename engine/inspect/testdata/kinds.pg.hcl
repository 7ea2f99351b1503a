schema "app" {
}
extension "hstore" {
  schema  = schema.app
}
enum "mood" {
  schema = schema.app
  values = ["ok", "bad"]
}
domain "pos" {
  schema  = schema.app
  type    = int
  null    = false
  default = 1
  check "positive" {
    expr = "VALUE > 0"
  }
}
composite "addr" {
  schema = schema.app
  field "street" {
    type    = text
    collate = "C"
  }
  field "m" {
    type = enum.mood
  }
}
range "fr" {
  schema       = schema.app
  subtype      = float8
  subtype_diff = sql("float8mi")
}
sequence "sq" {
  schema    = schema.app
  type      = smallint
  start     = 5
  increment = 5
  min_value = 5
  max_value = 500
  cache     = 3
  cycle     = true
  owner     = table.t.column.id
}
role "reader" {
  create_db  = true
  conn_limit = 3
}
user "writer" {
  password  = "secret"
  member_of = [role.reader]
}
table "t" {
  schema = schema.app
  column "id" {
    type = int
  }
  column "room" {
    type = int
  }
  column "during" {
    type = tstzrange
  }
  column "name" {
    null = true
    type = text
    collate = "C"
  }
  column "p" {
    null = true
    type = domain.pos
  }
  primary_key {
    columns = [column.id]
  }
  exclude "apart" {
    type  = GIST
    where = "room > 0"
    on {
      column = column.during
      op     = "&&"
    }
  }
  unique "u" {
    columns    = [column.room]
    deferrable = INITIALLY_DEFERRED
  }
  index "br" {
    type           = BRIN
    page_per_range = 4
    columns        = [column.id]
  }
  index "ii" {
    on {
      column     = column.name
      desc       = true
      nulls_last = true
      ops        = text_pattern_ops
    }
    storage_params {
      fillfactor = 50
    }
  }
  row_security {
    enabled  = true
    enforced = true
  }
}
table "c" {
  schema = schema.app
  column "tid" {
    type = int
  }
  foreign_key "cf" {
    columns     = [column.tid]
    ref_columns = [table.t.column.id]
    deferrable  = INITIALLY_DEFERRED
    on_delete   = CASCADE
  }
}
table "logs" {
  schema = schema.app
  column "at" {
    type = date
  }
  column "n" {
    type = int
  }
  partition {
    type    = RANGE
    columns = [column.at]
  }
}
partition "logs_1" {
  schema = schema.app
  of     = table.logs
  range {
    from = ["'2025-01-01'"]
    to   = ["'2025-02-01'"]
  }
}
partition "logs_d" {
  schema = schema.app
  of     = table.logs
}
function "touch" {
  schema = schema.app
  lang   = PLpgSQL
  return = trigger
  as     = <<-SQL
  BEGIN
    -- a $$ inside

    RETURN NEW;
  END;
  SQL
}
function "twice" {
  schema     = schema.app
  lang       = SQL
  arg "a" {
    type    = int
    default = 2
  }
  return     = int
  as         = "SELECT a * 2"
  volatility = IMMUTABLE
  strict     = true
  parallel   = SAFE
  security   = DEFINER
  config_params = { search_path = "app" }
}
function "rows_of" {
  schema = schema.app
  lang   = SQL
  return_set = table.t
  as     = "SELECT * FROM app.t"
}
function "pairs" {
  schema = schema.app
  lang   = SQL
  return_table {
    column "x" {
      type = int
    }
    column "y" {
      type = enum.mood
    }
  }
  as     = "SELECT 1, 'ok'::app.mood"
}
function "add" {
  schema = schema.app
  lang   = SQL
  arg {
    type = int
  }
  arg {
    type = int
  }
  return = int
  as     = "RETURN $1 + $2"
}
procedure "pr" {
  schema = schema.app
  lang   = SQL
  arg "x" {
    type = int
    mode = INOUT
  }
  as     = "SELECT x + 1"
}
aggregate "total" {
  schema        = schema.app
  arg {
    type = int
  }
  state_type    = int
  state_func    = function.add
  initial_value = "0"
}
function "to_text" {
  schema = schema.app
  lang   = SQL
  arg "a" {
    type = composite.addr
  }
  return = text
  as     = "SELECT (a).street"
}
cast {
  source = composite.addr
  target = text
  with   = function.to_text
  as     = ASSIGNMENT
}
function "ddl" {
  schema = schema.app
  lang   = PLpgSQL
  return = event_trigger
  as     = "BEGIN END"
}
event_trigger "et" {
  on      = ddl_command_end
  tags    = ["CREATE INDEX", "DROP INDEX"]
  execute = function.ddl
}
view "v" {
  schema = schema.app
  as     = "SELECT id, name FROM app.t"
  check_option = LOCAL
  depends_on = [table.t]
  security {
    invoker = false
    barrier = true
  }
}
materialized "mv" {
  schema = schema.app
  column "id" {
    type = int
  }
  as     = "SELECT id FROM app.t"
  index "mi" {
    unique  = true
    columns = [column.id]
  }
}
trigger "tr" {
  on = table.t
  before {
    insert    = true
    update_of = [table.t.column.name]
  }
  for  = ROW
  when = "NEW.id > 0"
  execute {
    function = function.touch
    args     = ["a", "b"]
  }
}
trigger "tr2" {
  on = table.t
  after {
    delete = true
  }
  referencing {
    old_table = "gone"
  }
  for = STATEMENT
  execute {
    function = function.touch
  }
}
policy "pol" {
  on    = table.t
  as    = RESTRICTIVE
  for   = UPDATE
  to    = [PUBLIC]
  using = "id > 0"
  check = "id > 1"
}
permission {
  for        = table.t
  to         = role.reader
  privileges = [SELECT, INSERT]
  grantable  = true
}
permission {
  for        = table.t.column.name
  to         = user.writer
  privileges = [UPDATE]
}
permission {
  for        = schema.app
  to         = PUBLIC
  privileges = [USAGE]
}
permission {
  for        = function.twice
  to         = role.reader
  privileges = [EXECUTE]
}
permission {
  for        = sequence.sq
  to         = role.reader
  privileges = [USAGE]
}
