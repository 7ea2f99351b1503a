package hcl

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// expect fills in what fits at a position.
func (r *reader) expect(x *Expectation, at *position) {
	switch at.top.kind {
	case 'H':
		x.InString, x.StringOf = true, at.attrPath()
		return
	case 'Q':
		r.expectString(x, at)
		return
	case 'B':
		if !at.block.inValue {
			r.expectItem(x, at)
			return
		}
	case '{':
		if !at.top.inValue && at.top.attr == "" && len(at.top.items) == 0 {
			return // the key of an object
		}
	}
	r.expectValue(x, at)
}

// expectItem offers blocks and attributes, or labels behind a block's type.
func (r *reader) expectItem(x *Expectation, at *position) {
	spec := at.block.spec
	if spec == nil {
		return
	}
	if len(at.top.items) > 0 {
		if family := spec.children[at.top.items[0].text]; family != nil && len(at.top.items) == 1 {
			for _, c := range labelsOf(family) {
				c.Insert = `"` + c.Label + `"`
				x.Values = append(x.Values, c)
			}
		}
		return
	}
	for _, name := range spec.attrNames {
		if a := spec.attrs[name]; a.deprecated == "" && !at.block.attrs[name] && !excluded(spec, name, at.block) {
			x.Attributes = append(x.Attributes, Candidate{
				Label:    name,
				Detail:   a.detail(),
				Doc:      a.doc,
				Insert:   name + " = " + a.snippet(1),
				Required: a.required,
			})
		}
	}
	for _, name := range spec.blockNames {
		c := spec.child(name, "")
		if c == nil || c.deprecated != "" || at.block.blocks[name] && !c.repeatable && c.maxLabels < 1 || name == "primary_key" && at.block.blocks[name] ||
			excluded(spec, name, at.block) {
			continue
		}
		x.Blocks = append(x.Blocks, Candidate{
			Label:    name,
			Detail:   "block",
			Doc:      c.doc,
			Insert:   c.snippet(),
			Required: c.required,
		})
	}
}

// excluded reports whether the block already has something that excludes name.
func excluded(spec *blockSpec, name string, f *frame) bool {
	for _, group := range spec.exclusive {
		in, taken := false, false
		for _, member := range group {
			member, _, _ = strings.Cut(member, " ")
			in = in || member == name
			taken = taken || f.attrs[member] || f.blocks[member] && member != name
		}
		if in && taken {
			return true
		}
	}
	return false
}

// labelsOf lists the first labels that a block's table knows.
func labelsOf(family *blockSpec) []Candidate {
	var out []Candidate
	for label, v := range family.variants {
		out = append(out, Candidate{Label: label, Detail: family.typ, Doc: v.doc})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Label < out[j].Label })
	return out
}

// expectString tells in which string the place is.
func (r *reader) expectString(x *Expectation, at *position) {
	x.InString = true
	parent := at.frames[len(at.frames)-2]
	switch {
	case parent.kind == 'B' && !parent.inValue:
		if len(parent.items) == 0 {
			return
		}
		typ := parent.items[0].text
		x.StringOf = typ + " label"
		if family := parent.spec.childOf(typ); family != nil && len(parent.items) == 1 {
			x.Values = labelsOf(family)
		}
		return
	case parent.kind == '(' && parent.call != "":
		x.StringOf = parent.call + "()"
		return
	case parent.kind == '[' && parent.path:
		// table["…"]: a name as in table.…
		outer := at.frames[len(at.frames)-3]
		r.expectRef(x, at, pathOf(append(outer.items, item{kind: tokPunct, text: "."})))
		return
	}
	x.StringOf = at.attrPath()
	if a := at.block.spec.attrOf(at.block.attr); a != nil {
		values, _ := a.enums()
		for _, v := range values {
			x.Values = append(x.Values, Candidate{Label: v, Detail: a.name})
		}
	}
}

func (b *blockSpec) childOf(typ string) *blockSpec {
	if b == nil {
		return nil
	}
	return b.children[typ]
}

func (b *blockSpec) attrOf(name string) *attrSpec {
	if b == nil {
		return nil
	}
	return b.attrs[name]
}

// pathOf reads the reference that ends the items: the names before the last
// dot. It is nil when no dot ends them.
func pathOf(items []item) []string {
	var path []string
	for i := len(items); i >= 2 && items[i-1].kind == tokPunct && items[i-1].text == "."; i -= 2 {
		name := items[i-2]
		if name.kind != tokIdent && name.kind != tokQuoteText {
			return nil
		}
		path = append(path, name.text)
	}
	slices.Reverse(path)
	return path
}

// expectValue offers what a value may be, or continues a reference.
func (r *reader) expectValue(x *Expectation, at *position) {
	if path := pathOf(at.top.items); path != nil {
		r.expectRef(x, at, path)
		return
	}
	if n := len(at.top.items); n > 0 && at.top.items[n-1].kind != tokPunct {
		return // behind a complete value
	}
	spec := at.block.spec.attrOf(at.block.attr)
	general := at.block.spec == nil || at.block.spec.anyAttribute && spec == nil || spec != nil && spec.takes(acceptAny)
	inList := false
	for _, f := range at.frames[1:] {
		switch f.kind {
		case '(':
			if _, known := functions()[f.call]; !known && spec != nil && spec.takes(acceptType) {
				return // the parameters of a type
			}
			general = true
		case '$', '{':
			general = true
		case '[':
			inList = true
		}
	}
	if at.block.attr == "type" && at.block.typ == "variable" {
		for _, t := range []string{"string", "bool", "number", "int", "list(string)", "set(string)", "map(string)"} {
			x.Values = append(x.Values, Candidate{Label: t, Detail: "type of a variable"})
		}
		return
	}
	if spec != nil && !general {
		r.expectForms(x, spec, inList)
	}
	x.Refs = appendKind(x.Refs, SiteVariable, SiteLocal)
	if r.st.Kind == KindProject {
		x.Refs = appendKind(x.Refs, SiteData, SiteDocker)
	}
	if general || r.st.Kind == KindProject || r.st.Kind == KindTest {
		for _, name := range functionNames(r.st.Kind) {
			x.Values = append(x.Values, Candidate{Label: name, Detail: functions()[name], Insert: name + "($1)"})
		}
	}
}

// expectForms offers the forms that an attribute accepts.
func (r *reader) expectForms(x *Expectation, spec *attrSpec, inList bool) {
	offered := map[string]bool{}
	offer := func(c Candidate) {
		if !offered[c.Label] {
			offered[c.Label] = true
			x.Values = append(x.Values, c)
		}
	}
	for _, acc := range spec.accepts {
		if acc.kind == acceptList {
			if !inList {
				elem := "$1"
				if acc.elem.kind == acceptRef && strings.HasSuffix(acc.elem.ref, ".column") {
					elem = "column.$1"
				} else if acc.elem.kind == acceptString {
					elem = `"$1"`
				}
				offer(Candidate{Label: "[…]", Detail: "list", Insert: "[" + elem + "]"})
				continue
			}
			acc = *acc.elem
		}
		switch acc.kind {
		case acceptBool:
			offer(Candidate{Label: "true", Detail: "bool"})
			offer(Candidate{Label: "false", Detail: "bool"})
		case acceptEnum:
			for _, v := range acc.enum {
				offer(Candidate{Label: v, Detail: spec.name})
			}
		case acceptSQL:
			offer(Candidate{Label: "sql", Detail: functions()["sql"], Doc: "An expression in SQL, as it is.", Insert: `sql("$1")`})
		case acceptType:
			x.Types = true
			for _, name := range r.grammar.types.UsualWords() {
				for _, c := range typeCandidates(name, r.grammar.types.Word(name)) {
					offer(c)
				}
			}
		case acceptRef:
			x.Refs = appendKind(x.Refs, refKinds(acc.ref, r.st.Kind)...)
		}
	}
}

// refKinds are the kinds that a reference of a table file's kind begins with.
func refKinds(ref string, kind FileKind) []schema.Kind {
	if owner, member, ok := strings.Cut(ref, "."); ok {
		if member == "column" {
			return []schema.Kind{schema.KindColumn, schema.Kind(owner)}
		}
		return []schema.Kind{schema.Kind(owner)}
	}
	if ref != "*" {
		return []schema.Kind{heads[ref].kind}
	}
	if kind == KindProject {
		return []schema.Kind{SiteData, SiteDocker}
	}
	return []schema.Kind{
		schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindFunction, schema.KindProcedure, schema.KindEnum,
		schema.KindDomain, schema.KindComposite, schema.KindSequence, schema.KindExtension,
	}
}

func appendKind(kinds []schema.Kind, more ...schema.Kind) []schema.Kind {
next:
	for _, k := range more {
		for _, have := range kinds {
			if have == k {
				continue next
			}
		}
		kinds = append(kinds, k)
	}
	return kinds
}

// expectRef continues a reference of which path was written.
func (r *reader) expectRef(x *Expectation, at *position, path []string) {
	if len(path) == 0 {
		return
	}
	name := func(i int) schema.Name { return schema.Name{Text: path[i]} }
	words := func(detail string, list ...string) {
		for _, w := range list {
			x.Values = append(x.Values, Candidate{Label: w, Detail: detail})
		}
	}
	root, n := path[0], len(path)
	if kind, ok := members[root]; ok {
		if n == 1 {
			x.Ref = &RefContext{Kind: kind, Ref: x.Enclosing}
		}
		return
	}
	switch root {
	case "atlas":
		words("the selected environment", "env")
		return
	case "each":
		words("of for_each", "key", "value")
		return
	}
	head, ok := heads[root]
	switch {
	case !ok:
	case head.pair && n == 1:
		x.Ref = &RefContext{Kind: head.kind}
	case head.pair && n == 2:
		x.Ref = &RefContext{Kind: head.kind, Ref: schema.Ref{Schema: name(1), Label: true}}
	case head.pair && n == 3:
		if path[0] == "data" && path[1] == "sql" {
			words("of data.sql", "count", "value", "values")
		} else if !strings.HasSuffix(path[1], "_token") && path[1] != "external" && path[1] != "runtimevar" {
			words("of "+root+"."+path[1], "url")
		}
	case n == 1:
		x.Ref = &RefContext{Kind: head.kind}
	case !head.qualified:
	case n == 2:
		x.Ref = &RefContext{Kind: head.kind, Ref: schema.Ref{Schema: name(1), Label: true}}
		if hasMembers(head.kind) {
			words("of "+root+" "+path[1], "column")
		}
	case n == 3 && members[path[2]] != "":
		x.Ref = &RefContext{Kind: members[path[2]], Ref: schema.Ref{Name: name(1), Label: true}}
	case n == 3 && hasMembers(head.kind):
		words("of "+root+" "+path[2], "column")
	case n == 4 && members[path[3]] != "":
		x.Ref = &RefContext{Kind: members[path[3]], Ref: schema.Ref{Schema: name(1), Name: name(2), Label: true}}
	}
}

func hasMembers(kind schema.Kind) bool {
	return kind == schema.KindTable || kind == schema.KindView || kind == schema.KindMaterialized
}

// functions gives the signatures of all functions by name.
func functions() map[string]string { return functionTable().all }

func functionNames(kind FileKind) []string {
	if kind == KindProject {
		return functionTable().project
	}
	return functionTable().common
}

type functionSet struct {
	all             map[string]string
	common, project []string // sorted names
}

var functionTable = sync.OnceValue(func() functionSet {
	var signatures map[string]string
	readTable("functions", &signatures)
	set := functionSet{all: map[string]string{}}
	for name, signature := range signatures {
		if short, ok := strings.CutPrefix(name, "project:"); ok {
			name = short
		} else {
			set.common = append(set.common, name)
		}
		set.all[name] = signature
		set.project = append(set.project, name)
	}
	sort.Strings(set.common)
	sort.Strings(set.project)
	return set
})

// typeCandidates are a type as it may be written: bare, and with parameters
// where they mean something.
func typeCandidates(name string, t *types.Type) []Candidate {
	c := Candidate{Label: name, Detail: t.Title(), Doc: t.Doc}
	if len(t.Params) == 0 || t.Drop || len(t.Width) > 0 {
		return []Candidate{c}
	}
	var out []Candidate
	if !t.Params[0].Required {
		out = append(out, c)
	}
	stops := make([]string, len(t.Params))
	for i, p := range t.Params {
		stops[i] = "${" + strconv.Itoa(i+1) + ":" + p.Name + "}"
		if p.Kind == types.String {
			stops[i] = `"` + stops[i] + `"`
		}
	}
	c.Label, c.Insert = t.Signature(name), name+"("+strings.Join(stops, ", ")+")"
	return append(out, c)
}

// detail says in short what an attribute accepts.
func (a *attrSpec) detail() string {
	var forms []string
	for _, acc := range a.accepts {
		forms = append(forms, acc.String())
	}
	s := strings.Join(forms, " | ")
	if a.required {
		return strings.TrimSuffix("required, "+s, ", ")
	}
	return s
}

// String is the form as a person would describe it.
func (a accept) String() string {
	switch a.kind {
	case acceptString:
		return "string"
	case acceptBool:
		return "bool"
	case acceptInt:
		return "int"
	case acceptNumber:
		return "number"
	case acceptMap:
		return "map"
	case acceptType:
		return "type"
	case acceptSQL:
		return "sql()"
	case acceptRef:
		if a.ref == "*" {
			return "reference"
		}
		return a.ref
	case acceptEnum:
		return "keyword"
	case acceptList:
		return "list of " + a.elem.String()
	}
	return "any"
}

// snippet is a value to fill in, as LSP snippet from tabstop n on.
func (a *attrSpec) snippet(n int) string {
	stop := "$" + strconv.Itoa(n)
	if values, _ := a.enums(); len(values) > 0 && len(values) <= 12 && !a.takes(acceptList) {
		return "${" + strconv.Itoa(n) + "|" + strings.Join(values, ",") + "|}"
	}
	if len(a.accepts) == 0 {
		return stop
	}
	switch acc := a.accepts[0]; {
	case a.only(acceptBool):
		return "${" + strconv.Itoa(n) + "|true,false|}"
	case acc.kind == acceptRef && acc.ref != "*":
		return strings.TrimSuffix(refExample(acc.ref), "name") + stop
	case acc.kind == acceptList && acc.elem.kind == acceptRef && acc.elem.ref != "*":
		return "[" + strings.TrimSuffix(refExample(acc.elem.ref), "name") + stop + "]"
	case acc.kind == acceptList && acc.elem.kind == acceptString:
		return `["` + stop + `"]`
	case acc.kind == acceptList:
		return "[" + stop + "]"
	case a.only(acceptString):
		return `"` + stop + `"`
	case a.only(acceptSQL):
		return `sql("` + stop + `")`
	case acc.kind == acceptMap:
		return "{\n  " + stop + "\n}"
	}
	return stop
}

// snippet is a block to fill in, with the attributes that it needs.
func (b *blockSpec) snippet() string {
	var s strings.Builder
	s.WriteString(b.typ)
	n := 1
	for i := range max(b.minLabels, min(b.maxLabels, 1)) {
		if i >= b.minLabels && !b.namedByHabit() {
			break
		}
		s.WriteString(` "${` + strconv.Itoa(n) + `}"`)
		n++
	}
	s.WriteString(" {\n")
	for _, name := range b.attrNames {
		a := b.attrs[name]
		if a.required || b.typ == "column" && name == "null" {
			s.WriteString("  " + name + " = " + a.snippet(n) + "\n")
			n++
		}
	}
	s.WriteString("  $0\n}")
	return s.String()
}

// namedByHabit tells the blocks that people name though they need not.
func (b *blockSpec) namedByHabit() bool {
	switch b.typ {
	case "check", "arg", "env":
		return true
	}
	return false
}
