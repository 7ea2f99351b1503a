package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// documentHighlight answers LSP 3.18, "Document Highlights Request".
func documentHighlight(_ context.Context, s *session, params *protocol.DocumentHighlightParams) (func(context.Context) ([]protocol.DocumentHighlight, error), error) {
	t := s.translator()
	return func(context.Context) ([]protocol.DocumentHighlight, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		highlights := []protocol.DocumentHighlight{}
		for _, h := range analysis.Highlights(t.snapshot, name, offset) {
			kind := protocol.DocumentHighlightKindRead
			if h.Write {
				kind = protocol.DocumentHighlightKindWrite
			}
			highlights = append(highlights, protocol.DocumentHighlight{Range: t.span(doc, h.Span), Kind: kind})
		}
		return highlights, nil
	}, nil
}
