package differential

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/sqlite"
)

var sqliteSequences = flagged("sqlite", 150, 17)

// What SQLite accepts of statements that are made up says what SQLite makes of
// them, and nothing is reported as an error in it. What is inspected of the
// database makes the same database.
func TestSQLiteRandom(t *testing.T) {
	sqliteSequences.hold(t, func(_ *testing.T, c choice, size int) []string {
		return (&sqliteScript{c}).statements(4 + c.IntN(max(1, size-3)))
	}, func(t *testing.T, statements []string) (kept []string, found []Difference) {
		kept = accepted(t, statements)
		if wrong := sqliteDiffers(t, kept); wrong != "" {
			found = append(found, Difference{Path: "differs", Text: wrong})
		}
		return kept, found
	})
}

// keyTarget is what stands before what a foreign key refers to.
var keyTarget = regexp.MustCompile(`REFERENCES (\S+|\[d e\]) \([^)]*$|REFERENCES $`)

// query is what begins a statement with a query in it.
var query = regexp.MustCompile(`^\s*CREATE (VIEW|TRIGGER)`)

// accepted are those of the statements that SQLite accepts, one after the other.
func accepted(t *testing.T, statements []string) []string {
	database := sqlite.Memory(t)
	var kept []string
	for _, s := range statements {
		if database.Exec(s) == nil {
			kept = append(kept, s)
		}
	}
	return kept
}

// sqliteDiffers says where what statements say is not what SQLite makes of them.
func sqliteDiffers(t *testing.T, statements []string) string {
	script := strings.Join(statements, "\n")
	database := sqlite.New(t)
	defer database.DB.Close()
	if err := database.Exec(script); err != nil {
		return "" // with what was taken out gone, something else is refused
	}
	db, err := catalog.Read(t.Context(), database.URL)
	if err != nil {
		return err.Error()
	}
	said, has := realmOf(schema.SQLite, script), db.Realm()
	for _, p := range said.Problems {
		// A key may lead nowhere until a row is written (SQLite, "Foreign Key Support",
		// 3), a query until it runs.
		if p.Code == schema.CodeUnresolved && query.MatchString(script[p.Place.Start:]) {
			continue
		}
		at := p.Place.Start + p.Span.Start
		if p.Severity == schema.Error && p.Code != schema.CodeKeyArity && !keyTarget.MatchString(script[:at]) {
			return "a problem that SQLite does not have: " + p.Message
		}
	}
	for _, d := range Compare(said, has).Differences {
		return d.String()
	}
	inspected, err := inspect.SQL(has)
	if err != nil {
		return err.Error()
	}
	again := sqlite.New(t)
	defer again.DB.Close()
	switch err := again.Exec(inspected); {
	case err == nil:
	case strings.Contains(err.Error(), "generated column loop"), strings.Contains(err.Error(), "number of columns in foreign key"):
		return "" // in which ALTER TABLE and a key of a table to itself are not seen
	default:
		return "what is inspected is refused: " + err.Error() + "\n" + inspected
	}
	for _, d := range Compare(realmOf(schema.SQLite, inspected), has).Differences {
		return "inspected: " + d.String() + "\n" + inspected
	}
	return ""
}

// sqliteScript makes statements over few names, so that they meet.
type sqliteScript struct{ choice }

func (g *sqliteScript) table() string {
	return g.of("a", "b", "c", "A", `"b"`, "[c]", "main.a", "'d e'")
}

// target is a table where a qualified name cannot stand.
func (g *sqliteScript) target() string { return g.of("a", "b", "c", "B", `"c"`, "[d e]") }
func (g *sqliteScript) column() string { return g.of("x", "y", "z", "X", "[y]", "`z`", "[w v]") }

func (g *sqliteScript) columns() string {
	list := []string{g.column()}
	for g.IntN(2) == 0 {
		list = append(list, g.column())
	}
	return strings.Join(list, ", ")
}

func (g *sqliteScript) expr() string {
	c := g.column()
	return g.of(c+" > 0", "length("+c+") < 10", c+" IS NOT NULL", c+" || 'x; -- y'", "lower("+c+")", c+" IN (1, 2) OR "+g.column()+" = 'a''b'",
		"CASE WHEN "+c+" THEN 1 ELSE "+g.column()+" END", "coalesce("+c+", "+g.column()+")", "-"+c, c+" COLLATE NOCASE <> 'x'", "("+c+")", "CAST("+c+" AS TEXT)", c+" -- note\n + 1", "/* x */ "+c+" BETWEEN 1 AND 2", "NOT "+c)
}

func (g *sqliteScript) conflict() string {
	return g.maybe(5, " ON CONFLICT "+g.of("REPLACE", "ignore", "ABORT", "FAIL", "ROLLBACK"))
}

func (g *sqliteScript) name() string {
	return g.maybe(4, " CONSTRAINT "+g.of("k1", "k2", `"k 3"`, "check_"))
}

func (g *sqliteScript) references() string {
	s := " REFERENCES " + g.target() + g.of("", "", " ("+g.column()+")")
	s += g.maybe(3, " ON DELETE "+g.of("CASCADE", "SET NULL", "RESTRICT", "NO ACTION", "SET DEFAULT")) + g.maybe(4, " ON UPDATE "+g.of("CASCADE", "SET NULL"))
	return s + g.maybe(6, " MATCH FULL") + g.maybe(4, g.of(" DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", " NOT DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE INITIALLY IMMEDIATE"))
}

func (g *sqliteScript) definition(added bool) string {
	s := g.column() + " " + g.of("", "INTEGER", "INTEGER", "int", "TEXT", "VARCHAR (10)", "DECIMAL(10, 2)", "any", "BLOB", "odd words", `"quoted type"`, "integer(3)", "REAL")
	for range g.IntN(4) {
		s += g.name()
		switch n := g.IntN(11); {
		case n < 2:
			s += " NOT NULL" + g.conflict() + g.maybe(3, " DEFAULT 0")
		case n == 2:
			s += " DEFAULT " + g.of("1", "-1", "'x'", "NULL", "(1 + 2)", "CURRENT_TIMESTAMP", "x'00'", "TRUE", `"word"`, "word", "+.5", "(lower('X'))")
		case n == 3:
			s += " CHECK (" + g.expr() + ")"
		case n == 4:
			s += " COLLATE " + g.of("NOCASE", "binary", `"RTRIM"`)
		case n == 5 && !added:
			s += " UNIQUE" + g.conflict()
		case n == 6 && !added:
			s += " PRIMARY KEY" + g.maybe(3, g.of(" ASC", " DESC")) + g.conflict() + g.maybe(4, " AUTOINCREMENT")
		case n == 7:
			s += g.references()
		case n == 8:
			s += g.maybe(2, " GENERATED ALWAYS") + " AS (" + g.expr() + ")" + g.maybe(2, g.of(" STORED", " VIRTUAL"))
		case n == 9:
			s += " NULL"
		}
	}
	return s
}

// parts are the columns of a key.
func (g *sqliteScript) parts() string {
	var list []string
	for range 1 + g.IntN(3) {
		list = append(list, g.column()+g.maybe(5, " COLLATE "+g.of("nocase", "BINARY"))+g.maybe(4, g.of(" ASC", " DESC")))
	}
	return "(" + strings.Join(list, ", ") + ")"
}

func (g *sqliteScript) createTable() string {
	s := "CREATE " + g.maybe(8, g.of("TEMP ", "TEMPORARY ")) + "TABLE " + g.maybe(5, "IF NOT EXISTS ") + g.table() + " (\n  " + g.definition(false)
	for range g.IntN(5) {
		s += ",\n  " + g.definition(false)
	}
	comma := ","
	for range g.IntN(3) {
		s += comma + "\n " + g.name()
		comma = g.of(",", "") // between these, SQLite needs none
		switch g.IntN(4) {
		case 0:
			s += " PRIMARY KEY " + g.parts() + g.conflict()
		case 1:
			s += " UNIQUE " + g.parts() + g.conflict()
		case 2:
			s += " CHECK (" + g.expr() + ")" + g.conflict()
		case 3:
			s += " FOREIGN KEY (" + g.columns() + ")" + g.references()
		}
	}
	return s + "\n)" + g.maybe(4, g.of(" WITHOUT ROWID", " STRICT", " strict, without rowid", " WITHOUT ROWID, STRICT")) + ";"
}

func (g *sqliteScript) index() string { return g.of("i", "j", `"k l"`) }

func (g *sqliteScript) createIndex() string {
	var list []string
	for range 1 + g.IntN(3) {
		part := g.column()
		if g.IntN(3) == 0 {
			part = g.expr()
		}
		list = append(list, part+g.maybe(5, " COLLATE "+g.of("nocase", "BINARY"))+g.maybe(4, g.of(" ASC", " DESC")))
	}
	return "CREATE " + g.maybe(4, "UNIQUE ") + "INDEX " + g.maybe(5, "IF NOT EXISTS ") + g.maybe(6, "main.") + g.index() + " ON " + g.target() +
		" (" + strings.Join(list, ", ") + ")" + g.maybe(4, " WHERE "+g.expr()) + ";"
}

func (g *sqliteScript) statements(n int) []string {
	var list []string
	// What is renamed is not followed into the bodies of triggers.
	bodies := g.IntN(3) == 0
	for range n {
		var s string
		switch k := g.IntN(20); {
		case bodies && (k == 12 || k == 13 || k == 15) || !bodies && k == 19:
			continue
		case k < 6:
			s = g.createTable()
		case k < 10:
			s = g.createIndex()
		case k < 12:
			s = "ALTER TABLE " + g.table() + " ADD " + g.of("", "COLUMN ") + g.definition(true) + ";"
		case k < 14:
			s = "ALTER TABLE " + g.table() + " RENAME " + g.of("", "COLUMN ") + g.column() + " TO " + g.of("x", "new", `"w v"`, "NewCase", `"order"`) + ";"
		case k == 14:
			s = "ALTER TABLE " + g.table() + " DROP " + g.of("", "COLUMN ") + g.column() + ";"
		case k == 15:
			s = "ALTER TABLE " + g.table() + " RENAME TO " + g.of("a", "b", "c", `"d e"`) + ";"
		case k == 16:
			s = "DROP TABLE " + g.maybe(2, "IF EXISTS ") + g.table() + ";"
		case k == 17:
			s = "DROP INDEX " + g.maybe(2, "IF EXISTS ") + g.index() + ";"
		case k == 18:
			s = g.view()
		default:
			s = g.trigger()
		}
		list = append(list, s)
	}
	return list
}

func (g *sqliteScript) view() string {
	s := "CREATE VIEW " + g.maybe(3, "IF NOT EXISTS ") + g.of("v", "u") + g.maybe(3, " (one, \"two\")") + " AS "
	return s + fmt.Sprintf("SELECT %s AS p, %s FROM %s WHERE %s;", g.column(), g.of("1 AS q", "count(*) AS q"), g.target(), g.expr())
}

func (g *sqliteScript) trigger() string {
	return fmt.Sprintf("CREATE TRIGGER %s%s %s ON %s%s BEGIN SELECT new.x; DELETE FROM %s WHERE %s; END;", g.maybe(3, "IF NOT EXISTS "), g.of("t", "s"),
		g.of("AFTER INSERT", "BEFORE UPDATE OF x, y", "UPDATE", "BEFORE UPDATE"), g.target(), g.maybe(2, " WHEN new.x > 0"), g.target(), g.expr())
}
