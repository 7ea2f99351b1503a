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
	case !typ.Ref.IsZero():
		if t, ok := c.realm.Resolve(c.file.Name, c.offset, schema.Site{Kind: schema.KindType, Ref: typ.Ref}); ok {
			enum = t.Enum
		}
	}
	if enum != nil {
		c.values(enum)
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
