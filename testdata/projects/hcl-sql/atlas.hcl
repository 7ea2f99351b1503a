# HCL and SQL that refer to each other.
data "composite_schema" "app" {
  schema "auth" {
    url = "file://users.pg.hcl"
  }
  schema "billing" {
    url = "file://billing.sql"
  }
  schema "auth" {
    url = "file://subscriptions.pg.hcl"
  }
}

env "local" {
  src = data.composite_schema.app.url
  dev = "docker://postgres/16/dev"
}
