package hcl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
)

// validateType checks a type: its name, and its parameters.
func (p *parser) validateType(e hclsyntax.Expression) {
	if word := keyword(e); word != "" {
		at := p.clamp(span(e.Range()))
		if p.knownType(at, word) {
			p.reportFaults(at, nil, p.grammar.types.Check(word))
		}
		return
	}
	if s, at, ok := sqlCall(e); ok {
		p.validateSQLType(s, p.clamp(at))
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
		places := make([]text.Span, len(call.Args))
		for i, arg := range call.Args {
			places[i] = p.clamp(span(arg.Range()))
		}
		p.reportFaults(at, places, p.grammar.types.Check(call.Name, p.typeParams(call)...))
	}
	for _, arg := range call.Args {
		if _, ok := unwrap(arg).(*hclsyntax.FunctionCallExpr); ok {
			p.validateType(arg)
		}
	}
}

// validateSQLType checks the parameters of the type that sql("…") writes, where
// SQL files are checked for them, too.
func (p *parser) validateSQLType(s string, at text.Span) {
	if !slices.Contains([]schema.Dialect{schema.Postgres, schema.MySQL, schema.MariaDB}, p.st.Dialect) {
		return
	}
	r, ok := p.grammar.types.ReadText(s)
	if !ok || r.Type == nil {
		return
	}
	name, places := at, make([]text.Span, len(r.Params))
	for i, param := range r.Params {
		places[i] = at
		if p.verbatim(s, at) {
			places[i] = text.Span{Start: param.From, End: param.To}.Shift(at.Start + 1)
		}
	}
	p.reportFaults(name, places, p.grammar.types.Check(r.Name, r.Args()...))
}

// verbatim reports whether a string stands in the source as it is, so that the
// places within it are known.
func (p *parser) verbatim(s string, at text.Span) bool {
	in := p.src[at.Start:at.End]
	return len(in) == len(s)+2 && in[1:len(in)-1] == s
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

// reportFaults reports what is wrong with the parameters of a type; it is given
// the places of its name and of each of them.
func (p *parser) reportFaults(name text.Span, params []text.Span, faults []types.Fault) {
	for _, f := range faults {
		at, severity := name, schema.Error
		if f.Param >= 0 {
			at = params[f.Param]
		}
		if f.Warning {
			severity = schema.Warning
		}
		p.problem(severity, schema.CodeTypeParameters, at, "%s", f.Message)
	}
}
