package project

import (
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// evaluator computes values on demand, each at most once.
type evaluator struct {
	project *Project
	fs      FS
	options Options

	declared map[address]part // variables, locals and data sources
	values   map[address]cty.Value
	stack    []address // what is being evaluated, outermost first
	sites    []placedSites
	all      map[string]function.Function
	visits   int // of data sources
}

type placedSites struct {
	place *schema.Place
	sites []schema.Site
}

// address names a value: {"var", "", x}, {"local", "", x} or {"data", kind, name}.
type address struct{ root, kind, name string }

func (a address) String() string {
	if a.kind != "" {
		return a.root + "." + a.kind + "." + a.name
	}
	return a.root + "." + a.name
}

// dataScheme marks the url of a data source, as a value: data://kind/name.
const dataScheme = "data://"

func newEvaluator(p *Project, fs FS, o Options) *evaluator {
	return &evaluator{project: p, fs: fs, options: o, declared: map[address]part{}, values: map[address]cty.Value{}}
}

func (e *evaluator) declare(b part) {
	put := func(a address, p part, name hcl.Range) {
		if first, taken := e.declared[a]; taken {
			e.project.Problems = append(e.project.Problems, schema.Problem{
				Code: schema.CodeDuplicate, Severity: schema.Error, Place: b.place, Span: span(name),
				Message: fmt.Sprintf("%s is already declared", a),
				Related: []schema.Related{{Place: first.place, Span: first.nameSpan(), Message: "declared here first"}},
			})
			return
		}
		e.declared[a] = p
	}
	labels := b.block.Labels
	switch {
	case b.block.Type == "variable" && len(labels) == 1:
		put(address{root: "var", name: labels[0]}, b, b.block.LabelRanges[0])
	case b.block.Type == "data" && len(labels) == 2:
		put(address{"data", labels[0], labels[1]}, b, b.block.LabelRanges[1])
	case b.block.Type == "locals":
		for name, attr := range b.block.Body.Attributes {
			put(address{root: "local", name: name}, part{place: b.place, attr: attr}, attr.NameRange)
		}
	}
}

func (b part) nameSpan() text.Span {
	switch {
	case b.attr != nil:
		return span(b.attr.NameRange)
	case len(b.block.LabelRanges) > 0:
		return span(b.block.LabelRanges[len(b.block.LabelRanges)-1])
	}
	return span(b.block.TypeRange)
}

// checkReferences reports every reference to a variable, local or data source
// that the file does not declare.
func (e *evaluator) checkReferences() {
	roots := map[schema.Kind]string{"variable": "var", "local": "local", "data": "data"}
	for _, ps := range e.sites {
		for _, s := range ps.sites {
			root, ok := roots[s.Kind]
			if !ok || s.Decl {
				continue
			}
			a := address{root, s.Ref.Schema.Text, s.Ref.Name.Text}
			if _, ok := e.declared[a]; ok {
				continue
			}
			message := fmt.Sprintf("%s is not declared", a)
			if near := schema.Nearest(a.name, e.names(root, a.kind)); near != "" {
				message += fmt.Sprintf("; did you mean %s?", address{root, a.kind, near})
			}
			e.project.report(schema.CodeUnresolved, schema.Error, schema.Origin{Place: ps.place, Span: s.Span}, message)
		}
	}
}

func (e *evaluator) names(root, kind string) []string {
	var names []string
	for a := range e.declared {
		if a.root == root && a.kind == kind {
			names = append(names, a.name)
		}
	}
	sort.Strings(names)
	return names
}

// evaluateLocals finds the cycles among locals that nothing refers to.
func (e *evaluator) evaluateLocals() {
	for _, name := range e.names("local", "") {
		e.get(address{root: "local", name: name})
	}
}

// get is the value of a declaration.
func (e *evaluator) get(a address) cty.Value {
	if v, ok := e.values[a]; ok {
		return v
	}
	b, ok := e.declared[a]
	if !ok {
		return cty.DynamicVal
	}
	for i, outer := range e.stack {
		if outer == a {
			e.cycle(e.stack[i:], a)
			return cty.DynamicVal
		}
	}
	if len(e.stack) >= maxDepth {
		return cty.DynamicVal // a chain that long would use up the stack
	}
	e.stack = append(e.stack, a)
	var v cty.Value
	switch a.root {
	case "var":
		v = e.variable(a.name, b)
	case "local":
		v = e.eval(b)
	default:
		v = e.data(a, b)
	}
	e.stack = e.stack[:len(e.stack)-1]
	e.values[a] = v
	return v
}

func (e *evaluator) cycle(loop []address, back address) {
	var names []string
	for _, a := range loop {
		names = append(names, a.String())
		e.values[a] = cty.DynamicVal
	}
	b := e.declared[back]
	e.project.report(schema.CodeCycle, schema.Error, schema.Origin{Place: b.place, Span: b.nameSpan()},
		"refers to itself: "+strings.Join(append(names, back.String()), " → "))
}

func (e *evaluator) variable(name string, b part) cty.Value {
	want := cty.DynamicPseudoType
	if t, ok := b.attribute("type"); ok {
		switch hcl.ExprAsKeyword(t.attr.Expr) {
		case "string":
			want = cty.String
		case "bool":
			want = cty.Bool
		case "int", "number":
			want = cty.Number
		}
	}
	v := cty.DynamicVal
	if given, ok := e.options.Vars[name]; ok {
		v = cty.StringVal(given)
	} else if d, ok := b.attribute("default"); ok {
		v = e.eval(d)
	}
	if converted, err := convert.Convert(v, want); err == nil {
		return converted
	}
	return cty.DynamicVal
}

// eval evaluates an attribute. What cannot be known, or fails, is
// cty.DynamicVal.
func (e *evaluator) eval(a part) cty.Value {
	expr := a.attr.Expr
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: e.functions()}
	needed := map[string]map[string]cty.Value{"var": {}, "local": {}}
	data := map[string]map[string]cty.Value{}
	for _, t := range expr.Variables() {
		switch root := t.RootName(); root {
		case "var", "local":
			if name, ok := step(t, 1); ok {
				needed[root][name] = e.get(address{root: root, name: name})
			}
		case "data":
			kind, ok1 := step(t, 1)
			name, ok2 := step(t, 2)
			if ok1 && ok2 {
				if data[kind] == nil {
					data[kind] = map[string]cty.Value{}
				}
				data[kind][name] = e.get(address{"data", kind, name})
			}
		case "atlas":
			env := cty.UnknownVal(cty.String)
			if e.options.Env != "" {
				env = cty.StringVal(e.options.Env)
			}
			ctx.Variables["atlas"] = cty.ObjectVal(map[string]cty.Value{"env": env, "cloud": cty.DynamicVal})
		default:
			ctx.Variables[root] = cty.DynamicVal
		}
	}
	for root, values := range needed {
		ctx.Variables[root] = cty.ObjectVal(values)
	}
	kinds := map[string]cty.Value{}
	for kind, values := range data {
		kinds[kind] = cty.ObjectVal(values)
	}
	ctx.Variables["data"] = cty.ObjectVal(kinds)
	v, diags := expr.Value(ctx)
	if budget := maxValue; diags.HasErrors() || !fits(v, &budget) {
		return cty.DynamicVal
	}
	return v
}

// maxValue is the size, in elements and bytes of strings, above which a value is
// not known: locals that each hold another twice grow beyond any memory.
const maxValue = 1 << 20

// fits takes the size of a value off the budget, and reports whether it sufficed.
func fits(v cty.Value, budget *int) bool {
	*budget--
	switch {
	case *budget < 0:
		return false
	case v.IsNull() || !v.IsKnown():
	case v.Type() == cty.String:
		*budget -= len(v.AsString())
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			if _, element := it.Element(); !fits(element, budget) {
				return false
			}
		}
	}
	return *budget >= 0
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
		if s.Key.Type() == cty.String && s.Key.IsKnown() {
			return s.Key.AsString(), true
		}
	}
	return "", false
}

// str is a known string; ok is false for anything else.
func str(v cty.Value) (s string, ok bool) {
	if v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// strs is a known list of strings, or a single string; ok is false when any
// part is not known.
func strs(v cty.Value) (list []string, ok bool) {
	if s, ok := str(v); ok {
		return []string{s}, true
	}
	if v.IsNull() || !v.IsKnown() || !v.CanIterateElements() {
		return nil, false
	}
	for it := v.ElementIterator(); it.Next(); {
		_, el := it.Element()
		s, ok := str(el)
		if !ok {
			return nil, false
		}
		list = append(list, s)
	}
	return list, true
}
