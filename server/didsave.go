package server

import "context"

// documentParams is the part that several notifications about a document share.
type documentParams struct {
	TextDocument documentID `json:"textDocument"`
}

// didSave serves LSP 3.18, "DidSaveTextDocument Notification". The text is the
// one the changes led to.
func didSave(_ context.Context, s *session, params *documentParams) error {
	id, err := params.TextDocument.canonical()
	if err != nil {
		return err
	}
	return s.documents.save(id)
}
