package sql

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// TestOneMistakeIsOneError breaks valid statements in ways that people do. Each is
// one error, in its statement, on the line of the mistake, that of the word before
// it or, where it only shows later, one after it.
func TestOneMistakeIsOneError(t *testing.T) {
	const before, after = "CREATE TABLE before_it (id int);\n", "\nCREATE TABLE after_it (id int);\n"
	tried := 0
	for _, s := range examples(t)[schema.Postgres] {
		if len(errorsIn(before+s+after)) > 0 || strings.Count(s, ";") > 1 || strings.HasPrefix(s, "COPY") || strings.HasPrefix(s, "\\") ||
			!wellFormed(strings.TrimSuffix(s, ";"), Initial(schema.Postgres)) { // newer than the judge

			continue
		}
		try := func(how, broken string, at int) {
			if wellFormed(broken, Initial(schema.Postgres)) {
				return // it says something else now
			}
			tried++
			found := errorsIn(before + broken + after)
			from, to := len(before)+strings.LastIndexByte(strings.TrimRight(broken[:at], " \n"), '\n')+1, len(before)+len(broken)
			if len(found) != 1 || found[0] < from || found[0] > to {
				t.Errorf("%s at %q: errors at %v, want one in %d–%d of\n%s", how, broken[at:min(at+20, len(broken))], found, from, to, before+broken)
			}
		}
		l := Initial(schema.Postgres).lexer(s, 0)
		var toks []token
		for k := l.next(); k.kind != eof; k = l.next() {
			toks = append(toks, k)
		}
		for i, k := range toks {
			raw := s[k.start:k.end]
			without, twice := s[:k.start]+s[k.end:], s[:k.end]+" "+raw+s[k.end:]
			switch {
			case k.is('('), k.is(')'):
				try("without "+raw, without, k.start)
				try("with two "+raw, twice, k.start)
			case k.is(','):
				try("without a comma", without, k.start)
				try("with two commas", twice, k.start)
				try("with ;", s[:k.start]+" ="+s[k.end:], k.start)
			case k.kind == word && k.category == reserved && len(raw) > 3:
				try("misspelt "+raw, s[:k.start]+raw[:1]+raw[2:]+s[k.end:], k.start)
				try("doubled "+raw, twice, k.start)
			}
			if i+1 < len(toks) && k.kind == word && toks[i+1].kind == word {
				next := toks[i+1]
				try("swapped "+raw, s[:k.start]+s[next.start:next.end]+s[k.end:next.start]+raw+s[next.end:], k.start)
			}
		}
	}
	if tried < 500 {
		t.Error(tried, "are too few")
	}
}

// errorsIn are the places of the errors in a PostgreSQL text.
func errorsIn(src string) []int {
	var found []int
	at := 0
	for _, s := range parseAll(src, schema.Postgres) {
		for _, p := range s.chunk.Problems {
			if p.Severity == schema.Error {
				found = append(found, at+p.Span.Start)
			}
		}
		at += len(s.src)
	}
	return found
}
