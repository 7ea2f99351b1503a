package schema

import (
	"slices"
	"strings"
	"sync"
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

	spaces  map[*Select]*space
	outputs map[*QueryExpr]*output
	found   []finding // by the index of the use
	running int       // how many spaces are being put together
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

// output are the columns that a query gives; open says that there may be others.
type output struct {
	columns []given
	open    bool
	running bool
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
	joins     map[*Join]*space
	sides     map[*Join][2]*space
}

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

// maxRelations bounds the relations of one SELECT, and maxColumns the columns that
// its stars stand for.
const (
	maxRelations = 500
	maxColumns   = 20_000
)

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
		if len(sp.relations) > maxRelations || len(sp.columns)+len(part.columns) > maxColumns {
			sp.open = true
			return sp
		}
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
		return &space{open: true}
	default: // (a JOIN b) AS alias
		inner := r.itemSpace(whole, item.Join.Left, depth+1)
		rel := &visibleRelation{item: item, columns: renamed(inner.columns, item.Columns), open: inner.open}
		sp = &space{relations: []*visibleRelation{rel}, columns: rel.columns, open: rel.open}
	}
	for _, joined := range slices.Backward(chain) {
		right := r.itemSpace(whole, joined.Join.Right, depth+1)
		if len(sp.columns)+len(right.columns) > maxColumns || len(sp.relations) > maxRelations {
			return &space{relations: sp.relations, open: true}
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
	sp := &space{relations: slices.Concat(left.relations, right.relations), open: left.open || right.open}
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

// renamed are columns with the names of a list in place of their own.
func renamed(columns []given, names []Name) []given {
	if len(names) == 0 {
		return columns
	}
	columns = slices.Clone(columns)
	for i := range columns[:min(len(columns), len(names))] {
		c := &columns[i]
		if c.name != names[i].Text {
			// Under another name it is not what a rename of its column follows.
			c.more = c.targets()
			c.name, c.of, c.item = names[i].Text, Target{}, nil
		}
	}
	return columns
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
	case !item.Ref.IsZero():
		r.table(rel)
	default:
		rel.open = true
	}
	rel.columns = renamed(rel.columns, item.Columns)
	return rel
}

// table gives the columns of a table or view.
func (r *resolver) table(rel *visibleRelation) {
	ref := rel.item.Ref
	if r.hidden != nil && r.hidden(ref) {
		rel.open = true
		return
	}
	target, ok := r.realm.relation(r.ctx, ref)
	if !ok {
		rel.open, rel.missing = true, true
		return
	}
	rel.target = target
	columns := target.Columns()
	if target.View != nil {
		if r.ready != nil {
			r.ready(target.View)
		}
		rel.open = target.View.Opaque
		columns = target.View.Columns
	} else {
		rel.open = target.Table.Opaque || r.torn[target.Table]
	}
	rel.columns = make([]given, len(columns))
	for i, c := range columns {
		of := target
		of.Kind, of.Column = KindColumn, c
		rel.columns[i] = given{name: c.Name, of: of, typ: valueType(c.Type), enum: c.Enum, kind: c.TypeOf}
	}
}

// valueType is the type of a column's values: that of a serial column is an
// integer (PostgreSQL, "8.1.4. Serial Types").
func valueType(t Type) Type {
	switch t.Text {
	case "serial", "serial4":
		t.Text = "integer"
	case "bigserial", "serial8":
		t.Text = "bigint"
	case "smallserial", "serial2":
		t.Text = "smallint"
	}
	return t
}

// output gives the columns of a query.
func (r *resolver) output(e *QueryExpr) *output {
	if e == nil {
		return &output{open: true}
	}
	if have := r.outputs[e]; have != nil {
		if have.running {
			return &output{open: true} // a WITH query that is defined by itself
		}
		return have
	}
	out := &output{running: true}
	r.outputs[e] = out
	var first output
	for i, s := range e.Sides {
		side := r.side(s)
		if i == 0 {
			first = output{columns: slices.Clone(side.columns), open: side.open}
			if len(e.Sides) > 1 {
				// A recursive WITH query has the columns of its first side.
				out.columns, out.open = first.columns, first.open
				out.running = false
			}
			continue
		}
		for j := range first.columns {
			c := &first.columns[j]
			if side.open || first.open || j >= len(side.columns) || !sameType(*c, side.columns[j]) || c.typ.Text == "" {
				c.typ, c.enum, c.kind = Type{}, nil, nil
			}
			if j < len(side.columns) {
				c.more = slices.Concat(c.more, side.columns[j].targets())
			}
		}
	}
	out.columns, out.open, out.running = first.columns, first.open, false
	if len(e.Sides) == 0 {
		out.open = true
	}
	return out
}

// side gives the columns of one operand of set operations.
func (r *resolver) side(s *Select) output {
	if s.Nested != nil {
		return *r.output(s.Nested)
	}
	var out output
	for i := range s.Items {
		it := &s.Items[i]
		switch {
		case s.Values:
			out.columns = append(out.columns, given{name: numbered("column", i+1), item: it})
		case it.Star:
			columns, open := r.star(s, it)
			if len(out.columns)+len(columns) > maxColumns {
				out.open = true
				return out
			}
			for _, c := range columns {
				c.item = it
				out.columns = append(out.columns, c)
			}
			out.open = out.open || open
		default:
			out.columns = append(out.columns, r.item(it))
			if it.Label() == "" && it.Named == nil && r.realm.Dialect != Postgres {
				out.open = true
			}
		}
	}
	return out
}

// star gives the columns that a star stands for.
func (r *resolver) star(s *Select, it *SelectItem) (columns []given, open bool) {
	if it.Composite {
		return nil, true
	}
	sp := r.space(s)
	if it.Owner.IsZero() {
		if s.Target != nil && len(s.From) > 1 && s.From[1].Qualified {
			return sp.relations[0].columns, sp.relations[0].open // not those of EXCLUDED
		}
		return sp.columns, sp.open
	}
	for in := s; in != nil; in = outer(in) {
		for _, rel := range r.space(in).relations {
			if r.goesBy(rel, it.Owner.Schema, it.Owner.Name) {
				return rel.columns, rel.open
			}
		}
	}
	return nil, true
}

// outer is the SELECT whose relations a SELECT sees besides its own, or nil.
func outer(s *Select) *Select {
	for e := s.In; e != nil; {
		in := e.Within
		if in == nil || !e.Item || e.Lateral {
			return in
		}
		e = in.In
	}
	return nil
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

// item gives the column of an expression in a select list.
func (r *resolver) item(it *SelectItem) given {
	c := given{name: it.Label(), typ: it.Type, item: it}
	if it.Use >= 0 {
		if f := r.use(it.Use); f.verdict == certain {
			c = f.column
			c.item = it
			if it.Alias || c.name != it.Label() {
				c.more, c.of = c.targets(), Target{}
				c.name = it.Label()
			}
			return c
		}
	}
	if it.Named != nil {
		if out := r.output(it.Named); len(out.columns) > 0 && !(out.open && out.columns[0].item != nil && out.columns[0].item.Star) {
			if c.name == "" {
				c.name = out.columns[0].name
			}
			c.typ, c.enum, c.kind = out.columns[0].typ, out.columns[0].enum, out.columns[0].kind
		}
	}
	if c.name == "" && r.realm.Dialect == Postgres {
		c.name = "?column?" // FigureColname in PostgreSQL's source
	}
	return c
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
	if u.Place == InUsing {
		return r.using(u)
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
		for _, rel := range r.space(s).relations {
			if !r.goesBy(rel, u.Schema, u.Table) {
				continue
			}
			if u.Place == InStar {
				return finding{verdict: certain}
			}
			return r.columnOf(rel, u)
		}
	}
	if r.isArgument(u.Table.Text) || r.realm.index.same(u.Table.Text, r.query.Routine.Text) {
		return finding{}
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

// columnOf finds a column of one relation.
func (r *resolver) columnOf(rel *visibleRelation, u *ColumnUse) finding {
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
	var searched []*visibleRelation
	for s := u.In; s != nil; s = outer(s) {
		own := s == u.In
		if own && u.Place == InOrder {
			if f, ok := r.outputColumn(s, name); ok {
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
			if f, ok := r.outputColumn(s, name); ok {
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

// outputColumn finds what a SELECT calls one of its own columns.
func (r *resolver) outputColumn(s *Select, name string) (finding, bool) {
	sides := []*Select{s}
	for len(sides) > 0 {
		side := sides[0]
		sides = sides[1:]
		if side.Nested != nil {
			sides = append(sides, side.Nested.Sides...)
			continue
		}
		for i := range side.Items {
			it := &side.Items[i]
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
			if !r.realm.index.same(it.Label(), name) {
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
