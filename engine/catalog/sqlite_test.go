package catalog_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/internal/sqlite"
)

// Test directory test/differential holds what is read to what the same text says;
// here is how a database is found.
func TestSQLite(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Mkdir("dir", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"app.db", "a b#c%20d.db"} {
		db, err := sql.Open("sqlite", file)
		if strings.Contains(file, "#") {
			db, err = sql.Open("sqlite", "file:a%20b%23c%2520d.db")
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("CREATE TABLE users (id INTEGER PRIMARY KEY)"); err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
	for name, data := range map[string]string{"empty.db": "", "text.db": strings.Repeat("this is no database\n", 100)} {
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ url, want string }{
		{"sqlite://app.db", "users"},
		{"sqlite3://app.db", "users"},
		{"sqlite://app.db?_fk=1", "users"},
		{"sqlite://file:app.db?cache=shared&_fk=1", "users"},
		{"sqlite://./app.db", "users"},
		{"sqlite://" + filepath.ToSlash(filepath.Join(dir, "app.db")), "users"},
		{"sqlite://a%20b%23c%2520d.db", "users"},
		{"sqlite://empty.db", ""},
		{"sqlite://file?mode=memory", ""},
		{"sqlite://dev?mode=memory&cache=shared&_fk=1", ""},
		{"sqlite://:memory:", ""},
		{"sqlite://missing.db", "error: sqlite://missing.db: the file missing.db does not exist"},
		{"sqlite://missing/app.db", "error: sqlite://missing/app.db: the file missing/app.db does not exist"},
		{"sqlite://dir", "error: sqlite://dir: dir is a directory, not a database"},
		{"sqlite://text.db", "error: sqlite://text.db: the file is no SQLite database, or it is encrypted"},
		{"sqlite://", "error: sqlite://: the URL names no file: write sqlite://path/to/file.db"},
	} {
		got := ""
		db, err := catalog.Read(t.Context(), test.url)
		if err != nil {
			got = "error: " + err.Error()
		} else {
			for _, s := range db.Realm().Schemas {
				for _, table := range s.Tables {
					got += table.Name
				}
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.url, got, test.want)
		}
	}
	files, err := os.ReadDir(".")
	if err != nil || len(files) != 5 {
		t.Errorf("reading leaves %v %v", files, err)
	}
}

// A database that another program writes to is read as it was committed last, and
// not changed.
func TestSQLiteInUse(t *testing.T) {
	for _, mode := range []string{"delete", "wal"} {
		t.Run(mode, func(t *testing.T) {
			database := sqlite.New(t)
			if err := database.Exec("PRAGMA journal_mode = " + mode + "; CREATE TABLE committed (a); BEGIN; CREATE TABLE open (a)"); err != nil {
				t.Fatal(err)
			}
			db, err := catalog.Read(t.Context(), database.URL)
			if err != nil {
				t.Fatal(err)
			}
			ddl, err := inspect.SQL(db.Realm())
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(ddl, "committed") || strings.Contains(ddl, "open") {
				t.Error(ddl)
			}
			if err := database.Exec("COMMIT; DROP TABLE committed"); err != nil {
				t.Error("the writer is disturbed:", err)
			}
		})
	}
}

// Nothing is left beside a database with a write-ahead log that no program has open.
func TestSQLiteLeavesNothing(t *testing.T) {
	database := sqlite.New(t)
	if err := database.Exec("PRAGMA journal_mode = wal; CREATE TABLE users (a)"); err != nil {
		t.Fatal(err)
	}
	database.DB.Close()
	file := strings.TrimPrefix(database.URL, "sqlite://")
	list := func() []string {
		names, err := filepath.Glob(file + "*")
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	before := list()
	if r := read(t, database.URL); len(r.Schemas[0].Tables) != 1 {
		t.Error("the table is not read")
	}
	if after := list(); !slices.Equal(before, after) {
		t.Errorf("there are %q, where there were %q", after, before)
	}
}

// A file that may only be read is enough.
func TestSQLiteReadOnly(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("permissions do not hold here")
	}
	database := sqlite.New(t)
	if err := database.Exec("CREATE TABLE users (a)"); err != nil {
		t.Fatal(err)
	}
	file := strings.TrimPrefix(database.URL, "sqlite://")
	database.DB.Close()
	for _, path := range []string{file, filepath.Dir(file)} {
		if err := os.Chmod(path, 0o500); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(path, 0o700) })
	}
	if r := read(t, database.URL); len(r.Schemas[0].Tables) != 1 {
		t.Error("the table is not read")
	}
}

// What SQLite itself cannot look into — a view of what is gone, a table of a module
// that is not linked — does not keep the rest from being read.
func TestSQLiteBroken(t *testing.T) {
	database := sqlite.New(t)
	err := database.Exec(`CREATE TABLE a (x); CREATE TABLE b (y);
		CREATE VIEW of_a AS SELECT x FROM a; CREATE VIEW of_b AS SELECT y AS z FROM b;
		CREATE VIRTUAL TABLE docs USING fts5 (title);
		DROP TABLE a;
		PRAGMA writable_schema = ON;
		INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'places', 'places', 0, 'CREATE VIRTUAL TABLE places USING unheard_of (here, there)');
		PRAGMA writable_schema = OFF`)
	if err != nil {
		t.Fatal(err)
	}
	db, err := catalog.Read(t.Context(), database.URL)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	s := db.Realm().Schemas[0]
	for _, table := range s.Tables {
		got = append(got, table.Name)
		for _, c := range table.Columns {
			got = append(got, table.Name+"."+c.Name)
		}
	}
	for _, view := range s.Views {
		for _, c := range view.Columns {
			got = append(got, view.Name+"."+c.Name)
		}
	}
	if list := strings.Join(got, " "); list != "b b.y docs docs.title places of_a.x of_b.z" {
		t.Error(list)
	}
}
