package sql_test

import (
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

var fuzzDialects = []schema.Dialect{schema.Postgres, "", schema.MySQL, schema.SQLite, schema.SQLServer, schema.MariaDB}

// maxFuzzed is the length of the longest text that an execution reads, in bytes:
// what an execution costs is bounded, and the ten seconds after which a worker of
// "go test -fuzz" gives one up for hung are more than a thousand times of it.
const maxFuzzed = 8 << 10

// FuzzSQL reads a text as an editor and the command line do: it cuts, edits and
// cuts again, parses, outlines, asks what may stand at a place, folds, resolves
// every name and writes the graph. Nothing may panic, hang, or point outside of
// the text; cutting again after an edit must give what cutting afresh gives; what
// is read must not depend on what was not looked at.
//
// The fuzzer's arguments are a text and a recipe for mangling it token by token
// (see [mangle]), as bytes alone seldom make a statement of a statement. The
// recipe also chooses the edit and the place of the cursor. One in 256 texts is
// pumped, a piece of it repeated up to 128 KiB, to see that four times the text
// takes no more than about four times as long.
//
// Run it with "make fuzz TIME=1h". What the go command counts as execs are calls
// of this function: each is one mangled text read as above, in one dialect, and
// one edit of it. Its seeds are the statements of testdata/lower, and, while
// fuzzing, one statement of each shape in the corpus of real schemas. An input
// that fails is written to testdata/fuzz/FuzzSQL, and "go test" tries it from
// then on.
func FuzzSQL(f *testing.F) {
	for i, s := range fuzzSeeds(f) {
		f.Add(s.src, uint8(s.dialect), []byte{byte(i), byte(i >> 8)})
	}
	for i := range pool {
		f.Add("CREATE TABLE t (id int PRIMARY KEY);", uint8(0), []byte{0, 1, 2, opStatement, 0, byte(i)})
	}
	f.Fuzz(func(t *testing.T, src string, dialect uint8, bytes []byte) {
		d := fuzzDialects[int(dialect)%len(fuzzDialects)]
		r := &recipe{bytes}
		place, change := r.next()<<8|r.next(), r.next()
		src = mangle(src, d, r)
		sql.DetectDialect(src)
		checkCuts(t, src, d)
		checkEdit(t, src, d, place, change)
		realm, sites := fold(t, src, d)
		for _, s := range sites {
			realm.Resolve("f.sql", place%(len(src)+1), s)
		}
		for _, kind := range []schema.Kind{schema.KindRelation, schema.KindType, schema.KindSchema} {
			realm.Visible("f.sql", place%(len(src)+1), kind, "", false)
		}
		if _, err := inspect.JSON(realm); err != nil {
			t.Fatal(err)
		}
		inspect.SQL(realm) // what it cannot write is an error
		inspect.HCL(realm)
		cursor(src, d, place)
		for _, query := range []bool{false, true} {
			_, sites := sql.Fragment(src, text.Span{End: len(src)}, d, query, schema.Ref{Name: schema.Name{Text: "t"}})
			for _, s := range sites {
				inside(t, s.Span, src)
			}
		}
		// By a sum, so that what the fuzzer makes of this input is not pumped too.
		if crc32.ChecksumIEEE([]byte(src))%256 == 0 {
			checkGrowth(t, src, d, place)
		}
	})
}

// checkCuts checks that chunks cover the text and depend on nothing past what
// was seen.
func checkCuts(t *testing.T, src string, d schema.Dialect) {
	at := 0
	for _, c := range text.Cut(src, sql.Initial(d), sql.Next) {
		if c.Span.Start != at || c.Span.End <= at || c.Seen < c.Span.End || c.Seen > len(src)+1 {
			t.Fatalf("chunk %+v after %d", c, at)
		}
		at = c.Span.End
		if c.Seen <= len(src) {
			end, seen, _ := sql.Next(src[:c.Seen]+"'$$/*;", c.Span.Start, c.State)
			if end != c.Span.End || seen != c.Seen {
				t.Fatalf("chunk %+v of %q depends on what is past it: %d, %d", c, src, end, seen)
			}
		}
	}
	if at != len(src) {
		t.Fatalf("chunks end at %d of %d", at, len(src))
	}
}

// checkEdit checks that the chunks after an edit are those of the new text.
func checkEdit(t *testing.T, src string, d schema.Dialect, place, change int) {
	start := place % (len(src) + 1)
	e := text.Edit{Span: text.Span{Start: start, End: min(start+change%7, len(src))}, New: hostilePieces[change%len(hostilePieces)]}
	next := src[:e.Span.Start] + e.New + src[e.Span.End:]
	got, _, _ := text.Recut(text.Cut(src, sql.Initial(d), sql.Next), next, e, sql.Initial(d), sql.Next)
	want := text.Cut(next, sql.Initial(d), sql.Next)
	if len(got) != len(want) {
		t.Fatalf("%+v of %q: recut gives %v, cut %v", e, src, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%+v of %q: recut gives %+v, cut %+v", e, src, got[i], want[i])
		}
	}
}

// fold parses a text and folds it, first on its own, then as a part without
// order. It gives the realm and what names the text holds.
func fold(t *testing.T, src string, d schema.Dialect) (*schema.Realm, []schema.Site) {
	file := schema.PartFile{Name: "f.sql"}
	var sites []schema.Site
	for _, c := range text.Cut(src, sql.Initial(d), sql.Next) {
		chunk := src[c.Span.Start:c.Span.End]
		parsed := sql.Parse(chunk, c.State)
		if problem := sql.SpanProblem(parsed, len(chunk)); problem != "" {
			t.Fatalf("%s\n%s", problem, chunk)
		}
		for _, p := range parsed.Problems {
			if p.Message == "" || p.Code == "" || p.Severity == 0 {
				t.Fatalf("%+v", p)
			}
		}
		for _, s := range sql.Outline(chunk, c.State) {
			inside(t, s.Span, chunk)
			if s.NameSpan.Start < s.Span.Start || s.NameSpan.End > s.Span.End {
				t.Fatalf("%+v", s)
			}
		}
		sites = append(sites, parsed.Sites...)
		file.Chunks = append(file.Chunks, schema.Placed{Place: &schema.Place{File: file.Name, Start: c.Span.Start}, Chunk: parsed})
	}
	schema.Fold(d, []schema.Part{{Files: []schema.PartFile{file}, Unordered: true}})
	realm := schema.Fold(d, []schema.Part{{Files: []schema.PartFile{file}}})
	for _, p := range realm.Problems {
		inside(t, p.Span.Shift(p.Place.Start), src)
		for _, r := range p.Related {
			inside(t, r.Span.Shift(r.Place.Start), src)
		}
	}
	return realm, sites
}

// cursor asks what may stand at a place.
func cursor(src string, d schema.Dialect, place int) {
	place %= len(src) + 1
	for _, c := range text.Cut(src, sql.Initial(d), sql.Next) {
		if c.Span.Start <= place && place <= c.Span.End {
			sql.Expect(src[c.Span.Start:c.Span.End], place-c.Span.Start, c.State)
		}
	}
}

func inside(t *testing.T, s text.Span, src string) {
	if s.Start < 0 || s.End < s.Start || s.End > len(src) {
		t.Fatalf("span %v in %d bytes:\n%s", s, len(src), src)
	}
}

// checkGrowth repeats a piece of the text. As in TestReadingGrowsLinearly, what is
// asked for is that the work does not grow as the square of the length.
func checkGrowth(t *testing.T, src string, d schema.Dialect, place int) {
	toks := sql.Tokens(src, d)
	if len(toks) == 0 {
		return
	}
	from := place % len(toks)
	to := min(from+1+place>>8%4, len(toks))
	before, piece, after := src[:toks[from].Start], src[toks[from].Start:toks[to-1].End]+" ", src[toks[to-1].End:]
	pumped := func(size int) string { return before + strings.Repeat(piece, size/len(piece)) + after }
	read := func(src string) time.Duration {
		begin := time.Now()
		fold(t, src, d)
		cursor(src, d, len(src))
		return time.Since(begin)
	}
	for attempt := 1; ; attempt++ {
		quarter, whole := read(pumped(32<<10)), read(pumped(128<<10))
		if whole <= 10*quarter+time.Second {
			return
		}
		if attempt == 3 {
			t.Fatalf("repeating %q after %q and before %q takes %v up to 32 KiB and %v up to 128 KiB", piece, before, after, quarter, whole)
		}
	}
}
