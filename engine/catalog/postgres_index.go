package catalog

import (
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// indexRow is an index, with the constraint that it is for if any.
type indexRow struct {
	Relation, Oid        uint32
	Name                 string
	Unique, Primary      bool
	Constraint           string // its kind, as in pg_constraint.contype; "" for none
	Deferrable, Deferred bool
	Method               string
	Keys                 int16
	Operators            []string // of an exclusion constraint
	Where                string
	NullsEqual           bool
	Clustered, Replica   bool
	With                 string
	Comment              string
}

// partRow is a column of an index. Those that are only included come last.
type partRow struct {
	Index                      uint32
	Number                     int64
	Column, Expr, Ops, Collate string
	Options                    int16
}

// The indexes that partitions have from the table that they are partitions of
// are left out.
var indexesQuery = `
SELECT i.indrelid, i.indexrelid, ic.relname, i.indisunique, i.indisprimary, coalesce(con.contype::text, ''), coalesce(con.condeferrable, false),
	coalesce(con.condeferred, false), am.amname, i.indnkeyatts,
	CASE WHEN con.conexclop IS NOT NULL THEN (SELECT array_agg(CASE WHEN opn.nspname = 'pg_catalog' THEN op.oprname::text
			ELSE 'OPERATOR(' || quote_ident(opn.nspname) || '.' || op.oprname || ')' END ORDER BY x.n)
		FROM unnest(con.conexclop) WITH ORDINALITY x(oid, n) JOIN pg_operator op ON op.oid = x.oid JOIN pg_namespace opn ON opn.oid = op.oprnamespace) END,
	coalesce(pg_get_expr(i.indpred, i.indrelid), ''), i.indnullsnotdistinct, i.indisclustered, i.indisreplident,
	coalesce(array_to_string(ic.reloptions, ', '), ''),
	CASE WHEN con.oid IS NULL THEN` + comment("pg_class", "ic.oid") + `ELSE` + comment("pg_constraint", "con.oid") + `END
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT ic.relispartition AND` + wanted + `
ORDER BY i.indrelid, ic.relname`

// An operator class that is not its method's default has to be named; so has a
// collation that is not the column's, or that an expression does not have by
// itself.
var partsQuery = `
SELECT i.indexrelid, k.n, coalesce(a.attname::text, ''),
	CASE WHEN k.attnum = 0 THEN pg_get_indexdef(i.indexrelid, k.n::int, false) ELSE '' END,
	CASE WHEN oc.opcdefault IS NOT FALSE THEN '' WHEN ocn.nspname IN ('pg_catalog', 'public') THEN quote_ident(oc.opcname)
		ELSE quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) END,
	CASE WHEN k.coll IN (0, coalesce(a.attcollation, ty.typcollation)) OR k.coll IS NULL THEN ''
		WHEN k.attnum = 0 AND strpos(pg_get_indexdef(i.indexrelid), pg_get_indexdef(i.indexrelid, k.n::int, false) || ' COLLATE ') = 0 THEN ''
		WHEN cn.nspname = 'pg_catalog' THEN co.collname::text
		ELSE quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
	coalesce(k.opt, 0)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[]) WITH ORDINALITY k(attnum, class, coll, opt, n)
JOIN pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = k.n
JOIN pg_type ty ON ty.oid = ia.atttypid
LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
LEFT JOIN pg_opclass oc ON oc.oid = k.class
LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
LEFT JOIN pg_collation co ON co.oid = k.coll
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND` + wanted + `
ORDER BY i.indexrelid, k.n`

// pg_index.indoption (PostgreSQL, src/include/catalog/pg_index.h).
const (
	optionDesc       = 1
	optionNullsFirst = 2
)

// indexDef is an index with its columns.
type indexDef struct {
	*indexRow
	columns []partRow
}

func (x indexDef) parts() []schema.PartDef {
	var parts []schema.PartDef
	for i, c := range x.columns[:x.Keys] {
		p := schema.PartDef{Column: word(c.Column), Expr: unwrap(c.Expr), Desc: c.Options&optionDesc != 0}
		attr := func(name, value string) {
			if value != "" {
				p.Attrs = append(p.Attrs, schema.Attr{Name: name, Value: value})
			}
		}
		attr("collate", c.Collate)
		attr("ops", c.Ops)
		// Descending parts have nulls first by default, others last.
		if first := c.Options&optionNullsFirst != 0; first != p.Desc {
			attr(map[bool]string{true: "nulls_first", false: "nulls_last"}[first], "true")
		}
		if x.Constraint == "x" {
			attr("op", x.Operators[i])
		}
		parts = append(parts, p)
	}
	return parts
}

func (x indexDef) include() []schema.Name {
	var names []schema.Name
	for _, c := range x.columns[x.Keys:] {
		names = append(names, word(c.Column))
	}
	return names
}

func (x indexDef) method() string {
	if x.Method == "btree" {
		return ""
	}
	return x.Method
}

func (x indexDef) index() schema.IndexDef {
	d := schema.IndexDef{
		Name: word(x.Name), Unique: x.Unique, Method: x.method(), Parts: x.parts(), Include: x.include(),
		Where: unwrap(x.Where), NullsEqual: x.NullsEqual, Comment: x.Comment,
	}
	if x.With != "" {
		if with, ok := lower(schema.Postgres, "CREATE INDEX ON t (c) WITH ("+x.With+")").(*schema.CreateIndex); ok {
			d.Attrs = with.Index.Attrs
		}
	}
	d.Attrs = append(d.Attrs, x.marks()...)
	return d
}

// marks are what a table may say of one of its indexes.
func (x indexDef) marks() []schema.Attr {
	var attrs []schema.Attr
	if x.Clustered {
		attrs = append(attrs, schema.Attr{Name: "clustered", Value: "true"})
	}
	if x.Replica {
		attrs = append(attrs, schema.Attr{Name: "replica_identity", Value: "true"})
	}
	return attrs
}

func (x indexDef) constraint() schema.ConstraintDef {
	d := schema.ConstraintDef{
		Kind: schema.Unique, Name: word(x.Name), Parts: x.parts(), Include: x.include(),
		NullsEqual: x.NullsEqual, Comment: x.Comment, Attrs: append(deferral(x.Deferrable, x.Deferred), x.marks()...),
	}
	switch x.Constraint {
	case "p":
		d.Kind = schema.PrimaryKey
	case "x":
		d.Kind, d.Method, d.Expr = schema.Exclude, x.Method, unwrap(x.Where)
	}
	return d
}

// indexDefs gives all indexes with their columns.
func (r *postgresReader) indexDefs() []indexDef {
	parts := map[uint32][]partRow{}
	for _, p := range r.indexParts {
		parts[p.Index] = append(parts[p.Index], p)
	}
	defs := make([]indexDef, len(r.indexes))
	for i := range r.indexes {
		defs[i] = indexDef{&r.indexes[i], parts[r.indexes[i].Oid]}
	}
	return defs
}

func sameParts(a, b []schema.PartDef) bool {
	return slices.EqualFunc(a, b, func(a, b schema.PartDef) bool { return a.Column == b.Column && a.Expr == b.Expr })
}

func (r *postgresReader) addIndexes(tables map[uint32]*schema.CreateTable) {
	for _, x := range r.indexDefs() {
		switch t := tables[x.Relation]; {
		case t == nil: // a materialized view's
		case x.Constraint != "":
			d := x.constraint()
			if slices.ContainsFunc(t.Constraints, func(have schema.ConstraintDef) bool { return sameParts(have.Parts, d.Parts) }) {
				// In CREATE TABLE the two would be one.
				r.add(&schema.AddConstraint{Table: t.Table, Constraint: d})
				continue
			}
			t.Constraints = append(t.Constraints, d)
		default:
			t.Indexes = append(t.Indexes, x.index())
		}
	}
}
