package differential

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// thing is something that a database has, as a statement may name it.
type thing struct {
	name string
	of   string // the name of the table or type that it belongs to, or ""
	more string // of a column, its type; of a partitioned table, its strategy
}

// things are what a database has, by kind: "table" (also a partitioned one),
// "partitioned", "column", "constraint", "key" (the only column of a primary key or
// unique constraint), "index", "sequence", "view", "matview", "enum", "domain",
// "composite", "range", "value", "attribute", "check" (of a domain), "function",
// "trigger", "policy" and "rule". Names depend on the search path: those that need
// no schema have none.
type things map[string][]thing

// whatIsThere asks PostgreSQL for that. What extensions and the system have is left
// out.
const whatIsThere = `
WITH own AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
rel AS (SELECT * FROM pg_class WHERE relnamespace IN (SELECT oid FROM own)),
typ AS (SELECT * FROM pg_type WHERE typnamespace IN (SELECT oid FROM own))
SELECT 'table', oid::regclass::text, '', '' FROM rel WHERE relkind IN ('r', 'p')
UNION ALL SELECT 'partitioned', oid::regclass::text, coalesce(quote_ident(a.attname), ''), partstrat::text FROM rel JOIN pg_partitioned_table p ON p.partrelid = oid
	LEFT JOIN pg_attribute a ON a.attrelid = oid AND a.attnum = p.partattrs[0]
UNION ALL SELECT CASE WHEN relkind IN ('r', 'p') THEN 'column' WHEN relkind = 'c' THEN 'attribute' ELSE 'view column' END, quote_ident(attname), rel.oid::regclass::text, format_type(atttypid, atttypmod)
	FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND attnum > 0 AND NOT attisdropped WHERE relkind IN ('r', 'p', 'v', 'm', 'c')
UNION ALL SELECT 'constraint', quote_ident(conname), conrelid::regclass::text, contype::text FROM pg_constraint WHERE conrelid IN (SELECT oid FROM rel)
UNION ALL SELECT 'key', quote_ident(attname), conrelid::regclass::text, format_type(atttypid, atttypmod) FROM pg_constraint
	JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE conrelid IN (SELECT oid FROM rel) AND contype IN ('p', 'u') AND cardinality(conkey) = 1
UNION ALL SELECT 'index', i.indexrelid::regclass::text, i.indrelid::regclass::text, '' FROM pg_index i WHERE i.indexrelid IN (SELECT oid FROM rel)
UNION ALL SELECT CASE relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'matview' END, oid::regclass::text, '', '' FROM rel WHERE relkind IN ('S', 'v', 'm')
UNION ALL SELECT CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'composite' END, oid::regtype::text, '', '' FROM typ
	WHERE typtype IN ('e', 'd', 'r') OR typtype = 'c' AND typrelid IN (SELECT oid FROM rel WHERE relkind = 'c')
UNION ALL SELECT 'value', quote_literal(enumlabel), enumtypid::regtype::text, '' FROM pg_enum
UNION ALL SELECT 'check', quote_ident(conname), contypid::regtype::text, '' FROM pg_constraint WHERE contypid IN (SELECT oid FROM typ)
UNION ALL SELECT 'function', oid::regprocedure::text, '', prokind::text FROM pg_proc WHERE pronamespace IN (SELECT oid FROM own)
	AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'i')
UNION ALL SELECT 'trigger', quote_ident(tgname), tgrelid::regclass::text, '' FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'policy', quote_ident(polname), polrelid::regclass::text, '' FROM pg_policy
UNION ALL SELECT 'rule', quote_ident(rulename), ev_class::regclass::text, '' FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM rel) AND rulename <> '_RETURN'
ORDER BY 1, 3, 2`

// look finds what a database has.
func look(t *testing.T, db *pgx.Conn) things {
	t.Helper()
	rows, err := db.Query(t.Context(), whatIsThere, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	there := things{}
	var kind string
	var found thing
	if _, err := pgx.ForEachRow(rows, []any{&kind, &found.name, &found.of, &found.more}, func() error {
		there[kind] = append(there[kind], found)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return there
}
