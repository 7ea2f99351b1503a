package value

import (
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// standard are the functions that need nothing from outside (Atlas, "Functions").
var standard = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "can": tryfunc.CanFunc, "ceil": stdlib.CeilFunc, "chomp": stdlib.ChompFunc,
	"chunklist": stdlib.ChunklistFunc, "coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc,
	"compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "csvdecode": stdlib.CSVDecodeFunc,
	"distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc, "floor": stdlib.FloorFunc,
	"format": limited(stdlib.FormatFunc, formatSize), "formatdate": stdlib.FormatDateFunc, "formatlist": limited(stdlib.FormatListFunc, formatSize), "indent": limited(stdlib.IndentFunc, indentSize),
	"index": stdlib.IndexFunc, "join": limited(stdlib.JoinFunc, joinSize), "jsondecode": limited(stdlib.JSONDecodeFunc, jsonSize),
	"jsonencode": stdlib.JSONEncodeFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc, "log": stdlib.LogFunc,
	"lookup": stdlib.LookupFunc, "lower": stdlib.LowerFunc, "max": stdlib.MaxFunc, "merge": stdlib.MergeFunc, "min": stdlib.MinFunc,
	"parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "range": stdlib.RangeFunc, "regex": stdlib.RegexFunc,
	"regexall": stdlib.RegexAllFunc, "regexreplace": limited(stdlib.RegexReplaceFunc, replaceSize), "replace": limited(stdlib.ReplaceFunc, replaceSize), "reverse": stdlib.ReverseListFunc,
	"setintersection": stdlib.SetIntersectionFunc, "setproduct": limited(stdlib.SetProductFunc, productSize), "setsubtract": stdlib.SetSubtractFunc,
	"setunion": stdlib.SetUnionFunc, "signum": stdlib.SignumFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc,
	"split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc,
	"tobool": stdlib.MakeToFunc(cty.Bool), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
	"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "tonumber": stdlib.MakeToFunc(cty.Number),
	"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tostring": stdlib.MakeToFunc(cty.String),
	"trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc,
	"try": tryfunc.TryFunc, "upper": stdlib.UpperFunc, "values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,

	"alltrue": boolFunc(func(list []bool) bool { return !slices.Contains(list, false) }),
	"anytrue": boolFunc(func(list []bool) bool { return slices.Contains(list, true) }),
	"empty":   emptyFunc, "print": printFunc, "timeadd": stdlib.TimeAddFunc,
	"yamldecode": limited(ctyyaml.YAMLDecodeFunc, yamlSize), "yamlencode": ctyyaml.YAMLEncodeFunc, "yamlmerge": limited(yamlMergeFunc, yamlSize),

	"startswith": stringTest(strings.HasPrefix), "endswith": stringTest(strings.HasSuffix),
	"urlescape": StringFunc(1, func(a []string) (string, error) { return url.QueryEscape(a[0]), nil }),
	"urlqueryset": StringFunc(3, onURL(func(u *url.URL, a []string) {
		q := u.Query()
		q.Set(a[0], a[1])
		u.RawQuery = q.Encode()
	})),
	"urlsetpath":   StringFunc(2, onURL(func(u *url.URL, a []string) { u.Path = a[0] })),
	"urluserinfo":  userinfoFunc,
	"regexpescape": StringFunc(1, func(a []string) (string, error) { return regexp.QuoteMeta(a[0]), nil }),
}

// Functions lists the names of the standard functions, in order.
func Functions() []string { return slices.Sorted(maps.Keys(standard)) }

// StringFunc is a function of n strings that gives a string.
func StringFunc(n int, f func([]string) (string, error)) function.Function {
	params := make([]function.Parameter, n)
	for i := range params {
		params[i] = function.Parameter{Name: "arg", Type: cty.String}
	}
	return function.New(&function.Spec{
		Params: params,
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			list := make([]string, n)
			for i, a := range args {
				list[i] = a.AsString()
			}
			s, err := f(list)
			return cty.StringVal(s), err
		},
	})
}

func onURL(change func(*url.URL, []string)) func([]string) (string, error) {
	return func(args []string) (string, error) {
		u, err := url.Parse(args[0])
		if err != nil {
			return "", errors.New("the first argument is not a URL") // the URL may hold a password
		}
		change(u, args[1:])
		return u.String(), nil
	}
}

// userinfoFunc sets the user, and perhaps the password, of a URL.
var userinfoFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "url", Type: cty.String}, {Name: "user", Type: cty.String}},
	VarParam: &function.Parameter{
		Name: "password", Type: cty.String, AllowNull: true,
	},
	Type: function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		set := onURL(func(u *url.URL, a []string) {
			u.User = url.User(a[0])
			if len(args) > 2 && !args[2].IsNull() {
				u.User = url.UserPassword(a[0], args[2].AsString())
			}
		})
		s, err := set([]string{args[0].AsString(), args[1].AsString()})
		return cty.StringVal(s), err
	},
})

// printFunc gives its argument back: nothing is printed where an editor listens.
var printFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowNull: true}},
	Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return args[0], nil },
})

// stringTest is a function that compares two strings.
func stringTest(test func(s, part string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "string", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// boolFunc is a function of a list of truth values.
func boolFunc(f func([]bool) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			var list []bool
			for it := args[0].ElementIterator(); it.Next(); {
				_, v := it.Element()
				if !v.IsKnown() {
					return cty.UnknownVal(cty.Bool), nil
				}
				list = append(list, !v.IsNull() && v.True())
			}
			return cty.BoolVal(f(list)), nil
		},
	})
}

// emptyFunc reports whether a collection has no elements.
var emptyFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "collection", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[0].CanIterateElements() {
			return cty.NilVal, function.NewArgErrorf(0, "a list, set, map or object is required")
		}
		return cty.BoolVal(args[0].LengthInt() == 0), nil
	},
})

// yamlMergeFunc lays YAML documents over each other, the later over the former.
var yamlMergeFunc = function.New(&function.Spec{
	VarParam: &function.Parameter{Name: "documents", Type: cty.String, AllowNull: true},
	Type:     function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		merged := cty.EmptyObjectVal
		for i, a := range args {
			if a.IsNull() {
				continue
			}
			document, err := ctyyaml.YAMLDecodeFunc.Call([]cty.Value{a})
			if err != nil {
				return cty.NilVal, function.NewArgError(i, err)
			}
			if !document.Type().IsObjectType() {
				return cty.NilVal, function.NewArgErrorf(i, "a mapping is required")
			}
			merged = overlay(merged, document)
		}
		return ctyyaml.YAMLEncodeFunc.Call([]cty.Value{merged})
	},
})

// overlay merges two values: objects by their attributes, else the second wins.
func overlay(under, over cty.Value) cty.Value {
	if under.IsNull() || over.IsNull() || !under.Type().IsObjectType() || !over.Type().IsObjectType() {
		return over
	}
	attrs := map[string]cty.Value{}
	maps.Copy(attrs, under.AsValueMap())
	for name, v := range over.AsValueMap() {
		if have, ok := attrs[name]; ok {
			v = overlay(have, v)
		}
		attrs[name] = v
	}
	return cty.ObjectVal(attrs)
}
