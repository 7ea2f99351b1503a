package analysis

import (
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Symbols is the outline of a file, with absolute spans.
func Symbols(s *workspace.Snapshot, name string) []schema.Symbol {
	f, err := s.File(name)
	if err != nil {
		return nil
	}
	var all []schema.Symbol
	for _, o := range f.Outlines() {
		all = append(all, shift(o.Symbols, o.Start)...)
	}
	return all
}

func shift(symbols []schema.Symbol, delta int) []schema.Symbol {
	shifted := make([]schema.Symbol, len(symbols))
	for i, s := range symbols {
		s.Span, s.NameSpan = s.Span.Shift(delta), s.NameSpan.Shift(delta)
		s.Children = shift(s.Children, delta)
		shifted[i] = s
	}
	return shifted
}
