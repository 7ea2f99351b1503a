package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// maxQueryDepth bounds how deep subqueries, joins and expressions are followed.
const maxQueryDepth = 200

// queryReader reads a query into a [schema.Query]. Of expressions it keeps only
// what names columns and what gives a column its name and type; the order of
// operators does not matter for either, but that casts and their like bind first.
// What it does not understand it passes over, and says so in Query.Partial.
type queryReader struct {
	p     *parser
	out   *schema.Query
	seen  map[string]bool
	depth int
	// closing has, for each opening parenthesis, the index of the closing token, or
	// of the end; isQuery says that a query stands inside, perhaps in further ones.
	closing []int
	isQuery []bool
	// at is a token whose innermost SELECT becomes around, −1 for none.
	at     int
	around *schema.Select
	join   *schema.Join                                     // the join of around in whose condition at stands
	leaves map[*schema.Select]map[string][]*schema.FromItem // by their names in lower case; all under ""
	locked []lockedName
}

// lockedName is an item of FROM that FOR UPDATE OF names.
type lockedName struct {
	in   *schema.Select
	name schema.Name
}

// query reads the query in toks[from:to] and notes the sites of its names.
func (p *parser) query(from, to int) *schema.Query { return p.queryWithin(from, to, nil) }

// queryWithin is query for a statement that sees the relations of a SELECT around
// it, if that is not nil.
func (p *parser) queryWithin(from, to int, within *schema.Select) *schema.Query {
	q := p.newQuery(from, to)
	saved := p.i
	p.i = from
	toks := p.toks
	p.toks = toks[:min(to, len(toks))]
	q.out.Body = q.expr(&schema.QueryExpr{Within: within})
	q.out.Partial = q.out.Partial || !p.done()
	p.toks, p.i = toks, saved
	q.sites()
	return q.out
}

// conditionOver reads an expression over items in toks[from:to], which may hold
// queries, and notes the sites of its names.
func (p *parser) conditionOver(from, to int, items []*schema.FromItem) *schema.Query {
	q := p.newQuery(from, to)
	saved := p.i
	p.i = from
	toks := p.toks
	p.toks = toks[:min(to, len(toks))]
	s := &schema.Select{From: items, Span: p.spanOf(from, to)}
	q.out.Body = &schema.QueryExpr{Sides: []*schema.Select{s}}
	s.In = q.out.Body
	q.out.Selects = append(q.out.Selects, s)
	q.value(place{in: s})
	q.out.Partial = q.out.Partial || !p.done()
	p.toks, p.i = toks, saved
	q.sites()
	return q.out
}

// columnsOf is a query that says nothing but names of a relation's columns.
func (p *parser) columnsOf(table schema.Ref, names []schema.Name) *schema.Query {
	item := &schema.FromItem{Ref: table}
	s := &schema.Select{From: []*schema.FromItem{item}}
	s.In = &schema.QueryExpr{Sides: []*schema.Select{s}}
	q := &queryReader{p: p, out: &schema.Query{Body: s.In}}
	for _, n := range names {
		if !n.IsZero() {
			q.out.Uses = append(q.out.Uses, schema.ColumnUse{In: s, Of: item, Column: n})
		}
	}
	q.sites()
	return q.out
}

func (p *parser) newQuery(from, to int) *queryReader {
	q := &queryReader{p: p, out: &schema.Query{}, seen: map[string]bool{}, at: -1}
	q.match(from, min(to, len(p.toks)))
	return q
}

// match finds the pairs of parentheses in toks[from:to].
func (q *queryReader) match(from, to int) {
	q.closing, q.isQuery = make([]int, to+1), make([]bool, to+1)
	var open []int
	for i := from; i < to; i++ {
		switch t := &q.p.toks[i]; {
		case t.is('('):
			open = append(open, i)
			q.closing[i] = to
		case t.is(')') && len(open) > 0:
			q.closing[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	for i := to - 2; i >= from; i-- {
		if !q.p.toks[i].is('(') {
			continue
		}
		next := &q.p.toks[i+1]
		q.isQuery[i] = next.kind == word && queryWords[next.word] && !(next.word == "values" && i > from && q.p.toks[i-1].kind == word && q.p.toks[i-1].word == "update")
		if next.word == "table" || next.word == "replace" || next.word == "insert" || next.word == "update" || next.word == "delete" || next.word == "merge" {
			// insert(…) and replace(…) are functions, too.
			q.isQuery[i] = i+2 < to && !q.p.toks[i+2].is('(') && !q.p.toks[i+2].is(')') && !q.p.toks[i+2].is(',')
		}
		if next.is('(') && q.isQuery[i+1] && q.closing[i+1]+1 < to {
			// ((SELECT …) UNION …) is a query, ((SELECT …) a JOIN …) is not.
			after := &q.p.toks[q.closing[i+1]+1]
			q.isQuery[i] = after.is(')') || setWords[after.word] || after.word == "order" || after.word == "limit"
		}
	}
}

var (
	queryWords = wordSet("select with values insert update delete table merge")
	setWords   = wordSet("union intersect except")
	// clauseWords end the list after FROM.
	clauseWords = wordSet(`where group having window union intersect except order limit offset fetch for returning set
		on using when do values select qualify`)
)

// unknown says that not all is understood.
func (q *queryReader) unknown() { q.out.Partial = true }

// deeper reports whether there is room for another level; shallower ends it.
func (q *queryReader) deeper() bool {
	if q.depth >= maxQueryDepth {
		q.unknown()
		return false
	}
	q.depth++
	return true
}

func (q *queryReader) shallower() { q.depth-- }

// close passes the parenthesis that closes the one at token open, and all that
// stands before it and was not read.
func (q *queryReader) close(open int) {
	p := q.p
	at := min(q.closing[open], len(p.toks))
	if p.i != at || at == len(p.toks) {
		q.unknown()
	}
	p.i = min(at+1, len(p.toks))
}

// expr reads SELECT, VALUES, TABLE or a change of data, set operations of them,
// WITH before and ORDER BY behind them.
func (q *queryReader) expr(e *schema.QueryExpr) *schema.QueryExpr {
	if !q.deeper() {
		return e
	}
	defer q.shallower()
	p := q.p
	start := p.i
	if p.accept("with") {
		q.with(e)
	}
	for {
		q.side(e)
		if !setWords[p.tok().word] {
			break
		}
		p.i++
		p.acceptAny("all", "distinct")
	}
	q.tail(e)
	if q.around == nil && start <= q.at && q.at <= p.i {
		q.around = e.Sides[0] // ORDER BY
	}
	return e
}

// with reads WITH queries, whose keyword has been passed.
func (q *queryReader) with(e *schema.QueryExpr) {
	p := q.p
	recursive := p.accept("recursive")
	for !p.done() {
		w := &schema.WithQuery{Name: p.name(), Recursive: recursive || !p.f.foldLower && p.dialect == schema.SQLServer}
		if w.Name.IsZero() {
			q.unknown()
			return
		}
		w.Columns = p.names()
		if !p.accept("as") {
			q.unknown()
			return
		}
		p.accept("not")
		p.accept("materialized")
		if !p.atOp('(') {
			q.unknown()
			return
		}
		w.Body = &schema.QueryExpr{Of: e, Within: e.Within, Item: e.Item, Lateral: e.Lateral}
		if w.Recursive {
			e.With = append(e.With, w)
		}
		open := p.i
		p.i++
		q.expr(w.Body)
		q.close(open)
		if !w.Recursive {
			e.With = append(e.With, w)
		}
		for p.at("search") || p.at("cycle") {
			for p.i++; !p.done() && !p.atOp(',') && !p.atOp('(') && !queryWords[p.tok().word] && !p.at("cycle"); p.i++ {
				if p.accept("set") || p.at("using") && p.accept("using") {
					w.Extra = append(w.Extra, p.name())
					p.i--
				}
				if p.peek(1).is(',') && p.peek(2).kind != eof && p.peek(3).word != "as" && !p.peek(3).is('(') {
					p.i++ // a list of columns
				}
			}
		}
		if !p.acceptOp(',') {
			return
		}
	}
}

// side reads one operand of set operations.
func (q *queryReader) side(e *schema.QueryExpr) {
	p := q.p
	s := &schema.Select{In: e}
	start := p.i
	e.Sides = append(e.Sides, s)
	q.out.Selects = append(q.out.Selects, s)
	switch {
	case p.atOp('('):
		open := p.i
		p.i++
		s.Nested = q.expr(&schema.QueryExpr{Of: e, Within: e.Within, Item: e.Item, Lateral: e.Lateral})
		q.close(open)
	case p.accept("select"):
		q.selection(s)
	case p.accept("values"):
		q.rows(s)
	case p.accept("table"):
		p.accept("only")
		item := &schema.FromItem{}
		q.relation(item, s)
		s.From = []*schema.FromItem{item}
		s.Items = []schema.SelectItem{{Span: p.spanOf(start, p.i), Star: true, Use: -1}}
	case p.at("insert"), p.at("replace"), p.at("update"), p.at("delete"), p.at("merge"):
		q.change(s)
	default:
		q.unknown()
	}
	s.Span = p.spanOf(start, p.i)
	if q.at >= start && q.at <= p.i && (q.around == nil || s.Nested == nil && within(s, q.around)) {
		q.around = s
	}
}

// within reports whether s stands in outer.
func within(s, outer *schema.Select) bool {
	for e := s.In; e != nil; {
		switch {
		case e.Of != nil:
			e = e.Of
		case e.Within == outer:
			return true
		case e.Within != nil:
			e = e.Within.In
		default:
			return false
		}
	}
	return false
}

// sites notes what the query's names stand for.
func (q *queryReader) sites() {
	q.locals()
	for i := range q.out.Uses {
		u := &q.out.Uses[i]
		item := q.itemOf(u)
		owner := schema.Ref{}
		if item != nil {
			owner = item.Ref
		}
		if !u.Table.IsZero() && u.Schema.IsZero() {
			q.qualifier(u.Table, item)
		}
		if !u.Table.IsZero() && !owner.IsZero() && item.Alias.IsZero() && u.Table.Text == owner.Name.Text {
			named := schema.Ref{Schema: owner.Schema, Name: u.Table}
			if !u.Schema.IsZero() {
				named.Schema = u.Schema
				q.p.refSite(named, schema.KindRelation, false)
			} else {
				q.p.site(schema.Site{Span: u.Table.Span, Kind: schema.KindRelation, Ref: named})
			}
		}
		if u.Place != schema.InStar {
			q.p.site(schema.Site{
				Span: u.Column.Span, Kind: schema.KindColumn, Ref: owner, Column: u.Column.Text, Query: q.out, Use: i,
			})
		}
	}
}

// itemOf is the item of FROM that a use names, as far as the text alone says it, or
// nil.
func (q *queryReader) itemOf(u *schema.ColumnUse) *schema.FromItem {
	if u.Of != nil {
		return u.Of
	}
	if u.Place == schema.InField {
		return nil
	}
	for s := u.In; s != nil; s = s.In.Within {
		found := q.itemsOf(s)[strings.ToLower(u.Table.Text)]
		if len(found) == 1 && (u.Schema.IsZero() || !found[0].Aliased() && found[0].Ref.Schema.Text == u.Schema.Text) {
			return found[0]
		}
		if len(found) > 1 {
			return nil
		}
	}
	return nil
}

func (q *queryReader) itemsOf(s *schema.Select) map[string][]*schema.FromItem {
	if have, ok := q.leaves[s]; ok {
		return have
	}
	items := map[string][]*schema.FromItem{}
	for _, item := range s.From {
		item.Each(func(leaf *schema.FromItem) {
			if name := leaf.Name().Text; name != "" {
				items[strings.ToLower(name)] = append(items[strings.ToLower(name)], leaf)
			}
			items[""] = append(items[""], leaf)
		})
	}
	if q.leaves == nil {
		q.leaves = map[*schema.Select]map[string][]*schema.FromItem{}
	}
	q.leaves[s] = items
	return items
}
