package erd

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// Options says what to draw. The zero value draws everything, in a detail that
// fits the size.
type Options struct {
	Detail Detail
	// Focus names one table or view, "table" or "schema.table": only it and what is
	// at most Depth keys away is drawn. A Depth below 1 means 1.
	Focus string
	Depth int
	// Schemas are the database schemas to draw; empty means all.
	Schemas []string
	// Theme is "light", "dark" or "auto", which follows the viewer's preference and
	// is what "" means.
	Theme string
	Title string
	// LayoutProgram is the path of schemascope-dot, for a nil Layouter. Empty: it is
	// searched for, see [Graphviz].
	LayoutProgram string
}

// Detail is how much of a table is drawn.
type Detail string

// The details. [Auto] chooses by the number of tables: [Full] up to 60, [Keys] up
// to 250, [Names] above.
const (
	Auto  Detail = ""
	Full  Detail = "full"  // all columns
	Keys  Detail = "keys"  // the columns that take part in a primary or foreign key
	Names Detail = "names" // no columns
)

const (
	fullTables = 60
	keysTables = 250

	// In a diagram of more than hubTables tables, a table that more than hubKeys
	// keys lead to is a hub: the keys are drawn as chips. Lines into hubs are what
	// makes big diagrams unreadable; in GitLab's schema of 496 tables the ten
	// biggest targets take 67 % of the 767 keys.
	hubTables = 60
	hubKeys   = 8

	maxEnumValues = 20
)

// Diagram is a schema as boxes and keys, before it is laid out. It does not
// change once made.
type Diagram struct {
	Title  string
	Detail Detail // never Auto
	Theme  string // never ""
	Groups []Group
	Boxes  []*Box
	Keys   []*Key

	program string
}

// Group is the boxes of one database schema.
type Group struct {
	Name  string
	Boxes []int // indices into Diagram.Boxes
}

// BoxKind says what a box stands for.
type BoxKind uint8

// The kinds of boxes.
const (
	TableBox BoxKind = iota
	ViewBox
	EnumBox
)

// Box is a table, view or enum, with its size.
type Box struct {
	ID     string // unique in the diagram, the same for the same name; letters, digits, '_', '.', '-'
	Kind   BoxKind
	Schema string
	Name   string
	Group  int           // index into Diagram.Groups
	Table  *schema.Table // for TableBox
	View   *schema.View  // for ViewBox
	Enum   *schema.Enum  // for EnumBox
	Focus  bool
	Rows   []Row
	// Hub says that keys to this table are chips, because of their number.
	// Referrers is the number of keys of other drawn tables that lead here.
	Hub       bool
	Referrers int
	// Partitions is the number of tables that the box stands for beside its own.
	Partitions int

	Width, Height float64
	// Left and Right are the space beside the box that its lines' ends, loops and
	// stubs take.
	Left, Right float64

	title string // as drawn
	note  string // as drawn, at the right of the header
	loops int
}

// Row is a line of a box below its header.
type Row struct {
	Column  *schema.Column // nil for an enum's value, chips without a column, and notes
	Primary bool
	Foreign bool
	Unique  bool // alone, by a unique index or constraint
	NotNull bool
	Chips   []Chip

	name string // as drawn
	typ  string
}

// Chip stands for keys of which no line is drawn.
type Chip struct {
	Target int   // index into Diagram.Boxes, or -1 when the table is not in the picture
	Keys   []int // indices into Diagram.Keys

	label string // as drawn
	width float64
}

// Drawing is how a key is drawn.
type Drawing uint8

// The ways to draw a key.
const (
	AsLine Drawing = iota
	AsLoop         // to a column of the same table
	AsChip         // a chip on the column's row
	AsStub         // a stub that says which table does not exist
)

// Key is a foreign key.
type Key struct {
	ForeignKey    *schema.ForeignKey
	Drawing       Drawing
	Child, Parent End
	Broken        bool // the table, or one of the columns, does not exist

	// lane is where in its row the line ends at the parent: in the middle (0), or
	// above (-1) or below (1) it when lines of both cardinalities end there, whose
	// signs could not be told apart otherwise.
	lane int
}

// End is where a key ends. Row is -1 for the header: the column is not shown, or
// does not exist. Box is -1 when the table is not in the picture.
type End struct {
	Box, Row    int
	Cardinality Cardinality
}

// TableRef is a table or view in a diagram.
type TableRef struct {
	ID     string // of the element in the SVG
	Schema string
	Name   string
	Table  *schema.Table // nil for a view
	View   *schema.View  // nil for a table
}

// Tables gives the tables and views of the diagram, in the order of the realm.
func (d *Diagram) Tables() []TableRef {
	var refs []TableRef
	for _, b := range d.Boxes {
		if b.Kind != EnumBox {
			refs = append(refs, TableRef{b.ID, b.Schema, b.Name, b.Table, b.View})
		}
	}
	return refs
}

// New makes the diagram of what o selects of realm. It fails when o names
// something that does not exist; the error says what does.
func New(realm *schema.Realm, o Options) (*Diagram, error) {
	d := &Diagram{Title: o.Title, Detail: o.Detail, Theme: o.Theme, program: o.LayoutProgram}
	switch d.Theme {
	case "":
		d.Theme = "auto"
	case "light", "dark", "auto":
	default:
		return nil, fmt.Errorf("unknown theme %q: write light, dark or auto", o.Theme)
	}
	s, err := choose(realm, o)
	if err != nil {
		return nil, err
	}
	switch d.Detail {
	case Full, Keys, Names:
	case Auto:
		switch n := len(s.tables) + len(s.views); {
		case n <= fullTables:
			d.Detail = Full
		case n <= keysTables:
			d.Detail = Keys
		default:
			d.Detail = Names
		}
	default:
		return nil, fmt.Errorf("unknown detail %q: write full, keys or names", o.Detail)
	}
	b := builder{Diagram: d, selection: s, boxOf: map[*schema.Table]int{}, groupOf: map[*schema.Schema]int{}, ids: map[string]bool{}}
	b.build(realm)
	return d, nil
}

// builder makes a diagram of a selection.
type builder struct {
	*Diagram
	*selection
	boxOf   map[*schema.Table]int
	groupOf map[*schema.Schema]int
	ids     map[string]bool
}

func (b *builder) build(realm *schema.Realm) {
	for _, s := range realm.Schemas {
		for _, t := range s.Tables {
			if b.tables[t] {
				b.boxOf[t] = b.add(s, &Box{Kind: TableBox, Name: t.Name, Table: t, Focus: b.focusTable == t})
			}
		}
		for _, v := range s.Views {
			if b.views[v] {
				b.add(s, &Box{Kind: ViewBox, Name: v.Name, View: v, Focus: b.focusView == v})
			}
		}
		if b.Detail == Full {
			for _, e := range s.Enums {
				if b.enums[e] {
					b.add(s, &Box{Kind: EnumBox, Name: e.Name, Enum: e})
				}
			}
		}
	}
	for _, box := range b.Boxes {
		if box.Kind == TableBox {
			b.keysOf(box)
		}
	}
	b.decide()
	shown := b.referenced()
	for _, box := range b.Boxes {
		b.rows(box, shown)
	}
	b.ends()
	for _, box := range b.Boxes {
		box.measure()
	}
	b.margins()
}

// add appends box to the diagram and gives its index.
func (b *builder) add(s *schema.Schema, box *Box) int {
	g, ok := b.groupOf[s]
	if !ok {
		g = len(b.Groups)
		b.groupOf[s] = g
		b.Groups = append(b.Groups, Group{Name: s.Name})
	}
	index := len(b.Boxes)
	b.Groups[g].Boxes = append(b.Groups[g].Boxes, index)
	box.Schema, box.Group = s.Name, g
	box.ID, box.Partitions = b.id(box), len(b.partitions[box.Table])
	b.Boxes = append(b.Boxes, box)
	return index
}

// id makes the box's element id. Distinct names have distinct ids; only an
// element declared twice, which the realm reports as a problem, is numbered.
func (b *builder) id(box *Box) string {
	var id strings.Builder
	id.WriteString("t-")
	if box.Kind == EnumBox {
		id.Reset()
		id.WriteString("e-")
	}
	if box.Schema != "" {
		encodeID(&id, box.Schema)
		id.WriteByte('.')
	}
	encodeID(&id, box.Name)
	unique := id.String()
	for n := 2; b.ids[unique]; n++ {
		unique = id.String() + "--" + strconv.Itoa(n)
	}
	b.ids[unique] = true
	return unique
}

func encodeID(id *strings.Builder, name string) {
	for _, r := range []byte(name) {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			id.WriteByte(r)
		} else {
			fmt.Fprintf(id, "-%02x", r)
		}
	}
}

// keysOf adds the keys of box's table and of the partitions folded into it,
// which usually repeat them.
func (b *builder) keysOf(box *Box) {
	seen := map[string]bool{}
	for _, t := range append([]*schema.Table{box.Table}, b.partitions[box.Table]...) {
		for _, k := range t.ForeignKeys {
			if t != box.Table {
				if text := keyText(k); seen[text] {
					continue
				}
			}
			seen[keyText(k)] = true
			b.Keys = append(b.Keys, b.key(k, b.boxOf[box.Table]))
		}
	}
}

// keyText is the same for keys with the same columns and target.
func keyText(k *schema.ForeignKey) string {
	return fmt.Sprintf("%q %p %s %q", k.ColumnNames, k.RefTable, k.Ref, k.RefColumnNames)
}

func (b *builder) key(k *schema.ForeignKey, child int) *Key {
	key := &Key{ForeignKey: k, Child: End{Box: child, Row: -1}, Parent: End{Box: -1, Row: -1}}
	key.Child.Cardinality, key.Parent.Cardinality = cardinality(k)
	key.Broken = k.RefTable == nil || contains(k.Columns, nil) || contains(k.RefColumns, nil)
	if k.RefTable == nil {
		key.Drawing = AsStub
		return key
	}
	parent, ok := b.boxOf[b.root(k.RefTable)]
	switch {
	case !ok:
		key.Drawing = AsChip
	case parent == child:
		key.Drawing = AsLoop
		key.Parent.Box = parent
	default:
		key.Parent.Box = parent
	}
	return key
}

// decide turns lines into chips where lines would hide the picture.
func (b *builder) decide() {
	for _, k := range b.Keys {
		if k.Drawing == AsLine {
			b.Boxes[k.Parent.Box].Referrers++
		}
	}
	if len(b.Boxes) <= hubTables {
		return
	}
	for _, x := range b.Boxes {
		x.Hub = x.Referrers > hubKeys
	}
	for _, k := range b.Keys {
		if k.Drawing != AsLine {
			continue
		}
		parent := b.Boxes[k.Parent.Box]
		if parent.Hub || parent.Group != b.Boxes[k.Child.Box].Group {
			k.Drawing = AsChip
		}
	}
}

// referenced gives the columns that the keys of the diagram use, by name: a
// partition's column stands for its parent's.
func (b *builder) referenced() map[columnName]bool {
	shown := map[columnName]bool{}
	for _, k := range b.Keys {
		for _, name := range k.ForeignKey.ColumnNames {
			shown[columnName{k.Child.Box, name}] = true
		}
		if k.Parent.Box >= 0 {
			for _, c := range k.ForeignKey.RefColumns {
				if c != nil {
					shown[columnName{k.Parent.Box, c.Name}] = true
				}
			}
		}
	}
	return shown
}

type columnName struct {
	box  int
	name string
}

// rows makes the rows of a box, without chips.
func (b *builder) rows(box *Box, shown map[columnName]bool) {
	if b.Detail == Names {
		return
	}
	switch box.Kind {
	case EnumBox:
		for i, v := range box.Enum.Values {
			if i == maxEnumValues && len(box.Enum.Values) > i+1 {
				box.Rows = append(box.Rows, Row{name: fmt.Sprintf("… %d more", len(box.Enum.Values)-i)})
				break
			}
			box.Rows = append(box.Rows, Row{name: fit(clean(v), nameSize, maxName)})
		}
	case ViewBox:
		if b.Detail == Full {
			for _, c := range box.View.Columns {
				box.Rows = append(box.Rows, columnRow(c))
			}
		}
	case TableBox:
		index := b.boxOf[box.Table]
		for _, c := range box.Table.Columns {
			row := columnRow(c)
			row.Primary = inPrimaryKey(box.Table, c)
			row.NotNull = row.NotNull || row.Primary
			for _, k := range box.Table.ForeignKeys {
				row.Foreign = row.Foreign || contains(k.Columns, c)
			}
			for _, x := range box.Table.Indexes {
				row.Unique = row.Unique || x.Unique && coversUnique(x, []*schema.Column{c})
			}
			if b.Detail == Full || row.Primary || shown[columnName{index, c.Name}] {
				box.Rows = append(box.Rows, row)
			}
		}
		if b.Detail == Full && box.Table.Opaque {
			box.Rows = append(box.Rows, Row{name: "… columns not known"})
		}
	}
}

func columnRow(c *schema.Column) Row {
	return Row{
		Column:  c,
		NotNull: !c.Null,
		name:    fit(clean(c.Name), nameSize, maxName),
		typ:     fit(clean(c.Type.Text), typeSize, maxType),
	}
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
	for _, box := range b.Boxes {
		box.flowChips()
	}
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
		last := len(child.Rows) - 1
		if last < 0 || child.Rows[last].Column != nil || child.Rows[last].name != "" {
			child.Rows = append(child.Rows, Row{})
			last++
		}
		k.Child.Row = last
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
	label := "→ " + clean(name)
	for c := range row.Chips {
		if chip := &row.Chips[c]; chip.Target == k.Parent.Box && (chip.Target >= 0 || chip.label == label) {
			chip.Keys = append(chip.Keys, i)
			return
		}
	}
	row.Chips = append(row.Chips, Chip{Target: k.Parent.Box, Keys: []int{i}, label: label})
}

// flowChips sizes the chips, and breaks the chips of a row that has no column
// into as many rows as keep the box narrow.
func (x *Box) flowChips() {
	for i := range x.Rows {
		for j := range x.Rows[i].Chips {
			c := &x.Rows[i].Chips[j]
			count := ""
			if len(c.Keys) > 1 {
				count = " ×" + strconv.Itoa(len(c.Keys))
			}
			c.label = fit(c.label, chipSize, maxChip) + count
			c.width = textWidth(c.label, chipSize) + 2*chipPad
		}
	}
	last := len(x.Rows) - 1
	if last < 0 || x.Rows[last].Column != nil || len(x.Rows[last].Chips) == 0 {
		return
	}
	chips := x.Rows[last].Chips
	x.Rows = x.Rows[:last]
	limit := max(maxChip+2*chipPad, textWidth(clean(x.Name), titleSize)*boldScale)
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
			child.Right = max(child.Right, child.loopRoom()+stem+textWidth(stubLabel(k), chipSize)+2*chipPad)
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

func stubLabel(k *Key) string {
	return fit(clean(k.ForeignKey.Ref.String()), chipSize, maxChip)
}

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
	}
	x.title = fit(clean(x.Name), titleSize*boldScale, maxTitle)
	width := textWidth(x.title, titleSize)*boldScale + 2*padding
	if x.note != "" {
		width += cellGap + textWidth(x.note, chipSize)
	}
	for _, r := range x.Rows {
		w := padding
		if r.name != "" {
			w += gutter + textWidth(r.name, nameSize)
			if r.Unique {
				w += uniqueRoom
			}
		} else {
			w += padding - chipGap
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
