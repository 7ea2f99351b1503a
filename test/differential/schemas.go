package differential

import (
	"cmp"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Schema is one of the corpus that a database can load.
type Schema struct {
	Path     string         // below the corpus's part "sql"
	Last     []string       // files that load after the others
	Database string         // which the script makes and connects to
	Version  int            // of the database that it needs at least; 0 for any
	Refused  int            // statements that the database does not take
	Known    map[string]int // differences that are known, by what differs
}

// Schemas are those of the corpus that a PostgreSQL can load.
var Schemas = []Schema{
	{Path: "atlas-showcase/coder.sql"},
	{Path: "atlas-showcase/pgdemo.sql"},
	{Path: "azimutt"},
	{Path: "bytebase"},
	{Path: "chinook", Database: "chinook"},
	{Path: "concourse"},
	{Path: "danbooru"},
	{Path: "dolphinscheduler"},
	{Path: "flowable"},
	{Path: "gitlab"},
	{Path: "mimic-iii"},
	{Path: "northwind"},
	// The extension pgvector is not there, nor what uses it.
	{Path: "pagila", Version: 18, Refused: 8, Known: map[string]int{"extension only in the text": 1, "table only in the text": 1, "trigger only in the text": 1}},
	{Path: "pgschema-sakila"},
	{Path: "temporal/temporal.sql"},
	{Path: "temporal/visibility.sql"},
	{Path: "thingsboard", Last: []string{"schema-functions.sql"}},
}

// Realm is what a file or directory says.
func Realm(path string) (*schema.Realm, error) {
	target, err := workspace.NewTarget(path)
	if err != nil {
		return nil, err
	}
	envs := workspace.New(workspace.Options{Targets: []workspace.Target{target}}).Snapshot().Environments()
	if len(envs) != 1 {
		return nil, fmt.Errorf("%s has %d environments, not one", path, len(envs))
	}
	return envs[0].Realm(), nil
}

// Files are a SQL file, or those of a directory, in the order in which they load:
// by name, but for those that come last.
func Files(path string, last ...string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(path, func(name string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".sql") {
			files = append(files, name)
		}
		return err
	})
	slices.SortStableFunc(files, func(a, b string) int {
		return cmp.Compare(slices.Index(last, filepath.Base(a)), slices.Index(last, filepath.Base(b)))
	})
	return files, err
}

// Connected is the URL of a database that a script has made and connected to,
// given that of the one where it began; "" says that it stayed there.
func Connected(url, database string) string {
	if database == "" {
		return url
	}
	at, parameters, _ := strings.Cut(url, "?")
	return at[:strings.LastIndex(at, "/")+1] + database + "?" + parameters
}

// Harmless reports whether a message of PostgreSQL is about what the graph does
// not hold: roles that are not there.
func Harmless(failure string) bool {
	return strings.Contains(failure, `ERROR:  role "`) && strings.HasSuffix(failure, `" does not exist`)
}
