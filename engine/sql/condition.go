package sql

import "github.com/schemascope/schemascope/engine/schema"

// catalogs are the tables of PostgreSQL's catalogs that list what a schema has:
// what, and which columns hold its name and those of what it belongs to
// (PostgreSQL, "System Catalogs" and "The Information Schema").
var catalogs = map[string]struct {
	kind schema.Kind
	name string
	// The columns with the names of its table and schema; "" for none.
	table, schema string
}{
	"pg_class":          {schema.KindRelation, "relname", "", "nspname"},
	"pg_tables":         {schema.KindTable, "tablename", "", "schemaname"},
	"pg_views":          {schema.KindView, "viewname", "", "schemaname"},
	"pg_indexes":        {schema.KindIndex, "indexname", "tablename", "schemaname"},
	"pg_type":           {schema.KindType, "typname", "", "nspname"},
	"pg_constraint":     {schema.KindConstraint, "conname", "", ""},
	"pg_namespace":      {schema.KindSchema, "nspname", "", ""},
	"tables":            {schema.KindRelation, "table_name", "", "table_schema"},
	"views":             {schema.KindView, "table_name", "", "table_schema"},
	"columns":           {schema.KindColumn, "column_name", "table_name", "table_schema"},
	"table_constraints": {schema.KindConstraint, "constraint_name", "table_name", "constraint_schema"},
	"schemata":          {schema.KindSchema, "schema_name", "", ""},
}

// condition reads [NOT] EXISTS (SELECT … FROM a catalog WHERE column = 'text' AND
// …); nil for any other condition. pg_class may be joined with pg_namespace.
func (p *parser) condition(toks []token) *schema.Condition {
	saved, at, end := p.toks, p.i, p.end
	defer func() { p.toks, p.i, p.end = saved, at, end }()
	for len(toks) > 1 && toks[0].is('(') && toks[len(toks)-1].is(')') {
		toks = toks[1 : len(toks)-1]
	}
	p.toks, p.i = toks, 0
	c := &schema.Condition{Not: p.accept("not")}
	if !p.accept("exists") || !p.acceptOp('(') || !p.accept("select") {
		return nil
	}
	for !p.done() && !p.at("from") {
		if p.atOp('(') {
			return nil
		}
		p.i++
	}
	p.i++
	from := p.ref()
	switch in := from.Schema.Text; {
	case in == "information_schema", in == "pg_catalog", in == "" && len(from.Name.Text) > 3 && from.Name.Text[:3] == "pg_":
	default:
		return nil
	}
	of, known := catalogs[from.Name.Text]
	if !known {
		return nil
	}
	c.Kind = of.kind
	if !p.joins() {
		return nil
	}
	for {
		column := p.ref()
		if column.IsZero() || !p.acceptOp('=') || p.tok().kind != stringConst {
			return nil
		}
		switch value := p.stringValue(); column.Name.Text {
		case of.name:
			c.Name = value
		case of.table:
			c.Table = value
		case of.schema:
			c.Schema = value
		default:
			return nil
		}
		if !p.accept("and") {
			break
		}
	}
	if c.Name == "" || !p.acceptOp(')') || !p.done() {
		return nil
	}
	return c
}

// joins passes what may stand between the table of a query and its conditions:
// its alias, and a join with pg_namespace.
func (p *parser) joins() bool {
	for !p.done() && !p.accept("where") {
		switch {
		case p.acceptAny("as", "inner", "left") != "":
		case p.accept("join"):
			if p.ref().Name.Text != "pg_namespace" {
				return false
			}
		case p.accept("on"):
			p.ref()
			if !p.acceptOp('=') {
				return false
			}
			p.ref()
		case p.isName(p.tok()):
			p.i++ // an alias
		default:
			return false
		}
	}
	return !p.done()
}
