package erd

import (
	"cmp"
	"math"
	"slices"
)

// screen is the aspect that pictures are laid out for, width by height.
type screen float64

// screenFor is the screen of an aspect: one of few, and none so narrow or broad that
// boxes would stand in a row. 0 stands for that of a computer's screen.
func screenFor(aspect float64) screen {
	const step = 1.25
	if !(aspect > 0) {
		aspect = usualAspect
	}
	n := math.Round(math.Log(aspect/usualAspect) / math.Log(step))
	return screen(usualAspect * math.Pow(step, min(max(n, -5), 2)))
}

const usualAspect = 1.6

// packing is where rectangles that are packed stand: their upper left corners, and
// the size of the whole.
type packing struct {
	at            []Point
	width, height float64
}

// cost is how small the packing is on a screen of the given aspect.
func (p *packing) cost(aspect float64) float64 { return max(p.width/aspect, p.height) }

// pack places rectangles of the given sizes, in their order, with gap between
// them, so that together they have the aspect.
//
// The rectangles are dropped into a strip, each to where it comes to lie highest
// (a skyline, as for texture atlases). Of several widths of the strip, the one is
// taken that shows the picture largest on a screen of that aspect.
func pack(sizes []Point, gap, aspect float64) packing {
	widest, sum, area := 0.0, 0.0, 0.0
	for _, s := range sizes {
		widest = max(widest, s.X)
		sum += s.X + gap
		area += (s.X + gap) * (s.Y + gap)
	}
	var best packing
	least := max(widest, math.Sqrt(area*aspect)*0.6)
	for strip := least; ; strip *= 1.08 {
		p := drop(sizes, gap, strip)
		if best.at == nil || p.cost(aspect) < best.cost(aspect) {
			best = p
		}
		if strip >= sum || strip > least*6 || best.height > 0 && strip > aspect*best.height*1.5 {
			return best
		}
	}
}

// drop places the rectangles in a strip, whose width is at least the widest's.
func drop(sizes []Point, gap, strip float64) packing {
	type step struct{ x, y float64 } // the skyline from x on, to the next step
	out := packing{at: make([]Point, 0, len(sizes))}
	line := []step{{0, 0}}
	for _, s := range sizes {
		var best step
		bestAt := -1
		for i := range line {
			x, y := line[i].x, line[i].y
			if i > 0 && x+s.X > strip {
				break
			}
			for j := i + 1; j < len(line) && line[j].x < x+s.X+gap; j++ {
				y = max(y, line[j].y)
			}
			if bestAt < 0 || y < best.y {
				best, bestAt = step{x, y}, i
			}
		}
		out.at = append(out.at, Point{best.x, best.y})
		out.width, out.height = max(out.width, best.x+s.X), max(out.height, best.y+s.Y)
		// What of the skyline lies under the rectangle and its gap is replaced.
		end := best.x + s.X + gap
		from := bestAt
		to := from
		after := best
		for to < len(line) && line[to].x <= end {
			after = line[to]
			to++
		}
		line = slices.Replace(line, from, to, step{best.x, best.y + s.Y + gap}, step{end, after.y})
	}
	return out
}

// contentAspects are the aspects that the contents of frames are packed to, beside
// that of a screen.
var contentAspects = []float64{narrowest, 0.75, 1.1, 2.3, broadest}

const narrowest, broadest = 0.5, 3.4

// fitTogether packs the contents of frames, each to that aspect with which the
// frames together make the picture largest on a screen. Contents that were there
// before stay as they were if they can.
func (s screen) fitTogether(contents [][]*block, gap, margin float64) []*block {
	steady := make([]*block, len(contents))
	options := make([][]packing, len(contents))
	chosen := make([]packing, len(contents))
	sizes := make([]Point, len(contents))
	choose := func(i int, p packing) {
		chosen[i], sizes[i] = p, Point{p.width + 2*margin, p.height + 2*margin}
	}
	for i, blocks := range contents {
		if b := s.packSteady(blocks, gap, narrowest, broadest); b != nil {
			steady[i] = b
			choose(i, packing{width: b.width, height: b.height})
			continue
		}
		inner := blockSizes(blocks)
		choose(i, pack(inner, gap, float64(s)))
		options[i] = []packing{chosen[i]}
		for _, aspect := range contentAspects {
			p := pack(inner, gap, aspect)
			same := func(o packing) bool { return o.width == p.width && o.height == p.height }
			if !slices.ContainsFunc(options[i], same) {
				options[i] = append(options[i], p)
			}
		}
	}
	// What is large decides first. A second round sees what the first has chosen.
	order := byDescending(sizes, func(p Point) float64 { return p.X * p.Y })
	whole := s.packFrames(sizes)
	best := whole.cost(float64(s))
	for range 2 {
		better := false
		for _, i := range order[:min(len(order), maxFitted)] {
			keep := chosen[i]
			for _, o := range options[i] {
				choose(i, o)
				whole = s.packFrames(sizes)
				if cost := whole.cost(float64(s)); cost < best*0.995 {
					best, keep, better = cost, o, true
				}
			}
			choose(i, keep)
		}
		if !better {
			break
		}
	}
	blocks := make([]*block, len(contents))
	for i := range contents {
		if blocks[i] = steady[i]; blocks[i] == nil {
			blocks[i] = chosen[i].packed(contents[i])
		}
	}
	return blocks
}

// maxFitted is the number of frames, the largest, that take part in the choice:
// a small one is no reason to try all that.
const maxFitted = 8

// packFrames packs frames, the highest first.
func (s screen) packFrames(sizes []Point) packing {
	order := byDescending(sizes, func(p Point) float64 { return p.Y })
	sorted := make([]Point, len(sizes))
	for i, of := range order {
		sorted[i] = sizes[of]
	}
	p := pack(sorted, frameGap, float64(s))
	at := make([]Point, len(sizes))
	for i, of := range order {
		at[of] = p.at[i]
	}
	p.at = at
	return p
}

// byDescending gives the indices of sizes, the largest by a measure first.
func byDescending(sizes []Point, measure func(Point) float64) []int {
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(measure(sizes[j]), measure(sizes[i])) })
	return order
}

// packBlocks packs blocks into one. Those that were there stay if most do.
func (s screen) packBlocks(blocks []*block, gap float64) *block {
	if all := s.packSteady(blocks, gap, float64(s), float64(s)); all != nil {
		return all
	}
	return pack(blockSizes(blocks), gap, float64(s)).packed(blocks)
}

func blockSizes(blocks []*block) []Point {
	sizes := make([]Point, len(blocks))
	for i, b := range blocks {
		sizes[i] = Point{b.width, b.height}
	}
	return sizes
}

// packed makes one block of blocks.
func (p packing) packed(blocks []*block) *block {
	all := &block{width: p.width, height: p.height}
	for i, b := range blocks {
		all.put(b, p.at[i])
	}
	return all
}
