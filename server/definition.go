package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// definition answers LSP 3.18, "Goto Definition Request".
func definition(_ context.Context, s *session, params *protocol.DefinitionParams) (func(context.Context) (protocol.LocationSlice, error), error) {
	t := s.translator()
	return func(context.Context) (protocol.LocationSlice, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		return t.locations(analysis.Definition(t.snapshot, name, offset)), nil
	}, nil
}

// declaration answers LSP 3.18, "Goto Declaration Request": what is declared is
// declared where it is defined.
func declaration(ctx context.Context, s *session, params *protocol.DeclarationParams) (func(context.Context) (protocol.LocationSlice, error), error) {
	return definition(ctx, s, &protocol.DefinitionParams{TextDocumentPositionParams: params.TextDocumentPositionParams})
}
