package catalog

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemascope/schemascope/engine/schema"
)

// readPostgres reads a PostgreSQL database, version 12 or later.
func readPostgres(ctx context.Context, databaseURL string) (*Database, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, err
	}
	var only []string // nil for all
	if u, err := url.Parse(databaseURL); err == nil && u.Query().Get("search_path") != "" {
		for _, s := range strings.Split(u.Query().Get("search_path"), ",") {
			only = append(only, strings.Trim(strings.TrimSpace(s), `"`))
		}
	}
	// Statements without names: a pooler may give each transaction another
	// connection.
	config.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	config.RuntimeParams["application_name"] = "schemascope"
	delete(config.RuntimeParams, "search_path")
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback(context.WithoutCancel(ctx))

	version := conn.PgConn().ParameterStatus("server_version")
	r := &postgresReader{place: &schema.Place{File: name(databaseURL)}, only: only, batch: &pgx.Batch{}, older: older(version)}
	// The texts that the server writes depend on these: pg_dump sets the same.
	r.batch.Queue(`SELECT set_config('search_path', 'pg_catalog', true), set_config('DateStyle', 'ISO', true),
		set_config('IntervalStyle', 'postgres', true), set_config('quote_all_identifiers', 'off', true),
		set_config('jit', 'off', true)`) // compiling the queries takes longer than they do
	r.queueAll()
	if err := tx.SendBatch(ctx, r.batch).Close(); err != nil {
		return nil, fmt.Errorf("the catalog cannot be read: %w", err)
	}
	return &Database{Dialect: schema.Postgres, Version: version, Part: r.part()}, nil
}

// postgresReader gathers the rows of all queries, and then makes statements of
// them.
type postgresReader struct {
	place *schema.Place
	only  []string
	batch *pgx.Batch
	older *strings.Replacer // adapts the queries to the server's version
	stmts []schema.Stmt

	schemas        []schemaRow
	extensions     []extensionRow
	enums          []enumRow
	objects        []objectRow
	domainComments []domainCommentRow
	tables         []tableRow
	columns        []columnRow
	indexes        []indexRow
	indexParts     []partRow
	constraints    []constraintRow
	inherits       []inheritRow
	views          []viewRow
	sequences      []sequenceRow
}

func (r *postgresReader) queueAll() {
	queue(r, &r.schemas, schemasQuery)
	if r.only == nil {
		queue(r, &r.extensions, extensionsQuery)
	}
	queue(r, &r.enums, enumsQuery)
	queue(r, &r.tables, tablesQuery)
	queue(r, &r.columns, columnsQuery)
	queue(r, &r.indexes, indexesQuery)
	queue(r, &r.indexParts, partsQuery)
	queue(r, &r.constraints, constraintsQuery)
	queue(r, &r.inherits, inheritsQuery)
	queue(r, &r.views, viewsQuery)
	queue(r, &r.sequences, sequencesQuery)
	queue(r, &r.domainComments, domainCommentsQuery)
	for _, q := range objectQueries {
		queue(r, &r.objects, q)
	}
}

// columnsSince are columns of the catalog that a version added, and what stands
// for them before it (PostgreSQL, the release notes of that version).
var columnsSince = []struct {
	version         int
	column, instead string
}{
	{13, "t.tgparentid", "0"},
	{14, "g.rngmultitypid", "0"},
	{14, "a.attcompression", "''"},
	{15, "i.indnullsnotdistinct", "false"},
	{15, "k.confdelsetcols", "NULL::int2[]"},
	{18, "k.conenforced", "true"},
}

// older replaces what a server of that version has not.
func older(version string) *strings.Replacer {
	major, _ := strconv.Atoi(version[:len(version)-len(strings.TrimLeft(version, "0123456789"))])
	var pairs []string
	for _, c := range columnsSince {
		if major < c.version {
			pairs = append(pairs, c.column, c.instead)
		}
	}
	return strings.NewReplacer(pairs...)
}

// queue asks for the rows of a query, whose columns are the fields of Row. Every
// query has one parameter, the schemas it is about; null is all.
func queue[Row any](r *postgresReader, into *[]Row, query string) {
	r.batch.Queue(r.older.Replace(query), r.only).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
		*into = append(*into, found...)
		return err
	})
}

// part gives the statements that create what was read.
func (r *postgresReader) part() schema.Part {
	for _, s := range r.schemas {
		r.add(&schema.CreateSchema{Name: word(s.Name), IfNotExists: true, Comment: s.Comment})
	}
	r.addExtensions()
	for _, e := range r.enums {
		r.add(&schema.CreateEnum{Enum: ref(e.Schema, e.Name), Values: words(e.Labels), Comment: e.Comment})
	}
	r.addObjects(true)
	r.addDomainComments()
	r.addSequences()
	r.addTables()
	r.addViews()
	r.addObjects(false)
	home := ""
	if len(r.only) > 0 {
		home = r.only[0]
	}
	return schema.Part{Schema: home, Files: []schema.PartFile{{
		Name: r.place.File, Chunks: []schema.Placed{{Place: r.place, Chunk: &schema.Chunk{Stmts: r.stmts}}},
	}}}
}

func (r *postgresReader) add(s schema.Stmt) { r.stmts = append(r.stmts, s) }

// Fragments of the queries. $1 are the schemas asked for.
const (
	// wanted holds for the schemas n that are asked for: not the system's, nor a
	// session's own.
	wanted = ` (($1::text[] IS NULL OR n.nspname = ANY ($1)) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') `
	// firstOid is the first object identifier that is not the system's own
	// (PostgreSQL, src/include/access/transam.h: FirstNormalObjectId).
	firstOid = ` 16384 `
)

// free holds where an object is no extension's and no part of another object
// (PostgreSQL, "53.18. pg_depend").
func free(catalog, oid string) string {
	kinds := `'e', 'i'`
	if catalog == "pg_class" {
		kinds = `'e'` // a partitioned table depends on its own key's columns
	}
	return ` NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '` + catalog + `'::regclass AND e.objid = ` + oid + ` AND e.deptype IN (` + kinds + `)) `
}

// comment is the comment on an object.
func comment(catalog, oid string) string {
	return ` coalesce(obj_description(` + oid + `, '` + catalog + `'), '') `
}

type schemaRow struct{ Name, Comment string }

// Every database comes with the schema public and a comment on it.
var schemasQuery = `
SELECT n.nspname, CASE WHEN n.nspname = 'public' AND d.description = 'standard public schema' THEN '' ELSE coalesce(d.description, '') END
FROM pg_namespace n
LEFT JOIN pg_description d ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass AND d.objsubid = 0
WHERE` + wanted + `AND` + free("pg_namespace", "n.oid") + `
ORDER BY n.nspname`

type enumRow struct {
	Schema, Name string
	Labels       []string
	Comment      string
}

var enumsQuery = `
SELECT n.nspname, t.typname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FILTER (WHERE e.oid IS NOT NULL),` + comment("pg_type", "t.oid") + `
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_enum e ON e.enumtypid = t.oid
WHERE t.typtype = 'e' AND` + wanted + `AND` + free("pg_type", "t.oid") + `
GROUP BY n.nspname, t.typname, t.oid
ORDER BY n.nspname, t.typname`
