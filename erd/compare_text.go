package erd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// columnText is what of a column is compared. However it is written, a type has one
// text; the schema of a type that is declared is not told where the other state need
// not name it.
func (c *comparer) columnText(x *schema.Column) string {
	text, def := c.types.CanonicalSQL(x.Type.Text), ""
	if x.Default != nil {
		def = " default " + x.Default.Text
	}
	if s := typeSchema(x); s != "" {
		text = strings.TrimPrefix(text, s+".")
		def = strings.ReplaceAll(def, "::"+s+".", "::")
	}
	if !x.Null {
		text += " not null"
	}
	text += def
	if x.Identity != nil {
		text += " identity"
	}
	if autoIncrements(x) {
		text += " auto_increment"
	}
	if x.Generated != nil {
		text += " generated as " + x.Generated.Expr
	}
	if x.Comment != "" {
		text += "; " + x.Comment
	}
	return text
}

// typeSchema is the schema of a column's type that is declared, or "".
func typeSchema(x *schema.Column) string {
	switch {
	case x.Enum != nil && x.Enum.Schema != nil:
		return x.Enum.Schema.Name
	case x.TypeOf != nil && x.TypeOf.Schema != nil:
		return x.TypeOf.Schema.Name
	}
	return ""
}

// indexes are a table's indexes and its primary key as a text, to compare. What a
// primary key is called is not told, as HCL need not say it.
func indexes(t *schema.Table) string {
	var all []string
	add := func(name string, x *schema.Index) {
		method := strings.ToLower(x.Method)
		if method == "btree" { // PostgreSQL, CREATE INDEX: the default
			method = ""
		}
		text := fmt.Sprintf("%q %v %q %q", name, x.Unique, method, x.Where)
		for _, p := range x.Parts {
			column := p.Name
			if p.Column != nil {
				column = p.Column.Name
			}
			text += fmt.Sprintf(" %q %q %v", column, p.Expr, p.Desc)
		}
		all = append(all, text)
	}
	for _, x := range t.Indexes {
		add("index "+x.Name, x)
	}
	if t.PrimaryKey != nil {
		add("primary key", t.PrimaryKey)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func checks(t *schema.Table) string {
	var all []string
	for _, x := range t.Checks {
		all = append(all, fmt.Sprintf("%q %q", x.Name, x.Expr))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// keyText is the same for keys from the same columns to the same ones.
func keyText(f *schema.ForeignKey) string {
	return fmt.Sprintf("%q %q %q", f.ColumnNames, targetName(f), refNames(f))
}

// differ reports whether two keys of the same columns do other things, or have other
// names.
func differ(a, b *schema.ForeignKey) bool {
	return actions(a) != actions(b) || a.Name != b.Name && a.Name != "" && b.Name != ""
}

// actions are what a key does, after a space each.
func actions(f *schema.ForeignKey) string {
	text := ""
	for _, a := range []struct{ on, action string }{{"DELETE", f.OnDelete}, {"UPDATE", f.OnUpdate}} {
		if action := strings.ToUpper(strings.ReplaceAll(a.action, "_", " ")); action != "" && action != "NO ACTION" {
			text += " ON " + a.on + " " + action
		}
	}
	return text
}
