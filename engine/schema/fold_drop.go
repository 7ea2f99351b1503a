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
			f.dropSchema(schema)
		}
	case KindTable:
		if f.isTemporary(s.Object) {
			delete(f.temporary, x.fold(s.Object.Name.Text))
		} else if t := x.table(f.ctx, s.Object); t != nil && f.means(s.Object, t, s.IfExists) {
			if !f.detach("table", s.Object.Name, t, s.With, s.Cascade) {
				f.dropTable(t, s.Cascade)
			}
		}
	case KindView, KindMaterialized:
		if v := x.view(f.ctx, s.Object); v != nil {
			if !f.detach("view", s.Object.Name, v, s.With, s.Cascade) {
				f.removeView(v)
			}
		}
	case KindEnum, KindType, KindDomain, KindComposite, KindRange:
		target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Object})
		if target.Enum == nil && target.Object == nil {
			return // a table's row type goes with the table only
		}
		if f.detach("type", s.Object.Name, target.Element(), nil, s.Cascade) {
			return
		}
		f.dropType(target.Enum, target.Object, s.Cascade)
	case KindIndex:
		f.dropIndex(s)
	case KindSequence:
		if o, _ := f.sequence(s.Object, true); o != nil {
			f.dropObject(o)
			if s.Cascade {
				f.endSequence(o.Schema.Name, o.Name)
			}
		}
	default:
		o := f.object(s.Kind, s.Object, s.Table, s.Args)
		switch {
		case o == nil && !s.IfExists && !s.Table.IsZero():
			f.missingOn(s.Kind, s.Object.Name, s.Table)
		case o != nil && !f.detach(string(s.Kind), s.Object.Name, o, nil, s.Cascade):
			f.dropObject(o)
			if s.Cascade {
				f.dropUsers(o)
			}
		}
	}
}

// dropTable removes a table with its partitions, and if it cascades with what
// inherits from it.
func (f *folder) dropTable(t *Table, cascade bool) {
	if f.index.tables[f.index.key(t.Schema.Name, t.Name)] != t {
		return // which another parent's end took along
	}
	f.heirs(t, func(child *Table) {
		if child.IsPartition || cascade {
			f.detach("table", Name{Text: child.Name}, child, nil, true)
			f.dropTable(child, cascade)
		}
	})
	f.dropOwned(t)
	if cascade {
		for _, c := range t.Columns {
			if c.Sequence != nil && (c.Identity != nil || isSerial(c.Type.Text)) {
				f.endSequence(c.Sequence.Schema.Text, c.Sequence.Name.Text)
			}
		}
	}
	f.forgetTable(t)
	t.Schema.Tables = slices.DeleteFunc(t.Schema.Tables, func(have *Table) bool { return have == t })
	if f.keepsKeys() {
		f.lose(t)
	}
	if !f.referred[t] {
		return // which spares a look at all keys
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

// keepsKeys reports whether foreign keys may outlive the table they refer to
// (SQLite, "Making Other Kinds Of Table Schema Changes"; MySQL, "foreign_key_checks").
func (f *folder) keepsKeys() bool {
	return f.realm.Dialect == SQLite || f.realm.Dialect == MySQL || f.realm.Dialect == MariaDB
}

// dropType removes a type, and if it cascades what is made of it: columns,
// domains, fields, and the routines that take or give it.
func (f *folder) dropType(e *Enum, o *Object, cascade bool) {
	switch {
	case e != nil:
		delete(f.index.enums, f.index.key(e.Schema.Name, e.Name))
		e.Schema.Enums = slices.DeleteFunc(e.Schema.Enums, func(have *Enum) bool { return have == e })
	case o != nil:
		f.dropObject(o)
	default:
		return
	}
	if !cascade {
		return
	}
	if e != nil {
		f.dropMentions(mention{e.Schema.Name, e.Name, false})
	} else {
		f.dropMentions(mention{o.Schema.Name, o.Name, false})
	}
	of := func(c *Column) bool { return c != nil && (e != nil && c.Enum == e || o != nil && c.TypeOf == o) }
	for _, s := range slices.Clone(f.realm.Schemas) {
		for _, t := range slices.Clone(s.Tables) {
			if o != nil && t.OfType == o {
				f.dropTable(t, true)
				continue
			}
			for _, c := range slices.Clone(t.Columns) {
				if of(c) {
					f.detach("column", Name{Text: c.Name}, c, nil, true)
					f.removeColumn(t, c, true)
				}
			}
		}
		for _, other := range slices.Clone(s.Objects) {
			switch other.Kind {
			case KindComposite:
				other.Columns = slices.DeleteFunc(other.Columns, of)
			case KindDomain, KindRange:
				if of(other.Value) {
					f.dropType(nil, other, true)
				}
			case KindFunction, KindProcedure, KindAggregate, KindCast:
				if of(other.Value) || slices.ContainsFunc(other.Args, of) || slices.ContainsFunc(other.Columns, of) {
					f.dropObject(other)
					f.dropUsers(other)
				}
			}
		}
	}
}

// dropUsers removes the triggers and the like that call a routine that is gone, and
// the expressions, unless another of its name is left that they may call.
func (f *folder) dropUsers(routine *Object) {
	if routine.Kind == KindFunction && !slices.ContainsFunc(routine.Schema.Objects, func(o *Object) bool {
		return o.Kind == KindFunction && f.index.same(o.Name, routine.Name)
	}) {
		f.dropMentions(mention{routine.Schema.Name, routine.Name, true})
	}
	for _, s := range f.realm.Schemas {
		for _, o := range slices.Clone(s.Objects) {
			switch o.Kind {
			case KindTrigger, KindEventTrigger, KindAggregate, KindCast:
				if slices.ContainsFunc(o.Refs, func(r *ObjectTarget) bool { return r.Target.Object == routine }) {
					f.dropObject(o)
				}
			}
		}
	}
}

// dropIndex removes an index, or MySQL's primary key.
func (f *folder) dropIndex(s *Drop) {
	if !s.Table.IsZero() {
		f.dropIndexOn(s)
		return
	}
	f.eachIndexOf(s.Object, func(t *Table, x *Index) {
		if t != nil && x != t.PrimaryKey {
			f.dropIndexes(t, s.Cascade, func(name string) bool { return name == x.Name })
		}
	})
	f.eachViewIndex(s.Object, func(v *View, x *Index) {
		v.Indexes = slices.DeleteFunc(slices.Clone(v.Indexes), func(have *Index) bool { return have == x })
	})
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

// dropSchema removes a schema with what it holds, and what elsewhere cannot be
// without that.
func (f *folder) dropSchema(s *Schema) {
	if f.realm.Dialect == Postgres {
		for _, t := range slices.Clone(s.Tables) {
			if slices.Contains(s.Tables, t) {
				f.detach("table", Name{Text: t.Name}, t, nil, true)
				f.dropTable(t, true)
			}
		}
		for _, v := range slices.Clone(s.Views) {
			f.detach("view", Name{Text: v.Name}, v, nil, true)
			f.removeView(v)
		}
		for _, e := range slices.Clone(s.Enums) {
			f.detach("type", Name{Text: e.Name}, e, nil, true)
			f.dropType(e, nil, true)
		}
		for _, o := range slices.Clone(s.Objects) {
			if !slices.Contains(s.Objects, o) || Schemaless(o.Kind) {
				continue
			}
			switch o.Kind {
			case KindSequence:
				f.dropObject(o)
				f.endSequence(s.Name, o.Name)
			case KindDomain, KindComposite, KindRange:
				f.detach("type", Name{Text: o.Name}, o, nil, true)
				f.dropType(nil, o, true)
			default:
				f.dropObject(o)
				f.dropUsers(o)
			}
		}
	}
	f.dropNames(s)
	f.dropKeysInto(func(fk *ForeignKey) bool { return fk.RefTable != nil && fk.RefTable.Schema == s })
	f.realm.Schemas = slices.DeleteFunc(f.realm.Schemas, func(have *Schema) bool { return have == s })
}
