// Command compare loads a schema's SQL into a real database and shows where what
// schemascope computes from the text differs from what the database then has. It
// starts the database's server itself. A PATH is a SQL file, or a directory of
// them.
//
//	go run ./test/differential/compare PATH…
//	go run ./test/differential/compare -table
//
// It exits with 1 where there are differences, with 2 where it cannot tell.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/corpus"
	"github.com/schemascope/schemascope/internal/mariadb"
	"github.com/schemascope/schemascope/internal/postgres"
	"github.com/schemascope/schemascope/test/differential"
)

func main() {
	table := flag.Bool("table", false, "one line for each schema, instead of its differences; of the whole corpus without PATH")
	flag.Parse()
	schemas := differential.Schemas
	dir, err := filepath.Abs(filepath.Join(corpus.Root(), "sql"))
	if err != nil {
		dir = corpus.Root()
	}
	switch {
	case flag.NArg() > 0:
		schemas = nil
		for _, path := range flag.Args() {
			if whole, err := filepath.Abs(path); err == nil {
				path = whole
			}
			schemas = append(schemas, schemaAt(dir, path))
		}
	case !*table:
		flag.Usage()
		os.Exit(2)
	default:
		schemas = slices.Clone(schemas)
		for i := range schemas {
			schemas[i].Path = filepath.Join(dir, filepath.FromSlash(schemas[i].Path))
		}
	}
	s := servers{}
	code := run(os.Stdout, s, dir, schemas, *table)
	s.stop()
	os.Exit(code)
}

// schemaAt is the schema at a path: one of the corpus as it is known.
func schemaAt(dir, path string) differential.Schema {
	found := differential.Schema{}
	if rel, err := filepath.Rel(dir, path); err == nil {
		if i := slices.IndexFunc(differential.Schemas, func(s differential.Schema) bool { return s.Path == filepath.ToSlash(rel) }); i >= 0 {
			found = differential.Schemas[i]
		}
	}
	found.Path = path
	return found
}

func run(out io.Writer, s servers, dir string, schemas []differential.Schema, table bool) (code int) {
	const line = "%-48s %9s %12s\n"
	objects, differences := 0, 0
	if table {
		fmt.Fprintf(out, line, "schema", "objects", "differences")
	}
	for _, schema := range schemas {
		name := strings.TrimPrefix(schema.Path, dir+string(filepath.Separator))
		result, failures, err := compare(s, schema)
		objects += result.Total()
		differences += len(result.Differences)
		switch {
		case err != nil:
			fmt.Fprintf(out, "%s: %v\n", name, err)
			code = 2
		case table:
			note := ""
			if len(failures) > 0 {
				note = fmt.Sprintf("the database refuses %d statements", len(failures))
			}
			fmt.Fprintln(out, strings.TrimSpace(fmt.Sprintf(strings.TrimSuffix(line, "\n")+"  %s", name, fmt.Sprint(result.Total()), fmt.Sprint(len(result.Differences)), note)))
		default:
			show(out, name, result, failures)
		}
	}
	if table {
		fmt.Fprintf(out, line, "all", fmt.Sprint(objects), fmt.Sprint(differences))
	}
	if differences > 0 && code == 0 {
		code = 1
	}
	return code
}

// show prints all that is known of one schema.
func show(out io.Writer, name string, r differential.Result, failures []string) {
	for _, f := range failures {
		fmt.Fprintln(out, "the database refuses:", f)
	}
	for _, d := range r.Differences {
		fmt.Fprintln(out, d)
	}
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(r.Objects)) {
		kinds = append(kinds, fmt.Sprintf("%s %d", kind, r.Objects[kind]))
	}
	fmt.Fprintf(out, "%s: %d objects compared (%s), %d differences\n", name, r.Total(), strings.Join(kinds, ", "), len(r.Differences))
}

// compare compares one schema with the database that it makes. failures are what
// the database says of statements that it does not take.
func compare(s servers, of differential.Schema) (r differential.Result, failures []string, err error) {
	text, err := differential.Realm(of.Path)
	if err != nil {
		return r, nil, err
	}
	files, err := differential.Files(of.Path, of.Last...)
	if err != nil {
		return r, nil, err
	}
	if len(files) == 0 {
		return r, nil, fmt.Errorf("there are no SQL files")
	}
	server, err := s.of(text.Dialect, of.Version)
	if err != nil {
		return r, nil, err
	}
	url, err := server.Database()
	if err != nil {
		return r, nil, err
	}
	failures, err = server.Load(url, files...)
	if err != nil {
		return r, nil, err
	}
	failures = slices.DeleteFunc(failures, differential.Harmless)
	database, err := catalog.Read(context.Background(), differential.Connected(url, of.Database))
	if err != nil {
		return r, failures, err
	}
	return differential.Compare(text, database.Realm()), failures, nil
}

// server makes databases and loads SQL files into them.
type server interface {
	Database() (url string, err error)
	Load(url string, files ...string) (failures []string, err error)
	Stop()
}

// kind is a dialect, and the version at least; 0 for any.
type kind struct {
	dialect schema.Dialect
	version int
}

// servers are those that have been started.
type servers map[kind]server

func (s servers) of(d schema.Dialect, version int) (server, error) {
	k := kind{d, version}
	if s[k] != nil {
		return s[k], nil
	}
	var started server
	var err error
	switch d {
	case schema.Postgres:
		started, err = postgres.Start(version)
	case schema.MySQL, schema.MariaDB:
		started, err = mariadb.Start()
	default:
		err = fmt.Errorf("there is no server for the dialect %q", d)
	}
	if err != nil {
		return nil, err
	}
	s[k] = started
	return started, nil
}

func (s servers) stop() {
	for _, server := range s {
		server.Stop()
	}
}
