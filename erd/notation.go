package erd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

const (
	// maxConstraints is the number of indexes and checks that a box lists.
	maxConstraints = 12
	// maxReads is the number of tables up to which lines lead from a view to what it
	// reads: one that reads more would hide the keys between those.
	maxReads = 3
)

// columnMark says in capitals, as short as can be, what a column is beside its type.
func columnMark(r Row) string {
	var marks []string
	if r.Unique {
		marks = append(marks, "UQ")
	}
	if r.Column.Identity != nil {
		marks = append(marks, "IDENTITY")
	}
	if autoIncrements(r.Column) {
		marks = append(marks, "AUTO")
	}
	if r.Column.Generated != nil {
		marks = append(marks, "GENERATED")
	}
	return strings.Join(marks, " ")
}

// autoIncrements reports a column that MySQL or SQLite numbers.
func autoIncrements(c *schema.Column) bool {
	return slices.Contains(c.Attrs, schema.Attr{Name: "auto_increment", Value: "true"})
}

// isJoin reports whether a table makes a many-to-many relationship: it has two keys,
// and either its primary key is their columns or it has no others.
func isJoin(t *schema.Table) bool {
	if len(t.ForeignKeys) != 2 || t.Opaque {
		return false
	}
	var columns []*schema.Column
	for _, k := range t.ForeignKeys {
		for _, c := range k.Columns {
			if c == nil || slices.Contains(columns, c) {
				return false
			}
			columns = append(columns, c)
		}
	}
	if t.PrimaryKey == nil {
		return len(columns) == len(t.Columns) && len(columns) > 0
	}
	if len(columns) == len(t.Columns) {
		return len(t.PrimaryKey.Parts) == len(columns)
	}
	return len(t.PrimaryKey.Parts) == len(columns) && coversUnique(t.PrimaryKey, columns)
}

// constraints adds rows for the indexes and the checks of a table.
func (x *Box) constraints() {
	var rows []Row
	for _, i := range x.Table.Indexes {
		name := clean(i.Name)
		if name == "" {
			name = "index"
		}
		rows = append(rows, Row{Index: i, name: fit(name, nameSize, maxConstraint), typ: fit(clean(indexText(i)), typeSize, maxConstraint)})
	}
	for _, c := range x.Table.Checks {
		name := clean(c.Name)
		if name == "" {
			name = "check"
		}
		expr := strings.Join(strings.Fields(c.Expr), " ")
		rows = append(rows, Row{Check: c, name: fit(name, nameSize, maxConstraint), typ: fit(clean("check "+expr), typeSize, maxConstraint)})
	}
	if len(rows) > maxConstraints+1 {
		rest := len(rows) - maxConstraints
		rows = append(rows[:maxConstraints:maxConstraints], Row{name: fmt.Sprintf("… %d more", rest)})
	}
	x.Rows = append(x.Rows, rows...)
}

// maxConstraint is how wide the name of an index or check is drawn at most, and what
// it says.
const maxConstraint = 150.0

// indexText says what an index is of: "unique (a, b desc)", "gin (c) where d".
func indexText(i *schema.Index) string {
	var parts []string
	for _, p := range i.Parts {
		part := p.Name
		if part == "" && p.Column != nil {
			part = p.Column.Name
		}
		if part == "" {
			part = strings.Join(strings.Fields(p.Expr), " ")
		}
		if p.Desc {
			part += " desc"
		}
		parts = append(parts, part)
	}
	text := "(" + strings.Join(parts, ", ") + ")"
	if method := strings.ToLower(i.Method); method != "" && method != "btree" {
		text = method + " " + text
	}
	if i.Unique {
		text = "unique " + text
	}
	if i.Where != "" {
		text += " where " + strings.Join(strings.Fields(i.Where), " ")
	}
	return text
}

// reads makes the links from views to what they read, where the columns of tables are
// drawn.
func (b *builder) reads() {
	if b.Detail == Names {
		return
	}
	viewOf := map[*schema.View]int{}
	for i, box := range b.Boxes {
		if box.Kind == ViewBox {
			viewOf[box.View] = i
		}
	}
	for child, box := range b.Boxes {
		if box.Kind != ViewBox {
			continue
		}
		first := len(b.Links)
		seen := map[int]bool{child: true}
		for _, on := range box.View.DependsOn {
			parent, ok := 0, false
			if on.Table != nil {
				parent, ok = b.boxOf[b.root(on.Table)]
			} else if on.View != nil {
				parent, ok = viewOf[on.View]
			}
			if ok && !seen[parent] {
				seen[parent] = true
				b.Links = append(b.Links, &Link{Child: End{Box: child, Row: -1}, Parent: End{Box: parent, Row: -1}})
			}
		}
		if made := b.Links[first:]; len(made) > maxReads {
			for _, l := range made {
				l.Drawing = AsChip
			}
		}
	}
}
