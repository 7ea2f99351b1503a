// Package differential holds what is computed from a schema's text to what a
// database makes of the same text.
package differential

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// Result is what a comparison found.
type Result struct {
	// Objects counts what was compared, by kind: "table", "column", "index". What
	// only one side has counts too.
	Objects     map[string]int
	Differences []Difference
}

// Total is the number of objects compared.
func (r Result) Total() int {
	n := 0
	for _, of := range r.Objects {
		n += of
	}
	return n
}

// Counts are the differences by what differs.
func (r Result) Counts() map[string]int {
	counts := map[string]int{}
	for _, d := range r.Differences {
		counts[d.Kind]++
	}
	return counts
}

// Difference is one property or object that two realms do not share.
type Difference struct {
	Kind string // what differs, without names: "column default", "index only in the text"
	Path string // where: "schema public / table users / column id"
	Text string // what differs there, as each side has it
}

func (d Difference) String() string { return d.Path + ": " + d.Text }

// Compare compares what a text says with what the database has that it was loaded
// into. Both are of the same dialect: the database's.
func Compare(text, database *schema.Realm) Result {
	r := Result{Objects: map[string]int{}}
	rules := rulesOf(database.Dialect)
	r.compare("", "realm", describe(text, rules), describe(database, rules))
	slices.SortStableFunc(r.Differences, func(a, b Difference) int { return cmp.Compare(a.Path, b.Path) })
	return r
}

func (r *Result) compare(path, kind string, text, database *element) {
	for _, p := range sortedKeys(text.properties, database.properties) {
		if a, b := text.properties[p], database.properties[p]; a != b {
			r.Differences = append(r.Differences, Difference{kind + " " + p, path, fmt.Sprintf("%s\n\ttext      %s\n\tdatabase  %s", p, a, b)})
		}
	}
	for _, key := range sortedKeys(text.children, database.children) {
		a, b := text.children[key], database.children[key]
		of, _, _ := strings.Cut(key, " ")
		at := strings.TrimPrefix(path+" / "+key, " / ")
		r.Objects[of]++
		switch {
		case a == nil:
			r.Differences = append(r.Differences, Difference{of + " only in the database", at, "only in the database"})
		case b == nil:
			r.Differences = append(r.Differences, Difference{of + " only in the text", at, "only in the text"})
		default:
			r.compare(at, of, a, b)
		}
	}
}

// same reports whether two elements are the same but for their names.
func same(a, b *element) bool {
	r := Result{Objects: map[string]int{}}
	r.compare("", "", a, b)
	return len(r.Differences) == 0
}

func sortedKeys[V any](a, b map[string]V) []string {
	keys := slices.Collect(maps.Keys(a))
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}
