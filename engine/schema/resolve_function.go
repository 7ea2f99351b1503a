package schema

import (
	"cmp"
	"slices"
	"strings"
)

// builtinFunctions are functions of PostgreSQL that give rows, by the names and
// types of their columns: one without a name is called as the function is
// ("9.25. Set Returning Functions", "9.16. JSON Functions and Operators").
var builtinFunctions = map[string][]Column{
	"generate_series":           {{}},
	"generate_subscripts":       {{Type: Type{Text: "integer"}}},
	"regexp_split_to_table":     {{Type: Type{Text: "text"}}},
	"string_to_table":           {{Type: Type{Text: "text"}}},
	"regexp_matches":            {{Type: Type{Text: "text[]"}}},
	"json_object_keys":          {{Type: Type{Text: "text"}}},
	"jsonb_object_keys":         {{Type: Type{Text: "text"}}},
	"jsonb_path_query":          {{Type: Type{Text: "jsonb"}}},
	"json_array_elements":       {{Name: "value", Type: Type{Text: "json"}}},
	"jsonb_array_elements":      {{Name: "value", Type: Type{Text: "jsonb"}}},
	"json_array_elements_text":  {{Name: "value", Type: Type{Text: "text"}}},
	"jsonb_array_elements_text": {{Name: "value", Type: Type{Text: "text"}}},
	"json_each":                 {{Name: "key", Type: Type{Text: "text"}}, {Name: "value", Type: Type{Text: "json"}}},
	"jsonb_each":                {{Name: "key", Type: Type{Text: "text"}}, {Name: "value", Type: Type{Text: "jsonb"}}},
	"json_each_text":            {{Name: "key", Type: Type{Text: "text"}}, {Name: "value", Type: Type{Text: "text"}}},
	"jsonb_each_text":           {{Name: "key", Type: Type{Text: "text"}}, {Name: "value", Type: Type{Text: "text"}}},
}

// function gives the columns of a function in FROM (PostgreSQL, "7.2.1.4. Table
// Functions"; chooseScalarFunctionAlias in its source).
func (r *resolver) function(rel *visibleRelation) {
	fn := rel.item.Function
	called := cmp.Or(rel.item.Alias.Text, fn.Ref.Name.Text)
	var columns []*Column
	switch {
	case len(fn.Columns) > 0:
		for i := range fn.Columns {
			d := &fn.Columns[i]
			columns = append(columns, &Column{Name: d.Name.Text, Type: d.Type})
		}
	case r.realm.Dialect != Postgres || rel.open:
		rel.open = true
		return
	default:
		var ok bool
		if columns, ok = r.returned(fn.Ref); !ok {
			rel.open = true
			return
		}
	}
	for _, c := range columns {
		g := given{name: cmp.Or(c.Name, called), typ: c.Type, enum: c.Enum, kind: c.TypeOf}
		rel.columns = append(rel.columns, g)
	}
	if fn.Ordinality {
		rel.columns = append(rel.columns, given{name: "ordinality", typ: Type{Text: "bigint"}})
	}
}

// returned are the columns of what a function gives; it reports false where they
// are not known.
func (r *resolver) returned(ref Ref) ([]*Column, bool) {
	o := r.realm.index.object(r.ctx, KindFunction, ref)
	if o == nil {
		if !ref.Schema.IsZero() && ref.Schema.Text != "pg_catalog" {
			return nil, false
		}
		known, ok := builtinFunctions[ref.Name.Text]
		var columns []*Column
		for i := range known {
			columns = append(columns, &known[i])
		}
		return columns, ok
	}
	for _, other := range o.Schema.Objects {
		if other != o && other.Kind == o.Kind && other.Name == o.Name {
			return nil, false // which of them is called depends on the arguments
		}
	}
	if len(o.Columns) > 0 {
		return o.Columns, true
	}
	var out []*Column
	for _, a := range o.Args {
		if slices.ContainsFunc(a.Attrs, func(attr Attr) bool { return attr.Name == "mode" && strings.HasSuffix(attr.Value, "OUT") }) {
			out = append(out, a)
		}
	}
	if len(out) > 0 {
		return out, true
	}
	if o.Value == nil {
		return nil, false
	}
	v := o.Value
	switch {
	case v.TypeOf != nil && v.TypeOf.Kind == KindComposite && !strings.HasSuffix(v.Type.Text, "[]"):
		return v.TypeOf.Columns, true
	case v.Enum != nil, v.TypeOf != nil:
		return []*Column{{Type: v.Type, Enum: v.Enum, TypeOf: v.TypeOf}}, true
	case v.Type.Ref == nil && v.Type.Text != "record" && !strings.HasPrefix(v.Type.Text, "any"):
		return []*Column{{Type: v.Type}}, true
	}
	target, ok := r.realm.relation(r.ctx, *v.Type.Ref)
	if !ok || target.Table == nil || target.Table.Opaque || strings.HasSuffix(v.Type.Text, "[]") {
		return nil, false
	}
	return target.Table.Columns, true
}
