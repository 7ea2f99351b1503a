package erd

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/schemascope/schemascope/engine/schema"
)

const (
	// areaTables is the number of tables and views up to which a database schema is
	// drawn as a whole; a larger one is drawn as areas.
	areaTables = 60
	// minArea is the least number of tables of an area; what is in none is in one at
	// the end, of the name otherArea.
	minArea   = 3
	minShare  = 100 // and at least one in so many of the schema's tables
	otherArea = "other"

	// How much a common first word of the names counts, where a foreign key counts 1,
	// and how many keys to one table count together at most.
	prefixWeight = 0.8
	targetWeight = 8.0
)

// area is what of a database schema belongs together: tables and views that are
// close by their keys and names.
type area struct {
	name   string
	schema *schema.Schema
	tables []*schema.Table
	views  []*schema.View
}

// divide finds the areas of what is selected of sc, the largest first; none if it is
// small enough to be drawn as a whole.
func (s *selection) divide(sc *schema.Schema) []*area {
	all := s.undivided(sc)
	d := divider{selection: s, tables: all.tables, views: all.views, of: map[any]int{}}
	if s.whole || len(d.tables)+len(d.views) <= areaTables {
		return nil
	}
	return d.divide(sc)
}

// open leaves what is in the area, or the database schema, of the name: "ci" or
// "public.ci".
func (s *selection) open(realm *schema.Realm, group string) error {
	var known, qualifieds []string
	var hits []*area
	var whole *area
	schemas := 0
	for _, sc := range realm.Schemas {
		all := s.undivided(sc)
		if len(all.tables)+len(all.views) == 0 {
			continue
		}
		schemas++
		if sc.Name != "" {
			known = append(known, sc.Name)
			if sc.Name == group {
				whole = all
			}
		}
		for _, a := range s.divide(sc) {
			known = append(known, a.name)
			switch group {
			case a.name:
				hits, qualifieds = append(hits, a), append(qualifieds, qualified(sc, a.name))
			case qualified(sc, a.name):
				return s.only(a)
			}
		}
	}
	switch {
	case whole != nil && (schemas > 1 || len(hits) == 0):
		return s.only(whole)
	case len(hits) == 1:
		return s.only(hits[0])
	case len(hits) > 1:
		return fmt.Errorf("%q is more than one group: write %s", group, list(qualifieds, "or"))
	case len(known) == 0:
		return fmt.Errorf("there is no group %q: nothing is declared", group)
	}
	return fmt.Errorf("there is no group %q; the groups are %s", group, list(nearest(group, known, 8), "and"))
}

// only leaves an area, which is then drawn as a whole.
func (s *selection) only(a *area) error {
	s.keep(a.tables, a.views)
	s.whole = true
	return nil
}

// keep leaves these tables and views, and the enums that they use.
func (s *selection) keep(tables []*schema.Table, views []*schema.View) {
	s.tables, s.views = map[*schema.Table]bool{}, map[*schema.View]bool{}
	for _, t := range tables {
		s.tables[t] = true
	}
	for _, v := range views {
		s.views[v] = true
	}
	s.enums = enumsOf(s.tables, s.views)
}

// enumsOf gives the enums that are types of columns.
func enumsOf(tables map[*schema.Table]bool, views map[*schema.View]bool) map[*schema.Enum]bool {
	enums := map[*schema.Enum]bool{}
	add := func(columns []*schema.Column) {
		for _, c := range columns {
			if c.Enum != nil {
				enums[c.Enum] = true
			}
		}
	}
	for t := range tables {
		add(t.Columns)
	}
	for v := range views {
		add(v.Columns)
	}
	return enums
}

type divider struct {
	*selection
	tables []*schema.Table
	views  []*schema.View
	of     map[any]int // nodes: the tables, then the views
	words  []string    // by node: the first word of its name that says something
	keys   []int       // by node: how many keys lead to it
}

func (d *divider) divide(sc *schema.Schema) []*area {
	var names []string
	for _, t := range d.tables {
		d.of[t] = len(names)
		names = append(names, t.Name)
	}
	for _, v := range d.views {
		d.of[v] = len(names)
		names = append(names, v.Name)
	}
	d.words = firstWords(names)
	d.keys = make([]int, len(names))
	links := d.links()
	for _, l := range links {
		d.keys[l.to] += l.keys
	}
	words := map[string][]int{}
	for n, w := range d.words {
		words[w] = append(words[w], n)
	}
	g := newAffinity(len(names) + len(words))
	for _, l := range links {
		weight := l.weight
		if n := float64(d.keys[l.to]); n > targetWeight {
			weight *= targetWeight / n
		}
		g.add(l.from, l.to, weight)
	}
	node := len(names)
	for n, w := range d.words { // in the order of their first tables
		if members := words[w]; members[0] == n && len(members) > 1 {
			for _, m := range members {
				g.add(m, node, prefixWeight)
			}
			node++
		}
	}
	members := map[int][]int{}
	for n, c := range g.communities()[:len(names)] {
		members[c] = append(members[c], n)
	}
	return d.areas(sc, members)
}

type tableLink struct {
	from, to, keys int
	weight         float64
}

// links are the keys between the tables, and what the views read.
func (d *divider) links() []tableLink {
	var links []tableLink
	for n, t := range d.tables {
		for _, part := range append([]*schema.Table{t}, d.partitions[t]...) {
			for _, k := range part.ForeignKeys {
				if k.RefTable == nil {
					continue
				}
				if to, ok := d.of[d.root(k.RefTable)]; ok && to != n {
					links = append(links, tableLink{n, to, 1, 1})
				}
			}
		}
	}
	for i, v := range d.views {
		for _, on := range v.DependsOn {
			var to int
			ok := false
			if on.Table != nil {
				to, ok = d.of[d.root(on.Table)]
			} else if on.View != nil {
				to, ok = d.of[on.View]
			}
			if ok {
				links = append(links, tableLink{len(d.tables) + i, to, 0, 0.5})
			}
		}
	}
	return links
}

// areas makes areas of communities.
func (d *divider) areas(sc *schema.Schema, members map[int][]int) []*area {
	var groups [][]int
	var rest []int
	for _, m := range members {
		if len(m) < max(minArea, (len(d.tables)+len(d.views))/minShare) {
			rest = append(rest, m...)
		} else {
			groups = append(groups, m)
		}
	}
	slices.SortFunc(groups, func(a, b []int) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0], b[0])) })
	slices.Sort(rest)
	taken := map[string]bool{otherArea: true}
	var areas []*area
	add := func(name string, nodes []int) {
		a := &area{name: name, schema: sc}
		for _, n := range nodes {
			if n < len(d.tables) {
				a.tables = append(a.tables, d.tables[n])
			} else {
				a.views = append(a.views, d.views[n-len(d.tables)])
			}
		}
		areas = append(areas, a)
	}
	for _, nodes := range groups {
		name := d.name(nodes, taken)
		taken[name] = true
		add(name, nodes)
	}
	if len(rest) > 0 {
		add(otherArea, rest)
	}
	if len(areas) < 2 {
		return nil
	}
	return areas
}

// name calls an area by what most of its names begin with, else by the table that
// most keys lead to.
func (d *divider) name(nodes []int, taken map[string]bool) string {
	count := map[string]int{}
	best, hub := "", nodes[0]
	word := ""
	for _, n := range nodes {
		w := d.words[n]
		if count[w]++; count[w] > count[word] {
			word = w
		}
		if d.keys[n] > d.keys[hub] {
			hub = n
		}
	}
	for _, n := range nodes {
		if d.words[n] == word {
			best = d.beginning(nodes, n)
			break
		}
	}
	hubName := d.nodeName(hub)
	candidates := []string{hubName, best}
	if 2*count[d.words[hub]] >= len(nodes) || 5*count[word] >= 2*len(nodes) {
		candidates = []string{best, hubName}
	}
	for _, name := range candidates {
		if name != "" && !taken[name] {
			return name
		}
	}
	for i := 2; ; i++ {
		if name := hubName + " " + strconv.Itoa(i); !taken[name] {
			return name
		}
	}
}

func (d *divider) nodeName(n int) string {
	if n < len(d.tables) {
		return d.tables[n].Name
	}
	return d.views[n-len(d.tables)].Name
}

// beginning is what most names begin with of those nodes that have the first word
// of n: that word and what follows it, as the name of n writes it.
func (d *divider) beginning(nodes []int, n int) string {
	after := func(n int) []string {
		words := splitName(d.nodeName(n))
		for i, w := range words {
			if singular(w) == d.words[n] {
				return words[i:]
			}
		}
		return nil
	}
	same := func(a, b []string) int {
		i := 0
		for i < min(len(a), len(b)) && singular(a[i]) == singular(b[i]) {
			i++
		}
		return i
	}
	var all [][]string
	for _, other := range nodes {
		if d.words[other] == d.words[n] {
			all = append(all, after(other))
		}
	}
	best, length := after(n), 1
	for _, words := range all {
		for k := min(len(words), 3); k > length; k-- {
			count := 0
			for _, other := range all {
				if same(words, other) >= k {
					count++
				}
			}
			if 4*count >= 3*len(all) {
				best, length = words, k
			}
		}
	}
	return strings.ToLower(strings.Join(best[:min(length, len(best))], "_"))
}

// firstWords gives the first word of each name, without those with which so many
// begin that they say nothing, in the singular.
func firstWords(names []string) []string {
	words := make([][]string, len(names))
	for i, name := range names {
		for _, w := range splitName(name) {
			words[i] = append(words[i], singular(w))
		}
	}
	for depth := 0; depth < 3; depth++ {
		count := map[string]int{}
		for _, w := range words {
			count[w[0]]++
		}
		common := ""
		for w, n := range count {
			if 5*n > 2*len(names) {
				if common == "" || n > count[common] || n == count[common] && w < common {
					common = w
				}
			}
		}
		if common == "" {
			break
		}
		for i, w := range words {
			if w[0] == common && len(w) > 1 {
				words[i] = w[1:]
			}
		}
	}
	first := make([]string, len(names))
	for i, w := range words {
		first[i] = w[0]
	}
	return first
}

// splitName splits a name at underscores and other signs, and where an upper case
// letter follows a lower case one. It gives at least one word.
func splitName(name string) []string {
	var words []string
	begin, last := 0, ' '
	end := func(i int) {
		if i > begin {
			words = append(words, name[begin:i])
		}
	}
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
			begin = i + len(string(r))
		case unicode.IsUpper(r) && unicode.IsLower(last):
			end(i)
			begin = i
		}
		last = r
	}
	if begin < len(name) {
		end(len(name))
	}
	if len(words) == 0 {
		return []string{name}
	}
	return words
}

// singular takes the ending of an English plural from a word: projects and
// project_features are about the same thing.
func singular(word string) string {
	w := strings.ToLower(word)
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 3:
		return w[:len(w)-1]
	}
	return w
}
