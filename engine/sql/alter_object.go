package sql

import "github.com/schemascope/schemascope/engine/schema"

// alterObject lowers an action of ALTER that changes an object itself: of a
// domain, sequence, function or type (PostgreSQL, "ALTER DOMAIN", "ALTER SEQUENCE",
// "ALTER FUNCTION", "ALTER TYPE"). It reports whether there was one; the actions
// of one statement gather in s.
func (p *parser) alterObject(s *schema.AlterObject) bool {
	if p.dialect != schema.Postgres {
		return false
	}
	switch s.Kind {
	case schema.KindDomain:
		return p.alterDomain(s)
	case schema.KindSequence:
		if p.accept("as") {
			t := p.dataType()
			s.Type = &t
			return true
		}
		attr, ok := p.sequenceOption()
		if ok {
			s.Attrs = append(s.Attrs, attr)
		}
		return ok
	case schema.KindFunction, schema.KindProcedure:
		return p.alterRoutine(s)
	case schema.KindType:
		return p.alterField(s)
	}
	return false
}

func (p *parser) alterDomain(s *schema.AlterObject) bool {
	yes, no := true, false
	switch {
	case p.accept("set", "default"):
		from, to := p.expression(nil)
		s.Default = p.expr(from, to)
		p.exprSites(from, to, schema.Ref{}, nil)
	case p.accept("drop", "default"):
		s.DropDefault = true
	case p.accept("set", "not", "null"):
		s.Null = &no
	case p.accept("drop", "not", "null"):
		s.Null = &yes
	case p.accept("add"):
		d := schema.ConstraintDef{Kind: schema.CheckConstraint}
		start := p.tok().start
		if p.accept("constraint") {
			d.Name = p.name()
		}
		if !p.accept("check") {
			if p.accept("not", "null") {
				s.Null = &no
			}
			return true
		}
		if from, to, ok := p.skipParens(); ok {
			d.Expr = p.between(from, to)
			p.constraintTail(&d)
			d.Span = p.from(start)
			s.Add = &d
		}
	case p.accept("drop", "constraint"):
		p.ifExists()
		s.Drop = p.name()
	case p.accept("rename", "constraint"):
		s.Drop = p.name()
		if p.accept("to") {
			s.Rename = p.name()
		}
	case p.accept("validate", "constraint"):
		s.Validate = p.name()
	default:
		return false
	}
	return true
}

// alterRoutine lowers an option of a function. What takes one away gives it no
// value.
func (p *parser) alterRoutine(s *schema.AlterObject) bool {
	unset := func(names ...string) bool {
		for _, n := range names {
			s.Attrs = append(s.Attrs, schema.Attr{Name: n})
		}
		return true
	}
	switch {
	case p.accept("called", "on", "null", "input"):
		return unset("strict")
	case p.accept("not", "leakproof"):
		return unset("leakproof")
	case p.accept("reset", "all"):
		return unset("config_params.")
	case p.accept("reset"):
		return unset("config_params." + foldLower(p.ref().String()))
	case p.at("rename"), p.at("owner"), p.at("set", "schema"), p.at("depends"), p.at("no"), p.at("returns") && p.peek(1).word != "null":
		return false
	}
	var o schema.CreateObject
	before := p.i
	p.routineClause(&o)
	if len(o.Attrs) == 0 {
		p.i = before
		return false
	}
	for _, a := range o.Attrs {
		if routineDefaults[a.Value] {
			a.Value = ""
		}
		s.Attrs = append(s.Attrs, a)
	}
	return true
}

// routineDefaults are the options of a routine that go without saying (PostgreSQL,
// "CREATE FUNCTION").
var routineDefaults = map[string]bool{"VOLATILE": true, "INVOKER": true, "UNSAFE": true}

// alterField lowers ADD, DROP, ALTER and RENAME ATTRIBUTE of a composite type.
func (p *parser) alterField(s *schema.AlterObject) bool {
	p.acceptOp(',')
	switch {
	case p.accept("add", "attribute"):
		from := p.i
		field := schema.ColumnDef{Name: p.name(), Type: p.dataType()}
		if p.accept("collate") {
			at := p.i
			if r := p.ref(); !r.IsZero() {
				field.Attrs = append(field.Attrs, schema.Attr{Name: "collate", Value: p.refText(r, at)})
			}
		}
		field.Span = p.spanOf(from, p.i)
		s.Fields = append(s.Fields, schema.FieldChange{Add: &field})
	case p.accept("drop", "attribute"):
		p.ifExists()
		s.Fields = append(s.Fields, schema.FieldChange{Name: p.name(), Drop: true})
	case p.accept("alter", "attribute"):
		c := schema.FieldChange{Name: p.name()}
		p.accept("set", "data")
		p.accept("type")
		t := p.dataType()
		c.Type = &t
		s.Fields = append(s.Fields, c)
	case p.accept("rename", "attribute"):
		c := schema.FieldChange{Name: p.name()}
		if p.accept("to") {
			c.To = p.name()
		}
		s.Fields = append(s.Fields, c)
	default:
		return false
	}
	p.acceptAny("cascade", "restrict")
	return true
}
