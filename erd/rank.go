package erd

import "slices"

// rankEdge asks that its head's rank is at least span above its tail's.
type rankEdge struct{ tail, head, span int }

// ranks gives the n nodes ranks from 0 that keep all edges' spans, so that the
// edges are as short together as they can be: the network simplex method of
// Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs"
// (1993), section 2. The edges must not make a cycle. What no edge connects begins
// at rank 0, each part by itself.
func ranks(n int, edges []rankEdge) []int {
	r := ranker{edges: edges, rank: make([]int, n), edgesOf: make([][]int, n), parent: make([]int, n), under: make([]int, n), tree: make([]bool, len(edges))}
	for i, e := range edges {
		r.edgesOf[e.tail] = append(r.edgesOf[e.tail], i)
		r.edgesOf[e.head] = append(r.edgesOf[e.head], i)
	}
	r.longestPaths()
	r.tighten()
	// Steps that gain nothing could go in a circle; a real schema takes some dozens.
	for range 20*n + 20 {
		if !r.exchange() {
			break
		}
	}
	r.even()
	return r.rank
}

type ranker struct {
	edges   []rankEdge
	edgesOf [][]int // by node
	rank    []int

	// A forest of edges that are as short as they may be, which spans the graph.
	tree   []bool // by edge
	order  []int  // the nodes, each after the one above it
	parent []int  // by node: the edge to the node above it; -1 at a root
	under  []int  // by node: the weight of the edges that leave what is below it, less of those that enter
	next   int    // where the search for an edge to exchange goes on
}

// longestPaths ranks each node as low as what leads to it lets it.
func (r *ranker) longestPaths() {
	waiting := make([]int, len(r.rank))
	for _, e := range r.edges {
		waiting[e.head]++
	}
	var ready []int
	for n, w := range waiting {
		if w == 0 {
			ready = append(ready, n)
		}
	}
	for len(ready) > 0 {
		n := ready[0]
		ready = ready[1:]
		for _, i := range r.edgesOf[n] {
			if e := r.edges[i]; e.tail == n {
				r.rank[e.head] = max(r.rank[e.head], r.rank[n]+e.span)
				if waiting[e.head]--; waiting[e.head] == 0 {
					ready = append(ready, e.head)
				}
			}
		}
	}
}

func (r *ranker) slack(edge int) int {
	e := r.edges[edge]
	return r.rank[e.head] - r.rank[e.tail] - e.span
}

// tighten makes the first forest: from each part's first node it takes in what a
// tight edge leads to, and moves what it has next to the nearest that none does.
func (r *ranker) tighten() {
	in := make([]bool, len(r.rank))
	for root := range r.rank {
		if in[root] {
			continue
		}
		members := []int{root}
		in[root] = true
		for at := 0; ; {
			for ; at < len(members); at++ {
				for _, i := range r.edgesOf[members[at]] {
					other := r.edges[i].tail + r.edges[i].head - members[at]
					if !in[other] && r.slack(i) == 0 {
						in[other], r.tree[i] = true, true
						members = append(members, other)
					}
				}
			}
			nearest := -1
			for _, n := range members {
				for _, i := range r.edgesOf[n] {
					if other := r.edges[i].tail + r.edges[i].head - n; !in[other] && (nearest < 0 || r.slack(i) < r.slack(nearest)) {
						nearest = i
					}
				}
			}
			if nearest < 0 {
				break
			}
			by := r.slack(nearest)
			if in[r.edges[nearest].head] {
				by = -by
			}
			for _, n := range members {
				r.rank[n] += by
			}
			at = 0
		}
		r.fromZero(members)
	}
}

func (r *ranker) fromZero(members []int) {
	least := r.rank[members[0]]
	for _, n := range members {
		least = min(least, r.rank[n])
	}
	for _, n := range members {
		r.rank[n] -= least
	}
}

// hang orders the forest's nodes from its roots down and adds up what lies below
// each.
func (r *ranker) hang() {
	r.order = r.order[:0]
	for n := range r.parent {
		r.parent[n], r.under[n] = -2, 0
	}
	for root := range r.parent {
		if r.parent[root] != -2 {
			continue
		}
		r.parent[root] = -1
		r.order = append(r.order, root)
		for at := len(r.order) - 1; at < len(r.order); at++ {
			n := r.order[at]
			for _, i := range r.edgesOf[n] {
				if other := r.edges[i].tail + r.edges[i].head - n; r.tree[i] && r.parent[other] == -2 {
					r.parent[other] = i
					r.order = append(r.order, other)
				}
			}
		}
	}
	for _, e := range r.edges {
		r.under[e.tail]++
		r.under[e.head]--
	}
	for _, n := range slices.Backward(r.order) {
		if i := r.parent[n]; i >= 0 {
			r.under[r.edges[i].tail+r.edges[i].head-n] += r.under[n]
		}
	}
}

// exchange takes an edge out of the forest that had better be longer, and another
// one in. It reports whether there was one.
func (r *ranker) exchange() bool {
	r.hang()
	leaving := -1
	for k := range r.order {
		n := r.order[(r.next+k)%len(r.order)]
		i := r.parent[n]
		if i < 0 {
			continue
		}
		// The cut value: the edges from the tail's side to the head's, less those back.
		if cut := r.under[n]; r.edges[i].tail == n && cut < 0 || r.edges[i].head == n && cut > 0 {
			leaving, r.next = n, (r.next+k)%len(r.order)
			break
		}
	}
	if leaving < 0 {
		return false
	}
	out := r.parent[leaving]
	below := r.below(leaving)
	tailBelow := r.edges[out].tail == leaving
	in := -1
	for n, isBelow := range below {
		if !isBelow {
			continue
		}
		for _, i := range r.edgesOf[n] {
			e := r.edges[i]
			from, to := below[e.tail], below[e.head]
			if from == to || from == tailBelow {
				continue // within one side, or in the direction of the one that leaves
			}
			if in < 0 || r.slack(i) < r.slack(in) {
				in = i
			}
		}
	}
	if in < 0 {
		return false
	}
	by := r.slack(in)
	if tailBelow {
		by = -by
	}
	for n, isBelow := range below {
		if isBelow {
			r.rank[n] += by
		}
	}
	r.tree[out], r.tree[in] = false, true
	return true
}

// below marks the nodes of the forest that hang from one.
func (r *ranker) below(top int) []bool {
	below := make([]bool, len(r.rank))
	for _, n := range r.order {
		i := r.parent[n]
		below[n] = n == top || i >= 0 && below[r.edges[i].tail+r.edges[i].head-n]
	}
	return below
}

// even starts all parts at rank 0, and moves the nodes that as many edges enter as
// leave to where few others are: that makes no edge longer but the picture lower.
func (r *ranker) even() {
	r.hang()
	for from := 0; from < len(r.order); {
		to := from + 1
		for to < len(r.order) && r.parent[r.order[to]] != -1 {
			to++
		}
		r.fromZero(r.order[from:to])
		from = to
	}
	if len(r.rank) == 0 {
		return
	}
	crowd := make([]int, slices.Max(r.rank)+1)
	for _, n := range r.rank {
		crowd[n]++
	}
	for n, edges := range r.edgesOf {
		in, out := 0, 0
		low, high := 0, len(crowd)-1
		for _, i := range edges {
			if e := r.edges[i]; e.head == n {
				in++
				low = max(low, r.rank[e.tail]+e.span)
			} else {
				out++
				high = min(high, r.rank[e.head]-e.span)
			}
		}
		if in != out || in == 0 {
			continue
		}
		best := r.rank[n]
		for at := low; at <= high; at++ {
			if crowd[at] < crowd[best] {
				best = at
			}
		}
		crowd[r.rank[n]]--
		crowd[best]++
		r.rank[n] = best
	}
}
