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
	if slices.Contains(x.Kinds, schema.KindColumn) {
		c.sqlColumns(x)
	}
	for _, kind := range x.Kinds {
		if kind != schema.KindColumn && kind != schema.KindConstraint {
			c.sqlNames(kind, x.Schema)
		}
		if kind == schema.KindConstraint {
			c.constraints(x.Tables)
		}
	}
	for _, name := range x.With {
		quoted := sql.QuoteName(c.file.Dialect, name)
		c.add(Item{Label: name, Insert: inserted(quoted, name), Kind: schema.KindTable, Detail: "WITH query"})
	}
	if x.Types {
		known := types.Of(c.file.Dialect)
		for _, name := range sql.Types(c.file.Dialect) {
			t := known.Lookup(name)
			c.add(Item{Label: name, Kind: schema.KindType, Detail: t.Title(), Doc: t.Doc})
		}
	}
	// Keywords follow the case of what is typed.
	lower := c.typesLower(chunk, x.Prefix)
	for _, k := range x.Keywords {
		if lower {
			k = strings.ToLower(k)
		}
		c.add(Item{Label: k, Kind: KindKeyword})
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

func (c *completer) sqlColumns(x sql.Expectation) {
	quote := func(name string) string { return sql.QuoteName(c.file.Dialect, name) }
	known := map[string]bool{}
	for _, name := range x.Columns {
		known[name] = true
		c.add(Item{Label: name, Insert: inserted(quote(name), name), Kind: schema.KindColumn, Detail: "column of this statement"})
	}
	for _, ref := range x.Tables {
		owner, _ := c.realm.Relation(c.file.Name, c.offset, ref)
		columns := owner.Columns()
		c.columns(slices.DeleteFunc(slices.Clone(columns), func(have *schema.Column) bool { return known[have.Name] }), quote)
	}
	if x.In == nil && x.Owner.IsZero() {
		return
	}
	owned := false
	var seen []string
	for _, rel := range c.realm.Scope(c.file.Name, c.offset, x.Query, x.In) {
		hidden := slices.Contains(seen, rel.Name)
		seen = append(seen, rel.Name)
		if !x.Owner.IsZero() {
			if !hidden && strings.EqualFold(rel.Name, x.Owner.Name.Text) {
				owned = true
				c.columns(rel.Columns, quote)
			}
			continue
		}
		if !rel.Qualified {
			c.columns(slices.DeleteFunc(slices.Clone(rel.Columns), func(have *schema.Column) bool { return known[have.Name] }), quote)
		}
		if hidden || rel.Name == "" || rel.Name == rel.Target.Name() {
			continue
		}
		detail := "subquery"
		if rel.Target.Element() != nil {
			detail = "alias of " + rel.Target.Name()
		}
		c.add(Item{Label: rel.Name, Insert: inserted(quote(rel.Name), rel.Name), Kind: schema.KindTable, Detail: detail})
	}
	if !x.Owner.IsZero() && !owned {
		owner, _ := c.realm.Relation(c.file.Name, c.offset, x.Owner)
		c.columns(owner.Columns(), quote)
	}
}

func (c *completer) sqlNames(kind schema.Kind, qualifier string) {
	for _, v := range c.realm.Visible(c.file.Name, c.offset, kind, qualifier, false) {
		detail, comment := describe(v.Target)
		label, insert := v.Name, sql.QuoteName(c.file.Dialect, v.Name)
		if v.Qualifier != "" {
			label, insert = v.Qualifier+"."+label, sql.QuoteName(c.file.Dialect, v.Qualifier)+"."+insert
		}
		c.add(Item{Label: label, Insert: inserted(insert, label), Kind: v.Target.Kind, Detail: detail, Doc: comment})
	}
}

// constraints adds the names of the tables' constraints.
func (c *completer) constraints(tables []schema.Ref) {
	for _, ref := range tables {
		owner, _ := c.realm.Relation(c.file.Name, c.offset, ref)
		t := owner.Table
		if t == nil {
			continue
		}
		add := func(name, detail string) {
			if name != "" {
				c.add(Item{Label: name, Insert: inserted(sql.QuoteName(c.file.Dialect, name), name), Kind: schema.KindConstraint, Detail: detail})
			}
		}
		if t.PrimaryKey != nil {
			add(t.PrimaryKey.Name, "primary key")
		}
		for _, x := range t.Indexes {
			if x.Constraint {
				add(x.Name, "unique")
			}
		}
		for _, fk := range t.ForeignKeys {
			add(fk.Name, "foreign key")
		}
		for _, check := range t.Checks {
			add(check.Name, "check")
		}
	}
}
