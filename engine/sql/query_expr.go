package sql

import (
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
				q.operand1(in)
				return operand{use: -1, typ: schema.Type{Text: "boolean"}}
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
			n, use := p.name(), -1
			if v.use >= 0 && p.f.foldLower && !n.IsZero() {
				use = len(q.out.Uses)
				q.out.Uses = append(q.out.Uses, schema.ColumnUse{In: in.in, Place: schema.InField, Base: v.use, Column: n})
			}
			v = operand{name: n, use: use}
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
	if t.Ref != nil {
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
