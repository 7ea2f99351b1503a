package differential

import (
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

func TestCanonical(t *testing.T) {
	postgres := rulesOf(schema.Postgres)
	for _, test := range []struct{ text, database string }{
		{"amount > 0 AND ok", "((amount > (0)::numeric) AND ok)"},
		{"status IN ('a', 'b')", "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))"},
		{`"name" != 'x'`, "((name)::text <> 'x'::text)"},
		{"-1", "'-1'::integer"},
		{"a NOT LIKE 'x%'", "((a)::text !~~ 'x%'::text)"},
		{"nextval('seq')", "nextval('public.seq'::regclass)"},
		{"at > timestamptz '2020-01-01'", "(at > '2020-01-01'::timestamp with time zone)"},
		{"now()::timestamp without time zone", "(now())::timestamp(3) without time zone"},
	} {
		if a, b := postgres.canonical(test.text), postgres.canonical(test.database); a != b {
			t.Errorf("%s is %s, %s is %s", test.text, a, test.database, b)
		}
	}
	for _, test := range [][2]string{{"a > 0", "a > 1"}, {"a > 'X'", "a > 'x'"}, {"f(a, b)", "f(b, a)"}} {
		if a, b := postgres.canonical(test[0]), postgres.canonical(test[1]); a == b {
			t.Errorf("%s and %s are both %s", test[0], test[1], a)
		}
	}
}
