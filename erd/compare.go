package erd

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// Change says how an element of a [Difference] came about.
type Change uint8

// The changes. An element that is none of them is the same before and after.
const (
	Same Change = iota
	Added
	Removed
	Changed
)

// sign marks a change where colours cannot.
func (c Change) sign() string { return [...]string{"", "+", "−", "~"}[c] }

// signed is a name behind the sign.
func (c Change) signed(name string) string {
	if c == Same {
		return name
	}
	return c.sign() + " " + name
}

// String is the change in a word; "" of what is the same.
func (c Change) String() string { return [...]string{"", "added", "removed", "changed"}[c] }

// class is the change's class in the SVG.
func (c Change) class() string { return [...]string{"", "add", "del", "mod"}[c] }

// mark is the class after a space.
func (c Change) mark() string {
	if c == Same {
		return ""
	}
	return " " + c.class()
}

// Difference is two schema graphs as one, which holds the elements of both, and
// what changed from the first to the second.
type Difference struct {
	Realm *schema.Realm
	// Added, Removed and Changed count tables, views and enums.
	Added, Removed, Changed int

	changes map[any]Change               // of *schema.Table, *schema.View, *schema.Enum, *schema.Column, *schema.ForeignKey
	notes   map[any]string               // what a changed element was
	values  map[*schema.Enum][]enumValue // of the enums that changed
}

// enumValue is a value of an enum, and how it came about.
type enumValue struct {
	text   string
	change Change
}

// Compare finds what changed between two graphs. Elements are the same if they
// have the same name; foreign keys also if they lead from the same columns to the
// same table. Unless all is set, the result holds no tables but those that
// changed and, with their keys alone, those that keys tie to them; enums and views
// only if they changed.
func Compare(before, after *schema.Realm, all bool) *Difference {
	c := comparer{
		Difference: &Difference{Realm: &schema.Realm{Dialect: after.Dialect, Incomplete: before.Incomplete || after.Incomplete}, changes: map[any]Change{}, notes: map[any]string{}, values: map[*schema.Enum][]enumValue{}},
		tables:     map[*schema.Table]*schema.Table{}, columns: map[*schema.Column]*schema.Column{}, enums: map[*schema.Enum]*schema.Enum{},
		types: types.Of(cmp.Or(after.Dialect, before.Dialect)),
	}
	var pairs []pair[schema.Schema]
	single := len(before.Schemas) == 1 && len(after.Schemas) == 1
	for _, s := range after.Schemas {
		old := before.Schema(s.Name)
		if single {
			old = before.Schemas[0]
		}
		pairs = append(pairs, pair[schema.Schema]{old, s})
	}
	for _, s := range before.Schemas {
		if !single && after.Schema(s.Name) == nil {
			pairs = append(pairs, pair[schema.Schema]{s, nil})
		}
	}
	for _, p := range pairs {
		c.schema(p.old, p.new)
	}
	for _, p := range c.paired {
		c.keys(p.old, p.new)
	}
	for _, x := range c.columns {
		x.Enum = cmp.Or(c.enums[x.Enum], x.Enum)
	}
	if !all {
		c.narrow()
	}
	for _, s := range c.Realm.Schemas {
		for _, t := range s.Tables {
			c.count(c.changes[t])
		}
		for _, v := range s.Views {
			c.count(c.changes[v])
		}
		for _, e := range s.Enums {
			c.count(c.changes[e])
		}
	}
	return c.Difference
}

// tip adds to an element's tooltip what became of it.
func (d *Difference) tip(element any, tip string) string {
	switch d.changes[element] {
	case Added:
		return strings.TrimSuffix("added: "+tip, ": ")
	case Removed:
		return strings.TrimSuffix("removed: "+tip, ": ")
	case Changed:
		return strings.TrimSpace(tip + "\nchanged: " + tipText(d.notes[element]))
	}
	return tip
}

// mark is the class of an element that changed, after a space.
func (d *Difference) mark(element any) string {
	return d.changes[element].mark()
}

// valuesOf gives the values of an enum, and of one that changed those that it had.
func (d *Difference) valuesOf(e *schema.Enum) []enumValue {
	if values, ok := d.values[e]; ok {
		return values
	}
	values := make([]enumValue, len(e.Values))
	for i, text := range e.Values {
		values[i].text = text
	}
	return values
}

func (d *Difference) count(c Change) {
	switch c {
	case Added:
		d.Added++
	case Removed:
		d.Removed++
	case Changed:
		d.Changed++
	}
}

type comparer struct {
	*Difference
	tables  map[*schema.Table]*schema.Table // of either graph, to that of both
	columns map[*schema.Column]*schema.Column
	enums   map[*schema.Enum]*schema.Enum
	types   *types.Table
	paired  []pair[schema.Table]
}

// match pairs what has the same name, in the order of news; what is only in olds
// stands behind what it stood behind there.
func match[E any](olds, news []*E, name func(*E) string) (pairs []pair[E]) {
	counterpart := make([]int, len(news))
	kept := make([]bool, len(olds))
	at := map[string][]int{} // a name can be declared twice
	for i, e := range olds {
		at[name(e)] = append(at[name(e)], i)
	}
	for i, e := range news {
		counterpart[i] = -1
		if left := at[name(e)]; len(left) > 0 {
			counterpart[i], at[name(e)] = left[0], left[1:]
			kept[left[0]] = true
		}
	}
	gone := func(from int) {
		for i := from; i < len(olds) && !kept[i]; i++ {
			pairs = append(pairs, pair[E]{olds[i], nil})
		}
	}
	gone(0)
	for i, e := range news {
		if j := counterpart[i]; j < 0 {
			pairs = append(pairs, pair[E]{nil, e})
		} else {
			pairs = append(pairs, pair[E]{olds[j], e})
			gone(j + 1)
		}
	}
	return pairs
}

// pair is an element before and after; one may be nil.
type pair[E any] struct{ old, new *E }

func (c *comparer) schema(old, new *schema.Schema) {
	both := &schema.Schema{}
	var empty schema.Schema
	if old == nil {
		old = &empty
	} else {
		both.Name = old.Name
	}
	if new == nil {
		new = &empty
	} else {
		both.Name = new.Name
	}
	c.Realm.Schemas = append(c.Realm.Schemas, both)
	for _, p := range match(old.Tables, new.Tables, func(t *schema.Table) string { return t.Name }) {
		both.Tables = append(both.Tables, c.table(both, p.old, p.new))
	}
	for _, p := range match(old.Views, new.Views, func(v *schema.View) string { return v.Name }) {
		both.Views = append(both.Views, c.view(both, p.old, p.new))
	}
	for _, p := range match(old.Enums, new.Enums, func(e *schema.Enum) string { return e.Name }) {
		both.Enums = append(both.Enums, c.enum(both, p.old, p.new))
	}
}

// mark notes how an element of both came about from old and new, either of which
// may be nil; was says what it was, if it is another now.
func mark[E any](c *comparer, both, old, new *E, was string) {
	switch {
	case old == nil:
		c.changes[both] = Added
	case new == nil:
		c.changes[both] = Removed
	case was != "":
		c.changes[both] = Changed
		c.notes[both] = was
	}
}

func (c *comparer) table(s *schema.Schema, old, new *schema.Table) *schema.Table {
	t := &schema.Table{}
	if new != nil {
		*t = *new
		c.tables[new] = t
	} else {
		*t = *old
		t.Origins = nil
	}
	if old != nil {
		c.tables[old] = t
	}
	// A partition is drawn as its table, which need not be here.
	t.Schema, t.ForeignKeys, t.IsPartition, t.Parents = s, nil, t.IsPartition && c.parents(t), nil
	if t.IsPartition {
		t.Parents = []*schema.Table{c.tables[c.parent(old, new)]}
	}
	c.paired = append(c.paired, pair[schema.Table]{old, new})
	var olds, news []*schema.Column
	if old != nil {
		olds = old.Columns
	}
	if new != nil {
		news = new.Columns
	}
	t.Columns = c.columnsOf(olds, news, old != nil && new != nil)
	what := ""
	if old != nil && new != nil {
		if slices.ContainsFunc(t.Columns, func(x *schema.Column) bool { return c.changes[x] != Same }) {
			what = "columns"
		}
		if was, is := indexes(old), indexes(new); was != is {
			what = strings.TrimPrefix(what+", keys and indexes", ", ")
		}
		if was, is := checks(old), checks(new); was != is {
			what = strings.TrimPrefix(what+", checks", ", ")
		}
		if old.Comment != new.Comment {
			what = strings.TrimPrefix(what+", comment", ", ")
		}
	}
	mark(c, t, old, new, what)
	t.PrimaryKey = c.index(t.PrimaryKey)
	t.Indexes = slices.Clone(t.Indexes)
	for i := range t.Indexes {
		t.Indexes[i] = c.index(t.Indexes[i])
	}
	return t
}

// parent is the table that a partition belongs to, of the graph that it is copied
// from.
func (c *comparer) parent(old, new *schema.Table) *schema.Table {
	for _, t := range []*schema.Table{new, old} {
		if t != nil && len(t.Parents) > 0 {
			return t.Parents[0]
		}
	}
	return nil
}

func (c *comparer) parents(t *schema.Table) bool {
	return len(t.Parents) > 0 && c.tables[t.Parents[0]] != nil
}

// columnsOf merges columns; those of a table that is new or gone as a whole are
// not marked.
func (c *comparer) columnsOf(olds, news []*schema.Column, marked bool) (merged []*schema.Column) {
	for _, p := range match(olds, news, func(x *schema.Column) string { return x.Name }) {
		old, new := p.old, p.new
		x := &schema.Column{}
		if new != nil {
			*x = *new
			c.columns[new] = x
		} else {
			*x = *old
			x.Origin = schema.Origin{}
		}
		if old != nil {
			c.columns[old] = x
		}
		merged = append(merged, x)
		if !marked {
			continue
		}
		was := ""
		if old != nil && new != nil && c.columnText(old) != c.columnText(new) {
			was = "it was " + c.columnText(old)
		}
		mark(c, x, old, new, was)
	}
	return merged
}

// index is an index with the columns of both graphs.
func (c *comparer) index(x *schema.Index) *schema.Index {
	if x == nil {
		return nil
	}
	copied := *x
	copied.Parts = slices.Clone(x.Parts)
	for i, p := range copied.Parts {
		copied.Parts[i].Column = c.columns[p.Column]
	}
	return &copied
}

func (c *comparer) view(s *schema.Schema, old, new *schema.View) *schema.View {
	v := &schema.View{}
	if new != nil {
		*v = *new
	} else {
		*v = *old
		v.Origins = nil
	}
	var olds, news []*schema.Column
	if old != nil {
		olds = old.Columns
	}
	if new != nil {
		news = new.Columns
	}
	v.Schema, v.DependsOn = s, nil
	v.Columns = c.columnsOf(olds, news, old != nil && new != nil)
	what := ""
	if old != nil && new != nil && (strings.Join(strings.Fields(old.Query), " ") != strings.Join(strings.Fields(new.Query), " ") || old.Materialized != new.Materialized) {
		what = "query"
	}
	if what == "" && slices.ContainsFunc(v.Columns, func(x *schema.Column) bool { return c.changes[x] != Same }) {
		what = "columns"
	}
	mark(c, v, old, new, what)
	return v
}

func (c *comparer) enum(s *schema.Schema, old, new *schema.Enum) *schema.Enum {
	e := &schema.Enum{}
	if new != nil {
		*e = *new
		c.enums[new] = e
	} else {
		*e = *old
		e.Origins = nil
	}
	if old != nil {
		c.enums[old] = e
	}
	e.Schema = s
	was := ""
	if old != nil && new != nil && !slices.Equal(old.Values, new.Values) {
		was = "its values were " + strings.Join(old.Values, ", ")
		c.values[e] = mergeValues(old, new)
	}
	mark(c, e, old, new, was)
	return e
}

// mergeValues gives the values of an enum before and after.
func mergeValues(old, new *schema.Enum) (values []enumValue) {
	pointers := func(texts []string) (all []*string) {
		for i := range texts {
			all = append(all, &texts[i])
		}
		return all
	}
	for _, p := range match(pointers(old.Values), pointers(new.Values), func(s *string) string { return *s }) {
		switch {
		case p.old == nil:
			values = append(values, enumValue{*p.new, Added})
		case p.new == nil:
			values = append(values, enumValue{*p.old, Removed})
		default:
			values = append(values, enumValue{*p.new, Same})
		}
	}
	return values
}

// keys merges the foreign keys of a table, once all tables are.
func (c *comparer) keys(old, new *schema.Table) {
	var olds, news []*schema.ForeignKey
	t := c.tables[new]
	if new == nil {
		t = c.tables[old]
	} else {
		news = new.ForeignKeys
	}
	if old != nil {
		olds = old.ForeignKeys
	}
	for _, p := range match(olds, news, keyText) {
		old, new := p.old, p.new
		f := &schema.ForeignKey{}
		if new != nil {
			*f = *new
		} else {
			*f = *old
			f.Origin = schema.Origin{}
		}
		f.Table, f.RefTable = t, c.tables[f.RefTable]
		f.Columns, f.RefColumns = c.both(f.Columns), c.both(f.RefColumns)
		t.ForeignKeys = append(t.ForeignKeys, f)
		was := ""
		if old != nil && new != nil && differ(old, new) {
			was = "it was " + cmp.Or(strings.TrimSpace(old.Name+actions(old)), "without a name and actions")
		}
		mark(c, f, old, new, was)
		if c.changes[f] != Same && c.changes[t] == Same {
			c.changes[t], c.notes[t] = Changed, "foreign keys"
		}
	}
}

func (c *comparer) both(columns []*schema.Column) []*schema.Column {
	merged := make([]*schema.Column, len(columns))
	for i, x := range columns {
		merged[i] = c.columns[x]
	}
	return merged
}

// narrow leaves what changed, and of the tables next to that the keys.
func (c *comparer) narrow() {
	keep := map[*schema.Table]bool{}
	for _, s := range c.Realm.Schemas {
		for _, t := range s.Tables {
			changed := c.changes[t] != Same
			keep[t] = keep[t] || changed
			for _, f := range t.ForeignKeys {
				if f.RefTable != nil && (changed || c.changes[f.RefTable] != Same) {
					keep[t], keep[f.RefTable] = true, true
				}
			}
		}
	}
	for _, s := range c.Realm.Schemas {
		s.Tables = slices.DeleteFunc(s.Tables, func(t *schema.Table) bool { return !keep[t] })
		s.Views = slices.DeleteFunc(s.Views, func(v *schema.View) bool { return c.changes[v] == Same })
		s.Enums = slices.DeleteFunc(s.Enums, func(e *schema.Enum) bool { return c.changes[e] == Same })
	}
	c.Realm.Schemas = slices.DeleteFunc(c.Realm.Schemas, func(s *schema.Schema) bool {
		return len(s.Tables)+len(s.Views)+len(s.Enums) == 0
	})
	needed := map[*schema.Column]bool{}
	for t := range keep {
		if c.changes[t] == Same {
			t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(f *schema.ForeignKey) bool { return !keep[f.RefTable] })
		}
		for _, f := range t.ForeignKeys {
			for _, x := range append(slices.Clone(f.Columns), f.RefColumns...) {
				needed[x] = true
			}
		}
	}
	for t := range keep {
		if c.changes[t] == Same {
			t.Columns = slices.DeleteFunc(t.Columns, func(x *schema.Column) bool { return !needed[x] && !inPrimaryKey(t, x) })
		}
	}
}
