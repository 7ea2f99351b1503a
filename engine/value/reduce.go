package value

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Dynamic reports whether an expression is more than literals and names: what it
// says shows only once it is evaluated.
func Dynamic(expr hclsyntax.Expression) bool {
	switch e := expr.(type) {
	case counted:
		return Dynamic(e.Expression)
	case *hclsyntax.LiteralValueExpr:
		return false
	case *hclsyntax.ParenthesesExpr:
		return Dynamic(e.Expression)
	case *hclsyntax.ScopeTraversalExpr:
		return valueRoot(e.Traversal.RootName())
	case *hclsyntax.TemplateExpr:
		for _, part := range e.Parts {
			if _, ok := part.(*hclsyntax.LiteralValueExpr); !ok {
				return true
			}
		}
		return false
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			if Dynamic(item) {
				return true
			}
		}
		return false
	case *hclsyntax.FunctionCallExpr:
		if _, ok := standard[e.Name]; ok {
			return true
		}
		for _, a := range e.Args {
			if Dynamic(a) {
				return true
			}
		}
		return false
	case *hclsyntax.ObjectConsExpr:
		for _, item := range e.Items {
			if key, ok := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); !ok || key.ForceNonLiteral || Dynamic(item.ValueExpr) {
				return true
			}
		}
		return false
	case *hclsyntax.UnaryOpExpr:
		_, isLiteral := e.Val.(*hclsyntax.LiteralValueExpr)
		return !isLiteral
	}
	return true
}

// valueRoot reports whether a name at the root of an expression leads to a value.
func valueRoot(name string) bool {
	switch name {
	case "var", "local", "each", "data", "atlas", "count", "self":
		return true
	}
	return false
}

// Reduce gives the expression that an expression comes to: a literal, a list, a
// name or a call that stands for itself. Its ranges are those of the text that
// it takes the place of. What is not known stays as it is.
func (s *Scope) Reduce(expr hclsyntax.Expression, more map[string]cty.Value) hclsyntax.Expression {
	if !Dynamic(expr) && len(more) == 0 {
		return expr
	}
	switch e := expr.(type) {
	case counted:
		if s.work.Add(-1) < 0 {
			return expr
		}
		return s.Reduce(e.Expression, more)
	case *hclsyntax.ParenthesesExpr:
		return s.Reduce(e.Expression, more)
	case *hclsyntax.TupleConsExpr:
		list := *e
		list.Exprs = make([]hclsyntax.Expression, len(e.Exprs))
		for i, item := range e.Exprs {
			list.Exprs[i] = s.Reduce(item, more)
		}
		return &list
	case *hclsyntax.ConditionalExpr:
		switch v := s.Eval(e.Condition, more); {
		case !v.IsKnown() || v.IsNull() || v.Type() != cty.Bool:
			return expr
		case v.True():
			return s.Reduce(e.TrueResult, more)
		}
		return s.Reduce(e.FalseResult, more)
	case *hclsyntax.ForExpr:
		return s.reduceFor(e, more)
	case *hclsyntax.IndexExpr, *hclsyntax.RelativeTraversalExpr:
		if t, ok := s.flatten(e, more); ok {
			return &hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: expr.Range()}
		}
	case *hclsyntax.FunctionCallExpr:
		if _, known := s.functions[e.Name]; !known && !e.ExpandFinal {
			call := *e
			call.Args = make([]hclsyntax.Expression, len(e.Args))
			for i, a := range e.Args {
				call.Args[i] = s.Reduce(a, more)
			}
			return &call
		}
	case *hclsyntax.ScopeTraversalExpr:
		if _, bound := more[e.Traversal.RootName()]; !bound && !valueRoot(e.Traversal.RootName()) {
			return expr
		}
	}
	v := s.Eval(expr, more)
	if !v.IsWhollyKnown() {
		return expr
	}
	return literal(v, expr.Range())
}

// reduceFor gives the list that a for expression comes to, if its elements are
// names, which evaluation alone cannot make.
func (s *Scope) reduceFor(e *hclsyntax.ForExpr, more map[string]cty.Value) hclsyntax.Expression {
	if v := s.Eval(e, more); v.IsWhollyKnown() {
		return literal(v, e.Range())
	}
	collection := s.Eval(e.CollExpr, more)
	if e.KeyExpr != nil || !collection.IsKnown() || collection.IsNull() || !collection.CanIterateElements() {
		return e
	}
	list := &hclsyntax.TupleConsExpr{SrcRange: e.SrcRange, OpenRange: e.OpenRange}
	for it := collection.ElementIterator(); it.Next(); {
		k, v := it.Element()
		inner := map[string]cty.Value{e.ValVar: v}
		if e.KeyVar != "" {
			inner[e.KeyVar] = k
		}
		for name, v := range more {
			if _, hidden := inner[name]; !hidden {
				inner[name] = v
			}
		}
		if e.CondExpr != nil {
			keep := s.Eval(e.CondExpr, inner)
			if !keep.IsKnown() || keep.IsNull() || keep.Type() != cty.Bool {
				return e
			}
			if keep.False() {
				continue
			}
		}
		list.Exprs = append(list.Exprs, s.Reduce(e.ValExpr, inner))
	}
	return list
}

// flatten makes one traversal of indexes and attributes one behind the other,
// whose keys are known: table[each.value].column.id.
func (s *Scope) flatten(expr hclsyntax.Expression, more map[string]cty.Value) (hcl.Traversal, bool) {
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return s.flatten(e.Expression, more)
	case *hclsyntax.ScopeTraversalExpr:
		root := e.Traversal.RootName()
		if _, bound := more[root]; bound || valueRoot(root) {
			return nil, false
		}
		return e.Traversal, true
	case *hclsyntax.RelativeTraversalExpr:
		head, ok := s.flatten(e.Source, more)
		return append(head[:len(head):len(head)], e.Traversal...), ok
	case *hclsyntax.IndexExpr:
		head, ok := s.flatten(e.Collection, more)
		key := s.Eval(e.Key, more)
		if _, isString := String(key); !ok || !isString {
			return nil, false
		}
		return append(head[:len(head):len(head)], hcl.TraverseIndex{Key: key, SrcRange: e.Key.Range()}), true
	}
	return nil, false
}

// traversalOf is the name that a value stands for.
func traversalOf(v cty.Value) (hcl.Traversal, bool) {
	if !v.IsKnown() || v.IsNull() || !v.Type().IsObjectType() || !v.Type().HasAttribute(referenceKey) {
		return nil, false
	}
	t, ok := v.GetAttr(referenceKey).EncapsulatedValue().(*hcl.Traversal)
	if !ok {
		return nil, false
	}
	return *t, true
}

// literal writes a known value as an expression at a range.
func literal(v cty.Value, at hcl.Range) hclsyntax.Expression {
	if t, ok := traversalOf(v); ok {
		return &hclsyntax.ScopeTraversalExpr{Traversal: moved(t, at), SrcRange: at}
	}
	switch {
	case v.IsNull() || v.Type().IsPrimitiveType():
		return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: at}
	case v.Type().Equals(Expr):
		call := *v.EncapsulatedValue().(*hclsyntax.FunctionCallExpr)
		call.NameRange, call.OpenParenRange, call.CloseParenRange = at, at, at
		args := call.Args
		call.Args = make([]hclsyntax.Expression, len(args))
		for i, a := range args {
			call.Args[i] = a
			if l, ok := a.(*hclsyntax.LiteralValueExpr); ok {
				call.Args[i] = &hclsyntax.LiteralValueExpr{Val: l.Val, SrcRange: at}
			}
		}
		return &call
	case v.Type().IsTupleType() || v.Type().IsListType() || v.Type().IsSetType():
		list := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: at}
		for it := v.ElementIterator(); it.Next(); {
			_, item := it.Element()
			list.Exprs = append(list.Exprs, literal(item, at))
		}
		return list
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: at}
}

// moved is a traversal whose steps all stand at a range.
func moved(t hcl.Traversal, at hcl.Range) hcl.Traversal {
	out := make(hcl.Traversal, len(t))
	for i, step := range t {
		switch s := step.(type) {
		case hcl.TraverseRoot:
			s.SrcRange = at
			step = s
		case hcl.TraverseAttr:
			s.SrcRange = at
			step = s
		case hcl.TraverseIndex:
			s.SrcRange = at
			step = s
		}
		out[i] = step
	}
	return out
}
