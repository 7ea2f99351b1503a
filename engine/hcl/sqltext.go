package hcl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// expressions are the attributes whose strings are SQL over the columns of the
// table that they stand in, by the type of their block.
var expressions = map[string][]string{
	"check":   {"expr"},
	"index":   {"where"},
	"unique":  {"where"},
	"exclude": {"where"},
	"on":      {"expr"},
	"by":      {"expr"},
	"column":  {"as"},
	"as":      {"expr"},
	"policy":  {"using", "check"},
}

// collectSQL finds the strings that hold SQL in a block at the top of a file.
func (p *parser) collectSQL(b *hclsyntax.Block) {
	switch b.Type {
	case "table":
		p.expressionsIn(b, p.ownRef(b))
	case "view", "materialized":
		if a := attr(b.Body, "as"); a != nil {
			p.sqlString(a.Expr, true, schema.Ref{})
		}
		for _, inner := range b.Body.Blocks {
			p.expressionsIn(inner, p.ownRef(b))
		}
	case "policy":
		if a := attr(b.Body, "on"); a != nil {
			if r, ok := p.refOf(a.Expr, schema.Ref{}); ok && r.member == "" {
				p.expressionsIn(b, r.ref)
			}
		}
	}
}

func (p *parser) expressionsIn(b *hclsyntax.Block, table schema.Ref) {
	if table.IsZero() {
		return
	}
	for _, a := range attributes(b.Body) {
		if slices.Contains(expressions[b.Type], a.Name) {
			p.sqlString(a.Expr, false, table)
		}
		if _, _, isSQL := sqlCall(a.Expr); isSQL && b.Type == "column" && a.Name == "default" {
			p.sqlString(a.Expr, false, schema.Ref{}) // which names no columns
		}
	}
	for _, inner := range b.Body.Blocks {
		p.expressionsIn(inner, table)
	}
}

// sqlString notes the string that an expression is, unless it has escapes that
// hide where a name stands.
func (p *parser) sqlString(e hclsyntax.Expression, query bool, table schema.Ref) {
	if call, ok := unwrap(e).(*hclsyntax.FunctionCallExpr); ok && call.Name == "sql" && len(call.Args) == 1 {
		e = call.Args[0]
	}
	template, ok := unwrap(e).(*hclsyntax.TemplateExpr)
	if !ok || len(template.Parts) == 0 {
		return
	}
	if _, ok := literal(template); !ok {
		return
	}
	at := p.clamp(text.Span{Start: template.Parts[0].Range().Start.Byte, End: template.Parts[len(template.Parts)-1].Range().End.Byte})
	src := p.src[at.Start:at.End]
	if strings.Contains(src, "${") || strings.Contains(src, "%{") {
		return
	}
	escaped := p.quoted(template) && strings.Contains(src, `\`)
	if escaped {
		if _, _, ok := Unescape(src); !ok {
			return
		}
	}
	p.out.SQL = append(p.out.SQL, schema.SQLText{Span: at, Query: query, Table: table, Escaped: escaped})
}

// Unescape gives the text that stands between the quotes of a string, and for each
// of its bytes, and its end, where in src that stands. It reports false for the
// escapes of characters by their numbers.
func Unescape(src string) (s string, at []int, ok bool) {
	var b strings.Builder
	for i := 0; i < len(src); i++ {
		at = append(at, i)
		c := src[i]
		if c == '\\' {
			if i++; i == len(src) {
				return "", nil, false
			}
			switch c = src[i]; c {
			case '"', '\\':
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			default:
				return "", nil, false
			}
		}
		b.WriteByte(c)
	}
	return b.String(), append(at, len(src)), true
}
