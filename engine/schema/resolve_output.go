package schema

import (
	"slices"
)

// output are the columns that a query gives; open says that there may be others.
type output struct {
	columns []given
	open    bool
	running bool
}

// maxRelations bounds the relations of one SELECT, and maxColumns the columns that
// its stars stand for.
// maxGiven bounds the columns of all queries within a query together: stars of
// stars multiply them.
const (
	maxRelations = 500
	maxColumns   = 5_000
	maxGiven     = 100_000
)

// renamed are columns with the names of a list in place of their own.
func renamed(columns []given, names []Name) []given {
	if len(names) == 0 {
		return columns
	}
	columns = slices.Clone(columns)
	for i := range columns[:min(len(columns), len(names))] {
		// A name of its own, be it the same one, no rename of its column follows.
		c := &columns[i]
		c.more = c.targets()
		c.name, c.of, c.item = names[i].Text, Target{}, nil
	}
	return columns
}

// valueType is the type of a column's values: that of a serial column is an
// integer (PostgreSQL, "8.1.4. Serial Types").
func valueType(t Type) Type {
	switch t.Text {
	case "serial", "serial4":
		t.Text = "integer"
	case "bigserial", "serial8":
		t.Text = "bigint"
	case "smallserial", "serial2":
		t.Text = "smallint"
	}
	return t
}

// output gives the columns of a query.
func (r *resolver) output(e *QueryExpr) *output {
	if e == nil {
		return &output{open: true}
	}
	if have := r.outputs[e]; have != nil {
		if have.running {
			return &output{open: true} // a WITH query that is defined by itself
		}
		return have
	}
	out := &output{running: true}
	r.outputs[e] = out
	var first output
	for i, s := range e.Sides {
		side := r.side(s)
		if i == 0 {
			first = output{columns: slices.Clone(side.columns), open: side.open}
			if len(e.Sides) > 1 {
				// A recursive WITH query has the columns of its first side.
				out.columns, out.open = first.columns, first.open
				out.running = false
			}
			continue
		}
		for j := range first.columns {
			c := &first.columns[j]
			if side.open || first.open || j >= len(side.columns) || !sameType(*c, side.columns[j]) || c.typ.Text == "" {
				c.typ, c.enum, c.kind = Type{}, nil, nil
			}
		}
	}
	out.columns, out.open, out.running = first.columns, first.open, false
	if len(e.Sides) == 0 {
		out.open = true
	}
	return out
}

// side gives the columns of one operand of set operations.
func (r *resolver) side(s *Select) output {
	if s.Nested != nil {
		return *r.output(s.Nested)
	}
	var out output
	for i := range s.Items {
		it := &s.Items[i]
		switch {
		case s.Values:
			out.columns = append(out.columns, given{name: numbered("column", i+1), item: it})
		case it.Star:
			columns, open := r.star(s, it)
			if r.given += len(columns); len(out.columns)+len(columns) > maxColumns || r.given > maxGiven {
				out.open = true
				return out
			}
			for _, c := range columns {
				c.item = it
				out.columns = append(out.columns, c)
			}
			out.open = out.open || open
		default:
			out.columns = append(out.columns, r.item(it))
			if it.Label() == "" && it.Named == nil && r.realm.Dialect != Postgres {
				out.open = true
			}
		}
	}
	return out
}

// star gives the columns that a star stands for.
func (r *resolver) star(s *Select, it *SelectItem) (columns []given, open bool) {
	if it.Composite {
		return nil, true
	}
	sp := r.space(s)
	if it.Owner.IsZero() {
		if s.Target != nil && len(s.From) > 1 && s.From[1].Qualified {
			return sp.relations[0].columns, sp.relations[0].open // not those of EXCLUDED
		}
		return sp.columns, sp.open
	}
	for in := s; in != nil; in = outer(in) {
		for _, rel := range r.space(in).relations {
			if r.goesBy(rel, it.Owner.Schema, it.Owner.Name) {
				return rel.columns, rel.open
			}
		}
	}
	return nil, true
}

// outer is the SELECT whose relations a SELECT sees besides its own, or nil.
func outer(s *Select) *Select {
	for e := s.In; e != nil; {
		in := e.Within
		if in == nil || !e.Item || e.Lateral {
			return in
		}
		e = in.In
	}
	return nil
}

// item gives the column of an expression in a select list.
func (r *resolver) item(it *SelectItem) given {
	c := given{name: it.Label(), typ: it.Type, item: it}
	if it.Use >= 0 {
		if f := r.use(it.Use); f.verdict == certain {
			c = f.column
			c.item = it
			if r.realm.Dialect == SQLite && !it.Alias {
				return c // it is called as the table calls it
			}
			if it.Alias || c.name != it.Label() {
				c.more, c.of = c.targets(), Target{}
				c.name = it.Label()
			}
			return c
		}
		if r.realm.Dialect == SQLite && systemColumn(SQLite, c.name) {
			c.name = "" // called as the primary key, if that is the row's number
		}
	}
	if it.Named != nil {
		if out := r.output(it.Named); len(out.columns) > 0 && !(out.open && out.columns[0].item != nil && out.columns[0].item.Star) {
			if c.name == "" {
				c.name = out.columns[0].name
			}
			c.typ, c.enum, c.kind = out.columns[0].typ, out.columns[0].enum, out.columns[0].kind
		}
	}
	if c.name == "" && r.realm.Dialect == Postgres {
		c.name = "?column?" // FigureColname in PostgreSQL's source
	}
	return c
}
