package server

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// documentSymbol answers LSP 3.18, "Document Symbols Request". A large file has
// ten thousands of symbols: the answer is written as it goes over the wire.
func documentSymbol(_ context.Context, s *session, params *protocol.DocumentSymbolParams) (func(context.Context) (jsonrpc2.RawMessage, error), error) {
	t := s.translator()
	return func(context.Context) (jsonrpc2.RawMessage, error) {
		name, doc, err := t.document(params.TextDocument.URI)
		if err != nil {
			return nil, err
		}
		w := symbolWriter{doc: doc, encoding: t.encoding, kinds: map[schema.Kind]string{}}
		outlines, count := analysis.Symbols(t.snapshot, name), 0
		for _, o := range outlines {
			count += countSymbols(o.Symbols)
		}
		w.out = append(make([]byte, 0, symbolSize*(count+1)), '[')
		for _, o := range outlines {
			w.symbols(o.Symbols, o.Start)
		}
		return append(w.out, ']'), nil
	}, nil
}

// symbolSize is about how many bytes a symbol takes on the wire.
const symbolSize = 288

func countSymbols(symbols []schema.Symbol) int {
	count := len(symbols)
	for _, s := range symbols {
		count += countSymbols(s.Children)
	}
	return count
}

// symbolWriter writes symbols as the protocol's DocumentSymbol, in JSON.
type symbolWriter struct {
	doc      *text.Document
	encoding text.Encoding
	kinds    map[schema.Kind]string // the protocol's numbers
	line     int                    // of the last position: the next is near
	out      []byte
}

// symbols writes a list, without its brackets. start is what the symbols' spans
// are relative to.
func (w *symbolWriter) symbols(symbols []schema.Symbol, start int) {
	for _, s := range symbols {
		if w.out[len(w.out)-1] != '[' {
			w.out = append(w.out, ',')
		}
		name := s.Name
		if name == "" {
			name = string(s.Kind) // the protocol forbids an empty name
		}
		w.out = append(w.out, `{"name":`...)
		w.out = appendString(w.out, name)
		if s.Detail != "" {
			w.out = append(w.out, `,"detail":`...)
			w.out = appendString(w.out, s.Detail)
		}
		kind, known := w.kinds[s.Kind]
		if !known {
			kind = strconv.Itoa(int(symbolKind(s.Kind)))
			w.kinds[s.Kind] = kind
		}
		w.out = append(append(w.out, `,"kind":`...), kind...)
		w.out = append(w.out, `,"range":`...)
		w.span(s.Span.Shift(start))
		w.out = append(w.out, `,"selectionRange":`...)
		w.span(s.NameSpan.Shift(start))
		if len(s.Children) > 0 {
			w.out = append(w.out, `,"children":[`...)
			w.symbols(s.Children, start)
			w.out = append(w.out, ']')
		}
		w.out = append(w.out, '}')
	}
}

// appendString adds a string in JSON.
func appendString(out []byte, s string) []byte {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError }) {
		quoted, err := json.Marshal(strings.ToValidUTF8(s, string(utf8.RuneError)))
		if err != nil {
			quoted = []byte(`""`)
		}
		return append(out, quoted...)
	}
	return append(append(append(out, '"'), s...), '"')
}

func (w *symbolWriter) span(s text.Span) {
	w.out = append(w.out, `{"start":`...)
	w.position(s.Start)
	w.out = append(w.out, `,"end":`...)
	w.position(s.End)
	w.out = append(w.out, '}')
}

func (w *symbolWriter) position(offset int) {
	offset = min(max(offset, 0), w.doc.Len())
	if at := w.doc.LineStart(w.line); offset < at || w.line+1 < w.doc.LineCount() && offset >= w.doc.LineStart(w.line+1) {
		w.line = w.doc.LineAt(offset)
	}
	p := w.doc.PositionIn(w.line, offset, w.encoding)
	w.out = strconv.AppendInt(append(w.out, `{"line":`...), int64(p.Line), 10)
	w.out = strconv.AppendInt(append(w.out, `,"character":`...), int64(p.Character), 10)
	w.out = append(w.out, '}')
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
