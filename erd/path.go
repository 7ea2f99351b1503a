package erd

import (
	"fmt"
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// manyPaths is the number of tables on all shortest ways between two tables above
// which only one of the ways is drawn.
const manyPaths = 30

// between leaves the tables on the shortest ways between two, along keys in either
// direction.
func (s *selection) between(realm *schema.Realm, names []string) error {
	if len(names) != 2 {
		return fmt.Errorf("a path has two ends, not %d", len(names))
	}
	var ends [2]*schema.Table
	for i, name := range names {
		table, view, err := s.find(name)
		if err != nil {
			return err
		}
		if view != nil {
			return fmt.Errorf("%q is a view: foreign keys lead between tables only", name)
		}
		ends[i] = table
	}
	next := s.neighbours(realm)
	far := s.distances(ends[1], next)
	length, ok := far[ends[0]]
	if !ok {
		return fmt.Errorf("no foreign keys connect %q and %q, in either direction", qualified(ends[0].Schema, ends[0].Name), qualified(ends[1].Schema, ends[1].Name))
	}
	near := s.distances(ends[0], next)
	var on []*schema.Table
	for t, d := range far {
		if n, ok := near[t]; ok && n+d == length {
			on = append(on, t)
		}
	}
	if len(on) > manyPaths {
		on = on[:0]
		for t := ends[0]; ; {
			on = append(on, t)
			if t == ends[1] {
				break
			}
			closer := func(n *schema.Table) bool { d, ok := far[n]; return ok && d == far[t]-1 }
			t = next[t][slices.IndexFunc(next[t], closer)]
		}
	}
	s.keep(on, nil)
	s.steps = map[*schema.Table]int{}
	for _, t := range on {
		s.steps[t] = near[t]
	}
	s.focus[ends[0]], s.focus[ends[1]] = true, true
	return nil
}

// distances gives how many keys away from a table the others of the selection are;
// none for those that no keys connect with it.
func (s *selection) distances(from *schema.Table, next map[*schema.Table][]*schema.Table) map[*schema.Table]int {
	far := map[*schema.Table]int{from: 0}
	for reached := []*schema.Table{from}; len(reached) > 0; reached = reached[1:] {
		for _, t := range next[reached[0]] {
			if _, ok := far[t]; !ok && s.tables[t] {
				far[t] = far[reached[0]] + 1
				reached = append(reached, t)
			}
		}
	}
	return far
}
