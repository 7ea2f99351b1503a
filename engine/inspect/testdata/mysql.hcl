schema "main" {
}
table "authors" {
  schema  = schema.main
  comment = "who wrote"
  engine  = InnoDB
  column "id" {
    null           = false
    type           = bigint
    unsigned       = true
    auto_increment = true
  }
  column "name" {
    null    = false
    type    = varchar(100)
    default = ""
    comment = "it's a name"
  }
  column "kind" {
    null    = true
    type    = enum("a", "b")
    default = "a"
  }
  column "upper_name" {
    null = true
    type = varchar(100)
    as {
      expr = "upper(`name`)"
      type = VIRTUAL
    }
  }
  primary_key {
    columns = [column.id]
  }
  index "by_name" {
    on {
      column = column.name
      desc   = true
    }
  }
}
table "books" {
  schema = schema.main
  column "id" {
    null = false
    type = int
  }
  column "author_id" {
    null     = false
    type     = bigint
    unsigned = true
  }
  column "price" {
    null    = true
    type    = decimal(10, 2)
    default = sql("(1 + 1)")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "author" {
    columns     = [column.author_id]
    ref_columns = [table.authors.column.id]
    on_delete   = CASCADE
  }
  index "one" {
    unique  = true
    columns = [column.author_id]
  }
  check "cheap" {
    expr = "`price` < 100"
  }
  check "dear" {
    expr     = "`price` > 1"
    enforced = false
  }
}
view "titles" {
  schema     = schema.main
  as         = "select `id` from `books`"
  depends_on = [table.books]
}
