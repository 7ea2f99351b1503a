package schema

import (
	"slices"
	"strings"
)

// forgetTable takes a table out of the index, but not out of its schema.
func (f *folder) forgetTable(t *Table) {
	key := f.index.key(t.Schema.Name, t.Name)
	delete(f.index.tables, key)
	name := f.index.fold(t.Name)
	f.index.byName[name] = slices.DeleteFunc(f.index.byName[name], func(have *Table) bool { return have == t })
}

func (f *folder) indexTableName(t *Table) {
	key := f.index.key(t.Schema.Name, t.Name)
	f.index.tables[key] = t
	name := f.index.fold(t.Name)
	f.index.byName[name] = append(f.index.byName[name], t)
}

func (f *folder) rename(s *Rename) {
	x := f.index
	f.changed = f.step
	absent := func() {
		if !s.IfExists {
			f.missing(s.Kind, s.Object)
		}
	}
	switch s.Kind {
	case KindColumn:
		if t := f.target(s.Table, s.IfExists); t != nil {
			if c := f.column(t, s.Object.Name); c != nil && !f.clashes(Target{Kind: KindColumn, Table: t, Column: c}, s.To) {
				f.bindTo(t)
				f.withChildren(t, c.Name, func(of *Table, c *Column) {
					if c.Sequence != nil {
						f.spellOutSerial(of, c)
					}
					f.renameColumn(of, c, s.To)
				})
			}
		} else if v := x.view(f.ctx, s.Table); v != nil {
			if c := x.column(v.Columns, s.Object.Name.Text); c != nil {
				for _, i := range v.Indexes {
					i.renamed(c, s.To.Text)
				}
				c.Name = s.To.Text
			}
		}
	case KindConstraint:
		if t := f.target(s.Table, s.IfExists); t != nil {
			if !f.renameConstraint(t, s.Object.Name.Text, s.To.Text) {
				f.missingOn(KindConstraint, s.Object.Name, s.Table)
			}
		}
	case KindTable:
		if f.isTemporary(s.Object) {
			delete(f.temporary, x.fold(s.Object.Name.Text))
			f.temporary[x.fold(s.To.Text)] = true
		} else if t := f.target(s.Object, s.IfExists); t != nil {
			// Without its schema, a name that the search path does not find may be another's.
			if certain := !s.Object.Schema.IsZero() || slices.Contains(f.ctx.path, t.Schema.Name); certain &&
				f.clashes(Target{Kind: KindTable, Schema: t.Schema, Table: t}, s.To) {
				return
			}
			f.bindTo(t)
			f.spellOutSerials(t)
			f.forgetTable(t)
			f.mysqlRenamed(t, s.To.Text)
			t.Name = s.To.Text
			f.indexTableName(t)
			f.takeRelation(t.Schema, t.Name)
		} else {
			f.renameRelation(s)
		}
	case KindView, KindMaterialized:
		if v := x.view(f.ctx, s.Object); v == nil {
			absent()
		} else if !f.clashes(Target{Kind: s.Kind, Schema: v.Schema, View: v}, s.To) {
			f.renameView(v, s.To.Text)
		}
	case KindEnum, KindType, KindDomain, KindComposite, KindRange:
		target, found := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Object})
		if !found {
			absent()
		} else if f.clashes(target, s.To) {
			return
		}
		if e := target.Enum; e != nil {
			delete(x.enums, x.key(e.Schema.Name, e.Name))
			e.Name = s.To.Text
			x.enums[x.key(e.Schema.Name, e.Name)] = e
		} else if target.Object != nil {
			f.renameObject(target.Object, s.To.Text)
		}
	case KindIndex, KindSequence:
		if t := f.index.table(f.ctx, s.Table); !s.Table.IsZero() && t != nil {
			for _, i := range t.Indexes {
				if x.same(i.Name, s.Object.Name.Text) {
					i.Name = s.To.Text
				}
			}
			return
		}
		switch t := f.index.table(f.ctx, s.Object); {
		case f.renameRelation(s):
		case t != nil && s.Kind == KindIndex && f.realm.Dialect == Postgres: // whose ALTER INDEX takes tables too
			renamed := *s
			renamed.Kind = KindTable
			f.rename(&renamed)
		default:
			absent()
		}
	case KindSchema:
		f.renameSchema(s)
	default:
		if o := f.object(s.Kind, s.Object, s.Table, s.Args); o != nil {
			f.renameObject(o, s.To.Text)
		} else if !s.Table.IsZero() {
			f.missingOn(s.Kind, s.Object.Name, s.Table)
		} else {
			absent()
		}
	}
}

// renameColumn renames a column everywhere its name is kept.
func (f *folder) renameColumn(t *Table, c *Column, to Name) {
	t.eachIndex(func(x *Index) { x.renamed(c, to.Text) })
	for _, fk := range t.ForeignKeys {
		for i := range fk.Columns {
			if fk.Columns[i] == c {
				fk.ColumnNames[i] = to.Text
			}
		}
	}
	f.renameInExprs(t, c.Name, to)
	c.Name, c.Origin = to.Text, f.origin(to.Span, to.Span)
}

// renamed notes the new name of a column.
func (x *Index) renamed(c *Column, to string) {
	for i := range x.Parts {
		if x.Parts[i].Column == c {
			x.Parts[i].Name = to
		}
	}
}

// renameRelation renames what ALTER TABLE, INDEX or SEQUENCE may name and is no
// table. It reports whether there was such a thing.
func (f *folder) renameRelation(s *Rename) (found bool) {
	if v := f.index.view(f.ctx, s.Object); v != nil && s.Kind == KindTable {
		f.renameView(v, s.To.Text)
		return true
	}
	switch o, of := f.sequence(s.Object, true); {
	case o != nil:
		from := o.Name
		f.renameObject(o, s.To.Text)
		f.sequenceIsNow(o.Schema.Name, from, o.Schema.Name, o.Name)
		return true
	case of != nil: // an identity's
		f.nameSequence(of, of.Sequence.Schema.Text, s.To.Text)
		return true
	}
	f.eachIndexOf(s.Object, func(t *Table, x *Index) {
		x.Name, found = s.To.Text, true
		f.takeIndex(t.Schema, t, x)
	})
	f.eachViewIndex(s.Object, func(v *View, x *Index) {
		x.Name, found = s.To.Text, true
		f.takeIndex(v.Schema, nil, x)
	})
	return found
}

// nameSequence gives another name to the sequence of a serial or identity column.
func (f *folder) nameSequence(c *Column, schema, name string) {
	of := f.implied[nameKey{c.Sequence.Schema.Text, c.Sequence.Name.Text}]
	delete(f.implied, nameKey{c.Sequence.Schema.Text, c.Sequence.Name.Text})
	f.sequenceIsNow(c.Sequence.Schema.Text, c.Sequence.Name.Text, schema, name)
	f.implied[nameKey{schema, name}] = of
	if f.taken != nil {
		f.taken.relations[nameKey{schema, name}] = nil
	}
}

// renameConstraint reports whether there was one of the name.
func (f *folder) renameConstraint(t *Table, from, to string) (found bool) {
	x := f.index
	t.eachIndex(func(i *Index) {
		if x.same(i.Name, from) {
			i.Name, found = to, true
			f.takeIndex(t.Schema, t, i)
		}
	})
	for _, fk := range t.ForeignKeys {
		if x.same(fk.Name, from) {
			fk.Name, found = to, true
			f.takeConstraint(t.Schema, to)
		}
	}
	for _, c := range t.Checks {
		if x.same(c.Name, from) {
			c.Name, found = to, true
			f.takeConstraint(t.Schema, to)
			f.heirs(t, func(child *Table) { f.renameConstraint(child, from, to) })
		}
	}
	return found
}

func (f *folder) renameView(v *View, to string) {
	delete(f.index.views, f.index.key(v.Schema.Name, v.Name))
	v.Name = to
	f.takeRelation(v.Schema, to)
	f.index.views[f.index.key(v.Schema.Name, v.Name)] = v
}

func (f *folder) renameObject(o *Object, to string) {
	x := f.index
	f.forgetObject(o)
	if o.Kind == KindRange && f.realm.Dialect == Postgres {
		o.keepMultirange(to)
	}
	o.Name = to
	x.objects[objectKey{o.Kind, x.fold(o.Schema.Name), x.fold(o.Name)}] = o
	f.takeObject(o)
}

// keepMultirange keeps the name of the multirange type of a range that is to have
// another name, where it is not the one that it would get by that.
func (o *Object) keepMultirange(to string) {
	name, given := attrOf(o.Attrs, "multirange_name")
	if !given {
		name = multirangeName(o.Name)
	}
	o.Attrs = without(o.Attrs, "multirange_name")
	if name != multirangeName(to) {
		o.restate()
		o.Attrs = append(slices.Clip(o.Attrs), Attr{"multirange_name", name})
	}
}

// multirangeName is what PostgreSQL calls the multirange type of a range
// ("CREATE TYPE", multirange_type_name; makeMultirangeTypeName in its source).
func multirangeName(name string) string {
	if before, after, ok := strings.Cut(name, "range"); ok {
		return clip(before+"multirange"+after, maxName)
	}
	const suffix = "_multirange"
	return clip(name, maxName-len(suffix)) + suffix
}

func (f *folder) renameSchema(r *Rename) {
	x := f.index
	s := x.schemas[x.fold(r.Object.Name.Text)]
	if s == nil {
		f.missing(KindSchema, r.Object)
		return
	}
	if f.clashes(Target{Kind: KindSchema, Schema: s}, r.To) {
		return
	}
	f.dropNames(s)
	from := s.Name
	s.Name = r.To.Text
	f.schemaIsNow(from, s.Name)
	f.takeAll(s)
	x.schemas[x.fold(s.Name)] = s
	for _, t := range s.Tables {
		f.indexTableName(t)
	}
	for _, v := range s.Views {
		x.views[x.key(s.Name, v.Name)] = v
	}
	for _, e := range s.Enums {
		x.enums[x.key(s.Name, e.Name)] = e
	}
	for _, o := range s.Objects {
		x.objects[objectKey{o.Kind, x.fold(s.Name), x.fold(o.Name)}] = o
	}
}

// dropNames takes a schema and all it holds out of the index.
func (f *folder) dropNames(s *Schema) {
	x := f.index
	for _, t := range s.Tables {
		f.forgetTable(t)
	}
	for _, v := range s.Views {
		delete(x.views, x.key(s.Name, v.Name))
	}
	for _, e := range s.Enums {
		delete(x.enums, x.key(s.Name, e.Name))
	}
	for _, o := range s.Objects {
		delete(x.objects, objectKey{o.Kind, x.fold(s.Name), x.fold(o.Name)})
	}
	delete(x.schemas, x.fold(s.Name))
}
