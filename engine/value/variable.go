package value

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/schemascope/schemascope/engine/schema"
)

// variable is the value given for a variable, or else its default, as its type
// wants it (Atlas, "Input Variables"). Without either it is not known.
func (s *Scope) variable(name string, d Decl) cty.Value {
	want := cty.DynamicPseudoType
	if t, ok := d.Attribute("type"); ok {
		if typ, ok := variableType(t.Attr.Expr); ok {
			want = typ
		}
	}
	if given, ok := s.options.Inputs[name]; ok {
		v, err := convertInput(given, want)
		if err != nil {
			s.Report(schema.CodeEvaluation, d.Place, d.NameSpan(), fmt.Sprintf(
				"the value given for variable %q does not fit its type: %v", name, err))
		}
		return v
	}
	def, ok := d.Attribute("default")
	if !ok {
		return cty.UnknownVal(want)
	}
	v := s.Eval(def.Attr.Expr, nil)
	converted, err := convertInput(v, want)
	if err != nil && plain(v) {
		s.Report(schema.CodeEvaluation, d.Place, Span(def.Attr.Expr.Range()), fmt.Sprintf(
			"the default of variable %q does not fit its type: %v", name, err))
	}
	return converted
}

// Given makes values of those that came as text, from a command line or a client.
func Given(vars map[string]string) map[string]cty.Value {
	values := make(map[string]cty.Value, len(vars))
	for name, v := range vars {
		values[name] = cty.StringVal(v)
	}
	return values
}

// plain reports whether a value is known and holds nothing that stands for
// itself.
func plain(v cty.Value) bool {
	if !v.IsWhollyKnown() {
		return false
	}
	plain := true
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		plain = plain && !v.Type().IsCapsuleType()
		return plain, nil
	})
	return plain
}

// convertInput makes a value one of a type. A single value will do for a list of
// one; text may be the JSON of a list or an object, as a command line can give
// nothing else.
func convertInput(v cty.Value, want cty.Type) (cty.Value, error) {
	converted, err := convert.Convert(v, want)
	if err == nil {
		return converted, nil
	}
	if s, ok := String(v); ok && !want.IsPrimitiveType() {
		if parsed, jsonErr := ctyjson.Unmarshal([]byte(s), want); jsonErr == nil {
			return parsed, nil
		}
	}
	if want.IsListType() || want.IsSetType() {
		if converted, listErr := convert.Convert(cty.TupleVal([]cty.Value{v}), want); listErr == nil {
			return converted, nil
		}
	}
	return cty.UnknownVal(want), err
}

// variableType reads a variable's type: string, list(number), object({…}). int
// is an older spelling of number.
func variableType(expr hclsyntax.Expression) (cty.Type, bool) {
	if word := hcl.ExprAsKeyword(expr); word == "int" {
		return cty.Number, true
	}
	typ, diags := typeexpr.TypeConstraint(expr)
	return typ, !diags.HasErrors()
}
