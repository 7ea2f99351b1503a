package hcl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/zclconf/go-cty/cty"
)

func (p *parser) lowerTable(b *hclsyntax.Block) {
	ref, label := p.names(b)
	if ref.IsZero() {
		return
	}
	own := p.ownRef(b)
	t := &schema.CreateTable{
		Span:    p.whole(b),
		Table:   ref,
		Label:   label,
		Comment: str(b.Body, "comment"),
	}
	props := properties{parser: p, own: own}
	props.attributes("", b.Body, "name", "schema", "comment", "renamed_from")
	for _, part := range b.Body.Blocks {
		if uncertain(part) != "" {
			t.Opaque = true
			continue
		}
		switch part.Type {
		case "column":
			if col, ok := p.column(part); ok {
				t.Columns = append(t.Columns, col)
			}
		case "primary_key":
			t.Constraints = append(t.Constraints, p.key(part, schema.PrimaryKey, own))
		case "unique":
			t.Constraints = append(t.Constraints, p.key(part, schema.Unique, own))
		case "exclude":
			t.Constraints = append(t.Constraints, p.key(part, schema.Exclude, own))
		case "foreign_key":
			t.Constraints = append(t.Constraints, p.foreignKey(part, own))
		case "check":
			t.Constraints = append(t.Constraints, schema.ConstraintDef{
				Span:    p.whole(part),
				Kind:    schema.CheckConstraint,
				Name:    p.partName(part),
				Expr:    sqlText(part.Body, "expr"),
				Comment: str(part.Body, "comment"),
				Attrs:   p.rest(part.Body, "name", "expr", "comment"),
			})
		case "index":
			t.Indexes = append(t.Indexes, p.index(part, own))
		case "partition":
			t.PartitionBy, t.PartitionColumns = p.partition(part.Body, own)
			props.attributes("partition.", part.Body, "type", "columns")
			props.blocks("partition.", part.Body, "by")
		default:
			props.block("", part)
		}
	}
	t.Attrs, t.Refs = props.attrs, props.refs
	p.out.Stmts = append(p.out.Stmts, t)
}

// lowerPartition lowers a partition block of PostgreSQL: a table that holds a
// part of another's rows.
func (p *parser) lowerPartition(b *hclsyntax.Block) {
	ref, label := p.names(b)
	of := attr(b.Body, "of")
	if ref.IsZero() || of == nil {
		return
	}
	parent, ok := p.refOf(of.Expr, schema.Ref{})
	if !ok || parent.kind != schema.KindTable {
		return
	}
	t := &schema.CreateTable{
		Span: p.whole(b), Table: ref, Label: label, Comment: str(b.Body, "comment"), PartitionOf: parent.ref, Bound: p.bound(b.Body),
	}
	if by := block(b.Body, "partition"); by != nil {
		t.PartitionBy, t.PartitionColumns = p.partition(by.Body, p.ownRef(b))
	}
	props := properties{parser: p}
	props.attributes("", b.Body, "name", "schema", "comment", "of")
	props.blocks("", b.Body, "range", "list", "hash", "partition")
	t.Attrs, t.Refs = props.attrs, props.refs
	p.out.Stmts = append(p.out.Stmts, t)
}

// bound is which rows a partition holds, as SQL writes it (PostgreSQL, "CREATE
// TABLE": partition_bound_spec).
func (p *parser) bound(body *hclsyntax.Body) string {
	values := func(body *hclsyntax.Body, name string) string {
		var texts []string
		if a := attr(body, name); a != nil {
			items, ok := list(a.Expr)
			if !ok {
				items = []hclsyntax.Expression{a.Expr}
			}
			for _, item := range items {
				texts = append(texts, p.scalar(item))
			}
		}
		return "(" + strings.Join(texts, ", ") + ")"
	}
	if r := block(body, "range"); r != nil {
		return "FOR VALUES FROM " + values(r.Body, "from") + " TO " + values(r.Body, "to")
	}
	if l := block(body, "list"); l != nil {
		return "FOR VALUES IN " + values(l.Body, "in")
	}
	if h := block(body, "hash"); h != nil {
		return "FOR VALUES WITH (MODULUS " + p.first(h.Body, "modulus") + ", REMAINDER " + p.first(h.Body, "remainder") + ")"
	}
	return "DEFAULT"
}

// partName is the name of a part of a table: its label, or its name attribute.
func (p *parser) partName(b *hclsyntax.Block) schema.Name {
	if a := attr(b.Body, "name"); a != nil {
		if s, ok := literal(a.Expr); ok && s != "" {
			return schema.Name{Text: s, Span: p.clamp(span(a.Expr.Range()))}
		}
	}
	return p.label(b, 0)
}

func (p *parser) column(b *hclsyntax.Block) (schema.ColumnDef, bool) {
	col := schema.ColumnDef{
		Span:    p.whole(b),
		Name:    p.partName(b),
		NotNull: !flag(b.Body, "null", false),
		Comment: str(b.Body, "comment"),
		Attrs:   p.rest(b.Body, "name", "type", "null", "default", "comment", "unsigned", "as", "renamed_from"),
	}
	if label := p.label(b, 0); label.Text != col.Name.Text {
		col.Label = label.Text
	}
	if a := attr(b.Body, "type"); a != nil {
		if flag(b.Body, "unsigned", false) {
			col.Type = p.typeOf(a.Expr, "unsigned")
		} else {
			col.Type = p.typeOf(a.Expr)
		}
		if !p.knownFlag(b.Body, "unsigned") {
			col.Type.Text = ""
		}
	}
	if a := attr(b.Body, "default"); a != nil {
		e := p.expr(a.Expr)
		col.Default = &e
	}
	if id := block(b.Body, "identity"); id != nil {
		col.Identity = &schema.Identity{
			Always: strings.EqualFold(word(id.Body, "generated"), "ALWAYS"),
			Start:  p.first(id.Body, "start", "seed"),
			Step:   p.first(id.Body, "increment"),
		}
	}
	col.Generated = p.generated(b.Body)
	return col, !col.Name.IsZero()
}

// first is the text of the first of the attributes that a body has.
func (p *parser) first(body *hclsyntax.Body, names ...string) string {
	for _, name := range names {
		if a := attr(body, name); a != nil {
			if v := p.scalar(a.Expr); v != "" {
				return v
			}
		}
	}
	return ""
}

// generated reads as = "…" or as { expr, type }. A column is stored when the
// type says so, or when it says nothing and the database knows no other form
// (PostgreSQL, "5.4. Generated Columns"; MySQL and SQLite default to VIRTUAL).
func (p *parser) generated(body *hclsyntax.Body) *schema.Generated {
	stored := p.st.Dialect == schema.Postgres || p.st.Dialect == schema.Redshift
	if as := block(body, "as"); as != nil {
		switch strings.ToUpper(word(as.Body, "type")) {
		case "STORED", "PERSISTED", "PERSISTENT":
			stored = true
		case "VIRTUAL":
			stored = false
		}
		return &schema.Generated{Expr: sqlText(as.Body, "expr"), Stored: stored}
	}
	if attr(body, "as") != nil {
		return &schema.Generated{Expr: sqlText(body, "as"), Stored: stored}
	}
	return nil
}

// sqlLiteral is the SQL literal for a string, number or truth value, or "".
func (p *parser) sqlLiteral(e hclsyntax.Expression) string {
	if s, ok := literal(e); ok {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	if n, ok := p.number(e); ok {
		return n
	}
	if v, ok := unwrap(e).(*hclsyntax.LiteralValueExpr); ok && !v.Val.IsNull() && v.Val.Type() == cty.Bool {
		if v.Val.True() {
			return "true"
		}
		return "false"
	}
	return ""
}

// expr reads a default: a literal, or sql("…"). The text of anything else is
// not known. A string that quotes itself, default = "'x'", is the text within.
func (p *parser) expr(e hclsyntax.Expression) schema.Expr {
	out := schema.Expr{Span: p.clamp(span(e.Range()))}
	if s, _, ok := sqlCall(e); ok {
		out.Text = s
		return out
	}
	out.Text = p.sqlLiteral(e)
	if s, ok := literal(e); ok && selfQuoted(s) {
		if out.Text = s; s[0] == '"' {
			out.Text = "'" + strings.ReplaceAll(s[1:len(s)-1], "'", "''") + "'"
		}
	}
	out.Literal = out.Text != ""
	return out
}

// selfQuoted reports whether a string is one SQL string with its quotes: those
// within are doubled or escaped.
func selfQuoted(s string) bool {
	n := len(s)
	if n < 2 || s[0] != '\'' && s[0] != '"' || s[n-1] != s[0] {
		return false
	}
	for i := 1; i < n-1; i++ {
		if s[i] == '\\' || s[i] == s[0] && i+1 < n-1 && s[i+1] == s[0] {
			i++
		} else if s[i] == s[0] {
			return false
		}
	}
	return true
}

// columnNames reads a list of columns. A list that is not known gives none.
func (p *parser) columnNames(body *hclsyntax.Body, name string, own schema.Ref) (names []schema.Name, table schema.Ref) {
	a := attr(body, name)
	if a == nil {
		return nil, schema.Ref{}
	}
	items, ok := list(a.Expr)
	if !ok {
		return nil, schema.Ref{}
	}
	for _, item := range items {
		r, ok := p.refOf(item, own)
		if !ok || r.column().IsZero() {
			return nil, schema.Ref{}
		}
		if table.IsZero() {
			table = r.ref
		}
		names = append(names, r.column())
	}
	return names, table
}

// parts reads the columns attribute and the on blocks of a key or index.
func (p *parser) parts(body *hclsyntax.Body, own schema.Ref, blocks string) []schema.PartDef {
	var parts []schema.PartDef
	names, _ := p.columnNames(body, "columns", own)
	for _, n := range names {
		parts = append(parts, schema.PartDef{Span: n.Span, Column: n})
	}
	for _, b := range body.Blocks {
		if b.Type != blocks {
			continue
		}
		part := schema.PartDef{
			Span:  p.whole(b),
			Expr:  sqlText(b.Body, "expr"),
			Desc:  flag(b.Body, "desc", false),
			Attrs: p.rest(b.Body, "column", "expr", "desc"),
		}
		if a := attr(b.Body, "column"); a != nil {
			if r, ok := p.refOf(a.Expr, own); ok {
				part.Column = r.column()
			}
		}
		parts = append(parts, part)
	}
	return parts
}

// key lowers primary_key, unique and exclude blocks.
func (p *parser) key(b *hclsyntax.Block, kind schema.ConstraintKind, own schema.Ref) schema.ConstraintDef {
	c := schema.ConstraintDef{
		Span:       p.whole(b),
		Kind:       kind,
		Name:       p.partName(b),
		Parts:      p.parts(b.Body, own, "on"),
		NullsEqual: !flag(b.Body, "nulls_distinct", true),
		Comment:    str(b.Body, "comment"),
		Attrs:      p.rest(b.Body, "name", "columns", "include", "nulls_distinct", "comment", "where"),
	}
	c.Include, _ = p.columnNames(b.Body, "include", own)
	if kind == schema.Exclude {
		c.Expr, c.Method = sqlText(b.Body, "where"), strings.ToLower(p.first(b.Body, "type"))
		c.Attrs = slices.DeleteFunc(c.Attrs, func(a schema.Attr) bool { return a.Name == "type" })
	}
	return c
}

func (p *parser) foreignKey(b *hclsyntax.Block, own schema.Ref) schema.ConstraintDef {
	c := schema.ConstraintDef{
		Span:     p.whole(b),
		Kind:     schema.ForeignKeyConstraint,
		Name:     p.partName(b),
		OnUpdate: action(b.Body, "on_update"),
		OnDelete: action(b.Body, "on_delete"),
		Comment:  str(b.Body, "comment"),
		Attrs:    p.rest(b.Body, "name", "columns", "ref_columns", "on_update", "on_delete", "comment"),
	}
	names, _ := p.columnNames(b.Body, "columns", own)
	for _, n := range names {
		c.Parts = append(c.Parts, schema.PartDef{Span: n.Span, Column: n})
	}
	c.RefColumns, c.Ref = p.columnNames(b.Body, "ref_columns", own)
	return c
}

// action is a referential action as SQL spells it.
func action(body *hclsyntax.Body, name string) string {
	return strings.ToUpper(strings.ReplaceAll(word(body, name), "_", " "))
}

func (p *parser) index(b *hclsyntax.Block, own schema.Ref) schema.IndexDef {
	idx := schema.IndexDef{
		Span:       p.whole(b),
		Name:       p.partName(b),
		Unique:     flag(b.Body, "unique", false),
		Method:     strings.ToLower(p.first(b.Body, "type")),
		Parts:      p.parts(b.Body, own, "on"),
		Where:      sqlText(b.Body, "where"),
		NullsEqual: !flag(b.Body, "nulls_distinct", true),
		Comment:    str(b.Body, "comment"),
		Attrs:      p.rest(b.Body, "name", "unique", "type", "columns", "include", "where", "nulls_distinct", "comment"),
	}
	idx.Include, _ = p.columnNames(b.Body, "include", own)
	if !p.knownFlag(b.Body, "unique") {
		idx.Attrs = append(idx.Attrs, schema.Attr{Name: "unique", Value: p.source(b.Body.Attributes["unique"].Expr)})
	}
	return idx
}

// partition is a partition key as SQL writes it, "RANGE (created_at)", and the
// columns in it.
func (p *parser) partition(body *hclsyntax.Body, own schema.Ref) (string, []schema.Name) {
	var keys []string
	var columns []schema.Name
	for _, part := range p.parts(body, own, "by") {
		if part.Column.IsZero() {
			keys = append(keys, "("+part.Expr+")")
		} else {
			keys = append(keys, part.Column.Text)
			columns = append(columns, part.Column)
		}
	}
	return strings.ToUpper(word(body, "type")) + " (" + strings.Join(keys, ", ") + ")", columns
}
