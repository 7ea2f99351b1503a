package analysis

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
)

// sql collects what fits at the cursor of a SQL file: names before types before
// keywords.
func (c *completer) sql() {
	chunk := c.file.Doc.Slice(c.piece.Span)
	state := c.piece.SQL
	if chunk == "" {
		state = sql.Initial(c.file.Dialect)
	}
	x := sql.Expect(chunk, c.offset-c.piece.Span.Start, state)
	c.replace = x.Prefix.Shift(c.piece.Span.Start)
	c.quote = openQuote(chunk[x.Prefix.Start:x.Prefix.End])
	c.lower = c.typesLower(chunk, x.Prefix)
	if x.Default.Names != nil {
		c.defaults(x)
	}
	if !x.Enum.IsZero() {
		c.enumValues(x.Enum)
	}
	c.opposite(x)
	if x.Types {
		c.types(types.Of(c.file.Dialect).UsualNames())
	}
	if slices.Contains(x.Kinds, schema.KindColumn) {
		c.sqlColumns(x)
	}
	for _, name := range x.With {
		c.named(Item{Label: name, Kind: schema.KindTable, Detail: "WITH query"}, "", "")
	}
	for _, kind := range x.Kinds {
		switch kind {
		case schema.KindColumn:
		case schema.KindConstraint, schema.KindIndex, schema.KindTrigger, schema.KindPolicy:
			c.members(kind, x)
		case schema.KindTable:
			rank := c.referred(x.Referring)
			if x.Partitioned {
				rank = unpartitioned
			}
			c.sqlNames(kind, x, rank)
		default:
			c.sqlNames(kind, x, nil)
		}
	}
	for _, a := range x.Parameters {
		c.named(Item{Label: a.Name.Text, Kind: KindParameter, Detail: a.Type.Text}, "", "")
	}
	if x.Calls && x.Schema == "" {
		c.builtins(chunk, x)
	}
	if x.Types {
		c.types(sql.Types(c.file.Dialect))
	}
	// Keywords follow the case of what is typed.
	add := func(k string) {
		if c.lower && k == strings.ToUpper(k) {
			k = strings.ToLower(k)
		}
		c.add(Item{Label: k, Kind: KindKeyword})
	}
	for _, name := range sql.Types(c.file.Dialect) {
		if rest, ok := strings.CutPrefix(name, x.TypeWords); ok && x.TypeWords != "" {
			add(strings.ToUpper(rest))
		}
	}
	for _, k := range x.Keywords {
		add(k)
	}
}

// openQuote is the quote that a text begins with, if it does.
func openQuote(s string) string {
	if s != "" && strings.IndexByte("'\"`[", s[0]) >= 0 {
		return s[:1]
	}
	return ""
}

// named adds an item that is a name, and writes it as the place needs it: with
// quotes where there is one already. behind follows it.
func (c *completer) named(i Item, qualifier, behind string) {
	name := i.Label
	written := sql.QuoteName(c.file.Dialect, name)
	if written == name && c.quote != "" {
		shut := c.quote
		if shut == "[" {
			shut = "]"
		}
		written = c.quote + strings.ReplaceAll(name, shut, shut+shut) + shut
	}
	if qualifier != "" {
		i.Label = qualifier + "." + name
		written = sql.QuoteName(c.file.Dialect, qualifier) + "." + written
		i.Filter = name + " " + i.Label
	}
	switch {
	case c.quote == "'":
		// What a string holds is written as outside of it.
		written = sql.QuoteName(c.file.Dialect, name)
		if qualifier != "" {
			written = sql.QuoteName(c.file.Dialect, qualifier) + "." + written
		}
		written = "'" + strings.ReplaceAll(written, "'", "''") + "'"
		i.Filter = written
	case c.quote != "":
		i.Filter = c.quote + name
	}
	if behind != "" {
		i.Label += behind
		written += behind
	}
	i.Insert = inserted(written, i.Label)
	c.add(i)
}

// types adds built-in types.
func (c *completer) types(names []string) {
	known := types.Of(c.file.Dialect)
	for _, name := range names {
		if t := known.Lookup(name); t != nil {
			c.add(Item{Label: name, Kind: schema.KindType, Detail: t.Title(), Doc: t.Doc})
		} else {
			c.add(Item{Label: name, Kind: schema.KindType})
		}
	}
}

// typesLower reports whether the person writes keywords in lower case: the word
// being typed tells, or else the statement's first one.
func (c *completer) typesLower(chunk string, prefix text.Span) bool {
	word := chunk[prefix.Start:prefix.End]
	if word == "" {
		if fields := strings.Fields(chunk[:prefix.Start]); len(fields) > 0 {
			word = fields[0]
		}
	}
	return word != "" && word == strings.ToLower(word) && word != strings.ToUpper(word)
}

// columns adds columns.
func (c *completer) columns(columns []*schema.Column) {
	for _, column := range columns {
		c.named(Item{Label: column.Name, Kind: schema.KindColumn, Detail: columnDetail(column), Doc: column.Comment}, "", "")
	}
}

// keyRank tells how well the columns of a table identify its rows: those of the
// primary key first, then those that are unique.
func keyRank(t *schema.Table) map[*schema.Column]int {
	rank := map[*schema.Column]int{}
	keys := append([]*schema.Index{t.PrimaryKey}, t.Indexes...)
	for i, key := range keys {
		if key == nil || i > 0 && !key.Unique {
			continue
		}
		better := -1
		if i == 0 {
			better = -2
		}
		for _, part := range key.Parts {
			if part.Column != nil {
				rank[part.Column] = min(rank[part.Column], better)
			}
		}
	}
	return rank
}

// unpartitioned ranks tables with partitions first.
func unpartitioned(t *schema.Table) int {
	if t != nil && t.Partition != "" {
		return -1
	}
	return 0
}

// sqlNames adds the names of elements; those that rank puts lower come first.
func (c *completer) sqlNames(kind schema.Kind, x sql.Expectation, rank func(*schema.Table) int) {
	visible := slices.DeleteFunc(c.realm.Visible(c.file.Name, c.offset, kind, x.Schema, false), c.unfit(x))
	add := func(v schema.Visible) {
		detail, comment := describe(v.Target)
		c.named(Item{Label: v.Name, Kind: v.Target.Kind, Detail: detail, Doc: comment, Element: elementOf(v.Target)}, v.Qualifier, "")
	}
	if rank != nil {
		// Few are likelier than the others.
		var first, rest []schema.Visible
		for _, v := range visible {
			if rank(v.Target.Table) < 0 {
				first = append(first, v)
			} else {
				rest = append(rest, v)
			}
		}
		slices.SortStableFunc(first, func(a, b schema.Visible) int { return rank(a.Target.Table) - rank(b.Target.Table) })
		for _, v := range first {
			add(v)
		}
		visible = rest
	}
	for _, v := range visible {
		add(v)
	}
}

// unfit tells which elements the place does not take: tables that cannot be
// referred to, functions that do not return what is wanted.
func (c *completer) unfit(x sql.Expectation) func(schema.Visible) bool {
	var except *schema.Table
	if !x.Except.IsZero() {
		if t, ok := c.realm.Relation(c.file.Name, c.offset, x.Except); ok {
			except = t.Table
		}
	}
	return func(v schema.Visible) bool {
		switch t, o := v.Target.Table, v.Target.Object; {
		case t != nil && v.Target.Kind == schema.KindTable:
			return t == except || x.Reference && t.Virtual()
		case o != nil && o.Kind == schema.KindFunction && o.Value != nil:
			gives := o.Value.Type.Text
			return x.Returning != "" && gives != x.Returning || x.Calls && (gives == "trigger" || gives == "event_trigger")
		}
		return false
	}
}

// members adds the names of what belongs to the tables or, without any, to all
// tables: constraints, indexes, triggers and policies.
func (c *completer) members(kind schema.Kind, x sql.Expectation) {
	var tables []*schema.Table
	for _, ref := range x.Tables {
		if owner, _ := c.realm.Relation(c.file.Name, c.offset, ref); owner.Table != nil {
			tables = append(tables, owner.Table)
		}
	}
	all := len(x.Tables) == 0
	shown := map[*schema.Schema]bool{}
	if all {
		for _, v := range c.realm.Visible(c.file.Name, c.offset, schema.KindTable, x.Schema, false) {
			if tables = append(tables, v.Target.Table); v.Qualifier != "" {
				shown[v.Target.Schema] = true
			}
		}
	}
	add := func(t *schema.Table, name, detail string) {
		if name == "" || len(x.Constraints) > 0 && !slices.Contains(x.Constraints, detail) {
			return
		}
		qualifier, behind, on := "", "", sql.QuoteName(c.file.Dialect, t.Name)
		if shown[t.Schema] {
			on = sql.QuoteName(c.file.Dialect, t.Schema.Name) + "." + on
		}
		switch {
		case x.Owned:
			behind = " ON " + on
		case kind == schema.KindIndex && shown[t.Schema]:
			qualifier = t.Schema.Name
		}
		if all {
			detail += " on " + t.Name
		}
		c.named(Item{Label: name, Kind: kind, Detail: detail}, qualifier, behind)
	}
	for _, t := range tables {
		switch kind {
		case schema.KindConstraint:
			if t.PrimaryKey != nil {
				add(t, t.PrimaryKey.Name, "primary key")
			}
			for _, ix := range t.Indexes {
				if ix.Constraint {
					add(t, ix.Name, "unique")
				}
			}
			for _, fk := range t.ForeignKeys {
				add(t, fk.Name, "foreign key")
			}
			for _, check := range t.Checks {
				add(t, check.Name, "check")
			}
		case schema.KindIndex:
			for _, ix := range t.Indexes {
				switch {
				case ix.Constraint && c.file.Dialect != schema.MySQL && c.file.Dialect != schema.MariaDB:
				case ix.Unique:
					add(t, ix.Name, "unique index")
				default:
					add(t, ix.Name, "index")
				}
			}
		default:
			for _, s := range c.realm.Schemas {
				for _, o := range s.Objects {
					if o.Kind == kind && o.Table == t {
						add(t, o.Name, string(kind))
					}
				}
			}
		}
	}
}
