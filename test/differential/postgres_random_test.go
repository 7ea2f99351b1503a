package differential

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/postgres"
)

var postgresSequences = flagged("postgres", 5, 60)

// What PostgreSQL accepts of statements that are made up leaves the same in the
// graph and in the database, and nothing is an error in them.
func TestPostgresRandom(t *testing.T) {
	if v := postgres.Version(t); v != 15 {
		t.Skipf("what is not modelled is left out as of PostgreSQL 15, not %d", v)
	}
	postgresSequences.hold(t, func(t *testing.T, g choice, size int) (all []string) {
		withPostgres(t, func(db *pgx.Conn, _ string) {
			s := &postgresScript{choice: g}
			for next := []string{"CREATE SCHEMA s1", "CREATE SCHEMA s2"}; len(all) < size; next = s.statement() {
				for _, statement := range next {
					all = append(all, statement)
					_ = execute(t, db, statement) // what is refused is tried too
				}
				s.there = look(t, db)
			}
		})
		return all
	}, tryPostgres)
}

func execute(t *testing.T, db *pgx.Conn, statement string) error {
	_, err := db.Exec(t.Context(), statement, pgx.QueryExecModeSimpleProtocol)
	return err
}

// withPostgres does something with a database that is gone afterwards.
func withPostgres(t *testing.T, do func(db *pgx.Conn, url string)) {
	t.Helper()
	server := postgres.Shared(t, 0)
	url, err := server.Database()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Drop(url)
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	do(db, url)
}

// tryPostgres executes statements one by one, and compares what those say that are
// accepted with what the database then has.
func tryPostgres(t *testing.T, statements []string) (accepted []string, found []Difference) {
	t.Helper()
	withPostgres(t, func(db *pgx.Conn, url string) {
		for _, s := range statements {
			if execute(t, db, s) == nil {
				accepted = append(accepted, s)
			}
		}
		text := filepath.Join(t.TempDir(), "schema.sql")
		if err := os.WriteFile(text, []byte("-- PostgreSQL database dump\n"+strings.Join(accepted, ";\n")+";\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		realm := fromText(t, text)
		found = Compare(realm, fromDatabase(t, url)).Differences
		for _, p := range realm.Problems {
			if p.Severity == schema.Error {
				found = append(found, Difference{Kind: "problem " + string(p.Code), Path: "problem", Text: p.Message})
			}
		}
	})
	return accepted, found
}
