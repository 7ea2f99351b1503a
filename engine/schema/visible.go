package schema

import (
	"slices"
	"strings"
)

// Visible is an element as a reference would name it.
type Visible struct {
	Name   string // as it must be written after the qualifier; in SQL, qualified where it must be
	Target Target
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
		if label, ok := byElement[element]; ok {
			name = label
		} else if qualifier == "" && s != nil && !labels && len(ctx.path) > 0 && !slices.Contains(ctx.path, s.Name) && s.Name != "" {
			name = s.Name + "." + name
		}
		found = append(found, Visible{name, t})
	}
	for _, s := range r.Schemas {
		if kind == KindSchema {
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
	slices.SortStableFunc(found, func(a, b Visible) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// ColumnsOf are the columns of the table or view that a reference at a place
// names; nil when there is none.
func (r *Realm) ColumnsOf(file string, offset int, ref Ref) []*Column {
	ctx := r.index.contextAt(file, offset)
	if ctx == nil {
		return nil
	}
	owner, ok := r.relation(ctx, ref)
	switch {
	case !ok:
		return nil
	case owner.Table != nil:
		return owner.Table.Columns
	}
	return owner.View.Columns
}
