package sql

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/corpus"
)

// corpusFiles gives the real-world PostgreSQL schemas, by path.
func corpusFiles(t testing.TB) map[string]string {
	t.Helper()
	return corpus.Files(t, "sql", ".sql")
}

// statement is a parsed chunk with its text.
type statement struct {
	src   string
	chunk *schema.Chunk
	state State
}

func parseAll(src string, d schema.Dialect) []statement {
	var list []statement
	for _, c := range text.Cut(src, Initial(d), Next) {
		s := src[c.Span.Start:c.Span.End]
		list = append(list, statement{s, Parse(s, c.State), c.State})
	}
	return list
}

func TestCorpusHasNoErrors(t *testing.T) {
	for name, src := range corpusFiles(t) {
		for _, s := range parseAll(src, schema.Postgres) {
			for _, p := range s.chunk.Problems {
				if p.Severity == schema.Error {
					t.Errorf("%s: %s\n%.200s", name, p.Message, strings.TrimSpace(s.src))
				}
			}
		}
	}
}

func BenchmarkOpenGitLab(b *testing.B) {
	src := corpusFiles(b)["gitlab/structure.sql"]
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range text.Cut(src, Initial(schema.Postgres), Next) {
			Parse(src[c.Span.Start:c.Span.End], c.State)
		}
	}
}

// BenchmarkKeystroke types a letter into a table in the middle of GitLab's
// schema: recut, and parse what is new.
func BenchmarkKeystroke(b *testing.B) {
	src := corpusFiles(b)["gitlab/structure.sql"]
	initial := Initial(schema.Postgres)
	at := strings.Index(src[len(src)/2:], "CREATE TABLE ") + len(src)/2 + len("CREATE TABLE ")
	e := text.Edit{Span: text.Span{Start: at, End: at}, New: "x"}
	next := src[:at] + "x" + src[at:]
	chunks := text.Cut(src, initial, Next)
	b.ReportAllocs()
	for b.Loop() {
		got, front, back := text.Recut(chunks, next, e, initial, Next)
		for _, c := range got[front : len(got)-back] {
			Parse(next[c.Span.Start:c.Span.End], c.State)
		}
	}
}
