package hcl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
)

// lowerObject lowers a block of any kind that has no method of its own. What the
// tables say of its attributes tells what becomes of them: types, arguments,
// fields, checks and indexes have their places in the statement, references are
// refs, and all else are attributes.
func (p *parser) lowerObject(b *hclsyntax.Block, spec *blockSpec) {
	ref, label := p.names(b)
	if ref.IsZero() && spec.minLabels > 0 {
		return
	}
	s := &schema.CreateObject{
		Span: p.whole(b), Kind: schema.Kind(b.Type), Object: ref, Label: label, Comment: str(b.Body, "comment"),
	}
	done := []string{"name", "comment"}
	if as := spec.attrs["as"]; as != nil && !as.takes(acceptEnum) { // else a keyword, as of policies and casts
		s.Body = strings.TrimSpace(sqlText(b.Body, "as"))
		done = append(done, "as")
	}
	if !schema.Schemaless(s.Kind) {
		done = append(done, "schema")
	}
	if on := attr(b.Body, "on"); on != nil {
		if r, ok := p.refOf(on.Expr, schema.Ref{}); ok {
			s.Table = r.ref
			done = append(done, "on")
		}
	}
	props := properties{parser: p}
	done = append(done, p.objectTypes(s, b.Body, spec, &props)...)
	props.attributes("", b.Body, done...)
	p.objectParts(s, b, &props)
	s.Attrs, s.Refs = props.attrs, props.refs
	switch s.Kind {
	case schema.KindFunction, schema.KindProcedure, schema.KindAggregate:
		s.Signature = signature(s.Args)
	case schema.KindCast:
		s.Signature = castSignature(s)
	}
	p.out.Stmts = append(p.out.Stmts, s)
}

// objectTypes reads the attributes that are types, and those that belong to
// them. It gives the names of what it read.
func (p *parser) objectTypes(s *schema.CreateObject, body *hclsyntax.Body, spec *blockSpec, props *properties) (read []string) {
	for _, a := range attributes(body) {
		known := spec.attrs[a.Name]
		if known == nil || !known.takes(acceptType) || isNull(a.Expr) {
			continue
		}
		def := schema.ColumnDef{Span: p.clamp(span(a.SrcRange)), Type: p.typeOf(a.Expr)}
		read = append(read, a.Name)
		if a.Name == "source" {
			s.Args = append(s.Args, def)
			continue
		}
		s.Value = &def
		if a.Name == "return_set" {
			props.attrs = append(props.attrs, schema.Attr{Name: "return_set", Value: "true"})
		}
	}
	if s.Value == nil {
		return read
	}
	if a := attr(body, "default"); a != nil && spec.attrs["default"] != nil {
		e := p.expr(a.Expr)
		s.Value.Default = &e
		read = append(read, "default")
	}
	if spec.attrs["null"] != nil { // without it there is none, as of columns
		s.Value.NotNull = !flag(body, "null", false)
		read = append(read, "null")
	}
	return read
}

// objectParts reads the blocks in a block.
func (p *parser) objectParts(s *schema.CreateObject, b *hclsyntax.Block, props *properties) {
	for _, part := range b.Body.Blocks {
		if uncertain(part) != "" {
			continue
		}
		switch part.Type {
		case "arg":
			arg, _ := p.column(part)
			arg.NotNull = false
			s.Args = append(s.Args, arg)
		case "field", "column", "key", "attribute":
			col, ok := p.column(part)
			if part.Type == "field" || s.Kind == schema.KindFunction && p.st.Dialect == schema.Postgres {
				col.NotNull = false
			}
			if part.Type == "key" {
				col.Attrs = append(col.Attrs, schema.Attr{Name: "key", Value: "true"})
			}
			if ok {
				s.Columns = append(s.Columns, col)
			}
		case "return_table":
			if len(part.Labels) > 0 {
				props.attrs = append(props.attrs, schema.Attr{Name: "return_table", Value: part.Labels[0]})
			}
			p.objectParts(s, part, props)
		case "check":
			s.Constraints = append(s.Constraints, schema.ConstraintDef{
				Span: p.whole(part), Kind: schema.CheckConstraint, Name: p.partName(part), Expr: sqlText(part.Body, "expr"),
				Comment: str(part.Body, "comment"), Attrs: p.rest(part.Body, "name", "expr", "comment"),
			})
		case "primary_key":
			s.Constraints = append(s.Constraints, p.key(part, schema.PrimaryKey, partOwner))
		case "index":
			s.Indexes = append(s.Indexes, p.index(part, partOwner))
		default:
			props.block("", part)
		}
	}
}

// partOwner is what column.x belongs to in a block that is no table: the names
// are looked up in the block itself.
var partOwner = schema.Ref{Name: schema.Name{Text: "self"}}

// signature lists the types of a function's input arguments, which is what
// tells functions of one name apart (PostgreSQL, "ALTER FUNCTION").
func signature(args []schema.ColumnDef) string {
	var types []string
	for _, a := range args {
		if slices.Contains(a.Attrs, schema.Attr{Name: "mode", Value: "OUT"}) {
			continue
		}
		typ := a.Type.Text
		if typ == "" {
			typ = "?"
		}
		types = append(types, typ)
	}
	return strings.Join(types, ", ")
}

// castSignature names a cast as PostgreSQL does: "integer AS text".
func castSignature(s *schema.CreateObject) string {
	if len(s.Args) == 0 || s.Value == nil {
		return ""
	}
	return s.Args[0].Type.Text + " AS " + s.Value.Type.Text
}

// properties collects the attributes and references of a block.
type properties struct {
	*parser
	own   schema.Ref // the table that a bare column.x belongs to
	attrs []schema.Attr
	refs  []schema.ObjectRef
	seen  map[string]int // how many blocks of a type there were
}

// rest gives the attributes of a body, and of the blocks in it that have no
// place elsewhere, as text. What refers to something is written by its name.
func (p *parser) rest(body *hclsyntax.Body, except ...string) []schema.Attr {
	props := properties{parser: p}
	props.attributes("", body, except...)
	props.blocks("", body, "as", "identity", "on")
	for _, r := range props.refs {
		name := r.Column
		if name == "" {
			name = r.Ref.String()
		}
		props.attrs = append(props.attrs, schema.Attr{Name: r.Attr, Value: name})
	}
	return props.attrs
}

// attributes adds a body's own attributes, but for some.
func (x *properties) attributes(prefix string, body *hclsyntax.Body, except ...string) {
	for _, a := range attributes(body) {
		if a.Name == "password" {
			continue // which nothing may print
		}
		if a.Name != "for_each" && !isNull(a.Expr) && !slices.Contains(except, a.Name) {
			x.add(prefix+canonicalAttr(a.Name), a.Expr)
		}
	}
}

// canonicalAttr is the spelling of an attribute that has several.
func canonicalAttr(name string) string {
	switch name {
	case "collation":
		return "collate"
	case "foreach":
		return "for"
	}
	return name
}

// blocks adds the blocks in a body, but for those of some types.
func (x *properties) blocks(prefix string, body *hclsyntax.Body, except ...string) {
	for _, b := range body.Blocks {
		if !slices.Contains(except, b.Type) && uncertain(b) == "" {
			x.block(prefix, b)
		}
	}
}

// block adds what is in a block, behind its type and its labels. Of several such
// blocks the later ones are numbered.
func (x *properties) block(prefix string, b *hclsyntax.Block) {
	if b.Type == "annotation" {
		return // notes of the project's own, which say nothing of the database
	}
	prefix = strings.Join(append([]string{prefix + b.Type}, b.Labels...), ".")
	if x.seen == nil {
		x.seen = map[string]int{}
	}
	if x.seen[prefix]++; x.seen[prefix] > 1 {
		prefix += "." + strconv.Itoa(x.seen[prefix])
	}
	if len(b.Body.Attributes)+len(b.Body.Blocks) == 0 {
		x.attrs = append(x.attrs, schema.Attr{Name: prefix, Value: "true"})
	}
	x.attributes(prefix+".", b.Body)
	x.blocks(prefix+".", b.Body)
}

// add adds one attribute: the scalars in it as text, the references as refs.
func (x *properties) add(name string, e hclsyntax.Expression) {
	if r, ok := x.objectRef(name, e); ok {
		x.refs = append(x.refs, r)
		return
	}
	if r, ok := x.refOf(e, x.own); ok && r.member != "" { // a column or index of its own
		x.attrs = append(x.attrs, schema.Attr{Name: name, Value: r.name.Text})
		return
	}
	if items, ok := list(e); ok {
		x.list(name, items)
		return
	}
	if object, ok := unwrap(e).(*hclsyntax.ObjectConsExpr); ok {
		for _, item := range object.Items {
			if key := objectKey(item.KeyExpr); key != "" {
				x.add(name+"."+key, item.ValueExpr)
			}
		}
		return
	}
	if text := x.scalar(e); text != "" {
		x.attrs = append(x.attrs, schema.Attr{Name: name, Value: text})
	}
}

// list adds the elements of a list, joined by commas. Objects, as of rows, are
// kept as they are written.
func (x *properties) list(name string, items []hclsyntax.Expression) {
	var texts []string
	for _, item := range items {
		if r, ok := x.objectRef(name, item); ok {
			x.refs = append(x.refs, r)
		} else if text := x.scalar(item); text != "" {
			texts = append(texts, text)
		} else if _, ok := unwrap(item).(*hclsyntax.ObjectConsExpr); ok {
			texts = append(texts, strings.Join(strings.Fields(x.source(item)), " "))
		}
	}
	if len(texts) > 0 {
		x.attrs = append(x.attrs, schema.Attr{Name: name, Value: strings.Join(texts, ", ")})
	}
}

// objectKey is the key of an object's item, or "" where it is computed.
func objectKey(e hclsyntax.Expression) string {
	if key, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		e = key.Wrapped
	}
	if word := keyword(e); word != "" {
		return word
	}
	s, _ := literal(e)
	return s
}

// objectRef reads a reference to an element of the schema: function.f, or
// ref("table.public.users"), which need not be a block of HCL.
func (p *parser) objectRef(attr string, e hclsyntax.Expression) (schema.ObjectRef, bool) {
	if call, ok := unwrap(e).(*hclsyntax.FunctionCallExpr); ok && call.Name == "ref" && len(call.Args) == 1 {
		return p.externalRef(attr, call.Args[0])
	}
	if sql, at, ok := sqlCall(e); ok && functionAttrs[attr] {
		ref := schema.Ref{Name: schema.Name{Text: sql, Span: p.clamp(at)}}
		if qualifier, name, ok := strings.Cut(sql, "."); ok {
			ref.Schema, ref.Name.Text = schema.Name{Text: qualifier, Span: p.clamp(at)}, name
		}
		return schema.ObjectRef{Attr: attr, Kind: schema.KindFunction, Ref: ref}, true
	}
	r, ok := p.refOf(e, schema.Ref{})
	if !ok {
		return schema.ObjectRef{}, false
	}
	switch r.kind {
	case SiteVariable, SiteLocal, SiteData, SiteDocker, SiteExporter:
		return schema.ObjectRef{}, false
	}
	out := schema.ObjectRef{Attr: attr, Kind: r.kind, Ref: r.ref}
	switch r.member {
	case "":
	case schema.KindColumn:
		out.Kind, out.Column = schema.KindColumn, r.name.Text
	default:
		return schema.ObjectRef{}, false
	}
	return out, true
}

// functionAttrs are the attributes whose sql("…") names a function that no block
// declares.
var functionAttrs = map[string]bool{
	"execute": true, "execute.function": true, "execute.procedure": true, "with": true, "state_func": true, "subtype_diff": true, "canonical": true,
}

// externalRef reads the string of ref("kind.schema.name").
func (p *parser) externalRef(attr string, e hclsyntax.Expression) (schema.ObjectRef, bool) {
	s, ok := literal(e)
	parts := strings.Split(s, ".")
	if !ok || len(parts) < 2 || len(parts) > 3 || heads[parts[0]].kind == "" {
		return schema.ObjectRef{}, false
	}
	at := p.clamp(span(e.Range()))
	ref := schema.Ref{Name: schema.Name{Text: parts[len(parts)-1], Span: at}}
	if len(parts) == 3 {
		ref.Schema = schema.Name{Text: parts[1], Span: at}
	}
	return schema.ObjectRef{Attr: attr, Kind: heads[parts[0]].kind, Ref: ref}, true
}
