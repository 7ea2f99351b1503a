// Package differential holds what is computed from a schema's text to what a
// database makes of the same text.
package differential_test

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/internal/corpus"
	"github.com/schemascope/schemascope/internal/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgres.Run(m)) }

// fromText is the realm that a file or directory says.
func fromText(t *testing.T, path string) *schema.Realm {
	t.Helper()
	target, err := workspace.NewTarget(path)
	if err != nil {
		t.Fatal(err)
	}
	envs := workspace.New(workspace.Options{Targets: []workspace.Target{target}}).Snapshot().Environments()
	if len(envs) != 1 {
		t.Fatalf("%s has %d environments", path, len(envs))
	}
	return envs[0].Realm()
}

// fromDatabase is the realm that a database has.
func fromDatabase(t *testing.T, url string) *schema.Realm {
	t.Helper()
	db, err := catalog.Read(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return db.Realm()
}

// differences are counted by what differs.
type differences map[string]int

// Every schema of the corpus that the database can load is the same from its
// text and from the database, but for what is known. A difference that is new
// fails the test, and so does one that is gone.
func TestCorpus(t *testing.T) {
	dir := corpus.Dir(t, "sql")
	if v := postgres.Version(t); v != 15 {
		t.Skipf("what is known is known of PostgreSQL 15, not %d", v)
	}
	for _, s := range schemas {
		t.Run(s.path, func(t *testing.T) {
			path := filepath.Join(dir, filepath.FromSlash(s.path))
			url := postgres.Database(t)
			files := sqlFiles(t, path)
			slices.SortStableFunc(files, func(a, b string) int {
				return cmp.Compare(slices.Index(s.last, filepath.Base(a)), slices.Index(s.last, filepath.Base(b)))
			})
			failures := slices.DeleteFunc(postgres.Load(t, url, files...), harmless)
			if len(failures) > 0 {
				t.Fatalf("the database refuses %d statements:\n%s", len(failures), strings.Join(failures, "\n"))
			}
			if s.database != "" {
				at, parameters, _ := strings.Cut(url, "?")
				url = at[:strings.LastIndex(at, "/")+1] + s.database + "?" + parameters
			}
			report(t, s.known, compare("", "realm", describe(fromText(t, path)), describe(fromDatabase(t, url))))
		})
	}
}

// report fails the test where other differences are found than are known.
func report(t *testing.T, known differences, found []difference) {
	t.Helper()
	got := differences{}
	for _, d := range found {
		got[d.kind]++
	}
	for _, kind := range sortedKeys(got, known) {
		if got[kind] == known[kind] {
			continue
		}
		t.Errorf("%q: %d, where %d are known", kind, got[kind], known[kind])
		for _, d := range found {
			if d.kind == kind {
				t.Log(d.line)
			}
		}
	}
}

// The databases that the tests of package catalog make, and some of our own, are
// those that their texts say; and so does what is inspected of them.
func TestOwn(t *testing.T) {
	var names []string
	for _, pattern := range []string{"../../engine/catalog/testdata/postgres/*.txtar", "testdata/*.txtar"} {
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
			write("atlas.hcl", []byte("env {\n  name = atlas.env\n  src  = \"file://schema.sql\"\n  dev  = \"docker://postgres/15/dev\"\n}\n"))
			ddl := write("schema.sql", archive.Files[0].Data)
			url := postgres.Database(t)
			if failures := postgres.Load(t, url, ddl); len(failures) > 0 {
				t.Skipf("the test is for another version: %s", failures[0])
			}
			database := fromDatabase(t, url)
			report(t, nil, compare("", "realm", describe(fromText(t, project)), describe(database)))

			inspected, err := inspect.SQL(database)
			if err != nil {
				t.Fatal(err)
			}
			write("schema.sql", []byte(inspected))
			report(t, nil, compare("", "inspected", describe(fromText(t, project)), describe(database)))
		})
	}
}

// harmless reports whether a message is about what the graph does not hold:
// roles that are not there.
func harmless(failure string) bool {
	return strings.Contains(failure, `ERROR:  role "`) && strings.HasSuffix(failure, `" does not exist`)
}

// sqlFiles are a file, or those of a directory in the order in which they load.
func sqlFiles(t *testing.T, path string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".sql") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
