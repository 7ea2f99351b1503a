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
// The file of every origin is the database's URL, without its password; the
// spans mean nothing.
package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// Database is what a database's catalog says.
type Database struct {
	Dialect schema.Dialect
	Version string // the server's, as it says it itself
	Part    schema.Part
}

// Realm is the schema graph of the database.
func (d *Database) Realm() *schema.Realm { return schema.Fold(d.Dialect, []schema.Part{d.Part}) }

// Read connects to the database that a URL names and reads its catalog. The
// parameter search_path limits it to these schemas, as it does for Atlas. No
// error holds the URL's password.
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
func Schemes() []string { return []string{"postgres://", "postgresql://"} }

var readers = map[string]func(context.Context, string) (*Database, error){
	"postgres":   readPostgres,
	"postgresql": readPostgres,
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
