package erd

import "math"

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

// smooth takes the corners out of a curve, which dot puts together from pieces: at
// a joint, the two control points are turned into one line.
func smooth(curve []Point) {
	for i := 3; i+3 < len(curve); i += 3 {
		joint := curve[i]
		before, after := joint.minus(curve[i-1]), curve[i+1].minus(joint)
		a, b := math.Hypot(before.X, before.Y), math.Hypot(after.X, after.Y)
		if a < 1 || b < 1 {
			continue
		}
		along := Point{before.X/a + after.X/b, before.Y/a + after.Y/b}
		n := math.Hypot(along.X, along.Y)
		if n < 0.5 {
			continue // a hairpin, which has to be one
		}
		curve[i-1] = Point{joint.X - along.X/n*a, joint.Y - along.Y/n*a}
		curve[i+1] = Point{joint.X + along.X/n*b, joint.Y + along.Y/n*b}
	}
}

func (p Point) minus(q Point) Point { return Point{p.X - q.X, p.Y - q.Y} }

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
