package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Fragment reads a piece of SQL that stands in another language, at span of src: a
// query or, otherwise, an expression over the columns of table. It gives the sites
// of the names in it and, of a query or an expression that holds one, what it says.
// All spans are relative to src.
func Fragment(src string, span text.Span, d schema.Dialect, query bool, table schema.Ref) (*schema.Query, []schema.Site) {
	p := newParser(src, Initial(d))
	defer p.release()
	p.scanPart(span)
	toks := p.scratch.toks
	for i := range toks {
		if toks[i].is(';') {
			toks = toks[:i]
			break
		}
	}
	if len(toks) == 0 {
		return nil, nil
	}
	p.toks = toks
	p.end = token{start: span.End, end: span.End}
	var q *schema.Query
	switch {
	case query:
		q = p.query(0, p.queryEnd(len(toks)))
	case strings.Contains(strings.ToLower(src[span.Start:span.End]), "select"):
		var items []*schema.FromItem
		if !table.IsZero() {
			items = append(items, &schema.FromItem{Ref: table})
		}
		q = p.conditionOver(0, len(toks), items)
	default:
		p.exprSites(0, len(toks), table, nil)
	}
	return q, p.out.Sites
}

// scanPart reads the tokens of a part of the text.
func (p *parser) scanPart(span text.Span) {
	l := lexer{src: p.src[:span.End], pos: span.Start, f: p.f}
	for t := l.next(); t.kind != eof; t = l.next() {
		if t.kind != meta && t.kind != delimMark {
			p.scratch.toks = append(p.scratch.toks, t)
		}
	}
}
