package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// routine lowers CREATE FUNCTION and PROCEDURE; the keyword is next.
func (p *parser) routine(kind schema.Kind, m modifiers) {
	p.i++
	s := &schema.CreateObject{Span: p.whole(), Kind: kind, OrReplace: m.replace, IfNotExists: p.ifNotExists()}
	if s.Object = p.ref(); s.Object.IsZero() {
		return
	}
	s.Definition = p.text(s.Span)
	p.refSite(s.Object, kind, true)
	s.Signature = p.signature()
	p.add(s)
	if p.accept("returns") && !p.at("table") {
		p.dataType()
	}
}

// signature passes the parenthesised arguments of a routine and gives the types
// of those that identify it: "integer, text".
func (p *parser) signature() string {
	if !p.acceptOp('(') {
		return ""
	}
	var types []string
	for !p.done() && !p.acceptOp(')') {
		if p.acceptOp(',') {
			continue
		}
		before := p.i
		if p.acceptOp('*') {
			types = append(types, "*")
		}
		counts := true
		for {
			w := p.acceptAny("in", "inout", "variadic", "out")
			if w == "" {
				break
			}
			if w == "out" {
				counts = p.at("in")
			}
		}
		if p.tok().kind == param || p.argumentName() {
			p.i++
			p.acceptAny("in", "inout", "out")
			p.accept("as")
		}
		if t := p.dataType(); t.Text != "" && counts {
			types = append(types, t.Text)
		}
		if p.accept("order", "by") {
			continue
		}
		p.skipItem()
		if p.i == before {
			p.i++
		}
	}
	return strings.Join(types, ", ")
}

// argumentName reports whether the name here is an argument's, with its type
// after it, rather than the type.
func (p *parser) argumentName() bool {
	t, next := p.tok(), p.peek(1)
	if !p.isName(t) || !p.isName(next) && next.word != "setof" {
		return false
	}
	switch t.word {
	case "double":
		return next.word != "precision"
	case "character", "char", "nchar", "bit":
		return next.word != "varying" && next.word != "default"
	case "national":
		return next.word != "character" && next.word != "char"
	case "timestamp", "time":
		return next.word != "with" && next.word != "without" && next.word != "default"
	case "interval":
		return false
	}
	return next.word != "default" && next.word != "array"
}

// createTrigger lowers CREATE TRIGGER, whose keywords have been passed.
func (p *parser) createTrigger(m modifiers) {
	s := &schema.CreateObject{Span: p.whole(), Kind: schema.KindTrigger, OrReplace: m.replace, IfNotExists: p.ifNotExists()}
	name := p.ref()
	if name.IsZero() {
		return
	}
	var columns []schema.Name
	for !p.done() && !p.at("on") {
		if p.accept("update", "of") {
			for !p.done() {
				columns = append(columns, p.name())
				if !p.acceptOp(',') {
					break
				}
			}
			continue
		}
		p.i++
	}
	if !p.accept("on") {
		return
	}
	if s.Table = p.ref(); s.Table.IsZero() {
		return
	}
	s.Object = schema.Ref{Schema: name.Schema, Name: name.Name}
	s.Definition = p.text(s.Span)
	own := s.Object
	if own.Schema.IsZero() {
		own.Schema = s.Table.Schema
	}
	p.site(schema.Site{Span: name.Name.Span, Kind: schema.KindTrigger, Decl: true, Ref: own})
	p.columnSites(s.Table, columns)
	p.refSite(s.Table, schema.KindRelation, false)
	p.add(s)
	for !p.done() {
		switch {
		case p.accept("from"):
			p.refSite(p.ref(), schema.KindTable, false)
		case p.accept("execute", "function"), p.accept("execute", "procedure"):
			if f := p.ref(); !f.IsZero() {
				p.refSite(f, schema.KindFunction, false)
			}
			return
		case p.at("begin"):
			return
		default:
			p.i++
		}
	}
}

// createPolicy lowers CREATE POLICY, whose keywords have been passed.
func (p *parser) createPolicy() {
	s := &schema.CreateObject{Span: p.whole(), Kind: schema.KindPolicy}
	s.Object.Name = p.name()
	if s.Object.IsZero() || !p.accept("on") {
		return
	}
	if s.Table = p.ref(); s.Table.IsZero() {
		return
	}
	s.Definition = p.text(s.Span)
	p.site(schema.Site{Span: s.Object.Name.Span, Kind: schema.KindPolicy, Decl: true,
		Ref: schema.Ref{Schema: s.Table.Schema, Name: s.Object.Name}})
	p.refSite(s.Table, schema.KindRelation, false)
	p.add(s)
}

// createRule notes the table of CREATE RULE. The graph keeps no rules.
func (p *parser) createRule() {
	p.name()
	for !p.done() && !p.at("to") {
		p.i++
	}
	if p.accept("to") {
		p.refSite(p.ref(), schema.KindRelation, false)
	}
}

// call lowers CALL and EXECUTE of a procedure, whose effect is unknown.
func (p *parser) call() {
	w := p.tok().word
	p.i++
	if w != "call" && p.dialect != schema.SQLServer {
		return // EXECUTE runs a prepared query
	}
	name := p.ref()
	if strings.HasPrefix(name.Name.Text, "sp_add") && strings.HasSuffix(name.Name.Text, "property") {
		return // sp_addextendedproperty writes descriptions
	}
	if !name.IsZero() || w == "call" || p.atOp('(') {
		p.add(&schema.Opaque{Span: p.whole(), Reason: "the procedure that is called may change the schema"})
	}
}
