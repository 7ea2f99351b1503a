package analysis

import (
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// elementOf names the element of a target; the zero Element is of a schema, which
// has no portrait.
func elementOf(t schema.Target) Element {
	if t.Schema == nil || t.Element() == t.Schema {
		return Element{}
	}
	return Element{Kind: t.Kind, Schema: t.Schema.Name, Name: t.Name()}
}

// Portray shows an element of the first environment that has it, in Markdown, as
// hovering over its name does: its comment and the SQL that creates it. It is ""
// for what no longer exists.
func Portray(s *workspace.Snapshot, element Element) string {
	for _, e := range s.Environments() {
		home := e.Realm().Schema(element.Schema)
		if home == nil {
			continue
		}
		if t, ok := elementIn(home, element); ok {
			h := hover{snapshot: s}
			h.comment(commentOf(t))
			h.fence("sql", inspect.Element(e.Realm(), t))
			return h.out.String()
		}
	}
	return ""
}

// elementIn is the element of a schema.
func elementIn(s *schema.Schema, element Element) (schema.Target, bool) {
	at := schema.Target{Kind: element.Kind, Schema: s}
	for _, t := range s.Tables {
		if at.Table = t; element.Kind == schema.KindTable && t.Name == element.Name {
			return at, true
		}
	}
	at.Table = nil
	for _, v := range s.Views {
		if at.View = v; (element.Kind == schema.KindView || element.Kind == schema.KindMaterialized) && v.Name == element.Name {
			return at, true
		}
	}
	at.View = nil
	for _, e := range s.Enums {
		if at.Enum = e; element.Kind == schema.KindEnum && e.Name == element.Name {
			return at, true
		}
	}
	at.Enum = nil
	for _, o := range s.Objects {
		if at.Object = o; o.Kind == element.Kind && o.Name == element.Name {
			return at, true
		}
	}
	return schema.Target{}, false
}
