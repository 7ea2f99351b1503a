package server

import "context"

// didClose serves LSP 3.18, "DidCloseTextDocument Notification".
func didClose(_ context.Context, s *session, params *documentParams) error {
	id, err := params.TextDocument.canonical()
	if err != nil {
		return err
	}
	return s.documents.close(id)
}
