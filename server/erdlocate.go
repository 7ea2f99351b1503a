package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/erd"
)

// What a diagram and the files that it was drawn of have to do with each other. A
// diagram knows the lines of the texts that it was drawn of; these requests are
// answered from the texts that there are.
const (
	// methodERDElement is the request for the element that a place is about.
	methodERDElement = "schemascope/erdElement"
	// methodERDLocation is the request for the place where an element is declared.
	methodERDLocation = "schemascope/erdLocation"
)

// erdElementParams name a place, and the environment as viewERDParams do.
type erdElementParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	Position     protocol.Position               `json:"position"`
	Env          string                          `json:"env,omitempty"`
	Root         uri.URI                         `json:"root,omitempty"`
}

// erdElement names an element of a diagram by what its SVG says: data-schema, and
// data-table or data-enum, data-column and data-key.
type erdElement struct {
	Env    string  `json:"env"`
	Root   uri.URI `json:"root"`
	Schema string  `json:"schema"`
	Table  string  `json:"table,omitempty"` // also of a view
	Enum   string  `json:"enum,omitempty"`
	Column string  `json:"column,omitempty"`
	Key    string  `json:"key,omitempty"`
}

// erdLocationParams name an element; TextDocument, Env and Root say of which
// environment, as in viewERDParams.
type erdLocationParams struct {
	TextDocument *protocol.TextDocumentIdentifier `json:"textDocument,omitempty"`
	erdElement
}

// erdElementAt answers schemascope/erdElement: null where no table, view or enum is.
// The place may be in the models that a program generated tables from.
func erdElementAt(_ context.Context, s *session, params *erdElementParams) (func(context.Context) (*erdElement, error), error) {
	t := s.translator()
	return func(ctx context.Context) (*erdElement, error) {
		name, offset, err := t.offset(params.TextDocument.URI, params.Position)
		if err != nil {
			return nil, err
		}
		e, err := chooseEnvironment(t.snapshot, &viewERDParams{TextDocument: &params.TextDocument, Env: params.Env, Root: params.Root})
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		at, ok := analysis.ElementAt(t.snapshot, e, name, offset)
		if !ok && params.Env == "" && !e.Holds(name) {
			// A file of models is of the environment that has tables made of it.
			for _, e = range t.snapshot.Environments() {
				if params.Root.IsZero() || e.Dir == fileName(params.Root) {
					if at, ok = analysis.ElementAt(t.snapshot, e, name, offset); ok {
						break
					}
				}
			}
		}
		if !ok {
			return nil, nil
		}
		at = asDrawn(e, at)
		element := &erdElement{Env: e.Name(), Root: documentURI(e.Dir)}
		if at.Schema != nil {
			element.Schema = at.Schema.Name
		}
		switch {
		case at.Table != nil:
			element.Table = at.Table.Name
		case at.View != nil:
			element.Table = at.View.Name
		case at.Enum != nil:
			element.Enum = at.Enum.Name
		}
		if at.Column != nil {
			element.Column = at.Column.Name
		}
		if k := at.ForeignKey; k != nil {
			element.Key = k.Name
			if len(k.ColumnNames) == 1 {
				element.Column = k.ColumnNames[0]
			}
		}
		return element, nil
	}, nil
}

// asDrawn is what a diagram draws for an element: for a partition and its columns,
// the partitioned table and its.
func asDrawn(e *workspace.Environment, at schema.Target) schema.Target {
	if at.Table == nil {
		return at
	}
	root := erd.DrawnAs(e.Realm(), at.Table)
	if root == at.Table {
		return at
	}
	drawn := schema.Target{Kind: schema.KindTable, Schema: root.Schema, Table: root}
	if at.Column != nil {
		if i := slices.IndexFunc(root.Columns, func(c *schema.Column) bool { return c.Name == at.Column.Name }); i >= 0 {
			drawn.Kind, drawn.Column = schema.KindColumn, root.Columns[i]
		}
	}
	return drawn
}

// erdLocation answers schemascope/erdLocation: null where nothing that can be
// opened declares the element.
func erdLocation(_ context.Context, s *session, params *erdLocationParams) (func(context.Context) (*protocol.Location, error), error) {
	t := s.translator()
	return func(ctx context.Context) (*protocol.Location, error) {
		e, err := chooseEnvironment(t.snapshot, &viewERDParams{TextDocument: params.TextDocument, Env: params.Env, Root: params.Root})
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		target, ok := params.find(e)
		if !ok {
			return nil, nil
		}
		// What has no place of its own is declared with its table.
		for _, at := range []schema.Target{target, target.Owner()} {
			if places := t.locations(analysis.Declarations(e, at)); len(places) > 0 {
				return &places[0], nil
			}
		}
		return nil, nil
	}, nil
}

// find is the element in the environment's graph.
func (p *erdElement) find(e *workspace.Environment) (schema.Target, bool) {
	in := e.Realm().Schema(p.Schema)
	if in == nil {
		return schema.Target{}, false
	}
	t := schema.Target{Schema: in}
	var columns []*schema.Column
	if i := slices.IndexFunc(in.Tables, func(t *schema.Table) bool { return t.Name == p.Table }); p.Table != "" && i >= 0 {
		t.Kind, t.Table, columns = schema.KindTable, in.Tables[i], in.Tables[i].Columns
	} else if i := slices.IndexFunc(in.Views, func(v *schema.View) bool { return v.Name == p.Table }); p.Table != "" && i >= 0 {
		t.Kind, t.View, columns = schema.KindView, in.Views[i], in.Views[i].Columns
	} else if i := slices.IndexFunc(in.Enums, func(x *schema.Enum) bool { return x.Name == p.Enum }); p.Enum != "" && i >= 0 {
		t.Kind, t.Enum = schema.KindEnum, in.Enums[i]
	} else {
		return schema.Target{}, false
	}
	if i := slices.IndexFunc(columns, func(c *schema.Column) bool { return c.Name == p.Column }); p.Column != "" && i >= 0 {
		t.Kind, t.Column = schema.KindColumn, columns[i]
	}
	if t.Table != nil && p.Key != "" {
		if i := slices.IndexFunc(t.Table.ForeignKeys, func(k *schema.ForeignKey) bool { return k.Name == p.Key }); i >= 0 {
			t.Kind, t.ForeignKey = schema.KindConstraint, t.Table.ForeignKeys[i]
		}
	}
	return t, true
}
