package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
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
	leaves map[*schema.Select]map[string][]*schema.FromItem // by their names in lower case; all under ""
}

// query reads the query in toks[from:to] and notes the sites of its names.
func (p *parser) query(from, to int) *schema.Query {
	q := p.newQuery(from, to)
	saved := p.i
	p.i = from
	toks := p.toks
	p.toks = toks[:min(to, len(toks))]
	q.out.Body = q.expr(&schema.QueryExpr{})
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

// selection reads a SELECT from behind its keyword up to its set operator.
func (q *queryReader) selection(s *schema.Select) {
	p := q.p
	in := place{in: s}
	q.quantifier(in)
	for !q.endOfList() {
		q.item(s)
		if !p.acceptOp(',') {
			break
		}
	}
	if p.at("into") {
		q.into()
	}
	if p.accept("from") {
		q.fromList(s)
	}
	if p.at("into") {
		q.into()
	}
	q.clauses(s)
}

// quantifier passes what may stand between SELECT and its list.
func (q *queryReader) quantifier(in place) {
	p := q.p
	for {
		switch {
		case p.accept("distinct"):
			if p.accept("on") && p.atOp('(') {
				open := p.i
				p.i++
				q.list(in)
				q.close(open)
			}
		case p.accept("all"):
		case p.at("top") && p.dialect == schema.SQLServer:
			p.i++
			if _, _, ok := p.skipParens(); !ok {
				p.i++
			}
			p.accept("percent")
		case p.mysqlLike() && p.acceptAny("straight_join", "high_priority") != "":
		case p.mysqlLike() && p.tok().kind == word && selectOptions[foldLower(p.text(p.spanOf(p.i, p.i+1)))]:
			p.i++
		default:
			return
		}
	}
}

// selectOptions are words between SELECT and its list (MySQL 8.0, "SELECT
// Statement").
var selectOptions = wordSet(`distinctrow sql_small_result sql_big_result sql_buffer_result sql_no_cache sql_cache
	sql_calc_found_rows`)

func (p *parser) mysqlLike() bool { return p.f == &mysqlFeatures }

// endOfList reports whether no entry of a select list is next.
func (q *queryReader) endOfList() bool {
	t := q.p.tok()
	return q.p.done() || t.is(')') || t.is(';') || t.kind == word && endsSelectList[t.word] && !(t.category != reserved && q.p.peek(1).is(','))
}

var endsSelectList = wordSet("from where group having window union intersect except order limit offset fetch into qualify")

// into passes the target of SELECT … INTO: a new table, or variables.
func (q *queryReader) into() {
	p := q.p
	p.i++
	p.accept("strict")
	p.acceptAny("temp", "temporary", "unlogged")
	p.accept("table")
	for !p.done() {
		if p.tok().kind == param {
			p.i++
		} else if p.ref().IsZero() {
			return
		}
		for p.atOp('[') {
			p.skipBrackets()
		}
		if !p.acceptOp(',') {
			return
		}
	}
}

// clauses reads what follows the FROM list.
func (q *queryReader) clauses(s *schema.Select) {
	p := q.p
	in := place{in: s}
	for {
		switch {
		case p.accept("where"):
			if p.accept("current", "of") {
				p.name()
			} else {
				q.value(in)
			}
		case p.accept("group", "by"):
			p.acceptAny("all", "distinct")
			q.list(place{in: s, kind: schema.InGroup})
			if p.at("with") && p.peek(1).word == "rollup" {
				p.i += 2
			}
		case p.accept("having"):
			q.value(place{in: s, kind: schema.InHaving})
		case p.accept("qualify"):
			q.value(place{in: s, kind: schema.InHaving})
		case p.at("window"):
			p.i++
			for !p.done() {
				p.name()
				if p.accept("as") && p.atOp('(') {
					q.window(in)
				}
				if !p.acceptOp(',') {
					break
				}
			}
		default:
			return
		}
	}
}

// tail reads ORDER BY and what may follow it.
func (q *queryReader) tail(e *schema.QueryExpr) {
	p := q.p
	last := e.Sides[len(e.Sides)-1]
	if len(e.Sides) == 1 && e.Sides[0].Nested == nil {
		last = e.Sides[0]
	}
	for !p.done() {
		switch {
		case p.accept("order", "by"):
			in := place{in: last, kind: schema.InOrder}
			if len(e.Sides) > 1 || last.Nested != nil {
				in.in = e.Sides[0]
			}
			q.orderList(in)
		case p.accept("limit"):
			p.accept("all")
			q.list(place{in: last})
		case p.accept("offset"):
			q.value(place{in: last})
			p.acceptAny("row", "rows")
		case p.accept("fetch"):
			for !p.done() && !p.atOp(')') && !p.at("for") && !p.at("offset") {
				p.i++
			}
		case p.accept("for"):
			q.locking()
		case p.at("lock", "in"):
			p.i += 4
			p.i = min(p.i, len(p.toks))
		case p.at("into") && p.mysqlLike():
			q.into()
		default:
			return
		}
	}
}

// locking passes FOR UPDATE and its like, behind FOR.
func (q *queryReader) locking() {
	p := q.p
	for !p.done() && p.acceptAny("no", "key", "update", "share") != "" {
	}
	if p.accept("of") {
		for !p.done() {
			p.ref()
			if !p.acceptOp(',') {
				break
			}
		}
	}
	p.accept("nowait")
	if p.accept("skip") {
		p.accept("locked")
	}
}

// orderList reads the entries of ORDER BY.
func (q *queryReader) orderList(in place) {
	p := q.p
	for !p.done() {
		start := len(q.out.Uses)
		from := p.i
		q.value(in)
		if in.kind == schema.InOrder && !(len(q.out.Uses) == start+1 && p.i == from+1) {
			for i := start; i < len(q.out.Uses); i++ {
				if q.out.Uses[i].Place == schema.InOrder {
					q.out.Uses[i].Place = schema.InOrderExpr
				}
			}
		}
		for {
			if p.acceptAny("asc", "desc") != "" {
				continue
			}
			if p.accept("nulls") {
				p.acceptAny("first", "last")
				continue
			}
			if p.at("using") && p.peek(1).kind == punct {
				p.i += 2
				continue
			}
			break
		}
		if !p.acceptOp(',') {
			return
		}
	}
}

// rows reads the rows of VALUES.
func (q *queryReader) rows(s *schema.Select) {
	p := q.p
	s.Values = true
	for first := true; !p.done(); first = false {
		p.accept("row")
		if !p.atOp('(') {
			q.unknown()
			return
		}
		open := p.i
		p.i++
		for !p.done() && !p.atOp(')') {
			start := p.i
			v := q.value(place{in: s})
			if first {
				s.Items = append(s.Items, schema.SelectItem{Span: p.spanOf(start, p.i), Use: -1, Type: v.typ})
			}
			if !p.acceptOp(',') {
				break
			}
		}
		q.close(open)
		if !p.acceptOp(',') {
			return
		}
	}
}

// item reads an entry of a select list.
func (q *queryReader) item(s *schema.Select) {
	p := q.p
	from := p.i
	it := schema.SelectItem{Use: -1}
	if p.atOp('*') {
		p.i++
		it.Span, it.Star = p.spanOf(from, p.i), true
		s.Items = append(s.Items, it)
		return
	}
	if n := q.starAt(); n > 0 {
		parts := make([]schema.Name, 0, 3)
		for i := from; i < from+n; i += 2 {
			parts = append(parts, p.nameOf(&p.toks[i]))
		}
		p.i += n + 2
		it.Span, it.Star = p.spanOf(from, p.i), true
		it.Owner = schema.Ref{Name: parts[len(parts)-1]}
		if len(parts) > 1 {
			it.Owner.Schema = parts[len(parts)-2]
		}
		q.out.Uses = append(q.out.Uses, schema.ColumnUse{In: s, Schema: it.Owner.Schema, Table: it.Owner.Name, Place: schema.InStar})
		s.Items = append(s.Items, it)
		return
	}
	v := q.value(place{in: s})
	it.Span = p.spanOf(from, p.i)
	it.Use, it.Type, it.Named = v.use, v.typ, v.named
	it.Name, it.Called = v.name, v.called
	it.Star, it.Composite = v.star, v.star
	switch {
	case p.mysqlLike() || p.f == &sqliteFeatures:
		// The column is called what the text says (SQLite, "sqlite3ColumnsFromExprList"
		// in its source; MySQL 8.0, "SELECT Statement").
		if v.use < 0 {
			it.Name, it.Called, it.Named = schema.Name{}, p.text(it.Span), nil
		}
	case p.dialect != schema.Postgres && v.use < 0:
		it.Name, it.Called = schema.Name{}, ""
	}
	if p.accept("as") {
		if t := p.tok(); p.isName(t) || t.kind == stringConst && !p.f.foldLower {
			it.Name, it.Alias = q.label(t), true
			p.i++
		} else {
			q.unknown()
		}
	} else if t := p.tok(); q.bareLabel(t) {
		it.Name, it.Alias = q.label(t), true
		p.i++
	}
	it.Span = p.spanOf(from, p.i)
	if it.Alias {
		it.Named = nil
	}
	s.Items = append(s.Items, it)
}

// label is the name that a token gives to a column; MySQL and SQLite take a
// string for one.
func (q *queryReader) label(t *token) schema.Name {
	if t.kind == stringConst && q.p.src[t.start] == '\'' {
		return schema.Name{Text: stringText(q.p.src[t.start:t.end], q.p.f), Span: text.Span{Start: t.start, End: t.end}}
	}
	return q.p.nameOf(t)
}

// asLabels are the keywords that label a column only behind AS (PostgreSQL,
// "Appendix C. SQL Key Words": "requires AS").
var asLabels = wordSet(`array as char character create day except fetch filter for from grant group having hour intersect into
	isnull limit minute month notnull offset on order over overlaps precision returning second to union varying where window with
	within without year`)

// bareLabel reports whether a token behind an expression is the column's name.
func (q *queryReader) bareLabel(t *token) bool {
	switch t.kind {
	case quotedName:
		return true
	case stringConst:
		return !q.p.f.foldLower
	case word:
	default:
		return false
	}
	if asLabels[t.word] || t.word == "qualify" && !q.p.f.foldLower {
		return false
	}
	if t.category == reserved || t.category == typeKeyword {
		next := q.p.peek(1)
		return q.p.dialect == schema.Postgres && (next.is(',') || next.word == "from" || next.is(')') || next.kind == eof) &&
			!setWords[t.word] && !endsSelectList[t.word]
	}
	return true
}

// starAt gives the number of tokens before the dot and star of name.*, or 0.
func (q *queryReader) starAt() int {
	p := q.p
	for n := 0; ; n += 2 {
		if t := p.peek(n); !p.isName(t) || n == 0 && t.kind == word && t.category == reserved && p.f.foldLower || !p.peek(n+1).is('.') {
			return 0
		}
		if t := p.peek(n + 2); t.is('*') {
			return n + 1
		}
	}
}

// list reads expressions with commas between them.
func (q *queryReader) list(in place) {
	for !q.p.done() && !q.p.atOp(')') {
		q.value(in)
		if !q.p.acceptOp(',') {
			return
		}
	}
}

// sites notes what the query's names stand for.
func (q *queryReader) sites() {
	for i := range q.out.Uses {
		u := &q.out.Uses[i]
		if owner := q.ownerOf(u); !u.Table.IsZero() && !owner.IsZero() && u.Table.Text == owner.Name.Text {
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
				Span: u.Column.Span, Kind: schema.KindColumn, Ref: q.ownerOf(u), Column: u.Column.Text, Query: q.out, Use: i,
			})
		}
	}
}

// ownerOf is the relation that a use names, as far as the text alone says it.
func (q *queryReader) ownerOf(u *schema.ColumnUse) schema.Ref {
	if u.Of != nil {
		return u.Of.Ref
	}
	for s := u.In; s != nil; s = s.In.Within {
		found := q.itemsOf(s)[strings.ToLower(u.Table.Text)]
		if len(found) == 1 && (u.Schema.IsZero() || !found[0].Aliased() && found[0].Ref.Schema.Text == u.Schema.Text) {
			return found[0].Ref
		}
		if len(found) > 1 {
			return schema.Ref{}
		}
	}
	return schema.Ref{}
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
