package differential

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/mariadb"
	"github.com/schemascope/schemascope/internal/postgres"
	"github.com/schemascope/schemascope/internal/sqlite"
)

// TestQueries makes views of queries and holds their columns, and what is wrong
// with them, to what a database makes of them.
func TestQueries(t *testing.T) {
	for _, test := range []struct {
		dialect schema.Dialect
		views   viewsOf
	}{{schema.Postgres, viewsOfPostgres}, {schema.SQLite, viewsOfSQLite}, {schema.MariaDB, viewsOfMariaDB}} {
		t.Run(string(test.dialect), func(t *testing.T) {
			archive, err := txtar.ParseFile("testdata/queries/" + string(test.dialect) + ".txtar")
			if err != nil {
				t.Fatal(err)
			}
			queries := linesOf(archive.Files[1].Data)
			counts := compareQueries(t, test.dialect, test.views, string(archive.Files[0].Data), queries)
			t.Log(len(queries), "queries:", counts)
			if counts["missed"] > 0 || counts["open"] > 0 {
				t.Errorf("%v: all of these can be known", counts)
			}
		})
	}
}

// linesOf are the lines of a file that are neither empty nor comments.
func linesOf(data []byte) []string {
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			lines = append(lines, line)
		}
	}
	return lines
}

// TestRandomQueries does the same with queries that are made up.
func TestRandomQueries(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/queries/postgresql.txtar")
	if err != nil {
		t.Fatal(err)
	}
	seed, n := uint64(1), 1500
	if s := os.Getenv("SCHEMASCOPE_SEED"); s != "" {
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if s := os.Getenv("SCHEMASCOPE_RUNS"); s != "" {
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0))}
	var queries []string
	for range n {
		queries = append(queries, g.query(0, nil))
	}
	counts := compareQueries(t, schema.Postgres, viewsOfPostgres, string(archive.Files[0].Data), queries)
	t.Log(counts)
	if counts["accepted"] < n/10 || counts["found"] < n/20 {
		t.Errorf("%v: the queries say too little", counts)
	}
}

// viewsOf makes a view of each query, over tables that ddl makes, in a database. It
// gives what the database refuses, by the index of the query, and what it has then.
type viewsOf func(t *testing.T, ddl string, queries []string) (refused map[int]string, realm *schema.Realm)

func viewsOfPostgres(t *testing.T, ddl string, queries []string) (map[int]string, *schema.Realm) {
	var script strings.Builder
	script.WriteString(ddl)
	for i, q := range queries {
		fmt.Fprintf(&script, "\n\\warn #%d\nCREATE VIEW q%d AS %s;\n", i, i, q)
	}
	file := filepath.Join(t.TempDir(), "queries.sql")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	url := postgres.Database(t)
	refused := map[int]string{}
	at := -1
	for _, line := range postgres.Load(t, url, file) {
		line = strings.TrimPrefix(line, "queries.sql: ")
		if n, ok := strings.CutPrefix(line, "#"); ok {
			at, _ = strconv.Atoi(n)
		} else if strings.HasPrefix(line, "ERROR:") {
			refused[at] = line
		}
	}
	return refused, fromDatabase(t, url)
}

func viewsOfSQLite(t *testing.T, ddl string, queries []string) (map[int]string, *schema.Realm) {
	db := sqlite.New(t)
	if err := db.Exec(ddl); err != nil {
		t.Fatal(err)
	}
	refused := map[int]string{}
	for i, q := range queries {
		err := db.Exec(fmt.Sprintf("CREATE VIEW q%d AS %s", i, q))
		if err == nil { // names are looked up when it is read
			if err = db.Exec(fmt.Sprintf("SELECT * FROM q%d LIMIT 0", i)); err != nil {
				if err := db.Exec(fmt.Sprintf("DROP VIEW q%d", i)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err != nil {
			refused[i] = err.Error()
		}
	}
	return refused, fromDatabase(t, db.URL)
}

func viewsOfMariaDB(t *testing.T, ddl string, queries []string) (map[int]string, *schema.Realm) {
	script := ddl
	first := strings.Count(ddl, "\n") + 1
	for i, q := range queries {
		script += fmt.Sprintf("CREATE VIEW q%d AS %s;\n", i, q)
	}
	file := filepath.Join(t.TempDir(), "queries.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	url := mariadb.Database(t)
	refused := map[int]string{}
	for _, line := range mariadb.Load(t, url, file) {
		var n int
		if _, after, ok := strings.Cut(line, " at line "); ok {
			if _, err := fmt.Sscanf(after, "%d", &n); err == nil && n >= first {
				refused[n-first] = line
				continue
			}
		}
		t.Fatal(line)
	}
	return refused, fromDatabase(t, url)
}

// aboutNames are parts of messages that say that a name stands for nothing, or for
// several things.
var aboutNames = []string{"does not exist", "is ambiguous", "missing FROM-clause", "invalid reference to FROM", "no such column", "no such table",
	"ambiguous column", "cannot join using column", "Unknown column", "Unknown table", "doesn't exist"}

// compareQueries makes a view of each query, over tables that ddl makes. It counts
// what the database made of them and, of what it refused for a name, how many are
// found by the text and how many missed.
func compareQueries(t *testing.T, d schema.Dialect, views viewsOf, ddl string, queries []string) map[string]int {
	t.Helper()
	refused, database := views(t, ddl, queries)
	if refused[-1] != "" {
		t.Fatal(refused[-1])
	}
	counts := map[string]int{}
	for i, q := range queries {
		ours := foldText(d, ddl+fmt.Sprintf("\nCREATE VIEW q%d AS %s;\n", i, q))
		var said []string
		for _, p := range ours.Problems {
			said = append(said, p.Message)
		}
		if reason, ok := refused[i]; ok {
			ofNames := !strings.Contains(reason, "function") && !strings.Contains(reason, "operator") &&
				slices.ContainsFunc(aboutNames, func(part string) bool { return strings.Contains(reason, part) })
			switch {
			case !ofNames:
				counts["refused otherwise"]++
			case len(said) > 0:
				counts["found"]++
			default:
				counts["missed"]++
				if testing.Verbose() {
					t.Logf("missed: %s\n\t%s", q, reason)
				}
			}
			continue
		}
		counts["accepted"]++
		if len(said) > 0 {
			t.Errorf("%s\n\tthe database takes it; reported is %s", q, strings.Join(said, "; "))
		}
		name := fmt.Sprintf("q%d", i)
		a, b := viewOf(ours, name), viewOf(database, name)
		if a == nil || b == nil {
			t.Errorf("%s: there is no view", q)
			continue
		}
		if a.Opaque {
			counts["open"]++
			if testing.Verbose() {
				t.Log("open:", q)
			}
			continue
		}
		text, base := viewText(ours, a, b), viewText(database, b, a)
		if text != base {
			t.Errorf("%s\n\ttext      %s\n\tdatabase  %s", q, text, base)
		}
		for _, c := range a.Columns {
			if c.Type.Text != "" {
				counts["typed"]++
			} else {
				counts["untyped"]++
			}
		}
	}
	return counts
}

// viewText lists a view's columns, with their types where those of the other view
// are known, too.
func viewText(r *schema.Realm, v, other *schema.View) string {
	var columns []string
	for i, c := range v.Columns {
		s := c.Name
		if c.Type.Text != "" && i < len(other.Columns) && other.Columns[i].Type.Text != "" && r.Dialect == schema.Postgres {
			s += " " + describer{rules: rulesOf(r.Dialect), realm: r}.typeOf(c)
		}
		columns = append(columns, s)
	}
	return strings.Join(columns, ", ")
}

// foldText is what a text says by itself.
func foldText(d schema.Dialect, src string) *schema.Realm {
	var placed []schema.Placed
	for _, c := range text.Cut(src, sql.Initial(d), sql.Next) {
		placed = append(placed, schema.Placed{
			Place: &schema.Place{File: "f.sql", Start: c.Span.Start}, Chunk: sql.Parse(src[c.Span.Start:c.Span.End], c.State),
		})
	}
	return schema.Fold(d, []schema.Part{{Files: []schema.PartFile{{Name: "f.sql", Chunks: placed}}}})
}

// generator makes up queries over the tables of testdata/queries/postgresql.txtar.
type generator struct {
	*rand.Rand
	names int
}

// relation is what a made-up query reads.
type relation struct {
	alias   string
	columns []string
}

var generated = []relation{
	{"users", []string{"id", "name", "email", "age", "mood"}},
	{"posts", []string{"id", "author", "title", "body", "made"}},
	{"tags", []string{"post", "tag"}},
	{"people", []string{"id", "name"}},
}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

// query makes a SELECT that may name what the queries around it read.
func (g *generator) query(depth int, around []relation) string {
	with := ""
	var tables []relation
	if depth < 2 && g.IntN(4) == 0 {
		g.names++
		name := fmt.Sprintf("w%d", g.names)
		columns := []string{"a", "b"}
		with = fmt.Sprintf("WITH %s (a, b) AS (SELECT %s, %s FROM %s) ", name, "id", "name", g.pick("users", "people"))
		tables = append(tables, relation{name, columns})
	}
	from, scope := g.from(depth, tables)
	all := slices.Concat(scope, around)
	var items []string
	used := map[string]bool{}
	for range 1 + g.IntN(4) {
		item := g.item(depth, all, len(items))
		if used[item] {
			continue
		}
		used[item] = true
		items = append(items, item)
	}
	s := with + "SELECT " + strings.Join(items, ", ") + " FROM " + from
	if g.IntN(3) == 0 {
		s += " WHERE " + g.condition(depth, all)
	}
	if g.IntN(5) == 0 {
		s += " ORDER BY " + g.column(all)
	}
	if depth == 0 && g.IntN(8) == 0 {
		s = "SELECT id, name FROM users UNION SELECT " + g.pick("id, name", "age, email", "id, nothing") + " FROM " + g.pick("users", "people")
	}
	return s
}

func (g *generator) from(depth int, tables []relation) (string, []relation) {
	var scope []relation
	text := ""
	tables = append(tables, generated...)
	for i := range 1 + g.IntN(3) {
		g.names++
		alias := fmt.Sprintf("t%d", g.names)
		r := tables[g.IntN(len(tables))]
		item := r.alias + " " + alias
		columns := r.columns
		switch {
		case depth < 2 && g.IntN(5) == 0:
			item = "(" + "SELECT id, name AS label, * FROM users" + ") " + alias
			columns = []string{"label", "age", "email"}
		case g.IntN(8) == 0:
			item = r.alias + " AS " + alias + " (x)"
			columns = append([]string{"x"}, columns[1:]...)
		case g.IntN(10) == 0:
			item, alias = r.alias, r.alias
		}
		next := relation{alias, columns}
		switch {
		case i == 0:
			text = item
		case g.IntN(4) == 0:
			text += ", " + item
		case g.IntN(4) == 0:
			text += " NATURAL JOIN " + item
		case g.IntN(3) == 0:
			text += " JOIN " + item + " USING (" + g.pick("id", "name", "post", "id, name") + ")"
		default:
			scope = append(scope, next)
			text += g.pick(" JOIN ", " LEFT JOIN ", " FULL JOIN ") + item + " ON " + g.column(scope) + " IS NOT NULL"
			continue
		}
		scope = append(scope, next)
	}
	return text, scope
}

func (g *generator) column(scope []relation) string {
	if g.IntN(15) == 0 {
		return g.pick("nothing", "t0.id", "nmae", "id", "ctid", "current_user", "label")
	}
	r := scope[g.IntN(len(scope))]
	c := r.columns[g.IntN(len(r.columns))]
	if g.IntN(2) == 0 {
		return r.alias + "." + c
	}
	return c
}

func (g *generator) item(depth int, scope []relation, n int) string {
	c := g.column(scope)
	switch g.IntN(12) {
	case 0:
		if n == 0 {
			return "*"
		}
	case 1:
		if n == 0 {
			return scope[g.IntN(len(scope))].alias + ".*"
		}
	case 2:
		return c + "::text"
	case 3:
		return "coalesce(" + c + "::text, 'x')"
	case 4:
		return fmt.Sprintf("%s AS c%d", c, n)
	case 5:
		return "count(" + c + ") OVER (PARTITION BY " + g.column(scope) + ")"
	case 6:
		return "CASE WHEN " + g.condition(depth, scope) + " THEN 1 ELSE 2 END"
	case 7:
		if depth < 2 {
			return "(" + g.query(depth+1, scope) + " LIMIT 1)"
		}
	}
	return c
}

func (g *generator) condition(depth int, scope []relation) string {
	switch g.IntN(4) {
	case 0:
		if depth < 2 {
			return "EXISTS (" + g.query(depth+1, scope) + ")"
		}
	case 1:
		return g.column(scope) + " IS NOT NULL AND " + g.column(scope) + " IS NULL"
	case 2:
		return "(" + g.column(scope) + ")::text IN ('a', 'b')"
	}
	return g.column(scope) + " IS DISTINCT FROM NULL"
}

func viewOf(r *schema.Realm, name string) *schema.View {
	for _, s := range r.Schemas {
		for _, v := range s.Views {
			if v.Name == name {
				return v
			}
		}
	}
	return nil
}
