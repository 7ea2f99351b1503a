package hcl

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
)

//go:embed tables/*.json
var tableFiles embed.FS

// grammar is what the tables say of one kind of file.
type grammar struct {
	root *blockSpec
	// lenient is set for dialects without a table: nothing is then unknown and
	// nothing missing.
	lenient bool
	types   *typeTable
}

// blockSpec is what the tables say of a block in its place. The root of a
// grammar is a blockSpec whose children are the top-level blocks.
type blockSpec struct {
	typ          string
	label        string // the first label that this variant is for
	doc          string
	attrs        map[string]*attrSpec
	children     map[string]*blockSpec
	variants     map[string]*blockSpec // by first label; nil when the label tells nothing
	within       []string              // the parent's variants that allow the block; nil for all
	required     bool
	repeatable   bool
	anyAttribute bool
	anyBlock     bool
	minLabels    int
	maxLabels    int
	exclusive    [][]string
	oneOf        [][]string
	descendants  map[string][]*blockSpec
	attrNames    []string // the required ones first
	blockNames   []string
}

// attrSpec is what the tables say of an attribute.
type attrSpec struct {
	name     string
	doc      string
	required bool
	accepts  []accept
}

// acceptKind is a kind of value.
type acceptKind uint8

const (
	acceptAny acceptKind = iota
	acceptString
	acceptBool
	acceptInt
	acceptNumber
	acceptMap
	acceptType
	acceptSQL
	acceptRef  // a reference to a block
	acceptEnum // a bare keyword
	acceptList
)

// accept is one form that an attribute's value may have.
type accept struct {
	kind acceptKind
	ref  string   // "schema", "table.column", "*"
	enum []string // the keywords
	elem *accept  // of a list
}

// child is the spec of a block in this one, by its type and first label, or nil.
func (b *blockSpec) child(typ, label string) *blockSpec {
	if b == nil {
		return nil
	}
	spec := b.children[typ]
	if spec == nil || spec.within != nil && !slices.Contains(spec.within, b.label) {
		return nil
	}
	if v := spec.variants[label]; v != nil {
		return v
	}
	return spec
}

// fits reports whether a block may have that many labels.
func (b *blockSpec) fits(labels int) bool {
	return b.minLabels <= labels && labels <= b.maxLabels
}

// holds reports whether the head may stand somewhere in the block.
func (b *blockSpec) holds(h blockHead) bool {
	return slices.ContainsFunc(b.descendants[h.typ], func(s *blockSpec) bool { return s.fits(h.labels) })
}

// sortedNames gives the keys of a map, those of which first holds in front.
func sortedNames[V any](m map[string]V, first func(V) bool) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := first(m[names[i]]), first(m[names[j]]); a != b {
			return a
		}
		return names[i] < names[j]
	})
	return names
}

// enums gives the keywords that the attribute accepts, and whether it accepts
// nothing else.
func (a *attrSpec) enums() (values []string, only bool) {
	only = true
	for _, acc := range a.accepts {
		if acc.kind == acceptList {
			acc = *acc.elem
		}
		if acc.kind == acceptEnum {
			values = append(values, acc.enum...)
		} else {
			only = false
		}
	}
	return values, only && len(values) > 0
}

// accepts reports whether one of the forms is of one of the kinds.
func (a *attrSpec) takes(kinds ...acceptKind) bool {
	return slices.ContainsFunc(a.accepts, func(acc accept) bool { return slices.Contains(kinds, acc.kind) })
}

// only reports whether every form is of one of the kinds.
func (a *attrSpec) only(kinds ...acceptKind) bool {
	return !slices.ContainsFunc(a.accepts, func(acc accept) bool { return !slices.Contains(kinds, acc.kind) })
}

// tableOf names the table file of each dialect that has one.
var tableOf = map[schema.Dialect]string{
	schema.Postgres:   "postgres",
	schema.MySQL:      "mysql",
	schema.MariaDB:    "mariadb",
	schema.SQLite:     "sqlite",
	schema.SQLServer:  "mssql",
	schema.ClickHouse: "clickhouse",
	schema.Redshift:   "redshift",
}

// tableDialects is the order in which tables are joined for a file whose
// dialect is not known; of one thing known to many, the first says most.
var tableDialects = []schema.Dialect{
	schema.Postgres, schema.MySQL, schema.MariaDB, schema.SQLite, schema.SQLServer, schema.ClickHouse, schema.Redshift,
}

// grammarOf gives the grammar of a file. It is never nil.
func grammarOf(st State) *grammar {
	all := grammars()
	switch st.Kind {
	case KindProject, KindTest, KindPlan, KindRule:
		return all.kinds[st.Kind]
	}
	if g := all.dialects[st.Dialect]; g != nil {
		return g
	}
	if st.Dialect == "" {
		return all.union
	}
	return all.generic
}

// grammarSet holds every grammar.
type grammarSet struct {
	kinds    map[FileKind]*grammar
	dialects map[schema.Dialect]*grammar
	union    *grammar // for schema files of unknown dialect
	generic  *grammar // for dialects without a table
}

// grammars reads the embedded tables, once.
var grammars = sync.OnceValue(func() *grammarSet {
	var additions map[string]table
	readTable("additions", &additions)
	types := readTypes()
	load := func(file string, sections ...string) *grammar {
		var t table
		readTable(file, &t)
		for _, s := range sections {
			t.add(additions[s])
		}
		// In schema files a block that needs no name may still have one.
		unnamed := 0
		if slices.Contains(sections, "schema") {
			unnamed = 1
		}
		return &grammar{root: t.build(unnamed), types: types.of("")}
	}
	set := &grammarSet{
		kinds: map[FileKind]*grammar{
			KindProject: load("config", "config"),
			KindTest:    load("testing", "test"),
			KindPlan:    load("plan", "plan"),
			KindRule:    load("rule", "rule"),
		},
		dialects: map[schema.Dialect]*grammar{},
	}
	var union *blockSpec
	for _, d := range tableDialects {
		sections := []string{"schema", tableOf[d]}
		if d == schema.MariaDB {
			sections = append(sections, tableOf[schema.MySQL])
		}
		g := load(tableOf[d], sections...)
		g.types = types.of(d)
		set.dialects[d] = g
		union = join(union, g.root)
	}
	finish(union)
	set.union = &grammar{root: union, types: types.of("")}
	set.generic = &grammar{root: union, lenient: true, types: types.of("")}
	return set
})

func readTable(name string, into any) {
	data, err := tableFiles.ReadFile("tables/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		panic(fmt.Sprintf("hcl: embedded table %s: %v", name, err))
	}
}

// table is a table file: what stands at each block path.
type table map[string]blockEntry

// blockEntry is a block in a table file. Pointers tell what an addition leaves
// as it is.
type blockEntry struct {
	Label            string               `json:"label"`
	Doc              string               `json:"doc"`
	Within           []string             `json:"within"`
	Labels           []int                `json:"labels"` // least and most
	Required         *bool                `json:"required"`
	NameRequired     bool                 `json:"name_required"`
	QualifierAllowed bool                 `json:"qualifier_allowed"`
	Repeatable       bool                 `json:"repeatable"`
	AnyAttribute     bool                 `json:"any_attribute"`
	AnyBlock         bool                 `json:"any_block"`
	Extend           bool                 `json:"extend"` // adds only to a block that the table has
	Exclusive        [][]string           `json:"exclusive"`
	OneOfRequired    [][]string           `json:"one_of_required"`
	Attributes       map[string]attrEntry `json:"attributes"`
}

type attrEntry struct {
	Doc      string   `json:"doc"`
	Required *bool    `json:"required"`
	Accepts  []accept `json:"accepts"`
}

// UnmarshalJSON reads "string", {"ref":"table"}, {"enum":[…]}, {"list":…} and
// {"list_enum":[…]}.
func (a *accept) UnmarshalJSON(data []byte) error {
	var name string
	if json.Unmarshal(data, &name) == nil {
		kinds := map[string]acceptKind{
			"any": acceptAny, "string": acceptString, "bool": acceptBool, "int": acceptInt,
			"number": acceptNumber, "map": acceptMap, "type": acceptType, "sql()": acceptSQL,
		}
		kind, ok := kinds[name]
		if !ok {
			return fmt.Errorf("unknown kind of value %q", name)
		}
		*a = accept{kind: kind}
		return nil
	}
	var form struct {
		Ref      string
		Enum     []string
		List     *accept
		ListEnum []string `json:"list_enum"`
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	switch {
	case form.Ref != "":
		*a = accept{kind: acceptRef, ref: form.Ref}
	case form.Enum != nil:
		*a = accept{kind: acceptEnum, enum: form.Enum}
	case form.List != nil:
		*a = accept{kind: acceptList, elem: form.List}
	default:
		*a = accept{kind: acceptList, elem: &accept{kind: acceptEnum, enum: form.ListEnum}}
	}
	return nil
}

// add lays additions over a table.
func (t table) add(more table) {
	for path, extra := range more {
		e, known := t[path]
		if !known {
			if !extra.Extend {
				t[path] = extra
			}
			continue
		}
		if extra.Label != "" {
			e.Label = extra.Label
		}
		if extra.Doc != "" {
			e.Doc = extra.Doc
		}
		if extra.Labels != nil {
			e.Labels = extra.Labels
		}
		if extra.Within != nil {
			e.Within = extra.Within
		}
		if extra.Required != nil {
			e.Required = extra.Required
		}
		if extra.OneOfRequired != nil {
			e.OneOfRequired = extra.OneOfRequired
		}
		if extra.Exclusive != nil {
			e.Exclusive = extra.Exclusive
		}
		e.Repeatable = e.Repeatable || extra.Repeatable
		e.AnyAttribute = e.AnyAttribute || extra.AnyAttribute
		e.AnyBlock = e.AnyBlock || extra.AnyBlock
		attrs := map[string]attrEntry{}
		for name, a := range e.Attributes {
			attrs[name] = a
		}
		for name, a := range extra.Attributes {
			old := attrs[name]
			if a.Required != nil {
				old.Required = a.Required
			}
			if a.Doc != "" {
				old.Doc = a.Doc
			}
			if a.Accepts != nil {
				old.Accepts = append(slices.Clip(old.Accepts), a.Accepts...)
			}
			attrs[name] = old
		}
		e.Attributes = attrs
		t[path] = e
	}
}

// build makes the tree of a table. A block of which the table says nothing else
// may have unnamed labels.
func (t table) build(unnamed int) *blockSpec {
	root := &blockSpec{children: map[string]*blockSpec{}}
	paths := make([]string, 0, len(t))
	for path := range t {
		paths = append(paths, path)
	}
	sort.Strings(paths) // parents before children
	for _, path := range paths {
		e := t[path]
		parent := root
		parts := strings.Split(path, ".")
		if e.Label != "" {
			parts = parts[:len(parts)-1]
		}
		for _, typ := range parts[:len(parts)-1] {
			parent = parent.ensure(typ)
		}
		spec := parent.ensure(parts[len(parts)-1])
		if e.Label != "" {
			family := spec
			spec = &blockSpec{typ: family.typ, label: e.Label, attrs: map[string]*attrSpec{}, children: family.children}
			if family.variants == nil {
				family.variants = map[string]*blockSpec{}
				family.anyAttribute, family.anyBlock = true, true
				family.minLabels, family.maxLabels = 2, 2
				family.repeatable = true
			}
			family.variants[e.Label] = spec
		}
		spec.fill(e, unnamed)
	}
	finish(root)
	return root
}

func (b *blockSpec) ensure(typ string) *blockSpec {
	c := b.children[typ]
	if c == nil {
		c = &blockSpec{typ: typ, attrs: map[string]*attrSpec{}, children: map[string]*blockSpec{}}
		b.children[typ] = c
	}
	return c
}

func (b *blockSpec) fill(e blockEntry, unnamed int) {
	b.doc, b.within = e.Doc, e.Within
	b.required = e.Required != nil && *e.Required
	b.repeatable = e.Repeatable
	b.anyAttribute = b.anyAttribute || e.AnyAttribute
	b.anyBlock = b.anyBlock || e.AnyBlock
	b.exclusive, b.oneOf = e.Exclusive, e.OneOfRequired
	switch {
	case e.Labels != nil:
		b.minLabels, b.maxLabels = e.Labels[0], e.Labels[1]
	case e.Label != "":
		b.minLabels, b.maxLabels = 2, 2
	case e.QualifierAllowed:
		b.minLabels, b.maxLabels = 1, 2
	case e.NameRequired:
		b.minLabels, b.maxLabels = 1, 1
	default:
		b.maxLabels = unnamed
	}
	for name, a := range e.Attributes {
		b.attrs[name] = &attrSpec{name: name, doc: a.Doc, required: a.Required != nil && *a.Required, accepts: a.Accepts}
	}
}

// join gives the union of two specs: what either knows, and what both require.
func join(a, b *blockSpec) *blockSpec {
	if a == nil || b == nil {
		known := a
		if a == nil {
			known = b
		}
		c := *known
		c.attrs, c.children, c.descendants = map[string]*attrSpec{}, map[string]*blockSpec{}, nil
		c.exclusive, c.oneOf = nil, nil
		for name, spec := range known.attrs {
			c.attrs[name] = &attrSpec{name, spec.doc, spec.required, slices.Clone(spec.accepts)}
		}
		for name, spec := range known.children {
			c.children[name] = join(spec, nil)
		}
		return &c
	}
	c := join(a, nil)
	c.minLabels, c.maxLabels = min(a.minLabels, b.minLabels), max(a.maxLabels, b.maxLabels)
	c.required = a.required && b.required
	c.repeatable = a.repeatable || b.repeatable
	c.anyAttribute, c.anyBlock = a.anyAttribute || b.anyAttribute, a.anyBlock || b.anyBlock
	for name, spec := range c.attrs {
		spec.required = spec.required && b.attrs[name] != nil && b.attrs[name].required
	}
	for name, spec := range b.attrs {
		if have := c.attrs[name]; have == nil {
			c.attrs[name] = &attrSpec{name, spec.doc, false, slices.Clone(spec.accepts)}
		} else {
			have.accepts = joinAccepts(have.accepts, spec.accepts)
		}
	}
	for name, spec := range c.children {
		spec.required = spec.required && b.children[name] != nil && b.children[name].required
	}
	for name, spec := range b.children {
		if c.children[name] = join(c.children[name], spec); a.children[name] == nil {
			c.children[name].required = false
		}
	}
	return c
}

// joinAccepts adds the forms of b to a; keywords of both become one form.
func joinAccepts(a, b []accept) []accept {
	for _, acc := range b {
		i := slices.IndexFunc(a, func(have accept) bool { return have.kind == acc.kind && (acc.kind != acceptRef || have.ref == acc.ref) })
		switch {
		case i < 0 || acc.kind == acceptList && a[i].elem.ref != acc.elem.ref:
			a = append(a, acc)
		case acc.kind == acceptEnum:
			for _, v := range acc.enum {
				if !slices.Contains(a[i].enum, v) {
					a[i].enum = append(slices.Clip(a[i].enum), v)
				}
			}
		}
	}
	return a
}

func (b *blockSpec) sortNames() {
	b.attrNames = sortedNames(b.attrs, func(a *attrSpec) bool { return a.required })
	b.blockNames = sortedNames(b.children, func(c *blockSpec) bool { return c.required })
}

// finish works out what each block may hold, and in which order to list it.
func finish(b *blockSpec) {
	b.descendants = map[string][]*blockSpec{}
	b.sortNames()
	for typ, c := range b.children {
		finish(c)
		for _, v := range c.variants {
			v.descendants = c.descendants
			v.sortNames()
		}
		b.descendants[typ] = append(b.descendants[typ], c)
		for t, specs := range c.descendants {
			b.descendants[t] = append(b.descendants[t], specs...)
		}
	}
}
