package schema

import "sync"

// members finds indexes, and the constraints that are indexes, by their names.
// They are entered at the first question, which comes when the fold is done.
type members struct {
	once   sync.Once
	byName map[nameKey]Target
}

// member is the index that a name stands for. Where tables have indexes of the
// same name, none is.
func (r *Realm) member(ctx *context, ref Ref) (Target, bool) {
	m := &r.index.members
	m.once.Do(func() {
		m.byName = map[nameKey]Target{}
		add := func(t Target, x *Index) {
			if x == nil || x.Name == "" {
				return
			}
			key := r.index.key(t.Schema.Name, x.Name)
			if _, taken := m.byName[key]; taken {
				m.byName[key] = Target{}
				return
			}
			m.byName[key] = t.withIndex(x)
		}
		for _, s := range r.Schemas {
			for _, t := range s.Tables {
				add(Target{Schema: s, Table: t}, t.PrimaryKey)
				for _, x := range t.Indexes {
					add(Target{Schema: s, Table: t}, x)
				}
			}
			for _, v := range s.Views {
				for _, x := range v.Indexes {
					add(Target{Schema: s, View: v}, x)
				}
			}
		}
	})
	var found Target
	r.index.search(ctx, ref, func(schema string) bool {
		found = m.byName[r.index.key(schema, ref.Name.Text)]
		return found.Index != nil
	})
	return found, found.Index != nil
}

// withIndex is the target of an index of t, which is a table or view.
func (t Target) withIndex(x *Index) Target {
	t.Kind, t.Index = KindIndex, x
	if t.Table != nil && (x.Constraint || x == t.Table.PrimaryKey) {
		t.Kind = KindConstraint
	}
	return t
}

// constraint is the constraint of a table whose name is the one wanted.
func (t *Table) constraint(wanted func(name string) bool) (Target, bool) {
	at := Target{Kind: KindConstraint, Schema: t.Schema, Table: t}
	for _, other := range at.Members() {
		if other.Kind == KindConstraint && wanted(other.Name()) {
			return other, true
		}
	}
	return Target{}, false
}

// Members are the keys, indexes, foreign keys and checks of a table or view, in
// that order.
func (t Target) Members() []Target {
	at := Target{Schema: t.Schema, Table: t.Table, View: t.View}
	var all []Target
	if t.View != nil {
		for _, x := range t.View.Indexes {
			all = append(all, at.withIndex(x))
		}
		return all
	}
	if t.Table == nil {
		return nil
	}
	if t.Table.PrimaryKey != nil {
		all = append(all, at.withIndex(t.Table.PrimaryKey))
	}
	for _, x := range t.Table.Indexes {
		all = append(all, at.withIndex(x))
	}
	at.Kind = KindConstraint
	for _, fk := range t.Table.ForeignKeys {
		other := at
		other.ForeignKey = fk
		all = append(all, other)
	}
	for _, c := range t.Table.Checks {
		other := at
		other.Check = c
		all = append(all, other)
	}
	return all
}
