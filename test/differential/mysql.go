package differential

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// mysqlRules serve MySQL and MariaDB. The collation of a database is that which
// package mariadb gives to those that it makes.
var mysqlRules = rules{
	nameless:       true,
	oneOfAName:     true,
	doubleIsString: true,
	unsaid:         []string{"main"},
	spellings: map[string]string{
		"!=": "<>", "&&": "and", "current_timestamp": "now", "localtime": "now", "localtimestamp": "now", "character": "char",
		"true": "1", "false": "0", "_utf8mb4": "", "_utf8mb3": "", "_latin1": "", "substring": "substr", "power": "pow",
		"lower": "lcase", "upper": "ucase", "character_length": "char_length", "length": "octet_length", "day": "dayofmonth",
		"current_date": "curdate", "current_time": "curtime", "ceiling": "ceil", "regexp": "rlike",
	},
	rewrites: []rewrite{
		{regexp.MustCompile(`- ([0-9])`), "-$1"},
		{regexp.MustCompile(`! `), "not "},
		{regexp.MustCompile(`\b(?:timestamp|date|time) '`), "'"},
		{regexp.MustCompile(` (?:storage )?engine =? ?innodb\b`), ""},
		{regexp.MustCompile(`\bcomment =`), "comment"},
		{regexp.MustCompile(`\btest[0-9]+ \. `), ""}, // the databases that package mariadb makes
	},
	settle: settleMySQL,
}

const (
	mysqlCharset   = "utf8mb4"
	mysqlCollation = "utf8mb4_general_ci"
)

// defaultCollations are those that character sets stand for (MariaDB, "Supported
// Character Sets and Collations").
var defaultCollations = map[string]string{
	"utf8mb4": "utf8mb4_general_ci", "utf8mb3": "utf8mb3_general_ci", "latin1": "latin1_swedish_ci", "ascii": "ascii_general_ci",
	"ucs2": "ucs2_general_ci", "utf16": "utf16_general_ci", "utf32": "utf32_general_ci", "binary": "binary", "latin2": "latin2_general_ci",
	"cp1251": "cp1251_general_ci", "cp1250": "cp1250_general_ci", "big5": "big5_chinese_ci", "sjis": "sjis_japanese_ci", "gbk": "gbk_chinese_ci",
	"koi8r": "koi8r_general_ci", "greek": "greek_general_ci",
}

// settleMySQL takes out what holds by default, and says of an element which
// collation it has in the end.
func settleMySQL(e *element, of any) {
	drop := func(property string, values ...string) {
		for _, v := range values {
			if e.properties[property] == v {
				delete(e.properties, property)
			}
		}
	}
	switch of := of.(type) {
	case *schema.Schema:
		collate(e, mysqlCharset, mysqlCollation)
	case *schema.Table:
		drop("engine", "innodb")
		drop("row_format", "dynamic", "default")
		delete(e.properties, "auto_increment") // says where the rows are
		charset, collation := collate(e, mysqlCharset, mysqlCollation)
		for key, child := range e.children {
			if strings.HasPrefix(key, "column ") {
				collate(child, charset, collation)
				if !mysqlText.MatchString(child.properties["type"]) {
					delete(child.properties, "collation")
				}
			}
		}
	case *schema.Column:
		e.set("type", strings.ToLower(mysqlWidth.ReplaceAllString(of.Type.Text, "$1")))
		e.set("default", mysqlDefault(e.properties["default"], e.properties["type"]))
	case *schema.ForeignKey:
		drop("on update", "RESTRICT", "NO ACTION")
		drop("on delete", "RESTRICT", "NO ACTION")
	case *schema.Index:
		delete(e.properties, "constraint") // which is a unique index
		e.set("parts", longestPrefix.ReplaceAllString(e.properties["parts"], ""))
		drop("method", "btree", "hash")
	case *schema.View:
		drop("security", "definer")
		drop("algorithm", "undefined")
	case *schema.Object:
		drop("security", "definer")
		drop("data_access", "contains_sql")
		drop("for", "row")
		delete(e.properties, "follows") // the order shows nowhere else
		delete(e.properties, "precedes")
		drop("cache", "1000")
		drop("increment", "1")
		drop("min_value", "1")
		drop("max_value", "9223372036854775806", "9223372036854775807")
		drop("start", "1")
		for key := range e.children {
			if strings.HasPrefix(key, "argument ") || strings.HasPrefix(key, "value ") {
				delete(e.children[key].properties, "charset")
				delete(e.children[key].properties, "null")
			}
		}
	}
}

// collate puts the collation that an element has in the end in the place of what
// is said of it, given what it has where nothing is said.
func collate(e *element, charset, collation string) (string, string) {
	utf8 := func(s string) string {
		if s == "utf8" || strings.HasPrefix(s, "utf8_") {
			return "utf8mb3" + s[4:]
		}
		return s
	}
	own, collated := utf8(e.properties["charset"]), utf8(e.properties["collate"])
	delete(e.properties, "charset")
	delete(e.properties, "collate")
	switch {
	case e.properties["binary"] != "":
		if own != "" {
			charset = own
		}
		delete(e.properties, "binary")
		collation = charset + "_bin"
	case collated != "":
		collation = collated
		charset, _, _ = strings.Cut(collated, "_")
	case own != "" && own != "default":
		charset, collation = own, defaultCollations[own]
	}
	e.set("collation", collation)
	return charset, collation
}

var (
	// mysqlText are the types whose values have a collation.
	mysqlText = regexp.MustCompile(`^(char|varchar|(tiny|medium|long)?text|enum|set)\b`)
	// longestPrefix is how much of a long text an index holds where nothing is said:
	// as much as it may.
	longestPrefix = regexp.MustCompile(`\[prefix:[1-9]\d\d+\]|\[\]`)
	// mysqlWidth is a display width, which MySQL does not show since 8.0.19.
	mysqlWidth = regexp.MustCompile(`^((?:tiny|small|medium|big)?int|year)\((?:[02-9]|\d{2,})\)`)
)

// mysqlDefault is the default of a column as its type has it: 1.00 and '1' are the
// same number.
func mysqlDefault(text, typ string) string {
	word, _, _ := strings.Cut(typ, "(")
	word, _, _ = strings.Cut(word, " ")
	switch word {
	case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year":
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return strconv.FormatFloat(n, 'g', -1, 64)
		}
	case "bit":
		if digits, ok := strings.CutPrefix(text, "b "); ok {
			n, _ := strconv.ParseUint(strings.Trim(digits, "'"), 2, 64)
			return strconv.FormatUint(n, 10)
		}
	case "datetime", "timestamp":
		if len(text) == len("'2000-01-01'") && text[0] == '\'' {
			return strings.TrimSuffix(text, "'") + " 00:00:00'"
		}
	}
	return text
}
