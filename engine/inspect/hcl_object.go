package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
)

func writeLine(b *strings.Builder, format string, args ...any) {
	fmt.Fprintf(b, format, args...)
	b.WriteByte('\n')
}

// object writes the block of an object, or notes that it is left out: Atlas has
// no such block for the dialect, or the block cannot say all of it.
func (w *hclWriter) object(o *schema.Object) {
	shape, ok := hcl.BlockShape(w.realm.Dialect, string(o.Kind))
	// A block that turns out to be impossible is taken back.
	before := w.out.String()
	if ok && !o.Partial && w.objectBlock(o, shape) {
		return
	}
	w.out.Reset()
	w.out.WriteString(before)
	what := strings.TrimSpace(string(o.Kind) + " " + seenFrom(nil, ownerOf(o), o.Name))
	if o.Signature != "" {
		what += "(" + o.Signature + ")"
	}
	if o.Table != nil {
		what += " on " + o.Table.Name
	}
	w.left = append(w.left, what)
}

// valueAttrs are the names of the attribute for an object's value, in the order
// in which they are looked for in the shape of its block.
var valueAttrs = []string{"type", "return", "state_type", "subtype", "target"}

// objectBlock writes an object's block. It reports false when the block lacks
// what it must have.
func (w *hclWriter) objectBlock(o *schema.Object, shape hcl.Shape) bool {
	body := newBody(w, shape)
	_, inSchema := shape.Attribute("schema")
	switch {
	case o.Name == "":
		w.line("%s {", o.Kind)
	case inSchema && !schema.Schemaless(o.Kind):
		w.open(string(o.Kind), o.Schema, o.Name)
		body.wrote["schema"] = true
	default:
		w.line("%s %s {", o.Kind, hclString(o.Name))
	}
	switch {
	case o.Table != nil:
		body.raw("on", w.ref("table", o.Table.Schema, o.Table.Name))
	case o.View != nil:
		body.raw("on", w.ref(viewBlock(o.View), o.View.Schema, o.View.Name))
	}
	if o.Value != nil {
		body.value(o)
	}
	if o.Kind == schema.KindCast && len(o.Args) == 1 {
		body.raw("source", w.typeText(o.Args[0]))
	}
	for _, a := range o.Attrs {
		if a.Name != "return_set" && a.Name != "return_table" {
			body.add(a.Name, a.Value)
		}
	}
	for _, r := range o.Refs {
		body.ref(r)
	}
	if o.Body != "" {
		body.raw("as", sqlText(o.Body))
	}
	w.comment(o.Comment)
	body.write()
	whole := w.objectColumns(o, shape)
	for _, c := range o.Checks {
		w.check(c)
	}
	if o.PrimaryKey != nil {
		w.line("primary_key {")
		w.keyColumns(o.PrimaryKey, "primary_key")
		w.close()
	}
	for _, x := range o.Indexes {
		w.index(x, nil)
	}
	w.close()
	return whole && body.complete()
}

// value writes the type of an object's values, with their default.
func (b *hclBody) value(o *schema.Object) {
	for _, name := range valueAttrs {
		if _, ok := b.shape.Attribute(name); !ok {
			continue
		}
		if set, _ := lastAttr(o.Attrs, "return_set"); set == "true" {
			name = "return_set"
		}
		b.raw(name, b.w.typeText(o.Value))
		break
	}
	if _, ok := b.shape.Attribute("null"); ok {
		b.raw("null", fmt.Sprint(o.Value.Null))
	}
	if o.Value.Default != nil && o.Value.Default.Text != "" {
		b.raw("default", b.w.value(o.Value.Default))
	}
}

// objectColumns writes the blocks of what an object has columns of: arguments,
// fields, the columns of its result, keys and attributes. It reports false when
// the block has no place for them.
func (w *hclWriter) objectColumns(o *schema.Object, shape hcl.Shape) bool {
	if arg, ok := shape.Block("arg"); ok {
		for _, c := range o.Args {
			w.objectPart("arg", c, arg)
		}
	}
	if len(o.Columns) == 0 {
		return true
	}
	if table, ok := shape.Block("return_table"); ok {
		label := ""
		if name, _ := lastAttr(o.Attrs, "return_table"); name != "" {
			label = hclString(name) + " "
		}
		w.line("return_table %s{", label)
		column, _ := table.Block("column")
		for _, c := range o.Columns {
			w.objectPart("column", c, column)
		}
		w.close()
		return true
	}
	for _, c := range o.Columns {
		typ := "column"
		if _, ok := shape.Block("field"); ok {
			typ = "field"
		} else if key, _ := lastAttr(c.Attrs, "key"); key == "true" {
			typ = "key"
		} else if _, ok := shape.Block("attribute"); ok {
			typ = "attribute"
		}
		part, ok := shape.Block(typ)
		if !ok {
			return false
		}
		w.objectPart(typ, c, part)
	}
	return true
}

// objectPart writes the block of an argument, field or column of an object.
func (w *hclWriter) objectPart(typ string, c *schema.Column, shape hcl.Shape) {
	label := ""
	if c.Name != "" {
		label = hclString(c.Name) + " "
	}
	w.line("%s %s{", typ, label)
	body := newBody(w, shape)
	if _, ok := shape.Attribute("null"); ok {
		body.raw("null", fmt.Sprint(c.Null))
	}
	body.raw("type", w.typeText(c))
	if c.Default != nil && c.Default.Text != "" {
		body.raw("default", w.value(c.Default))
	}
	for _, a := range c.Attrs {
		body.add(a.Name, a.Value)
	}
	w.comment(c.Comment)
	body.write()
	w.close()
}

// typeText writes the type of what has no attribute unsigned.
func (w *hclWriter) typeText(c *schema.Column) string {
	text, unsigned := w.typeOf(c, c.Type.Text)
	if unsigned {
		return sqlCall(c.Type.Text)
	}
	return text
}

// hclBody collects what stands in a block from attributes whose names are paths,
// as the tables say that they are written.
type hclBody struct {
	w      *hclWriter
	shape  hcl.Shape
	order  []string
	lists  map[string][]string // the elements of each attribute
	single map[string]bool     // attributes that are no lists
	maps   map[string][]string
	blocks map[string]*hclBody
	wrote  map[string]bool
}

func newBody(w *hclWriter, shape hcl.Shape) *hclBody {
	return &hclBody{
		w: w, shape: shape, lists: map[string][]string{}, single: map[string]bool{}, maps: map[string][]string{},
		blocks: map[string]*hclBody{}, wrote: map[string]bool{},
	}
}

// raw adds an attribute by its text in HCL.
func (b *hclBody) raw(name, text string) {
	if _, ok := b.shape.Attribute(name); ok && text != "" {
		b.put(name, text)
		b.single[name] = true
	}
}

func (b *hclBody) put(name, text string) {
	if b.lists[name] == nil {
		b.order = append(b.order, name)
	}
	b.lists[name] = append(b.lists[name], text)
	b.wrote[name] = true
}

// into gives the body and the name in it that a path leads to. Blocks on the way
// may have a label, or a number where there are several.
func (b *hclBody) into(path string) (*hclBody, string) {
	typ, rest, nested := strings.Cut(path, ".")
	shape, ok := b.shape.Block(typ)
	if !nested || !ok {
		return b, path
	}
	key := typ
	if next, after, more := strings.Cut(rest, "."); more && !has(shape, next) {
		key, rest = typ+" "+hclString(next), after
		if _, most := shape.Labels(); most == 0 {
			key = typ + strings.Repeat(" ", len(next)) // another block of the type
		}
	}
	inner := b.blocks[key]
	if inner == nil {
		inner = newBody(b.w, shape)
		b.blocks[key] = inner
		b.order = append(b.order, key)
		b.wrote[typ] = true
	}
	return inner.into(rest)
}

// has reports whether a block has an attribute or block of the name, or may have
// one of any name.
func has(shape hcl.Shape, name string) bool {
	_, attr := shape.Attribute(name)
	_, block := shape.Block(name)
	return attr || block || len(shape.Attributes()) == 0
}

// add adds an attribute by its path and value.
func (b *hclBody) add(path, value string) {
	body, name := b.into(path)
	if inner, ok := body.shape.Block(name); ok && value == "true" && len(inner.Attributes()) == 0 {
		body.blocks[name] = newBody(b.w, inner)
		body.order = append(body.order, name)
		return
	}
	if head, key, ok := strings.Cut(name, "."); ok {
		if form, known := body.shape.Attribute(head); known && form.Map {
			body.maps[head] = append(body.maps[head], key+" = "+formed(hcl.Form{Bare: true, Text: true}, value))
			body.put(head, "")
		}
		return
	}
	form, ok := body.shape.Attribute(name)
	switch {
	case !ok && len(body.shape.Attributes()) == 0: // parameters of any name
		body.put(name, formed(hcl.Form{Bare: true, Text: true}, value))
		body.single[name] = true
	case !ok:
	case strings.HasPrefix(value, "{"): // rows, as they were written
		body.put(name, "["+value+"]")
		body.single[name] = true
	case form.List:
		for _, element := range strings.Split(value, ", ") {
			body.put(name, formed(form, element))
		}
	default:
		body.put(name, formed(form, value))
		body.single[name] = true
	}
}

// formed writes a value in one of the forms that it may have.
func formed(form hcl.Form, value string) string {
	switch {
	case form.Bare && (number.MatchString(value) || value == "true" || value == "false"):
		return value
	case slices.Contains(form.Words, value):
		return value
	case form.Any && hclsyntax.ValidIdentifier(value) && strings.ToUpper(value) == value:
		return value
	case !form.Text && !form.Any && form.SQL:
		return sqlCall(value)
	}
	return hclString(value)
}

// ref adds a reference.
func (b *hclBody) ref(r *schema.ObjectTarget) {
	if b.lists == nil {
		return // a dialect that has no such block
	}
	body, name := b.into(r.Attr)
	form, ok := body.shape.Attribute(name)
	if !ok {
		return
	}
	text := b.w.targetRef(r)
	switch {
	case text != "":
	case form.SQL, r.Kind == schema.KindFunction: // one that comes with the database
		text = sqlCall(r.Ref.String())
	case form.Text || form.Any:
		text = hclString(r.Ref.String())
	default:
		return
	}
	body.put(name, text)
	body.single[name] = !form.List
}

// targetRef is a reference to what an object refers to, or "" when that is not
// in the realm.
func (w *hclWriter) targetRef(r *schema.ObjectTarget) string {
	t := r.Target
	switch {
	case t.Column != nil && t.Table != nil:
		return w.ref("table", t.Table.Schema, t.Table.Name) + ".column" + step(t.Column.Name)
	case t.Column != nil && t.View != nil:
		return w.ref(viewBlock(t.View), t.View.Schema, t.View.Name) + ".column" + step(t.Column.Name)
	case t.Table != nil:
		return w.ref("table", t.Table.Schema, t.Table.Name)
	case t.View != nil:
		return w.ref(viewBlock(t.View), t.View.Schema, t.View.Name)
	case t.Enum != nil:
		return w.ref("enum", t.Enum.Schema, t.Enum.Name)
	case t.Object != nil:
		return w.ref(string(t.Object.Kind), t.Object.Schema, t.Object.Name)
	case t.Schema != nil:
		return "schema" + step(label(t.Schema))
	}
	return ""
}

func (b *hclBody) write() {
	b.writeAttrs()
	b.writeBlocks()
}

func (b *hclBody) writeAttrs() {
	for _, name := range b.order {
		values := b.lists[name]
		switch {
		case b.maps[name] != nil:
			b.w.line("%s = {\n%s\n}", name, strings.Join(b.maps[name], "\n"))
			b.maps[name], b.lists[name] = nil, nil
		case len(values) == 0:
		case b.single[name]:
			b.w.line("%s = %s", name, values[len(values)-1])
		default:
			b.w.line("%s = [%s]", name, strings.Join(values, ", "))
		}
	}
}

func (b *hclBody) writeBlocks() {
	for _, key := range b.order {
		if inner := b.blocks[key]; inner != nil {
			b.w.line("%s {", strings.TrimSpace(key))
			inner.write()
			b.w.close()
		}
	}
}

// complete reports whether the body has all that it must have.
func (b *hclBody) complete() bool {
	for _, name := range b.shape.Required() {
		if !b.wrote[name] {
			return false
		}
	}
	return !slices.ContainsFunc(b.shape.OneOf(), func(group []string) bool {
		return !slices.ContainsFunc(group, func(name string) bool { return b.wrote[name] })
	})
}
