package analysis

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
)

// sqlColumns adds the columns that fit: those the statement declares, those of
// the tables it is about, those of what a query reads.
func (c *completer) sqlColumns(x sql.Expectation) {
	known := map[string]bool{}
	for _, name := range x.Listed {
		known[name] = true
	}
	for _, name := range x.Columns {
		if !known[name] {
			known[name] = true
			c.named(Item{Label: name, Kind: schema.KindColumn, Detail: "column of this statement"}, "", "")
		}
	}
	for _, ref := range x.Tables {
		owner, _ := c.realm.Relation(c.file.Name, c.offset, ref)
		columns := slices.DeleteFunc(slices.Clone(owner.Columns()), func(have *schema.Column) bool { return known[have.Name] })
		if x.Keyed && owner.Table != nil {
			rank := keyRank(owner.Table)
			slices.SortStableFunc(columns, func(a, b *schema.Column) int { return rank[a] - rank[b] })
		}
		c.columns(columns)
	}
	switch {
	case x.In == nil && x.Owner.IsZero():
	case x.Shared:
		c.shared(x, known)
	case !x.Owner.IsZero():
		c.ownedColumns(x)
	default:
		c.scopeColumns(x, known)
	}
}

// scope are the relations that the query at the place sees: of a join's condition,
// those of its two sides, and those of the queries around it.
func (c *completer) scope(x sql.Expectation) []schema.ScopeRelation {
	relations := c.realm.Scope(c.file.Name, c.offset, x.Query, x.In)
	if x.Join == nil {
		return relations
	}
	joined := append(leaves(x.Join.Left), leaves(x.Join.Right)...)
	return slices.DeleteFunc(relations, func(rel schema.ScopeRelation) bool { return rel.Depth == 0 && !slices.Contains(joined, rel.Item) })
}

// leaves are the items of which a side of a join consists.
func leaves(side *schema.FromItem) []*schema.FromItem {
	var all []*schema.FromItem
	if side != nil {
		side.Each(func(item *schema.FromItem) { all = append(all, item) })
	}
	return all
}

// sides are the relations of the two sides of a join.
func sides(relations []schema.ScopeRelation, j *schema.Join) (left, right []schema.ScopeRelation) {
	of := func(side *schema.FromItem) (found []schema.ScopeRelation) {
		items := leaves(side)
		for _, rel := range relations {
			if rel.Depth == 0 && slices.Contains(items, rel.Item) {
				found = append(found, rel)
			}
		}
		return found
	}
	return of(j.Left), of(j.Right)
}

// shared adds the columns that both sides of a join have, those of foreign keys
// between them first.
func (c *completer) shared(x sql.Expectation, known map[string]bool) {
	left, right := sides(c.scope(x), x.Join)
	var keys, rest []*schema.Column
	for _, rel := range left {
		for _, column := range rel.Columns {
			if known[column.Name] || !slices.ContainsFunc(right, func(r schema.ScopeRelation) bool { return hasColumn(r.Columns, column.Name) }) {
				continue
			}
			known[column.Name] = true
			if c.tied(left, right, column.Name) {
				keys = append(keys, column)
			} else {
				rest = append(rest, column)
			}
		}
	}
	c.columns(append(keys, rest...))
}

func hasColumn(columns []*schema.Column, name string) bool {
	return slices.ContainsFunc(columns, func(c *schema.Column) bool { return strings.EqualFold(c.Name, name) })
}

// tied reports whether a foreign key between two sides has a column of one name on
// both.
func (c *completer) tied(left, right []schema.ScopeRelation, name string) bool {
	return slices.ContainsFunc(links(left, right), func(l link) bool {
		return slices.ContainsFunc(l.pairs, func(p [2]string) bool { return strings.EqualFold(p[0], name) && strings.EqualFold(p[1], name) })
	})
}

// link is a foreign key between the two sides of a join: from the columns of one
// relation to those of another.
type link struct {
	from, to string // as the query calls the relations
	pairs    [][2]string
	key      *schema.ForeignKey
}

// links are the foreign keys between the two sides of a join, those of the right
// side first, which was written last.
func links(left, right []schema.ScopeRelation) []link {
	var all []link
	add := func(from, to schema.ScopeRelation) {
		if from.Target.Table == nil || to.Target.Table == nil || from.Name == "" || to.Name == "" {
			return
		}
		for _, fk := range from.Target.Table.ForeignKeys {
			if fk.RefTable != to.Target.Table || len(fk.ColumnNames) == 0 || len(fk.Columns) != len(fk.RefColumns) {
				continue
			}
			l := link{from: from.Name, to: to.Name, key: fk}
			for i, column := range fk.Columns {
				if column == nil || fk.RefColumns[i] == nil {
					break
				}
				l.pairs = append(l.pairs, [2]string{column.Name, fk.RefColumns[i].Name})
			}
			if len(l.pairs) == len(fk.Columns) {
				all = append(all, l)
			}
		}
	}
	for _, r := range right {
		for _, l := range slices.Backward(left) {
			add(r, l)
			add(l, r)
		}
	}
	return all
}

// conditions adds the conditions that the foreign keys between the two sides of a
// join give; only those that begin with a column of owner, without its name, if
// that is not "".
func (c *completer) conditions(x sql.Expectation, owner string) {
	if x.Join == nil || !x.Condition {
		return
	}
	write := func(relation, column string) string {
		return sql.QuoteName(c.file.Dialect, relation) + "." + sql.QuoteName(c.file.Dialect, column)
	}
	and := " AND "
	if c.lower {
		and = " and "
	}
	for _, l := range links(sides(c.scope(x), x.Join)) {
		var terms []string
		for _, p := range l.pairs {
			a, b := write(l.from, p[0]), write(l.to, p[1])
			if owner != "" && !strings.EqualFold(owner, l.from) {
				a, b = b, a
			}
			terms = append(terms, a+" = "+b)
		}
		label := strings.Join(terms, and)
		if owner != "" {
			rest, ok := strings.CutPrefix(label, sql.QuoteName(c.file.Dialect, owner)+".")
			if !ok || c.quote != "" {
				continue
			}
			label = rest
		}
		c.add(Item{Label: label, Kind: KindValue, Detail: "foreign key " + l.key.Name})
	}
}

// counterparts adds the columns that foreign keys tie to the one that is compared
// with what stands at the place.
func (c *completer) counterparts(x sql.Expectation) {
	if x.Opposite == nil || x.Opposite.Owner.IsZero() {
		return
	}
	o := x.Opposite
	for _, l := range c.linksAt(x) {
		for _, p := range l.pairs {
			relation, column := "", ""
			switch {
			case strings.EqualFold(o.Owner.Name.Text, l.from) && strings.EqualFold(o.Column, p[0]):
				relation, column = l.to, p[1]
			case strings.EqualFold(o.Owner.Name.Text, l.to) && strings.EqualFold(o.Column, p[1]):
				relation, column = l.from, p[0]
			default:
				continue
			}
			switch {
			case x.Owner.IsZero():
				c.named(Item{Label: column, Kind: schema.KindColumn, Detail: "foreign key " + l.key.Name}, relation, "")
			case strings.EqualFold(x.Owner.Name.Text, relation):
				c.named(Item{Label: column, Kind: schema.KindColumn, Detail: "foreign key " + l.key.Name}, "", "")
			}
		}
	}
}

// maxLinked is how many relations are looked at for the keys between them.
const maxLinked = 32

// linksAt are the foreign keys between the sides of the join at the place, or else
// between the relations that the query reads.
func (c *completer) linksAt(x sql.Expectation) []link {
	relations := c.scope(x)
	if x.Join != nil {
		return links(sides(relations, x.Join))
	}
	n := 0
	for n < len(relations) && relations[n].Depth == 0 && n < maxLinked {
		n++
	}
	var all []link
	for i, rel := range relations[:n] {
		all = append(all, links(relations[:i], []schema.ScopeRelation{rel})...)
	}
	return all
}

// ownedColumns adds the columns of what stands before the dot.
func (c *completer) ownedColumns(x sql.Expectation) {
	for _, rel := range c.scope(x) {
		if strings.EqualFold(rel.Name, x.Owner.Name.Text) {
			c.conditions(x, rel.Name)
			c.counterparts(x)
			c.columns(rel.Columns)
			return
		}
	}
	owner, _ := c.realm.Relation(c.file.Name, c.offset, x.Owner)
	c.columns(owner.Columns())
}

// scopeColumns adds the columns of the relations that a query sees, qualified
// where their names alone are ambiguous and in a join's condition; then what
// qualifies them.
func (c *completer) scopeColumns(x sql.Expectation, known map[string]bool) {
	c.conditions(x, "")
	c.counterparts(x)
	relations := c.scope(x)
	merged := map[string]bool{} // by JOIN … USING
	if x.In != nil {
		for _, item := range x.In.From {
			mergedBy(item, merged)
		}
	}
	owners := map[string]int{} // how many relations have a name, of those that are nearest
	depth := map[string]int{}
	for _, rel := range relations {
		for _, column := range rel.Columns {
			name := strings.ToLower(column.Name)
			switch d, seen := depth[name]; {
			case rel.Qualified:
			case !seen:
				owners[name], depth[name] = 1, rel.Depth
			case d == rel.Depth:
				owners[name]++
			}
		}
	}
	for _, rel := range relations {
		if rel.Qualified {
			continue
		}
		for _, column := range rel.Columns {
			name := strings.ToLower(column.Name)
			if known[column.Name] {
				continue
			}
			qualifier := ""
			if x.Join != nil || !merged[name] && (owners[name] > 1 || depth[name] < rel.Depth) {
				qualifier = rel.Name
			}
			c.named(Item{Label: column.Name, Kind: schema.KindColumn, Detail: columnDetail(column), Doc: column.Comment}, qualifier, "")
		}
	}
	var seen []string
	for _, rel := range relations {
		if hidden := slices.Contains(seen, rel.Name); hidden || rel.Name == "" || rel.Name == rel.Target.Name() {
			continue
		}
		seen = append(seen, rel.Name)
		detail := "subquery"
		if rel.Target.Element() != nil {
			detail = "alias of " + rel.Target.Name()
		}
		c.named(Item{Label: rel.Name, Kind: schema.KindTable, Detail: detail}, "", "")
	}
}

// mergedBy notes the names of the columns that JOIN … USING makes one.
func mergedBy(item *schema.FromItem, names map[string]bool) {
	for item != nil && item.Join != nil {
		for _, n := range item.Join.Using {
			names[strings.ToLower(n.Text)] = true
		}
		mergedBy(item.Join.Right, names)
		item = item.Join.Left
	}
}

// builtins adds the built-in functions that an expression may call.
func (c *completer) builtins(chunk string, x sql.Expectation) {
	called := strings.HasPrefix(strings.TrimLeft(chunk[x.Prefix.End:], " "), "(")
	offered := map[string]bool{} // a column's defaults
	for _, i := range c.items {
		offered[i.Label] = true
	}
	for _, name := range sql.Functions(c.file.Dialect, x.Query != nil) {
		call := sql.Function(c.file.Dialect, name)
		if offered[call] || c.quote != "" {
			continue
		}
		i := Item{Label: name, Kind: schema.KindFunction, Detail: call}
		if !called {
			if i.Snippet = name + "($0)"; strings.HasSuffix(call, "()") {
				i.Snippet, i.Insert = "", call
			}
		}
		c.add(i)
	}
}
