package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// mysqlIndexPart is a column or an expression of an index.
type mysqlIndexPart struct {
	Schema, Table, Index, NonUnique, Position string
	Column, Order, Prefix, Method, Comment    string
	Expr, Visible, Ignored                    string
}

const mysqlStatisticsQuery = `
SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, INDEX_COMMENT,
	{STATISTICS.EXPRESSION}, {STATISTICS.IS_VISIBLE}, {STATISTICS.IGNORED}
FROM information_schema.STATISTICS WHERE true`

// addIndexes gives the tables their primary keys and indexes, in the order in
// which the server has them.
func (r *mysqlReader) addIndexes(tables map[mysqlName]*schema.CreateTable) {
	type key struct{ schema, table, index string }
	var order []key
	parts := map[key][]mysqlIndexPart{}
	for _, p := range r.indexParts {
		k := key{p.Schema, p.Table, p.Index}
		if parts[k] == nil {
			order = append(order, k)
		}
		parts[k] = append(parts[k], p)
	}
	for _, k := range order {
		t := tables[mysqlName{k.schema, k.table}]
		if t == nil {
			continue
		}
		list := parts[k]
		slices.SortFunc(list, func(a, b mysqlIndexPart) int { return cmp.Compare(number64(a.Position), number64(b.Position)) })
		x := r.index(list)
		if k.index == "PRIMARY" {
			t.Constraints = append([]schema.ConstraintDef{{Kind: schema.PrimaryKey, Parts: x.Parts, Comment: x.Comment}}, t.Constraints...)
			continue
		}
		t.Indexes = append(t.Indexes, x)
	}
}

func (r *mysqlReader) index(parts []mysqlIndexPart) schema.IndexDef {
	first := parts[0]
	x := schema.IndexDef{Name: word(first.Index), Unique: first.NonUnique == "0", Comment: first.Comment}
	if first.Method != "BTREE" {
		x.Method = strings.ToLower(first.Method)
	}
	if first.Visible == "NO" {
		x.Attrs = append(x.Attrs, schema.Attr{Name: "invisible", Value: "true"})
	}
	if first.Ignored == "YES" {
		x.Attrs = append(x.Attrs, schema.Attr{Name: "ignored", Value: "true"})
	}
	for _, p := range parts {
		part := schema.PartDef{Column: word(p.Column), Desc: p.Order == "D"}
		if p.Expr != "" {
			part.Expr = unwrap(r.unescape(p.Expr))
		}
		if p.Prefix != "" && x.Method != "spatial" {
			part.Attrs = []schema.Attr{{Name: "prefix", Value: p.Prefix}}
		}
		x.Parts = append(x.Parts, part)
	}
	return x
}

// mysqlKeyPart is a column of a foreign key.
type mysqlKeyPart struct {
	Schema, Table, Name, Column, Position string
	RefSchema, RefTable, RefColumn        string
}

const mysqlKeyPartsQuery = `
SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, ORDINAL_POSITION, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL`

type mysqlKey struct{ Schema, Table, Name, OnUpdate, OnDelete string }

const mysqlKeysQuery = `
SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE true`

func (r *mysqlReader) addForeignKeys(tables map[mysqlName]*schema.CreateTable) {
	type key struct{ schema, table, name string }
	columns := map[key][]mysqlKeyPart{}
	for _, p := range r.keyParts {
		k := key{p.Schema, p.Table, p.Name}
		columns[k] = append(columns[k], p)
	}
	for _, row := range r.keys {
		t, list := tables[mysqlName{row.Schema, row.Table}], columns[key{row.Schema, row.Table, row.Name}]
		if t == nil || len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(a, b mysqlKeyPart) int { return cmp.Compare(number64(a.Position), number64(b.Position)) })
		d := schema.ConstraintDef{
			Kind: schema.ForeignKeyConstraint, Name: word(row.Name), Ref: ref(list[0].RefSchema, list[0].RefTable),
			OnUpdate: r.action(row.OnUpdate), OnDelete: r.action(row.OnDelete),
		}
		for _, p := range list {
			d.Parts = append(d.Parts, schema.PartDef{Column: word(p.Column)})
			d.RefColumns = append(d.RefColumns, word(p.RefColumn))
		}
		t.Constraints = append(t.Constraints, d)
	}
}

// action is the action of a foreign key; that of the default is left out.
func (r *mysqlReader) action(rule string) string {
	if r.dialect == schema.MariaDB && rule == "RESTRICT" || r.dialect == schema.MySQL && rule == "NO ACTION" {
		return ""
	}
	return rule
}

type mysqlCheck struct{ Schema, Table, Name, Clause, Enforced string }

// checksQuery reads the checks. MariaDB's catalog has their tables; in MySQL's,
// since 8.0.16, those are elsewhere.
func (r *mysqlReader) checksQuery() string {
	switch {
	case r.has["CHECK_CONSTRAINTS.TABLE_NAME"]:
		return `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, 'YES' FROM information_schema.CHECK_CONSTRAINTS c WHERE true`
	case r.has["CHECK_CONSTRAINTS.CHECK_CLAUSE"]:
		return `SELECT c.CONSTRAINT_SCHEMA, t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, t.ENFORCED FROM information_schema.CHECK_CONSTRAINTS c
			JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME
			WHERE t.CONSTRAINT_TYPE = 'CHECK'`
	}
	return ""
}

func (c mysqlCheck) def(r *mysqlReader) schema.ConstraintDef {
	d := schema.ConstraintDef{Kind: schema.CheckConstraint, Name: word(c.Name), Expr: unwrap(r.unescape(c.Clause))}
	if c.Enforced == "NO" {
		d.Attrs = []schema.Attr{{Name: "enforced", Value: "false"}}
	}
	return d
}
