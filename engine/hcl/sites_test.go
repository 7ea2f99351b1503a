package hcl

import (
	"strings"
	"testing"
)

func TestSites(t *testing.T) {
	project := State{KindProject, ""}
	tests := []struct {
		name      string
		st        State
		src, want string
	}{
		{"table", pg, `table "users" {
  schema = schema.public
  column "id" {
    type = enum.status
  }
  column "tags" {
    type = sql("auth.tag[]")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "fk" {
    columns     = [column.id]
    ref_columns = [table.auth.accounts.column.id, table["my-t"].column["c 1"]]
  }
  index "i" {
    columns = [column.id]
    where   = "x = ${local.y}"
  }
}`, `declares table "users" = public.users by label
schema public = public by label
declares column "id" = public.users . id by label
enum status = status by label
declares column "tags" = public.users . tags by label
schema auth = auth
type tag = auth.tag
column id = public.users . id by label
declares constraint "fk" = fk by label
column id = public.users . id by label
schema auth = auth by label
table accounts = auth.accounts by label
column id = auth.accounts . id by label
table "my-t" = my-t by label
column "c 1" = my-t . c 1 by label
declares index "i" = i by label
column id = public.users . id by label
local y = y by label`},
		{"name and qualifier", pg, `table "auth" "a" {
  schema = schema.auth
  name   = "accounts"
}`, `schema "auth" = auth by label
declares table "a" = auth.a by label
declares table "accounts" = auth.accounts
schema auth = auth by label`},
		{"others", pg, `trigger "t" {
  on = view.v
  execute {
    function = function.auth.f
  }
}
permission {
  to  = role.r
  for = table.auth.a
}
materialized "m" {
  depends_on = [table.a, view.b, sequence.s]
  index "i" {
    columns = [column.x]
  }
}`, `declares trigger "t" = t by label
view v = v by label
schema auth = auth by label
function f = auth.f by label
role r = r by label
schema auth = auth by label
table a = auth.a by label
declares materialized "m" = m by label
table a = a by label
view b = b by label
sequence s = s by label
declares index "i" = i by label
column x = m . x by label
trigger "t" needs one of before, after, instead_of
materialized "m" needs the attribute schema: schema = schema.name
materialized "m" needs the attribute as`},
		{"schema part", pg, `view "v" {
  for_each = { for k, table in var.all : k => table.name }
  as       = each.value
}`, `declares view "v" = v by label
variable all = all by label
view "v" needs the attribute schema: schema = schema.name`},
		{"project", project, `variable "url" {
  type = string
}
locals {
  a = var.url
  b = [for x in local.a : x]
}
data "composite_schema" "app" {
  schema "public" {
    url = "file://schema.sql"
  }
  schema "auth" {
    url = data.external_schema.orm.url
  }
}
data "hcl_schema" "h" {
  paths = ["a.hcl", fileset("b/*.hcl")]
}
docker "postgres" "dev" {
  image = "postgres:15"
}
env "local" {
  src = ["file://a.hcl", "${local.b}/x", "plain"]
  dev = docker.postgres.dev.url
  url = "postgres://u:${var.url}@h/d"
  migration {
    dir = "file://migrations"
  }
}`, `declares variable "url" = url by label
declares local a = a by label
declares local b = b by label
variable url = url by label
local a = a by label
declares data "app" = composite_schema.app by label
declares schema "public" = public
declares schema "auth" = auth
url "file://schema.sql" = file://schema.sql
data orm = external_schema.orm by label
declares data "h" = hcl_schema.h by label
url "a.hcl" = a.hcl
url "b/*.hcl" = b/*.hcl
declares docker "dev" = postgres.dev by label
declares env "local" = local by label
local b = b by label
url "file://a.hcl" = file://a.hcl
docker dev = postgres.dev by label
variable url = url by label
url "file://migrations" = file://migrations`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Parse(tt.src, tt.st)
			got := strings.TrimSpace(dumpSites(tt.src, c))
			for _, p := range c.Problems {
				got += "\n" + p.Message
			}
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
