schema "auth" {
}

table "subscriptions" {
  schema = schema.auth
  column "user_id" {
    null = false
    type = bigint
  }
  column "plan_id" {
    null = false
    type = integer
  }
  primary_key {
    columns = [column.user_id]
  }
  foreign_key "subscriptions_user_id_fkey" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
  }
  foreign_key "subscriptions_plan_id_fkey" {
    columns     = [column.plan_id]
    ref_columns = [table.billing.plans.column.id]
  }
}
