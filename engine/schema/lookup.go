package schema

import (
	"slices"
	"sort"
	"strings"
)

// context says how the names at some place are looked up.
type context struct {
	scope int      // the part: block labels are known within it
	home  string   // the schema the part loads into
	path  []string // where unqualified names of SQL are looked up, and created in the first
}

// index finds elements by name.
type index struct {
	foldCase bool // names differ only by more than case
	exact    bool // but for those of tables and views: two that differ by case are two, and one of another case will do
	anyCase  bool // the dialect may be one where they do: a name of another case will do, if there is only one
	schemas  map[string]*Schema
	tables   map[nameKey]*Table
	views    map[nameKey]*View
	enums    map[nameKey]*Enum
	objects  map[objectKey]*Object
	labels   map[labelKey]any // *Schema, *Table, *View, *Enum or *Object
	byName   map[string][]*Table
	contexts map[string][]contextChange // by file, by offset
	members  members
}

type nameKey struct{ schema, name string }

type objectKey struct {
	kind         Kind
	schema, name string
}

type labelKey struct {
	scope            int
	kind             Kind
	qualifier, label string
}

type contextChange struct {
	start int
	ctx   *context
}

func newIndex(d Dialect) *index {
	return &index{
		foldCase: d == MySQL || d == MariaDB || d == SQLite || d == SQLServer,
		exact:    d == MySQL || d == MariaDB,
		anyCase:  d == "",
		schemas:  map[string]*Schema{},
		tables:   map[nameKey]*Table{},
		views:    map[nameKey]*View{},
		enums:    map[nameKey]*Enum{},
		objects:  map[objectKey]*Object{},
		labels:   map[labelKey]any{},
		byName:   map[string][]*Table{},
		contexts: map[string][]contextChange{},
	}
}

// fold is a name as the index compares it.
func (x *index) fold(name string) string {
	if x.foldCase {
		return strings.ToLower(name)
	}
	return name
}

// key is the name of a table, view or enum as the index compares it. MySQL keeps
// each table in a file of its name, whose case counts where it does for files
// (MySQL, "Identifier Case Sensitivity").
func (x *index) key(schema, name string) nameKey {
	if !x.exact {
		name = x.fold(name)
	}
	return nameKey{x.fold(schema), name}
}

func (x *index) same(a, b string) bool {
	return a == b || x.foldCase && strings.EqualFold(a, b)
}

func (x *index) column(columns []*Column, name string) *Column {
	for _, c := range columns {
		if x.same(c.Name, name) {
			return c
		}
	}
	for _, c := range columns {
		if c.Label != "" && c.Label == name {
			return c
		}
	}
	if x.anyCase {
		for _, c := range columns {
			if strings.EqualFold(c.Name, name) {
				return c
			}
		}
	}
	return nil
}

// enter records that names in file, from offset start on, are looked up in ctx.
// A file that two parts load keeps what the first said.
func (x *index) enter(file string, start int, ctx *context) {
	changes := x.contexts[file]
	if len(changes) > 0 && (changes[0].ctx.scope != ctx.scope || start == 0) {
		return
	}
	x.contexts[file] = append(changes, contextChange{start, ctx})
}

func (x *index) contextAt(file string, offset int) *context {
	changes := x.contexts[file]
	i := sort.Search(len(changes), func(i int) bool { return changes[i].start > offset })
	if i == 0 {
		return nil
	}
	return changes[i-1].ctx
}

// declare makes an HCL block findable by its labels, under its schema's name
// and, unless another block took it first, alone.
func (x *index) declare(ctx *context, kind Kind, label, name Ref, element any) {
	if label.IsZero() {
		label = name
	}
	for _, qualifier := range []string{"", label.Schema.Text, name.Schema.Text} {
		key := labelKey{ctx.scope, kind, qualifier, label.Name.Text}
		if _, taken := x.labels[key]; !taken {
			x.labels[key] = element
		}
	}
}

// search calls try with each schema in which ref may be found, until it returns
// true.
func (x *index) search(ctx *context, ref Ref, try func(schema string) bool) bool {
	if !ref.Schema.IsZero() {
		schema := ref.Schema.Text
		if ref.Label {
			if s, ok := x.labels[labelKey{ctx.scope, KindSchema, "", schema}].(*Schema); ok {
				schema = s.Name
			}
		}
		return try(schema)
	}
	if ref.Label {
		return try(ctx.home)
	}
	if len(ctx.path) == 0 {
		return try(ctx.home)
	}
	return slices.ContainsFunc(ctx.path, try)
}

// table is the table that a name stands for. A view that comes before it on the
// search path hides it.
func (x *index) table(ctx *context, ref Ref) *Table {
	if t := labelled[*Table](x, ctx, KindTable, ref); t != nil {
		return t
	}
	var found *Table
	isView := false
	x.search(ctx, ref, func(schema string) bool {
		key := x.key(schema, ref.Name.Text)
		found = x.tables[key]
		isView = found == nil && x.views[key] != nil
		return found != nil || isView
	})
	if isView {
		return nil
	}
	if found == nil && ref.Schema.IsZero() {
		// The connection's search path is not in the text. A name that only one
		// schema has cannot mean anything else.
		if same := x.byName[x.fold(ref.Name.Text)]; len(same) == 1 {
			found = same[0]
		}
	}
	if found == nil && x.exact {
		for _, t := range x.byName[x.fold(ref.Name.Text)] {
			if x.search(ctx, ref, func(schema string) bool { return x.same(schema, t.Schema.Name) }) {
				if found != nil {
					return nil
				}
				found = t
			}
		}
	}
	if found == nil && x.anyCase {
		found = x.tableOfAnyCase(ref)
	}
	return found
}

// tableOfAnyCase is the only table whose name is ref's but for the case of its
// letters.
func (x *index) tableOfAnyCase(ref Ref) *Table {
	var found *Table
	for _, t := range x.tables {
		if strings.EqualFold(t.Name, ref.Name.Text) && (ref.Schema.IsZero() || strings.EqualFold(t.Schema.Name, ref.Schema.Text)) {
			if found != nil {
				return nil
			}
			found = t
		}
	}
	return found
}

func (x *index) view(ctx *context, ref Ref) *View {
	for _, kind := range []Kind{KindView, KindMaterialized} {
		if v := labelled[*View](x, ctx, kind, ref); v != nil {
			return v
		}
	}
	return find(x, ctx, ref, x.views)
}

func (x *index) enum(ctx *context, ref Ref) *Enum {
	if e := labelled[*Enum](x, ctx, KindEnum, ref); e != nil {
		return e
	}
	return find(x, ctx, ref, x.enums)
}

func (x *index) object(ctx *context, kind Kind, ref Ref) *Object {
	if o := labelled[*Object](x, ctx, kind, ref); o != nil {
		return o
	}
	var found *Object
	x.search(ctx, ref, func(schema string) bool {
		found = x.objects[objectKey{kind, x.fold(schema), x.fold(ref.Name.Text)}]
		return found != nil
	})
	return found
}

func find[E any](x *index, ctx *context, ref Ref, in map[nameKey]*E) *E {
	var found *E
	x.search(ctx, ref, func(schema string) bool {
		found = in[x.key(schema, ref.Name.Text)]
		return found != nil
	})
	if found == nil && ref.Schema.IsZero() {
		for key, e := range in {
			if key.name == x.fold(ref.Name.Text) || x.exact && strings.EqualFold(key.name, ref.Name.Text) {
				if found != nil {
					return nil
				}
				found = e
			}
		}
	}
	return found
}

func labelled[E any](x *index, ctx *context, kind Kind, ref Ref) E {
	var none E
	if !ref.Label {
		return none
	}
	e, _ := x.labels[labelKey{ctx.scope, kind, ref.Schema.Text, ref.Name.Text}].(E)
	return e
}

// typeKinds are the objects that can be a column's type.
var typeKinds = []Kind{KindDomain, KindComposite, KindRange}

// Target is what a name stands for; the fields on the way to it are set too: a
// column's target has its Table or View.
type Target struct {
	Kind   Kind
	Schema *Schema
	Table  *Table
	View   *View
	Column *Column
	Enum   *Enum
	Object *Object
	// Index, ForeignKey and Check are what a table or view has: of a KindIndex or
	// KindConstraint, one is set.
	Index      *Index
	ForeignKey *ForeignKey
	Check      *Check
}

// Element is the target itself: a *Column, *Index, *ForeignKey, *Check, *Table,
// *View, *Enum, *Object or *Schema of the realm, and nil for the zero Target. Two names stand for the same
// element if their targets' elements are equal.
func (t Target) Element() any {
	switch {
	case t.Column != nil:
		return t.Column
	case t.Index != nil:
		return t.Index
	case t.ForeignKey != nil:
		return t.ForeignKey
	case t.Check != nil:
		return t.Check
	case t.Table != nil:
		return t.Table
	case t.View != nil:
		return t.View
	case t.Enum != nil:
		return t.Enum
	case t.Object != nil:
		return t.Object
	case t.Schema != nil:
		return t.Schema
	}
	return nil
}

// Owner is the table or view of a column, a key, an index or a check; of any other
// target it is that itself.
func (t Target) Owner() Target {
	owner := t
	owner.Column, owner.Index, owner.ForeignKey, owner.Check = nil, nil, nil, nil
	if owner.Element() == t.Element() {
		return t
	}
	switch {
	case t.Table != nil:
		owner.Kind = KindTable
	case t.View != nil && t.View.Materialized:
		owner.Kind = KindMaterialized
	default:
		owner.Kind = KindView
	}
	return owner
}

// Origins are the places that declared the target, the declaration first.
func (t Target) Origins() []Origin {
	switch {
	case t.Column != nil:
		if t.Column.Origin.IsZero() {
			return nil
		}
		return []Origin{t.Column.Origin}
	case t.Index != nil:
		return declaredAt(t.Index.Origin)
	case t.ForeignKey != nil:
		return declaredAt(t.ForeignKey.Origin)
	case t.Check != nil:
		return declaredAt(t.Check.Origin)
	case t.Table != nil:
		return t.Table.Origins
	case t.View != nil:
		return t.View.Origins
	case t.Enum != nil:
		return t.Enum.Origins
	case t.Object != nil:
		return t.Object.Origins
	case t.Schema != nil:
		return t.Schema.Origins
	}
	return nil
}

// declaredAt is the origin of what has one. What has no name in the text is
// declared where its definition stands.
func declaredAt(o Origin) []Origin {
	if o.IsZero() {
		return nil
	}
	if o.Name.IsZero() {
		o.Name = o.Span
	}
	return []Origin{o}
}

// Resolve finds what a site stands for, given the file and the absolute byte
// offset at which it stands. It reports false for what the realm does not hold.
func (r *Realm) Resolve(file string, offset int, s Site) (Target, bool) {
	ctx := r.index.contextAt(file, offset)
	if ctx == nil {
		return Target{}, false
	}
	return r.resolve(ctx, s)
}

func (r *Realm) resolve(ctx *context, s Site) (Target, bool) {
	x := r.index
	switch s.Kind {
	case KindSchema:
		if found, ok := x.labels[labelKey{ctx.scope, KindSchema, "", s.Ref.Name.Text}].(*Schema); ok && s.Ref.Label {
			return Target{Kind: KindSchema, Schema: found}, true
		}
		if found := x.schemas[x.fold(s.Ref.Name.Text)]; found != nil {
			return Target{Kind: KindSchema, Schema: found}, true
		}
	case KindTable, KindRelation, KindView, KindMaterialized:
		return r.relation(ctx, s.Ref)
	case KindColumn:
		if s.Query != nil {
			return r.queryColumn(ctx, s)
		}
		owner, ok := r.relation(ctx, s.Ref)
		if !ok {
			return Target{}, false
		}
		if c := x.column(owner.Columns(), s.Column); c != nil {
			owner.Kind, owner.Column = KindColumn, c
			return owner, true
		}
	case KindEnum, KindType, KindDomain, KindComposite, KindRange:
		if t := x.typeOnPath(ctx, s.Ref); t.Kind != "" {
			return t, true
		}
		if e := x.enum(ctx, s.Ref); e != nil {
			return Target{Kind: KindEnum, Schema: e.Schema, Enum: e}, true
		}
		for _, kind := range typeKinds {
			if o := x.object(ctx, kind, s.Ref); o != nil {
				return Target{Kind: kind, Schema: o.Schema, Object: o}, true
			}
		}
		if s.Kind == KindType {
			return r.relation(ctx, s.Ref) // a table's row type
		}
	case KindIndex:
		if t, ok := r.member(ctx, s.Ref); ok && !s.Ref.Label {
			return t, true
		}
	case KindConstraint:
		if owner, ok := r.relation(ctx, s.Ref); ok && !s.Ref.Label && owner.Table != nil {
			return owner.Table.constraint(func(name string) bool { return x.same(name, s.Column) })
		}
	default:
		if o := x.object(ctx, s.Kind, s.Ref); o != nil {
			return Target{Kind: s.Kind, Schema: o.Schema, Object: o}, true
		}
	}
	return Target{}, false
}

// typeOnPath is the type of a name in the first schema of the search path that has
// one, of whatever kind.
func (x *index) typeOnPath(ctx *context, ref Ref) (found Target) {
	if ref.Label {
		return found
	}
	x.search(ctx, ref, func(schema string) bool {
		if e := x.enums[x.key(schema, ref.Name.Text)]; e != nil {
			found = Target{Kind: KindEnum, Schema: e.Schema, Enum: e}
			return true
		}
		for _, kind := range typeKinds {
			if o := x.objects[objectKey{kind, x.fold(schema), x.fold(ref.Name.Text)}]; o != nil {
				found = Target{Kind: kind, Schema: o.Schema, Object: o}
				return true
			}
		}
		return false
	})
	return found
}

func (r *Realm) relation(ctx *context, ref Ref) (Target, bool) {
	if t := r.index.table(ctx, ref); t != nil {
		return Target{Kind: KindTable, Schema: t.Schema, Table: t}, true
	}
	if v := r.index.view(ctx, ref); v != nil {
		kind := KindView
		if v.Materialized {
			kind = KindMaterialized
		}
		return Target{Kind: kind, Schema: v.Schema, View: v}, true
	}
	return Target{}, false
}
