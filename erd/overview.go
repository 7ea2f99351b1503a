package erd

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

const (
	// A group that more than hubGroups others have keys to is a hub of the overview.
	hubGroups = 3
	// The overview of so many groups lists so many tables of each, or fewer.
	overviewRows = 96
	maxGroupRows = 8
	minGroupRows = 3
)

// overview makes a box for each area, and for each database schema that has none,
// and lines between them.
func (b *builder) overview() {
	boxOf := map[*schema.Table]int{}
	for _, s := range b.realm.Schemas {
		areas := b.divide(s)
		name := func(a *area) string { return a.name }
		if len(areas) == 0 {
			areas = []*area{b.undivided(s)}
			name = func(*area) string { return "" }
		}
		for _, a := range areas {
			if len(a.tables)+len(a.views) == 0 {
				continue
			}
			box := &Box{Kind: GroupBox, Name: a.name, area: name(a), Tables: a.tables, Views: a.views}
			index := b.add(s, box)
			for _, t := range a.tables {
				boxOf[t] = index
			}
		}
	}
	referrers := b.connect(boxOf)
	rows := min(max(overviewRows/max(len(b.Boxes), 1), minGroupRows), maxGroupRows)
	for _, box := range b.Boxes {
		box.list(referrers, rows)
	}
	b.linkChips()
	b.finish()
}

// undivided is a database schema as one area.
func (s *selection) undivided(sc *schema.Schema) *area {
	a := &area{name: sc.Name, schema: sc}
	for _, t := range sc.Tables {
		if s.tables[t] {
			a.tables = append(a.tables, t)
		}
	}
	for _, v := range sc.Views {
		if s.views[v] {
			a.views = append(a.views, v)
		}
	}
	return a
}

// connect makes the links between the boxes and gives the number of keys that lead to
// each table from others.
func (b *builder) connect(boxOf map[*schema.Table]int) map[*schema.Table]int {
	referrers := map[*schema.Table]int{}
	links := map[[2]int]*Link{}
	for child, box := range b.Boxes {
		for _, t := range box.Tables {
			for _, k := range b.keysOfTable(t) {
				if k.RefTable == nil {
					continue
				}
				to := b.root(k.RefTable)
				if to == t {
					box.InnerKeys++
					continue
				}
				referrers[to]++
				parent, ok := boxOf[to]
				if !ok {
					continue
				}
				if parent == child {
					box.InnerKeys++
					continue
				}
				l := links[[2]int{child, parent}]
				if l == nil {
					l = &Link{Child: End{Box: child, Row: -1}, Parent: End{Box: parent, Row: -1}}
					links[[2]int{child, parent}] = l
					b.Links = append(b.Links, l)
					b.Boxes[parent].Referrers++
				}
				l.Keys++
			}
		}
	}
	for _, box := range b.Boxes {
		box.Hub = box.Referrers > hubGroups
	}
	// Two groups with keys in both directions have one line.
	var kept []*Link
	for _, l := range b.Links {
		back := links[[2]int{l.Parent.Box, l.Child.Box}]
		switch {
		case b.Boxes[l.Parent.Box].Hub:
			l.Drawing = AsChip
		case back == nil || b.Boxes[back.Parent.Box].Hub:
		case back.Keys > l.Keys || back.Keys == l.Keys && l.Child.Box > l.Parent.Box:
			continue // the other has it
		default:
			l.Back = back.Keys
		}
		kept = append(kept, l)
	}
	b.Links = kept
	return referrers
}

// list makes the rows of a group: its tables to which most keys lead, then those with
// most columns.
func (x *Box) list(referrers map[*schema.Table]int, rows int) {
	tables := slices.Clone(x.Tables)
	slices.SortStableFunc(tables, func(s, t *schema.Table) int {
		return cmp.Or(cmp.Compare(referrers[t], referrers[s]), cmp.Compare(len(t.Columns), len(s.Columns)))
	})
	for _, t := range tables[:min(rows, len(tables))] {
		row := Row{Table: t, name: fit(clean(t.Name), nameSize, maxGroupName)}
		if n := referrers[t]; n > 0 {
			row.typ = "← " + strconv.Itoa(n)
		}
		x.Rows = append(x.Rows, row)
	}
}

// maxGroupName is the width of a table's name in an overview.
const maxGroupName = 190.0

// tableNames are the names of what a group holds, a line each.
func (x *Box) tableNames() string {
	var names []string
	for _, t := range x.Tables {
		names = append(names, t.Name)
	}
	for _, v := range x.Views {
		names = append(names, v.Name)
	}
	return strings.Join(names, "\n")
}

// contents is how much a group holds, in words.
func (x *Box) contents() string {
	var parts []string
	if n := len(x.Tables); n > 0 {
		parts = append(parts, count(n, "table"))
	}
	if n := len(x.Views); n > 0 {
		parts = append(parts, count(n, "view"))
	}
	return strings.Join(parts, ", ")
}

// tableID is the id of the row of a table in a group, or of the group if the table has
// none.
func (x *Box) tableID(t *schema.Table) string {
	for _, r := range x.Rows {
		if r.Table == t {
			return x.columnID(t.Name)
		}
	}
	return x.ID
}
