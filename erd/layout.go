package erd

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Layouter decides where the boxes of a diagram stand and how its lines run.
type Layouter interface {
	Layout(ctx context.Context, d *Diagram) (*Placement, error)
}

// LayouterFor gives the layouter of a name: "layered" or "", or "dot".
func LayouterFor(name string) (Layouter, error) {
	switch name {
	case "", "layered":
		return Layered{}, nil
	case "dot":
		return Graphviz{}, nil
	}
	return nil, fmt.Errorf("unknown layout %q: write layered or dot", name)
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
	Links         []Route // by the index of the link; zero for chips
	Frames        []Frame // around database schemas, none if there is only one; around areas
}

// Route is the way of a line from the referring to the referenced column: straight
// for the length of a line's end, then along a Bézier curve, then straight again.
type Route struct {
	From, To         Point
	FromSide, ToSide Side
	Curve            []Point // 3n+1 points
}

// Frame is the frame of an area, or of a group, whose Area is -1. A frame stands
// behind those that follow.
type Frame struct {
	Group, Area int
	Rect
}

// line is a key or a link, as far as layouts are concerned.
type line struct {
	Drawing       Drawing
	Child, Parent End
	lane          int
}

// lines are the diagram's keys, then its links.
func (d *Diagram) lines() []line {
	lines := make([]line, 0, len(d.Keys)+len(d.Links))
	for _, k := range d.Keys {
		lines = append(lines, line{k.Drawing, k.Child, k.Parent, k.lane})
	}
	for _, l := range d.Links {
		lines = append(lines, line{l.Drawing, l.Child, l.Parent, 0})
	}
	return lines
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
	before        *Point // where its origin was, or would be if its boxes stayed; nil if it is new
}

type placedBox struct {
	box int
	at  Point
}

type placedRoute struct {
	line int
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

// framed puts a frame around what belongs to one group or area.
func framed(b *block, group, area int) *block {
	m := float64(clusterMargin)
	top := m
	if area >= 0 {
		top += areaSize - titleSize // for its name
	}
	all := &block{width: b.width + 2*m, height: b.height + top + m}
	all.frames = []Frame{{group, area, Rect{0, 0, all.width, all.height}}}
	all.put(b, Point{m, top})
	if b.before != nil {
		all.before = &Point{b.before.X - m, b.before.Y - top}
	}
	return all
}

// graphRunner lays out graphs, each by itself.
type graphRunner func(context.Context, []*graph) ([]*graphLayout, error)

const (
	// widest is the aspect beyond which boxes that lines connect are set farther
	// apart: a screen shows the picture no smaller then, and more clearly.
	widest = 1.95
	// What is as small is drawn as it comes; and how far boxes are set apart.
	smallDiagram = 5
	maxNodeGap   = 6 * nodeGap
)

// arrange lays d out: parts that lines connect one by one with run; then all parts
// are packed, within a frame for each group when there are several. A layered
// layout of everything at once would be a ribbon.
func arrange(ctx context.Context, d *Diagram, before *Positions, run graphRunner) (*Placement, error) {
	best, err := arrangeWith(ctx, d, before, run, nodeGap)
	if err != nil || len(d.Boxes) <= smallDiagram {
		return best, err
	}
	for space := nodeGap * 1.4; best.Width > widest*best.Height && space <= maxNodeGap; space *= 1.4 {
		p, err := arrangeWith(ctx, d, before, run, math.Round(space))
		if err != nil {
			return nil, err
		}
		if p.Width/p.Height >= best.Width/best.Height {
			break // nothing stands above something else
		}
		best = p
	}
	return best, nil
}

// arrangeWith is arrange with a space between boxes above each other.
func arrangeWith(ctx context.Context, d *Diagram, before *Positions, run graphRunner, space float64) (*Placement, error) {
	a := arranger{Diagram: d, before: before, parts: newSets(len(d.Boxes)), groups: newSets(len(d.Groups)), open: make([]bool, len(d.Boxes)), space: space, lines: d.lines()}
	if before != nil {
		a.lineIDs = d.lineIDs()
	}
	for _, k := range a.lines {
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
	var alone []int // groups
	var inner [][]*block
	linked := map[int][]int{}
	for g := range d.Groups {
		if root := a.groups.find(g); a.groups.size[root] > 1 {
			linked[root] = append(linked[root], g)
		} else {
			alone, inner = append(alone, g), append(inner, contents[g])
		}
	}
	var graphs []*partGraph
	for g := range d.Groups {
		if members := linked[g]; members != nil {
			graphs = append(graphs, a.linkedGraph(members, contents))
		}
	}
	blocks, err := layParts(ctx, graphs, run)
	if err != nil {
		return nil, err
	}
	if len(d.Groups) == 1 {
		blocks = append(blocks, d.screen.packBlocks(inner[0], partGap))
	} else {
		for i, b := range d.screen.fitTogether(inner, partGap, clusterMargin) {
			blocks = append(blocks, framed(b, alone[i], -1))
		}
	}

	slices.SortStableFunc(blocks, func(x, y *block) int { return cmp.Compare(y.height, x.height) })
	all := &block{}
	packed := d.screen.packBlocks(blocks, frameGap)
	all.put(packed, packed.corner())
	p := &Placement{
		Width:  math.Ceil(all.width + canvasMargin),
		Height: math.Ceil(all.height + canvasMargin),
		Boxes:  make([]Point, len(d.Boxes)),
		Frames: all.frames,
	}
	routes := make([]Route, len(a.lines))
	p.Routes, p.Links = routes[:len(d.Keys)], routes[len(d.Keys):]
	for _, b := range all.boxes {
		p.Boxes[b.box] = b.at
	}
	for _, r := range all.routes {
		routes[r.line] = r.Route
	}
	d.routeLoops(p)
	return p, nil
}

type arranger struct {
	*Diagram
	before  *Positions
	lines   []line
	lineIDs []string // see there
	parts   sets     // boxes that lines within their group connect
	groups  sets     // groups that lines connect
	open    []bool
	space   float64 // between boxes above each other
}

// isOpen reports whether a line leads from the part of box to another group.
func (a *arranger) isOpen(box int) bool { return a.open[a.parts.find(box)] }

// contents lays out, for each group, what is connected to no other group.
func (a *arranger) contents(ctx context.Context, run graphRunner) ([][]*block, error) {
	members := map[int][]int{}
	for i := range a.Boxes {
		root := a.parts.find(i)
		members[root] = append(members[root], i)
	}
	keys := map[int][]int{}
	for i, k := range a.lines {
		if k.Drawing == AsLine {
			root := a.parts.find(k.Child.Box)
			keys[root] = append(keys[root], i)
		}
	}
	var graphs []*partGraph
	var placeOf []int // groups, then areas
	place := func(x *Box) int {
		if x.Area >= 0 {
			return len(a.Groups) + x.Area
		}
		return x.Group
	}
	single := make([][]int, len(a.Groups)+len(a.Areas))
	for i, box := range a.Boxes {
		switch part := members[i]; {
		case a.isOpen(i) || part == nil:
		case len(part) == 1:
			single[place(box)] = append(single[place(box)], i)
		default:
			graphs = append(graphs, a.partGraph(part, keys[i]))
			placeOf = append(placeOf, place(box))
		}
	}
	laid, err := layParts(ctx, graphs, run)
	if err != nil {
		return nil, err
	}
	blocks := make([][]*block, len(single))
	for i, b := range laid {
		blocks[placeOf[i]] = append(blocks[placeOf[i]], b)
	}
	for g := range blocks {
		slices.SortStableFunc(blocks[g], func(x, y *block) int { return cmp.Compare(y.height, x.height) })
		blocks[g] = append(blocks[g], a.singles(single[g])...)
	}
	for g := range a.Groups {
		blocks[g] = append(blocks[g], a.areaFrames(g, blocks[len(a.Groups):])...)
	}
	return blocks[:len(a.Groups)], nil
}

// areaFrames are the areas of a group in their frames: the highest first, and at the
// end what belongs to none.
func (a *arranger) areaFrames(group int, contents [][]*block) []*block {
	var areas []int
	var inner [][]*block
	for i, area := range a.Areas {
		if area.Group == group && len(contents[i]) > 0 {
			areas, inner = append(areas, i), append(inner, contents[i])
		}
	}
	var frames, rest []*block
	for i, b := range a.screen.fitTogether(inner, partGap, clusterMargin) {
		f := framed(b, group, areas[i])
		if a.Areas[areas[i]].Name == otherArea {
			rest = append(rest, f)
		} else {
			frames = append(frames, f)
		}
	}
	slices.SortStableFunc(frames, func(x, y *block) int { return cmp.Compare(y.height, x.height) })
	return append(frames, rest...)
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
		b := &block{width: width, height: x.Height, boxes: []placedBox{{i, Point{x.Left, 0}}}}
		if was := a.before.of(x); was != nil {
			b.before = &Point{was.X, was.Y}
		}
		blocks = append(blocks, b)
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
