package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// createRule lowers CREATE RULE, whose keywords have been passed (PostgreSQL,
// "CREATE RULE"). The rule that makes a view of a table is the view's business.
func (p *parser) createRule(m modifiers) {
	s := &schema.CreateObject{Span: p.whole(), Kind: schema.KindRule, OrReplace: m.replace}
	s.Object.Name = p.name()
	if s.Object.IsZero() || !p.accept("as") || !p.accept("on") {
		return
	}
	event := p.acceptAny("select", "insert", "update", "delete")
	if !p.accept("to") {
		return
	}
	if s.Table = p.ref(); s.Table.IsZero() {
		return
	}
	p.refSite(s.Table, schema.KindRelation, false)
	if event == "" || event == "select" {
		return
	}
	s.Definition = p.text(s.Span)
	p.site(schema.Site{Span: s.Object.Name.Span, Kind: schema.KindRule, Decl: true, Ref: schema.Ref{Schema: s.Table.Schema, Name: s.Object.Name}})
	setAttr(s, "on", strings.ToUpper(event))
	if p.accept("where") {
		from := p.i
		for !p.done() && !p.at("do") {
			if _, _, ok := p.skipParens(); !ok {
				p.i++
			}
		}
		setAttr(s, "where", p.between(from, p.i))
	}
	p.add(s)
	if !p.accept("do") {
		return
	}
	if p.acceptAny("instead", "also") == "instead" {
		setAttr(s, "instead", "true")
	}
	if from, to, ok := p.skipParens(); ok {
		s.Body = strings.TrimSpace(p.between(from, to))
	} else if !p.accept("nothing") {
		s.Body = strings.TrimSpace(p.between(p.i, len(p.toks)))
	}
}
