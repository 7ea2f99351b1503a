package catalog

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

type extensionRow struct{ Schema, Name, Comment string }

// plpgsql comes with every database. Versions are left out: a file that names
// none means the newest there is.
var extensionsQuery = `
SELECT n.nspname, x.extname,` + comment("pg_extension", "x.oid") + `
FROM pg_extension x
JOIN pg_namespace n ON n.oid = x.extnamespace
WHERE x.oid >= ` + firstOid + ` AND $1::text[] IS NULL
ORDER BY x.extname`

func (r *postgresReader) addExtensions() {
	for _, x := range r.extensions {
		ddl := "CREATE EXTENSION IF NOT EXISTS " + quote(x.Name)
		if x.Schema != "public" && x.Schema != "pg_catalog" {
			ddl += " SCHEMA " + quote(x.Schema)
		}
		r.addObject(ddl, x.Comment)
	}
}

func quote(name string) string { return sql.QuoteName(schema.Postgres, name) }

// conditions are attributes that are expressions.
var conditions = []string{"when", "using", "check", "where"}

// addObject adds the object that a statement creates.
func (r *postgresReader) addObject(ddl, comment string) *schema.CreateObject {
	o, ok := lower(schema.Postgres, ddl).(*schema.CreateObject)
	if !ok {
		return nil // of a kind that the graph does not hold
	}
	o.Comment, o.OrReplace = comment, false
	for i := range o.Constraints {
		o.Constraints[i].Expr = unwrap(o.Constraints[i].Expr)
	}
	for i, a := range o.Attrs {
		if slices.Contains(conditions, a.Name) {
			o.Attrs[i].Value = unwrap(a.Value)
		}
	}
	o.Span, o.Object.Schema.Span, o.Object.Name.Span = text.Span{}, text.Span{}, text.Span{}
	r.add(o)
	return o
}

type sequenceRow struct {
	Schema, Name, Options, Comment       string
	OwnerSchema, OwnerTable, OwnerColumn string
	Owner                                uint32
}

// sequenceOptions are the options of a sequence s, whose type has the bounds l.
// What is left to default is left out (PostgreSQL, "CREATE SEQUENCE").
const (
	sequenceOptions = `
	CASE WHEN s.seqincrement <> 1 THEN ' INCREMENT BY ' || s.seqincrement ELSE '' END
	|| CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE l.low END THEN ' MINVALUE ' || s.seqmin ELSE '' END
	|| CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN l.high ELSE -1 END THEN ' MAXVALUE ' || s.seqmax ELSE '' END
	|| CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN ' START WITH ' || s.seqstart ELSE '' END
	|| CASE WHEN s.seqcache <> 1 THEN ' CACHE ' || s.seqcache ELSE '' END
	|| CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END `
	sequenceBounds = `SELECT CASE s.seqtypid WHEN 'int2'::regtype THEN -32768 WHEN 'int4'::regtype THEN -2147483648 ELSE -9223372036854775808 END AS low,
	CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END AS high`
)

// The sequences of identity columns are the columns' business.
var sequencesQuery = `
SELECT n.nspname, c.relname,
	CASE WHEN s.seqtypid <> 'int8'::regtype THEN ' AS ' || format_type(s.seqtypid, NULL) ELSE '' END
	||` + sequenceOptions + `,` + comment("pg_class", "c.oid") + `,
	coalesce(tn.nspname, ''), coalesce(t.relname, ''), coalesce(a.attname, ''), coalesce(t.oid, 0)
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (` + sequenceBounds + `) l
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
	AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class t ON t.oid = d.refobjid
LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.deptype IS DISTINCT FROM 'i' AND` + wanted + `AND` + free("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname`

func (r *postgresReader) addSequences() {
	tables := map[uint32]tableRow{}
	for _, t := range r.tables {
		tables[t.Oid] = t
	}
	serial := map[string]bool{} // the sequences that go without saying
	for i := range r.columns {
		if c := &r.columns[i]; c.serial(tables[c.Relation]) {
			serial[c.SequenceSchema+"."+c.Sequence] = true
		}
	}
	for _, s := range r.sequences {
		if serial[s.Schema+"."+s.Name] {
			continue
		}
		ddl := "CREATE SEQUENCE " + quote(s.Schema) + "." + quote(s.Name) + s.Options
		owned := ddl
		if s.OwnerTable != "" {
			owned += " OWNED BY " + quote(s.OwnerSchema) + "." + quote(s.OwnerTable) + "." + quote(s.OwnerColumn)
		}
		if o := r.addObject(owned, s.Comment); o != nil {
			// The table need not be there to create the sequence.
			o.Definition = ddl
		}
	}
}

// objectRow is an object as the statement that creates it.
type objectRow struct {
	Type         bool // types are what all else is made of
	DDL, Comment string
}

func (r *postgresReader) addObjects(types bool) {
	for _, o := range r.objects {
		if o.Type == types {
			r.addObject(strings.TrimSpace(o.DDL), o.Comment)
		}
	}
}

// typeName is the qualified name of a type t in a schema n, between two texts.
const typeName = ` || quote_ident(n.nspname) || '.' || quote_ident(t.typname) || `

var objectQueries = []string{domainsQuery, compositesQuery, rangesQuery, routinesQuery, aggregatesQuery, triggersQuery, policiesQuery, rulesQuery, castsQuery, eventTriggersQuery}

var domainsQuery = `
SELECT true, 'CREATE DOMAIN '` + typeName + `' AS ' || format_type(t.typbasetype, t.typtypmod)
	|| CASE WHEN t.typcollation <> 0 AND t.typcollation <> b.typcollation THEN
		' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END
	|| coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
	|| coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), '' ORDER BY k.conname)
		FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), ''),` + comment("pg_type", "t.oid") + `
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_collation co ON co.oid = t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.typtype = 'd' AND` + wanted + `AND` + free("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`

// domainCommentRow is a comment on a check of a domain.
type domainCommentRow struct{ Schema, Domain, Name, Comment string }

var domainCommentsQuery = `
SELECT n.nspname, t.typname, k.conname, d.description
FROM pg_constraint k
JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
JOIN pg_type t ON t.oid = k.contypid
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE` + wanted + `AND` + free("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname, k.conname`

func (r *postgresReader) addDomainComments() {
	for _, c := range r.domainComments {
		r.add(&schema.CommentOn{Kind: schema.KindConstraint, Object: ref("", c.Name), Table: ref(c.Schema, c.Domain), Domain: true, Comment: c.Comment})
	}
}

var compositesQuery = `
SELECT true, 'CREATE TYPE '` + typeName + `' AS (' || coalesce((
		SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
			|| CASE WHEN a.attcollation <> b.typcollation THEN ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END,
			', ' ORDER BY a.attnum)
		FROM pg_attribute a
		JOIN pg_type b ON b.oid = a.atttypid
		LEFT JOIN pg_collation co ON co.oid = a.attcollation
		LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')',` + comment("pg_type", "t.oid") + `
FROM pg_type t
JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'c' AND` + wanted + `AND` + free("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`

// The multirange type of a range has a name by default (PostgreSQL, "CREATE TYPE":
// multirange_type_name).
var rangesQuery = `
SELECT true, 'CREATE TYPE '` + typeName + `' AS RANGE (subtype = ' || format_type(g.rngsubtype, NULL)
	|| CASE WHEN NOT oc.opcdefault THEN ', subtype_opclass = ' || quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) ELSE '' END
	|| CASE WHEN g.rngcollation <> 0 AND g.rngcollation <> st.typcollation THEN
		', collation = ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END
	|| CASE WHEN g.rngcanonical <> 0 THEN ', canonical = ' || g.rngcanonical ELSE '' END
	|| CASE WHEN g.rngsubdiff <> 0 THEN ', subtype_diff = ' || g.rngsubdiff ELSE '' END
	|| CASE WHEN mt.typname <> CASE WHEN strpos(t.typname, 'range') > 0 THEN regexp_replace(t.typname, 'range', 'multirange') ELSE t.typname || '_multirange' END
		THEN ', multirange_type_name = ' || quote_ident(mn.nspname) || '.' || quote_ident(mt.typname) ELSE '' END || ')',` + comment("pg_type", "t.oid") + `
FROM pg_range g
JOIN pg_type t ON t.oid = g.rngtypid
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type st ON st.oid = g.rngsubtype
JOIN pg_opclass oc ON oc.oid = g.rngsubopc
JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
LEFT JOIN pg_type mt ON mt.oid = g.rngmultitypid
LEFT JOIN pg_namespace mn ON mn.oid = mt.typnamespace
LEFT JOIN pg_collation co ON co.oid = g.rngcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE` + wanted + `AND` + free("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`

var routinesQuery = `
SELECT false, pg_get_functiondef(p.oid),` + comment("pg_proc", "p.oid") + `
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind <> 'a' AND` + wanted + `AND` + free("pg_proc", "p.oid") + `
ORDER BY n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`

var aggregatesQuery = `
SELECT false, 'CREATE AGGREGATE ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname)
	|| '(' || coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*') || ') (SFUNC = ' || a.aggtransfn
	|| ', STYPE = ' || format_type(a.aggtranstype, NULL)
	|| CASE WHEN a.aggtransspace <> 0 THEN ', SSPACE = ' || a.aggtransspace ELSE '' END
	|| CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn ELSE '' END
	|| CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END
	|| CASE WHEN a.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || a.aggcombinefn ELSE '' END
	|| coalesce(', INITCOND = ' || quote_literal(a.agginitval), '')
	|| CASE a.aggkind WHEN 'h' THEN ', HYPOTHETICAL' ELSE '' END
	|| CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE '' END || ')',` + comment("pg_proc", "p.oid") + `
FROM pg_proc p
JOIN pg_aggregate a ON a.aggfnoid = p.oid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE` + wanted + `AND` + free("pg_proc", "p.oid") + `
ORDER BY n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`

// What partitions have from the table they are partitions of is left out; before
// version 13 the catalog calls it internal.
var triggersQuery = `
SELECT false, pg_get_triggerdef(t.oid),` + comment("pg_trigger", "t.oid") + `
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND` + wanted + `AND` + free("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname, t.tgname`

var policiesQuery = `
SELECT false, 'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)
	|| CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
	|| CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE '' END
	|| CASE WHEN p.polroles = '{0}' THEN '' ELSE ' TO ' || (SELECT string_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(o)) END, ', ')
		FROM unnest(p.polroles) o) END
	|| coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
	|| coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),` + comment("pg_policy", "p.oid") + `
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE` + wanted + `AND` + free("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname, p.polname`

// The rule that makes a view what it is goes without saying.
var rulesQuery = `
SELECT false, rtrim(pg_get_ruledef(w.oid), ';'),` + comment("pg_rewrite", "w.oid") + `
FROM pg_rewrite w
JOIN pg_class c ON c.oid = w.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE w.ev_type <> '1' AND` + wanted + `AND` + free("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname, w.rulename`

var castsQuery = `
SELECT false, 'CREATE CAST (' || format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL) || ')'
	|| CASE k.castmethod WHEN 'f' THEN ' WITH FUNCTION ' || k.castfunc::regprocedure WHEN 'i' THEN ' WITH INOUT' ELSE ' WITHOUT FUNCTION' END
	|| CASE k.castcontext WHEN 'i' THEN ' AS IMPLICIT' WHEN 'a' THEN ' AS ASSIGNMENT' ELSE '' END,` + comment("pg_cast", "k.oid") + `
FROM pg_cast k
WHERE k.oid >= ` + firstOid + ` AND $1::text[] IS NULL AND` + free("pg_cast", "k.oid") + `
ORDER BY 2`

var eventTriggersQuery = `
SELECT false, 'CREATE EVENT TRIGGER ' || quote_ident(t.evtname) || ' ON ' || t.evtevent
	|| coalesce((SELECT ' WHEN TAG IN (' || string_agg(quote_literal(tag), ', ') || ')' FROM unnest(t.evttags) tag), '')
	|| ' EXECUTE FUNCTION ' || t.evtfoid::regproc || '()',` + comment("pg_event_trigger", "t.oid") + `
FROM pg_event_trigger t
WHERE $1::text[] IS NULL AND` + free("pg_event_trigger", "t.oid") + `
ORDER BY t.evtname`
