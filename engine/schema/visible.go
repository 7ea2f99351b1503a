package schema

import (
	"cmp"
	"slices"
	"strings"
)

// Visible is an element as a reference would name it.
type Visible struct {
	Name string // as it is written after the qualifier, without quotes
	// Qualifier is the schema that the name must be qualified with, "" if it need
	// not be.
	Qualifier string
	Target    Target
}

// Visible lists the elements of a kind that a reference at a place may name, in
// the order of their names. qualifier restricts them to a schema. With labels,
// the reference is one in HCL: blocks of the same part go by their labels.
func (r *Realm) Visible(file string, offset int, kind Kind, qualifier string, labels bool) []Visible {
	ctx := r.index.contextAt(file, offset)
	if ctx == nil {
		ctx = &context{home: defaultSchema(r.Dialect), path: []string{defaultSchema(r.Dialect)}}
	}
	byElement := map[any]string{}
	if labels {
		for key, element := range r.index.labels {
			if key.scope == ctx.scope && key.qualifier == "" {
				byElement[element] = key.label
			}
		}
		if s, ok := r.index.labels[labelKey{ctx.scope, KindSchema, "", qualifier}].(*Schema); ok {
			qualifier = s.Name
		}
	}
	var found []Visible
	add := func(s *Schema, element any, name string, t Target) {
		v := Visible{Name: name, Target: t}
		if label, ok := byElement[element]; ok {
			v.Name = label
		} else if qualifier == "" && s != nil && !labels && !slices.Contains(ctx.path, s.Name) {
			v.Qualifier = s.Name
		}
		found = append(found, v)
	}
	for _, s := range r.Schemas {
		if kind == KindSchema {
			if s.Name == "" {
				continue // the connection's database
			}
			add(nil, s, s.Name, Target{Kind: KindSchema, Schema: s})
			continue
		}
		if qualifier != "" && !r.index.same(qualifier, s.Name) {
			continue
		}
		if kind == KindTable || kind == KindRelation {
			for _, t := range s.Tables {
				add(s, t, t.Name, Target{Kind: KindTable, Schema: s, Table: t})
			}
		}
		for _, v := range s.Views {
			vkind := KindView
			if v.Materialized {
				vkind = KindMaterialized
			}
			if kind == vkind || kind == KindRelation {
				add(s, v, v.Name, Target{Kind: vkind, Schema: s, View: v})
			}
		}
		if kind == KindEnum || kind == KindType {
			for _, e := range s.Enums {
				add(s, e, e.Name, Target{Kind: KindEnum, Schema: s, Enum: e})
			}
		}
		for _, o := range s.Objects {
			if o.Kind == kind || kind == KindType && slices.Contains(typeKinds, o.Kind) {
				add(s, o, o.Name, Target{Kind: o.Kind, Schema: s, Object: o})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Visible) int {
		return cmp.Or(strings.Compare(a.Qualifier, b.Qualifier), strings.Compare(a.Name, b.Name))
	})
	return found
}

// Relation is the table or view that a reference at a place names.
func (r *Realm) Relation(file string, offset int, ref Ref) (Target, bool) {
	ctx := r.index.contextAt(file, offset)
	if ctx == nil {
		return Target{}, false
	}
	return r.relation(ctx, ref)
}

// Columns are the columns of a target that is a table or view.
func (t Target) Columns() []*Column {
	switch {
	case t.Table != nil:
		return t.Table.Columns
	case t.View != nil:
		return t.View.Columns
	}
	return nil
}
