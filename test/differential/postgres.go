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
	constant:    inUTC,
	serialTypes: postgresSerials,
	settle:      settlePostgres,
}

var postgresSerials = map[string]string{
	"smallserial": "smallint", "serial2": "smallint", "serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
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
		case schema.KindFunction, schema.KindProcedure:
			drop("volatility", "volatile")
			drop("security", "invoker")
			drop("parallel", "unsafe")
			for name, value := range e.properties {
				if strings.HasPrefix(name, "config_params.") {
					e.properties[name] = strings.ReplaceAll(value, "'", "")
				}
			}
		case schema.KindExtension:
			delete(e.properties, "comment") // it brings its own
			drop("schema", "public")
		case schema.KindSequence:
			settleSequence(e, of)
		}
	}
}

// settleSequence takes out what a sequence has by default (PostgreSQL, "CREATE
// SEQUENCE").
func settleSequence(e *element, of *schema.Object) {
	typ := "bigint"
	if of.Value != nil {
		if typ = of.Value.Type.Text; postgresSerials[typ] != "" {
			typ = postgresSerials[typ]
		}
	}
	if typ == "bigint" {
		delete(e.children, "value ")
	}
	low, high := "-9223372036854775808", "9223372036854775807"
	switch typ {
	case "integer":
		low, high = "-2147483648", "2147483647"
	case "smallint":
		low, high = "-32768", "32767"
	}
	get := func(name, otherwise string) string { return cmp.Or(e.properties[name], otherwise) }
	least, most := get("min_value", "1"), get("max_value", high)
	first := least
	if strings.HasPrefix(get("increment", "1"), "-") {
		least, most = get("min_value", low), get("max_value", "-1")
		first = most
	}
	for name, value := range map[string]string{"increment": get("increment", "1"), "min_value": least, "max_value": most, "start": get("start", first), "cache": get("cache", "1"), "cycle": get("cycle", "false")} {
		e.properties[name] = value
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
