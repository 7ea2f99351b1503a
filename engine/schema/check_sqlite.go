package schema

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// strictTypes are the types that a strict table of SQLite's may have (SQLite,
// "STRICT Tables").
var strictTypes = []string{"int", "integer", "real", "text", "blob", "any"}

// checkSQLiteTable reports what SQLite does not create a table with: all of it is
// known from the statement alone. Of HCL, package hcl knows what a table can have.
func (f *folder) checkSQLiteTable(t *Table, s *CreateTable) {
	if f.realm.Dialect != SQLite || s.Table.Label || f.broken || t.Virtual() {
		return
	}
	f.checkReserved("table", s.Table.Name)
	rowless := t.has("without_rowid")
	if rowless && t.PrimaryKey == nil && !t.Opaque {
		f.report(CodeMissingAttribute, s.Table.Name.Span, nil, "table %q is WITHOUT ROWID and needs a primary key: add one, or leave WITHOUT ROWID out", t.Name)
	}
	generated := 0
	for _, c := range t.Columns {
		f.checkStrictType(t, c)
		if c.Generated != nil {
			generated++
		}
		if c.has("auto_increment") {
			f.checkRowidCounter(t, c, rowless)
		}
	}
	if generated > 0 && generated == len(t.Columns) && !t.Opaque {
		f.report(CodeExclusive, s.Table.Name.Span, nil, "table %q has generated columns only: it needs one that is not generated", t.Name)
	}
	if t.PrimaryKey == nil {
		return
	}
	for _, p := range t.PrimaryKey.Parts {
		if p.Column != nil && p.Column.Generated != nil {
			f.report(CodeExclusive, p.Column.Origin.Name, nil, "column %q is generated and cannot be part of the primary key", p.Column.Name)
		}
	}
}

// Virtual reports whether a module holds the table, as SQLite has it.
func (t *Table) Virtual() bool {
	return slices.ContainsFunc(t.Attrs, func(a Attr) bool { return a.Name == "using" })
}

func (t *Table) has(name string) bool {
	return slices.ContainsFunc(t.Attrs, func(a Attr) bool { return a.Name == name && a.Value == "true" })
}

// checkStrictType reports a column of a strict table whose type is none of the six.
func (f *folder) checkStrictType(t *Table, c *Column) {
	if f.realm.Dialect != SQLite || !t.has("strict") {
		return
	}
	typ, at := strings.Trim(c.Type.Text, `"`), c.Type.Span
	if at.IsZero() || at.Len() == 0 {
		at = c.Origin.Name
	}
	switch {
	case typ == "":
		f.report(CodeUnknownType, at, nil, "column %q has no type, which it needs in a strict table: INT, INTEGER, REAL, TEXT, BLOB or ANY", c.Name)
	case !slices.ContainsFunc(strictTypes, func(s string) bool { return strings.EqualFold(s, typ) }):
		f.report(CodeUnknownType, at, nil, "a strict table has no type %q: INT, INTEGER, REAL, TEXT, BLOB or ANY", typ)
	}
}

// checkRowidCounter reports AUTOINCREMENT of a column that is not the rowid
// (SQLite, "SQLite Autoincrement").
func (f *folder) checkRowidCounter(t *Table, c *Column, rowless bool) {
	switch key := t.PrimaryKey; {
	case key != nil && slices.ContainsFunc(key.Parts, func(p IndexPart) bool { return p.Column == nil }):
	case rowless:
		f.report(CodeAutoIncrement, c.Origin.Name, nil, "column %q cannot be AUTOINCREMENT in a table WITHOUT ROWID", c.Name)
	case key == nil || !t.rowid(key) || key.Parts[0].Column != c:
		f.report(CodeAutoIncrement, c.Origin.Name, nil, "column %q is AUTOINCREMENT and must be declared INTEGER PRIMARY KEY, by just that type", c.Name)
	}
}

// checkReserved reports a name that SQLite keeps for itself (SQLite, "CREATE
// TABLE": 2).
func (f *folder) checkReserved(what string, n Name) {
	if f.realm.Dialect == SQLite && len(n.Text) >= 7 && strings.EqualFold(n.Text[:7], "sqlite_") {
		f.report(CodeInvalidValue, n.Span, nil, "the name %q is SQLite's own: name the %s without the prefix sqlite_", n.Text, what)
	}
}

// checkAdded reports a column that SQLite cannot add to a table, even
// while there are no rows (SQLite, "ALTER TABLE ADD COLUMN").
func (f *folder) checkAdded(t *Table, s *AddColumn) {
	if f.realm.Dialect != SQLite || f.broken {
		return
	}
	if c := f.index.column(t.Columns, s.Column.Name.Text); c != nil {
		f.checkStrictType(t, c)
	}
	for _, d := range s.Constraints {
		switch d.Kind {
		case PrimaryKey:
			f.report(CodePrimaryKeys, d.Span, nil, "SQLite cannot add a primary key to a table: create a new table and copy the rows")
		case Unique:
			f.report(CodeExclusive, d.Span, nil, "SQLite cannot add a unique column: add the column, and then a unique index on it")
		}
	}
}

// checkDropped reports a column that SQLite cannot drop because of what is built on
// it (SQLite, "ALTER TABLE DROP COLUMN").
func (f *folder) checkDropped(t *Table, c *Column, at text.Span) {
	if f.realm.Dialect != SQLite || t.Opaque || f.uncertain[t] {
		return
	}
	on := func(x *Index, what string) {
		f.found = append(f.found, foundProblem{f.step, true, Problem{
			Code: CodeDependents, Severity: Error, Place: f.place, Span: at,
			Message: "column \"" + c.Name + "\" cannot be dropped: " + what,
			Related: []Related{{x.Origin.Place, x.Origin.Name, "which is on the column"}},
		}})
	}
	if key := t.PrimaryKey; key != nil && key.uses(c) {
		on(key, "it is part of the primary key; create a new table and copy the rows")
		return
	}
	for _, x := range t.Indexes {
		switch {
		case !x.uses(c):
		case x.Constraint:
			on(x, "it is part of a unique constraint; create a new table and copy the rows")
			return
		default:
			on(x, "index \""+x.Name+"\" is on it; drop the index first")
			return
		}
	}
}

// checkIndexed reports an index on what SQLite has none on: views and virtual
// tables.
func (f *folder) checkIndexed(t *Table, v *View, s *CreateIndex) {
	switch {
	case f.realm.Dialect != SQLite:
	case v != nil:
		f.report(CodeInvalidValue, s.Table.Name.Span, nil, "view %q cannot have an index: index the tables that it reads", v.Name)
	case t.Virtual():
		f.report(CodeInvalidValue, s.Table.Name.Span, nil, "virtual table %q cannot have an index", t.Name)
	}
}

// checkTrigger reports a trigger that runs at a time at which none can (SQLite,
// "CREATE TRIGGER": 2, 3): a view has nothing but INSTEAD OF, which no table has.
func (f *folder) checkTrigger(s *CreateObject, on Target) {
	if f.realm.Dialect != SQLite || s.Kind != KindTrigger {
		return
	}
	instead := slices.ContainsFunc(s.Attrs, func(a Attr) bool { return strings.HasPrefix(a.Name, "instead_of.") }) ||
		slices.ContainsFunc(s.Refs, func(r ObjectRef) bool { return strings.HasPrefix(r.Attr, "instead_of.") })
	timed := instead || slices.ContainsFunc(s.Attrs, func(a Attr) bool { return strings.HasPrefix(a.Name, "before.") || strings.HasPrefix(a.Name, "after.") }) ||
		slices.ContainsFunc(s.Refs, func(r ObjectRef) bool { return strings.HasSuffix(r.Attr, ".update_of") })
	at := s.Table.Name.Span
	switch {
	case !timed:
	case on.Table != nil && on.Table.Virtual():
		f.report(CodeInvalidValue, at, nil, "virtual table %q cannot have triggers", on.Table.Name)
	case on.Table != nil && instead:
		f.report(CodeInvalidValue, at, nil, "%q is a table, and only a view can have INSTEAD OF triggers: write BEFORE or AFTER", on.Table.Name)
	case on.View != nil && !instead:
		f.report(CodeInvalidValue, at, nil, "%q is a view, which can have INSTEAD OF triggers only", on.View.Name)
	}
}
