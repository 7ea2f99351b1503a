package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/text"
)

// formatting answers LSP 3.18, "Document Formatting Request". The layout of HCL
// is fixed: the client's options do not count.
func formatting(_ context.Context, s *session, params *protocol.DocumentFormattingParams) (func(context.Context) (any, error), error) {
	t := s.translator()
	return func(context.Context) (any, error) {
		name, _, err := t.offset(params.TextDocument.URI, protocol.Position{})
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		edits, ok := analysis.Format(t.snapshot, name)
		if !ok {
			return nil, nil // null: not even an empty list
		}
		return t.textEdits(doc, edits), nil
	}, nil
}

// textEdits are edits of one document.
func (t translator) textEdits(doc *text.Document, edits []text.Edit) []protocol.TextEdit {
	all := make([]protocol.TextEdit, len(edits))
	for i, e := range edits {
		all[i] = protocol.TextEdit{Range: t.span(doc, e.Span), NewText: e.New}
	}
	return all
}
