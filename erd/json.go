package erd

import (
	"bytes"
	"context"
	"encoding/json"
)

// jsonVersion grows when a field changes its meaning or goes; new fields may come
// at any time.
const jsonVersion = 1

type jsonDiagram struct {
	Version int         `json:"version"`
	Title   string      `json:"title"`
	Detail  Detail      `json:"detail"`
	Width   float64     `json:"width"`
	Height  float64     `json:"height"`
	Groups  []jsonGroup `json:"groups"`
	Areas   []jsonArea  `json:"areas,omitempty"` // of large groups
	Boxes   []jsonBox   `json:"boxes"`
	Keys    []jsonKey   `json:"keys"`
	Links   []jsonLink  `json:"links,omitempty"`
}

type jsonGroup struct {
	Name  string    `json:"name"`
	Boxes []string  `json:"boxes"`
	Frame *jsonRect `json:"frame,omitempty"`
}

type jsonArea struct {
	Name   string    `json:"name"`
	Schema string    `json:"schema"`
	Boxes  []string  `json:"boxes"`
	Frame  *jsonRect `json:"frame,omitempty"`
}

// jsonLink is a line that is no foreign key: from a view to what it reads, or the
// keys between two groups of an overview.
type jsonLink struct {
	Child   string       `json:"child"`
	Parent  string       `json:"parent"`
	Drawing string       `json:"drawing"`
	Keys    int          `json:"keys,omitempty"`
	Back    int          `json:"back,omitempty"` // keys from parent to child
	Curve   [][2]float64 `json:"curve,omitempty"`
}

type jsonRect struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

type jsonLocation struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type jsonBox struct {
	ID         string        `json:"id"`
	Kind       string        `json:"kind"`
	Schema     string        `json:"schema"`
	Name       string        `json:"name"`
	Comment    string        `json:"comment,omitempty"`
	Focus      bool          `json:"focus,omitempty"`
	Hub        bool          `json:"hub,omitempty"`
	Referrers  int           `json:"referrers,omitempty"`
	Partitions int           `json:"partitions,omitempty"`
	X          float64       `json:"x"`
	Y          float64       `json:"y"`
	Width      float64       `json:"width"`
	Height     float64       `json:"height"`
	Columns    []jsonColumn  `json:"columns"`
	Values     []string      `json:"values,omitempty"`
	Change     string        `json:"change,omitempty"` // of a difference
	Location   *jsonLocation `json:"location,omitempty"`
}

type jsonColumn struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	Type       string        `json:"type"`
	PrimaryKey bool          `json:"primary_key,omitempty"`
	ForeignKey bool          `json:"foreign_key,omitempty"`
	Unique     bool          `json:"unique,omitempty"`
	Null       bool          `json:"null"`
	Default    string        `json:"default,omitempty"`
	Comment    string        `json:"comment,omitempty"`
	Y          float64       `json:"y"` // the middle of its row
	Change     string        `json:"change,omitempty"`
	Location   *jsonLocation `json:"location,omitempty"`
}

type jsonKey struct {
	Name     string        `json:"name"`
	Drawing  string        `json:"drawing"`
	Broken   bool          `json:"broken,omitempty"`
	Child    jsonEnd       `json:"child"`
	Parent   jsonEnd       `json:"parent"`
	OnDelete string        `json:"on_delete,omitempty"`
	OnUpdate string        `json:"on_update,omitempty"`
	Curve    [][2]float64  `json:"curve,omitempty"`
	Change   string        `json:"change,omitempty"`
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonEnd struct {
	Box         string   `json:"box,omitempty"` // "" when the table is not in the picture
	Table       string   `json:"table"`
	Columns     []string `json:"columns"`
	Cardinality string   `json:"cardinality"`
}

var drawings = map[Drawing]string{AsLine: "line", AsLoop: "loop", AsChip: "chip", AsStub: "stub"}

// JSON writes the diagram with its layout, for programs that draw it themselves;
// docs/erd.md describes the form. A nil layouter is [Layered].
func (d *Diagram) JSON(ctx context.Context, layouter Layouter) ([]byte, error) {
	p, err := d.layout(ctx, layouter)
	if err != nil {
		return nil, err
	}
	out := jsonDiagram{
		Version: jsonVersion, Title: d.title(), Detail: d.Detail, Width: p.Width, Height: p.Height,
		Groups: []jsonGroup{}, Boxes: []jsonBox{}, Keys: []jsonKey{},
	}
	for i, g := range d.Groups {
		group := jsonGroup{Name: g.Name, Boxes: []string{}}
		for _, b := range g.Boxes {
			group.Boxes = append(group.Boxes, d.Boxes[b].ID)
		}
		for _, f := range p.Frames {
			if f.Group == i && f.Area < 0 {
				frame := jsonRect(f.Rect)
				group.Frame = &frame
			}
		}
		out.Groups = append(out.Groups, group)
	}
	for i, a := range d.Areas {
		area := jsonArea{Name: a.Name, Schema: d.Groups[a.Group].Name, Boxes: []string{}}
		for _, b := range a.Boxes {
			area.Boxes = append(area.Boxes, d.Boxes[b].ID)
		}
		for _, f := range p.Frames {
			if f.Area == i {
				frame := jsonRect(f.Rect)
				area.Frame = &frame
			}
		}
		out.Areas = append(out.Areas, area)
	}
	for i, l := range d.Links {
		link := jsonLink{Child: d.Boxes[l.Child.Box].ID, Parent: d.Boxes[l.Parent.Box].ID, Drawing: drawings[l.Drawing], Keys: l.Keys, Back: l.Back}
		for _, point := range p.Links[i].Curve {
			link.Curve = append(link.Curve, [2]float64{point.X, point.Y})
		}
		out.Links = append(out.Links, link)
	}
	for i, b := range d.Boxes {
		out.Boxes = append(out.Boxes, d.jsonBox(b, p.Boxes[i]))
	}
	for i, k := range d.Keys {
		out.Keys = append(out.Keys, d.jsonKey(k, p.Routes[i]))
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(out)
	return text.Bytes(), err
}

func (d *Diagram) jsonBox(b *Box, at Point) jsonBox {
	box := jsonBox{
		ID: b.ID, Kind: b.kind(), Schema: b.Schema, Name: b.Name, Comment: b.comment(), Focus: b.Focus, Hub: b.Hub,
		Referrers: b.Referrers, Partitions: b.Partitions, X: at.X, Y: at.Y, Width: b.Width, Height: b.Height, Columns: []jsonColumn{},
	}
	box.Change = d.difference.changes[b.element()].String()
	if l, ok := d.locate(b.origins()...); ok {
		box.Location = &jsonLocation{l.File, l.Line, l.Column}
	}
	if b.Enum != nil {
		box.Values = b.Enum.Values
	}
	for i, r := range b.Rows {
		if r.Column == nil {
			continue
		}
		c := jsonColumn{
			ID: b.columnID(r.Column.Name), Name: r.Column.Name, Type: r.Column.Type.Text, PrimaryKey: r.Primary, ForeignKey: r.Foreign,
			Unique: r.Unique, Null: !r.NotNull, Comment: r.Column.Comment, Y: at.Y + b.rowY(i),
		}
		if r.Column.Default != nil {
			c.Default = r.Column.Default.Text
		}
		c.Change = d.difference.changes[r.Column].String()
		if l, ok := d.locate(r.Column.Origin); ok {
			c.Location = &jsonLocation{l.File, l.Line, l.Column}
		}
		box.Columns = append(box.Columns, c)
	}
	return box
}

func (d *Diagram) jsonKey(k *Key, r Route) jsonKey {
	f := k.ForeignKey
	child := d.Boxes[k.Child.Box]
	key := jsonKey{
		Name: f.Name, Drawing: drawings[k.Drawing], Broken: k.Broken, OnDelete: f.OnDelete, OnUpdate: f.OnUpdate,
		Child:  jsonEnd{child.ID, qualified(child.Table.Schema, child.Name), f.ColumnNames, k.Child.Cardinality.String()},
		Parent: jsonEnd{"", targetName(f), refNames(f), k.Parent.Cardinality.String()},
	}
	if k.Parent.Box >= 0 {
		parent := d.Boxes[k.Parent.Box]
		key.Parent.Box, key.Parent.Table = parent.ID, qualified(parent.Table.Schema, parent.Name)
	}
	for _, point := range r.Curve {
		key.Curve = append(key.Curve, [2]float64{point.X, point.Y})
	}
	key.Change = d.difference.changes[f].String()
	if l, ok := d.locate(f.Origin); ok {
		key.Location = &jsonLocation{l.File, l.Line, l.Column}
	}
	return key
}
