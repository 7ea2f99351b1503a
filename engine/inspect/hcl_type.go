package inspect

import (
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// hclTypes are the types that Atlas HCL has words for, by dialect: the database's
// own text without parameters, and the word where it is another one.
var hclTypes = map[schema.Dialect]map[string]string{
	schema.Postgres: typeWords(`boolean bytea cidr circle box date inet macaddr macaddr8 json jsonb jsonpath line lseg money path
		pg_lsn point polygon real smallint integer bigint smallserial serial bigserial text tsquery tsvector uuid xml hstore
		int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange
		tstzmultirange datemultirange oid regclass regcollation regconfig regdictionary regnamespace regoper regoperator
		regproc regprocedure regrole regtype name xid xid8 bpchar bit character numeric interval`, map[string]string{
		"double precision":            "double_precision",
		"bit varying":                 "bit_varying",
		"character varying":           "character_varying",
		"time with time zone":         "timetz",
		"time without time zone":      "time",
		"timestamp with time zone":    "timestamptz",
		"timestamp without time zone": "timestamp",
	}),
	schema.MySQL: typeWords(`tinytext mediumtext longtext text tinyblob mediumblob longblob blob json date geometry point linestring
		polygon multipoint multilinestring multipolygon geometrycollection inet4 inet6 uuid tinyint smallint mediumint int bigint
		decimal float double timestamp time datetime year bit char varchar binary varbinary enum set`, nil),
	schema.SQLite: typeWords(`integer int tinyint smallint mediumint bigint int2 int8 real double float text clob blob numeric decimal
		boolean bool date datetime json uuid time timestamp character varchar nchar nvarchar char`, map[string]string{
		"unsigned big int":  "unsigned_big_int",
		"double precision":  "double_precision",
		"varying character": "varying_character",
		"native character":  "native_character",
	}),
	schema.SQLServer: typeWords(`bigint int smallint tinyint bit decimal numeric money smallmoney float real date datetime datetime2
		datetimeoffset smalldatetime time char varchar text nchar nvarchar ntext binary varbinary image rowversion hierarchyid
		uniqueidentifier sql_variant xml geometry geography`, nil),
}

func init() {
	hclTypes[schema.MariaDB] = hclTypes[schema.MySQL]
	hclTypes[schema.Redshift] = hclTypes[schema.Postgres]
}

func typeWords(same string, others map[string]string) map[string]string {
	words := map[string]string{}
	for _, w := range strings.Fields(same) {
		words[w] = w
	}
	for text, w := range others {
		words[text] = w
	}
	return words
}

// typeText is a type's text: words, parameters, words.
var typeText = regexp.MustCompile(`^([a-z][a-z0-9_ ]*?)(?:\(([^()]*)\))?( [a-z ]+)?$`)

// typeParam is a parameter that HCL can write: a number or a string.
var typeParam = regexp.MustCompile(`^(?:[0-9]+|'(?:[^'\\]|'')*')$`)

// hclType writes a type that HCL has a word for; ok is false for any other.
func hclType(d schema.Dialect, text string) (hcl string, ok bool) {
	m := typeText.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	word, known := hclTypes[d][m[1]+m[3]]
	if !known {
		return "", false
	}
	if m[2] == "" {
		return word, true
	}
	var params []string
	for _, p := range splitList(m[2]) {
		p = strings.TrimSpace(p)
		if !typeParam.MatchString(p) {
			return "", false
		}
		if p[0] == '\'' {
			p = hclString(strings.ReplaceAll(p[1:len(p)-1], "''", "'"))
		}
		params = append(params, p)
	}
	return word + "(" + strings.Join(params, ", ") + ")", true
}

// splitList splits SQL at the commas that stand outside quotes and parentheses.
func splitList(sql string) []string {
	var items []string
	depth, start := 0, 0
	var quote byte
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case quote != 0:
			if c == quote {
				quote = 0 // a doubled quote opens again at once
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			items = append(items, sql[start:i])
			start = i + 1
		}
	}
	return append(items, sql[start:])
}
