package erd

import (
	"cmp"
	"context"
	"slices"
)

// How long fewer crossings are looked for.
const (
	sweeps  = 24
	patient = 8 // sweeps without a gain
)

// scratch is memory that is used again.
type scratch struct {
	ends    []linkEnds
	merged  []float64
	sides   [][2][]float64 // by cell of the layer at hand: where its links lead, sorted
	medians []float64      // by cell
}

type linkEnds struct{ left, right float64 }

// arrange orders the cells within their layers so that few links cross, and places
// them: sweeps from left to right and back put each cell where the median of its
// neighbours is, and then single cells go to where they make the fewest crossings
// ("A Technique for Drawing Directed Graphs", section 3; Matuszewski, Schönfeld and
// Molitor, "Using Sifting for k-Layer Straightline Crossing Minimization", 1999). It
// fails only when ctx ends.
func (l *layers) arrange(ctx context.Context) error {
	if l.was != nil {
		l.keepOrder()
		return l.place(ctx)
	}
	l.medians = make([]float64, len(l.cells))
	best, least := [][]int(nil), -1
	for _, first := range []func(){l.fromLeft, l.fromRight} {
		first()
		failed := 0
		for sweep := 0; sweep < sweeps && failed < patient && least != 0; sweep++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			l.sweep(sweep)
			if n := l.crossings(); least < 0 || n < least {
				best, least, failed = cloneLayers(l.layers), n, 0
			} else {
				failed++
			}
		}
	}
	if best != nil {
		l.layers = best
		l.number()
	}
	return l.place(ctx)
}

func cloneLayers(layers [][]int) [][]int {
	clone := make([][]int, len(layers))
	for i, layer := range layers {
		clone[i] = slices.Clone(layer)
	}
	return clone
}

// number tells the cells their order.
func (l *layers) number() {
	for _, layer := range l.layers {
		for i, c := range layer {
			l.cells[c].order = i
		}
	}
}

// fromLeft orders the cells as a walk along the links meets them first.
func (l *layers) fromLeft() {
	l.walk(slices.All(l.layers), func(c *cell) []link { return c.after }, func(c *cell) []link { return c.before })
}

func (l *layers) fromRight() {
	l.walk(slices.Backward(l.layers), func(c *cell) []link { return c.before }, func(c *cell) []link { return c.after })
}

func (l *layers) walk(layers func(func(int, []int) bool), ahead, back func(*cell) []link) {
	seen := make([]bool, len(l.cells))
	met := make([][]int, len(l.layers))
	var visit func(c int)
	visit = func(c int) { // no deeper than there are layers
		if seen[c] {
			return
		}
		seen[c] = true
		at := l.cells[c].layer
		met[at] = append(met[at], c)
		for _, to := range ahead(&l.cells[c]) {
			visit(to.cell)
		}
	}
	for _, layer := range layers {
		layer = slices.Clone(layer)
		slices.SortFunc(layer, func(a, b int) int { // what many links leave comes first, the rest hangs on
			return cmp.Or(cmp.Compare(len(back(&l.cells[a])), len(back(&l.cells[b]))), cmp.Compare(len(ahead(&l.cells[b])), len(ahead(&l.cells[a]))), cmp.Compare(a, b))
		})
		for _, c := range layer {
			visit(c)
		}
	}
	for at := range l.layers {
		l.layers[at] = met[at]
		slices.SortStableFunc(l.layers[at], func(a, b int) int { return cmp.Compare(l.cells[a].cluster, l.cells[b].cluster) })
	}
	l.number()
}

// at is where a link ends in the order of a layer.
func (l *layers) at(c int, y float64) float64 {
	return float64(l.cells[c].order) + y/(l.cells[c].height+1)
}

// sweep orders all layers by their neighbours at one side, and then looks for
// single cells that had better stand elsewhere.
func (l *layers) sweep(n int) {
	fromLeft := n%2 == 0
	for i := range l.layers {
		at := i
		if !fromLeft {
			at = len(l.layers) - 1 - i
		}
		layer := l.layers[at]
		for _, c := range layer {
			links := l.cells[c].before
			if !fromLeft {
				links = l.cells[c].after
			}
			l.medians[c] = l.median(links, n%4 > 1)
		}
		l.sortByMedian(layer)
		l.sift(layer)
	}
}

// median is the weighted median of where links lead (section 3 of the same), or
// their mean; -1 without links.
func (l *layers) median(links []link, mean bool) float64 {
	if len(links) == 0 {
		return -1
	}
	p := l.merged[:0]
	sum := 0.0
	for _, to := range links {
		at := l.at(to.cell, to.far)
		p = append(p, at)
		sum += at
	}
	l.merged = p
	if mean {
		return sum / float64(len(p))
	}
	slices.Sort(p)
	m := len(p) / 2
	switch {
	case len(p)%2 == 1:
		return p[m]
	case len(p) == 2:
		return (p[0] + p[1]) / 2
	}
	left, right := p[m-1]-p[0], p[len(p)-1]-p[m]
	if left+right == 0 {
		return p[m]
	}
	return (p[m-1]*right + p[m]*left) / (left + right)
}

// sortByMedian sorts the cells of a layer that have a median; the others stay
// where they are. Clusters stay apart.
func (l *layers) sortByMedian(layer []int) {
	for from := 0; from < len(layer); {
		to := from + 1
		for to < len(layer) && l.cells[layer[to]].cluster == l.cells[layer[from]].cluster {
			to++
		}
		var places, movable []int
		for i := from; i < to; i++ {
			if l.medians[layer[i]] >= 0 {
				places, movable = append(places, i), append(movable, layer[i])
			}
		}
		slices.SortStableFunc(movable, func(a, b int) int { return cmp.Compare(l.medians[a], l.medians[b]) })
		for i, at := range places {
			layer[at] = movable[i]
		}
		from = to
	}
	for i, c := range layer {
		l.cells[c].order = i
	}
}

// sift moves each cell of a layer to where it makes the fewest crossings with the
// links of the others, as long as that gains any.
func (l *layers) sift(layer []int) {
	if cap(l.sides) < len(l.cells) {
		l.sides = make([][2][]float64, len(l.cells))
	}
	sides := l.sides[:len(l.cells)]
	for _, c := range layer {
		for s, links := range [2][]link{l.cells[c].before, l.cells[c].after} {
			ends := sides[c][s][:0]
			for _, to := range links {
				ends = append(ends, l.at(to.cell, to.far))
			}
			slices.Sort(ends)
			sides[c][s] = ends
		}
	}
	const rounds = 3
	for range rounds {
		gained := false
		for _, c := range slices.Clone(layer) {
			if !l.cells[c].fixed && l.siftCell(layer, c, sides) {
				gained = true
			}
		}
		if !gained {
			return
		}
	}
}

func (l *layers) siftCell(layer []int, c int, sides [][2][]float64) bool {
	start := l.cells[c].order
	best, bestAt := 0, start
	for _, step := range [2]int{-1, 1} {
		sum := 0
		for at := start + step; at >= 0 && at < len(layer) && l.cells[layer[at]].cluster == l.cells[c].cluster; at += step {
			a, b := layer[at], c // as it would be with c below; what stands between is passed one by one
			if step > 0 {
				a, b = c, layer[at]
			}
			sum += crossed(sides[b], sides[a]) - crossed(sides[a], sides[b])
			if sum < best {
				best, bestAt = sum, at
			}
		}
	}
	if bestAt == start {
		return false
	}
	copy(layer[start:], layer[start+1:])
	copy(layer[bestAt+1:], layer[bestAt:len(layer)-1])
	layer[bestAt] = c
	for i := min(start, bestAt); i <= max(start, bestAt); i++ {
		l.cells[layer[i]].order = i
	}
	return true
}

// crossed is how many links of two cells cross where the first stands above.
func crossed(above, below [2][]float64) int {
	n := 0
	for s := range above {
		j := 0
		for _, end := range above[s] {
			for j < len(below[s]) && below[s][j] < end {
				j++
			}
			n += j
		}
	}
	return n
}

// crossings is how many pairs of links cross.
func (l *layers) crossings() int {
	total := 0
	for at := range l.layers {
		l.ends = l.ends[:0]
		for _, c := range l.layers[at] {
			for _, to := range l.cells[c].after {
				l.ends = append(l.ends, linkEnds{l.at(c, to.own), l.at(to.cell, to.far)})
			}
		}
		slices.SortFunc(l.ends, func(a, b linkEnds) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right)) })
		l.merged = l.merged[:0]
		for _, e := range l.ends {
			l.merged = append(l.merged, e.right)
		}
		total += inversions(l.merged, make([]float64, len(l.merged)))
	}
	return total
}

// inversions sorts a and gives the number of pairs that were out of order.
func inversions(a, spare []float64) int {
	if len(a) < 2 {
		return 0
	}
	m := len(a) / 2
	n := inversions(a[:m], spare[:m]) + inversions(a[m:], spare[m:])
	copy(spare, a)
	i, j := 0, m
	for k := range a {
		if j == len(a) || i < m && spare[i] <= spare[j] {
			a[k] = spare[i]
			i++
		} else {
			a[k] = spare[j]
			j++
			n += m - i
		}
	}
	return n
}
