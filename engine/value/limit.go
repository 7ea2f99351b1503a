package value

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// Limits of evaluation. A project file is opened before anybody has looked at
// it: what it says must not use up the stack, the memory or the day.
const (
	maxDepth = 1_000   // how deep declarations may refer to each other
	maxValue = 1 << 20 // elements and bytes of strings in a value: locals that each hold another twice grow fast
	maxWork  = 50_000  // elements that the for expressions of one scope may visit
	maxPower = 40_000  // powers of two that a number may be large or small: as text, it has a third as many digits
)

// counted is the body of a for expression that is no more evaluated once the
// scope's work is used up.
type counted struct {
	hclsyntax.Expression
	work *atomic.Int64
}

// Value implements hclsyntax.Expression.
func (c counted) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if c.work.Add(-1) < 0 {
		return cty.DynamicVal, nil
	}
	return c.Expression.Value(ctx)
}

// count makes the for expressions within an expression count their work.
func (s *Scope) count(expr hclsyntax.Expression) {
	_ = hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		if body, ok := n.(counted); ok {
			n = body.Expression // of which only the children would be visited
		}
		if e, ok := n.(*hclsyntax.ForExpr); ok {
			if _, done := e.ValExpr.(counted); !done {
				e.ValExpr = counted{e.ValExpr, &s.work}
			}
		}
		return nil
	})
}

// fits takes the size of a value off the budget, and reports whether it sufficed.
func fits(v cty.Value, budget *int) bool {
	*budget--
	switch {
	case *budget < 0:
		return false
	case v.IsNull() || !v.IsKnown():
	case v.Type() == cty.Number:
		f := v.AsBigFloat()
		size := f.MantExp(nil)
		return !f.IsInf() && -maxPower <= size && size <= maxPower
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

// limited makes a function refuse arguments of which its result could be larger
// than any value may be. size bounds the result.
func limited(f function.Function, size func([]cty.Value) int) function.Function {
	return function.New(&function.Spec{
		Params: f.Params(), VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if n := size(args); n < 0 || n > maxValue {
				return cty.NilType, errors.New("the result would be too large")
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// Sizes of the results of functions that can make much of little.

// productSize is the number of all combinations.
func productSize(args []cty.Value) int {
	n := 1
	for _, a := range args {
		if n *= max(1, elements(a)); n > maxValue {
			break
		}
	}
	return n
}

func elements(v cty.Value) int {
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return 1
	}
	return v.LengthInt()
}

// replaceSize is that of a text with a replacement between any two characters.
func replaceSize(args []cty.Value) int {
	text, _ := String(args[0])
	with, _ := String(args[2])
	return (len(text) + 1) * (len(with) + 1)
}

func joinSize(args []cty.Value) int {
	separator, _ := String(args[0])
	n := 0
	for _, a := range args[1:] {
		n += elements(a) * (len(separator) + 1)
	}
	return n
}

func indentSize(args []cty.Value) int {
	if !args[0].IsKnown() || args[0].IsNull() {
		return 0
	}
	spaces, _ := args[0].AsBigFloat().Int64()
	text, _ := String(args[1])
	if spaces > maxValue {
		return -1
	}
	return int(spaces) * (strings.Count(text, "\n") + 1)
}

// width is a width or precision in a format.
var width = regexp.MustCompile(`[0-9]+`)

func formatSize(args []cty.Value) int {
	format, _ := String(args[0])
	n := len(format)
	for _, w := range width.FindAllString(format, -1) {
		columns, err := strconv.Atoi(w)
		if err != nil || columns > maxValue {
			return -1
		}
		n += columns
	}
	return n
}

// power matches a number with an exponent that makes it longer than any may be.
var power = regexp.MustCompile(`[0-9.][eE][+-]?0*[1-9][0-9]{4}`)

// jsonSize refuses a document with numbers that are small to write only.
func jsonSize(args []cty.Value) int {
	document, _ := String(args[0])
	if power.MatchString(document) {
		return -1
	}
	return len(document)
}

// yamlSize refuses documents whose aliases could make them grow without end (n of
// them make at most 2ⁿ of one), those that nest brackets so deeply that reading
// them takes the square of their length, and numbers as jsonSize does.
func yamlSize(args []cty.Value) int {
	const maxAliases, maxNested = 10, 1_000
	n := 0
	for _, a := range args {
		document, _ := String(a)
		switch {
		case strings.Count(document, "*") > maxAliases && strings.Contains(document, "&"),
			nested(document) > maxNested, power.MatchString(document):
			return -1
		}
		n += len(document)
	}
	return n
}

// nested is how many brackets are open at once in a document, at the most.
func nested(document string) int {
	open, most := 0, 0
	for _, c := range []byte(document) {
		switch c {
		case '[', '{':
			open++
			most = max(most, open)
		case ']', '}':
			open = max(0, open-1)
		}
	}
	return most
}
