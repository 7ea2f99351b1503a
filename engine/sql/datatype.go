package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// Types gives the names of the built-in types, sorted, for completion. Of a
// dialect without a table they are PostgreSQL's.
func Types(d schema.Dialect) []string {
	if t := types.Of(d); t != types.Of("") {
		return t.Names()
	}
	return types.Of(schema.Postgres).Names()
}

// dataType passes a type and notes the sites of its names. The zero Type means
// that no type is next.
func (p *parser) dataType() schema.Type {
	t, _ := p.readType()
	return t
}

// columnType passes the type of a column and reports parameters that the
// database refuses.
func (p *parser) columnType() schema.Type {
	start := p.i
	t, r := p.readType()
	if r.Type == nil || start == p.i {
		return t
	}
	switch p.dialect {
	case schema.Postgres, schema.MySQL, schema.MariaDB:
	default:
		return t
	}
	for _, f := range types.Of(p.dialect).Check(r.Name, r.Args()...) {
		at := p.spanOf(start, start+r.Named)
		if f.Param >= 0 {
			at = p.spanOf(start+r.Params[f.Param].From, start+r.Params[f.Param].To)
		}
		severity := schema.Error
		if f.Warning {
			severity = schema.Warning
		}
		p.problem(schema.CodeTypeParameters, severity, at, f.Message)
	}
	return t
}

// readType passes a type, with SETOF, %TYPE and the brackets of an array.
func (p *parser) readType() (schema.Type, types.Reading) {
	first := p.tok()
	if !p.isName(first) || first.kind == word && first.category == reserved && !p.f.looseTypes {
		return schema.Type{}, types.Reading{}
	}
	start := p.i
	setof := !p.f.looseTypes && p.accept("setof")
	if p.typeAt == nil {
		p.typeAt = p.typeToken
	}
	r := types.Of(p.dialect).Read(p.typeAt)
	t := schema.Type{Text: r.Text}
	if r.Type == nil && p.declaresTypes() {
		t = p.namedType(r)
	} else {
		p.i += r.Len
	}
	if p.declaresTypes() {
		t = p.typeSuffix(t, r.Array)
	}
	if setof {
		t.Text = "SETOF " + t.Text
	}
	t.Span = p.spanOf(start, p.i)
	if t.Ref != nil {
		t.Kind = schema.KindType
		p.refSite(*t.Ref, schema.KindType, false)
	}
	return t, r
}

// declaresTypes reports whether the dialect has types beside the built-in ones.
func (p *parser) declaresTypes() bool {
	return !p.f.looseTypes && p.dialect != schema.MySQL && p.dialect != schema.MariaDB
}

// typeSuffix passes %TYPE and brackets that the table of types left, as those of
// table.column%TYPE[].
func (p *parser) typeSuffix(t schema.Type, array bool) schema.Type {
	if p.atOp('%') && p.peek(1).word == "type" {
		p.i += 2
		t = schema.Type{Text: t.Text + "%TYPE"}
	}
	more := p.accept("array")
	for p.atOp('[') {
		more = true
		p.skipBrackets()
	}
	if more && !array {
		t.Text += "[]"
	}
	return t
}

// namedType passes a type that the dialect does not know: it is declared
// somewhere, or a part of the catalog.
func (p *parser) namedType(r types.Reading) schema.Type {
	start := p.i
	ref := p.ref()
	p.i = max(p.i, start+r.Len)
	name := quoteName(ref.Name.Text)
	switch {
	case ref.Schema.Text == "pg_catalog" || ref.Schema.Text == "information_schema":
		name, ref = ref.Name.Text, schema.Ref{}
	case !ref.Schema.IsZero():
		name = quoteName(ref.Schema.Text) + "." + name
	}
	if len(r.Params) > 0 {
		name += "(" + strings.Join(r.Args(), ",") + ")"
	}
	if r.Array {
		name += "[]"
	}
	return schema.Type{Text: name, Ref: ref.OrNil()}
}

// typeToken is the token at an offset as the table of types reads it. A column
// constraint ends the words that SQLite has for types.
func (p *parser) typeToken(n int) types.Token {
	t := p.peek(n)
	raw := p.src[t.start:t.end]
	switch t.kind {
	case eof, meta:
		return types.Token{}
	case word:
		if p.f.looseTypes && (columnConstraint[t.word] || t.word == "autoincrement") {
			return types.Token{}
		}
		return types.Token{Kind: types.Word, Text: raw}
	case quotedName:
		return types.Token{Kind: types.Quoted, Text: unquoteName(raw)}
	case stringConst, dollarString:
		if p.isName(t) {
			return types.Token{Kind: types.Quoted, Text: unquoteName(raw)}
		}
		return types.Token{Kind: types.Text, Text: stringText(raw, p.f)}
	case number:
		return types.Token{Kind: types.Number, Text: raw}
	}
	return types.Token{Kind: types.Mark, Text: raw}
}

// columnConstraint are the words that begin a column constraint.
var columnConstraint = wordSet(`constraint primary not null unique check default collate references generated as`)

// atColumnConstraint reports whether a column constraint begins here.
func (p *parser) atColumnConstraint() bool {
	return p.tok().kind == word && columnConstraint[p.tok().word]
}
