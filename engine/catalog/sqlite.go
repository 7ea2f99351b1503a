package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"

	"github.com/schemascope/schemascope/engine/schema"
)

// readSQLite reads an SQLite database: the file that the URL's path names, or
// what is empty, a database in memory. The parameters are those of SQLite's
// drivers in Go; none but mode=memory means anything to what is only read.
func readSQLite(ctx context.Context, databaseURL string) (*Database, error) {
	source, err := sqliteSource(databaseURL)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, sqliteError(err)
	}
	defer conn.Close()
	// One transaction sees one state. It is rolled back by closing.
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, sqliteError(err)
	}
	r := &sqliteReader{ctx: ctx, conn: conn, place: &schema.Place{File: name(databaseURL)}}
	if err := r.read(); err != nil {
		return nil, sqliteError(err)
	}
	return &Database{Dialect: schema.SQLite, Version: r.version, Part: r.part()}, nil
}

// sqliteSource is the name under which the driver opens a URL's database: read
// only, so that it is never made (SQLite, "Uniform Resource Identifiers").
func sqliteSource(databaseURL string) (string, error) {
	_, rest, _ := strings.Cut(databaseURL, "://")
	path, parameters, _ := strings.Cut(rest, "?")
	values, err := url.ParseQuery(parameters)
	if err != nil {
		return "", err
	}
	if values.Get("mode") == "memory" || path == ":memory:" {
		return ":memory:", nil
	}
	path = strings.TrimPrefix(path, "file:")
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	if path == "" {
		return "", errors.New("the URL names no file: write sqlite://path/to/file.db")
	}
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the file %s does not exist", path)
	case err != nil:
		return "", err
	case info.IsDir():
		return "", fmt.Errorf("%s is a directory, not a database", path)
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	still := ""
	if closedWAL(path) {
		still = "&immutable=1"
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro&_pragma=busy_timeout(5000)" + still, nil
}

// closedWAL reports whether a database has a write-ahead log, which is not there
// since no program has the database open. Whoever opens it makes that log and an
// index of it, unless it says that nobody writes to the file (SQLite, "Write-Ahead
// Logging", 4; "Database File Format", 1.3).
func closedWAL(path string) bool {
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	header := make([]byte, 20)
	_, err = io.ReadFull(file, header)
	const version = 2 // of the format: 1 for a rollback journal
	return err == nil && header[18] == version
}

// sqliteError says in words what SQLite's result codes mean (SQLite, "Result and
// Error Codes").
func sqliteError(err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		switch failure.Code() & 0xff {
		case 26: // SQLITE_NOTADB
			return errors.New("the file is no SQLite database, or it is encrypted")
		case 14: // SQLITE_CANTOPEN
			return errors.New("the file cannot be opened")
		case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED
			return errors.New("the database is locked by another program")
		}
	}
	return fmt.Errorf("the catalog cannot be read: %w", err)
}

// sqliteReader gathers the rows of all queries, and then makes statements of
// them.
type sqliteReader struct {
	ctx     context.Context
	conn    *sql.Conn
	place   *schema.Place
	version string
	stmts   []schema.Stmt

	objects []sqliteObject
	tables  map[string]sqliteTable
	columns map[string][]sqliteColumn // by table or view
	indexes map[string][]sqliteIndex  // by table, in order of creation
	keys    map[string][]sqliteKey    // by table, in order of declaration
}

// sqliteObject is a row of the schema table (SQLite, "The Schema Table").
type sqliteObject struct{ Type, Name, Table, SQL string }

// virtual reports whether it is a table of a module. SQLite writes the head of the
// statement itself.
func (o sqliteObject) virtual() bool { return strings.HasPrefix(o.SQL, "CREATE VIRTUAL TABLE") }

// sqliteTable is what pragma_table_list says of a table.
type sqliteTable struct {
	Type                 string // table, virtual, shadow, view
	WithoutRowid, Strict bool
}

type sqliteColumn struct {
	Of, Name, Type string
	NotNull        bool
	Default        sql.NullString
	Key            int // which part of the primary key, from 1
	Hidden         int // 1 of a virtual table, 2 generated, 3 generated and stored
}

type sqliteIndex struct {
	Of, Name string
	Unique   bool
	Origin   string // c: CREATE INDEX, u: UNIQUE, pk: PRIMARY KEY
	Parts    []sqlitePart
}

type sqlitePart struct {
	Column    sql.NullString // null for an expression and the rowid
	Rowid     bool
	Desc      bool
	Collation string
}

type sqliteKey struct {
	Of, Table          string
	From               []string
	To                 []string // none: the primary key
	OnUpdate, OnDelete string
}

// The tables of virtual tables' own, and SQLite's, are left out of everything.
const (
	sqliteObjectsQuery = `SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY rowid`

	sqliteTablesQuery = `SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'`

	sqliteColumnsQuery = `SELECT m.name, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden
		FROM sqlite_schema m, pragma_table_xinfo(m.name) x WHERE %s ORDER BY m.rowid, x.cid`

	sqliteIndexesQuery = `SELECT m.name, l.name, l."unique", l.origin, x.cid, x.name, x."desc", x.coll
		FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_index_xinfo(l.name) x
		WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND x.key ORDER BY m.rowid, l.seq DESC, x.seqno`

	sqliteKeysQuery = `SELECT m.name, k.id, k."table", k."from", k."to", k.on_update, k.on_delete
		FROM sqlite_schema m, pragma_foreign_key_list(m.name) k
		WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.rowid, k.id DESC, k.seq`
)

func (r *sqliteReader) read() error {
	if err := r.conn.QueryRowContext(r.ctx, "SELECT sqlite_version()").Scan(&r.version); err != nil {
		return err
	}
	err := r.rows(sqliteObjectsQuery, func(scan func(...any) error) error {
		var o sqliteObject
		err := scan(&o.Type, &o.Name, &o.Table, &o.SQL)
		r.objects = append(r.objects, o)
		return err
	})
	if err != nil {
		return err
	}
	r.tables = map[string]sqliteTable{}
	err = r.rows(sqliteTablesQuery, func(scan func(...any) error) error {
		var name string
		var t sqliteTable
		err := scan(&name, &t.Type, &t.WithoutRowid, &t.Strict)
		r.tables[name] = t
		return err
	})
	if err != nil {
		return err
	}
	if err := r.readColumns(); err != nil {
		return err
	}
	if err := r.readIndexes(); err != nil {
		return err
	}
	return r.readKeys()
}

// rows calls each for the rows of a query.
func (r *sqliteReader) rows(query string, each func(scan func(...any) error) error, args ...any) error {
	rows, err := r.conn.QueryContext(r.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// readColumns reads the columns of tables, and those of views and virtual tables.
// These are not known where a view names what is not there, or a module is not
// linked: there SQLite fails the query, and each is asked for alone.
func (r *sqliteReader) readColumns() error {
	r.columns = map[string][]sqliteColumn{}
	read := func(where string, args ...any) error {
		return r.rows(fmt.Sprintf(sqliteColumnsQuery, where), func(scan func(...any) error) error {
			var c sqliteColumn
			err := scan(&c.Of, &c.Name, &c.Type, &c.NotNull, &c.Default, &c.Key, &c.Hidden)
			r.columns[c.Of] = append(r.columns[c.Of], c)
			return err
		}, args...)
	}
	if err := read(`m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'`); err != nil {
		return err
	}
	var late []string
	for _, o := range r.objects {
		if o.Type == "view" || o.virtual() {
			late = append(late, o.Name)
		}
	}
	if len(late) == 0 || read(`m.type = 'view' OR m.sql LIKE 'CREATE VIRTUAL%'`) == nil {
		return nil
	}
	for _, name := range late {
		delete(r.columns, name)
		if read(`m.type IN ('view', 'table') AND m.name = ?`, name) != nil {
			delete(r.columns, name)
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (r *sqliteReader) readIndexes() error {
	r.indexes = map[string][]sqliteIndex{}
	return r.rows(sqliteIndexesQuery, func(scan func(...any) error) error {
		var x sqliteIndex
		var p sqlitePart
		var column int
		var collation sql.NullString
		err := scan(&x.Of, &x.Name, &x.Unique, &x.Origin, &column, &p.Column, &p.Desc, &collation)
		p.Rowid, p.Collation = column == -1, collation.String
		list := r.indexes[x.Of]
		if len(list) == 0 || list[len(list)-1].Name != x.Name {
			list = append(list, x)
		}
		last := &list[len(list)-1]
		last.Parts = append(last.Parts, p)
		r.indexes[x.Of] = list
		return err
	})
}

func (r *sqliteReader) readKeys() error {
	r.keys = map[string][]sqliteKey{}
	before := -1
	return r.rows(sqliteKeysQuery, func(scan func(...any) error) error {
		var k sqliteKey
		var id int
		var from string
		var to sql.NullString
		err := scan(&k.Of, &id, &k.Table, &from, &to, &k.OnUpdate, &k.OnDelete)
		list := r.keys[k.Of]
		if len(list) == 0 || id != before {
			list = append(list, k)
		}
		before = id
		last := &list[len(list)-1]
		last.From = append(last.From, from)
		if to.Valid {
			last.To = append(last.To, to.String)
		}
		r.keys[k.Of] = list
		return err
	})
}
