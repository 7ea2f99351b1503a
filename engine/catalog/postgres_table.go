package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
)

// PostgreSQL, "53.11. pg_class": relkind r is a table, p a partitioned one, f a
// foreign one.
type tableRow struct {
	Oid              uint32
	Schema, Name     string
	Unlogged         bool
	PartitionBy      string
	PartitionColumns []string
	Secured, Forced  bool // row level security
	Options          string
	Tablespace       string
	Method           string // "" for heap
	Replica          string // pg_class.relreplident
	Comment          string
}

var tablesQuery = `
SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u', coalesce(pg_get_partkeydef(c.oid), ''),
	(SELECT array_agg(a.attname::text ORDER BY k.n) FROM pg_partitioned_table p, unnest(p.partattrs::int2[]) WITH ORDINALITY k(attnum, n)
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.attnum > 0 WHERE p.partrelid = c.oid),
	c.relrowsecurity, c.relforcerowsecurity, coalesce(array_to_string(c.reloptions, ', '), ''), coalesce(ts.spcname, ''),
	CASE WHEN am.amname = 'heap' THEN '' ELSE coalesce(am.amname, '') END, c.relreplident::text,` + comment("pg_class", "c.oid") + `
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_am am ON am.oid = c.relam
WHERE c.relkind IN ('r', 'p', 'f') AND` + wanted + `AND` + free("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname`

type columnRow struct {
	Relation               uint32
	Number                 int16
	Name, Type             string
	BareType               string // without parameters; "" without a default
	TypeSchema, TypeName   string // of a type that the database declares; of an array, its elements'
	ExtensionType          bool   // the type is an extension's
	NotNull                bool
	Default                string // or what it is generated from
	Generated, Identity    string
	SequenceOptions        string // of an identity
	Collation              string
	Storage, Compression   string // where they are not the type's and the server's
	Statistics             int
	Comment                string
	Sequence               string // the sequence that the column owns
	SequenceSchema         string
	SequenceLikeSerial     bool
	DefaultOfOwnedSequence bool
}

// The element type of an array decides whose type it is. A column owns a
// sequence through an automatic dependency, its identity through an internal one
// (PostgreSQL, "53.18. pg_depend"). The rows are sorted here: the server would
// need a file for them.
var columnsQuery = `
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
	CASE WHEN d.oid IS NULL THEN '' ELSE format_type(a.atttypid, NULL) END,
	CASE WHEN t.oid >= ` + firstOid + ` THEN tn.nspname::text ELSE '' END, CASE WHEN t.oid >= ` + firstOid + ` THEN t.typname::text ELSE '' END,
	t.oid >= ` + firstOid + ` AND NOT` + free("pg_type", "t.oid") + `,
	a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attgenerated::text, a.attidentity::text,
	CASE WHEN a.attidentity <> '' THEN` + sequenceOptions + `ELSE '' END,
	CASE WHEN a.attcollation <> 0 AND a.attcollation <> at.typcollation THEN
		CASE WHEN cn.nspname = 'pg_catalog' THEN co.collname::text ELSE quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END ELSE '' END,
	CASE WHEN a.attstorage <> at.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END ELSE '' END,
	CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE '' END, greatest(coalesce(a.attstattarget, -1), -1)::int,
	coalesce(pd.description, ''), coalesce(sc.relname, ''), coalesce(sn.nspname, ''),
	coalesce(s.seqtypid = a.atttypid AND sd.objoid IS NULL AND s.seqstart = 1 AND s.seqincrement = 1 AND s.seqmin = 1 AND s.seqcache = 1 AND NOT s.seqcycle
		AND s.seqmax = CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END, false),
	sc.oid IS NOT NULL AND EXISTS (SELECT FROM pg_depend u WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refclassid = 'pg_class'::regclass AND u.refobjid = sc.oid)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type at ON at.oid = a.atttypid
JOIN pg_type t ON t.oid = CASE WHEN at.typcategory = 'A' AND at.typelem <> 0 THEN at.typelem ELSE at.oid END
JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_description pd ON pd.objoid = a.attrelid AND pd.classoid = 'pg_class'::regclass AND pd.objsubid = a.attnum
LEFT JOIN pg_depend o ON o.refclassid = 'pg_class'::regclass AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum
	AND o.classid = 'pg_class'::regclass AND o.objsubid = 0 AND o.deptype IN ('a', 'i')
	AND EXISTS (SELECT FROM pg_sequence q WHERE q.seqrelid = o.objid)
LEFT JOIN pg_sequence s ON s.seqrelid = o.objid
LEFT JOIN pg_class sc ON sc.oid = s.seqrelid
LEFT JOIN pg_description sd ON sd.objoid = sc.oid AND sd.classoid = 'pg_class'::regclass AND sd.objsubid = 0
LEFT JOIN LATERAL (` + sequenceBounds + `) l ON true
LEFT JOIN pg_namespace sn ON sn.oid = sc.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND` + wanted

type inheritRow struct {
	Child, Parent uint32
	Partition     bool
	Bound         string
}

var inheritsQuery = `
SELECT i.inhrelid, i.inhparent, c.relispartition, coalesce(pg_get_expr(c.relpartbound, c.oid), '')
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND` + wanted + `
ORDER BY i.inhrelid, i.inhseqno`

func (r *postgresReader) addTables() {
	columns := r.columnsOf()
	tables := map[uint32]*schema.CreateTable{}
	for _, row := range r.tables {
		t := &schema.CreateTable{
			Table: ref(row.Schema, row.Name), PartitionBy: row.PartitionBy, PartitionColumns: words(row.PartitionColumns), Comment: row.Comment,
		}
		if row.Unlogged {
			t.Attrs = []schema.Attr{{Name: "unlogged", Value: "true"}}
		}
		t.Attrs = append(t.Attrs, row.storage()...)
		for _, c := range columns[row.Oid] {
			t.Columns = append(t.Columns, c.def(row))
		}
		tables[row.Oid] = t
		r.add(t)
	}
	r.addIndexes(tables)
	r.addConstraints(tables)
	for _, i := range r.inherits {
		child, parent := tables[i.Child], tables[i.Parent]
		if child != nil && parent != nil {
			r.add(&schema.AttachPartition{Table: parent.Table, Partition: child.Table, Bound: i.Bound, Inherit: !i.Partition})
		}
	}
	for _, row := range r.tables {
		name := sql.QuoteName(schema.Postgres, row.Schema) + "." + sql.QuoteName(schema.Postgres, row.Name)
		if row.Secured {
			r.add(lower(schema.Postgres, "ALTER TABLE "+name+" ENABLE ROW LEVEL SECURITY"))
		}
		if row.Forced {
			r.add(lower(schema.Postgres, "ALTER TABLE "+name+" FORCE ROW LEVEL SECURITY"))
		}
	}
}

// storage says how a table is kept.
func (row *tableRow) storage() []schema.Attr {
	var attrs []schema.Attr
	if row.Options != "" {
		if t, ok := lower(schema.Postgres, "CREATE TABLE t () WITH ("+row.Options+")").(*schema.CreateTable); ok {
			attrs = t.Attrs
		}
	}
	replica := map[string]string{"f": "FULL", "n": "NOTHING"}[row.Replica]
	for _, a := range []schema.Attr{{Name: "tablespace", Value: row.Tablespace}, {Name: "access_method", Value: row.Method}, {Name: "replica_identity", Value: replica}} {
		if a.Value != "" {
			attrs = append(attrs, a)
		}
	}
	return attrs
}

// columnsOf gives the columns of each relation in their order.
func (r *postgresReader) columnsOf() map[uint32][]*columnRow {
	columns := map[uint32][]*columnRow{}
	for i := range r.columns {
		c := &r.columns[i]
		columns[c.Relation] = append(columns[c.Relation], c)
	}
	for _, list := range columns {
		slices.SortFunc(list, func(a, b *columnRow) int { return cmp.Compare(a.Number, b.Number) })
	}
	return columns
}

// serials are the types that stand for a type, a sequence of its own and a
// default (PostgreSQL, "8.1.4. Serial Types").
var serials = map[string]string{"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}

// serial reports whether the column is what a serial type makes of it.
func (c *columnRow) serial(of tableRow) bool {
	return serials[c.Type] != "" && c.NotNull && c.DefaultOfOwnedSequence && c.SequenceLikeSerial &&
		c.SequenceSchema == of.Schema && c.Sequence == schema.SequenceName(of.Name, c.Name) && strings.HasPrefix(c.Default, "nextval(")
}

func (c *columnRow) def(of tableRow) schema.ColumnDef {
	d := schema.ColumnDef{Name: word(c.Name), Type: c.typ(), NotNull: c.NotNull, Comment: c.Comment}
	switch {
	case c.Generated != "":
		d.Generated = &schema.Generated{Expr: unwrap(c.Default), Stored: c.Generated == "s"}
	case c.Identity != "":
		d.Identity = c.identity(of)
	case c.serial(of):
		d.Type.Text = serials[c.Type]
		d.Attrs = append(d.Attrs, schema.Attr{Name: "serial", Value: "true"})
	case c.Default != "":
		d.Default = defaultOf(c.Default, c.BareType)
	}
	if c.Collation != "" {
		d.Attrs = append(d.Attrs, schema.Attr{Name: "collate", Value: c.Collation})
	}
	if c.Statistics >= 0 {
		d.Attrs = append(d.Attrs, schema.Attr{Name: "statistics", Value: strconv.Itoa(c.Statistics)})
	}
	for _, a := range []schema.Attr{{Name: "storage", Value: c.Storage}, {Name: "compression", Value: c.Compression}} {
		if a.Value != "" {
			d.Attrs = append(d.Attrs, a)
		}
	}
	return d
}

// identity is what makes a column an identity: its sequence has options, and may
// have a name that is not the usual one.
func (c *columnRow) identity(of tableRow) *schema.Identity {
	id := &schema.Identity{Always: c.Identity == "a"}
	if c.SequenceSchema != of.Schema || c.Sequence != schema.SequenceName(of.Name, c.Name) {
		id.Sequence = ref(c.SequenceSchema, c.Sequence)
	}
	if c.SequenceOptions == "" {
		return id
	}
	if s, ok := lower(schema.Postgres, "CREATE SEQUENCE s "+c.SequenceOptions).(*schema.CreateObject); ok {
		for _, a := range s.Attrs {
			switch a.Name {
			case "start":
				id.Start = a.Value
			case "increment":
				id.Step = a.Value
			default:
				id.Options = append(id.Options, a)
			}
		}
	}
	return id
}

// typ is the type as a file would name it: of an extension in the schema public
// without the schema.
func (c *columnRow) typ() schema.Type {
	t := schema.Type{Text: c.Type}
	switch {
	case c.ExtensionType && c.TypeSchema == "public":
		t.Text = strings.TrimPrefix(t.Text, "public.")
	case c.TypeName != "" && !c.ExtensionType:
		t.Ref, t.Kind = ref(c.TypeSchema, c.TypeName).OrNil(), schema.KindType
	}
	return t
}
