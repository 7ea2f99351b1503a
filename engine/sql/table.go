package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// pendingExpr is an expression whose column references are looked for when all
// columns of the table are known.
type pendingExpr struct{ from, to int }

// bound passes which rows a partition holds: FOR VALUES …, or DEFAULT.
func (p *parser) bound() string {
	from := p.i
	if p.accept("default") {
		return "DEFAULT"
	}
	for p.accept("for", "values"); p.acceptAny("from", "to", "in", "with") != ""; {
		p.skipParens()
	}
	return p.between(from, p.i)
}

// createTable lowers CREATE TABLE, whose keywords have been passed.
func (p *parser) createTable(m modifiers) {
	t := &schema.CreateTable{Span: p.whole(), Temporary: m.temporary, OrReplace: m.replace}
	t.IfNotExists = p.ifNotExists()
	t.Table = p.ref()
	if t.Table.IsZero() {
		return
	}
	if m.word == "unlogged" {
		t.Attrs = append(t.Attrs, schema.Attr{Name: "unlogged", Value: "true"})
	}
	if strings.HasPrefix(t.Table.Name.Text, "#") && p.dialect == schema.SQLServer {
		t.Temporary = true
	}
	t.Temporary = t.Temporary || p.temporary(t.Table)
	p.refSite(t.Table, schema.KindTable, true)
	p.columns, p.pending = p.scratch.known(), nil
	t.Columns = p.scratch.columns[:0]
	switch {
	case p.accept("partition", "of"):
		t.PartitionOf = p.ref()
		p.refSite(t.PartitionOf, schema.KindTable, false)
	case p.at("of"):
		p.i++
		t.Of = p.ref()
		p.refSite(t.Of, schema.KindType, false)
	case p.accept("like"): // MySQL
		p.like(t)
	}
	if p.atOp('(') && !p.parenQuery() {
		p.i++
		p.tableElements(t)
	}
	if !t.PartitionOf.IsZero() {
		t.Bound = p.bound()
	}
	p.tableOptions(t)
	checks := make([]*schema.ConstraintDef, len(t.Constraints))
	for i := range t.Constraints {
		checks[i] = &t.Constraints[i]
	}
	known := p.columns
	if len(t.Like) > 0 || len(t.Inherits) > 0 || !t.PartitionOf.IsZero() || !t.Of.IsZero() || t.Opaque {
		known = nil // there are others
	}
	p.settleExprs(t.Table, known, checks)
	for _, n := range p.notNull {
		for i := range t.Columns {
			if t.Columns[i].Name.Text == n.Text {
				t.Columns[i].NotNull = true
			}
		}
	}
	p.inlineKeys(t)
	p.columns, p.notNull = nil, nil
	p.scratch.columns = t.Columns
	t.Columns = slices.Clone(t.Columns)
	if p.f.looseTypes {
		settleLoose(t)
	}
	for i := range p.overrides {
		c := &p.overrides[i]
		s := &schema.AlterColumn{Table: t.Table, Column: c.Name, Default: c.Default}
		if c.NotNull {
			s.Null = new(bool)
		}
		t.Overrides = append(t.Overrides, s)
	}
	p.overrides = nil
	p.add(t)
}

// inlineKeys reports MySQL's KEY and INDEX in a table of PostgreSQL, whose parser
// takes them for a column of that name: "INDEX by_name (name)", where name is a
// column of the table and hence no parameter of a type.
func (p *parser) inlineKeys(t *schema.CreateTable) {
	if p.dialect != schema.Postgres {
		return
	}
	for _, c := range t.Columns {
		if (c.Name.Text != "key" && c.Name.Text != "index") || c.Type.Ref == nil || p.src[c.Name.Span.Start] == '"' {
			continue
		}
		_, list, ok := strings.Cut(strings.TrimSuffix(c.Type.Text, ")"), "(")
		if !ok || slices.ContainsFunc(strings.Split(list, ","), func(name string) bool { return !p.columns[strings.TrimSpace(name)] }) {
			continue
		}
		p.problem(schema.CodeSyntax, schema.Error, c.Name.Span, "PostgreSQL has no "+strings.ToUpper(c.Name.Text)+" in CREATE TABLE: write CREATE INDEX … ON … (…)")
	}
}

// settleExprs looks for columns in the expressions that wait for it. Those that a
// check without a name uses may be in the name that it gets. The expressions and
// the constraints are in the order of the text.
func (p *parser) settleExprs(table schema.Ref, known map[string]bool, constraints []*schema.ConstraintDef) {
	for _, e := range p.pending {
		before, start := len(p.out.Sites), p.peek(e.from-p.i).start
		p.exprSites(e.from, e.to, table, known)
		for len(constraints) > 0 && constraints[0].Span.End <= start {
			constraints = constraints[1:]
		}
		if len(constraints) == 0 || constraints[0].Kind != schema.CheckConstraint || !constraints[0].Name.IsZero() {
			continue
		}
		if d := constraints[0]; d.Span.Start <= start {
			for _, s := range p.out.Sites[before:] {
				if s.Kind == schema.KindColumn && s.Ref == table {
					d.Uses = append(d.Uses, schema.Name{Text: s.Column, Span: s.Span})
				}
			}
		}
	}
	p.pending = nil
}

// parenQuery reports whether the parenthesis here opens a query: CREATE TABLE t
// (SELECT …) in MySQL.
func (p *parser) parenQuery() bool {
	switch p.peek(1).word {
	case "select", "with":
		return p.peek(1).kind == word && !p.isName(p.peek(2)) || p.peek(1).word == "select"
	}
	return false
}

func (p *parser) tableElements(t *schema.CreateTable) {
	for !p.done() && !p.acceptOp(')') {
		if p.acceptOp(',') {
			continue
		}
		before := p.i
		if p.tableElement(t) {
			p.skipItem()
		}
		if p.i == before {
			p.i++
		}
	}
}

// tableElement lowers an element of the list. It reports whether the element
// ends at the next comma: where a comma is missing it ends where it ends.
func (p *parser) tableElement(t *schema.CreateTable) bool {
	switch {
	case p.accept("like"):
		p.like(t)
		return true
	case p.atTableConstraint():
		p.tableConstraint(t.Table, &t.Constraints)
		// SQLite needs no comma between them.
		return !p.f.looseTypes || !p.atTableConstraint()
	case p.f.inlineOptions && p.at("period", "for"):
		p.period(t)
		return true
	case p.f.keyIsConstraint || p.dialect == "":
		if ix, ok := p.inlineIndex(t.Table); ok {
			t.Indexes = append(t.Indexes, ix)
			return true
		}
	case p.dialect == schema.SQLServer && p.at("index"):
		if ix, ok := p.inlineIndex(t.Table); ok {
			t.Indexes = append(t.Indexes, ix)
			return true
		}
	}
	if !p.isName(p.tok()) {
		p.i++
		return true
	}
	c, constraints, ended := p.column(t.Table)
	p.columns[c.Name.Text] = true
	// In a partition or a typed table, an element without a type only adds
	// constraints to a column that the parent has.
	if t.PartitionOf.IsZero() && t.Of.IsZero() || c.Type.Text != "" {
		t.Columns = append(t.Columns, c)
		p.columnSite(t.Table, c.Name, true)
	} else {
		p.columnSite(t.Table, c.Name, false)
		if c.NotNull || c.Default != nil {
			p.overrides = append(p.overrides, c)
		}
	}
	t.Constraints = append(t.Constraints, constraints...)
	return ended
}

func (p *parser) like(t *schema.CreateTable) {
	r := p.ref()
	if r.IsZero() {
		return
	}
	p.refSite(r, schema.KindRelation, false)
	d := schema.LikeDef{Table: r, At: len(t.Columns)}
	columns := []*bool{&d.Defaults, &d.Generated, &d.Identity, &d.Comment, &d.Storage, &d.Compression}
	if p.dialect != schema.Postgres {
		for _, b := range columns {
			*b = true
		}
	}
	options := map[string][]*bool{
		"all": append(columns, &d.Checks, &d.Indexes), "defaults": {&d.Defaults}, "generated": {&d.Generated}, "identity": {&d.Identity},
		"comments": {&d.Comment}, "constraints": {&d.Checks}, "indexes": {&d.Indexes}, "storage": {&d.Storage}, "compression": {&d.Compression},
	}
	for {
		w := p.acceptAny("including", "excluding")
		if w == "" {
			break
		}
		for _, b := range options[foldLower(p.between(p.i, p.i+1))] {
			*b = w == "including"
		}
		p.i = min(p.i+1, len(p.toks))
	}
	t.Like = append(t.Like, d)
}

// refText is a qualified name as it was written from token index from.
func (p *parser) refText(r schema.Ref, from int) string {
	if r.Schema.IsZero() {
		return r.Name.Text
	}
	return p.between(from, p.i)
}

// tableOptions lowers what follows the elements of CREATE TABLE.
func (p *parser) tableOptions(t *schema.CreateTable) {
	for !p.done() {
		switch w := p.tok(); {
		case p.accept("inherits"):
			p.acceptOp('(')
			for !p.done() && !p.acceptOp(')') {
				r := p.ref()
				if !r.IsZero() {
					t.Inherits = append(t.Inherits, r)
					p.refSite(r, schema.KindTable, false)
				}
				p.skipItem()
				p.acceptOp(',')
			}
		case p.f.inlineOptions && p.mysqlTableClause(t):
		case p.accept("partition", "by"):
			from := p.i
			for !p.done() && !p.atOp('(') {
				p.i++
			}
			if a, b, ok := p.skipParens(); ok {
				p.exprSites(a, b, t.Table, p.columns)
				t.PartitionColumns = p.partitionColumns(a, b)
			}
			t.PartitionBy = p.between(from, p.i)
		case w.word == "as", w.word == "select" && p.dialect != schema.Postgres, w.is('('):
			p.accept("as")
			t.Opaque = len(t.Columns) == 0 || p.dialect == schema.MySQL || p.dialect == schema.MariaDB
			if q := p.query(p.i, p.queryEnd(len(p.toks))); (p.f.looseTypes || p.dialect == schema.Postgres) && t.Opaque {
				t.Reads = q
			}
			p.i = len(p.toks)
		case p.accept("without", "rowid"), w.kind == word && strings.EqualFold(p.between(p.i, p.i+2), "without rowid"):
			p.acceptAny("without")
			t.Attrs = append(t.Attrs, schema.Attr{Name: "without_rowid", Value: "true"})
			p.acceptAny("rowid")
		case w.word == "strict":
			p.i++
			t.Attrs = append(t.Attrs, schema.Attr{Name: "strict", Value: "true"})
		case p.accept("on", "commit"):
			p.i = min(p.i+2, len(p.toks))
		case p.accept("for", "values"):
			for p.acceptAny("from", "to", "in", "with") != "" {
				p.skipParens()
			}
		case p.accept("with"):
			from, to, _ := p.skipParens()
			if p.dialect == schema.Postgres {
				t.Attrs = append(t.Attrs, p.storageParams(from, to)...)
			}
		case p.dialect == schema.Postgres && p.accept("tablespace"):
			if in := p.name().Text; in != defaultTablespace {
				t.Attrs = append(t.Attrs, schema.Attr{Name: "tablespace", Value: in})
			}
		case p.dialect == schema.Postgres && p.accept("using"):
			if method := p.name().Text; method != "heap" {
				t.Attrs = append(t.Attrs, schema.Attr{Name: "access_method", Value: method})
			}
		default:
			if !p.tableOption(&t.Attrs, &t.Comment) {
				p.i++
			}
		}
	}
}

// partitionColumns are those parts of a partition key, in toks[from:to], that are
// a name and nothing else.
func (p *parser) partitionColumns(from, to int) []schema.Name {
	var columns []schema.Name
	alone := func(i int) bool { return i < from || i >= to || p.toks[i].is(',') }
	for i := from; i < to; i++ {
		if t := &p.toks[i]; p.isName(t) && alone(i-1) && alone(i+1) {
			columns = append(columns, p.nameOf(t))
		}
	}
	return columns
}

// tableOption passes MySQL's ENGINE = x and its like; it reports whether there
// was one that the graph keeps.
func (p *parser) tableOption(attrs *[]schema.Attr, comment *string) bool {
	at := p.i
	p.accept("default")
	switch {
	case p.accept("engine"):
		*attrs = p.valueAttr(*attrs, "engine")
	case p.accept("charset"), p.accept("character", "set"):
		*attrs = p.valueAttr(*attrs, "charset")
	case p.accept("collate"):
		*attrs = p.valueAttr(*attrs, "collate")
	case p.accept("row_format"):
		*attrs = p.valueAttr(*attrs, "row_format")
	case p.accept("auto_increment"):
		*attrs = p.valueAttr(*attrs, "auto_increment")
	case p.at("comment") && (p.peek(1).is('=') || p.peek(1).kind == stringConst):
		p.i++
		p.acceptOp('=')
		*comment = p.stringValue()
	default:
		p.i = at
		return false
	}
	return true
}

// virtualTable lowers SQLite's CREATE VIRTUAL TABLE. It has columns that only its
// module knows.
func (p *parser) virtualTable() {
	t := &schema.CreateTable{Span: p.whole(), Opaque: true, IfNotExists: p.ifNotExists()}
	t.Table = p.ref()
	if t.Table.IsZero() {
		return
	}
	p.refSite(t.Table, schema.KindTable, true)
	if p.accept("using") {
		t.Attrs = p.valueAttr(t.Attrs, "using")
		if from, to, ok := p.skipParens(); ok {
			p.moduleArguments(t, from, to)
		}
	}
	t.Temporary = p.temporary(t.Table)
	p.add(t)
}
