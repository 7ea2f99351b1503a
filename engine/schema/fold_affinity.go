package schema

import (
	"slices"
	"strings"
)

// columnsOfQuery gives a table the columns of the query that it is created from,
// if they are all known. SQLite gives each the name of its affinity for a type
// (SQLite, "CREATE TABLE": 2.1), PostgreSQL its own type.
func (f *folder) columnsOfQuery(t *Table, s *CreateTable) {
	if s.Reads == nil || s.Reads.Partial || f.broken {
		return
	}
	r := newResolver(f.realm, f.ctx, s.Reads)
	r.ready, r.torn, r.hidden = f.readyView, f.torn, f.isTemporary
	if r.misses() {
		return
	}
	out := r.output(s.Reads.Body)
	if out.open {
		return
	}
	var columns []*Column
	for i := range out.columns {
		g := &out.columns[i]
		column := len(g.targets()) > 0
		if f.realm.Dialect == Postgres {
			if g.name == "" || g.typ.Text == "" || f.index.column(columns, g.name) != nil {
				return
			}
			column = true
		}
		if g.name == "" || !column && g.typ.Text != "" || f.index.column(columns, g.name) != nil {
			return // what SQLite calls it, or the affinity of an expression, is not known
		}
		c := &Column{Name: g.name, Null: true, Origin: Origin{f.place, s.Span, s.Table.Name.Span}}
		if g.item != nil && !g.item.Star {
			c.Origin = Origin{f.place, g.item.Span, g.item.Span}
			if g.item.Alias {
				c.Origin.Name = g.item.Name.Span
			}
		}
		switch {
		case f.realm.Dialect == Postgres:
			c.Type, c.Enum, c.TypeOf = g.typ, g.enum, g.kind
			if c.Type.Ref != nil && c.Enum == nil && c.TypeOf == nil {
				f.findType(f.ctx, c)
			}
		case column:
			c.Type.Text = affinity(g.typ.Text)
		}
		columns = append(columns, c)
	}
	t.Columns, t.Opaque = columns, false
}

// affinity is the name of the affinity of a type, "" for that of a column without
// one (SQLite, "Datatypes In SQLite": 3.1).
func affinity(typ string) string {
	typ = strings.ToLower(typ)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(typ, w) })
	}
	switch {
	case has("int"):
		return "int"
	case has("char", "clob", "text"):
		return "text"
	case typ == "" || has("blob"):
		return ""
	case has("real", "floa", "doub"):
		return "real"
	}
	return "num"
}
