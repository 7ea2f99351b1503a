package differential

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/corpus"
	"github.com/schemascope/schemascope/internal/mariadb"
	"github.com/schemascope/schemascope/internal/postgres"
)

func TestMain(m *testing.M) {
	os.Exit(postgres.While(func() int { return mariadb.Run(m) }))
}

func fromText(t *testing.T, path string) *schema.Realm {
	t.Helper()
	realm, err := Realm(path)
	if err != nil {
		t.Fatal(err)
	}
	return realm
}

func fromDatabase(t *testing.T, url string) *schema.Realm {
	t.Helper()
	db, err := catalog.Read(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return db.Realm()
}

// Every schema of the corpus that the database can load is the same from its
// text and from the database, but for what is known. A difference that is new
// fails the test, and so does one that is gone.
func TestCorpus(t *testing.T) {
	dir := corpus.Dir(t, "sql")
	if v := postgres.Version(t); v != 15 {
		t.Skipf("what is known is known of PostgreSQL 15, not %d", v)
	}
	for _, s := range Schemas {
		t.Run(s.Path, func(t *testing.T) {
			path := filepath.Join(dir, filepath.FromSlash(s.Path))
			files, err := Files(path, s.Last...)
			if err != nil {
				t.Fatal(err)
			}
			url, failures := load(t, s.Version, files...)
			if failures = slices.DeleteFunc(failures, Harmless); len(failures) != s.Refused {
				t.Fatalf("the database refuses %d statements:\n%s", len(failures), strings.Join(failures, "\n"))
			}
			report(t, s.Known, Compare(fromText(t, path), fromDatabase(t, Connected(url, s.Database))))
		})
	}
}

// load makes a database of files, and gives what it says of what it does not take.
func load(t *testing.T, version int, files ...string) (url string, failures []string) {
	t.Helper()
	server := postgres.Shared(t, version)
	url, err := server.Database()
	if err == nil {
		failures, err = server.Load(url, files...)
	}
	if err != nil {
		t.Fatal(err)
	}
	return url, failures
}

// report fails the test where other differences are found than are known.
func report(t *testing.T, known map[string]int, found Result) {
	t.Helper()
	if found.Total() == 0 {
		t.Error("nothing was compared")
	}
	got := found.Counts()
	for _, kind := range sortedKeys(got, known) {
		if got[kind] == known[kind] {
			continue
		}
		t.Errorf("%q: %d, where %d are known", kind, got[kind], known[kind])
		for _, d := range found.Differences {
			if d.Kind == kind {
				t.Log(d)
			}
		}
	}
}

// The databases that the tests of package catalog make, and some of our own, are
// those that their texts say; and so does what is inspected of them.
func TestOwn(t *testing.T) {
	own(t, "postgres/15", []string{"../../engine/catalog/testdata/postgres/*.txtar", "testdata/*.txtar"}, func(t *testing.T, about, ddl string) string {
		url, failures := load(t, since(t, about), ddl)
		if len(failures) > 0 {
			t.Fatal(strings.Join(failures, "\n"))
		}
		return url
	})
}

// since is the major version that an archive says it needs, in a line "since
// version 18" of what comes before its files.
func since(t *testing.T, about string) int {
	t.Helper()
	for line := range strings.Lines(about) {
		if number, ok := strings.CutPrefix(line, "since version "); ok {
			version, err := strconv.Atoi(strings.TrimSpace(number))
			if err != nil {
				t.Fatal(err)
			}
			return version
		}
	}
	return 0
}

// TestOwnMariaDB is TestOwn for MariaDB.
func TestOwnMariaDB(t *testing.T) {
	own(t, "mariadb/10.11", []string{"../../engine/catalog/testdata/mariadb/*.txtar", "testdata/mariadb/*.txtar"}, func(t *testing.T, _, ddl string) string {
		url := mariadb.Database(t)
		if failures := mariadb.Load(t, url, ddl); len(failures) > 0 {
			t.Fatal(failures)
		}
		return url
	})
}

// own compares the first file of each archive with the database that load makes
// of it and of what the archive says before its files, in a project whose databases are made from an image.
func own(t *testing.T, image string, patterns []string, load func(t *testing.T, about, ddl string) (url string)) {
	var names []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal("no archives at", pattern, err)
		}
		names = append(names, found...)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			project := t.TempDir()
			write := func(name string, data []byte) string {
				name = filepath.Join(project, name)
				if err := os.WriteFile(name, data, 0o600); err != nil {
					t.Fatal(err)
				}
				return name
			}
			write("atlas.hcl", []byte("env {\n  name = atlas.env\n  src  = \"file://schema.sql\"\n  dev  = \"docker://"+image+"/dev\"\n}\n"))
			database := fromDatabase(t, load(t, string(archive.Comment), write("schema.sql", archive.Files[0].Data)))
			report(t, nil, Compare(fromText(t, project), database))

			inspected, err := inspect.SQL(database)
			if err != nil {
				t.Fatal(err)
			}
			write("schema.sql", []byte(inspected))
			report(t, nil, Compare(fromText(t, project), database))
		})
	}
}
