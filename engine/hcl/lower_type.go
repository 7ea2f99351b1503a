package hcl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// typeOf reads a column's type, with what further attributes say of it, such as
// MySQL's unsigned. What cannot be known has no text.
func (p *parser) typeOf(e hclsyntax.Expression, further ...string) schema.Type {
	t := schema.Type{Span: p.clamp(span(e.Range()))}
	known := p.grammar.types
	if s, at, ok := sqlCall(e); ok {
		t.Text = known.CanonicalSQL(strings.Join(append([]string{s}, further...), " "))
		t.Ref = p.typeName(s, at).OrNil() // of no Kind: what is SQL here is taken as it is
		return t
	}
	if word := keyword(e); word != "" {
		t.Text = known.Canonical(word, further...)
		return t
	}
	if r, ok := p.refOf(e, schema.Ref{}); ok && r.member == "" {
		switch r.kind {
		case schema.KindEnum, schema.KindDomain, schema.KindComposite, schema.KindRange:
			t.Text, t.Ref, t.Kind = r.ref.String(), r.ref.OrNil(), r.kind
		case schema.KindTable, schema.KindView, "type_alias", "type_table":
			t.Text, t.Ref, t.Kind = r.ref.String(), r.ref.OrNil(), schema.KindType
		}
		return t
	}
	call, ok := unwrap(e).(*hclsyntax.FunctionCallExpr)
	if !ok || call.Name == "sql" || call.ExpandFinal {
		return t
	}
	params := p.typeParams(call)
	if slices.Contains(params, "") {
		return t
	}
	t.Text = known.Canonical(call.Name, append(params, further...)...)
	return t
}

// typeParams gives the parameters of a type as SQL writes them; those that are
// not known are empty.
func (p *parser) typeParams(call *hclsyntax.FunctionCallExpr) []string {
	params := make([]string, len(call.Args))
	for i, arg := range call.Args {
		if s, ok := literal(arg); ok {
			params[i] = p.grammar.types.Quote(s)
		} else if params[i] = p.sqlLiteral(arg); params[i] == "" {
			params[i] = p.typeOf(arg).Text // max, unsigned, and ClickHouse's Array(String)
		}
	}
	return params
}

// typeName finds the named type that sql("…") speaks of, when the text is no
// more than a name that PostgreSQL does not know itself, perhaps of an array.
func (p *parser) typeName(sql string, at text.Span) schema.Ref {
	if p.st.Dialect != schema.Postgres {
		return schema.Ref{}
	}
	if !p.verbatim(sql, p.clamp(at)) {
		return schema.Ref{}
	}
	r, ok := p.grammar.types.ReadText(sql)
	if !ok || r.Type != nil || len(r.Params) > 0 {
		return schema.Ref{}
	}
	base := strings.TrimSpace(sql[:r.Named])
	offset := at.Start + 1 + r.Named - len(base)
	qualifier, name, qualified := strings.Cut(base, ".")
	if !qualified {
		qualifier, name = "", base
	}
	for _, part := range []string{qualifier, name} {
		for i := 0; i < len(part); i++ {
			if c := part[i]; !('a' <= c && c <= 'z' || c == '_' || i > 0 && isDigit(c)) {
				return schema.Ref{}
			}
		}
	}
	if name == "" || qualified && qualifier == "" || qualifier == "pg_catalog" {
		return schema.Ref{}
	}
	ref := schema.Ref{Name: schema.Name{Text: name, Span: text.Span{Start: offset, End: offset + len(name)}}}
	if qualified {
		ref.Schema = schema.Name{Text: qualifier, Span: text.Span{Start: offset, End: offset + len(qualifier)}}
		ref.Name.Span = ref.Name.Span.Shift(len(qualifier) + 1)
	}
	return ref
}
