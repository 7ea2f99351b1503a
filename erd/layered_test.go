package erd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/internal/corpus"
)

// corpusRealms are the realms of the corpus's SQL schemas that are drawn with
// tables, by their path.
func corpusRealms(t *testing.T) map[string]*schema.Realm {
	realms := map[string]*schema.Realm{}
	for name, src := range corpus.Files(t, "sql", ".sql") {
		if strings.Count(name, "/") > 1 { // a part of another one
			continue
		}
		w := workspace.New(workspace.Options{})
		w.Open("/"+path.Base(name), "", 1, src)
		for _, e := range w.Snapshot().Environments() {
			for _, s := range e.Realm().Schemas {
				if len(s.Tables) > 1 {
					realms[name] = e.Realm()
				}
			}
		}
	}
	return realms
}

// TestLayeredOnCorpus lays the real schemas out, and compares the crossings with
// those that Graphviz makes of them.
func TestLayeredOnCorpus(t *testing.T) {
	for name, realm := range corpusRealms(t) {
		for _, detail := range []Detail{Full, Keys, Names} {
			t.Run(fmt.Sprintf("%s, %s", name, detail), func(t *testing.T) {
				d := diagram(t, realm, Options{Detail: detail})
				own, err := Layered{}.Layout(context.Background(), d)
				if err != nil {
					t.Fatal(err)
				}
				checkPlacement(t, d, own)
				checkClear(t, d, own)
				dot, err := Graphviz{Program: program}.Layout(context.Background(), d)
				if err != nil {
					t.Fatal(err)
				}
				// Of a handful of crossings, one more is no measure.
				if got, want := crossingsOf(own), crossingsOf(dot); float64(got) > 1.15*float64(want)+3 {
					t.Errorf("%d crossings; Graphviz makes %d", got, want)
				}
			})
		}
	}
}

// polyline is a route as short straight pieces.
func polyline(r Route) []Point {
	points := []Point{r.From}
	for i := 0; i+3 < len(r.Curve); i += 3 {
		a, b, c, d := r.Curve[i], r.Curve[i+1], r.Curve[i+2], r.Curve[i+3]
		const pieces = 8
		for s := range pieces + 1 {
			u := float64(s) / pieces
			v := 1 - u
			at := func(a, b, c, d float64) float64 { return v*v*v*a + 3*v*v*u*b + 3*v*u*u*c + u*u*u*d }
			points = append(points, Point{at(a.X, b.X, c.X, d.X), at(a.Y, b.Y, c.Y, d.Y)})
		}
	}
	return append(points, r.To)
}

// crossingsOf is how often lines of a placement cross as they are drawn.
func crossingsOf(p *Placement) int {
	var lines [][]Point
	for _, r := range p.Routes {
		if len(r.Curve) > 0 {
			lines = append(lines, polyline(r))
		}
	}
	side := func(a, b, c Point) float64 { return (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X) }
	n := 0
	for i, one := range lines {
		for _, other := range lines[:i] {
			for k := 1; k < len(one); k++ {
				a, b := one[k-1], one[k]
				for m := 1; m < len(other); m++ {
					c, d := other[m-1], other[m]
					if max(a.X, b.X) >= min(c.X, d.X) && max(c.X, d.X) >= min(a.X, b.X) && side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0 {
						n++
					}
				}
			}
		}
	}
	return n
}

// checkClear checks that no line runs over a box.
func checkClear(t *testing.T, d *Diagram, p *Placement) {
	t.Helper()
	for i, k := range d.Keys {
		if k.Drawing != AsLine {
			continue
		}
		for _, at := range polyline(p.Routes[i]) {
			for b, box := range d.Boxes {
				const rounded = 1.0
				corner := p.Boxes[b]
				if at.X > corner.X+rounded && at.X < corner.X+box.Width-rounded && at.Y > corner.Y+rounded && at.Y < corner.Y+box.Height-rounded {
					t.Errorf("key %d from %s to %s runs over %s", i, d.Boxes[k.Child.Box].Name, d.Boxes[k.Parent.Box].Name, box.Name)
					return
				}
			}
		}
	}
}

// TestRanksAreShortest compares the ranks of small graphs with the best of all.
func TestRanksAreShortest(t *testing.T) {
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		n := 2 + rnd.IntN(5)
		var edges []rankEdge
		for range rnd.IntN(2 * n) {
			if a, b := rnd.IntN(n), rnd.IntN(n); a < b {
				edges = append(edges, rankEdge{a, b, 1 + rnd.IntN(2)})
			}
		}
		length := func(rank []int) int {
			sum := 0
			for _, e := range edges {
				if rank[e.head]-rank[e.tail] < e.span {
					return -1
				}
				sum += rank[e.head] - rank[e.tail]
			}
			return sum
		}
		best := -1
		all := make([]int, n)
		var try func(i int)
		try = func(i int) {
			if i == n {
				if l := length(all); l >= 0 && (best < 0 || l < best) {
					best = l
				}
				return
			}
			for all[i] = 0; all[i] < 2*n; all[i]++ {
				try(i + 1)
			}
		}
		if n <= 5 {
			try(0)
		}
		got := ranks(n, edges)
		if slices.Min(got) != 0 || length(got) < 0 || n <= 5 && length(got) != best {
			t.Errorf("seed %d: %v of %v is %d long, not %d", seed, got, edges, length(got), best)
		}
	}
}

// TestLayeredEnds cancels a layout.
func TestLayeredEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (Layered{}).Layout(ctx, diagram(t, randomRealm(3, 80, 1), Options{})); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}
