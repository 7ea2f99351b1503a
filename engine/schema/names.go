package schema

import (
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxName is PostgreSQL's longest identifier in bytes: NAMEDATALEN − 1
// ("4.1.1. Identifiers and Key Words").
const maxName = 63

// constraintName is the name that the database gives to a constraint or index of
// t that has none. Only PostgreSQL's rule is known to be stable:
// table_columns_suffix, both parts shortened to fit, and a number where the name
// is taken ("CREATE TABLE", and ChooseIndexName, ChooseConstraintName and
// makeObjectName in its source). Other databases' are "".
func (f *folder) constraintName(t *Table, columns []string, suffix string) string {
	if f.realm.Dialect != Postgres {
		return ""
	}
	return f.chooseName(t.Schema, t.Name, columns, suffix)
}

// chooseName is constraintName of a relation, or "seq" for a sequence. A key is an
// index too, so that neither another relation nor another constraint of the
// schema may have its name.
func (f *folder) chooseName(in *Schema, relation string, columns []string, suffix string) string {
	joined := ""
	for _, c := range columns {
		if joined != "" {
			joined += "_"
		}
		if joined += c; len(joined) > maxName {
			break // ChooseIndexNameAddition looks at no more
		}
	}
	constraint := suffix != "idx" && suffix != "seq"
	index := suffix != "fkey" && suffix != "check"
	if f.numbers == nil {
		f.numbers = map[nameStem]int{}
	}
	stem := nameStem{in, relation, joined, suffix}
	for n := f.numbers[stem]; ; n++ {
		name := objectName(relation, joined, numbered(suffix, n))
		if index && f.relationTaken(in, name) || constraint && f.constraintTaken(in, name) {
			continue
		}
		f.numbers[stem] = n
		return name
	}
}

// nameStem is what names differ from by a number only.
type nameStem struct {
	in                        *Schema
	relation, columns, suffix string
}

// numbered is a name with a number, but for the first of its kind.
func numbered(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + strconv.Itoa(n)
}

// indexColumns are the columns and expressions of an index as its name has them:
// those that it includes among them, and none twice (PostgreSQL,
// ChooseIndexColumnNames in its source).
func indexColumns(x *Index) []string {
	var names []string
	add := func(name string) {
		for n := 0; ; n++ {
			unique := name
			if n > 0 {
				number := strconv.Itoa(n)
				unique = clip(name, maxName-len(number)) + number
			}
			if !slices.Contains(names, unique) {
				names = append(names, unique)
				return
			}
		}
	}
	for _, p := range x.Parts {
		add(cmp.Or(p.Name, p.called, "expr"))
	}
	for _, c := range x.Include {
		add(c.Name)
	}
	return names
}

// objectName puts a name together (PostgreSQL, makeObjectName in its source): the
// longer part is cut first, by bytes, and then what is left at the end of a
// character.
func objectName(table, columns, label string) string {
	room := maxName - len(label) - 1
	if columns != "" {
		room--
	}
	first, second := len(table), len(columns)
	for first+second > room {
		if first > second {
			first--
		} else {
			second--
		}
	}
	table, columns = clip(table, first), clip(columns, second)
	if columns == "" {
		return table + "_" + label
	}
	return table + "_" + columns + "_" + label
}

// clip is as much of a name as fits in n bytes, in whole characters.
func clip(name string, n int) string {
	if len(name) <= n {
		return name
	}
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n]
}

// takenNames are the names that relations and constraints have, or have had.
// Whether one still has it is looked up when that matters, which is seldom. With
// the name of an index goes the table that has it; others have none.
type takenNames struct {
	relations   map[nameKey]*Table
	constraints map[nameKey]bool
}

// takeRelation notes the name of a table, view, index or sequence.
func (f *folder) takeRelation(in *Schema, name string) {
	if f.taken != nil {
		f.taken.relations[nameKey{in.Name, f.index.fold(name)}] = nil
	}
}

func (f *folder) takeConstraint(in *Schema, name string) {
	if f.taken != nil {
		f.taken.constraints[nameKey{in.Name, name}] = true
	}
}

// takeIndex notes the name of an index, and of the constraint that it is for.
func (f *folder) takeIndex(in *Schema, on *Table, x *Index) {
	if f.taken != nil {
		f.taken.relations[nameKey{in.Name, f.index.fold(x.Name)}] = on
		if x.Constraint {
			f.takeConstraint(in, x.Name)
		}
	}
}

// takeAll notes all names of a schema.
func (f *folder) takeAll(s *Schema) {
	if f.taken == nil {
		return
	}
	for _, t := range s.Tables {
		f.takeTable(t)
	}
	for _, v := range s.Views {
		f.takeView(v)
	}
	for _, o := range s.Objects {
		f.takeObject(o)
	}
}

func (f *folder) takeTable(t *Table) {
	if f.taken == nil {
		return
	}
	f.takeRelation(t.Schema, t.Name)
	t.eachIndex(func(x *Index) { f.takeIndex(t.Schema, t, x) })
	for _, fk := range t.ForeignKeys {
		f.takeConstraint(t.Schema, fk.Name)
	}
	for _, c := range t.Checks {
		f.takeConstraint(t.Schema, c.Name)
	}
}

func (f *folder) takeView(v *View) {
	if f.taken == nil {
		return
	}
	f.takeRelation(v.Schema, v.Name)
	for _, x := range v.Indexes {
		f.takeIndex(v.Schema, nil, x)
	}
}

func (f *folder) takeObject(o *Object) {
	if f.taken == nil {
		return
	}
	switch o.Kind {
	case KindSequence, KindComposite:
		f.takeRelation(o.Schema, o.Name)
	case KindDomain:
		for _, c := range o.Checks {
			f.takeConstraint(o.Schema, c.Name)
		}
	}
}

// eachIndex calls do with all indexes of a table: its primary key, and those that
// it has from the table that it is a partition of, among them.
func (t *Table) eachIndex(do func(*Index)) {
	if t.PrimaryKey != nil {
		do(t.PrimaryKey)
	}
	for _, x := range t.Indexes {
		do(x)
	}
	for _, x := range t.implied {
		do(x)
	}
}

// known makes the sets of names, at the first question.
func (f *folder) known() *takenNames {
	if f.taken == nil {
		f.taken = &takenNames{map[nameKey]*Table{}, map[nameKey]bool{}}
		for _, s := range f.realm.Schemas {
			f.takeAll(s)
		}
	}
	return f.taken
}

// everTaken reports whether a relation of the schema has a name, or has had it.
func (f *folder) everTaken(in *Schema, name string) bool {
	_, taken := f.known().relations[nameKey{in.Name, f.index.fold(name)}]
	return taken
}

// relationTaken reports whether a relation of the schema has a name.
func (f *folder) relationTaken(in *Schema, name string) bool {
	key := nameKey{in.Name, name}
	if f.impliedSequence(key) != nil {
		return true
	}
	if !f.everTaken(in, name) {
		return false
	}
	x := f.index
	if x.tables[key] != nil || x.views[key] != nil || x.objects[objectKey{KindSequence, in.Name, name}] != nil || x.objects[objectKey{KindComposite, in.Name, name}] != nil {
		return true
	}
	found := false
	is := func(x *Index) { found = found || x.Name == name }
	for _, t := range in.Tables {
		t.eachIndex(is)
	}
	for _, v := range in.Views {
		for _, x := range v.Indexes {
			is(x)
		}
	}
	return found
}

// constraintTaken reports whether a constraint of the schema has a name.
func (f *folder) constraintTaken(in *Schema, name string) bool {
	if !f.known().constraints[nameKey{in.Name, name}] {
		return false
	}
	found := false
	for _, t := range in.Tables {
		t.eachIndex(func(x *Index) { found = found || x.Constraint && x.Name == name })
		for _, fk := range t.ForeignKeys {
			found = found || fk.Name == name
		}
		for _, c := range t.Checks {
			found = found || c.Name == name
		}
	}
	for _, o := range in.Objects {
		for _, c := range o.Checks {
			found = found || o.Kind == KindDomain && c.Name == name
		}
	}
	return found
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
