package schema

import (
	"slices"
	"strings"
)

// constrain adds a constraint to t.
func (f *folder) constrain(t *Table, d *ConstraintDef) {
	origin := f.origin(d.Span, d.Name.Span)
	if d.Name.IsZero() {
		origin.Name = d.Span
	}
	switch d.Kind {
	case PrimaryKey, Unique:
		x := &Index{
			Name: d.Name.Text, Unique: true, Constraint: true, NullsEqual: d.NullsEqual,
			Comment: d.Comment, Attrs: d.Attrs, Origin: origin,
		}
		if !d.UsingIndex.IsZero() {
			x = f.useIndex(t, d, x)
		}
		x.Parts = append(x.Parts, f.parts(t, d.Parts)...)
		f.checkTwice(t, d.Parts, true)
		x.Include = f.columns(t, d.Include)
		if f.realm.Dialect == SQLite && f.repeats(t, x, d.Kind) {
			return
		}
		if d.Kind == Unique {
			if x.Name == "" {
				x.Name = f.constraintName(t, indexColumns(x), "key")
			}
			t.Indexes = append(t.Indexes, x)
			f.takeIndex(t.Schema, t, x)
			f.passIndex(t, x)
			return
		}
		if x.Name == "" && f.realm.Dialect == Postgres {
			x.Name = f.constraintName(t, nil, "pkey")
		}
		if t.PrimaryKey != nil {
			f.report(CodePrimaryKeys, d.Span, []Related{{t.PrimaryKey.Origin.Place, t.PrimaryKey.Origin.Span, "the first primary key"}},
				"table %q already has a primary key: make one key of all its columns, or this one unique", t.Name)
			return
		}
		t.PrimaryKey, x.primary = x, true
		f.takeIndex(t.Schema, t, x)
		f.passIndex(t, x)
		if f.realm.Dialect == SQLite {
			return // its keys take nulls, for history's sake (SQLite, "CREATE TABLE", 3.5)
		}
		for _, p := range x.Parts {
			if p.Column != nil {
				p.Column.Null = false
			}
		}
	case ForeignKeyConstraint:
		f.foreignKey(t, d, origin)
	case CheckConstraint:
		c := &Check{Name: d.Name.Text, Expr: d.Expr, Comment: d.Comment, Attrs: notValid(d.Attrs, d.NotValid), Origin: origin}
		if f.realm.Dialect == MariaDB && c.Name == "" && !d.Column.IsZero() {
			if c.column = f.index.column(t.Columns, d.Column.Text); c.column != nil {
				c.Name = c.column.Name
			}
		}
		if c.Name == "" {
			c.Name = f.constraintName(t, f.onlyColumn(t, d.Uses), "check")
		}
		t.Checks = append(t.Checks, c)
		f.takeConstraint(t.Schema, c.Name)
	case Exclude:
		x := &Index{Name: d.Name.Text, Constraint: true, Method: d.Method, Where: d.Expr, NullsEqual: d.NullsEqual, Comment: d.Comment, Attrs: d.Attrs, Origin: origin}
		x.Parts, x.Include = f.parts(t, d.Parts), f.columns(t, d.Include)
		if x.Name == "" {
			x.Name = f.constraintName(t, indexColumns(x), "excl")
		}
		t.Indexes = append(t.Indexes, x)
		f.takeIndex(t.Schema, t, x)
		f.passIndex(t, x)
	}
}

// repeats reports whether SQLite makes no index for a key, because another key of
// the table is on the same columns, in the same order and by the same collations
// (sqlite3CreateIndex in its source). A primary key takes the other's place, in its order. The
// rowid has no index.
func (f *folder) repeats(t *Table, x *Index, kind ConstraintKind) bool {
	same := func(y *Index) bool {
		return y.Constraint && slices.EqualFunc(x.Parts, y.Parts, func(p, q IndexPart) bool {
			return p.Column != nil && p.Column == q.Column && f.index.same(p.collation(), q.collation())
		})
	}
	if kind == PrimaryKey {
		if !t.rowid(x) && t.PrimaryKey == nil {
			if i := slices.IndexFunc(t.Indexes, same); i >= 0 {
				for n := range x.Parts {
					x.Parts[n].Desc = t.Indexes[i].Parts[n].Desc
				}
				t.Indexes = slices.Delete(t.Indexes, i, i+1)
			}
		}
		return false
	}
	return t.PrimaryKey != nil && !t.rowid(t.PrimaryKey) && same(t.PrimaryKey) || slices.ContainsFunc(t.Indexes, same)
}

// rowid reports whether a primary key of SQLite's is the rowid by another name.
func (t *Table) rowid(key *Index) bool {
	return len(key.Parts) == 1 && key.Parts[0].Column != nil && !key.Parts[0].Desc && strings.EqualFold(key.Parts[0].Column.Type.Text, "integer") &&
		!slices.ContainsFunc(t.Attrs, func(a Attr) bool { return a.Name == "without_rowid" && a.Value == "true" })
}

// collation is what compares the values of a part.
func (p IndexPart) collation() string {
	for _, attrs := range [][]Attr{p.Attrs, p.Column.Attrs} {
		for _, a := range attrs {
			if a.Name == "collate" {
				return a.Value
			}
		}
	}
	return "binary"
}

// useIndex removes the index that a constraint is made from (PostgreSQL, ALTER
// TABLE, "ADD table_constraint_using_index") and gives x its parts.
func (f *folder) useIndex(t *Table, d *ConstraintDef, x *Index) *Index {
	for i, have := range t.Indexes {
		if f.index.same(have.Name, d.UsingIndex.Text) {
			t.Indexes = append(t.Indexes[:i:i], t.Indexes[i+1:]...)
			x.Parts, x.Include, x.Method = have.Parts, have.Include, have.Method
			if x.Name == "" {
				x.Name = have.Name
			}
			break
		}
	}
	return x
}

func (f *folder) parts(t *Table, defs []PartDef) []IndexPart {
	parts := make([]IndexPart, len(defs))
	for i, d := range defs {
		parts[i] = IndexPart{Name: d.Column.Text, Expr: d.Expr, Desc: d.Desc, Attrs: d.Attrs, called: d.Called}
		if !d.Column.IsZero() {
			if c := f.column(t, d.Column); c != nil {
				parts[i].Column, parts[i].Name = c, c.Name
				if collation, ok := attrOf(d.Attrs, "collate"); ok && f.realm.Dialect == Postgres && slices.Contains(c.Attrs, Attr{"collate", collation}) {
					parts[i].Attrs = without(d.Attrs, "collate") // the column's own
				}
			}
		}
	}
	return parts
}

// onlyColumn is the column that a check is about, if it is about one alone: its
// name is then in that of the check (PostgreSQL, AddRelationNewConstraints in its
// source).
func (f *folder) onlyColumn(t *Table, uses []Name) []string {
	var only *Column
	for _, n := range uses {
		c := f.index.column(t.Columns, n.Text)
		if c != nil && only != nil && c != only {
			return nil
		}
		if c != nil {
			only = c
		}
	}
	if only == nil {
		return nil
	}
	return []string{only.Name}
}

func (f *folder) columns(t *Table, names []Name) []*Column {
	var columns []*Column
	for _, n := range names {
		if c := f.column(t, n); c != nil {
			columns = append(columns, c)
		}
	}
	return columns
}

func (f *folder) foreignKey(t *Table, d *ConstraintDef, origin Origin) {
	fk := &ForeignKey{
		Name: d.Name.Text, Table: t, Ref: d.Ref, OnUpdate: d.OnUpdate, OnDelete: d.OnDelete,
		Comment: d.Comment, Attrs: notValid(d.Attrs, d.NotValid), Origin: origin,
	}
	f.checkTwice(t, d.Parts, false)
	fk.ColumnNames, fk.Columns = make([]string, len(d.Parts)), make([]*Column, len(d.Parts))
	for i, p := range d.Parts {
		fk.ColumnNames[i] = p.Column.Text
		if p.Column.IsZero() {
			continue
		}
		if c := f.column(t, p.Column); c != nil {
			fk.ColumnNames[i], fk.Columns[i] = c.Name, c
		}
	}
	if len(d.RefColumns) > 0 {
		fk.RefColumnNames = make([]string, len(d.RefColumns))
		for i, n := range d.RefColumns {
			fk.RefColumnNames[i] = n.Text
		}
	}
	if f.mysql() && !d.Ref.Label {
		f.mysqlForeignKey(t, d, fk)
		if keyless(t) {
			return
		}
	}
	if fk.Name == "" {
		fk.Name = f.constraintName(t, fk.ColumnNames, "fkey")
	}
	t.ForeignKeys = append(t.ForeignKeys, fk)
	f.takeConstraint(t.Schema, fk.Name)
	if d.Ref.IsZero() {
		return
	}
	// What there is already is resolved at once: a later rename must not change
	// what the key leads to. The rest waits for the end.
	f.refer(fk, f.index.table(f.ctx, d.Ref))
	f.bind(fk)
	ctx, place, step := f.ctx, f.place, f.step
	f.pending = append(f.pending, func() { f.leadTo(fk, d, ctx, place, step) })
	if !f.broken { // else columns may be missing
		f.keys = append(f.keys, declaredKey{fk, d, place, step})
	}
}

// primaryKey is a table's primary key, be it the one that it has as a partition.
func (t *Table) primaryKey() *Index {
	for _, x := range t.implied {
		if x.primary {
			return x
		}
	}
	return t.PrimaryKey
}

// bind finds the columns that a key with a table refers to, as far as they are
// there: those it names, or else the table's primary key.
func (f *folder) bind(fk *ForeignKey) {
	to := fk.RefTable
	switch {
	case to == nil:
	case len(fk.RefColumnNames) == 0 && to.primaryKey() != nil:
		for _, p := range to.primaryKey().Parts {
			fk.RefColumns = append(fk.RefColumns, p.Column)
			fk.RefColumnNames = append(fk.RefColumnNames, p.Name)
		}
	default:
		if len(fk.RefColumns) != len(fk.RefColumnNames) {
			fk.RefColumns = make([]*Column, len(fk.RefColumnNames))
		}
		for i, name := range fk.RefColumnNames {
			if fk.RefColumns[i] == nil {
				fk.RefColumns[i] = f.index.column(to.Columns, name)
			}
		}
	}
}

// unbind makes a key that outlives the table it refers to wait for one of the name
// that the table had.
func (f *folder) unbind(fk *ForeignKey) {
	fk.Ref.Name.Text = fk.RefTable.Name
	fk.RefTable, fk.RefColumns = nil, nil
	if slices.ContainsFunc(f.keys, func(k declaredKey) bool { return k.fk == fk && len(k.def.RefColumns) == 0 }) {
		fk.RefColumnNames = nil // those of its primary key
	}
	if f.orphans == nil {
		f.orphans = map[*ForeignKey]bool{}
	}
	f.orphans[fk] = true
}

// bindTo binds the keys and views that wait for a table to it, before it or its
// columns get other names: those in the keys and views change with them.
func (f *folder) bindTo(t *Table) {
	if !f.keepsKeys() {
		return
	}
	for _, d := range f.readings {
		if f.later[d.view] == d && !f.resolverOf(d).misses() {
			f.readyView(d.view)
		}
	}
	for _, s := range f.realm.Schemas {
		for _, of := range s.Tables {
			for _, fk := range of.ForeignKeys {
				if fk.RefTable == nil && s == t.Schema && f.index.same(fk.Ref.Name.Text, t.Name) {
					f.refer(fk, t)
					f.bind(fk)
				}
			}
		}
	}
}

// has reports whether a key is still there: neither it nor its table was dropped.
func (f *folder) has(fk *ForeignKey) bool {
	return f.index.tables[f.index.key(fk.Table.Schema.Name, fk.Table.Name)] == fk.Table && slices.Contains(fk.Table.ForeignKeys, fk)
}

// leadTo resolves what a foreign key refers to.
func (f *folder) leadTo(fk *ForeignKey, d *ConstraintDef, ctx *context, place *Place, step int) {
	if !f.has(fk) {
		return
	}
	if fk.RefTable == nil {
		f.refer(fk, f.index.table(ctx, fk.Ref))
	}
	to := fk.RefTable
	if to == nil {
		if f.orphans[fk] && f.realm.Dialect == SQLite {
			fk.RefColumns = make([]*Column, len(fk.RefColumnNames))
			return // such a key stays, and fails when a row is written
		}
		if f.orphans[fk] {
			fk.Table.ForeignKeys = slices.DeleteFunc(fk.Table.ForeignKeys, func(have *ForeignKey) bool { return have == fk })
			return
		}
		switch view := f.index.view(ctx, d.Ref); {
		case view != nil:
			f.checked(CodeKeyUnique, Error, step, Related{view.Origins[0].Place, view.Origins[0].Name, "the view"}, Origin{place, d.Span, d.Ref.Name.Span},
				"view %q cannot be what a foreign key refers to: refer to a table", view.Name)
		case !systemSchema(d.Ref.Schema.Text) && d.Ref.Name.Text != "spatial_ref_sys":
			f.nowhere(f.certain(ctx, KindTable, d.Ref), step, place, d.Ref.Name.Span, "table %q, which the foreign key refers to, is not declared%s",
				d.Ref.String(), f.suggest(d.Ref.Name.Text, f.tableNames()))
		}
		fk.RefColumns = make([]*Column, len(fk.RefColumnNames))
		return
	}
	f.bind(fk)
	for i, c := range fk.RefColumns {
		switch {
		case c != nil:
			fk.RefColumnNames[i] = c.Name // it may have been renamed
		case i < len(d.RefColumns) && !to.Opaque && !f.torn[to] && !systemColumn(f.realm.Dialect, d.RefColumns[i].Text):
			n := d.RefColumns[i]
			f.nowhere(f.certain(ctx, KindColumn, d.Ref), step, place, n.Span, "table %q has no column %q%s", to.Name, n.Text, f.suggest(n.Text, columnNames(to)))
		}
	}
	if have, want := len(fk.RefColumnNames), len(fk.ColumnNames); have != want && have > 0 && want > 0 {
		f.found = append(f.found, foundProblem{step, false, Problem{
			Code: CodeKeyArity, Severity: Error, Place: place, Span: d.Span,
			Message: "the foreign key has " + count(want, "column") + " (" + strings.Join(fk.ColumnNames, ", ") + ") but refers to " +
				count(have, "column") + " of " + to.Name + " (" + strings.Join(fk.RefColumnNames, ", ") + ")",
		}})
	}
}

// indexTable adds an index to t.
func (f *folder) indexTable(t *Table, d *IndexDef) *Index {
	x := f.newIndex(d)
	x.Parts = f.parts(t, d.Parts)
	f.checkTwice(t, d.Parts, false)
	x.Include = f.columns(t, d.Include)
	if x.Name == "" {
		x.Name = f.constraintName(t, indexColumns(x), "idx")
	}
	t.Indexes = append(t.Indexes, x)
	f.takeIndex(t.Schema, t, x)
	return x
}

func (f *folder) newIndex(d *IndexDef) *Index {
	origin := f.origin(d.Span, d.Name.Span)
	if d.Name.IsZero() {
		origin.Name = d.Span
	}
	return &Index{
		Name: d.Name.Text, Unique: d.Unique, Method: d.Method, Where: d.Where, NullsEqual: d.NullsEqual,
		Comment: d.Comment, Attrs: d.Attrs, Origin: origin,
	}
}

func (f *folder) addConstraint(s *AddConstraint) {
	t := f.target(s.Table, s.IfExists)
	if t == nil || s.IfNotExists && f.hasConstraint(t, s.Constraint.Name.Text) {
		return
	}
	f.constrain(t, &s.Constraint)
	if !s.Only {
		f.passNotNull(t, &s.Constraint)
	}
	f.mysqlSettle(t)
}

// passNotNull makes the columns of a primary key that was added to a table not null
// in what inherits from it, too (PostgreSQL, transformIndexConstraint in its source).
func (f *folder) passNotNull(t *Table, d *ConstraintDef) {
	if f.realm.Dialect != Postgres || d.Kind != PrimaryKey || t.PrimaryKey == nil || len(f.children[t]) == 0 {
		return
	}
	for _, p := range t.PrimaryKey.Parts {
		if p.Column != nil {
			f.withChildren(t, p.Column.Name, func(_ *Table, c *Column) { c.Null = false })
		}
	}
}

func (f *folder) createIndex(s *CreateIndex) {
	if f.isTemporary(s.Table) {
		return
	}
	f.checkReserved("index", s.Index.Name)
	if t := f.index.table(f.ctx, s.Table); t != nil {
		if !f.means(s.Table, t, s.IfExists) {
			return
		}
		f.checkIndexed(t, nil, s)
		if f.broken {
			f.uncertain[t] = true
		}
		if s.IfNotExists && !s.Index.Name.IsZero() && (hasIndex(f.index, t, s.Index.Name.Text) || f.indexThere(t.Schema, s.Index.Name)) {
			return
		}
		d := s.Index
		d.Span = s.Span
		x := f.indexTable(t, &d)
		if !s.Only {
			f.passIndex(t, x)
		}
		f.mark(x, s.IfNotExists)
		f.mysqlSettle(t)
		return
	}
	if v := f.index.view(f.ctx, s.Table); v != nil {
		f.checkIndexed(nil, v, s)
		x := f.newIndex(&s.Index)
		for _, p := range s.Index.Parts {
			x.Parts = append(x.Parts, IndexPart{Column: v.Column(p.Column.Text), Name: p.Column.Text, Expr: p.Expr, Desc: p.Desc, Attrs: p.Attrs, called: p.Called})
		}
		if x.Name == "" && f.realm.Dialect == Postgres {
			x.Name = f.chooseName(v.Schema, v.Name, indexColumns(x), "idx")
		}
		v.Indexes = append(v.Indexes, x)
		f.takeIndex(v.Schema, nil, x)
		f.mark(x, s.IfNotExists)
		return
	}
	if !s.IfExists {
		f.missingTable(s.Table)
	}
}

// indexThere reports whether CREATE INDEX IF NOT EXISTS makes no index since its name
// is taken, be it on another table (PostgreSQL and SQLite, "CREATE INDEX").
func (f *folder) indexThere(in *Schema, name Name) bool {
	switch f.realm.Dialect {
	case Postgres:
		f.known()
		return f.relationTaken(in, name.Text)
	case SQLite:
		return f.everTaken(in, name.Text) && slices.ContainsFunc(in.Tables, func(t *Table) bool { return hasIndex(f.index, t, name.Text) })
	}
	return false
}

func hasIndex(x *index, t *Table, name string) bool {
	for _, have := range t.Indexes {
		if x.same(have.Name, name) {
			return true
		}
	}
	return false
}

// dropConstraint removes a constraint of any kind by its name.
func (f *folder) dropConstraint(s *DropConstraint) {
	t := f.target(s.Table, s.IfExists)
	if t == nil {
		return
	}
	named := func(name string) bool { return f.index.same(name, s.Name.Text) }
	if s.ForeignKey {
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *ForeignKey) bool { return named(fk.Name) })
		return
	}
	if key := t.PrimaryKey; key != nil && (s.Primary || named(key.Name)) {
		t.PrimaryKey = nil
		f.forgetIndex(t, key)
		f.dropDependents(t, []*Index{key}, s.Cascade)
		return
	}
	if s.Primary {
		return
	}
	if f.mysql() {
		dropFirst(t, named)
		return
	}
	if !s.ConstraintIfExists {
		found := false
		f.eachConstraint(t, s.Name.Text, func(*string) { found = true })
		if !found {
			f.missingOn(KindConstraint, s.Name, s.Table)
		}
	}
	f.dropIndexes(t, s.Cascade, named)
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *ForeignKey) bool { return named(fk.Name) })
	f.dropCheck(t, named)
}

// dropCheck removes a check of t, which those that inherit it lose too, unless
// they declare it themselves.
func (f *folder) dropCheck(t *Table, named func(string) bool) {
	t.Checks = slices.DeleteFunc(t.Checks, func(c *Check) bool { return named(c.Name) })
}

// refer has a foreign key lead to a table; nil where there is none.
func (f *folder) refer(fk *ForeignKey, to *Table) {
	fk.RefTable = to
	if to != nil {
		f.referred[to] = true
	}
}
