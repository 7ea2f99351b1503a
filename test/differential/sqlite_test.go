package differential

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/sqlite"
)

// realmOf is the realm that a script says.
func realmOf(d schema.Dialect, script string) *schema.Realm {
	file := schema.PartFile{Name: "schema.sql"}
	for _, c := range text.Cut(script, sql.Initial(d), sql.Next) {
		file.Chunks = append(file.Chunks, schema.Placed{
			Place: &schema.Place{File: file.Name, Start: c.Span.Start},
			Chunk: sql.Parse(script[c.Span.Start:c.Span.End], c.State),
		})
	}
	return schema.Fold(d, []schema.Part{{Files: []schema.PartFile{file}}})
}

// What SQLite makes of a script is what its text says; and so is what is
// inspected of the database. It finds nothing wrong, and neither do we.
func TestSQLite(t *testing.T) {
	names, err := filepath.Glob("testdata/sqlite/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+file.Name, func(t *testing.T) {
				script := string(file.Data)
				database := sqlite.New(t)
				if err := database.Exec(script); err != nil {
					t.Fatal("SQLite refuses it:", err)
				}
				said, has := realmOf(schema.SQLite, script), fromDatabase(t, database.URL)
				for _, p := range said.Problems {
					if p.Severity == schema.Error {
						t.Error("a problem that SQLite does not have:", p.Message)
					}
				}
				report(t, nil, Compare(said, has))

				inspected, err := inspect.SQL(has)
				if err != nil {
					t.Fatal(err)
				}
				again := sqlite.New(t)
				if err := again.Exec(inspected); err != nil {
					t.Fatalf("SQLite refuses what is inspected: %v\n%s", err, inspected)
				}
				report(t, nil, Compare(realmOf(schema.SQLite, inspected), has))
				report(t, nil, Compare(fromDatabase(t, again.URL), has))
				if t.Failed() {
					t.Log(inspected)
				}
			})
		}
	}
}
