package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

func (w *sqlWriter) constraintName(name string) string {
	if name == "" {
		return ""
	}
	return "CONSTRAINT " + w.quote(name) + " "
}

// keyOf writes a unique or exclusion constraint.
func (w *sqlWriter) keyOf(x *schema.Index) string {
	if x.Unique {
		form := "UNIQUE"
		if x.NullsEqual {
			form = "UNIQUE NULLS NOT DISTINCT"
		}
		return w.constraint(x, form)
	}
	form := "EXCLUDE"
	if x.Method != "" {
		form += " USING " + x.Method
	}
	return w.constraint(x, form)
}

func (w *sqlWriter) constraint(x *schema.Index, form string) string {
	sql := w.constraintName(x.Name) + form + " " + w.parts(x.Parts) + w.include(x)
	if x.Where != "" {
		sql += " WHERE (" + x.Where + ")"
	}
	return sql + conflict(x.Attrs) + deferrable(x.Attrs)
}

// deferrable writes when a constraint is checked.
func deferrable(attrs []schema.Attr) string {
	switch when, _ := lastAttr(attrs, "deferrable"); when {
	case "INITIALLY_DEFERRED":
		return " DEFERRABLE INITIALLY DEFERRED"
	case "INITIALLY_IMMEDIATE":
		return " DEFERRABLE"
	}
	return ""
}

func (w *sqlWriter) foreignKey(fk *schema.ForeignKey) string {
	refSchema, refTable, refColumns := keyTarget(fk)
	target := w.qualify(refSchema, refTable)
	if w.spell.indexSchema {
		target = w.quote(refTable) // SQLite: a key cannot leave its schema
	}
	sql := w.constraintName(fk.Name) + "FOREIGN KEY " + w.names(fk.ColumnNames) + " REFERENCES " + target
	if len(refColumns) > 0 {
		sql += " " + w.names(refColumns)
	}
	if match, _ := lastAttr(fk.Attrs, "match"); match != "" {
		sql += " MATCH " + match
	}
	if fk.OnUpdate != "" {
		sql += " ON UPDATE " + fk.OnUpdate
	}
	if fk.OnDelete != "" {
		sql += " ON DELETE " + fk.OnDelete
		if columns, _ := lastAttr(fk.Attrs, "on_delete_columns"); columns != "" {
			sql += " " + w.names(strings.Split(columns, ", "))
		}
	}
	sql += deferrable(fk.Attrs) + w.enforcement(fk.Attrs)
	if w.late(fk.Attrs) {
		sql += " NOT VALID"
	}
	return sql
}

// known leaves out the checks of a table or domain whose expressions the files do not
// tell, and says so in comments; for a reader, they stay.
func (w *sqlWriter) known(checks []*schema.Check, of string) []*schema.Check {
	if w.readable {
		return checks
	}
	return slices.DeleteFunc(slices.Clone(checks), func(c *schema.Check) bool {
		if c.Expr == "" {
			fmt.Fprintf(&w.out, "-- The expression of a check%s of %s is not known.\n", called(c.Name), oneLine(of))
		}
		return c.Expr == ""
	})
}

// called is a name in a comment, where there is one.
func called(name string) string {
	if name == "" {
		return ""
	}
	return " " + oneLine(name)
}

func (w *sqlWriter) check(c *schema.Check) string {
	expr := c.Expr
	if expr == "" && w.readable {
		expr = "…" // which cannot be known from the files
	}
	sql := w.constraintName(c.Name) + "CHECK (" + expr + ")"
	if v, _ := lastAttr(c.Attrs, "no_inherit"); v == "true" {
		sql += " NO INHERIT"
	}
	return sql + w.enforcement(c.Attrs)
}

// late reports whether a constraint is added once the table is there, as the rows
// that there were have not been checked (PostgreSQL, ALTER TABLE, "NOT VALID").
func (w *sqlWriter) late(attrs []schema.Attr) bool {
	v, _ := lastAttr(attrs, "not_valid")
	return v == "true" && w.postgres()
}

// enforcement says of a constraint that it is not enforced.
func (w *sqlWriter) enforcement(attrs []schema.Attr) string {
	if v, _ := lastAttr(attrs, "enforced"); v == "false" {
		return w.spell.notEnforced
	}
	return ""
}
