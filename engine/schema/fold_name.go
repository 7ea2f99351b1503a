package schema

import (
	"slices"
	"strings"
)

// drop removes an element. One that the text never declared is no error: a
// script may well remove what was there before it. Of what belongs to a table
// that the text declares, nothing was.
func (f *folder) drop(s *Drop) {
	x := f.index
	f.changed = f.step
	f.cascaded = f.cascaded || s.Cascade
	f.dropped = f.dropped || s.Kind == KindTable
	switch s.Kind {
	case KindSchema:
		name := x.fold(s.Object.Name.Text)
		if schema := x.schemas[name]; schema != nil {
			for _, t := range schema.Tables {
				f.detachOutside(schema, t)
			}
			for _, v := range schema.Views {
				f.detachOutside(schema, v)
			}
			f.dropSchema(schema)
		}
	case KindTable:
		if f.isTemporary(s.Object) {
			delete(f.temporary, x.fold(s.Object.Name.Text))
		} else if t := x.table(f.ctx, s.Object); t != nil && f.means(s.Object, t, s.IfExists) {
			if f.detach("table", s.Object.Name, t, s.With, s.Cascade) {
				return
			}
			f.dropOwned(t)
			f.forgetTable(t)
			t.Schema.Tables = slices.DeleteFunc(t.Schema.Tables, func(have *Table) bool { return have == t })
			if f.keepsKeys() {
				f.lose(t)
			}
			f.dropKeysInto(func(fk *ForeignKey) bool {
				// SQLite and MySQL keep such a key, for the table that takes the name next:
				// tables are altered by putting another in their place.
				into := fk.RefTable == t
				if into && f.keepsKeys() {
					f.unbind(fk)
					return false
				}
				return into
			})
		}
	case KindView, KindMaterialized:
		if v := x.view(f.ctx, s.Object); v != nil {
			if !f.detach("view", s.Object.Name, v, s.With, s.Cascade) {
				f.removeView(v)
			}
		}
	case KindEnum, KindType, KindDomain, KindComposite, KindRange:
		target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Object})
		if target.Element() != nil && f.detach("type", s.Object.Name, target.Element(), nil, s.Cascade) {
			return
		}
		if e := target.Enum; e != nil {
			delete(x.enums, x.key(e.Schema.Name, e.Name))
			e.Schema.Enums = slices.DeleteFunc(e.Schema.Enums, func(have *Enum) bool { return have == e })
		} else if target.Object != nil {
			f.dropObject(target.Object)
		}
	case KindIndex:
		if !s.Table.IsZero() {
			f.dropIndexOn(s)
			return
		}
		for _, schema := range f.realm.Schemas {
			if !s.Object.Schema.IsZero() && !x.same(schema.Name, s.Object.Schema.Text) {
				continue
			}
			for _, t := range schema.Tables {
				f.dropIndexes(t, s.Cascade, func(name string) bool { return x.same(name, s.Object.Name.Text) })
			}
			for _, v := range schema.Views {
				v.Indexes = slices.DeleteFunc(v.Indexes, func(i *Index) bool { return x.same(i.Name, s.Object.Name.Text) })
			}
		}
	default:
		o := f.object(s.Kind, s.Object, s.Table, s.Args)
		switch {
		case o != nil:
			if !f.detach(string(s.Kind), s.Object.Name, o, nil, s.Cascade) {
				f.dropObject(o)
			}
		case !s.IfExists && !s.Table.IsZero():
			f.missingOn(s.Kind, s.Object.Name, s.Table)
		}
	}
}

// dropIndexOn removes an index whose table the statement names.
func (f *folder) dropIndexOn(s *Drop) {
	named := func(name string) bool { return f.index.same(name, s.Object.Name.Text) }
	if t := f.index.table(f.ctx, s.Table); t != nil {
		if !f.means(s.Table, t, s.IfExists) {
			return
		}
		f.dropIndexes(t, s.Cascade, named)
		if strings.EqualFold(s.Object.Name.Text, "PRIMARY") { // MySQL, "DROP INDEX Statement"
			t.PrimaryKey = nil
		}
	} else if v := f.index.view(f.ctx, s.Table); v != nil {
		v.Indexes = slices.DeleteFunc(v.Indexes, func(i *Index) bool { return named(i.Name) })
	}
}

// keepsKeys reports whether foreign keys may outlive the table they refer to
// (SQLite, "Making Other Kinds Of Table Schema Changes"; MySQL, "foreign_key_checks").
func (f *folder) keepsKeys() bool {
	return f.realm.Dialect == SQLite || f.realm.Dialect == MySQL || f.realm.Dialect == MariaDB
}

func (f *folder) dropObject(o *Object) {
	o.Schema.Objects = slices.DeleteFunc(o.Schema.Objects, func(have *Object) bool { return have == o })
	f.forgetObject(o)
}

// forgetObject takes an object out of the index, where another of its name may
// take its place: functions are overloaded, triggers stand on several tables.
func (f *folder) forgetObject(o *Object) {
	key := objectKey{o.Kind, f.index.fold(o.Schema.Name), f.index.fold(o.Name)}
	if f.index.objects[key] != o {
		return
	}
	delete(f.index.objects, key)
	for _, other := range o.Schema.Objects {
		if other != o && other.Kind == o.Kind && f.index.same(other.Name, o.Name) {
			f.index.objects[key] = other
		}
	}
}

func (f *folder) dropSchema(s *Schema) {
	f.dropNames(s)
	f.dropKeysInto(func(fk *ForeignKey) bool { return fk.RefTable != nil && fk.RefTable.Schema == s })
	f.realm.Schemas = slices.DeleteFunc(f.realm.Schemas, func(have *Schema) bool { return have == s })
}

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
				f.withChildren(t, c.Name, func(of *Table, c *Column) { f.renameColumn(of, c, s.To) })
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
			f.forgetTable(t)
			f.mysqlRenamed(t, s.To.Text)
			t.Name = s.To.Text
			f.indexTableName(t)
		} else if v := x.view(f.ctx, s.Object); v != nil {
			f.renameView(v, s.To.Text)
		} else if o := x.object(f.ctx, KindSequence, s.Object); o != nil {
			f.renameObject(o, s.To.Text)
		} else {
			f.eachIndex(s.Object, func(i *Index) { i.Name = s.To.Text })
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
	case KindIndex:
		if t := f.index.table(f.ctx, s.Table); !s.Table.IsZero() && t != nil {
			for _, i := range t.Indexes {
				if x.same(i.Name, s.Object.Name.Text) {
					i.Name = s.To.Text
				}
			}
			return
		}
		found := false
		f.eachIndex(s.Object, func(i *Index) { i.Name, found = s.To.Text, true })
		if !found {
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
	for _, x := range append(slices.Clip(t.Indexes), t.PrimaryKey) {
		if x == nil {
			continue
		}
		for i := range x.Parts {
			if x.Parts[i].Column == c {
				x.Parts[i].Name = to.Text
			}
		}
	}
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

// renameConstraint reports whether there was one of the name.
func (f *folder) renameConstraint(t *Table, from, to string) (found bool) {
	rename := func(name *string) {
		if f.index.same(*name, from) {
			*name, found = to, true
		}
	}
	if t.PrimaryKey != nil {
		rename(&t.PrimaryKey.Name)
	}
	for _, i := range t.Indexes {
		rename(&i.Name)
	}
	for _, fk := range t.ForeignKeys {
		rename(&fk.Name)
	}
	for _, c := range t.Checks {
		rename(&c.Name)
	}
	return found
}

func (f *folder) renameView(v *View, to string) {
	delete(f.index.views, f.index.key(v.Schema.Name, v.Name))
	v.Name = to
	f.index.views[f.index.key(v.Schema.Name, v.Name)] = v
}

func (f *folder) renameObject(o *Object, to string) {
	x := f.index
	f.forgetObject(o)
	o.Name = to
	x.objects[objectKey{o.Kind, x.fold(o.Schema.Name), x.fold(o.Name)}] = o
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
	s.Name = r.To.Text
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

func (f *folder) moveSchema(s *MoveSchema) {
	x := f.index
	f.changed = f.step
	f.missing(KindSchema, Ref{Name: s.To})
	to := f.schema(s.To.Text)
	switch s.Kind {
	case KindTable:
		if t := f.target(s.Object, s.IfExists); t != nil {
			f.forgetTable(t)
			t.Schema.Tables = slices.DeleteFunc(t.Schema.Tables, func(have *Table) bool { return have == t })
			t.Schema = to
			to.Tables = append(to.Tables, t)
			f.indexTableName(t)
		}
	case KindView, KindMaterialized:
		if v := x.view(f.ctx, s.Object); v != nil {
			delete(x.views, x.key(v.Schema.Name, v.Name))
			v.Schema.Views = slices.DeleteFunc(v.Schema.Views, func(have *View) bool { return have == v })
			v.Schema = to
			to.Views = append(to.Views, v)
			x.views[x.key(to.Name, v.Name)] = v
		}
	case KindEnum, KindType, KindDomain, KindComposite, KindRange:
		target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Object})
		if e := target.Enum; e != nil {
			delete(x.enums, x.key(e.Schema.Name, e.Name))
			e.Schema.Enums = slices.DeleteFunc(e.Schema.Enums, func(have *Enum) bool { return have == e })
			e.Schema = to
			to.Enums = append(to.Enums, e)
			x.enums[x.key(to.Name, e.Name)] = e
		}
	default:
		if o := f.object(s.Kind, s.Object, Ref{}, s.Args); o != nil {
			f.dropObject(o)
			o.Schema = to
			to.Objects = append(to.Objects, o)
			x.objects[objectKey{o.Kind, x.fold(to.Name), x.fold(o.Name)}] = o
		}
	}
}
