package hcl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/zclconf/go-cty/cty"
)

// validateValue checks a value against the forms that its attribute accepts. It
// reports only what is wrong whatever variables and functions may give.
func (p *parser) validateValue(a *hclsyntax.Attribute, spec *attrSpec, own schema.Ref) {
	if len(spec.accepts) == 0 || spec.takes(acceptAny) || isNull(a.Expr) {
		return
	}
	at := p.clamp(span(a.Expr.Range()))
	if word := keyword(a.Expr); word != "" {
		p.validateKeyword(at, a.Expr, word, spec)
		return
	}
	if t, ok := traversal(a.Expr); ok {
		if r, ok := p.resolve(t, own); ok {
			p.validateRef(at, r, spec)
		}
		return
	}
	if s, ok := literal(a.Expr); ok {
		p.validateString(at, s, spec)
		return
	}
	if items, ok := list(a.Expr); ok {
		p.validateList(at, items, spec, own)
		return
	}
	if _, ok := unwrap(a.Expr).(*hclsyntax.ObjectConsExpr); ok && !spec.takes(acceptMap, acceptType) {
		p.problem(schema.Error, schema.CodeInvalidValue, at, "%s takes no object, { … }", spec.name)
		return
	}
	v, ok := unwrap(a.Expr).(*hclsyntax.LiteralValueExpr)
	if !ok {
		if spec.takes(acceptType) {
			p.validateType(a.Expr)
		}
		return
	}
	number := v.Val.Type() == cty.Number
	_, enumOnly := spec.enums()
	if enumOnly || spec.only(acceptRef) || number && spec.only(acceptBool) || !number && spec.only(acceptInt, acceptNumber) {
		p.invalid(at, spec, p.source(a.Expr))
	}
}

// invalid reports a value of a kind that the attribute cannot have.
func (p *parser) invalid(at text.Span, spec *attrSpec, given string) {
	values, enumOnly := spec.enums()
	var needs string
	switch {
	case enumOnly:
		needs = "one of " + oneOfWords(values)
	case spec.only(acceptBool):
		needs = "true or false"
	case spec.only(acceptInt):
		needs = "an integer"
	case spec.only(acceptNumber):
		needs = "a number"
	case spec.only(acceptSQL):
		needs = `a SQL expression: sql("…")`
	case spec.only(acceptList) && spec.accepts[0].elem.kind == acceptRef:
		needs = "a list: [" + refExample(spec.accepts[0].elem.ref) + "]"
	case spec.only(acceptList):
		needs = "a list: [" + given + "]"
	case spec.name == "default":
		needs = `a value: 1, "…" or sql("…")`
	case spec.takes(acceptType):
		needs = `a type: int, or sql("…")`
	case spec.only(acceptRef):
		example := refExample(spec.accepts[0].ref)
		if name := strings.Trim(given, `"`); hclsyntax.ValidIdentifier(name) {
			example = strings.TrimSuffix(example, "name") + name
		}
		needs = "a reference such as " + example
	default:
		needs = `a string: "` + strings.Trim(given, `"`) + `"`
	}
	p.problem(schema.Error, schema.CodeInvalidValue, at, "%s needs %s, not %s", spec.name, needs, schema.Redact(given))
}

// validateKeyword checks a bare word.
func (p *parser) validateKeyword(at text.Span, value hclsyntax.Expression, word string, spec *attrSpec) {
	if slices.Contains([]string{"each", "self", "atlas", "count", "var", "local", "data"}, word) {
		return // an unfinished reference, of which the resolver will speak
	}
	values, enumOnly := spec.enums()
	switch {
	case slices.Contains(values, word):
	case enumOnly:
		p.problem(schema.Error, schema.CodeInvalidValue, at, "%s is not a value of %s%s: it takes %s",
			word, spec.name, didYouMean(schema.Nearest(word, values)), oneOfWords(values))
	case spec.takes(acceptType):
		p.validateType(value)
	case len(values) > 0:
		// The list of keywords is open: operator classes, engines, languages.
		if near := schema.Nearest(word, values); near != "" {
			p.problem(schema.Warning, schema.CodeInvalidValue, at, "unknown value %s of %s%s", word, spec.name, didYouMean(near))
		}
	case spec.takes(acceptMap), spec.takes(acceptList) && !refList(spec):
	default:
		p.invalid(at, spec, word)
	}
}

// refList reports whether nothing but lists of references is accepted.
func refList(spec *attrSpec) bool {
	return !slices.ContainsFunc(spec.accepts, func(a accept) bool { return a.kind != acceptList || a.elem.kind != acceptRef })
}

// validateRef checks what a reference leads to.
func (p *parser) validateRef(at text.Span, r reference, spec *attrSpec) {
	switch r.kind {
	case SiteVariable, SiteLocal, SiteData, SiteDocker, SiteExporter:
		return
	}
	given := string(r.kind)
	if r.member != "" {
		given = string(r.member)
	}
	switch {
	case refList(spec):
		if len(spec.accepts) > 0 {
			p.problem(schema.Error, schema.CodeInvalidValue, at, "%s needs a list: write [%s]", spec.name, p.src[at.Start:at.End])
		}
	case spec.only(acceptBool), spec.only(acceptInt), p.st.Kind == KindSchema && spec.only(acceptString, acceptBool, acceptInt, acceptNumber, acceptSQL):
		p.invalid(at, spec, p.src[at.Start:at.End])
	case spec.only(acceptRef) && !slices.ContainsFunc(spec.accepts, func(a accept) bool { return refFits(a.ref, r) }):
		p.problem(schema.Error, schema.CodeInvalidValue, at, "%s needs a reference such as %s, not one to a %s",
			spec.name, refExample(spec.accepts[0].ref), given)
	}
}

// refFits reports whether a reference is of the kind that a table file names.
func refFits(want string, r reference) bool {
	owner, member, ok := strings.Cut(want, ".")
	switch {
	case want == "*":
		return true
	case ok:
		return string(r.member) == member
	}
	return r.member == "" && owner == string(r.kind)
}

// validateString checks a plain string.
func (p *parser) validateString(at text.Span, s string, spec *attrSpec) {
	values, enumOnly := spec.enums()
	given := p.src[at.Start:at.End]
	if strings.Contains(given, "\n") {
		given = "text"
	}
	switch {
	case spec.only(acceptBool):
		if s != "true" && s != "false" {
			p.invalid(at, spec, given)
		}
	case spec.only(acceptInt, acceptNumber):
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			p.invalid(at, spec, given)
		}
	case enumOnly && (spec.name == "on_delete" || spec.name == "on_update"):
		word := strings.ToUpper(strings.ReplaceAll(s, " ", "_"))
		if !slices.Contains(values, word) {
			p.problem(schema.Error, schema.CodeInvalidValue, at, "%s is not a value of %s%s: it takes %s",
				given, spec.name, didYouMean(schema.Nearest(word, values)), oneOfWords(values))
		}
	case spec.only(acceptRef), spec.only(acceptList), spec.takes(acceptType) && !spec.takes(acceptString):
		p.invalid(at, spec, given)
	}
}

// validateList checks a list literal.
func (p *parser) validateList(at text.Span, items []hclsyntax.Expression, spec *attrSpec, own schema.Ref) {
	_, enumOnly := spec.enums()
	switch {
	case !spec.takes(acceptList):
		if spec.only(acceptRef) || spec.only(acceptBool) || spec.only(acceptInt) || enumOnly || p.st.Kind == KindSchema && !spec.takes(acceptMap) {
			p.problem(schema.Error, schema.CodeInvalidValue, at, "%s takes one value, not a list", spec.name)
		}
		return
	case !refList(spec):
		p.validateStrings(items, spec)
		return
	}
	want := spec.accepts[0].elem.ref
	if len(items) == 0 && want == "table.column" {
		p.problem(schema.Error, schema.CodeInvalidValue, at, "%s needs at least one column: [%s]", spec.name, refExample(want))
	}
	for _, item := range items {
		place := p.clamp(span(item.Range()))
		given := p.src[place.Start:place.End]
		if r, ok := p.refOf(item, own); ok {
			switch r.kind {
			case SiteVariable, SiteLocal, SiteData:
				continue
			}
			if !slices.ContainsFunc(spec.accepts, func(a accept) bool { return refFits(a.elem.ref, r) }) {
				p.problem(schema.Error, schema.CodeInvalidValue, place, "%s needs references such as %s", spec.name, refExample(want))
			}
			continue
		}
		_, isString := literal(item)
		if keyword(item) == "" && !isString {
			continue
		}
		hint := refExample(want)
		if want == "table.column" && hclsyntax.ValidIdentifier(strings.Trim(given, `"`)) {
			hint = "column." + strings.Trim(given, `"`)
		}
		p.problem(schema.Error, schema.CodeInvalidValue, place, "%s needs references such as %s, not %s", spec.name, hint, given)
	}
}

// validateStrings finds bare words in a list that holds nothing but strings.
func (p *parser) validateStrings(items []hclsyntax.Expression, spec *attrSpec) {
	if p.st.Kind != KindSchema || slices.ContainsFunc(spec.accepts, func(a accept) bool { return a.kind != acceptList || a.elem.kind != acceptString }) {
		return
	}
	for _, item := range items {
		if word := keyword(item); word != "" {
			p.problem(schema.Error, schema.CodeInvalidValue, p.clamp(span(item.Range())), "%s needs strings: write \"%s\"", spec.name, word)
		}
	}
}
