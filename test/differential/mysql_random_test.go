package differential

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/internal/mariadb"
)

var mariaSequences = flagged("mariadb", 6, 60)

// What MariaDB accepts of statements that are made up leaves the same in the graph
// and in the database.
func TestMariaDBRandom(t *testing.T) {
	mariaSequences.hold(t, func(_ *testing.T, c choice, size int) []string { return (&mariaScript{c}).statements(size) }, tryMariaDB)
}

// refusedAt is where a message of the client says that a statement is refused.
var refusedAt = regexp.MustCompile(`\bat line (\d+)`)

// tryMariaDB executes statements, each in a line, and compares what those say that
// were accepted with what the database then has.
func tryMariaDB(t *testing.T, statements []string) (accepted []string, found []Difference) {
	t.Helper()
	text := filepath.Join(t.TempDir(), "schema.sql")
	save := func(statements []string) {
		if err := os.WriteFile(text, []byte("-- MariaDB dump\n"+strings.Join(statements, ";\n")+";\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save(statements)
	url := mariadb.Database(t)
	refused := map[int]bool{}
	for _, message := range mariadb.Load(t, url, text) {
		if m := refusedAt.FindStringSubmatch(message); m != nil {
			line, _ := strconv.Atoi(m[1])
			refused[line-2] = true
		}
	}
	for i, s := range statements {
		if !refused[i] {
			accepted = append(accepted, s)
		}
	}
	save(accepted)
	realm, database := fromText(t, text), fromDatabase(t, url)
	found = Compare(realm, database).Differences
	for _, p := range realm.Problems {
		found = append(found, Difference{Kind: "problem", Path: string(p.Code), Text: p.Message})
	}
	inspected, err := inspect.SQL(database)
	if err != nil {
		t.Fatal(err)
	}
	save([]string{inspected})
	for _, d := range Compare(fromText(t, text), database).Differences {
		d.Kind = "inspected " + d.Kind
		found = append(found, d)
	}
	return accepted, found
}

// mariaScript makes up statements about few names, so that they meet.
type mariaScript struct{ choice }

func (g *mariaScript) statements(n int) []string {
	list := []string{g.create(), g.create()}
	for len(list) < n-1 {
		list = append(list, g.statement())
	}
	// One that stands before what it selects from changes has no columns.
	return append(list, "CREATE VIEW v AS SELECT "+g.column()+", "+g.column()+" AS z FROM "+g.table())
}

func (g *mariaScript) table() string  { return g.of("one", "one", "two", "Two") }
func (g *mariaScript) column() string { return g.of("a", "b", "c", "d", "e") }
func (g *mariaScript) index() string  { return g.of("a", "b", "i", "j", "k") }
func (g *mariaScript) key() string    { return g.of("f", "g", "one_ibfk_3", "i") }
func (g *mariaScript) check() string  { return g.of("x", "y", "CONSTRAINT_2") }

func (g *mariaScript) statement() string {
	switch n := g.IntN(100); {
	case n < 20:
		return g.create()
	case n < 78:
		var actions []string
		for range 1 + g.IntN(3)/2 {
			actions = append(actions, g.action())
		}
		return "ALTER TABLE " + g.maybe(8, "IF EXISTS ") + g.table() + " " + strings.Join(actions, ", ")
	case n < 84:
		return "CREATE " + g.of("", "UNIQUE ") + "INDEX " + g.maybe(4, "IF NOT EXISTS ") + g.index() + " ON " + g.table() + " " + g.parts()
	case n < 87:
		return "DROP INDEX " + g.maybe(4, "IF EXISTS ") + g.index() + " ON " + g.table()
	case n < 89:
		return "RENAME TABLE " + g.table() + " TO " + g.table()
	case n < 91:
		return "DROP TABLE " + g.of("", "IF EXISTS "+g.table()+", ") + g.table() // without IF EXISTS, one that is refused may yet drop some
	case n < 93:
		return "CREATE TABLE " + g.table() + " LIKE " + g.table()
	case n < 97:
		return "CREATE OR REPLACE SEQUENCE s INCREMENT BY 2"
	}
	return "CREATE " + g.maybe(2, "OR REPLACE ") + "TRIGGER tr BEFORE " + g.of("INSERT", "UPDATE") + " ON " + g.table() + " FOR EACH ROW SET @x = 1"
}

func (g *mariaScript) create() string {
	var elements []string
	columns := []string{"a", "b", "c", "d", "e"}[:2+g.IntN(3)]
	for _, c := range columns {
		elements = append(elements, c+" "+g.definition(c))
	}
	for range g.IntN(4) {
		elements = append(elements, g.constraint())
	}
	if g.IntN(8) == 0 { // whose keys may be refused when the old table is gone
		elements = elements[:0]
		for _, c := range columns {
			elements = append(elements, c+" int")
		}
		return "CREATE OR REPLACE TABLE " + g.table() + " (" + strings.Join(elements, ", ") + ")"
	}
	return "CREATE TABLE " + g.maybe(5, "IF NOT EXISTS ") + g.table() + " (" + strings.Join(elements, ", ") + ")" + g.options()
}

func (g *mariaScript) options() string {
	return g.maybe(8, " ENGINE=InnoDB") + g.maybe(12, " ENGINE=Aria") + " DEFAULT CHARSET=" + g.of("latin1", "utf8mb4", "utf8") +
		g.maybe(8, " COLLATE utf8mb4_bin") + g.maybe(8, " COMMENT='it''s'") + g.maybe(10, " ROW_FORMAT=COMPACT")
}

// definition is the type and the properties of a column. It may name the column
// itself.
func (g *mariaScript) definition(column string) string {
	if g.IntN(40) == 0 {
		return "SERIAL"
	}
	types := [][]string{
		{"int", "DEFAULT 1", "DEFAULT '2'", "DEFAULT (1 + 2)", "CHECK (" + column + " > 0)"},
		{"int(5) unsigned", "DEFAULT 0"}, {"bigint", "DEFAULT -1"}, {"integer", ""}, {"int", ""}, {"int", ""}, {"tinyint", ""}, {"boolean", "DEFAULT true"},
		{"varchar(10)", "DEFAULT 'x'", "DEFAULT 5", "COLLATE latin1_bin", "CHARACTER SET ascii", "CHECK (" + column + " <> '')"},
		{"char(4)", "DEFAULT NULL", "CHARACTER SET binary"}, {"text", "COLLATE utf8mb4_unicode_ci"}, {"tinytext", ""}, {"mediumblob", ""},
		{"decimal(8,2)", "DEFAULT 1", "DEFAULT 1.5"}, {"numeric", ""}, {"double precision", "DEFAULT 1e3"}, {"float(6,2)", "DEFAULT 0"}, {"real", ""},
		{"date", "DEFAULT '2020-01-01'"}, {"datetime", "DEFAULT now()", "DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"},
		{"timestamp", "NULL", "DEFAULT current_timestamp", "NOT NULL"}, {"time(2)", ""}, {"year", "DEFAULT 2000"},
		{"json", "DEFAULT '{}'"}, {"enum('x','y')", "DEFAULT 'y'"}, {"set('x','y')", ""}, {"bit(3)", "DEFAULT b'101'"}, {"varbinary(5)", ""}, {"uuid", ""}, {"nchar(3)", ""},
		{"int AS (1 + 2)", "STORED", "VIRTUAL", "PERSISTENT"},
	}
	t := types[g.IntN(len(types))]
	text := t[0]
	if len(t) > 1 {
		text += g.maybe(2, " "+t[1+g.IntN(len(t)-1)])
	}
	return text + g.maybe(4, " NOT NULL") + g.maybe(10, " UNIQUE") + g.maybe(16, " PRIMARY KEY") + g.maybe(10, " COMMENT 'c'") + g.maybe(14, " INVISIBLE") +
		g.maybe(20, " REFERENCES "+g.table()+" ("+g.column()+")") + g.maybe(12, " AUTO_INCREMENT")
}

func (g *mariaScript) parts() string {
	var parts []string
	for range 1 + g.IntN(3)/2 {
		parts = append(parts, g.column()+g.maybe(8, g.of("(2)", "(10)"))+g.maybe(6, " DESC"))
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// constraint is a key, an index or a check of a table.
func (g *mariaScript) constraint() string {
	switch g.IntN(7) {
	case 0:
		return g.maybe(4, "CONSTRAINT p ") + "PRIMARY KEY " + g.parts()
	case 1:
		return g.maybe(4, "CONSTRAINT "+g.index()+" ") + "UNIQUE " + g.of("", "KEY ", "INDEX ") + g.maybe(2, g.index()+" ") + g.parts()
	case 2:
		return g.of("KEY ", "INDEX ") + g.maybe(2, g.index()+" ") + g.of("", "USING BTREE ") + g.parts() + g.maybe(6, " COMMENT 'i'") + g.maybe(8, " IGNORED")
	case 3:
		return "FULLTEXT " + g.of("", "KEY ") + g.maybe(2, g.index()+" ") + "(" + g.column() + ")"
	case 4, 5:
		return g.maybe(2, "CONSTRAINT "+g.maybe(2, g.key())+" ") + "FOREIGN KEY " + g.maybe(3, g.key()+" ") + "(" + g.column() + ") REFERENCES " + g.table() + " (" + g.column() + ")" +
			g.maybe(4, " ON DELETE "+g.of("CASCADE", "SET NULL", "RESTRICT", "NO ACTION")) + g.maybe(6, " ON UPDATE CASCADE")
	}
	return g.maybe(2, "CONSTRAINT "+g.check()+" ") + "CHECK (" + g.column() + g.of(" > 0", " IS NOT NULL", " <> 0", " IN (1,2)", " BETWEEN 1 AND 3 OR a IS NULL") + ")"
}

func (g *mariaScript) place() string {
	return g.of("", "", " FIRST", " AFTER "+g.column())
}

func (g *mariaScript) action() string {
	switch g.IntN(20) {
	case 0, 1, 2:
		c := g.column()
		return "ADD " + g.of("", "COLUMN ") + g.maybe(5, "IF NOT EXISTS ") + c + " " + g.definition(c) + g.place()
	case 3, 4, 5, 6:
		return "ADD " + g.constraint()
	case 7:
		return "DROP " + g.of("", "COLUMN ") + g.maybe(5, "IF EXISTS ") + g.column()
	case 8, 9:
		c := g.column()
		return "MODIFY " + g.of("", "COLUMN ") + c + " " + g.definition(c) + g.place()
	case 10, 11:
		c := g.column()
		return "CHANGE " + g.column() + " " + c + " " + g.definition(c) + g.place()
	case 12:
		return "RENAME COLUMN " + g.column() + " TO " + g.column()
	case 13:
		return "RENAME INDEX " + g.index() + " TO " + g.index()
	case 14:
		return "DROP " + g.of("INDEX ", "KEY ") + g.maybe(5, "IF EXISTS ") + g.index()
	case 15:
		return "DROP " + g.of("PRIMARY KEY", "CONSTRAINT "+g.check(), "CONSTRAINT "+g.key(), "CONSTRAINT IF EXISTS "+g.index())
	case 16:
		return "DROP FOREIGN KEY " + g.of(g.key(), g.table()+"_ibfk_"+g.of("1", "2"))
	case 17:
		return "ALTER " + g.of("", "COLUMN ") + g.column() + " " + g.of("DROP DEFAULT", "SET DEFAULT (3 + 4)")
	case 18:
		return g.of("CONVERT TO CHARACTER SET utf8mb4", "DEFAULT CHARACTER SET latin1", "COMMENT='other'", "ROW_FORMAT=DYNAMIC COMMENT 'two'", "ENGINE=InnoDB", "CONVERT TO CHARACTER SET latin1 COLLATE latin1_bin")
	}
	return "RENAME " + g.of("", "TO ", "AS ") + g.table()
}
