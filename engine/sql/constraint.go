package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// atTableConstraint reports whether a table constraint begins here, rather than
// a column of such a name.
func (p *parser) atTableConstraint() bool {
	t, next := p.tok(), p.peek(1)
	if t.kind != word {
		return false
	}
	switch t.word {
	case "constraint":
		return true
	case "primary", "foreign":
		return next.word == "key"
	case "unique":
		return true
	case "check":
		return next.is('(')
	case "exclude":
		return next.word == "using" || next.is('(')
	case "not":
		return next.word == "null"
	}
	return false
}

// tableConstraint lowers [CONSTRAINT name] and a constraint.
func (p *parser) tableConstraint(table schema.Ref, list *[]schema.ConstraintDef) {
	start := p.tok().start
	d := schema.ConstraintDef{}
	p.unlessThere = false
	if p.accept("constraint") {
		if p.f.inlineOptions {
			p.unlessThere = p.ifNotExists()
		}
		if !p.atTableConstraint() || p.at("constraint") {
			d.Name = p.name()
		}
	}
	// MySQL's name may also follow the keywords: UNIQUE KEY name (…).
	inner := func() {
		if (p.f.keyIsConstraint || p.dialect == "") && p.isName(p.tok()) && !p.at("using") && (p.peek(1).is('(') || p.peek(1).word == "using") {
			// It counts for a key, the name before for a foreign key.
			if n := p.name(); d.Name.IsZero() || d.Kind != schema.ForeignKeyConstraint {
				d.Name = n
			}
		}
	}
	switch {
	case p.accept("primary", "key"):
		d.Kind = schema.PrimaryKey
		inner()
		if p.f.inlineOptions {
			d.Name = schema.Name{} // it is always PRIMARY
		}
		p.keyParts(table, &d)
	case p.accept("unique"):
		d.Kind = schema.Unique
		p.acceptAny("key", "index")
		p.unlessThere = p.ifNotExists() || p.unlessThere
		d.NullsEqual = p.nullsDistinct()
		inner()
		p.keyParts(table, &d)
	case p.accept("foreign", "key"):
		d.Kind = schema.ForeignKeyConstraint
		p.unlessThere = p.ifNotExists() || p.unlessThere
		symbol := d.Name
		if inner(); p.dialect == schema.MySQL && symbol.IsZero() {
			d.Index, d.Name = d.Name, schema.Name{} // MySQL, "FOREIGN KEY Constraints": since 8.0.16
		}
		for _, n := range p.keyNames() {
			d.Parts = append(d.Parts, schema.PartDef{Span: n.Span, Column: n})
			p.columnSite(table, n, false)
		}
		if p.references(&d); d.Ref.IsZero() {
			return
		}
	case p.accept("check"):
		d.Kind = schema.CheckConstraint
		if !p.checkExpr(&d) {
			return
		}
		p.constraintTail(&d)
		p.noteConflict(nil) // which means nothing here
	case p.accept("exclude"):
		d.Kind = schema.Exclude
		p.exclude(table, &d)
	case p.at("not", "null"):
		p.notNullConstraint(table, d.Name, start)
		return
	default:
		return
	}
	d.Span = p.from(start)
	p.constraintSite(table, d.Name, true)
	*list = append(*list, d)
}

// notNullConstraint passes PostgreSQL 18's [CONSTRAINT name] NOT NULL column.
func (p *parser) notNullConstraint(table schema.Ref, name schema.Name, start int) {
	p.i += 2
	column := p.name()
	p.accept("no", "inherit")
	p.accept("not", "valid")
	p.columnSite(table, column, false)
	p.constraintSite(table, name, true)
	p.newer = append(p.newer, patch{p.from(start), "CHECK (true)"})
	p.notNull = append(p.notNull, column)
}

// keyNames passes the columns of a foreign key. PostgreSQL 18's PERIOD before
// the last is passed over.
func (p *parser) keyNames() []schema.Name {
	if !p.acceptOp('(') {
		return nil
	}
	var list []schema.Name
	for !p.done() && !p.acceptOp(')') {
		if t := p.tok(); t.word == "period" && p.isName(p.peek(1)) {
			p.newer = append(p.newer, patch{text.Span{Start: t.start, End: t.end}, ""})
			p.i++
		}
		if n := p.name(); !n.IsZero() {
			list = append(list, n)
		}
		p.skipItem()
		p.acceptOp(',')
	}
	return list
}

// keyParts lowers the columns of PRIMARY KEY and UNIQUE, and what follows them.
func (p *parser) keyParts(table schema.Ref, d *schema.ConstraintDef) {
	p.acceptAny("clustered", "nonclustered")
	p.usingMethod()
	if p.accept("using", "index") {
		d.UsingIndex = p.name()
		if !d.UsingIndex.IsZero() {
			p.site(schema.Site{Span: d.UsingIndex.Span, Kind: schema.KindIndex, Ref: schema.Ref{Schema: table.Schema, Name: d.UsingIndex}})
		}
		p.constraintTail(d)
		return
	}
	d.Parts = p.indexParts(table)
	p.keyOptions(d)
}

// usingMethod passes MySQL's USING BTREE.
func (p *parser) usingMethod() string {
	if p.at("using") && p.isName(p.peek(1)) && p.peek(1).word != "index" {
		p.i++
		return foldLower(p.name().Text)
	}
	return ""
}

// nullsDistinct passes NULLS [NOT] DISTINCT.
func (p *parser) nullsDistinct() (equal bool) {
	if p.accept("nulls", "not", "distinct") {
		return true
	}
	p.accept("nulls", "distinct")
	return false
}

// keyOptions lowers what may follow the columns of a key.
func (p *parser) keyOptions(d *schema.ConstraintDef) {
	for !p.done() {
		switch {
		case p.accept("include"):
			d.Include = p.names()
		case p.accept("with"), p.accept("comment") && p.commentValue(&d.Comment):
			p.skipParens()
		case p.at("using", "index", "tablespace"):
			p.i = min(p.i+4, len(p.toks))
		case p.at("on", "conflict"):
			d.Attrs = p.noteConflict(d.Attrs)
		case p.at("using"):
			if p.usingMethod() == "" {
				return
			}
		case p.acceptAny("clustered", "nonclustered") != "":
		case p.f.inlineOptions && p.indexOption(&d.Attrs):
		case !p.constraintTail(d):
			return
		}
	}
}

func (p *parser) commentValue(into *string) bool {
	p.acceptOp('=')
	*into = p.stringValue()
	return true
}

// constraintTail lowers the properties that any constraint may have; it reports
// whether there was one.
func (p *parser) constraintTail(d *schema.ConstraintDef) (found bool) {
	for ; ; found = true {
		switch {
		case p.accept("not", "valid"):
			d.NotValid = true
		case p.accept("no", "inherit"):
			d.Attrs = append(d.Attrs, schema.Attr{Name: "no_inherit", Value: "true"})
		case p.accept("not", "deferrable"):
		case p.accept("deferrable"):
			deferTo(d, "INITIALLY_IMMEDIATE")
		case p.accept("initially", "deferred"):
			deferTo(d, "INITIALLY_DEFERRED")
		case p.accept("initially", "immediate"):
		default:
			enforced, ok := p.enforcement()
			if !ok {
				return found
			}
			if !enforced {
				d.Attrs = append(d.Attrs, schema.Attr{Name: "enforced", Value: "false"})
			}
		}
	}
}

// deferTo says when a deferrable constraint is checked unless told otherwise.
func deferTo(d *schema.ConstraintDef, when string) {
	for i := range d.Attrs {
		if d.Attrs[i].Name == "deferrable" {
			d.Attrs[i].Value = when
			return
		}
	}
	d.Attrs = append(d.Attrs, schema.Attr{Name: "deferrable", Value: when})
}

// enforcement reads PostgreSQL 18's [NOT] ENFORCED, which MySQL has as well.
func (p *parser) enforcement() (enforced, found bool) {
	start := p.tok().start
	enforced = p.accept("enforced")
	if !enforced && !p.accept("not", "enforced") {
		return false, false
	}
	p.newer = append(p.newer, patch{p.from(start), ""})
	return enforced, true
}

// checkExpr lowers the parenthesised expression of a check.
func (p *parser) checkExpr(d *schema.ConstraintDef) bool {
	from, to, ok := p.skipParens()
	if !ok {
		return false
	}
	d.Expr = p.between(from, to)
	p.pending = append(p.pending, pendingExpr{from, to})
	return true
}

// exclude lowers EXCLUDE [USING method] (element WITH operator, …) [WHERE (…)].
func (p *parser) exclude(table schema.Ref, d *schema.ConstraintDef) {
	if p.accept("using") {
		d.Method = foldLower(p.name().Text)
	}
	if a, b, ok := p.skipParens(); ok {
		rest := p.i
		for p.i = a; p.i < b; {
			part := p.indexPart(table)
			d.Parts = append(d.Parts, part)
			p.skipItem()
			if !p.acceptOp(',') {
				break // the parenthesis that closes the list belongs to a part
			}
		}
		p.i = rest
	}
	if p.accept("include") {
		d.Include = p.names()
	}
	if p.accept("where") {
		if a, b, ok := p.skipParens(); ok {
			d.Expr = p.between(a, b)
			p.pending = append(p.pending, pendingExpr{a, b})
		}
	}
	p.constraintTail(d)
}

// references lowers REFERENCES table (columns) and the actions.
func (p *parser) references(d *schema.ConstraintDef) {
	if !p.accept("references") {
		return
	}
	if d.Ref = p.ref(); d.Ref.IsZero() {
		return
	}
	p.refSite(d.Ref, schema.KindTable, false)
	d.RefColumns = p.keyNames()
	p.columnSites(d.Ref, d.RefColumns)
	for !p.done() {
		switch {
		case p.accept("match"):
			if p.acceptAny("full", "partial", "simple") == "full" {
				d.Attrs = append(d.Attrs, schema.Attr{Name: "match", Value: "FULL"})
			}
		case p.accept("on", "delete"):
			d.OnDelete = p.referentialAction(d)
		case p.accept("on", "update"):
			d.OnUpdate = p.referentialAction(d)
		case !p.constraintTail(d):
			return
		}
	}
}

func (p *parser) referentialAction(d *schema.ConstraintDef) string {
	for _, words := range [][]string{{"no", "action"}, {"restrict"}, {"cascade"}, {"set", "null"}, {"set", "default"}} {
		if p.accept(words...) {
			if columns := p.names(); columns != nil { // SET NULL (columns)
				var list []string
				for _, n := range columns {
					list = append(list, n.Text)
				}
				d.Attrs = append(d.Attrs, schema.Attr{Name: "on_delete_columns", Value: strings.Join(list, ", ")})
			}
			return strings.ToUpper(strings.Join(words, " "))
		}
	}
	return ""
}

// inlineIndex lowers MySQL's INDEX, KEY, FULLTEXT and SPATIAL inside CREATE TABLE
// and ALTER TABLE … ADD.
func (p *parser) inlineIndex(table schema.Ref) (ix schema.IndexDef, ok bool) {
	start, at := p.tok().start, p.i
	if w := p.acceptAny("fulltext", "spatial"); w != "" {
		ix.Method = w
		if p.acceptAny("index", "key") == "" && !p.f.keyIsConstraint {
			p.i = at
			return ix, false
		}
	} else if p.acceptAny("index", "key") == "" {
		return ix, false
	}
	p.unlessThere = p.ifNotExists()
	if p.isName(p.tok()) && !p.at("using") {
		ix.Name = p.name()
	}
	if m := p.usingMethod(); m != "" {
		ix.Method = m
	}
	if p.dialect == schema.SQLServer {
		ix.Unique = p.accept("unique")
		p.acceptAny("clustered", "nonclustered")
	}
	if !p.atOp('(') || p.peek(1).kind == number {
		p.i = at // a column named key, of type varchar(10)
		return ix, false
	}
	p.finishIndex(table, &ix)
	ix.Span = p.from(start)
	if !ix.Name.IsZero() {
		p.site(schema.Site{Span: ix.Name.Span, Kind: schema.KindIndex, Decl: true, Ref: schema.Ref{Schema: table.Schema, Name: ix.Name}})
	}
	return ix, true
}
