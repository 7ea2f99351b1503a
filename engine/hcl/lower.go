package hcl

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/zclconf/go-cty/cty"
)

// hclDiags is what hclsyntax's visitors return.
type hclDiags = hcl.Diagnostics

func sortByStart(attrs []*hclsyntax.Attribute) {
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int {
		return cmp.Compare(a.SrcRange.Start.Byte, b.SrcRange.Start.Byte)
	})
}

// lower turns the blocks of a schema file into statements.
func (p *parser) lower(body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		if len(b.Labels) > 2 {
			continue // reported by validate
		}
		switch b.Type {
		case "variable", "locals", "annotation":
			continue
		}
		if reason := uncertain(b); reason != "" {
			p.out.Stmts = append(p.out.Stmts, &schema.Opaque{Span: p.blockSpan(b), Reason: reason})
			continue
		}
		switch b.Type {
		case "schema":
			p.lowerSchema(b)
		case "table", "foreign_table":
			p.lowerTable(b)
		case "partition":
			p.lowerPartition(b)
		case "enum":
			p.lowerEnum(b)
		case "view", "materialized":
			p.lowerView(b)
		default:
			if spec := p.grammar.root.child(b.Type, p.label(b, 0).Text); spec != nil {
				p.lowerObject(b, spec)
			}
		}
	}
}

// uncertain says why it cannot be told what a block declares, or nothing.
func uncertain(b *hclsyntax.Block) string {
	switch {
	case b.Type == "dynamic":
		return "a dynamic block"
	case attr(b.Body, "for_each") != nil:
		return "repeated with for_each"
	}
	if name := attr(b.Body, "name"); name != nil {
		if _, ok := literal(name.Expr); !ok {
			return "the name is not a plain string"
		}
	}
	return ""
}

// attr gives an attribute of a body, or nil; null equals leaving it out.
func attr(body *hclsyntax.Body, name string) *hclsyntax.Attribute {
	a := body.Attributes[name]
	if a == nil || isNull(a.Expr) {
		return nil
	}
	return a
}

// str is an attribute's value if it is a plain string, else "".
func str(body *hclsyntax.Body, name string) string {
	if a := attr(body, name); a != nil {
		s, _ := literal(a.Expr)
		return s
	}
	return ""
}

// sqlText is the SQL that an attribute gives, as a string or as sql("…").
func sqlText(body *hclsyntax.Body, name string) string {
	a := attr(body, name)
	if a == nil {
		return ""
	}
	if s, _, ok := sqlCall(a.Expr); ok {
		return s
	}
	s, _ := literal(a.Expr)
	return s
}

// flag is an attribute's truth value, or otherwise.
func flag(body *hclsyntax.Body, name string, otherwise bool) bool {
	if a := attr(body, name); a != nil {
		if v, ok := boolean(a.Expr); ok {
			return v
		}
	}
	return otherwise
}

// knownFlag reports whether flag knows an attribute's value.
func (p *parser) knownFlag(body *hclsyntax.Body, name string) bool {
	a := attr(body, name)
	if a == nil {
		return true
	}
	_, ok := boolean(a.Expr)
	return ok
}

// word is the keyword or plain string that an attribute gives.
func word(body *hclsyntax.Body, name string) string {
	a := attr(body, name)
	if a == nil {
		return ""
	}
	if k := keyword(a.Expr); k != "" {
		return k
	}
	s, _ := literal(a.Expr)
	return s
}

// block is the first block of a type in a body, or nil.
func block(body *hclsyntax.Body, typ string) *hclsyntax.Block {
	for _, b := range body.Blocks {
		if b.Type == typ {
			return b
		}
	}
	return nil
}

// scalar is the value of an attribute as text: of a string its content, of
// sql("…") the SQL, of a keyword the word, of a number or truth value its
// spelling, and nothing for what is not known.
func (p *parser) scalar(e hclsyntax.Expression) string {
	if s, ok := literal(e); ok {
		return s
	}
	if s, _, ok := sqlCall(e); ok {
		return s
	}
	if k := keyword(e); k != "" {
		return k
	}
	if text, ok := p.number(e); ok {
		return text
	}
	if v, ok := boolean(e); ok {
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

// number is the spelling of a number literal with its sign.
func (p *parser) number(e hclsyntax.Expression) (string, bool) {
	e = unwrap(e)
	if neg, ok := e.(*hclsyntax.UnaryOpExpr); ok && neg.Op == hclsyntax.OpNegate {
		s, ok := p.number(neg.Val)
		return "-" + s, ok
	}
	v, ok := e.(*hclsyntax.LiteralValueExpr)
	if !ok || v.Val.IsNull() || v.Val.Type() != cty.Number {
		return "", false
	}
	// An evaluated number stands in the place of its expression.
	text := p.source(e)
	if spelled, err := cty.ParseNumberVal(text); err != nil || !spelled.RawEquals(v.Val) {
		text = v.Val.AsBigFloat().Text('f', -1)
	}
	return text, true
}

func (p *parser) blockSpan(b *hclsyntax.Block) text.Span { return p.clamp(span(b.Range())) }

// whole is a block from its type to its closing brace, or to the end of what
// stands in it where that is missing.
func (p *parser) whole(b *hclsyntax.Block) text.Span {
	end := max(b.CloseBraceRange.End.Byte, b.OpenBraceRange.End.Byte)
	for _, a := range b.Body.Attributes {
		end = max(end, a.SrcRange.End.Byte)
	}
	for _, inner := range b.Body.Blocks {
		end = max(end, p.whole(inner).End)
	}
	return p.clamp(text.Span{Start: b.TypeRange.Start.Byte, End: end})
}

// names gives the element's own name, qualified by its schema attribute, and
// its labels where they differ from that.
func (p *parser) names(b *hclsyntax.Block) (ref, label schema.Ref) {
	own := p.ownRef(b)
	if own.IsZero() {
		return schema.Ref{}, schema.Ref{}
	}
	ref = own
	if p.instances[b] {
		own = p.labelRef(b)
	}
	if a := attr(b.Body, "schema"); a != nil {
		if r, ok := p.refOf(a.Expr, schema.Ref{}); ok && r.kind == schema.KindSchema {
			ref.Schema = r.ref.Name
		}
	}
	if a := attr(b.Body, "name"); a != nil {
		if s, ok := literal(a.Expr); ok && s != "" {
			ref.Name = schema.Name{Text: s, Span: p.clamp(span(a.Expr.Range()))}
		}
	}
	if own.IsZero() {
		return ref, label
	}
	if ref.Name != own.Name || ref.Schema.Text != own.Schema.Text {
		label = own
	}
	return ref, label
}

func (p *parser) lowerSchema(b *hclsyntax.Block) {
	ref, label := p.names(b)
	if ref.IsZero() {
		return
	}
	p.out.Stmts = append(p.out.Stmts, &schema.CreateSchema{
		Span:    p.whole(b),
		Name:    ref.Name,
		Label:   label.Name,
		Comment: str(b.Body, "comment"),
		Attrs:   p.rest(b.Body, "name", "comment"),
	})
}

func (p *parser) lowerEnum(b *hclsyntax.Block) {
	ref, label := p.names(b)
	if ref.IsZero() {
		return
	}
	stmt := &schema.CreateEnum{Span: p.whole(b), Enum: ref, Label: label, Comment: str(b.Body, "comment")}
	if a := attr(b.Body, "values"); a != nil {
		items, ok := list(a.Expr)
		for _, item := range items {
			s, isString := literal(item)
			ok = ok && isString
			stmt.Values = append(stmt.Values, schema.Name{Text: s, Span: p.clamp(span(item.Range()))})
		}
		if !ok {
			p.out.Stmts = append(p.out.Stmts, &schema.Opaque{Span: p.whole(b), Reason: "the values of the enum are not plain strings"})
			return
		}
	}
	p.out.Stmts = append(p.out.Stmts, stmt)
}

// lowerView lowers view and materialized blocks.
func (p *parser) lowerView(b *hclsyntax.Block) {
	ref, label := p.names(b)
	if ref.IsZero() {
		return
	}
	stmt := &schema.CreateView{
		Span:         p.whole(b),
		View:         ref,
		Label:        label,
		Materialized: b.Type == "materialized",
		Query:        strings.TrimSpace(sqlText(b.Body, "as")),
		DependsOn:    p.dependsOn(b.Body),
		Comment:      str(b.Body, "comment"),
	}
	props := properties{parser: p}
	props.attributes("", b.Body, "name", "schema", "comment", "as")
	props.blocks("", b.Body, "column", "index")
	stmt.Attrs, stmt.Refs = props.attrs, props.refs
	enclosing := p.ownRef(b)
	for _, part := range b.Body.Blocks {
		if uncertain(part) != "" {
			continue
		}
		switch part.Type {
		case "column":
			if col, ok := p.column(part); ok {
				stmt.Columns = append(stmt.Columns, col)
			}
		case "index":
			stmt.Indexes = append(stmt.Indexes, p.index(part, enclosing))
		}
	}
	p.out.Stmts = append(p.out.Stmts, stmt)
}

// dependsOn gives the relations that a depends_on list names.
func (p *parser) dependsOn(body *hclsyntax.Body) []schema.Ref {
	a := attr(body, "depends_on")
	if a == nil {
		return nil
	}
	items, _ := list(a.Expr)
	var refs []schema.Ref
	for _, item := range items {
		if r, ok := p.refOf(item, schema.Ref{}); ok {
			switch r.kind {
			case schema.KindTable, schema.KindView, schema.KindMaterialized:
				refs = append(refs, r.ref)
			}
		}
	}
	return refs
}
