package differential

import (
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

var postgresRules = rules{
	home:      "public",
	unsaid:    []string{"public", "pg_catalog"},
	spellings: map[string]string{"!=": "<>", "like": "~~", "ilike": "~~*"},
	rewrites: []rewrite{
		{regexp.MustCompile(`= any array \[ ([^\]]*) \]`), "in $1"},
		{regexp.MustCompile(`<> all array \[ ([^\]]*) \]`), "not in $1"},
		{regexp.MustCompile(`not ~~`), "!~~"},
		{regexp.MustCompile(`- ([0-9])`), "-$1"},
		{regexp.MustCompile(`\b(?:timestamp|timestamptz|date|time|interval) '`), "'"},
		{regexp.MustCompile(`\boperator ([-+*/<>=~!@#%^&|?]+)`), "$1"},
		{regexp.MustCompile(`nextval 'public\.`), "nextval '"},
	},
	serials: map[string]string{
		"smallserial": "smallint", "serial2": "smallint", "serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
	},
	settle: settlePostgres,
}

// settlePostgres takes out what PostgreSQL has from the start, or by default.
func settlePostgres(e *element, of any) {
	drop := func(property, value string) {
		if e.properties[property] == value {
			delete(e.properties, property)
		}
	}
	switch of := of.(type) {
	case *schema.Schema:
		e.set("comment", strings.TrimPrefix(of.Comment, "standard public schema"))
		drop("comment", "standard public schema")
	case *schema.Column:
		if strings.HasPrefix(of.Type.Text, "timestamp") && !strings.HasSuffix(of.Type.Text, "with time zone") {
			e.set("default", zoned.ReplaceAllString(e.properties["default"], "$1'"))
		}
	case *schema.ForeignKey:
		drop("on update", "NO ACTION")
		drop("on delete", "NO ACTION")
	case *schema.Index:
		drop("method", "btree")
	case *schema.Object:
		switch of.Kind {
		case schema.KindPolicy:
			drop("to", "public")
		case schema.KindExtension:
			delete(e.properties, "comment") // it brings its own
			drop("schema", "public")
		case schema.KindSequence:
			for _, p := range []string{"start", "increment", "cache"} {
				drop(p, "1")
			}
		}
	}
}

// zoned is a point in time with a time zone, which a timestamp without one drops
// (PostgreSQL, "8.5.1.3. Time Stamps").
var zoned = regexp.MustCompile(`^('[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9.]+)[-+][0-9]{2}(?::[0-9]{2})?'$`)
