package hcl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
)

// typeOf reads a column's type, with what further attributes say of it, such as
// MySQL's unsigned. What cannot be known has no text.
func (p *parser) typeOf(e hclsyntax.Expression, further ...string) schema.Type {
	t := schema.Type{Span: p.clamp(span(e.Range()))}
	known := p.grammar.types
	if s, at, ok := sqlCall(e); ok {
		t.Text = known.CanonicalSQL(strings.Join(append([]string{s}, further...), " "))
		t.Ref, t.Kind = p.typeName(s, at)
		return t
	}
	if word := keyword(e); word != "" {
		t.Text = known.Canonical(word, further...)
		return t
	}
	if r, ok := p.refOf(e, schema.Ref{}); ok && r.member == "" {
		switch r.kind {
		case schema.KindEnum, schema.KindDomain, schema.KindComposite, schema.KindRange:
			t.Text, t.Ref, t.Kind = r.ref.String(), r.ref, r.kind
		case schema.KindTable, schema.KindView, "type_alias", "type_table":
			t.Text, t.Ref, t.Kind = r.ref.String(), r.ref, schema.KindType
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
func (p *parser) typeName(sql string, at text.Span) (schema.Ref, schema.Kind) {
	if p.st.Dialect != schema.Postgres {
		return schema.Ref{}, ""
	}
	in := p.src[p.clamp(at).Start:p.clamp(at).End]
	if len(in) != len(sql)+2 || in[1:len(in)-1] != sql {
		return schema.Ref{}, "" // escapes: the places within are not known
	}
	r, ok := p.grammar.types.ReadText(sql)
	if !ok || r.Type != nil || len(r.Params) > 0 {
		return schema.Ref{}, ""
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
				return schema.Ref{}, ""
			}
		}
	}
	if name == "" || qualified && qualifier == "" || qualifier == "pg_catalog" {
		return schema.Ref{}, ""
	}
	ref := schema.Ref{Name: schema.Name{Text: name, Span: text.Span{Start: offset, End: offset + len(name)}}}
	if qualified {
		ref.Schema = schema.Name{Text: qualifier, Span: text.Span{Start: offset, End: offset + len(qualifier)}}
		ref.Name.Span = ref.Name.Span.Shift(len(qualifier) + 1)
	}
	return ref, schema.KindType
}

// validateType checks a type: its name, and its parameters.
func (p *parser) validateType(e hclsyntax.Expression) {
	if word := keyword(e); word != "" {
		at := p.clamp(span(e.Range()))
		if p.knownType(at, word) {
			p.reportFaults(at, nil, p.grammar.types.Check(word))
		}
		return
	}
	call, ok := unwrap(e).(*hclsyntax.FunctionCallExpr)
	if !ok || functions()[call.Name] != "" {
		return
	}
	at := p.clamp(span(call.NameRange))
	if !p.knownType(at, call.Name) {
		return
	}
	if !call.ExpandFinal {
		p.reportFaults(at, call.Args, p.grammar.types.Check(call.Name, p.typeParams(call)...))
	}
	for _, arg := range call.Args {
		if _, ok := unwrap(arg).(*hclsyntax.FunctionCallExpr); ok {
			p.validateType(arg)
		}
	}
}

// knownType reports whether the dialect has a type. It speaks only of a name
// that is near to one: any other may be a type that somebody added.
func (p *parser) knownType(at text.Span, name string) bool {
	known := p.grammar.types
	if known.Knows(name) {
		return true
	}
	if near := schema.Nearest(name, known.Words()); near != "" {
		p.problem(schema.Warning, schema.CodeUnknownType, at, "unknown type %s%s", name, didYouMean(near))
	}
	return false
}

// reportFaults reports what is wrong with the parameters of a type whose name
// stands at a place.
func (p *parser) reportFaults(name text.Span, args []hclsyntax.Expression, faults []types.Fault) {
	for _, f := range faults {
		at, severity := name, schema.Error
		if f.Param >= 0 {
			at = p.clamp(span(args[f.Param].Range()))
		}
		if f.Warning {
			severity = schema.Warning
		}
		p.problem(severity, schema.CodeTypeParameters, at, "%s", f.Message)
	}
}
