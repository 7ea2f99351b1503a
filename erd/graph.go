package erd

// graph is what a layout is made for: from left to right: edges leave at the
// right of their tail and enter at the left of their head.
type graph struct {
	nodes    []graphNode
	edges    []graphEdge
	clusters [][]int // indices of nodes
	space    float64 // between boxes above each other, in whole units
}

// graphNode is a rectangle of a fixed size.
type graphNode struct {
	width, height float64 // whole units
	ports         []graphPort
	before        *Rect // where it was, with the size that it had; nil if it is new
}

// graphPort is where edges leave and enter: the middle of a band of the node.
type graphPort struct {
	id          int
	top, height float64 // whole units, from the top of the node
}

type graphEdge struct {
	tail, tailPort int
	head, headPort int
	span           int     // the least number of ranks between the two, at least 1
	before         []Point // the curve that it was, in either direction; nil if it is new
}

// graphLayout is where the parts of a graph are; the origin is its upper left.
type graphLayout struct {
	width, height float64
	nodes         []Point   // upper left corners
	edges         [][]Point // Bézier curves, from tail to head; nil where no way was found
	clusters      []Rect
	before        *Point // where its origin would be, if its nodes stayed where they were
}

const (
	nodeGap = 26 // between boxes above each other, where there is no reason for more
	rankGap = 56 // between boxes beside each other, without the lines' ends
)
