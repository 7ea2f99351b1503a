package server

import (
	"context"
	"strings"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
)

// signatureHelp answers LSP 3.18, "Signature Help Request".
func signatureHelp(_ context.Context, s *session, params *protocol.SignatureHelpParams) (func(context.Context) (*protocol.SignatureHelp, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.SignatureHelp, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		signature, ok := analysis.Signature(t.snapshot, name, offset)
		if !ok {
			return nil, nil
		}
		one := protocol.SignatureInformation{Label: signature.Label}
		isASCII := !strings.ContainsFunc(signature.Label, func(r rune) bool { return r >= utf8.RuneSelf })
		for _, p := range signature.Params {
			var label protocol.ParameterInformationLabel = protocol.String(signature.Label[p.Start:p.End])
			if s.labelOffsets && isASCII {
				// An offset is the same in every encoding.
				label = protocol.ParameterInformationLabelTuple{uint32(p.Start), uint32(p.End)}
			}
			one.Parameters = append(one.Parameters, protocol.ParameterInformation{Label: label})
		}
		help := &protocol.SignatureHelp{Signatures: []protocol.SignatureInformation{one}, ActiveSignature: new(uint32)}
		if signature.Active >= 0 {
			help.ActiveParameter = protocol.NewNullable(uint32(signature.Active))
		} else {
			// Beyond the last: without a number, clients mark the first.
			help.ActiveParameter = protocol.NewNullable(uint32(len(signature.Params)))
		}
		return help, nil
	}, nil
}
