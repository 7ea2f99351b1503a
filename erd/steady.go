package erd

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
)

// Steady is [Layered] with a memory: each layout leaves what it can where the one
// before had it. It may be used by several goroutines.
type Steady struct {
	mu   sync.Mutex
	last *Positions
}

// Layout implements [Layouter].
func (s *Steady) Layout(ctx context.Context, d *Diagram) (*Placement, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := Layered{Before: s.last}.Layout(ctx, d)
	if err == nil {
		s.last = d.Positions(p)
	}
	return p, err
}

// columns are where the layers of a graph were in an earlier layout. A graph that
// has them is laid out anew only as far as it must be: what was there stays in its
// column and at its height, and makes room by going to the right or down.
type columns struct {
	center []float64 // by layer; NaN for a new one
	top    float64   // what is taken off all heights
}

// columnsBefore finds the columns in which the nodes of a graph stood, and ranks the
// nodes by them. It gives nil if most of the nodes are new, or if an edge that is new
// does not fit.
func columnsBefore(g *graph, edges []rankEdge) (*columns, []int) {
	var known []int
	for n := range g.nodes {
		if g.nodes[n].before != nil {
			known = append(known, n)
		}
	}
	if 2*len(known) <= len(g.nodes) {
		return nil, nil
	}
	center := func(n int) float64 { return g.nodes[n].before.X + g.nodes[n].before.Width/2 }
	slices.SortStableFunc(known, func(a, b int) int { return cmp.Compare(center(a), center(b)) })
	c := &columns{top: math.Inf(1)}
	rank := make([]int, len(g.nodes))
	for i, n := range known {
		if i == 0 || center(n)-center(known[i-1]) > 2 {
			c.center = append(c.center, center(n))
		}
		rank[n] = len(c.center) - 1
		c.top = min(c.top, g.nodes[n].before.Y)
	}
	if !rankNew(g, edges, rank) {
		return nil, nil
	}
	least, most := slices.Min(rank), slices.Max(rank)
	centers := make([]float64, most-least+1)
	for i := range centers {
		centers[i] = math.NaN()
		if at := i + least; at >= 0 && at < len(c.center) {
			centers[i] = c.center[at]
		}
	}
	c.center = centers
	for n := range rank {
		rank[n] -= least
	}
	return c, rank
}

// rankNew ranks the nodes that are new, next to their neighbours, and reports whether
// all edges fit then.
func rankNew(g *graph, edges []rankEdge, rank []int) bool {
	ranked := make([]bool, len(g.nodes))
	for n := range g.nodes {
		ranked[n] = g.nodes[n].before != nil
	}
	for again := true; again; {
		again = false
		for _, e := range edges {
			switch {
			case ranked[e.tail] && !ranked[e.head]:
				rank[e.head], ranked[e.head], again = rank[e.tail]+e.span, true, true
			case ranked[e.head] && !ranked[e.tail]:
				rank[e.tail], ranked[e.tail], again = rank[e.head]-e.span, true, true
			}
		}
	}
	// What is new goes farther to the right where it must.
	for range g.nodes {
		moved := false
		for _, e := range edges {
			if rank[e.head]-rank[e.tail] < e.span && g.nodes[e.head].before == nil {
				rank[e.head], moved = rank[e.tail]+e.span, true
			}
		}
		if !moved {
			break
		}
	}
	for _, e := range edges {
		if rank[e.head]-rank[e.tail] < 1 {
			return false
		}
	}
	return true
}

// push moves the columns to where they were, and farther to the right where they
// would come too close to the one before. It gives where their origin was.
func (c *columns) push(left, right []float64, margin float64) (origin float64) {
	const least = 0.6 * rankGap
	first := slices.IndexFunc(c.center, func(x float64) bool { return !math.IsNaN(x) })
	for i := first; i < len(left); i++ {
		width := right[i] - left[i]
		at := c.center[i] - width/2
		if math.IsNaN(at) {
			at = right[i-1] + rankGap
		} else if i > first {
			at = max(at, right[i-1]+least)
		}
		left[i], right[i] = at, at+width
	}
	for i := first - 1; i >= 0; i-- {
		width := right[i] - left[i]
		right[i] = left[i+1] - rankGap
		left[i] = right[i] - width
	}
	origin = left[0] - margin
	for i := range left {
		left[i], right[i] = left[i]-origin, right[i]-origin
	}
	return origin
}

// keepOrder orders the layers as their cells stood. What is new, and the lines, find
// their places among them.
func (l *layers) keepOrder() {
	middle := make([]float64, len(l.cells))
	known := func(c int) bool { return c < len(l.nodes) && l.nodes[c].before != nil }
	for c := range l.nodes {
		if b := l.nodes[c].before; b != nil {
			middle[c] = b.Y + b.Height/2
			l.cells[c].fixed, l.cells[c].was = true, b.Y
		}
	}
	for c := range l.nodes {
		if known(c) {
			continue
		}
		sum, n := 0.0, 0.0
		for _, chain := range l.chains {
			first, last := chain[0], chain[len(chain)-1]
			if first == c && known(last) || last == c && known(first) {
				sum += middle[first+last-c]
				n++
			}
		}
		if n > 0 {
			middle[c] = sum / n
		}
	}
	for edge, chain := range l.chains {
		from, to := middle[chain[0]], middle[chain[len(chain)-1]]
		for i, c := range chain[1 : len(chain)-1] {
			middle[c] = from + (to-from)*float64(i+1)/float64(len(chain)-1)
			if y, ok := heightAt(l.edges[edge].before, l.was.center[l.cells[c].layer]); ok {
				middle[c] = y
				if known(chain[0]) && known(chain[len(chain)-1]) {
					l.cells[c].fixed, l.cells[c].was = true, y
				}
			}
		}
	}
	for _, layer := range l.layers {
		slices.SortStableFunc(layer, func(a, b int) int {
			return cmp.Or(cmp.Compare(l.cells[a].cluster, l.cells[b].cluster), cmp.Compare(middle[a], middle[b]))
		})
	}
	l.number()
	for range 4 {
		for _, layer := range l.layers {
			l.sift(layer)
		}
	}
}

// heightAt is the height of a curve where it passes x.
func heightAt(curve []Point, x float64) (y float64, ok bool) {
	for i := 0; i+3 < len(curve); i += 3 {
		a, b, c, d := curve[i], curve[i+1], curve[i+2], curve[i+3]
		if min(a.X, d.X) > x || max(a.X, d.X) < x {
			continue
		}
		at := func(t, a, b, c, d float64) float64 {
			s := 1 - t
			return s*s*s*a + 3*s*s*t*b + 3*s*t*t*c + t*t*t*d
		}
		low, high := 0.0, 1.0
		for range 30 {
			if t := (low + high) / 2; (at(t, a.X, b.X, c.X, d.X) < x) == (a.X < d.X) {
				low = t
			} else {
				high = t
			}
		}
		return at(low, a.Y, b.Y, c.Y, d.Y), true
	}
	return 0, false
}

// keepHeights leaves what was there at its height, or moves it down as far as what
// stands above needs; the rest goes to where its links are level, between those.
func (l *layers) keepHeights(layer []int) {
	const close = 0.6 // how much of the space must stay
	bottom := math.Inf(-1)
	for i, c := range layer {
		if i > 0 {
			bottom += close * l.gap(layer[i-1], c)
		}
		x := &l.cells[c]
		if x.fixed {
			x.y = max(bottom, x.was-l.was.top)
		} else if !math.IsInf(bottom, -1) {
			x.least = bottom
		} else {
			x.least = math.Inf(-1)
		}
		switch {
		case x.fixed:
			bottom = x.y + x.height
		case !math.IsInf(bottom, -1):
			bottom += x.height
		}
	}
	ceiling := math.Inf(1)
	for i, c := range slices.Backward(layer) {
		x := &l.cells[c]
		if i+1 < len(layer) {
			ceiling -= close * l.gap(c, layer[i+1])
		}
		if x.fixed {
			ceiling = x.y
			continue
		}
		ceiling -= x.height
		x.most = ceiling
	}
}

// packSteady packs blocks, most of which were there before: those stay where they
// were, or go down as far as what has grown needs; new ones come where the picture
// grows least. It gives nil where a new arrangement of an aspect between the two is
// better.
func (s screen) packSteady(blocks []*block, gap, narrow, broad float64) *block {
	var known, others []int
	low := Point{math.Inf(1), math.Inf(1)}
	for i, b := range blocks {
		if b.before == nil {
			others = append(others, i)
			continue
		}
		known = append(known, i)
		low = Point{min(low.X, b.before.X), min(low.Y, b.before.Y)}
	}
	if 2*len(known) <= len(blocks) {
		return nil
	}
	slices.SortStableFunc(known, func(i, j int) int {
		a, b := blocks[i].before, blocks[j].before
		return cmp.Or(cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
	})
	all := &block{before: &low}
	at := make([]Point, len(blocks))
	var placed []Rect
	put := func(i int, p Point) {
		at[i] = p
		placed = append(placed, Rect{p.X, p.Y, blocks[i].width, blocks[i].height})
	}
	// free is the first height from y on at which nothing stands within the gap.
	free := func(r Rect, gap float64) float64 {
		for again := true; again; {
			again = false
			for _, p := range placed {
				if r.X < p.X+p.Width+gap && p.X < r.X+r.Width+gap && r.Y < p.Y+p.Height+gap && p.Y < r.Y+r.Height+gap {
					r.Y, again = p.Y+p.Height+gap, true
				}
			}
		}
		return r.Y
	}
	for _, i := range known {
		b := blocks[i]
		p := b.before.minus(low)
		p.Y = free(Rect{p.X, p.Y, b.width, b.height}, gap/2)
		put(i, p)
	}
	for _, i := range others {
		b := blocks[i]
		width, height := extent(placed)
		best, least := Point{}, math.Inf(1)
		for k := range len(placed) + 1 {
			x := 0.0
			if k > 0 {
				x = placed[k-1].X + placed[k-1].Width + gap
			}
			y := free(Rect{x, 0, b.width, b.height}, gap)
			if cost := max(max(width, x+b.width)/float64(s), max(height, y+b.height)) + (x+y)/1e6; cost < least {
				best, least = Point{x, y}, cost
			}
		}
		put(i, best)
	}
	for i, b := range blocks {
		all.put(b, at[i])
	}
	aspect := min(max(all.width/all.height, narrow), broad)
	if p := pack(blockSizes(blocks), gap, aspect); max(all.width/aspect, all.height) > 1.4*p.cost(aspect) {
		return nil
	}
	return all
}

func extent(rects []Rect) (width, height float64) {
	for _, r := range rects {
		width, height = max(width, r.X+r.Width), max(height, r.Y+r.Height)
	}
	return width, height
}

// corner is where the upper left of everything comes to lie: at the margin, or as
// little away from it as was before.
func (b *block) corner() Point {
	p := Point{canvasMargin, canvasMargin}
	if b.before != nil && b.before.X >= p.X && b.before.Y >= p.Y && b.before.X < p.X+b.width/4 && b.before.Y < p.Y+b.height/4 {
		return *b.before
	}
	return p
}
