package erd

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Layouter decides where the boxes of a diagram stand and how its lines run.
type Layouter interface {
	Layout(ctx context.Context, d *Diagram) (*Placement, error)
}

// Point is a position.
type Point struct{ X, Y float64 }

// Rect is a rectangle; X and Y are its upper left corner.
type Rect struct{ X, Y, Width, Height float64 }

// Side is a side of a box.
type Side int8

// The sides at which lines end.
const (
	LeftSide  Side = -1
	RightSide Side = 1
)

// Placement is a layout of a diagram.
//
// Invariants: boxes do not overlap; a route begins and ends on the edge of a box,
// within the row that its key's end names, in its middle unless another line ends
// there with another sign; stubs have room at the right of their row.
type Placement struct {
	Width, Height float64
	Boxes         []Point // upper left corners, by the index of the box
	Routes        []Route // by the index of the key; zero for chips and stubs
	Frames        []Frame // around database schemas; none if there is only one
}

// Route is the way of a line from the referring to the referenced column: straight
// for the length of a line's end, then along a Bézier curve, then straight again.
type Route struct {
	From, To         Point
	FromSide, ToSide Side
	Curve            []Point // 3n+1 points
}

// Frame is the frame of a group.
type Frame struct {
	Group int
	Rect
}

const (
	partGap       = 28.0 // between parts that no line connects
	frameGap      = 40.0
	clusterMargin = 36 // between a frame and its boxes, in whole units
	canvasMargin  = 32.0
)

// block is a part of the picture that is laid out.
type block struct {
	width, height float64
	boxes         []placedBox
	routes        []placedRoute
	frames        []Frame
}

type placedBox struct {
	box int
	at  Point
}

type placedRoute struct {
	key int
	Route
}

// put adds what other holds, moved to at.
func (b *block) put(other *block, at Point) {
	for _, p := range other.boxes {
		p.at = p.at.plus(at)
		b.boxes = append(b.boxes, p)
	}
	for _, r := range other.routes {
		r.From, r.To = r.From.plus(at), r.To.plus(at)
		curve := make([]Point, len(r.Curve))
		for i, p := range r.Curve {
			curve[i] = p.plus(at)
		}
		r.Curve = curve
		b.routes = append(b.routes, r)
	}
	for _, f := range other.frames {
		f.X, f.Y = f.X+at.X, f.Y+at.Y
		b.frames = append(b.frames, f)
	}
	b.width, b.height = max(b.width, at.X+other.width), max(b.height, at.Y+other.height)
}

func (p Point) plus(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }

// packBlocks packs blocks into one.
func packBlocks(blocks []*block, gap float64) *block {
	sizes := make([]Point, len(blocks))
	for i, b := range blocks {
		sizes[i] = Point{b.width, b.height}
	}
	at, width, height := pack(sizes, gap)
	all := &block{width: width, height: height}
	for i, b := range blocks {
		all.put(b, at[i])
	}
	return all
}

// framed puts a frame around what belongs to one group.
func framed(b *block, group int) *block {
	const m = clusterMargin
	all := &block{frames: []Frame{{group, Rect{0, 0, b.width + 2*m, b.height + 2*m}}}}
	all.put(b, Point{m, m})
	all.width, all.height = b.width+2*m, b.height+2*m
	return all
}

// arrange lays d out: parts that lines connect one by one with run, which lays
// out graphs; then all parts are packed, within a frame for each group when there
// are several. A layered layout of everything at once would be a ribbon.
func arrange(ctx context.Context, d *Diagram, run func(context.Context, []*dotGraph) ([]*dotLayout, error)) (*Placement, error) {
	a := arranger{Diagram: d, parts: newSets(len(d.Boxes)), groups: newSets(len(d.Groups)), open: make([]bool, len(d.Boxes))}
	for _, k := range d.Keys {
		if k.Drawing != AsLine {
			continue
		}
		if c, p := d.Boxes[k.Child.Box].Group, d.Boxes[k.Parent.Box].Group; c != p {
			a.groups.join(c, p)
			a.open[k.Child.Box], a.open[k.Parent.Box] = true, true
		} else {
			a.parts.join(k.Child.Box, k.Parent.Box)
		}
	}
	for i, open := range a.open {
		if open {
			a.open[a.parts.find(i)] = true
		}
	}

	contents, err := a.contents(ctx, run)
	if err != nil {
		return nil, err
	}
	var blocks []*block
	linked := map[int][]int{}
	for g := range d.Groups {
		if root := a.groups.find(g); a.groups.size[root] > 1 {
			linked[root] = append(linked[root], g)
		} else if len(d.Groups) > 1 {
			blocks = append(blocks, framed(contents[g], g))
		} else {
			blocks = append(blocks, contents[g])
		}
	}
	var graphs []*partGraph
	for g := range d.Groups {
		if members := linked[g]; members != nil {
			graphs = append(graphs, a.linkedGraph(members, contents))
		}
	}
	linkedBlocks, err := layParts(ctx, graphs, run)
	if err != nil {
		return nil, err
	}
	blocks = append(linkedBlocks, blocks...)
	slices.SortStableFunc(blocks, func(x, y *block) int { return cmp.Compare(y.height, x.height) })

	all := &block{}
	all.put(packBlocks(blocks, frameGap), Point{canvasMargin, canvasMargin})
	p := &Placement{
		Width:  math.Ceil(all.width + canvasMargin),
		Height: math.Ceil(all.height + canvasMargin),
		Boxes:  make([]Point, len(d.Boxes)),
		Routes: make([]Route, len(d.Keys)),
		Frames: all.frames,
	}
	for _, b := range all.boxes {
		p.Boxes[b.box] = b.at
	}
	for _, r := range all.routes {
		p.Routes[r.key] = r.Route
	}
	d.routeLoops(p)
	return p, nil
}

type arranger struct {
	*Diagram
	parts  sets // boxes that lines within their group connect
	groups sets // groups that lines connect
	open   []bool
}

// isOpen reports whether a line leads from the part of box to another group.
func (a *arranger) isOpen(box int) bool { return a.open[a.parts.find(box)] }

// contents lays out, for each group, what is connected to no other group.
func (a *arranger) contents(ctx context.Context, run func(context.Context, []*dotGraph) ([]*dotLayout, error)) ([]*block, error) {
	members := map[int][]int{}
	for i := range a.Boxes {
		root := a.parts.find(i)
		members[root] = append(members[root], i)
	}
	keys := map[int][]int{}
	for i, k := range a.Keys {
		if k.Drawing == AsLine {
			root := a.parts.find(k.Child.Box)
			keys[root] = append(keys[root], i)
		}
	}
	var graphs []*partGraph
	var groupOf []int
	single := make([][]int, len(a.Groups))
	for i, box := range a.Boxes {
		switch part := members[i]; {
		case a.isOpen(i) || part == nil:
		case len(part) == 1:
			single[box.Group] = append(single[box.Group], i)
		default:
			graphs = append(graphs, a.partGraph(part, keys[i]))
			groupOf = append(groupOf, box.Group)
		}
	}
	laid, err := layParts(ctx, graphs, run)
	if err != nil {
		return nil, err
	}
	blocks := make([][]*block, len(a.Groups))
	for i, b := range laid {
		blocks[groupOf[i]] = append(blocks[groupOf[i]], b)
	}
	contents := make([]*block, len(a.Groups))
	for g := range a.Groups {
		slices.SortStableFunc(blocks[g], func(x, y *block) int { return cmp.Compare(y.height, x.height) })
		contents[g] = packBlocks(append(blocks[g], a.singles(single[g])...), partGap)
	}
	return contents, nil
}

// singles makes blocks of boxes without lines, of one width so that they align
// in columns: hubs first, by their weight, then what is much taller than the
// others, which would stick out at the end, then tables, views and enums, by name.
func (a *arranger) singles(boxes []int) []*block {
	sum := 0.0
	for _, i := range boxes {
		sum += a.Boxes[i].Height
	}
	tall := func(x *Box) float64 {
		if x.Height > 2*sum/float64(len(boxes)) {
			return x.Height
		}
		return 0
	}
	slices.SortStableFunc(boxes, func(i, j int) int {
		x, y := a.Boxes[i], a.Boxes[j]
		return cmp.Or(
			cmp.Compare(y.hubWeight(), x.hubWeight()),
			cmp.Compare(tall(y), tall(x)),
			cmp.Compare(x.Kind, y.Kind),
			cmp.Compare(x.Name, y.Name))
	})
	width := 0.0
	for _, i := range boxes {
		width = max(width, a.Boxes[i].outer().X)
	}
	var blocks []*block
	for _, i := range boxes {
		x := a.Boxes[i]
		blocks = append(blocks, &block{width: width, height: x.Height, boxes: []placedBox{{i, Point{x.Left, 0}}}})
	}
	return blocks
}

func (x *Box) hubWeight() int {
	if x.Hub {
		return x.Referrers
	}
	return 0
}

// outer is the size of the box with what stands beside it.
func (x *Box) outer() Point { return Point{x.Left + x.Width + x.Right, x.Height} }

// partGraph is a graph for dot and what its nodes and edges stand for.
type partGraph struct {
	*Diagram
	dotGraph
	nodeOf  map[int]int // by box
	boxes   []int       // by node; -1 for a block
	blocks  []*block    // by node
	keys    []int       // by edge
	forward []bool      // by edge: from the parent, at the left, to the child
	groups  []int       // by cluster
}

// partGraph makes the graph of the given boxes and lines.
func (a *arranger) partGraph(boxes, keys []int) *partGraph {
	g := &partGraph{Diagram: a.Diagram, nodeOf: map[int]int{}}
	for _, i := range boxes {
		g.addBox(i)
	}
	g.addLines(keys)
	return g
}

// linkedGraph makes the graph of groups that lines connect, with a cluster for
// each; what of a group is not connected to another one stands in it as a block.
func (a *arranger) linkedGraph(groups []int, contents []*block) *partGraph {
	g := &partGraph{Diagram: a.Diagram, nodeOf: map[int]int{}, groups: groups}
	for _, group := range groups {
		var cluster []int
		for _, i := range a.Groups[group].Boxes {
			if a.isOpen(i) {
				cluster = append(cluster, g.addBox(i))
			}
		}
		if b := contents[group]; len(b.boxes) > 0 {
			cluster = append(cluster, len(g.nodes))
			g.boxes, g.blocks = append(g.boxes, -1), append(g.blocks, b)
			g.nodes = append(g.nodes, dotNode{width: math.Ceil(b.width), height: math.Ceil(b.height)})
		}
		g.clusters = append(g.clusters, cluster)
	}
	var keys []int
	for i, k := range a.Keys {
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
	g.nodes = append(g.nodes, dotNode{width: math.Ceil(outer.X), height: outer.Y})
	return node
}

// addLines adds the edges, directed so that there is no cycle: a line's sides
// are then known, and dot never has to lead one around its box. Parents stand at
// the left of their children, but for what closes a cycle.
func (g *partGraph) addLines(keys []int) {
	links := make([][2]int, len(keys))
	for i, key := range keys {
		k := g.Keys[key]
		links[i] = [2]int{g.nodeOf[k.Parent.Box], g.nodeOf[k.Child.Box]}
	}
	position := acyclicOrder(len(g.nodes), links)
	type place struct{ node, row int }
	split := map[place]bool{}
	for i, key := range keys {
		if k := g.Keys[key]; k.lane != 0 {
			split[place{links[i][0], k.Parent.Row}] = true
		}
	}
	used := make([]map[dotPort]bool, len(g.nodes))
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
		p := dotPort{(row+1)*3 + lane + 1, top, height}
		if used[node] == nil {
			used[node] = map[dotPort]bool{}
		}
		used[node][p] = true
		return p.id
	}
	for i, key := range keys {
		k := g.Keys[key]
		parent, child := links[i][0], links[i][1]
		e := dotEdge{parent, port(parent, k.Parent.Row, k.lane), child, port(child, k.Child.Row, 0), 1}
		forward := position[parent] < position[child]
		if !forward {
			e.tail, e.tailPort, e.head, e.headPort = e.head, e.headPort, e.tail, e.tailPort
		}
		g.edges = append(g.edges, e)
		g.keys = append(g.keys, key)
		g.forward = append(g.forward, forward)
	}
	for node, ports := range used {
		for p := range ports {
			g.nodes[node].ports = append(g.nodes[node].ports, p)
		}
		slices.SortFunc(g.nodes[node].ports, func(a, b dotPort) int { return cmp.Compare(a.top, b.top) })
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

// layParts lays out graphs.
func layParts(ctx context.Context, graphs []*partGraph, run func(context.Context, []*dotGraph) ([]*dotLayout, error)) ([]*block, error) {
	if len(graphs) == 0 {
		return nil, nil
	}
	in := make([]*dotGraph, len(graphs))
	for i, g := range graphs {
		in[i] = &g.dotGraph
	}
	out, err := run(ctx, in)
	if err != nil {
		return nil, err
	}
	blocks := make([]*block, len(graphs))
	for i, g := range graphs {
		blocks[i] = g.block(out[i])
	}
	return blocks, nil
}

// block makes a part of the picture of dot's layout.
func (g *partGraph) block(l *dotLayout) *block {
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
		k := g.Keys[key]
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
		b.routes = append(b.routes, placedRoute{key, r})
	}
	for i, f := range l.clusters {
		b.frames = append(b.frames, Frame{g.groups[i], f})
	}
	b.width, b.height = l.width, l.height
	return b
}

// rowEnd is where a line ends at a row of the box whose corner is at.
func (x *Box) rowEnd(at Point, row, lane int, side Side) Point {
	top, height := rowBand(row)
	p := Point{at.X, at.Y + top + height/2 + float64(lane)*height/4}
	if side == RightSide {
		p.X += x.Width
	}
	return p
}

// join makes the curve meet the straight ends, from which rounding and the space
// that the layout kept for loops and stubs separate it. A route without a curve
// gets a plain one.
func (r *Route) join() {
	from := Point{r.From.X + stem*float64(r.FromSide), r.From.Y}
	to := Point{r.To.X + stem*float64(r.ToSide), r.To.Y}
	if len(r.Curve) == 0 {
		bend := max(math.Abs(to.X-from.X)/2, stem)
		r.Curve = []Point{from, {from.X + bend*float64(r.FromSide), from.Y}, {to.X + bend*float64(r.ToSide), to.Y}, to}
		return
	}
	last := len(r.Curve) - 1
	if r.Curve[0] = meet(from, r.Curve[0], &r.Curve[1]); r.Curve[0] != from {
		r.Curve = append([]Point{from, from, r.Curve[0]}, r.Curve...)
		last += 3
	}
	if r.Curve[last] = meet(to, r.Curve[last], &r.Curve[last-1]); r.Curve[last] != to {
		r.Curve = append(r.Curve, r.Curve[last], to, to)
	}
}

// meet moves an end of the curve to where it belongs, and its control point with
// it, so that the curve still leaves in the same direction. An end that is too far
// away for that is only moved to the right height.
func meet(want, have Point, control *Point) Point {
	if math.Abs(want.X-have.X) > 3 {
		want.X = have.X
	}
	control.X, control.Y = control.X+want.X-have.X, control.Y+want.Y-have.Y
	return want
}

// routeLoops adds the routes of self references: arcs at the right of their box,
// one farther out than the other.
func (d *Diagram) routeLoops(p *Placement) {
	seen := map[int]int{}
	for i, k := range d.Keys {
		if k.Drawing != AsLoop {
			continue
		}
		x, at := d.Boxes[k.Child.Box], p.Boxes[k.Child.Box]
		seen[k.Child.Box]++
		r := Route{FromSide: RightSide, ToSide: RightSide}
		r.From = x.rowEnd(at, k.Child.Row, 0, RightSide)
		r.To = x.rowEnd(at, k.Parent.Row, k.lane, RightSide)
		if k.Child.Row == k.Parent.Row {
			_, height := rowBand(k.Child.Row)
			r.From.Y = at.Y + x.rowY(k.Child.Row) + 0.3*height
			r.To.Y = r.From.Y - 0.6*height
		}
		// A cubic's control points lie at 4/3 of its reach.
		out := x.Width + at.X + stem
		reach := out + loopStep*float64(seen[k.Child.Box])*4/3
		r.Curve = []Point{{out, r.From.Y}, {reach, r.From.Y}, {reach, r.To.Y}, {out, r.To.Y}}
		p.Routes[i] = r
	}
}

// sets are disjoint sets of small integers. A set's root is its least member.
type sets struct{ parent, size []int }

func newSets(n int) sets {
	s := sets{make([]int, n), make([]int, n)}
	for i := range n {
		s.parent[i], s.size[i] = i, 1
	}
	return s
}

func (s sets) find(i int) int {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

func (s sets) join(i, j int) {
	i, j = s.find(i), s.find(j)
	if i == j {
		return
	}
	if j < i {
		i, j = j, i
	}
	s.parent[j] = i
	s.size[i] += s.size[j]
}
