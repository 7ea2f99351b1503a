package server

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/uri"
)

// projectDir makes a directory of files.
func projectDir(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// twoParts is a project of an HCL and a SQL part, and a second env.
var twoParts = map[string]string{
	"atlas.hcl": `data "composite_schema" "app" {
  schema "auth" {
    url = "file://auth.pg.hcl"
  }
  schema "shop" {
    url = "file://shop.sql"
  }
}

env "local" {
  src = data.composite_schema.app.url
  dev = "docker://postgres/16/dev"
}

env "small" {
  src = "file://small.sql"
  dev = "docker://postgres/16/dev"
}
`,
	"auth.pg.hcl": `schema "auth" {
}

table "users" {
  schema = schema.auth
  column "id" {
    type = int
  }
  column "email" {
    type = text
  }
  primary_key {
    columns = [column.id]
  }
}
`,
	"shop.sql": `CREATE TABLE orders (
  id bigint PRIMARY KEY,
  user_id int REFERENCES auth.users (id)
);
CREATE TABLE lines (order_id bigint REFERENCES orders (id), "a < b & 'c'" text);
CREATE VIEW recent AS SELECT id FROM orders;
`,
	"small.sql": `CREATE TABLE only_here (id int);
`,
}

// erd asks for a diagram.
func (e *editor) erd(params map[string]any) viewERDResult {
	e.t.Helper()
	var result viewERDResult
	e.decode(e.call(methodViewERD, params), &result)
	wellFormed(e.t, result.SVG)
	for _, table := range result.Tables {
		if !strings.Contains(result.SVG, fmt.Sprintf(`id="%s"`, table.ID)) {
			e.t.Errorf("the SVG has no element %q for %s.%s", table.ID, table.Schema, table.Name)
		}
	}
	return result
}

// wellFormed fails the test unless the text is XML with one SVG as its root.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	root := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the SVG is not well-formed: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok && root == "" {
			root = start.Name.Local
		}
	}
	if root != "svg" {
		t.Fatalf("the root is %q", root)
	}
}

func names(r viewERDResult) []string {
	var all []string
	for _, table := range r.Tables {
		all = append(all, table.Schema+"."+table.Name)
	}
	slices.Sort(all)
	return all
}

func TestViewERD(t *testing.T) {
	e := newEditor(t, projectDir(t, twoParts), editorOptions{})
	e.open("shop.sql", "sql", twoParts["shop.sql"])

	whole := e.erd(map[string]any{"env": "local", "detail": "full"})
	if got := names(whole); !slices.Equal(got, []string{"auth.users", "shop.lines", "shop.orders", "shop.recent"}) {
		t.Errorf("tables %q", got)
	}
	if whole.Env != "local" || !strings.Contains(whole.Title, "local") {
		t.Errorf("env %q, title %q", whole.Env, whole.Title)
	}
	for _, want := range []string{"users", "email", "orders", "user_id", "recent", "a &lt; b &amp; "} {
		if !strings.Contains(whole.SVG, want) {
			t.Errorf("the SVG lacks %q", want)
		}
	}

	// Each box leads to the name that its table is declared by.
	for _, table := range whole.Tables {
		if table.Location == nil {
			t.Errorf("%s has no location", table.Name)
			continue
		}
		id := table.Location.URI.String()
		r := table.Location.Range
		start, end := e.span(id, lspRange{
			lspPosition{int(r.Start.Line), int(r.Start.Character)}, lspPosition{int(r.End.Line), int(r.End.Character)},
		})
		text, err := e.text(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(text[start:end], `"`); got != table.Name {
			t.Errorf("%s leads to %q in %s", table.Name, got, e.name(id))
		}
	}

	t.Run("the document's env", func(t *testing.T) {
		e.open("small.sql", "sql", twoParts["small.sql"])
		r := e.erd(map[string]any{"textDocument": document(e.file("small.sql"))})
		if got := names(r); r.Env != "small" || len(got) != 1 || !strings.HasSuffix(got[0], ".only_here") {
			t.Errorf("env %q, tables %q", r.Env, got)
		}
	})
	t.Run("env beats document", func(t *testing.T) {
		r := e.erd(map[string]any{"textDocument": document(e.file("small.sql")), "env": "local"})
		if r.Env != "local" || len(r.Tables) != 4 {
			t.Errorf("env %q, tables %q", r.Env, names(r))
		}
	})
	t.Run("unsaved edits", func(t *testing.T) {
		e.edit("shop.sql", "CREATE TABLE lines", "CREATE TABLE unsaved (id int);\nCREATE TABLE lines")
		r := e.erd(map[string]any{"env": "local"})
		if !slices.Contains(names(r), "shop.unsaved") || !strings.Contains(r.SVG, "unsaved") {
			t.Errorf("tables %q", names(r))
		}
		if r.Revision <= whole.Revision {
			t.Errorf("revision %d after %d", r.Revision, whole.Revision)
		}
		// Whoever has asked for a diagram is told that it is another one now.
		if e.redrawn == 0 {
			e.until("erdChanged", func(message) bool { return e.redrawn > 0 })
		}
		e.edit("shop.sql", "CREATE TABLE unsaved (id int);\n", "")
	})
	t.Run("focus and depth", func(t *testing.T) {
		for _, test := range []struct {
			focus string
			depth int
			want  []string
		}{
			{"users", 1, []string{"auth.users", "shop.orders"}},
			{"auth.users", 0, []string{"auth.users", "shop.orders"}},
			{"users", 2, []string{"auth.users", "shop.lines", "shop.orders"}},
			{"lines", 1, []string{"shop.lines", "shop.orders"}},
		} {
			r := e.erd(map[string]any{"env": "local", "focus": test.focus, "depth": test.depth})
			if got := names(r); !slices.Equal(got, test.want) {
				t.Errorf("%s, depth %d: %q, want %q", test.focus, test.depth, got, test.want)
			}
		}
	})
	t.Run("detail", func(t *testing.T) {
		for detail, want := range map[string]struct{ key, other bool }{
			"full": {true, true}, "keys": {true, false}, "names": {false, false},
		} {
			r := e.erd(map[string]any{"env": "local", "detail": detail})
			if got := strings.Contains(r.SVG, `data-column="user_id"`); got != want.key {
				t.Errorf("%s: draws key columns: %v", detail, got)
			}
			if got := strings.Contains(r.SVG, `data-column="email"`); got != want.other {
				t.Errorf("%s: draws other columns: %v", detail, got)
			}
		}
	})
	t.Run("schemas", func(t *testing.T) {
		if got := names(e.erd(map[string]any{"env": "local", "schemas": []string{"auth"}})); !slices.Equal(got, []string{"auth.users"}) {
			t.Errorf("tables %q", got)
		}
	})
	t.Run("no parameters", func(t *testing.T) {
		if r := e.erd(nil); r.Env != "local" {
			t.Errorf("env %q, want the first", r.Env)
		}
	})
	t.Run("what does not exist", func(t *testing.T) {
		for _, test := range []struct {
			params map[string]any
			want   []string // in the message
		}{
			{map[string]any{"env": "locl"}, []string{`"locl"`, "local", "small"}},
			{map[string]any{"env": "local", "focus": "usres"}, []string{"usres", "users"}},
			{map[string]any{"env": "local", "detail": "everything"}, []string{"everything", "full", "keys", "names"}},
			{map[string]any{"env": "local", "theme": "pink"}, []string{"pink", "light", "dark"}},
			{map[string]any{"env": "local", "schemas": []string{"nope"}}, []string{"nope"}},
		} {
			m := e.call(methodViewERD, test.params)
			wantError(t, m, string(m.ID), codeRequestFailed)
			for _, want := range test.want {
				if !strings.Contains(m.Error.Message, want) {
					t.Errorf("%v: message %q lacks %q", test.params, m.Error.Message, want)
				}
			}
		}
	})
	e.end()
}

func TestViewERDOfNothing(t *testing.T) {
	e := newEditor(t, t.TempDir(), editorOptions{})
	m := e.call(methodViewERD, nil)
	wantError(t, m, string(m.ID), codeRequestFailed)
	if !strings.Contains(m.Error.Message, "open an atlas.hcl") {
		t.Errorf("message %q", m.Error.Message)
	}
	e.end()
}

func TestExecuteCommandViewERD(t *testing.T) {
	for name, test := range map[string]struct {
		argument func(e *editor) []any
		show     bool
		want     string
	}{
		"a document":     {func(e *editor) []any { return []any{e.file("small.sql")} }, true, "only_here"},
		"params":         {func(*editor) []any { return []any{map[string]any{"env": "local", "focus": "users"}} }, true, "users"},
		"no argument":    {func(*editor) []any { return nil }, true, "orders"},
		"null":           {func(*editor) []any { return []any{nil} }, true, "orders"},
		"cannot show it": {func(*editor) []any { return nil }, false, "orders"},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEditor(t, projectDir(t, twoParts), editorOptions{show: test.show})
			params := map[string]any{"command": commandViewERD}
			if arguments := test.argument(e); arguments != nil {
				params["arguments"] = arguments
			}
			var result struct{ URI, Title string }
			e.decode(e.call("workspace/executeCommand", params), &result)
			id, err := uri.Parse(result.URI)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(id.FsPath())) })
			content, err := os.ReadFile(id.FsPath())
			if err != nil {
				t.Fatal(err)
			}
			page := string(content)
			if !strings.HasPrefix(page, "<!DOCTYPE html>") || !strings.Contains(page, "<svg") || !strings.Contains(page, test.want) {
				t.Errorf("the page lacks something: %.300s", page)
			}
			for _, link := range []string{"src=\"http", "href=\"http", "<link", "@import", "url(http"} {
				if strings.Contains(page, link) {
					t.Errorf("the page is not self-contained: %s", link)
				}
			}
			if info, err := os.Stat(id.FsPath()); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("others can read it: %v, %v", info.Mode(), err)
			}
			if result.Title == "" {
				t.Error("no title")
			}
			if !test.show {
				if len(e.shown) == 0 {
					e.until("window/showMessage", func(message) bool { return len(e.shown) > 0 })
				}
				if m := e.shown[0]; !strings.Contains(string(m.Params), id.FsPath()) {
					t.Errorf("told %s, not where the page is", m.raw)
				}
				e.settle()
				if asked := e.requestsOf("window/showDocument"); len(asked) > 0 {
					t.Errorf("a client that cannot show documents is asked to: %s", asked[0].raw)
				}
				e.end()
				return
			}
			asked := func() []message { return e.requestsOf("window/showDocument") }
			if len(asked()) == 0 {
				e.until("window/showDocument", func(message) bool { return len(asked()) > 0 })
			}
			var shown struct {
				URI      string
				External bool
			}
			if err := json.Unmarshal(asked()[0].Params, &shown); err != nil || shown.URI != result.URI || !shown.External {
				t.Errorf("asked to show %s, want %s outside", asked()[0].raw, result.URI)
			}
			e.end()
		})
	}
}

// TestExecuteCommandMermaid is for clients without a browser.
func TestExecuteCommandMermaid(t *testing.T) {
	e := newEditor(t, projectDir(t, twoParts), editorOptions{show: true})
	var result struct{ URI, Title, Text string }
	e.decode(e.call("workspace/executeCommand", map[string]any{
		"command": commandViewERD, "arguments": []any{map[string]any{"format": "mermaid", "focus": "users"}},
	}), &result)
	if !strings.HasPrefix(result.Text, "erDiagram\n") || !strings.Contains(result.Text, "users") || result.URI != "" || result.Title == "" {
		t.Errorf("%+v, want Mermaid and no page", result)
	}
	e.settle()
	if asked := e.requestsOf("window/showDocument"); len(asked) > 0 {
		t.Errorf("asked to show a page: %s", asked[0].raw)
	}
	e.end()
}

func TestExecuteCommandErrors(t *testing.T) {
	e := newEditor(t, projectDir(t, twoParts), editorOptions{show: true})
	for _, test := range []struct {
		params string
		code   int
		want   string
	}{
		{`{"command":"schemascope.nothing"}`, -32602, "schemascope.nothing"},
		{`{"command":"schemascope.viewERD","arguments":[5]}`, -32602, "argument"},
		{`{"command":"schemascope.viewERD","arguments":[{"format":"png"}]}`, -32602, "html, mermaid"},
		{`{"command":"schemascope.viewERD","arguments":[{"env":"nope"}]}`, codeRequestFailed, `"nope"`},
	} {
		e.last++
		id := fmt.Sprint(e.last)
		e.request(id, "workspace/executeCommand", test.params)
		m := e.answerTo(id)
		wantError(t, m, id, test.code)
		if !strings.Contains(m.Error.Message, test.want) {
			t.Errorf("%s: message %q", test.params, m.Error.Message)
		}
	}
	e.end()
}

// broken is a project whose SQL refers to a table that another file, which is
// not open, may declare.
var broken = map[string]string{
	"atlas.hcl": `env "local" {
  src = ["file://a.sql", "file://b.sql"]
  dev = "docker://postgres/16/dev"
}
`,
	"a.sql": "CREATE TABLE a (id int PRIMARY KEY);\n",
	"b.sql": "CREATE TABLE b (x int REFERENCES other (id));\n",
}

// published waits until the diagnostics of a file are as many as wanted.
func (e *editor) awaitCount(name string, want int) {
	e.t.Helper()
	count := func() int { return len(e.published[e.file(name)].Diagnostics) }
	if count() != want {
		e.until(fmt.Sprintf("%d diagnostics of %s", want, name), func(message) bool { return count() == want })
	}
}

// TestPublishedAfterEdits waits for nothing but what each single event brings.
func TestPublishedAfterEdits(t *testing.T) {
	e := newEditor(t, projectDir(t, broken), editorOptions{})
	e.awaitCount("b.sql", 1) // nothing is open yet
	e.open("a.sql", "sql", broken["a.sql"])
	id := e.file("a.sql")
	e.until("the first list of an open document", func(message) bool {
		p, ok := e.published[id]
		return ok && p.Version != nil && *p.Version == 1 && len(p.Diagnostics) == 0
	})
	e.edit("a.sql", "TABLE a", "TABLE other")
	e.awaitCount("b.sql", 0)
	e.edit("a.sql", "(id int PRIMARY KEY);", "(id int PRIMARY KEY, id int);")
	e.until("the problem of version 3", func(message) bool {
		p := e.published[id]
		return *p.Version == 3 && len(p.Diagnostics) == 1
	})
	e.close("a.sql")
	e.awaitCount("b.sql", 1)
	e.awaitCount("a.sql", 0)
	if v := e.published[id].Version; v != nil {
		t.Errorf("a closed document has version %d", *v)
	}
	e.end()
}

// TestDiagnosticPage holds each diagnostic to a link to the page about its code.
func TestDiagnosticPage(t *testing.T) {
	e := newEditor(t, projectDir(t, broken), editorOptions{})
	e.until("the diagnostics of b.sql", func(m message) bool {
		return strings.Contains(m.raw, `"code":"unresolved-reference"`) &&
			strings.Contains(m.raw, `"codeDescription":{"href":"https://github.com/schemascope/schemascope/blob/main/docs/diagnostics/unresolved-reference.md"}`)
	})
	e.end()
}

// TestPullRefresh holds the server to asking for a new pull when, and only
// when, something changed that the client does not pull by itself.
func TestPullRefresh(t *testing.T) {
	e := newEditor(t, projectDir(t, broken), editorOptions{pull: true, watch: true})
	e.until("the first refresh", func(m message) bool { return m.Method == "workspace/diagnostic/refresh" })
	e.open("a.sql", "sql", broken["a.sql"])
	refreshes := func() int { return len(e.requestsOf("workspace/diagnostic/refresh")) }
	before := refreshes()
	e.edit("a.sql", "(id int PRIMARY KEY);", "(id int PRIMARY KEY, id int);")
	if got := e.diagnostics(e.file("a.sql")); len(got) != 1 {
		t.Errorf("diagnostics %v", got)
	}
	e.edit("a.sql", "TABLE a", "TABLE other")
	e.until("the refresh for b.sql", func(message) bool { return refreshes() > before })
	if got := e.diagnostics(e.file("b.sql")); len(got) != 0 {
		t.Errorf("diagnostics %v", got)
	}
	if got := refreshes() - before; got != 1 {
		t.Errorf("%d refreshes for one change of another document", got)
	}
	e.edit("a.sql", ", id int", "")
	e.write("b.sql", "CREATE TABLE b (x int REFERENCES nowhere (id));\n")
	before = refreshes()
	e.watched("b.sql", 2)
	e.until("the refresh after a change on disk", func(message) bool { return refreshes() > before })
	if got := e.diagnostics(e.file("b.sql")); len(got) != 1 {
		t.Errorf("diagnostics %v", got)
	}
	e.end()
}

func TestWatchedFiles(t *testing.T) {
	e := newEditor(t, projectDir(t, broken), editorOptions{watch: true})
	registration := e.until("a registration", func(m message) bool { return m.Method == "client/registerCapability" })
	for _, want := range []string{"workspace/didChangeWatchedFiles", "hcl,sql"} {
		if !strings.Contains(registration.raw, want) {
			t.Errorf("%s lacks %s", registration.raw, want)
		}
	}
	e.awaitCount("b.sql", 1)
	e.write("a.sql", "CREATE TABLE other (id int PRIMARY KEY);\n")
	e.watched("a.sql", 2)
	e.awaitCount("b.sql", 0)
	if err := os.Remove(filepath.Join(e.dir, "a.sql")); err != nil {
		t.Fatal(err)
	}
	e.watched("a.sql", 3)
	e.awaitCount("atlas.hcl", 1)

	// An open document counts, whatever the disk says.
	e.open("b.sql", "sql", "CREATE TABLE b (id int, id int);\n")
	e.awaitCount("b.sql", 1)
	e.write("b.sql", "CREATE TABLE b (id int);\n")
	e.watched("b.sql", 2)
	e.settle()
	if got := e.diagnostics(e.file("b.sql")); len(got) != 1 {
		t.Errorf("diagnostics %v", got)
	}
	e.end()
}

// TestInitializedTwice has a client say twice that it is ready.
func TestInitializedTwice(t *testing.T) {
	e := newEditor(t, projectDir(t, broken), editorOptions{watch: true})
	e.tell("initialized", map[string]any{})
	e.awaitCount("b.sql", 1)
	if len(e.requestsOf("client/registerCapability")) == 0 { // it waits for nothing, and nothing waits for it
		e.until("a registration", func(m message) bool { return m.Method == "client/registerCapability" })
	}
	e.settle()
	if asked := e.requestsOf("client/registerCapability"); len(asked) != 1 {
		t.Errorf("%d registrations", len(asked))
	}
	e.end()
}

// TestWatcher changes files under a client that does not watch them.
func TestWatcher(t *testing.T) {
	e := newEditor(t, projectDir(t, broken), editorOptions{})
	e.awaitCount("b.sql", 1)
	e.settle()
	if asked := e.requestsOf("client/registerCapability"); len(asked) > 0 {
		t.Errorf("a client that cannot watch is asked to: %s", asked[0].raw)
	}
	change := func(name, text string, do func()) {
		t.Helper()
		write := func() {
			if err := os.WriteFile(filepath.Join(e.dir, name), []byte(text), 0o644); err != nil {
				t.Error(err)
			}
		}
		write()
		// When the system began to watch cannot be seen from here. A change that
		// came too early is made again.
		again := time.AfterFunc(hang/6, write)
		do()
		again.Stop()
	}
	change("a.sql", "CREATE TABLE other (id int PRIMARY KEY);\n", func() { e.awaitCount("b.sql", 0) })
	change("b.sql", "CREATE TABLE b (id int, id int);\n", func() { e.awaitCount("b.sql", 1) })
	if err := os.Remove(filepath.Join(e.dir, "a.sql")); err != nil {
		t.Fatal(err)
	}
	e.awaitCount("atlas.hcl", 1)
	e.end()
}

// modelled is a project whose tables a program prints, which also leaves a
// trace of having run.
var modelled = map[string]string{
	"atlas.hcl": `data "external_schema" "models" {
  program = ["sh", "print.sh"]
}

data "composite_schema" "app" {
  schema "inventory" {
    url = data.external_schema.models.url
  }
  schema "shop" {
    url = "file://shop.sql"
  }
}

env "local" {
  src = data.composite_schema.app.url
  dev = "docker://postgres/16/dev"
}
`,
	"print.sh": "echo >> ran\necho 'CREATE TABLE products (id int PRIMARY KEY);'\n",
	"shop.sql": "CREATE TABLE orders (p int REFERENCES inventory.products (id), q int REFERENCES inventory.nothing (id));\n",
}

func needShell(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell")
	}
}

func TestTrust(t *testing.T) {
	needShell(t)
	e := newEditor(t, projectDir(t, modelled), editorOptions{})
	ran := func() int {
		trace, err := os.ReadFile(filepath.Join(e.dir, "ran"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return len(trace)
	}
	trust := func(params string) {
		t.Helper()
		e.notify("schemascope/didChangeTrust", params)
	}
	e.awaitCount("atlas.hcl", 1)
	e.open("shop.sql", "sql", modelled["shop.sql"])
	e.edit("shop.sql", "orders", "sales")
	// None of these grants anything.
	for _, params := range []string{`{}`, `null`, `[]`, `{"trusted":false}`, `{"trusted":null}`} {
		trust(params)
	}
	// Least of all a setting: it can come from the project itself.
	e.notify("workspace/didChangeConfiguration", `{"settings":{"schemascope":{"trusted":true}}}`)
	e.settle()
	if got := e.diagnostics(e.file("atlas.hcl")); len(got) != 1 || got[0].Code != "not-loaded" || got[0].Severity != 3 {
		t.Errorf("diagnostics %v", got)
	}
	if got := names(e.erd(nil)); !slices.Equal(got, []string{"shop.sales"}) {
		t.Errorf("tables %q", got)
	}
	if n := ran(); n > 0 {
		t.Fatal("the program ran without trust")
	}

	trust(`{"trusted":true}`)
	e.awaitCount("atlas.hcl", 0)
	e.awaitCount("shop.sql", 1) // now it is certain that "nothing" is not there
	if got := e.diagnostics(e.file("shop.sql")); got[0].Code != "unresolved-reference" {
		t.Errorf("diagnostics %v", got)
	}
	if got := names(e.erd(nil)); !slices.Equal(got, []string{"inventory.products", "shop.sales"}) {
		t.Errorf("tables %q", got)
	}
	if n := ran(); n != 1 {
		t.Errorf("the program ran %d times", n)
	}

	// What the program reads has changed: it runs again.
	e.write("print.sh", "echo >> ran\necho 'CREATE TABLE nothing (id int PRIMARY KEY);'\n")
	e.watched("print.sh", 2)
	e.until("the problem of the new output", func(message) bool {
		got := e.published[e.file("shop.sql")].Diagnostics
		return len(got) == 1 && strings.Contains(got[0].Message, "inventory.products")
	})
	if n := ran(); n != 2 {
		t.Errorf("the program ran %d times", n)
	}

	trust(`{"trusted":false}`)
	e.awaitCount("atlas.hcl", 1)
	if got := names(e.erd(nil)); !slices.Equal(got, []string{"shop.sales"}) {
		t.Errorf("tables %q", got)
	}
	e.end()
	if n := ran(); n != 2 {
		t.Errorf("the program ran %d times", n)
	}
}

// TestProgramFails has programs that do not print SQL.
func TestProgramFails(t *testing.T) {
	needShell(t)
	for name, test := range map[string]struct{ script, want string }{
		"exit status":  {"echo 'no such model' >&2; exit 3\n", "no such model"},
		"no SQL":       {"echo 'CREATE TABEL x (id int);'\n", "did not print SQL"},
		"not UTF-8":    {"printf '\\377\\376'\n", "UTF-8"},
		"a long error": {"yes 0123456789 | head -c 1000000 >&2; exit 1\n", "0123456789"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"atlas.hcl": modelled["atlas.hcl"], "shop.sql": modelled["shop.sql"], "print.sh": test.script}
			e := newEditor(t, projectDir(t, files), editorOptions{trusted: true})
			e.awaitCount("atlas.hcl", 1)
			d := e.diagnostics(e.file("atlas.hcl"))[0]
			if d.Code != "program-failed" || d.Severity != 1 || !strings.Contains(d.Message, test.want) || len(d.Message) > 5000 {
				t.Errorf("diagnostic %v", d)
			}
			e.settle()
			if got := e.diagnostics(e.file("shop.sql")); len(got) > 0 {
				t.Errorf("what the program may have printed is missed: %v", got)
			}
			e.end()
		})
	}
}

// TestSnippets has items with places to fill in for clients that know them.
func TestSnippets(t *testing.T) {
	dir := projectDir(t, map[string]string{"schema.pg.hcl": "schema \"public\" {\n}\n\n\n"})
	for _, snippets := range []bool{false, true} {
		e := newEditor(t, dir, editorOptions{snippets: snippets})
		text := "schema \"public\" {\n}\n\ntab\n"
		e.open("schema.pg.hcl", "", text)
		var list struct{ Items []completionItem }
		e.decode(e.call("textDocument/completion", e.at(e.file("schema.pg.hcl"), len(text)-1)), &list)
		i := slices.IndexFunc(list.Items, func(i completionItem) bool { return i.Label == "table" })
		if i < 0 {
			t.Fatalf("no item table among %v", list.Items)
		}
		if item := list.Items[i]; snippets != (item.InsertTextFormat == 2) || snippets != strings.Contains(item.TextEdit.NewText, "$") {
			t.Errorf("snippets %v: %v", snippets, item)
		}
		e.end()
	}
}

// TestResolvedItems shows a table beside the item that names it.
func TestResolvedItems(t *testing.T) {
	const text = "CREATE TABLE a (id int);\nCOMMENT ON TABLE a IS 'What *it* is.';\nALTER TABLE ;\n"
	e := newEditor(t, projectDir(t, map[string]string{"schema.sql": text}), editorOptions{})
	e.open("schema.sql", "sql", text)
	var list struct {
		Items []map[string]any
	}
	e.decode(e.call("textDocument/completion", e.at(e.file("schema.sql"), strings.Index(text, " ;")+1)), &list)
	resolved := map[string]string{}
	for _, item := range list.Items {
		var whole struct {
			Label         string
			Documentation struct{ Kind, Value string }
		}
		e.decode(e.call("completionItem/resolve", item), &whole)
		resolved[whole.Label] = whole.Documentation.Value
	}
	if want := "What \\*it\\* is.\n\n```sql\nCREATE TABLE public.a (\n  id int\n);\n```"; resolved["a"] != want {
		t.Errorf("got %q, want %q", resolved["a"], want)
	}
	if got, ok := resolved["IF EXISTS"]; !ok || got != "" {
		t.Errorf("a keyword shows %q", got)
	}
	e.end()
}

// TestSpellingsOfURIs asks for one file under all the names that editors give
// it.
func TestSpellingsOfURIs(t *testing.T) {
	const name, text = "sub dir/a+b@c ä#1.sql", "CREATE TABLE here (id int);\nCREATE INDEX ON here (x);\n"
	e := newEditor(t, projectDir(t, map[string]string{name: text}), editorOptions{pull: true})
	path := filepath.ToSlash(filepath.Join(e.dir, filepath.FromSlash(name)))
	whole := (&url.URL{Scheme: "file", Path: path}).String()
	spellings := []string{
		uri.File(filepath.Join(e.dir, filepath.FromSlash(name))).String(),
		whole,
		strings.NewReplacer("+", "%2B", "@", "%40").Replace(whole),
		strings.NewReplacer("%C3%A4", "%c3%a4", "+", "%2b").Replace(whole),
		strings.Replace(whole, "%C3%A4", "ä", 1),
	}
	for _, opened := range spellings {
		e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
			"uri": opened, "languageId": "sql", "version": 1, "text": strings.Replace(text, "here (id", "\"open\" (id", 1) + "-- open\n",
		}})
		for _, asked := range spellings {
			var symbols []documentSymbolItem
			e.decode(e.call("textDocument/documentSymbol", map[string]any{"textDocument": document(asked)}), &symbols)
			if len(symbols) != 1 || symbols[0].Name != "open" {
				t.Errorf("opened as %s, asked as %s: symbols %v", opened, asked, symbols)
			}
			at := map[string]any{"textDocument": document(asked), "position": lspPosition{1, 16}}
			var locations []location
			e.decode(e.call("textDocument/definition", at), &locations)
			var list struct{ Items []completionItem }
			e.decode(e.call("textDocument/completion", at), &list)
			if !slices.ContainsFunc(list.Items, func(i completionItem) bool { return i.Label == "open" }) {
				t.Errorf("opened as %s, asked as %s: completion %v", opened, asked, list.Items)
			}
			if got := e.diagnostics(asked); len(got) != 1 {
				t.Errorf("opened as %s, asked as %s: diagnostics %v", opened, asked, got)
			}
			r := e.erd(map[string]any{"textDocument": document(asked)})
			if got := names(r); len(got) != 1 || !strings.HasSuffix(got[0], ".open") {
				t.Errorf("opened as %s, asked as %s: tables %q", opened, asked, got)
			}
		}
		e.tell("textDocument/didClose", map[string]any{"textDocument": document(opened)})
	}
	e.end()
}
