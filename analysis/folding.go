package analysis

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Folds lists what an editor may fold in a file, in order: what it declares, and
// of SQL each other statement too. What is on one line is not among them.
func Folds(s *workspace.Snapshot, name string) []text.Span {
	f, err := s.File(name)
	if err != nil || f.TooLarge() {
		return nil
	}
	var folds []text.Span
	last := -1
	add := func(span text.Span) {
		if line := f.Doc.LineAt(span.Start); line < f.Doc.LineAt(span.End) && line > last {
			folds = append(folds, span)
			last = line
		}
	}
	var symbols func(list []schema.Symbol, start int)
	symbols = func(list []schema.Symbol, start int) {
		for _, symbol := range list {
			add(symbol.Span.Shift(start))
			symbols(symbol.Children, start)
		}
	}
	outlines := f.Outlines()
	for _, p := range f.Pieces() {
		if f.Language == workspace.SQL {
			if at, ok := statementSpan(f, p); ok {
				add(at)
			}
		}
		for len(outlines) > 0 && outlines[0].Start < p.Span.End {
			symbols(outlines[0].Symbols, outlines[0].Start)
			outlines = outlines[1:]
		}
	}
	return folds
}

// statementSpan is where the text of a piece of a SQL file stands, without the
// space and the comments before it.
func statementSpan(f *workspace.File, p workspace.Piece) (text.Span, bool) {
	chunk := f.Doc.Slice(p.Span)
	start := 0
	for start < len(chunk) {
		line, _, _ := strings.Cut(chunk[start:], "\n")
		if trimmed := strings.TrimSpace(line); trimmed != "" && !strings.HasPrefix(trimmed, "--") {
			break
		}
		start += len(line) + 1
	}
	end := len(strings.TrimRight(chunk, " \t\r\n"))
	return text.Span{Start: p.Span.Start + start, End: p.Span.Start + end}, start < end
}
