package schema

import (
	"slices"
	"strconv"

	"github.com/schemascope/schemascope/engine/text"
)

func (f *folder) createView(s *CreateView) {
	if s.Temporary {
		f.temporary[f.index.fold(s.View.Name.Text)] = true
		return
	}
	schema := f.owner(s.View)
	key := f.index.key(schema.Name, s.View.Name.Text)
	v := f.index.views[key]
	switch {
	case v == nil:
		v = &View{Schema: schema, Name: s.View.Name.Text}
		f.mark(v, s.IfNotExists)
		schema.Views = append(schema.Views, v)
		f.index.views[key] = v
		f.takeRelation(schema, v.Name)
	case s.IfNotExists:
		return
	case !s.OrReplace && !f.cascaded:
		f.duplicate("view", s.View.Name.Text, f.origins(schema, s.View.Name, s.Span)[0], v.Origins[0])
		return
	}
	if !s.In.IsZero() {
		outside := f.ctx
		defer func() { f.ctx = outside }()
		inside := *outside
		inside.path = append([]string{s.In.Text}, outside.path...)
		f.ctx = &inside
	}
	v.Materialized, v.Query, v.Indexes = s.Materialized, s.Query, nil
	v.Origins, v.Attrs = f.origins(schema, s.View.Name, s.Span), s.Attrs
	v.Refs = f.references(s.Refs)
	if s.Comment != "" {
		v.Comment = s.Comment
	}
	if s.View.Label || s.Label.Label {
		kind := KindView
		if s.Materialized {
			kind = KindMaterialized
		}
		f.index.declare(f.ctx, kind, s.Label, Ref{Schema: Name{Text: schema.Name}, Name: s.View.Name}, v)
	}
	f.readView(v, s)
}

// viewReading is a view whose query is to be read: at once or, where what it
// names may be declared later, at the end.
type viewReading struct {
	view  *View
	stmt  *CreateView
	ctx   *context
	place *Place
	step  int
	// lost says that a relation was dropped since the view was created.
	lost bool
	// early says that a relation was missing where the view stands, among
	// statements that have an order.
	early bool
}

// readView works out the columns of a view, and what it depends on.
func (f *folder) readView(v *View, s *CreateView) {
	d := &viewReading{view: v, stmt: s, ctx: f.ctx, place: f.place, step: f.step}
	delete(f.later, v)
	if s.Reads == nil {
		f.declaredColumns(d)
		f.viewIndexes(d)
		f.relationsOf(d)
		v.Opaque = len(v.Columns) == 0
		return
	}
	if f.keepsKeys() {
		f.read[v] = d
	}
	if !f.unordered && !s.View.Label {
		r := f.resolverOf(d)
		if f.realm.Dialect != SQLite { // whose views see no temporary table
			r.hidden = f.isTemporary
		}
		if !r.misses() {
			f.finishView(d, r)
			return
		}
		d.early = true
	}
	v.Opaque = true
	f.later[v] = d
	f.readings = append(f.readings, d)
}

func (f *folder) resolverOf(d *viewReading) *resolver {
	r := newResolver(f.realm, d.ctx, d.stmt.Reads)
	r.ready, r.torn, r.self = f.readyView, f.torn, d.view
	return r
}

// misses reports whether a relation that the query reads is not declared.
func (r *resolver) misses() bool {
	for _, s := range r.query.Selects {
		for _, rel := range r.space(s).relations {
			if rel.missing {
				return true
			}
		}
	}
	return false
}

// readyView completes a view that another one reads.
func (f *folder) readyView(v *View) {
	d := f.later[v]
	if d == nil {
		return
	}
	delete(f.later, v)
	f.finishView(d, f.resolverOf(d))
}

// readLate completes the views that waited for the end, and looks at the bodies of
// routines.
func (f *folder) readLate() {
	for _, d := range f.readings {
		if f.later[d.view] == d {
			f.readyView(d.view)
		}
	}
	for _, b := range f.bodies {
		if !slices.Contains(b.object.Schema.Objects, b.object) {
			continue
		}
		if b.step < f.changed {
			continue // its names may be those of something that was there
		}
		for _, q := range b.queries {
			r := newResolver(f.realm, b.ctx, q)
			r.torn = f.torn
			f.checkQuery(r, b.place, b.step, false)
		}
	}
}

// finishView gives a view its columns.
func (f *folder) finishView(d *viewReading, r *resolver) {
	v, s := d.view, d.stmt
	ctx, place, step := f.ctx, f.place, f.step
	defer func() { f.ctx, f.place, f.step = ctx, place, step }()
	f.ctx, f.place, f.step = d.ctx, d.place, d.step
	out := r.output(s.Reads.Body)
	v.Opaque = out.open || s.Reads.Partial && len(out.columns) == 0
	if f.realm.Dialect == SQLite {
		f.distinguish(out.columns)
	}
	before := v.Columns
	switch {
	case s.View.Label && len(s.Columns) > 0:
		f.declaredColumns(d)
		v.Opaque = false
	default:
		if f.viewColumns += len(out.columns); f.viewColumns > maxViewColumns {
			v.Opaque = true // stars of stars
			out.columns = nil
		}
		v.Columns = make([]*Column, 0, len(out.columns))
		named := make(map[string]bool, len(out.columns))
		for i := range out.columns {
			g := &out.columns[i]
			name := g.name
			if i < len(s.Columns) {
				name = s.Columns[i].Name.Text
			}
			if name == "" || named[f.index.fold(name)] {
				if name != "" && !out.open && !v.Opaque {
					f.sameNames(d, g, i, name)
				}
				v.Opaque = true // the database refuses a name that is there twice
				continue
			}
			named[f.index.fold(name)] = true
			// CREATE OR REPLACE keeps the columns that there are.
			c := findColumn(before, g.name)
			if c == nil || slices.Contains(v.Columns, c) {
				c = new(Column)
			}
			comment := c.Comment
			if f.realm.Dialect == SQLite && len(g.targets()) == 0 {
				g.typ = Type{} // an expression has none
			}
			*c = Column{Name: g.name, Type: g.typ, Enum: g.enum, TypeOf: g.kind, Null: true, Comment: comment}
			if g.item != nil {
				c.Origin = Origin{d.place, g.item.Span, g.item.Span}
				if g.item.Alias {
					c.Origin.Name = g.item.Name.Span
				}
			}
			if i < len(s.Columns) {
				c.Name, c.Origin = s.Columns[i].Name.Text, Origin{d.place, s.Columns[i].Span, s.Columns[i].Name.Span}
			}
			if c.Type.Ref != nil && c.Enum == nil && c.TypeOf == nil {
				f.findType(d.ctx, c)
			}
			v.Columns = append(v.Columns, c)
		}
		for i := len(out.columns); i < len(s.Columns) && out.open; i++ {
			n := s.Columns[i]
			v.Columns = append(v.Columns, &Column{Name: n.Name.Text, Null: true, Origin: Origin{d.place, n.Span, n.Name.Span}})
		}
	}
	f.viewIndexes(d)
	f.needs(v, r)
	for i := range s.Reads.Uses {
		if found := r.use(i); found.verdict != certain && found.verdict != unsure {
			v.Opaque = true // what it was meant to have is not known
		}
	}
	if s.View.Label {
		for _, ref := range s.DependsOn {
			if t, ok := f.realm.relation(d.ctx, ref); ok {
				v.dependsOn(t)
			}
		}
	}
	if !d.lost {
		f.checkQuery(r, d.place, d.step, d.early)
	}
}

// sameNames reports the column of a view at an index, whose name another one before it
// has (PostgreSQL, "CREATE VIEW"; MySQL 8.0, "CREATE VIEW Statement"; SQLite numbers
// them).
func (f *folder) sameNames(d *viewReading, g *given, at int, name string) {
	s := d.stmt
	if d.lost || d.early || s.Reads.Partial || s.View.Label || f.realm.Dialect != Postgres && !f.mysql() {
		return
	}
	var span text.Span
	advice := "give one of them another name"
	switch {
	case at < len(s.Columns):
		span = s.Columns[at].Name.Span
	case g.item == nil:
		return
	case g.item.Star:
		span, advice = g.item.Span, "list the columns instead of *"
	case g.item.Name.IsZero():
		if f.mysql() {
			return // which makes up other names for expressions (make_unique_view_field_name in its source)
		}
		span = g.item.Span
	default:
		span = g.item.Name.Span
	}
	f.found = append(f.found, foundProblem{d.step, true, Problem{
		Code: CodeDuplicate, Severity: Error, Place: d.place, Span: span,
		Message: "view " + strconv.Quote(d.view.Name) + " has more than one column " + strconv.Quote(name) + ": " + advice,
	}})
}

// lose makes the views that read a table which is dropped wait for another of its
// name.
func (f *folder) lose(t *Table) {
	for _, s := range f.realm.Schemas {
		for _, v := range s.Views {
			if d := f.read[v]; d != nil && v.needs[t] {
				again := *d
				again.lost = true
				f.read[v], f.later[v] = &again, &again
				f.readings = append(f.readings, &again)
				v.DependsOn, v.needs = nil, nil
			}
		}
	}
}

// distinguish numbers columns that are called as others before them are (SQLite,
// sqlite3ColumnsFromExprList in its source).
func (f *folder) distinguish(columns []given) {
	taken := make(map[string]int, len(columns)) // and the last number that a name was given
	for i := range columns {
		c := &columns[i]
		name := c.name
		key := f.index.fold(name)
		n, again := taken[key]
		for used := again; used; {
			n++
			c.name = name + ":" + strconv.Itoa(n)
			_, used = taken[f.index.fold(c.name)]
		}
		if again {
			taken[key] = n
		}
		taken[f.index.fold(c.name)] = 0
	}
}

// maxViewColumns bounds the columns of all views together.
const maxViewColumns = 200_000

// declaredColumns gives a view the columns that its statement lists.
func (f *folder) declaredColumns(d *viewReading) {
	v := d.view
	v.Columns = nil
	for i := range d.stmt.Columns {
		def := &d.stmt.Columns[i]
		c := &Column{
			Name: def.Name.Text, Label: def.Label, Type: def.Type, Null: !def.NotNull, Comment: def.Comment, Attrs: def.Attrs,
			Origin: Origin{d.place, def.Span, def.Name.Span},
		}
		f.resolveType(c)
		v.Columns = append(v.Columns, c)
	}
}

// viewIndexes gives a view the indexes that its statement lists, and the columns to
// those that it has.
func (f *folder) viewIndexes(d *viewReading) {
	v := d.view
	for _, x := range v.Indexes { // that were created before the columns were known
		for i := range x.Parts {
			if p := &x.Parts[i]; p.Column == nil && p.Name != "" {
				p.Column = v.Column(p.Name)
			}
		}
	}
	for i := range d.stmt.Indexes {
		def := &d.stmt.Indexes[i]
		x := f.newIndex(def)
		for _, p := range def.Parts {
			x.Parts = append(x.Parts, IndexPart{Column: v.Column(p.Column.Text), Name: p.Column.Text, Expr: p.Expr, Desc: p.Desc, Attrs: p.Attrs})
		}
		for _, n := range def.Include {
			if c := v.Column(n.Text); c != nil {
				x.Include = append(x.Include, c)
			}
		}
		v.Indexes = append(v.Indexes, x)
	}
}

// relationsOf notes what a view depends on as its statement lists it, at the end:
// what a catalog or HCL lists has no order.
func (f *folder) relationsOf(d *viewReading) {
	v, refs, ctx := d.view, d.stmt.DependsOn, d.ctx
	v.DependsOn, v.needs = nil, nil
	f.pending = append(f.pending, func() {
		for _, ref := range refs {
			if t, ok := f.realm.relation(ctx, ref); ok {
				v.dependsOn(t)
			}
		}
	})
}

func (v *View) dependsOn(t Target) {
	t.Column = nil
	if t.View != v && !slices.ContainsFunc(v.DependsOn, func(have Target) bool { return have.Element() == t.Element() }) {
		v.DependsOn = append(v.DependsOn, t)
	}
}
