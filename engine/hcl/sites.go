package hcl

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
)

// urlAttributes are the attributes whose strings name files and other sources.
// In those of the second kind a string needs no scheme.
var urlAttributes = map[string]struct{ plain bool }{
	"url": {}, "src": {}, "dev": {}, "dir": {}, "from": {}, "to": {}, "path": {plain: true}, "paths": {plain: true},
}

// pathFunctions are the functions whose first argument names files.
var pathFunctions = map[string]bool{"file": true, "fileset": true, "glob": true}

// collectSites finds every name in the chunk that stands for an element: the
// labels that declare, and the references in all expressions.
func (p *parser) collectSites(body *hclsyntax.Body) {
	p.attributeSites(body, schema.Ref{})
	for _, b := range body.Blocks {
		p.declarationSite(b)
		p.bodySites(b.Body, p.ownRef(b))
		if p.st.Kind == KindSchema {
			p.collectSQL(b)
		}
	}
}

// bodySites finds the sites in a block that stands, at any depth, in the table
// or view enclosing.
func (p *parser) bodySites(body *hclsyntax.Body, enclosing schema.Ref) {
	p.attributeSites(body, enclosing)
	for _, b := range body.Blocks {
		if kind, ok := members[b.Type]; ok || b.Type == "primary_key" || b.Type == "exclude" {
			if !ok {
				kind = schema.KindConstraint
			}
			if name := p.label(b, 0); !name.IsZero() && !enclosing.IsZero() {
				p.memberSite(kind, name, enclosing, true)
				p.columnNameSite(kind, b, enclosing)
			}
		}
		p.bodySites(b.Body, enclosing)
	}
}

// columnNameSite adds the site of a column's name attribute: that declares the
// column under the name that SQL knows.
func (p *parser) columnNameSite(kind schema.Kind, b *hclsyntax.Block, table schema.Ref) {
	attr := b.Body.Attributes["name"]
	if kind != schema.KindColumn || attr == nil {
		return
	}
	if s, ok := literal(attr.Expr); ok && s != "" && p.quoted(attr.Expr) {
		p.memberSite(kind, schema.Name{Text: s, Span: p.clamp(span(attr.Expr.Range()))}, table, true)
	}
}

// memberSite adds the site of a column, index or constraint of a table.
func (p *parser) memberSite(kind schema.Kind, name schema.Name, table schema.Ref, decl bool) {
	site := schema.Site{Span: name.Span, Kind: kind, Decl: decl, Ref: table}
	if kind == schema.KindColumn {
		site.Column = name.Text
	} else {
		site.Ref = schema.Ref{Name: name, Label: true}
	}
	p.out.Sites = append(p.out.Sites, site)
}

func (p *parser) site(kind schema.Kind, name schema.Name, ref schema.Ref, decl bool) {
	p.out.Sites = append(p.out.Sites, schema.Site{Span: name.Span, Kind: kind, Decl: decl, Ref: ref})
}

// label is a block's label as a name.
func (p *parser) label(b *hclsyntax.Block, i int) schema.Name {
	if i >= len(b.Labels) || i >= len(b.LabelRanges) {
		return schema.Name{}
	}
	return schema.Name{Text: b.Labels[i], Span: p.clamp(span(b.LabelRanges[i]))}
}

// ownRef is how references name a top-level block: by its labels, the first of
// two being the schema, or else the schema that its schema attribute refers to.
// A block without labels, and one of many that share them, goes by its name. It
// is zero for a block without either.
func (p *parser) ownRef(b *hclsyntax.Block) schema.Ref {
	ref := p.labelRef(b)
	if !ref.IsZero() && !p.instances[b] {
		return ref
	}
	if a := attr(b.Body, "name"); a != nil {
		if s, ok := literal(a.Expr); ok && s != "" {
			ref.Label, ref.Name = true, schema.Name{Text: s, Span: p.clamp(span(a.Expr.Range()))}
			if ref.Schema.IsZero() {
				ref.Schema = p.schemaLabel(b)
			}
		}
	}
	return ref
}

// labelRef is how references name a block by its labels.
func (p *parser) labelRef(b *hclsyntax.Block) schema.Ref {
	switch len(b.Labels) {
	case 0:
		return schema.Ref{}
	case 1:
		return schema.Ref{Label: true, Schema: p.schemaLabel(b), Name: p.label(b, 0)}
	}
	return schema.Ref{Label: true, Schema: p.label(b, 0), Name: p.label(b, 1)}
}

// schemaLabel is the schema that a block's schema attribute refers to.
func (p *parser) schemaLabel(b *hclsyntax.Block) schema.Name {
	if a := attr(b.Body, "schema"); a != nil {
		if r, ok := p.refOf(a.Expr, schema.Ref{}); ok && r.kind == schema.KindSchema {
			return r.ref.Name
		}
	}
	return schema.Name{}
}

// declarationSite adds the sites of a top-level block's labels, and of a name
// attribute: that declares the element under the name that SQL knows.
func (p *parser) declarationSite(b *hclsyntax.Block) {
	switch b.Type {
	case "variable":
		if name := p.label(b, 0); !name.IsZero() {
			p.site(SiteVariable, name, schema.Ref{Name: name, Label: true}, true)
		}
		return
	case "locals":
		for _, a := range attributes(b.Body) {
			name := schema.Name{Text: a.Name, Span: p.clamp(span(a.NameRange))}
			p.site(SiteLocal, name, schema.Ref{Name: name, Label: true}, true)
		}
		return
	case "data", "docker", "exporter":
		if len(b.Labels) == 2 {
			p.site(schema.Kind(b.Type), p.label(b, 1), schema.Ref{Schema: p.label(b, 0), Name: p.label(b, 1), Label: true}, true)
		}
		if b.Type == "data" && p.st.Kind == KindProject && p.label(b, 0).Text == "hcl_schema" {
			p.inputSites(b)
		}
		if b.Type == "data" && p.st.Kind == KindProject && p.label(b, 0).Text == "composite_schema" {
			for _, part := range b.Body.Blocks {
				if name := p.label(part, 0); part.Type == "schema" && !name.IsZero() {
					p.site(schema.KindSchema, name, schema.Ref{Name: name}, true)
				}
			}
		}
		return
	case "env":
		if name := p.label(b, 0); !name.IsZero() {
			p.site(SiteEnv, name, schema.Ref{Name: name, Label: true}, true)
		}
		return
	}
	head, ok := heads[b.Type]
	if !ok || p.st.Kind != KindSchema {
		return
	}
	kind := head.kind
	ref := p.ownRef(b)
	if ref.IsZero() {
		return
	}
	if len(b.Labels) > 1 {
		p.site(schema.KindSchema, ref.Schema, schema.Ref{Name: ref.Schema, Label: true}, false)
	}
	p.site(kind, ref.Name, ref, true)
	if attr := b.Body.Attributes["name"]; attr != nil {
		if s, ok := literal(attr.Expr); ok && s != "" {
			name := schema.Name{Text: s, Span: p.clamp(span(attr.Expr.Range()))}
			p.site(kind, name, schema.Ref{Schema: ref.Schema, Name: name}, true)
		}
	}
}

// inputSites adds the sites of the keys of a data source's vars.
func (p *parser) inputSites(b *hclsyntax.Block) {
	vars := b.Body.Attributes["vars"]
	if vars == nil {
		return
	}
	object, ok := unwrap(vars.Expr).(*hclsyntax.ObjectConsExpr)
	if !ok {
		return
	}
	for _, item := range object.Items {
		key, ok := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr)
		if !ok {
			continue
		}
		word := keyword(key.Wrapped)
		if s, isString := literal(key.Wrapped); isString && p.quoted(key.Wrapped) {
			word = s
		}
		if word != "" {
			name := schema.Name{Text: word, Span: p.clamp(span(key.Range()))}
			p.site(SiteInput, name, schema.Ref{Schema: p.label(b, 1), Name: name}, false)
		}
	}
}

// attributes gives a body's attributes in the order of the text.
func attributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	list := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, a := range body.Attributes {
		list = append(list, a)
	}
	sortByStart(list)
	return list
}

// attributeSites finds the references in a body's own attributes.
func (p *parser) attributeSites(body *hclsyntax.Body, enclosing schema.Ref) {
	for _, a := range attributes(body) {
		for _, t := range hclsyntax.Variables(a.Expr) {
			r, ok := p.resolve(t, enclosing)
			if !ok {
				continue
			}
			first, _ := p.segments(t)
			if _, bare := members[first[0].Text]; !bare {
				if !r.ref.Schema.IsZero() && !heads[first[0].Text].pair {
					p.site(schema.KindSchema, r.ref.Schema, schema.Ref{Name: r.ref.Schema, Label: true}, false)
				}
				p.site(r.kind, r.ref.Name, r.ref, false)
			}
			if r.member != "" {
				p.memberSite(r.member, r.name, r.ref, false)
			}
		}
		p.literalSites(a)
	}
}

// literalSites finds URLs and, in sql("…") types, the names of types.
func (p *parser) literalSites(a *hclsyntax.Attribute) {
	form, isURL := urlAttributes[a.Name]
	if !form.plain {
		_ = hclsyntax.VisitAll(a.Expr, func(n hclsyntax.Node) hclDiags {
			call, ok := n.(*hclsyntax.FunctionCallExpr)
			if !ok || !pathFunctions[call.Name] || len(call.Args) == 0 {
				return nil
			}
			if s, ok := literal(call.Args[0]); ok && s != "" && !(isURL && hasScheme(s)) && p.quoted(call.Args[0]) {
				name := schema.Name{Text: s, Span: p.clamp(span(call.Args[0].Range()))}
				p.site(SiteURL, name, schema.Ref{Name: name}, false)
			}
			return nil
		})
	}
	if isURL {
		_ = hclsyntax.VisitAll(a.Expr, func(n hclsyntax.Node) hclDiags {
			e, ok := n.(*hclsyntax.TemplateExpr)
			if !ok {
				return nil
			}
			if s, ok := literal(e); ok && s != "" && (form.plain || hasScheme(s)) && p.quoted(e) {
				name := schema.Name{Text: s, Span: p.clamp(span(e.Range()))}
				p.site(SiteURL, name, schema.Ref{Name: name}, false)
			}
			return nil
		})
	}
	if p.st.Kind == KindSchema && a.Name == "type" {
		if t := p.typeOf(a.Expr); t.Ref != nil && !t.Ref.Label {
			if !t.Ref.Schema.IsZero() {
				p.out.Sites = append(p.out.Sites, schema.Site{
					Span: t.Ref.Schema.Span, Kind: schema.KindSchema, Ref: schema.Ref{Name: t.Ref.Schema}, InString: true,
				})
			}
			p.out.Sites = append(p.out.Sites, schema.Site{Span: t.Ref.Name.Span, Kind: schema.KindType, Ref: *t.Ref, InString: true})
		}
	}
}

// quoted reports whether an expression is a string in quotes, not a heredoc.
func (p *parser) quoted(e hclsyntax.Expression) bool {
	return strings.HasPrefix(p.source(e), `"`)
}

// hasScheme reports whether a string begins like a URL (RFC 3986, "3.1.
// Scheme").
func hasScheme(s string) bool {
	scheme, _, ok := strings.Cut(s, "://")
	if !ok || scheme == "" || !('a' <= scheme[0]|0x20 && scheme[0]|0x20 <= 'z') {
		return false
	}
	return strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
}
