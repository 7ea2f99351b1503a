package hcl

import (
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// validate compares the chunk's blocks with the tables.
func (p *parser) validate(body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		p.validateBlock(b, p.grammar.root, nil, schema.Ref{})
	}
}

// labelList is a block's head as a person writes it.
func labelList(b *hclsyntax.Block) string {
	var s strings.Builder
	s.WriteString(b.Type)
	for _, l := range b.Labels {
		s.WriteString(` "` + l + `"`)
	}
	return s.String()
}

// validateBlock checks a block within a block of spec parent; outer is that
// block, nil at the top. Own is the table that a bare column.x belongs to.
func (p *parser) validateBlock(b *hclsyntax.Block, parent *blockSpec, outer *hclsyntax.Block, own schema.Ref) {
	if len(p.out.Problems) >= maxProblems {
		return
	}
	if outer == nil {
		own = p.ownRef(b)
	}
	if len(b.Labels) > 2 {
		p.problem(schema.Error, schema.CodeInvalidLabels, span(b.LabelRanges[2]),
			"block %s has %d labels: there can be a name and, before it, a qualifier", b.Type, len(b.Labels))
	}
	spec := parent.child(b.Type, p.label(b, 0).Text)
	if spec == nil {
		p.unknownBlock(b, parent, outer)
		return
	}
	if p.grammar.lenient {
		for _, inner := range b.Body.Blocks {
			p.validateBlock(inner, spec, b, own)
		}
		return
	}
	p.validateLabels(b, spec)
	p.deprecated(span(b.TypeRange), b.Type, spec.deprecated)
	for _, a := range attributes(b.Body) {
		p.validateCalls(a.Expr)
		if known := spec.attrs[a.Name]; known != nil {
			p.deprecated(span(a.NameRange), a.Name, known.deprecated)
			if !p.isBroken(span(a.SrcRange)) {
				p.validateValue(a, known, own)
			}
		} else {
			p.unknownAttribute(a, b, spec)
		}
	}
	p.validateMissing(b, spec)
	for _, inner := range b.Body.Blocks {
		p.validateBlock(inner, spec, b, own)
	}
}

// deprecated hints at what to write instead of something that is still
// understood.
func (p *parser) deprecated(at text.Span, name, instead string) {
	if instead != "" {
		p.problem(schema.Hint, schema.CodeDeprecated, at, "%s is deprecated: %s", name, instead)
	}
}

// unknownBlock reports a block that its parent does not know.
func (p *parser) unknownBlock(b *hclsyntax.Block, parent *blockSpec, outer *hclsyntax.Block) {
	if p.grammar.lenient || parent.anyBlock || b.Type == "dynamic" {
		return
	}
	at := span(b.TypeRange)
	if outer != nil {
		switch {
		case parent.attrs[b.Type] != nil:
			p.problem(schema.Error, schema.CodeUnknownBlock, at,
				"%s is no block but an attribute in block of type %s: write %s = …", b.Type, outer.Type, b.Type)
		default:
			hint := didYouMean(schema.Nearest(b.Type, parent.blockNames))
			p.problem(schema.Error, schema.CodeUnknownBlock, at,
				"unknown block type %s in block of type %s%s", b.Type, outer.Type, hint)
		}
		return
	}
	for kind, g := range grammars().kinds {
		if kind != p.st.Kind && g.root.children[b.Type] != nil {
			p.problem(schema.Warning, schema.CodeUnknownBlock, at,
				"a block of type %s has no meaning in a %s file: it belongs in a %s file", b.Type, p.st.Kind, kind)
			return
		}
	}
	union := grammars().union.root
	if union.children[b.Type] != nil {
		what := "a " + string(p.st.Kind) + " file"
		if p.st.Kind == KindSchema {
			what = "a schema of " + string(p.st.Dialect)
		}
		p.problem(schema.Warning, schema.CodeUnknownBlock, at, "a block of type %s has no meaning in %s", b.Type, what)
		return
	}
	if near := schema.Nearest(b.Type, parent.blockNames); near != "" {
		p.problem(schema.Error, schema.CodeUnknownBlock, at, "unknown block type %s%s", b.Type, didYouMean(near))
		return
	}
	p.problem(schema.Warning, schema.CodeUnknownBlock, at, "unknown block type %s", b.Type)
}

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return " (Did you mean " + near + "?)"
}

// validateLabels checks the number of labels. In schema files a name attribute
// stands for the label, and a repeated block may have a name for each of its
// elements.
func (p *parser) validateLabels(b *hclsyntax.Block, spec *blockSpec) {
	named := p.st.Kind == KindSchema && (b.Body.Attributes["name"] != nil || b.Body.Attributes["for_each"] != nil)
	switch n := len(b.Labels); {
	case n == 0 && named:
	case n < spec.minLabels && n == 0 && spec.maxLabels < 2 || n < spec.minLabels && p.st.Kind == KindSchema:
		p.problem(schema.Error, schema.CodeInvalidLabels, span(b.TypeRange),
			"block of type %s needs a name: %s \"name\" { … }", b.Type, b.Type)
	case n < spec.minLabels:
		p.problem(schema.Error, schema.CodeInvalidLabels, span(b.TypeRange),
			"block of type %s needs two labels: %s \"type\" \"name\" { … }", b.Type, b.Type)
	case n > spec.maxLabels && n <= 2:
		p.problem(schema.Warning, schema.CodeInvalidLabels, span(b.LabelRanges[n-1]),
			"block of type %s takes %s", b.Type, []string{"no labels", "one label"}[min(spec.maxLabels, 1)])
	}
}

// unknownAttribute reports an attribute that its block does not know.
func (p *parser) unknownAttribute(a *hclsyntax.Attribute, b *hclsyntax.Block, spec *blockSpec) {
	at := span(a.NameRange)
	if b.Type == "data" && p.label(b, 0).Text == "composite_schema" && a.Name == "schemas" {
		p.problem(schema.Error, schema.CodeUnknownAttribute, at,
			"composite_schema has no attribute schemas: write a block for each part, schema \"name\" { url = … }, in the order in which they load")
		return
	}
	switch {
	case spec.anyAttribute || a.Name == "for_each":
	case spec.children[a.Name] != nil:
		p.problem(schema.Warning, schema.CodeUnknownAttribute, at,
			"%s is no attribute but a block in block of type %s: write %s { … }", a.Name, b.Type, a.Name)
	default:
		hint := didYouMean(schema.Nearest(a.Name, spec.attrNames))
		if m, ok := mistakes()[b.Type+"."+a.Name]; ok && (m.With == "" || spec.attrs[m.With] != nil || spec.children[m.With] != nil) {
			hint = ": " + m.Instead
		}
		p.problem(schema.Warning, schema.CodeUnknownAttribute, at,
			"unknown attribute %s in block of type %s%s", a.Name, b.Type, hint)
	}
}

// validateMissing reports what a block needs and does not have. Where the text
// has a syntax error the tree may lack what the text has.
func (p *parser) validateMissing(b *hclsyntax.Block, spec *blockSpec) {
	whole := p.whole(b)
	for _, problem := range p.out.Problems {
		if problem.Code == schema.CodeSyntax && problem.Span.Start <= whole.End && problem.Span.End >= whole.Start {
			return
		}
	}
	dynamic := false
	blocks := map[string]bool{}
	for _, inner := range b.Body.Blocks {
		blocks[inner.Type] = true
		dynamic = dynamic || inner.Type == "dynamic"
	}
	has := func(name string) bool {
		name, form, _ := strings.Cut(name, " ")
		return form != "(block)" && attr(b.Body, name) != nil || form != "(attribute)" && blocks[name]
	}
	at := text.Span{Start: b.TypeRange.Start.Byte, End: b.TypeRange.End.Byte}
	if n := len(b.LabelRanges); n > 0 {
		at.End = b.LabelRanges[n-1].End.Byte
	}
	for _, name := range spec.attrNames {
		a := spec.attrs[name]
		if !a.required {
			break // the required ones come first
		}
		alternative := slices.ContainsFunc(spec.exclusive, func(group []string) bool {
			return slices.Contains(group, name) && slices.ContainsFunc(group, has)
		})
		if !has(name) && !alternative {
			p.problem(schema.Error, schema.CodeMissingAttribute, at, "%s needs the attribute %s%s", labelList(b), name, example(a))
		}
	}
	for _, group := range spec.oneOf {
		if !dynamic && !slices.ContainsFunc(group, has) {
			p.problem(schema.Error, schema.CodeMissingAttribute, at, "%s needs one of %s", labelList(b), strings.Join(group, ", "))
		}
	}
	for _, name := range spec.blockNames {
		c := spec.children[name]
		if c.required && !dynamic && !blocks[name] && b.Body.Attributes[name+"s"] == nil && (c.within == nil || slices.Contains(c.within, spec.label)) {
			p.problem(schema.Error, schema.CodeMissingAttribute, at, "%s needs a block of type %s", labelList(b), name)
		}
	}
	for _, group := range spec.exclusive {
		var given []string
		for _, name := range group {
			if has(name) {
				given = append(given, name)
			}
		}
		if len(given) > 1 {
			// One of them is dropped in silence, unless there must be exactly one.
			severity := schema.Warning
			if strings.HasSuffix(group[0], ")") || slices.ContainsFunc(spec.oneOf, func(one []string) bool { return slices.Equal(one, group) }) {
				severity = schema.Error
			}
			p.problem(severity, schema.CodeExclusive, at, "%s cannot have both %s", labelList(b), strings.Join(given, " and "))
		}
	}
}

// example is what a missing attribute may look like.
func example(a *attrSpec) string {
	if a.takes(acceptType) {
		return ""
	}
	for _, acc := range a.accepts {
		if acc.kind == acceptList {
			if acc.elem.kind == acceptRef {
				return ": " + a.name + " = [" + refExample(acc.elem.ref) + "]"
			}
			continue
		}
		if acc.kind == acceptRef && acc.ref != "*" {
			return ": " + a.name + " = " + refExample(acc.ref)
		}
	}
	return ""
}

// refExample is a reference of the kind that a table file names.
func refExample(ref string) string {
	if i := strings.LastIndexByte(ref, '.'); i >= 0 {
		return ref[i+1:] + ".name"
	}
	switch ref {
	case "*":
		return "table.name"
	case "schema":
		return "schema.name"
	}
	return ref + ".name"
}

// oneOfWords lists keywords for a message.
func oneOfWords(words []string) string {
	sorted := slices.Clone(words)
	sort.Strings(sorted)
	if len(sorted) > 12 {
		sorted = append(sorted[:12], "…")
	}
	return strings.Join(sorted, ", ")
}
