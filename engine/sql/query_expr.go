package sql

import (
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// place is where an expression stands.
type place struct {
	in   *schema.Select
	on   *schema.Join
	kind schema.UsePlace
}

// operand is what an expression comes to, as far as a select list shows it.
type operand struct {
	// name is what PostgreSQL calls the column (FigureColname in its source); weak
	// says that a cast or CASE around it gives its own name instead.
	name   schema.Name // where it is written
	called string      // where it is not
	weak   bool
	use    int // the index of the column use that it is as a whole, or −1
	named  *schema.QueryExpr
	typ    schema.Type
	star   bool // (x).*
}

// nothing is an operand of which nothing is known.
func nothing() operand { return operand{use: -1} }

// called is an operand whose column has the name.
func called(name string) operand { return operand{called: name, use: -1} }

// nameless reports whether nothing names the column.
func (v *operand) nameless() bool { return v.name.IsZero() && v.called == "" && v.named == nil }

// value reads an expression.
func (q *queryReader) value(in place) operand {
	if !q.deeper() {
		return nothing()
	}
	defer q.shallower()
	p := q.p
	v := q.operand(in)
	boolean := v.typ.Text == "boolean" && v.use < 0
	for !p.done() {
		op, ok := q.operator(in)
		if !ok {
			break
		}
		v = called(op.name)
		boolean = boolean || op.boolean
	}
	if boolean && v.use < 0 && p.dialect == schema.Postgres {
		v.typ = schema.Type{Text: "boolean"}
	}
	return v
}

// binary is an operator with what stands behind it.
type binary struct {
	name    string // of the function that PostgreSQL makes of it, or of all around it: ""
	boolean bool
}

var comparisons = map[string]bool{"=": true, "<": true, ">": true, "<=": true, ">=": true, "<>": true, "!=": true, "<=>": true, "==": true,
	"~": true, "~*": true, "!~": true, "!~*": true, "~~": true, "!~~": true, "~~*": true, "!~~*": true}

// operator reads an operator and its right operand; it reports false where none
// is next.
func (q *queryReader) operator(in place) (binary, bool) {
	p := q.p
	t := p.tok()
	if t.kind == punct {
		switch t.op {
		case ',', '(', ')', ';', ']', '}', ':', '.', '{', '[':
			return binary{}, false
		}
		text := p.between(p.i, p.i+1)
		p.i++
		if p.acceptAny("any", "all", "some") != "" {
			q.group(in)
		} else {
			q.operand(in)
		}
		return binary{boolean: comparisons[text]}, true
	}
	if t.kind != word {
		return binary{}, false
	}
	yes := binary{boolean: true}
	switch t.word {
	case "and", "or":
		p.i++
		q.operand(in)
		return yes, true
	case "xor":
		if !p.mysqlLike() {
			return binary{}, false
		}
		p.i++
		q.operand(in)
		return yes, true
	case "is":
		p.i++
		p.accept("not")
		switch {
		case p.accept("distinct", "from"):
			q.operand(in)
		case p.acceptAny("null", "true", "false", "unknown", "document") != "":
		case p.at("json"):
			p.i++
			p.acceptAny("value", "object", "array", "scalar")
			if p.acceptAny("with", "without") != "" {
				p.accept("unique")
				p.accept("keys")
			}
		case p.acceptAny("nfc", "nfd", "nfkc", "nfkd", "normalized") != "":
			p.accept("normalized")
			return binary{name: "is_normalized", boolean: true}, true
		default:
			q.operand(in) // SQLite: IS any expression
		}
		return yes, true
	case "isnull", "notnull":
		p.i++
		return yes, true
	case "not":
		if n := p.peek(1).word; n == "in" || n == "between" || n == "like" || n == "ilike" || n == "similar" || n == "regexp" || n == "rlike" || n == "glob" || n == "match" {
			p.i++
			return q.operator(in)
		}
		if p.peek(1).word == "null" && p.f == &sqliteFeatures {
			p.i += 2
			return yes, true
		}
		return binary{}, false
	case "in":
		p.i++
		if p.atOp('(') {
			q.group(in)
		} else {
			q.operand(in)
		}
		return yes, true
	case "between":
		p.i++
		p.acceptAny("symmetric", "asymmetric")
		q.operand(in) // AND is read as an operator of its own
		return yes, true
	case "like", "ilike":
		p.i++
		if p.acceptAny("any", "all", "some") != "" {
			q.group(in)
		} else {
			q.operand(in)
		}
		return yes, true
	case "similar":
		p.i++
		p.accept("to")
		q.operand(in)
		return yes, true
	case "escape":
		p.i++
		q.operand(in)
		return yes, true
	case "overlaps":
		p.i++
		q.operand(in)
		return binary{name: "overlaps", boolean: true}, true
	case "operator":
		if !p.peek(1).is('(') {
			return binary{}, false
		}
		p.i++
		p.skipParens()
		if p.acceptAny("any", "all", "some") != "" {
			q.group(in)
		} else {
			q.operand(in)
		}
		return binary{}, true
	case "div", "mod", "regexp", "rlike", "glob", "match":
		if p.f.foldLower && p.dialect != "" {
			return binary{}, false
		}
		if !q.startsOperand(p.peek(1)) {
			return binary{}, false
		}
		p.i++
		q.operand(in)
		return binary{}, true
	}
	return binary{}, false
}

// startsOperand reports whether an operand may begin with a token.
func (q *queryReader) startsOperand(t *token) bool {
	switch t.kind {
	case number, stringConst, dollarString, param, quotedName:
		return true
	case word:
		return t.category != reserved || operandWords[t.word]
	}
	return t.is('(') || t.is('-') || t.is('+')
}

// operandWords are reserved words that an operand may begin with.
var operandWords = wordSet(`case cast not null true false array current_date current_time current_timestamp current_user current_role
	current_catalog localtime localtimestamp session_user system_user user default any all some`)

// operand reads what stands between operators, with what binds to it first:
// subscripts, casts, COLLATE, AT TIME ZONE.
func (q *queryReader) operand(in place) operand {
	p := q.p
	unary := false
	for !p.done() {
		t := p.tok()
		if t.kind == punct && (t.op == opMulti || class[opByte(t)]&classOperator != 0) && t.op != opCast && !t.is('*') && !t.is('=') {
			p.i++ // a prefix operator
			unary = true
			continue
		}
		if t.word == "not" || t.word == "binary" && p.mysqlLike() {
			p.i++
			unary = true
			if t.word == "not" {
				v := q.operand1(in)
				v = operand{use: -1, typ: schema.Type{Text: "boolean"}}
				return v
			}
			continue
		}
		break
	}
	v := q.operand1(in)
	if unary {
		typ := v.typ
		v = nothing()
		if typ.Text == "integer" || typ.Text == "numeric" {
			v.typ = typ // −1
		}
	}
	return v
}

// opByte is the character of an operator of one.
func opByte(t *token) byte {
	if t.op == opMulti || t.op == opCast {
		return '+'
	}
	return t.op
}

// operand1 is operand behind prefix operators.
func (q *queryReader) operand1(in place) operand {
	if !q.deeper() {
		return nothing()
	}
	defer q.shallower()
	p := q.p
	v := q.primaryValue(in)
	for !p.done() {
		t := p.tok()
		switch {
		case t.is(opCast):
			p.i++
			v = q.cast(v, q.dataType())
		case t.is('['):
			if !p.f.bracket {
				q.subscript(in)
				v.use, v.typ = -1, schema.Type{}
				continue
			}
			return v
		case t.is('.') && p.peek(-1).is(')') || t.is('.') && p.peek(-1).is(']'):
			p.i++
			if p.acceptOp('*') {
				v = nothing()
				v.star = true
				return v
			}
			n := p.name()
			v = operand{name: n, use: -1}
		case t.word == "collate":
			p.i++
			p.ref()
		case t.word == "at" && p.peek(1).word == "time" && p.peek(2).word == "zone":
			p.i += 3
			q.operand(in)
			v = called("timezone")
		case t.word == "at" && p.peek(1).word == "local":
			p.i += 2
			v = called("timezone")
		case t.word == "uescape":
			p.i += 2
		default:
			return v
		}
	}
	return v
}

// subscript reads [index] or [from:to].
func (q *queryReader) subscript(in place) {
	p := q.p
	p.i++
	for !p.done() && !p.atOp(']') {
		before := p.i
		if !p.acceptOp(':') && !p.acceptOp(',') {
			if p.tok().kind == param {
				p.i++ // [1:n] reads as a parameter
				if len(p.between(p.i-1, p.i)) > 0 && p.between(p.i-1, p.i)[0] == ':' {
					q.unknown()
				}
			} else {
				q.value(in)
			}
		}
		if p.i == before {
			q.unknown()
			p.i++
		}
	}
	p.acceptOp(']')
}

// cast is an operand behind a cast to a type.
func (q *queryReader) cast(v operand, t schema.Type) operand {
	if v.nameless() || v.weak {
		v.name, v.called, v.weak, v.named = schema.Name{}, internalName(t), true, nil
	}
	v.use, v.typ = -1, t
	return v
}

// internalNames are the names that PostgreSQL's grammar gives to the types that
// have syntax of their own.
var internalNames = map[string]string{
	"integer": "int4", "bigint": "int8", "smallint": "int2", "real": "float4", "double precision": "float8", "boolean": "bool",
	"character varying": "varchar", "character": "bpchar", "bit varying": "varbit",
	"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp", "timestamp": "timestamp",
	"time with time zone": "timetz", "time without time zone": "time", "time": "time",
}

// internalName is the last name of a type as PostgreSQL's grammar has it.
func internalName(t schema.Type) string {
	if !t.Ref.IsZero() {
		return t.Ref.Name.Text
	}
	name := t.Text
	for strings.HasSuffix(name, "[]") {
		name = strings.TrimSuffix(name, "[]")
	}
	if i := strings.IndexByte(name, '('); i >= 0 {
		rest := name[i:]
		name = name[:i]
		if j := strings.IndexByte(rest, ')'); j >= 0 {
			name += rest[j+1:]
		}
	}
	if strings.HasPrefix(name, "interval") {
		return "interval"
	}
	if n := internalNames[name]; n != "" {
		return n
	}
	return unquoteIfQuoted(name)
}

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
				q.value(in)
				p.i = q.closing[open]
				q.close(open)
			}
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
	if seq := p.peek(1); sequenceFunctions[foldLower(last.Text)] && seq.kind == stringConst {
		p.sequenceSite(seq)
	}
	if p.f.foldLower {
		fn := schema.Ref{Name: last}
		if len(name) > 1 {
			fn.Schema = name[len(name)-2]
		}
		q.out.Calls = append(q.out.Calls, fn)
	}
	q.arguments(in)
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
				if tok.word == "limit" && p.f != &mysqlFeatures {
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
	if !t.Ref.IsZero() {
		q.out.Types = append(q.out.Types, t.Ref)
	}
	return t
}
