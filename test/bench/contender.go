package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/schemascope/schemascope/test/internal/lsp"
)

// contender is a language server and what was measured of it.
type contender struct {
	name    string
	command []string
	// ours says that it completes and finds definitions without a database, and
	// that it ends when it is told to.
	ours    bool
	doc     *document
	samples map[figure][]float64
}

// figure is something measured, in milliseconds or megabytes.
type figure struct{ name, unit string }

var (
	startUp = figure{"start of the process → answer to initialize", "ms"}
	open    = figure{"open, with a fault → first diagnostics", "ms"}
	// The first that are published. Where a schema is so large that more follow, a
	// request right after a keystroke waits for as long as they do.
	keystroke  = figure{"keystroke → first diagnostics", "ms"}
	complete   = figure{"completion", "ms"}
	typing     = figure{"completion right after a keystroke", "ms"}
	definition = figure{"definition", "ms"}
	outline    = figure{"document symbols", "ms"}
	resident   = figure{"memory, resident at the end", "MB"}
	peak       = figure{"memory, peak", "MB"}

	figures = []figure{startUp, open, keystroke, complete, typing, definition, outline, resident, peak}
)

func (c *contender) record(f figure, value float64) { c.samples[f] = append(c.samples[f], value) }

func (c *contender) recordTime(f figure, d time.Duration) {
	c.record(f, float64(d)/float64(time.Millisecond))
}

// ourServer is what the others are compared with.
func ourServer(o options, doc *document) (*contender, error) {
	bin, err := filepath.Abs(o.bin)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(bin); err != nil {
		return nil, fmt.Errorf("%w (run \"make build\")", err)
	}
	return newContender("schemascope", doc, true, bin, "serve"), nil
}

func newContender(name string, doc *document, ours bool, command ...string) *contender {
	return &contender{name: name, command: command, ours: ours, doc: doc, samples: map[figure][]float64{}}
}

// sqlContenders are our server and, where npm installed it, the PostgreSQL
// language server.
func sqlContenders(o options, doc *document) ([]*contender, error) {
	ours, err := ourServer(o, doc)
	if err != nil {
		return nil, err
	}
	// The native program, not the script of Node that starts it.
	found, err := filepath.Glob(filepath.Join(o.tools, "node_modules", "@postgres-language-server", "cli-*", "postgres-language-server"))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		fmt.Println("The PostgreSQL language server is not installed (\"make bench\" does it, with npm): nothing to compare with.")
		return []*contender{ours}, nil
	}
	other, err := filepath.Abs(found[0])
	if err != nil {
		return nil, err
	}
	return []*contender{ours, newContender("postgres-language-server", doc, false, other, "lsp-proxy")}, nil
}

// hclContenders are our server and, where it was built, terraform-ls, which
// works on a file of its own language.
func hclContenders(o options, doc, terraform *document) ([]*contender, error) {
	ours, err := ourServer(o, doc)
	if err != nil {
		return nil, err
	}
	other, err := filepath.Abs(filepath.Join(o.tools, "terraform-ls"))
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(other); err != nil {
		fmt.Println("terraform-ls is not built (\"make bench\" does it): nothing to compare with.")
		return []*contender{ours}, nil
	}
	return []*contender{ours, newContender("terraform-ls", terraform, false, other, "serve")}, nil
}

// begin starts the server in a directory of its own and initializes it.
func (c *contender) begin(ctx context.Context) (client *lsp.Client, dir string, took time.Duration, err error) {
	if dir, err = os.MkdirTemp("", "schemascope-bench-"); err != nil {
		return nil, "", 0, err
	}
	cmd := exec.Command(c.command[0], c.command[1:]...)
	cmd.Dir = dir
	// The other server's daemon keeps its socket and its logs there: each session
	// has its own.
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(dir, ".cache"))
	began := time.Now()
	if client, err = lsp.Start(cmd); err != nil {
		return nil, dir, 0, err
	}
	ctx, cancel := guard(ctx)
	defer cancel()
	err = client.Call(ctx, "initialize", map[string]any{
		"processId":        os.Getpid(),
		"rootUri":          "file://" + dir,
		"workspaceFolders": []any{map[string]any{"uri": "file://" + dir, "name": "bench"}},
		"capabilities": map[string]any{"textDocument": map[string]any{
			"publishDiagnostics": map[string]any{"versionSupport": true},
		}},
	}, nil)
	took = time.Since(began)
	if err == nil {
		err = client.Notify("initialized", map[string]any{})
	}
	return client, dir, took, err
}

func (c *contender) end(ctx context.Context, client *lsp.Client, dir string) error {
	defer os.RemoveAll(dir)
	if client == nil {
		return nil
	}
	if c.ours {
		ctx, cancel := guard(ctx)
		defer cancel()
		return client.Close(ctx)
	}
	// Its daemon may outlive what started it.
	children, err := childrenOf(client.PID())
	for _, pid := range children {
		if p, err := os.FindProcess(pid); err == nil {
			p.Kill()
		}
	}
	client.Kill()
	return err
}

// start measures how long the server takes to be there.
func (c *contender) start(ctx context.Context) error {
	client, dir, took, err := c.begin(ctx)
	if err == nil {
		c.recordTime(startUp, took)
	}
	return errors.Join(err, c.end(ctx, client, dir))
}

// session opens the document and works in it.
func (c *contender) session(ctx context.Context, keys int) (err error) {
	client, dir, _, err := c.begin(ctx)
	defer func() { err = errors.Join(err, c.end(ctx, client, dir)) }()
	if err != nil {
		return err
	}
	name := filepath.Join(dir, c.doc.name)
	if err := os.WriteFile(name, []byte(c.doc.text), 0o600); err != nil {
		return err
	}
	e := &editor{Client: client, uri: "file://" + name, version: 1}

	// With a fault: of a file without one, terraform-ls publishes nothing.
	first := c.doc.tables(1)[0]
	took, diagnostics, err := e.published(ctx, first, true, func() error {
		return e.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
			"uri": e.uri, "languageId": c.doc.language, "version": e.version, "text": c.doc.broken(first),
		}})
	})
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	if !hasError(diagnostics, first) {
		return fmt.Errorf("opening: the fault on line %d is not reported", first.Line+1)
	}
	c.recordTime(open, took)
	e.settle(ctx)
	if _, _, err := e.published(ctx, first, false, func() error { return e.change(first, false) }); err != nil {
		return fmt.Errorf("mending the first fault: %w", err)
	}
	e.settle(ctx)

	for _, at := range c.doc.tables(keys) {
		for _, breaks := range []bool{true, false} {
			took, diagnostics, err := e.published(ctx, at, breaks, func() error { return e.change(at, breaks) })
			if err != nil {
				return fmt.Errorf("a keystroke on line %d: %w", at.Line+1, err)
			}
			if seen := hasError(diagnostics, at); seen != breaks {
				return fmt.Errorf("the table of line %d is broken: %v, but an error was published: %v", at.Line+1, breaks, seen)
			}
			c.recordTime(keystroke, took)
			e.settle(ctx)
		}
	}
	if err := c.list(ctx, e, keys); err != nil {
		return err
	}
	if c.ours {
		if err := c.navigate(ctx, e, keys); err != nil {
			return err
		}
	}
	if now, most, err := memory(client.PID()); err == nil {
		c.record(resident, now)
		c.record(peak, most)
	}
	return nil
}

// list asks for the document's symbols, of those servers that know them.
func (c *contender) list(ctx context.Context, e *editor, n int) error {
	for range n {
		var symbols []json.RawMessage
		took, err := asked(ctx, e, "textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": e.uri}}, &symbols)
		var refused *lsp.Error
		switch {
		case errors.As(err, &refused) && !c.ours:
			return nil
		case err != nil:
			return err
		case len(symbols) < 100:
			return fmt.Errorf("there are only %d symbols", len(symbols))
		}
		c.recordTime(outline, took)
	}
	return nil
}

// asked measures a request.
func asked(ctx context.Context, e *editor, method string, params, answer any) (time.Duration, error) {
	ctx, cancel := guard(ctx)
	defer cancel()
	began := time.Now()
	err := e.Call(ctx, method, params, answer)
	return time.Since(began), err
}

// navigate asks for completion and definition within the names of referenced
// tables.
func (c *contender) navigate(ctx context.Context, e *editor, keys int) error {
	tables := c.doc.tables(keys)
	for i, at := range c.doc.references(keys) {
		params := map[string]any{"textDocument": map[string]any{"uri": e.uri}, "position": at}
		ask := func(f figure, method string) error {
			var answer json.RawMessage
			took, err := asked(ctx, e, method, params, &answer)
			if err != nil {
				return err
			}
			c.recordTime(f, took)
			if len(answer) < len(`[{"a":1}]`) {
				return fmt.Errorf("%s on line %d found nothing: %s", method, at.Line+1, answer)
			}
			return nil
		}
		if err := ask(definition, "textDocument/definition"); err != nil {
			return err
		}
		if err := ask(complete, "textDocument/completion"); err != nil {
			return err
		}
		if err := e.change(tables[i], true); err != nil {
			return err
		}
		if err := ask(typing, "textDocument/completion"); err != nil {
			return err
		}
		if err := e.change(tables[i], false); err != nil {
			return err
		}
		e.settle(ctx)
	}
	return nil
}
