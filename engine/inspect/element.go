package inspect

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
)

// Element writes one element of a realm for a person to read, as SQL of the
// realm's dialect: names have quotes only where they need them, and a table has
// all its keys within it and its indexes behind it. Of a column it is the
// definition that stands in its table. It is "" for what SQL does not create.
func Element(r *schema.Realm, t schema.Target) string {
	w := &sqlWriter{realm: r, spell: spellingOf(r.Dialect), readable: true}
	switch {
	case t.Index != nil || t.ForeignKey != nil || t.Check != nil:
		return w.member(t)
	case t.Column != nil && t.Table != nil:
		return w.column(t.Column, t.Table, t.Column == w.rowKey(t.Table))
	case t.Column != nil:
		return strings.TrimSpace(w.quote(t.Column.Name) + " " + w.typeOf(t.Column))
	case t.Table != nil:
		w.wholeTable(t.Table)
	case t.View != nil:
		w.createView(t.View)
	case t.Enum != nil:
		w.createEnum(t.Enum)
	case t.Object != nil:
		w.createObject(t.Object)
	case t.Schema != nil:
		w.out.WriteString("CREATE SCHEMA " + w.quote(t.Schema.Name) + ";\n")
	}
	return strings.TrimRight(w.out.String(), "\n")
}

// member writes what belongs to a table or view.
func (w *sqlWriter) member(t schema.Target) string {
	switch {
	case t.ForeignKey != nil:
		return w.foreignKey(t.ForeignKey)
	case t.Check != nil:
		return w.check(t.Check)
	case t.Table != nil && t.Index == t.Table.PrimaryKey:
		return w.constraint(t.Index, "PRIMARY KEY")
	case t.Table != nil && t.Index.Constraint:
		return w.keyOf(t.Index)
	}
	owner := t
	owner.Index = nil
	w.index(t.Index, t.Schema, owner.Name())
	return strings.TrimRight(w.out.String(), "\n")
}

// wholeTable writes a table with what belongs to it.
func (w *sqlWriter) wholeTable(t *schema.Table) {
	var lines []string
	rowKey := w.rowKey(t)
	for _, c := range t.Columns {
		lines = append(lines, w.column(c, t, c == rowKey))
	}
	if t.PrimaryKey != nil && rowKey == nil {
		lines = append(lines, w.constraint(t.PrimaryKey, "PRIMARY KEY"))
	}
	for _, x := range t.Indexes {
		if x.Constraint {
			lines = append(lines, w.keyOf(x))
		}
	}
	for _, c := range t.Checks {
		lines = append(lines, w.check(c))
	}
	for _, fk := range t.ForeignKeys {
		lines = append(lines, w.foreignKey(fk))
	}
	list := " ()"
	if len(lines) > 0 {
		list = " (\n  " + strings.Join(lines, ",\n  ") + "\n)"
	}
	w.statement("%s", "CREATE TABLE "+w.name(t.Schema, t.Name)+list+w.tableOptions(t))
	for _, x := range t.Indexes {
		if !x.Constraint {
			w.index(x, t.Schema, t.Name)
		}
	}
}

// readableName quotes a name where it needs quotes.
func (w *sqlWriter) readableName(name string) string { return sql.QuoteName(w.realm.Dialect, name) }
