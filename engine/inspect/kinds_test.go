package inspect_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
)

// TestKinds reads a schema with every kind of element that PostgreSQL has in
// HCL. What is written as HCL reads back as the very same graph, and the SQL is
// one that PostgreSQL loads: a change of the golden file wants to be tried.
func TestKinds(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("testdata", "kinds.pg.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	realm := foldHCL(schema.Postgres, string(src))
	for _, p := range realm.Problems {
		t.Errorf("problem: %s", p.Message)
	}
	out, err := inspect.HCL(realm)
	if err != nil {
		t.Fatal(err)
	}
	if again := hclwrite.Format(out); string(again) != string(out) {
		t.Errorf("hclwrite.Format changes the HCL:\n%s", diff(string(out), string(again)))
	}
	back := foldHCL(schema.Postgres, string(out))
	if want, got := sortedGraph(t, realm), sortedGraph(t, back); want != got {
		t.Errorf("the HCL reads back as another realm:\n%s\n%s", diff(want, got), out)
	}
	ddl, err := inspect.SQL(realm)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "kinds.sql", []byte(ddl))
	// SQL gives the same elements, by the same names of their properties.
	if want, got := elementNames(t, realm), elementNames(t, foldSQL(schema.Postgres, ddl)); want != got {
		t.Errorf("the SQL reads back as another realm:\n%s", diff(want, got))
	}
}

// sortedGraph is the JSON of a realm with its objects in the order of their
// texts: HCL has none.
func sortedGraph(t *testing.T, r *schema.Realm) string {
	t.Helper()
	doc := decode(t, r)
	for _, s := range list(doc["schemas"]) {
		for _, kind := range append([]string{"enums", "tables", "views"}, objectLists...) {
			sortByText(s[kind])
		}
	}
	return encode(doc)
}

// elementNames is what two languages must say alike of objects: which there are,
// and what their attributes are called.
func elementNames(t *testing.T, r *schema.Realm) string {
	t.Helper()
	doc := decode(t, r)
	var out []any
	for _, s := range list(doc["schemas"]) {
		for _, kind := range objectLists {
			for _, o := range list(s[kind]) {
				if o["kind"] == "permission" {
					continue // SQL's are not read
				}
				attrs, _ := o["attrs"].(map[string]any)
				refs, _ := o["refs"].(map[string]any)
				delete(refs, "to")
				if len(refs) == 0 {
					refs = nil
				}
				out = append(out, map[string]any{"kind": kind, "name": o["name"], "type": o["type"], "attrs": attrs, "refs": refs, "args": o["args"], "columns": o["columns"]})
			}
		}
	}
	sortByText(any(out))
	return encode(out)
}

// Triggers of one name on several tables, as for_each makes them, are triggers
// of their own, wherever their tables stand.
func TestTriggersOfOneName(t *testing.T) {
	realm := foldHCL(schema.Postgres, `
trigger "touch" {
  on = table.a
  before {
    insert = true
  }
  as = "EXECUTE FUNCTION f()"
}
trigger "touch" {
  on = table.b
  before {
    insert = true
  }
  as = "EXECUTE FUNCTION f()"
}
table "a" {
  schema = schema.public
}
table "b" {
  schema = schema.public
}
schema "public" {
}
`)
	var on []string
	for _, o := range realm.Schema("public").Objects {
		if o.Table != nil {
			on = append(on, o.Name+" on "+o.Table.Name)
		}
	}
	if got := fmt.Sprint(on); got != "[touch on a touch on b]" || len(realm.Schemas) != 1 {
		t.Errorf("got %s in %d schemas", got, len(realm.Schemas))
	}
}

// No password is kept, in whichever language it is written.
func TestPasswordsAreNotKept(t *testing.T) {
	for _, realm := range []*schema.Realm{
		foldHCL(schema.Postgres, "user \"u\" {\n  password = \"hunter2\"\n}\nrole \"r\" {\n  password = \"hunter2\"\n}\n"),
		foldSQL(schema.Postgres, "CREATE USER u WITH PASSWORD 'hunter2' LOGIN; CREATE ROLE r PASSWORD 'hunter2';"),
	} {
		out, err := inspect.JSON(realm)
		if err != nil {
			t.Fatal(err)
		}
		ddl, err := inspect.SQL(realm)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(out) + ddl; strings.Contains(text, "hunter2") || !strings.Contains(text, `"u"`) {
			t.Errorf("got %s", text)
		}
	}
}
