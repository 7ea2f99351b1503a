package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// write makes a project of files, and returns its directory.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const composite = `
data "composite_schema" "app" {
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
`

const auth = `
schema "auth" {}

variable "sizes" {
  type    = map(number)
  default = { small = 10, large = 200 }
}

locals {
  key = bigint
}

table "notes" {
  for_each = var.sizes
  schema   = schema.auth
  name     = "${each.key}_notes"
  column "id" {
    type = local.key
  }
  column "text" {
    type = varchar(each.value)
  }
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
`

const shop = `
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  user_id integer NOT NULL REFERENCES auth.users (id)
);

CREATE INDEX ON orders (user_id);

ALTER TABLE orders ADD COLUMN note text;
`

// describe is all that a snapshot knows, in a form that can be compared.
func describe(t *testing.T, s *Snapshot) string {
	t.Helper()
	var b strings.Builder
	for _, e := range s.Environments() {
		fmt.Fprintf(&b, "environment %q %s %s\n", e.Name(), filepath.Base(e.Dir), e.Dialect)
		for _, f := range e.Files {
			fmt.Fprintf(&b, "file %s %d chunks\n", filepath.Base(f.Name), len(f.Chunks()))
			for _, o := range f.Outlines() {
				fmt.Fprintf(&b, "outline at %d %+v\n", o.Start, o.Symbols)
			}
			for _, c := range f.Chunks() {
				fmt.Fprintf(&b, " chunk at %d: %d statements, %d sites\n", c.Place.Start, len(c.Chunk.Stmts), len(c.Chunk.Sites))
				describeProblems(&b, c.Chunk.Problems)
			}
		}
		describeProblems(&b, e.Problems)
		realm := e.Realm()
		describeProblems(&b, realm.Problems)
		json, err := inspect.JSON(realm)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(json)
		for _, sc := range realm.Schemas {
			for _, table := range sc.Tables {
				fmt.Fprintf(&b, "%s at %s %v\n", table.Name, filepath.Base(table.Origins[0].File()), table.Origins[0].Range())
				for _, c := range table.Columns {
					fmt.Fprintf(&b, " %s at %v\n", c.Name, c.Origin.NameRange())
				}
			}
		}
	}
	return b.String()
}

func describeProblems(b *strings.Builder, problems []schema.Problem) {
	for _, p := range problems {
		start := 0
		if p.Place != nil {
			start = p.Place.Start
		}
		fmt.Fprintf(b, " problem %s at %v: %s\n", p.Code, p.Span.Shift(start), p.Message)
	}
}

// TestEditsEqualFromScratch is the invariant of the whole engine: however a text
// came about, the snapshot is the one that the text alone gives.
func TestEditsEqualFromScratch(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	// Pieces that make and break structure in both languages.
	pieces := []string{
		"", " ", "\n", ";", "'", "\"", "$$", "(", ")", "{", "}", "/*", "*/", "--", "#", "é", "\r\n", "\x00",
		"CREATE TABLE t (a int);\n", "DROP TABLE orders;\n", "ALTER TABLE orders RENAME TO sales;\n", "SET search_path = auth;\n",
		"table \"x\" {\n  schema = schema.auth\n  column \"y\" {\n    type = int\n  }\n}\n", "schema = schema.shop\n", "column \"z\" {}\n",
		"data \"hcl_schema\" \"h\" {\n  path = \"auth.pg.hcl\"\n}\n", "file://missing.sql", "-- atlas:import auth.sql\n\n",
		"local.key", "var.sizes", "each.value", "for_each = toset([\"p\", \"q\"])\n", "${", "default = 5\n", "locals {\n  more = local.key\n}\n",
	}
	for round := range rounds {
		dir := write(t, map[string]string{"atlas.hcl": composite, "auth.pg.hcl": auth, "shop.sql": shop})
		w := New(Options{Roots: []string{dir}})
		names := []string{filepath.Join(dir, "atlas.hcl"), filepath.Join(dir, "auth.pg.hcl"), filepath.Join(dir, "shop.sql")}
		texts := map[string]string{names[0]: composite, names[1]: auth, names[2]: shop}
		for i, name := range names {
			if i < 2 || r.IntN(2) == 0 {
				w.Open(name, "", 1, texts[name])
			} else {
				delete(texts, name)
			}
		}
		for step := range 12 {
			name := names[r.IntN(len(names))]
			content, open := texts[name]
			if !open {
				continue
			}
			start := r.IntN(len(content) + 1)
			end := min(start+r.IntN(20)*r.IntN(2), len(content))
			e := text.Edit{Span: text.Span{Start: start, End: end}, New: pieces[r.IntN(len(pieces))]}
			texts[name] = content[:start] + e.New + content[end:]
			w.Change(name, int32(step+2), []Edit{func(*text.Document) text.Edit { return e }})
			if r.IntN(3) > 0 {
				continue // not every snapshot is looked at
			}
			scratch := New(Options{Roots: []string{dir}})
			for name, content := range texts {
				scratch.Open(name, "", 1, content)
			}
			got, want := describe(t, w.Snapshot()), describe(t, scratch.Snapshot())
			if got != want {
				t.Fatalf("round %d, step %d: after %+v in %s\ngot:\n%s\nwant:\n%s", round, step, e, filepath.Base(name), diffLines(got, want), "")
			}
		}
	}
}

// diffLines shows where two texts part.
func diffLines(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := 0; i < len(g) && i < len(w); i++ {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n  got  %s\n  want %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

func TestUnsavedBufferIsPartOfTheProject(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": composite, "auth.pg.hcl": auth})
	w := New(Options{Roots: []string{dir}})
	if e := w.Snapshot().Environments()[0]; len(e.Problems) != 1 || e.Problems[0].Code != schema.CodeMissingFile {
		t.Fatalf("problems of the missing source: %+v", e.Problems)
	}
	w.Open(filepath.Join(dir, "shop.sql"), "sql", 1, shop)
	e := w.Snapshot().Environments()[0]
	if len(e.Problems) != 0 || e.Realm().Schema("shop") == nil || len(e.Realm().Schema("shop").Tables) != 1 {
		t.Fatalf("the open buffer is not read: %+v", e.Problems)
	}
	w.Close(filepath.Join(dir, "shop.sql"))
	if e := w.Snapshot().Environments()[0]; len(e.Problems) != 1 {
		t.Fatalf("the closed buffer is still read: %+v", e.Problems)
	}
}

func TestUntouchedRealmIsShared(t *testing.T) {
	dir := write(t, map[string]string{
		"one/atlas.hcl": composite, "one/auth.pg.hcl": auth, "one/shop.sql": shop,
		"two/atlas.hcl": composite, "two/auth.pg.hcl": auth, "two/shop.sql": shop,
	})
	w := New(Options{Roots: []string{dir}})
	edited := filepath.Join(dir, "one", "shop.sql")
	w.Open(edited, "", 1, shop)
	before := w.Snapshot().Environments()
	realms := []*schema.Realm{before[0].Realm(), before[1].Realm()}
	w.Change(edited, 2, []Edit{func(*text.Document) text.Edit { return text.Edit{New: "\n"} }})
	after := w.Snapshot().Environments()
	if after[0].Realm() == realms[0] {
		t.Error("the edited project kept its old realm")
	}
	if after[1].Realm() != realms[1] {
		t.Error("the other project was folded again")
	}
}

const external = `
data "external_schema" "orm" {
  program = ["print-schema", "--now"]
}

env "local" {
  src = data.external_schema.orm.url
  dev = "docker://postgres/16/dev"
}
`

func TestProgramsNeedTrust(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": external})
	runs := 0
	runner := func(_ context.Context, command []string, in string) ([]byte, error) {
		runs++
		if command[0] != "print-schema" || in != dir {
			t.Errorf("ran %q in %s", command, in)
		}
		return []byte("-- atlas:pos users[type=table] models.py:2\n\nCREATE TABLE users (id int);\n"), nil
	}
	w := New(Options{Roots: []string{dir}, Runner: runner})
	e := w.Snapshot().Environments()[0]
	if len(e.Problems) != 1 || e.Problems[0].Code != schema.CodeNotLoaded || e.Problems[0].Severity != schema.Information {
		t.Fatalf("without trust: %+v", e.Problems)
	}
	if w.RunPrograms(context.Background()) || runs > 0 {
		t.Fatal("a program ran without trust")
	}

	w.SetTrusted(true)
	w.Snapshot().Environments()
	if !w.RunPrograms(context.Background()) || runs != 1 {
		t.Fatalf("the program ran %d times", runs)
	}
	e = w.Snapshot().Environments()[0]
	if len(e.Problems) != 0 || len(e.Realm().Schema("public").Tables) != 1 {
		t.Fatalf("its output is not read: %+v", e.Problems)
	}
	if w.RunPrograms(context.Background()) {
		t.Fatal("the program ran again for nothing")
	}

	if err := os.WriteFile(filepath.Join(dir, "models.py"), []byte("# models\nclass User: pass\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	w.DiskChanged([]string{filepath.Join(dir, "models.py")})
	w.Snapshot().Environments()
	if !w.RunPrograms(context.Background()) || runs != 2 {
		t.Fatalf("a changed model did not make the program run again: %d runs", runs)
	}
	users := w.Snapshot().Environments()[0].Realm().Schema("public").Tables[0]
	if file := filepath.Base(users.Origins[0].File()); file != "models.py" {
		t.Errorf("users comes from %s, want the model", file)
	}
}

func TestProgramFailures(t *testing.T) {
	tests := []struct {
		name    string
		output  string
		err     error
		problem string
	}{
		{"fails", "", errors.New("exit status 1"), "exit status 1"},
		{"prints garbage", "Traceback (most recent call last):\n  boom\n", nil, "did not print SQL"},
		{"prints bytes", "\xff\xfe\x00", nil, "not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := write(t, map[string]string{"atlas.hcl": external})
			w := New(Options{Roots: []string{dir}, Trusted: true, Runner: func(context.Context, []string, string) ([]byte, error) {
				return []byte(tt.output), tt.err
			}})
			w.Snapshot().Environments()
			w.RunPrograms(context.Background())
			e := w.Snapshot().Environments()[0]
			if len(e.Problems) != 1 || e.Problems[0].Code != schema.CodeProgramFailed || !strings.Contains(e.Problems[0].Message, tt.problem) {
				t.Fatalf("problems: %+v", e.Problems)
			}
			doc, err := w.Snapshot().Document(filepath.Join(dir, "atlas.hcl"))
			if err != nil {
				t.Fatal(err)
			}
			at := e.Problems[0].Span.Shift(e.Problems[0].Place.Start)
			if got := doc.Slice(at); got != `["print-schema", "--now"]` {
				t.Errorf("the problem is at %q", got)
			}
			if !e.Realm().Incomplete {
				t.Error("the realm claims to be complete")
			}
		})
	}
}

// Models that do not load while they are edited leave what was there.
func TestProgramFailsAfterItRan(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": external})
	var failure error
	w := New(Options{Roots: []string{dir}, Trusted: true, Runner: func(context.Context, []string, string) ([]byte, error) {
		return []byte("CREATE TABLE users (id int);"), failure
	}})
	again := func() *Environment {
		w.DiskChanged([]string{filepath.Join(dir, "models.py")})
		w.Snapshot().Environments()
		w.RunPrograms(context.Background())
		return w.Snapshot().Environments()[0]
	}
	again()
	for range 2 {
		failure = errors.New("SyntaxError")
		e := again()
		if len(e.Problems) != 1 || !strings.Contains(e.Problems[0].Message, "as it was loaded before: SyntaxError") {
			t.Errorf("problems: %+v", e.Problems)
		}
		if len(e.Realm().Schema("public").Tables) != 1 || !e.Realm().Incomplete {
			t.Error("what was loaded before is gone, or claims to be all")
		}
	}
	failure = nil
	if e := again(); len(e.Problems) != 0 || e.Realm().Incomplete {
		t.Errorf("once it loads again: %+v", e.Problems)
	}
}

func TestDirectoryWithoutProject(t *testing.T) {
	dir := write(t, map[string]string{"auth.pg.hcl": auth, "shop.sql": shop, "notes.txt": "x"})
	target, err := NewTarget(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := New(Options{Targets: []Target{target}})
	envs := w.Snapshot().Environments()
	if len(envs) != 1 || len(envs[0].Files) != 2 || len(envs[0].Realm().Problems) != 0 {
		t.Fatalf("environments: %s", describe(t, w.Snapshot()))
	}
	json, err := inspect.JSON(envs[0].Realm())
	if err != nil || !bytes.Contains(json, []byte(`"orders"`)) || !bytes.Contains(json, []byte(`"users"`)) {
		t.Fatalf("%v %s", err, json)
	}
}
