package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// createSchema lowers CREATE SCHEMA, with the elements that it may hold
// (PostgreSQL, "CREATE SCHEMA": schema_element).
func (p *parser) createSchema() {
	s := &schema.CreateSchema{IfNotExists: p.ifNotExists()}
	if !p.at("authorization") {
		s.Name = p.name()
	}
	if p.accept("authorization") {
		if role := p.name(); s.Name.IsZero() {
			s.Name = role
		}
	}
	if s.Name.IsZero() {
		return
	}
	for !p.done() && !p.at("create") && !p.at("grant") {
		switch {
		case p.accept("character", "set"), p.accept("charset"):
			p.acceptOp('=')
			s.Attrs = p.valueAttr(s.Attrs, "charset")
		case p.accept("collate"):
			p.acceptOp('=')
			s.Attrs = p.valueAttr(s.Attrs, "collate")
		case p.accept("comment"):
			p.acceptOp('=')
			s.Comment = p.stringValue()
		default:
			p.i++
		}
	}
	end := p.lastEnd()
	s.Span = text.Span{Start: p.toks[0].start, End: end}
	p.schemaSite(s.Name, true)
	p.add(s)
	p.schemaElements(s.Name)
}

// schemaElements lowers the statements inside CREATE SCHEMA. A name that is not
// qualified belongs to the new schema.
func (p *parser) schemaElements(in schema.Name) {
	all := p.toks[p.i:]
	for len(all) > 0 {
		n := 1
		for depth := 0; n < len(all); n++ {
			if all[n].is('(') {
				depth++
			} else if all[n].is(')') {
				depth--
			} else if depth == 0 && (all[n].word == "create" || all[n].word == "grant") && startsElement(all[n:]) {
				break
			}
		}
		before := len(p.out.Stmts)
		sites := len(p.out.Sites)
		p.toks, p.i = all[:n], 0
		p.end = token{start: all[n-1].end, end: all[n-1].end}
		if p.accept("create") {
			p.create()
		}
		for _, s := range p.out.Stmts[before:] {
			qualify(s, in)
		}
		for i := range p.out.Sites[sites:] {
			if site := &p.out.Sites[sites+i]; site.Kind != schema.KindSchema && site.Ref.Schema.IsZero() {
				site.Ref.Schema = schema.Name{Text: in.Text, Span: in.Span}
			}
		}
		all = all[n:]
	}
}

func startsElement(toks []token) bool {
	if toks[0].word == "grant" {
		return true
	}
	for _, t := range toks[1:min(len(toks), 5)] {
		if objectWords[t.word] {
			return true
		}
		if !modifierWords[t.word] {
			return false
		}
	}
	return false
}

// qualify puts the names of a statement inside CREATE SCHEMA into that schema.
func qualify(s schema.Stmt, in schema.Name) {
	set := func(refs ...*schema.Ref) {
		for _, r := range refs {
			if !r.IsZero() && r.Schema.IsZero() {
				r.Schema = in
			}
		}
	}
	switch s := s.(type) {
	case *schema.CreateTable:
		set(&s.Table)
		for i := range s.Constraints {
			set(&s.Constraints[i].Ref)
		}
	case *schema.CreateView:
		set(&s.View)
		s.In = in
	case *schema.CreateIndex:
		set(&s.Table)
	case *schema.CreateObject:
		set(&s.Object, &s.Table)
	}
}

// set lowers SET search_path; other settings do not matter.
func (p *parser) set() {
	p.acceptAny("local", "session")
	switch t := p.tok(); {
	case t.kind == word && strings.EqualFold(p.src[t.start:t.end], "search_path"):
		p.i++
		if p.accept("to") || p.acceptOp('=') {
			p.searchPath()
		}
	case p.accept("schema"):
		p.searchPath()
	}
}

func (p *parser) searchPath() {
	path := &schema.SetSearchPath{}
	if p.at("default") {
		p.add(path)
		return
	}
	for !p.done() {
		if t := p.tok(); t.kind == stringConst {
			p.i++
			if s := stringText(p.src[t.start:t.end], p.f); s != "" {
				path.Schemas = append(path.Schemas, s)
			}
		} else if n := p.name(); !n.IsZero() {
			path.Schemas = append(path.Schemas, n.Text)
		}
		p.skipItem()
		if !p.acceptOp(',') {
			break
		}
	}
	p.add(path)
}

// grant notes the tables that GRANT and REVOKE name, and the columns: GRANT SELECT
// (a, b), UPDATE (c) ON t.
func (p *parser) grant() {
	var columns []schema.Name
	for !p.done() && !p.at("on") {
		if p.atOp('(') {
			columns = append(columns, p.names()...)
		} else {
			p.i++
		}
	}
	if !p.accept("on") {
		return
	}
	switch p.tok().word {
	case "table":
		p.i++
	case "schema":
		p.i++
		for !p.done() {
			if n := p.name(); !n.IsZero() {
				p.schemaSite(n, false)
			}
			if !p.acceptOp(',') {
				return
			}
		}
	case "all", "sequence", "function", "procedure", "routine", "database", "language", "foreign", "type", "domain",
		"tablespace", "large", "parameter":
		return
	}
	first := p.ref()
	p.refSite(first, schema.KindRelation, false)
	if !p.atOp(',') {
		p.columnSites(first, columns) // else one name stands for columns of several tables
	}
	for p.acceptOp(',') {
		p.refSite(p.ref(), schema.KindRelation, false)
	}
}

// createStatistics notes the columns and the table of CREATE STATISTICS s (kinds)
// ON a, (b + 1), c FROM t, whose keywords have been passed.
func (p *parser) createStatistics() {
	for !p.done() && !p.at("on") {
		p.i++
	}
	if !p.accept("on") {
		return
	}
	var columns []schema.Name
	for !p.done() && !p.at("from") {
		if p.isName(p.tok()) && (p.peek(1).is(',') || p.peek(1).word == "from") {
			columns = append(columns, p.name())
		} else if _, _, ok := p.skipParens(); !ok {
			p.i++
		}
	}
	if p.accept("from") {
		table := p.ref()
		p.refSite(table, schema.KindRelation, false)
		p.columnSites(table, columns)
	}
}
