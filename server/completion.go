package server

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// completion answers LSP 3.18, "Completion Request".
func completion(_ context.Context, s *session, params *protocol.CompletionParams) (func(context.Context) (*protocol.CompletionList, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.CompletionList, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		doc, err := t.snapshot.Document(name)
		if err != nil {
			return nil, errUnreadable
		}
		return t.completionList(doc, analysis.Complete(t.snapshot, name, offset), s.snippets, s.markdownItems), nil
	}, nil
}

// itemData is what an item is resolved by: the kind of an element, its schema's
// name and its own. There are hundreds in a list: it is short.
func itemData(e analysis.Element) protocol.LSPAny {
	data := append(appendString([]byte{'['}, string(e.Kind)), ',')
	data = append(appendString(data, e.Schema), ',')
	return append(appendString(data, e.Name), ']')
}

// resolveItem answers LSP 3.18, "Completion Item Resolve Request": an item that
// names an element of the schema shows that.
func resolveItem(_ context.Context, s *session, item *protocol.CompletionItem) (func(context.Context) (*protocol.CompletionItem, error), error) {
	t := s.translator()
	return func(context.Context) (*protocol.CompletionItem, error) {
		var data [3]string
		if len(item.Data) > 0 && json.Unmarshal(item.Data, &data) == nil {
			element := analysis.Element{Kind: schema.Kind(data[0]), Schema: data[1], Name: data[2]}
			if portrait := analysis.Portray(t.snapshot, element); portrait != "" {
				item.Documentation = &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: portrait}
			}
		}
		return item, nil
	}, nil
}

func (t translator) completionList(doc *text.Document, items []analysis.Item, snippets, resolvable bool) *protocol.CompletionList {
	list := &protocol.CompletionList{Items: make([]protocol.CompletionItem, len(items))}
	for i, item := range items {
		one := protocol.CompletionItem{
			Label: item.Label, Kind: completionKind(item.Kind),
			SortText: protocol.NewOptional(fmt.Sprintf("%06d", i)),
		}
		edit := &protocol.TextEdit{Range: t.span(doc, item.Replace), NewText: item.Insert}
		if item.Insert == "" {
			edit.NewText = item.Label
		}
		if item.Snippet != "" && snippets {
			edit.NewText, one.InsertTextFormat = item.Snippet, protocol.InsertTextFormatSnippet
		}
		one.TextEdit = edit
		switch {
		case item.Filter != "":
			one.FilterText = protocol.NewOptional(item.Filter)
		case edit.NewText != item.Label:
			one.FilterText = protocol.NewOptional(item.Label)
		}
		if item.Detail != "" {
			one.Detail = protocol.NewOptional(item.Detail)
		}
		if item.Doc != "" {
			one.Documentation = protocol.String(item.Doc)
		}
		if resolvable && item.Element != (analysis.Element{}) {
			one.Data = itemData(item.Element)
		}
		list.Items[i] = one
	}
	return list
}

// completionKinds says as what an editor shows what may be inserted.
var completionKinds = map[schema.Kind]protocol.CompletionItemKind{
	schema.KindSchema:       protocol.CompletionItemKindModule,
	schema.KindTable:        protocol.CompletionItemKindClass,
	schema.KindView:         protocol.CompletionItemKindInterface,
	schema.KindMaterialized: protocol.CompletionItemKindInterface,
	schema.KindColumn:       protocol.CompletionItemKindField,
	schema.KindEnum:         protocol.CompletionItemKindEnum,
	schema.KindType:         protocol.CompletionItemKindTypeParameter,
	analysis.KindBlock:      protocol.CompletionItemKindStruct,
	analysis.KindAttribute:  protocol.CompletionItemKindProperty,
	analysis.KindKeyword:    protocol.CompletionItemKindKeyword,
	analysis.KindValue:      protocol.CompletionItemKindEnumMember,
	analysis.KindFile:       protocol.CompletionItemKindFile,
	analysis.KindParameter:  protocol.CompletionItemKindVariable,
	"variable":              protocol.CompletionItemKindVariable,
	"local":                 protocol.CompletionItemKindVariable,
}

func completionKind(k schema.Kind) protocol.CompletionItemKind {
	if kind, ok := completionKinds[k]; ok {
		return kind
	}
	return protocol.CompletionItemKindReference
}
