package schema

import "slices"

// like copies the columns of another table, and of what goes with them what the
// statement says (PostgreSQL, "CREATE TABLE": LIKE).
func (f *folder) like(t *Table, d *LikeDef) {
	from := f.copied(t, d.Table)
	if from == nil {
		return
	}
	for _, c := range from.Columns {
		if f.index.column(t.Columns, c.Name) != nil {
			continue
		}
		made := *c
		made.local, made.inherited = true, 0
		if made.Sequence != nil && isSerial(made.Type.Text) {
			f.endSerial(&made) // the sequence stays the other table's
		}
		if !d.Defaults {
			made.Default = nil
		}
		if !d.Generated {
			made.Generated = nil
		}
		if !d.Identity {
			made.Identity = nil
		}
		if made.Identity == nil && made.Default == nil {
			made.Sequence = nil
		}
		if !d.Comment {
			made.Comment = ""
		}
		if !d.Storage {
			made.Attrs = without(made.Attrs, "storage")
		}
		if !d.Compression {
			made.Attrs = without(made.Attrs, "compression")
		}
		made.Attrs = without(made.Attrs, "statistics")
		if made.Identity != nil && !made.Identity.Sequence.IsZero() {
			unnamed := *made.Identity
			unnamed.Sequence = Ref{}
			made.Identity = &unnamed
		}
		t.Columns = append(t.Columns, &made)
		f.ownSequence(t, &made)
	}
	if f.mysql() && !d.Table.Label {
		f.mysqlLike(t, from)
	}
}

// likeRest copies the checks, keys and indexes of a table that LIKE names. That
// comes after the new table's own (PostgreSQL, transformCreateStmt in its source).
func (f *folder) likeRest(t *Table, d *LikeDef) {
	from := f.index.table(f.ctx, d.Table)
	if from == nil || f.isTemporary(d.Table) {
		return
	}
	if d.Checks {
		for _, c := range f.allChecks(from) {
			copied := *c
			copied.Attrs = without(copied.Attrs, "not_valid") // there are no rows yet
			if !d.Comment {
				copied.Comment = ""
			}
			t.Checks = append(t.Checks, &copied)
			f.takeConstraint(t.Schema, copied.Name)
		}
	}
	if d.Indexes {
		f.likeIndexes(t, from, d.Comment)
	}
}

// allChecks are a table's checks, with those that it has from its parents.
func (f *folder) allChecks(t *Table) []*Check {
	if len(t.Parents) == 0 {
		return t.Checks
	}
	checks := slices.Clone(t.Checks)
	have := map[string]bool{}
	for _, c := range checks {
		have[c.Name] = true
	}
	for _, p := range ancestors(t) {
		for _, c := range p.Checks {
			if v, _ := attrOf(c.Attrs, "no_inherit"); v == "true" || have[c.Name] {
				continue
			}
			have[c.Name] = true
			inherited := *c
			inherited.Comment = ""
			checks = append(checks, &inherited)
		}
	}
	return checks
}

// likeIndexes copies the keys and indexes of a table. Their names are made anew.
func (f *folder) likeIndexes(t, from *Table, comments bool) {
	from.eachIndex(func(x *Index) {
		made := f.indexLike(t, x)
		if comments {
			made.Comment = x.Comment
		}
		if x == from.PrimaryKey {
			if t.PrimaryKey != nil {
				return
			}
			t.PrimaryKey = made
		} else {
			t.Indexes = append(t.Indexes, made)
		}
		f.takeIndex(t.Schema, t, made)
	})
}

// indexLike is an index as another table has it: with a name of its own.
func (f *folder) indexLike(t *Table, x *Index) *Index {
	made := *x
	made.Comment = ""
	made.Parts = slices.Clone(x.Parts)
	for i := range made.Parts {
		if name := made.Parts[i].Name; name != "" {
			made.Parts[i].Column = f.index.column(t.Columns, name)
		}
	}
	made.Include = nil
	for _, c := range x.Include {
		if own := f.index.column(t.Columns, c.Name); own != nil {
			made.Include = append(made.Include, own)
		}
	}
	columns, suffix := indexColumns(&made), "idx"
	switch {
	case x.primary:
		columns, suffix = nil, "pkey"
	case x.Constraint && x.Unique:
		suffix = "key"
	case x.Constraint:
		suffix = "excl"
	}
	made.Name = f.constraintName(t, columns, suffix)
	return &made
}
