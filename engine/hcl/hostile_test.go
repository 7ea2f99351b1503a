package hcl

import (
	"strings"
	"testing"
	"time"
)

// TestHostileChunks parses texts that are made to exhaust the stack or the
// clock.
func TestHostileChunks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const size = 1 << 18
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	texts := map[string]string{
		"parentheses":     "x = " + fill("("),
		"lists":           "x = " + fill("["),
		"objects":         "x = " + fill("{a="),
		"blocks":          fill("a {\n"),
		"negations":       "x = " + fill("!"),
		"sums":            "x = 1" + fill("+1"),
		"conditionals":    "x = " + fill("a?b:"),
		"calls":           "x = " + fill("f(1,"),
		"interpolations":  "x = " + fill("\"${"),
		"directives":      "x = <<A\n" + fill("%{if f(a,b)}\n") + "A\n",
		"for expressions": "x = " + fill("[for a in "),
		"unclosed quotes": "table \"t\" {\n" + fill("  a = \"x\n") + "}\n",
		"unknown blocks":  "table \"t\" {\n" + fill("  colum \"a\" {\n  }\n") + "}\n",
		"attributes":      "table \"t\" {\n" + fill("  commnet = 1\n") + "}\n",
		"columns":         "table \"t\" {\n" + fill("  column \"c\" {\n    type = int\n  }\n") + "}\n",
		"columns by name": "table \"t\" {\n  primary_key {\n    columns = [" + fill("column.c,") + "]\n  }\n}\n",
		"traversal":       "x = a" + fill(".b"),
		"splat":           "x = a" + fill(".*"),
		"indexes":         "x = a" + fill("[0]"),
		"digits":          "table \"t\" {\n  column \"c\" {\n    default = " + fill("1") + "\n  }\n}\n",
		"exponent":        "table \"t\" {\n  column \"c\" {\n    default = 1e99999999\n  }\n}\n",
		"small exponent":  "table \"t\" {\n  column \"c\" {\n    default = 1E-99999999\n  }\n}\n",
		"NUL":             fill("\x00"),
		"not UTF-8":       fill("\xff"),
	}
	for name, src := range texts {
		start := time.Now()
		Parse(src, pg)
		Body(src)
		Outline(src, pg)
		Expect(src, len(src), pg)
		Describe(src, len(src), pg)
		SignatureAt(src, len(src), pg)
		took := time.Since(start)
		t.Logf("%-16s %v", name, took.Round(time.Millisecond))
		if took > 30*time.Second {
			t.Errorf("%s takes %v", name, took)
		}
	}
}
