package schema

import "slices"

// inherit makes parent a parent of t, which is being created, and gives t its
// columns (PostgreSQL, MergeAttributes in its source).
func (f *folder) inherit(t *Table, ref Ref) {
	parent := f.copied(t, ref)
	if parent == nil {
		return
	}
	if !f.addParent(t, parent) {
		return
	}
	for _, c := range parent.Columns {
		if have := f.index.column(t.Columns, c.Name); have != nil {
			have.inherited++
			have.Null = have.Null && c.Null
			continue
		}
		t.Columns = append(t.Columns, f.heir(c))
	}
}

// copied is the table whose columns t copies, nil if that is not known.
func (f *folder) copied(t *Table, ref Ref) *Table {
	from := f.index.table(f.ctx, ref)
	if f.isTemporary(ref) {
		from = nil
	}
	if from == nil {
		// Views and composite types can be copied too; not all of their columns
		// are known.
		t.Opaque = true
		f.missingTable(ref)
		return nil
	}
	t.Opaque = t.Opaque || from.Opaque
	if f.torn[from] {
		f.torn[t] = true
	}
	return from
}

// heir is a column as a table inherits it: its numbers come from the same
// sequence, which stays the parent's; an identity is not passed on.
func (f *folder) heir(c *Column) *Column {
	heir := *c
	heir.local, heir.inherited = false, 1
	if f.realm.Dialect != Postgres {
		return &heir
	}
	heir.Comment = ""
	heir.Attrs = without(heir.Attrs, "statistics")
	switch {
	case heir.Identity != nil:
		heir.Identity, heir.Sequence = nil, nil
	case heir.Sequence != nil && isSerial(heir.Type.Text):
		f.endSerial(&heir)
	}
	return &heir
}

// without leaves attributes out; those of a name that ends in a dot are all that
// begin with it.
func without(attrs []Attr, name string) []Attr {
	gone := func(a Attr) bool { return a.Name == name }
	if !slices.ContainsFunc(attrs, gone) {
		return attrs
	}
	return slices.DeleteFunc(slices.Clone(attrs), gone)
}

// putColumn adds a column, or merges it into an inherited one of that name,
// which is first; nil when there is none.
func (f *folder) putColumn(t *Table, c, first *Column, name Name, ifNotExists bool) {
	c.local = true
	if first == nil {
		t.Columns = append(t.Columns, c)
		return
	}
	inherited := first.inherited > 0 && !first.local
	switch {
	case inherited:
		c.Null = c.Null && first.Null
		if c.Default == nil && c.Generated == nil && c.Identity == nil {
			c.Default, c.Generated, c.Sequence = first.Default, first.Generated, first.Sequence
		}
		c.inherited = first.inherited
		*first = *c
	case !ifNotExists:
		f.duplicate("column", name.Text, c.Origin, first.Origin)
	}
}

// inheritColumn gives a column that was added to t to what inherits from t.
func (f *folder) inheritColumn(t *Table, c *Column) {
	for _, child := range f.children[t] {
		if !slices.Contains(child.Parents, t) {
			continue
		}
		if have := f.index.column(child.Columns, c.Name); have != nil {
			have.inherited++
			continue
		}
		heir := f.heir(c)
		child.Columns = append(child.Columns, heir)
		f.inheritColumn(child, heir)
	}
}

// heirs calls do with what inherits from a table or is a partition of it, at
// first hand.
func (f *folder) heirs(t *Table, do func(child *Table)) {
	for _, child := range slices.Clone(f.children[t]) {
		if slices.Contains(child.Parents, t) {
			do(child)
		}
	}
}

// withChildren calls do with a table's column, and with the columns of that name
// in what inherits from the table or is a partition of it, which follow it.
func (f *folder) withChildren(t *Table, column string, do func(of *Table, c *Column)) {
	seen := map[*Table]bool{}
	var visit func(t *Table)
	visit = func(t *Table) {
		if seen[t] {
			return
		}
		seen[t] = true
		if c := f.index.column(t.Columns, column); c != nil {
			do(t, c)
		}
		f.heirs(t, visit)
	}
	visit(t)
}

// addParent reports false where the parent already is a descendant, or the table
// itself: bad input must not make a circle.
func (f *folder) addParent(t, parent *Table) bool {
	if parent == t || len(f.children[t]) > 0 && slices.Contains(ancestors(parent), t) || slices.Contains(t.Parents, parent) {
		return false
	}
	t.Parents = append(t.Parents, parent)
	f.children[parent] = append(f.children[parent], t)
	return true
}

// ancestors are all that a table inherits from, each once.
func ancestors(t *Table) []*Table {
	all := slices.Clone(t.Parents)
	seen := map[*Table]bool{t: true}
	for i := 0; i < len(all); i++ {
		if !seen[all[i]] {
			seen[all[i]] = true
			all = append(all, all[i].Parents...)
		}
	}
	return all
}

// attachPartition makes a table a partition or an heir of another, or ends that.
func (f *folder) attachPartition(s *AttachPartition) {
	t, part := f.target(s.Table, false), f.target(s.Partition, false)
	if t == nil || part == nil {
		return
	}
	if s.Detach {
		f.disinherit(t, part)
		part.IsPartition = part.IsPartition && s.Inherit
		if !s.Inherit {
			part.Bound = ""
		}
		return
	}
	if !f.addParent(part, t) {
		return
	}
	for i, c := range part.Columns {
		alike := i < len(t.Columns) && t.Columns[i].Name == c.Name // as most often
		if alike || f.index.column(t.Columns, c.Name) != nil {
			c.inherited++
		}
	}
	if !s.Inherit {
		part.IsPartition, part.Bound = true, s.Bound
		for _, c := range part.Columns {
			c.local = c.local && c.inherited == 0
		}
		if f.realm.Dialect == Postgres {
			t.eachIndex(func(x *Index) { f.implyIndex(part, x) })
		}
	}
}

// disinherit ends that a table is a parent of another, which keeps as its own what it
// has from it (PostgreSQL, ALTER TABLE, "NO INHERIT" and "DETACH PARTITION").
func (f *folder) disinherit(parent, t *Table) {
	if !slices.Contains(t.Parents, parent) {
		return
	}
	t.Parents = slices.DeleteFunc(t.Parents, func(p *Table) bool { return p == parent })
	for _, c := range t.Columns {
		if f.index.column(parent.Columns, c.Name) != nil && c.inherited > 0 {
			if c.inherited--; c.inherited == 0 {
				c.local = true
			}
		}
	}
	if f.realm.Dialect != Postgres {
		return
	}
	f.keepIndexes(parent, t)
	for _, k := range f.allChecks(parent) {
		if v, _ := attrOf(k.Attrs, "no_inherit"); v == "true" || slices.ContainsFunc(t.Checks, func(c *Check) bool { return c.Name == k.Name }) {
			continue
		}
		copied := *k
		copied.Comment = ""
		t.Checks = append(t.Checks, &copied)
		f.takeConstraint(t.Schema, copied.Name)
	}
}

// attrOf is the value of an attribute; of several the last one holds.
func attrOf(attrs []Attr, name string) (value string, found bool) {
	for _, a := range attrs {
		if a.Name == name {
			value, found = a.Value, true
		}
	}
	return value, found
}
