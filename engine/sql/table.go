package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
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
	p.add(t)
	for i := range p.overrides {
		c := &p.overrides[i]
		s := &schema.AlterColumn{Table: t.Table, Column: c.Name, Default: c.Default}
		if c.NotNull {
			s.Null = new(bool)
		}
		p.add(s)
	}
	p.overrides = nil
}

// inlineKeys reports MySQL's KEY and INDEX in a table of PostgreSQL, whose parser
// takes them for a column of that name: "INDEX by_name (name)", where name is a
// column of the table and hence no parameter of a type.
func (p *parser) inlineKeys(t *schema.CreateTable) {
	if p.dialect != schema.Postgres {
		return
	}
	for _, c := range t.Columns {
		if (c.Name.Text != "key" && c.Name.Text != "index") || c.Type.Ref.IsZero() || p.src[c.Name.Span.Start] == '"' {
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
