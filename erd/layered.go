package erd

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Layered lays diagrams out by itself, without a child process: by the method of
// Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
// System Structures" (1981), with ranks as short as they can be (see ranks), an
// order with few crossings (see layers.arrange) and lines that are straight where
// they can be (see layers.place). Lines run between the boxes, never over them.
//
// On real schemas its lines cross less than those of [Graphviz], and it is a hundred
// times as fast: there is no process to start.
type Layered struct {
	// Before is an earlier drawing of the same schema. What is in both stays where it
	// was, as far as what has changed lets it.
	Before *Positions
}

// Positions are where the boxes of a drawing stand, by their ids.
type Positions struct {
	boxes  map[string]Rect // with the space beside them
	curves map[string][]Point
}

// Positions are those of a placement of the diagram.
func (d *Diagram) Positions(p *Placement) *Positions {
	all := &Positions{make(map[string]Rect, len(d.Boxes)), map[string][]Point{}}
	for i, x := range d.Boxes {
		outer := x.outer()
		all.boxes[x.ID] = Rect{p.Boxes[i].X - x.Left, p.Boxes[i].Y, outer.X, outer.Y}
	}
	routes := slices.Concat(p.Routes, p.Links)
	for i, id := range d.lineIDs() {
		if id != "" {
			all.curves[id] = routes[i].Curve
		}
	}
	return all
}

// lineIDs tell the lines of a diagram apart, in the same way in another diagram; "" for
// those that are not drawn as lines.
func (d *Diagram) lineIDs() []string {
	lines := d.lines()
	ids := make([]string, len(lines))
	seen := map[string]int{}
	for i, l := range lines {
		if l.Drawing != AsLine {
			continue
		}
		var columns []string
		if i < len(d.Keys) {
			columns = d.Keys[i].ForeignKey.ColumnNames
		}
		id := fmt.Sprintf("%s %q %s", d.Boxes[l.Child.Box].ID, columns, d.Boxes[l.Parent.Box].ID)
		seen[id]++
		ids[i] = fmt.Sprint(id, " ", seen[id])
	}
	return ids
}

// of is where a box was, or nil.
func (p *Positions) of(x *Box) *Rect {
	if p == nil {
		return nil
	}
	if at, ok := p.boxes[x.ID]; ok {
		return &at
	}
	return nil
}

// Layout implements [Layouter]. It ends early only if ctx does.
func (l Layered) Layout(ctx context.Context, d *Diagram) (*Placement, error) {
	return arrange(ctx, d, l.Before, layGraphs)
}

func layGraphs(ctx context.Context, graphs []*graph) ([]*graphLayout, error) {
	layouts := make([]*graphLayout, len(graphs))
	for i, g := range graphs {
		l := newLayers(g)
		if err := l.arrange(ctx); err != nil {
			return nil, err
		}
		layouts[i] = l.layout()
	}
	return layouts, nil
}

// layers is a graph as layers of cells, from left to right, in which links lead
// only from one layer to the next.
type layers struct {
	*graph
	cells  []cell   // the graph's nodes first, then the dummies
	layers [][]int  // cells, from the top
	chains [][]int  // by edge: the cells that it runs through, from tail to head
	was    *columns // where the layers were; nil for a new layout
	ports  []linkOf // by edge
	scratch
}

// linkOf is where an edge leaves its tail and enters its head, from their tops.
type linkOf struct{ out, in float64 }

// cell is a node or a dummy: what keeps a place free where an edge passes a layer.
type cell struct {
	layer, order  int
	height        float64
	cluster       int // -1 for none
	dummy         bool
	before, after []link // to the layers at its left and right
	y             float64

	fixed       bool    // it was there, and stays
	was         float64 // its height then
	least, most float64 // where it may be, among those that stay
}

// link is an edge's way to a neighbouring layer. own and far are where it ends, from
// the top of the cell and of the other one.
type link struct {
	cell     int
	own, far float64
	weight   float64
}

// The space between two cells above each other, where at least one is a dummy, and
// how much straight lines count: through two dummies most ("A Technique for Drawing
// Directed Graphs", section 4.2).
const (
	dummyGap = 10.0

	plainWeight, endWeight, innerWeight = 1.0, 2.0, 8.0
)

func newLayers(g *graph) *layers {
	l := &layers{graph: g, cells: make([]cell, len(g.nodes)), chains: make([][]int, len(g.edges)), ports: make([]linkOf, len(g.edges))}
	edges := make([]rankEdge, len(g.edges))
	for i, e := range g.edges {
		edges[i] = rankEdge{e.tail, e.head, max(e.span, 1)}
	}
	var rank []int
	if l.was, rank = columnsBefore(g, edges); l.was == nil {
		rank = ranks(len(g.nodes), edges)
	}
	depth := 0
	for n, rank := range rank {
		l.cells[n] = cell{layer: rank, height: g.nodes[n].height, cluster: -1}
		depth = max(depth, rank+1)
	}
	for c, members := range g.clusters {
		for _, n := range members {
			l.cells[n].cluster = c
		}
	}
	for i, e := range g.edges {
		l.ports[i] = linkOf{g.nodes[e.tail].port(e.tailPort), g.nodes[e.head].port(e.headPort)}
		l.chain(i)
	}
	l.layers = make([][]int, depth)
	for c := range l.cells {
		at := l.cells[c].layer
		l.layers[at] = append(l.layers[at], c)
	}
	return l
}

// port is where edges leave or enter at a port, from the top of the node.
func (n *graphNode) port(id int) float64 {
	for _, p := range n.ports {
		if p.id == id {
			return p.top + p.height/2
		}
	}
	return n.height / 2
}

// chain leads an edge through dummies.
func (l *layers) chain(edge int) {
	e := l.edges[edge]
	from := e.tail
	l.chains[edge] = []int{from}
	step := func(to int) {
		own, far := 0.0, 0.0
		weight := plainWeight
		if from == e.tail {
			own = l.ports[edge].out
		} else {
			weight = endWeight
		}
		switch {
		case to == e.head:
			far = l.ports[edge].in
		case from == e.tail:
			weight = endWeight
		default:
			weight = innerWeight
		}
		l.cells[from].after = append(l.cells[from].after, link{to, own, far, weight})
		l.cells[to].before = append(l.cells[to].before, link{from, far, own, weight})
		l.chains[edge] = append(l.chains[edge], to)
		from = to
	}
	for at := l.cells[e.tail].layer + 1; at < l.cells[e.head].layer; at++ {
		l.cells = append(l.cells, cell{layer: at, cluster: l.cells[e.tail].cluster, dummy: true})
		step(len(l.cells) - 1)
	}
	step(e.head)
}

// layout gives the nodes and edges their places.
func (l *layers) layout() *graphLayout {
	out := &graphLayout{nodes: make([]Point, len(l.nodes)), edges: make([][]Point, len(l.edges)), clusters: make([]Rect, len(l.clusters))}
	left, right := l.columns()
	if l.was != nil {
		margin := left[0]
		out.before = &Point{l.was.push(left, right, margin), l.was.top}
	}
	for n, node := range l.nodes {
		at := l.cells[n].layer
		out.nodes[n] = Point{math.Round((left[at] + right[at] - node.width) / 2), math.Round(l.cells[n].y)}
		if l.cells[n].fixed { // exactly there, however the columns were rounded
			moved := (left[at]+right[at])/2 + out.before.X - l.was.center[at]
			out.nodes[n].X = math.Round(node.before.X + (node.before.Width-node.width)/2 + moved - out.before.X)
		}
		out.height = max(out.height, out.nodes[n].Y+node.height)
	}
	if len(right) > 0 {
		out.width = right[len(right)-1]
	}
	for i := range l.edges {
		out.edges[i] = l.route(i, out, left, right)
		for _, p := range out.edges[i] {
			out.height = max(out.height, math.Ceil(p.Y))
		}
	}
	for c, members := range l.clusters {
		out.clusters[c] = l.around(out, members)
		out.width, out.height = max(out.width, out.clusters[c].X+out.clusters[c].Width), max(out.height, out.clusters[c].Y+out.clusters[c].Height)
	}
	return out
}

// around is the frame around nodes.
func (l *layers) around(out *graphLayout, members []int) Rect {
	low, high := Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, n := range members {
		at := out.nodes[n]
		low = Point{min(low.X, at.X), min(low.Y, at.Y)}
		high = Point{max(high.X, at.X+l.nodes[n].width), max(high.Y, at.Y+l.nodes[n].height)}
	}
	return Rect{low.X - clusterMargin, low.Y - clusterMargin, high.X - low.X + 2*clusterMargin, high.Y - low.Y + 2*clusterMargin}
}

// columns are the layers' left and right ends. Between two of them is more space
// where many lines climb far.
func (l *layers) columns() (left, right []float64) {
	at := 0.0
	if len(l.clusters) > 0 {
		at = clusterMargin
	}
	for _, layer := range l.layers {
		width, climb := 0.0, 0.0
		var climbs []float64
		for _, c := range layer {
			if c < len(l.nodes) {
				width = max(width, l.nodes[c].width)
			}
			for _, to := range l.cells[c].after {
				climbs = append(climbs, math.Abs(l.cells[c].y+to.own-l.cells[to.cell].y-to.far))
			}
		}
		if len(climbs) > 0 {
			slices.Sort(climbs)
			climb = climbs[len(climbs)*3/4]
		}
		left, right = append(left, at), append(right, at+width)
		at += width + rankGap + math.Round(min(climb/8, 2*rankGap))
	}
	return left, right
}

// route is the way of an edge: level through the layers, and in a curve between
// them, where no box stands.
func (l *layers) route(edge int, out *graphLayout, left, right []float64) []Point {
	chain := l.chains[edge]
	e := l.edges[edge]
	at := Point{out.nodes[e.tail].X + l.nodes[e.tail].width, out.nodes[e.tail].Y + l.ports[edge].out}
	curve := []Point{at}
	level := func(x float64) {
		if x-at.X < 1 {
			return
		}
		third := (x - at.X) / 3
		curve = append(curve, Point{at.X + third, at.Y}, Point{x - third, at.Y}, Point{x, at.Y})
		at.X = x
	}
	for i, c := range chain[1:] {
		to := Point{left[l.cells[c].layer], l.cells[c].y}
		last := i == len(chain)-2
		if last {
			to.Y = out.nodes[e.head].Y + l.ports[edge].in
		}
		if math.Abs(to.Y-at.Y) < 0.5 && !last {
			continue // it is level yet
		}
		level(right[l.cells[c].layer-1])
		bend := (to.X - at.X) / 2
		curve = append(curve, Point{at.X + bend, at.Y}, Point{to.X - bend, to.Y}, to)
		at = to
	}
	level(out.nodes[e.head].X)
	return curve
}
