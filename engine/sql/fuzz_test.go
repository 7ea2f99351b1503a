package sql

import (
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

var fuzzDialects = []schema.Dialect{schema.Postgres, "", schema.MySQL, schema.SQLite, schema.SQLServer}

func addSeeds(f *testing.F) {
	for i, s := range []string{
		"CREATE TABLE a (id int DEFAULT 'x', FOREIGN KEY (id) REFERENCES b (id));",
		"CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;",
		"DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TYPE x AS ENUM ('b'); END IF; END $$;",
		"CREATE TABLE `t` (`id` int(11) COMMENT 'x', KEY k (`id`)) ENGINE=InnoDB;\nDELIMITER //\nSELECT 1//",
		"CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = 1; END;",
		"CREATE TABLE [dbo].[x] ([id] int IDENTITY(1,1))\nGO\n",
		"CREATE VIEW v AS WITH c AS (SELECT 1) SELECT a.b::int AS d FROM (t a JOIN u USING (x)) UNION SELECT 1;",
		"COPY t FROM stdin;\n1\t2\n\\.\n\\i x\n",
		"-- atlas:delimiter -- end\nSELECT 1;\n-- end",
		"ALTER TABLE ONLY a.b ADD c int, DROP CONSTRAINT x, ALTER d TYPE text USING d::text;",
	} {
		f.Add(s, uint8(i), uint16(i*7))
	}
}

// FuzzNext checks that chunks cover the text, that Recut agrees with Cut, and
// that the end of each depends on no more than what was seen.
func FuzzNext(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string, dialect uint8, place uint16) {
		d := fuzzDialects[int(dialect)%len(fuzzDialects)]
		chunks := text.Cut(src, Initial(d), Next)
		at := 0
		for _, c := range chunks {
			if c.Span.Start != at || c.Span.End <= at || c.Seen < c.Span.End || c.Seen > len(src)+1 {
				t.Fatalf("chunk %+v after %d", c, at)
			}
			at = c.Span.End
			if c.Seen <= len(src) {
				end, seen, _ := Next(src[:c.Seen]+"'$$/*;", c.Span.Start, c.State)
				if end != c.Span.End || seen != c.Seen {
					t.Fatalf("chunk %+v of %q depends on what is past it: %d, %d", c, src, end, seen)
				}
			}
		}
		if at != len(src) {
			t.Fatalf("chunks end at %d of %d", at, len(src))
		}
		start := int(place) % (len(src) + 1)
		e := text.Edit{Span: text.Span{Start: start, End: min(start+int(place%5), len(src))}, New: fragments[int(place)%len(fragments)]}
		next := src[:e.Span.Start] + e.New + src[e.Span.End:]
		got, _, _ := text.Recut(chunks, next, e, Initial(d), Next)
		want := text.Cut(next, Initial(d), Next)
		if len(got) != len(want) {
			t.Fatalf("recut gives %v, cut %v", got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("recut gives %+v, cut %+v", got[i], want[i])
			}
		}
	})
}

// FuzzParse checks that nothing panics and that all spans lie in the chunk.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string, dialect uint8, place uint16) {
		d := fuzzDialects[int(dialect)%len(fuzzDialects)]
		DetectDialect(src)
		for _, c := range text.Cut(src, Initial(d), Next) {
			chunk := src[c.Span.Start:c.Span.End]
			if problem := spanProblem(Parse(chunk, c.State), len(chunk)); problem != "" {
				t.Fatal(problem)
			}
			Expect(chunk, int(place)%(len(chunk)+1), c.State)
			for _, s := range Outline(chunk, c.State) {
				if s.NameSpan.Start < s.Span.Start || s.NameSpan.End > s.Span.End {
					t.Fatalf("%+v", s)
				}
			}
		}
	})
}
