package oracle

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

var seeds = flag.Uint64("seeds", 200, "how many schemas are made up at random for each dialect")

// TestOracle compares the two readings of every document that Atlas can read,
// and holds the list of expected differences to what there is.
func TestOracle(t *testing.T) {
	seen := map[*expectation]bool{}
	absent := true
	t.Run("corpus", func(t *testing.T) {
		documents := corpusDocuments(t)
		absent = false
		compareAll(t, documents, seen)
	})
	t.Run("unit tests", func(t *testing.T) { compareAll(t, unitTestDocuments(t), seen) })
	t.Run("values", func(t *testing.T) { compareAll(t, valueDocuments(), seen) })
	t.Run("random", func(t *testing.T) {
		for _, d := range dialects {
			compareAll(t, randomDocuments(d), seen)
		}
	})
	if only := flag.Lookup("test.run").Value.String(); only != "" && strings.Contains(only, "/") {
		return
	}
	for _, e := range expectations {
		if !seen[e] && !(e.corpus && absent) {
			t.Errorf("expected, but there is no such difference any more: %s", e.why)
		}
	}
}

func randomDocuments(d *dialect) []*document {
	var all []*document
	for seed := range *seeds {
		doc := newGenerator(seed, d).document()
		doc.name = fmt.Sprintf("seed %d", seed)
		all = append(all, doc)
	}
	return all
}

func compareAll(t *testing.T, documents []*document, seen map[*expectation]bool) {
	read := 0
	for _, d := range documents {
		t.Run(string(d.dialect.name)+"/"+d.name, func(t *testing.T) {
			atlas, err := atlasFacts(d)
			if err != nil {
				t.Logf("Atlas cannot read it: %v", err)
				return
			}
			read++
			ours, alarms := ourFacts(t, d)
			for _, a := range alarms {
				if e := expectedAlarm(a); e != nil {
					seen[e] = true
				} else {
					t.Errorf("a false alarm: %s", a.message)
				}
			}
			for _, diff := range compare(atlas, ours) {
				if e := expectedDifference(diff, ours); e != nil {
					seen[e] = true
				} else {
					t.Error(diff)
				}
			}
			if t.Failed() {
				t.Logf("the schema:\n%s", d.text)
			}
		})
	}
	if read*4 < len(documents)*3 {
		t.Errorf("only %d of %d documents could be compared", read, len(documents))
	}
}

// TestFaults puts faults into schemas made up at random: what Atlas rejects must
// be an error here too, but for what is listed as missed.
func TestFaults(t *testing.T) {
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			rejected, reported := 0, 0
			for _, d := range dialects {
				for seed := range min(*seeds, 15) {
					g := newGenerator(seed, d)
					g.document()
					if !fault.make(g) {
						continue
					}
					doc := &document{dialect: d, text: g.String(), vars: g.vars}
					_, err := atlasFacts(doc)
					if err == nil {
						continue
					}
					rejected++
					_, alarms := ourFacts(t, doc)
					if slices.ContainsFunc(alarms, func(a alarm) bool { return a.severity == schema.Error }) {
						reported++
					} else if fault.missed == "" {
						t.Errorf("%s, seed %d: Atlas says %v; no error is reported, but %v", d.name, seed, err, alarms)
						t.Logf("the schema:\n%s", doc.text)
						break
					}
				}
			}
			switch {
			case rejected == 0:
				t.Error("Atlas rejects none of these")
			case reported > 0 && fault.missed != "":
				t.Errorf("%d of %d are reported, though the fault is listed as missed", reported, rejected)
			}
		})
	}
}
