package erd

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// SVG draws the diagram as a self-contained SVG document. A nil layouter is
// [Layered].
//
// Tables and views are groups of class "tb" with the box's id and the attributes
// data-schema and data-table; columns are text elements with data-column and an
// id of their own, "c-" and the rest of their table's id, a point, and their name;
// keys are paths of class "l" with data-child and data-parent, the ids of boxes,
// and data-key, their name. Where [Options.Locate] knows it, each of them has
// data-line and data-col, from 1, and data-file, unless it is its table's. All of
// it is in one group of class "view", which a viewer may transform.
func (d *Diagram) SVG(ctx context.Context, layouter Layouter) ([]byte, error) {
	p, err := d.layout(ctx, layouter)
	if err != nil {
		return nil, err
	}
	return d.draw(p), nil
}

func (d *Diagram) layout(ctx context.Context, layouter Layouter) (*Placement, error) {
	if layouter == nil {
		layouter = Layered{}
	}
	return layouter.Layout(ctx, d)
}

// painter writes an SVG.
type painter struct {
	*Diagram
	*Placement
	bytes.Buffer
}

func (d *Diagram) draw(placement *Placement) []byte {
	p := &painter{Diagram: d, Placement: placement}
	p.Grow(1 << 16)
	p.head()
	for _, f := range p.Frames {
		p.frame(f)
	}
	for i, k := range p.Keys {
		switch k.Drawing {
		case AsLine, AsLoop:
			p.line(k, &p.Routes[i])
		}
	}
	for i, l := range p.Diagram.Links {
		if l.Drawing == AsLine {
			p.link(l, &p.Placement.Links[i])
		}
	}
	for i := range p.Diagram.Boxes {
		p.box(i, p.Placement.Boxes[i])
	}
	if len(p.Diagram.Boxes) == 0 {
		fmt.Fprintf(p, "<text class=\"empty\" x=\"%s\" y=\"%s\">No tables</text>\n", num(p.Width/2), num(p.Height/2))
	}
	p.WriteString("</g>\n</svg>\n")
	return p.Bytes()
}

func (p *painter) head() {
	if len(p.Diagram.Boxes) == 0 {
		p.Width, p.Height = 320, 120
	}
	w, h := num(p.Width), num(p.Height)
	fmt.Fprintf(p, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"schemascope\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\" role=\"graphics-document document\" aria-labelledby=\"erd-title erd-desc\" data-detail=\"%s\" data-theme=\"%s\">\n", w, h, w, h, p.Detail, p.Theme)
	fmt.Fprintf(p, "<title id=\"erd-title\">%s</title>\n<desc id=\"erd-desc\">%s</desc>\n", escape(clean(p.title())), p.describe())
	fmt.Fprintf(p, "<style>%s</style>\n", p.style())
	p.WriteString("<rect class=\"bg\" width=\"100%\" height=\"100%\"/>\n<g class=\"view\">\n")
}

func (d *Diagram) title() string {
	if d.Title != "" {
		return d.Title
	}
	return "Database schema"
}

func (d *Diagram) describe() string {
	tables, views, keys := 0, 0, len(d.Keys)
	for _, b := range d.Boxes {
		switch b.Kind {
		case TableBox:
			tables++
		case ViewBox:
			views++
		case GroupBox:
			tables += len(b.Tables)
			views += len(b.Views)
			keys += b.InnerKeys
		}
	}
	for _, l := range d.Links {
		keys += l.Keys + l.Back
	}
	if x := d.difference; x.Realm != nil {
		return fmt.Sprintf("Difference of two schemas: %d added, %d removed, %d changed.", x.Added, x.Removed, x.Changed)
	}
	return fmt.Sprintf("Entity-relationship diagram: %s, %s, %s.", count(tables, "table"), count(views, "view"), count(keys, "foreign key"))
}

func (p *painter) frame(f Frame) {
	if boxes := p.Groups[f.Group].Boxes; len(boxes) == 1 && p.Diagram.Boxes[boxes[0]].Kind == GroupBox {
		return // the box says the same
	}
	hue, name := f.Group%hues, clean(p.Groups[f.Group].Name)
	class, area, size := "fr", "", titleSize
	if f.Area >= 0 {
		a := &p.Areas[f.Area]
		class, hue, name, size = "fr ar", f.Area%hues, clean(a.Name), areaSize
		area = fmt.Sprintf(" id=\"%s\" data-group=\"%s\"", a.ID, escape(p.groupName(f.Group, a.Name)))
	}
	fmt.Fprintf(p, "<g class=\"%s h%d\" data-schema=\"%s\"%s><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"10\"/><text x=\"%s\" y=\"%s\">%s</text></g>\n",
		class, hue, escape(p.Groups[f.Group].Name), area, num(f.X), num(f.Y), num(f.Width), num(f.Height),
		num(f.X+14), num(f.Y+9+size), escape(fit(name, size, f.Width-28)))
}

// groupName is what [Options].Group takes for an area, or, where that is "", for a
// database schema.
func (d *Diagram) groupName(group int, area string) string {
	schema := d.Groups[group].Name
	switch {
	case area == "":
		return schema
	case len(d.Groups) > 1 && schema != "":
		return schema + "." + area
	}
	return area
}

func (p *painter) box(index int, at Point) {
	b := p.Diagram.Boxes[index]
	attribute := "data-table"
	hue := b.Group
	if b.Area >= 0 {
		hue = b.Area
	} else if b.area != "" {
		hue = index // as the area's, where it is drawn
	}
	class := fmt.Sprintf("tb h%d", hue%hues)
	switch b.Kind {
	case ViewBox:
		class += " v"
	case EnumBox:
		attribute, class = "data-enum", class+" e"
	case GroupBox:
		attribute, class = "data-group", class+" g"
	}
	if b.Focus {
		class += " focus"
	}
	if b.Hub {
		class += " hub"
	}
	name := b.Name
	if b.Kind == GroupBox {
		name = p.groupName(b.Group, b.area)
	}
	class += p.difference.mark(b.element())
	if p.difference.Realm != nil && p.difference.changes[b.element()] == Same {
		class += " same"
	}
	where, file := p.Diagram.at("", b.origins()...)
	fmt.Fprintf(p, "<g id=\"%s\" class=\"%s\" transform=\"translate(%s %s)\" data-schema=\"%s\" %s=\"%s\"%s role=\"group\" tabindex=\"0\" aria-label=\"%s\">", b.ID, class, num(at.X), num(at.Y), escape(b.Schema), attribute, escape(name), where, escape(b.label()))
	if tip := p.difference.tip(b.element(), b.tip()); tip != "" {
		fmt.Fprintf(p, "<title>%s</title>", escape(tip))
	}
	w, h := num(b.Width), num(b.Height)
	fmt.Fprintf(p, "<rect class=\"b\" width=\"%s\" height=\"%s\" rx=\"6\"/>", w, h)
	if len(b.Rows) > 0 {
		fmt.Fprintf(p, "<path class=\"hd\" d=\"M0 %s V6 a6 6 0 0 1 6 -6 H%s a6 6 0 0 1 6 6 V%s z\"/>", num(headerHeight), num(b.Width-6), num(headerHeight))
	} else {
		fmt.Fprintf(p, "<rect class=\"hd\" width=\"%s\" height=\"%s\" rx=\"6\"/>", w, h)
	}
	p.rules(b)
	p.marks(b)
	fmt.Fprintf(p, "<text class=\"n\" x=\"%s\" y=\"20\">%s", num(padding), escape(b.title))
	if b.note != "" {
		fmt.Fprintf(p, "<tspan class=\"o\" x=\"%s\">%s</tspan>", num(b.Width-padding), escape(b.note))
	}
	p.WriteString("</text>")
	ids := map[string]bool{}
	for i := range b.Rows {
		p.row(b, i, file, ids)
	}
	p.WriteString("</g>\n")
	for _, k := range p.Keys {
		if k.Drawing == AsStub && p.Diagram.Boxes[k.Child.Box] == b {
			p.stub(k, at)
		}
	}
}

// rules draws the lines between rows, all with one element.
func (p *painter) rules(b *Box) {
	if len(b.Rows) < 2 {
		return
	}
	p.WriteString("<path class=\"r\" d=\"")
	for i := 1; i < len(b.Rows); i++ {
		fmt.Fprintf(p, "M2 %sH%s", num(headerHeight+rowHeight*float64(i)), num(b.Width-2))
	}
	p.WriteString("\"/>")
}

// The marks at the left of a column, drawn around their middle.
const (
	keyMark     = "m-2.4 -.9 a2.7 2.7 0 1 0 0 1.8 h3.9 v2 h1.7 v-2 h1.3 v-1.8 z m-3.6 .9 a1 1 0 1 1 2 0 a1 1 0 1 1 -2 0 z"
	diamondMark = "m-3.2 0 l3.2 -3.2 l3.2 3.2 l-3.2 3.2 z"
	linkMark    = "m-1.2 -2.6 h-1.6 a2.6 2.6 0 0 0 0 5.2 h1.6 m2.4 0 h1.6 a2.6 2.6 0 0 0 0 -5.2 h-1.6 m-3.4 2.6 h4.4"
)

// marks draws what the columns are: a key for the primary key, a link for a
// foreign key, else a diamond that is filled when the column is NOT NULL. One
// element for all marks of a kind.
func (p *painter) marks(b *Box) {
	if b.Kind != TableBox {
		return
	}
	var primary, foreign, filled, hollow strings.Builder
	for i, r := range b.Rows {
		if r.Column == nil {
			continue
		}
		at := "M" + num(gutter/2+1) + " " + num(b.rowY(i))
		switch {
		case r.Primary:
			primary.WriteString(at + keyMark)
		case r.Foreign:
			foreign.WriteString(at + linkMark)
		case r.NotNull:
			filled.WriteString(at + diamondMark)
		default:
			hollow.WriteString(at + diamondMark)
		}
	}
	for _, m := range []struct {
		class string
		path  *strings.Builder
	}{{"mk", &primary}, {"ml", &foreign}, {"mn", &filled}, {"mo", &hollow}} {
		if m.path.Len() > 0 {
			fmt.Fprintf(p, "<path class=\"%s\" d=\"%s\"/>", m.class, m.path)
		}
	}
}

// row draws a row of b, which is declared in file. ids are those that columns of b
// have: in a faulty schema two are of one name.
func (p *painter) row(b *Box, i int, file string, ids map[string]bool) {
	r := &b.Rows[i]
	y := b.rowY(i)
	right := b.Width - padding
	if r.name == "" {
		x := padding
		for c := range r.Chips {
			p.chip(&r.Chips[c], x, y)
			x += r.Chips[c].width + chipGap
		}
		return
	}
	for c := len(r.Chips) - 1; c >= 0; c-- {
		right -= r.Chips[c].width
		p.chip(&r.Chips[c], right, y)
		right -= chipGap
	}
	class := ""
	if r.Primary {
		class = "pk"
	} else if r.Foreign {
		class = "fk"
	}
	if class = strings.TrimSpace(class + p.difference.mark(r.Column)); class != "" {
		class = " class=\"" + class + "\""
	}
	column := ""
	if r.Column != nil {
		if id := b.columnID(r.Column.Name); !ids[id] {
			ids[id] = true
			column = " id=\"" + id + "\""
		}
		where, _ := p.Diagram.at(file, r.Column.Origin)
		column += " data-column=\"" + escape(r.Column.Name) + "\"" + where
	} else {
		class = " class=\"x\""
	}
	if r.Table != nil {
		where, _ := p.Diagram.at("", r.Table.Origins...)
		class, column = "", fmt.Sprintf(" data-table=\"%s\"%s", escape(r.Table.Name), where)
		if id := b.tableID(r.Table); !ids[id] {
			ids[id] = true
			column = fmt.Sprintf(" id=\"%s\"%s", id, column)
		}
	}
	fmt.Fprintf(p, "<text%s%s x=\"%s\" y=\"%s\">", class, column, num(b.indent(*r)), num(y+4))
	if tip := p.difference.tip(r.Column, r.tip(b.Kind)); tip != "" {
		fmt.Fprintf(p, "<title>%s</title>", escape(tip))
	}
	p.WriteString(escape(r.name))
	if r.mark != "" {
		fmt.Fprintf(p, "<tspan class=\"u\" dx=\"5\">%s</tspan>", r.mark)
	}
	if r.typ != "" {
		fmt.Fprintf(p, "<tspan class=\"t\" x=\"%s\">%s</tspan>", num(right), escape(r.typ))
	}
	p.WriteString("</text>")
}

func (p *painter) chip(c *Chip, x, y float64) {
	var tips []string
	for _, i := range c.Keys {
		tips = append(tips, p.difference.tip(p.Keys[i].ForeignKey, p.Keys[i].tip()))
	}
	for _, i := range c.Links {
		tips = append(tips, p.linkTip(p.Diagram.Links[i]))
	}
	element, change := "a", ""
	if len(c.Keys) > 0 {
		change = p.difference.mark(p.Keys[c.Keys[0]].ForeignKey)
	}
	if c.Target >= 0 {
		fmt.Fprintf(p, "<a class=\"ch%s\" href=\"#%s\">", change, p.Diagram.Boxes[c.Target].ID)
	} else {
		element = "g"
		fmt.Fprintf(p, "<g class=\"ch off%s\">", change)
	}
	fmt.Fprintf(p, "<title>%s</title><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"15\" rx=\"7.5\"/><text x=\"%s\" y=\"%s\">%s</text></%s>",
		escape(strings.Join(tips, "\n")), num(x), num(y-7.5), num(c.width), num(x+chipPad), num(y+3.5), escape(c.label), element)
}

func (p *painter) line(k *Key, r *Route) {
	child, parent := p.Diagram.Boxes[k.Child.Box].ID, p.Diagram.Boxes[k.Parent.Box].ID
	signs, begin := sign(k.Child.Cardinality, r.From, r.FromSide)
	more, finish := sign(k.Parent.Cardinality, r.To, r.ToSide)
	var way strings.Builder
	way.WriteString("M" + at(begin) + "L" + at(r.Curve[0]))
	for i := 1; i+2 < len(r.Curve); i += 3 {
		way.WriteString("C" + at(r.Curve[i]) + " " + at(r.Curve[i+1]) + " " + at(r.Curve[i+2]))
	}
	way.WriteString("L" + at(finish))
	signs += p.bracket(k.Child, r.From, r.FromSide, k.ForeignKey.Columns)
	signs += p.bracket(k.Parent, r.To, r.ToSide, k.ForeignKey.RefColumns)
	p.key("l", child, parent, signs+more, way.String(), k)
	if change := p.difference.changes[k.ForeignKey]; change != Same && len(r.Curve) > 1 {
		// The middle of a Bézier curve's part that is in the middle.
		i := (len(r.Curve) - 1) / 3 / 2 * 3
		c := r.Curve[i : i+4]
		fmt.Fprintf(p, "<text class=\"sg %s\" x=\"%s\" y=\"%s\">%s</text>\n", change.class(),
			num((c[0].X+3*c[1].X+3*c[2].X+c[3].X)/8), num((c[0].Y+3*c[1].Y+3*c[2].Y+c[3].Y)/8-7), change.sign())
	}
}

// key writes the path of a key: one element, or two where only the way is dashed.
func (p *painter) key(class, child, parent, signs, way string, k *Key) {
	class += p.difference.mark(k.ForeignKey)
	if k.Broken {
		class += " bad"
	}
	tip := escape(p.difference.tip(k.ForeignKey, k.tip()))
	where, _ := p.Diagram.at("", k.ForeignKey.Origin)
	data := fmt.Sprintf("data-child=\"%s\" data-parent=\"%s\" data-key=\"%s\"%s", child, parent, escape(k.ForeignKey.Name), where)
	if !k.Broken && p.difference.changes[k.ForeignKey] != Removed {
		fmt.Fprintf(p, "<path class=\"%s\" %s d=\"%s%s\"><title>%s</title></path>\n", class, data, signs, way, tip)
		return
	}
	fmt.Fprintf(p, "<g class=\"%s\" %s><title>%s</title><path d=\"%s\"/><path class=\"d\" d=\"%s\"/></g>\n", class, data, tip, signs, way)
}

// bracket joins the rows of a key's columns where there are several: a line ends at
// the first only.
func (p *painter) bracket(e End, end Point, side Side, columns []*schema.Column) string {
	const reach = 4.0
	b := p.Diagram.Boxes[e.Box]
	var out strings.Builder
	top, bottom := end.Y, end.Y
	for _, c := range columns {
		if c == nil {
			continue
		}
		row := b.row(c.Name)
		if row < 0 || row == e.Row || e.Row < 0 {
			continue
		}
		y := end.Y + b.rowY(row) - b.rowY(e.Row)
		fmt.Fprintf(&out, "M%s %sh%s", num(end.X), num(y), num(reach*float64(side)))
		top, bottom = min(top, y), max(bottom, y)
	}
	if out.Len() > 0 {
		fmt.Fprintf(&out, "M%s %sV%s", num(end.X+reach*float64(side)), num(top), num(bottom))
	}
	return out.String()
}

// sign gives the crow's-foot sign of a line's end at the edge of a box, and the
// point where the line goes on.
func sign(c Cardinality, edge Point, side Side) (path string, next Point) {
	const (
		foot   = 11.0 // from the box to where the crow's toes meet
		spread = 5.0
		radius = 3.5
		bar    = 4.5 // half the length
	)
	x, y, s := edge.X, edge.Y, float64(side)
	cross := func(dx float64) string {
		return fmt.Sprintf("M%s %sv%s", num(x+s*dx), num(y-bar), num(2*bar))
	}
	circle := func(dx float64) string {
		return fmt.Sprintf("M%s %sa%[3]s %[3]s 0 1 0 %[4]s 0a%[3]s %[3]s 0 1 0 %[5]s 0", num(x+s*dx), num(y), num(radius), num(s*2*radius), num(-s*2*radius))
	}
	stick := func(dx float64) string { return fmt.Sprintf("M%s %sH%s", num(x), num(y), num(x+s*dx)) }
	switch c {
	case ZeroOrMany:
		toes := fmt.Sprintf("M%[1]s %[2]sL%[3]s %[4]sL%[1]s %[5]s", num(x), num(y-spread), num(x+s*foot), num(y), num(y+spread))
		return toes + stick(foot) + circle(foot), Point{x + s*(foot+2*radius), y}
	case ZeroOrOne:
		return cross(5) + stick(9) + circle(9), Point{x + s*(9+2*radius), y}
	}
	return cross(5) + cross(9), edge
}

// stub draws a key that leads nowhere.
func (p *painter) stub(k *Key, corner Point) {
	b := p.Diagram.Boxes[k.Child.Box]
	edge := b.rowEnd(corner, k.Child.Row, 0, RightSide)
	label := stubLabel(k)
	x := edge.X + b.loopRoom() + stubLength
	signs, begin := sign(k.Child.Cardinality, edge, RightSide)
	p.WriteString("<g class=\"st\">")
	p.key("l", b.ID, "", signs, "M"+at(begin)+"H"+num(x), k)
	fmt.Fprintf(p, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"16\" rx=\"3\"/><text x=\"%s\" y=\"%s\">%s</text></g>\n",
		num(x), num(edge.Y-8), num(textWidth(label, chipSize)+2*chipPad), num(x+chipPad), num(edge.Y+3.5), escape(label))
}

func at(p Point) string { return num(p.X) + " " + num(p.Y) }

// num writes a length with at most one decimal.
func num(f float64) string {
	f = math.Round(f*10) / 10
	if f == 0 {
		return "0"
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
