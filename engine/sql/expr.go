package sql

import "github.com/schemascope/schemascope/engine/schema"

// syntaxWords are unreserved keywords that expressions use as syntax; they are
// columns only where the table is known to have such a column.
var syntaxWords = wordSet(`at zone time year month day hour minute second escape local filter over partition rows range
	groups within normalized of by nulls first last including document content ordinality preceding following unbounded
	exclude ties others microsecond week quarter separator against mode language boolean query expansion regexp rlike glob
	match div mod xor binary unknown raise abort ignore fail new old`)

// exprSites notes what an expression over one table names, in toks[from:to]: the
// table's columns, and types that are not built in. With known, the table's
// columns, other names are passed over; without it, every name that stands where
// only a column can stand is one. A zero table has no columns.
func (p *parser) exprSites(from, to int, table schema.Ref, known map[string]bool) {
	saved := p.i
	defer func() { p.i = saved }()
	at := func(i int) *token {
		if i >= from && i < to {
			return &p.toks[i]
		}
		return &p.end
	}
	for i := from; i < to; i++ {
		t := at(i)
		switch {
		case t.is(opCast), t.word == "as" && i > from:
			if p.i = i + 1; p.isName(at(i + 1)) {
				p.dataType()
				i = max(i, p.i-1)
			}
			continue
		case t.word == "collate" || t.word == "operator":
			p.i = i + 1
			p.ref()
			i = max(i, p.i-1)
			continue
		case t.kind != word && t.kind != quotedName:
			continue
		}
		if table.IsZero() || at(i-1).is('.') && i > from {
			continue
		}
		next := at(i + 1)
		if next.is('.') {
			// table.column
			if p.nameOf(t).Text == table.Name.Text && p.isName(at(i+2)) && !at(i+3).is('(') && !at(i+3).is('.') {
				p.site(schema.Site{Span: p.nameOf(t).Span, Kind: schema.KindRelation, Ref: table})
				p.columnSite(table, p.nameOf(at(i+2)), false)
			}
			continue
		}
		if next.is('(') || next.kind == stringConst || next.word == "from" && at(i-1).is('(') {
			continue // a function, a typed literal, EXTRACT(field FROM …)
		}
		n := p.nameOf(t)
		if known != nil {
			if known[n.Text] {
				p.columnSite(table, n, false)
			}
			continue
		}
		if t.kind == quotedName || t.mayName() && !syntaxWords[t.word] {
			p.columnSite(table, n, false)
		}
	}
}
