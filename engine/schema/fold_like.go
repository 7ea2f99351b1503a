package schema

import "slices"

// like copies the columns of another table, and of what goes with them what the
// statement says.
func (f *folder) like(t *Table, d *LikeDef) {
	first := len(t.Columns)
	f.copyColumns(t, d.Table, false)
	from := f.index.table(f.ctx, d.Table)
	if from == nil || f.isTemporary(d.Table) {
		return
	}
	for _, c := range t.Columns[first:] {
		f.columnsByName[f.index.fold(c.Name)] = columnOf{t, c}
		if integer := postgresSerial[c.Type.Text]; integer != "" && f.realm.Dialect == Postgres {
			// The sequence stays the other table's.
			c.Type.Text = integer
			c.Default = &Expr{Text: "nextval('" + from.Schema.Name + "." + objectName(from.Name, c.Name, "seq") + "'::regclass)"}
			c.Attrs = slices.DeleteFunc(slices.Clone(c.Attrs), func(a Attr) bool { return a.Name == "serial" })
		}
		if !d.Defaults {
			c.Default = nil
		}
		if !d.Generated {
			c.Generated = nil
		}
		if !d.Identity {
			c.Identity = nil
		}
		if !d.Comment {
			c.Comment = ""
		}
	}
	if f.mysql() && !d.Table.Label {
		f.mysqlLike(t, from)
		return
	}
	if d.Checks {
		for _, c := range from.Checks {
			copied := *c
			if !d.Comment {
				copied.Comment = ""
			}
			t.Checks = append(t.Checks, &copied)
		}
	}
	if d.Indexes {
		f.likeIndexes(t, from, d.Comment)
	}
}

// likeIndexes copies the keys and indexes of a table. Their names are made anew.
func (f *folder) likeIndexes(t, from *Table, comments bool) {
	copied := func(x *Index) *Index {
		made := *x
		made.Parts = slices.Clone(x.Parts)
		for i := range made.Parts {
			made.Parts[i].Column = f.index.column(t.Columns, made.Parts[i].Name)
		}
		made.Include = nil
		for _, c := range x.Include {
			made.Include = append(made.Include, f.index.column(t.Columns, c.Name))
		}
		if !comments {
			made.Comment = ""
		}
		return &made
	}
	if from.PrimaryKey != nil && t.PrimaryKey == nil {
		t.PrimaryKey = copied(from.PrimaryKey)
		t.PrimaryKey.Name = f.constraintName(t, nil, "pkey")
	}
	for _, x := range from.Indexes {
		made := copied(x)
		suffix := "idx"
		if x.Constraint && x.Unique {
			suffix = "key"
		} else if x.Constraint {
			suffix = "excl"
		}
		made.Name = f.constraintName(t, indexColumns(made), suffix)
		t.Indexes = append(t.Indexes, made)
	}
}
