package project

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/value"
)

// evaluator evaluates one project file.
type evaluator struct {
	project *Project
	fs      FS
	options Options
	scope   *value.Scope
	visits  int // of data sources
}

// dataScheme marks the url of a data source, as a value: data://kind/name.
const dataScheme = "data://"

func newEvaluator(p *Project, fs FS, o Options) *evaluator {
	e := &evaluator{project: p, fs: fs, options: o}
	env := cty.UnknownVal(cty.String)
	if o.Env != "" {
		env = cty.StringVal(o.Env)
	}
	e.scope = value.NewScope(value.Options{
		Inputs:    value.Given(o.Vars),
		Functions: e.functions(),
		Globals:   map[string]cty.Value{"atlas": cty.ObjectVal(map[string]cty.Value{"env": env, "cloud": cty.DynamicVal})},
		Data:      e.data,
	})
	return e
}

func (e *evaluator) eval(p part, more map[string]cty.Value) cty.Value {
	return e.scope.Eval(p.Attr.Expr, more)
}

// part is a block or attribute at its place.
type part struct{ value.Decl }

func (p part) attribute(name string) (part, bool) {
	d, ok := p.Attribute(name)
	return part{d}, ok
}

func (p part) blocks(typ string) []part {
	var found []part
	for _, d := range p.Blocks(typ) {
		found = append(found, part{d})
	}
	return found
}

// elements are the parts of an attribute that is written as a list, so that each
// has a place of its own, or else the attribute itself.
func (p part) elements() []part {
	list, ok := p.Attr.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return []part{p}
	}
	var elements []part
	for _, expr := range list.Exprs {
		elements = append(elements, part{value.Decl{Place: p.Place, Attr: &hclsyntax.Attribute{Expr: expr}}})
	}
	return elements
}
