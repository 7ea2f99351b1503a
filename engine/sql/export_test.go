package sql

import (
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Tokens gives the places of a text's tokens.
func Tokens(src string, d schema.Dialect) []text.Span {
	var spans []text.Span
	l := Initial(d).lexer(src, 0)
	for t := l.next(); t.kind != eof; t = l.next() {
		spans = append(spans, text.Span{Start: t.start, End: t.end})
	}
	return spans
}

// SpanProblem says which span in a chunk does not lie in it.
var SpanProblem = spanProblem
