package value

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// CallProblem says why a call of a standard function fails whatever the values
// are that it is given, and where that shows: it has too few or too many
// arguments, or a literal of another kind than the function takes.
func CallProblem(call *hclsyntax.FunctionCallExpr) (problem string, at hcl.Range, found bool) {
	f, ok := standard[call.Name]
	if !ok || call.ExpandFinal {
		return "", hcl.Range{}, false
	}
	params, more := f.Params(), f.VarParam()
	switch n := len(call.Args); {
	case n < len(params):
		return fmt.Sprintf("%s needs %s, not %d", call.Name, arguments(len(params), more != nil), n), call.Range(), true
	case n > len(params) && more == nil:
		return fmt.Sprintf("%s takes %s, not %d", call.Name, arguments(len(params), false), n), call.Args[len(params)].Range(), true
	}
	for i, arg := range call.Args {
		p := more
		if i < len(params) {
			p = &params[i]
		}
		if want, wrong := mismatch(p.Type, arg); wrong {
			return fmt.Sprintf("%s takes %s here", call.Name, want), arg.Range(), true
		}
	}
	return "", hcl.Range{}, false
}

func arguments(n int, orMore bool) string {
	s := fmt.Sprintf("%d argument", n)
	if n != 1 {
		s += "s"
	}
	if orMore {
		s = "at least " + s
	}
	return s
}

// mismatch reports whether a literal cannot be converted to a type, and what the
// type calls for. Any primitive value can become any other, as far as its form
// is known.
func mismatch(want cty.Type, arg hclsyntax.Expression) (what string, wrong bool) {
	list, single := false, false
	switch arg.(type) {
	case *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr:
		list = true
	case *hclsyntax.TemplateExpr:
		single = true
	}
	switch {
	case want.IsPrimitiveType():
		return "one value", list
	case want.IsListType(), want.IsSetType():
		return "a list", single
	case want.IsMapType():
		return "a map", single
	}
	return "", false
}
