package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// foldingRange answers LSP 3.18, "Folding Range Request", with whole lines.
func foldingRange(_ context.Context, s *session, params *protocol.FoldingRangeParams) (func(context.Context) ([]protocol.FoldingRange, error), error) {
	t := s.translator()
	return func(context.Context) ([]protocol.FoldingRange, error) {
		name, doc, err := t.document(params.TextDocument.URI)
		if err != nil {
			return nil, err
		}
		ranges := []protocol.FoldingRange{}
		for _, span := range analysis.Folds(t.snapshot, name) {
			ranges = append(ranges, protocol.FoldingRange{StartLine: uint32(doc.LineAt(span.Start)), EndLine: uint32(doc.LineAt(span.End))})
		}
		return ranges, nil
	}, nil
}
