package hcl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// ReferenceAt finds what the reference at a byte offset of a chunk leads to when
// the offset is at one of its words that is no name: the data and url of
// data.sql.tenants.url, the column of table.users.column.id. It is also how
// each.value, and the iterator of a dynamic block, lead to the for_each attribute
// that they take their values from: repeats is that attribute's name then, and
// the site is zero.
func ReferenceAt(chunk string, offset int, st State) (site schema.Site, repeats text.Span, ok bool) {
	body, _ := Body(chunk)
	f := referenceFinder{p: &parser{src: chunk, st: st, grammar: grammarOf(st), out: &schema.Chunk{}}, offset: offset}
	for _, b := range body.Blocks {
		if f.p.whole(b).Contains(offset) {
			f.enclosing = f.p.ownRef(b)
			f.blocks = append(f.blocks, b)
			f.body(b.Body)
			break
		}
	}
	return f.site, f.repeats, f.found
}

type referenceFinder struct {
	p         *parser
	offset    int
	enclosing schema.Ref
	blocks    []*hclsyntax.Block // around the offset, the innermost last

	site    schema.Site
	repeats text.Span
	found   bool
}

func (f *referenceFinder) body(body *hclsyntax.Body) {
	for _, a := range body.Attributes {
		if !f.p.clamp(span(a.Expr.Range())).Contains(f.offset) {
			continue
		}
		for _, t := range hclsyntax.Variables(a.Expr) {
			if at := f.p.clamp(span(t.SourceRange())); at.Contains(f.offset) && !f.found {
				f.traversal(t)
			}
		}
		return
	}
	for _, b := range body.Blocks {
		if f.p.whole(b).Contains(f.offset) {
			f.blocks = append(f.blocks, b)
			f.body(b.Body)
			return
		}
	}
}

func (f *referenceFinder) traversal(t hcl.Traversal) {
	if f.repeated(t.RootName()) {
		return
	}
	r, ok := f.p.resolve(t, f.enclosing)
	if !ok {
		return
	}
	segments, _ := f.p.segments(t)
	at := 0
	for i, s := range segments {
		if s.Span.Start <= f.offset {
			at = i
		}
	}
	f.found = true
	// A member is reached by its last two words.
	if r.member != "" && at >= len(segments)-2 {
		f.site = schema.Site{Kind: r.member, Ref: r.ref, Column: r.name.Text, Span: r.name.Span}
		return
	}
	f.site = schema.Site{Kind: r.kind, Ref: r.ref, Span: r.ref.Name.Span}
}

// repeated finds the for_each that a root takes its values from.
func (f *referenceFinder) repeated(root string) bool {
	for i := len(f.blocks) - 1; i >= 0; i-- {
		b := f.blocks[i]
		iterator := "each"
		if b.Type == "dynamic" && len(b.Labels) > 0 {
			iterator = b.Labels[0]
			if a := b.Body.Attributes["iterator"]; a != nil {
				iterator = keyword(a.Expr)
			}
		}
		if a := b.Body.Attributes["for_each"]; a != nil && iterator == root {
			f.repeats, f.found = f.p.clamp(span(a.NameRange)), true
			return true
		}
	}
	return false
}
