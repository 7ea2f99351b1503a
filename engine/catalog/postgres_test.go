package catalog_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/mariadb"
	"github.com/schemascope/schemascope/internal/postgres"
)

var update = flag.Bool("update", false, "write the golden parts of testdata anew")

func TestMain(m *testing.M) {
	os.Exit(postgres.While(func() int { return mariadb.Run(m) }))
}

// read reads a database's catalog and holds that its realm has no problems.
func read(t *testing.T, url string) *schema.Realm {
	t.Helper()
	db, err := catalog.Read(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	r := db.Realm()
	for _, p := range r.Problems {
		t.Errorf("the realm has a problem: %s", p.Message)
	}
	return r
}

func load(t *testing.T, url, ddl string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "schema.sql")
	if err := os.WriteFile(file, []byte(ddl), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, failure := range postgres.Load(t, url, file) {
		t.Error(failure)
	}
	if t.Failed() {
		t.Log(ddl)
		t.FailNow()
	}
}

// versionOf reads for which versions of PostgreSQL a test is.
var versionOf = regexp.MustCompile(`(?m)^(since|only) version (\d+)$`)

// Each file of testdata has the statements that make a database, and what
// inspecting it gives.
func TestPostgres(t *testing.T) {
	files, err := filepath.Glob("testdata/postgres/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no tests", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if m := versionOf.FindSubmatch(archive.Comment); m != nil {
				n, _ := strconv.Atoi(string(m[2]))
				if v := postgres.Version(t); v < n || v > n && string(m[1]) == "only" {
					t.Skipf("the server is version %d, the test for version %d", v, n)
				}
			}
			url := postgres.Database(t)
			load(t, url, string(archive.Files[0].Data))
			golden(t, file, archive, read(t, url))
		})
	}
}

// golden holds what inspecting a realm gives to the other files of an archive.
func golden(t *testing.T, file string, archive *txtar.Archive, realm *schema.Realm) {
	t.Helper()
	asSQL, err := inspect.SQL(realm)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := inspect.JSON(realm)
	if err != nil {
		t.Fatal(err)
	}
	got := []txtar.File{archive.Files[0], {Name: "want.sql", Data: []byte(asSQL)}, {Name: "want.json", Data: asJSON}}
	if *update {
		if err := os.WriteFile(file, txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: got}), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(archive.Files) != len(got) {
		t.Fatalf("%s has no golden parts: run the tests with -update", file)
	}
	for i := range got {
		if want := string(archive.Files[i].Data); string(got[i].Data) != want {
			t.Errorf("%s differs (-update writes it anew):\n%s", got[i].Name, difference(want, string(got[i].Data)))
		}
	}
}

// difference shows the lines around the first that differs.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	at := 0
	for at < min(len(w), len(g)) && w[at] == g[at] {
		at++
	}
	around := func(lines []string) string { return strings.Join(lines[max(0, at-3):min(len(lines), at+5)], "\n") }
	return "want\n" + around(w) + "\ngot\n" + around(g)
}

// What is inspected, loads; and what that makes, inspects the same. Partitions
// are left out: SQL says that their bounds are not known.
func TestPostgresRoundTrip(t *testing.T) {
	for _, name := range []string{"tables", "objects", "views"} {
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(filepath.Join("testdata", "postgres", name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			url := postgres.Database(t)
			load(t, url, string(archive.Files[0].Data))
			first, err := inspect.SQL(read(t, url))
			if err != nil {
				t.Fatal(err)
			}
			again := postgres.Database(t)
			load(t, again, first)
			second, err := inspect.SQL(read(t, again))
			if err != nil {
				t.Fatal(err)
			}
			if first != second {
				t.Error(difference(first, second))
			}
		})
	}
}

// search_path limits what is read to these schemas; names that lead out of them
// stay as names.
func TestPostgresSearchPath(t *testing.T) {
	url := postgres.Database(t)
	load(t, url, `CREATE EXTENSION citext;
		CREATE TABLE users (id serial PRIMARY KEY);
		CREATE SCHEMA app;
		CREATE TABLE app.posts (id serial PRIMARY KEY, author integer REFERENCES users);`)
	db, err := catalog.Read(t.Context(), url+"&search_path=app")
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for _, s := range db.Realm().Schemas {
		for _, table := range s.Tables {
			tables = append(tables, s.Name+"."+table.Name)
		}
		for _, o := range s.Objects {
			t.Errorf("there is %s %s", o.Kind, o.Name)
		}
	}
	if got := strings.Join(tables, " "); got != "app.posts" {
		t.Errorf("the tables are %s", got)
	}
	if key := db.Realm().Schema("app").Tables[0].ForeignKeys; len(key) != 1 || key[0].Ref.String() != "public.users" {
		t.Errorf("the keys are %+v", key)
	}
}

// A role may read of others' objects what the catalog shows to everybody.
func TestPostgresUnprivileged(t *testing.T) {
	url := postgres.Database(t)
	load(t, url, `CREATE TABLE secrets (id serial PRIMARY KEY, n integer DEFAULT 1 CHECK (n > 0));
		CREATE SCHEMA closed;
		CREATE TABLE closed.more (id integer);
		CREATE VIEW closed.seen AS SELECT * FROM secrets;
		DROP ROLE IF EXISTS nobody_here;
		CREATE ROLE nobody_here LOGIN;`)
	all, err := inspect.JSON(read(t, url))
	if err != nil {
		t.Fatal(err)
	}
	other, err := inspect.JSON(read(t, strings.Replace(url, "postgres@", "nobody_here@", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if string(all) != string(other) {
		t.Error(difference(string(all), string(other)))
	}
}

// No error shows a password, whatever is wrong with the URL.
func TestPasswordsStaySecret(t *testing.T) {
	for _, url := range []string{
		"postgres://me:s3cr3t@127.0.0.1:1/db",
		"postgres://me:s3cr3t@127.0.0.1:port/db",
		"postgres://me:s3cr3t%@127.0.0.1:1/db",
		"postgres://me:s3cr3t@@127.0.0.1:1/db",
		"postgres://me:s3cr3t/x@127.0.0.1:1/db?sslmode=wrong",
		"postgresql://127.0.0.1:1/db?user=me&password=s3cr3t",
		"postgres://me:%73%33cr3t@127.0.0.1:1/db",
		"oracle://me:s3cr3t@127.0.0.1:1/db",
		"mysql://me:s3cr3t@127.0.0.1:1/db",
		"mysql://me:s3cr3t@127.0.0.1:port/db",
		"maria://me:s3cr3t%@127.0.0.1:1/db",
		"mariadb://me:s3cr3t@@127.0.0.1:1/db?timeout=wrong",
		"mariadb://me:s3cr3t/x@127.0.0.1:1/db?tls=none",
		"mariadb+unix://me:s3cr3t@/nowhere/127.0.0.1?database=db",
		"me:s3cr3t@tcp(127.0.0.1)/db",
	} {
		_, err := catalog.Read(t.Context(), url)
		if err == nil {
			t.Fatalf("%s could be read", url)
		}
		if strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: the error is %q", url, err)
		}
		if !strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: the error does not say what could not be read: %q", url, err)
		}
	}
}

// A thousand tables with what goes with them.
func BenchmarkPostgres(b *testing.B) {
	var ddl strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&ddl, "CREATE TABLE t%d (id bigserial PRIMARY KEY, up bigint REFERENCES t%d", i, max(0, i-1))
		for c := range 14 {
			fmt.Fprintf(&ddl, ", c%d varchar(%d)%s NOT NULL", c, c+1, map[bool]string{true: " DEFAULT 'x'"}[c%4 == 0])
		}
		fmt.Fprintf(&ddl, ", CHECK (c0 <> ''), CHECK (c1 <> c2));\nCREATE INDEX ON t%d (lower(c0), c1 DESC);\nCREATE UNIQUE INDEX ON t%d (c2) WHERE c3 > '';\n", i, i)
	}
	file := filepath.Join(b.TempDir(), "schema.sql")
	if err := os.WriteFile(file, []byte(ddl.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	url := postgres.Database(b)
	if failures := postgres.Load(b, url, file); len(failures) > 0 {
		b.Fatal(failures)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := catalog.Read(b.Context(), url); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read and fold", func(b *testing.B) {
		for b.Loop() {
			db, err := catalog.Read(b.Context(), url)
			if err != nil {
				b.Fatal(err)
			}
			if n := len(db.Realm().Schema("public").Tables); n != 1000 {
				b.Fatalf("%d tables", n)
			}
		}
	})
}
