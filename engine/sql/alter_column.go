package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// alterColumn lowers ALTER [COLUMN] name and what follows.
func (p *parser) alterColumn(a alteration) {
	s := &schema.AlterColumn{Table: a.table, IfExists: a.ifExists, Only: a.only, ColumnIfExists: p.ifExists()}
	if s.Column = p.name(); s.Column.IsZero() {
		return
	}
	p.columnSite(a.table, s.Column, false)
	yes, no := true, false
	switch {
	case p.accept("set", "data", "type"), p.accept("type"):
		p.newType(s)
	case p.accept("set", "not", "null"):
		s.Null = &no
	case p.accept("drop", "not", "null"):
		s.Null = &yes
	case p.accept("set", "default"):
		from, to := p.expression(nil)
		s.Default = p.expr(from, to)
		p.exprSites(from, to, schema.Ref{}, nil)
	case p.accept("drop", "default"):
		s.DropDefault = true
	case p.at("add", "generated"):
		p.i += 2
		c := schema.ColumnDef{}
		p.generated(&c)
		s.Identity, s.NewIdentity = c.Identity, true
	case p.accept("drop", "identity"):
		s.DropIdentity = true
		p.ifExists()
	case p.at("set", "generated"), p.at("set", "start"), p.at("set", "increment"), p.at("set", "minvalue"), p.at("set", "maxvalue"),
		p.at("set", "cache"), p.at("set", "cycle"), p.at("set", "no"), p.at("set", "sequence"), p.at("restart"):
		s.Identity = p.changeIdentity()
	case p.at("set") && attributeWords[p.peek(1).word]:
		p.i++
		name := p.tok().word
		p.i++
		from := p.i
		p.acceptOp('-')
		p.i = min(p.i+1, len(p.toks))
		s.Attrs = columnAttr(name, p.between(from, p.i))
	case p.dialect == schema.SQLServer && p.isName(p.tok()) && !p.at("add") && !p.at("drop") && !p.at("set"):
		p.newType(s)
		s.Null = &yes
		if p.accept("not", "null") {
			s.Null = &no
		}
		p.accept("null")
	default:
		return // options that only the planner knows
	}
	p.add(s)
}

// newType lowers the new type of a column, with COLLATE and USING.
func (p *parser) newType(s *schema.AlterColumn) {
	t := p.columnType()
	if t.Text == "" {
		return
	}
	s.Type = &t
	if p.accept("collate") {
		at := p.i
		if r := p.ref(); !r.IsZero() {
			s.Collate = p.refText(r, at)
		}
	}
	if p.accept("using") {
		from, to := p.expression(nil)
		p.exprSites(from, to, s.Table, nil)
	}
}

// attributeWords are the properties of a column that ALTER COLUMN sets one by one
// (PostgreSQL, "ALTER TABLE").
var attributeWords = wordSet("statistics storage compression")

// columnAttr is such a property; the value that is the default has none.
func columnAttr(name, value string) []schema.Attr {
	value = foldLower(value)
	if name == "statistics" && value == "-1" || value == "default" {
		value = ""
	}
	if name == "storage" {
		value = strings.ToUpper(value)
	}
	return []schema.Attr{{Name: name, Value: value}}
}

// changeIdentity lowers SET GENERATED …, SET option and RESTART.
func (p *parser) changeIdentity() *schema.Identity {
	id := &schema.Identity{Keep: true}
	for !p.done() && !p.atOp(',') {
		switch {
		case p.accept("set", "generated", "always"):
			id.Always, id.Keep = true, false
		case p.accept("set", "generated", "by", "default"):
			id.Keep = false
		case p.accept("set"):
			from := p.i
			for !p.done() && !p.atOp(',') && !p.at("set") && !p.at("restart") {
				p.i++
			}
			p.sequenceOptions(id, from, p.i)
		default:
			p.i++
		}
	}
	return id
}

// replaceColumn lowers MySQL's CHANGE old new definition and MODIFY definition.
func (p *parser) replaceColumn(a alteration, rename, ifExists bool) {
	s := &schema.AlterColumn{Table: a.table, IfExists: a.ifExists, ColumnIfExists: ifExists}
	if rename {
		s.Column = p.name()
	} else if p.isName(p.tok()) {
		s.Column = p.nameOf(p.tok())
	}
	if s.Column.IsZero() || !p.isName(p.tok()) {
		return
	}
	p.columnSite(a.table, s.Column, false)
	p.position = columnPosition{}
	c, constraints, _ := p.column(a.table)
	s.First, s.After = p.position.first, p.position.after
	p.columnSite(a.table, s.After, false)
	if rename && c.Name.Text != s.Column.Text {
		p.columnSite(a.table, c.Name, true)
	}
	s.Replace = &c
	p.add(s)
	for _, d := range constraints {
		p.add(&schema.AddConstraint{Table: a.table, IfExists: a.ifExists, Constraint: d})
	}
}
