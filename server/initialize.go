package server

import (
	"context"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/engine/text"
)

// initialize agrees with the client on what both can do (LSP 3.18,
// "Initialize Request"). It never refuses a client.
func initialize(_ context.Context, s *session, raw *jsonrpc2.RawMessage) (*protocol.InitializeResult, error) {
	params := decodeInitialize(*raw, s.log)

	encoding := protocol.PositionEncodingKindUTF16
	if general := params.Capabilities.General; general != nil &&
		slices.Contains(general.PositionEncodings, protocol.PositionEncodingKindUTF8) {
		// Ours is the text's own: nothing has to be counted.
		encoding, s.encoding = protocol.PositionEncodingKindUTF8, text.UTF8
	}
	if params.ProcessID != nil {
		watchProcess(s, int(*params.ProcessID))
	}
	return &protocol.InitializeResult{
		ServerInfo: protocol.ServerInfo{
			Name:    "schemascope",
			Version: protocol.NewOptional(s.version),
		},
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: encoding,
			TextDocumentSync: &protocol.TextDocumentSyncOptions{
				OpenClose: new(true),
				Change:    new(protocol.TextDocumentSyncKindIncremental),
				Save:      &protocol.SaveOptions{IncludeText: new(false)},
			},
		},
	}, nil
}

// initialized tells that the client received the answer to initialize.
func initialized(context.Context, *session, *none) error { return nil }
