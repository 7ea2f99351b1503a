package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// documentLink answers LSP 3.18, "Document Link Request".
func documentLink(_ context.Context, s *session, params *protocol.DocumentLinkParams) (func(context.Context) ([]protocol.DocumentLink, error), error) {
	t := s.translator()
	return func(context.Context) ([]protocol.DocumentLink, error) {
		name, doc, err := t.document(params.TextDocument.URI)
		if err != nil {
			return nil, err
		}
		links := []protocol.DocumentLink{}
		for _, l := range analysis.Links(t.snapshot, name) {
			links = append(links, protocol.DocumentLink{Range: t.span(doc, l.Span), Target: new(documentURI(l.File))})
		}
		return links, nil
	}, nil
}
