package schema

import "slices"

// A partition has each index of the table that it is a partition of: one of its
// own that is the same, or else one that is made for it (PostgreSQL, "5.11.2.
// Declarative Partitioning"). Those that are made are not listed, but they have
// names.

// implyIndexes gives a new partition the indexes of its parents.
func (f *folder) implyIndexes(t *Table) {
	if f.realm.Dialect != Postgres {
		return
	}
	for _, parent := range slices.Clone(t.Parents) {
		parent.eachIndex(func(x *Index) { f.implyIndex(t, x) })
	}
}

// passIndex gives a new index of t to the partitions of t.
func (f *folder) passIndex(t *Table, x *Index) {
	if f.realm.Dialect != Postgres {
		return
	}
	f.heirs(t, func(child *Table) {
		if child.IsPartition {
			f.implyIndex(child, x)
		}
	})
}

// implyIndex gives a partition what an index of its parent implies.
func (f *folder) implyIndex(t *Table, x *Index) {
	found := false
	t.eachIndex(func(own *Index) {
		if !found && own.of == nil && alike(own, x) {
			own.of, found = x, true
			f.passIndex(t, own)
		}
	})
	if found {
		return
	}
	made := f.indexLike(t, x)
	made.of = x
	t.implied = append(t.implied, made)
	f.takeIndex(t.Schema, t, made)
	f.passIndex(t, made)
}

// alike reports whether two indexes are the same but for their names and tables.
func alike(a, b *Index) bool {
	if a.Unique != b.Unique || a.Constraint != b.Constraint || a.primary != b.primary || a.NullsEqual != b.NullsEqual || a.Where != b.Where ||
		!sameMethod(a.Method, b.Method) || len(a.Include) != len(b.Include) {
		return false
	}
	return slices.EqualFunc(a.Parts, b.Parts, func(a, b IndexPart) bool {
		return a.Name == b.Name && a.Expr == b.Expr && a.Desc == b.Desc && slices.Equal(a.Attrs, b.Attrs)
	}) && slices.EqualFunc(a.Include, b.Include, func(a, b *Column) bool { return a.Name == b.Name })
}

func sameMethod(a, b string) bool {
	if a == "" {
		a = "btree"
	}
	if b == "" {
		b = "btree"
	}
	return a == b
}

// keepIndexes makes what a table has of its parent's indexes its own.
func (f *folder) keepIndexes(parent, t *Table) {
	ofParent := func(x *Index) bool {
		found := false
		parent.eachIndex(func(of *Index) { found = found || of == x.of })
		return found
	}
	for _, x := range t.implied {
		if !ofParent(x) {
			continue
		}
		if x.primary {
			t.PrimaryKey = x
		} else {
			t.Indexes = append(t.Indexes, x)
		}
	}
	t.implied = slices.DeleteFunc(t.implied, ofParent)
	t.eachIndex(func(x *Index) {
		if x.of != nil && ofParent(x) {
			x.of = nil
		}
	})
}

// forgetIndex takes away from partitions what an index of t implied, once that is
// dropped.
func (f *folder) forgetIndex(t *Table, x *Index) {
	f.heirs(t, func(child *Table) {
		var gone []*Index
		child.eachIndex(func(own *Index) {
			if own.of == x {
				gone = append(gone, own)
			}
		})
		for _, own := range gone {
			child.removeIndex(own)
			f.forgetIndex(child, own)
		}
	})
}

// removeIndex takes an index out of a table.
func (t *Table) removeIndex(x *Index) {
	is := func(have *Index) bool { return have == x }
	if t.PrimaryKey == x {
		t.PrimaryKey = nil
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, is)
	t.implied = slices.DeleteFunc(t.implied, is)
}

// attachIndex makes an index of a partition what an index of its parent implies
// (PostgreSQL, "ALTER INDEX": ATTACH PARTITION).
func (f *folder) attachIndex(s *AttachIndex) {
	var parent, own *Index
	var on *Table
	f.eachIndexOf(s.Index, func(_ *Table, x *Index) { parent = x })
	f.eachIndexOf(s.Partition, func(t *Table, x *Index) { own, on = x, t })
	if parent == nil || own == nil || on == nil {
		return
	}
	own.of = parent
}
