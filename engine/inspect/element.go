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

// Member writes, as Element does, what has a name within a table: the key, index,
// foreign key or check whose origin declared reports. It is "" if there is none.
func Member(r *schema.Realm, t *schema.Table, declared func(schema.Origin) bool) string {
	w := &sqlWriter{realm: r, spell: spellingOf(r.Dialect), readable: true}
	if key := t.PrimaryKey; key != nil && declared(key.Origin) {
		return w.constraint(key, "PRIMARY KEY")
	}
	for _, x := range t.Indexes {
		switch {
		case !declared(x.Origin):
		case x.Constraint:
			return w.keyOf(x)
		default:
			w.index(x, t.Schema, t.Name)
			return strings.TrimRight(w.out.String(), "\n")
		}
	}
	for _, fk := range t.ForeignKeys {
		if declared(fk.Origin) {
			return w.foreignKey(fk)
		}
	}
	for _, c := range t.Checks {
		if declared(c.Origin) {
			return w.check(c)
		}
	}
	return ""
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
