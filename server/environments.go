package server

import (
	"context"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/workspace"
)

// methodEnvironments is the request for what there is to look at, for clients
// that show it and let people choose.
const methodEnvironments = "schemascope/environments"

type environmentsParams struct {
	TextDocument *protocol.TextDocumentIdentifier `json:"textDocument,omitempty"`
}

// environmentsResult lists the environments of the project files, and those of
// open documents that no project file speaks for.
type environmentsResult struct {
	Environments []environment `json:"environments"`
}

// environment is one of them. One that is not Loaded is left out by the env of
// the initializationOptions.
type environment struct {
	Name    string  `json:"name"`    // as "env" of requests takes it; "" without a project file
	Title   string  `json:"title"`   // of the directory and the name, for people
	Root    uri.URI `json:"root"`    // its directory
	Dialect string  `json:"dialect"` // "postgresql" …; "" when it is not known
	Loaded  bool    `json:"loaded"`
	Holds   bool    `json:"holds"` // reads the document that was asked about
}

// environments answers schemascope/environments.
func environments(_ context.Context, s *session, params *environmentsParams) (func(context.Context) (*environmentsResult, error), error) {
	t := s.translator()
	return func(context.Context) (*environmentsResult, error) {
		document := ""
		if params.TextDocument != nil && !params.TextDocument.URI.IsZero() {
			document = fileName(params.TextDocument.URI)
		}
		result := &environmentsResult{Environments: []environment{}}
		add := func(e *workspace.Environment, loaded bool) {
			result.Environments = append(result.Environments, environment{
				Name: e.Name(), Title: e.Title(), Root: documentURI(e.Dir), Dialect: string(e.Dialect),
				Loaded: loaded, Holds: loaded && document != "" && e.Holds(document),
			})
		}
		loaded := map[string]bool{} // by project file and name
		for _, e := range t.snapshot.Environments() {
			if e.Project != nil {
				loaded[e.Project.File+"\x00"+e.Name()] = true
			}
			add(e, true)
		}
		for _, p := range t.snapshot.Projects() {
			for _, env := range p.Envs {
				e := &workspace.Environment{Project: p, Env: env, Dir: p.Dir(), Dialect: env.Dialect}
				if !loaded[p.File+"\x00"+e.Name()] {
					add(e, false)
				}
			}
		}
		return result, nil
	}, nil
}
