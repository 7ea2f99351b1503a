package analysis

import (
	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Symbols is the outline of a file, with absolute spans.
func Symbols(s *workspace.Snapshot, name string) []schema.Symbol {
	f, err := s.File(name)
	if err != nil {
		return nil
	}
	var all []schema.Symbol
	for _, p := range f.Pieces() {
		chunk := f.Doc.Slice(p.Span)
		switch f.Language {
		case workspace.SQL:
			all = append(all, shift(sql.Outline(chunk, p.SQL), p.Span.Start)...)
		case workspace.HCL:
			all = append(all, shift(hcl.Outline(chunk, p.HCL), p.Span.Start)...)
		}
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
