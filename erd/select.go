package erd

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// selection is what of a realm is drawn. Partitions stand under their root only.
type selection struct {
	tables     map[*schema.Table]bool
	views      map[*schema.View]bool
	enums      map[*schema.Enum]bool
	partitions map[*schema.Table][]*schema.Table // by root, in order of the realm
	steps      map[*schema.Table]int             // of a path: how far from its beginning; nil if there is none
	focus      map[any]bool                      // the table or view in focus, or the ends of a path

	exists map[*schema.Table]bool
	whole  bool // no areas: it is one of them
}

func choose(realm *schema.Realm, o Options) (*selection, error) {
	s := &selection{
		tables:     map[*schema.Table]bool{},
		views:      map[*schema.View]bool{},
		enums:      map[*schema.Enum]bool{},
		partitions: map[*schema.Table][]*schema.Table{},
		exists:     existing(realm),
	}
	wanted, err := wantedSchemas(realm, o.Schemas)
	if err != nil {
		return nil, err
	}
	s.focus = map[any]bool{}
	for _, sc := range realm.Schemas {
		for _, t := range sc.Tables {
			if root := s.root(t); root != t {
				s.partitions[root] = append(s.partitions[root], t)
			} else if wanted[sc] {
				s.tables[t] = true
			}
		}
		if !wanted[sc] {
			continue
		}
		for _, v := range sc.Views {
			s.views[v] = true
		}
		for _, e := range sc.Enums {
			s.enums[e] = true
		}
	}
	for e := range enumsOf(s.tables, s.views) {
		s.enums[e] = true // also those of other schemas
	}
	if len(o.Include)+len(o.Exclude) > 0 {
		if err := s.filter(realm, o.Include, o.Exclude); err != nil {
			return nil, err
		}
	}
	if o.Group != "" {
		if err := s.open(realm, o.Group); err != nil {
			return nil, err
		}
	}
	if o.Focus != "" {
		if err := s.narrow(realm, o.Focus, max(o.Depth, 1)); err != nil {
			return nil, err
		}
	}
	if len(o.Path) > 0 {
		if err := s.between(realm, o.Path); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func wantedSchemas(realm *schema.Realm, names []string) (map[*schema.Schema]bool, error) {
	wanted := map[*schema.Schema]bool{}
	var known []string
	for _, s := range realm.Schemas {
		known = append(known, s.Name)
		if len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return name == s.Name || isPattern(name) && matches(name, s.Name) }) {
			wanted[s] = true
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(known, func(s string) bool { return name == s || isPattern(name) && matches(name, s) }) {
			if len(known) == 0 {
				return nil, fmt.Errorf("there is no schema %q: nothing is declared", name)
			}
			return nil, fmt.Errorf("there is no schema %q; the schemas are %s", name, list(nearest(name, known, 8), "and"))
		}
	}
	return wanted, nil
}

// DrawnAs is the table that diagrams of a realm draw for t: for a partition, the
// partitioned table.
func DrawnAs(realm *schema.Realm, t *schema.Table) *schema.Table {
	if !t.IsPartition {
		return t
	}
	return root(t, existing(realm))
}

// existing are the tables of a realm.
func existing(realm *schema.Realm) map[*schema.Table]bool {
	exists := map[*schema.Table]bool{}
	for _, s := range realm.Schemas {
		for _, t := range s.Tables {
			exists[t] = true
		}
	}
	return exists
}

// root is the table that t is drawn as.
func root(t *schema.Table, exists map[*schema.Table]bool) *schema.Table {
	for range len(exists) { // a table can be its own ancestor in a faulty realm
		if !t.IsPartition || len(t.Parents) == 0 || !exists[t.Parents[0]] {
			return t
		}
		t = t.Parents[0]
	}
	return t
}

func (s *selection) root(t *schema.Table) *schema.Table { return root(t, s.exists) }

// narrow leaves what is at most depth keys away from the focus, in either
// direction. From a view it goes to the tables the view reads, but not back:
// every table would draw in all its views.
func (s *selection) narrow(realm *schema.Realm, focus string, depth int) error {
	focusTable, focusView, err := s.find(focus)
	if err != nil {
		return err
	}
	next := s.neighbours(realm)
	var reached []*schema.Table
	views := map[*schema.View]bool{}
	if focusView != nil {
		views[focusView], s.focus[focusView] = true, true
		reached = s.reads(focusView)
		depth--
	} else {
		s.focus[focusTable] = true
		reached = []*schema.Table{focusTable}
	}
	near := map[*schema.Table]bool{}
	for ; len(reached) > 0; depth-- {
		var following []*schema.Table
		for _, t := range reached {
			if !near[t] && s.tables[t] {
				near[t] = true
				following = append(following, next[t]...)
			}
		}
		if reached = following; depth <= 0 {
			break
		}
	}
	s.keep(slices.Collect(maps.Keys(near)), slices.Collect(maps.Keys(views)))
	return nil
}

// neighbours gives the tables that keys connect with each, in either direction.
func (s *selection) neighbours(realm *schema.Realm) map[*schema.Table][]*schema.Table {
	next := map[*schema.Table][]*schema.Table{}
	for _, sc := range realm.Schemas {
		for _, t := range sc.Tables {
			for _, k := range t.ForeignKeys {
				if k.RefTable == nil {
					continue
				}
				from, to := s.root(t), s.root(k.RefTable)
				next[from] = append(next[from], to)
				next[to] = append(next[to], from)
			}
		}
	}
	return next
}

// reads gives the tables that v names.
func (s *selection) reads(v *schema.View) []*schema.Table {
	var tables []*schema.Table
	for _, on := range v.DependsOn {
		if on.Table != nil && s.exists[on.Table] {
			tables = append(tables, s.root(on.Table))
		}
	}
	return tables
}

// find looks focus up among the selected tables and views: exactly first, then
// without regard to case.
func (s *selection) find(focus string) (*schema.Table, *schema.View, error) {
	type found struct {
		name  string // qualified
		bare  string
		table *schema.Table
		view  *schema.View
	}
	var all []found
	for t := range s.exists {
		if s.tables[s.root(t)] {
			all = append(all, found{qualified(t.Schema, t.Name), t.Name, s.root(t), nil})
		}
	}
	for v := range s.views {
		all = append(all, found{qualified(v.Schema, v.Name), v.Name, nil, v})
	}
	slices.SortFunc(all, func(a, b found) int { return strings.Compare(a.name, b.name) })
	for _, equal := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		var hits []found
		var names []string
		for _, f := range all {
			if equal(f.name, focus) || equal(f.bare, focus) {
				hits = append(hits, f)
				names = append(names, f.name)
			}
		}
		if len(hits) == 1 || len(hits) > 1 && equal(hits[0].name, focus) {
			return hits[0].table, hits[0].view, nil
		}
		if len(hits) > 1 {
			return nil, nil, fmt.Errorf("%q is more than one table: write %s", focus, list(names, "or"))
		}
	}
	if len(all) == 0 {
		return nil, nil, fmt.Errorf("there is no table %q: no tables are declared", focus)
	}
	var names []string
	for _, f := range all {
		names = append(names, f.name)
	}
	return nil, nil, fmt.Errorf("there is no table %q; did you mean %s?", focus, list(nearest(focus, names, 3), "or"))
}

func qualified(s *schema.Schema, name string) string {
	if s == nil || s.Name == "" {
		return name
	}
	return s.Name + "." + name
}

// nearest gives the n names that are most like name, best first. A qualified name
// is compared without its schema if name has none.
func nearest(name string, names []string, n int) []string {
	distance := func(other string) int {
		if !strings.Contains(name, ".") {
			other = other[strings.LastIndexByte(other, '.')+1:]
		}
		return schema.Distance(name, other)
	}
	sorted := slices.Clone(names)
	distances := make(map[string]int, len(names))
	for _, other := range names {
		distances[other] = distance(other)
	}
	slices.SortStableFunc(sorted, func(a, b string) int { return distances[a] - distances[b] })
	return sorted[:min(n, len(sorted))]
}

func list(names []string, conjunction string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", clean(name))
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " " + conjunction + " " + quoted[last]
}
