package analysis

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/text"
)

// secret are the words in whose company a value is not shown.
var secret = regexp.MustCompile(`(?i)passw|pwd|secret|token|credential|api_?key|private_?key|access_?key`)

// hidden stands for what is not shown.
const hidden = "(hidden)"

// block tells of a variable, local, data source or env, as it is declared.
func (h *hover) block(x *subject) {
	for _, m := range x.mentions {
		if !m.site.Decl {
			continue
		}
		piece, ok := m.file.PieceAt(m.span().Start + 1)
		if !ok {
			continue
		}
		chunk := m.file.Doc.Slice(piece.Span)
		d := declaration{chunk: chunk, at: m.span().Shift(-piece.Span.Start)}
		body, _ := hcl.Body(chunk)
		for _, b := range body.Blocks {
			d.read(b, m.name())
		}
		h.fence("hcl", d.code)
		h.comment(d.doc)
	}
	var places []string
	count := 0
	for _, m := range x.mentions {
		if !m.site.Decl {
			count++
		} else if place := h.place(Location{File: m.file.Name, Span: m.span()}); place != "" {
			places = append(places, place)
		}
	}
	if len(places) > 0 {
		h.paragraph("Defined in " + strings.Join(places, ", "))
	}
}

// declaration is a block of HCL as it may be shown.
type declaration struct {
	chunk     string
	at        text.Span // of the declared name
	code, doc string
}

// read takes what is worth showing from a block, if the name is declared in it.
func (d *declaration) read(b *hclsyntax.Block, name string) {
	source := func(e hclsyntax.Expression) string {
		r := e.Range()
		return d.chunk[min(r.Start.Byte, len(d.chunk)):min(max(r.Start.Byte, r.End.Byte), len(d.chunk))]
	}
	within := b.TypeRange.Start.Byte <= d.at.Start && d.at.End <= max(b.CloseBraceRange.End.Byte, b.OpenBraceRange.End.Byte)
	if !within {
		return
	}
	shown := func(attr, of string, e hclsyntax.Expression) string {
		value := source(e)
		if secret.MatchString(of) || secret.MatchString(attr) || secret.MatchString(value) {
			return hidden
		}
		return value
	}
	if b.Type == "locals" {
		if a := b.Body.Attributes[name]; a != nil {
			d.code = name + " = " + shown("", name, a.Expr)
		}
		return
	}
	head := b.Type
	for _, l := range b.Labels {
		head += " " + hclString(l)
	}
	sensitive := false
	if a := b.Body.Attributes["sensitive"]; a != nil {
		sensitive = source(a.Expr) != "false"
	}
	var lines []string
	for _, attr := range []string{"type", "default", "sensitive", "url", "dev", "src", "path", "paths", "program", "working_dir", "image"} {
		a := b.Body.Attributes[attr]
		if a == nil {
			continue
		}
		value := source(a.Expr)
		if attr != "type" && attr != "sensitive" {
			value = shown(attr, name, a.Expr)
		}
		if attr == "default" && sensitive {
			value = hidden
		}
		lines = append(lines, "  "+attr+" = "+value)
	}
	if a := b.Body.Attributes["description"]; a != nil {
		if s, ok := literalString(a.Expr); ok {
			d.doc = s
		}
	}
	for _, inner := range b.Body.Blocks {
		if inner.Type == "schema" && len(inner.Labels) > 0 {
			lines = append(lines, "  schema "+hclString(inner.Labels[0])+" { … }")
		}
	}
	d.code = head + " {\n" + strings.Join(lines, "\n") + "\n}"
	if len(lines) == 0 {
		d.code = head + " {}"
	}
}

// literalString is the value of an expression that is a plain string.
func literalString(e hclsyntax.Expression) (string, bool) {
	v, diags := e.Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type().FriendlyName() != "string" {
		return "", false
	}
	return v.AsString(), true
}
