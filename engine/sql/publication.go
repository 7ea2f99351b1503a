package sql

import "github.com/schemascope/schemascope/engine/schema"

// publication notes the tables, the columns and the schemas that CREATE PUBLICATION
// and ALTER PUBLICATION name, whose keywords have been passed (PostgreSQL, "CREATE
// PUBLICATION": publication_object).
func (p *parser) publication() {
	p.name()
	p.acceptAny("for", "add", "set", "drop")
	tables := false
	for more := true; more; more = p.acceptOp(',') {
		switch {
		case p.accept("tables", "in", "schema"):
			tables = false
		case p.accept("table"):
			tables = true
		}
		switch {
		case tables:
			p.published()
		case p.accept("current_schema"):
		case p.isName(p.tok()) && (p.peek(1).is(',') || p.peek(-1).word == "schema"):
			p.schemaSite(p.name(), false)
		}
	}
}

// published notes one table of a publication: [ONLY] t [*] [(a, b)] [WHERE (…)].
func (p *parser) published() {
	table := p.listedTable()
	if p.accept("where") {
		if from, to, ok := p.skipParens(); ok {
			p.conditionOver(from, to, []*schema.FromItem{{Ref: table}})
		}
	}
}
