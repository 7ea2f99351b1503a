package hcl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/value"
)

// validateCalls checks the calls of functions in an expression.
func (p *parser) validateCalls(e hclsyntax.Expression) {
	switch e.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ScopeTraversalExpr:
		return // most of all there are
	}
	hclsyntax.Walk(e, &callWalker{parser: p})
}

// callWalker visits the calls in an expression.
type callWalker struct {
	*parser
	may int // how many of the nodes around the current one need not be evaluated
}

// Enter implements [hclsyntax.Walker].
func (w *callWalker) Enter(n hclsyntax.Node) hclDiags {
	call, ok := n.(*hclsyntax.FunctionCallExpr)
	if ok && w.st.Kind == KindProject {
		w.deprecated(span(call.NameRange), call.Name, deprecatedFunctions()[call.Name])
	}
	if ok && w.may == 0 {
		if problem, at, found := value.CallProblem(call); found {
			w.problem(schema.Error, schema.CodeEvaluation, span(at), "%s", problem)
		}
	}
	if forgiving(n) {
		w.may++
	}
	return nil
}

// Exit implements [hclsyntax.Walker].
func (w *callWalker) Exit(n hclsyntax.Node) hclDiags {
	if forgiving(n) {
		w.may--
	}
	return nil
}

// forgiving reports whether what stands in a node may fail, or never be
// evaluated, and all be well.
func forgiving(n hclsyntax.Node) bool {
	switch n := n.(type) {
	case *hclsyntax.FunctionCallExpr:
		return n.Name == "try" || n.Name == "can"
	case *hclsyntax.ConditionalExpr, *hclsyntax.ForExpr, *hclsyntax.BinaryOpExpr:
		return true
	}
	return false
}
