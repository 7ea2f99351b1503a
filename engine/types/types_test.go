package types

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// The texts of PostgreSQL and MariaDB are those that PostgreSQL 15's format_type
// and MariaDB 10.11's COLUMN_TYPE gave for columns of these types.
func TestCanonicalSQL(t *testing.T) {
	for d, list := range map[schema.Dialect]string{
		schema.Postgres: `
			int = integer
			INT4 = integer
			pg_catalog.int4 = integer
			PG_CATALOG.INT4 = integer
			serial4 = serial
			serial8 = bigserial
			float = double precision
			float(24) = real
			float(25) = double precision
			Double  Precision = double precision
			dec = numeric
			numeric(5) = numeric(5,0)
			numeric(10, 2) = numeric(10,2)
			numeric(3,-2) = numeric(3,-2)
			varchar = character varying
			pg_catalog.varchar(3) = character varying(3)
			"varchar"(3) = character varying(3)
			national character varying(3) = character varying(3)
			nchar varying(3) = character varying(3)
			national char(3) = character(3)
			char = character(1)
			bpchar = bpchar
			bpchar(3) = character(3)
			"char" = "char"
			pg_catalog."char" = "char"
			pg_catalog.char = "char"
			bit = bit(1)
			varbit(3) = bit varying(3)
			timestamp = timestamp without time zone
			timestamp(3) with time zone = timestamp(3) with time zone
			timestamp ( 3 ) with time zone [ ] = timestamp(3) with time zone[]
			timestamptz(0) = timestamp(0) with time zone
			timestamp(9) = timestamp(6) without time zone
			pg_catalog.timestamptz(3) = timestamp(3) with time zone
			timetz = time with time zone
			interval(9) = interval(6)
			INTERVAL DAY TO SECOND(2) = interval day to second(2)
			interval year = interval year
			int[3][3] = integer[]
			int array[4] = integer[]
			varchar(20) array = character varying(20)[]
			numeric(5,2)[] = numeric(5,2)[]
			citext = citext
			public.citext = public.citext
			geometry(POINT, 4326) = geometry(Point,4326)
			app.Mood = app.mood
			"Mood"[] = "Mood"[]
			app."it""s"(3) = app."it""s"(3)
			not a type ( = not a type (
			double = double
			year = year`,
		schema.MySQL: `
			INTEGER = int
			int(11) = int
			int(5) unsigned zerofill = int(5) unsigned zerofill
			int zerofill = int(10) unsigned zerofill
			int(11) signed = int
			tinyint(1) = tinyint(1)
			tinyint(4) = tinyint
			bool = tinyint(1)
			middleint unsigned = mediumint unsigned
			numeric = decimal(10,0)
			fixed(5) = decimal(5,0)
			decimal(0) = decimal(10,0)
			decimal(10, 2) zerofill = decimal(10,2) unsigned zerofill
			float(24) = float
			float(25) = double
			float(7,3) = float(7,3)
			real unsigned = double unsigned
			double precision(7,3) = double(7,3)
			bit = bit(1)
			char = char(1)
			national char(3) = char(3)
			char(3) byte = binary(3)
			nchar varchar(10) = varchar(10)
			character varying(10) = varchar(10)
			text(63) = tinytext
			text(64) = text
			text(16384) = mediumtext
			blob(256) = blob
			long varbinary = mediumblob
			long = mediumtext
			timestamp(0) = timestamp
			datetime(3) = datetime(3)
			year(4) = year
			geometrycollection = geomcollection
			enum('a' , 'it''s') = enum('a','it''s')
			enum("a","b""c",'d\'e','x\\y') = enum('a','b"c','d''e','x\\y')
			set('a ','b') = set('a','b')
			nosuch(3) = nosuch(3)`,
		schema.MariaDB: `
			INTEGER = int(11)
			int(5) = int(5)
			int(0) = int(11)
			int unsigned = int(10) unsigned
			bigint zerofill = bigint(20) unsigned zerofill
			tinyint(1) unsigned = tinyint(1) unsigned
			bool = tinyint(1)
			smallint = smallint(6)
			json = json
			year = year(4)
			inet6 = inet6
			decimal(65,38) = decimal(65,38)
			geometrycollection = geometrycollection`,
		schema.SQLite: `
			VARCHAR(255) = varchar(255)
			UNSIGNED BIG INT = unsigned big int
			Any Words  At ALL(1, 2) = Any Words At ALL(1,2)
			USER_DEFINED = USER_DEFINED
			INT = int`,
		schema.SQLServer: `
			[nvarchar](MAX) = nvarchar(max)
			integer = int
			dec(5) = decimal(5,0)
			numeric = numeric(18,0)
			datetime2 = datetime2(7)
			float(24) = real
			float(53) = float
			timestamp = rowversion
			national character varying(10) = nvarchar(10)
			sys.int = int`,
		schema.ClickHouse: `
			UInt64 = UInt64
			uint64 = uint64
			Array(Nullable( String )) = Array(Nullable(String))
			Decimal(10,2) = Decimal(10, 2)
			Decimal64(4) = Decimal(18, 4)
			DateTime64 = DateTime64(3)
			DateTime64(6,'UTC') = DateTime64(6, 'UTC')
			Map(varchar(20),int) = Map(String, Int32)
			Tuple(a String,b Array(int)) = Tuple(a String, b Array(Int32))
			Enum('a','b') = Enum8('a' = 1, 'b' = 2)
			Enum8('a'=1,'b'=5) = Enum8('a' = 1, 'b' = 5)
			AggregateFunction(sum, UInt64) = AggregateFunction(sum, UInt64)
			INT UNSIGNED = UInt32
			date = Date`,
		schema.Redshift: `
			varchar = character varying(256)
			text = character varying(256)
			decimal = numeric(18,0)
			timestamptz = timestamp with time zone
			varbyte(10) = varbyte(10)`,
		"": `
			INT = int
			varchar(20) = varchar(20)
			int unsigned = int unsigned
			app.Mood = app.Mood
			character varying (20) = character varying(20)`,
		schema.Spanner: `
			STRING(MAX) = STRING(MAX)`,
	} {
		for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
			i := strings.LastIndex(line, " = ")
			if strings.Contains(line, "' = ") {
				i = strings.Index(line, ") = ") + 1
			}
			src, want := strings.TrimSpace(line[:i]), line[i+3:]
			if got := Of(d).CanonicalSQL(src); got != want {
				t.Errorf("%s %s: %s, want %s", d, src, got, want)
			}
		}
	}
}

// TestOneText checks that what HCL and SQL write for a type lowers to one text,
// which reads back as itself.
func TestOneText(t *testing.T) {
	for _, d := range dialects {
		table := Of(d)
		for key, s := range table.spellings {
			for _, params := range examples(s.typ) {
				text := s.text
				if len(params) > 0 {
					words := strings.Fields(text)
					at := s.at
					if at == 0 {
						at = len(words)
					}
					words[at-1] += "(" + strings.Join(params, ",") + ")"
					text = strings.Join(words, " ")
				}
				sql, hcl := table.CanonicalSQL(text), table.Canonical(underscored(key), params...)
				if sql != hcl {
					t.Errorf("%s %s: SQL gives %s, HCL %s", d, text, sql, hcl)
				}
				if back := table.CanonicalSQL(sql); back != sql {
					t.Errorf("%s %s: %s reads back as %s", d, text, sql, back)
				}
				if word, back, ok := table.HCL(text); ok && table.Canonical(word, back...) != sql {
					t.Errorf("%s %s: HCL writes %s%v, which is %s", d, text, word, back, table.Canonical(word, back...))
				}
				for _, f := range table.Check(s.text, params...) {
					t.Errorf("%s %s: %s", d, text, f.Message)
				}
			}
		}
	}
}

// examples gives lists of parameters that a type takes.
func examples(t *Type) [][]string {
	var lists [][]string
	var params []string
	for _, p := range t.Params {
		if !p.Required {
			lists = append(lists, slices.Clone(params))
		}
		switch {
		case p.Example != "":
			params = append(params, p.Example)
		case p.Kind == String:
			params = append(params, "'a'")
		case p.Kind == OfType:
			params = append(params, "String")
		default:
			params = append(params, "1")
		}
	}
	return append(lists, params)
}

// TestTables checks what the files promise.
func TestTables(t *testing.T) {
	for _, d := range dialects {
		table := Of(d)
		for _, s := range table.spellings {
			if s.typ.Doc == "" || s.typ.Source == "" && s.typ.Extension == "" && s.typ.Only == "" {
				t.Errorf("%s %s: no documentation, or no source", d, s.text)
			}
			for i, p := range s.typ.Params {
				if !slices.Contains([]ParamKind{Int, String, Keyword, OfType, Any}, p.Kind) {
					t.Errorf("%s %s: kind %q", d, s.text, p.Kind)
				}
				if p.Least != nil && p.Most != nil && *p.Least > *p.Most || p.Reduced && p.Most == nil {
					t.Errorf("%s %s: bounds of %s", d, s.text, p.Name)
				}
				if p.Required && i > 0 && !s.typ.Params[i-1].Required {
					t.Errorf("%s %s: %s is required, what stands before it is not", d, s.text, p.Name)
				}
			}
		}
		for i, name := range table.Names() {
			if table.Lookup(name) == nil || i > 0 && table.Names()[i-1] >= name {
				t.Errorf("%s: SQL offers %s", d, name)
			}
		}
		for i, word := range table.Words() {
			if table.Word(word) == nil || i > 0 && table.Words()[i-1] >= word {
				t.Errorf("%s: HCL offers %s", d, word)
			}
		}
	}
	if !Of(schema.MySQL).Knows("inet6") || Of(schema.Postgres).Knows("datetime") {
		t.Error("MariaDB's types are known in MySQL, MySQL's are not in PostgreSQL")
	}
}

func TestCanonical(t *testing.T) {
	for _, tt := range []struct {
		dialect schema.Dialect
		word    string
		params  []string
		want    string
	}{
		{schema.Postgres, "second", []string{"3"}, "interval second(3)"},
		{schema.Postgres, "timestamp_with_time_zone", []string{"3"}, "timestamp(3) with time zone"},
		{schema.Postgres, "Nosuch", nil, "nosuch"},
		{schema.MySQL, "int", []string{"10", "unsigned"}, "int unsigned"},
		{schema.MariaDB, "int", []string{"unsigned"}, "int(10) unsigned"},
		{schema.MySQL, "decimal", []string{"10", "2", "unsigned"}, "decimal(10,2) unsigned"},
		{schema.MySQL, "varchar", []string{"10", "unsigned"}, "varchar(10)"},
		{schema.SQLite, "unsigned_big_int", nil, "unsigned big int"},
		{schema.SQLite, "int", []string{"unsigned"}, "int unsigned"},
		{schema.ClickHouse, "Array", []string{"Array(String)"}, "Array(Array(String))"},
		{schema.ClickHouse, "nosuch", nil, "nosuch"},
		{"", "varchar", []string{"10"}, "varchar(10)"},
		{"", "Array", []string{"String"}, "Array(String)"},
	} {
		if got := Of(tt.dialect).Canonical(tt.word, tt.params...); got != tt.want {
			t.Errorf("%s %s%v: %s, want %s", tt.dialect, tt.word, tt.params, got, tt.want)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		dialect schema.Dialect
		name    string
		params  string // between spaces
		want    string
	}{
		{schema.Postgres, "varchar", "10", ""},
		{schema.Postgres, "varchar", "?", ""},
		{schema.Postgres, "varchar", ":size", ""},
		{schema.Postgres, "varchar", "$1", ""},
		{schema.Postgres, "varchar", "{{size}}", ""},
		{schema.Postgres, "varchar", "0", "0: the size of varchar is 1 to 10485760, not 0"},
		{schema.Postgres, "varchar", "10485761", "0: the size of varchar is 1 to 10485760, not 10485761"},
		{schema.Postgres, "varchar", "1 2", "1: varchar takes no more than one parameter: varchar(255)"},
		{schema.Postgres, "varchar", "max", "0: the size of varchar is an integer, not max"},
		{schema.Postgres, "varchar", "'a'", "0: the size of varchar is an integer, not a string"},
		{schema.Postgres, "numeric", "2000", "0: the precision of numeric is 1 to 1000, not 2000"},
		{schema.Postgres, "numeric", "5 1001", "1: the scale of numeric is -1000 to 1000, not 1001"},
		{schema.Postgres, "numeric", "2 5", ""},
		{schema.Postgres, "timestamp", "9", "0 warning: the precision of timestamp is at most 6: the database reduces 9 to it"},
		{schema.Postgres, "interval", "-1", "0: the precision of interval is at least 0, not -1"},
		{schema.Postgres, "float", "54", "0: the precision of float is 1 to 53, not 54"},
		{schema.Postgres, "int", "4", "0: int takes no parameters"},
		{schema.Postgres, "nosuch", "4", ""},
		{schema.MySQL, "varchar", "", "-1: varchar needs a size: varchar(255)"},
		{schema.MySQL, "varbinary", "", "-1: varbinary needs a size: varbinary(255)"},
		{schema.MySQL, "decimal", "66", "0: the precision of decimal is 0 to 65, not 66"},
		{schema.MySQL, "decimal", "40 31", "1: the scale of decimal is 0 to 30, not 31"},
		{schema.MySQL, "decimal", "2 5", "1: the scale of decimal is at most its precision, 2, not 5"},
		{schema.MySQL, "decimal", "10 2 unsigned", ""},
		{schema.MySQL, "float", "54", "0: the precision of float is at most 53, not 54"},
		{schema.MySQL, "float", "200 10", ""},
		{schema.MySQL, "char", "256", "0: the size of char is 0 to 255, not 256"},
		{schema.MySQL, "year", "5", "0: the width of year is 2 to 4, not 5"},
		{schema.MySQL, "time", "7", "0: the precision of time is 0 to 6, not 7"},
		{schema.MySQL, "enum", "", "-1: enum needs a value: enum(value...)"},
		{schema.MySQL, "enum", "'a' 1", "1: the value of enum is a string, not 1"},
		{schema.MySQL, "point", "3", ""},
		{schema.MariaDB, "decimal", "60 38", ""},
		{schema.MariaDB, "year", "2", ""},
		{schema.SQLServer, "varchar", "max", ""},
		{schema.SQLServer, "varchar", "8001", "0: the size of varchar is 1 to 8000, or max, not 8001"},
		{schema.SQLServer, "nvarchar", "big", "0: the size of nvarchar is an integer or max, not big"},
		{schema.SQLServer, "datetime2", "8", "0: the precision of datetime2 is 0 to 7, not 8"},
		{schema.SQLite, "datetime", "6", "0: datetime takes no parameters"},
		{schema.SQLite, "varchar", "'a'", "0: the size of varchar is an integer, not a string"},
		{schema.ClickHouse, "FixedString", "", "-1: FixedString needs a size: FixedString(16)"},
		{schema.ClickHouse, "Map", "String", "-1: Map needs a value: Map(String, UInt64)"},
		{schema.ClickHouse, "Array", "3", "0: the type of Array is a type, not 3"},
		{schema.Redshift, "varchar", "65536", "0: the size of varchar is 1 to 65535, or max, not 65536"},
		{"", "varchar", "0", ""},
		{schema.Snowflake, "varchar", "0", ""},
	} {
		params := strings.Fields(tt.params)
		for i, p := range params {
			params[i] = strings.TrimPrefix(p, "?")
		}
		var got []string
		for _, f := range Of(tt.dialect).Check(tt.name, params...) {
			s := strconv.Itoa(f.Param)
			if f.Warning {
				s += " warning"
			}
			got = append(got, s+": "+f.Message)
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s %s(%s):\n%s\nwant\n%s", tt.dialect, tt.name, tt.params, s, tt.want)
		}
	}
}

func TestHelp(t *testing.T) {
	table := Of(schema.Postgres)
	typ := table.Word("timestamptz")
	if got := typ.Signature("timestamptz"); got != "timestamptz(precision)" {
		t.Error(got)
	}
	if got := typ.Title(); got != "timestamp(precision) with time zone" {
		t.Error(got)
	}
	if got := Of(schema.MySQL).Lookup("enum").Signature("enum"); got != "enum(value...)" {
		t.Error(got)
	}
}

func TestHCL(t *testing.T) {
	for _, tt := range []struct {
		dialect   schema.Dialect
		sql, want string
	}{
		{schema.Postgres, "character varying(20)", "character_varying(20)"},
		{schema.Postgres, "timestamp(3) with time zone", "timestamptz(3)"},
		{schema.Postgres, "double precision", "double_precision"},
		{schema.Postgres, "interval day to second(3)", "day_to_second(3)"},
		{schema.Postgres, "text[]", ""},
		{schema.Postgres, "citext", ""},
		{schema.Postgres, `"char"`, ""},
		{schema.Postgres, "app.mood", ""},
		{schema.MySQL, "int unsigned", "int(unsigned)"},
		{schema.MySQL, "INTEGER", "int"},
		{schema.MySQL, "decimal(10,2)", "decimal(10,2)"},
		{schema.MySQL, "enum('a','b')", "enum('a','b')"},
		{schema.MariaDB, "int(11)", "int"},
		{schema.MariaDB, "int(10) unsigned", "int(unsigned)"},
		{schema.MariaDB, "int(5)", "int(5)"},
		{schema.MariaDB, "year(4)", "year"},
		{schema.SQLite, "UNSIGNED BIG INT", "unsigned_big_int"},
		{schema.SQLite, "varchar(20)", "varchar(20)"},
		{schema.SQLite, "no such", ""},
		{"", "int", ""},
	} {
		word, params, ok := Of(tt.dialect).HCL(tt.sql)
		if len(params) > 0 {
			word += "(" + strings.Join(params, ",") + ")"
		}
		if word != tt.want || ok != (tt.want != "") {
			t.Errorf("%s %s: %s, %v; want %s", tt.dialect, tt.sql, word, ok, tt.want)
		}
	}
}

// TestReadPlaces checks where the parts of a type stand.
func TestReadPlaces(t *testing.T) {
	src := "  numeric ( 10 , 2 ) [ ] "
	r, ok := Of(schema.Postgres).ReadText(src)
	if !ok || len(r.Params) != 2 {
		t.Fatal(r, ok)
	}
	for _, p := range []struct {
		from, to int
		want     string
	}{{0, r.Named, "  numeric"}, {r.Params[0].From, r.Params[0].To, "10"}, {r.Params[1].From, r.Params[1].To, "2"}} {
		if got := src[p.from:p.to]; got != p.want {
			t.Errorf("%q, want %q", got, p.want)
		}
	}
}

// TestHostile reads what nobody writes.
func TestHostile(t *testing.T) {
	for _, d := range append([]schema.Dialect{""}, dialects...) {
		for _, src := range []string{
			"", "(", ")", ".", "a.", "a..b", "int(", "int(,", "int(,)", "int()", "int)", "timestamp(3) with", "timestamp(3 with time zone",
			"'", `"`, "`", "[", "int[", "int[]]", "Array(", "\x00", "\xff",
			strings.Repeat("Array(", 5000), strings.Repeat("Array(", 5000) + strings.Repeat(")", 5000),
			strings.Repeat("int ", 5000), "enum(" + strings.Repeat("'a',", 5000), strings.Repeat("a.", 5000), strings.Repeat("[]", 5000),
			"Tuple(" + strings.Repeat("a ", 5000) + ")", "Tuple(" + strings.Repeat("Tuple(a b, ", 40) + ")",
		} {
			text := Of(d).CanonicalSQL(src)
			Of(d).Canonical(src, src)
			Of(d).Check(src, src)
			_ = text
		}
	}
}
