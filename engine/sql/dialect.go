package sql

import (
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// versions are those of an executable comment whose text is code, both ends
// included: MySQL's, or MariaDB's, which passes over what is for MySQL 5.7 and
// later (MySQL, "Comments"; MariaDB, "Comment Syntax").
type versions struct{ from, to int }

// features is what the lexer, the cutter and the parser need to know of a
// dialect.
type features struct {
	foldLower       bool // unquoted names fold to lower case
	backslash       bool // \ escapes in every string
	escapeStrings   bool // E'…', U&'…', dollar quotes
	nestedComments  bool // /* /* */ */
	hashComments    bool // # to the end of the line
	executable      bool // /*!50100 … */ is code
	marked          bool // and so is /*M! … */
	versions        []versions
	doubleIsString  bool   // "x" may be a string
	backtick        bool   // `x` is a name
	bracket         bool   // [x] is a name
	atNames         bool   // @x and #x are words
	psql            bool   // psql meta-commands and COPY data
	bodies          string // how the body of a routine ends: "atomic", "begin", "batch"
	delimiter       bool   // the DELIMITER command
	inlineOptions   bool   // MySQL's: options of columns, tables and indexes stand where those are defined
	batch           bool   // GO lines
	keyIsConstraint bool   // KEY and INDEX begin a table constraint
	looseTypes      bool   // types are any words, or missing
	stringNames     bool   // 'x' is a name where one is expected
}

var (
	postgresFeatures = features{foldLower: true, escapeStrings: true, nestedComments: true, psql: true, bodies: "atomic"}
	mysqlFeatures    = features{backslash: true, hashComments: true, executable: true, doubleIsString: true,
		backtick: true, bodies: "begin", delimiter: true, keyIsConstraint: true, inlineOptions: true,
		versions: []versions{{0, 99_999}}}
	mariaFeatures = func() features {
		f := mysqlFeatures
		f.marked, f.versions = true, []versions{{0, 50_699}, {100_000, 199_999}}
		return f
	}()
	sqliteFeatures    = features{backtick: true, bracket: true, bodies: "begin", looseTypes: true, stringNames: true}
	sqlServerFeatures = features{bracket: true, nestedComments: true, atNames: true, bodies: "batch", batch: true}
	// genericFeatures serve text of which nothing is known, and dialects that have
	// no table of their own: as PostgreSQL, with what cannot be mistaken added.
	genericFeatures = features{foldLower: true, escapeStrings: true, nestedComments: true, backtick: true, psql: true, bodies: "begin"}

	featuresOf = map[schema.Dialect]*features{
		schema.Postgres:  &postgresFeatures,
		schema.Redshift:  &postgresFeatures,
		schema.MySQL:     &mysqlFeatures,
		schema.MariaDB:   &mariaFeatures,
		schema.SQLite:    &sqliteFeatures,
		schema.SQLServer: &sqlServerFeatures,
	}
)

func featuresFor(d schema.Dialect) *features {
	if f := featuresOf[d]; f != nil {
		return f
	}
	return &genericFeatures
}

// detectLimit bounds how much of a file DetectDialect reads, in bytes. A schema
// shows its dialect in its first statements.
const detectLimit = 256 << 10

// DetectDialect tells the dialect from the text alone; "" if it cannot be told.
// It weighs the marks that only one dialect has, outside strings and comments.
func DetectDialect(src string) schema.Dialect {
	if len(src) > detectLimit {
		src = src[:detectLimit]
	}
	if strings.Contains(src, "PostgreSQL database dump") {
		return schema.Postgres
	}
	if strings.Contains(src, "-- MariaDB dump") {
		return schema.MariaDB
	}
	if strings.Contains(src, "-- MySQL dump") {
		return schema.MySQL
	}
	// The generic lexer takes a # for an operator and [ for a bracket, so that the
	// marks of every dialect stay visible.
	l := lexer{src: src, f: &genericFeatures}
	score := map[schema.Dialect]int{}
	var prev, before token
	for {
		t := l.next()
		if t.kind == eof {
			break
		}
		markDialect(score, src, before, prev, t)
		before, prev = prev, t
	}
	best, most, tie := schema.Dialect(""), 0, false
	for _, d := range []schema.Dialect{schema.Postgres, schema.MySQL, schema.SQLite, schema.SQLServer} {
		switch n := score[d]; {
		case n > most:
			best, most, tie = d, n, false
		case n == most && n > 0:
			tie = true
		}
	}
	switch {
	case tie:
		return ""
	case best == schema.MySQL && mariaMarks.MatchString(src[:min(len(src), 32<<10)]):
		return schema.MariaDB
	}
	return best
}

// mariaMarks are what only a text for MariaDB has, among those that may be MySQL's:
// the server's version in a dump, comments for it, tables with history.
var mariaMarks = regexp.MustCompile(`(?i)\d-MariaDB|/\*M!|/\*!1[0-9]{5}\b|\bSYSTEM\s+VERSIONING\b|\bCREATE\s+OR\s+REPLACE\s+(?:TABLE|SEQUENCE)\b`)

// dialectWords are words that only one dialect has in a schema.
var dialectWords = map[string]schema.Dialect{
	"auto_increment": schema.MySQL, "unsigned": schema.MySQL, "tinyint": "", "mediumtext": schema.MySQL,
	"longtext": schema.MySQL, "mediumint": schema.MySQL, "engine": schema.MySQL, "delimiter": schema.MySQL,
	"autoincrement": schema.SQLite, "pragma": schema.SQLite, "rowid": schema.SQLite, "glob": schema.SQLite,
	"nonclustered": schema.SQLServer, "go": schema.SQLServer, "clustered": schema.SQLServer, "rowguidcol": schema.SQLServer,
	"extension": schema.Postgres, "plpgsql": schema.Postgres, "restrictive": schema.Postgres,
}

// postgresTypes are type names that only PostgreSQL has.
var postgresTypes = map[string]bool{
	"serial": true, "bigserial": true, "smallserial": true, "timestamptz": true, "jsonb": true, "bytea": true, "int4": true,
	"int8": true, "float8": true, "tsvector": true, "uuid": true, "inet": true, "citext": true, "hstore": true, "timetz": true,
	"daterange": true, "tstzrange": true, "int4range": true,
}

// sqlServerTypes are type names that only SQL Server has.
var sqlServerTypes = map[string]bool{
	"nvarchar": true, "uniqueidentifier": true, "datetime2": true, "datetimeoffset": true, "smalldatetime": true, "sysname": true,
}

func markDialect(score map[schema.Dialect]int, src string, before, prev, t token) {
	text := src[t.start:t.end]
	switch t.kind {
	case quotedName:
		if text[0] == '`' {
			score[schema.MySQL] += 2
			score[schema.SQLite]++
		}
	case dollarString:
		score[schema.Postgres] += 4
	case meta:
		score[schema.Postgres] += 4
	case punct:
		switch {
		case t.op == opCast:
			score[schema.Postgres] += 4
		case t.op == '#':
			score[schema.MySQL]++
		case t.op == ']' && before.op == '[' && before.kind == punct && prev.kind == word && before.start > 0 &&
			strings.IndexByte(" \t\n.(,", src[before.start-1]) >= 0:
			score[schema.SQLServer] += 2 // [name], which is no subscript
		case t.op == ']' && prev.op == '[' && prev.kind == punct:
			score[schema.Postgres] += 2 // text[]
		}
	case word:
		lower := strings.ToLower(text)
		if d := dialectWords[lower]; d != "" {
			switch {
			case lower == "go":
				if atLineStart(src, t.start) {
					score[d] += 3
				}
			case lower == "engine":
				if t.end < len(src) && strings.HasPrefix(strings.TrimLeft(src[t.end:], " "), "=") {
					score[d] += 4
				}
			case lower == "rowid":
				if prev.word == "without" {
					score[d] += 4
				}
			case lower == "pragma" || lower == "delimiter":
				if atLineStart(src, t.start) {
					score[d] += 4
				}
			case lower == "extension":
				if prev.word == "create" {
					score[d] += 4
				}
			default:
				score[d] += 3
			}
			return
		}
		switch {
		case postgresTypes[lower] && (prev.kind == word || prev.kind == quotedName):
			score[schema.Postgres] += 2
		case sqlServerTypes[lower]:
			score[schema.SQLServer] += 2
		case t.word == "identity" && t.end < len(src) && src[t.end] == '(':
			score[schema.SQLServer] += 3
		case t.word == "only" && prev.word == "table", t.word == "enum" && prev.word == "as", t.word == "search_path",
			t.word == "without" && prev.word == "timestamp", t.word == "materialized" && prev.word == "create":
			score[schema.Postgres] += 3
		case t.word == "varying" && prev.word == "character":
			score[schema.Postgres]++
		case t.word == "concurrently" && prev.word == "index":
			score[schema.Postgres] += 3
		case t.word == "identity" && prev.word == "as":
			score[schema.Postgres] += 2
		}
	}
}

// atLineStart reports whether only space stands before pos in its line.
func atLineStart(src string, pos int) bool {
	for pos > 0 {
		switch src[pos-1] {
		case ' ', '\t':
			pos--
		case '\n', '\r':
			return true
		default:
			return false
		}
	}
	return true
}
