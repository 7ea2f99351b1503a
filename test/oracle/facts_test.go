package oracle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// facts are what a schema says, each under the path of the element that it is
// about: "table public.users column id type" → "bigint".
type facts map[string]string

// set adds a fact, unless it says nothing.
func (f facts) set(path, name, value string) {
	if value != "" {
		f[path+" "+name] = value
	}
}

// element adds the fact that an element exists and gives its path, which is one
// of its own where its siblings have the same name.
func (f facts) element(format string, args ...any) string {
	path := fmt.Sprintf(format, args...)
	for n := 2; f[path] != ""; n++ {
		path = fmt.Sprintf(format, args...) + fmt.Sprintf(" #%d", n)
	}
	f[path] = "declared"
	return path
}

// difference is a fact that both sides do not share. Either may be empty.
type difference struct{ path, atlas, ours string }

func (d difference) String() string {
	return fmt.Sprintf("%s: Atlas has %q, ours is %q", d.path, d.atlas, d.ours)
}

// compare lists the differences, in the order of their paths. Of an element that
// only one side has, its own facts are not listed.
func compare(atlas, ours facts) []difference {
	paths := map[string]bool{}
	for p := range atlas {
		paths[p] = true
	}
	for p := range ours {
		paths[p] = true
	}
	var all []difference
	var lone []string
	for _, p := range sorted(paths) {
		if atlas[p] == ours[p] || slices.ContainsFunc(lone, func(l string) bool { return strings.HasPrefix(p, l+" ") }) {
			continue
		}
		if atlas[p] == "declared" || ours[p] == "declared" {
			lone = append(lone, p)
		}
		all = append(all, difference{p, atlas[p], ours[p]})
	}
	return all
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// named is an element's name in paths.
func named(name string) string {
	if name == "" {
		return "(unnamed)"
	}
	return name
}

// literal is the spelling of a literal on which both sides agree: numbers as
// Atlas writes them, texts without quotes.
func literal(text string) string {
	if n := len(text); n > 1 && text[0] == '\'' && text[n-1] == '\'' {
		return strings.ReplaceAll(text[1:n-1], "''", "'")
	}
	if v, err := cty.ParseNumberVal(text); err == nil {
		if f := v.AsBigFloat(); f.IsInt() {
			return f.Text('f', -1)
		} else {
			return f.String()
		}
	}
	return text
}
