package erd

import (
	"fmt"
	"math"
	"strings"
)

// link draws a line that is no foreign key: dashed and thin from a view to what it
// reads; else as thick as the number of keys between two groups asks for, and with
// that number.
func (p *painter) link(l *Link, r *Route) {
	var way strings.Builder
	way.WriteString("M" + at(r.From) + "L" + at(r.Curve[0]))
	for i := 1; i+2 < len(r.Curve); i += 3 {
		way.WriteString("C" + at(r.Curve[i]) + " " + at(r.Curve[i+1]) + " " + at(r.Curve[i+2]))
	}
	way.WriteString("L" + at(r.To))
	child, parent := p.Diagram.Boxes[l.Child.Box], p.Diagram.Boxes[l.Parent.Box]
	data := fmt.Sprintf("data-child=\"%s\" data-parent=\"%s\"", child.ID, parent.ID)
	if child.Kind != GroupBox {
		fmt.Fprintf(p, "<path class=\"l rd\" %s d=\"%s\"><title>%s</title></path>\n", data, &way, escape(p.linkTip(l)))
		return
	}
	tip := func(end Point, side Side) {
		fmt.Fprintf(&way, "M%s %sL%sL%s %s", num(end.X+7*float64(side)), num(end.Y-5), at(end), num(end.X+7*float64(side)), num(end.Y+5))
	}
	tip(r.To, r.ToSide)
	if l.Back > 0 {
		tip(r.From, r.FromSide)
	}
	middle := r.middle()
	fmt.Fprintf(p, "<g class=\"l lk\" %s><title>%s</title><path stroke-width=\"%s\" d=\"%s\"/><text x=\"%s\" y=\"%s\">%d</text></g>\n",
		data, escape(p.linkTip(l)), num(1.2+0.5*math.Log2(float64(l.Keys+l.Back))), &way, num(middle.X), num(middle.Y+3.5), l.Keys+l.Back)
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
