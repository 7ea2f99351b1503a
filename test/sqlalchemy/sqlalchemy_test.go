// Package sqlalchemy checks the example project whose first part a program
// prints: SQLAlchemy models, through the provider that "make test" installs.
package sqlalchemy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/test/internal/lsp"
	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// environment is the process's, with the provider on its PATH.
func environment(t *testing.T) []string {
	t.Helper()
	bin := filepath.Join(program.Root(), "build", "venv", "bin")
	if _, err := os.Stat(filepath.Join(bin, "atlas-provider-sqlalchemy")); err != nil {
		t.Skip("the SQLAlchemy provider is not installed (\"make venv\" does it, with Python 3.9 or later)")
	}
	return append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// run runs the program in dir and returns what it printed.
func run(t *testing.T, dir string, env []string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(program.Build(t), args...)
	cmd.Dir, cmd.Env = dir, env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("schemascope %s: %v\n%s%s", strings.Join(args, " "), err, out, stderr.Bytes())
	}
	return out
}

// realm is the part of the graph that is looked at.
type realm struct {
	Schemas []struct {
		Name   string
		Tables []struct {
			Name        string
			ForeignKeys []struct {
				Columns    []string
				References struct {
					Schema, Table string
					Columns       []string
				}
			} `json:"foreign_keys"`
		}
	}
}

// tables are those of a schema.
func (r realm) tables(schema string) []string {
	var names []string
	for _, s := range r.Schemas {
		if s.Name == schema {
			for _, t := range s.Tables {
				names = append(names, t.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// keys are the foreign keys that cross schemas, written like "a.t.c → b.u.d".
func (r realm) keys() []string {
	var keys []string
	for _, s := range r.Schemas {
		for _, t := range s.Tables {
			for _, k := range t.ForeignKeys {
				if to := k.References; to.Schema != "" && to.Schema != s.Name {
					keys = append(keys, fmt.Sprintf("%s.%s.%s → %s.%s.%s", s.Name, t.Name, strings.Join(k.Columns, ","),
						to.Schema, to.Table, strings.Join(to.Columns, ",")))
				}
			}
		}
	}
	slices.Sort(keys)
	return keys
}

func TestInspect(t *testing.T) {
	env := environment(t)
	var r realm
	if err := json.Unmarshal(run(t, program.Project(t, "composite"), env, "inspect", "--format", "json"), &r); err != nil {
		t.Fatal(err)
	}
	models := []string{"categories", "product_suppliers", "products", "stock_levels", "suppliers", "warehouses"}
	if got := r.tables("inventory"); !slices.Equal(got, models) {
		t.Errorf("the tables of the models are %q, want %q", got, models)
	}
	crossing := []string{
		"auth.favourites.product_id → inventory.products.id",
		"auth.memberships.plan_id → billing.plans.id",
		"billing.customers.user_id → auth.users.id",
		"billing.order_items.product_id → inventory.products.id",
		"billing.orders.ship_from → inventory.warehouses.id",
	}
	if got := r.keys(); !slices.Equal(got, crossing) {
		t.Errorf("the keys between schemas are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(crossing, "\n"))
	}
}

type report struct {
	Diagnostics []struct {
		File, Severity, Code, Message string
		Line                          int
	}
}

func TestCheck(t *testing.T) {
	env := environment(t)
	dir := program.Project(t, "composite")
	// The ent schema's absence would explain any table that is missing. Without
	// it, a reference that leads nowhere is a mistake.
	replace(t, filepath.Join(dir, "atlas.hcl"), `  schema "graph" {
    url = "ent://ent/schema"
  }
`, "")

	var clean report
	if err := json.Unmarshal(run(t, dir, env, "check", "--format", "json"), &clean); err != nil {
		t.Fatal(err)
	}
	if len(clean.Diagnostics) > 0 {
		t.Errorf("the example has problems: %+v", clean.Diagnostics)
	}

	// A model changes, and with it what others may refer to.
	replace(t, filepath.Join(dir, "inventory", "models.py"), `__tablename__ = "warehouses"`, `__tablename__ = "depots"`)
	replace(t, filepath.Join(dir, "inventory", "models.py"), `ForeignKey("warehouses.id")`, `ForeignKey("depots.id")`)
	check := exec.Command(program.Build(t), "check", "--format", "json")
	check.Dir, check.Env = dir, env
	out, _ := check.Output()
	if code := check.ProcessState.ExitCode(); code != 1 {
		t.Errorf("with a model renamed, check exits with %d, want 1\n%s", code, out)
	}
	var broken report
	if err := json.Unmarshal(out, &broken); err != nil {
		t.Fatal(err)
	}
	if d := broken.Diagnostics; len(d) != 1 || d[0].File != filepath.Join("billing", "schema.sql") || !strings.Contains(d[0].Message, "warehouses") {
		t.Errorf("with a model renamed: %+v, want one problem, where billing refers to it", d)
	}
}

func replace(t *testing.T, name, old, with string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(old)) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(old), []byte(with), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestDefinition goes from references in SQL and HCL to the class of the model
// that the table comes from.
func TestDefinition(t *testing.T) {
	env := environment(t)
	dir := program.Project(t, "composite")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()

	cmd := exec.Command(program.Build(t), "serve")
	cmd.Dir, cmd.Env = dir, env
	client, err := lsp.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := client.Close(ctx); err != nil {
			t.Error(err)
		}
	}()
	err = client.Call(ctx, "initialize", map[string]any{
		"processId":             os.Getpid(),
		"rootUri":               uri(dir),
		"capabilities":          map[string]any{"general": map[string]any{"positionEncodings": []string{"utf-8"}}},
		"initializationOptions": map[string]any{"trusted": true},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Notify("initialized", map[string]any{}); err != nil {
		t.Fatal(err)
	}

	modelled(ctx, t, client, uri(filepath.Join(dir, "atlas.hcl")))

	models := filepath.Join(dir, "inventory", "models.py")
	python, err := os.ReadFile(models)
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []struct{ file, text, at, class string }{
		{"billing/schema.sql", "inventory.products (id)", "products", "class Product(Base):"},
		{"billing/schema.sql", "inventory.warehouses (id)", "warehouses", "class Warehouse(Base):"},
		{"auth/customers.pg.hcl", "table.inventory.products.column.id", "products", "class Product(Base):"},
	} {
		name := filepath.Join(dir, filepath.FromSlash(from.file))
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var found []struct {
			URI   string
			Range struct{ Start struct{ Line int } }
		}
		err = client.Call(ctx, "textDocument/definition", map[string]any{
			"textDocument": map[string]any{"uri": uri(name)},
			"position":     position(t, string(text), from.text, from.at),
		}, &found)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || found[0].URI != uri(models) {
			t.Errorf("%s: the definition of %q is %+v, want it in the models", from.file, from.at, found)
			continue
		}
		if line := strings.Split(string(python), "\n")[found[0].Range.Start.Line]; line != from.class {
			t.Errorf("%s: the definition of %q is the line %q, want %q", from.file, from.at, line, from.class)
		}
	}
}

// modelled waits until the diagram shows the models: the server runs their
// program on the side, and tells who has seen a diagram that it changed.
func modelled(ctx context.Context, t *testing.T, client *lsp.Client, document string) {
	t.Helper()
	for {
		var diagram struct {
			Tables []struct{ Schema, Name string }
		}
		params := map[string]any{"textDocument": map[string]any{"uri": document}}
		if err := client.Call(ctx, "schemascope/viewERD", params, &diagram); err != nil {
			t.Fatal(err)
		}
		for _, table := range diagram.Tables {
			if table.Schema == "inventory" {
				return
			}
		}
		_, err := client.Await(ctx, func(n lsp.Notification) bool { return n.Method == "schemascope/erdChanged" })
		if err != nil {
			t.Fatalf("the models have not come into the diagram: %v", err)
		}
	}
}

func uri(path string) string { return "file://" + filepath.ToSlash(path) }

// position is that of word within the first occurrence of text. The files are
// ASCII.
func position(t *testing.T, in, text, word string) map[string]int {
	t.Helper()
	at := strings.Index(in, text)
	if at < 0 {
		t.Fatalf("no %q", text)
	}
	before := in[:at+strings.Index(text, word)]
	return map[string]int{"line": strings.Count(before, "\n"), "character": len(before) - strings.LastIndex(before, "\n") - 1}
}
