package erd

import (
	"cmp"
	"math"
	"slices"
)

// balance makes a graph whose layout l is much taller than wide less so, by moving
// tables that no table refers to from crowded columns to the right: dot puts them
// all next to what they refer to, one above the other. It reports whether another
// layout is worth while; it changes only the spans of edges.
func (g *partGraph) balance(l *graphLayout) bool {
	if len(g.clusters) > 0 || l.before != nil || l.width >= 0.75*l.height {
		return false
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
	columns := math.Sqrt(screen * sum * float64(len(members)) / l.width)
	limit := max(sum/columns, l.height/4, tallest)

	edges := make([]int, len(g.nodes)) // those that enter
	source := make([]bool, len(g.nodes))
	for _, e := range g.edges {
		edges[e.head]++
		source[e.tail] = true
	}
	moved := make([]bool, len(g.nodes))
	for c := 0; c < len(members); c++ { // ends: a table alone is below the limit
		height := 0.0
		var sinks []int
		for _, n := range members[c] {
			height += g.nodes[n].height + g.space
			if !source[n] {
				sinks = append(sinks, n)
			}
		}
		// What few lines lead to goes first: every line gets longer.
		slices.SortStableFunc(sinks, func(a, b int) int { return cmp.Compare(edges[a], edges[b]) })
		for _, n := range sinks {
			if height <= limit {
				break
			}
			height -= g.nodes[n].height + g.space
			if c+1 == len(members) {
				members = append(members, nil)
			}
			members[c+1] = append(members[c+1], n)
			column[n] = c + 1
			moved[n] = true
		}
	}
	for i := range g.edges {
		if e := &g.edges[i]; moved[e.head] {
			e.span = max(1, column[e.head]-column[e.tail])
		}
	}
	return slices.Contains(moved, true)
}

// shape is how small a picture of this size is on a screen.
func (l *graphLayout) shape() float64 { return max(l.width/screen, l.height) }
