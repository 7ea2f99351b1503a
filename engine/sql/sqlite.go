package sql

import (
	"fmt"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// looseIndexPart lowers a part of an index or key as SQLite has them: any
// expression, without parentheses of its own, and then COLLATE and the order. One
// that is a name and nothing else is a column, even in parentheses or as a string
// (SQLite, "CREATE INDEX", "Quirks, Caveats, and Gotchas": 8).
func (p *parser) looseIndexPart(table schema.Ref) schema.PartDef {
	start := p.tok().start
	part := schema.PartDef{}
	from, to := p.expression(nil)
	part.Span = p.from(start)
	if to-from > 1 && p.toks[to-1].word == "autoincrement" { // PRIMARY KEY (id AUTOINCREMENT)
		to--
		part.Attrs = []schema.Attr{{Name: "auto_increment", Value: "true"}}
	}
	if to > from && (p.toks[to-1].word == "asc" || p.toks[to-1].word == "desc") {
		to--
		part.Desc = p.toks[to].word == "desc"
	}
	// It binds closer than any operator.
	if to-from > 2 && p.toks[to-2].word == "collate" && p.isName(&p.toks[to-1]) && p.isOperand(from, to-2) {
		to -= 2
		part.Attrs = append(part.Attrs, schema.Attr{Name: "collate", Value: p.nameOf(&p.toks[to+1]).Text})
	}
	for to-from > 2 && p.toks[from].is('(') && p.closes(from) == to-1 {
		from, to = from+1, to-1
	}
	if to-from == 1 && p.isName(&p.toks[from]) {
		part.Column = p.nameOf(&p.toks[from])
		p.columnSite(table, part.Column, false)
		return part
	}
	part.Expr = p.between(from, to)
	p.indexExpr(table, from, to)
	return part
}

// isOperand reports whether toks[from:to] is a name, a constant, a call or what
// stands in parentheses, with no operator beside it.
func (p *parser) isOperand(from, to int) bool {
	for to-from > 2 && p.isName(&p.toks[from]) && p.toks[from+1].is('.') {
		from += 2
	}
	for to-from > 1 && (p.toks[from].is('-') || p.toks[from].is('+') || p.toks[from].is('~')) {
		from++ // which bind closer still
	}
	if p.toks[from].word == "case" && p.toks[to-1].word == "end" {
		cases := 0
		for i := from; i < to-1; i++ {
			switch p.toks[i].word {
			case "case":
				cases++
			case "end":
				if cases--; cases == 0 {
					return false
				}
			}
		}
		return true
	}
	if to-from > 2 && p.toks[from].kind == word && p.toks[from+1].is('(') && p.toks[from].word != "not" {
		from++
	}
	return to-from == 1 || p.toks[from].is('(') && p.closes(from) == to-1
}

// settleLoose says of a table of SQLite what its columns are by other parts of
// the statement: those of a key are not null if they are the rowid or the table
// has none, or is strict (SQLite, "CREATE TABLE": 3.5, "STRICT Tables").
func settleLoose(t *schema.CreateTable) {
	strict, rowless := false, false
	for _, a := range t.Attrs {
		strict = strict || a.Name == "strict"
		rowless = rowless || a.Name == "without_rowid"
	}
	var columns map[string]*schema.ColumnDef // of two that are called the same, the first
	for k, d := range t.Constraints {
		if d.Kind != schema.PrimaryKey {
			continue
		}
		if columns == nil {
			columns = make(map[string]*schema.ColumnDef, len(t.Columns))
			for i := len(t.Columns) - 1; i >= 0; i-- {
				columns[strings.ToLower(t.Columns[i].Name.Text)] = &t.Columns[i]
			}
		}
		if rowless {
			d.Parts = distinct(d.Parts)
			t.Constraints[k].Parts = d.Parts
		}
		for n, part := range d.Parts {
			c := columns[strings.ToLower(part.Column.Text)]
			if c == nil {
				continue
			}
			for _, a := range part.Attrs {
				if a.Name == "auto_increment" {
					c.Attrs = append(c.Attrs, a)
				}
			}
			rowid := !rowless && len(d.Parts) == 1 && isRowid(c, &d, part)
			if rowid {
				d.Parts[n].Desc, d.Parts[n].Attrs = false, nil // which mean nothing to a rowid
			}
			c.NotNull = c.NotNull || rowid || rowless || strict
		}
	}
}

// distinct leaves out the columns that a key has already, as SQLite does where the
// key is the table (convertToWithoutRowidTable in its source).
func distinct(parts []schema.PartDef) []schema.PartDef {
	var list []schema.PartDef
	type key struct{ column, attrs string }
	seen := map[key]bool{}
	for _, part := range parts {
		k := key{strings.ToLower(part.Column.Text), fmt.Sprint(part.Attrs)}
		if !seen[k] {
			seen[k] = true
			list = append(list, part)
		}
	}
	return list
}

// isRowid reports whether a column that alone is the primary key is the rowid by
// another name: it is of the type INTEGER, by this very word, and is not declared
// PRIMARY KEY DESC itself (SQLite, "ROWIDs and the INTEGER PRIMARY KEY").
func isRowid(c *schema.ColumnDef, key *schema.ConstraintDef, part schema.PartDef) bool {
	own := key.Span.Start >= c.Span.Start && key.Span.End <= c.Span.End
	return strings.EqualFold(strings.Trim(c.Type.Text, `"`), "integer") && !(own && part.Desc)
}

// temporary reports whether a name is one of SQLite's schema of temporary
// elements.
func (p *parser) temporary(r schema.Ref) bool {
	return p.f.looseTypes && strings.EqualFold(r.Schema.Text, "temp")
}

// noteConflict appends what a constraint of SQLite does about rows that break it:
// the resolution behind ON CONFLICT, if that is next.
func (p *parser) noteConflict(attrs []schema.Attr) []schema.Attr {
	if !p.at("on", "conflict") {
		return attrs
	}
	p.i += 2
	resolution := p.tok()
	p.i = min(p.i+1, len(p.toks))
	return append(attrs, schema.Attr{Name: "on_conflict", Value: strings.ToUpper(p.text(text.Span{Start: resolution.start, End: resolution.end}))})
}

// moduleArguments lowers the arguments of a virtual table, in toks[from:to]. Of
// some modules it is known which of them are columns: what is no option of FTS5's
// ("FTS5", 4) or older ones' ("FTS3 and FTS4", 1.2), and all of an R*Tree's,
// where a mark says that one is not searched ("The SQLite R*Tree Module", 3.2, 4.1).
func (p *parser) moduleArguments(t *schema.CreateTable, from, to int) {
	t.Attrs = append(t.Attrs, schema.Attr{Name: "arguments", Value: p.between(from, to)})
	module := foldLower(t.Attrs[0].Value)
	end := p.i
	defer func() { p.i = end }()
	for p.i = from; p.i < to; p.acceptOp(',') {
		start := p.i
		p.acceptOp('+')
		name := p.name()
		option := p.atOp('=')
		p.skipItem()
		switch {
		case p.i == start:
			p.i++
		case name.IsZero(), option:
		case columnModules[module]:
			c := schema.ColumnDef{Span: p.spanOf(start, p.i), Name: name}
			if !p.toks[start].is('+') {
				c.Type.Text = coordinateType(module, len(t.Columns))
			}
			t.Columns = append(t.Columns, c)
			p.columnSite(t.Table, name, true)
		}
	}
}

// coordinateType is the type of the nth column of an R*Tree, which is its id or a
// coordinate; "" of other tables.
func coordinateType(module string, n int) string {
	switch {
	case module == "rtree" && n > 0:
		return "real"
	case module == "rtree" || module == "rtree_i32":
		return "int"
	}
	return ""
}

// columnModules are the modules whose arguments are columns.
var columnModules = wordSet("fts3 fts4 fts5 rtree rtree_i32")
