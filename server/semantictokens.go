package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// tokenTypes says as what an editor colours a name: one of the types that LSP 3.18,
// "Semantic Tokens", names, as themes know those. What is not here keeps the colour
// that the editor's grammar gives it.
var tokenTypes = map[schema.Kind]protocol.SemanticTokenTypes{
	schema.KindSchema:       protocol.SemanticTokenTypesNamespace,
	schema.KindTable:        protocol.SemanticTokenTypesClass,
	schema.KindRelation:     protocol.SemanticTokenTypesClass,
	schema.KindView:         protocol.SemanticTokenTypesClass,
	schema.KindMaterialized: protocol.SemanticTokenTypesClass,
	schema.KindColumn:       protocol.SemanticTokenTypesProperty,
	schema.KindEnum:         protocol.SemanticTokenTypesEnum,
	schema.KindType:         protocol.SemanticTokenTypesType,
	schema.KindDomain:       protocol.SemanticTokenTypesType,
	schema.KindComposite:    protocol.SemanticTokenTypesType,
	schema.KindRange:        protocol.SemanticTokenTypesType,
	schema.KindFunction:     protocol.SemanticTokenTypesFunction,
	schema.KindProcedure:    protocol.SemanticTokenTypesFunction,
	schema.KindAggregate:    protocol.SemanticTokenTypesFunction,
	schema.KindAlias:        protocol.SemanticTokenTypesVariable,
	schema.KindWith:         protocol.SemanticTokenTypesVariable,
}

// tokenLegend are the types in the order of their numbers, and the one modifier.
var tokenLegend = func() protocol.SemanticTokensLegend {
	legend := protocol.SemanticTokensLegend{TokenModifiers: []string{string(protocol.SemanticTokenModifiersDeclaration)}}
	for _, t := range tokenTypes {
		legend.TokenTypes = append(legend.TokenTypes, string(t))
	}
	slices.Sort(legend.TokenTypes)
	legend.TokenTypes = slices.Compact(legend.TokenTypes)
	return legend
}()

// maxTokenized is the size, in bytes, of the largest document of which all tokens
// are sent, as that is done after each keystroke. Of a larger one an editor asks for
// what it shows.
const maxTokenized = 1 << 20

// semanticTokens answers LSP 3.18, "Semantic Tokens", for a whole document: null for
// a large one.
func semanticTokens(_ context.Context, s *session, params *protocol.SemanticTokensParams) (func(context.Context) (*protocol.SemanticTokens, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.SemanticTokens, error) {
		name, doc, err := t.document(params.TextDocument.URI)
		if err != nil || doc.Len() > maxTokenized {
			return nil, err
		}
		return t.tokens(doc, name, text.Span{End: doc.Len()}), nil
	}, nil
}

// semanticTokensRange answers the same for a range.
func semanticTokensRange(_ context.Context, s *session, params *protocol.SemanticTokensRangeParams) (func(context.Context) (*protocol.SemanticTokens, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.SemanticTokens, error) {
		name, start, err := t.offset(params.TextDocument.URI, params.Range.Start)
		if err != nil {
			return nil, err
		}
		_, end, err := t.offset(params.TextDocument.URI, params.Range.End)
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		return t.tokens(doc, name, text.Span{Start: start, End: max(start, end)}), nil
	}, nil
}

// tokens are the tokens that touch a span, each given by five numbers: how many
// lines and characters it is from the one before, its length, type and modifiers.
func (t translator) tokens(doc *text.Document, name string, within text.Span) *protocol.SemanticTokens {
	data := []uint32{}
	line, at := 0, 0 // where the token before is
	for _, token := range analysis.Tokens(t.snapshot, name, within) {
		typ, coloured := tokenTypes[token.Kind]
		if !coloured {
			continue
		}
		number, _ := slices.BinarySearch(tokenLegend.TokenTypes, string(typ))
		modifiers := uint32(0)
		if token.Decl {
			modifiers = 1
		}
		lines := doc.LineAt(token.Span.Start) - line
		if lines > 0 {
			line += lines
			at = doc.LineStart(line)
		}
		// From the token before, as a line may be long, and the names in it many.
		gap := text.Units(doc.Slice(text.Span{Start: at, End: token.Span.Start}), t.encoding)
		length := text.Units(doc.Slice(token.Span), t.encoding)
		data = append(data, uint32(lines), uint32(gap), uint32(length), uint32(number), modifiers)
		at = token.Span.Start
	}
	return &protocol.SemanticTokens{Data: data}
}
