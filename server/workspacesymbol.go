package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// workspaceSymbol answers LSP 3.18, "Workspace Symbols Request".
func workspaceSymbol(_ context.Context, s *session, params *protocol.WorkspaceSymbolParams) (func(context.Context) (protocol.SymbolInformationSlice, error), error) {
	t := s.translator()
	return func(context.Context) (protocol.SymbolInformationSlice, error) {
		list := protocol.SymbolInformationSlice{}
		for _, found := range analysis.Find(t.snapshot, params.Query) {
			place, err := t.location(found.File, found.Span)
			if err != nil {
				continue
			}
			one := protocol.SymbolInformation{Location: place}
			one.Name, one.Kind = found.Name, symbolKind(found.Kind)
			if found.Within != "" {
				one.ContainerName = &found.Within
			}
			list = append(list, one)
		}
		return list, nil
	}, nil
}
