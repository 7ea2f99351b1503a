package analysis

import (
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// ElementAt is the table, view or enum of an environment that an offset of a file is
// about, and its column or key if it is about one: what a name there stands for, else
// what is declared around it.
func ElementAt(s *workspace.Snapshot, e *workspace.Environment, name string, offset int) (schema.Target, bool) {
	if f, err := s.File(name); err == nil {
		if x, ok := subjectAt(s, f, offset); ok {
			for _, t := range x.targets {
				if owner := t.Owner(); t.env == e && (owner.Table != nil || owner.View != nil || owner.Enum != nil) {
					return t.Target, true
				}
			}
		}
	}
	around := innermost{file: name, offset: offset}
	for _, in := range e.Realm().Schemas {
		for _, t := range in.Tables {
			around.add(schema.Target{Kind: schema.KindTable, Schema: in, Table: t}, t.Columns)
			for _, k := range t.ForeignKeys {
				around.take(schema.Target{Kind: schema.KindConstraint, Schema: in, Table: t, ForeignKey: k})
			}
		}
		for _, v := range in.Views {
			around.add(schema.Target{Kind: schema.KindView, Schema: in, View: v}, v.Columns)
		}
		for _, enum := range in.Enums {
			around.take(schema.Target{Kind: schema.KindEnum, Schema: in, Enum: enum})
		}
	}
	return around.target, around.length > 0
}

// Declarations are the places that declare an element of an environment, its
// declaration first. What a program generated leads to the models it was made from
// or, if the program does not tell, to the program.
func Declarations(e *workspace.Environment, t schema.Target) []Location {
	return locations(e, t.Origins())
}

// innermost is the target whose declaration holds an offset, and is the shortest.
type innermost struct {
	file   string
	offset int
	target schema.Target
	length int // of its declaration; 0 while there is none
}

func (x *innermost) add(t schema.Target, columns []*schema.Column) {
	x.take(t)
	for _, c := range columns {
		t.Kind, t.Column = schema.KindColumn, c
		x.take(t)
	}
}

func (x *innermost) take(t schema.Target) {
	for _, o := range t.Origins() {
		if o.File() != x.file {
			continue
		}
		if span := o.Range(); span.Contains(x.offset) && (x.length == 0 || span.Len() < x.length) {
			x.target, x.length = t, span.Len()
		}
	}
}
