package schema

import "slices"

// Taken looks for another element that has a name in the scope of t, so that t
// could not have it too: what names the other one's kind. Names that differ only
// by case are the same where the dialect takes them so.
func (r *Realm) Taken(t Target, name string) (what string, other Target, taken bool) {
	same := func(n string) bool { return r.index.same(n, name) }
	if t.Column != nil {
		for _, c := range t.Columns() {
			if c != t.Column && (same(c.Name) || c.Label == name) {
				other := t
				other.Column = c
				return "column", other, true
			}
		}
		return "", Target{}, false
	}
	if t.Index != nil || t.ForeignKey != nil || t.Check != nil {
		return r.takenMember(t, same)
	}
	for _, s := range r.Schemas {
		if t.Kind == KindSchema {
			if s != t.Schema && same(s.Name) {
				return "schema", Target{Kind: KindSchema, Schema: s}, true
			}
			continue
		}
		if s != t.Schema {
			continue
		}
		for _, other := range s.rivals(t) {
			if other.Element() != t.Element() && same(other.Name()) {
				return string(other.Kind), other, true
			}
		}
	}
	return "", Target{}, false
}

// takenMember is Taken for what a table or view has. The names of indexes are
// those of relations in PostgreSQL and SQLite ("CREATE INDEX": name), and a
// table's own in MySQL.
func (r *Realm) takenMember(t Target, same func(string) bool) (what string, other Target, taken bool) {
	for _, other := range t.Members() {
		if other.Element() != t.Element() && same(other.Name()) {
			return string(other.Kind), other, true
		}
	}
	if t.Index == nil || r.Dialect == MySQL || r.Dialect == MariaDB {
		return "", Target{}, false
	}
	for _, table := range t.Schema.Tables {
		owner := Target{Kind: KindTable, Schema: t.Schema, Table: table}
		if same(table.Name) {
			return "table", owner, true
		}
		for _, other := range owner.Members() {
			if other.Index != nil && other.Index != t.Index && same(other.Index.Name) {
				return string(other.Kind), other, true
			}
		}
	}
	for _, v := range t.Schema.Views {
		if same(v.Name) {
			return "view", Target{Kind: KindView, Schema: t.Schema, View: v}, true
		}
	}
	return "", Target{}, false
}

// rivals are the elements of a schema that share a scope of names with t: tables
// and views are relations, as sequences are (PostgreSQL, "CREATE TABLE": name),
// and types share one of theirs.
func (s *Schema) rivals(t Target) []Target {
	var all []Target
	relation := t.Table != nil || t.View != nil || t.Kind == KindSequence
	isType := t.Enum != nil || slices.Contains(typeKinds, t.Kind)
	if relation {
		for _, table := range s.Tables {
			all = append(all, Target{Kind: KindTable, Schema: s, Table: table})
		}
		for _, v := range s.Views {
			all = append(all, Target{Kind: KindView, Schema: s, View: v})
		}
	}
	if isType {
		for _, e := range s.Enums {
			all = append(all, Target{Kind: KindEnum, Schema: s, Enum: e})
		}
	}
	for _, o := range s.Objects {
		switch {
		case o.Kind == t.Kind && t.Object != nil && (o.Name == t.Object.Name || o.Table != t.Object.Table):
		case o.Kind == t.Kind, relation && o.Kind == KindSequence, isType && slices.Contains(typeKinds, o.Kind):
			all = append(all, Target{Kind: o.Kind, Schema: s, Object: o})
		}
	}
	return all
}

// Name is the name of the target's element.
func (t Target) Name() string {
	switch {
	case t.Column != nil:
		return t.Column.Name
	case t.Index != nil:
		return t.Index.Name
	case t.ForeignKey != nil:
		return t.ForeignKey.Name
	case t.Check != nil:
		return t.Check.Name
	case t.Table != nil:
		return t.Table.Name
	case t.View != nil:
		return t.View.Name
	case t.Enum != nil:
		return t.Enum.Name
	case t.Object != nil:
		return t.Object.Name
	case t.Schema != nil:
		return t.Schema.Name
	}
	return ""
}
