package hcl

import (
	"maps"
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// Shape is what the tables say of a block, for those who write blocks.
type Shape struct{ spec *blockSpec }

// BlockShape gives the shape of a top-level block in schema files of a dialect.
// It reports false for a block that the dialect does not have.
func BlockShape(d schema.Dialect, typ string) (Shape, bool) {
	spec := grammarOf(State{Kind: KindSchema, Dialect: d}).root.children[typ]
	return Shape{spec}, spec != nil
}

// FileShape gives the shape of a file: its blocks are those at the top.
func FileShape(st State) Shape { return Shape{grammarOf(st).root} }

// Block gives the shape of a block within this one.
func (s Shape) Block(typ string) (Shape, bool) {
	spec := s.spec.children[typ]
	return Shape{spec}, spec != nil
}

// Blocks gives the types of the blocks in this one, and Attributes the names of
// its attributes; both begin with what is required.
func (s Shape) Blocks() []string     { return s.spec.blockNames }
func (s Shape) Attributes() []string { return s.spec.attrNames }

// Variants gives the first labels that make blocks of this type differ, sorted.
func (s Shape) Variants() []string { return slices.Sorted(maps.Keys(s.spec.variants)) }

// Variant gives the shape of the block with that first label.
func (s Shape) Variant(label string) Shape { return Shape{s.spec.variants[label]} }

// Required gives the attributes that the block must have.
func (s Shape) Required() []string {
	n := 0
	for n < len(s.spec.attrNames) && s.spec.attrs[s.spec.attrNames[n]].required {
		n++
	}
	return s.spec.attrNames[:n]
}

// Labels gives how many labels the block has, at least and at most.
func (s Shape) Labels() (least, most int) { return s.spec.minLabels, s.spec.maxLabels }

// OneOf gives sets of attributes and blocks of which the block must have one.
func (s Shape) OneOf() [][]string { return s.spec.oneOf }

// BlockRequired reports whether the block must stand in the one around it.
func (s Shape) BlockRequired() bool { return s.spec.required }

// Form says how the value of an attribute may be written.
type Form struct {
	List  bool     // as a list of the others
	Words []string // as one of these keywords
	Bare  bool     // as a number or truth value …
	Bool  bool     // … and of those only as a truth value
	Text  bool     // as a string
	SQL   bool     // as sql("…")
	Type  bool     // as a type
	Map   bool     // as an object
	Any   bool     // as anything
	Refs  []string // as a reference to such a block: "table", "table.column", "*"
}

// Attribute gives the form of an attribute. It reports false for one that the
// block does not have.
func (s Shape) Attribute(name string) (Form, bool) {
	a := s.spec.attrs[name]
	if a == nil {
		return Form{}, false
	}
	var f Form
	for _, acc := range a.accepts {
		if acc.kind == acceptList {
			f.List = true
			acc = *acc.elem
		}
		switch acc.kind {
		case acceptAny:
			f.Any = true
		case acceptString:
			f.Text = true
		case acceptBool, acceptInt, acceptNumber:
			f.Bool = !f.Bare && acc.kind == acceptBool
			f.Bare = true
		case acceptMap:
			f.Map = true
		case acceptType:
			f.Type = true
		case acceptSQL:
			f.SQL = true
		case acceptRef:
			f.Refs = append(f.Refs, acc.ref)
		case acceptEnum:
			f.Words = append(f.Words, acc.enum...)
		}
	}
	return f, true
}
