package erd

import (
	"fmt"
	"slices"

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
	// Path names two tables: only the shortest ways between them are drawn, along
	// foreign keys in either direction.
	Path []string
	// Schemas are the database schemas to draw, by name or pattern; empty means all.
	Schemas []string
	// Include and Exclude are patterns of the tables and views to draw, and of those
	// not to: of their names, or of "schema.name". In a pattern, also of Schemas, '*'
	// stands for any characters and '?' for one; case does not matter. An empty Include
	// means all.
	Include, Exclude []string
	// Group names one area of a large schema, "area" or "schema.area", or a schema:
	// only that is drawn.
	Group string
	// Tables says that tables must be drawn, however many there are, where Detail is
	// Auto: for formats that are no pictures.
	Tables bool
	// Theme is one of [Themes]; "auto", which follows the viewer's preference, is
	// what "" means.
	Theme string
	Title string
	// Aspect is that of the place in which the picture will be seen, width by height:
	// it is laid out to be large there. 0 stands for that of a computer's screen.
	Aspect float64
	// Difference marks what changed, where the realm is its realm.
	Difference *Difference
	// Locate tells where an origin is, if it is anywhere that a person can open. It is
	// called by several goroutines at the same time. Nil knows no place.
	Locate func(schema.Origin) (Location, bool)
}

// Detail is how much of a table is drawn.
type Detail string

// The details. [Auto] chooses by the number of tables: [Full] up to 60, [Keys] up
// to 250, [Overview] above.
const (
	Auto  Detail = ""
	Full  Detail = "full"  // all columns
	Keys  Detail = "keys"  // the columns that take part in a primary or foreign key
	Names Detail = "names" // no columns
	// Overview draws no tables but what they are grouped to: areas, and database
	// schemas that are small.
	Overview Detail = "overview"
)

const (
	fullTables = 60
	keysTables = 250

	// In a diagram of more than hubTables tables, a table that more than hubKeys
	// keys lead to is a hub: the keys are drawn as chips. Lines into hubs are what
	// makes big diagrams unreadable; in GitLab's schema of 496 tables the ten
	// biggest targets take 67 % of the 767 keys. In one of more than denseTables, it
	// takes more than denseKeys.
	hubTables   = 60
	hubKeys     = 8
	denseTables = 20
	denseKeys   = 12

	maxEnumValues = 20
)

// Diagram is a schema as boxes and keys, before it is laid out. It does not
// change once made.
type Diagram struct {
	Title  string
	Detail Detail // never Auto
	Theme  string // never ""
	Groups []Group
	Areas  []Area // of the database schemas that are large; none in an overview
	Boxes  []*Box
	Keys   []*Key
	Links  []*Link

	realm      *schema.Realm
	options    Options
	locator    func(schema.Origin) (Location, bool)
	difference *Difference // never nil
	screen     screen
}

// Group is the boxes of one database schema.
type Group struct {
	Name  string
	Boxes []int // indices into Diagram.Boxes
}

// Area is the boxes of a part of a large database schema: of tables that are close
// to each other by their keys and names.
type Area struct {
	ID    string // of the element in the SVG
	Name  string // unique in its group
	Group int    // index into Diagram.Groups
	Boxes []int  // indices into Diagram.Boxes
}

// BoxKind says what a box stands for.
type BoxKind uint8

// The kinds of boxes.
const (
	TableBox BoxKind = iota
	ViewBox
	EnumBox
	// GroupBox stands for the tables and views of an area, or of a database schema:
	// in an overview. Its rows are the tables that most keys lead to.
	GroupBox
)

// Box is a table, view or enum, with its size.
type Box struct {
	ID     string // unique in the diagram, the same for the same name; letters, digits, '_', '.', '-'
	Kind   BoxKind
	Schema string
	Name   string
	Group  int           // index into Diagram.Groups
	Area   int           // index into Diagram.Areas, or -1
	Table  *schema.Table // for TableBox
	View   *schema.View  // for ViewBox
	Enum   *schema.Enum  // for EnumBox
	Focus  bool
	Rows   []Row
	// Hub says that keys to this table are chips, because of their number.
	// Referrers is the number of keys of other drawn tables that lead here.
	Hub       bool
	Referrers int
	// Tables are what a GroupBox stands for, with Views and how many Keys there are
	// between them.
	Tables    []*schema.Table
	Views     []*schema.View
	InnerKeys int
	// Join says that the table makes a many-to-many relationship of two keys, and is
	// nothing else.
	Join bool
	// Partitions is the number of tables that the box stands for beside its own.
	Partitions int

	Width, Height float64
	// Left and Right are the space beside the box that its lines' ends, loops and
	// stubs take.
	Left, Right float64

	area  string // of a GroupBox: its name, "" for a database schema's
	sign  string // before the title: what became of it, and a space
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
	Table   *schema.Table // of a GroupBox
	// Index and Check are set in the rows below the columns, one of them.
	Index *schema.Index
	Check *schema.Check

	name   string // as drawn
	typ    string
	mark   string // small, behind the name
	change Change // of a column or an enum's value
	kept   bool   // at detail keys
}

// Chip stands for keys of which no line is drawn.
type Chip struct {
	Target int   // index into Diagram.Boxes, or -1 when the table is not in the picture
	Keys   []int // indices into Diagram.Keys
	Links  []int // indices into Diagram.Links

	label   string // as drawn
	width   float64
	through int // the keys of the links
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

	toView bool // what it refers to is a view

	// Of a stub: where its line begins and ends, from the right edge of the box.
	// Several of one row stand behind each other.
	stubFrom, stubTo float64

	// lane is where in its row the line ends at the parent: in the middle (0), or
	// above (-1) or below (1) it when lines of both cardinalities end there, whose
	// signs could not be told apart otherwise.
	lane int
}

// Link is a line that is no foreign key: that one reads the other where the child is
// a view, else the keys between two groups, of which Keys lead to the parent and Back
// to the child. It is drawn as a line or a chip.
type Link struct {
	Drawing       Drawing
	Child, Parent End
	Keys, Back    int
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

// Tables gives the tables and views of the diagram, in the order of the realm. In an
// overview, one that has no row of its own has the id of its group.
func (d *Diagram) Tables() []TableRef {
	var refs []TableRef
	for _, b := range d.Boxes {
		switch b.Kind {
		case GroupBox:
			for _, t := range b.Tables {
				refs = append(refs, TableRef{b.tableID(t), b.Schema, t.Name, t, nil})
			}
			for _, v := range b.Views {
				refs = append(refs, TableRef{b.ID, b.Schema, v.Name, nil, v})
			}
		case TableBox, ViewBox:
			refs = append(refs, TableRef{b.ID, b.Schema, b.Name, b.Table, b.View})
		}
	}
	return refs
}

// New makes the diagram of what o selects of realm. It fails when o names
// something that does not exist; the error says what does.
func New(realm *schema.Realm, o Options) (*Diagram, error) {
	d := &Diagram{realm: realm, options: o, Title: o.Title, Detail: o.Detail, Theme: o.Theme, locator: o.Locate, difference: o.Difference, screen: screenFor(o.Aspect)}
	if d.difference == nil {
		d.difference = &Difference{}
	}
	if d.Theme == "" {
		d.Theme = "auto"
	}
	if !slices.Contains(Themes(), d.Theme) {
		return nil, fmt.Errorf("unknown theme %q: write %s", o.Theme, list(Themes(), "or"))
	}
	s, err := choose(realm, o)
	if err != nil {
		return nil, err
	}
	switch d.Detail {
	case Full, Keys, Names, Overview:
	case Auto:
		switch n := len(s.tables) + len(s.views); {
		case n <= fullTables:
			d.Detail = Full
		case n <= keysTables:
			d.Detail = Keys
		case o.Tables || s.whole:
			d.Detail = Names
		default:
			d.Detail = Overview
		}
	default:
		return nil, fmt.Errorf("unknown detail %q: write full, keys, names or overview", o.Detail)
	}
	b := builder{Diagram: d, selection: s, boxOf: map[*schema.Table]int{}, groupOf: map[*schema.Schema]int{}, ids: map[string]bool{}}
	b.build()
	return d, nil
}
