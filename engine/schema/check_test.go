package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// TestCheck holds the checks to what the databases themselves reject and take:
// PostgreSQL 15, MariaDB 10.11 and SQLite 3 were asked about these statements.
// They take all in which nothing is reported, but for what is wrong only until a
// later statement mends it and for what is not known; SQLite finds a foreign key
// to what is not unique when a row is written.
func TestCheck(t *testing.T) {
	const pg, my, maria, lite, any = schema.Postgres, schema.MySQL, schema.MariaDB, schema.SQLite, schema.Dialect("")
	const (
		kind   = "foreign-key-type"
		unique = "foreign-key-unique"
		twice  = "duplicate-declaration"
		enum   = "enum-default"
		auto   = "auto-increment"
		both   = "exclusive-attributes"
		keys   = "multiple-primary-keys"
	)
	tests := []struct {
		dialect  schema.Dialect
		src      string
		problems string // code and marked text of each, in order
	}{
		// The types of foreign keys.
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b text REFERENCES t (a));`, kind + " b"},
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b text REFERENCES t);`, kind + " b"},
		{pg, `CREATE TABLE t (a uuid PRIMARY KEY); CREATE TABLE u (b bigint, FOREIGN KEY (b) REFERENCES t (a));`, kind + " b"},
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b numeric(10, 2) REFERENCES t);`, kind + " b"},
		{pg, `CREATE TABLE t (a numeric(10, 2) PRIMARY KEY); CREATE TABLE u (b int REFERENCES t);`, ""},
		{pg, `CREATE TABLE t (a bigserial PRIMARY KEY); CREATE TABLE u (b int REFERENCES t);`, ""},
		{pg, `CREATE TABLE t (a varchar(20) PRIMARY KEY); CREATE TABLE u (b text REFERENCES t);`, ""},
		{pg, `CREATE TABLE t (a timestamp(3) with time zone PRIMARY KEY); CREATE TABLE u (b timestamp REFERENCES t);`, ""},
		{pg, `CREATE TABLE t (a time PRIMARY KEY); CREATE TABLE u (b timestamp REFERENCES t);`, kind + " b"},
		{pg, `CREATE TABLE t (a int[] PRIMARY KEY); CREATE TABLE u (b bigint[] REFERENCES t, c int[] REFERENCES t);`, kind + " b"},
		{pg, `CREATE TYPE e AS ENUM ('x'); CREATE TYPE f AS ENUM ('x'); CREATE TABLE t (a e PRIMARY KEY); CREATE TABLE u (b f REFERENCES t, c e REFERENCES t, d text REFERENCES t);`, kind + " b\n" + kind + " d"},
		{pg, `CREATE DOMAIN d AS int; CREATE TABLE t (a d PRIMARY KEY); CREATE TABLE u (b text REFERENCES t, c mystery REFERENCES t);`, ""},
		{pg, `CREATE TABLE t (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE u (a int, b uuid, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES t);`, kind + " b"},
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b text REFERENCES t); ALTER TABLE u ALTER COLUMN b TYPE int USING b::int;`, ""},
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b int REFERENCES t); ALTER TABLE u ALTER COLUMN b TYPE text;`, kind + " b"},
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b text REFERENCES t); DO $$ BEGIN EXECUTE 'x'; END $$;`, ""},
		{my, `CREATE TABLE t (a bigint unsigned PRIMARY KEY); CREATE TABLE u (b bigint(20), FOREIGN KEY (b) REFERENCES t (a));`, kind + " b"},
		{my, `CREATE TABLE t (a bigint unsigned PRIMARY KEY); CREATE TABLE u (b bigint(20) unsigned, FOREIGN KEY (b) REFERENCES t (a));`, ""},
		{my, `CREATE TABLE t (a serial, PRIMARY KEY (a)); CREATE TABLE u (b bigint unsigned, FOREIGN KEY (b) REFERENCES t (a));`, ""},
		{my, `CREATE TABLE t (a int(11) PRIMARY KEY); CREATE TABLE u (b integer, c varchar(9), FOREIGN KEY (b) REFERENCES t (a), FOREIGN KEY (c) REFERENCES t (a));`, kind + " c"},
		{my, `CREATE TABLE t (a char(36) PRIMARY KEY); CREATE TABLE u (b varchar(255), c binary(16), FOREIGN KEY (b) REFERENCES t (a), FOREIGN KEY (c) REFERENCES t (a));`, kind + " c"},
		{my, `CREATE TABLE t (a decimal(10, 2) PRIMARY KEY); CREATE TABLE u (b datetime, FOREIGN KEY (b) REFERENCES t (a));`, ""},
		{my, `CREATE TABLE t (a varbinary(20) PRIMARY KEY); CREATE TABLE u (b varchar(20) CHARACTER SET binary, FOREIGN KEY (b) REFERENCES t (a));`, ""},
		{my, `CREATE TABLE t (a double PRIMARY KEY); CREATE TABLE u (b float(53), FOREIGN KEY (b) REFERENCES t (a));`, ""},
		{lite, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b text REFERENCES t (a));`, ""},
		{any, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (b text REFERENCES t (a));`, ""},

		// What foreign keys refer to.
		{pg, `CREATE TABLE t (a int); CREATE TABLE u (b int REFERENCES t (a));`, unique + " a"},
		{pg, `CREATE TABLE t (a int); CREATE TABLE u (b int REFERENCES t);`, unique + " t"},
		{pg, `CREATE TABLE t (a int); CREATE UNIQUE INDEX ON t (a DESC NULLS LAST); CREATE TABLE u (b int REFERENCES t (a));`, ""},
		{pg, `CREATE TABLE t (a int); CREATE UNIQUE INDEX ON t (a) WHERE a > 0; CREATE TABLE u (b int REFERENCES t (a));`, unique + " a"},
		{pg, `CREATE TABLE t (a int); CREATE UNIQUE INDEX ON t ((a + 0)); CREATE TABLE u (b int REFERENCES t (a));`, unique + " a"},
		{pg, `CREATE TABLE t (a int UNIQUE DEFERRABLE); CREATE TABLE u (b int REFERENCES t (a));`, unique + " a"},
		{pg, `CREATE TABLE t (a int UNIQUE NOT DEFERRABLE); CREATE TABLE u (b int REFERENCES t (a));`, ""},
		{pg, `CREATE TABLE t (a int, b int, UNIQUE (b, a)); CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t (a, b));`, ""},
		{pg, `CREATE TABLE t (a int, b int, UNIQUE (b, a)); CREATE TABLE u (a int REFERENCES t (a));`, unique + " a"},
		{pg, `CREATE TABLE t (a int, b int, UNIQUE (a)); CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t (a, b));`, unique + " a, b"},
		{pg, `CREATE TABLE t (a int, b int, PRIMARY KEY (a) INCLUDE (b)); CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t (a, b));`, unique + " a, b"},
		{pg, `CREATE TABLE t (a int PRIMARY KEY) PARTITION BY RANGE (a); CREATE TABLE p PARTITION OF t DEFAULT; CREATE TABLE u (b int REFERENCES p (a));`, ""},
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE h () INHERITS (t); CREATE TABLE u (b int REFERENCES h (a));`, unique + " a"},
		{pg, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE l (LIKE t INCLUDING ALL); CREATE TABLE u (b int REFERENCES l (a));`, ""},
		{pg, `CREATE TABLE t (a int UNIQUE); CREATE TABLE u (b int REFERENCES t (a)); ALTER TABLE t DROP CONSTRAINT t_a_key CASCADE;`, ""},
		{pg, `CREATE TABLE t (a int); CREATE TABLE u (b int REFERENCES t (a)); CREATE UNIQUE INDEX i ON t (a);`, ""},
		{pg, `CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD PRIMARY KEY USING INDEX i; CREATE TABLE u (b int REFERENCES t);`, ""},
		{pg, `CREATE TABLE t (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE u (a int, b int, FOREIGN KEY (a) REFERENCES t (a`, ""},
		{pg, `CREATE TABLE t (a int PRIMARY; CREATE TABLE u (b int REFERENCES t (a));`, ""},
		{pg, `CREATE VIEW v AS SELECT 1 AS a; CREATE TABLE u (b int REFERENCES v (a));`, unique + " v"},
		{my, `CREATE TABLE u (b int, FOREIGN KEY (b) REFERENCES v (a)); CREATE VIEW v AS SELECT 1 AS a;`, unique + " v"},
		{lite, `CREATE TABLE t (a int); CREATE TABLE u (b int REFERENCES t (a));`, unique + " a"},
		{lite, `CREATE TABLE t (a int); CREATE TABLE u (b int REFERENCES t);`, unique + " t"},
		{my, `CREATE TABLE t (a int); CREATE TABLE u (b int, FOREIGN KEY (b) REFERENCES t (a));`, unique + " a"},
		{my, `CREATE TABLE t (a int, b int, KEY (a, b)); CREATE TABLE u (b int, FOREIGN KEY (b) REFERENCES t (a));`, ""},
		{my, `CREATE TABLE t (a int, b int, KEY (b, a)); CREATE TABLE u (b int, FOREIGN KEY (b) REFERENCES t (a));`, unique + " a"},
		{my, `CREATE TABLE t (a int PRIMARY KEY, b int, KEY (b)); CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t (b, a));`, ""},
		{my, `CREATE TABLE t (a int) ENGINE=MyISAM; CREATE TABLE u (b int, FOREIGN KEY (b) REFERENCES t (a)) ENGINE=MyISAM;`, ""},
		{my, `CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE m (a int, FOREIGN KEY (a) REFERENCES t (a)); CREATE TABLE u (a int, FOREIGN KEY (a) REFERENCES m (a));`, ""},
		{any, `CREATE TABLE t (a int); CREATE TABLE u (b int REFERENCES t (a));`, ""},

		// Defaults of enums.
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'c');`, enum + " 'c'"},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'c'::public.e);`, enum + " 'c'::public.e"},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'A');`, enum + " 'A'"},
		{pg, `CREATE TABLE t (x e DEFAULT 'c'); CREATE TYPE e AS ENUM ('a', 'b'); ALTER TYPE e ADD VALUE 'c';`, ""},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'a'::e, y e DEFAULT NULL, z e[] DEFAULT '{a}', w e DEFAULT 'z'::text::e);`, ""},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'c'); ALTER TABLE t ALTER x SET DEFAULT 'a';`, ""},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e); ALTER TABLE t ALTER x SET DEFAULT 'c';`, enum + " 'c'"},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'c'); DROP TABLE t;`, ""},
		{my, `CREATE TABLE t (x enum('a','b') DEFAULT 'c', y enum('a', 'b ') DEFAULT 'B', z enum('é') DEFAULT 'e');`, enum + " 'c'"},

		{my, `CREATE TABLE t (x enum('a','b','a'), y set('a', 'b', 'b'), z set('a', 'A'));`, twice + " enum('a','b','a')\n" + twice + " set('a', 'b', 'b')"},

		// Names.
		{pg, `CREATE TABLE t (a int); CREATE VIEW t AS SELECT 1 AS x;`, twice + " t"},
		{my, `CREATE TABLE t (a int); CREATE VIEW t AS SELECT 1 AS x;`, twice + " t"},
		{lite, `CREATE TABLE t (a int); CREATE VIEW T AS SELECT 1 AS x;`, twice + " T"},
		{pg, `CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT t.*, a FROM t; CREATE VIEW w AS SELECT 1 + a, 2 + b FROM t;`, twice + " a\n" + twice + " 2 + b"},
		{pg, `CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a AS x, b AS x FROM t; CREATE VIEW w (n, n) AS SELECT a, b FROM t;`, twice + " x\n" + twice + " n"},
		{pg, `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE VIEW v AS SELECT * FROM t, u; CREATE VIEW w AS SELECT * FROM t JOIN u USING (a);`, twice + " *"},
		{pg, `CREATE TABLE t (a int); CREATE VIEW v AS SELECT "A", a FROM (SELECT a, a AS "A" FROM t) s; CREATE VIEW w (m, n) AS SELECT a, a FROM t;`, ""},
		{my, `CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, b AS A FROM t; CREATE VIEW w AS SELECT 1 + a, 1 + a FROM t;`, twice + " A"},
		{lite, `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE VIEW v AS SELECT * FROM t, u;`, ""},
		{lite, `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE INDEX I ON t (a); CREATE INDEX IF NOT EXISTS i ON u (a); DROP INDEX I; CREATE INDEX i ON u (a);`, ""},
		{pg, `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE INDEX i ON t (a); CREATE INDEX i ON u (a);`, twice + " i"},
		{lite, `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE INDEX i ON t (a); CREATE INDEX i ON u (a);`, twice + " i"},
		{my, `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE INDEX i ON t (a); CREATE INDEX i ON u (a);`, ""},
		{my, `CREATE TABLE t (a int, KEY i (a)); CREATE INDEX i ON t (a);`, twice + " i"},
		{pg, `CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE INDEX IF NOT EXISTS i ON t (a); DROP INDEX i; CREATE INDEX i ON t (a);`, ""},
		{pg, `CREATE TABLE t (a int); CREATE INDEX t ON t (a);`, twice + " t"},
		{pg, `CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a)); CREATE TABLE u (b int, CONSTRAINT k UNIQUE (b));`, twice + " k"},
		{pg, `CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a), CONSTRAINT k UNIQUE (a));`, ""},
		{pg, `CREATE SEQUENCE t; CREATE TABLE t (a int);`, twice + " t"},
		{pg, `CREATE TYPE t AS ENUM ('a'); CREATE TABLE t (a int);`, twice + " t"},
		{pg, `CREATE TYPE t AS (a int); CREATE TABLE t (a int);`, twice + " t"},
		{pg, `CREATE TYPE t AS ENUM ('a'); CREATE DOMAIN t AS int;`, twice + " t"},
		{pg, `CREATE TABLE u (a int); CREATE TYPE t AS ENUM ('a'); CREATE INDEX t ON u (a);`, ""},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b', 'a');`, twice + " 'a'"},
		{pg, `CREATE TYPE e AS ENUM ('a', 'b'); ALTER TYPE e ADD VALUE 'b'; ALTER TYPE e ADD VALUE IF NOT EXISTS 'b';`, twice + " 'b'"},
		{pg, `CREATE SEQUENCE s; CREATE SEQUENCE s; CREATE SEQUENCE IF NOT EXISTS s;`, twice + " s"},
		{pg, `CREATE DOMAIN d AS int; CREATE DOMAIN d AS text;`, twice + " d"},
		{pg, `CREATE TABLE t (a int, CONSTRAINT k CHECK (a > 0), CONSTRAINT k CHECK (a > 1));`, twice + " k"},
		{pg, `CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a), CONSTRAINT k CHECK (a > 1));`, twice + " k"},
		{pg, `CREATE TABLE t (a int, CONSTRAINT k CHECK (a > 0)); CREATE TABLE u (a int, CONSTRAINT k CHECK (a > 0)); CREATE INDEX k ON t (a);`, ""},
		{my, `CREATE TABLE t (a int PRIMARY KEY, b int, CONSTRAINT k FOREIGN KEY (b) REFERENCES t (a), CONSTRAINT k FOREIGN KEY (b) REFERENCES t (a));`, twice + " k"},
		{my, `CREATE TABLE t (a int PRIMARY KEY, b int, KEY k (b), CONSTRAINT k FOREIGN KEY (b) REFERENCES t (a));`, ""},
		{lite, `CREATE TABLE t (a int, CONSTRAINT k CHECK (a > 0), CONSTRAINT k CHECK (a > 1));`, ""},
		{pg, `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'x'; CREATE FUNCTION f(b integer) RETURNS text LANGUAGE sql AS 'x';`, twice + " f"},
		{pg, `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'x'; CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'x'; CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'y';`, ""},
		{pg, `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'x'; CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'x'; DROP FUNCTION f(int); CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'y';`, ""},
		{pg, `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION suppress_redundant_updates_trigger(); CREATE TRIGGER g BEFORE INSERT ON u EXECUTE FUNCTION suppress_redundant_updates_trigger(); CREATE TRIGGER h BEFORE INSERT ON u EXECUTE FUNCTION suppress_redundant_updates_trigger(); CREATE TRIGGER h BEFORE UPDATE ON u EXECUTE FUNCTION suppress_redundant_updates_trigger();`, twice + " h"},
		{pg, `CREATE TABLE t (a int); CREATE POLICY p ON t; CREATE POLICY p ON t;`, twice + " p"},
		{pg, `CREATE VIEW a AS SELECT 1 AS x; CREATE VIEW b AS SELECT x FROM a; DROP VIEW a CASCADE; CREATE VIEW a AS SELECT 2 AS x; CREATE VIEW b AS SELECT x FROM a;`, ""},

		{pg, `CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION suppress_redundant_updates_trigger(); CREATE POLICY p ON v; CREATE VIEW v AS SELECT 1 AS x;`, "unresolved-reference t"},

		{maria, `CREATE TABLE t (a int); CREATE OR REPLACE TABLE t (a int, b int); CREATE INDEX i ON t (b);`, ""},

		// Columns and keys.
		{pg, `CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY);`, keys + " PRIMARY KEY"},
		{lite, `CREATE TABLE t (a int PRIMARY KEY, b int, PRIMARY KEY (b));`, keys + " PRIMARY KEY (b)"},
		{my, "CREATE TABLE t (a int, PRIMARY KEY (a)); DROP INDEX `PRIMARY` ON t; ALTER TABLE t ADD PRIMARY KEY (a);", ""},
		{pg, `CREATE TABLE t (a int, b int, PRIMARY KEY (a, b, a));`, twice + " a"},
		{my, `CREATE TABLE t (a int, KEY k (a, a));`, twice + " a"},
		{pg, `CREATE TABLE t (a int); CREATE INDEX ON t (a, a);`, ""},
		{lite, `CREATE TABLE t (a int, UNIQUE (a, a));`, ""},
		{pg, `CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY DEFAULT 1);`, both + " 1"},
		{pg, `CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) STORED DEFAULT 1);`, both + " 1"},
		{pg, `CREATE TABLE t (a serial DEFAULT 1);`, both + " 1"},
		{pg, `CREATE TABLE t (a int, b int GENERATED ALWAYS AS IDENTITY GENERATED ALWAYS AS (a) STORED);`, both + " b"},
		{lite, `CREATE TABLE t (a int, b int DEFAULT 1 AS (a));`, both + " 1"},
		{my, `CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY DEFAULT 1, b int AUTO_INCREMENT DEFAULT NULL);`, both + " 1\n" + auto + " b"},
		{my, `CREATE TABLE t (a int AUTO_INCREMENT, b int);`, auto + " a"},
		{my, `CREATE TABLE t (a int AUTO_INCREMENT, b int, KEY (b, a));`, auto + " a"},
		{my, `CREATE TABLE t (a int AUTO_INCREMENT, b int, KEY (b, a)) ENGINE=MyISAM;`, ""},
		{my, `CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int AUTO_INCREMENT, KEY k (a), CONSTRAINT k FOREIGN KEY (a) REFERENCES p (a)); ALTER TABLE t DROP FOREIGN KEY k;`, ""},
		{my, `CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a); ALTER TABLE t MODIFY a int AUTO_INCREMENT;`, ""},
		{pg, `CREATE TABLE t (a int) PARTITION BY RANGE (b);`, "unresolved-reference b"},
		{pg, `CREATE TABLE t (a int, UNIQUE (a) INCLUDE (b)); CREATE INDEX ON t (a) INCLUDE (c);`, "unresolved-reference b\nunresolved-reference c"},
	}
	for _, tt := range tests {
		t.Run(string(tt.dialect)+" "+tt.src, func(t *testing.T) {
			var lines []string
			for _, p := range fold(tt.dialect, tt.src).Problems {
				at := p.Span.Shift(p.Place.Start)
				lines = append(lines, fmt.Sprintf("%s %s", p.Code, tt.src[at.Start:at.End]))
			}
			if got := strings.Join(lines, "\n"); got != tt.problems {
				t.Errorf("got\n%s\nwant\n%s", got, tt.problems)
			}
		})
	}
}

// TestManyRelations holds that nothing is reported of a query with more relations
// than are looked at.
func TestManyRelations(t *testing.T) {
	var query strings.Builder
	query.WriteString(`CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW v AS SELECT t599.id FROM t t0`)
	for i := 1; i < 600; i++ {
		fmt.Fprintf(&query, " JOIN t t%d ON t%[1]d.id = t%[2]d.id", i, i-1)
	}
	for _, p := range fold(schema.Postgres, query.String()+";").Problems {
		t.Error(p.Message)
	}
}

// TestCheckFiles holds clashes between files to both places, each naming the other.
func TestCheckFiles(t *testing.T) {
	tests := []struct{ first, second, problems string }{
		{`CREATE TABLE t (a int); CREATE INDEX i ON t (a);`, `CREATE INDEX i ON t (a);`,
			"1 index \"i\" is declared again in 2.sql\n2 index \"i\" is already declared in 1.sql"},
		{`CREATE TABLE t (a int);`, `CREATE VIEW t AS SELECT 1 AS a;`,
			"1 table \"t\" has the name of a view in 2.sql\n2 view \"t\" has the name of a table in 1.sql"},
		{`CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'x';`, `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'x';`,
			"1 function \"f\" is declared again in 2.sql\n2 function \"f\" is already declared in 1.sql"},
		{`CREATE TYPE e AS ENUM ('a');`, `CREATE DOMAIN e AS int;`,
			"1 enum \"e\" has the name of a domain in 2.sql\n2 domain \"e\" has the name of an enum in 1.sql"},
		{`CREATE SEQUENCE s;`, `CREATE SEQUENCE IF NOT EXISTS s;`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.second, func(t *testing.T) {
			var lines []string
			for _, p := range fold(schema.Postgres, tt.first, tt.second).Problems {
				lines = append(lines, strings.TrimSuffix(strings.TrimPrefix(p.Place.File, "/"), ".sql")+" "+p.Message)
				if len(p.Related) != 1 || p.Related[0].Place.File == p.Place.File {
					t.Errorf("%s is related to %v", p.Message, p.Related)
				}
			}
			slices.Sort(lines)
			if got := strings.Join(lines, "\n"); got != tt.problems {
				t.Errorf("got\n%s\nwant\n%s", got, tt.problems)
			}
		})
	}
}
