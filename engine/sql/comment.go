package sql

import "github.com/schemascope/schemascope/engine/schema"

// columnName is a column with its table: schema.table.column.
type columnName struct {
	table  schema.Ref
	column schema.Name
}

// columnRef passes a qualified column. OWNED BY NONE gives no table.
func (p *parser) columnRef() columnName {
	var parts []schema.Name
	for {
		n := p.name()
		if n.IsZero() {
			break
		}
		parts = append(parts, n)
		if !p.acceptOp('.') {
			break
		}
	}
	c := columnName{}
	switch n := len(parts); {
	case n >= 3:
		c = columnName{schema.Ref{Schema: parts[n-3], Name: parts[n-2]}, parts[n-1]}
	case n == 2:
		c = columnName{schema.Ref{Name: parts[0]}, parts[1]}
	}
	return c
}

func (p *parser) columnRefSites(c columnName, kind schema.Kind) {
	p.refSite(c.table, kind, false)
	p.columnSite(c.table, c.column, false)
}

// commentKinds maps the words after COMMENT ON to what they name. Kinds that the
// graph does not know are missing.
var commentKinds = map[string]schema.Kind{
	"table": schema.KindTable, "view": schema.KindView, "schema": schema.KindSchema, "type": schema.KindType,
	"domain": schema.KindDomain, "index": schema.KindIndex, "sequence": schema.KindSequence, "function": schema.KindFunction,
	"procedure": schema.KindProcedure, "routine": schema.KindProcedure, "aggregate": schema.KindAggregate, "extension": schema.KindExtension, "role": schema.KindRole,
	"constraint": schema.KindConstraint, "trigger": schema.KindTrigger, "policy": schema.KindPolicy, "rule": schema.KindRule,
}

// commentOn lowers COMMENT ON, whose first keyword has been passed.
func (p *parser) commentOn() {
	if !p.accept("on") {
		return
	}
	s := &schema.CommentOn{}
	switch w := p.tok().word; {
	case p.accept("column"):
		c := p.columnRef()
		if c.table.IsZero() {
			return
		}
		p.columnRefSites(c, schema.KindRelation)
		s.Kind, s.Object, s.Column = schema.KindColumn, c.table, c.column
	case p.accept("materialized", "view"):
		s.Kind = schema.KindMaterialized
		s.Object = p.ref()
		p.refSite(s.Object, s.Kind, false)
	case p.accept("foreign", "table"):
		s.Kind = schema.KindTable
		s.Object = p.ref()
		p.refSite(s.Object, s.Kind, false)
	case commentKinds[w] != "":
		p.i++
		s.Kind = commentKinds[w]
		p.commentTarget(s)
	default:
		return
	}
	if s.Object.IsZero() {
		return
	}
	s.Args = p.routineArgs(s.Kind)
	if !p.accept("is") {
		return
	}
	if p.accept("null") {
		p.add(s)
		return
	}
	if k := p.tok().kind; k == stringConst || k == dollarString {
		s.Comment = p.stringValue()
		p.add(s)
	}
}

// commentTarget passes the name of what is commented on.
func (p *parser) commentTarget(s *schema.CommentOn) {
	s.Object = p.ref()
	if s.Object.IsZero() {
		return
	}
	switch s.Kind {
	case schema.KindSchema:
		p.schemaSite(s.Object.Name, false)
	case schema.KindConstraint, schema.KindTrigger, schema.KindPolicy, schema.KindRule:
		if !p.accept("on") {
			return
		}
		if p.accept("domain") {
			s.Table, s.Domain = p.ref(), true
			p.refSite(s.Table, schema.KindDomain, false)
			return
		}
		s.Table = p.ref()
		p.refSite(s.Table, schema.KindRelation, false)
		if s.Kind == schema.KindConstraint {
			p.constraintSite(s.Table, s.Object.Name, false)
		} else {
			p.site(schema.Site{Span: s.Object.Name.Span, Kind: s.Kind, Ref: schema.Ref{Schema: s.Table.Schema, Name: s.Object.Name}})
		}
	default:
		p.refSite(s.Object, s.Kind, false)
	}
}
