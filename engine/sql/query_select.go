package sql

import (
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

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

func (p *parser) mysqlLike() bool { return p.dialect == schema.MySQL || p.dialect == schema.MariaDB }

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
			q.locking(last)
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

// locking reads FOR UPDATE and its like, behind FOR.
func (q *queryReader) locking(s *schema.Select) {
	p := q.p
	for !p.done() && p.acceptAny("no", "key", "update", "share") != "" {
	}
	if p.accept("of") {
		for !p.done() {
			if r := p.ref(); r.Schema.IsZero() && !r.IsZero() {
				q.locked = append(q.locked, lockedName{s, r.Name})
			}
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
	if p.dialect != schema.Postgres && p.f != &sqliteFeatures {
		it.Type = schema.Type{} // whose rules for types are not these
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
