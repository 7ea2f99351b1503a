package server

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// hover answers LSP 3.18, "Hover Request".
func hover(_ context.Context, s *session, params *protocol.HoverParams) (func(context.Context) (*protocol.Hover, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.Hover, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		markdown, at, ok := analysis.Hover(t.snapshot, name, offset, func(file string, line int) string {
			return fmt.Sprintf("%s#L%d", documentURI(file), line+1)
		})
		if !ok {
			return nil, nil
		}
		where := t.span(doc, at)
		return &protocol.Hover{
			Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: markdown},
			Range:    &where,
		}, nil
	}, nil
}
