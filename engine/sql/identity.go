package sql

import "github.com/schemascope/schemascope/engine/schema"

// generated lowers what follows GENERATED.
func (p *parser) generated(c *schema.ColumnDef) {
	always := p.accept("always")
	if !always {
		p.accept("by", "default")
		p.accept("on", "null")
	}
	if !p.accept("as") {
		return
	}
	if p.f.inlineOptions && p.rowBound(c) {
		return
	}
	if p.accept("identity") {
		c.Identity = &schema.Identity{Always: always}
		if from, to, ok := p.skipParens(); ok {
			p.sequenceOptions(c.Identity, from, to)
		}
		return
	}
	p.generatedAs(c)
}

// sequenceOptions reads the options of an identity in toks[from:to] (PostgreSQL,
// "CREATE SEQUENCE").
func (p *parser) sequenceOptions(id *schema.Identity, from, to int) {
	at := p.i
	defer func() { p.i = at }()
	p.i = from
	for p.i < to {
		if p.accept("sequence", "name") {
			id.Sequence = p.ref()
			continue
		}
		attr, ok := p.sequenceOption()
		switch {
		case !ok:
			p.i++
		case attr.Name == "start":
			id.Start = attr.Value
		case attr.Name == "increment":
			id.Step = attr.Value
		case attr.Name != "":
			id.Options = append(id.Options, attr)
		}
	}
}

// sequenceOption passes an option of a sequence, and gives it as an attribute: one
// without a value where it says NO.
func (p *parser) sequenceOption() (attr schema.Attr, ok bool) {
	integer := func(name string) (schema.Attr, bool) {
		p.acceptAny("by", "with")
		p.acceptOp('=')
		from := p.i
		p.acceptOp('-')
		p.i = min(p.i+1, len(p.toks))
		return schema.Attr{Name: name, Value: p.between(from, p.i)}, true
	}
	switch {
	case p.accept("increment"):
		return integer("increment")
	case p.accept("start"):
		return integer("start")
	case p.accept("minvalue"):
		return integer("min_value")
	case p.accept("maxvalue"):
		return integer("max_value")
	case p.accept("cache"):
		return integer("cache")
	case p.accept("no", "minvalue"):
		return schema.Attr{Name: "min_value"}, true
	case p.accept("no", "maxvalue"):
		return schema.Attr{Name: "max_value"}, true
	case p.accept("no", "cycle"):
		return schema.Attr{Name: "cycle"}, true
	case p.accept("cycle"):
		return schema.Attr{Name: "cycle", Value: "true"}, true
	}
	return attr, false
}
