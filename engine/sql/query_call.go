package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// named reads a name, which may be qualified: of a column or, before parentheses,
// of a function.
func (q *queryReader) named(in place) operand {
	p := q.p
	var parts [4]schema.Name
	n := 0
	quoted := p.tok().kind == quotedName
	keyword := p.tok().category
	for {
		if n == len(parts) {
			copy(parts[:], parts[1:])
			n--
		}
		parts[n] = p.name()
		if parts[n].IsZero() {
			q.unknown()
			return nothing()
		}
		n++
		if !p.atOp('.') || !p.isName(p.peek(1)) {
			break
		}
		p.i++
	}
	last := parts[n-1]
	if p.atOp('(') && !(p.peek(1).is('+') && p.peek(2).is(')')) {
		return q.call(in, parts[:n])
	}
	if n == 1 && !quoted && keyword == typeKeyword {
		q.unknown()
		return nothing()
	}
	u := schema.ColumnUse{In: in.in, On: in.on, Place: in.kind, Column: last, Quoted: quoted && n == 1}
	if n > 1 {
		u.Table = parts[n-2]
	}
	if n > 2 {
		u.Schema = parts[n-3]
	}
	if u.Place == schema.InOrder && n > 1 {
		u.Place = schema.InOrderExpr
	}
	q.out.Uses = append(q.out.Uses, u)
	if p.atOp('.') { // owner.* where no star can stand: count(t.*)
		if p.peek(1).is('*') {
			p.i += 2
			use := &q.out.Uses[len(q.out.Uses)-1]
			use.Schema, use.Table, use.Column, use.Place = use.Table, use.Column, schema.Name{}, schema.InStar
			return nothing()
		}
		q.unknown()
	}
	return operand{name: last, use: len(q.out.Uses) - 1}
}

// call reads the arguments of a function and what follows them.
func (q *queryReader) call(in place, name []schema.Name) operand {
	p := q.p
	last := name[len(name)-1]
	v := operand{called: last.Text, use: -1}
	if len(name) == 1 || name[0].Text == "pg_catalog" {
		if p.dialect == schema.Postgres {
			v.typ.Text = functionTypes[last.Text]
		}
	}
	if kind := namedIn[foldLower(last.Text)]; kind != "" && p.peek(1).kind == stringConst {
		p.stringSite(p.peek(1), kind)
	}
	if p.f.foldLower {
		fn := schema.Ref{Name: last}
		if len(name) > 1 {
			fn.Schema = name[len(name)-2]
		}
		q.out.Calls = append(q.out.Calls, fn)
		if fn.Schema.Text != "pg_catalog" {
			p.refSite(fn, schema.KindFunction, false)
		}
	}
	if p.mysqlLike() && len(name) == 1 && namingFunctions[foldLower(last.Text)] && !p.peek(1).is(')') {
		open := p.i
		p.i++
		p.ref()
		for p.acceptOp(',') {
			q.value(in)
		}
		p.i = q.closing[open]
		q.close(open)
	} else {
		q.arguments(in)
	}
	if p.at("within") && p.peek(1).word == "group" {
		p.i += 2
		if p.atOp('(') {
			open := p.i
			p.i++
			if p.accept("order", "by") {
				q.orderList(inside(in))
			}
			q.close(open)
		}
	}
	if (p.at("respect") || p.at("ignore")) && p.peek(1).word == "nulls" {
		p.i += 2
	}
	if p.at("filter") && p.peek(1).is('(') {
		p.i++
		open := p.i
		p.i++
		if p.accept("where") {
			q.value(inside(in))
		}
		q.close(open)
	}
	if p.accept("over") {
		if p.atOp('(') {
			q.window(in)
		} else {
			p.name()
		}
	}
	return v
}

// namingFunctions are those of MySQL and MariaDB whose first argument is a unit, a
// type or a sequence rather than a value.
var namingFunctions = wordSet(`timestampdiff timestampadd get_format nextval lastval setval`)

// inside is a place within an expression: an output column cannot stand there
// alone.
func inside(in place) place {
	switch in.kind {
	case schema.InOrder:
		in.kind = schema.InOrderExpr
	case schema.InGroup:
		in.kind = schema.InExpression
	}
	return in
}

// functionTypes are what functions give whatever their arguments are.
var functionTypes = map[string]string{
	"count": "bigint", "row_number": "bigint", "rank": "bigint", "dense_rank": "bigint", "percent_rank": "double precision",
	"cume_dist": "double precision", "now": "timestamp with time zone", "concat": "text", "concat_ws": "text", "string_agg": "",
	"to_jsonb": "jsonb", "to_json": "json", "row_to_json": "json", "json_agg": "json", "jsonb_agg": "jsonb", "json_build_object": "json",
	"jsonb_build_object": "jsonb", "gen_random_uuid": "uuid", "md5": "text", "bool_and": "boolean", "bool_or": "boolean", "to_tsvector": "tsvector",
	"format": "text", "initcap": "text", "nextval": "bigint", "pg_typeof": "regtype", "random": "double precision",
}

// argumentWords separate the arguments of functions that have syntax of their own.
var argumentWords = wordSet(`from for placing in using separator both leading trailing distinct all variadic default on`)

// arguments reads the arguments of a function in the parentheses that are next.
func (q *queryReader) arguments(in place) bool {
	p := q.p
	if !p.atOp('(') {
		return false
	}
	open := p.i
	if q.isQuery[open] {
		q.subquery(in)
		return true
	}
	in = inside(in)
	p.i++
	for !p.done() && p.i < q.closing[open] {
		before := p.i
		t := p.tok()
		switch {
		case t.is(','):
			p.i++
		case t.kind == word && argumentWords[t.word] && !p.peek(1).is('.') && !(t.category != reserved && (p.peek(1).is(',') || p.peek(1).is(')') || p.peek(1).is('('))):
			p.i++
		case p.accept("order", "by"):
			q.orderList(in)
		case p.accept("as"):
			q.dataType()
		case (t.kind == word || t.kind == quotedName) && p.peek(1).kind == punct && (p.between(p.i+1, p.i+2) == "=>" || p.between(p.i+1, p.i+2) == ":="):
			p.i += 2
		case t.kind == word && p.f.foldLower && (t.word == "name" || t.word == "content" || t.word == "document" || t.word == "passing" || t.word == "columns") && q.xml(open):
			// The grammar of XML and JSON functions is their own.
			q.unknown()
			p.i = q.closing[open]
		default:
			q.value(in)
			if tok := p.tok(); p.i < q.closing[open] && !tok.is(',') && !(tok.kind == word && (argumentWords[tok.word] || tok.word == "order" || tok.word == "as")) {
				if tok.word == "limit" && !p.mysqlLike() {
					q.unknown()
				}
				if p.mysqlLike() && tok.kind == word { // a unit, a character set
					p.i++
					continue
				}
				q.unknown()
				p.i = q.closing[open]
			}
		}
		if p.i == before {
			q.unknown()
			p.i++
		}
	}
	q.close(open)
	return true
}

// xml reports whether the parentheses are those of an XML or JSON function.
func (q *queryReader) xml(open int) bool {
	if open == 0 {
		return false
	}
	t := &q.p.toks[open-1]
	name := foldLower(q.p.src[t.start:t.end])
	return strings.HasPrefix(name, "xml") || strings.HasPrefix(name, "json_")
}

// window reads the definition of a window in the parentheses that are next.
func (q *queryReader) window(in place) {
	p := q.p
	open := p.i
	p.i++
	in = inside(in)
	if p.tok().kind == word && !p.at("partition") && !p.at("order") && !frameWords[p.tok().word] || p.tok().kind == quotedName {
		p.name()
	}
	if p.accept("partition", "by") {
		q.list(in)
	}
	if p.accept("order", "by") {
		q.orderList(in)
	}
	if frameWords[p.tok().word] {
		p.i = min(q.closing[open], len(p.toks)) // bounds of a frame name no columns
	}
	q.close(open)
}

var frameWords = wordSet("rows range groups")

// dataType passes a type.
func (q *queryReader) dataType() schema.Type {
	t := q.p.dataType()
	if t.Ref != nil {
		q.out.Types = append(q.out.Types, *t.Ref)
	}
	return t
}
