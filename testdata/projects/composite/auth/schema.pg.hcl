schema "auth" {
  comment = "Who may do what."
}

enum "user_status" {
  schema = schema.auth
  values = ["invited", "active", "suspended", "deleted"]
}

table "users" {
  schema  = schema.auth
  comment = "Everybody who can sign in."
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "email" {
    null = false
    type = varchar(320)
  }
  column "password_hash" {
    null    = true
    type    = text
    comment = "Empty for those who sign in elsewhere."
  }
  column "status" {
    null    = false
    type    = enum.user_status
    default = "invited"
  }
  column "invited_by" {
    null = true
    type = bigint
  }
  column "created_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "users_invited_by_fkey" {
    columns     = [column.invited_by]
    ref_columns = [column.id]
    on_delete   = SET_NULL
  }
  index "users_email_key" {
    unique = true
    on {
      expr = "lower(email)"
    }
  }
  index "users_created_at" {
    on {
      desc   = true
      column = column.created_at
    }
  }
}

# One to one: its primary key is its foreign key.
table "profiles" {
  schema = schema.auth
  column "user_id" {
    null = false
    type = bigint
  }
  column "display_name" {
    null = false
    type = varchar(80)
  }
  column "locale" {
    null    = false
    type    = char(5)
    default = "en-GB"
  }
  column "avatar_url" {
    null = true
    type = text
  }
  primary_key {
    columns = [column.user_id]
  }
  foreign_key "profiles_user_id_fkey" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
    on_delete   = CASCADE
  }
}

table "roles" {
  schema = schema.auth
  column "id" {
    null = false
    type = smallserial
  }
  column "name" {
    null = false
    type = varchar(40)
  }
  column "permissions" {
    null    = false
    type    = sql("text[]")
    default = sql("'{}'")
  }
  primary_key {
    columns = [column.id]
  }
  index "roles_name_key" {
    unique  = true
    columns = [column.name]
  }
}

table "user_roles" {
  schema = schema.auth
  column "user_id" {
    null = false
    type = bigint
  }
  column "role_id" {
    null = false
    type = smallint
  }
  column "granted_by" {
    null = true
    type = bigint
  }
  primary_key {
    columns = [column.user_id, column.role_id]
  }
  foreign_key "user_roles_user_id_fkey" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
    on_delete   = CASCADE
  }
  foreign_key "user_roles_role_id_fkey" {
    columns     = [column.role_id]
    ref_columns = [table.roles.column.id]
    on_delete   = RESTRICT
  }
  foreign_key "user_roles_granted_by_fkey" {
    columns     = [column.granted_by]
    ref_columns = [table.users.column.id]
    on_delete   = SET_NULL
  }
}

table "sessions" {
  schema = schema.auth
  column "id" {
    null    = false
    type    = uuid
    default = sql("gen_random_uuid()")
  }
  column "user_id" {
    null = false
    type = bigint
  }
  column "address" {
    null = true
    type = inet
  }
  column "started_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "ended_at" {
    null = true
    type = timestamptz
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "sessions_user_id_fkey" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
    on_delete   = CASCADE
  }
  index "sessions_open" {
    columns = [column.user_id]
    where   = "(ended_at IS NULL)"
  }
  check "sessions_end_after_start" {
    expr = "(ended_at >= started_at)"
  }
}
