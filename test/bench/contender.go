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
	samples map[figure][]float64
}

// figure is something measured, in milliseconds or megabytes.
type figure struct{ name, unit string }

var (
	startUp    = figure{"start of the process → answer to initialize", "ms"}
	open       = figure{"open → first diagnostics", "ms"}
	keystroke  = figure{"keystroke → diagnostics", "ms"}
	complete   = figure{"completion", "ms"}
	typing     = figure{"completion right after a keystroke", "ms"}
	definition = figure{"definition", "ms"}
	resident   = figure{"memory, resident at the end", "MB"}
	peak       = figure{"memory, peak", "MB"}

	figures = []figure{startUp, open, keystroke, complete, typing, definition, resident, peak}
)

func (c *contender) record(f figure, value float64) { c.samples[f] = append(c.samples[f], value) }

func (c *contender) recordTime(f figure, d time.Duration) {
	c.record(f, float64(d)/float64(time.Millisecond))
}

// contenders are our server and, where npm installed it, the PostgreSQL
// language server.
func contenders(o options) ([]*contender, error) {
	bin, err := filepath.Abs(o.bin)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(bin); err != nil {
		return nil, fmt.Errorf("%w (run \"make build\")", err)
	}
	all := []*contender{{name: "schemascope", command: []string{bin, "serve"}, ours: true}}
	// The native program, not the script of Node that starts it.
	found, err := filepath.Glob(filepath.Join(o.npm, "node_modules", "@postgres-language-server", "cli-*", "postgres-language-server"))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		fmt.Println("The PostgreSQL language server is not installed (\"make bench\" does it, with npm): nothing to compare with.")
	} else {
		other, err := filepath.Abs(found[0])
		if err != nil {
			return nil, err
		}
		all = append(all, &contender{name: "postgres-language-server", command: []string{other, "lsp-proxy"}})
	}
	for _, c := range all {
		c.samples = map[figure][]float64{}
	}
	return all, nil
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
func (c *contender) session(ctx context.Context, doc *document, keys int) (err error) {
	client, dir, _, err := c.begin(ctx)
	defer func() { err = errors.Join(err, c.end(ctx, client, dir)) }()
	if err != nil {
		return err
	}
	name := filepath.Join(dir, "structure.sql")
	if err := os.WriteFile(name, []byte(doc.text), 0o600); err != nil {
		return err
	}
	e := &editor{Client: client, uri: "file://" + name, version: 1}

	took, _, err := e.published(ctx, func() error {
		return e.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
			"uri": e.uri, "languageId": "sql", "version": e.version, "text": doc.text,
		}})
	})
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	c.recordTime(open, took)
	e.settle(ctx)

	for _, at := range doc.statements(keys) {
		for _, breaks := range []bool{true, false} {
			took, diagnostics, err := e.published(ctx, func() error { return e.change(at, breaks) })
			if err != nil {
				return fmt.Errorf("a keystroke on line %d: %w", at.Line+1, err)
			}
			if seen := hasError(diagnostics, at); seen != breaks {
				return fmt.Errorf("the statement of line %d is broken: %v, but an error was published: %v", at.Line+1, breaks, seen)
			}
			c.recordTime(keystroke, took)
			e.settle(ctx)
		}
	}
	if c.ours {
		if err := c.navigate(ctx, e, doc, keys); err != nil {
			return err
		}
	}
	if now, most, err := memory(client.PID()); err == nil {
		c.record(resident, now)
		c.record(peak, most)
	}
	return nil
}

// navigate asks for completion and definition within the names of referenced
// tables.
func (c *contender) navigate(ctx context.Context, e *editor, doc *document, keys int) error {
	statements := doc.statements(keys)
	for i, at := range doc.references(keys) {
		params := map[string]any{"textDocument": map[string]any{"uri": e.uri}, "position": at}
		ask := func(f figure, method string) error {
			ctx, cancel := guard(ctx)
			defer cancel()
			var answer json.RawMessage
			began := time.Now()
			if err := e.Call(ctx, method, params, &answer); err != nil {
				return err
			}
			c.recordTime(f, time.Since(began))
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
		if err := e.change(statements[i], true); err != nil {
			return err
		}
		if err := ask(typing, "textDocument/completion"); err != nil {
			return err
		}
		if err := e.change(statements[i], false); err != nil {
			return err
		}
		e.settle(ctx)
	}
	return nil
}
