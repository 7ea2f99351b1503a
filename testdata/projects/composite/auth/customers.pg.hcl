schema "auth" {
}

# A customer's place in the loyalty programme. The plans are billing's, in SQL.
table "memberships" {
  schema = schema.auth
  column "user_id" {
    null = false
    type = bigint
  }
  column "plan_id" {
    null = false
    type = integer
  }
  column "since" {
    null    = false
    type    = date
    default = sql("CURRENT_DATE")
  }
  primary_key {
    columns = [column.user_id]
  }
  foreign_key "memberships_user_id_fkey" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
    on_delete   = CASCADE
  }
  foreign_key "memberships_plan_id_fkey" {
    columns     = [column.plan_id]
    ref_columns = [table.billing.plans.column.id]
  }
  index "memberships_plan_id" {
    columns = [column.plan_id]
  }
}

# What a user wants to find again; the products are inventory's, in Python.
table "favourites" {
  schema = schema.auth
  column "user_id" {
    null = false
    type = bigint
  }
  column "product_id" {
    null = false
    type = integer
  }
  column "added_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  primary_key {
    columns = [column.user_id, column.product_id]
  }
  foreign_key "favourites_user_id_fkey" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
    on_delete   = CASCADE
  }
  foreign_key "favourites_product_id_fkey" {
    columns     = [column.product_id]
    ref_columns = [table.inventory.products.column.id]
    on_delete   = CASCADE
  }
}
