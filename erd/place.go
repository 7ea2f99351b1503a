package erd

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// place gives the cells their heights: sweeps move each to where its links would
// be level, as near as the order and the space between the cells let it.
func (l *layers) place(ctx context.Context) error {
	groups := max(len(l.clusters), 1)
	top := 0.0
	for g := range groups {
		members := l.bands(g)
		l.stack(members)
		if l.was != nil {
			for _, layer := range members {
				l.keepHeights(layer)
			}
		}
		for sweep := range placings {
			if err := ctx.Err(); err != nil {
				return err
			}
			for i := range members {
				at := i
				if sweep%2 == 1 {
					at = len(members) - 1 - i
				}
				l.level(members[at], sweep)
			}
		}
		top = l.settle(members, top)
	}
	return nil
}

// How often the cells are moved; in the last sweeps by their links at both sides.
const (
	placings = 16
	oneSided = 10
)

// bands are the cells of one cluster, or of all there are without clusters, by
// layer.
func (l *layers) bands(cluster int) [][]int {
	if len(l.clusters) == 0 {
		return l.layers
	}
	bands := make([][]int, len(l.layers))
	for at, layer := range l.layers {
		for _, c := range layer {
			if of := l.cells[c].cluster; of == cluster || of < 0 && cluster == 0 {
				bands[at] = append(bands[at], c)
			}
		}
	}
	return bands
}

// gap is the space between two cells, the first above the second.
func (l *layers) gap(a, b int) float64 {
	if l.cells[a].dummy || l.cells[b].dummy {
		return dummyGap
	}
	return l.space
}

// stack places the cells close to each other.
func (l *layers) stack(members [][]int) {
	for _, layer := range members {
		y := 0.0
		for i, c := range layer {
			if i > 0 {
				y += l.gap(layer[i-1], c)
			}
			l.cells[c].y = y
			y += l.cells[c].height
		}
	}
}

// level moves the cells of a layer to where their links are level; between those that
// stay, if any do.
func (l *layers) level(layer []int, sweep int) {
	if l.was == nil {
		l.levelRun(layer, sweep)
		return
	}
	for from := 0; from < len(layer); from++ {
		if l.cells[layer[from]].fixed {
			continue
		}
		to := from
		for to < len(layer) && !l.cells[layer[to]].fixed {
			to++
		}
		run := layer[from:to]
		l.levelRun(run, sweep)
		for _, c := range run {
			x := &l.cells[c]
			x.y = min(max(x.y, x.least), x.most)
		}
		from = to
	}
}

// levelRun moves cells above each other to where their links are level. With the space
// between them taken off, that is an isotonic regression by least squares, which
// the pool adjacent violators algorithm solves (Barlow, Bartholomew, Bremner and
// Brunk, "Statistical Inference under Order Restrictions", 1972).
func (l *layers) levelRun(layer []int, sweep int) {
	type pool struct {
		sum, weight float64
		n           int
	}
	var pools []pool
	offset := 0.0
	for i, c := range layer {
		if i > 0 {
			above := layer[i-1]
			offset += l.cells[above].height + l.gap(above, c)
		}
		wish, weight := l.wish(&l.cells[c], sweep)
		pools = append(pools, pool{(wish - offset) * weight, weight, 1})
		for k := len(pools) - 1; k > 0 && pools[k-1].sum*pools[k].weight > pools[k].sum*pools[k-1].weight; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].weight += pools[k].weight
			pools[k-1].n += pools[k].n
			pools = pools[:k]
		}
	}
	i := 0
	offset = 0
	for _, p := range pools {
		for range p.n {
			if i > 0 {
				above := layer[i-1]
				offset += l.cells[above].height + l.gap(above, layer[i])
			}
			l.cells[layer[i]].y = p.sum/p.weight + offset
			i++
		}
	}
}

// wish is where a cell's links would be level: the weighted median; and how much
// that counts.
func (l *layers) wish(c *cell, sweep int) (y, weight float64) {
	type pull struct{ y, weight float64 }
	var pulls []pull
	add := func(links []link) {
		for _, to := range links {
			other := &l.cells[to.cell]
			if len(l.clusters) > 0 && other.cluster != c.cluster {
				continue // it is not known yet where that will be
			}
			pulls = append(pulls, pull{other.y + to.far - to.own, to.weight})
			weight += to.weight
		}
	}
	if sweep >= oneSided || sweep%2 == 0 {
		add(c.before)
	}
	if sweep >= oneSided || sweep%2 == 1 {
		add(c.after)
	}
	if len(pulls) == 0 {
		return c.y, 0.01
	}
	slices.SortFunc(pulls, func(a, b pull) int { return cmp.Compare(a.y, b.y) })
	half := 0.0
	for i, p := range pulls {
		half += p.weight
		if half*2 == weight && i+1 < len(pulls) {
			return (p.y + pulls[i+1].y) / 2, weight
		}
		if half*2 > weight {
			return p.y, weight
		}
	}
	return c.y, weight
}

// settle moves the cells of a cluster below what is there already, and gives where
// they end.
func (l *layers) settle(members [][]int, top float64) (bottom float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, layer := range members {
		for _, c := range layer {
			low, high = min(low, l.cells[c].y), max(high, l.cells[c].y+l.cells[c].height)
		}
	}
	if math.IsInf(low, 1) {
		return top
	}
	margin := 0.0
	if len(l.clusters) > 0 {
		margin = clusterMargin
	}
	by := top + margin - low
	switch {
	case l.was == nil:
	case top == 0: // the first: what is above where the picture began moves its origin
		l.was.top -= by
	default: // it stays, unless the one above needs the place
		by = max(by, 0)
	}
	for _, layer := range members {
		for _, c := range layer {
			l.cells[c].y += by
		}
	}
	return high + by + margin + nodeGap
}
