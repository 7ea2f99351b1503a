package inspect_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/corpus"
)

func TestHCL(t *testing.T) {
	for name, realm := range realms() {
		t.Run(name, func(t *testing.T) {
			got, err := inspect.HCL(realm)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".hcl", got)
		})
	}
}

func foldHCL(d schema.Dialect, src string) *schema.Realm {
	file := schema.PartFile{Name: "schema.hcl"}
	st := hcl.State{Kind: hcl.KindSchema, Dialect: d}
	for _, c := range text.Cut(src, st, hcl.Next) {
		file.Chunks = append(file.Chunks, schema.Placed{
			Place: &schema.Place{File: file.Name, Start: c.Span.Start},
			Chunk: hcl.Parse(src[c.Span.Start:c.Span.End], c.State),
		})
	}
	return schema.Fold(d, []schema.Part{{Files: []schema.PartFile{file}}})
}

func TestHCLRoundTrip(t *testing.T) {
	for _, c := range roundTripTexts {
		if c.noHCL {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			checkHCLRoundTrip(t, foldSQL(c.dialect, c.src))
		})
	}
}

func TestHCLRoundTripOfCorpus(t *testing.T) {
	for name, files := range realSchemas(t) {
		t.Run(name, func(t *testing.T) {
			checkHCLRoundTrip(t, foldFiles(t, files))
		})
	}
}

// checkHCLRoundTrip checks that a realm's HCL is laid out as hclwrite has it,
// is valid, and reads back as the same realm as far as HCL can say it.
func checkHCLRoundTrip(t *testing.T, realm *schema.Realm) {
	t.Helper()
	out, err := inspect.HCL(realm)
	if err != nil {
		t.Fatal(err)
	}
	if again := hclwrite.Format(out); string(again) != string(out) {
		t.Errorf("hclwrite.Format changes the HCL:\n%s", diff(string(out), string(again)))
	}
	back := foldHCL(realm.Dialect, string(out))
	want, got := graphOfHCL(t, realm), graphOfHCL(t, back)
	if want != got {
		t.Errorf("the HCL reads back as another realm:\n%s", diff(want, got))
		if len(out) < 8000 {
			t.Logf("HCL:\n%s", out)
		}
	}
	known := map[string]bool{}
	for _, p := range realm.Problems {
		known[p.Message] = true
	}
	for _, c := range text.Cut(string(out), hcl.State{Kind: hcl.KindSchema, Dialect: realm.Dialect}, hcl.Next) {
		for _, p := range hcl.Parse(string(out[c.Span.Start:c.Span.End]), c.State).Problems {
			if strings.HasPrefix(p.Message, "VIRTUAL is not a value") {
				continue // PostgreSQL 18
			}
			t.Errorf("the HCL is not valid: %s in %.200q", p.Message, out[c.Span.Start:c.Span.End])
		}
	}
	for _, p := range back.Problems {
		if !known[p.Message] {
			t.Errorf("the HCL has a problem of its own: %s", p.Message)
		}
	}
}

// graphOfHCL is the JSON of a realm without what HCL cannot say (see
// [inspect.HCL]), and without what the two languages' attributes call
// differently.
func graphOfHCL(t *testing.T, r *schema.Realm) string {
	t.Helper()
	doc := decode(t, r)
	for _, s := range list(doc["schemas"]) {
		if s["name"] == "" {
			s["name"] = "main"
		}
		for _, kind := range objectLists {
			relaxObjects(s, kind)
		}
		for _, table := range list(s["tables"]) {
			for _, key := range []string{"partition_of", "partition_bound", "inherits", "opaque"} {
				delete(table, key)
			}
			keepAttrs(table, "engine", "charset", "collate", "auto_increment", "strict", "without_rowid", "unlogged", "row_security.enabled", "row_security.enforced")
			if p, ok := table["partition"].(string); ok {
				table["partition"] = strings.NewReplacer(`"`, "", " (", "(").Replace(p)
			}
			for _, c := range list(table["columns"]) {
				keepAttrs(c, hclColumnAttrs(r.Dialect)...)
				if c["type"] == nil && r.Dialect == schema.SQLite {
					c["type"] = "blob"
				}
			}
			if key, ok := table["primary_key"].(map[string]any); ok {
				relaxIndex(r, key)
				if r.Dialect != schema.Postgres {
					delete(key, "name")
				}
			}
			for _, x := range list(table["indexes"]) {
				relaxIndex(r, x)
				if r.Dialect != schema.Postgres {
					delete(x, "constraint")
				}
			}
			for _, c := range append(list(table["checks"]), list(table["foreign_keys"])...) {
				dropAttrs(c, "not_valid", "match", "on_delete_columns") // HCL has no words for them
			}
			sortByText(table["indexes"])
			relaxForeignKeys(r, table)
		}
		for _, v := range list(s["views"]) {
			delete(v, "columns")
			delete(v, "refs") // of SQL, the query says them
			for _, x := range list(v["indexes"]) {
				relaxIndex(r, x)
			}
		}
	}
	return encode(doc)
}

func hclColumnAttrs(d schema.Dialect) []string {
	switch d {
	case schema.Postgres:
		return []string{"collate"}
	case schema.SQLite:
		return []string{"auto_increment"}
	}
	return []string{"auto_increment", "charset", "collate", "on_update"}
}

// objectLists are the lists of a schema that hold objects.
var objectLists = []string{
	"domains", "composites", "ranges", "sequences", "functions", "procedures", "aggregates", "triggers", "policies",
	"extensions", "roles", "users", "objects",
}

// relaxObjects takes from objects their SQL, and away those that HCL cannot say:
// what the graph holds in part, or without what a block must have. The order of
// objects means nothing.
func relaxObjects(s map[string]any, kind string) {
	objects, _ := s[kind].([]any)
	objects = slices.DeleteFunc(objects, func(v any) bool {
		o := v.(map[string]any)
		attrs, _ := o["attrs"].(map[string]any)
		refs, _ := o["refs"].(map[string]any)
		routine := kind == "functions" || kind == "procedures"
		switch {
		case o["partial"] == true, o["kind"] == "type", routine && (attrs["lang"] == nil || o["body"] == nil),
			kind == "aggregates" && refs["state_func"] == nil:
			return true
		}
		delete(o, "definition")
		return false
	})
	sortByText(objects)
	if s[kind] = objects; len(objects) == 0 {
		delete(s, kind)
	}
}

// relaxIndex takes from an index what HCL does not say, and names that the
// database gives.
func relaxIndex(r *schema.Realm, x map[string]any) {
	keepAttrs(x, "page_per_range", "parser", "deferrable")
	for _, p := range list(x["parts"]) {
		keepAttrs(p, "prefix", "ops", "op", "nulls_first", "nulls_last")
	}
	if r.Dialect != schema.Postgres {
		delete(x, "name")
	}
}

// relaxForeignKeys takes away keys to columns that are not known, and names that
// only PostgreSQL gives for sure.
func relaxForeignKeys(r *schema.Realm, table map[string]any) {
	keys, _ := table["foreign_keys"].([]any)
	keys = slices.DeleteFunc(keys, func(v any) bool {
		fk := v.(map[string]any)
		if r.Dialect != schema.Postgres {
			delete(fk, "name")
		}
		return fk["references"].(map[string]any)["columns"] == nil
	})
	if table["foreign_keys"] = keys; len(keys) == 0 {
		delete(table, "foreign_keys")
	}
}

// keepAttrs leaves an element only the attributes of those names.
func keepAttrs(element map[string]any, names ...string) {
	attrs, ok := element["attrs"].(map[string]any)
	if !ok {
		return
	}
	for name := range attrs {
		if !slices.Contains(names, name) {
			delete(attrs, name)
		}
	}
	if len(attrs) == 0 {
		delete(element, "attrs")
	}
}

func dropAttrs(element map[string]any, names ...string) {
	attrs, ok := element["attrs"].(map[string]any)
	if !ok {
		return
	}
	for _, name := range names {
		delete(attrs, name)
	}
	if len(attrs) == 0 {
		delete(element, "attrs")
	}
}

// TestHCLOfCorpus reads HCL schemas and checks that what is written reads back
// as the same realm.
func TestHCLOfCorpus(t *testing.T) {
	root := corpus.Dir(t, "hcl")
	var files []string
	for _, pattern := range []string{"*/*.pg.hcl", "*/*/*.pg.hcl", "ariga+atlas-integration/*/*/*.hcl"} {
		found, _ := filepath.Glob(filepath.Join(root, pattern))
		files = append(files, found...)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		kind, dialect := hcl.Classify(file, string(src))
		switch {
		case kind != hcl.KindSchema:
			continue
		case dialect != "":
		case strings.Contains(strings.TrimPrefix(file, root), "/mysql/"):
			dialect = schema.MySQL
		case strings.Contains(strings.TrimPrefix(file, root), "/sqlite/"):
			dialect = schema.SQLite
		default:
			dialect = schema.Postgres
		}
		t.Run(strings.TrimPrefix(file, root), func(t *testing.T) {
			checkHCLRoundTrip(t, foldHCL(dialect, string(src)))
		})
	}
}

// TestHCLOfGoldenRealms checks that the HCL of the golden files reads back too:
// what they show is what the parser understands.
func TestHCLOfGoldenRealms(t *testing.T) {
	for name, realm := range realms() {
		t.Run(name, func(t *testing.T) {
			checkHCLRoundTrip(t, realm)
		})
	}
}

// A default whose text has quotes of its own keeps them.
func TestHCLQuotesInDefaults(t *testing.T) {
	for _, literal := range []string{`'"{}"'`, `'''x'''`, `'"'`, `'a"b'`, `'"a" and "b"'`} {
		realm := foldSQL(schema.Postgres, "CREATE TABLE t (c jsonb DEFAULT "+literal+");")
		out, err := inspect.HCL(realm)
		if err != nil {
			t.Fatal(err)
		}
		back := foldHCL(schema.Postgres, string(out)).Schemas[0].Tables[0].Columns[0]
		if back.Default == nil || back.Default.Text != literal {
			t.Errorf("%s comes back as %+v from\n%s", literal, back.Default, out)
		}
	}
}

// TestHCLOfForeignColumns writes a function that returns a table in a dialect
// whose blocks have no place for one: it is named, not written.
func TestHCLOfForeignColumns(t *testing.T) {
	realm := fold(schema.MariaDB, &schema.CreateObject{Kind: schema.KindFunction, Object: ref("", "f"),
		Columns: []schema.ColumnDef{{Name: name("a"), Type: schema.Type{Text: "int"}}}})
	got, err := inspect.HCL(realm)
	if err != nil {
		t.Fatal(err)
	}
	if out := string(got); strings.Contains(out, `function "f"`) || !strings.Contains(out, "function f") {
		t.Errorf("%s", out)
	}
}
