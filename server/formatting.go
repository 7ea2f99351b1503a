package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/text"
)

// formatting answers LSP 3.18, "Document Formatting Request". The layout of HCL
// is fixed: the client's options do not count.
func formatting(_ context.Context, s *session, params *protocol.DocumentFormattingParams) (func(context.Context) (any, error), error) {
	t := s.translator()
	return func(context.Context) (any, error) {
		name, doc, err := t.document(params.TextDocument.URI)
		if err != nil {
			return nil, err
		}
		edits, ok := analysis.Format(t.snapshot, name)
		if !ok {
			return nil, nil // null: not even an empty list
		}
		return t.textEdits(doc, edits), nil
	}, nil
}

// rangeFormatting answers LSP 3.18, "Document Range Formatting Request": the
// lines of the range become what they are in the whole document's layout.
func rangeFormatting(_ context.Context, s *session, params *protocol.DocumentRangeFormattingParams) (func(context.Context) (any, error), error) {
	t := s.translator()
	return func(context.Context) (any, error) {
		name, start, err := t.offset(params.TextDocument.URI, params.Range.Start)
		if err != nil {
			return nil, err
		}
		_, end, err := t.offset(params.TextDocument.URI, params.Range.End)
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		edits, ok := analysis.Format(t.snapshot, name)
		if !ok {
			return nil, nil
		}
		first, last := doc.LineAt(start), doc.LineAt(end)
		edits = slices.DeleteFunc(edits, func(e text.Edit) bool {
			return doc.LineAt(e.Span.Start) < first || doc.LineAt(e.Span.End) > last
		})
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
