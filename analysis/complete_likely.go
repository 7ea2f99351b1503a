package analysis

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/types"
)

// referred ranks tables by how likely the columns refer to them: because others
// of their names do, because of the table's name, because the types agree. It is
// nil where nothing is known of the columns.
func (c *completer) referred(columns sql.Columns) func(*schema.Table) int {
	if len(columns.Names) == 0 {
		return nil
	}
	name := columns.Names[0]
	typ := ""
	if owner, ok := c.realm.Relation(c.file.Name, c.offset, columns.Table); ok {
		for _, column := range owner.Columns() {
			if column.Name == name {
				typ = column.Type.Text
			}
		}
	}
	others := map[*schema.Table]int{}
	for _, s := range c.realm.Schemas {
		for _, t := range s.Tables {
			if t.Name == columns.Table.Name.Text {
				continue
			}
			for _, fk := range t.ForeignKeys {
				if fk.RefTable != nil && slices.Contains(fk.ColumnNames, name) {
					others[fk.RefTable]++
				}
			}
		}
	}
	stem := strings.ToLower(name)
	for _, suffix := range []string{"_id", "_uuid", "_key", "_code", "id"} {
		if rest, ok := strings.CutSuffix(stem, suffix); ok && rest != "" {
			stem = strings.TrimRight(rest, "_")
			break
		}
	}
	forms := []string{stem, stem + "s", stem + "es", strings.TrimSuffix(stem, "y") + "ies"}
	last := forms[0][strings.LastIndexByte(forms[0], '_')+1:] // that every table which fits has in its name
	last = strings.TrimSuffix(last, "y")
	ranks := map[*schema.Table]int{}
	return func(t *schema.Table) int {
		if t == nil {
			return 0
		}
		if rank, known := ranks[t]; known {
			return rank
		}
		rank := -2 * min(others[t], 1)
		if table := strings.ToLower(t.Name); strings.Contains(table, last) {
			for _, form := range forms {
				if table == form {
					rank -= 4
					break
				}
				if strings.HasSuffix(form, "_"+table) || strings.HasSuffix(table, "_"+form) {
					rank -= 2
					break
				}
			}
		}
		if key := t.PrimaryKey; key != nil && typ != "" && len(key.Parts) == 1 && key.Parts[0].Column != nil && key.Parts[0].Column.Type.Text == typ {
			rank--
		}
		ranks[t] = rank
		return rank
	}
}

// defaults adds what a column's default may be: the values of its enum, what
// columns of its type often have, the next number of a sequence.
func (c *completer) defaults(x sql.Expectation) {
	typ, column := x.DefaultType, (*schema.Column)(nil)
	if typ.Text == "" {
		owner, _ := c.realm.Relation(c.file.Name, c.offset, x.Default.Table)
		for _, have := range owner.Columns() {
			if slices.Contains(x.Default.Names, have.Name) {
				column, typ = have, have.Type
			}
		}
	}
	var enum *schema.Enum
	switch {
	case column != nil:
		enum = column.Enum
	case typ.Ref != nil:
		if t, ok := c.realm.Resolve(c.file.Name, c.offset, schema.Site{Kind: schema.KindType, Ref: *typ.Ref}); ok {
			enum = t.Enum
		}
	}
	if enum != nil {
		c.values(enum)
	} else {
		c.inlineValues(typ)
	}
	add := func(value, detail string) {
		if c.quote == "" || strings.HasPrefix(value, c.quote) {
			c.add(Item{Label: value, Kind: KindValue, Detail: detail})
		}
	}
	number := false
	if reading, ok := types.Of(c.file.Dialect).ReadText(typ.Text); ok && reading.Type != nil && !reading.Array {
		for _, value := range reading.Type.Defaults {
			add(value, reading.Type.Title())
			number = number || value == "0"
		}
	} else if ok && reading.Array {
		add("'{}'", "the empty array")
	}
	if number && c.file.Dialect != schema.MySQL && c.file.Dialect != schema.SQLite {
		for _, v := range c.realm.Visible(c.file.Name, c.offset, schema.KindSequence, "", false) {
			name := sql.QuoteName(c.file.Dialect, v.Name)
			if v.Qualifier != "" {
				name = sql.QuoteName(c.file.Dialect, v.Qualifier) + "." + name
			}
			add("nextval('"+strings.ReplaceAll(name, "'", "''")+"')", "the next number of the sequence")
		}
	}
	if typ.Text == "" {
		add("CURRENT_TIMESTAMP", "")
	}
	add("NULL", "")
}

// enumValues adds the values of the enum that a name stands for.
func (c *completer) enumValues(ref schema.Ref) {
	if t, ok := c.realm.Resolve(c.file.Name, c.offset, schema.Site{Kind: schema.KindType, Ref: ref}); ok && t.Enum != nil {
		c.values(t.Enum)
	}
}

func (c *completer) values(e *schema.Enum) {
	for _, value := range e.Values {
		c.add(Item{Label: "'" + strings.ReplaceAll(value, "'", "''") + "'", Kind: KindValue, Detail: "value of " + e.Name})
	}
}

// inlineValues adds the values that MySQL's type enum lists.
func (c *completer) inlineValues(typ schema.Type) {
	if c.file.Dialect != schema.MySQL && c.file.Dialect != schema.MariaDB {
		return
	}
	if r, ok := types.Of(c.file.Dialect).ReadText(typ.Text); ok && r.Type != nil && r.Type.Name == "enum" {
		for _, value := range r.Args() {
			c.add(Item{Label: value, Kind: KindValue, Detail: "value of the enum"})
		}
	}
}

// opposite adds the values of the column that is compared with what stands at the
// place, or set to it, if it is of an enum.
func (c *completer) opposite(x sql.Expectation) {
	o := x.Opposite
	if o == nil {
		return
	}
	column := &schema.Column{Type: o.Type}
	if o.Type.Text == "" {
		if column = c.oppositeColumn(x, o); column == nil {
			return
		}
	} else if o.Type.Ref != nil {
		c.enumValues(*o.Type.Ref)
		return
	}
	if column.Enum != nil && !strings.HasSuffix(column.Type.Text, "]") {
		c.values(column.Enum)
	} else {
		c.inlineValues(column.Type)
	}
}

// oppositeColumn finds the column; nil if there is none, or several may be meant.
func (c *completer) oppositeColumn(x sql.Expectation, o *sql.Opposite) *schema.Column {
	if o.Scoped {
		return scopeColumn(c.scope(x), o)
	}
	owner, _ := c.realm.Relation(c.file.Name, c.offset, o.Owner)
	for i, column := range owner.Columns() {
		if o.Column == "" && i == o.Position || strings.EqualFold(column.Name, o.Column) {
			return column
		}
	}
	return nil
}

// scopeColumn finds a column among the relations that a query sees.
func scopeColumn(relations []schema.ScopeRelation, o *sql.Opposite) *schema.Column {
	var found *schema.Column
	depth := 0
	for _, rel := range relations {
		if found != nil && rel.Depth > depth {
			break
		}
		if rel.Qualified && o.Owner.IsZero() || !o.Owner.IsZero() && !strings.EqualFold(rel.Name, o.Owner.Name.Text) {
			continue
		}
		for _, column := range rel.Columns {
			if !strings.EqualFold(column.Name, o.Column) {
				continue
			}
			if found != nil && (found.Enum != column.Enum || found.Type.Text != column.Type.Text) {
				return nil
			}
			found, depth = column, rel.Depth
		}
	}
	return found
}
