package schema

import (
	"slices"
)

// resolver finds what the names of one query stand for, and which columns the
// query gives, as the realm is when it is asked.
type resolver struct {
	realm *Realm
	ctx   *context
	query *Query
	// hidden reports whether a relation is hidden by one of which nothing is known:
	// a temporary table. ready completes a view before its columns are looked at.
	// Both may be nil.
	hidden func(Ref) bool
	ready  func(*View)
	torn   map[*Table]bool // tables that may have other columns than are known
	self   *View           // the view that the query is of, which it cannot read; may be nil

	spaces  map[*Select]*space
	outputs map[*QueryExpr]*output
	found   []finding // by the index of the use
	labels  map[*Select]*labels
	running int // how many spaces are being put together
	given   int // how many columns were given so far
}

func newResolver(r *Realm, ctx *context, q *Query) *resolver {
	return &resolver{realm: r, ctx: ctx, query: q, spaces: map[*Select]*space{}, outputs: map[*QueryExpr]*output{}}
}

// given is a column that a relation, a join or a query gives.
type given struct {
	name string
	// of is the table's or view's column that goes by its own name here; more are
	// those that JOIN … USING made one with it.
	of   Target
	more []Target
	typ  Type
	enum *Enum
	kind *Object // the type, when it is a domain, composite or range
	item *SelectItem
}

// relation is an item of FROM as names see it.
type visibleRelation struct {
	item    *FromItem
	target  Target // zero for what is no table or view
	columns []given
	open    bool // may have other columns
	missing bool // no relation of the name is known
}

// space are the relations of one SELECT. columns are those that need no
// qualifier, each as often as there are relations that have it.
type space struct {
	relations []*visibleRelation
	columns   []given
	open      bool
	cut       bool // there are more relations than are looked at
	joins     map[*Join]*space
	sides     map[*Join][2]*space
}

// space gives the relations of a SELECT.
func (r *resolver) space(s *Select) *space {
	if have := r.spaces[s]; have != nil {
		return have
	}
	sp := &space{joins: map[*Join]*space{}, sides: map[*Join][2]*space{}}
	r.spaces[s] = sp // a query in FROM that is LATERAL looks at what is there already
	r.running++
	defer func() { r.running-- }()
	for _, item := range s.From {
		part := r.itemSpace(sp, item, 0)
		sp.relations = append(sp.relations, part.relations...)
		if r.given += len(part.columns); len(sp.relations) > maxRelations || len(sp.columns)+len(part.columns) > maxColumns || r.given > maxGiven {
			sp.open, sp.cut = true, true
			return sp
		}
		sp.cut = sp.cut || part.cut
		if !item.Qualified {
			sp.columns = append(sp.columns, part.columns...)
			sp.open = sp.open || part.open
		}
	}
	return sp
}

// itemSpace gives what one item of FROM makes visible.
func (r *resolver) itemSpace(whole *space, item *FromItem, depth int) *space {
	if item.Join == nil {
		rel := r.leaf(item)
		return &space{relations: []*visibleRelation{rel}, columns: rel.columns, open: rel.open}
	}
	// Joins lean to the left, as far as a query may be long.
	var chain []*FromItem
	for item.Join != nil && item.Alias.IsZero() && item.Join.Right != nil {
		chain = append(chain, item)
		item = item.Join.Left
	}
	var sp *space
	switch {
	case item.Join == nil:
		sp = r.itemSpace(whole, item, depth)
	case depth > maxRelations:
		return &space{open: true, cut: true}
	default: // (a JOIN b) AS alias
		inner := r.itemSpace(whole, item.Join.Left, depth+1)
		rel := &visibleRelation{item: item, columns: renamed(inner.columns, item.Columns), open: inner.open}
		sp = &space{relations: []*visibleRelation{rel}, columns: rel.columns, open: rel.open}
	}
	for _, joined := range slices.Backward(chain) {
		right := r.itemSpace(whole, joined.Join.Right, depth+1)
		if r.given += len(right.columns); len(sp.columns)+len(right.columns) > maxColumns || len(sp.relations) > maxRelations || r.given > maxGiven {
			return &space{relations: sp.relations, open: true, cut: true}
		}
		whole.sides[joined.Join] = [2]*space{sp, right}
		sp = r.join(joined.Join, sp, right)
		whole.joins[joined.Join] = sp
	}
	return sp
}

// join gives the columns of a join: those that are merged once (PostgreSQL,
// "7.2.1.1. Joined Tables").
func (r *resolver) join(j *Join, left, right *space) *space {
	sp := &space{relations: slices.Concat(left.relations, right.relations), open: left.open || right.open, cut: left.cut || right.cut}
	same := r.realm.index.same
	merged := func(name string) bool {
		return slices.ContainsFunc(j.Using, func(n Name) bool { return same(n.Text, name) })
	}
	if j.Natural {
		if sp.open {
			sp.columns = slices.Concat(left.columns, right.columns)
			return sp
		}
		has := make(map[string]bool, len(right.columns))
		for _, c := range right.columns {
			has[r.realm.index.fold(c.name)] = true
		}
		merged = func(name string) bool { return has[r.realm.index.fold(name)] }
	} else if len(j.Using) == 0 {
		sp.columns = slices.Concat(left.columns, right.columns)
		return sp
	}
	common := map[string]bool{}
	merge := func(l given) given {
		name := r.realm.index.fold(l.name)
		common[name] = true
		for _, c := range right.columns {
			if same(c.name, l.name) {
				l.more = slices.Concat(l.more, c.targets())
				if !sameType(l, c) {
					l.typ, l.enum, l.kind = Type{}, nil, nil
				}
				break
			}
		}
		return l
	}
	if r.realm.Dialect == SQLite { // which leaves the left columns where they are
		for _, c := range left.columns {
			if merged(c.name) {
				c = merge(c)
			}
			sp.columns = append(sp.columns, c)
		}
	} else {
		if j.Natural {
			for _, c := range left.columns {
				if merged(c.name) {
					sp.columns = append(sp.columns, merge(c))
				}
			}
		}
		for _, n := range j.Using {
			at := slices.IndexFunc(left.columns, func(c given) bool { return same(c.name, n.Text) })
			if at < 0 {
				sp.open = true // it is in what is not known, or the query is wrong
				common[r.realm.index.fold(n.Text)] = true
				continue
			}
			sp.columns = append(sp.columns, merge(left.columns[at]))
		}
		for _, c := range left.columns {
			if !common[r.realm.index.fold(c.name)] {
				sp.columns = append(sp.columns, c)
			}
		}
	}
	for _, c := range right.columns {
		if !common[r.realm.index.fold(c.name)] {
			sp.columns = append(sp.columns, c)
		}
	}
	return sp
}

func sameType(a, b given) bool {
	return a.typ.Text == b.typ.Text && a.enum == b.enum && a.kind == b.kind
}

// targets are the columns of tables and views that a column stands for.
func (c given) targets() []Target {
	if c.of.Column == nil {
		return c.more
	}
	return append([]Target{c.of}, c.more...)
}

// leaf gives the columns of an item that is no join.
func (r *resolver) leaf(item *FromItem) *visibleRelation {
	rel := &visibleRelation{item: item, open: item.Unknown}
	switch {
	case item.With != nil:
		out := r.output(item.With.Body)
		rel.columns, rel.open = renamed(out.columns, item.With.Columns), out.open || len(item.With.Extra) > 0
	case item.Query != nil:
		out := r.output(item.Query)
		rel.columns, rel.open = out.columns, out.open
	case item.Function != nil:
		r.function(rel)
	case !item.RowOf.IsZero():
		r.row(rel)
	case !item.Ref.IsZero():
		r.table(rel)
	default:
		rel.open = true
	}
	rel.columns = renamed(rel.columns, item.Columns)
	return rel
}

// row gives the columns of a row that the triggers see which call a routine, if
// all of them are on one table.
func (r *resolver) row(rel *visibleRelation) {
	rel.open = true
	routine := r.realm.index.object(r.ctx, KindFunction, rel.item.RowOf)
	if routine == nil {
		return
	}
	var on Target
	for _, s := range r.realm.Schemas {
		for _, o := range s.Objects {
			if o.Kind != KindTrigger || !slices.ContainsFunc(o.Refs, func(ref *ObjectTarget) bool { return ref.Target.Object == routine }) {
				continue
			}
			t := Target{Kind: KindTable, Schema: s, Table: o.Table}
			if o.Table == nil || on.Table != nil && on.Table != o.Table {
				return
			}
			on = t
		}
	}
	if on.Table != nil {
		rel.target, rel.open = on, on.Table.Opaque || r.torn[on.Table]
		rel.columns = columnsOf(on)
	}
}

// table gives the columns of a table or view.
func (r *resolver) table(rel *visibleRelation) {
	ref := rel.item.Ref
	if r.hidden != nil && r.hidden(ref) {
		rel.open = true
		return
	}
	target, ok := r.realm.relation(r.ctx, ref)
	if ok && r.self != nil && target.View == r.self && ref.Schema.IsZero() {
		target = r.behindSelf(target, ref)
	}
	if !ok {
		rel.open, rel.missing = true, true
		return
	}
	rel.target = target
	if target.View != nil {
		if r.ready != nil {
			r.ready(target.View)
		}
		rel.open = target.View.Opaque
	} else {
		rel.open = target.Table.Opaque || r.torn[target.Table]
	}
	rel.columns = columnsOf(target)
}

// behindSelf is the relation that a view names by its own name: it was another one,
// in a later schema of the search path, before the view was there.
func (r *resolver) behindSelf(self Target, ref Ref) Target {
	at := slices.IndexFunc(r.ctx.path, func(name string) bool { return r.realm.index.same(name, self.Schema.Name) })
	if at < 0 || at+1 == len(r.ctx.path) {
		return self
	}
	behind := *r.ctx
	behind.path = r.ctx.path[at+1:]
	if other, ok := r.realm.relation(&behind, ref); ok {
		return other
	}
	return self
}

// columnsOf are the columns of a table or view.
func columnsOf(target Target) []given {
	columns := target.Columns()
	all := make([]given, len(columns))
	for i, c := range columns {
		of := target
		of.Kind, of.Column = KindColumn, c
		all[i] = given{name: c.Name, of: of, typ: valueType(c.Type), enum: c.Enum, kind: c.TypeOf}
	}
	return all
}
