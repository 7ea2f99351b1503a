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
	if owner == nil || owner == home || owner.Name == "" {
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

// arrayOf is the array part of a type's text: "[]", or nothing. A type has
// neither bounds nor a number of dimensions (PostgreSQL, "8.15.1. Declaration of
// Array Types").
func arrayOf(text string) string {
	if strings.HasSuffix(text, "]") {
		return "[]"
	}
	return ""
}

// ownerOf is the schema that an object belongs to: what stands on a table, to
// the table's (PostgreSQL, "CREATE TRIGGER": name).
func ownerOf(o *schema.Object) *schema.Schema {
	switch {
	case o.Table != nil:
		return o.Table.Schema
	case o.View != nil:
		return o.View.Schema
	}
	return o.Schema
}

// objectsOf gives the objects that belong to a schema.
func objectsOf(r *schema.Realm, s *schema.Schema) []*schema.Object {
	var objects []*schema.Object
	for _, from := range r.Schemas {
		for _, o := range from.Objects {
			if ownerOf(o) == s {
				objects = append(objects, o)
			}
		}
	}
	return objects
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

// refName is what an object refers to, as seen from the schema home.
func refName(r *schema.ObjectTarget, home *schema.Schema) string {
	t := r.Target
	name := r.Ref.String()
	switch {
	case t.Table != nil:
		name = tableName(t.Table, home)
	case t.View != nil:
		name = seenFrom(home, t.View.Schema, t.View.Name)
	case t.Enum != nil:
		name = seenFrom(home, t.Enum.Schema, t.Enum.Name)
	case t.Object != nil && schema.Schemaless(t.Object.Kind):
		name = t.Object.Name
	case t.Object != nil:
		name = seenFrom(home, t.Object.Schema, t.Object.Name)
	case t.Schema != nil:
		name = t.Schema.Name
	}
	switch {
	case t.Column != nil:
		return name + "." + t.Column.Name
	case r.Column != "":
		return name + "." + r.Column
	}
	return name
}

// signatureOf is a routine's signature as seen from the schema home: the text
// does not depend on how the source qualified the names of types.
func signatureOf(o *schema.Object, home *schema.Schema) string {
	if len(o.Args) == 0 || o.Kind == schema.KindCast {
		return o.Signature
	}
	var types []string
	for _, c := range o.Args {
		if mode, _ := lastAttr(c.Attrs, "mode"); mode != "OUT" {
			types = append(types, typeName(c, home))
		}
	}
	return strings.Join(types, ", ")
}
