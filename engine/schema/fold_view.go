package schema

import (
	"fmt"
	"slices"
	"strings"
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
	case s.IfNotExists:
		return
	case !s.OrReplace && !f.cascaded:
		f.duplicate("view", s.View.Name.Text, f.origins(schema, s.View.Name, s.Span)[0], v.Origins[0])
		return
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
	if !f.unordered && !s.View.Label {
		r := f.resolverOf(d)
		r.hidden = f.isTemporary
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
	r.ready, r.torn = f.readyView, f.torn
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
		for _, q := range b.queries {
			r := newResolver(f.realm, b.ctx, q)
			r.torn = f.torn
			f.checkQuery(r, b.place, b.step, false)
		}
	}
}

// bodyReading is a routine whose body is looked at when all is declared, as those
// that dump schemas do not have them looked at before (PostgreSQL,
// "check_function_bodies").
type bodyReading struct {
	object  *Object
	queries []*Query
	ctx     *context
	place   *Place
	step    int
}

// finishView gives a view its columns.
func (f *folder) finishView(d *viewReading, r *resolver) {
	v, s := d.view, d.stmt
	ctx, place, step := f.ctx, f.place, f.step
	defer func() { f.ctx, f.place, f.step = ctx, place, step }()
	f.ctx, f.place, f.step = d.ctx, d.place, d.step
	out := r.output(s.Reads.Body)
	v.Opaque = out.open || s.Reads.Partial && len(out.columns) == 0
	before := v.Columns
	switch {
	case s.View.Label && len(s.Columns) > 0:
		f.declaredColumns(d)
		v.Opaque = false
	default:
		v.Columns = make([]*Column, 0, len(out.columns))
		for i := range out.columns {
			g := &out.columns[i]
			if i >= len(s.Columns) && g.name == "" {
				v.Opaque = true
				continue
			}
			// CREATE OR REPLACE keeps the columns that there are.
			c := findColumn(before, g.name)
			if c == nil || slices.Contains(v.Columns, c) {
				c = new(Column)
			}
			comment := c.Comment
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
			if !c.Type.Ref.IsZero() && c.Enum == nil && c.TypeOf == nil {
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
	if s.View.Label {
		for _, ref := range s.DependsOn {
			if t, ok := f.realm.relation(d.ctx, ref); ok {
				v.dependsOn(t)
			}
		}
	}
	f.checkQuery(r, d.place, d.step, d.early)
}

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

// needs notes what a view depends on: the relations that its query reads, the
// columns of them that it names or gives, the functions that it calls and the
// types that it casts to (PostgreSQL, "5.14. Dependency Tracking").
func (f *folder) needs(v *View, r *resolver) {
	v.DependsOn, v.needs = nil, map[any]bool{}
	note := func(c given) {
		for _, t := range c.targets() {
			v.needs[t.Column] = true
		}
	}
	for _, s := range r.query.Selects {
		for _, rel := range r.space(s).relations {
			if t := rel.target; t.Element() != nil {
				v.needs[t.Element()] = true
				v.dependsOn(t)
			}
		}
		for _, sp := range r.space(s).joins {
			for _, c := range sp.columns {
				if len(c.more) > 0 {
					note(c)
				}
			}
		}
		for i := range s.Items {
			if s.Items[i].Star {
				columns, _ := r.star(s, &s.Items[i])
				for _, c := range columns {
					note(c)
				}
			}
		}
	}
	for i := range r.query.Uses {
		if found := r.use(i); found.verdict == certain {
			note(found.column)
		}
	}
	for _, ref := range r.query.Calls {
		if o := f.index.object(r.ctx, KindFunction, ref); o != nil && !f.overloaded[objectKey{KindFunction, f.index.fold(o.Schema.Name), f.index.fold(o.Name)}] {
			v.needs[o] = true
		}
	}
	for _, ref := range r.query.Types {
		if t, ok := f.realm.resolve(r.ctx, Site{Kind: KindType, Ref: ref}); ok {
			v.needs[t.Element()] = true
		}
	}
}

// dependents are the views that depend on an element and, with it, on each other:
// each behind those that it depends on.
func (f *folder) dependents(element any) []*View {
	var found []*View
	todo := []any{element}
	for len(todo) > 0 {
		on := todo[0]
		todo = todo[1:]
		for _, s := range f.realm.Schemas {
			for _, v := range s.Views {
				if v.needs[on] && !slices.Contains(found, v) {
					found = append(found, v)
					todo = append(todo, v)
				}
			}
		}
	}
	return found
}

// detach takes away the views that depend on an element which is dropped with
// CASCADE. Without it the database refuses to drop the element: that is reported,
// and true given (PostgreSQL, "5.14. Dependency Tracking"; the others keep views
// that lead nowhere).
func (f *folder) detach(what string, name Name, element any, cascade bool) (refused bool) {
	if f.realm.Dialect != Postgres {
		return false
	}
	views := f.dependents(element)
	if len(views) == 0 {
		return false
	}
	if !cascade {
		f.dependent(name, views, "cannot drop %s %q: %s; drop what depends on it first, or write CASCADE", what, name.Text, whoDepends(views))
		return true
	}
	for _, v := range views {
		f.removeView(v)
	}
	return false
}

func whoDepends(views []*View) string {
	s := fmt.Sprintf("view %q depends on it", views[0].Name)
	if n := len(views) - 1; n > 0 {
		s += " and " + count(n, "view") + " more"
	}
	return s
}

// dependent reports what the database refuses because views depend on it.
func (f *folder) dependent(name Name, views []*View, format string, args ...any) {
	p := Problem{Code: CodeDependents, Severity: Error, Place: f.place, Span: name.Span, Message: fmt.Sprintf(format, args...)}
	if o := views[0].Origins[0]; !o.IsZero() {
		p.Related = []Related{{o.Place, o.Name, "the view"}}
	}
	f.found = append(f.found, foundProblem{f.step, true, p})
}

func (f *folder) removeView(v *View) {
	x := f.index
	delete(f.later, v)
	if key := x.key(v.Schema.Name, v.Name); x.views[key] == v {
		delete(x.views, key)
	}
	v.Schema.Views = slices.DeleteFunc(v.Schema.Views, func(have *View) bool { return have == v })
	for _, o := range slices.Clone(v.Schema.Objects) {
		if o.View == v {
			f.dropObject(o)
		}
	}
}

// checkQuery reports the names in a query that certainly stand for nothing, or
// for several columns. early says that relations which are declared by now were
// not where the query stands.
func (f *folder) checkQuery(r *resolver, place *Place, step int, early bool) {
	q := r.query
	if q.Partial || !f.checksQueries() {
		return
	}
	for _, s := range q.Selects {
		for _, rel := range r.space(s).relations {
			if rel.missing && !f.mayExist(rel.item.Ref) {
				ref := rel.item.Ref
				f.unresolved(step, place, ref.Name.Span, "table %q is not declared%s", ref.String(), f.suggest(ref.Name.Text, f.relationNames()))
			} else if early && rel.target.Element() != nil {
				f.tooLate(rel, place, step)
			}
		}
	}
	for i := range q.Uses {
		u := &q.Uses[i]
		switch found := r.use(i); found.verdict {
		case absent:
			f.absentColumn(u, found, place, step)
		case noOwner:
			var names []string
			for s := u.In; s != nil; s = outer(s) {
				for _, rel := range r.space(s).relations {
					names = append(names, rel.item.Name().Text)
				}
			}
			f.unresolved(step, place, u.Table.Span, "%q is no table or alias of this query%s", u.Table.Text, f.suggest(u.Table.Text, names))
		case ambiguous:
			f.ambiguousColumn(u, found, place, step)
		}
	}
}

// checksQueries reports whether the rules for names in queries are known of the
// dialect.
func (f *folder) checksQueries() bool {
	switch f.realm.Dialect {
	case Postgres, MySQL, MariaDB, SQLite:
		return true
	}
	return false
}

// tooLate reports a relation that is declared only after the view that reads it.
func (f *folder) tooLate(rel *visibleRelation, place *Place, step int) {
	origins := rel.target.Origins()
	if len(origins) == 0 || origins[0].IsZero() || f.stepOf(origins[len(origins)-1].Place) <= step {
		return
	}
	ref := rel.item.Ref
	f.unresolved(step, place, ref.Name.Span, "table %q is declared only after this%s", ref.String(), elsewhere(origins[0].File(), place.File))
}

func (f *folder) absentColumn(u *ColumnUse, found finding, place *Place, step int) {
	var names []string
	for _, rel := range found.relations {
		if u.Table.IsZero() && rel.item.Qualified {
			continue
		}
		for _, c := range rel.columns {
			names = append(names, c.name)
		}
	}
	hint := f.suggest(u.Column.Text, names)
	switch {
	case u.Place == InUsing && len(found.relations) > 0:
		f.unresolved(step, place, u.Column.Span, "the join has no column %q on both sides%s", u.Column.Text, hint)
	case len(found.relations) != 1:
		if len(found.relations) == 0 {
			f.unresolved(step, place, u.Column.Span, "there is no column %q here: the query reads no table", u.Column.Text)
			return
		}
		f.unresolved(step, place, u.Column.Span, "no table of this query has a column %q%s", u.Column.Text, hint)
	default:
		rel := found.relations[0]
		what, name := "table", rel.target.Name()
		switch {
		case rel.target.View != nil:
			what = "view"
		case rel.target.Table == nil:
			what, name = "query", rel.item.Name().Text
		}
		f.unresolved(step, place, u.Column.Span, "%s %q has no column %q%s", what, name, u.Column.Text, hint)
	}
}

func (f *folder) ambiguousColumn(u *ColumnUse, found finding, place *Place, step int) {
	if len(found.relations) == 0 {
		return
	}
	var names []string
	for _, rel := range found.relations {
		names = append(names, rel.item.Name().Text)
	}
	message := fmt.Sprintf("column %q is ambiguous: %s has it more than once", u.Column.Text, names[0])
	if len(names) > 1 {
		message = fmt.Sprintf("column %q is ambiguous: %s and %s have it; write %s.%s", u.Column.Text,
			strings.Join(names[:len(names)-1], ", "), names[len(names)-1], names[0], u.Column.Text)
	}
	f.found = append(f.found, foundProblem{step, true, Problem{
		Code: CodeAmbiguousColumn, Severity: Error, Place: place, Span: u.Column.Span, Message: message,
	}})
}

// relationless are extensions of PostgreSQL that bring no tables or views.
var relationless = []string{"plpgsql", "uuid-ossp", "pgcrypto", "citext", "hstore", "pg_trgm", "btree_gin", "btree_gist", "ltree", "unaccent",
	"intarray", "fuzzystrmatch", "tablefunc", "cube", "earthdistance", "vector", "amcheck", "isn", "seg", "pgstattuple", "lo", "intagg", "bloom",
	"pg_stat_statements", "pg_buffercache", "dblink", "file_fdw", "postgres_fdw", "xml2", "pageinspect", "sslinfo", "tsm_system_rows"}

// mayExist reports whether a relation that nothing declares may come with the
// database, or with what else the text does not tell.
func (f *folder) mayExist(ref Ref) bool {
	if ref.Label || systemSchema(ref.Schema.Text) || f.isTemporary(ref) {
		return true
	}
	name := strings.ToLower(ref.Name.Text)
	if !ref.Schema.IsZero() {
		s := f.index.schemas[f.index.fold(ref.Schema.Text)]
		if s == nil || len(s.Origins) == 0 && len(s.Tables) == 0 {
			return true // another database's, or one that is there already
		}
	}
	switch f.realm.Dialect {
	case Postgres:
		if strings.HasPrefix(name, "pg_") || f.otherRelation(ref) {
			return true
		}
		for _, s := range f.realm.Schemas {
			for _, o := range s.Objects {
				if o.Kind == KindExtension && !slices.Contains(relationless, o.Name) {
					return true
				}
			}
		}
	case SQLite:
		return strings.HasPrefix(name, "sqlite_") || strings.HasPrefix(name, "pragma_") || name == "dbstat"
	case MySQL, MariaDB:
		return name == "dual"
	}
	return false
}

func (f *folder) relationNames() []string {
	names := f.tableNames()
	for _, s := range f.realm.Schemas {
		for _, v := range s.Views {
			names = append(names, v.Name)
		}
	}
	return names
}
