package value

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Address names a value: {"var", "", x}, {"local", "", x} or, of a data source and
// its like, {"data", kind, name}.
type Address struct{ Root, Kind, Name string }

// String is the address as an expression writes it.
func (a Address) String() string {
	if a.Kind != "" {
		return a.Root + "." + a.Kind + "." + a.Name
	}
	return a.Root + "." + a.Name
}

// Decl is what declares a value: a block, or an attribute, and the place that
// its positions are relative to.
type Decl struct {
	Place *schema.Place
	Block *hclsyntax.Block     // of a variable or data source
	Attr  *hclsyntax.Attribute // of a local
}

// Attribute is an attribute of the block.
func (d Decl) Attribute(name string) (Decl, bool) {
	a, ok := d.Block.Body.Attributes[name]
	return Decl{Place: d.Place, Attr: a}, ok
}

// Blocks are the blocks of a type within the block.
func (d Decl) Blocks(typ string) []Decl {
	var found []Decl
	for _, b := range d.Block.Body.Blocks {
		if b.Type == typ {
			found = append(found, Decl{Place: d.Place, Block: b})
		}
	}
	return found
}

// NameSpan is the declared name, relative to Place.
func (d Decl) NameSpan() text.Span {
	switch {
	case d.Attr != nil:
		return Span(d.Attr.NameRange)
	case len(d.Block.LabelRanges) > 0:
		return Span(d.Block.LabelRanges[len(d.Block.LabelRanges)-1])
	}
	return Span(d.Block.TypeRange)
}

// Span is a range of hclsyntax in bytes.
func Span(r hcl.Range) text.Span { return text.Span{Start: r.Start.Byte, End: r.End.Byte} }

// Options are what a scope takes from outside.
type Options struct {
	// Inputs are the values given for variables. Those that came as text are
	// strings, whatever the variable's type.
	Inputs map[string]cty.Value
	// Functions are those beside the standard ones.
	Functions map[string]function.Function
	// Globals are further names at the root of an expression, such as atlas.
	Globals map[string]cty.Value
	// Data is the value of a data, docker or exporter block; nil leaves all unknown.
	Data func(Address, Decl) cty.Value
	// Symbolic makes a name or call that is no value stand for itself.
	Symbolic bool
}

// Scope computes values on demand. It is not safe for concurrent use; of a scope
// without Data, Eval and Reduce are after EvaluateAll.
type Scope struct {
	// Problems are those found so far.
	Problems []schema.Problem

	options   Options
	functions map[string]function.Function
	declared  map[Address]Decl
	values    map[Address]cty.Value
	stack     []Address    // what is being evaluated, outermost first
	work      atomic.Int64 // what is left for the for expressions
}

// NewScope makes a scope that declares nothing.
func NewScope(o Options) *Scope {
	s := &Scope{options: o, functions: map[string]function.Function{}, declared: map[Address]Decl{}, values: map[Address]cty.Value{}}
	s.work.Store(maxWork)
	for _, set := range []map[string]function.Function{standard, o.Functions} {
		for name, f := range set {
			s.functions[name] = f
		}
	}
	return s
}

// blocks are the types of the blocks that declare a value under two labels.
var blocks = map[string]bool{"data": true, "docker": true, "exporter": true}

// Declare adds what a block declares, if it is one that declares values.
func (s *Scope) Declare(place *schema.Place, b *hclsyntax.Block) {
	put := func(a Address, d Decl, name hcl.Range) {
		if first, taken := s.declared[a]; taken {
			s.Problems = append(s.Problems, schema.Problem{
				Code: schema.CodeDuplicate, Severity: schema.Error, Place: place, Span: Span(name),
				Message: fmt.Sprintf("%s is already declared", a),
				Related: []schema.Related{{Place: first.Place, Span: first.NameSpan(), Message: "declared here first"}},
			})
			return
		}
		s.declared[a] = d
	}
	switch labels := b.Labels; {
	case b.Type == "variable" && len(labels) == 1:
		put(Address{Root: "var", Name: labels[0]}, Decl{Place: place, Block: b}, b.LabelRanges[0])
	case blocks[b.Type] && len(labels) == 2:
		put(Address{b.Type, labels[0], labels[1]}, Decl{Place: place, Block: b}, b.LabelRanges[1])
	case b.Type == "locals":
		for name, attr := range b.Body.Attributes {
			put(Address{Root: "local", Name: name}, Decl{Place: place, Attr: attr}, attr.NameRange)
		}
	}
}

// Declared is what declares an address.
func (s *Scope) Declared(a Address) (Decl, bool) {
	d, ok := s.declared[a]
	return d, ok
}

// Names lists the declared names of a root ("var", "local", "data") and, for
// data, a kind, in order.
func (s *Scope) Names(root, kind string) []string {
	var names []string
	for a := range s.declared {
		if a.Root == root && a.Kind == kind {
			names = append(names, a.Name)
		}
	}
	slices.Sort(names)
	return names
}

// EvaluateAll evaluates every variable and local, so that the problems of those
// that nothing refers to are found too. Data sources wait until they are needed.
func (s *Scope) EvaluateAll() {
	for _, root := range []string{"var", "local"} {
		for _, name := range s.Names(root, "") {
			s.Get(Address{Root: root, Name: name})
		}
	}
}

// Get is the value of a declaration, unknown if there is none.
func (s *Scope) Get(a Address) cty.Value {
	if v, ok := s.values[a]; ok {
		return v
	}
	d, ok := s.declared[a]
	if !ok || blocks[a.Root] && s.options.Data == nil {
		return cty.DynamicVal
	}
	for i, outer := range s.stack {
		if outer == a {
			s.cycle(s.stack[i:], a)
			return cty.DynamicVal
		}
	}
	if len(s.stack) >= maxDepth {
		return cty.DynamicVal // a chain that long would use up the stack
	}
	s.stack = append(s.stack, a)
	var v cty.Value
	switch {
	case a.Root == "var":
		v = s.variable(a.Name, d)
	case a.Root == "local":
		v = s.Eval(d.Attr.Expr, nil)
	default:
		v = s.options.Data(a, d)
	}
	s.stack = s.stack[:len(s.stack)-1]
	s.values[a] = v
	return v
}

func (s *Scope) cycle(loop []Address, back Address) {
	var names []string
	for _, a := range loop {
		names = append(names, a.String())
		s.values[a] = cty.DynamicVal
	}
	d := s.declared[back]
	s.Report(schema.CodeCycle, d.Place, d.NameSpan(), "refers to itself: "+strings.Join(append(names, back.String()), " → "))
}

// Report adds an error.
func (s *Scope) Report(code schema.Code, place *schema.Place, span text.Span, message string) {
	s.Problems = append(s.Problems, schema.Problem{Code: code, Severity: schema.Error, Place: place, Span: span, Message: message})
}

// Eval evaluates an expression; more are the names, beside the scope's own, that
// it may use. What cannot be known, or fails, is cty.DynamicVal.
func (s *Scope) Eval(expr hclsyntax.Expression, more map[string]cty.Value) cty.Value {
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: s.functions}
	if s.options.Symbolic {
		ctx.Functions = s.symbolicCalls(expr)
	}
	needed := map[string]map[string]cty.Value{"var": {}, "local": {}}
	data := map[string]map[string]map[string]cty.Value{"data": {}}
	symbols := map[string]*symbol{}
	for _, t := range expr.Variables() {
		root := t.RootName()
		if _, ok := more[root]; ok {
			continue
		}
		switch _, global := s.options.Globals[root]; {
		case root == "var" || root == "local":
			if name, ok := step(t, 1); ok {
				needed[root][name] = s.Get(Address{Root: root, Name: name})
			}
		case blocks[root]:
			kind, ok1 := step(t, 1)
			name, ok2 := step(t, 2)
			if ok1 && ok2 {
				if data[root] == nil {
					data[root] = map[string]map[string]cty.Value{}
				}
				if data[root][kind] == nil {
					data[root][kind] = map[string]cty.Value{}
				}
				data[root][kind][name] = s.Get(Address{root, kind, name})
			}
		case global:
			ctx.Variables[root] = s.options.Globals[root]
		case s.options.Symbolic && !valueRoot(root):
			if symbols[root] == nil {
				symbols[root] = &symbol{}
			}
			symbols[root].add(t)
		default:
			ctx.Variables[root] = cty.DynamicVal
		}
	}
	for root, symbol := range symbols {
		ctx.Variables[root] = symbol.value()
	}
	for root, values := range needed {
		ctx.Variables[root] = cty.ObjectVal(values)
	}
	for root, byKind := range data {
		kinds := map[string]cty.Value{}
		for kind, values := range byKind {
			kinds[kind] = cty.ObjectVal(values)
		}
		ctx.Variables[root] = cty.ObjectVal(kinds)
	}
	for name, v := range more {
		ctx.Variables[name] = v
	}
	s.count(expr)
	v, diags := expr.Value(ctx)
	if budget := maxValue; diags.HasErrors() || !fits(v, &budget) {
		return cty.DynamicVal
	}
	return v
}

// step is the name at a position of a traversal: .name or ["name"].
func step(t hcl.Traversal, i int) (string, bool) {
	if i >= len(t) {
		return "", false
	}
	switch s := t[i].(type) {
	case hcl.TraverseAttr:
		return s.Name, true
	case hcl.TraverseIndex:
		if s.Key.Type() == cty.String && s.Key.IsKnown() && !s.Key.IsNull() {
			return s.Key.AsString(), true
		}
	}
	return "", false
}

// String is a known string; ok is false for anything else.
func String(v cty.Value) (s string, ok bool) {
	if v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// Strings is a known list of strings, or a single string; ok is false when any
// part is not known.
func Strings(v cty.Value) (list []string, ok bool) {
	if s, ok := String(v); ok {
		return []string{s}, true
	}
	if v.IsNull() || !v.IsKnown() || !v.CanIterateElements() {
		return nil, false
	}
	for it := v.ElementIterator(); it.Next(); {
		_, el := it.Element()
		s, ok := String(el)
		if !ok {
			return nil, false
		}
		list = append(list, s)
	}
	return list, true
}
