package analysis

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// form is how a name is written at a place.
type form uint8

const (
	formSQL       form = iota // an identifier of SQL
	formInString              // an identifier of SQL within a string of HCL
	formLabel                 // the label of an HCL block
	formAttribute             // the name of an HCL attribute: a local
	formStep                  // a step of a reference in HCL: .users or ["users"]
	formName                  // the string of a name attribute
)

// form tells how the name is written from what stands around it.
func (m mention) form() form {
	if m.file.Language != workspace.HCL {
		return formSQL
	}
	before := strings.TrimRight(m.file.Doc.Text()[:m.span().Start], " \t\r\n")
	switch {
	case m.site.InString:
		return formInString
	case m.site.Decl && strings.HasSuffix(before, "="):
		return formName
	case m.site.Decl && m.site.Kind == hcl.SiteLocal:
		return formAttribute
	case m.site.Decl || !strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "["):
		return formLabel // two labels: the first one refers to the schema
	}
	return formStep
}

// name is what the element is called at the place: of what belongs to a table, its
// own name.
func (m mention) name() string {
	if m.site.Column != "" {
		return m.site.Column
	}
	return m.site.Ref.Name.Text
}

// renamed is the edit that writes another name in the place of this one.
func (m mention) renamed(to string) text.Edit {
	span, raw := m.span(), m.text()
	whole := m.file.Doc.Text()
	quoted := strings.HasPrefix(raw, `"`)
	identifier := hclsyntax.ValidIdentifier(to)
	switch m.form() {
	case formSQL:
		return text.Edit{Span: span, New: sqlName(m.file.Dialect, raw, to)}
	case formInString:
		raw = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(raw)
		written := sqlName(m.file.Dialect, raw, to)
		if strings.ContainsAny(written, `"\`) && !m.inHeredoc() {
			written = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(written)
		}
		return text.Edit{Span: span, New: written}
	case formLabel:
		if !quoted && identifier {
			return text.Edit{Span: span, New: to}
		}
	case formAttribute:
		return text.Edit{Span: span, New: to}
	case formStep:
		switch {
		case !quoted && identifier:
			return text.Edit{Span: span, New: to}
		case quoted && identifier:
			// ["x"] becomes .x.
			open := strings.LastIndexByte(whole[:span.Start], '[')
			shut := strings.IndexByte(whole[span.End:], ']')
			if open >= 0 && shut >= 0 {
				return text.Edit{Span: text.Span{Start: open, End: span.End + shut + 1}, New: "." + to}
			}
		case !quoted:
			if dot := strings.LastIndexByte(whole[:span.Start], '.'); dot >= 0 {
				return text.Edit{Span: text.Span{Start: dot, End: span.End}, New: "[" + hclString(to) + "]"}
			}
		}
	}
	return text.Edit{Span: span, New: hclString(to)}
}

// inHeredoc reports whether a name in a string of HCL stands in a heredoc, which
// has no escapes.
func (m mention) inHeredoc() bool {
	for _, t := range m.chunk().SQL {
		if t.Span.Start <= m.site.Span.Start && m.site.Span.End <= t.Span.End {
			return m.file.Doc.Text()[m.place.Start+t.Span.Start-1] != '"'
		}
	}
	return false // sql("…")
}

// inner is the span of a name without its quotes.
func (m mention) inner() text.Span {
	span, raw := m.span(), m.text()
	if m.site.InString && strings.HasPrefix(raw, `\"`) && len(raw) >= 4 {
		return text.Span{Start: span.Start + 2, End: span.End - 2}
	}
	if len(raw) >= 2 && strings.IndexByte("\"`[", raw[0]) >= 0 && strings.IndexByte("\"`]", raw[len(raw)-1]) >= 0 {
		return text.Span{Start: span.Start + 1, End: span.End - 1}
	}
	return span
}

// sqlName writes a name as SQL, in the quotes that the old one has if it has any.
func sqlName(d schema.Dialect, old, name string) string {
	for _, quotes := range []string{"\"\"", "``", "[]"} {
		if strings.HasPrefix(old, quotes[:1]) && strings.HasSuffix(old, quotes[1:]) {
			return quotes[:1] + strings.ReplaceAll(name, quotes[1:], quotes[1:]+quotes[1:]) + quotes[1:]
		}
	}
	return sql.QuoteName(d, name)
}

// hclString quotes a string for HCL.
func hclString(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}
