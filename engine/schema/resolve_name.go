package schema

import (
	"slices"
	"strings"
	"sync"
)

// Verdicts on a name.
type verdict uint8

const (
	unsure    verdict = iota // it may stand for something that is not known
	certain                  // it stands for the columns of the finding
	absent                   // nothing has it
	ambiguous                // several relations have it
	noOwner                  // nothing is called what stands before the dot
)

// finding is what a column use stands for.
type finding struct {
	verdict   verdict
	column    given
	relations []*visibleRelation // of ambiguous, those that have it; of absent, those that were searched
}

// goesBy reports whether a relation is called so in its query.
func (r *resolver) goesBy(rel *visibleRelation, schema, name Name) bool {
	if !r.realm.index.same(rel.item.Name().Text, name.Text) {
		return false
	}
	if schema.IsZero() {
		return true
	}
	if rel.item.Aliased() {
		return false
	}
	if rel.item.Ref.Schema.IsZero() {
		return rel.target.Schema == nil || r.realm.index.same(rel.target.Schema.Name, schema.Text)
	}
	return r.realm.index.same(rel.item.Ref.Schema.Text, schema.Text)
}

// use finds what a column use stands for.
func (r *resolver) use(i int) finding {
	if r.found == nil {
		r.found = make([]finding, len(r.query.Uses))
		for j := range r.found {
			r.found[j].verdict = 0xff
		}
	}
	if r.found[i].verdict == 0xff {
		r.found[i] = finding{} // unsure, while it is looked for
		f := r.lookUp(&r.query.Uses[i])
		if r.found[i] = f; f.verdict != certain && r.running > 0 {
			// Not all relations are there yet: this is asked again.
			r.found[i].verdict = 0xff
			return finding{}
		}
	}
	return r.found[i]
}

func (r *resolver) lookUp(u *ColumnUse) finding {
	if u.Of != nil {
		sp := r.space(u.In)
		for _, rel := range sp.relations {
			if rel.item == u.Of {
				return r.columnOf(rel, u)
			}
		}
		return finding{}
	}
	switch u.Place {
	case InUsing:
		return r.using(u)
	case InField:
		return r.field(u)
	}
	if u.Table.IsZero() {
		return r.unqualified(u)
	}
	if joined := r.space(u.In).joins[u.On]; u.On != nil && joined != nil {
		for _, rel := range joined.relations {
			if r.goesBy(rel, u.Schema, u.Table) {
				return r.columnOf(rel, u)
			}
		}
	}
	for s := u.In; s != nil; s = outer(s) {
		sp := r.space(s)
		for _, rel := range sp.relations {
			if r.goesBy(rel, u.Schema, u.Table) {
				return r.columnOf(rel, u)
			}
		}
		if sp.cut {
			return finding{}
		}
	}
	switch {
	case r.isArgument(u.Table.Text):
		return finding{}
	case r.realm.index.same(u.Table.Text, r.query.Routine.Text):
		if u.Place == InStar || r.isArgument(u.Column.Text) {
			return finding{}
		}
		return finding{verdict: absent}
	}
	for s := u.In; s != nil; s = outer(s) {
		for _, rel := range r.space(s).relations {
			if rel.missing {
				return finding{} // it may be meant
			}
		}
	}
	return finding{verdict: noOwner}
}

// using finds a column that both sides of a join have.
func (r *resolver) using(u *ColumnUse) finding {
	sides, ok := r.space(u.In).sides[u.On]
	if !ok {
		return finding{}
	}
	var both finding
	for i, side := range sides {
		f, ok := r.among(side, u.Column.Text)
		switch {
		case !ok && side.open:
			return finding{}
		case !ok:
			return finding{verdict: absent, relations: side.relations}
		case f.verdict != certain:
			return finding{} // it may be merged twice
		case i == 0:
			both = f
		default:
			both.column.more = slices.Concat(both.column.more, f.column.targets())
		}
	}
	return both
}

// field finds a column of a whole row: (t).a (PostgreSQL, "8.16.5. Using Composite
// Types in Queries"). The fields of other values are not looked for.
func (r *resolver) field(u *ColumnUse) finding {
	base := &r.query.Uses[u.Base]
	name := base.Column
	if !base.Table.IsZero() || base.Place == InField || r.isArgument(name.Text) || r.use(u.Base).verdict == certain ||
		slices.ContainsFunc(r.query.Variables, func(n Name) bool { return r.realm.index.same(n.Text, name.Text) }) {
		return finding{}
	}
	for s := u.In; s != nil; s = outer(s) {
		sp := r.space(s)
		if sp.open || sp.cut {
			return finding{}
		}
		for _, rel := range sp.relations {
			if !r.goesBy(rel, Name{}, name) {
				continue
			}
			if f := r.columnOf(rel, u); f.verdict == certain {
				return f
			}
			return finding{}
		}
	}
	return finding{}
}

// columnOf finds a column of one relation.
func (r *resolver) columnOf(rel *visibleRelation, u *ColumnUse) finding {
	if u.Place == InStar {
		return finding{verdict: certain}
	}
	var of []given
	for _, c := range rel.columns {
		if r.sameColumn(c, u.Column.Text) {
			of = append(of, c)
		}
	}
	switch {
	case len(of) == 1:
		return finding{verdict: certain, column: of[0]}
	case len(of) > 1:
		if rel.open {
			return finding{}
		}
		return finding{verdict: ambiguous, relations: []*visibleRelation{rel}}
	case rel.open, systemColumn(r.realm.Dialect, u.Column.Text), r.callable(u):
		return finding{}
	}
	return finding{verdict: absent, relations: []*visibleRelation{rel}}
}

// sameColumn reports whether a column answers to a name, by its label in HCL, too.
func (r *resolver) sameColumn(c given, name string) bool {
	if r.realm.index.same(c.name, name) || r.realm.index.anyCase && strings.EqualFold(c.name, name) {
		return true
	}
	return false
}

// anyRow are functions that PostgreSQL has for rows of any table, which may be
// written as if they were columns ("8.16.5. Using Composite Types in Queries").
var anyRow = []string{"count", "row_to_json", "to_json", "to_jsonb", "json_agg", "jsonb_agg", "array_agg", "pg_typeof", "hash_record",
	"record_out", "num_nulls", "num_nonnulls", "concat", "quote_literal", "quote_nullable", "first_value", "last_value", "lag", "lead"}

// callable reports whether owner.name may be the call of a function.
func (r *resolver) callable(u *ColumnUse) bool {
	if r.realm.Dialect != Postgres && r.realm.Dialect != "" {
		return false
	}
	if slices.Contains(anyRow, u.Column.Text) {
		return true
	}
	for _, kind := range []Kind{KindFunction, KindAggregate} {
		for _, s := range r.realm.Schemas {
			if r.realm.index.objects[objectKey{kind, r.realm.index.fold(s.Name), r.realm.index.fold(u.Column.Text)}] != nil {
				return true
			}
		}
	}
	return false
}

func (r *resolver) isArgument(name string) bool {
	return slices.ContainsFunc(r.query.Args, func(n Name) bool { return r.realm.index.same(n.Text, name) })
}

// unqualified finds a column that is named alone.
func (r *resolver) unqualified(u *ColumnUse) finding {
	name := u.Column.Text
	if slices.ContainsFunc(r.query.Variables, func(n Name) bool { return r.realm.index.same(n.Text, name) }) {
		return finding{}
	}
	var searched []*visibleRelation
	for s := u.In; s != nil; s = outer(s) {
		own := s == u.In
		if own && u.Place == InOrder {
			if f, ok := r.outputColumn(s, name, false); ok {
				return f
			}
		}
		sp := r.space(s)
		if own && u.On != nil {
			if joined := sp.joins[u.On]; joined != nil {
				if f, ok := r.among(joined, name); ok {
					return f
				}
			}
		}
		if f, ok := r.among(sp, name); ok {
			return f
		}
		if own && (u.Place == InGroup || r.realm.Dialect != Postgres) {
			if f, ok := r.outputColumn(s, name, true); ok {
				return f
			}
		}
		if sp.open {
			return finding{}
		}
		for _, rel := range sp.relations {
			if r.realm.index.same(rel.item.Name().Text, name) {
				return finding{} // a whole row
			}
		}
		if len(sp.relations) > 0 && systemColumn(r.realm.Dialect, name) {
			return finding{}
		}
		searched = append(searched, sp.relations...)
	}
	if r.isArgument(name) || u.Quoted && r.realm.Dialect == SQLite {
		return finding{}
	}
	return finding{verdict: absent, relations: searched}
}

// among finds a column among those that need no qualifier.
func (r *resolver) among(sp *space, name string) (finding, bool) {
	var found given
	n := 0
	for _, c := range sp.columns {
		if r.sameColumn(c, name) {
			if n++; n == 1 {
				found = c
			}
		}
	}
	switch {
	case n == 0:
		return finding{}, false
	case n == 1:
		return finding{verdict: certain, column: found}, true
	}
	f := finding{verdict: ambiguous}
	for _, rel := range sp.relations {
		if !rel.item.Qualified && slices.ContainsFunc(rel.columns, func(c given) bool { return r.sameColumn(c, name) }) {
			f.relations = append(f.relations, rel)
		}
	}
	return f, true
}

// outputColumn finds what a SELECT calls one of its own columns, perhaps by aliases
// only.
func (r *resolver) outputColumn(s *Select, name string, aliases bool) (finding, bool) {
	sides := []*Select{s}
	for len(sides) > 0 {
		side := sides[0]
		sides = sides[1:]
		if side.Nested != nil {
			sides = append(sides, side.Nested.Sides...)
			continue
		}
		for _, it := range r.labelled(side, name, aliases) {
			if it.Star {
				columns, open := r.star(side, it)
				at := slices.IndexFunc(columns, func(c given) bool { return r.sameColumn(c, name) })
				if at >= 0 {
					return finding{verdict: certain, column: columns[at]}, true
				}
				if open {
					return finding{}, true
				}
				continue
			}
			if it.Alias || it.Use < 0 {
				return finding{verdict: unsure, column: given{name: name, item: it}}, true
			}
			if f := r.use(it.Use); f.verdict == certain {
				return f, true
			}
			return finding{}, true
		}
	}
	return finding{}, false
}

// labels say where in a select list its stars are, and the first item of each name:
// of all items, and of those that have an alias. A list may be as long as the query,
// and as many names may be looked for in it.
type labels struct {
	stars        []int
	first, alias map[string]int
}

func (r *resolver) labelsOf(s *Select) *labels {
	if l := r.labels[s]; l != nil {
		return l
	}
	l := &labels{first: map[string]int{}, alias: map[string]int{}}
	for i := range s.Items {
		it := &s.Items[i]
		label := r.realm.index.fold(it.Label())
		if it.Star {
			l.stars = append(l.stars, i)
			continue
		}
		if _, known := l.first[label]; !known {
			l.first[label] = i
		}
		if _, known := l.alias[label]; !known && it.Alias {
			l.alias[label] = i
		}
	}
	if r.labels == nil {
		r.labels = map[*Select]*labels{}
	}
	r.labels[s] = l
	return l
}

// labelled are the items of a select list that may have a name, in order: stars,
// and the first that is called so. Of aliases only, there is one at most.
func (r *resolver) labelled(s *Select, name string, aliases bool) []*SelectItem {
	l := r.labelsOf(s)
	of, stars := l.first, l.stars
	if aliases {
		of, stars = l.alias, nil
	}
	last, found := of[r.realm.index.fold(name)]
	var list []*SelectItem
	for _, i := range stars {
		if !found || i < last {
			list = append(list, &s.Items[i])
		}
	}
	if found {
		list = append(list, &s.Items[last])
	}
	return list
}

// systemColumn reports whether every table has a column of that name: PostgreSQL,
// "5.5. System Columns"; SQLite, "Rowid Tables".
func systemColumn(d Dialect, name string) bool {
	switch d {
	case Postgres, "":
		return slices.Contains([]string{"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax", "oid"}, name)
	case SQLite:
		return slices.Contains([]string{"rowid", "oid", "_rowid_"}, strings.ToLower(name))
	}
	return false
}

// resolvedQueries keeps what the columns in queries stand for, once a query was
// asked about.
type resolvedQueries struct{ byQuery sync.Map } // *Query → func() []Target

// queryColumn is the column that a site within a query stands for.
func (r *Realm) queryColumn(ctx *context, s Site) (Target, bool) {
	if r.queries == nil {
		return Target{}, false
	}
	once, ok := r.queries.byQuery.Load(s.Query)
	if !ok {
		once, _ = r.queries.byQuery.LoadOrStore(s.Query, sync.OnceValue(func() []Target {
			resolver := newResolver(r, ctx, s.Query)
			targets := make([]Target, len(s.Query.Uses))
			for i := range targets {
				if found := resolver.use(i); found.verdict == certain {
					targets[i] = found.column.of
				}
			}
			return targets
		}))
	}
	t := once.(func() []Target)()[s.Use]
	return t, t.Column != nil
}
