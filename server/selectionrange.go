package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/text"
)

// selectionRange answers LSP 3.18, "Selection Range Request": a chain of ranges for
// each position, the innermost first. A position in nothing has its own.
func selectionRange(_ context.Context, s *session, params *protocol.SelectionRangeParams) (func(context.Context) ([]protocol.SelectionRange, error), error) {
	t := s.translator()
	return func(ctx context.Context) ([]protocol.SelectionRange, error) {
		ranges := []protocol.SelectionRange{}
		for _, p := range params.Positions {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			name, offset, err := t.offset(params.TextDocument.URI, p)
			if err != nil {
				return nil, err
			}
			doc, err := t.snapshot.Document(name)
			if err != nil {
				return nil, errUnreadable
			}
			spans := analysis.Selections(t.snapshot, name, offset)
			if len(spans) == 0 {
				spans = []text.Span{{Start: offset, End: offset}}
			}
			var chain *protocol.SelectionRange
			for _, span := range slices.Backward(spans) {
				chain = &protocol.SelectionRange{Range: t.span(doc, span), Parent: chain}
			}
			ranges = append(ranges, *chain)
		}
		return ranges, nil
	}, nil
}
