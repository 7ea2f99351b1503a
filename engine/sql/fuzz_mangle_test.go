package sql_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/corpus"
)

// hostilePieces are what a text is mangled with: the marks that open and close things,
// heads of statements, what chains, and what nests.
var hostilePieces = []string{";", "'", "''", "\"", "$$", "$a$", "/*", "*/", "--", "\n", "\r\n", " ", "(", ")", "`", "[", "]", "\\", "\\.", ",", ".",
	"\nCREATE TABLE t (", "\nALTER TABLE t ", "\nCOMMENT ON TABLE t IS 'x';\n", "\nCREATE FUNCTION f() RETURNS int AS $$ ", "CREATE SCHEMA s\n",
	"BEGIN ", "BEGIN ATOMIC ", "END", "CASE ", " END;", "E'a\\'", "\nGO\n", "DELIMITER //\n", "//", "\nDELIMITER ;\n", "SELECT ", " FROM t ",
	"\nCOPY t FROM stdin;\n1\t2\n", "\n\\.\n", "\n\\connect x\n", "CREATE RULE r AS ON INSERT TO t DO (", "x", "1", "-- atlas:delimiter -- end\n", "-- end",
	"-- atlas:delimiter \\n\\n\n\n", "U&'", "é", "\x00", "\xff", "/*!50100 ", "#", "CREATE TRIGGER t AFTER INSERT ON a ", "INSERT INTO t VALUES (1);",
	"+1", "::int", "||'a'", " UNION SELECT 1", " JOIN t ON true", "NOT ", "- ", "CASE WHEN true THEN ", "(SELECT ", "ARRAY[", "f(", "[1]", " IS NULL",
	" COLLATE x", " AND true", "WITH a AS (", "IF ", "NULL", "AS ", "ON ", "{{ x }}", "${x}", ":x", ":'x'", "@x@", "t.", "public.", "\ufeff", "*", "=", "U&\""}

// pool are statements on the few names that they share, for the fold to trip
// over: cycles, what was dropped, what changes under others.
var pool = []string{
	"CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES t (id), b u);", "CREATE TABLE t (LIKE t INCLUDING ALL) INHERITS (t);",
	"CREATE TABLE a (LIKE b INCLUDING ALL, x int) INHERITS (b);", "CREATE TABLE b () INHERITS (a);", "ALTER TABLE a INHERIT b;", "ALTER TABLE b INHERIT a;",
	"ALTER TABLE t INHERIT t;", "CREATE TABLE p (id int) PARTITION BY RANGE (id);", "CREATE TABLE q PARTITION OF q DEFAULT PARTITION BY LIST (id);",
	"CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (2) PARTITION BY LIST (id);", "ALTER TABLE q ATTACH PARTITION p DEFAULT;",
	"ALTER TABLE p ATTACH PARTITION q DEFAULT;", "ALTER TABLE p DETACH PARTITION q;", "CREATE VIEW v AS SELECT * FROM w;", "CREATE VIEW w AS SELECT * FROM v;",
	"CREATE OR REPLACE VIEW v AS SELECT v.*, t.* FROM v, t;", "CREATE MATERIALIZED VIEW m AS SELECT id, a AS id FROM t;", "CREATE DOMAIN u AS u CHECK (VALUE > 0);",
	"CREATE DOMAIN d AS u;", "CREATE DOMAIN u AS d[];", "CREATE TYPE c AS (x c, y t);", "CREATE TYPE e AS ENUM ('a', 'a');", "ALTER TYPE e ADD VALUE 'b' BEFORE 'z';",
	"ALTER TYPE e RENAME VALUE 'a' TO 'a';", "CREATE TYPE e;", "CREATE TYPE r AS RANGE (subtype = r);", "ALTER TABLE t RENAME TO a;", "ALTER TABLE a RENAME TO t;",
	"ALTER TABLE t RENAME id TO a;", "ALTER TABLE t RENAME COLUMN a TO id;", "ALTER TABLE t SET SCHEMA s;", "ALTER TABLE s.t SET SCHEMA public;", "CREATE SCHEMA s;",
	"ALTER SCHEMA s RENAME TO public;", "DROP SCHEMA s CASCADE;", "DROP TABLE t;", "DROP TABLE a, b, p CASCADE;", "DROP VIEW v CASCADE;", "DROP TYPE e, u CASCADE;",
	"ALTER TABLE t DROP COLUMN id CASCADE;", "ALTER TABLE t ADD COLUMN id serial UNIQUE;", "ALTER TABLE t ALTER a TYPE e USING a::e, ALTER b SET NOT NULL;",
	"ALTER TABLE t ADD CONSTRAINT k UNIQUE (id, a, id);", "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a, b) REFERENCES a;", "ALTER TABLE t DROP CONSTRAINT k;",
	"CREATE UNIQUE INDEX k ON t (a, lower(b)) WHERE a > 0;", "ALTER TABLE t ADD PRIMARY KEY USING INDEX k;", "DROP INDEX k;", "ALTER INDEX k RENAME TO t;",
	"CREATE SEQUENCE t_id_seq OWNED BY t.id;", "ALTER SEQUENCE t_id_seq OWNED BY NONE;", "CREATE FUNCTION f(x t, y e) RETURNS SETOF t LANGUAGE sql AS 'SELECT 1';",
	"DROP FUNCTION f;", "CREATE TRIGGER g BEFORE UPDATE OF a, a ON t FOR EACH ROW EXECUTE FUNCTION f();", "CREATE POLICY o ON t USING (a = b);", "DROP TRIGGER g ON t;",
	"COMMENT ON COLUMN t.a IS 'x';", "COMMENT ON CONSTRAINT k ON t IS NULL;", "SET search_path TO s, public;", "SET search_path = '';", "CREATE EXTENSION IF NOT EXISTS x SCHEMA s;",
	"CREATE TEMP TABLE t (id int);", "CREATE TABLE IF NOT EXISTS t AS SELECT * FROM t;", "CREATE TABLE t OF c;", "DO $$ BEGIN CREATE TABLE t (id int); END $$;",
	"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT) WITHOUT ROWID;", "CREATE VIRTUAL TABLE t USING fts5(a, b, content='t');",
	"CREATE TABLE `t` (`id` int unsigned AUTO_INCREMENT, KEY `k` (`id`, `a`(3)), FULLTEXT (`b`)) ENGINE=InnoDB PARTITION BY HASH (id);",
	"ALTER TABLE t CHANGE a b int FIRST, MODIFY b int AFTER a, DROP PRIMARY KEY, RENAME KEY k TO j;", "RENAME TABLE t TO a, a TO t;", "USE s;",
	"CREATE TABLE [dbo].[t] ([id] int IDENTITY(1,1) CONSTRAINT k PRIMARY KEY CLUSTERED)\nGO\n", "EXEC sp_rename 't.a', 'b', 'COLUMN';",
}

// recipe is bytes that decide something, one after another; past their end all
// is 0.
type recipe struct{ bytes []byte }

func (r *recipe) next() int {
	if len(r.bytes) == 0 {
		return 0
	}
	b := r.bytes[0]
	r.bytes = r.bytes[1:]
	return int(b)
}

// What a step of a recipe does, at one or two tokens.
const (
	opNothing = iota
	opDelete
	opDouble
	opSwap
	opNest
	opHostile
	opStatement
	opRepeat
	opCopy
	opKeepHead
	opKeepTail
	ops
)

// mangle changes a text by the steps of a recipe, each of a few bytes: what to do,
// at which token, and with what.
func mangle(src string, d schema.Dialect, r *recipe) string {
	src = src[:min(len(src), maxFuzzed)]
	for len(r.bytes) > 0 && len(src) <= maxFuzzed {
		op, at, with := r.next()%ops, r.next(), r.next()
		toks := sql.Tokens(src, d)
		if len(toks) == 0 {
			toks = []text.Span{{}}
		}
		first := toks[at%len(toks)]
		last := toks[min(at%len(toks)+with%5, len(toks)-1)]
		piece := src[first.Start:last.End]
		switch op {
		case opDelete:
			src = src[:first.Start] + src[last.End:]
		case opDouble:
			src = src[:last.End] + " " + piece + src[last.End:]
		case opSwap:
			other := toks[with%len(toks)]
			if other.Start < first.Start {
				first, other = other, first
			}
			if first.End <= other.Start {
				src = src[:first.Start] + src[other.Start:other.End] + src[first.End:other.Start] + src[first.Start:first.End] + src[other.End:]
			}
		case opNest:
			open, shut := "(", ")"
			if with%2 == 1 {
				open, shut = hostilePieces[with%len(hostilePieces)], hostilePieces[(with+1)%len(hostilePieces)]
			}
			src = src[:first.Start] + strings.Repeat(open, 1+with%9) + piece + strings.Repeat(shut, 1+with%9) + src[last.End:]
		case opHostile:
			src = src[:first.End] + hostilePieces[with%len(hostilePieces)] + src[first.End:]
		case opStatement:
			src += "\n" + pool[with%len(pool)]
		case opRepeat:
			src = src[:last.End] + strings.Repeat(" "+piece, min(1+at*with, maxFuzzed/(len(piece)+1))) + src[last.End:]
		case opCopy:
			to := toks[with%len(toks)]
			src = src[:to.End] + " " + piece + src[to.End:]
		case opKeepHead:
			src = src[:last.End]
		case opKeepTail:
			src = src[first.Start:]
		}
	}
	return src[:min(len(src), maxFuzzed)]
}

// fuzzSeed is a text, and its dialect's place in fuzzDialects.
type fuzzSeed struct {
	src     string
	dialect int
}

// fuzzSeeds are the statements of testdata/lower and, while fuzzing, one of each
// shape in the corpus.
func fuzzSeeds(f *testing.F) []fuzzSeed {
	seeds := []fuzzSeed{
		{"-- atlas:delimiter -", 4},
		{"CREATE TABLE t (EXCLUDE USING gist (c WITH =, f(a, b) WITH && WHERE (n > 1)\n);", 0},
	}
	shapes := map[string]bool{}
	add := func(src string, dialect int) {
		for _, c := range text.Cut(src, sql.Initial(fuzzDialects[dialect]), sql.Next) {
			s := src[c.Span.Start:c.Span.End]
			if shape := shapeOf(s, fuzzDialects[dialect]); len(s) <= maxFuzzed/4 && !shapes[shape] {
				shapes[shape] = true
				seeds = append(seeds, fuzzSeed{s, dialect})
			}
		}
	}
	archives, err := filepath.Glob("testdata/lower/*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatal("no archives", err)
	}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		dialect := max(0, slices.Index(fuzzDialects, schema.Dialect(strings.TrimSuffix(filepath.Base(name), ".txtar"))))
		for _, file := range a.Files {
			if strings.HasSuffix(file.Name, ".sql") {
				add(string(file.Data), dialect)
			}
		}
	}
	if flag.Lookup("test.fuzz").Value.String() == "" {
		return seeds
	}
	filepath.WalkDir(filepath.Join(corpus.Root(), "sql"), func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.HasSuffix(name, ".sql") {
			if content, err := os.ReadFile(name); err == nil {
				add(string(content), 0)
			}
		}
		return nil // without a corpus there are fewer seeds
	})
	return seeds
}

// shapeOf is a statement without its names and values: the words in capitals, and
// the marks, each run of the same piece once.
func shapeOf(src string, d schema.Dialect) string {
	var shape []string
	seen := map[string]bool{}
	for _, t := range sql.Tokens(src, d) {
		word := src[t.Start:t.End]
		if word != strings.ToUpper(word) || strings.ContainsAny(word, "'\"0123456789_") {
			continue
		}
		if !seen[word] {
			seen[word] = true
			shape = append(shape, word)
		}
	}
	return strings.Join(shape, " ")
}
