package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// documentSymbol answers LSP 3.18, "Document Symbols Request".
func documentSymbol(_ context.Context, s *session, params *protocol.DocumentSymbolParams) (func(context.Context) (protocol.DocumentSymbolSlice, error), error) {
	t := s.translator()
	return func(context.Context) (protocol.DocumentSymbolSlice, error) {
		name, _, err := t.offset(params.TextDocument.URI, protocol.Position{})
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		return t.symbols(doc, analysis.Symbols(t.snapshot, name)), nil
	}, nil
}

func (t translator) symbols(doc *text.Document, symbols []schema.Symbol) protocol.DocumentSymbolSlice {
	translated := make(protocol.DocumentSymbolSlice, len(symbols))
	for i, s := range symbols {
		one := protocol.DocumentSymbol{
			Name: s.Name, Kind: symbolKind(s.Kind), Range: t.span(doc, s.Span), SelectionRange: t.span(doc, s.NameSpan),
			Children: t.symbols(doc, s.Children),
		}
		if one.Name == "" {
			one.Name = string(s.Kind) // the protocol forbids an empty name
		}
		if s.Detail != "" {
			one.Detail = &s.Detail
		}
		translated[i] = one
	}
	return translated
}

// symbolKinds says as what an editor shows a schema element: the nearest thing
// that programming languages have.
var symbolKinds = map[schema.Kind]protocol.SymbolKind{
	schema.KindSchema:       protocol.SymbolKindNamespace,
	schema.KindTable:        protocol.SymbolKindClass,
	schema.KindView:         protocol.SymbolKindInterface,
	schema.KindMaterialized: protocol.SymbolKindInterface,
	schema.KindColumn:       protocol.SymbolKindField,
	schema.KindEnum:         protocol.SymbolKindEnum,
	schema.KindDomain:       protocol.SymbolKindTypeParameter,
	schema.KindComposite:    protocol.SymbolKindStruct,
	schema.KindRange:        protocol.SymbolKindStruct,
	schema.KindSequence:     protocol.SymbolKindNumber,
	schema.KindFunction:     protocol.SymbolKindFunction,
	schema.KindProcedure:    protocol.SymbolKindFunction,
	schema.KindAggregate:    protocol.SymbolKindFunction,
	schema.KindTrigger:      protocol.SymbolKindEvent,
	schema.KindIndex:        protocol.SymbolKindKey,
	schema.KindConstraint:   protocol.SymbolKindKey,
	"primary_key":           protocol.SymbolKindKey,
	"foreign_key":           protocol.SymbolKindKey,
	"unique":                protocol.SymbolKindKey,
	"check":                 protocol.SymbolKindKey,
	"value":                 protocol.SymbolKindEnumMember,
	"variable":              protocol.SymbolKindVariable,
	"local":                 protocol.SymbolKindVariable,
	"attribute":             protocol.SymbolKindProperty,
	"env":                   protocol.SymbolKindModule,
	"data":                  protocol.SymbolKindObject,
}

func symbolKind(k schema.Kind) protocol.SymbolKind {
	if kind, ok := symbolKinds[k]; ok {
		return kind
	}
	return protocol.SymbolKindObject
}
