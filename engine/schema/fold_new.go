package schema

import "slices"

// constrainNew gives a new table its constraints, and those that it copies.
// PostgreSQL does that in an order of its own, which shows in the names that it
// makes: checks, the primary key, other keys, what LIKE copies, foreign keys
// (transformCreateStmt in its source).
func (f *folder) constrainNew(t *Table, s *CreateTable) {
	if f.realm.Dialect != Postgres || s.Table.Label { // HCL has keys one by one
		for i := range s.Constraints {
			f.constrain(t, &s.Constraints[i])
		}
		for i := range s.Like {
			f.likeRest(t, &s.Like[i])
		}
		return
	}
	of := func(kinds ...ConstraintKind) {
		for i := range s.Constraints {
			d := &s.Constraints[i]
			if !slices.Contains(kinds, d.Kind) {
				continue
			}
			if d.NotValid { // a new table has no rows that could break it
				valid := *d
				valid.NotValid = false
				d = &valid
			}
			f.constrain(t, d)
		}
	}
	of(CheckConstraint)
	for _, d := range keysOf(s.Constraints) {
		f.constrain(t, d)
	}
	for i := range s.Like {
		f.likeRest(t, &s.Like[i])
	}
	of(ForeignKeyConstraint)
}

// keysOf are the keys of a new table, the primary key first. Of several that are
// the same but for the name there is one (PostgreSQL, transformIndexConstraints in
// its source).
func keysOf(constraints []ConstraintDef) []*ConstraintDef {
	var keys []*ConstraintDef
	add := func(d *ConstraintDef) {
		for i, k := range keys {
			if sameKey(k, d) {
				if k.Name.IsZero() && !d.Name.IsZero() {
					named := *k
					named.Name = d.Name
					keys[i] = &named
				}
				return
			}
		}
		keys = append(keys, d)
	}
	for i := range constraints {
		if d := &constraints[i]; d.Kind == PrimaryKey {
			keys = append(keys, d) // two are reported
		}
	}
	for i := range constraints {
		if d := &constraints[i]; d.Kind == Unique || d.Kind == Exclude {
			add(d)
		}
	}
	return keys
}

func sameKey(a, b *ConstraintDef) bool {
	attrs := func(a, b Attr) bool { return a == b }
	return len(a.Parts) == len(b.Parts) && a.NullsEqual == b.NullsEqual && a.Method == b.Method && a.Expr == b.Expr && a.UsingIndex.IsZero() && b.UsingIndex.IsZero() &&
		slices.EqualFunc(a.Parts, b.Parts, func(a, b PartDef) bool {
			return a.Column.Text == b.Column.Text && a.Expr == b.Expr && a.Desc == b.Desc && slices.EqualFunc(a.Attrs, b.Attrs, attrs)
		}) && slices.EqualFunc(a.Include, b.Include, func(a, b Name) bool { return a.Text == b.Text }) && slices.EqualFunc(a.Attrs, b.Attrs, attrs)
}
