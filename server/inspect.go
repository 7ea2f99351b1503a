package server

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
)

// methodInspect is the request for the resolved schema of an environment as
// text.
const methodInspect = "schemascope/inspect"

// inspectParams choose the environment as those of schemascope/viewERD do.
type inspectParams struct {
	TextDocument *protocol.TextDocumentIdentifier `json:"textDocument,omitempty"`
	Env          string                           `json:"env,omitempty"`
	Root         uri.URI                          `json:"root,omitempty"`
	Format       string                           `json:"format,omitempty"` // one of inspectFormats; "" is SQL
}

type inspectResult struct {
	Text  string `json:"text"`
	Title string `json:"title"`
	Env   string `json:"env"`
}

var inspectFormats = map[string]func(*schema.Realm) (string, error){
	"":     inspect.SQL,
	"sql":  inspect.SQL,
	"hcl":  func(r *schema.Realm) (string, error) { text, err := inspect.HCL(r); return string(text), err },
	"json": func(r *schema.Realm) (string, error) { text, err := inspect.JSON(r); return string(text), err },
}

// inspectRealm answers schemascope/inspect.
func inspectRealm(_ context.Context, s *session, params *inspectParams) (func(context.Context) (*inspectResult, error), error) {
	t := s.translator()
	return func(ctx context.Context) (*inspectResult, error) {
		format := inspectFormats[params.Format]
		if format == nil {
			return nil, requestFailed(ctx, fmt.Errorf("the format %q is not one of sql, hcl, json", params.Format))
		}
		e, err := chooseEnvironment(t.snapshot, &viewERDParams{TextDocument: params.TextDocument, Env: params.Env, Root: params.Root})
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		text, err := format(e.Realm())
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		return &inspectResult{Text: text, Title: e.Title(), Env: e.Name()}, nil
	}, nil
}
