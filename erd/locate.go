package erd

import "github.com/schemascope/schemascope/engine/schema"

// Location is where an element is declared. Line and Column count from 1; what
// Column counts (characters, UTF-16 code units) is up to who provides it.
type Location struct {
	File         string // relative to the project where that is possible, with slashes
	Line, Column int
}

// locate is the location of the first origin that has one.
func (d *Diagram) locate(origins ...schema.Origin) (Location, bool) {
	if d.locator == nil {
		return Location{}, false
	}
	for _, o := range origins {
		if o.IsZero() {
			continue
		}
		if l, ok := d.locator(o); ok {
			return l, true
		}
	}
	return Location{}, false
}

// element is what the box stands for; nil for a group.
func (b *Box) element() any {
	switch b.Kind {
	case TableBox:
		return b.Table
	case ViewBox:
		return b.View
	case EnumBox:
		return b.Enum
	}
	return nil
}

// origins are where a box's element is declared.
func (b *Box) origins() []schema.Origin {
	switch {
	case b.Table != nil:
		return b.Table.Origins
	case b.View != nil:
		return b.View.Origins
	case b.Enum != nil:
		return b.Enum.Origins
	}
	return nil
}

// at writes the attributes that say where an element is declared: data-file, unless
// it is that of the element around it, data-line and data-col. It gives the file.
func (p *painter) at(around string, origins ...schema.Origin) string {
	l, ok := p.locate(origins...)
	if !ok {
		return around
	}
	if l.File != around {
		p.attr("data-file", l.File)
	}
	p.count("data-line", l.Line).count("data-col", l.Column)
	return l.File
}
