package workspace

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// step is one of the migrations that each tool is given.
type step struct{ up, down string }

// history ends in the same schema for each tool, and goes wrong in any other
// order than its own.
var history = []step{
	{"CREATE TABLE users (id integer PRIMARY KEY, nick text);\n", "DROP TABLE users;\n"},
	{"ALTER TABLE users ADD COLUMN email text;\n", "ALTER TABLE users DROP COLUMN email;\n"},
	{"ALTER TABLE users RENAME COLUMN nick TO name;\nCREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n",
		"DROP TABLE posts;\nALTER TABLE users RENAME COLUMN name TO nick;\n"},
}

const historyMakes = "users(id name email) posts(id user_id)"

// layouts are how tools keep a history: the files of its steps, how each is
// written, and what else lies there. Where a tool takes versions for numbers, the
// order of the letters is another.
var layouts = map[string]struct {
	names string
	wrap  func(s step) string
	more  map[string]string
}{
	"golang-migrate":    {names: "db/1_users.up.sql db/2_email.up.sql db/10_posts.up.sql", more: map[string]string{"db/1_users.down.sql": history[0].down, "db/2_email.down.sql": history[1].down}},
	"sqlx":              {names: "migrations/1_users.sql migrations/2_email.sql migrations/10_posts.sql"},
	"sqlx, reversible":  {names: "migrations/1_users.up.sql migrations/2_email.up.sql migrations/10_posts.up.sql", more: map[string]string{"migrations/10_posts.down.sql": history[2].down}},
	"goose":             {names: "db/1_users.sql db/2_email.sql db/10_posts.sql", wrap: gooseFile},
	"dbmate":            {names: "db/20240101_users.sql db/20240102_email.sql db/20240110_posts.sql", wrap: dbmateFile},
	"flyway":            {names: "sql/V1__users.sql sql/V1.9__email.sql sql/V1.10__posts.sql", more: map[string]string{"sql/U1.10__posts.sql": history[2].down, "sql/R__views.sql": "CREATE VIEW named AS SELECT name FROM users;", "sql/beforeMigrate.sql": "DROP TABLE users;"}},
	"flyway, nested":    {names: "sql/V1__users.sql sql/more/V2__email.sql sql/V10__posts.sql"},
	"flyway, baseline":  {names: "sql/B3__users.sql sql/V4__email.sql sql/V5__posts.sql", more: map[string]string{"sql/V1__x.sql": "CREATE TABLE x (id int);", "sql/V3__y.sql": "CREATE TABLE users (id int);"}},
	"liquibase":         {names: "log/001.sql log/002.sql log/010.sql", wrap: liquibaseFile},
	"prisma":            {names: "prisma/migrations/20240101_users/migration.sql prisma/migrations/20240102_email/migration.sql prisma/migrations/20240110_posts/migration.sql", more: map[string]string{"prisma/migrations/migration_lock.toml": "# a lock\nprovider = \"postgresql\"\n"}},
	"diesel":            {names: "migrations/2024-01-01-000000_users/up.sql migrations/2024-01-02-000000_email/up.sql migrations/2024-01-10-000000_posts/up.sql", more: map[string]string{"migrations/2024-01-10-000000_posts/down.sql": history[2].down}},
	"atlas":             {names: "db/20240101.sql db/20240102.sql db/20240110.sql", more: map[string]string{"db/atlas.sum": ""}},
	"atlas, checkpoint": {names: "db/20240103_checkpoint.sql db/20240104.sql db/20240110.sql", wrap: checkpointFile, more: map[string]string{"db/20240101.sql": "CREATE TABLE gone (id int);", "db/atlas.sum": ""}},
}

func gooseFile(s step) string {
	return "-- +goose Up\n" + s.up + "-- +goose StatementBegin\nSELECT 1\n-- +goose StatementEnd\n\n-- +goose Down\n" + s.down
}

func dbmateFile(s step) string {
	return "-- migrate:up transaction:false\n" + strings.TrimSuffix(s.up, ";\n") + "\n\n-- migrate:down\n" + s.down
}

func liquibaseFile(s step) string {
	return "--liquibase formatted sql\n\n--changeset someone:1\n" + s.up + "--rollback " + strings.ReplaceAll(s.down, "\n", "\n--rollback ") + "\n"
}

func checkpointFile(s step) string {
	if s == history[0] {
		return "-- atlas:checkpoint\n\n" + s.up
	}
	return s.up
}

// TestMigrationTools replays the same history as each tool keeps it: from the
// command line, and for each of its files in an editor.
func TestMigrationTools(t *testing.T) {
	for name, layout := range layouts {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			for n, content := range layout.more {
				files[n] = content
			}
			names := strings.Fields(layout.names)
			for i, n := range names {
				if files[n] = history[i].up; layout.wrap != nil {
					files[n] = layout.wrap(history[i])
				}
			}
			dir := write(t, files)
			root := path.Dir(names[0])
			if base := path.Base(names[0]); base == "migration.sql" || base == "up.sql" {
				root = path.Dir(root)
			}
			target, err := NewTarget(filepath.Join(dir, root))
			if err != nil {
				t.Fatal(err)
			}
			checkReplay(t, New(Options{Targets: []Target{target}}).Snapshot())
			project := write(t, map[string]string{"atlas.hcl": "env \"local\" {\n  migration {\n    dir = \"file://" + filepath.ToSlash(target.Path) + "\"\n  }\n}\n"})
			checkReplay(t, New(Options{Roots: []string{project}}).Snapshot())
			for _, n := range names {
				w := New(Options{Roots: []string{dir}})
				file := filepath.Join(dir, n)
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				w.Open(file, "sql", 1, string(content))
				checkReplay(t, w.Snapshot())
			}
		})
	}
}

func checkReplay(t *testing.T, s *Snapshot) {
	t.Helper()
	if got := problems(s); got != "" {
		t.Error(got)
	}
	if len(s.Environments()) != 1 {
		t.Fatalf("%d environments", len(s.Environments()))
	}
	var tables []string
	realm := s.Environments()[0].Realm()
	for _, s := range realm.Schemas {
		for _, table := range s.Tables {
			var columns []string
			for _, c := range table.Columns {
				columns = append(columns, c.Name)
			}
			tables = append(tables, table.Name+"("+strings.Join(columns, " ")+")")
		}
	}
	if got := strings.Join(tables, " "); got != historyMakes {
		t.Errorf("%s\nwant %s", got, historyMakes)
	}
}

// TestMigrationFormat reads directories whose URL alone says what they are, and
// the dialect that Prisma's lock names.
func TestMigrationFormat(t *testing.T) {
	dir := write(t, map[string]string{
		"atlas.hcl":    "env \"local\" {\n  src = \"file://db?format=goose\"\n}\n",
		"db/1.sql":     history[0].up,
		"db/2_x.sql":   history[1].up,
		"db/10_y.sql":  history[2].up,
		"db/README.md": "",
	})
	checkReplay(t, New(Options{Roots: []string{dir}}).Snapshot())

	dir = write(t, map[string]string{
		"migrations/migration_lock.toml":  "provider = \"mysql\"\n",
		"migrations/1_init/migration.sql": "CREATE TABLE a (id int);",
	})
	target, err := NewTarget(filepath.Join(dir, "migrations"))
	if err != nil {
		t.Fatal(err)
	}
	if e := New(Options{Targets: []Target{target}}).Snapshot().Environments()[0]; e.Dialect != schema.MySQL {
		t.Errorf("dialect %q", e.Dialect)
	}
}
