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
	"github.com/schemascope/schemascope/engine/types"
)

//go:embed tables/*.json
var tableFiles embed.FS

// grammarSet holds every grammar.
type grammarSet struct {
	kinds    map[FileKind]*grammar
	dialects map[schema.Dialect]*grammar
	union    *grammar // for schema files of unknown dialect
	generic  *grammar // for dialects without a table
}

// grammars reads the embedded tables, once.
var grammars = sync.OnceValue(func() *grammarSet {
	var docs map[string]docTable
	readTable("doc", &docs)
	load := func(file, kind string) *grammar {
		var t table
		readTable(file, &t)
		// In schema files a block that needs no name may still have one.
		unnamed := 0
		if kind == "schema" {
			unnamed = 1
		}
		return &grammar{root: t.build(unnamed, docs[kind]), types: types.Of("")}
	}
	set := &grammarSet{
		kinds: map[FileKind]*grammar{
			KindProject: load("config", "config"),
			KindTest:    load("test", "test"),
			KindPlan:    load("plan", "plan"),
			KindRule:    load("rule", "rule"),
		},
		dialects: map[schema.Dialect]*grammar{},
	}
	var union *blockSpec
	for _, d := range tableDialects {
		g := load(tableOf[d], "schema")
		g.types = types.Of(d)
		set.dialects[d] = g
		union = join(union, g.root)
	}
	finish(union)
	set.union = &grammar{root: union, types: types.Of("")}
	set.generic = &grammar{root: union, lenient: true, types: types.Of("")}
	return set
})

// deprecatedFunctions gives the functions that are deprecated, and what to write
// instead of each.
var deprecatedFunctions = sync.OnceValue(func() map[string]string {
	var names map[string]string
	readTable("deprecated", &names)
	return names
})

// mistake is an attribute that people write where Atlas says the same otherwise.
type mistake struct {
	With    string `json:"with"` // what the block must know for the advice to hold; "" for nothing
	Instead string `json:"instead"`
}

// mistakes gives, by a block's type and the attribute's name in it, what is
// mistaken for an attribute.
var mistakes = sync.OnceValue(func() map[string]mistake {
	var all map[string]mistake
	readTable("mistaken", &all)
	return all
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

// table is a table file: what stands at each block path, such as "table.column"
// or, for the blocks of one first label, data "hcl_schema".
type table map[string]blockEntry

// blockEntry is a block in a table file.
type blockEntry struct {
	Deprecated       string               `json:"deprecated"`
	Within           []string             `json:"within"`
	Labels           []int                `json:"labels"` // least and most
	Required         bool                 `json:"required"`
	NameRequired     bool                 `json:"name_required"`
	QualifierAllowed bool                 `json:"qualifier_allowed"`
	Repeatable       bool                 `json:"repeatable"`
	AnyAttribute     bool                 `json:"any_attribute"`
	AnyBlock         bool                 `json:"any_block"`
	Exclusive        [][]string           `json:"exclusive"`
	OneOfRequired    [][]string           `json:"one_of_required"`
	Attributes       map[string]attrEntry `json:"attributes"`
}

type attrEntry struct {
	Deprecated string   `json:"deprecated"`
	Required   bool     `json:"required"`
	Accepts    []accept `json:"accepts"`
}

// docTable says in one line what blocks and attributes are for. Its keys are
// paths, or ends of paths: "comment" speaks of every attribute of that name,
// "index.comment" of those in index blocks.
type docTable struct {
	// Usual are the attributes and blocks that people write most in a block, the
	// likeliest first, by the block's path, or its end; those of a file by "".
	Usual      map[string][]string `json:"usual"`
	Blocks     map[string]string   `json:"blocks"`
	Attributes map[string]string   `json:"attributes"`
}

// usual is what is said of a path: what names most of it holds.
func (d docTable) usual(path string) []string {
	for {
		names := d.Usual[path]
		dot := strings.IndexByte(path, '.')
		if names != nil || dot < 0 {
			return names
		}
		path = path[dot+1:]
	}
}

// lookUp finds what is said of a path: what names most of it holds.
func lookUp(docs map[string]string, path string) string {
	for {
		if doc := docs[path]; doc != "" {
			return doc
		}
		_, rest, ok := strings.Cut(path, ".")
		if !ok {
			return ""
		}
		path = rest
	}
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

// build makes the tree of a table. A block of which the table says nothing else
// may have unnamed labels.
func (t table) build(unnamed int, docs docTable) *blockSpec {
	root := &blockSpec{children: map[string]*blockSpec{}, usual: docs.Usual[""]}
	paths := make([]string, 0, len(t))
	for path := range t {
		paths = append(paths, path)
	}
	sort.Strings(paths) // parents before children
	for _, path := range paths {
		parent := root
		at, label, _ := strings.Cut(path, " ")
		parts := strings.Split(at, ".")
		for _, typ := range parts[:len(parts)-1] {
			parent = parent.ensure(typ)
		}
		spec := parent.ensure(parts[len(parts)-1])
		if label = strings.Trim(label, `"`); label != "" {
			family := spec
			spec = &blockSpec{typ: family.typ, label: label, attrs: map[string]*attrSpec{}, children: family.children}
			if family.variants == nil {
				family.variants = map[string]*blockSpec{}
				family.anyAttribute, family.anyBlock = true, true
				family.minLabels, family.maxLabels = 2, 2
				family.repeatable = true
				family.doc = docs.Blocks[at]
			}
			family.variants[label] = spec
			at += "." + label
		}
		spec.fill(t[path], unnamed)
		spec.doc, spec.usual = lookUp(docs.Blocks, path), docs.usual(at)
		for name, a := range spec.attrs {
			a.doc = lookUp(docs.Attributes, at+"."+name)
		}
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
	b.deprecated, b.within = e.Deprecated, e.Within
	b.required, b.repeatable = e.Required, e.Repeatable
	b.anyAttribute = b.anyAttribute || e.AnyAttribute
	b.anyBlock = b.anyBlock || e.AnyBlock
	b.exclusive, b.oneOf = e.Exclusive, e.OneOfRequired
	switch {
	case e.Labels != nil:
		b.minLabels, b.maxLabels = e.Labels[0], e.Labels[1]
	case b.label != "":
		b.minLabels, b.maxLabels = 2, 2
	case e.QualifierAllowed:
		b.minLabels, b.maxLabels = 1, 2
	case e.NameRequired:
		b.minLabels, b.maxLabels = 1, 1
	default:
		b.maxLabels = unnamed
	}
	for name, a := range e.Attributes {
		b.attrs[name] = &attrSpec{name: name, deprecated: a.Deprecated, required: a.Required, accepts: a.Accepts}
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
			c.attrs[name] = &attrSpec{name, spec.doc, spec.deprecated, spec.required, slices.Clone(spec.accepts)}
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
			c.attrs[name] = &attrSpec{name, spec.doc, spec.deprecated, false, slices.Clone(spec.accepts)}
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
	b.attrNames = listed(b.attrs, b.usual, func(a *attrSpec) bool { return a.required })
	b.blockNames = listed(b.children, b.usual, func(c *blockSpec) bool { return c.required })
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
