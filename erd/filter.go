package erd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// filter leaves the tables and views that a pattern of include matches, if there is
// one, and none of exclude.
func (s *selection) filter(realm *schema.Realm, include, exclude []string) error {
	used := make([]bool, len(include))
	var known []string
	kept := func(sc *schema.Schema, name string) bool {
		known = append(known, qualified(sc, name))
		fits := func(pattern string) bool {
			return matches(pattern, name) || strings.Contains(pattern, ".") && matches(pattern, qualified(sc, name))
		}
		in := len(include) == 0
		for i, pattern := range include {
			if fits(pattern) {
				in, used[i] = true, true
			}
		}
		return in && !slices.ContainsFunc(exclude, fits)
	}
	var tables []*schema.Table
	var views []*schema.View
	for _, sc := range realm.Schemas {
		for _, t := range sc.Tables {
			if s.tables[t] && kept(sc, t.Name) {
				tables = append(tables, t)
			}
		}
		for _, v := range sc.Views {
			if s.views[v] && kept(sc, v.Name) {
				views = append(views, v)
			}
		}
	}
	if i := slices.Index(used, false); i >= 0 {
		hint := ""
		if !isPattern(include[i]) && len(known) > 0 {
			hint = "; did you mean " + list(nearest(include[i], known, 3), "or") + "?"
		}
		return fmt.Errorf("no table or view matches %q%s", include[i], hint)
	}
	selected, before := s.enums, enumsOf(s.tables, s.views)
	s.keep(tables, views)
	for e := range selected {
		if len(include) == 0 && !before[e] {
			s.enums[e] = true // what nothing uses is not left out with anything
		}
	}
	return nil
}

// isPattern reports whether a name stands for more than itself.
func isPattern(name string) bool { return strings.ContainsAny(name, "*?") }

// matches reports whether a name is as pattern says, in which '*' stands for any
// characters and '?' for one. Case does not matter.
func matches(pattern, name string) bool {
	p, n := []rune(strings.ToLower(pattern)), []rune(strings.ToLower(name))
	at, star, from := 0, -1, 0 // in the pattern; its last '*', and the name's end of that
	for i := 0; i < len(n); {
		switch {
		case at < len(p) && p[at] == '*':
			star, from = at, i
			at++
		case at < len(p) && (p[at] == '?' || p[at] == n[i]):
			at++
			i++
		case star >= 0:
			from++
			at, i = star+1, from
		default:
			return false
		}
	}
	for at < len(p) && p[at] == '*' {
		at++
	}
	return at == len(p)
}
