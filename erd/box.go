package erd

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// rows makes the rows of a box, without chips.
func (b *builder) rows(index int, box *Box, foreign, referenced map[columnName]bool) {
	if box.Kind == TableBox {
		box.Join = isJoin(box.Table)
	}
	if b.Detail == Names {
		return
	}
	switch box.Kind {
	case EnumBox:
		values := b.difference.valuesOf(box.Enum)
		for i, v := range values {
			if i == maxEnumValues && len(values) > i+1 {
				box.Rows = append(box.Rows, Row{name: fmt.Sprintf("… %d more", len(values)-i)})
				break
			}
			box.Rows = append(box.Rows, Row{name: v.change.signed(fit(clean(v.text), nameSize, maxName)), change: v.change})
		}
	case ViewBox:
		if b.Detail == Full {
			for _, c := range box.View.Columns {
				box.Rows = append(box.Rows, b.columnRow(c))
			}
		}
	case TableBox:
		for _, c := range box.Table.Columns {
			row := b.columnRow(c)
			name := columnName{index, c.Name}
			row.NotNull = !c.Null
			row.Primary = inPrimaryKey(box.Table, c)
			row.NotNull = row.NotNull || row.Primary
			row.Foreign = foreign[name]
			// A primary key of one column says so already.
			alone := row.Primary && len(box.Table.PrimaryKey.Parts) == 1
			for _, x := range box.Table.Indexes {
				row.Unique = row.Unique || !alone && x.Unique && coversUnique(x, []*schema.Column{c})
			}
			row.mark = columnMark(row)
			row.kept = row.change != Same || row.Primary || row.Foreign || referenced[name]
			if b.Detail == Full || row.kept {
				box.Rows = append(box.Rows, row)
			}
		}
		if b.Detail == Full && box.Table.Opaque {
			box.Rows = append(box.Rows, Row{name: "… columns not known"})
		}
		if b.Detail == Full {
			box.constraints()
		}
	}
}

func (b *builder) columnRow(c *schema.Column) Row {
	name := clean(c.Name)
	if name == "" {
		name = `""`
	}
	change := b.difference.changes[c]
	return Row{Column: c, change: change, name: change.signed(fit(name, nameSize, maxName)), typ: fit(clean(c.Type.Text), typeSize, maxType)}
}

// ends finds the row of each key's ends, and puts the chips on their rows.
func (b *builder) ends() {
	for i, k := range b.Keys {
		child := b.Boxes[k.Child.Box]
		for _, name := range k.ForeignKey.ColumnNames {
			if k.Child.Row = child.row(name); k.Child.Row >= 0 {
				break
			}
		}
		if k.Parent.Box >= 0 {
			for _, c := range k.ForeignKey.RefColumns {
				if c == nil {
					continue
				}
				if k.Parent.Row = b.Boxes[k.Parent.Box].row(c.Name); k.Parent.Row >= 0 {
					break
				}
			}
		}
		if k.Drawing == AsChip {
			b.chip(i, child)
		}
	}
	b.linkChips()
	b.lanes()
}

// lanes sets the keys' lanes.
func (b *builder) lanes() {
	type place struct{ box, row int }
	has := map[place][ExactlyOne + 1]bool{}
	for _, k := range b.Keys {
		if k.Drawing == AsLine || k.Drawing == AsLoop {
			at := place{k.Parent.Box, k.Parent.Row}
			set := has[at]
			set[k.Parent.Cardinality] = true
			has[at] = set
		}
	}
	for _, k := range b.Keys {
		set := has[place{k.Parent.Box, k.Parent.Row}]
		switch {
		case k.Drawing != AsLine && k.Drawing != AsLoop, !set[ExactlyOne] || !set[ZeroOrOne]:
		case k.Parent.Cardinality == ExactlyOne:
			k.lane = -1
		default:
			k.lane = 1
		}
	}
}

// row is the index of the row of the column of that name, or -1.
func (x *Box) row(name string) int {
	return slices.IndexFunc(x.Rows, func(r Row) bool { return r.Column != nil && r.Column.Name == name })
}

// chip puts a chip for key i on its row: an existing one, if it leads to the same
// table. A key whose column has no row gets one of its own below the others.
func (b *builder) chip(i int, child *Box) {
	k := b.Keys[i]
	if k.Child.Row < 0 {
		k.Child.Row = child.chipRow()
	}
	row := &child.Rows[k.Child.Row]
	name := k.ForeignKey.Ref.Name.Text
	if to := k.ForeignKey.RefTable; to != nil {
		to = b.root(to)
		name = to.Name
		if to.Schema != child.Table.Schema && to.Schema != nil {
			name = to.Schema.Name + "." + name
		}
	}
	label := b.difference.changes[k.ForeignKey].signed("→ " + clean(name))
	for c := range row.Chips {
		if chip := &row.Chips[c]; chip.Target == k.Parent.Box && chip.label == label {
			chip.Keys = append(chip.Keys, i)
			return
		}
	}
	row.Chips = append(row.Chips, Chip{Target: k.Parent.Box, Keys: []int{i}, label: label})
}

// chipRow is the row for chips that belong to no other, at the end of the box.
func (x *Box) chipRow() int {
	last := len(x.Rows) - 1
	if last < 0 || x.Rows[last].Column != nil || x.Rows[last].name != "" {
		x.Rows = append(x.Rows, Row{})
		last++
	}
	return last
}

// linkChips puts the chips of links on their boxes.
func (b *builder) linkChips() {
	for i, l := range b.Links {
		if l.Drawing != AsChip {
			continue
		}
		parent, child := b.Boxes[l.Parent.Box], b.Boxes[l.Child.Box]
		label := parent.Name
		whole := parent.Kind == GroupBox && parent.area == "" // a database schema, which is its name
		if parent.Group != child.Group && parent.Schema != "" && !whole {
			label = parent.Schema + "." + label
		}
		row := &child.Rows[child.chipRow()]
		row.Chips = append(row.Chips, Chip{Target: l.Parent.Box, Links: []int{i}, label: "→ " + clean(label), through: l.Keys})
	}
}

// flowChips sizes the chips, and breaks the chips of a row that has no column
// into as many rows as keep the box narrow.
func (x *Box) flowChips() {
	for i := range x.Rows {
		for j := range x.Rows[i].Chips {
			c := &x.Rows[i].Chips[j]
			count := ""
			if n := len(c.Keys) + c.through; n > 1 {
				count = " ×" + strconv.Itoa(n)
			}
			c.label = fit(c.label, chipSize, maxChip) + count
			c.width = textWidth(c.label, chipSize) + 2*chipPad
		}
	}
	last := len(x.Rows) - 1
	if last < 0 || x.Rows[last].Column != nil || x.Rows[last].name != "" || len(x.Rows[last].Chips) == 0 {
		return
	}
	chips := x.Rows[last].Chips
	x.Rows = x.Rows[:last]
	limit := max(maxChip+2*chipPad, textWidth(clean(x.Name), titleSize)*boldScale)
	// Many chips make the box wider, not only taller.
	const lines, widestChips = 6, 460.0
	sum := 0.0
	for _, c := range chips {
		sum += c.width + chipGap
	}
	limit = max(limit, min(sum/lines, widestChips))
	for width := limit + 1; len(chips) > 0; chips = chips[1:] {
		if width+chipGap+chips[0].width > limit {
			x.Rows = append(x.Rows, Row{})
			width = -chipGap
		}
		row := &x.Rows[len(x.Rows)-1]
		row.Chips = append(row.Chips, chips[0])
		width += chipGap + chips[0].width
	}
}

// margins makes room beside the boxes for the ends of the keys.
func (b *builder) margins() {
	for _, k := range b.Keys {
		if k.Drawing == AsLoop {
			b.Boxes[k.Child.Box].loops++
		}
	}
	for _, l := range b.Links {
		if l.Drawing == AsLine {
			for _, end := range []End{l.Child, l.Parent} {
				x := b.Boxes[end.Box]
				x.Left, x.Right = max(x.Left, stem), max(x.Right, stem)
			}
		}
	}
	type place struct{ box, row int }
	stubs := map[place]float64{} // where the last stub of a row ends
	for _, k := range b.Keys {
		child := b.Boxes[k.Child.Box]
		switch k.Drawing {
		case AsLine:
			parent := b.Boxes[k.Parent.Box]
			child.Left, child.Right = max(child.Left, stem), max(child.Right, stem)
			parent.Left, parent.Right = max(parent.Left, stem), max(parent.Right, stem)
		case AsLoop:
			child.Right = max(child.Right, child.loopRoom())
		case AsStub:
			at := place{k.Child.Box, k.Child.Row}
			k.stubFrom = stubs[at]
			k.stubTo = k.stubFrom + stubGap
			if k.stubFrom == 0 {
				k.stubTo = child.loopRoom() + stubLength
			}
			stubs[at] = k.stubTo + stubWidth(k)
			child.Right = max(child.Right, math.Ceil(stubs[at]))
		}
	}
}

// loopRoom is the width of what the box's loops take at its right.
func (x *Box) loopRoom() float64 {
	if x.loops == 0 {
		return 0
	}
	return stem + loopStep*float64(x.loops+1)
}

func stubLabel(k *Key) string { return fit(clean(targetName(k.ForeignKey)), chipSize, maxChip) }

func stubWidth(k *Key) float64 { return textWidth(stubLabel(k), chipSize) + 2*chipPad }

// measure gives the box its title, note and size.
func (x *Box) measure() {
	switch x.Kind {
	case TableBox:
		if x.Partitions > 0 {
			x.note = fmt.Sprintf("+%d partitions", x.Partitions)
			if x.Partitions == 1 {
				x.note = "+1 partition"
			}
		}
		if x.Join {
			x.note = strings.TrimLeft(x.note+"  ", " ") + "m:n"
		}
		if x.Hub {
			x.note = strings.TrimLeft(x.note+"  ", " ") + "← " + strconv.Itoa(x.Referrers)
		}
	case ViewBox:
		x.note = "view"
		if x.View.Materialized {
			x.note = "materialized"
		}
	case EnumBox:
		x.note = "enum"
	case GroupBox:
		x.note = x.contents()
	}
	x.title = fit(x.sign+clean(x.Name), titleSize*boldScale, maxTitle)
	width := textWidth(x.title, titleSize)*boldScale + 2*padding
	if x.note != "" {
		width += cellGap + textWidth(x.note, chipSize)
	}
	for _, r := range x.Rows {
		w := padding
		if r.name != "" {
			w += x.indent(r) + textWidth(r.name, nameSize)
			if r.Primary {
				w += textWidth(r.name, nameSize) * (boldScale - 1)
			}
			if r.mark != "" {
				w += markGap + textWidth(r.mark, markSize)*boldScale
			}
		} else {
			w += padding - chipGap // between the chips, not before them
		}
		if r.typ != "" {
			w += cellGap + textWidth(r.typ, typeSize)
		}
		for _, c := range r.Chips {
			w += chipGap + c.width
		}
		width = max(width, w)
	}
	// Steps, so that boxes above each other are more often of the same width;
	// whole units, as Graphviz takes the sizes of cells as integers.
	x.Width = math.Ceil(max(width, minBoxWidth)/widthStep) * widthStep
	x.Height = headerHeight
	if len(x.Rows) > 0 {
		x.Height += rowHeight*float64(len(x.Rows)) + footHeight
	}
}

// indent is how far from the box's left edge a row's name begins. What is known
// of a view's columns leaves nothing to mark.
func (x *Box) indent(r Row) float64 {
	if x.Kind == TableBox && r.Column != nil {
		return gutter
	}
	return padding
}

// rowY is the middle of a row, from the top of the box; row -1 is the header.
func (x *Box) rowY(row int) float64 {
	top, height := rowBand(row)
	return top + height/2
}

// rowBand is where a row begins, from the top of the box, and its height.
func rowBand(row int) (top, height float64) {
	if row < 0 {
		return 0, headerHeight
	}
	return headerHeight + rowHeight*float64(row), rowHeight
}
