package differential

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// element is a part of a realm in a form in which two ways to say the same are
// the same: names are qualified, what is a default is left out, and expressions
// are as canonical makes them.
type element struct {
	properties map[string]string
	children   map[string]*element // by kind and name: "column id"
}

func newElement() *element {
	return &element{properties: map[string]string{}, children: map[string]*element{}}
}

func (e *element) set(property, value string) {
	if value != "" {
		e.properties[property] = value
	}
}

func (e *element) child(kind, name string) *element {
	key := kind + " " + name
	for n := 2; e.children[key] != nil; n++ {
		key = fmt.Sprintf("%s %s (%d)", kind, name, n)
	}
	c := newElement()
	e.children[key] = c
	return c
}

// describe gives a realm's elements.
func describe(r *schema.Realm, rules *rules) *element {
	d := describer{rules, r}
	root := newElement()
	for _, s := range r.Schemas {
		if name := rules.named(s, r); (name == rules.home || name == only) && len(s.Tables)+len(s.Views)+len(s.Enums)+len(s.Objects) == 0 {
			continue // every database has it
		}
		e := root.child("schema", d.named(s, r))
		e.set("comment", s.Comment)
		for _, t := range s.Tables {
			d.table(e.child("table", t.Name), t)
			d.serials(root, t)
		}
		for _, v := range s.Views {
			d.view(e.child("view", v.Name), v)
		}
		for _, x := range s.Enums {
			c := e.child("enum", x.Name)
			c.set("values", strings.Join(x.Values, ", "))
			c.set("comment", x.Comment)
			d.done(c, x)
		}
		for _, o := range s.Objects {
			d.object(root, e, o)
		}
		d.done(e, s)
	}
	return root
}

type describer struct {
	*rules
	realm *schema.Realm
}

// serials describes the sequences that the types of columns stand for, as if they
// were declared.
func (d describer) serials(root *element, t *schema.Table) {
	for _, c := range t.Columns {
		typ := d.serialTypes[c.Type.Text]
		if typ == "" || c.Sequence == nil {
			continue
		}
		o := &schema.Object{Kind: schema.KindSequence, Name: c.Sequence.Name.Text, Value: &schema.Column{Type: schema.Type{Text: typ}, Null: true}}
		o.Refs = []*schema.ObjectTarget{{
			ObjectRef: schema.ObjectRef{Attr: "owner", Ref: schema.Ref{Name: schema.Name{Text: t.Name}}, Column: c.Name},
			Target:    schema.Target{Schema: t.Schema, Table: t, Column: c},
		}}
		d.object(root, root.children["schema "+c.Sequence.Schema.Text], o)
	}
}

// nameOf is the name of what a reference leads to, with its schema's.
func (d describer) nameOf(ref *schema.ObjectTarget) string {
	switch t := ref.Target; {
	case t.Table != nil:
		return t.Table.Schema.Name + "." + t.Table.Name
	case t.Object != nil && !schema.Schemaless(t.Object.Kind):
		return t.Object.Schema.Name + "." + t.Object.Name
	}
	return d.plain(ref.Ref.String())
}

// wholeNumber is one with zeros behind its point.
var wholeNumber = regexp.MustCompile(`(\d)\.0+\b`)

func (d describer) table(e *element, t *schema.Table) {
	e.set("comment", t.Comment)
	e.set("partitioned by", d.canonical(t.Partition))
	e.set("bound", wholeNumber.ReplaceAllString(d.canonical(t.Bound), "$1")) // of a numeric column, the database adds its scale
	if t.Opaque {
		e.set("opaque", "true")
	}
	var parents []string
	for _, p := range t.Parents {
		parents = append(parents, d.named(p.Schema, d.realm)+"."+p.Name)
	}
	if t.IsPartition {
		e.set("partition of", strings.Join(parents, ", "))
	} else {
		e.set("inherits", strings.Join(parents, ", "))
	}
	d.attributes(e, t.Attrs)
	var order []string
	for _, c := range t.Columns {
		d.column(e.child("column", c.Name), c)
		order = append(order, c.Name)
	}
	e.set("order", strings.Join(order, ", "))
	if t.PrimaryKey != nil {
		d.index(e.child("key", t.PrimaryKey.Name), t.PrimaryKey)
	}
	for _, x := range t.Indexes {
		d.index(e.child("index", x.Name), x)
	}
	for _, c := range t.Checks {
		k := e.child("check", c.Name)
		k.set("expression", d.canonical(c.Expr))
		k.set("comment", c.Comment)
		d.attributes(k, c.Attrs)
		d.done(k, c)
	}
	for _, p := range t.Parents {
		d.forgetInherited(e, p)
	}
	for _, fk := range t.ForeignKeys {
		k := e.child("foreign-key", fk.Name)
		k.set("columns", strings.Join(fk.ColumnNames, ", "))
		if fk.RefTable != nil {
			k.set("to", d.named(fk.RefTable.Schema, d.realm)+"."+fk.RefTable.Name)
		}
		k.set("to columns", strings.Join(fk.RefColumnNames, ", "))
		k.set("on update", fk.OnUpdate)
		k.set("on delete", fk.OnDelete)
		k.set("comment", fk.Comment)
		d.attributes(k, fk.Attrs)
		d.done(k, fk)
	}
	d.done(e, t)
}

// forgetInherited takes out what a table has from one that it inherits from or is
// a partition of: checks, and what is the same index but for the name.
func (d describer) forgetInherited(e *element, parent *schema.Table) {
	of := newElement()
	d.table(of, parent)
	for key, child := range e.children {
		kind, _, _ := strings.Cut(key, " ")
		for theirs, other := range of.children {
			if strings.HasPrefix(theirs, kind+" ") && (key == theirs && kind == "check" || kind == "key" || kind == "index") &&
				same(child, other) {
				delete(e.children, key)
			}
		}
	}
}

func (d describer) column(e *element, c *schema.Column) {
	e.set("type", d.typeOf(c))
	e.set("null", map[bool]string{true: "yes"}[c.Null])
	e.set("comment", c.Comment)
	d.attributes(e, slices.DeleteFunc(slices.Clone(c.Attrs), func(a schema.Attr) bool { return a.Name == "serial" }))
	switch {
	case c.Sequence != nil && c.Identity == nil:
		e.set("default", "next of "+c.Sequence.String())
	case c.Default != nil:
		e.set("default", d.canonical(c.Default.Text))
		if d.canonical(c.Default.Text) == "null" {
			delete(e.properties, "default")
		}
	}
	if id := c.Identity; id != nil {
		e.set("identity", fmt.Sprintf("always %v", id.Always))
		of := e.child("identity", "")
		of.set("start", id.Start)
		of.set("increment", id.Step)
		d.attributes(of, id.Options)
		if c.Sequence != nil {
			of.set("sequence", c.Sequence.String())
		}
		d.done(of, &schema.Object{Kind: schema.KindSequence, Value: c})
	}
	if g := c.Generated; g != nil {
		e.set("generated", fmt.Sprintf("%v %s", g.Stored, d.canonical(g.Expr)))
	}
	d.done(e, c)
}

// typeOf is a column's type: a declared one by its whole name, one of an
// extension without its schema.
func (d describer) typeOf(c *schema.Column) string {
	array := ""
	if strings.HasSuffix(c.Type.Text, "]") {
		array = "[]"
	}
	switch {
	case c.Enum != nil:
		return c.Enum.Schema.Name + "." + c.Enum.Name + array
	case c.TypeOf != nil:
		return c.TypeOf.Schema.Name + "." + c.TypeOf.Name + array
	case d.serialTypes[c.Type.Text] != "":
		return d.serialTypes[c.Type.Text]
	}
	return d.plain(c.Type.Text)
}

func (d describer) index(e *element, x *schema.Index) {
	e.set("unique", map[bool]string{true: "yes"}[x.Unique])
	e.set("constraint", map[bool]string{true: "yes"}[x.Constraint])
	e.set("method", x.Method)
	e.set("where", d.canonical(x.Where))
	e.set("nulls equal", map[bool]string{true: "yes"}[x.NullsEqual])
	e.set("comment", x.Comment)
	d.attributes(e, x.Attrs)
	var parts, include []string
	for _, p := range x.Parts {
		part := newElement()
		d.attributes(part, p.Attrs)
		parts = append(parts, fmt.Sprint(p.Name, d.canonical(p.Expr), map[bool]string{true: " desc"}[p.Desc], strings.TrimPrefix(fmt.Sprint(part.properties), "map")))
	}
	for _, c := range x.Include {
		include = append(include, c.Name)
	}
	e.set("parts", strings.Join(parts, ", "))
	e.set("include", strings.Join(include, ", "))
	d.done(e, x)
}

func (d describer) view(e *element, v *schema.View) {
	e.set("materialized", map[bool]string{true: "yes"}[v.Materialized])
	e.set("comment", v.Comment)
	d.attributes(e, v.Attrs)
	for _, x := range v.Indexes {
		d.index(e.child("index", x.Name), x)
	}
	var names, needs []string
	for _, c := range v.Columns {
		names = append(names, c.Name)
		e.child("column", c.Name).set("comment", c.Comment)
	}
	e.set("order", strings.Join(names, ", "))
	for _, on := range v.DependsOn {
		if on.Table != nil {
			needs = append(needs, d.named(on.Schema, d.realm)+"."+on.Table.Name)
		} else {
			needs = append(needs, d.named(on.Schema, d.realm)+"."+on.View.Name)
		}
	}
	slices.Sort(needs)
	e.set("needs", strings.Join(slices.Compact(needs), ", "))
	d.done(e, v)
}

func (d describer) object(root, in *element, o *schema.Object) {
	if schema.Schemaless(o.Kind) {
		in = root
	}
	name := o.Name
	switch {
	case o.Table != nil:
		name = o.Table.Name + "." + name
	case o.View != nil:
		name = o.View.Name + "." + name
	case d.oneOfAName && name != "":
	case o.Kind == schema.KindFunction, o.Kind == schema.KindProcedure, o.Kind == schema.KindAggregate, name == "":
		name += "(" + d.plainAll(o.Signature) + ")"
	}
	e := in.child(string(o.Kind), name)
	e.set("comment", o.Comment)
	if !strings.HasPrefix(strings.ToUpper(o.Body), "BEGIN ATOMIC") && o.Kind != schema.KindRule { // which the database writes anew
		e.set("body", strings.Join(strings.Fields(o.Body), " "))
	}
	// What a function with such arguments returns goes without saying.
	out := slices.ContainsFunc(o.Args, func(c *schema.Column) bool {
		return slices.ContainsFunc(c.Attrs, func(a schema.Attr) bool { return a.Name == "mode" && strings.HasSuffix(a.Value, "OUT") })
	})
	if o.Value != nil && !out {
		d.column(e.child("value", ""), o.Value)
	}
	for i, c := range o.Args {
		d.column(e.child("argument", fmt.Sprint(i, " ", c.Name)), c)
	}
	for _, c := range o.Columns {
		d.column(e.child("column", c.Name), c)
	}
	for _, c := range o.Checks {
		k := e.child("check", c.Name)
		k.set("expression", d.canonical(c.Expr))
		k.set("comment", c.Comment)
	}
	d.attributes(e, o.Attrs)
	for _, ref := range o.Refs {
		e.set(ref.Attr, strings.TrimSpace(e.properties[ref.Attr]+" "+d.nameOf(ref)+" "+ref.Column))
	}
	d.done(e, o)
}

func (d describer) attributes(e *element, attrs []schema.Attr) {
	for _, a := range attrs {
		if a.Name == "collate" {
			e.set(a.Name, strings.Trim(strings.TrimPrefix(a.Value, "pg_catalog."), `"`))
			continue
		}
		e.set(a.Name, d.canonical(a.Value))
		if a.Value == "false" && a.Name != "enforced" {
			delete(e.properties, a.Name)
		}
	}
}
