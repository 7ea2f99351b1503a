package server

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/erd"
)

// commandViewERD shows the diagram in a browser, for clients that cannot show
// it themselves. Its argument is a commandParams, or a document's URI.
const commandViewERD = "schemascope.viewERD"

// commandParams ask for the diagram in a format: "html" (also ""), a page that
// the client is asked to show, or "mermaid", text for where there is no browser.
type commandParams struct {
	viewERDParams
	Format string `json:"format,omitempty"`
}

// commandResult is what commandViewERD returns.
type commandResult struct {
	URI   uri.URI `json:"uri,omitempty"` // of the self-contained HTML page
	Title string  `json:"title"`
	Text  string  `json:"text,omitempty"` // the diagram as Mermaid
}

// executeCommand answers LSP 3.18, "Execute a command".
func executeCommand(_ context.Context, s *session, params *protocol.ExecuteCommandParams) (func(context.Context) (*commandResult, error), error) {
	t := s.translator()
	return func(ctx context.Context) (*commandResult, error) {
		if params.Command != commandViewERD {
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, fmt.Sprintf("there is no command %q", params.Command))
		}
		what := new(commandParams)
		if len(params.Arguments) > 0 {
			var id string
			if err := json.Unmarshal(params.Arguments[0], &id); err == nil {
				what.TextDocument = &protocol.TextDocumentIdentifier{URI: uri.URI(id)}
			} else if err := json.Unmarshal(params.Arguments[0], what); err != nil {
				return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "the argument is not what schemascope/viewERD takes: "+err.Error())
			}
		}
		if what.Format != "" && what.Format != "html" && what.Format != "mermaid" {
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, fmt.Sprintf("the format %q is not one of html, mermaid", what.Format))
		}
		e, err := chooseEnvironment(t.snapshot, &what.viewERDParams)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		options := t.erdOptions(e, &what.viewERDParams)
		options.Tables = what.Format == "mermaid" // which has no other boxes
		diagram, err := erd.New(e.Realm(), options)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		if what.Format == "mermaid" {
			return &commandResult{Title: diagram.Title, Text: diagram.Mermaid()}, nil
		}
		layouter, err := erd.LayouterFor(what.Layout)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		page, err := diagram.HTML(ctx, layouter)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		name, err := s.writePage(diagram.Title, e.Dir, page)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		id := uri.File(name)
		s.background("show the diagram", func(ctx context.Context) error {
			if s.canShow {
				return s.client.Call(ctx, protocol.MethodWindowShowDocument, &protocol.ShowDocumentParams{URI: id, External: new(true)}, nil)
			}
			// What the client's user sees of the command then.
			return s.client.Notify(ctx, protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{
				Type: protocol.MessageTypeInfo, Message: "For a browser: " + name,
			})
		})
		return &commandResult{URI: id, Title: diagram.Title}, nil
	}, nil
}

// writePage writes the page into a directory of the session's own, which only
// this user can read: a schema is nobody else's business.
func (s *session) writePage(title, from string, page []byte) (string, error) {
	s.pages.Lock()
	defer s.pages.Unlock()
	if _, err := os.Stat(s.pages.dir); err != nil {
		// There is none yet, or the system has tidied it up.
		dir, err := os.MkdirTemp("", "schemascope-erd-")
		if err != nil {
			return "", err
		}
		s.pages.dir = dir
	}
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, title)
	// Projects may bear the same title.
	sum := fnv.New32a()
	sum.Write([]byte(from))
	name := filepath.Join(s.pages.dir, fmt.Sprintf("%s-%08x.html", safe, sum.Sum32()))
	return name, os.WriteFile(name, page, 0o600)
}

// removePages removes what writePage wrote: a page lasts as long as the session.
func (s *session) removePages() {
	s.pages.Lock()
	defer s.pages.Unlock()
	if s.pages.dir != "" {
		_ = os.RemoveAll(s.pages.dir) // what stays is in the system's temporary directory
	}
}
