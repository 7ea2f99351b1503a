package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// createTrigger lowers CREATE TRIGGER, whose keywords have been passed.
func (p *parser) createTrigger(m modifiers) {
	s := &schema.CreateObject{Span: p.whole(), Kind: schema.KindTrigger, OrReplace: m.replace, IfNotExists: p.ifNotExists()}
	name := p.ref()
	if name.IsZero() {
		return
	}
	timing := "before" // SQLite's default
	columns := p.triggerEvents(s, &timing)
	if !p.accept("on") {
		return
	}
	if s.Table = p.ref(); s.Table.IsZero() {
		return
	}
	s.Object = schema.Ref{Schema: name.Schema, Name: name.Name}
	s.Definition = p.text(s.Span)
	s.Partial = m.other == "constraint"
	own := s.Object
	if own.Schema.IsZero() {
		own.Schema = s.Table.Schema
	}
	p.site(schema.Site{Span: name.Name.Span, Kind: schema.KindTrigger, Decl: true, Ref: own})
	p.refSite(s.Table, schema.KindRelation, false)
	if len(columns) > 0 {
		s.Reads = append(s.Reads, p.columnsOf(s.Table, columns))
	}
	p.body = token{}
	for _, c := range columns {
		s.Refs = append(s.Refs, schema.ObjectRef{Attr: timing + ".update_of", Kind: schema.KindColumn, Ref: s.Table, Column: c.Text, ColumnSpan: c.Span})
	}
	if !p.temporary(name) && !(p.f.looseTypes && m.temporary) {
		p.add(s)
	}
	for !p.done() && p.triggerOption(s, &timing) {
	}
}

// triggerEvents passes when a trigger runs, up to ON. It gives the columns of
// UPDATE OF.
func (p *parser) triggerEvents(s *schema.CreateObject, timing *string) (columns []schema.Name) {
	for !p.done() && !p.at("on") {
		switch {
		case p.at("before"), p.at("after"):
			*timing = p.tok().word
			p.i++
		case p.accept("instead", "of"):
			*timing = "instead_of"
		case p.accept("update", "of"):
			for !p.done() {
				columns = append(columns, p.name())
				if !p.acceptOp(',') {
					break
				}
			}
		case p.at("insert"), p.at("update"), p.at("delete"), p.at("truncate"):
			setAttr(s, *timing+"."+p.tok().word, "true")
			p.i++
		default:
			p.i++
		}
	}
	return columns
}

// triggerOption passes one of the parts behind a trigger's table. It reports
// false at the end.
func (p *parser) triggerOption(s *schema.CreateObject, timing *string) bool {
	switch {
	case p.accept("from"):
		from := p.ref()
		p.refSite(from, schema.KindTable, false)
		s.Refs = append(s.Refs, schema.ObjectRef{Attr: "from", Kind: schema.KindTable, Ref: from})
	case p.accept("for"):
		p.accept("each")
		if w := p.acceptAny("row", "statement"); w != "" {
			setAttr(s, "for", strings.ToUpper(w))
		}
	case p.accept("referencing"):
		for w := p.acceptAny("old", "new"); w != ""; w = p.acceptAny("old", "new") {
			p.accept("table")
			p.accept("as")
			setAttr(s, "referencing."+w+"_table", p.name().Text)
		}
	case p.accept("when"):
		from, to, ok := p.skipParens()
		if !ok {
			from, to = p.expression(func() bool { return p.at("begin") })
		}
		setAttr(s, "when", p.between(from, to))
		s.Reads = append(s.Reads, p.conditionOver(from, to, rowItems(s.Table)))
	case p.accept("follows"):
		setAttr(s, "follows", p.name().Text)
	case p.accept("precedes"):
		setAttr(s, "precedes", p.name().Text)
	case p.accept("execute", "function"), p.accept("execute", "procedure"):
		p.triggerFunction(s)
		return false
	case p.at("after"), p.accept("instead", "of"), p.accept("for"): // SQL Server: events behind the table
		*timing = "after"
		if p.peek(-1).word == "of" {
			*timing = "instead_of"
		}
		for !p.done() && !p.at("as") {
			switch p.tok().word {
			case "insert", "update", "delete":
				setAttr(s, *timing+"."+p.tok().word, "true")
			}
			p.i++
		}
	case p.accept("as"), p.at("begin"), p.dialect != schema.Postgres && s.Body == "" && !p.triggerWord():
		s.Body = strings.TrimSpace(p.between(p.i, len(p.toks)))
		p.body = token{start: p.tok().start, end: p.end.end, kind: word}
		p.readBody(s, rowItems(s.Table))
		return false
	default:
		s.Partial = true // deferrable constraint triggers
		p.i++
	}
	return true
}

// rowItems are the rows that a trigger on a table sees.
func rowItems(table schema.Ref) []*schema.FromItem {
	return []*schema.FromItem{
		{Ref: table, Implicit: "new", Qualified: true}, {Ref: table, Implicit: "old", Qualified: true},
	}
}

// triggerWord reports whether a part of a trigger's head is next rather than its
// body.
func (p *parser) triggerWord() bool {
	return slices.Contains([]string{"for", "when", "follows", "precedes", "referencing"}, p.tok().word)
}

func (p *parser) triggerFunction(s *schema.CreateObject) {
	f := p.ref()
	if f.IsZero() {
		return
	}
	p.refSite(f, schema.KindFunction, false)
	s.Refs = append(s.Refs, schema.ObjectRef{Attr: "execute.function", Kind: schema.KindFunction, Ref: f})
	if from, to, ok := p.skipParens(); ok && to > from {
		var args []string
		for p.i = from; p.i < to; p.i++ {
			if t := p.tok(); t.kind == stringConst {
				args = append(args, stringText(p.between(p.i, p.i+1), p.f))
			} else if !t.is(',') {
				args = append(args, p.between(p.i, p.i+1))
			}
		}
		p.i = to + 1
		setAttr(s, "execute.args", strings.Join(args, ", "))
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
	p.policyClauses(s)
}

// policyClauses lowers what follows the table of a policy.
func (p *parser) policyClauses(s *schema.CreateObject) {
	for !p.done() {
		switch {
		case p.accept("as"), p.accept("for"):
			name := p.peek(-1).word
			setAttr(s, name, strings.ToUpper(p.between(p.i, p.i+1)))
			p.i++
		case p.accept("to"):
			p.policyRoles(s)
		case p.accept("using"):
			from, to, _ := p.skipParens()
			setAttr(s, "using", p.between(from, to))
			s.Reads = append(s.Reads, p.conditionOver(from, to, []*schema.FromItem{{Ref: s.Table}}))
		case p.accept("with", "check"):
			from, to, _ := p.skipParens()
			setAttr(s, "check", p.between(from, to))
			s.Reads = append(s.Reads, p.conditionOver(from, to, []*schema.FromItem{{Ref: s.Table}}))
		default:
			p.i++
		}
	}
}

// policyRoles lowers the roles behind TO. PUBLIC and its like are keywords.
func (p *parser) policyRoles(s *schema.CreateObject) {
	var roles []string
	for !p.done() {
		raw := p.between(p.i, p.i+1)
		switch upper := strings.ToUpper(raw); upper {
		case "PUBLIC", "CURRENT_ROLE", "CURRENT_USER", "SESSION_USER":
			roles = append(roles, upper)
			p.i++
		default:
			n := p.name()
			if n.IsZero() {
				return
			}
			roles = append(roles, n.Text)
			p.refSite(schema.Ref{Name: n}, schema.KindRole, false)
		}
		if !p.acceptOp(',') {
			break
		}
	}
	setAttr(s, "to", strings.Join(roles, ", "))
}
