package sql

import "github.com/schemascope/schemascope/engine/schema"

// createType lowers CREATE TYPE, whose keywords have been passed.
func (p *parser) createType() {
	name := p.ref()
	if name.IsZero() {
		return
	}
	switch {
	case p.accept("as", "enum"):
		s := &schema.CreateEnum{Span: p.whole(), Enum: name}
		p.refSite(name, schema.KindEnum, true)
		p.acceptOp('(')
		for !p.done() && !p.acceptOp(')') {
			if v := p.enumValue(); !v.Span.IsZero() {
				s.Values = append(s.Values, v)
			}
			p.skipItem()
			p.acceptOp(',')
		}
		p.add(s)
	case p.accept("as", "range"):
		p.rangeType(p.typeObject(schema.KindRange, name))
	case p.at("as") && p.peek(1).is('('):
		p.i += 2
		p.composite(p.typeObject(schema.KindComposite, name))
	case p.accept("from"): // SQL Server's alias types
		alias := p.typeObject(schema.KindDomain, name)
		alias.Value = &schema.ColumnDef{Type: p.dataType(), NotNull: p.accept("not", "null")}
	default:
		// A base type, a shell type, or a statement that is being typed.
		p.typeObject(schema.KindType, name)
	}
}

func (p *parser) typeObject(kind schema.Kind, name schema.Ref) *schema.CreateObject {
	p.refSite(name, kind, true)
	s := &schema.CreateObject{Span: p.whole(), Kind: kind, Object: name, Definition: p.text(p.whole())}
	p.add(s)
	return s
}

// enumValue passes a label of an enum.
func (p *parser) enumValue() schema.Name {
	t := p.tok()
	if t.kind != stringConst && t.kind != dollarString {
		return schema.Name{}
	}
	at := p.i
	return schema.Name{Text: p.stringValue(), Span: p.spanOf(at, p.i)}
}

// alterType lowers ALTER TYPE.
func (p *parser) alterType() {
	name := p.ref()
	if name.IsZero() {
		return
	}
	p.refSite(name, schema.KindType, false)
	change := &schema.AlterObject{Kind: schema.KindType, Object: name}
	for !p.done() {
		switch {
		case p.alterObject(change):
		case p.accept("add", "value"):
			s := &schema.AlterEnum{Enum: name, IfNotExists: p.ifNotExists()}
			if s.Value = p.enumValue(); s.Value.Span.IsZero() {
				continue
			}
			if p.accept("before") {
				s.Before = p.stringValue()
			} else if p.accept("after") {
				s.After = p.stringValue()
			}
			p.add(s)
		case p.accept("rename", "value"):
			s := &schema.AlterEnum{Enum: name, Value: p.enumValue()}
			if p.accept("to") && !s.Value.Span.IsZero() {
				if s.RenameTo = p.stringValue(); s.RenameTo != "" {
					p.add(s)
				}
			}
		case p.accept("rename", "to"):
			p.renameTo(schema.KindType, name, false)
		case p.accept("set", "schema"):
			p.moveSchema(schema.KindType, name, false)
		default:
			p.i++
		}
	}
	if len(change.Fields) > 0 {
		p.add(change)
	}
}
