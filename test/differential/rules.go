package differential

import (
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// rules say in what a text and the database of its dialect may differ in words,
// and yet say the same.
type rules struct {
	home      string   // the schema that every database has: of no note while it is empty
	nameless  bool     // a realm's only schema has the name of the database that it was loaded into, or none
	unsaid    []string // qualifiers that go without saying in expressions
	spellings map[string]string
	rewrites  []rewrite           // of canonical expressions, one after the other
	constant  func(string) string // another spelling of a string, both with quotes; may be nil
	// oneOfAName says that no two routines of a kind have the same name.
	oneOfAName bool
	// doubleIsString says that "x" is a string; as `x` always, it is else a name.
	doubleIsString bool
	serialTypes    map[string]string // types that mean another one, with a default

	// settle takes out of an element what goes without saying; of is what it
	// describes: a *schema.Table, *schema.Column … May be nil.
	settle func(e *element, of any)
}

// rewrite replaces what matches a pattern in an expression.
type rewrite struct {
	pattern *regexp.Regexp
	with    string
}

var rulesByDialect = map[schema.Dialect]*rules{
	schema.Postgres: &postgresRules, schema.MySQL: &mysqlRules, schema.MariaDB: &mysqlRules, schema.SQLite: &sqliteRules,
}

func rulesOf(d schema.Dialect) *rules {
	if r := rulesByDialect[d]; r != nil {
		return r
	}
	return &rules{}
}

// plain is a name without the qualifier that goes without saying.
func (r *rules) plain(name string) string {
	if r.home == "" {
		return name
	}
	return strings.TrimPrefix(name, r.home+".")
}

// plainAll is a list of names, each as plain has it.
func (r *rules) plainAll(names string) string {
	list := strings.Split(names, ", ")
	for i := range list {
		list[i] = r.plain(list[i])
	}
	return strings.Join(list, ", ")
}

// only names the only schema of a realm where its name says nothing.
const only = "main"

// named is the name of a schema.
func (r *rules) named(s *schema.Schema, in *schema.Realm) string {
	if r.nameless && len(in.Schemas) == 1 {
		return only
	}
	return s.Name
}

func (r *rules) done(e *element, of any) {
	if r.settle != nil {
		r.settle(e, of)
	}
}
