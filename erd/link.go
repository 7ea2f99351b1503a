package erd

import (
	"fmt"
	"math"
	"strconv"
)

// link draws a line that is no foreign key: dashed and thin from a view to what it
// reads; else as thick as the number of keys between two groups asks for, and with
// that number.
func (p *painter) link(l *Link, r *Route) {
	var way pathData
	way.moveTo(r.From.X, r.From.Y).lineTo(r.Curve[0].X, r.Curve[0].Y).curveTo(r.Curve).lineTo(r.To.X, r.To.Y)
	child, parent := p.Diagram.Boxes[l.Child.Box], p.Diagram.Boxes[l.Parent.Box]
	begin := func(element, class string) {
		p.raw("<").raw(element).attr("class", class).attr("data-child", child.ID).attr("data-parent", parent.ID)
	}
	if child.Kind != GroupBox {
		begin("path", "l rd")
		p.path(way).raw(">")
		p.tip(p.linkTip(l))
		p.raw("</path>\n")
		return
	}
	arrow := func(end Point, side Side) {
		x := end.X + 7*float64(side)
		way.moveTo(x, end.Y-5).lineTo(end.X, end.Y).lineTo(x, end.Y+5)
	}
	arrow(r.To, r.ToSide)
	if l.Back > 0 {
		arrow(r.From, r.FromSide)
	}
	middle, keys := r.middle(), l.Keys+l.Back
	begin("g", "l lk")
	p.raw(">")
	p.tip(p.linkTip(l))
	p.raw("<path").length("stroke-width", 1.2+0.5*math.Log2(float64(keys))).path(way).raw("/>")
	p.raw("<text").length("x", middle.X).length("y", middle.Y+3.5).raw(">").raw(strconv.Itoa(keys)).raw("</text></g>\n")
}

// middle is a point of the curve in its middle.
func (r *Route) middle() Point {
	at := len(r.Curve) / 3 / 2 * 3
	a, b, c, d := r.Curve[at], r.Curve[at+1], r.Curve[at+2], r.Curve[at+3]
	return Point{(a.X + 3*b.X + 3*c.X + d.X) / 8, (a.Y + 3*b.Y + 3*c.Y + d.Y) / 8}
}

// linkTip says in words what a link is.
func (d *Diagram) linkTip(l *Link) string {
	child, parent := d.Boxes[l.Child.Box], d.Boxes[l.Parent.Box]
	if child.Kind != GroupBox {
		return fmt.Sprintf("%s %s reads %s", child.kind(), child.qualified(), parent.qualified())
	}
	tip := fmt.Sprintf("%s from %s to %s", count(l.Keys, "foreign key"), clean(child.Name), clean(parent.Name))
	if l.Back > 0 {
		tip += fmt.Sprintf(", %d back", l.Back)
	}
	return tip
}

func (b *Box) qualified() string {
	if b.Schema == "" {
		return clean(b.Name)
	}
	return clean(b.Schema + "." + b.Name)
}
