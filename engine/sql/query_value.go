package sql

import (
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// primaryValue reads a constant, a name, a call, CASE, or what stands in
// parentheses.
func (q *queryReader) primaryValue(in place) operand {
	p := q.p
	t := p.tok()
	switch t.kind {
	case number:
		p.i++
		return operand{use: -1, typ: numberType(p.between(p.i-1, p.i))}
	case stringConst, dollarString:
		p.i++
		for p.tok().kind == stringConst {
			p.i++
		}
		return operand{use: -1, typ: schema.Type{Text: "text"}}
	case param:
		p.i++
		return nothing()
	case quotedName:
		return q.named(in)
	case punct:
		if t.is('(') {
			return q.parens(in)
		}
		if t.is('*') && p.i > 0 && p.peek(-1).is('(') {
			p.i++ // count(*)
			return nothing()
		}
		if t.is('{') { // ODBC escapes
			q.unknown()
		}
		q.unknown()
		return nothing()
	case word:
		return q.word(in)
	}
	q.unknown()
	return nothing()
}

// numberType is the type of a numeric constant (PostgreSQL, "4.1.2.6. Numeric
// Constants").
func numberType(s string) schema.Type {
	s = strings.ReplaceAll(s, "_", "")
	if n, err := strconv.ParseInt(s, 0, 64); err == nil && !(len(s) > 1 && s[0] == '0') {
		if n <= 1<<31-1 {
			return schema.Type{Text: "integer"}
		}
		return schema.Type{Text: "bigint"}
	}
	return schema.Type{Text: "numeric"}
}

// parens reads a query or expressions in parentheses.
func (q *queryReader) parens(in place) operand {
	p := q.p
	open := p.i
	if q.isQuery[open] {
		e := q.subquery(in)
		return operand{use: -1, named: e}
	}
	p.i++
	v, n := nothing(), 0
	for !p.done() && !p.atOp(')') {
		v = q.value(in)
		n++
		if !p.acceptOp(',') {
			break
		}
	}
	q.close(open)
	if n != 1 {
		return called("row")
	}
	return v
}

// subquery reads the query in the parentheses that are next.
func (q *queryReader) subquery(in place) *schema.QueryExpr {
	p := q.p
	open := p.i
	p.i++
	e := q.expr(&schema.QueryExpr{Within: in.in})
	q.close(open)
	return e
}

// group reads a list or a query in parentheses, behind IN, ANY and their like.
func (q *queryReader) group(in place) {
	p := q.p
	if !p.atOp('(') {
		q.unknown()
		return
	}
	if q.isQuery[p.i] {
		q.subquery(in)
		return
	}
	open := p.i
	p.i++
	q.list(in)
	q.close(open)
}

// valueWords are functions without parentheses, by the type that they give
// (PostgreSQL, SQLValueFunction in its source).
var valueWords = map[string]string{
	"current_date": "date", "current_time": "time with time zone", "current_timestamp": "timestamp with time zone",
	"localtime": "time without time zone", "localtimestamp": "timestamp without time zone", "current_role": "name", "current_user": "name",
	"session_user": "name", "user": "name", "current_catalog": "name", "current_schema": "name", "system_user": "text",
}

// bareFunctions are further functions of MySQL that may stand without parentheses
// (MySQL 8.0, "Date and Time Functions").
var bareFunctions = wordSet("utc_date utc_time utc_timestamp")

// word reads an operand that begins with a word.
func (q *queryReader) word(in place) operand {
	p := q.p
	t := p.tok()
	next := p.peek(1)
	switch t.word {
	case "null":
		p.i++
		return operand{use: -1, typ: schema.Type{Text: "text"}}
	case "default":
		p.i++
		return nothing()
	case "true", "false":
		p.i++
		return operand{called: "bool", weak: true, use: -1, typ: schema.Type{Text: "boolean"}}
	case "case":
		return q.caseValue(in)
	case "exists":
		if next.is('(') && q.isQuery[p.i+1] {
			p.i++
			q.subquery(in)
			return operand{called: "exists", use: -1, typ: schema.Type{Text: "boolean"}}
		}
	case "array":
		p.i++
		switch {
		case p.atOp('('):
			q.group(in)
		case p.atOp('['):
			q.array(in)
		}
		return called("array")
	case "row":
		if next.is('(') {
			p.i++
			q.group(in)
			return called("row")
		}
	case "cast":
		if next.is('(') {
			p.i++
			open := p.i
			p.i++
			v := q.value(in)
			if p.accept("as") {
				v = q.cast(v, q.dataType())
				for p.mysqlLike() && p.acceptAny("unsigned", "signed", "integer", "array", "charset", "character", "set") != "" {
				}
			}
			if p.mysqlLike() || p.f.looseTypes {
				p.i = q.closing[open]
			}
			q.close(open)
			return v
		}
	case "treat":
		if next.is('(') {
			p.i++
			open := p.i
			p.i++
			q.value(in)
			v := nothing()
			if p.accept("as") {
				v.typ = q.dataType()
				v.called = internalName(v.typ)
			}
			q.close(open)
			return v
		}
	case "grouping":
		if next.word == "sets" {
			p.i += 2
			q.group(in)
			return nothing()
		}
	case "extract":
		if next.is('(') && p.peek(3).word == "from" {
			p.i++
			open := p.i
			p.i += 3
			q.value(in)
			q.close(open)
			return called("extract")
		}
	case "trim":
		if next.is('(') {
			name := map[string]string{"leading": "ltrim", "trailing": "rtrim"}[p.peek(2).word]
			if name == "" {
				name = "btrim"
			}
			p.i++
			q.arguments(in)
			v := called(name)
			v.typ.Text = "text"
			return v
		}
	case "collation":
		if next.word == "for" {
			p.i += 2
			q.group(in)
			return called("pg_collation_for")
		}
	case "interval":
		if p.mysqlLike() && next.kind != punct || p.mysqlLike() && next.is('(') {
			p.i++
			q.value(in)
			if p.tok().kind == word {
				p.i++ // the unit
			}
			return nothing()
		}
	case "match":
		if p.mysqlLike() && next.is('(') {
			p.i++
			q.group(in)
			if p.accept("against") {
				open := p.i
				p.i++
				q.operand(in) // IN BOOLEAN MODE is no operator
				p.i = q.closing[open]
				q.close(open)
			}
			return nothing()
		}
	case "char":
		if p.mysqlLike() && next.is('(') {
			p.i++
			open := p.i
			p.i++
			for ok := true; ok; ok = p.acceptOp(',') {
				q.value(in)
			}
			p.i = q.closing[open] // behind USING and a character set
			q.close(open)
			return nothing()
		}
	case "convert":
		if p.mysqlLike() && next.is('(') {
			p.i++
			open := p.i
			p.i++
			q.value(in)
			p.i = q.closing[open]
			q.close(open)
			return nothing()
		}
	case "raise":
		if p.f == &sqliteFeatures && next.is('(') {
			p.i++
			p.skipParens()
			return nothing()
		}
	case "next":
		if p.dialect != schema.Postgres && next.word == "value" && p.peek(2).word == "for" {
			p.i += 3
			p.refSite(p.ref(), schema.KindSequence, false)
			return nothing()
		}
	}
	if typ, ok := valueWords[t.word]; ok && !next.is('.') && !(next.is('(') && t.word == "user") && (t.category == reserved || t.category == typeKeyword) {
		p.i++
		v := operand{called: t.word, use: -1, typ: schema.Type{Text: typ}}
		if _, _, precise := p.skipParens(); precise {
			v.typ = schema.Type{}
		}
		return v
	}
	if p.mysqlLike() && !next.is('(') && !next.is('.') && bareFunctions[foldLower(p.between(p.i, p.i+1))] {
		p.i++
		return nothing()
	}
	if v, ok := q.typed(); ok {
		return v
	}
	if t.category == reserved && !next.is('(') && !next.is('.') && (p.f.foldLower || syntaxReserved[t.word]) {
		q.unknown()
		return nothing()
	}
	return q.named(in)
}

// syntaxReserved are the words that no dialect takes for a name.
var syntaxReserved = wordSet(`select from where group having order union intersect except on using join limit as and or not in is then else
	when case set values into between like by`)

// typed reads a constant behind its type: date '2020-01-01'.
func (q *queryReader) typed() (operand, bool) {
	p := q.p
	t := p.tok()
	if t.category == reserved || t.category == typeKeyword {
		return operand{}, false
	}
	switch next := p.peek(1); {
	case next.kind == stringConst && (p.f.foldLower || typeStarts[t.word] || strings.EqualFold(p.between(p.i, p.i+1), "date")):
	case next.is('.') && p.f.foldLower && p.peek(3).kind == stringConst && p.isName(p.peek(2)):
	case typeStarts[t.word] && (next.is('(') || next.kind == word) && p.f.foldLower:
	default:
		return operand{}, false
	}
	at, sites := p.i, len(p.out.Sites)
	typ := q.dataType()
	if typ.Text == "" || p.tok().kind != stringConst {
		p.i, p.out.Sites = at, p.out.Sites[:sites]
		return operand{}, false
	}
	p.i++
	if strings.HasPrefix(typ.Text, "interval") {
		for intervalWords[p.tok().word] || p.at("to") {
			p.i++
			p.skipParens()
		}
	}
	return operand{called: internalName(typ), weak: true, use: -1, typ: typ}, true
}

var (
	intervalWords = wordSet("year month day hour minute second")
	// typeStarts begin types that may have parentheses or further words before a
	// constant.
	typeStarts = wordSet(`timestamp time interval bit char character varchar national nchar numeric decimal dec double float real int
		integer smallint bigint boolean`)
)

// caseValue reads CASE.
func (q *queryReader) caseValue(in place) operand {
	p := q.p
	p.i++
	if !p.at("when") {
		q.value(in)
	}
	v := nothing()
	var typ schema.Type
	same := true
	note := func(w operand) {
		switch {
		case typ.Text == "":
			typ = w.typ
		case typ.Text != w.typ.Text:
			same = false
		}
		same = same && w.typ.Text != ""
	}
	for p.accept("when") {
		q.value(in)
		if p.accept("then") {
			note(q.value(in))
		}
	}
	if p.accept("else") {
		v = q.value(in)
		note(v)
	}
	if !p.accept("end") {
		q.unknown()
	}
	if v.nameless() || v.weak {
		v = called("case")
		v.weak = true
	}
	v.use, v.typ = -1, schema.Type{}
	if same {
		v.typ = typ
	}
	return v
}

// array reads [1, 2], perhaps with further brackets inside.
func (q *queryReader) array(in place) {
	p := q.p
	if !q.deeper() {
		p.skipBrackets()
		return
	}
	defer q.shallower()
	p.i++
	for !p.done() && !p.atOp(']') {
		before := p.i
		if p.atOp('[') {
			q.array(in)
		} else {
			q.value(in)
		}
		p.acceptOp(',')
		if p.i == before {
			q.unknown()
			p.i++
		}
	}
	p.acceptOp(']')
}
