package workspace

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

func problems(s *Snapshot) string {
	var b strings.Builder
	for _, e := range s.Environments() {
		describeProblems(&b, e.Problems)
		describeProblems(&b, e.Realm().Problems)
	}
	return b.String()
}

func TestUndoingIsNotApplied(t *testing.T) {
	for name, form := range map[string]string{
		"goose":  "-- +goose Up\n-- +goose StatementBegin\nUP;\n-- +goose StatementEnd\n\n-- +goose Down\n-- +goose StatementBegin\nDOWN;\n-- +goose StatementEnd\n",
		"dbmate": "-- migrate:up\nUP;\n\n-- migrate:down\nDOWN;\n",
	} {
		t.Run(name, func(t *testing.T) {
			fill := func(up, down string) string { return strings.NewReplacer("UP", up, "DOWN", down).Replace(form) }
			dir := write(t, map[string]string{
				"1.sql": fill("CREATE TABLE a (id int)", "DROP TABLE a"),
				"2.sql": fill("ALTER TABLE a ADD COLUMN b int", "ALTER TABLE a DROP COLUMN b"),
				"3.sql": fill("CREATE INDEX i ON a (b)", "DROP INDEX i"),
			})
			target, err := NewTarget(dir)
			if err != nil {
				t.Fatal(err)
			}
			s := New(Options{Targets: []Target{target}}).Snapshot()
			if got := problems(s); got != "" {
				t.Error(got)
			}
			realm := s.Environments()[0].Realm()
			if tables := realm.Schemas[0].Tables; len(tables) != 1 || len(tables[0].Columns) != 2 || len(tables[0].Indexes) != 1 {
				t.Errorf("tables: %+v", tables)
			}
		})
	}
}

func TestMigrationInADirectoryOfItsOwn(t *testing.T) {
	dir := write(t, map[string]string{
		"prisma/migrations/1_init/migration.sql": "CREATE TABLE users (id int);",
		"prisma/migrations/2_more/migration.sql": "ALTER TABLE users ADD COLUMN name text;",
	})
	w := New(Options{Roots: []string{dir}})
	w.Open(filepath.Join(dir, "prisma/migrations/2_more/migration.sql"), "sql", 1, "ALTER TABLE users ADD COLUMN name text;")
	if got := problems(w.Snapshot()); got != "" {
		t.Error(got)
	}
}

func TestDirectoriesComeAndGo(t *testing.T) {
	dir := write(t, map[string]string{
		"one/atlas.hcl":         "env \"local\" {\n  src = \"file://schemas\"\n}\n",
		"one/schemas/users.sql": "CREATE TABLE users (id int);",
	})
	w := New(Options{Roots: []string{dir}})
	if n := len(w.Snapshot().Environments()); n != 1 {
		t.Fatalf("%d environments", n)
	}
	if got := problems(w.Snapshot()); got != "" {
		t.Fatal(got)
	}

	if err := os.RemoveAll(filepath.Join(dir, "one/schemas")); err != nil {
		t.Fatal(err)
	}
	w.DiskChanged([]string{filepath.Join(dir, "one/schemas")})
	if got := problems(w.Snapshot()); !strings.Contains(got, "schemas does not exist") {
		t.Errorf("after the sources have gone: %q", got)
	}

	if err := os.Rename(filepath.Join(dir, "one"), filepath.Join(dir, "two")); err != nil {
		t.Fatal(err)
	}
	w.DiskChanged([]string{filepath.Join(dir, "one"), filepath.Join(dir, "two")})
	if all := w.Snapshot().Environments(); len(all) != 1 || filepath.Base(all[0].Dir) != "two" {
		t.Errorf("after the project was moved: %+v", all)
	}
}

// printer is a runner that prints a table named by the last word of the command.
func printer(runs *[]string) func(context.Context, []string, string) ([]byte, error) {
	return func(_ context.Context, command []string, _ string) ([]byte, error) {
		*runs = append(*runs, strings.Join(command, " "))
		return []byte("CREATE TABLE " + command[len(command)-1] + " (id int);"), nil
	}
}

func tableNames(e *Environment) string {
	var names []string
	for _, s := range e.Realm().Schemas {
		for _, t := range s.Tables {
			names = append(names, t.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestCommandRunsOnceItIsSaved(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": strings.Replace(external, "--now", "one", 1)})
	name := filepath.Join(dir, "atlas.hcl")
	var runs []string
	w := New(Options{Roots: []string{dir}, Trusted: true, Runner: printer(&runs)})
	w.Open(name, "hcl", 1, strings.Replace(external, "--now", "one", 1))
	w.Snapshot().Environments()
	w.RunPrograms(context.Background())

	w.Change(name, 2, []Edit{func(d *text.Document) text.Edit {
		at := strings.Index(d.Text(), "one")
		return text.Edit{Span: text.Span{Start: at, End: at + 3}, New: "two"}
	}})
	e := w.Snapshot().Environments()[0]
	if w.RunPrograms(context.Background()) {
		t.Errorf("what was typed ran: %q", runs)
	}
	if len(e.Problems) != 1 || e.Problems[0].Code != schema.CodeNotLoaded || !strings.Contains(e.Problems[0].Message, "once atlas.hcl is saved") {
		t.Errorf("problems: %+v", e.Problems)
	}

	doc, _ := w.Snapshot().Document(name)
	if err := os.WriteFile(name, []byte(doc.Text()), 0o644); err != nil {
		t.Fatal(err)
	}
	w.DiskChanged([]string{name})
	w.Snapshot().Environments()
	if !w.RunPrograms(context.Background()) {
		t.Error("what was saved did not run")
	}
	if got := tableNames(w.Snapshot().Environments()[0]); got != "two" {
		t.Errorf("tables %q after %q", got, runs)
	}
}

func TestEachEnvHasTheOutputOfItsOwnCommand(t *testing.T) {
	project := strings.Replace(external, `"--now"`, "local.table", 1)
	dir := write(t, map[string]string{
		"a/atlas.hcl": project + "locals {\n  table = \"one\"\n}\n",
	})
	name := filepath.Join(dir, "a/atlas.hcl")
	var runs []string
	w := New(Options{Roots: []string{dir}, Trusted: true, Runner: printer(&runs)})
	for i, want := range []string{"one", "two", "three", "one"} {
		if err := os.WriteFile(name, []byte(project+"locals {\n  table = \""+want+"\"\n}\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		w.DiskChanged([]string{name})
		w.Snapshot().Environments()
		w.RunPrograms(context.Background())
		if got := tableNames(w.Snapshot().Environments()[0]); got != want {
			t.Errorf("step %d: tables %q, want %q", i, got, want)
		}
	}
	if len(runs) != 3 {
		t.Errorf("runs: %q", runs)
	}
}

func TestModelThatChangesWhileItsProgramRuns(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": external, "models.py": ""})
	var w *Workspace
	runs := 0
	w = New(Options{Roots: []string{dir}, Trusted: true, Runner: func(context.Context, []string, string) ([]byte, error) {
		if runs++; runs == 1 {
			w.DiskChanged([]string{filepath.Join(dir, "models.py")})
		}
		return []byte("CREATE TABLE users (id int);"), nil
	}})
	for range 4 {
		w.Snapshot().Environments()
		w.RunPrograms(context.Background())
	}
	if runs != 2 {
		t.Errorf("the program ran %d times, want 2", runs)
	}
}

func TestTrustThatEndsKeepsProgramsFromRunning(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": external})
	var runs []string
	w := New(Options{Roots: []string{dir}, Trusted: true, Runner: printer(&runs)})
	w.Snapshot().Environments()
	w.SetTrusted(false)
	w.RunPrograms(context.Background())
	if len(runs) > 0 {
		t.Errorf("ran %q", runs)
	}
}

func TestClosedDocumentTakesItsProjectAway(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": "locals {\n  a = var.gone\n}\n", "a.sql": ""})
	w := New(Options{})
	w.Open(filepath.Join(dir, "a.sql"), "sql", 1, "")
	if got := w.Snapshot().Projects(); len(got) != 1 {
		t.Fatalf("%d projects while the document is open", len(got))
	}
	w.Close(filepath.Join(dir, "a.sql"))
	if got := w.Snapshot().Projects(); len(got) != 0 {
		t.Errorf("%s is still there", got[0].File)
	}
}

func TestDirectoryOfAMissingFileIsWatched(t *testing.T) {
	dir := write(t, map[string]string{"atlas.hcl": "env \"local\" {\n  src = \"file://schemas/a.sql\"\n}\n", "schemas/notes.md": ""})
	s := New(Options{Roots: []string{dir}}).Snapshot()
	if got := s.Directories(); !slices.Contains(got, filepath.Join(dir, "schemas")) {
		t.Errorf("watched: %q", got)
	}
}

func TestDirectoryOfTwoDialects(t *testing.T) {
	files := map[string]string{
		"schema-mysql.sql":    "CREATE TABLE `users` (`id` int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;",
		"schema-postgres.sql": "CREATE TABLE users (id bigserial PRIMARY KEY, doc jsonb);\nCREATE INDEX ON users USING gin (doc);",
	}
	dir := write(t, files)
	w := New(Options{Roots: []string{dir}})
	for name, content := range files {
		w.Open(filepath.Join(dir, name), "sql", 1, content)
	}
	if got := problems(w.Snapshot()); got != "" {
		t.Error(got)
	}
	if n := len(w.Snapshot().Environments()); n != 2 {
		t.Errorf("%d environments", n)
	}
}
