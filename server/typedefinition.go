package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// typeDefinition answers LSP 3.18, "Goto Type Definition Request".
func typeDefinition(_ context.Context, s *session, params *protocol.TypeDefinitionParams) (func(context.Context) (protocol.LocationSlice, error), error) {
	t := s.translator()
	return func(context.Context) (protocol.LocationSlice, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		return t.locations(analysis.TypeDefinition(t.snapshot, name, offset)), nil
	}, nil
}
