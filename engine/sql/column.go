package sql

import (
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
)

// column lowers a column definition. ended is false when another column begins
// at once, for want of a comma.
func (p *parser) column(table schema.Ref) (c schema.ColumnDef, constraints []schema.ConstraintDef, ended bool) {
	start := p.tok().start
	c.Name = p.name()
	if p.beginsColumn() && !types.Of(p.dialect).Begins(p.between(p.i, p.i+1)) {
		c.Span = p.from(start)
		return c, nil, false // its type is not written yet
	}
	if !p.atColumnConstraint() || p.at("as") && p.dialect != schema.SQLServer && p.peek(1).kind == word {
		from := p.i
		c.Type = p.columnType()
		if p.f.inlineOptions {
			constraints = p.mysqlType(&c, from)
		}
	}
	c.Type.Span.End = max(c.Type.Span.End, c.Type.Span.Start)
	ended = true
	for !p.done() && !p.atOp(',') && !p.atOp(')') {
		if p.columnConstraint(table, &c, &constraints) {
			continue
		}
		if p.beginsColumn() {
			ended = false
			break
		}
		if _, _, ok := p.skipParens(); !ok {
			p.i++
		}
	}
	c.Span = p.from(start)
	if p.f.inlineOptions {
		constraints = p.mysqlColumn(&c, constraints)
	}
	return c, constraints, ended
}

// beginsColumn reports whether a new column definition seems to begin at a token
// that the current one has no use for: a name first in its line, then a type.
func (p *parser) beginsColumn() bool {
	t, next := p.tok(), p.peek(1)
	if !p.isName(t) || t.category == reserved || !atLineStart(p.src, t.start) || next.kind != word {
		return false
	}
	return types.Of(p.dialect).Begins(p.src[next.start:next.end])
}

// columnConstraint lowers one constraint or option of a column; it reports
// whether there was one.
func (p *parser) columnConstraint(table schema.Ref, c *schema.ColumnDef, constraints *[]schema.ConstraintDef) bool {
	start := p.tok().start
	var name schema.Name
	if p.accept("constraint") {
		if !p.at("not") && !p.at("primary") && !p.at("check") && !p.at("references") || p.tok().kind == quotedName {
			name = p.name()
		}
	}
	if !name.IsZero() && (p.atOp(',') || p.atOp(')') || p.done()) {
		return true // SQLite takes a name without a constraint
	}
	own := []schema.PartDef{{Span: c.Name.Span, Column: c.Name}}
	add := func(d schema.ConstraintDef) {
		d.Name = name
		d.Span = p.from(start)
		p.constraintSite(table, name, true)
		*constraints = append(*constraints, d)
	}
	switch t := p.tok(); t.word {
	case "not":
		switch p.peek(1).word {
		case "null":
			p.i += 2
			c.NotNull = true
			p.accept("no", "inherit")
			p.enforcement()
			if !name.IsZero() {
				p.constraintSite(table, name, true)
			}
		case "enforced":
			p.enforcement()
		default:
			p.i += 2
		}
	case "null":
		p.i++
	case "default":
		p.i++
		from, to := p.expression(p.atColumnOption)
		c.Default = p.expr(from, to)
		p.exprSites(from, to, schema.Ref{}, nil)
	case "primary", "key":
		if t.word == "primary" {
			p.i++
		}
		if !p.accept("key") && t.word == "key" {
			return false
		}
		d := schema.ConstraintDef{Kind: schema.PrimaryKey, Parts: own}
		switch p.acceptAny("asc", "desc") {
		case "desc":
			d.Parts[0].Desc = true
		}
		if !p.f.inlineOptions { // whose COMMENT is the column's
			p.keyOptions(&d)
		}
		add(d)
	case "unique":
		p.i++
		p.accept("key")
		d := schema.ConstraintDef{Kind: schema.Unique, Parts: own, NullsEqual: p.nullsDistinct()}
		if !p.f.inlineOptions {
			p.keyOptions(&d)
		}
		add(d)
	case "check":
		p.i++
		if d := (schema.ConstraintDef{Kind: schema.CheckConstraint, Column: c.Name}); p.checkExpr(&d) {
			p.constraintTail(&d)
			add(d)
		}
	case "references":
		d := schema.ConstraintDef{Kind: schema.ForeignKeyConstraint, Parts: own}
		if p.references(&d); !d.Ref.IsZero() {
			add(d)
		}
	default:
		return p.columnOption(c)
	}
	return true
}

// columnOption lowers what follows a column's type and is no constraint.
func (p *parser) columnOption(c *schema.ColumnDef) bool {
	if p.f.inlineOptions && p.mysqlColumnOption(c) {
		return true
	}
	switch t := p.tok(); t.word {
	case "generated":
		p.i++
		p.generated(c)
	case "as":
		p.i++
		p.generatedAs(c)
	case "identity": // SQL Server
		p.i++
		c.Identity = &schema.Identity{}
		if from, to, ok := p.skipParens(); ok && to-from == 3 {
			c.Identity.Start, c.Identity.Step = p.between(from, from+1), p.between(to-1, to)
		}
	case "collate":
		p.i++
		from := p.i
		if r := p.ref(); !r.IsZero() {
			c.Attrs = append(c.Attrs, schema.Attr{Name: "collate", Value: p.refText(r, from)})
		}
	case "character", "charset":
		p.i++
		p.acceptAny("set")
		c.Attrs = p.valueAttr(c.Attrs, "charset")
	case "comment":
		p.i++
		p.acceptOp('=')
		c.Comment = p.stringValue()
	case "auto_increment", "autoincrement":
		p.i++
		c.NotNull = c.NotNull || p.f.inlineOptions
		c.Attrs = append(c.Attrs, schema.Attr{Name: "auto_increment", Value: "true"})
	case "on":
		switch p.peek(1).word {
		case "update":
			p.i += 2
			from, to := p.expression(p.atColumnOption)
			c.Attrs = append(c.Attrs, schema.Attr{Name: "on_update", Value: p.between(from, to)})
		case "conflict":
			p.i = min(p.i+3, len(p.toks))
		default:
			return false
		}
	case "storage", "compression":
		p.i++
		if p.dialect == schema.Postgres {
			for _, a := range columnAttr(t.word, p.between(p.i, p.i+1)) {
				if a.Value != "" {
					c.Attrs = append(c.Attrs, a)
				}
			}
		}
		p.i = min(p.i+1, len(p.toks))
	case "column_format", "srid", "after":
		p.i = min(p.i+2, len(p.toks))
	case "first", "visible", "invisible", "virtual", "stored", "persistent", "deferrable", "sparse", "rowguidcol", "clustered",
		"nonclustered", "enforced", "binary", "ascii", "unsigned", "signed", "zerofill":
		p.i++
	case "initially", "with":
		p.i = min(p.i+2, len(p.toks))
	default:
		return false
	}
	return true
}

// atColumnOption reports whether a constraint or option begins here, which ends
// a default's expression.
func (p *parser) atColumnOption() bool {
	t := p.tok()
	if t.kind != word {
		return false
	}
	switch t.word {
	case "not":
		switch p.peek(1).word {
		case "null", "deferrable", "enforced", "valid":
			return true
		}
	case "null":
		prev := p.peek(-1)
		return prev.word != "is" && prev.word != "not"
	case "on":
		return p.peek(1).word == "update" || p.peek(1).word == "conflict"
	case "constraint", "primary", "unique", "check", "references", "generated", "default", "collate", "deferrable", "initially",
		"comment", "auto_increment", "autoincrement", "after", "first", "key", "storage", "column_format", "visible", "invisible",
		"using", "go", "identity":
		return true
	case "as":
		return p.peek(1).is('(')
	}
	return p.beginsColumn()
}

// generatedAs lowers "(expression) STORED" and SQL Server's "expression
// PERSISTED".
func (p *parser) generatedAs(c *schema.ColumnDef) {
	from, to, ok := p.skipParens()
	if !ok {
		from, to = p.expression(p.atColumnOption)
	}
	g := &schema.Generated{Expr: p.between(from, to)}
	p.pending = append(p.pending, pendingExpr{from, to})
	switch w := p.tok(); w.word {
	case "stored", "persisted", "persistent":
		p.i++
		g.Stored = true
	case "virtual":
		p.i++
		p.newer = append(p.newer, patch{text.Span{Start: w.start, End: w.end}, "STORED"})
	default:
		at := p.lastEnd()
		p.newer = append(p.newer, patch{text.Span{Start: at, End: at}, " STORED"})
	}
	c.Generated = g
}

// valueAttr passes a value, one token, and appends it as an attribute.
func (p *parser) valueAttr(attrs []schema.Attr, name string) []schema.Attr {
	p.acceptOp('=')
	t := p.tok()
	value := p.src[t.start:t.end]
	switch t.kind {
	case word, number:
	case stringConst:
		value = stringText(value, p.f)
	case quotedName:
		value = unquoteName(value)
	default:
		return attrs
	}
	p.i++
	return append(attrs, schema.Attr{Name: name, Value: value})
}
