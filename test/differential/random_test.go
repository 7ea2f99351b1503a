package differential

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// sequences says how many sequences of statements a test makes up, and of which
// size.
type sequences struct {
	count *int
	seed  *uint64
	size  *int
}

// flagged is what flags say: -name.random, -name.seed and -name.size.
func flagged(name string, count, size int) sequences {
	return sequences{
		count: flag.Int(name+".random", count, "how many sequences of statements the random test of "+name+" makes up"),
		seed:  flag.Uint64(name+".seed", 1, "the seed of the first of them; each has the next one"),
		size:  flag.Int(name+".size", size, "how many statements each has at most"),
	}
}

// hold makes sequences of statements, of which try keeps those that a database
// accepts, and finds where the database is not what these say. Such a sequence
// fails the test, and is shown without the statements that do not matter.
func (s sequences) hold(t *testing.T, make func(t *testing.T, g choice, size int) []string, try func(t *testing.T, statements []string) (accepted []string, found []Difference)) {
	accepted, total := 0, 0
	for seed := *s.seed; seed < *s.seed+uint64(*s.count); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			all := make(t, choice{rand.New(rand.NewPCG(seed, 0))}, *s.size)
			kept, found := try(t, all)
			accepted, total = accepted+len(kept), total+len(all)
			if len(found) == 0 {
				return
			}
			same := func(d Difference) bool { return d.Kind == found[0].Kind }
			for n := len(kept) / 2; n > 0; n /= 2 { // each part is tried without
				for at := len(kept) - n; at >= 0; at -= n {
					fewer, again := try(t, slices.Delete(slices.Clone(kept), at, min(at+n, len(kept))))
					if slices.ContainsFunc(again, same) {
						kept, found, at = fewer, again, min(at, len(fewer))
					}
				}
			}
			t.Errorf("%s;", strings.Join(kept, ";\n"))
			for _, d := range found {
				t.Log(d)
			}
		})
	}
	t.Logf("%d of %d statements are accepted", accepted, total)
}

// choice chooses at random.
type choice struct{ *rand.Rand }

// of is one of the texts.
func (c choice) of(texts ...string) string { return texts[c.IntN(len(texts))] }

// maybe is the text one time in n, and else nothing.
func (c choice) maybe(n int, text string) string {
	if c.IntN(n) == 0 {
		return text
	}
	return ""
}
