package sql

import "github.com/schemascope/schemascope/engine/schema"

// viewQuery is query, which notes columns without a table before them, too.
func (p *parser) viewQuery(from, to int) []schema.Ref {
	q := &queryReader{p: p, seen: map[string]bool{}, bare: true, taken: map[int]bool{}}
	q.match(from, min(to, len(p.toks)))
	q.read(from, min(to, len(p.toks)), nil, 0)
	return q.relations
}

// query notes what toks[from:to] name and gives the relations among it, each
// once, in order.
func (p *parser) query(from, to int) []schema.Ref {
	q := &queryReader{p: p, seen: map[string]bool{}}
	q.match(from, min(to, len(p.toks)))
	q.read(from, min(to, len(p.toks)), nil, 0)
	return q.relations
}

// maxQueryDepth bounds how deep subqueries are followed.
const maxQueryDepth = 200

// queryReader finds the relations of a query and the columns that are named
// through an alias or a table name.
type queryReader struct {
	p         *parser
	relations []schema.Ref
	seen      map[string]bool
	parens    map[int]paren // by the index of the opening token

	// With bare, columns are noted that are named alone. taken are the tokens that
	// name relations and their aliases.
	bare  bool
	taken map[int]bool

	// With watching, around becomes the scope of the innermost SELECT that holds
	// the token with index at.
	watching bool
	at       int
	around   *scope
}

// paren is a pair of parentheses.
type paren struct {
	closing int  // the index of the closing token, or past the last token
	query   bool // a query stands inside, perhaps in further parentheses
}

// match finds the pairs of parentheses in toks[from:to].
func (q *queryReader) match(from, to int) {
	q.parens = map[int]paren{}
	var open []int
	for i := from; i < to; i++ {
		switch t := &q.p.toks[i]; {
		case t.is('('):
			open = append(open, i)
			q.parens[i] = paren{closing: to}
		case t.is(')') && len(open) > 0:
			q.parens[open[len(open)-1]] = paren{closing: i}
			open = open[:len(open)-1]
		}
	}
	for i := to - 2; i >= from; i-- {
		if pair, ok := q.parens[i]; ok {
			next := &q.p.toks[i+1]
			pair.query = next.kind == word && queryWords[next.word]
			if inner, ok := q.parens[i+1]; ok && inner.query && inner.closing+1 < to {
				// ((SELECT …) UNION …) is a query, ((SELECT …) a JOIN …) is not.
				after := &q.p.toks[inner.closing+1]
				pair.query = after.is(')') || setWords[after.word] || after.word == "order" || after.word == "limit"
			}
			q.parens[i] = pair
		}
	}
}

// scope is what names stand for in one SELECT: a zero Ref is something whose
// columns are not a table's, such as a subquery or a WITH query.
type scope struct {
	outer *scope
	names map[string]schema.Ref
	with  map[string]bool
}

func (s *scope) isWith(name string) bool {
	for ; s != nil; s = s.outer {
		if s.with[name] {
			return true
		}
	}
	return false
}

func (s *scope) lookup(name string) (schema.Ref, bool) {
	for ; s != nil; s = s.outer {
		if r, ok := s.names[name]; ok {
			return r, true
		}
	}
	return schema.Ref{}, false
}

var (
	queryWords = wordSet("select with values insert update delete table merge")
	setWords   = wordSet("union intersect except")
	// clauseWords end the list after FROM.
	clauseWords = wordSet(`where group having window union intersect except order limit offset fetch for returning set
		on using when do values select qualify`)
)

// read reads the query in toks[from:to].
func (q *queryReader) read(from, to int, outer *scope, depth int) {
	if depth > maxQueryDepth {
		return
	}
	s := &scope{outer: outer, with: map[string]bool{}}
	p := q.p
	// WITH queries come first: each is a query of its own, and its name hides
	// tables of that name.
	if from < to && p.toks[from].word == "with" {
		from = q.readWith(from, to, s, depth)
	}
	// Each side of a set operation has its own FROM.
	start, level := from, 0
	for i := from; i <= to; i++ {
		if i < to {
			switch t := &p.toks[i]; {
			case t.is('('):
				level++
			case t.is(')'):
				level--
			}
			if level > 0 || !setWords[p.toks[i].word] {
				continue
			}
		}
		q.readSelect(start, i, &scope{outer: s, names: map[string]schema.Ref{}}, depth)
		start = i + 1
	}
}

func (q *queryReader) readWith(from, to int, s *scope, depth int) int {
	p := q.p
	p.i = from + 1
	p.accept("recursive")
	for p.i < to {
		n := p.name()
		if n.IsZero() {
			break
		}
		s.with[n.Text] = true
		p.skipParens()
		if !p.accept("as") {
			break
		}
		p.accept("not")
		p.acceptAny("materialized")
		a, b, ok := p.skipParens()
		if !ok {
			break
		}
		after := p.i
		q.read(a, b, s, depth+1)
		p.i = after
		for p.i < to && !p.atOp(',') && !queryWords[p.tok().word] && !p.atOp('(') {
			p.i++ // SEARCH and CYCLE
		}
		if !p.acceptOp(',') {
			break
		}
	}
	return p.i
}

// readSelect reads one SELECT, or a change of data, without its WITH queries.
func (q *queryReader) readSelect(from, to int, s *scope, depth int) {
	p := q.p
	if q.watching && from <= q.at && q.at <= to {
		q.around = s
	}
	if from < to && (p.toks[from].word == "all" || p.toks[from].word == "distinct") {
		from++
	}
	// First the relations, which the columns before them need.
	level := 0
	for i := from; i < to; i++ {
		t := &p.toks[i]
		switch {
		case t.is('('):
			level++
		case t.is(')'):
			level--
		case level > 0:
		case t.word == "from" && (i == from || p.toks[i-1].word != "distinct"), t.word == "using" && p.toks[from].word != "select",
			t.word == "update" && i == from:
			i = q.readFrom(i+1, to, s, depth) - 1
		case t.word == "into" && (i == from+1 || i == from+2):
			i = q.readInto(i+1, to, s) - 1
		case t.word == "replace" && i == from && i+1 < to && p.toks[i+1].kind == word:
			if p.toks[i+1].word != "into" {
				i = q.readInto(i+1, to, s) - 1
			}
		}
	}
	// Then what is named through them, and the subqueries.
	columns := bareColumns{q: q, s: s, from: from, to: to}
	for i := from; i < to; i++ {
		t := &p.toks[i]
		switch {
		case t.is('(') && q.parens[i].query:
			end := q.parens[i].closing
			q.read(i+1, end, s, depth+1)
			i = end
		case q.bare && columns.is(i):
			columns.note(i)
		case t.is(opCast):
			if p.i = i + 1; p.isName(p.tok()) {
				p.dataType()
				i = max(i, p.i-1)
			}
		case p.isName(t) && i+2 < to && p.toks[i+1].is('.'):
			i = q.qualified(i, to, s)
		}
	}
}

// qualified notes alias.column and table.column at token i; it gives the last
// token that it used.
func (q *queryReader) qualified(i, to int, s *scope) int {
	p := q.p
	parts := []schema.Name{p.nameOf(&p.toks[i])}
	for i+2 < to && p.toks[i+1].is('.') && p.isName(&p.toks[i+2]) {
		i += 2
		parts = append(parts, p.nameOf(&p.toks[i]))
	}
	if i+1 < to && (p.toks[i+1].is('(') || p.toks[i+1].is('.')) || len(parts) < 2 {
		return i // a function, or alias.*
	}
	column := parts[len(parts)-1]
	owner := parts[len(parts)-2]
	r, ok := s.lookup(owner.Text)
	if !ok || r.IsZero() {
		return i
	}
	if len(parts) > 2 && parts[len(parts)-3].Text != r.Schema.Text {
		return i
	}
	if owner.Text == r.Name.Text {
		named := schema.Ref{Schema: r.Schema, Name: owner}
		if len(parts) > 2 {
			named.Schema = parts[len(parts)-3]
			p.refSite(named, schema.KindRelation, false)
		} else {
			p.site(schema.Site{Span: owner.Span, Kind: schema.KindRelation, Ref: named})
		}
	}
	p.columnSite(r, column, false)
	return i
}

// readInto reads INSERT INTO table [AS alias] (columns).
func (q *queryReader) readInto(i, to int, s *scope) int {
	p := q.p
	p.i = i
	r := p.ref()
	if r.IsZero() {
		return max(p.i, i)
	}
	q.relation(r, s)
	s.names[r.Name.Text] = r
	if p.accept("as") {
		if n := p.name(); !n.IsZero() {
			s.names[n.Text] = r
		}
	}
	if p.atOp('(') && !queryWords[p.peek(1).word] {
		p.columnSites(r, p.names())
	}
	return max(p.i, i)
}

// readFrom reads the relations after FROM or UPDATE, up to the next clause.
func (q *queryReader) readFrom(i, to int, s *scope, depth int) int {
	p := q.p
	expect := true // a relation may come next
	for i < to {
		t := &p.toks[i]
		switch {
		case t.kind == word && (t.word == "on" || t.word == "using"):
			expect = false
			i++
		case t.kind == word && clauseWords[t.word] && !(t.word == "values" && expect):
			return i
		case t.is(','), t.word == "join" || t.word == "straight_join":
			expect = true
			i++
		case t.is('(') && expect && !q.parens[i].query:
			i++ // a join in parentheses
		case t.is('('):
			i = q.parens[i].closing + 1
			if expect {
				// A subquery has no columns of a table, whatever its alias.
				expect = false
				if i < to && p.toks[i].word == "as" {
					i++
				}
				if i < to && q.isAlias(&p.toks[i]) {
					s.names[p.nameOf(&p.toks[i]).Text] = schema.Ref{}
					q.take(i, i+1)
					i++
				}
			}
		case expect && p.isName(t) && t.word != "only" && t.word != "lateral" && t.word != "rows" && !joinWords[t.word]:
			i = q.readRelation(i, to, s)
			expect = false
		default:
			i++
		}
	}
	return i
}

var joinWords = wordSet("inner left right full cross natural outer join lateral")

// isAlias reports whether a token after a relation is its alias.
func (q *queryReader) isAlias(t *token) bool {
	if t.kind == quotedName {
		return true
	}
	return t.kind == word && t.category != reserved && !joinWords[t.word] && !clauseWords[t.word] &&
		t.word != "tablesample" && t.word != "with" && t.word != "use" && t.word != "force" && t.word != "ignore" && t.word != "partition"
}

// readRelation reads a table with its alias, or a function.
func (q *queryReader) readRelation(i, to int, s *scope) int {
	p := q.p
	p.i = i
	r := p.ref()
	function := p.atOp('(')
	if function {
		p.i = min(q.parens[p.i].closing+1, to)
		if p.accept("with") {
			p.i = min(p.i+1, to) // ORDINALITY
		}
		r = schema.Ref{}
	} else {
		p.acceptOp('*')
		q.relation(r, s)
		if r.Schema.IsZero() && s.isWith(r.Name.Text) {
			s.names[r.Name.Text] = schema.Ref{}
			r = schema.Ref{}
		} else {
			s.names[r.Name.Text] = r
		}
	}
	p.accept("as")
	if p.i < to && q.isAlias(p.tok()) {
		s.names[p.name().Text] = r
		if p.atOp('(') { // the alias may rename the columns
			s.names[p.nameOf(p.peek(-1)).Text] = schema.Ref{}
			p.skipParens()
		}
	}
	q.take(i, p.i)
	return max(p.i, i+1)
}

// relation notes an occurrence of a table or view.
func (q *queryReader) relation(r schema.Ref, s *scope) {
	if r.IsZero() || r.Schema.IsZero() && s.isWith(r.Name.Text) {
		return
	}
	q.p.refSite(r, schema.KindRelation, false)
	if key := r.String(); !q.seen[key] {
		q.seen[key] = true
		q.relations = append(q.relations, r)
	}
}
