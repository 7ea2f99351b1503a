package differential_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var tokens = regexp.MustCompile(`E?'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_\x80-\xff][\w$\x80-\xff]*|[0-9.]+(?:[eE][-+]?[0-9]+)?|::|[-+*/<>=~!@#%^&|?]+|\S`)

// typeWords are what may follow the first word of a type's name.
var typeWords = strings.Fields("varying precision with without time zone")

// canonical is an expression without what PostgreSQL adds to it or takes from it:
// parentheses, casts, the case of words, quotes that are not needed, its own
// spelling of LIKE and IN. It is enough to compare by, and no more.
func canonical(expr string) string {
	words := tokens.FindAllString(expr, -1)
	var out []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "(" || w == ")":
			continue
		case w == "::":
			i = passType(words, i+1) - 1
			continue
		case w[0] == '"':
			if name := strings.Trim(w, `"`); regexp.MustCompile(`^[a-z_][a-z0-9_$]*$`).MatchString(name) {
				w = name
			}
		case w[0] == '\'':
			if n := strings.Trim(w, "'"); regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`).MatchString(n) {
				w = n
			}
		case w[0] != 'E' || len(w) < 2 || w[1] != '\'':
			w = strings.ToLower(w)
		}
		if (w == "public" || w == "pg_catalog") && i+1 < len(words) && words[i+1] == "." {
			i++
			continue
		}
		if s, ok := spellings[w]; ok {
			w = s
		}
		out = append(out, w)
	}
	text := strings.Join(out, " ")
	for _, r := range rewrites {
		text = r.pattern.ReplaceAllString(text, r.with)
	}
	return text
}

var spellings = map[string]string{"!=": "<>", "like": "~~", "ilike": "~~*"}

var rewrites = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`= any array \[ ([^\]]*) \]`), "in $1"},
	{regexp.MustCompile(`<> all array \[ ([^\]]*) \]`), "not in $1"},
	{regexp.MustCompile(`not ~~`), "!~~"},
	{regexp.MustCompile(`- ([0-9])`), "-$1"},
	{regexp.MustCompile(`\b(?:timestamp|timestamptz|date|time|interval) '`), "'"},
	{regexp.MustCompile(`\boperator ([-+*/<>=~!@#%^&|?]+)`), "$1"},
	{regexp.MustCompile(`nextval 'public\.`), "nextval '"},
}

// passType gives the index after the type that begins at i.
func passType(words []string, i int) int {
	i++
	for i < len(words) {
		switch w := words[i]; {
		case w == ".":
			i += 2
		case slices.Contains(typeWords, w):
			i++
		case w == "(" && i+1 < len(words) && words[i+1][0] >= '0' && words[i+1][0] <= '9':
			for i < len(words) && words[i] != ")" {
				i++
			}
			i++
		case w == "[" && i+1 < len(words) && words[i+1] == "]":
			i += 2
		default:
			return i
		}
	}
	return i
}

func TestCanonical(t *testing.T) {
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
		if a, b := canonical(test.text), canonical(test.database); a != b {
			t.Errorf("%s is %s, %s is %s", test.text, a, test.database, b)
		}
	}
	for _, test := range [][2]string{{"a > 0", "a > 1"}, {"a > 'X'", "a > 'x'"}, {"f(a, b)", "f(b, a)"}} {
		if a, b := canonical(test[0]), canonical(test[1]); a == b {
			t.Errorf("%s and %s are both %s", test[0], test[1], a)
		}
	}
}
