package schema

import "slices"

func (f *folder) moveSchema(s *MoveSchema) {
	x := f.index
	f.changed = f.step
	f.missing(KindSchema, Ref{Name: s.To})
	to := f.schema(s.To.Text)
	switch s.Kind {
	case KindTable:
		if t := f.target(s.Object, s.IfExists); t != nil {
			f.moveTable(t, to)
		} else if v := x.view(f.ctx, s.Object); v != nil {
			f.moveView(v, to)
		} else if o := x.object(f.ctx, KindSequence, s.Object); o != nil {
			f.moveObject(o, to)
		}
	case KindView, KindMaterialized:
		if v := x.view(f.ctx, s.Object); v != nil {
			f.moveView(v, to)
		}
	case KindEnum, KindType, KindDomain, KindComposite, KindRange:
		target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Object})
		if e := target.Enum; e != nil {
			delete(x.enums, x.key(e.Schema.Name, e.Name))
			e.Schema.Enums = slices.DeleteFunc(e.Schema.Enums, func(have *Enum) bool { return have == e })
			e.Schema = to
			to.Enums = append(to.Enums, e)
			x.enums[x.key(to.Name, e.Name)] = e
		} else if target.Object != nil {
			f.moveObject(target.Object, to)
		}
	case KindSequence:
		if o, _ := f.sequence(s.Object, true); o != nil {
			f.moveObject(o, to)
		}
	case KindExtension:
		if o := f.object(s.Kind, s.Object, Ref{}, nil); o != nil {
			o.Refs = slices.DeleteFunc(o.Refs, func(have *ObjectTarget) bool { return have.Attr == "schema" })
			o.Refs = append(o.Refs, f.references([]ObjectRef{{Attr: "schema", Kind: KindSchema, Ref: Ref{Name: s.To}}})...)
		}
	default:
		if o := f.object(s.Kind, s.Object, Ref{}, s.Args); o != nil {
			f.moveObject(o, to)
		}
	}
}

// moveTable moves a table to another schema, with all that lives with it: its
// triggers and policies, and the sequences that belong to its columns
// (PostgreSQL, ALTER TABLE, "SET SCHEMA").
func (f *folder) moveTable(t *Table, to *Schema) {
	from := t.Schema
	if from == to {
		return
	}
	f.forgetTable(t)
	from.Tables = slices.DeleteFunc(from.Tables, func(have *Table) bool { return have == t })
	t.Schema = to
	to.Tables = append(to.Tables, t)
	f.indexTableName(t)
	f.takeTable(t)
	for _, o := range slices.Clone(from.Objects) {
		if o.Table == t || o.ownedBy(t) {
			f.moveObject(o, to)
		}
	}
	for _, c := range t.Columns {
		if c.Sequence != nil && c.Sequence.Schema.Text == from.Name && f.impliedSequence(nameKey{from.Name, c.Sequence.Name.Text}) == c {
			f.nameSequence(c, to.Name, c.Sequence.Name.Text)
		}
	}
}

func (f *folder) moveView(v *View, to *Schema) {
	from, x := v.Schema, f.index
	if from == to {
		return
	}
	delete(x.views, x.key(from.Name, v.Name))
	from.Views = slices.DeleteFunc(from.Views, func(have *View) bool { return have == v })
	v.Schema = to
	to.Views = append(to.Views, v)
	x.views[x.key(to.Name, v.Name)] = v
	f.takeView(v)
	for _, o := range slices.Clone(from.Objects) {
		if o.View == v {
			f.moveObject(o, to)
		}
	}
}

func (f *folder) moveObject(o *Object, to *Schema) {
	from := o.Schema.Name
	f.dropObject(o)
	o.Schema = to
	to.Objects = append(to.Objects, o)
	f.index.objects[objectKey{o.Kind, f.index.fold(to.Name), f.index.fold(o.Name)}] = o
	f.takeObject(o)
	if o.Kind == KindSequence {
		f.sequenceIsNow(from, o.Name, to.Name, o.Name)
	}
}

// ownedBy reports whether an object is a sequence that belongs to a column of a
// table.
func (o *Object) ownedBy(t *Table) bool {
	return o.Kind == KindSequence && slices.ContainsFunc(o.Refs, func(r *ObjectTarget) bool {
		return r.Attr == "owner" && r.Target.Table == t
	})
}

// schemaIsNow gives the sequences of a schema its new name.
func (f *folder) schemaIsNow(from, to string) {
	if f.realm.Dialect != Postgres {
		return
	}
	for _, s := range f.realm.Schemas {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				if c.Sequence == nil || c.Sequence.Schema.Text != from {
					continue
				}
				c.Sequence = &Ref{Schema: Name{Text: to}, Name: c.Sequence.Name}
				if c.Identity != nil || isSerial(c.Type.Text) {
					f.implied[nameKey{to, c.Sequence.Name.Text}] = columnOf{t, c}
				} else if c.Default != nil {
					c.Default = nextOf(*c.Sequence)
				}
			}
		}
	}
}
