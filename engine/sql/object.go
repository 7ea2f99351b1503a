package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// object lowers CREATE of a domain, sequence, aggregate, extension, role or
// user; the keyword is next.
func (p *parser) object(kind schema.Kind, m modifiers) {
	p.i++
	s := &schema.CreateObject{Span: p.whole(), Kind: kind, OrReplace: m.replace, IfNotExists: p.ifNotExists()}
	if s.Object = p.ref(); s.Object.IsZero() {
		return
	}
	s.Definition = p.text(s.Span)
	p.refSite(s.Object, kind, true)
	p.add(s)
	switch kind {
	case schema.KindDomain:
		p.domain(s)
	case schema.KindAggregate:
		p.aggregate(s)
	case schema.KindSequence:
		p.sequence(s)
	case schema.KindExtension:
		p.extension(s)
	case schema.KindRole, schema.KindUser:
		p.role(s)
	}
}

func setAttr(s *schema.CreateObject, name, value string) {
	s.Attrs = append(s.Attrs, schema.Attr{Name: name, Value: value})
}

func (p *parser) domain(s *schema.CreateObject) {
	p.accept("as")
	from := p.i
	value := &schema.ColumnDef{Type: p.dataType()}
	value.Span = p.spanOf(from, p.i)
	s.Value = value
	var name schema.Name
	for !p.done() {
		switch {
		case p.accept("constraint"):
			name = p.name()
			continue
		case p.accept("not", "null"):
			value.NotNull = true
		case p.accept("null"):
		case p.accept("default"):
			a, b := p.expression(func() bool { return p.atColumnConstraint() })
			value.Default = p.expr(a, b)
		case p.accept("collate"):
			at := p.i
			if r := p.ref(); !r.IsZero() {
				value.Attrs = append(value.Attrs, schema.Attr{Name: "collate", Value: p.refText(r, at)})
			}
		case p.at("check") && p.peek(1).is('('):
			start := p.tok().start
			p.i++
			if a, b, ok := p.skipParens(); ok {
				d := schema.ConstraintDef{Kind: schema.CheckConstraint, Name: name, Expr: p.between(a, b)}
				p.constraintTail(&d)
				d.Span = p.from(start)
				s.Constraints = append(s.Constraints, d)
			}
		default:
			p.i++
		}
		name = schema.Name{}
	}
}

func (p *parser) sequence(s *schema.CreateObject) {
	for !p.done() {
		if attr, ok := p.sequenceOption(); ok {
			if attr.Value != "" {
				s.Attrs = append(s.Attrs, attr)
			}
			continue
		}
		switch {
		case p.accept("as"):
			s.Value = &schema.ColumnDef{Type: p.dataType()}
		case p.accept("owned", "by"):
			if owner := p.columnRef(); !owner.table.IsZero() {
				p.columnRefSites(owner, schema.KindTable)
				s.Refs = append(s.Refs, schema.ObjectRef{Attr: "owner", Kind: schema.KindColumn, Ref: owner.table, Column: owner.column.Text, ColumnSpan: owner.column.Span})
			}
		default:
			p.i++
		}
	}
}

func (p *parser) extension(s *schema.CreateObject) {
	for !p.done() {
		switch {
		case p.accept("schema"):
			if n := p.name(); !n.IsZero() {
				p.schemaSite(n, false)
				s.Refs = append(s.Refs, schema.ObjectRef{Attr: "schema", Kind: schema.KindSchema, Ref: schema.Ref{Name: n}})
			}
		case p.accept("version"):
			if v := p.stringValue(); v != "" {
				setAttr(s, "version", v)
			} else {
				setAttr(s, "version", p.name().Text)
			}
		default:
			p.i++
		}
	}
}

// roleFlags are the options of roles and Atlas's names for them (PostgreSQL,
// "CREATE ROLE").
var roleFlags = map[string]string{
	"superuser": "superuser", "createdb": "create_db", "createrole": "create_role", "inherit": "inherit",
	"login": "login", "replication": "replication", "bypassrls": "bypass_rls",
}

// role lowers the options of CREATE ROLE and USER. Passwords are not kept, and
// so neither is the statement.
func (p *parser) role(s *schema.CreateObject) {
	s.Definition = ""
	for !p.done() {
		w := strings.ToLower(p.between(p.i, p.i+1))
		flag, on := roleFlags[w], "true"
		if flag == "" {
			flag, on = roleFlags[strings.TrimPrefix(w, "no")], "false"
		}
		p.i++
		switch {
		case flag != "":
			setAttr(s, flag, on)
		case w == "connection" && strings.EqualFold(p.between(p.i, p.i+1), "limit"):
			p.i++
			from := p.i
			p.acceptOp('-')
			p.i = min(p.i+1, len(p.toks))
			setAttr(s, "conn_limit", p.between(from, p.i))
		case w == "in" && strings.EqualFold(p.between(p.i, p.i+1), "role"):
			p.i++
			for !p.done() {
				if n := p.name(); !n.IsZero() {
					ref := schema.Ref{Name: n}
					p.refSite(ref, schema.KindRole, false)
					s.Refs = append(s.Refs, schema.ObjectRef{Attr: "member_of", Kind: schema.KindRole, Ref: ref})
				}
				if !p.acceptOp(',') {
					break
				}
			}
		case w == "password" || w == "until":
			p.i = min(p.i+1, len(p.toks))
		}
	}
}

// aggregate lowers what follows the name of an aggregate.
func (p *parser) aggregate(s *schema.CreateObject) {
	p.arguments(s)
	p.options(func(name string) {
		switch name {
		case "sfunc":
			if f := p.ref(); !f.IsZero() {
				p.refSite(f, schema.KindFunction, false)
				s.Refs = append(s.Refs, schema.ObjectRef{Attr: "state_func", Kind: schema.KindFunction, Ref: f})
			}
		case "stype":
			s.Value = &schema.ColumnDef{Type: p.dataType()}
		case "initcond":
			from := p.i
			if v := p.stringValue(); v != "" {
				setAttr(s, "initial_value", v)
			} else {
				p.skipItem()
				setAttr(s, "initial_value", p.between(from, p.i))
			}
		case "parallel":
			setAttr(s, "parallel", strings.ToUpper(p.name().Text))
		default:
			s.Partial = true
		}
	})
}

// options passes "(name = value, …)", calling read at each value.
func (p *parser) options(read func(name string)) {
	if !p.acceptOp('(') {
		return
	}
	for !p.done() && !p.acceptOp(')') {
		before := p.i
		name := foldLower(p.between(p.i, p.i+1))
		p.i++
		if p.acceptOp('=') {
			read(name)
		}
		p.skipItem()
		p.acceptOp(',')
		if p.i == before {
			p.i++
		}
	}
}

// composite lowers the fields of a composite type, behind its parenthesis.
func (p *parser) composite(s *schema.CreateObject) {
	for !p.done() && !p.acceptOp(')') {
		from := p.i
		if n := p.name(); !n.IsZero() {
			field := schema.ColumnDef{Name: n, Type: p.dataType()}
			if p.accept("collate") {
				at := p.i
				if r := p.ref(); !r.IsZero() {
					field.Attrs = append(field.Attrs, schema.Attr{Name: "collate", Value: p.refText(r, at)})
				}
			}
			field.Span = p.spanOf(from, p.i)
			s.Columns = append(s.Columns, field)
		}
		p.skipItem()
		p.acceptOp(',')
	}
}

// rangeType lowers the options of a range type.
func (p *parser) rangeType(s *schema.CreateObject) {
	p.options(func(name string) {
		switch name {
		case "subtype":
			s.Value = &schema.ColumnDef{Type: p.dataType()}
		case "subtype_diff", "canonical":
			if f := p.ref(); !f.IsZero() {
				p.refSite(f, schema.KindFunction, false)
				s.Refs = append(s.Refs, schema.ObjectRef{Attr: name, Kind: schema.KindFunction, Ref: f})
			}
		case "multirange_type_name":
			setAttr(s, "multirange_name", p.ref().Name.Text)
		default:
			from := p.i
			p.skipItem()
			setAttr(s, name, p.between(from, p.i))
		}
	})
}

// createCast lowers CREATE CAST, whose keywords have been passed.
func (p *parser) createCast() {
	s := &schema.CreateObject{Span: p.whole(), Kind: schema.KindCast, Definition: p.text(p.whole())}
	if !p.acceptOp('(') {
		return
	}
	s.Args = []schema.ColumnDef{{Type: p.dataType()}}
	if !p.accept("as") {
		return
	}
	s.Value = &schema.ColumnDef{Type: p.dataType()}
	s.Signature = s.Args[0].Type.Text + " AS " + s.Value.Type.Text
	p.acceptOp(')')
	for !p.done() {
		switch {
		case p.accept("function"):
			if f := p.ref(); !f.IsZero() {
				p.refSite(f, schema.KindFunction, false)
				s.Refs = append(s.Refs, schema.ObjectRef{Attr: "with", Kind: schema.KindFunction, Ref: f})
			}
			p.skipParens()
		case p.accept("without"):
			p.i = min(p.i+1, len(p.toks))
		case p.accept("inout"):
			setAttr(s, "with", "INOUT")
		case p.accept("as"):
			setAttr(s, "as", strings.ToUpper(p.between(p.i, p.i+1)))
			p.i++
		default:
			p.i++
		}
	}
	p.add(s)
}

// createEventTrigger lowers CREATE EVENT TRIGGER, whose keywords have been
// passed.
func (p *parser) createEventTrigger() {
	s := &schema.CreateObject{Span: p.whole(), Kind: schema.KindEventTrigger, Definition: p.text(p.whole())}
	s.Object.Name = p.name()
	if s.Object.IsZero() || !p.accept("on") {
		return
	}
	p.refSite(s.Object, s.Kind, true)
	setAttr(s, "on", p.name().Text)
	for !p.done() {
		switch {
		case p.at("in") && p.peek(1).is('('):
			p.i += 2
			var tags []string
			for !p.done() && !p.acceptOp(')') {
				if v := p.stringValue(); v != "" {
					tags = append(tags, v)
				}
				p.skipItem()
				p.acceptOp(',')
			}
			setAttr(s, "tags", strings.Join(tags, ", "))
		case p.accept("execute", "function"), p.accept("execute", "procedure"):
			if f := p.ref(); !f.IsZero() {
				p.refSite(f, schema.KindFunction, false)
				s.Refs = append(s.Refs, schema.ObjectRef{Attr: "execute", Kind: schema.KindFunction, Ref: f})
			}
		default:
			p.i++
		}
	}
	p.add(s)
}
