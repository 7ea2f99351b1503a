package sql

import "github.com/schemascope/schemascope/engine/schema"

// copyData notes the table and the columns of PostgreSQL's COPY t (a, b) FROM or TO,
// with its condition, and the names of the query of COPY (query) TO.
func (p *parser) copyData() {
	p.i++
	if !p.f.psql {
		return
	}
	if from, to, ok := p.skipParens(); ok {
		p.query(from, to)
		return
	}
	table := p.ref()
	p.refSite(table, schema.KindRelation, false)
	if p.atOp('(') {
		p.columnSites(table, p.names())
	}
	for !p.done() {
		switch {
		case p.accept("where"):
			p.conditionOver(p.i, len(p.toks), []*schema.FromItem{{Ref: table}})
			return
		case p.acceptOp('('): // the options
			p.copyOptions(table)
		default:
			p.i++
		}
	}
}

// copyOptions notes the columns that the options of COPY name: FORCE_NULL (a, b).
func (p *parser) copyOptions(table schema.Ref) {
	for !p.done() && !p.atOp(')') {
		option := foldLower(p.between(p.i, p.i+1))
		p.i++
		if p.atOp('(') && (option == "force_quote" || option == "force_null" || option == "force_not_null") {
			p.columnSites(table, p.names())
			continue
		}
		p.skipItem()
		p.acceptOp(',')
	}
	p.acceptOp(')')
}

// truncate notes the tables of TRUNCATE [TABLE] [ONLY] a, b.
func (p *parser) truncate() {
	p.i++
	p.accept("table")
	p.tableList()
}

// tableList notes tables, and the columns that stand behind one in parentheses.
func (p *parser) tableList() {
	for more := true; more; more = p.acceptOp(',') {
		p.listedTable()
	}
}

// listedTable notes a table and the columns that stand behind it: [ONLY] t [*] [(a, b)].
func (p *parser) listedTable() schema.Ref {
	p.accept("only")
	table := p.ref()
	p.refSite(table, schema.KindRelation, false)
	p.acceptOp('*')
	if p.atOp('(') {
		p.columnSites(table, p.names())
	}
	return table
}

// upkeep notes the tables and columns that PostgreSQL's LOCK, VACUUM, ANALYZE,
// CLUSTER, REINDEX and REFRESH MATERIALIZED VIEW name; the parser is at the first
// word.
func (p *parser) upkeep(command string) {
	if !p.f.psql {
		return
	}
	p.i++
	switch command {
	case "lock":
		p.accept("table")
		p.tableList()
	case "vacuum", "analyze", "analyse":
		if _, _, options := p.skipParens(); !options {
			for p.acceptAny("full", "freeze", "verbose", "analyze", "analyse") != "" {
			}
		}
		if !p.done() {
			p.tableList()
		}
	case "cluster":
		if _, _, options := p.skipParens(); !options {
			p.accept("verbose")
		}
		table := p.ref()
		if p.accept("on") { // CLUSTER index ON t
			p.refSite(table, schema.KindIndex, false)
			table = p.ref()
		}
		p.refSite(table, schema.KindRelation, false)
		if p.accept("using") {
			if n := p.name(); !n.IsZero() {
				p.site(schema.Site{Span: n.Span, Kind: schema.KindIndex, Ref: schema.Ref{Schema: table.Schema, Name: n}})
			}
		}
	case "reindex":
		p.skipParens()
		kind := p.acceptAny("table", "index", "schema")
		p.accept("concurrently")
		switch kind {
		case "table":
			p.refSite(p.ref(), schema.KindRelation, false)
		case "index":
			p.refSite(p.ref(), schema.KindIndex, false)
		case "schema":
			if n := p.name(); !n.IsZero() {
				p.schemaSite(n, false)
			}
		}
	case "refresh":
		if p.accept("materialized", "view") {
			p.accept("concurrently")
			p.refSite(p.ref(), schema.KindRelation, false)
		}
	}
}
