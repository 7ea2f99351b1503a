package sql

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// fragments are what random edits insert: the marks that open and close things,
// and the heads of statements.
var fragments = []string{";", "'", "''", "\"", "$$", "$a$", "/*", "*/", "--", "\n", "\r\n", " ", "(", ")", "`", "[", "]", "\\", "\\.",
	"\nCREATE TABLE t (", "\nALTER TABLE t", "\nCOMMENT ON TABLE t IS 'x';\n", "\nCREATE FUNCTION f() RETURNS int AS $$ ", "CREATE SCHEMA s\n",
	"BEGIN ", "BEGIN ATOMIC ", "END", "CASE ", " END;", "E'a\\'", "\nGO\n", "DELIMITER //\n", "//", "\nDELIMITER ;\n",
	"\nCOPY t FROM stdin;\n1\t2\n", "\n\\.\n", "\n\\connect x\n", "CREATE RULE r AS ON INSERT TO t DO (", "x", "1", "-- atlas:delimiter -- end\n", "-- end",
	"-- atlas:delimiter \\n\\n\n\n", "U&'", "é", "\x00", "\xff", "/*!50100 ", "#", "CREATE TRIGGER t AFTER INSERT ON a ", "INSERT INTO t VALUES (1);", "\nINSERT INTO t",
	"\n-- +goose StatementEnd\n", "\n-- migrate:down\n", "\n--changeset a:1\n", "\nSELECT 1", "\n  CREATE TABLE t", "\nSET search_path"}

func TestRecutEqualsCut(t *testing.T) {
	seed := strings.Join([]string{
		"-- a file\n\nCREATE TABLE a (\n  id int DEFAULT 'x;y', -- c\n  b text\n);\n",
		"CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\n",
		"/* block ; */ COMMENT ON TABLE a IS 'it''s';\n",
		"COPY a (id) FROM stdin;\n1\n\\.\n",
		"CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END;\n",
		"ALTER TABLE a ADD CONSTRAINT c CHECK (b <> '(');\nCREATE INDEX i ON a (id);\n",
	}, "")
	for _, d := range []schema.Dialect{schema.Postgres, schema.MySQL, schema.SQLite, schema.SQLServer, ""} {
		t.Run("dialect "+string(d), func(t *testing.T) {
			rng := rand.New(rand.NewSource(1))
			src := seed
			chunks := text.Cut(src, Initial(d), Next)
			for n := range 3000 {
				if len(src) > 4000 || n%200 == 0 {
					src = seed
					chunks = text.Cut(src, Initial(d), Next)
				}
				start := rng.Intn(len(src) + 1)
				end := min(len(src), start+rng.Intn(4)*rng.Intn(12))
				e := text.Edit{Span: text.Span{Start: start, End: end}}
				if rng.Intn(4) > 0 {
					e.New = fragments[rng.Intn(len(fragments))]
				}
				next := src[:start] + e.New + src[end:]
				got, _, _ := text.Recut(chunks, next, e, Initial(d), Next)
				want := text.Cut(next, Initial(d), Next)
				if !slices.Equal(got, want) {
					t.Fatalf("edit %d, %+v of\n%q\nrecut %+v\ncut   %+v", n, e, src, got, want)
				}
				src, chunks = next, got
			}
		})
	}
}

// TestNextIsPure checks what text.Next promises: the text from seen on does not
// matter.
func TestNextIsPure(t *testing.T) {
	rng := rand.New(rand.NewSource(2))
	for n := range 20000 {
		d := []schema.Dialect{schema.Postgres, schema.MySQL, schema.SQLite, schema.SQLServer, ""}[n%5]
		var b strings.Builder
		for range 1 + rng.Intn(12) {
			b.WriteString(fragments[rng.Intn(len(fragments))])
		}
		src := b.String()
		st := Initial(d)
		if rng.Intn(3) == 0 {
			st.lost, st.leading = maxLost, false
		}
		for at := 0; at < len(src); {
			end, seen, next := Next(src, at, st)
			if end <= at || end > len(src) || seen < end {
				t.Fatalf("Next(%q, %d) gives end %d, seen %d", src, at, end, seen)
			}
			if seen <= len(src) {
				other := src[:seen] + fragments[rng.Intn(len(fragments))] + fragments[rng.Intn(len(fragments))]
				if rng.Intn(3) == 0 {
					other = src[:seen]
				}
				if e, s, x := Next(other, at, st); e != end || s != seen || x != next {
					t.Fatalf("%q from %d (%s): end %d seen %d %+v\n%q: end %d seen %d %+v", src, at, d, end, seen, next, other, e, s, x)
				}
			}
			at, st = end, next
		}
	}
}

// hostile are texts of about n pieces that would take quadratic time if any part
// of them were read over and over.
func hostile(n int) map[string]string {
	return map[string]string{
		"dollar quotes": repeatNumbered("CREATE TABLE a $q", "$\n", n),
		"comments":      strings.Repeat("CREATE TABLE /*\n", n),
		"quotes":        strings.Repeat("CREATE TABLE '\n", n),
		"copy":          strings.Repeat("COPY t FROM stdin;\nCREATE TABLE x\n", n),
		"brackets":      strings.Repeat("CREATE TABLE [\n", n),
		"escapes":       strings.Repeat("CREATE TABLE E'\\'\n", n),
		"bodies":        strings.Repeat("CREATE TRIGGER t BEGIN\n", n),
		"parentheses":   strings.Repeat("(", n),
		"operators":     strings.Repeat("+", n),
		"names":         strings.Repeat("[a]", n),
		"words":         strings.Repeat("GO ", n),
		"blanks":        strings.Repeat(" \n", n),
		"elements":      "CREATE TABLE t (" + strings.Repeat("a (", n),
		"columns":       "CREATE TABLE t (" + strings.Repeat("a int\n", n),
		"keys":          "CREATE TABLE t (" + strings.Repeat("KEY ", n),
		"primary keys":  "CREATE TABLE t (" + strings.Repeat("a int primary key, ", n) + "b int)",
		"key columns":   "CREATE TABLE t (a int, primary key (a" + repeatNumbered(", a", "", n) + ")) without rowid",
		"actions":       "ALTER TABLE t " + strings.Repeat("ADD ", n),
		"select list":   "CREATE VIEW v AS SELECT " + strings.Repeat("a::b ", n),
		"casts":         "CREATE VIEW v AS SELECT a" + strings.Repeat("::b", n),
		"from":          "SELECT " + strings.Repeat("FROM a, ", n),
		"subqueries":    "SELECT " + strings.Repeat("(SELECT ", n),
		"with":          strings.Repeat("WITH a AS (", n),
		"with list":     "WITH " + strings.Repeat("a AS (SELECT 1), ", n),
		"qualified":     "SELECT " + strings.Repeat("a.", n),
		"schemas":       "CREATE SCHEMA s " + strings.Repeat("CREATE TABLE a (b int) ", n/10),
		"unions":        "SELECT 1" + strings.Repeat(" UNION SELECT a.b FROM a", n),
		"blocks":        "DO $$ BEGIN " + strings.Repeat("IF a THEN ", n),
		"colons":        strings.Repeat(":'", n),
		"nested":        strings.Repeat("/*", n),
		"slashes":       "/*" + strings.Repeat("/", n),
	}
}

// TestReadingGrowsLinearly reads hostile texts in two sizes. What it measures is
// growth, not speed: four times the text may take ten times as long, and a
// second more for what the machine does beside; quadratic work takes sixteen
// times as long.
func TestReadingGrowsLinearly(t *testing.T) {
	const n = 20_000
	read := func(src string, d schema.Dialect) time.Duration {
		begin := time.Now()
		for _, c := range text.Cut(src, Initial(d), Next) {
			Parse(src[c.Span.Start:c.Span.End], c.State)
		}
		Expect(src, len(src), Initial(d))
		return time.Since(begin)
	}
	short, long := hostile(n/4), hostile(n)
	for name, src := range long {
		for _, d := range []schema.Dialect{schema.Postgres, schema.MySQL, schema.SQLite, schema.SQLServer} {
			// What else the machine does may slow any one reading, but not all of them.
			for attempt := 1; ; attempt++ {
				quarter, whole := read(short[name], d), read(src, d)
				if whole <= 10*quarter+time.Second {
					break
				}
				if attempt == 5 {
					t.Errorf("%s, %s: %d bytes took %v, a quarter of them %v", name, d, len(src), whole, quarter)
					break
				}
			}
		}
	}
}

func repeatNumbered(before, after string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(before)
		for ; i > 0; i /= 26 {
			b.WriteByte('a' + byte(i%26))
		}
		b.WriteString(after)
	}
	return b.String()
}
