package sql

import (
	"strings"
	"testing"
)

// Every keyword is found in any mix of cases, and nothing that only resembles one.
func TestLookup(t *testing.T) {
	for words, category := range map[string]category{
		reservedWords: reserved, typeNameWords: typeKeyword, columnNameWords: columnKeyword, unreservedWords: unreserved, foreignWords: foreign,
	} {
		for _, w := range strings.Fields(words) {
			for _, spelled := range []string{w, strings.ToUpper(w), strings.ToUpper(w[:1]) + w[1:]} {
				if k := lookup(spelled); len(w) > maxKeyword || k.text != w || k.category != category {
					t.Errorf("%s is %+v", spelled, k)
				}
			}
		}
	}
	for _, w := range []string{"", "x", "tabel", "selects", "@elect", "sele\x03t", "überall", "select\x00", strings.Repeat("a", 100)} {
		if k := lookup(w); k != (keyword{}) {
			t.Errorf("%q is %+v", w, k)
		}
	}
}
