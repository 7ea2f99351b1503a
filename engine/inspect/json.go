package inspect

import (
	"bytes"
	"encoding/json"

	"github.com/schemascope/schemascope/engine/schema"
)

// JSON writes the realm as a superset of what Atlas's "schema inspect" prints
// for the template {{ json . }}: its names and its rule to leave out what is
// empty or false hold, and what Atlas does not print is added beside them.
func JSON(r *schema.Realm) ([]byte, error) {
	doc := jsonRealm{Incomplete: r.Incomplete, Schemas: []jsonSchema{}}
	for _, s := range r.Schemas {
		doc.Schemas = append(doc.Schemas, schemaJSON(r, s))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type jsonRealm struct {
	Schemas    []jsonSchema `json:"schemas"`
	Incomplete bool         `json:"incomplete,omitempty"`
}

type jsonSchema struct {
	Name       string       `json:"name"`
	Comment    string       `json:"comment,omitempty"`
	Attrs      jsonAttrs    `json:"attrs,omitempty"`
	Tables     []jsonTable  `json:"tables,omitempty"`
	Views      []jsonView   `json:"views,omitempty"`
	Enums      []jsonEnum   `json:"enums,omitempty"`
	Domains    []jsonObject `json:"domains,omitempty"`
	Composites []jsonObject `json:"composites,omitempty"`
	Ranges     []jsonObject `json:"ranges,omitempty"`
	Sequences  []jsonObject `json:"sequences,omitempty"`
	Functions  []jsonObject `json:"functions,omitempty"`
	Procedures []jsonObject `json:"procedures,omitempty"`
	Aggregates []jsonObject `json:"aggregates,omitempty"`
	Triggers   []jsonObject `json:"triggers,omitempty"`
	Policies   []jsonObject `json:"policies,omitempty"`
	Extensions []jsonObject `json:"extensions,omitempty"`
	Roles      []jsonObject `json:"roles,omitempty"`
	Users      []jsonObject `json:"users,omitempty"`
	// Objects are those of any other kind.
	Objects []jsonObject `json:"objects,omitempty"`
}

type jsonTable struct {
	Name        string           `json:"name"`
	Columns     []jsonColumn     `json:"columns,omitempty"`
	PrimaryKey  *jsonIndex       `json:"primary_key,omitempty"`
	Indexes     []jsonIndex      `json:"indexes,omitempty"`
	ForeignKeys []jsonForeignKey `json:"foreign_keys,omitempty"`
	Checks      []jsonCheck      `json:"checks,omitempty"`
	Comment     string           `json:"comment,omitempty"`
	Partition   string           `json:"partition,omitempty"`
	PartitionOf string           `json:"partition_of,omitempty"`
	Bound       string           `json:"partition_bound,omitempty"`
	// Refs gives what HCL's attributes refer to, such as dependencies.
	Refs     map[string][]string `json:"refs,omitempty"`
	Inherits []string            `json:"inherits,omitempty"`
	Attrs    jsonAttrs           `json:"attrs,omitempty"`
	// Opaque says that the table has columns that are not listed.
	Opaque bool `json:"opaque,omitempty"`
}

type jsonColumn struct {
	Name      string         `json:"name"`
	Type      string         `json:"type,omitempty"`
	Null      bool           `json:"null,omitempty"`
	Default   string         `json:"default,omitempty"`
	Identity  *jsonIdentity  `json:"identity,omitempty"`
	Generated *jsonGenerated `json:"generated,omitempty"`
	Comment   string         `json:"comment,omitempty"`
	Attrs     jsonAttrs      `json:"attrs,omitempty"`
}

type jsonIdentity struct {
	Generation string `json:"generation"`
	Start      string `json:"start,omitempty"`
	Increment  string `json:"increment,omitempty"`
}

type jsonGenerated struct {
	Expr string `json:"expr"`
	Type string `json:"type"`
}

type jsonIndex struct {
	Name   string     `json:"name,omitempty"`
	Unique bool       `json:"unique,omitempty"`
	Parts  []jsonPart `json:"parts,omitempty"`
	// Constraint tells a unique or exclusion constraint from an index.
	Constraint       bool      `json:"constraint,omitempty"`
	Method           string    `json:"method,omitempty"`
	Where            string    `json:"where,omitempty"`
	Include          []string  `json:"include,omitempty"`
	NullsNotDistinct bool      `json:"nulls_not_distinct,omitempty"`
	Comment          string    `json:"comment,omitempty"`
	Attrs            jsonAttrs `json:"attrs,omitempty"`
}

type jsonPart struct {
	Desc   bool      `json:"desc,omitempty"`
	Column string    `json:"column,omitempty"`
	Expr   string    `json:"expr,omitempty"`
	Attrs  jsonAttrs `json:"attrs,omitempty"`
}

type jsonForeignKey struct {
	Name       string         `json:"name"`
	Columns    []string       `json:"columns,omitempty"`
	References jsonReferences `json:"references"`
	OnUpdate   string         `json:"on_update,omitempty"`
	OnDelete   string         `json:"on_delete,omitempty"`
	Comment    string         `json:"comment,omitempty"`
	Attrs      jsonAttrs      `json:"attrs,omitempty"`
}

type jsonReferences struct {
	Schema  string   `json:"schema,omitempty"`
	Table   string   `json:"table"`
	Columns []string `json:"columns,omitempty"`
}

type jsonCheck struct {
	Name    string    `json:"name,omitempty"`
	Expr    string    `json:"expr"`
	Comment string    `json:"comment,omitempty"`
	Attrs   jsonAttrs `json:"attrs,omitempty"`
}

type jsonView struct {
	Name         string       `json:"name"`
	Materialized bool         `json:"materialized,omitempty"`
	Columns      []jsonColumn `json:"columns,omitempty"`
	Indexes      []jsonIndex  `json:"indexes,omitempty"`
	Query        string       `json:"query,omitempty"`
	// Refs gives what HCL's attributes refer to: dependencies, and the table that
	// ClickHouse's materialized views write to.
	Refs    map[string][]string `json:"refs,omitempty"`
	Comment string              `json:"comment,omitempty"`
	Attrs   jsonAttrs           `json:"attrs,omitempty"`
}

type jsonEnum struct {
	Name    string   `json:"name"`
	Values  []string `json:"values,omitempty"`
	Comment string   `json:"comment,omitempty"`
}

type jsonObject struct {
	Name      string       `json:"name,omitempty"`
	Kind      string       `json:"kind,omitempty"` // of those under "objects"
	Signature string       `json:"signature,omitempty"`
	Table     string       `json:"table,omitempty"`
	View      string       `json:"view,omitempty"`
	Type      string       `json:"type,omitempty"`
	Null      bool         `json:"null,omitempty"`
	Default   string       `json:"default,omitempty"`
	Args      []jsonColumn `json:"args,omitempty"`
	Columns   []jsonColumn `json:"columns,omitempty"`
	Key       *jsonIndex   `json:"primary_key,omitempty"`
	Indexes   []jsonIndex  `json:"indexes,omitempty"`
	Checks    []jsonCheck  `json:"checks,omitempty"`
	Attrs     jsonAttrs    `json:"attrs,omitempty"`
	// Refs gives what the object refers to, by the name of the attribute.
	Refs       map[string][]string `json:"refs,omitempty"`
	Body       string              `json:"body,omitempty"`
	Definition string              `json:"definition,omitempty"`
	// Partial says that the definition has more to say than the rest does.
	Partial bool   `json:"partial,omitempty"`
	Comment string `json:"comment,omitempty"`
}

func objectJSON(o *schema.Object, home *schema.Schema) jsonObject {
	out := jsonObject{
		Name: o.Name, Signature: signatureOf(o, home), Args: columnsJSON(o.Args, home), Columns: columnsJSON(o.Columns, home),
		Indexes: indexesJSON(o.Indexes), Checks: checksJSON(o.Checks), Attrs: o.Attrs, Body: o.Body, Definition: o.Definition, Partial: o.Partial, Comment: o.Comment,
	}
	switch {
	case o.Table != nil:
		out.Table = tableName(o.Table, home)
	case o.View != nil:
		out.View = seenFrom(home, o.View.Schema, o.View.Name)
	}
	if v := o.Value; v != nil {
		out.Type, out.Null = typeName(v, home), v.Null && (o.Kind == schema.KindDomain || o.Kind == "type_alias")
		if v.Default != nil {
			out.Default = v.Default.Text
		}
	}
	if o.PrimaryKey != nil {
		key := indexJSON(o.PrimaryKey)
		out.Key = &key
	}
	for i := range out.Args {
		out.Args[i].Null = false // arguments always allow it
	}
	out.Refs = refsJSON(o.Refs, home)
	return out
}

// refsJSON gives the names of what is referred to, by attribute.
func refsJSON(refs []*schema.ObjectTarget, home *schema.Schema) map[string][]string {
	var out map[string][]string
	for _, r := range refs {
		if out == nil {
			out = map[string][]string{}
		}
		out[r.Attr] = append(out[r.Attr], refName(r, home))
	}
	return out
}

// jsonAttrs writes attributes as one object, in their own order. Of two of one
// name the later one holds, as it does in the database.
type jsonAttrs []schema.Attr

// MarshalJSON implements [json.Marshaler].
func (a jsonAttrs) MarshalJSON() ([]byte, error) {
	var order []string
	values := map[string]string{}
	for _, attr := range a {
		if _, seen := values[attr.Name]; !seen {
			order = append(order, attr.Name)
		}
		values[attr.Name] = attr.Value
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, name := range order {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(values[name]); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func schemaJSON(r *schema.Realm, s *schema.Schema) jsonSchema {
	out := jsonSchema{Name: s.Name, Comment: s.Comment, Attrs: s.Attrs}
	for _, t := range s.Tables {
		out.Tables = append(out.Tables, tableJSON(t))
	}
	for _, v := range s.Views {
		out.Views = append(out.Views, jsonView{
			Name: v.Name, Materialized: v.Materialized, Columns: columnsJSON(v.Columns, s), Indexes: indexesJSON(v.Indexes),
			Query: v.Query, Refs: refsJSON(v.Refs, s), Comment: v.Comment, Attrs: v.Attrs,
		})
	}
	for _, e := range s.Enums {
		out.Enums = append(out.Enums, jsonEnum{e.Name, e.Values, e.Comment})
	}
	lists := map[schema.Kind]*[]jsonObject{
		schema.KindDomain:    &out.Domains,
		schema.KindComposite: &out.Composites,
		schema.KindRange:     &out.Ranges,
		schema.KindSequence:  &out.Sequences,
		schema.KindFunction:  &out.Functions,
		schema.KindProcedure: &out.Procedures,
		schema.KindAggregate: &out.Aggregates,
		schema.KindTrigger:   &out.Triggers,
		schema.KindPolicy:    &out.Policies,
		schema.KindExtension: &out.Extensions,
		schema.KindRole:      &out.Roles,
		schema.KindUser:      &out.Users,
	}
	for _, o := range objectsOf(r, s) {
		object := objectJSON(o, s)
		list := lists[o.Kind]
		if list == nil {
			list, object.Kind = &out.Objects, string(o.Kind)
		}
		*list = append(*list, object)
	}
	return out
}

func tableJSON(t *schema.Table) jsonTable {
	out := jsonTable{
		Name: t.Name, Columns: columnsJSON(t.Columns, t.Schema), Indexes: indexesJSON(t.Indexes), Comment: t.Comment,
		Partition: t.Partition, Bound: t.Bound, Refs: refsJSON(t.Refs, t.Schema), Attrs: t.Attrs, Opaque: t.Opaque,
	}
	if t.PrimaryKey != nil {
		key := indexJSON(t.PrimaryKey)
		// Every primary key is unique and a constraint.
		key.Unique, key.Constraint = false, false
		out.PrimaryKey = &key
	}
	for _, fk := range t.ForeignKeys {
		out.ForeignKeys = append(out.ForeignKeys, foreignKeyJSON(fk))
	}
	out.Checks = checksJSON(t.Checks)
	for _, p := range t.Parents {
		if t.IsPartition && out.PartitionOf == "" {
			out.PartitionOf = tableName(p, t.Schema)
			continue
		}
		out.Inherits = append(out.Inherits, tableName(p, t.Schema))
	}
	return out
}

func checksJSON(checks []*schema.Check) []jsonCheck {
	var out []jsonCheck
	for _, c := range checks {
		out = append(out, jsonCheck{c.Name, c.Expr, c.Comment, c.Attrs})
	}
	return out
}

func columnsJSON(columns []*schema.Column, home *schema.Schema) []jsonColumn {
	var out []jsonColumn
	for _, c := range columns {
		column := jsonColumn{Name: c.Name, Type: typeName(c, home), Null: c.Null, Comment: c.Comment, Attrs: c.Attrs}
		if c.Default != nil {
			column.Default = c.Default.Text
		}
		if c.Identity != nil {
			column.Identity = &jsonIdentity{generation(c.Identity), c.Identity.Start, c.Identity.Step}
		}
		if c.Generated != nil {
			column.Generated = &jsonGenerated{c.Generated.Expr, storage(c.Generated)}
		}
		out = append(out, column)
	}
	return out
}

func indexesJSON(indexes []*schema.Index) []jsonIndex {
	var out []jsonIndex
	for _, x := range indexes {
		out = append(out, indexJSON(x))
	}
	return out
}

func indexJSON(x *schema.Index) jsonIndex {
	out := jsonIndex{
		Name: x.Name, Unique: x.Unique, Constraint: x.Constraint, Method: x.Method, Where: x.Where,
		NullsNotDistinct: x.NullsEqual, Comment: x.Comment, Attrs: x.Attrs,
	}
	for _, p := range x.Parts {
		out.Parts = append(out.Parts, jsonPart{p.Desc, p.Name, p.Expr, p.Attrs})
	}
	for _, c := range x.Include {
		out.Include = append(out.Include, c.Name)
	}
	return out
}

func foreignKeyJSON(fk *schema.ForeignKey) jsonForeignKey {
	out := jsonForeignKey{
		Name: fk.Name, Columns: fk.ColumnNames, OnUpdate: fk.OnUpdate, OnDelete: fk.OnDelete, Comment: fk.Comment, Attrs: fk.Attrs,
	}
	refSchema, refTable, refColumns := keyTarget(fk)
	out.References = jsonReferences{Table: refTable, Columns: refColumns}
	if refSchema != fk.Table.Schema.Name {
		out.References.Schema = refSchema
	}
	return out
}
