// Package catalog reads live databases as schema graphs.
//
// It reads and never writes: one read-only transaction sees one state of the
// catalog, through a number of queries that does not depend on how much there
// is. Nothing here decides to connect; whoever calls Read has been told to.
//
// A database is given as the statements that would create it, a [schema.Part],
// and the fold makes the graph of them: so every question that can be asked of a
// realm can be asked of this one, and a database can be a part beside files.
// Tables, columns, keys and types are statements made from the catalog's own
// columns. Objects for which the database writes the SQL itself (functions,
// triggers, views, sequences …) are lowered from that SQL by package sql, as if
// they stood in a file.
//
// Both ways give what the same schema gives as text, in the words that the
// database has for it: names are qualified, what is left to default is left out,
// as are what comes with every database or belongs to an extension and the keys,
// indexes, checks and triggers that a table has from the one it is a partition of
// or inherits from. A column whose default is its own sequence is serial, where
// that is all that serial means. Roles belong to a cluster, not to a database, and are left out.
//
// Of SQLite the pragmas say what columns, keys and indexes are; names of
// constraints, checks and expressions are in the statements that the database keeps.
// What it makes for itself or for a virtual table is left out, and so are the
// databases that a connection attaches.
//
// The file of every origin is the database's URL, without its password; the
// spans mean nothing.
package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
)

// Database is what a database's catalog says.
type Database struct {
	Dialect schema.Dialect
	Version string // the server's, as it says it itself
	Part    schema.Part
}

// Realm is the schema graph of the database.
func (d *Database) Realm() *schema.Realm { return schema.Fold(d.Dialect, []schema.Part{d.Part}) }

// Read connects to the database that a URL names and reads its catalog. URLs are
// those that Atlas takes: PostgreSQL's may limit it to some schemas by the
// parameter search_path, those of MySQL and MariaDB by naming a database. No error
// holds the URL's password.
func Read(ctx context.Context, databaseURL string) (*Database, error) {
	scheme, _, _ := strings.Cut(databaseURL, "://")
	read := readers[scheme]
	if read == nil {
		return nil, fmt.Errorf("%s cannot be read: databases are read from %s", schema.Redact(databaseURL), strings.Join(Schemes(), ", "))
	}
	db, err := read(ctx, databaseURL)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name(databaseURL), errors.New(secretless(err.Error(), databaseURL)))
	}
	return db, nil
}

// Schemes are the beginnings of the URLs that Read knows: "postgres://".
func Schemes() []string {
	var list []string
	for scheme := range readers {
		list = append(list, scheme+"://")
	}
	slices.Sort(list)
	return list
}

var readers = map[string]func(context.Context, string) (*Database, error){
	"postgres":     readPostgres,
	"postgresql":   readPostgres,
	"mysql":        readMySQL,
	"mysql+unix":   readMySQL,
	"maria":        readMySQL,
	"maria+unix":   readMySQL,
	"mariadb":      readMySQL,
	"mariadb+unix": readMySQL,
	"sqlite":       readSQLite,
	"sqlite3":      readSQLite,
}

// name is a URL as it may be shown: without password and parameters.
func name(databaseURL string) string {
	short, _, _ := strings.Cut(databaseURL, "?")
	return schema.Redact(short)
}

// secretless takes a URL's password out of a message, in any of the spellings
// that it may have there.
func secretless(message, databaseURL string) string {
	message = strings.ReplaceAll(message, databaseURL, schema.Redact(databaseURL))
	if u, err := url.Parse(databaseURL); err == nil {
		if password, ok := u.User.Password(); ok && password != "" {
			message = strings.NewReplacer(password, "***", url.QueryEscape(password), "***", url.PathEscape(password), "***").Replace(message)
		}
	}
	return schema.Redact(message)
}

// lower gives the first of the statements that a text says, nil if it says none.
func lower(d schema.Dialect, ddl string) schema.Stmt {
	stmts := sql.Lower(ddl, sql.Initial(d)).Stmts
	if len(stmts) == 0 {
		return nil
	}
	return stmts[0]
}

func word(s string) schema.Name { return schema.Name{Text: s} }

func words(list []string) []schema.Name {
	var names []schema.Name
	for _, s := range list {
		names = append(names, word(s))
	}
	return names
}

func ref(in, of string) schema.Ref { return schema.Ref{Schema: word(in), Name: word(of)} }
