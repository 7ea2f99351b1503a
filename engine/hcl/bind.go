package hcl

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/value"
	"github.com/zclconf/go-cty/cty"
)

// Bind reads a chunk that uses values, and of which Parse made parsed, with the
// values of a scope: every expression is replaced by what it comes to, and every
// block with for_each by its instances, of which there may be no more than most.
// The result has the statements, and the problems that show only now; names that
// are not known stay as they are.
func Bind(chunk string, st State, parsed *schema.Chunk, scope *value.Scope, most int) *schema.Chunk {
	p := &parser{src: chunk, st: st, grammar: grammarOf(st), out: &schema.Chunk{}, instances: map[*hclsyntax.Block]bool{}}
	body, ok := p.syntax()
	if !ok {
		return p.out
	}
	p.out = &schema.Chunk{}
	b := binder{parser: p, scope: scope, most: most}
	bound := b.body(body, nil)
	p.validate(bound)
	p.out.Problems = slices.DeleteFunc(p.out.Problems, func(found schema.Problem) bool {
		return slices.ContainsFunc(parsed.Problems, func(k schema.Problem) bool { return k.Code == found.Code && k.Span == found.Span })
	})
	p.lower(bound)
	return p.out
}

// uses tells what a chunk has to do with values.
func uses(body *hclsyntax.Body) schema.Values {
	var v schema.Values
	for _, b := range body.Blocks {
		switch b.Type {
		case "variable", "locals":
			v |= schema.DeclaresValues
		default:
			if dynamic(b) {
				v |= schema.UsesValues
			}
			if repeats(b) {
				v |= schema.RepeatsBlocks
			}
		}
	}
	return v
}

// repeats reports whether for_each makes many blocks of one, or of one within.
func repeats(b *hclsyntax.Block) bool {
	return b.Body.Attributes["for_each"] != nil || slices.ContainsFunc(b.Body.Blocks, repeats)
}

// dynamic reports whether a block says something that only evaluation shows.
func dynamic(b *hclsyntax.Block) bool {
	if b.Type == "dynamic" {
		return true
	}
	for name, a := range b.Body.Attributes {
		if name == "for_each" || value.Dynamic(a.Expr) {
			return true
		}
	}
	return slices.ContainsFunc(b.Body.Blocks, dynamic)
}

// binder makes the blocks that a chunk's blocks come to.
type binder struct {
	*parser
	scope *value.Scope
	most  int // instances
	made  int
}

// body is a body whose expressions are replaced by what they come to. more are
// the names that for_each defines.
func (b *binder) body(body *hclsyntax.Body, more map[string]cty.Value) *hclsyntax.Body {
	out := &hclsyntax.Body{Attributes: make(hclsyntax.Attributes, len(body.Attributes)), SrcRange: body.SrcRange, EndRange: body.EndRange}
	for name, a := range body.Attributes {
		bound := *a
		if name != "for_each" { // which no instance keeps; to evaluate it in each would take the square of their number
			bound.Expr = b.scope.Reduce(a.Expr, more)
		}
		out.Attributes[name] = &bound
	}
	for _, inner := range body.Blocks {
		out.Blocks = append(out.Blocks, b.block(inner, more)...)
	}
	return out
}

// block gives what a block comes to: itself, or its instances.
func (b *binder) block(block *hclsyntax.Block, more map[string]cty.Value) []*hclsyntax.Block {
	each, repeated := block.Body.Attributes["for_each"]
	if !repeated {
		return []*hclsyntax.Block{b.instance(block, block, more)}
	}
	elements, ok := value.Elements(b.scope.Eval(each.Expr, more))
	if b.made += len(elements); !ok || b.made > b.most {
		return []*hclsyntax.Block{block}
	}
	content, iterator := block, "each"
	if block.Type == "dynamic" {
		if content, iterator = dynamicContent(block); content == nil {
			return []*hclsyntax.Block{block}
		}
	}
	var made []*hclsyntax.Block
	for _, e := range elements {
		inner := maps.Clone(more)
		if inner == nil {
			inner = map[string]cty.Value{}
		}
		inner[iterator] = e.Each()
		instance := b.instance(block, content, inner)
		delete(instance.Body.Attributes, "for_each")
		if block.Type == "dynamic" {
			instance.Type = block.Labels[0]
			instance.Labels, instance.LabelRanges = b.dynamicLabels(block, inner)
		} else {
			b.instances[instance] = true
		}
		made = append(made, instance)
	}
	return made
}

// instance is a block with the bound body of content.
func (b *binder) instance(block, content *hclsyntax.Block, more map[string]cty.Value) *hclsyntax.Block {
	instance := *block
	instance.Body = b.body(content.Body, more)
	return &instance
}

// dynamicLabels are the labels that a dynamic block gives an instance.
func (b *binder) dynamicLabels(block *hclsyntax.Block, more map[string]cty.Value) (labels []string, ranges []hcl.Range) {
	a := block.Body.Attributes["labels"]
	if a == nil {
		return nil, nil
	}
	labels, _ = value.Strings(b.scope.Eval(a.Expr, more))
	for range labels {
		ranges = append(ranges, a.Expr.Range())
	}
	return labels, ranges
}

// dynamicContent gives the content block of a dynamic block, and the name by
// which its expressions speak of the element (Terraform, "dynamic Blocks").
func dynamicContent(b *hclsyntax.Block) (content *hclsyntax.Block, iterator string) {
	if len(b.Labels) != 1 {
		return nil, ""
	}
	iterator = b.Labels[0]
	if a := b.Body.Attributes["iterator"]; a != nil {
		iterator = keyword(a.Expr)
	}
	return block(b.Body, "content"), iterator
}
