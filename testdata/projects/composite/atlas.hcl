# One shop, four database schemas, four kinds of source.

variable "url" {
  type        = string
  default     = "postgres://localhost:5432/shop?sslmode=disable"
  description = "The live database."
}

locals {
  postgres = "16"
  dialect  = "postgresql"
}

# A program: SQLAlchemy models, printed as SQL by Atlas's provider for it.
# To have it on the PATH: pip install -r requirements.txt in a virtual
# environment, and activate that.
data "external_schema" "sqlalchemy" {
  program = [
    "atlas-provider-sqlalchemy",
    "--path", "inventory",
    "--dialect", local.dialect,
  ]
}

data "composite_schema" "shop" {
  # SQLAlchemy
  schema "inventory" {
    url = data.external_schema.sqlalchemy.url
  }
  # ent
  schema "graph" {
    url = "ent://ent/schema"
  }
  # HCL
  schema "auth" {
    url = "file://auth/schema.pg.hcl"
  }
  # SQL, which refers to auth and inventory
  schema "billing" {
    url = "file://billing/schema.sql"
  }
  # HCL again: the tables of auth that refer to billing and inventory
  schema "auth" {
    url = "file://auth/customers.pg.hcl"
  }
}

env "local" {
  src = data.composite_schema.shop.url
  url = var.url
  dev = "docker://postgres/${local.postgres}/dev"
}
