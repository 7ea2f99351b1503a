schema "public" {
  comment = "standard public schema"
}
schema "billing" {
}
enum "status" {
  schema  = schema.public
  values  = ["active", "it's off"]
  comment = "of a user"
}
extension "citext" {
}
sequence "order_no" {
  schema = schema.public
  start  = 100
}
function "touch" {
  schema = schema.public
  return = trigger
  lang   = PLpgSQL
  as     = "BEGIN RETURN new; END;"
}
trigger "users_touch" {
  on  = table.public.users
  for = ROW
  before {
    update = true
  }
  execute {
    function = function.touch
  }
}
table "public" "users" {
  schema  = schema.public
  comment = "people"
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
      start     = 10
      increment = 2
    }
  }
  column "email" {
    null    = false
    type    = character_varying(255)
    comment = "unique, \"quoted\" <b>"
  }
  column "status" {
    null    = false
    type    = enum.status
    default = "active"
  }
  column "display name" {
    null = true
    type = text
  }
  column "created_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "lower_email" {
    null = true
    type = text
    as {
      expr = "lower((email)::text)"
      type = STORED
    }
  }
  column "tags" {
    null = true
    type = sql("text[]")
  }
  primary_key {
    columns = [column.id]
  }
  unique "users_email_key" {
    columns = [column.email]
  }
  index "users_by_name" {
    where   = "status = 'active'"
    include = [column.email]
    on {
      expr = "lower(\"display name\")"
    }
    on {
      column = column.created_at
      desc   = true
    }
  }
  index "users_tags" {
    columns = [column.tags]
    type    = GIN
  }
  check "email_has_at" {
    expr    = "position('@' in email) > 1"
    comment = "a rough check"
  }
}
table "my-orders" {
  schema = schema.public
  column "no" {
    null    = false
    type    = integer
    default = sql("nextval('public.order_no'::regclass)")
  }
  column "parent no" {
    null = true
    type = integer
  }
  column "total" {
    null    = true
    type    = numeric(10, 2)
    default = 0
  }
  column "open" {
    null    = true
    type    = boolean
    default = true
  }
  primary_key {
    columns = [column.no]
  }
  foreign_key "parent" {
    columns     = [column["parent no"]]
    ref_columns = [column.no]
  }
}
table "billing" "users" {
  schema = schema.billing
  column "id" {
    null = false
    type = integer
  }
  column "user_id" {
    null = true
    type = bigint
  }
  column "status" {
    null = true
    type = enum.status
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "owner" {
    columns     = [column.user_id]
    ref_columns = [table.public.users.column.id]
    on_update   = CASCADE
    on_delete   = SET_NULL
  }
  foreign_key "lost" {
    columns     = [column.user_id]
    ref_columns = [table.gone.column.id]
  }
}
view "recent" {
  schema     = schema.public
  as         = "SELECT email FROM public.active"
  depends_on = [view.active]
}
view "active" {
  schema     = schema.public
  as         = "SELECT email FROM public.users WHERE status = 'active'"
  depends_on = [table.public.users]
  comment    = "not off"
}
materialized "totals" {
  schema = schema.public
  column "total" {
    null = true
    type = numeric
  }
  index "totals_key" {
    unique  = true
    columns = [column.total]
  }
  as = "SELECT sum(total) AS total FROM public.\"my-orders\""
}
