// Package webview drives the page of VS Code's diagram panel in a browser, with a
// server that draws and a stand-in for the extension: steps.js plays it, and says
// step by step what went otherwise than it should.
package webview

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/internal/corpus"
	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// shop has two schemas, tables of which some are far from others, and names that
// would break out of what is not escaped.
const shop = `CREATE SCHEMA auth;
CREATE SCHEMA shop;
CREATE TYPE shop.mood AS ENUM ('happy', 'sad');
CREATE TABLE auth.users (
  id bigint PRIMARY KEY,
  email text
);
CREATE TABLE shop.orders (
  id bigint PRIMARY KEY,
  user_id bigint CONSTRAINT of_user REFERENCES auth.users
);
CREATE TABLE shop.lines (
  order_id bigint REFERENCES shop.orders,
  "<img src=x onerror=alert(1)>" text
);
CREATE TABLE shop.notes (id bigint PRIMARY KEY, line bigint);
CREATE TABLE shop."</svg><script>alert(1)</script>" (id bigint PRIMARY KEY);
CREATE TABLE shop."new
line" (id bigint REFERENCES shop."</svg><script>alert(1)</script>");
CREATE TABLE shop.""" onload=""alert(1)" (id bigint);
CREATE VIEW shop.recent AS SELECT id FROM shop.orders;
`

// page bundles the page and gives the directory with its files.
func page(t *testing.T) string {
	t.Helper()
	extension := filepath.Join(program.Root(), "editors", "vscode")
	if _, err := os.Stat(filepath.Join(extension, "node_modules", "esbuild")); err != nil {
		t.Skip(`esbuild is not in editors/vscode/node_modules; "npm ci" there installs it`)
	}
	// What the test reads itself, the go command knows that its result depends on.
	for _, name := range []string{"esbuild.mjs", "src/erdPage.ts", "webview/main.ts", "webview/vscode.css"} {
		if _, err := os.ReadFile(filepath.Join(extension, name)); err != nil {
			t.Fatal(err)
		}
	}
	dist := t.TempDir()
	cmd := exec.Command("node", "esbuild.mjs", dist)
	cmd.Dir = extension
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dist
}

// play plays a scenario of steps.js with a schema.
func play(t *testing.T, scenario, detail, schema string, result any) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	modules := filepath.Join(program.Root(), "build", "playwright", "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "playwright-core")); err != nil {
		t.Skipf(`playwright-core is not in %s; "make programs" installs it`, modules)
	}
	name := filepath.Join(t.TempDir(), "schema.sql")
	if err := os.WriteFile(name, []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "steps.js", chromium, page(t), program.Build(t), name, scenario, detail)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaint.String())
	}
	if err := json.Unmarshal(out, result); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func TestDiagram(t *testing.T) {
	for _, scenario := range []string{"explore", "live", "source", "hostile", "files", "themes", "narrow", "shape", "note", "large"} {
		t.Run(scenario, func(t *testing.T) {
			schema := shop
			switch scenario {
			case "large":
				schema = large()
			case "shape":
				schema = lone()
			}
			var wrong []string
			play(t, scenario, "", schema, &wrong)
			for _, w := range wrong {
				t.Error(w)
			}
		})
	}
}

// lone is a schema of tables that no key connects.
func lone() string {
	var text strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, "CREATE TABLE t%d (id bigint PRIMARY KEY, name text);\n", i)
	}
	return text.String()
}

// large is a schema that is drawn as an overview.
func large() string {
	var text strings.Builder
	text.WriteString("CREATE TABLE users (id bigint PRIMARY KEY);\n")
	for i := range 100 {
		for _, area := range []string{"billing", "mail", "stock"} {
			fmt.Fprintf(&text, "CREATE TABLE %s_%d (id bigint PRIMARY KEY, before bigint REFERENCES %s_%d);\n", area, i, area, max(i-1, 0))
		}
	}
	return text.String()
}

// wide is a schema of so many tables of eleven columns.
func wide(tables int) string {
	var text strings.Builder
	for i := range tables {
		fmt.Fprintf(&text, "CREATE TABLE table_%d (\n  id bigint PRIMARY KEY,\n", i)
		for j := range 9 {
			fmt.Fprintf(&text, "  column_%d text NOT NULL,\n", j)
		}
		fmt.Fprintf(&text, "  other_id bigint REFERENCES table_%d\n);\n", i*7/11)
	}
	return text.String()
}

// Gives figures only: how fast a machine is, is no matter of right and wrong.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("measures a browser")
	}
	gitlab, err := os.ReadFile(filepath.Join(corpus.Dir(t, "sql"), "gitlab", "structure.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, schema, detail string }{
		{"50 tables", wide(50), ""}, {"GitLab's overview", string(gitlab), ""}, {"GitLab's tables", string(gitlab), "keys"}, {"1,000 tables", wide(1000), "full"},
	} {
		var figures map[string]float64
		play(t, "measure", c.detail, c.schema, &figures)
		t.Logf("%s: %.0f boxes; first picture %.0f ms after it was asked for, of it %.0f the server's; after a keystroke %.0f ms at the median, %.0f at the most",
			c.name, figures["tables"], figures["first"], figures["served"], figures["live"], figures["slowest"])
	}
}
