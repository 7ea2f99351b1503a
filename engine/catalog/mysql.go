package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/schemascope/schemascope/engine/schema"
)

// readMySQL reads a database of MySQL 5.7 or later or of MariaDB 10.2 or later;
// where the URL names none, all but the server's own.
//
// The catalogs of the two differ, and so do those of their versions: a column of
// information_schema that a server lacks is null.
func readMySQL(ctx context.Context, databaseURL string) (*Database, error) {
	config, err := mysqlConfig(databaseURL)
	if err != nil {
		return nil, err
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()

	r := &mysqlReader{place: &schema.Place{File: name(databaseURL)}, only: config.DBName, has: map[string]bool{}, types: map[string]string{}}
	if err := r.readAll(ctx, tx); err != nil {
		return nil, fmt.Errorf("the catalog cannot be read: %w", err)
	}
	return &Database{Dialect: r.dialect, Version: r.server.Version, Part: r.part()}, nil
}

// mysqlParameters are the driver's parameters that a URL may have: how to connect.
// The others would let the server read files, send the password as it is, or set
// variables of the server.
var mysqlParameters = []string{"charset", "collation", "compress", "connectionAttributes", "loc", "maxAllowedPacket", "parseTime",
	"readTimeout", "serverPubKey", "timeout", "tls", "writeTimeout"}

// mysqlConfig makes of a URL what the driver takes. As for Atlas, the path is the
// database, or that of a socket where the scheme ends in "+unix", whose database
// is a parameter; the other parameters are among [mysqlParameters].
func mysqlConfig(databaseURL string) (*mysql.Config, error) {
	u, err := url.Parse(databaseURL)
	if err != nil { // which may quote a part of the password
		return nil, errors.New("the URL cannot be read: write / in a name or password as %2F, @ as %40, % as %25; the port is a number")
	}
	parameters := u.Query()
	database, network, address := strings.TrimPrefix(u.Path, "/"), "tcp", u.Host
	if strings.HasSuffix(u.Scheme, "+unix") {
		database, network, address = parameters.Get("database"), "unix", u.Path
		parameters.Del("database")
	} else if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), "3306")
	}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if !slices.Contains(mysqlParameters, name) {
			return nil, fmt.Errorf("the URL's parameter %q is not taken here; what is: %s", name, strings.Join(mysqlParameters, ", "))
		}
	}
	config, err := mysql.ParseDSN("/?" + parameters.Encode())
	if err != nil {
		return nil, err
	}
	config.User, config.DBName, config.Net, config.Addr = u.User.Username(), database, network, address
	config.Passwd, _ = u.User.Password()
	config.InterpolateParams = true // a name that is a constant is looked up, not looked for
	config.Logger = &mysql.NopLogger{}
	return config, nil
}

// mysqlReader gathers the rows of all queries, and then makes statements of
// them.
type mysqlReader struct {
	place   *schema.Place
	only    string // the database; "" for all
	dialect schema.Dialect
	has     map[string]bool // the columns of information_schema: "STATISTICS.EXPRESSION"
	server  mysqlServer
	types   map[string]string // canonical spellings
	stmts   []schema.Stmt

	schemas    []mysqlSchema
	charsets   []mysqlCharset
	tables     []mysqlTable
	columns    []mysqlColumn
	geometries []mysqlGeometry
	indexParts []mysqlIndexPart
	keyParts   []mysqlKeyPart
	keys       []mysqlKey
	checks     []mysqlCheck
	partitions []mysqlPartition
	sequences  []mysqlSequence
	views      []mysqlView
	routines   []mysqlRoutine
	parameters []mysqlParameter
	triggers   []mysqlTrigger
}

// mysqlServer is what holds where a schema says nothing.
type mysqlServer struct {
	Version, Engine, Charset, Collation string
}

const (
	mysqlServerQuery = `SELECT VERSION(), @@default_storage_engine, @@character_set_server, @@collation_server`

	mysqlHasQuery = `SELECT concat(TABLE_NAME, '.', COLUMN_NAME) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema'`
)

func (r *mysqlReader) readAll(ctx context.Context, tx *sql.Tx) error {
	// The texts that the server writes depend on it.
	if _, err := tx.ExecContext(ctx, `SET SESSION sql_mode = ''`); err != nil {
		return err
	}
	var servers []mysqlServer
	if err := mysqlRows(ctx, tx, &servers, mysqlServerQuery); err != nil {
		return err
	}
	r.server = servers[0]
	if r.dialect = schema.MySQL; strings.Contains(r.server.Version, "MariaDB") {
		r.dialect = schema.MariaDB
	}
	var has []struct{ Column string }
	if err := mysqlRows(ctx, tx, &has, mysqlHasQuery); err != nil {
		return err
	}
	for _, c := range has {
		r.has[strings.ToUpper(c.Column)] = true
	}
	reads := []func() error{
		func() error { return mysqlRead(ctx, tx, r, &r.schemas, "SCHEMA_NAME", mysqlSchemasQuery) },
		func() error { return mysqlRows(ctx, tx, &r.charsets, mysqlCharsetsQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.tables, "TABLE_SCHEMA", mysqlTablesQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.columns, "TABLE_SCHEMA", mysqlColumnsQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.geometries, "G_TABLE_SCHEMA", r.geometriesQuery()) },
		func() error { return mysqlRead(ctx, tx, r, &r.indexParts, "TABLE_SCHEMA", mysqlStatisticsQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.keyParts, "TABLE_SCHEMA", mysqlKeyPartsQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.keys, "CONSTRAINT_SCHEMA", mysqlKeysQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.checks, "c.CONSTRAINT_SCHEMA", r.checksQuery()) },
		func() error { return mysqlRead(ctx, tx, r, &r.partitions, "TABLE_SCHEMA", mysqlPartitionsQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.views, "TABLE_SCHEMA", mysqlViewsQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.routines, "ROUTINE_SCHEMA", mysqlRoutinesQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.parameters, "SPECIFIC_SCHEMA", mysqlParametersQuery) },
		func() error { return mysqlRead(ctx, tx, r, &r.triggers, "TRIGGER_SCHEMA", mysqlTriggersQuery) },
		func() error { return mysqlRows(ctx, tx, &r.sequences, r.sequencesQuery()) },
	}
	for _, read := range reads {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// mysqlMay marks a column in a query that not every server has: {TABLE.COLUMN}.
var mysqlMay = regexp.MustCompile(`\{(\w+)\.(\w+)\}`)

// mysqlRead reads the rows of a query that are about the databases asked for, as
// a column says; none where a whole table is missing, as before its version.
func mysqlRead[Row any](ctx context.Context, tx *sql.Tx, r *mysqlReader, into *[]Row, column, query string) error {
	if query == "" {
		return nil
	}
	query = mysqlMay.ReplaceAllStringFunc(query, func(may string) string {
		if name := strings.Trim(may, "{}"); r.has[name] {
			return name[strings.Index(name, ".")+1:]
		}
		return "NULL"
	})
	query += " AND " + column
	if r.only != "" {
		return mysqlRows(ctx, tx, into, query+" = ?", r.only)
	}
	return mysqlRows(ctx, tx, into, query+` NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')`)
}

// mysqlRows reads the rows of a query, whose columns are the fields of Row; what
// is null is zero.
func mysqlRows[Row any](ctx context.Context, tx *sql.Tx, into *[]Row, query string, args ...any) error {
	if query == "" {
		return nil
	}
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	cells := make([]sql.NullString, reflect.TypeFor[Row]().NumField())
	at := make([]any, len(cells))
	for i := range cells {
		at[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		var row Row
		fields := reflect.ValueOf(&row).Elem()
		for i, c := range cells {
			fields.Field(i).SetString(c.String)
		}
		*into = append(*into, row)
	}
	return rows.Err()
}

// part gives the statements that create what was read.
func (r *mysqlReader) part() schema.Part {
	for _, s := range r.schemas {
		r.add(&schema.CreateSchema{
			Name: word(s.Name), IfNotExists: true, Comment: s.Comment,
			Attrs: r.charsetAttrs(s.Charset, s.Collation, r.server.Charset, r.server.Collation),
		})
	}
	r.addSequences()
	r.addRoutines()
	r.addTables()
	r.addViews()
	r.addTriggers()
	return schema.Part{Schema: r.only, Files: []schema.PartFile{{
		Name: r.place.File, Chunks: []schema.Placed{{Place: r.place, Chunk: &schema.Chunk{Stmts: r.stmts}}},
	}}}
}

func (r *mysqlReader) add(s schema.Stmt) { r.stmts = append(r.stmts, s) }

type mysqlSchema struct{ Name, Charset, Collation, Comment string }

const mysqlSchemasQuery = `
SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME, {SCHEMATA.SCHEMA_COMMENT} FROM information_schema.SCHEMATA WHERE true`

// mysqlCharset is a character set with the collation that it stands for.
type mysqlCharset struct{ Name, Collation string }

const mysqlCharsetsQuery = `SELECT CHARACTER_SET_NAME, DEFAULT_COLLATE_NAME FROM information_schema.CHARACTER_SETS`

// charsetAttrs are the character set and collation of an element, as far as they
// are not those of what it belongs to.
func (r *mysqlReader) charsetAttrs(charset, collation, outerCharset, outerCollation string) []schema.Attr {
	switch {
	case collation == "" || collation == outerCollation:
		return nil
	case charset == outerCharset:
		return []schema.Attr{{Name: "collate", Value: collation}}
	}
	attrs := []schema.Attr{{Name: "charset", Value: charset}}
	for _, c := range r.charsets {
		if c.Name == charset && c.Collation == collation {
			return attrs
		}
	}
	return append(attrs, schema.Attr{Name: "collate", Value: collation})
}

// charsetOf is the character set of a collation: its name begins with it.
func charsetOf(collation string) string {
	charset, _, _ := strings.Cut(collation, "_")
	return charset
}
