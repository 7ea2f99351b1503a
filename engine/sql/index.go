package sql

import (
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// createIndex lowers CREATE INDEX, whose keywords have been passed.
func (p *parser) createIndex(m modifiers) {
	s := &schema.CreateIndex{Span: p.whole()}
	s.Index.Unique = m.unique
	if m.word == "fulltext" || m.word == "spatial" {
		s.Index.Method = m.word
	}
	p.accept("concurrently")
	s.IfNotExists = p.ifNotExists()
	var name schema.Ref
	if !p.at("on") || p.peek(1).word == "on" {
		name = p.ref()
		s.Index.Name = name.Name
	}
	if method := p.usingMethod(); method != "" {
		s.Index.Method = method
	}
	if !p.accept("on") {
		return
	}
	s.Only = p.accept("only")
	s.Table = p.ref()
	if s.Table.IsZero() {
		return
	}
	if !name.IsZero() {
		// An index lives in its table's schema.
		if name.Schema.IsZero() {
			name.Schema = s.Table.Schema
			p.site(schema.Site{Span: name.Name.Span, Kind: schema.KindIndex, Decl: true, Ref: name})
		} else {
			p.refSite(name, schema.KindIndex, true)
		}
	}
	p.refSite(s.Table, schema.KindRelation, false)
	p.finishIndex(s.Table, &s.Index)
	s.Index.Span = s.Span
	p.add(s)
}

// finishIndex lowers an index from the method on.
func (p *parser) finishIndex(table schema.Ref, ix *schema.IndexDef) {
	if m := p.usingMethod(); m != "" {
		ix.Method = m
	}
	ix.Parts = p.indexParts(table)
	for !p.done() && !p.atOp(',') && !p.atOp(')') {
		switch {
		case p.accept("include"):
			ix.Include = p.names()
			p.columnSites(table, ix.Include)
		case p.at("nulls"):
			if ix.NullsEqual = p.nullsDistinct(); p.at("nulls") {
				p.i++
			}
		case p.accept("where"):
			from, to := p.expression(p.atIndexEnd)
			ix.Where = p.between(from, to)
			p.exprSites(from, to, table, p.columns)
		case p.accept("comment"):
			p.commentValue(&ix.Comment)
		case p.at("using"):
			if m := p.usingMethod(); m != "" {
				ix.Method = m
			} else {
				p.i++
			}
		case p.accept("with"):
			if p.accept("parser") {
				ix.Attrs = p.valueAttr(ix.Attrs, "parser")
				break
			}
			from, to, ok := p.skipParens()
			if ok {
				ix.Attrs = append(ix.Attrs, p.storageParams(from, to)...)
			}
		case p.indexOption(&ix.Attrs):
		default:
			p.i++
		}
	}
}

// storageParams lowers the "name = value" pairs in toks[from:to]. Atlas has an
// attribute of its own for one of them.
func (p *parser) storageParams(from, to int) []schema.Attr {
	var attrs []schema.Attr
	at := p.i
	for p.i = from; p.i < to; {
		start := p.i
		for p.i < to && !p.atOp('=') && !p.atOp(',') {
			p.i++
		}
		name, value := "storage_params."+foldLower(p.between(start, p.i)), "true"
		if p.i < to && p.acceptOp('=') {
			start = p.i
			for p.i < to && !p.atOp(',') {
				p.i++
			}
			value = p.between(start, p.i)
		}
		if name == "storage_params.pages_per_range" {
			name = "page_per_range"
		}
		attrs = append(attrs, schema.Attr{Name: name, Value: value})
		p.acceptOp(',')
		p.i = max(p.i, start+1)
	}
	p.i = at
	return attrs
}

// atIndexEnd reports whether an option that SQL Server has after WHERE follows.
func (p *parser) atIndexEnd() bool { return p.at("with") && p.peek(1).is('(') }

// indexParts lowers the parenthesised columns and expressions of a key or index.
func (p *parser) indexParts(table schema.Ref) []schema.PartDef {
	if !p.acceptOp('(') {
		return nil
	}
	var parts []schema.PartDef
	for !p.done() && !p.acceptOp(')') {
		if p.acceptOp(',') {
			continue
		}
		before := p.i
		if part := p.indexPart(table); !part.Column.IsZero() || part.Expr != "" {
			parts = append(parts, part)
		}
		p.skipItem()
		if p.i == before {
			p.i++
		}
	}
	return parts
}

// indexPart lowers a column or an expression, with what follows it
// (PostgreSQL, "CREATE INDEX").
func (p *parser) indexPart(table schema.Ref) schema.PartDef {
	if p.f.looseTypes {
		return p.looseIndexPart(table)
	}
	start := p.tok().start
	part := schema.PartDef{}
	if from, to, ok := p.skipParens(); ok {
		part.Expr, part.Called = p.between(from, to), p.exprName(from, to)
		p.indexExpr(table, from, to)
	} else if !p.isName(p.tok()) {
		return part
	} else if next := p.peek(1); next.is('(') && !p.atPrefixLength() || next.is('.') {
		from := p.i
		p.ref()
		p.skipParens()
		part.Expr, part.Called = p.between(from, p.i), p.exprName(from, p.i)
		p.indexExpr(table, from, p.i)
	} else {
		part.Column = p.name()
		p.columnSite(table, part.Column, false)
		if from, to, ok := p.skipParens(); ok {
			part.Attrs = append(part.Attrs, schema.Attr{Name: "prefix", Value: p.between(from, to)})
		}
	}
	for !p.done() && !p.atOp(',') && !p.atOp(')') {
		t := p.tok()
		switch {
		case p.acceptAny("asc") != "":
		case p.acceptAny("desc") != "":
			part.Desc = true
		case p.accept("collate"):
			at := p.i
			if r := p.ref(); !r.IsZero() {
				part.Attrs = append(part.Attrs, schema.Attr{Name: "collate", Value: p.refText(r, at)})
			}
		case p.at("nulls"):
			p.i++
			if w := p.acceptAny("first", "last"); w != "" {
				part.Attrs = append(part.Attrs, schema.Attr{Name: "nulls_" + w, Value: "true"})
			}
		case t.word == "without":
			start := t.start
			p.i = min(p.i+2, len(p.toks)) // WITHOUT OVERLAPS, PostgreSQL 18
			p.newer = append(p.newer, patch{p.from(start), ""})
		case t.word == "with": // EXCLUDE
			p.i++
			from := p.i
			for !p.done() && !p.atOp(',') && !p.atOp(')') {
				p.i++
			}
			part.Attrs = append(part.Attrs, schema.Attr{Name: "op", Value: p.between(from, p.i)})
		case p.isName(t):
			at := p.i
			p.ref()
			p.skipParens()
			part.Attrs = append(part.Attrs, schema.Attr{Name: "ops", Value: p.between(at, p.i)})
		default:
			p.i++
		}
	}
	part.Span = p.from(start)
	return part
}

// exprName is what PostgreSQL calls an expression of an index, "" when it has no
// name for it: by the function that it calls or the column that it casts
// (FigureIndexColname in its source).
func (p *parser) exprName(from, to int) string {
	if p.dialect != schema.Postgres {
		return ""
	}
	for to-from > 2 && p.toks[from].is('(') && p.closes(from) == to-1 {
		from, to = from+1, to-1
	}
	if from >= to {
		return ""
	}
	if p.toks[from].word == "case" && p.toks[to-1].word == "end" {
		for i := to - 2; i > from; i-- {
			if w := p.toks[i].word; w == "end" {
				break // of a case within
			} else if w == "else" {
				if name := p.exprName(i+1, to-1); name != "" {
					return name
				}
				break
			}
		}
		return "case"
	}
	if cast, after := p.casts(from, to); cast > from {
		if after != to {
			return ""
		}
		return p.exprName(from, cast)
	}
	if !p.isName(&p.toks[from]) {
		return ""
	}
	last := from
	for last+2 < to && p.toks[last+1].is('.') && p.isName(&p.toks[last+2]) {
		last += 2
	}
	if last+1 == to || p.toks[last+1].is('(') && p.closes(last+1) == to-1 {
		return p.nameOf(&p.toks[last]).Text
	}
	return ""
}

// closes is the index of the token that closes the parenthesis at i.
func (p *parser) closes(i int) int {
	for depth := 0; i < len(p.toks); i++ {
		if p.toks[i].is('(') {
			depth++
		} else if p.toks[i].is(')') {
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// atPrefixLength reports whether the name here has MySQL's length: name(10).
func (p *parser) atPrefixLength() bool {
	return p.peek(2).kind == number && p.peek(3).is(')') && !p.f.foldLower
}

// indexExpr notes the columns in an index's expression: at once, or when all
// columns of the CREATE TABLE around it are known.
func (p *parser) indexExpr(table schema.Ref, from, to int) {
	if p.columns != nil {
		p.pending = append(p.pending, pendingExpr{from, to})
		return
	}
	p.exprSites(from, to, table, nil)
}

// patch replaces syntax newer than libpg_query's grammar by something that it
// knows, for judging only.
type patch struct {
	span text.Span
	text string
}
