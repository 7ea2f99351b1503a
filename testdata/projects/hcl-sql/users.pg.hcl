schema "auth" {
}

table "users" {
  schema = schema.auth
  column "id" {
    null = false
    type = bigint
  }
  column "email" {
    null = false
    type = text
  }
  column "invited_by" {
    null = true
    type = bigint
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "users_invited_by_fkey" {
    columns     = [column.invited_by]
    ref_columns = [column.id]
  }
}
