package differential

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/sqlite"
)

// SQLite refuses what is reported as an error; what it accepts is not.
func TestSQLiteRefuses(t *testing.T) {
	const p = "CREATE TABLE p (id INTEGER PRIMARY KEY, a, b UNIQUE, c AS (a)); "
	for _, test := range []struct {
		script string
		want   string // "" where SQLite accepts it
	}{
		{"CREATE TABLE t (a INT, b INTEGER, c REAL, d TEXT, e BLOB, f ANY) STRICT", ""},
		{"CREATE TABLE t (a VARCHAR(10)) STRICT", `a strict table has no type "varchar(10)": INT, INTEGER, REAL, TEXT, BLOB or ANY`},
		{"CREATE TABLE t (a integer(3)) STRICT", `a strict table has no type "integer(3)": INT, INTEGER, REAL, TEXT, BLOB or ANY`},
		{"CREATE TABLE t (a) STRICT", `column "a" has no type, which it needs in a strict table: INT, INTEGER, REAL, TEXT, BLOB or ANY`},
		{"CREATE TABLE t (a int, b AS (a)) STRICT", `column "b" has no type, which it needs in a strict table: INT, INTEGER, REAL, TEXT, BLOB or ANY`},
		{`CREATE TABLE t (a "int", b 'TEXT', c [Any]) STRICT`, ""},
		{"CREATE TABLE t (a INT) STRICT; ALTER TABLE t ADD b DATETIME", `a strict table has no type "datetime": INT, INTEGER, REAL, TEXT, BLOB or ANY`},
		{"CREATE TABLE t (a INT) STRICT; ALTER TABLE t ADD b text", ""},
		{"CREATE TABLE t (a datetime)", ""},

		{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", ""},
		{"CREATE TABLE t (id INTEGER NOT NULL, a, PRIMARY KEY (id AUTOINCREMENT))", ""},
		{`CREATE TABLE t ("id" INTEGER NOT NULL, a, PRIMARY KEY("id" DESC AUTOINCREMENT))`, ""},
		{"CREATE TABLE t (id INT PRIMARY KEY AUTOINCREMENT)", `column "id" is AUTOINCREMENT and must be declared INTEGER PRIMARY KEY, by just that type`},
		{"CREATE TABLE t (id INTEGER(8) PRIMARY KEY AUTOINCREMENT)", `column "id" is AUTOINCREMENT and must be declared INTEGER PRIMARY KEY, by just that type`},
		{"CREATE TABLE t (id BIGINT, PRIMARY KEY (id AUTOINCREMENT))", `column "id" is AUTOINCREMENT and must be declared INTEGER PRIMARY KEY, by just that type`},
		{"CREATE TABLE t (id INTEGER PRIMARY KEY DESC AUTOINCREMENT)", `column "id" is AUTOINCREMENT and must be declared INTEGER PRIMARY KEY, by just that type`},
		{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT) WITHOUT ROWID", `column "id" cannot be AUTOINCREMENT in a table WITHOUT ROWID`},
		{"CREATE TABLE t (id INTEGER AUTOINCREMENT)", `column "id" is AUTOINCREMENT and must be declared INTEGER PRIMARY KEY, by just that type`},

		{"CREATE TABLE t (a) WITHOUT ROWID", `table "t" is WITHOUT ROWID and needs a primary key: add one, or leave WITHOUT ROWID out`},
		{"CREATE TABLE t (a, PRIMARY KEY (a)) WITHOUT ROWID", ""},
		{"CREATE TABLE t (a PRIMARY KEY, b PRIMARY KEY)", `table "t" already has a primary key: make one key of all its columns, or this one unique`},

		{"CREATE TABLE t (a, b AS (a) PRIMARY KEY)", `column "b" is generated and cannot be part of the primary key`},
		{"CREATE TABLE t (a, b AS (a), PRIMARY KEY (a, b))", `column "b" is generated and cannot be part of the primary key`},
		{"CREATE TABLE t (a, b AS (a) UNIQUE)", ""},
		{"CREATE TABLE t (a AS (1))", `table "t" has generated columns only: it needs one that is not generated`},
		{"CREATE TABLE t (a, b AS (a) DEFAULT 1)", `column "b" is generated and cannot have a default as well: remove one of them`},

		{p + "ALTER TABLE p ADD d AS (a) STORED", ""}, // while there are no rows
		{p + "ALTER TABLE p ADD d AS (a)", ""},
		{p + "ALTER TABLE p ADD d UNIQUE", `SQLite cannot add a unique column: add the column, and then a unique index on it`},
		{p + "ALTER TABLE p ADD d NOT NULL", ""},
		{p + "ALTER TABLE p ADD d DEFAULT CURRENT_TIMESTAMP", ""},
		{p + "ALTER TABLE p ADD a", `column "a" is already declared`},
		{"CREATE TABLE t (a); ALTER TABLE t ADD d INTEGER PRIMARY KEY", `SQLite cannot add a primary key to a table: create a new table and copy the rows`},

		{p + "ALTER TABLE p DROP id", `column "id" cannot be dropped: it is part of the primary key; create a new table and copy the rows`},
		{p + "ALTER TABLE p DROP b", `column "b" cannot be dropped: it is part of a unique constraint; create a new table and copy the rows`},
		{p + "CREATE INDEX i ON p (a); ALTER TABLE p DROP a", `column "a" cannot be dropped: index "i" is on it; drop the index first`},
		{p + "CREATE INDEX i ON p (a); DROP INDEX i; ALTER TABLE p DROP c; ALTER TABLE p DROP a", ""},
		{p + "ALTER TABLE p DROP d", `table "p" has no column "d"; did you mean "id"?`},
		{p + "ALTER TABLE p RENAME d TO e", `table "p" has no column "d"; did you mean "id"?`},
		{p + "ALTER TABLE q ADD d", `table "q" is not declared; did you mean "p"?`},

		{p + "CREATE TABLE P (a)", `table "P" is already declared`},
		{p + "CREATE VIEW p AS SELECT 1 AS a", `view "p" has the name of a table`},
		{p + "CREATE INDEX p ON p (a)", `index "p" has the name of a table`},
		{p + "CREATE INDEX i ON p (a); CREATE INDEX I ON p (b)", `index "I" is already declared`},
		{p + "CREATE TRIGGER t AFTER INSERT ON p BEGIN SELECT 1; END; CREATE TRIGGER T AFTER DELETE ON p BEGIN SELECT 1; END", `trigger "T" is already declared`},
		{"CREATE TABLE t (a, A)", `column "A" is already declared`},
		{"CREATE TABLE sqlite_t (a)", `the name "sqlite_t" is SQLite's own: name the table without the prefix sqlite_`},
		{p + "CREATE INDEX sqlite_i ON p (a)", `the name "sqlite_i" is SQLite's own: name the index without the prefix sqlite_`},

		{p + "CREATE INDEX i ON p (x)", `table "p" has no column "x"; did you mean "a"?`},
		{p + "CREATE INDEX i ON q (x)", `table "q" is not declared; did you mean "p"?`},
		{"CREATE TABLE t (a, UNIQUE (x))", `table "t" has no column "x"; did you mean "a"?`},
		{"CREATE TABLE t (a, PRIMARY KEY (x))", `table "t" has no column "x"; did you mean "a"?`},
		{"CREATE TABLE t (a, FOREIGN KEY (x) REFERENCES t (a))", `table "t" has no column "x"; did you mean "a"?`},
		{p + "CREATE TABLE t (a REFERENCES p (a, b))", `the foreign key has 1 column (a) but refers to 2 columns of p (a, b)`},
		{p + "CREATE TABLE t (a REFERENCES p (a))", ""},
		{p + "CREATE VIEW v AS SELECT a FROM p; CREATE INDEX i ON v (a)", `view "v" cannot have an index: index the tables that it reads`},
		{"CREATE VIRTUAL TABLE v USING fts5(a); CREATE INDEX i ON v (a)", `virtual table "v" cannot have an index`},

		{p + "CREATE TRIGGER t INSTEAD OF INSERT ON p BEGIN SELECT 1; END", `"p" is a table, and only a view can have INSTEAD OF triggers: write BEFORE or AFTER`},
		{p + "CREATE VIEW v AS SELECT a FROM p; CREATE TRIGGER t AFTER INSERT ON v BEGIN SELECT 1; END", `"v" is a view, which can have INSTEAD OF triggers only`},
		{p + "CREATE VIEW v AS SELECT a FROM p; CREATE TRIGGER t UPDATE OF a ON v BEGIN SELECT 1; END", `"v" is a view, which can have INSTEAD OF triggers only`},
		{p + "CREATE VIEW v AS SELECT a FROM p; CREATE TRIGGER t INSTEAD OF UPDATE OF a ON v BEGIN SELECT 1; END", ""},
		{"CREATE VIRTUAL TABLE v USING fts5(a); CREATE TRIGGER t AFTER INSERT ON v BEGIN SELECT 1; END", `virtual table "v" cannot have triggers`},
		{"CREATE TRIGGER t AFTER INSERT ON q BEGIN SELECT 1; END", `table "q" is not declared`},
		{"CREATE TABLE t (a CHECK (b > 0), b CHECK (a IN ('x', \"y\")), c DEFAULT x)", ""},
		{"CREATE TABLE t (a); INSERT INTO t (rowid, a) VALUES (1, 2); SELECT oid, _rowid_ FROM t", ""},
		{"PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; CREATE TABLE t (a); SAVEPOINT s; RELEASE s; COMMIT; VACUUM; ANALYZE; REINDEX t", ""},
	} {
		refused := sqlite.Memory(t).Exec(test.script)
		var found []string
		for _, problem := range realmOf(schema.SQLite, test.script).Problems {
			if problem.Severity == schema.Error {
				found = append(found, problem.Message)
			}
		}
		if got := strings.Join(found, "\n"); got != test.want {
			t.Errorf("%s\ngives %s\nwant  %s", test.script, got, test.want)
		}
		if (refused != nil) != (test.want != "") {
			t.Errorf("%s\nSQLite says %v", test.script, refused)
		}
	}
}
