package erd

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"

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
	markup
	stubs map[*Box][]*Key
	named map[string]bool // the rows of the box that is drawn
}

func (d *Diagram) draw(placement *Placement) []byte {
	p := &painter{Diagram: d, Placement: placement, stubs: map[*Box][]*Key{}}
	p.out = make([]byte, 0, 1<<16+d.weight())
	p.head()
	for _, f := range p.Frames {
		p.frame(f)
	}
	for i, k := range p.Keys {
		switch k.Drawing {
		case AsLine, AsLoop:
			p.line(k, &p.Routes[i])
		case AsStub:
			child := p.Diagram.Boxes[k.Child.Box]
			p.stubs[child] = append(p.stubs[child], k)
		}
	}
	for i, l := range p.Diagram.Links {
		if l.Drawing == AsLine {
			p.link(l, &p.Placement.Links[i])
		}
	}
	p.boxes()
	if len(p.Diagram.Boxes) == 0 {
		nothing := "No tables"
		if p.difference.Realm != nil {
			nothing = "No differences"
		} else if p.realm.Incomplete {
			nothing = "No tables are known"
		}
		p.raw(`<text class="empty"`).length("x", p.Width/2).length("y", p.Height/2).raw(">").raw(nothing).raw("</text>\n")
	}
	p.raw("</g>\n</svg>\n")
	return p.out
}

// boxes draws all boxes, parts of them at the same time.
func (p *painter) boxes() {
	const least = 50 // for which it is worth while
	all := len(p.Diagram.Boxes)
	parts := make([]*painter, max(1, min(runtime.GOMAXPROCS(0), all/least)))
	panics := make([]any, len(parts)) // which the caller of draw may survive
	var working sync.WaitGroup
	for i := range parts {
		part := &painter{Diagram: p.Diagram, Placement: p.Placement, stubs: p.stubs, named: map[string]bool{}}
		part.out = make([]byte, 0, p.weight()/len(parts))
		parts[i] = part
		working.Go(func() {
			defer func() { panics[i] = recover() }()
			for b := all * i / len(parts); b < all*(i+1)/len(parts); b++ {
				part.box(b, p.Placement.Boxes[b])
			}
		})
	}
	working.Wait()
	for i, part := range parts {
		if panics[i] != nil {
			panic(panics[i])
		}
		p.out = append(p.out, part.out...)
	}
}

// weight is about how many bytes the drawing takes.
func (d *Diagram) weight() int {
	n := 400*len(d.Boxes) + 600*(len(d.Keys)+len(d.Links))
	for _, b := range d.Boxes {
		n += 220 * len(b.Rows)
	}
	return n
}

func (p *painter) head() {
	if len(p.Diagram.Boxes) == 0 {
		p.Width, p.Height = 320, 120
	}
	p.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="schemascope"`).length("width", p.Width).length("height", p.Height)
	size := append(appendLength([]byte("0 0 "), p.Width), ' ')
	p.attr("viewBox", string(appendLength(size, p.Height))).raw(` role="graphics-document document" aria-labelledby="erd-title erd-desc"`)
	p.attr("data-detail", string(p.Detail)).attr("data-theme", p.Theme).raw(">\n")
	p.raw(`<title id="erd-title">`).text(clean(p.title())).raw("</title>\n")
	p.raw(`<desc id="erd-desc">`).raw(p.describe()).raw("</desc>\n")
	p.raw("<style>").raw(p.style()).raw("</style>\n")
	p.raw("<rect class=\"bg\" width=\"100%\" height=\"100%\"/>\n<g class=\"view\">\n")
}

// tip writes the tooltip of the element that has begun, if there is one.
func (p *painter) tip(tip string) {
	if tip != "" {
		p.raw("<title>").text(tip).raw("</title>")
	}
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
	class, hue, name, size := "fr", f.Group, clean(p.Groups[f.Group].Name), titleSize
	if f.Area >= 0 {
		class, hue, name, size = "fr ar", f.Area, clean(p.Areas[f.Area].Name), areaSize
	}
	p.raw("<g").attr("class", class+hueClass(hue)).attr("data-schema", p.Groups[f.Group].Name)
	if f.Area >= 0 {
		a := &p.Areas[f.Area]
		p.attr("id", a.ID).attr("data-group", p.groupName(f.Group, a.Name))
	}
	p.raw("><rect").length("x", f.X).length("y", f.Y).length("width", f.Width).length("height", f.Height).raw(` rx="10"/>`)
	p.raw("<text").length("x", f.X+14).length("y", f.Y+9+size).raw(">").text(fit(name, size, f.Width-28)).raw("</text></g>\n")
}

// hueClass is the class of a colour, after a space.
func hueClass(n int) string { return " h" + strconv.Itoa(n%hues) }

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
	class := "tb" + hueClass(hue)
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
	p.raw("<g").attr("id", b.ID).attr("class", class).raw(` transform="translate(`)
	p.out = appendLength(p.out, at.X)
	p.raw(" ")
	p.out = appendLength(p.out, at.Y)
	p.raw(`)"`).attr("data-schema", b.Schema).attr(attribute, name)
	if b.Kind == GroupBox {
		p.attr("data-tables", b.tableNames())
	}
	file := p.at("", b.origins()...)
	p.raw(` role="group" tabindex="0"`).attr("aria-label", b.label()).raw(">")
	p.tip(p.difference.tip(b.element(), b.tip()))
	p.raw(`<rect class="b"`).length("width", b.Width).length("height", b.Height).raw(` rx="6"/>`)
	if len(b.Rows) > 0 {
		var head pathData
		head.moveTo(0, headerHeight)
		head = append(head, "V6a6 6 0 0 1 6 -6"...)
		head.command('H', b.Width-6)
		head = append(head, "a6 6 0 0 1 6 6"...)
		head.command('V', headerHeight).command('z')
		p.raw(`<path class="hd"`).path(head).raw("/>")
	} else {
		p.raw(`<rect class="hd"`).length("width", b.Width).length("height", b.Height).raw(` rx="6"/>`)
	}
	p.rules(b)
	p.marks(b)
	p.raw(`<text class="n"`).length("x", padding).raw(` y="20">`).text(b.title)
	if b.note != "" {
		p.raw(`<tspan class="o"`).length("x", b.Width-padding).raw(">").text(b.note).raw("</tspan>")
	}
	p.raw("</text>")
	clear(p.named)
	for i := range b.Rows {
		p.row(b, i, file)
	}
	p.raw("</g>\n")
	for _, k := range p.stubs[b] {
		p.stub(k, at)
	}
}

// rules draws the lines between rows, all with one element.
func (p *painter) rules(b *Box) {
	if len(b.Rows) < 2 {
		return
	}
	var rules pathData
	for i := 1; i < len(b.Rows); i++ {
		rules.moveTo(2, headerHeight+rowHeight*float64(i)).command('H', b.Width-2)
	}
	p.raw(`<path class="r"`).path(rules).raw("/>")
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
	var primary, foreign, filled, hollow pathData
	for i, r := range b.Rows {
		if r.Column == nil {
			continue
		}
		x, y := gutter/2+1, b.rowY(i)
		switch {
		case r.Primary:
			primary.shape(x, y, keyMark)
		case r.Foreign:
			foreign.shape(x, y, linkMark)
		case r.NotNull:
			filled.shape(x, y, diamondMark)
		default:
			hollow.shape(x, y, diamondMark)
		}
	}
	for _, m := range []struct {
		class string
		path  pathData
	}{{"mk", primary}, {"ml", foreign}, {"mn", filled}, {"mo", hollow}} {
		if len(m.path) > 0 {
			p.raw("<path").attr("class", m.class).path(m.path).raw("/>")
		}
	}
}

// row draws a row of b, which is declared in file.
func (p *painter) row(b *Box, i int, file string) {
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
	p.raw("<text")
	switch {
	case r.Table != nil:
		if !p.named[r.Table.Name] {
			p.attr("id", b.tableID(r.Table))
		}
		p.named[r.Table.Name] = true
		p.attr("data-table", r.Table.Name)
		p.at("", r.Table.Origins...)
	case r.Column != nil:
		class := ""
		if r.Primary {
			class = "pk"
		} else if r.Foreign {
			class = "fk"
		} else if r.kept {
			class = "kd"
		}
		if class = strings.TrimSpace(class + r.change.mark()); class != "" {
			p.attr("class", class)
		}
		if !p.named[r.Column.Name] { // in a faulty schema two are of one name
			p.attr("id", b.columnID(r.Column.Name))
		}
		p.named[r.Column.Name] = true
		p.attr("data-column", r.Column.Name)
		p.at(file, r.Column.Origin)
	default:
		p.attr("class", "x"+r.change.mark())
	}
	p.length("x", b.indent(*r)).length("y", y+4).raw(">")
	p.tip(p.difference.tip(r.Column, r.tip(b.Kind)))
	p.text(r.name)
	if r.mark != "" {
		p.raw(`<tspan class="u" dx="5">`).raw(r.mark).raw("</tspan>")
	}
	if r.typ != "" {
		p.raw(`<tspan class="t"`).length("x", right).raw(">").text(r.typ).raw("</tspan>")
	}
	p.raw("</text>")
}

func (p *painter) chip(c *Chip, x, y float64) {
	var tips []string
	for _, i := range c.Keys {
		tips = append(tips, p.difference.tip(p.Keys[i].ForeignKey, p.Keys[i].tip()))
	}
	for _, i := range c.Links {
		tips = append(tips, p.linkTip(p.Diagram.Links[i]))
	}
	element, class := "a", "ch"
	if c.Target < 0 {
		element, class = "g", "ch away"
	}
	if len(c.Keys) > 0 {
		class += p.difference.mark(p.Keys[c.Keys[0]].ForeignKey)
	}
	p.raw("<").raw(element).attr("class", class)
	if c.Target >= 0 {
		p.attr("href", "#"+p.Diagram.Boxes[c.Target].ID)
	}
	p.raw(">")
	p.tip(strings.Join(tips, "\n"))
	p.raw("<rect").length("x", x).length("y", y-7.5).length("width", c.width).raw(` height="15" rx="7.5"/>`)
	p.raw("<text").length("x", x+chipPad).length("y", y+3.5).raw(">").text(c.label).raw("</text></").raw(element).raw(">")
}

func (p *painter) line(k *Key, r *Route) {
	var signs, way pathData
	begin := signs.sign(k.Child.Cardinality, r.From, r.FromSide)
	finish := signs.sign(k.Parent.Cardinality, r.To, r.ToSide)
	p.bracket(&signs, k.Child, r.From, r.FromSide, k.ForeignKey.Columns)
	p.bracket(&signs, k.Parent, r.To, r.ToSide, k.ForeignKey.RefColumns)
	way.moveTo(begin.X, begin.Y).lineTo(r.Curve[0].X, r.Curve[0].Y).curveTo(r.Curve).lineTo(finish.X, finish.Y)
	p.key(p.Diagram.Boxes[k.Parent.Box].ID, signs, way, k)
	if change := p.difference.changes[k.ForeignKey]; change != Same && len(r.Curve) > 1 {
		middle := r.middle()
		p.raw("<text").attr("class", "sg "+change.class()).length("x", middle.X).length("y", middle.Y-7).raw(">").raw(change.sign()).raw("</text>\n")
	}
}

// key writes the paths of a key, which leads to the box of an id: in one element, or
// two where only the way is dashed.
func (p *painter) key(parent string, signs, way pathData, k *Key) {
	class := "l" + p.difference.mark(k.ForeignKey)
	element, dashed := "path", k.Broken || p.difference.changes[k.ForeignKey] == Removed
	if k.Broken {
		class += " bad"
	}
	if dashed {
		element = "g"
	}
	p.raw("<").raw(element).attr("class", class).attr("data-child", p.Diagram.Boxes[k.Child.Box].ID).attr("data-parent", parent)
	p.attr("data-key", k.ForeignKey.Name)
	p.at("", k.ForeignKey.Origin)
	if !dashed {
		p.path(signs, way)
	}
	p.raw(">")
	p.tip(p.difference.tip(k.ForeignKey, k.tip()))
	if dashed {
		if len(signs) > 0 {
			p.raw("<path").path(signs).raw("/>")
		}
		p.raw(`<path class="d"`).path(way).raw("/>")
	}
	p.raw("</").raw(element).raw(">\n")
}

// bracket joins the rows of a key's columns where there are several: a line ends at
// the first only.
func (p *painter) bracket(to *pathData, e End, end Point, side Side, columns []*schema.Column) {
	const reach = 4.0
	b := p.Diagram.Boxes[e.Box]
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
		to.moveTo(end.X, y).command('h', reach*float64(side))
		top, bottom = min(top, y), max(bottom, y)
	}
	if top < bottom {
		to.moveTo(end.X+reach*float64(side), top).command('V', bottom)
	}
}

// sign adds the crow's-foot sign of a line's end at the edge of a box, and gives the
// point where the line goes on.
func (p *pathData) sign(c Cardinality, edge Point, side Side) Point {
	const (
		foot   = 11.0 // from the box to where the crow's toes meet
		spread = 5.0
		radius = 3.5
		bar    = 4.5 // half the length
	)
	x, y, s := edge.X, edge.Y, float64(side)
	cross := func(dx float64) { p.moveTo(x+s*dx, y-bar).command('v', 2*bar) }
	circle := func(dx float64) {
		p.moveTo(x+s*dx, y).command('a', radius, radius, 0, 1, 0, s*2*radius, 0).command('a', radius, radius, 0, 1, 0, -s*2*radius, 0)
	}
	stick := func(dx float64) { p.moveTo(x, y).command('H', x+s*dx) }
	switch c {
	case ZeroOrMany:
		p.moveTo(x, y-spread).lineTo(x+s*foot, y).lineTo(x, y+spread)
		stick(foot)
		circle(foot)
		return Point{x + s*(foot+2*radius), y}
	case ZeroOrOne:
		cross(5)
		stick(9)
		circle(9)
		return Point{x + s*(9+2*radius), y}
	}
	cross(5)
	cross(9)
	return edge
}

// stub draws a key that leads nowhere.
func (p *painter) stub(k *Key, corner Point) {
	edge := p.Diagram.Boxes[k.Child.Box].rowEnd(corner, k.Child.Row, 0, RightSide)
	begin, x := Point{edge.X + k.stubFrom, edge.Y}, edge.X+k.stubTo
	var signs, way pathData
	if k.stubFrom == 0 {
		begin = signs.sign(k.Child.Cardinality, edge, RightSide)
	}
	way.moveTo(begin.X, begin.Y).command('H', x)
	class := "st"
	if !k.Broken {
		class += " away"
	}
	p.raw("<g").attr("class", class).raw(">")
	p.key("", signs, way, k)
	p.raw("<rect").length("x", x).length("y", edge.Y-8).length("width", stubWidth(k)).raw(` height="16" rx="3"/>`)
	p.raw("<text").length("x", x+chipPad).length("y", edge.Y+3.5).raw(">").text(stubLabel(k)).raw("</text></g>\n")
}
