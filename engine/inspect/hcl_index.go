package inspect

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

func (w *hclWriter) primaryKey(t *schema.Table) {
	key := t.PrimaryKey
	w.line("primary_key {")
	if w.constraints() && key.Name != "" && key.Name != t.Name+"_pkey" {
		w.text("name", key.Name)
	}
	w.keyColumns(key, "primary_key")
	w.close()
}

// constraints reports whether unique constraints have a block of their own.
func (w *hclWriter) constraints() bool {
	switch w.realm.Dialect {
	case schema.MySQL, schema.MariaDB, schema.SQLite:
		return false
	}
	return true
}

// keyColumns writes what keys have in common; block is "primary_key" or "unique".
func (w *hclWriter) keyColumns(x *schema.Index, block string) {
	w.rest(x.Attrs, "table", block).writeAttrs()
	w.columns(x)
	w.include(x)
	if x.NullsEqual {
		w.line("nulls_distinct = false")
	}
	w.comment(x.Comment)
	w.parts(x)
}

// columns writes the parts of a key or index as a list, if that says all of
// them.
func (w *hclWriter) columns(x *schema.Index) {
	if simpleParts(x.Parts) {
		w.line("columns = %s", columnList("", partNames(x.Parts)))
	}
}

// parts writes what columns does not.
func (w *hclWriter) parts(x *schema.Index) {
	if simpleParts(x.Parts) {
		return
	}
	for _, p := range x.Parts {
		w.part(p)
	}
}

func (w *hclWriter) include(x *schema.Index) {
	if len(x.Include) == 0 {
		return
	}
	var list []string
	for _, c := range x.Include {
		list = append(list, c.Name)
	}
	w.line("include = %s", columnList("", list))
}

func partNames(parts []schema.IndexPart) []string {
	var list []string
	for _, p := range parts {
		list = append(list, p.Name)
	}
	return list
}

// index writes an index or a constraint that has an index.
func (w *hclWriter) index(x *schema.Index, t *schema.Table) {
	name := x.Name
	if name == "" {
		name = strings.Join(append(partNames(x.Parts), "key"), "_")
		if t != nil {
			name = t.Name + "_" + name
		}
	}
	switch {
	case x.Constraint && x.Unique && w.constraints():
		w.line("unique %s {", hclString(name))
		w.keyColumns(x, "unique")
		w.close()
		return
	case x.Constraint && !x.Unique:
		w.line("exclude %s {", hclString(name))
	default:
		w.line("index %s {", hclString(name))
	}
	if x.Unique {
		w.line("unique = true")
	}
	w.columns(x)
	if x.Method != "" {
		w.line("type = %s", indexType(x.Method))
	}
	w.text("where", x.Where)
	w.include(x)
	if x.NullsEqual {
		w.line("nulls_distinct = false")
	}
	block := "index"
	if x.Constraint && !x.Unique {
		block = "exclude"
	}
	rest := w.rest(x.Attrs, "table", block)
	rest.writeAttrs()
	w.comment(x.Comment)
	w.parts(x)
	rest.writeBlocks()
	w.close()
}

// simpleParts reports whether a list of columns says all of the parts.
func simpleParts(parts []schema.IndexPart) bool {
	for _, p := range parts {
		if p.Name == "" || p.Desc {
			return false
		}
		for _, a := range p.Attrs {
			if hclPartAttrs[a.Name] {
				return false
			}
		}
	}
	return true
}

// hclPartAttrs are the attributes of an index's parts that HCL has.
var hclPartAttrs = map[string]bool{"prefix": true, "ops": true, "op": true, "collate": true, "nulls_first": true, "nulls_last": true}

func (w *hclWriter) part(p schema.IndexPart) {
	w.line("on {")
	if p.Name != "" {
		w.line("column = column%s", step(p.Name))
	} else {
		w.line("expr = %s", hclString(p.Expr))
	}
	if p.Desc {
		w.line("desc = true")
	}
	for _, a := range p.Attrs {
		switch a.Name {
		case "ops":
			w.line("ops = %s", opsValue(a.Value))
		case "op", "collate":
			w.line("%s = %s", a.Name, hclString(a.Value))
		default:
			if hclPartAttrs[a.Name] {
				w.word(a.Name, a.Value)
			}
		}
	}
	w.close()
}

// builtinOps are the operator classes that are commonly chosen by name and come
// with PostgreSQL; HCL writes those as words and others as sql("…").
var builtinOps = map[string]bool{
	"text_pattern_ops": true, "varchar_pattern_ops": true, "bpchar_pattern_ops": true, "text_ops": true, "varchar_ops": true,
	"jsonb_ops": true, "jsonb_path_ops": true, "inet_ops": true, "array_ops": true, "tsvector_ops": true, "int4_ops": true,
	"int8_ops": true, "uuid_ops": true, "timestamptz_ops": true, "date_ops": true, "range_ops": true,
}

func opsValue(ops string) string {
	if builtinOps[ops] {
		return ops
	}
	return sqlCall(ops)
}

// indexTypes are the index methods that HCL has words for, in capitals.
var indexTypes = map[string]bool{
	"btree": true, "hash": true, "gin": true, "gist": true, "spgist": true, "brin": true, "fulltext": true, "spatial": true,
}

func indexType(method string) string {
	if indexTypes[method] {
		return strings.ToUpper(method)
	}
	return hclString(method)
}
