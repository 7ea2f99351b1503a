package schema

// ScopeRelation is a table, view, WITH query or query in parentheses as the names
// in a query see it.
type ScopeRelation struct {
	Name   string // its alias, or else its own name
	Target Target // zero for what is no table or view
	// Columns are those that are known. One of a table or view is that itself.
	Columns []*Column
	// Qualified says that its columns must be qualified: EXCLUDED, NEW.
	Qualified bool
	// Item is what the query says of it; Depth is how many SELECTs there are between
	// it and the one that was asked for.
	Item  *FromItem
	Depth int
}

// Scope lists the relations whose columns a SELECT of a query may name, in the
// order of the text, the nearest SELECT's first. The query stands at a place.
func (r *Realm) Scope(file string, offset int, q *Query, in *Select) []ScopeRelation {
	ctx := r.index.contextAt(file, offset)
	if ctx == nil {
		ctx = &context{home: defaultSchema(r.Dialect), path: []string{defaultSchema(r.Dialect)}}
	}
	resolver := newResolver(r, ctx, q)
	var all []ScopeRelation
	for s, depth := in, 0; s != nil; s, depth = outer(s), depth+1 {
		for _, rel := range resolver.space(s).relations {
			found := ScopeRelation{Name: rel.item.Name().Text, Target: rel.target, Qualified: rel.item.Qualified, Item: rel.item, Depth: depth}
			for i := range rel.columns {
				found.Columns = append(found.Columns, rel.columns[i].column())
			}
			all = append(all, found)
		}
	}
	return all
}

// column is the column itself, or one that has as much of it as is known.
func (c *given) column() *Column {
	if c.of.Column != nil {
		return c.of.Column
	}
	return &Column{Name: c.name, Type: c.typ, Enum: c.enum, TypeOf: c.kind, Null: true}
}
