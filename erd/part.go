package erd

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// partGraph is a graph for dot and what its nodes and edges stand for.
type partGraph struct {
	*Diagram
	graph
	nodeOf  map[int]int // by box
	boxes   []int       // by node; -1 for a block
	blocks  []*block    // by node
	keys    []int       // by edge
	forward []bool      // by edge: from the parent, at the left, to the child
	groups  []int       // by cluster
	before  *Positions
	lines   []line
	lineIDs []string // by line of the diagram
}

// partGraph makes the graph of the given boxes and lines.
func (a *arranger) partGraph(boxes, keys []int) *partGraph {
	g := &partGraph{Diagram: a.Diagram, graph: graph{space: a.space}, nodeOf: map[int]int{}, before: a.before, lines: a.lines, lineIDs: a.lineIDs}
	for _, i := range boxes {
		g.addBox(i)
	}
	g.addLines(keys)
	return g
}

// linkedGraph makes the graph of groups that lines connect, with a cluster for
// each; what of a group is not connected to another one stands in it as a block.
func (a *arranger) linkedGraph(groups []int, contents [][]*block) *partGraph {
	g := &partGraph{Diagram: a.Diagram, graph: graph{space: a.space}, nodeOf: map[int]int{}, groups: groups, before: a.before, lines: a.lines, lineIDs: a.lineIDs}
	for _, group := range groups {
		var cluster []int
		for _, i := range a.Groups[group].Boxes {
			if a.isOpen(i) {
				cluster = append(cluster, g.addBox(i))
			}
		}
		if len(contents[group]) > 0 {
			b := a.screen.packBlocks(contents[group], partGap)
			cluster = append(cluster, len(g.nodes))
			g.boxes, g.blocks = append(g.boxes, -1), append(g.blocks, b)
			node := graphNode{width: math.Ceil(b.width), height: math.Ceil(b.height)}
			if b.before != nil {
				node.before = &Rect{b.before.X, b.before.Y, node.width, node.height}
			}
			g.nodes = append(g.nodes, node)
		}
		g.clusters = append(g.clusters, cluster)
	}
	var keys []int
	for i, k := range a.lines {
		if _, ok := g.nodeOf[k.Child.Box]; ok && k.Drawing == AsLine {
			keys = append(keys, i)
		}
	}
	g.addLines(keys)
	return g
}

func (g *partGraph) addBox(box int) int {
	node := len(g.nodes)
	g.nodeOf[box] = node
	g.boxes, g.blocks = append(g.boxes, box), append(g.blocks, nil)
	outer := g.Boxes[box].outer()
	g.nodes = append(g.nodes, graphNode{width: math.Ceil(outer.X), height: outer.Y, before: g.before.of(g.Boxes[box])})
	return node
}

// addLines adds the edges, directed so that there is no cycle: a line's sides
// are then known, and dot never has to lead one around its box. Parents stand at
// the left of their children, but for what closes a cycle.
func (g *partGraph) addLines(keys []int) {
	links := make([][2]int, len(keys))
	for i, key := range keys {
		k := g.lines[key]
		links[i] = [2]int{g.nodeOf[k.Parent.Box], g.nodeOf[k.Child.Box]}
	}
	position := acyclicOrder(len(g.nodes), links)
	type place struct{ node, row int }
	split := map[place]bool{}
	for i, key := range keys {
		if k := g.lines[key]; k.lane != 0 {
			split[place{links[i][0], k.Parent.Row}] = true
		}
	}
	used := make([]map[graphPort]bool, len(g.nodes))
	port := func(node, row, lane int) int {
		top, height := rowBand(row)
		if split[place{node, row}] {
			if lane == 0 {
				lane = -1 // a band that exists; the line is moved to the middle
			}
			height /= 2
			top += height * float64((lane+1)/2)
		}
		// The numbers count from the header, which is row -1.
		p := graphPort{(row+1)*3 + lane + 1, top, height}
		if used[node] == nil {
			used[node] = map[graphPort]bool{}
		}
		used[node][p] = true
		return p.id
	}
	for i, key := range keys {
		k := g.lines[key]
		parent, child := links[i][0], links[i][1]
		e := graphEdge{parent, port(parent, k.Parent.Row, k.lane), child, port(child, k.Child.Row, 0), 1, nil}
		forward := position[parent] < position[child]
		if !forward {
			e.tail, e.tailPort, e.head, e.headPort = e.head, e.headPort, e.tail, e.tailPort
		}
		if g.before != nil {
			e.before = g.before.curves[g.lineIDs[key]]
		}
		g.edges = append(g.edges, e)
		g.keys = append(g.keys, key)
		g.forward = append(g.forward, forward)
	}
	for node, ports := range used {
		for p := range ports {
			g.nodes[node].ports = append(g.nodes[node].ports, p)
		}
		slices.SortFunc(g.nodes[node].ports, func(a, b graphPort) int { return cmp.Compare(a.top, b.top) })
	}
}

// acyclicOrder numbers the nodes so that few links lead from a higher to a lower
// number: the greedy heuristic of Eades, Lin and Smyth, "A fast and effective
// heuristic for the feedback arc set problem" (1993), here in its quadratic form.
func acyclicOrder(n int, links [][2]int) (position []int) {
	in, out := make([]int, n), make([]int, n)
	from, to := make([][]int, n), make([][]int, n)
	for _, l := range links {
		out[l[0]]++
		in[l[1]]++
		to[l[0]] = append(to[l[0]], l[1])
		from[l[1]] = append(from[l[1]], l[0])
	}
	position = make([]int, n)
	for i := range position {
		position[i] = -1
	}
	first, last := 0, n-1
	take := func(node, at int) {
		position[node] = at
		for _, m := range to[node] {
			in[m]--
		}
		for _, m := range from[node] {
			out[m]--
		}
	}
	for first <= last {
		best, sink := -1, false
		for i := range n {
			if position[i] >= 0 {
				continue
			}
			if in[i] == 0 {
				best, sink = i, false
				break
			}
			if out[i] == 0 {
				best, sink = i, true
				break
			}
			if best < 0 || out[i]-in[i] > out[best]-in[best] {
				best = i
			}
		}
		if sink {
			take(best, last)
			last--
		} else {
			take(best, first)
			first++
		}
	}
	return position
}

// layParts lays out graphs, a second time those that come out too tall.
func layParts(ctx context.Context, graphs []*partGraph, run graphRunner) ([]*block, error) {
	if len(graphs) == 0 {
		return nil, nil
	}
	in := make([]*graph, len(graphs))
	for i, g := range graphs {
		in[i] = &g.graph
	}
	out, err := run(ctx, in)
	if err != nil {
		return nil, err
	}
	var again []*graph
	var of []int
	for i, g := range graphs {
		for _, variant := range g.balanced(out[i]) {
			again, of = append(again, variant), append(of, i)
		}
	}
	if len(again) > 0 {
		better, err := run(ctx, again)
		if err != nil {
			return nil, err
		}
		for i, l := range better {
			if s := graphs[of[i]].screen; l.shape(s) < out[of[i]].shape(s) {
				out[of[i]] = l
			}
		}
	}
	blocks := make([]*block, len(graphs))
	for i, g := range graphs {
		blocks[i] = g.block(out[i])
	}
	return blocks, nil
}

// block makes a part of the picture of dot's layout.
func (g *partGraph) block(l *graphLayout) *block {
	b := &block{}
	for node, at := range l.nodes {
		at = Point{math.Round(at.X), math.Round(at.Y)}
		if inner := g.blocks[node]; inner != nil {
			b.put(inner, at)
			continue
		}
		box := g.boxes[node]
		b.boxes = append(b.boxes, placedBox{box, at.plus(Point{g.Boxes[box].Left, 0})})
	}
	corner := map[int]Point{}
	for _, p := range b.boxes {
		corner[p.box] = p.at
	}
	for i, key := range g.keys {
		k := g.lines[key]
		r := Route{FromSide: LeftSide, ToSide: RightSide}
		curve := slices.Clone(l.edges[i])
		if g.forward[i] {
			slices.Reverse(curve)
		} else {
			r.FromSide, r.ToSide = RightSide, LeftSide
		}
		r.From = g.Boxes[k.Child.Box].rowEnd(corner[k.Child.Box], k.Child.Row, 0, r.FromSide)
		r.To = g.Boxes[k.Parent.Box].rowEnd(corner[k.Parent.Box], k.Parent.Row, k.lane, r.ToSide)
		r.Curve = curve
		r.join()
		smooth(r.Curve)
		b.routes = append(b.routes, placedRoute{key, r})
	}
	for i, f := range l.clusters {
		b.frames = append(b.frames, Frame{g.groups[i], -1, f})
	}
	b.width, b.height, b.before = l.width, l.height, l.before
	return b
}
