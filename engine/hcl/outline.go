package hcl

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// SymbolAttribute is the kind of an outline's entry for an attribute: a
// top-level one, or one of a locals block.
const SymbolAttribute schema.Kind = "attribute"

// Outline lists a chunk's blocks, each with the blocks in it. A symbol's kind
// is the block's type, its name the labels joined by dots, or the type where
// there are none.
func Outline(chunk string, st State) []schema.Symbol {
	p := &parser{src: chunk, st: st, grammar: grammarOf(st), out: &schema.Chunk{}}
	body, ok := p.syntax()
	if !ok {
		return nil
	}
	return p.symbols(body, true)
}

// symbols lists what stands in a body, in the order of the text.
func (p *parser) symbols(body *hclsyntax.Body, withAttributes bool) []schema.Symbol {
	var out []schema.Symbol
	if withAttributes {
		for _, a := range attributes(body) {
			out = append(out, schema.Symbol{
				Name:     a.Name,
				Detail:   oneLine(p.source(a.Expr)),
				Kind:     SymbolAttribute,
				Span:     p.clamp(span(a.SrcRange)),
				NameSpan: p.clamp(span(a.NameRange)),
			})
		}
	}
	for _, b := range body.Blocks {
		whole := p.whole(b)
		name := text.Span{Start: b.TypeRange.Start.Byte, End: b.TypeRange.End.Byte}
		if n := len(b.LabelRanges); n > 0 {
			name = text.Span{Start: b.LabelRanges[0].Start.Byte, End: b.LabelRanges[n-1].End.Byte}
		}
		s := schema.Symbol{
			Name:     cmp.Or(strings.Join(b.Labels, "."), b.Type),
			Kind:     schema.Kind(b.Type),
			Span:     whole,
			NameSpan: p.clamp(name),
			Children: p.symbols(b.Body, b.Type == "locals"),
		}
		if a := attr(b.Body, "type"); a != nil {
			s.Detail = oneLine(p.source(a.Expr))
		}
		if b.Type == "enum" {
			s.Children = append(s.Children, p.enumMembers(b.Body)...)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b schema.Symbol) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return out
}

// symbolValue is the kind of an outline's entry for a value of an enum, as in
// SQL's outlines.
const symbolValue schema.Kind = "value"

// enumMembers lists the values of an enum block.
func (p *parser) enumMembers(body *hclsyntax.Body) []schema.Symbol {
	a := attr(body, "values")
	if a == nil {
		return nil
	}
	var out []schema.Symbol
	items, _ := list(a.Expr)
	for _, item := range items {
		if v, ok := literal(item); ok {
			at := p.clamp(span(item.Range()))
			out = append(out, schema.Symbol{Name: v, Kind: symbolValue, Span: at, NameSpan: at})
		}
	}
	return out
}

// oneLine is text fit for a list: one line, not long, no passwords.
func oneLine(s string) string {
	s = schema.Redact(strings.Join(strings.Fields(s), " "))
	const most = 60
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
