package inspect

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// tableName is a table's name as seen from the schema home.
func tableName(t *schema.Table, home *schema.Schema) string {
	return seenFrom(home, t.Schema, t.Name)
}

// seenFrom qualifies a name of another schema than home.
func seenFrom(home, owner *schema.Schema, name string) string {
	if owner == nil || owner == home {
		return name
	}
	return owner.Name + "." + name
}

// typeName is a column's type as seen from the schema home: the text does not
// depend on whether the source qualified the name of the type.
func typeName(c *schema.Column, home *schema.Schema) string {
	switch {
	case c.Enum != nil:
		return seenFrom(home, c.Enum.Schema, c.Enum.Name) + arrayOf(c.Type.Text)
	case c.TypeOf != nil:
		return seenFrom(home, c.TypeOf.Schema, c.TypeOf.Name) + arrayOf(c.Type.Text)
	}
	return c.Type.Text
}

// arrayOf is the array part of a type's text: "[]", or nothing.
func arrayOf(text string) string {
	if open := strings.IndexByte(text, '['); open >= 0 && strings.HasSuffix(text, "]") {
		return text[open:]
	}
	return ""
}

// keyTarget is what a foreign key refers to: as resolved, or else as written.
// Columns that were not written are those of the primary key.
func keyTarget(fk *schema.ForeignKey) (schemaName, table string, columns []string) {
	if to := fk.RefTable; to != nil {
		schemaName, table = to.Schema.Name, to.Name
	} else {
		schemaName, table = fk.Ref.Schema.Text, fk.Ref.Name.Text
		if schemaName == "" {
			schemaName = fk.Table.Schema.Name
		}
	}
	for i, name := range fk.RefColumnNames {
		// A column that was renamed since keeps its old name in the key.
		if i < len(fk.RefColumns) && fk.RefColumns[i] != nil {
			name = fk.RefColumns[i].Name
		}
		columns = append(columns, name)
	}
	return schemaName, table, columns
}

func generation(id *schema.Identity) string {
	if id.Always {
		return "ALWAYS"
	}
	return "BY DEFAULT"
}

func storage(g *schema.Generated) string {
	if g.Stored {
		return "STORED"
	}
	return "VIRTUAL"
}
