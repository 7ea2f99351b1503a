package oracle

import "github.com/zclconf/go-cty/cty"

// valueDocuments are schemas whose text depends on values: variables, locals,
// templates, functions, and blocks that for_each repeats. The evaluator knows no
// name attribute of tables, so that repeated ones keep their label.
func valueDocuments() []*document {
	schemas := "schema \"public\" {}\n"
	texts := map[string]string{
		"for_each over a list of schemas": `
schema "a" {}
schema "b" {}
table "t" {
  for_each = [schema.a, schema.b]
  schema   = each.value
  comment  = "table ${each.key}"
  column "id" {
    type = int
  }
}`,
		"for_each over an object": `
schema "a" {}
schema "b" {}
locals {
  sizes = { small = 10, large = 200 }
}
table "t" {
  for_each = { for name, size in local.sizes : name => size if size > 100 }
  schema   = schema.a
  comment  = upper(each.key)
  column "name" {
    type    = varchar(each.value)
    default = each.key
    null    = each.value > 100
  }
}`,
		"for_each over a set": `
schema "a" {}
variable "tenants" {
  type    = list(string)
  default = ["x"]
}
table "t" {
  for_each = toset(var.tenants)
  schema   = schema.a
  column "id" {
    type    = int
    comment = "of ${each.value}"
  }
}`,
		"a schema's name is given": `
variable "schema" {
  type = string
}
schema "public" {
  name = var.schema
}
table "t" {
  schema = schema.public
  column "id" {
    type = int
  }
  foreign_key "self" {
    columns     = [column.id]
    ref_columns = [table.t.column.id]
  }
}`,
		"values of all kinds": schemas + `
variable "n" {
  type = int
}
variable "ok" {
  type    = bool
  default = false
}
locals {
  words = ["x", "y"]
  all   = join("-", [for w in local.words : upper(w)])
}
table "t" {
  schema  = schema.public
  comment = local.all
  column "a" {
    type    = varchar(var.n)
    null    = !var.ok
    default = var.ok ? "yes" : "no"
  }
  column "b" {
    type    = int
    default = var.n + 1
    comment = format("%s of %d", local.words[1], length(local.words))
  }
  check "c" {
    expr = "a <> '${local.all}'"
  }
}`,
	}
	var all []*document
	for _, name := range sorted(texts) {
		for _, d := range dialects {
			doc := newDocument(name, d, texts[name])
			if _, given := doc.vars["schema"]; given {
				doc.vars["schema"] = cty.StringVal("app")
			}
			all = append(all, doc)
		}
	}
	return all
}
