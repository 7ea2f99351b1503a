// Package large writes schemas of a size that few people have: what tests and
// benchmarks read to know that such a size is no trouble. The same call writes
// the same text.
package large

import (
	"fmt"
	"strings"
)

// subjects and aspects make up the tables' names.
var (
	subjects = []string{"account", "invoice", "shipment", "product", "ticket", "payment", "contract", "campaign", "device", "employee"}
	aspects  = []string{"", "_item", "_event", "_note", "_label", "_audit", "_draft", "_quota", "_token", "_batch"}
)

// Table is the name of the nth table.
func Table(n int) string {
	return fmt.Sprintf("%s%s_%d", subjects[n%len(subjects)], aspects[n/len(subjects)%len(aspects)], n)
}

// columns are those of a table that has none of its own kind: name, type, and
// further attributes.
var columns = []struct{ name, typ, more string }{
	{"code", "varchar(32)", ""},
	{"title", "text", "    comment = \"what people see\"\n"},
	{"amount", "numeric(12,2)", "    default = 0\n"},
	{"active", "boolean", "    default = true\n"},
	{"payload", "jsonb", ""},
	{"labels", `sql("text[]")`, ""},
	{"external_id", "uuid", "    default = sql(\"gen_random_uuid()\")\n"},
	{"weight", "double_precision", ""},
	{"valid_on", "date", ""},
	{"note", "text", "    default = \"none\"\n"},
}

// HCL is a PostgreSQL schema of n tables in Atlas HCL, with keys, foreign keys,
// indexes, checks, enums and comments: about 67 lines and 1,150 bytes for each
// table.
func HCL(n int) string {
	var w strings.Builder
	w.WriteString("schema \"public\" {\n  comment = \"all there is\"\n}\n")
	for i := range (n + 9) / 10 {
		fmt.Fprintf(&w, "enum \"state_%d\" {\n  schema = schema.public\n  values = [\"new\", \"open\", \"done\"]\n}\n", i)
	}
	for i := range n {
		hclTable(&w, i)
	}
	return w.String()
}

func hclTable(w *strings.Builder, i int) {
	name := Table(i)
	fmt.Fprintf(w, "table %q {\n  schema  = schema.public\n  comment = \"one of many\"\n", name)
	w.WriteString("  column \"id\" {\n    null = false\n    type = bigint\n    identity {\n      generated = ALWAYS\n    }\n  }\n")
	w.WriteString("  column \"parent_id\" {\n    null = true\n    type = bigint\n  }\n")
	fmt.Fprintf(w, "  column \"state\" {\n    null = false\n    type = enum.state_%d\n  }\n", i/10)
	for j := range 5 {
		c := columns[(i+j)%len(columns)]
		fmt.Fprintf(w, "  column %q {\n    null = %t\n    type = %s\n%s  }\n", c.name, j%2 == 0, c.typ, c.more)
	}
	w.WriteString("  column \"created_at\" {\n    null    = false\n    type    = timestamptz\n    default = sql(\"now()\")\n  }\n")
	w.WriteString("  primary_key {\n    columns = [column.id]\n  }\n")
	fmt.Fprintf(w, "  foreign_key \"%s_parent\" {\n    columns     = [column.parent_id]\n    ref_columns = [table.%s.column.id]\n    on_delete   = CASCADE\n  }\n",
		name, Table(i/2))
	fmt.Fprintf(w, "  index \"%s_by_state\" {\n    on {\n      column = column.state\n    }\n    on {\n      desc   = true\n      column = column.created_at\n    }\n  }\n", name)
	w.WriteString("  check \"id\" {\n    expr = \"id > 0\"\n  }\n}\n")
}

// Terraform is a Terraform file of the same size and shape: n resources with as
// many blocks, attributes and references.
func Terraform(n int) string {
	var w strings.Builder
	w.WriteString("variable \"environment\" {\n  type = string\n}\n")
	for i := range (n + 9) / 10 {
		fmt.Fprintf(&w, "locals {\n  state_%d = [\"new\", \"open\", \"done\"]\n}\n", i)
	}
	for i := range n {
		terraformResource(&w, i)
	}
	return w.String()
}

func terraformResource(w *strings.Builder, i int) {
	name := Table(i)
	fmt.Fprintf(w, "resource \"example_table\" %q {\n  schema  = var.environment\n  comment = \"one of many\"\n", name)
	w.WriteString("  column \"id\" {\n    null = false\n    type = \"bigint\"\n    identity {\n      generated = \"ALWAYS\"\n    }\n  }\n")
	w.WriteString("  column \"parent_id\" {\n    null = true\n    type = \"bigint\"\n  }\n")
	fmt.Fprintf(w, "  column \"state\" {\n    null = false\n    type = local.state_%d\n  }\n", i/10)
	for j := range 5 {
		c := columns[(i+j)%len(columns)]
		more := strings.ReplaceAll(strings.ReplaceAll(c.more, `sql("`, `upper("`), "()", "")
		fmt.Fprintf(w, "  column %q {\n    null = %t\n    type = %q\n%s  }\n", c.name, j%2 == 0, strings.Trim(c.typ, `sql()"`), more)
	}
	w.WriteString("  column \"created_at\" {\n    null    = false\n    type    = \"timestamptz\"\n    default = upper(\"now()\")\n  }\n")
	w.WriteString("  primary_key {\n    columns = [\"id\"]\n  }\n")
	fmt.Fprintf(w, "  foreign_key \"%s_parent\" {\n    columns     = [\"parent_id\"]\n    ref_columns = [example_table.%s.id]\n    on_delete   = \"CASCADE\"\n  }\n",
		name, Table(i/2))
	fmt.Fprintf(w, "  index \"%s_by_state\" {\n    on {\n      column = \"state\"\n    }\n    on {\n      desc   = true\n      column = \"created_at\"\n    }\n  }\n", name)
	w.WriteString("  check \"id\" {\n    expr = \"id > 0\"\n  }\n}\n")
}
