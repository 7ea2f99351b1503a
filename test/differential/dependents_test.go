package differential

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/postgres"
)

// TestDependents changes what views depend on, one statement at a time, and holds
// the views that are left, with their columns, to PostgreSQL's; and what is refused
// to what it refuses.
func TestDependents(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/queries/dependents.txtar")
	if err != nil {
		t.Fatal(err)
	}
	ddl := string(archive.Files[0].Data)
	statements := linesOf(archive.Files[1].Data)
	var script strings.Builder
	script.WriteString(ddl)
	for i, s := range statements {
		fmt.Fprintf(&script, `
\warn #%d
BEGIN;
%s
SELECT coalesce(string_agg(v, '; ' ORDER BY v), '') AS views FROM (
	SELECT c.relname || ' ' || string_agg(a.attname, ' ' ORDER BY a.attnum) AS v
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relkind IN ('v', 'm') AND n.nspname IN ('public', 'other') GROUP BY c.oid, c.relname) x \gset
\warn = :views
ROLLBACK;
`, i, s)
	}
	file := filepath.Join(t.TempDir(), "statements.sql")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	left, refused, at := map[int]string{}, map[int]string{}, -1
	for _, line := range postgres.Load(t, postgres.Database(t), file) {
		line = strings.TrimPrefix(line, "statements.sql: ")
		switch {
		case strings.HasPrefix(line, "#"):
			at, _ = strconv.Atoi(line[1:])
		case strings.HasPrefix(line, "= "):
			left[at] = line[2:]
		case strings.HasPrefix(line, "ERROR:") && refused[at] == "":
			refused[at] = line
		}
	}
	if refused[-1] != "" {
		t.Fatal(refused[-1])
	}
	for i, s := range statements {
		realm := foldText(schema.Postgres, ddl+"\n"+s)
		var said []string
		for _, p := range realm.Problems {
			said = append(said, p.Message)
		}
		switch {
		case refused[i] != "" && len(said) == 0:
			t.Errorf("%s\n\tnothing is reported; the database says %s", s, refused[i])
		case refused[i] == "" && len(said) > 0:
			t.Errorf("%s\n\tthe database takes it; reported is %s", s, strings.Join(said, "; "))
		case refused[i] == "":
			if text := viewsLeft(realm); text != left[i] {
				t.Errorf("%s\n\ttext      %s\n\tdatabase  %s", s, text, left[i])
			}
		}
	}
}

// viewsLeft lists the views of a realm with the names of their columns.
func viewsLeft(r *schema.Realm) string {
	var all []string
	for _, s := range r.Schemas {
		for _, v := range s.Views {
			text := v.Name
			for _, c := range v.Columns {
				text += " " + c.Name
			}
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}
