package differential

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/postgres"
)

// What PostgreSQL refuses is an error, one, at the place that testdata/refusals.txt
// marks; what it takes is none. Each case there is a line that begins with "!",
// whose last statement is refused, and one with "=", which is how to mend it; both
// follow the statements of the prelude. A case that begins with "?" is refused and
// not found: why is said above it.
func TestRefusals(t *testing.T) {
	content, err := os.ReadFile("testdata/refusals.txt")
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(content)
	prelude, cases := string(archive.Files[0].Data), string(archive.Files[1].Data)
	db, err := pgx.Connect(t.Context(), postgres.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	if _, err := db.Exec(t.Context(), prelude, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
	// refused is what the database says of statements, and takes back.
	refused := func(statements string) error {
		tx, err := db.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback(t.Context())
		_, err = tx.Exec(t.Context(), statements, pgx.QueryExecModeSimpleProtocol)
		return err
	}
	counted := map[string]int{}
	for line := range strings.Lines(cases) {
		kind, statements, _ := strings.Cut(strings.TrimSpace(line), " ")
		src := strings.NewReplacer("«", "", "»", "").Replace(statements)
		found := found(prelude, src)
		counted[kind]++
		switch err := refused(src); kind {
		case "!":
			if err == nil || len(found) != 1 || found[0].mark(src) != statements {
				t.Errorf("%s: PostgreSQL says %v, found is %s", statements, err, show(src, found))
			}
		case "?":
			if err == nil || len(found) > 0 {
				t.Errorf("%s: PostgreSQL says %v, found is %s", src, err, show(src, found))
			}
		case "=":
			if err != nil || len(found) > 0 {
				t.Errorf("%s: PostgreSQL says %v, found is %s", src, err, show(src, found))
			}
		}
	}
	t.Log(counted)
}

// What PostgreSQL takes of the same statements in any order, after one another, is
// no error, nor is anything before it.
func TestNothingIsFoundInAnyOrder(t *testing.T) {
	content, err := os.ReadFile("testdata/refusals.txt")
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(content)
	prelude := string(archive.Files[0].Data)
	var statements []string
	for line := range strings.Lines(string(archive.Files[1].Data)) {
		kind, statement, _ := strings.Cut(strings.TrimSpace(line), " ")
		if kind != "#" {
			statements = append(statements, strings.NewReplacer("«", "", "»", "", " x ", " "+string("xyz"[len(statements)%3])+" ").Replace(statement)+"\n")
		}
	}
	db, err := pgx.Connect(t.Context(), postgres.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	if _, err := db.Exec(t.Context(), prelude, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewSource(1))
	taken := 0
	for range 60 {
		tx, err := db.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text := prelude
		for range 40 {
			s := statements[rng.Intn(len(statements))]
			part, err := tx.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Exec(t.Context(), s, pgx.QueryExecModeSimpleProtocol); err != nil {
				if err := part.Rollback(t.Context()); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err := part.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			taken++
			if found := found("", text+s); len(found) > 0 {
				t.Errorf("%s\nis found in\n%s", found[0].message, text[len(prelude):]+s)
				break
			}
			text += s
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if taken < 500 {
		t.Error(taken, "statements are too few")
	}
}

// The databases that are made for other tests are made of statements that
// PostgreSQL takes; nothing is found in them.
func TestNothingIsFoundInWhatIsTaken(t *testing.T) {
	for _, pattern := range []string{"../../engine/catalog/testdata/postgres/*.txtar", "testdata/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal("no archives at", pattern, err)
		}
		for _, name := range names {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			src := string(archive.Files[0].Data)
			if found := found("", src); len(found) > 0 {
				for _, f := range found {
					t.Errorf("%s: %.80q: %s", filepath.Base(name), src[f.at.Start:], f.message)
				}
			}
		}
	}
}

// finding is an error in a text.
type finding struct {
	at      text.Span
	message string
}

// mark is the text with the place of the error between guillemets.
func (f finding) mark(src string) string {
	if f.at.Start < 0 || f.at.End > len(src) {
		return "elsewhere"
	}
	return src[:f.at.Start] + "«" + src[f.at.Start:f.at.End] + "»" + src[f.at.End:]
}

func show(src string, all []finding) string {
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "\n\t%s: %s", f.mark(src), f.message)
	}
	return b.String()
}

// found are the errors in statements that follow others.
func found(before, src string) []finding {
	var all []finding
	note := func(p schema.Problem, start int) {
		if p.Severity == schema.Error {
			all = append(all, finding{p.Span.Shift(start - len(before)), p.Message})
		}
	}
	file := schema.PartFile{Name: "schema.sql"}
	for _, c := range text.Cut(before+src, sql.Initial(schema.Postgres), sql.Next) {
		chunk := sql.Parse((before + src)[c.Span.Start:c.Span.End], c.State)
		for _, p := range chunk.Problems {
			note(p, c.Span.Start)
		}
		file.Chunks = append(file.Chunks, schema.Placed{Place: &schema.Place{File: file.Name, Start: c.Span.Start}, Chunk: chunk})
	}
	for _, p := range schema.Fold(schema.Postgres, []schema.Part{{Files: []schema.PartFile{file}}}).Problems {
		note(p, p.Place.Start)
	}
	return all
}
