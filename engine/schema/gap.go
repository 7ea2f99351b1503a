package schema

import "slices"

// gap is what a realm lacks of a part that is not loaded in full.
type gap struct {
	scope int
	// schema is what the part loads into, which a composite schema's block says
	// (Atlas, "Data source: composite_schema": its name "represents the database
	// schema to be created"), or "" where it may be any.
	schema string
}

// lacks notes that a part declares more than is known of it.
func (f *folder) lacks(scope int) {
	f.realm.Incomplete = true
	g := gap{scope: scope}
	if p := &f.sources[scope]; !p.Declared.IsZero() {
		g.schema = p.Schema
	}
	if !slices.Contains(f.gaps, g) {
		f.gaps = append(f.gaps, g)
	}
}

// certain reports whether what a reference of HCL names, and nothing has declared
// by the end, is in none of the gaps. The reference leads to a block of its own
// part, or to the schema that it names; without a schema, to that of its part. Of
// a KindColumn, ref is the table, which is there.
//
// What SQL names may be anywhere: statements may name any schema, and search
// paths are set outside of the text.
func (f *folder) certain(ctx *context, kind Kind, ref Ref) bool {
	switch {
	case !f.realm.Incomplete:
		return true
	case !ref.Label:
		return false
	}
	var in []string // the schemas that may have it
	switch kind {
	case KindColumn:
		if t := labelled[*Table](f.index, ctx, KindTable, ref); t != nil && len(t.Parents) == 0 {
			return true // a block says all columns of its table
		}
		if t := f.index.table(ctx, ref); t != nil {
			in = append(in, t.Schema.Name)
		}
	case KindSchema:
		// One that a part loads into is declared by that.
	case KindExtension, KindRole, KindUser, KindServer:
		return false // which are in no schema
	default:
		f.index.search(ctx, ref, func(schema string) bool {
			in = append(in, schema)
			return false
		})
		if ref.Schema.IsZero() {
			in = append(in, f.blockSchemas(ctx.scope)...)
		}
	}
	return !slices.ContainsFunc(f.gaps, func(g gap) bool {
		return g.scope == ctx.scope || g.schema == "" ||
			slices.ContainsFunc(in, func(schema string) bool { return f.index.same(schema, g.schema) })
	})
}

// blockSchemas are the names of the schemas that the blocks of a part declare.
// All must have been applied.
func (f *folder) blockSchemas(scope int) []string {
	if f.inBlocks == nil {
		f.inBlocks = map[int][]string{}
		for key, element := range f.index.labels {
			if s, ok := element.(*Schema); ok {
				f.inBlocks[key.scope] = append(f.inBlocks[key.scope], s.Name)
			}
		}
	}
	return f.inBlocks[scope]
}

// declaredAt reports whether a chunk declares the table.
func (t *Table) declaredAt(p *Place) bool {
	return slices.ContainsFunc(t.Origins, func(o Origin) bool { return o.Place == p })
}
