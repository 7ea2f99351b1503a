package erd

import (
	"cmp"
	"math"
	"slices"
)

// slacks are by how much columns may be higher than a screen's shape asks for. What
// comes out best depends on how the tables fill them.
var slacks = []float64{1, 1.5, 2.2}

// balanced gives variants of a graph whose layout l is much taller than wide: they
// move tables that no table refers to from crowded columns to the right, where a
// layout puts them all next to what they refer to, one above the other. Only the
// spans of edges differ.
func (g *partGraph) balanced(l *graphLayout) []*graph {
	if len(g.clusters) > 0 || l.before != nil || l.width >= 0.75/usualAspect*float64(g.screen)*l.height {
		return nil
	}
	// The columns of the layout: dot centers what is in one.
	center := func(n int) float64 { return l.nodes[n].X + g.nodes[n].width/2 }
	order := make([]int, len(g.nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(center(a), center(b)) })
	column := make([]int, len(g.nodes))
	var members [][]int
	for i, n := range order {
		if i == 0 || center(n)-center(order[i-1]) > 2 {
			members = append(members, nil)
		}
		column[n] = len(members) - 1
		members[len(members)-1] = append(members[len(members)-1], n)
	}

	// With all columns equally high, the height that makes a screen's shape.
	sum, tallest := 0.0, 0.0
	for _, n := range g.nodes {
		sum += n.height + g.space
		tallest = max(tallest, n.height+nodeGap)
	}
	want := math.Sqrt(float64(g.screen) * sum * float64(len(members)) / l.width)
	limit := max(sum/want, l.height/4, tallest)

	edges := make([]int, len(g.nodes)) // those that enter
	source := make([]bool, len(g.nodes))
	for _, e := range g.edges {
		edges[e.head]++
		source[e.tail] = true
	}
	var variants []*graph
	for _, slack := range slacks {
		v, moved := g.graph, false
		v.edges = slices.Clone(g.edges)
		columns := spread(members, slack*limit, source, edges, func(n int) float64 { return g.nodes[n].height + g.space })
		to := make([]int, len(g.nodes))
		for c, members := range columns {
			for _, n := range members {
				to[n] = c
			}
		}
		for i := range v.edges {
			if e := &v.edges[i]; to[e.head] != column[e.head] {
				e.span, moved = max(1, to[e.head]-to[e.tail]), true
			}
		}
		if moved {
			variants = append(variants, &v)
		}
	}
	return variants
}

// spread moves nodes that are no source from columns higher than limit to the next.
func spread(columns [][]int, limit float64, source []bool, edges []int, height func(int) float64) [][]int {
	out := make([][]int, len(columns))
	for c := 0; c < len(out); c++ { // ends: a table alone is below the limit
		if c < len(columns) {
			out[c] = append(slices.Clone(columns[c]), out[c]...)
		}
		total := 0.0
		var sinks []int
		for _, n := range out[c] {
			total += height(n)
			if !source[n] {
				sinks = append(sinks, n)
			}
		}
		// What few lines lead to goes first: every line gets longer.
		slices.SortStableFunc(sinks, func(a, b int) int { return cmp.Compare(edges[a], edges[b]) })
		for _, n := range sinks {
			if total <= limit {
				break
			}
			total -= height(n)
			if c+1 == len(out) {
				out = append(out, nil)
			}
			out[c] = slices.DeleteFunc(out[c], func(m int) bool { return m == n })
			out[c+1] = append(out[c+1], n)
		}
	}
	return out
}

// shape is how small a picture of this size is on a screen; of two that are equally
// small, the one is better that leaves more of the screen to others.
func (l *graphLayout) shape(s screen) float64 {
	width, height := l.width/float64(s), l.height
	return max(width, height) + min(width, height)/2
}
