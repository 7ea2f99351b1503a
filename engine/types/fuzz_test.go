package types

import (
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// FuzzCanonicalSQL checks that a canonical text is its own, and that checking
// and translating whatever is read never fails.
func FuzzCanonicalSQL(f *testing.F) {
	for _, src := range []string{
		"int", "character varying (20) []", "timestamp(3) with time zone", "interval day to second(2)", `app."Mood"(1)[3]`,
		"int(5) unsigned zerofill", `enum('a','it''s',"b\n")`, "Tuple(a Array(String), b Enum8('x' = 1))", "DateTime64(3, 'UTC')",
		"UNSIGNED BIG INT", "[nvarchar](max)", "geometry(POINT,4326)", "national char varying(3)", "decimal(10, 2) unsigned",
	} {
		for i := range len(dialects) + 1 {
			f.Add(src, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, src string, n uint8) {
		d := append([]schema.Dialect{""}, dialects...)[int(n)%(len(dialects)+1)]
		table := Of(d)
		text := table.CanonicalSQL(src)
		if again := table.CanonicalSQL(text); again != text {
			t.Errorf("%s %q: %q, and of that %q", d, src, text, again)
		}
		if r, ok := table.ReadText(src); ok {
			table.Check(r.Name, r.Args()...)
			for _, p := range r.Params {
				if p.From < 0 || p.To < p.From || p.To > len(src) {
					t.Errorf("%s %q: a parameter at %d-%d", d, src, p.From, p.To)
				}
			}
			if word, params, ok := table.HCL(src); ok && table.Canonical(word, params...) != text {
				t.Errorf("%s %q: HCL writes %s%q, which is %s", d, src, word, params, table.Canonical(word, params...))
			}
		}
	})
}
