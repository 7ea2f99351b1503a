package sql

import (
	"github.com/schemascope/schemascope/engine/schema"
)

// createView lowers CREATE VIEW, whose keywords have been passed.
func (p *parser) createView(m modifiers) {
	v := &schema.CreateView{Span: p.whole(), Materialized: m.word == "materialized", Temporary: m.temporary, OrReplace: m.replace}
	v.IfNotExists = p.ifNotExists()
	if v.View = p.ref(); v.View.IsZero() {
		return
	}
	kind := schema.KindView
	if v.Materialized {
		kind = schema.KindMaterialized
	}
	p.refSite(v.View, kind, true)
	for _, n := range p.names() {
		p.columnSite(v.View, n, true)
		v.Columns = append(v.Columns, schema.ColumnDef{Span: n.Span, Name: n})
	}
	for !p.done() && !p.at("as") && !p.at("select") {
		if _, _, ok := p.skipParens(); !ok {
			p.i++
		}
	}
	p.accept("as")
	from, to := p.i, p.queryEnd(len(p.toks))
	v.Query = p.between(from, to)
	v.DependsOn = p.query(from, to)
	if v.Columns == nil && !p.done() {
		v.Columns = p.outputColumns(from, to, v.View)
	}
	p.add(v)
}

// queryEnd is where a view's query ends: before WITH [NO] DATA and WITH … CHECK
// OPTION.
func (p *parser) queryEnd(to int) int {
	word := func(back int) string {
		if to-back < 0 || to-back >= len(p.toks) {
			return ""
		}
		return p.toks[to-back].word
	}
	switch {
	case word(1) == "data" && word(2) == "with":
		return to - 2
	case word(1) == "data" && word(2) == "no" && word(3) == "with":
		return to - 3
	case word(1) == "option" && word(2) == "check" && word(3) == "with":
		return to - 3
	case word(1) == "option" && word(2) == "check" && word(4) == "with":
		return to - 4
	}
	return to
}

// outputColumns gives the columns that a query's select list names, when it says
// all of them: by an alias, or by naming a column (PostgreSQL, "7.3.2. Column
// Labels"). It gives nil when there is one that it does not say.
func (p *parser) outputColumns(from, to int, view schema.Ref) []schema.ColumnDef {
	i := p.selectList(from, to)
	if i < 0 {
		return nil
	}
	var columns []schema.ColumnDef
	var sites []schema.Name
	for i < to {
		item, depth := i, 0
		for i < to {
			t := &p.toks[i]
			if depth == 0 && (t.is(',') || t.is(')') || endsSelectList[t.word] && !(t.word == "from" && i > item && p.toks[i-1].word == "distinct")) {
				break
			}
			switch {
			case t.is('('), t.is('['), t.word == "case":
				depth++
			case t.is(')'), t.is(']'), t.word == "end" && depth > 0:
				depth--
			}
			i++
		}
		n, alias := p.outputName(item, i)
		if n.IsZero() {
			return nil
		}
		if alias {
			sites = append(sites, n)
		}
		columns = append(columns, schema.ColumnDef{Span: p.spanOf(item, i), Name: n})
		if i >= to || !p.toks[i].is(',') {
			break
		}
		i++
	}
	for _, n := range sites {
		p.columnSite(view, n, true)
	}
	return columns
}

var endsSelectList = wordSet("from where group having window union intersect except order limit offset fetch for into qualify")

// selectList finds the first token of the list of the query's first SELECT.
func (p *parser) selectList(from, to int) int {
	depth := 0
	for i := from; i < to; i++ {
		t := &p.toks[i]
		switch {
		case t.is('('):
			if i+1 < to && (p.toks[i+1].word == "select" || p.toks[i+1].is('(')) && depth == 0 && i == from {
				from++ // (SELECT …)
				continue
			}
			depth++
		case t.is(')'):
			depth--
		case t.word == "select" && depth == 0:
			i++
			if i < to && p.toks[i].word == "all" {
				i++
			} else if i < to && p.toks[i].word == "distinct" {
				i++
				if i < to && p.toks[i].word == "on" {
					at := p.i
					p.i = i + 1
					p.skipParens()
					i, p.i = p.i, at
				}
			}
			return i
		}
	}
	return -1
}

// outputName is the name of a select list's item, and whether it is an alias.
func (p *parser) outputName(from, to int) (n schema.Name, alias bool) {
	if to <= from {
		return n, false
	}
	last := &p.toks[to-1]
	if !p.isName(last) {
		return n, false
	}
	switch {
	case to-from == 1:
		if last.category == reserved {
			return n, false
		}
		return p.nameOf(last), false
	case p.toks[to-2].word == "as":
		return p.nameOf(last), true
	case p.toks[to-2].is('.'):
		return p.nameOf(last), false
	case last.category == notKeyword && (p.toks[to-2].kind != punct || p.toks[to-2].is(')') || p.toks[to-2].is(']')) && !p.castEnds(from, to):
		return p.nameOf(last), true
	}
	return n, false
}

// castEnds reports whether the last name before to ends a type, after ::.
func (p *parser) castEnds(from, to int) bool {
	for i := to - 2; i >= from && i >= to-6; i-- {
		if p.toks[i].is(opCast) {
			return true
		}
	}
	return false
}

// data notes the relations and columns that a query or a change of data names.
func (p *parser) data() {
	if p.at("select") && p.setConfig() {
		return
	}
	for i := range p.toks {
		if p.toks[i].word == "into" && p.toks[0].word == "select" && p.f != &mysqlFeatures {
			p.selectInto(i)
			break
		}
	}
	p.query(0, len(p.toks))
	if p.at("select") && p.callsFunction() {
		p.add(&schema.Opaque{Span: p.whole(), Reason: "the function that is called may change the schema"})
	}
}

// setConfig lowers SELECT pg_catalog.set_config('search_path', '…', false).
func (p *parser) setConfig() bool {
	at := p.i
	p.i++
	name := p.ref()
	if name.Name.Text != "set_config" || !p.acceptOp('(') || p.stringValue() != "search_path" || !p.acceptOp(',') {
		p.i = at
		return false
	}
	value := p.stringValue()
	path := &schema.SetSearchPath{}
	l := lexer{src: value, f: p.f}
	for t := l.next(); t.kind != eof; t = l.next() {
		switch t.kind {
		case word:
			path.Schemas = append(path.Schemas, foldLower(value[t.start:t.end]))
		case quotedName:
			path.Schemas = append(path.Schemas, unquoteName(value[t.start:t.end]))
		}
	}
	p.add(path)
	return true
}

// selectInto lowers SELECT … INTO table: the table at token i+1.
func (p *parser) selectInto(i int) {
	depth := 0
	for _, t := range p.toks[:i] {
		if t.is('(') {
			depth++
		} else if t.is(')') {
			depth--
		}
	}
	at := p.i
	p.i = i + 1
	t := &schema.CreateTable{Span: p.whole(), Opaque: true}
	t.Temporary = p.acceptAny("temp", "temporary") != ""
	p.acceptAny("unlogged")
	p.accept("table")
	if t.Table = p.ref(); !t.Table.IsZero() && depth == 0 {
		p.refSite(t.Table, schema.KindTable, true)
		p.add(t)
	}
	p.i = at
}

// callsFunction reports whether a SELECT without FROM calls a function that is
// not known to leave the schema alone.
func (p *parser) callsFunction() bool {
	for i := range p.toks {
		if p.toks[i].word == "from" {
			return false
		}
	}
	for i := 1; i+1 < len(p.toks); i++ {
		t := &p.toks[i]
		if !p.isName(t) || !p.toks[i+1].is('(') || t.category == reserved {
			continue
		}
		if i >= 2 && p.toks[i-1].is('.') && p.nameOf(&p.toks[i-2]).Text == "pg_catalog" {
			continue
		}
		if n := foldLower(p.nameOf(t).Text); !harmlessFunctions[n] && t.category != columnKeyword {
			return true
		}
	}
	return false
}

// harmlessFunctions are built-in functions that schema files call and that leave
// the schema alone.
var harmlessFunctions = wordSet(`setval nextval currval lastval set_config current_setting now version max min count sum avg
	pg_sleep pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock pg_notify gen_random_uuid uuid_generate_v4
	lower upper concat length random last_insert_id database pg_get_serial_sequence to_regclass pg_typeof format abs round
	clock_timestamp statement_timestamp pg_stat_reset current_database pg_backend_pid pg_reload_conf`)

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
	// A side of a set operation may be in parentheses.
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
	for i := from; i < to; i++ {
		t := &p.toks[i]
		switch {
		case t.is('(') && q.parens[i].query:
			end := q.parens[i].closing
			q.read(i+1, end, s, depth+1)
			i = end
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
