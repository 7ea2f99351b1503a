package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/erd"
)

// methodViewERD is the request for a diagram, for clients that show it
// themselves.
const methodViewERD = "schemascope/viewERD"

// viewERDParams ask for the diagram of an environment: the one named Env, else
// one that holds the document, else the first. Root leaves only those whose directory
// it is.
type viewERDParams struct {
	TextDocument *protocol.TextDocumentIdentifier `json:"textDocument,omitempty"`
	Env          string                           `json:"env,omitempty"`
	Root         uri.URI                          `json:"root,omitempty"`   // as in viewERDResult
	Focus        string                           `json:"focus,omitempty"`  // "table" or "schema.table"
	Depth        int                              `json:"depth,omitempty"`  // of the neighbourhood of Focus
	Detail       string                           `json:"detail,omitempty"` // "full", "keys", "names", "overview"; "" chooses
	Theme        string                           `json:"theme,omitempty"`  // one of erd.Themes
	Schemas      []string                         `json:"schemas,omitempty"`
	Include      []string                         `json:"include,omitempty"` // patterns of tables and views
	Exclude      []string                         `json:"exclude,omitempty"`
	Path         []string                         `json:"path,omitempty"`   // two tables, between which to find the way
	Group        string                           `json:"group,omitempty"`  // of an overview: its tables
	Layout       string                           `json:"layout,omitempty"` // "layered" (also ""), "dot"
	Aspect       float64                          `json:"aspect,omitempty"` // of where the picture is seen, width by height
}

// viewERDResult is a diagram. Tables tells, for each box, the id of its element
// in the SVG and where the table is declared.
type viewERDResult struct {
	SVG      string     `json:"svg"`
	Title    string     `json:"title"`
	Env      string     `json:"env"`
	Root     uri.URI    `json:"root"` // the directory that data-file in the SVG is relative to
	Tables   []erdTable `json:"tables"`
	Revision uint64     `json:"revision"` // of the workspace that was drawn

	// Environments are all that can be asked for, Schemas the database schemas of this one.
	Environments []erdEnvironment `json:"environments"`
	Schemas      []string         `json:"schemas"`
}

// erdEnvironment is what names an environment in requests, and its title.
type erdEnvironment struct {
	Title string  `json:"title"`
	Env   string  `json:"env"`
	Root  uri.URI `json:"root"`
}

type erdTable struct {
	ID       string             `json:"id"`
	Schema   string             `json:"schema"`
	Name     string             `json:"name"`
	Location *protocol.Location `json:"location,omitempty"`
}

// codeRequestFailed is LSP 3.18, "Response Message": the request was valid but
// cannot be fulfilled; the message is for the user.
const codeRequestFailed = -32803

// viewERD answers schemascope/viewERD.
func viewERD(_ context.Context, s *session, params *viewERDParams) (func(context.Context) (*viewERDResult, error), error) {
	t := s.translator()
	if s.drawn.CompareAndSwap(nil, t.snapshot) {
		s.diagnose() // from here on, changes of the graph are told
	}
	return func(ctx context.Context) (*viewERDResult, error) {
		e, err := chooseEnvironment(t.snapshot, params)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		view, ctx, leave := s.views.enter(ctx, e, params)
		defer leave()
		realm := e.Realm()
		if drawn := s.views.drawn(view, realm, params); drawn != nil {
			again := *drawn
			again.Revision, again.Environments = t.snapshot.Revision, erdEnvironments(t.snapshot)
			return &again, nil
		}
		diagram, err := newDiagram(t, e, params)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		layouter, err := erd.LayouterFor(params.Layout)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		if layouter == (erd.Layered{}) {
			layouter = &view.steady
		}
		svg, err := diagram.SVG(ctx, layouter)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		result := &viewERDResult{
			SVG: string(svg), Title: diagram.Title, Env: e.Name(), Root: documentURI(e.Dir), Tables: t.erdTables(diagram), Revision: t.snapshot.Revision,
			Environments: erdEnvironments(t.snapshot), Schemas: []string{},
		}
		for _, in := range realm.Schemas {
			result.Schemas = append(result.Schemas, in.Name)
		}
		s.views.keep(view, realm, params, result)
		return result, nil
	}, nil
}

// requestFailed tells the user why, unless the request was cancelled.
func requestFailed(ctx context.Context, err error) error {
	if err := superseded(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return jsonrpc2.NewError(codeRequestFailed, err.Error())
}

func erdEnvironments(s *workspace.Snapshot) []erdEnvironment {
	all := []erdEnvironment{}
	for _, e := range s.Environments() {
		all = append(all, erdEnvironment{e.Title(), e.Name(), documentURI(e.Dir)})
	}
	return all
}

// newDiagram is what params ask for, before it is laid out.
func newDiagram(t translator, e *workspace.Environment, params *viewERDParams) (*erd.Diagram, error) {
	return erd.New(e.Realm(), t.erdOptions(e, params))
}

func (t translator) erdOptions(e *workspace.Environment, params *viewERDParams) erd.Options {
	return erd.Options{
		Detail: erd.Detail(params.Detail), Focus: params.Focus, Depth: params.Depth, Schemas: params.Schemas, Group: params.Group,
		Include: params.Include, Exclude: params.Exclude, Path: params.Path,
		Theme: params.Theme, Title: e.Title(), Aspect: params.Aspect, Locate: t.erdLocator(e),
	}
}

func chooseEnvironment(s *workspace.Snapshot, params *viewERDParams) (*workspace.Environment, error) {
	every := s.Environments()
	if !params.Root.IsZero() {
		dir := fileName(params.Root)
		every = slices.DeleteFunc(slices.Clone(every), func(e *workspace.Environment) bool { return e.Dir != dir })
	}
	all := every
	if params.TextDocument != nil && !params.TextDocument.URI.IsZero() {
		name := fileName(params.TextDocument.URI)
		if holding := slices.DeleteFunc(slices.Clone(every), func(e *workspace.Environment) bool { return !e.Holds(name) }); len(holding) > 0 {
			all = holding
		}
	}
	if params.Env != "" {
		// Several projects may have an env of the name: the document's comes first.
		for _, e := range slices.Concat(all, every) {
			if e.Name() == params.Env || e.Env != nil && e.Env.Name == params.Env {
				return e, nil
			}
		}
		var names []string
		for _, e := range every {
			if e.Name() != "" {
				names = append(names, e.Name())
			}
		}
		return nil, fmt.Errorf("there is no env %q%s", params.Env, listed("; there is ", names))
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("there is no schema to draw: open an atlas.hcl, a schema's .hcl or a .sql file")
	}
	return all[0], nil
}

func listed(lead string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return lead + strings.Join(names, ", ")
}

// erdLocator finds where elements of the environment are declared; columns count
// in the units that client and server have agreed on.
func (t translator) erdLocator(e *workspace.Environment) func(schema.Origin) (erd.Location, bool) {
	return func(o schema.Origin) (erd.Location, bool) {
		if strings.HasPrefix(o.File(), workspace.OutputScheme) {
			return erd.Location{}, false
		}
		doc, err := t.snapshot.Document(o.File())
		if err != nil {
			return erd.Location{}, false
		}
		p := t.position(doc, o.NameRange().Start)
		return erd.Location{File: e.Relative(o.File()), Line: int(p.Line) + 1, Column: int(p.Character) + 1}, true
	}
}

func (t translator) erdTables(d *erd.Diagram) []erdTable {
	tables := []erdTable{}
	for _, ref := range d.Tables() {
		table := erdTable{ID: ref.ID, Schema: ref.Schema, Name: ref.Name}
		var origins []schema.Origin
		if ref.Table != nil {
			origins = ref.Table.Origins
		} else if ref.View != nil {
			origins = ref.View.Origins
		}
		for _, o := range origins {
			if strings.HasPrefix(o.File(), workspace.OutputScheme) {
				continue
			}
			if place, err := t.location(o.File(), o.NameRange()); err == nil {
				table.Location = &place
				break
			}
		}
		tables = append(tables, table)
	}
	return tables
}
