package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// references answers LSP 3.18, "Find References Request".
func references(_ context.Context, s *session, params *protocol.ReferenceParams) (func(context.Context) (protocol.LocationSlice, error), error) {
	t := s.translator()
	return func(context.Context) (protocol.LocationSlice, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		return t.locations(analysis.References(t.snapshot, name, offset, params.Context.IncludeDeclaration)), nil
	}, nil
}
