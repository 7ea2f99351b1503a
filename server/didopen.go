package server

import (
	"context"
	"errors"
)

// didOpenParams is DidOpenTextDocumentParams, decoded as [didChangeParams] is.
type didOpenParams struct {
	TextDocument struct {
		documentID
		LanguageID string  `json:"languageId"`
		Text       *string `json:"text"`
	} `json:"textDocument"`
}

// didOpen serves LSP 3.18, "DidOpenTextDocument Notification". The language id
// may be empty.
func didOpen(_ context.Context, s *session, params *didOpenParams) error {
	doc := &params.TextDocument
	id, err := doc.canonical()
	if err != nil {
		return err
	}
	if doc.Text == nil {
		return errors.New("the document has no text")
	}
	return s.documents.open(id, doc.LanguageID, doc.Version.number, *doc.Text)
}
