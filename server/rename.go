package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/analysis"
)

// refused is the error for a rename that cannot be: editors show its message.
func refused(err error) error {
	return jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesRequestFailed), err.Error())
}

// prepareRename answers LSP 3.18, "Prepare Rename Request".
func prepareRename(_ context.Context, s *session, params *protocol.PrepareRenameParams) (func(context.Context) (*protocol.PrepareRenamePlaceholder, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.PrepareRenamePlaceholder, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		at, old, err := analysis.PrepareRename(t.snapshot, name, offset)
		if err != nil {
			return nil, refused(err)
		}
		return &protocol.PrepareRenamePlaceholder{Range: t.span(doc, at), Placeholder: old}, nil
	}, nil
}

// rename answers LSP 3.18, "Rename Request".
func rename(_ context.Context, s *session, params *protocol.RenameParams) (func(context.Context) (*protocol.WorkspaceEdit, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.WorkspaceEdit, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		edits, err := analysis.Rename(t.snapshot, name, offset, params.NewName)
		if err != nil {
			return nil, refused(err)
		}
		return t.workspaceEdit(edits, s.versionedEdits)
	}, nil
}

// workspaceEdit is a change of several documents. Versioned, it holds only for
// the documents as they are in the snapshot.
func (t translator) workspaceEdit(files []analysis.FileEdits, versioned bool) (*protocol.WorkspaceEdit, error) {
	edit := &protocol.WorkspaceEdit{}
	if !versioned {
		edit.Changes = map[uri.URI][]protocol.TextEdit{}
	}
	for _, f := range files {
		doc, err := t.snapshot.Document(f.File)
		if err != nil {
			return nil, errUnreadable
		}
		id, edits := documentURI(f.File), t.textEdits(doc, f.Edits)
		if !versioned {
			edit.Changes[id] = edits
			continue
		}
		change := &protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
			TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: id},
		}}
		if version, open := t.snapshot.Version(f.File); open && version >= 0 {
			change.TextDocument.Version = &version
		}
		for i := range edits {
			change.Edits = append(change.Edits, &edits[i])
		}
		edit.DocumentChanges = append(edit.DocumentChanges, change)
	}
	return edit, nil
}
