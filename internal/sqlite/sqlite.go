// Package sqlite makes SQLite databases for tests.
package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Database is a new database, in a file that goes with the test.
type Database struct {
	URL string // as package catalog reads it
	DB  *sql.DB
}

// New makes an empty database.
func New(t testing.TB) *Database {
	t.Helper()
	file := filepath.Join(t.TempDir(), "test.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // pragmas and temporary tables belong to a connection
	t.Cleanup(func() { db.Close() })
	// Nothing here has to survive a failure of the machine.
	if _, err := db.Exec("PRAGMA synchronous = off; PRAGMA journal_mode = memory"); err != nil {
		t.Fatal(err)
	}
	return &Database{URL: "sqlite://" + file, DB: db}
}

// Exec runs statements until one fails.
func (d *Database) Exec(ddl string) error {
	_, err := d.DB.Exec(ddl)
	return err
}

// Memory makes an empty database in memory, which has no URL.
func Memory(t testing.TB) *Database {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return &Database{DB: db}
}
