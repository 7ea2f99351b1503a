package sql

import (
	"sort"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// postgresTypeNames maps every spelling of a built-in type that is one word to
// the one that format_type prints (PostgreSQL, "Table 8.1. Data Types" and
// src/backend/utils/adt/format_type.c). Serial types stay as written.
var postgresTypeNames = typeTable(`
	bigint int8 = bigint
	integer int int4 = integer
	smallint int2 = smallint
	real float4 = real
	float8 = double precision
	boolean bool = boolean
	numeric decimal dec = numeric
	varchar = character varying
	char nchar = character
	varbit = bit varying
	timestamptz = timestamp with time zone
	timetz = time with time zone
	serial serial4 = serial
	bigserial serial8 = bigserial
	smallserial serial2 = smallserial
	bpchar bit box bytea cidr circle date inet interval json jsonb jsonpath line lseg macaddr macaddr8 money name oid path
	pg_lsn pg_snapshot point polygon regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc
	regprocedure regrole regtype text tid time timestamp tsquery tsvector txid_snapshot uuid xid xid8 xml cid refcursor
	int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange
	tstzmultirange datemultirange int2vector oidvector aclitem float
	any anyarray anyelement anyenum anynonarray anyrange anymultirange anycompatible anycompatiblearray
	anycompatiblenonarray anycompatiblerange anycompatiblemultirange cstring event_trigger fdw_handler index_am_handler
	internal language_handler record table_am_handler trigger tsm_handler unknown void pg_ddl_command`)

// extensionTypeNames are types of widely used PostgreSQL extensions. They count
// as built in: the extension that makes them is not in the files.
var extensionTypeNames = typeTable(`citext hstore ltree lquery ltxtquery vector halfvec sparsevec geometry geography
	box2d box3d raster cube seg ean13 isbn isbn13 issn issn13 ismn ismn13 upc intbig_gkey query_int pg_uuid semver
	rowversion tablefunc_crosstab_2 tablefunc_crosstab_3 tablefunc_crosstab_4`)

// mysqlTypeNames maps spellings to MySQL's own (MySQL 8.0, "11.9 Using Data
// Types from Other Database Engines").
var mysqlTypeNames = typeTable(`
	int integer int4 = int
	tinyint int1 = tinyint
	smallint int2 = smallint
	mediumint int3 middleint = mediumint
	bigint int8 = bigint
	decimal dec numeric fixed number = decimal
	float float4 = float
	double real float8 = double
	bool boolean = bool
	char character nchar = char
	varchar nvarchar varchar2 = varchar
	mediumtext long = mediumtext
	bit binary varbinary tinyblob blob mediumblob longblob tinytext text longtext enum set json date time datetime timestamp
	year geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection serial inet4 inet6
	uuid vector xmltype`)

var sqliteTypeNames = typeTable(`integer text blob real numeric int tinyint smallint mediumint bigint character varchar nchar
	nvarchar clob double float decimal boolean date datetime timestamp time json uuid any`)

var sqlServerTypeNames = typeTable(`
	int integer = int
	decimal dec = decimal
	bigint numeric bit smallint smallmoney tinyint money float real date datetimeoffset datetime2 smalldatetime datetime time
	char varchar text nchar nvarchar ntext binary varbinary image rowversion timestamp hierarchyid uniqueidentifier
	sql_variant xml geometry geography cursor table sysname json vector`)

// typeTable reads lines of "spelling … = canonical"; words without "=" stand for
// themselves.
func typeTable(lines string) map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(lines, "\n") {
		spellings, canonical, mapped := strings.Cut(line, "=")
		for _, s := range strings.Fields(spellings) {
			if m[s] = s; mapped {
				m[s] = strings.TrimSpace(canonical)
			}
		}
	}
	return m
}

// typeNames is a dialect's table of built-in types, by spelling.
func typeNames(d schema.Dialect) map[string]string {
	switch d {
	case schema.MySQL, schema.MariaDB:
		return mysqlTypeNames
	case schema.SQLite:
		return sqliteTypeNames
	case schema.SQLServer:
		return sqlServerTypeNames
	}
	return postgresTypeNames
}

// builtinType gives the canonical name of a built-in type; ok is false for any
// other type. The generic dialect knows the types of all.
func builtinType(d schema.Dialect, name string) (canonical string, ok bool) {
	if c, ok := typeNames(d)[name]; ok {
		return c, true
	}
	switch d {
	case schema.Postgres, schema.Redshift:
		c, ok := extensionTypeNames[name]
		return c, ok
	case "", schema.ClickHouse, schema.Oracle, schema.Spanner, schema.Snowflake, schema.Databricks:
		for _, m := range []map[string]string{extensionTypeNames, mysqlTypeNames, sqlServerTypeNames, sqliteTypeNames} {
			if _, ok := m[name]; ok {
				return name, true
			}
		}
	}
	return "", false
}

// pseudoTypes may stand for arguments and results only; completion does not
// offer them for columns.
var pseudoTypes = wordSet(`any anyarray anyelement anyenum anynonarray anyrange anymultirange anycompatible
	anycompatiblearray anycompatiblenonarray anycompatiblerange anycompatiblemultirange cstring event_trigger fdw_handler
	index_am_handler internal language_handler record table_am_handler trigger tsm_handler unknown void pg_ddl_command
	int2vector oidvector aclitem refcursor`)

// Types gives the names of the built-in types, sorted, for completion.
func Types(d schema.Dialect) []string {
	var list []string
	for name := range typeNames(d) {
		if !pseudoTypes[name] {
			list = append(list, name)
		}
	}
	if d == schema.Postgres || d == "" || d == schema.Redshift {
		list = append(list, "character varying", "bit varying", "double precision", "timestamp with time zone",
			"timestamp without time zone", "time with time zone", "time without time zone", "character")
	}
	sort.Strings(list)
	return list
}
