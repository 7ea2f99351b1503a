package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// columnPosition is where MySQL puts a column in its table.
type columnPosition struct {
	first bool
	after schema.Name
}

// mysqlType lowers what the type that begins at a token says beyond its name:
// SERIAL (MySQL, "Numeric Data Type Syntax") and the national types ("The National
// Character Set").
func (p *parser) mysqlType(c *schema.ColumnDef, from int) []schema.ConstraintDef {
	switch foldLower(p.between(from, from+1)) {
	case "serial":
		c.Type.Text = types.Of(p.dialect).Canonical("bigint", "unsigned")
		return p.serial(c)
	case "national", "nchar", "nvarchar":
		c.Attrs = append(c.Attrs, schema.Attr{Name: "charset", Value: "utf8mb3"})
	}
	return nil
}

// serial makes a column count by itself.
func (p *parser) serial(c *schema.ColumnDef) []schema.ConstraintDef {
	c.NotNull = true
	c.Attrs = append(c.Attrs, schema.Attr{Name: "auto_increment", Value: "true"})
	return []schema.ConstraintDef{{
		Kind: schema.Unique, Span: c.Type.Span, Parts: []schema.PartDef{{Span: c.Name.Span, Column: c.Name}},
	}}
}

// mysqlColumnOption lowers the options of a column that only MySQL and MariaDB
// have; it reports whether there was one.
func (p *parser) mysqlColumnOption(c *schema.ColumnDef) bool {
	attr := func(name, value string) { c.Attrs = append(c.Attrs, schema.Attr{Name: name, Value: value}) }
	switch {
	case p.accept("first"):
		p.position = columnPosition{first: true}
	case p.accept("after"):
		p.position = columnPosition{after: p.name()}
	case p.accept("invisible"):
		attr("invisible", "true")
	case p.accept("srid"), p.accept("ref_system_id"):
		p.acceptOp('=')
		if p.tok().kind == number {
			attr("srid", p.between(p.i, p.i+1))
			p.i++
		}
	case p.accept("without", "system", "versioning"):
		attr("without_system_versioning", "true")
	case p.accept("with", "system", "versioning"):
	case p.accept("binary"):
		attr("binary", "true")
	case p.accept("ascii"):
		attr("charset", "latin1")
	case p.at("character"), p.at("charset"):
		p.i++
		p.accept("set")
		c.Attrs = p.valueAttr(c.Attrs, "charset")
		if n := len(c.Attrs); n > 0 && c.Attrs[n-1].Name == "charset" && strings.EqualFold(c.Attrs[n-1].Value, "binary") {
			if bytes := binaryType(c.Type.Text); bytes != "" {
				c.Type.Text, c.Attrs = bytes, c.Attrs[:n-1]
			}
		}
	default:
		return false
	}
	return true
}

// binaryType is what a type of text becomes in the character set binary (MySQL,
// "The binary Collation Compared to _bin Collations"); "" for other types.
func binaryType(text string) string {
	for _, t := range [][2]string{{"varchar", "varbinary"}, {"char", "binary"}, {"tinytext", "tinyblob"}, {"mediumtext", "mediumblob"}, {"longtext", "longblob"}, {"text", "blob"}} {
		if rest, ok := strings.CutPrefix(text, t[0]); ok && (rest == "" || rest[0] == '(') {
			return t[1] + rest
		}
	}
	return ""
}

// rowBound lowers MariaDB's GENERATED ALWAYS AS ROW START and END, behind AS.
func (p *parser) rowBound(c *schema.ColumnDef) bool {
	if !p.at("row") || p.peek(1).word != "start" && p.peek(1).word != "end" {
		return false
	}
	c.NotNull = true
	c.Attrs = append(c.Attrs, schema.Attr{Name: "row", Value: strings.ToUpper(p.peek(1).word)})
	p.i += 2
	return true
}

// mysqlColumn settles what the parts of a column's definition say together, and
// gives its constraints: a primary key is unique already, and what counts is not
// null.
func (p *parser) mysqlColumn(c *schema.ColumnDef, constraints []schema.ConstraintDef) []schema.ConstraintDef {
	primary, unique := false, false
	for _, d := range constraints {
		primary = primary || d.Kind == schema.PrimaryKey
	}
	kept := constraints[:0:0]
	for _, d := range constraints {
		if d.Kind == schema.Unique {
			if primary || unique {
				continue
			}
			unique = true
		}
		kept = append(kept, d)
	}
	if p.dialect == schema.MariaDB {
		return jsonColumn(c, kept)
	}
	return kept
}

// jsonColumn gives a column the type JSON that MariaDB's dumps spell out: text
// with a check (MariaDB, "JSON Data Type"). It gives the other constraints.
func jsonColumn(c *schema.ColumnDef, constraints []schema.ConstraintDef) []schema.ConstraintDef {
	if c.Type.Text != "longtext" {
		return constraints
	}
	for i := range constraints {
		d := &constraints[i]
		if d.Kind != schema.CheckConstraint {
			continue
		}
		inner, ok := strings.CutPrefix(foldLower(d.Expr), "json_valid(")
		if !ok || strings.Trim(strings.TrimSuffix(inner, ")"), "` ") != foldLower(c.Name.Text) {
			continue
		}
		for _, a := range c.Attrs {
			if a.Name == "collate" && a.Value == "utf8mb4_bin" {
				c.Type.Text = "json"
				c.Attrs = withoutAttrs(c.Attrs, "charset", "collate")
				return append(constraints[:i:i], constraints[i+1:]...)
			}
		}
	}
	return constraints
}

func withoutAttrs(attrs []schema.Attr, names ...string) []schema.Attr {
	var rest []schema.Attr
	for _, a := range attrs {
		drop := false
		for _, n := range names {
			drop = drop || a.Name == n
		}
		if !drop {
			rest = append(rest, a)
		}
	}
	return rest
}

// period lowers MariaDB's PERIOD FOR name (start, end) among a table's elements.
// One for the application's use is a check with its name (MariaDB, "Application-
// Time Periods").
func (p *parser) period(t *schema.CreateTable) {
	start := p.tok().start
	p.i += 2
	name := p.name()
	columns := p.names()
	p.columnSites(t.Table, columns)
	if len(columns) != 2 {
		return
	}
	first, last := QuoteName(p.dialect, columns[0].Text), QuoteName(p.dialect, columns[1].Text)
	if strings.EqualFold(name.Text, "system_time") {
		t.Attrs = append(t.Attrs, schema.Attr{Name: "period.system_time", Value: first + ", " + last})
		return
	}
	t.Constraints = append(t.Constraints, schema.ConstraintDef{Span: p.from(start), Kind: schema.CheckConstraint, Name: name, Expr: first + " < " + last})
	p.notNull = append(p.notNull, columns...)
}

// mysqlTableClause lowers what follows the elements of a table only in MySQL and
// MariaDB; it reports whether there was such a clause.
func (p *parser) mysqlTableClause(t *schema.CreateTable) bool {
	switch {
	case p.accept("partition", "by"):
		t.PartitionBy, t.PartitionColumns = p.partitioning(t.Table)
	case p.accept("with", "system", "versioning"):
		t.Attrs = append(t.Attrs, schema.Attr{Name: "system_versioned", Value: "true"})
	case p.tok().word == "union" && (p.peek(1).is('=') || p.peek(1).is('(')): // of a MERGE table
		p.i++
		p.acceptOp('=')
		p.skipParens()
	default:
		return false
	}
	return true
}

// partitioning passes what follows PARTITION BY, up to a query or the end: the
// text, and those parts of the key that are columns.
func (p *parser) partitioning(table schema.Ref) (text string, columns []schema.Name) {
	from := p.i
	for p.i < len(p.toks) && !p.at("select") && !p.at("as") && !p.atOp(',') {
		// The first group is the key, the last one the partitions.
		if a, b, ok := p.skipParens(); ok {
			if columns == nil && a < b && p.toks[a].word != "partition" {
				p.exprSites(a, b, table, p.columns)
				columns = p.partitionColumns(a, b)
			}
			continue
		}
		p.i++
	}
	return p.between(from, p.i), columns
}

// indexOption lowers an option of an index of MySQL and MariaDB; it reports
// whether there was one.
func (p *parser) indexOption(attrs *[]schema.Attr) bool {
	switch {
	case p.accept("invisible"):
		*attrs = append(*attrs, schema.Attr{Name: "invisible", Value: "true"})
	case p.accept("not", "ignored"), p.accept("visible"):
	case p.accept("ignored"):
		*attrs = append(*attrs, schema.Attr{Name: "ignored", Value: "true"})
	case p.f.inlineOptions && p.accept("key_block_size"):
		p.acceptOp('=')
		p.i = min(p.i+1, len(p.toks))
	default:
		return false
	}
	return true
}

// mysqlAction lowers an action of ALTER TABLE that begins with a word of its own;
// it reports whether there was one.
func (p *parser) mysqlAction(a alteration) bool {
	partition := ""
	switch {
	case p.accept("remove", "partitioning"):
	case p.accept("partition", "by"):
		partition, _ = p.partitioning(a.table)
	default:
		return false
	}
	p.add(&schema.SetTableAttr{Table: a.table, IfExists: a.ifExists, Partition: &partition})
	return true
}

// mysqlAdd lowers ADD SYSTEM VERSIONING and ADD PERIOD FOR SYSTEM_TIME, behind
// ADD.
func (p *parser) mysqlAdd(a alteration) bool {
	switch {
	case p.accept("system", "versioning"):
		p.tableAttr(a, "system_versioned", "true")
	case p.at("period", "for"):
		var t schema.CreateTable
		p.period(&t)
		p.notNull = nil
		for _, at := range t.Attrs {
			p.tableAttr(a, at.Name, at.Value)
		}
		for _, d := range t.Constraints {
			p.add(&schema.AddConstraint{Table: a.table, IfExists: a.ifExists, Constraint: d})
		}
	default:
		return false
	}
	return true
}

// mysqlDrop lowers DROP SYSTEM VERSIONING and DROP PERIOD, behind DROP.
func (p *parser) mysqlDrop(a alteration) bool {
	switch {
	case p.accept("system", "versioning"):
		p.tableAttr(a, "system_versioned", "false")
	case p.accept("period", "for"):
		if name := p.name(); strings.EqualFold(name.Text, "system_time") {
			p.tableAttr(a, "period.system_time", "")
		} else {
			p.add(&schema.DropConstraint{Table: a.table, IfExists: a.ifExists, Name: name})
		}
	default:
		return false
	}
	return true
}

// renamesTable reports whether the name behind RENAME is the table's new one: TO
// may be left out.
func (p *parser) renamesTable() bool {
	if !p.f.inlineOptions || !p.isName(p.tok()) {
		return false
	}
	next := p.peek(1)
	return next.kind == eof || next.is(',') || next.is('.')
}

// mysqlPhase is when MySQL does an action of an ALTER TABLE that has several:
// what IF NOT EXISTS asks is asked first, then what is dropped goes, and the table gets another name at last, wherever
// the actions stand (mysql_prepare_alter_table in its source).
func mysqlPhase(s schema.Stmt) int {
	switch s := s.(type) {
	case *schema.AddColumn:
		if s.IfNotExists { // as the table was
			return -1
		}
	case *schema.DropColumn, *schema.DropConstraint, *schema.Drop:
		return 0
	case *schema.Rename:
		if s.Kind == schema.KindTable {
			return 2
		}
	case *schema.MoveSchema:
		return 2
	}
	return 1
}
