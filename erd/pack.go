package erd

import (
	"math"
	"slices"
)

// screen is the aspect that pictures are packed to, width by height.
const screen = 1.6

// pack places rectangles of the given sizes, in their order, with gap between
// them, so that together they are shaped for a screen. It gives the upper left
// corners and the size of the whole.
//
// The rectangles are dropped into a strip, each to where it comes to lie highest
// (a skyline, as for texture atlases). Of several widths of the strip, the one is
// taken that shows the picture largest on a screen.
func pack(sizes []Point, gap float64) (at []Point, width, height float64) {
	widest, sum, area := 0.0, 0.0, 0.0
	for _, s := range sizes {
		widest = max(widest, s.X)
		sum += s.X + gap
		area += (s.X + gap) * (s.Y + gap)
	}
	best := math.Inf(1)
	least := max(widest, math.Sqrt(area*screen)*0.6)
	for strip := least; ; strip *= 1.08 {
		positions, w, h := drop(sizes, gap, strip)
		if cost := max(w/screen, h); cost < best {
			best, at, width, height = cost, positions, w, h
		}
		if strip >= sum || strip > least*6 {
			return at, width, height
		}
	}
}

// drop places the rectangles in a strip, whose width is at least the widest's.
func drop(sizes []Point, gap, strip float64) (at []Point, width, height float64) {
	type step struct{ x, y float64 } // the skyline from x on, to the next step
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
		at = append(at, Point{best.x, best.y})
		width, height = max(width, best.x+s.X), max(height, best.y+s.Y)
		end := best.x + s.X + gap
		after := best
		var next []step
		for _, l := range line {
			if l.x <= end {
				after = l
			}
			if l.x < best.x || l.x > end {
				next = append(next, l)
			}
		}
		next = append(next, step{best.x, best.y + s.Y + gap}, step{end, after.y})
		slices.SortFunc(next, func(a, b step) int {
			switch {
			case a.x < b.x:
				return -1
			case a.x > b.x:
				return 1
			}
			return 0
		})
		line = next
	}
	return at, width, height
}
