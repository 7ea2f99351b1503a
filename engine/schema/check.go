package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// check looks at the finished graph for what the database would reject. What is
// not known — an opaque table, a type of another dialect, a source that was not
// loaded — is passed over.
func (f *folder) check() {
	for _, k := range f.keys {
		if f.has(k.fk) && k.fk.RefTable != nil {
			f.checkKeyTypes(k)
			f.checkKeyTarget(k)
		}
	}
	for _, d := range f.defaults {
		f.checkDefault(d)
	}
	f.checkLabels()
	for _, s := range f.realm.Schemas {
		f.checkNames(s)
		for _, t := range s.Tables {
			f.checkTableNames(t)
			f.checkAutoIncrement(t)
		}
	}
}

// checked records a problem that a source which is not known could explain.
func (f *folder) checked(code Code, severity Severity, step int, related Related, o Origin, format string, args ...any) {
	p := Problem{Code: code, Severity: severity, Place: o.Place, Span: o.Name, Message: fmt.Sprintf(format, args...)}
	if related.Place != nil {
		p.Related = []Related{related}
	}
	f.found = append(f.found, foundProblem{step, true, p})
}

// mark notes an element that need not be the first of its name.
func (f *folder) mark(element any, ifNotExists bool) {
	if ifNotExists {
		f.optional[element] = true
	}
}

// stepOf is when the chunk at a place is applied.
func (f *folder) stepOf(p *Place) int {
	if f.steps == nil {
		f.steps = map[*Place]int{}
		step := 0
		for _, part := range f.sources {
			for _, file := range part.Files {
				for _, placed := range file.Chunks {
					step++
					f.steps[placed.Place] = step
				}
			}
		}
	}
	return f.steps[p]
}

// namespace finds names that are taken.
type namespace map[string]any // elements by their names

// enter adds an element; if another has the name, the later of them is reported.
func (f *folder) enter(n namespace, name string, element any) {
	key := f.index.fold(name)
	switch element.(type) {
	case *Table, *View:
		key = f.index.key("", name).name
	}
	first, ok := n[key]
	if !ok {
		n[key] = element
		return
	}
	what, declared, here := appearance(element)
	firstWhat, firstDeclared, there := appearance(first)
	if f.before(declared, firstDeclared) {
		n[key] = element
		element, first = first, element
		what, declared, here, firstWhat, there = firstWhat, firstDeclared, there, what, here
	}
	if f.optional[element] || sameConstraint(first, element) {
		return
	}
	step := f.stepOf(declared.Place)
	if _, ok := element.(*Index); ok && what != firstWhat {
		if _, ok := first.(*Index); ok {
			what, firstWhat = "index", "index"
		}
	}
	if firstWhat == what {
		f.clash(step, true, here, there, fmt.Sprintf("%s %q is already declared", what, name), "declared here first",
			fmt.Sprintf("%s %q is declared again", what, name), "declared here again")
		return
	}
	f.clash(step, true, here, there, fmt.Sprintf("%s %q has the name of %s", what, name, article(firstWhat)), "the "+firstWhat,
		fmt.Sprintf("%s %q has the name of %s", firstWhat, name, article(what)), "the "+what)
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// appearance is what messages call an element, where it is applied, and where it
// is reported: at its model, if it was generated from one.
func appearance(element any) (what string, declared, reported Origin) {
	var origins []Origin
	switch e := element.(type) {
	case *Table:
		what, origins = "table", e.Origins
	case *View:
		what, origins = "view", e.Origins
	case *Enum:
		what, origins = "enum", e.Origins
	case *Object:
		what, origins = string(e.Kind), e.Origins
	case *Index:
		what, origins = "index", []Origin{e.Origin}
		if e.Constraint {
			what = "constraint"
		}
	case *ForeignKey:
		what, origins = "constraint", []Origin{e.Origin}
	case *Check:
		what, origins = "constraint", []Origin{e.Origin}
	}
	return what, origins[len(origins)-1], origins[0]
}

// before reports whether a is applied before b.
func (f *folder) before(a, b Origin) bool {
	return cmp.Or(cmp.Compare(f.stepOf(a.Place), f.stepOf(b.Place)), cmp.Compare(a.Span.Start, b.Span.Start)) < 0
}

// sameConstraint reports whether two elements are the same unique constraint
// twice, of which PostgreSQL makes one (transformIndexConstraints in its source).
func sameConstraint(a, b any) bool {
	x, ok := a.(*Index)
	y, also := b.(*Index)
	return ok && also && x.Constraint && y.Constraint &&
		slices.EqualFunc(x.Parts, y.Parts, func(p, q IndexPart) bool { return p.Column != nil && p.Column == q.Column })
}

// namespaces says which names of a schema's elements must differ from those of
// its tables and views, which differ in every dialect: of indexes (PostgreSQL,
// "CREATE INDEX"; SQLite, "CREATE INDEX"), of types and sequences (PostgreSQL,
// "CREATE TYPE", "CREATE SEQUENCE").
type namespaces struct{ indexes, types bool }

var dialectNamespaces = map[Dialect]namespaces{
	Postgres: {indexes: true, types: true},
	SQLite:   {indexes: true},
}

// checkNames finds elements of one schema that have the same name.
func (f *folder) checkNames(s *Schema) {
	shared := dialectNamespaces[f.realm.Dialect]
	if len(s.Views) == 0 && !shared.indexes {
		return
	}
	relations := make(namespace, 4*len(s.Tables))
	indexes := func(list []*Index) {
		for _, x := range list {
			// SQLite keeps no name of a constraint.
			if shared.indexes && x.named() && (!x.Constraint || f.realm.Dialect == Postgres) {
				f.enter(relations, x.Name, x)
			}
		}
	}
	for _, t := range s.Tables {
		f.enter(relations, t.Name, t)
		if t.PrimaryKey != nil {
			indexes([]*Index{t.PrimaryKey})
		}
		indexes(t.Indexes)
	}
	if !f.cascaded { // which may have taken any view with it
		for _, v := range s.Views {
			f.enter(relations, v.Name, v)
			indexes(v.Indexes)
		}
	}
	if !shared.types {
		return
	}
	for _, o := range s.Objects {
		if o.Kind == KindSequence && !f.dropped || o.Kind == KindComposite {
			f.enter(relations, o.Name, o)
		}
	}
	types := namespace{}
	enter := func(name string, element any) {
		// Which has a type of its name (PostgreSQL, pg_type), where it is no sequence.
		switch r := relations[f.index.fold(name)].(type) {
		case *Table, *View:
			types[f.index.fold(name)] = r
		case *Object:
			if r.Kind != KindSequence {
				types[f.index.fold(name)] = r
			}
		}
		f.enter(types, name, element)
	}
	for _, e := range s.Enums {
		enter(e.Name, e)
	}
	for _, o := range s.Objects {
		if o.Kind == KindDomain || o.Kind == KindRange {
			enter(o.Name, o)
		}
	}
}

// named reports whether the declaration gives the index a name.
func (x *Index) named() bool { return x.Name != "" && x.Origin.Name != x.Origin.Span }

// checkTableNames finds constraints, and MySQL's indexes, of one table that have
// the same name (PostgreSQL, pg_constraint; MySQL 8.0, "CREATE TABLE Statement").
func (f *folder) checkTableNames(t *Table) {
	if len(t.ForeignKeys)+len(t.Checks)+len(t.Indexes) < 2 {
		return
	}
	if f.scratch == nil {
		f.scratch = []namespace{{}, {}}
	}
	keys, checks := f.scratch[0], f.scratch[0]
	switch f.realm.Dialect {
	case Postgres:
		for _, x := range t.Indexes {
			if x.Constraint && x.named() {
				keys[x.Name] = x // among themselves: checkNames
			}
		}
	case MySQL, MariaDB:
		checks = f.scratch[1]
		for _, x := range t.Indexes {
			if x.named() {
				f.enter(keys, x.Name, x)
			}
		}
		clear(keys) // a foreign key may have the name of its index
	case SQLServer:
		// Of constraints, names are the schema's; within a table that is certain.
		for _, x := range t.Indexes {
			if x.named() && x.Constraint {
				f.enter(keys, x.Name, x)
			} else if x.named() {
				f.enter(f.scratch[1], x.Name, x)
			}
		}
		clear(f.scratch[1])
	default:
		return
	}
	for _, fk := range t.ForeignKeys {
		if fk.Name != "" && fk.Origin.Name != fk.Origin.Span {
			f.enter(keys, fk.Name, fk)
		}
	}
	for _, c := range t.Checks {
		if c.Name != "" && c.Origin.Name != c.Origin.Span {
			f.enter(checks, c.Name, c)
		}
	}
	clear(keys)
	clear(checks)
}

// unrepeatable are the kinds of which a schema may hold one of a name only, and,
// of functions, one for the same arguments; the rest may be declared twice.
var unrepeatable = []Kind{KindFunction, KindProcedure, KindTrigger, KindPolicy, KindRule, KindSequence, KindDomain, KindComposite, KindRange, KindExtension}

// checkReplaced reports an object that takes the place of one that nothing said
// to replace.
func (f *folder) checkReplaced(s *CreateObject, first, again *Object) {
	key := objectKey{s.Kind, f.index.fold(again.Schema.Name), f.index.fold(again.Name)}
	switch {
	case s.OrReplace, f.realm.Dialect == "", !slices.Contains(unrepeatable, s.Kind):
	case f.overloaded[key]: // which of them was dropped is not known
	case !s.Table.IsZero() && again.Table == nil:
	case f.cascaded, f.dropped && s.Kind == KindSequence: // it may have gone with something else
	case strings.Contains(s.Signature, "?"):
	default:
		f.clash(f.step, true, again.Origins[0], first.Origins[0], fmt.Sprintf("%s %q is already declared", s.Kind, again.Name),
			"declared here first", fmt.Sprintf("%s %q is declared again", s.Kind, again.Name), "declared here again")
	}
}

// checkTwice reports a column that a key or index has twice: MySQL rejects it in
// any of them, PostgreSQL in constraints. The others take it.
func (f *folder) checkTwice(t *Table, parts []PartDef, constraint bool) {
	switch f.realm.Dialect {
	case MySQL, MariaDB:
	case Postgres:
		if !constraint {
			return
		}
	default:
		return
	}
	if len(parts) < 2 {
		return
	}
	seen := make(map[string]bool, len(parts))
	for _, p := range parts {
		name := f.index.fold(p.Column.Text)
		if seen[name] {
			f.report(CodeDuplicate, p.Column.Span, nil, "column %q stands twice in this key of table %q: remove one", p.Column.Text, t.Name)
		}
		seen[name] = !p.Column.IsZero()
	}
}
