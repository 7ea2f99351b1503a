package differential

import (
	"cmp"
	"regexp"
	"strings"
	"time"

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
	constant: inUTC,
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
			e.set("default", zoned.ReplaceAllString(e.properties["default"], "'$1'")) // it drops the zone ("8.5.1.3. Time Stamps")
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

// zoned is a point in time with a time zone, as PostgreSQL reads and writes it.
var zoned = regexp.MustCompile(`^'([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9.]+)([-+][0-9]{2})(?::?([0-9]{2}))?'$`)

// inUTC is a point in time in that zone: the database writes it in its own.
func inUTC(constant string) string {
	m := zoned.FindStringSubmatch(constant)
	if m == nil {
		return constant
	}
	const form = "2006-01-02 15:04:05.999999"
	at, err := time.Parse(form+"-0700", m[1]+m[2]+cmp.Or(m[3], "00"))
	if err != nil {
		return constant
	}
	return "'" + at.UTC().Format(form) + "+00'"
}
