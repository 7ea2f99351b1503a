package sql

import "github.com/schemascope/schemascope/engine/schema"

// drop lowers DROP, whose keyword has been passed.
func (p *parser) drop() {
	p.acceptAny("foreign", "temporary")
	var kind schema.Kind
	switch w := p.tok().word; {
	case p.accept("materialized", "view"):
		kind = schema.KindMaterialized
	case w == "database" && !p.f.foldLower:
		p.i++
		kind = schema.KindSchema
	case w == "proc":
		p.i++
		kind = schema.KindProcedure
	case w != "constraint" && commentKinds[w] != "":
		p.i++
		kind = commentKinds[w]
	default:
		return
	}
	p.accept("concurrently")
	d := schema.Drop{Kind: kind, IfExists: p.ifExists()}
	var dropped []*schema.Drop
	for !p.done() {
		one := d
		if one.Object = p.ref(); one.Object.IsZero() {
			break
		}
		one.Args = p.routineArgs(kind)
		if p.accept("on") {
			one.Table = p.ref()
			p.refSite(one.Table, schema.KindRelation, false)
		}
		switch kind {
		case schema.KindSchema:
			p.schemaSite(one.Object.Name, false)
		case schema.KindTrigger, schema.KindPolicy, schema.KindRule:
			p.site(schema.Site{Span: one.Object.Name.Span, Kind: kind, Ref: schema.Ref{Schema: one.Table.Schema, Name: one.Object.Name}})
		default:
			p.refSite(one.Object, kind, false)
		}
		dropped = append(dropped, &one)
		if !p.acceptOp(',') {
			break
		}
	}
	cascade := p.acceptAny("cascade", "restrict") == "cascade"
	var all []schema.Ref
	if len(dropped) > 1 {
		for _, one := range dropped {
			all = append(all, one.Object)
		}
	}
	for _, one := range dropped {
		one.Cascade, one.With = cascade, all
		p.add(one)
	}
}
