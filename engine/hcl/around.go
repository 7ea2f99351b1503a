package hcl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemascope/schemascope/engine/text"
)

// Around lists what of a chunk stands around a byte offset: the word, the reference
// up to it, the strings with and without their quotes, the expressions, the
// attribute and the blocks.
func Around(chunk string, offset int, st State) []text.Span {
	body, _ := Body(chunk)
	a := surroundings{p: &parser{src: chunk, st: st}, offset: offset}
	a.body(body)
	return a.spans
}

type surroundings struct {
	p      *parser
	offset int
	spans  []text.Span
}

// add notes a span if it is around the offset, and reports that.
func (a *surroundings) add(s text.Span) bool {
	if s = a.p.clamp(s); s.Len() == 0 || !s.Contains(a.offset) {
		return false
	}
	a.spans = append(a.spans, s)
	if written := a.p.src[s.Start:s.End]; len(written) > 2 && written[0] == '"' && written[len(written)-1] == '"' {
		a.add(text.Span{Start: s.Start + 1, End: s.End - 1})
	}
	return true
}

func (a *surroundings) body(body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		if !a.add(a.p.whole(b)) {
			continue
		}
		a.add(span(b.TypeRange))
		for _, label := range b.LabelRanges {
			a.add(span(label))
		}
		a.add(text.Span{Start: b.OpenBraceRange.End.Byte, End: b.CloseBraceRange.Start.Byte})
		a.body(b.Body)
	}
	for _, attr := range body.Attributes {
		if !a.add(span(attr.SrcRange)) {
			continue
		}
		a.add(span(attr.NameRange))
		_ = hclsyntax.VisitAll(attr.Expr, func(n hclsyntax.Node) hclDiags {
			if !a.add(span(n.Range())) {
				return nil
			}
			switch n := n.(type) {
			case *hclsyntax.TupleConsExpr:
				a.add(text.Span{Start: n.OpenRange.End.Byte, End: n.SrcRange.End.Byte - 1})
			case *hclsyntax.FunctionCallExpr:
				a.add(span(n.NameRange))
				a.add(text.Span{Start: n.OpenParenRange.End.Byte, End: n.CloseParenRange.Start.Byte})
			case *hclsyntax.ScopeTraversalExpr:
				names, _ := a.p.segments(n.Traversal)
				for _, name := range names {
					a.add(name.Span)
					a.add(text.Span{Start: names[0].Span.Start, End: name.Span.End})
				}
			}
			return nil
		})
	}
}
