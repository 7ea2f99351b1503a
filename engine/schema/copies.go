package schema

import "slices"

// Copies are a column and those that other tables have from it or it from them: by
// INHERITS, as partitions, and by LIKE, where the text declares it in one table only
// (PostgreSQL, "5.11. Inheritance"; "CREATE TABLE": LIKE). What is no column of a
// table in SQL is alone. The target itself is the first.
func (r *Realm) Copies(of Target) []Target {
	all := []Target{of}
	if of.Table == nil || of.Column == nil || of.Column.Label != "" {
		return all
	}
	known := map[*Column]bool{of.Column: true}
	for i := 0; i < len(all); i++ {
		t := all[i]
		for _, s := range r.Schemas {
			for _, other := range s.Tables {
				if other == t.Table {
					continue
				}
				for _, c := range other.Columns {
					if !known[c] && c.Label == "" && r.index.same(c.Name, of.Column.Name) && (c.Origin == t.Column.Origin && !c.Origin.IsZero() || related(other, t.Table)) {
						known[c] = true
						all = append(all, Target{Kind: KindColumn, Schema: s, Table: other, Column: c})
					}
				}
			}
		}
	}
	return all
}

// related reports whether one of two tables inherits from the other, at first hand.
func related(a, b *Table) bool {
	return slices.Contains(a.Parents, b) || slices.Contains(b.Parents, a)
}
