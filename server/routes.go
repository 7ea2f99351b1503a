package server

import (
	"bytes"
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// routes is the table of everything the server answers. exit and
// $/cancelRequest are not in it: they concern the connection, not a feature.
func routes() map[string]route {
	return map[string]route{
		protocol.MethodInitialize:  inline(initialize),
		protocol.MethodInitialized: notification(initialized),
		protocol.MethodShutdown:    inline(shutdown),

		protocol.MethodTextDocumentDidOpen:   notification(didOpen),
		protocol.MethodTextDocumentDidChange: notification(didChange),
		protocol.MethodTextDocumentDidSave:   notification(didSave),
		protocol.MethodTextDocumentDidClose:  notification(didClose),

		protocol.MethodWorkspaceDidChangeWatchedFiles: notification(didChangeWatchedFiles),
		methodDidChangeTrust:                          notification(didChangeTrust),

		protocol.MethodTextDocumentCompletion:          staged(completion),
		protocol.MethodCompletionItemResolve:           staged(resolveItem),
		protocol.MethodTextDocumentDefinition:          staged(definition),
		protocol.MethodTextDocumentDocumentSymbol:      staged(documentSymbol),
		protocol.MethodTextDocumentDiagnostic:          staged(pullDiagnostics),
		protocol.MethodTextDocumentReferences:          staged(references),
		protocol.MethodTextDocumentDocumentHighlight:   staged(documentHighlight),
		protocol.MethodTextDocumentPrepareRename:       staged(prepareRename),
		protocol.MethodTextDocumentRename:              staged(rename),
		protocol.MethodTextDocumentRangeFormatting:     staged(rangeFormatting),
		protocol.MethodTextDocumentDeclaration:         staged(declaration),
		protocol.MethodTextDocumentTypeDefinition:      staged(typeDefinition),
		protocol.MethodTextDocumentHover:               staged(hover),
		protocol.MethodTextDocumentSignatureHelp:       staged(signatureHelp),
		protocol.MethodTextDocumentFormatting:          staged(formatting),
		protocol.MethodTextDocumentCodeAction:          staged(codeAction),
		protocol.MethodTextDocumentFoldingRange:        staged(foldingRange),
		protocol.MethodTextDocumentSelectionRange:      staged(selectionRange),
		protocol.MethodTextDocumentSemanticTokensFull:  staged(semanticTokens),
		protocol.MethodTextDocumentSemanticTokensRange: staged(semanticTokensRange),
		protocol.MethodTextDocumentDocumentLink:        staged(documentLink),
		protocol.MethodWorkspaceSymbol:                 staged(workspaceSymbol),
		protocol.MethodWorkspaceExecuteCommand:         staged(executeCommand),
		methodViewERD:                                  staged(viewERD),
		methodExportERD:                                staged(exportERD),
		methodERDElement:                               staged(erdElementAt),
		methodERDLocation:                              staged(erdLocation),
		methodEnvironments:                             staged(environments),
		methodInspect:                                  staged(inspectRealm),
		methodLanguage:                                 staged(language),
	}
}

// route is what happens to the messages of one method: start for requests,
// notify for notifications, never both.
type route struct {
	start  func(context.Context, *session, jsonrpc2.RawMessage) (answer, error)
	notify func(context.Context, *session, jsonrpc2.RawMessage) error

	// inline requests are answered on the reader: nothing after them is read
	// before their response is queued.
	inline bool
}

// answer is the part of a request that runs concurrently with other messages.
type answer func(context.Context) (any, error)

// none is the parameter or result type of methods that have none.
type none struct{}

// notification makes a row for a notification. handle runs on the reader: it
// must be short, must not wait, and must not keep ctx.
func notification[P any](handle func(ctx context.Context, s *session, params *P) error) route {
	return route{notify: func(ctx context.Context, s *session, raw jsonrpc2.RawMessage) error {
		params, err := decode[P](raw)
		if err != nil {
			return err
		}
		return handle(ctx, s, params)
	}}
}

// request makes a row for a request whose answer depends on nothing that later
// messages change. ctx ends when the client cancels or the server stops.
func request[P, R any](handle func(ctx context.Context, s *session, params *P) (R, error)) route {
	return staged(func(_ context.Context, s *session, params *P) (func(context.Context) (R, error), error) {
		return func(ctx context.Context) (R, error) { return handle(ctx, s, params) }, nil
	})
}

// staged makes a row for a request in two stages. prepare runs on the reader,
// after every notification sent before the request and before every one sent
// after it: there it takes the snapshot to answer from, under the rules of
// [notification]. The function it returns runs concurrently.
func staged[P, R any](prepare func(ctx context.Context, s *session, params *P) (func(context.Context) (R, error), error)) route {
	return route{start: func(ctx context.Context, s *session, raw jsonrpc2.RawMessage) (answer, error) {
		params, err := decode[P](raw)
		if err != nil {
			return nil, err
		}
		run, err := prepare(ctx, s, params)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context) (any, error) { return run(ctx) }, nil
	}}
}

// inline makes a row for a request that is answered on the reader, under the
// rules of [notification].
func inline[P, R any](handle func(ctx context.Context, s *session, params *P) (R, error)) route {
	r := request(handle)
	r.inline = true
	return r
}

// decode reads the parameters of a message. Absent ones, and the empty array
// that Lua clients send for them, leave P at its zero value.
func decode[P any](raw jsonrpc2.RawMessage) (*P, error) {
	params := new(P)
	if inner, ok := bytes.CutPrefix(raw, []byte("[")); ok && string(bytes.TrimSpace(inner)) == "]" {
		return params, nil
	}
	if len(raw) == 0 {
		return params, nil
	}
	if err := (codec{}).Unmarshal(raw, params); err != nil {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
	}
	return params, nil
}
