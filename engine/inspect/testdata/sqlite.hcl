schema "main" {
}
table "notes" {
  schema = schema.main
  strict = true
  column "id" {
    null           = false
    type           = integer
    auto_increment = true
  }
  column "body" {
    null    = true
    type    = text
    default = ""
  }
  column "parent" {
    null = true
    type = integer
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "notes_parent_fkey" {
    columns     = [column.parent]
    ref_columns = [column.id]
    on_delete   = CASCADE
  }
  index "by_parent" {
    columns = [column.parent]
    where   = "parent IS NOT NULL"
  }
  check {
    expr = "length(body) < 1000"
  }
}
view "roots" {
  schema     = schema.main
  as         = "SELECT * FROM notes WHERE parent IS NULL"
  depends_on = [table.notes]
}
