package schema

import (
	"slices"
	"strings"
)

// schemaless are the kinds of objects that belong to a database and to no schema
// of it. They are listed where they were declared.
var schemaless = []Kind{
	KindExtension, KindRole, KindUser, KindPartitionFunction, KindPartitionScheme, KindCast, KindEventTrigger, KindPermission, KindServer, KindUserMapping, KindRows,
}

// Schemaless reports whether elements of a kind belong to no schema.
func Schemaless(k Kind) bool { return slices.Contains(schemaless, k) }

func (f *folder) createObject(s *CreateObject) {
	if s.Kind == KindTrigger && f.isTemporary(s.Table) {
		return
	}
	if s.Kind == KindSequence && s.IfNotExists && f.realm.Dialect == Postgres && f.sequenceTaken(f.owner(s.Object), s.Object.Name.Text) {
		if o, _ := f.sequence(s.Object, false); o == nil {
			return // a table or an index, or a serial column's
		}
	}
	var in *Schema
	var on Target
	if !s.Table.IsZero() {
		var ok bool
		if on, ok = f.realm.relation(f.ctx, s.Table); !ok && !s.Table.Label {
			f.missingRelation(s.Table)
		}
	}
	f.checkTrigger(s, on)
	switch {
	case on.Schema != nil:
		in = on.Schema // triggers and policies live with their table
	case Schemaless(s.Kind):
		if s.Object.Label && !s.Object.Schema.IsZero() {
			f.owner(s.Object) // it must exist
		}
		in = f.schema(f.ctx.home)
	default:
		in = f.owner(s.Object)
	}
	name := s.Object.Name
	o := &Object{
		Kind: s.Kind, Schema: in, Name: name.Text, Signature: s.Signature, Table: on.Table, View: on.View, Definition: s.Definition,
		Partial: s.Partial, Body: s.Body, Comment: s.Comment, Attrs: s.Attrs,
		Origins: []Origin{f.origin(s.Span, name.Span)},
	}
	if name.IsZero() {
		o.Origins[0].Name = s.Span
	}
	if s.Value != nil {
		o.Value = f.newColumn(s.Value)
	}
	if s.Kind == KindDomain && o.Value != nil && o.Value.TypeOf != nil && o.Value.TypeOf.Value != nil && o.Value.Default == nil && f.realm.Dialect == Postgres {
		o.Value.Default = o.Value.TypeOf.Value.Default // DefineDomain in PostgreSQL's source
	}
	for i := range s.Args {
		o.Args = append(o.Args, f.newColumn(&s.Args[i]))
	}
	o.Signature = f.signature(o)
	for i := range s.Columns {
		o.Columns = append(o.Columns, f.newColumn(&s.Columns[i]))
	}
	f.checkFields(s)
	f.objectKeys(o, s)
	o.Refs = f.references(s.Refs)
	if s.Table.Label && on.Schema == nil {
		f.placeLater(o, s)
	}
	f.mark(o, s.IfNotExists)
	key := objectKey{s.Kind, f.index.fold(in.Name), f.index.fold(name.Text)}
	if !f.putObject(in, o, s, key) || name.IsZero() {
		return
	}
	f.index.objects[key] = o
	if whole := func(q *Query) bool { return !q.Partial }; slices.ContainsFunc(s.Reads, whole) && (s.Table.IsZero() || on.Schema != nil) {
		f.bodies = append(f.bodies, bodyReading{o, s.Reads, f.ctx, f.place, f.step})
	}
	if s.Object.Label || s.Label.Label {
		f.index.declare(f.ctx, s.Kind, s.Label, Ref{Schema: Name{Text: in.Name}, Name: name}, o)
	}
}

// object is the object that a statement is about, or nil: of a trigger or policy
// on says where it is, of a routine args its signature, if the statement does.
func (f *folder) object(kind Kind, ref, on Ref, args *string) *Object {
	if !on.IsZero() {
		return f.objectOn(on, kind, ref.Name.Text)
	}
	o := f.index.object(f.ctx, kind, ref)
	if kind == KindProcedure && (o == nil || args != nil && o.Signature != *args) && f.realm.Dialect == Postgres { // a ROUTINE may be either
		if function := f.object(KindFunction, ref, on, args); function != nil && (o == nil || function.Signature == *args) {
			return function
		}
	}
	if o == nil || args == nil {
		return o
	}
	var only *Object
	overloads, likely := 0, 0
	for _, have := range o.Schema.Objects {
		if have.Kind != kind || !f.index.same(have.Name, o.Name) {
			continue
		}
		overloads++
		if have.Signature == *args {
			return have
		}
		if sameTypes(have.Signature, *args) {
			only = have
			likely++
		}
	}
	switch {
	case likely == 1:
		return only
	case overloads > 1:
		return nil // its types may be written another way
	}
	return o
}

// signature is an object's with the schemas of the types that it names without,
// but for the one that every database has.
func (f *folder) signature(o *Object) string {
	if f.realm.Dialect != Postgres || len(o.Args) == 0 || o.Signature == "*" {
		return o.Signature
	}
	var types []string
	changed := false
	for _, c := range o.Args {
		if slices.Contains(c.Attrs, Attr{"mode", "OUT"}) {
			continue
		}
		text := c.Type.Text
		if ref := c.Type.Ref; ref != nil && ref.Schema.IsZero() && !ref.Label {
			var in *Schema
			if c.Enum != nil {
				in = c.Enum.Schema
			} else if c.TypeOf != nil {
				in = c.TypeOf.Schema
			} else if t, ok := f.realm.relation(f.ctx, *ref); ok {
				in = t.Schema
			}
			if in != nil && in.Name != defaultSchema(Postgres) {
				plain := strings.Trim(in.Name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
				text, changed = f.written(Name{Text: in.Name}, !plain)+"."+text, true
			}
		}
		types = append(types, text)
	}
	if !changed {
		return o.Signature
	}
	return strings.Join(types, ", ")
}

// sameTypes reports whether two signatures say the same but for schemas that one
// of them leaves out.
func sameTypes(a, b string) bool {
	x, y := strings.Split(a, ", "), strings.Split(b, ", ")
	return slices.EqualFunc(x, y, func(a, b string) bool {
		return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
	})
}

// objectOn is the trigger or policy of that name on a table or view, or nil.
func (f *folder) objectOn(ref Ref, kind Kind, name string) *Object {
	on, ok := f.realm.relation(f.ctx, ref)
	if !ok {
		return nil
	}
	for _, o := range on.Schema.Objects {
		if o.Kind == kind && o.Table == on.Table && o.View == on.View && f.index.same(o.Name, name) {
			return o
		}
	}
	return nil
}

// dropOwned removes what cannot be without a table: its triggers, its policies,
// and the sequences that belong to its columns (PostgreSQL, "DROP TABLE").
func (f *folder) dropOwned(t *Table) {
	owned := func(o *Object) bool { return o.Table == t || o.ownedBy(t) }
	for _, s := range f.realm.Schemas {
		if !slices.ContainsFunc(s.Objects, owned) {
			continue
		}
		for _, o := range slices.Clone(s.Objects) {
			if owned(o) {
				f.dropObject(o)
				if o.Kind == KindSequence {
					f.endSequence(s.Name, o.Name)
				}
			}
		}
	}
}

// putObject adds an object to a schema, unless that has it already. An overloaded function, or a trigger of
// that name on another table, is another object; a second definition of the same
// one replaces the first.
func (f *folder) putObject(in *Schema, o *Object, s *CreateObject, key objectKey) bool {
	at := -1
	named := o.Name != "" && f.index.objects[key] != nil // the index has no object without a name
	if (named || o.Name == "" && o.Signature != "") && (s.Table.IsZero() || o.Table != nil || o.View != nil) {
		at = slices.IndexFunc(in.Objects, func(have *Object) bool {
			return have.Kind == o.Kind && f.index.same(have.Name, o.Name) && have.Signature == o.Signature && have.Table == o.Table && have.View == o.View
		})
	}
	switch {
	case at < 0:
		f.overloaded[key] = f.overloaded[key] || f.index.objects[key] != nil
		in.Objects = append(in.Objects, o)
	case s.IfNotExists:
		return false
	default:
		f.checkReplaced(s, in.Objects[at], o)
		in.Objects[at] = o
	}
	return true
}

// placeLater gives a trigger or policy of HCL, which has no order, the table
// that a later block declares.
func (f *folder) placeLater(o *Object, s *CreateObject) {
	ctx := f.ctx
	f.pending = append(f.pending, func() {
		if on, ok := f.realm.relation(ctx, s.Table); ok {
			o.Table, o.View = on.Table, on.View
		}
	})
}

// newColumn is a column, argument or field that belongs to no table.
func (f *folder) newColumn(d *ColumnDef) *Column {
	c := &Column{
		Name: d.Name.Text, Label: d.Label, Type: d.Type, Null: !d.NotNull, Default: d.Default, Identity: d.Identity,
		Generated: d.Generated, Comment: d.Comment, Attrs: d.Attrs, Origin: f.origin(d.Span, d.Name.Span),
	}
	f.resolveType(c)
	return c
}

// objectKeys gives an object the checks, keys and indexes of its own columns.
func (f *folder) objectKeys(o *Object, s *CreateObject) {
	parts := func(defs []PartDef) []IndexPart {
		var parts []IndexPart
		for _, d := range defs {
			parts = append(parts, IndexPart{Column: findColumn(o.Columns, d.Column.Text), Name: d.Column.Text, Expr: d.Expr, Desc: d.Desc, Attrs: d.Attrs})
		}
		return parts
	}
	include := func(names []Name) []*Column {
		var columns []*Column
		for _, n := range names {
			if c := findColumn(o.Columns, n.Text); c != nil {
				columns = append(columns, c)
			}
		}
		return columns
	}
	for i := range s.Constraints {
		d := &s.Constraints[i]
		origin := f.origin(d.Span, d.Name.Span)
		if d.Kind == CheckConstraint {
			name := d.Name.Text
			for n := 0; name == "" && f.realm.Dialect == Postgres; n++ {
				name = objectName(o.Name, "", numbered("check", n))
				if slices.ContainsFunc(o.Checks, func(c *Check) bool { return c.Name == name }) || f.constraintTaken(o.Schema, name) {
					name = ""
				}
			}
			o.Checks = append(o.Checks, &Check{Name: name, Expr: d.Expr, Comment: d.Comment, Attrs: notValid(d.Attrs, d.NotValid), Origin: origin})
			f.takeConstraint(o.Schema, name)
			continue
		}
		x := &Index{Name: d.Name.Text, Unique: true, Constraint: true, Parts: parts(d.Parts), Include: include(d.Include), Comment: d.Comment, Attrs: d.Attrs, Origin: origin}
		if d.Kind == PrimaryKey {
			o.PrimaryKey = x
		} else {
			o.Indexes = append(o.Indexes, x)
		}
	}
	for i := range s.Indexes {
		x := f.newIndex(&s.Indexes[i])
		x.Parts, x.Include = parts(s.Indexes[i].Parts), include(s.Indexes[i].Include)
		o.Indexes = append(o.Indexes, x)
	}
}

// references resolves what an element refers to, at the end: HCL has no order.
func (f *folder) references(refs []ObjectRef) []*ObjectTarget {
	var out []*ObjectTarget
	ctx := f.ctx
	for _, ref := range refs {
		to := &ObjectTarget{ObjectRef: ref}
		out = append(out, to)
		// What there is already is resolved at once: a later rename must not change
		// what is referred to.
		site := Site{Kind: ref.Kind, Ref: ref.Ref, Column: ref.Column}
		early, _ := f.realm.resolve(ctx, site)
		to.Target = early
		place, step := f.place, f.step
		f.pending = append(f.pending, func() {
			if to.Target.Kind != "" && f.holds(to.Target) {
				to.rename()
				return
			}
			to.Target, _ = f.realm.resolve(ctx, site)
			if to.Target.Element() == nil && early.Element() == nil {
				f.missingRef(ref, ctx, place, step)
			}
		})
	}
	return out
}

// holds reports whether the realm still has what a reference leads to.
func (f *folder) holds(t Target) bool {
	x := f.index
	switch {
	case t.Table != nil:
		return x.tables[x.key(t.Table.Schema.Name, t.Table.Name)] == t.Table && (t.Column == nil || slices.Contains(t.Table.Columns, t.Column))
	case t.Object != nil && t.Object.Name != "":
		return x.objects[objectKey{t.Object.Kind, x.fold(t.Object.Schema.Name), x.fold(t.Object.Name)}] != nil
	}
	return true
}

// rename gives a reference the names that what it leads to has by now.
func (r *ObjectTarget) rename() {
	t := r.Target
	if r.Ref.Label {
		return
	}
	if t.Column != nil {
		r.Column = t.Column.Name
	}
	var name string
	var in *Schema
	switch {
	case t.Table != nil:
		name, in = t.Table.Name, t.Table.Schema
	case t.View != nil:
		name, in = t.View.Name, t.View.Schema
	case t.Object != nil && !Schemaless(t.Object.Kind):
		name, in = t.Object.Name, t.Object.Schema
	default:
		return
	}
	r.Ref.Name.Text = name
	if !r.Ref.Schema.IsZero() {
		r.Ref.Schema.Text = in.Name
	}
}

func (f *folder) setObjectRef(s *SetObjectRef) {
	o := f.index.object(f.ctx, s.Kind, s.Object)
	if s.Kind == KindSequence && f.realm.Dialect == Postgres {
		o, _ = f.sequence(s.Object, true)
	}
	if o == nil {
		f.missing(s.Kind, s.Object)
		return
	}
	o.Refs = slices.DeleteFunc(o.Refs, func(have *ObjectTarget) bool { return have.Attr == s.Ref.Attr })
	if !s.Ref.Ref.IsZero() {
		o.Refs = append(o.Refs, f.references([]ObjectRef{s.Ref})...)
	}
}
