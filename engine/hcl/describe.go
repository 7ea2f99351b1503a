package hcl

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
)

// Description is what the tables say of a word that is no name: a block's type,
// an attribute, a function, a column type or a keyword.
type Description struct {
	Span       text.Span
	Code       string // how it is written, "null = bool"
	Doc        string // what it is for
	Values     []string
	Required   bool
	Deprecated string // what to write instead
}

// Describe tells what is known of the word at a byte offset of a chunk.
func Describe(chunk string, offset int, st State) (Description, bool) {
	body, _ := Body(chunk)
	d := describer{p: &parser{src: chunk, st: st, grammar: grammarOf(st), out: &schema.Chunk{}}, offset: offset}
	return d.body(body, d.p.grammar.root)
}

type describer struct {
	p      *parser
	offset int
}

func (d describer) on(s text.Span) bool { return d.p.clamp(s).Contains(d.offset) }

// body looks for the word in a body of which spec speaks; spec may be nil.
func (d describer) body(body *hclsyntax.Body, spec *blockSpec) (Description, bool) {
	for _, b := range body.Blocks {
		label := ""
		if len(b.Labels) > 0 {
			label = b.Labels[0]
		}
		inner := spec.child(b.Type, label)
		switch {
		case inner == nil:
		case d.on(span(b.TypeRange)):
			return d.block(b, inner), true
		case inner.label != "" && len(b.LabelRanges) > 0 && d.on(span(b.LabelRanges[0])):
			found := d.block(b, inner)
			found.Span = d.p.clamp(span(b.LabelRanges[0]))
			return found, true
		}
		if d.on(d.p.whole(b)) {
			return d.body(b.Body, inner)
		}
	}
	for _, a := range body.Attributes {
		var known *attrSpec
		if spec != nil {
			known = spec.attrs[a.Name]
		}
		switch {
		case d.on(span(a.NameRange)) && known != nil:
			values, _ := known.enums()
			return Description{
				Span: d.p.clamp(span(a.NameRange)), Code: strings.TrimSuffix(a.Name+" = "+strings.TrimPrefix(known.detail(), "required, "), " = "),
				Doc: known.doc, Values: values, Required: known.required, Deprecated: known.deprecated,
			}, true
		case d.on(span(a.Expr.Range())):
			return d.value(a, known)
		}
	}
	return Description{}, false
}

func (d describer) block(b *hclsyntax.Block, spec *blockSpec) Description {
	code := b.Type
	switch {
	case spec.label != "":
		code += ` "` + spec.label + `"` + strings.Repeat(` "…"`, max(spec.maxLabels-1, 0))
	case spec.maxLabels > 0:
		code += ` "…"`
	}
	return Description{
		Span: d.p.clamp(span(b.TypeRange)), Code: code + " { … }", Doc: spec.doc, Required: spec.required, Deprecated: spec.deprecated,
	}
}

// value looks for the word in an attribute's value: a keyword, a type or a
// function.
func (d describer) value(a *hclsyntax.Attribute, spec *attrSpec) (found Description, ok bool) {
	isType := spec != nil && spec.takes(acceptType)
	_ = hclsyntax.VisitAll(a.Expr, func(n hclsyntax.Node) hclDiags {
		switch e := n.(type) {
		case *hclsyntax.FunctionCallExpr:
			at := d.p.clamp(span(e.NameRange))
			if !at.Contains(d.offset) {
				return nil
			}
			if signature := functions()[e.Name]; signature != "" {
				found, ok = Description{Span: at, Code: signature, Deprecated: deprecatedFunctions()[e.Name]}, true
			} else if isType {
				found, ok = d.typeNamed(e.Name, at)
			}
		case *hclsyntax.ScopeTraversalExpr:
			at := d.p.clamp(span(e.Range()))
			if len(e.Traversal) != 1 || !at.Contains(d.offset) {
				return nil
			}
			word := e.Traversal.RootName()
			if isType {
				found, ok = d.typeNamed(word, at)
			}
			if spec == nil || ok {
				return nil
			}
			values, _ := spec.enums()
			for _, v := range values {
				if v == word {
					found, ok = Description{Span: at, Code: a.Name + " = " + word, Doc: spec.doc, Values: values}, true
				}
			}
		}
		return nil
	})
	return found, ok
}

// typeNamed is a column type of the dialect.
func (d describer) typeNamed(name string, at text.Span) (Description, bool) {
	t := d.p.grammar.types.Word(name)
	if t == nil {
		return Description{}, false
	}
	found := Description{Span: at, Code: t.Signature(name), Doc: t.Doc}
	if title := t.Title(); d.p.grammar.types != types.Of("") && title != found.Code {
		found.Doc += " In the database: " + title + "."
	}
	return found, true
}
