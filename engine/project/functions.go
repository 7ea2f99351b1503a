package project

import (
	"errors"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// standard are the functions that need nothing from outside.
var standard = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "can": tryfunc.CanFunc, "ceil": stdlib.CeilFunc, "chomp": stdlib.ChompFunc,
	"chunklist": stdlib.ChunklistFunc, "coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc,
	"compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "csvdecode": stdlib.CSVDecodeFunc,
	"distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc, "floor": stdlib.FloorFunc,
	"format": stdlib.FormatFunc, "formatdate": stdlib.FormatDateFunc, "formatlist": stdlib.FormatListFunc, "indent": stdlib.IndentFunc,
	"index": stdlib.IndexFunc, "int": stdlib.IntFunc, "join": stdlib.JoinFunc, "jsondecode": stdlib.JSONDecodeFunc,
	"jsonencode": stdlib.JSONEncodeFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc, "log": stdlib.LogFunc,
	"lookup": stdlib.LookupFunc, "lower": stdlib.LowerFunc, "max": stdlib.MaxFunc, "merge": stdlib.MergeFunc, "min": stdlib.MinFunc,
	"parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "range": stdlib.RangeFunc, "regex": stdlib.RegexFunc,
	"regexall": stdlib.RegexAllFunc, "regexreplace": stdlib.RegexReplaceFunc, "replace": stdlib.ReplaceFunc, "reverse": stdlib.ReverseListFunc,
	"setintersection": stdlib.SetIntersectionFunc, "setproduct": stdlib.SetProductFunc, "setsubtract": stdlib.SetSubtractFunc,
	"setunion": stdlib.SetUnionFunc, "signum": stdlib.SignumFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc,
	"split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc,
	"tobool": stdlib.MakeToFunc(cty.Bool), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
	"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "tonumber": stdlib.MakeToFunc(cty.Number),
	"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tostring": stdlib.MakeToFunc(cty.String),
	"trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc,
	"try": tryfunc.TryFunc, "upper": stdlib.UpperFunc, "values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,

	"print":     stringFunc(1, func(a []string) (string, error) { return a[0], nil }),
	"urlescape": stringFunc(1, func(a []string) (string, error) { return url.QueryEscape(a[0]), nil }),
	"urlqueryset": stringFunc(3, onURL(func(u *url.URL, a []string) {
		q := u.Query()
		q.Set(a[0], a[1])
		u.RawQuery = q.Encode()
	})),
	"urlsetpath":   stringFunc(2, onURL(func(u *url.URL, a []string) { u.Path = a[0] })),
	"urluserinfo":  stringFunc(3, onURL(func(u *url.URL, a []string) { u.User = url.UserPassword(a[0], a[1]) })),
	"regexpescape": stringFunc(1, func(a []string) (string, error) { return regexp.QuoteMeta(a[0]), nil }),
}

// stringFunc is a function of n strings.
func stringFunc(n int, f func([]string) (string, error)) function.Function {
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

// functions are the standard ones and those that read the project's files.
func (e *evaluator) functions() map[string]function.Function {
	if e.all != nil {
		return e.all
	}
	e.all = map[string]function.Function{
		"file": stringFunc(1, func(a []string) (string, error) {
			name := e.path(a[0])
			if rel, err := filepath.Rel(e.project.Dir(), name); e.options.Confined && (err != nil || !filepath.IsLocal(rel)) {
				return "", errors.New("the file is outside of the project")
			}
			doc, err := e.fs.Document(name)
			if err != nil {
				return "", err
			}
			return doc.Text(), nil
		}),
		"getenv":  e.getenvFunc(),
		"glob":    e.globFunc(false),
		"fileset": e.globFunc(true),
	}
	for name, f := range standard {
		e.all[name] = f
	}
	return e.all
}

func (e *evaluator) getenvFunc() function.Function {
	if e.options.Getenv != nil {
		return stringFunc(1, func(a []string) (string, error) { return e.options.Getenv(a[0]), nil })
	}
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "name", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl:   func([]cty.Value, cty.Type) (cty.Value, error) { return cty.UnknownVal(cty.String), nil },
	})
}

func (e *evaluator) path(p string) string {
	p = filepath.FromSlash(p)
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(e.project.Dir(), p)
}

// globFunc lists files. With deep, "**" stands for any number of directories.
func (e *evaluator) globFunc(deep bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "pattern", Type: cty.String}},
		Type:   function.StaticReturnType(cty.List(cty.String)),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			pattern := path.Clean(filepath.ToSlash(args[0].AsString()))
			var found []string
			budget := maxGlob
			e.glob("", strings.Split(pattern, "/"), deep, &budget, &found)
			if len(found) == 0 {
				return cty.ListValEmpty(cty.String), nil
			}
			slices.Sort(found)
			found = slices.Compact(found) // "**/**" finds a file in more ways than one
			values := make([]cty.Value, len(found))
			for i, f := range found {
				values[i] = cty.StringVal(f)
			}
			return cty.ListVal(values), nil
		},
	})
}

// maxGlob bounds how many directories a pattern may visit.
const maxGlob = 10_000

func (e *evaluator) glob(dir string, pattern []string, deep bool, budget *int, found *[]string) {
	if *budget--; *budget < 0 || len(pattern) == 0 {
		return
	}
	entries, err := e.fs.ReadDir(e.path(dir))
	if err != nil {
		return
	}
	head, rest := pattern[0], pattern[1:]
	if head == ".." || head == "" {
		next := path.Join(dir, head)
		if head == "" {
			next = "/"
		}
		e.glob(next, rest, deep, budget, found)
		return
	}
	if head == "**" && deep {
		e.glob(dir, rest, deep, budget, found)
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name)
		switch {
		case head == "**" && deep:
			if entry.Dir && !strings.HasPrefix(entry.Name, ".") {
				e.glob(name, pattern, deep, budget, found)
			}
		case len(rest) > 0 && entry.Dir:
			if ok, _ := path.Match(head, entry.Name); ok {
				e.glob(name, rest, deep, budget, found)
			}
		case len(rest) == 0 && !entry.Dir:
			if ok, _ := path.Match(head, entry.Name); ok {
				*found = append(*found, name)
			}
		}
	}
}
