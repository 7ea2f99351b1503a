package value

import (
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// Expr is the type of values that are expressions standing for themselves: a
// call such as varchar(255).
var Expr = cty.Capsule("expression", reflect.TypeFor[hclsyntax.FunctionCallExpr]())

// reference is the type of the value that a name stands for.
var reference = cty.Capsule("reference", reflect.TypeFor[hcl.Traversal]())

// referenceKey is the attribute that holds the reference in the object that a
// name evaluates to. It cannot be written in HCL.
const referenceKey = "reference()"

// symbol is a name that stands for itself, and those after it: the table, users
// and column of table.users.column.id.
type symbol struct {
	traversal hcl.Traversal
	children  map[string]*symbol
}

// add makes the steps of a traversal, which begins with the symbol, known.
func (s *symbol) add(t hcl.Traversal) {
	s.traversal = t[:1]
	for i := 1; i < len(t); i++ {
		name, ok := step(t, i)
		if !ok {
			return
		}
		child := s.children[name]
		if child == nil {
			if s.children == nil {
				s.children = map[string]*symbol{}
			}
			child = &symbol{traversal: t[:i+1]}
			s.children[name] = child
		}
		s = child
	}
}

// value is an object that holds the reference itself, its last name and what may
// follow it.
func (s *symbol) value() cty.Value {
	attrs := map[string]cty.Value{referenceKey: cty.CapsuleVal(reference, &s.traversal)}
	if name, ok := step(s.traversal, len(s.traversal)-1); ok {
		attrs["name"] = cty.StringVal(name) // of a block: its label
	}
	for name, child := range s.children {
		if name != "name" || len(child.children) > 0 {
			attrs[name] = child.value()
		}
	}
	return cty.ObjectVal(attrs)
}

// symbolicCalls are the functions that an expression may call: the standard
// ones, and all others, which stand for themselves.
func (s *Scope) symbolicCalls(expr hclsyntax.Expression) map[string]function.Function {
	calls := s.functions
	_ = hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		call, ok := n.(*hclsyntax.FunctionCallExpr)
		if !ok {
			return nil
		}
		if _, known := calls[call.Name]; known {
			return nil
		}
		if len(calls) == len(s.functions) {
			calls = make(map[string]function.Function, len(s.functions)+1)
			for name, f := range s.functions {
				calls[name] = f
			}
		}
		calls[call.Name] = standForItself(call.Name)
		return nil
	})
	return calls
}

func standForItself(name string) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "args", Type: cty.DynamicPseudoType, AllowNull: true},
		Type:     function.StaticReturnType(Expr),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			call := &hclsyntax.FunctionCallExpr{Name: name}
			for _, a := range args {
				call.Args = append(call.Args, literal(a, hcl.Range{}))
			}
			return cty.CapsuleVal(Expr, call), nil
		},
	})
}
