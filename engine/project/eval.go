package project

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/value"
)

// evaluator evaluates one project file.
type evaluator struct {
	project *Project
	fs      FS
	options Options
	scope   *value.Scope
	sites   []placedSites
	visits  int // of data sources
}

type placedSites struct {
	place *schema.Place
	sites []schema.Site
}

// dataScheme marks the url of a data source, as a value: data://kind/name.
const dataScheme = "data://"

func newEvaluator(p *Project, fs FS, o Options) *evaluator {
	e := &evaluator{project: p, fs: fs, options: o}
	env := cty.UnknownVal(cty.String)
	if o.Env != "" {
		env = cty.StringVal(o.Env)
	}
	inputs := make(map[string]cty.Value, len(o.Vars))
	for name, v := range o.Vars {
		inputs[name] = cty.StringVal(v)
	}
	e.scope = value.NewScope(value.Options{
		Inputs:    inputs,
		Functions: e.functions(),
		Globals:   map[string]cty.Value{"atlas": cty.ObjectVal(map[string]cty.Value{"env": env, "cloud": cty.DynamicVal})},
		Data:      e.data,
	})
	return e
}

// roots are the words that references to values begin with, by the kind of their
// sites.
var roots = map[schema.Kind]string{"variable": "var", "local": "local", "data": "data"}

// checkReferences reports every reference to a variable, local or data source
// that the file does not declare and, unless a part of it could not be read,
// every variable and local that nothing refers to.
func (e *evaluator) checkReferences(readable bool) {
	used := map[value.Address]bool{}
	for _, ps := range e.sites {
		for _, s := range ps.sites {
			root, ok := roots[s.Kind]
			if !ok || s.Decl {
				continue
			}
			a := value.Address{Root: root, Kind: s.Ref.Schema.Text, Name: s.Ref.Name.Text}
			used[a] = true
			if _, ok := e.scope.Declared(a); ok {
				continue
			}
			message := fmt.Sprintf("%s is not declared", a)
			if near := schema.Nearest(a.Name, e.scope.Names(root, a.Kind)); near != "" {
				meant := value.Address{Root: root, Kind: a.Kind, Name: near}
				used[meant] = true
				message += fmt.Sprintf("; did you mean %s?", meant)
			}
			e.project.report(schema.CodeUnresolved, schema.Error, schema.Origin{Place: ps.place, Span: s.Span}, message)
		}
	}
	if readable {
		e.project.Problems = append(e.project.Problems, e.scope.Unused(used)...)
	}
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
