package erd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// builder makes a diagram of a selection.
type builder struct {
	*Diagram
	*selection
	boxOf   map[*schema.Table]int
	groupOf map[*schema.Schema]int
	ids     map[string]bool
	areaOf  map[any]int // tables, views and enums
}

func (b *builder) build() {
	if b.Detail == Overview {
		b.overview()
		return
	}
	b.areas()
	for _, s := range b.realm.Schemas {
		for _, t := range s.Tables {
			if b.tables[t] {
				b.boxOf[t] = b.add(s, &Box{Kind: TableBox, Name: t.Name, Table: t, Focus: b.focus[t]})
			}
		}
		for _, v := range s.Views {
			if b.views[v] {
				b.add(s, &Box{Kind: ViewBox, Name: v.Name, View: v, Focus: b.focus[v]})
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
	b.reads()
	b.decide()
	foreign, referenced := b.keyColumns()
	for i, box := range b.Boxes {
		b.rows(i, box, foreign, referenced)
	}
	b.ends()
	b.finish()
}

// finish sizes the boxes, when their rows and lines are known.
func (b *builder) finish() {
	for _, box := range b.Boxes {
		box.flowChips()
		if sign := b.difference.changes[box.element()].sign(); sign != "" {
			box.sign = sign + " "
		}
		box.measure()
	}
	b.margins()
}

// areas divides the schemas that are large.
func (b *builder) areas() {
	b.areaOf = map[any]int{}
	for _, s := range b.realm.Schemas {
		areas := b.divide(s)
		if len(areas) == 0 {
			continue
		}
		first := len(b.Areas)
		for i, a := range areas {
			b.Areas = append(b.Areas, Area{ID: b.groupID(s.Name, a.name), Name: a.name, Group: b.group(s)})
			for _, t := range a.tables {
				b.areaOf[t] = first + i
				for _, c := range t.Columns {
					if _, ok := b.areaOf[c.Enum]; !ok && c.Enum != nil && c.Enum.Schema == s {
						b.areaOf[c.Enum] = first + i
					}
				}
			}
			for _, v := range a.views {
				b.areaOf[v] = first + i
			}
		}
		for _, e := range s.Enums {
			if _, ok := b.areaOf[e]; !ok {
				b.areaOf[e] = len(b.Areas) - 1
			}
		}
	}
}

// groupID is the id of the element of an area, or of a database schema's.
func (b *builder) groupID(schema, area string) string {
	var id strings.Builder
	id.WriteString("g-")
	encodeID(&id, schema)
	if area != "" {
		id.WriteByte('.')
		encodeID(&id, area)
	}
	return id.String()
}

// group is the index of a database schema's group.
func (b *builder) group(s *schema.Schema) int {
	g, ok := b.groupOf[s]
	if !ok {
		g = len(b.Groups)
		b.groupOf[s] = g
		b.Groups = append(b.Groups, Group{Name: s.Name})
	}
	return g
}

// add appends box to the diagram and gives its index.
func (b *builder) add(s *schema.Schema, box *Box) int {
	g := b.group(s)
	index := len(b.Boxes)
	b.Groups[g].Boxes = append(b.Groups[g].Boxes, index)
	box.Schema, box.Group = s.Name, g
	box.Area = -1
	var element any
	switch box.Kind {
	case TableBox:
		element = box.Table
	case ViewBox:
		element = box.View
	case EnumBox:
		element = box.Enum
	}
	if a, ok := b.areaOf[element]; ok {
		box.Area = a
		b.Areas[a].Boxes = append(b.Areas[a].Boxes, index)
	}
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
	if box.Kind == GroupBox {
		return b.groupID(box.Schema, box.area)
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

// columnID is the element id of a column of the box. Distinct names have distinct
// ids: a point parts the names and is in none of them.
func (x *Box) columnID(name string) string {
	var id strings.Builder
	id.WriteString("c-" + x.ID[len("t-"):] + ".")
	encodeID(&id, name)
	return id.String()
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

// keysOf adds the keys of box's table.
func (b *builder) keysOf(box *Box) {
	for _, k := range b.keysOfTable(box.Table) {
		b.Keys = append(b.Keys, b.key(k, b.boxOf[box.Table]))
	}
}

// keysOfTable gives the keys of a table and of the partitions folded into it, which
// usually repeat them.
func (b *builder) keysOfTable(table *schema.Table) []*schema.ForeignKey {
	if len(b.partitions[table]) == 0 {
		return table.ForeignKeys
	}
	var keys []*schema.ForeignKey
	seen := map[string]bool{}
	for _, t := range append([]*schema.Table{table}, b.partitions[table]...) {
		for _, k := range t.ForeignKeys {
			text := b.keyText(k)
			if t != table && seen[text] {
				continue
			}
			seen[text] = true
			keys = append(keys, k)
		}
	}
	return keys
}

// keyText is the same for keys with the same columns and target.
func (b *builder) keyText(k *schema.ForeignKey) string {
	to := k.Ref.String()
	if k.RefTable != nil {
		root := b.root(k.RefTable)
		to = qualified(root.Schema, root.Name)
	}
	return fmt.Sprintf("%q %q %q", k.ColumnNames, to, refNames(k))
}

func (b *builder) key(k *schema.ForeignKey, child int) *Key {
	key := &Key{ForeignKey: k, Child: End{Box: child, Row: -1}, Parent: End{Box: -1, Row: -1}}
	key.Child.Cardinality, key.Parent.Cardinality = cardinality(k)
	if k.RefTable == nil {
		key.Drawing, key.toView = AsStub, b.namesView(k)
		key.Broken = !b.realm.Incomplete || key.toView
		return key
	}
	lacks := func(t *schema.Table, columns []*schema.Column) bool {
		return !t.Opaque && !b.realm.Incomplete && slices.Contains(columns, nil)
	}
	key.Broken = lacks(k.Table, k.Columns) || lacks(k.RefTable, k.RefColumns)
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

// namesView reports whether a key that leads to no table names a view.
func (b *builder) namesView(k *schema.ForeignKey) bool {
	for _, s := range b.realm.Schemas {
		there := s == k.Table.Schema
		if name := k.Ref.Schema.Text; name != "" {
			there = name == s.Name
		}
		if there && slices.ContainsFunc(s.Views, func(v *schema.View) bool { return v.Name == k.Ref.Name.Text }) {
			return true
		}
	}
	return false
}

// decide turns lines into chips where lines would hide the picture.
func (b *builder) decide() {
	for _, k := range b.Keys {
		if k.Drawing == AsLine {
			b.Boxes[k.Parent.Box].Referrers++
		}
	}
	if b.steps != nil {
		// What is no part of a way would hide it.
		for _, k := range b.Keys {
			if k.Drawing == AsLine {
				from, to := b.steps[b.Boxes[k.Child.Box].Table], b.steps[b.Boxes[k.Parent.Box].Table]
				if from-to != 1 && to-from != 1 {
					k.Drawing = AsChip
				}
			}
		}
	}
	limit, large := hubKeys, len(b.Boxes) > hubTables
	if !large {
		limit = denseKeys
		if len(b.Boxes) <= denseTables {
			return
		}
	}
	for _, x := range b.Boxes {
		x.Hub = x.Referrers > limit
	}
	chipped := func(child, parent *Box) bool {
		return parent.Hub || large && (parent.Group != child.Group || parent.Area != child.Area)
	}
	for _, l := range b.Links {
		if chipped(b.Boxes[l.Child.Box], b.Boxes[l.Parent.Box]) {
			l.Drawing = AsChip
		}
	}
	for _, k := range b.Keys {
		if k.Drawing == AsLine && chipped(b.Boxes[k.Child.Box], b.Boxes[k.Parent.Box]) {
			k.Drawing = AsChip
		}
	}
}

// keyColumns gives the columns at the two ends of the diagram's keys, by name: a
// partition's column stands for its parent's.
func (b *builder) keyColumns() (foreign, referenced map[columnName]bool) {
	foreign, referenced = map[columnName]bool{}, map[columnName]bool{}
	for _, k := range b.Keys {
		for _, name := range k.ForeignKey.ColumnNames {
			foreign[columnName{k.Child.Box, name}] = true
		}
		if k.Parent.Box >= 0 {
			for _, c := range k.ForeignKey.RefColumns {
				if c != nil {
					referenced[columnName{k.Parent.Box, c.Name}] = true
				}
			}
		}
	}
	return foreign, referenced
}

type columnName struct {
	box  int
	name string
}
