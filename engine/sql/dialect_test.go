package sql

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

func TestDetectDialect(t *testing.T) {
	for src, want := range map[string]schema.Dialect{
		"": "",
		"CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL);":               "",
		"CREATE TABLE t (id serial);":                                            schema.Postgres,
		"--\n-- PostgreSQL database dump\n--\nCREATE TABLE t (id int);":          schema.Postgres,
		"CREATE TABLE t (a text[] DEFAULT '{}'::text[]);":                        schema.Postgres,
		"CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;":        schema.Postgres,
		"CREATE TYPE x AS ENUM ('a');":                                           schema.Postgres,
		"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);":                  schema.Postgres,
		"CREATE EXTENSION citext;":                                               schema.Postgres,
		"CREATE TABLE `t` (`id` int);":                                           schema.MySQL,
		"CREATE TABLE t (id int AUTO_INCREMENT);":                                schema.MySQL,
		"CREATE TABLE t (id int) ENGINE=InnoDB;":                                 schema.MySQL,
		"-- Server version: 10.4.32-MariaDB\nCREATE TABLE `t` (`id` int);":       schema.MariaDB,
		"/*M!999999\\- enable the sandbox mode */\nCREATE TABLE `t` (`id` int);": schema.MariaDB,
		"CREATE TABLE `t` (`id` int) WITH SYSTEM VERSIONING;":                    schema.MariaDB,
		"CREATE TABLE `t` (`id` int) /*!80023 ENGINE=InnoDB */;":                 schema.MySQL,
		"-- MySQL dump 10.13\n":                                                  schema.MySQL,
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);":                 schema.SQLite,
		"CREATE TABLE t (id TEXT) WITHOUT ROWID;":                                schema.SQLite,
		"PRAGMA foreign_keys = ON;\nCREATE TABLE t (id);":                        schema.SQLite,
		"CREATE TABLE [dbo].[x] (id int);":                                       schema.SQLServer,
		"CREATE TABLE x (id int IDENTITY(1,1), n nvarchar(10))\nGO\n":            schema.SQLServer,
		"INSERT INTO t VALUES ('`x` AUTO_INCREMENT $$');":                        "",
		"-- AUTO_INCREMENT\nCREATE TABLE t (id int);":                            "",
	} {
		if got := DetectDialect(src); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
	for name, src := range corpusFiles(t) {
		if got := DetectDialect(src); got != schema.Postgres && got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestCanonicalType(t *testing.T) {
	const pg, my, lite = schema.Postgres, schema.MySQL, schema.SQLite
	for _, tt := range []struct {
		dialect   schema.Dialect
		src, want string
	}{
		{pg, "int4", "integer"}, {pg, "INT", "integer"}, {pg, "integer", "integer"}, {pg, "int8", "bigint"}, {pg, "smallint", "smallint"},
		{pg, "varchar(255)", "character varying(255)"}, {pg, "character varying", "character varying"}, {pg, "char", "character(1)"},
		{pg, "char(3)", "character(3)"}, {pg, "bpchar", "bpchar"}, {pg, "bpchar(3)", "character(3)"}, {pg, `"char"`, `"char"`},
		{pg, "timestamptz", "timestamp with time zone"}, {pg, "timestamp", "timestamp without time zone"},
		{pg, "timestamp(3) with time zone", "timestamp(3) with time zone"}, {pg, "TIMESTAMPTZ(6)", "timestamp(6) with time zone"},
		{pg, "time", "time without time zone"}, {pg, "numeric(10, 2)", "numeric(10,2)"}, {pg, "decimal", "numeric"}, {pg, "numeric(5)", "numeric(5,0)"},
		{pg, "float8", "double precision"}, {pg, "float", "double precision"}, {pg, "float(24)", "real"}, {pg, "float(25)", "double precision"},
		{pg, "bool", "boolean"}, {pg, "text[]", "text[]"}, {pg, "int[3][3]", "integer[]"}, {pg, "int ARRAY[4]", "integer[]"},
		{pg, "pg_catalog.int4", "integer"}, {pg, "serial8", "bigserial"}, {pg, "serial", "serial"}, {pg, "bit", "bit(1)"}, {pg, "bit varying(3)", "bit varying(3)"},
		{pg, "interval day to second(3)", "interval day to second(3)"}, {pg, "app.Mood", "app.mood"}, {pg, `"Mood"`, `"Mood"`}, {pg, "geometry(Point, 4326)", "geometry(Point,4326)"},
		{pg, "double precision", "double precision"}, {pg, "national character varying(3)", "character varying(3)"}, {pg, "pg_catalog.timestamptz(3)", "timestamp(3) with time zone"},
		{pg, "", ""}, {pg, "not a type (", "not a type ("},
		{my, "INTEGER", "int"}, {my, "INT(11) UNSIGNED", "int unsigned"}, {my, "ENUM('A', 'b')", "enum('A','b')"}, {my, "double precision", "double"},
		{my, "CHARACTER VARYING(10)", "varchar(10)"}, {my, "LONGTEXT", "longtext"},
		{lite, "UNSIGNED BIG INT", "unsigned big int"}, {lite, "VARCHAR(255)", "varchar(255)"},
		{schema.SQLServer, "[nvarchar](max)", "nvarchar(max)"}, {schema.SQLServer, "[int]", "int"},
	} {
		if got := canonicalType(tt.dialect, tt.src); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.dialect, tt.src, got, tt.want)
		}
	}
}

func TestTypes(t *testing.T) {
	for d, name := range map[schema.Dialect]string{schema.Postgres: "timestamp with time zone", schema.MySQL: "mediumtext", schema.SQLite: "blob", schema.SQLServer: "nvarchar", "": "text"} {
		list := Types(d)
		if !slices.Contains(list, name) || !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Errorf("%s: %v", d, list)
		}
	}
}

func TestDirectives(t *testing.T) {
	src := "\n-- atlas:import  a b.sql \n# atlas:nolint\n/* a comment */\n--   not one\n\n--atlas:delimiter\n-- atlas:pos users[type=table] x.go:1\r\nCREATE TABLE t (id int);\n-- atlas:late x\n"
	want := []Directive{{Name: "import", Args: "a b.sql"}, {Name: "nolint"}, {Name: "delimiter"}, {Name: "pos", Args: "users[type=table] x.go:1"}}
	got := Directives(src)
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, d := range got {
		if d.Name != want[i].Name || d.Args != want[i].Args || src[d.Span.Start:d.Span.End] != d.Args {
			t.Errorf("%+v, want %+v; %q", d, want[i], src[d.Span.Start:d.Span.End])
		}
	}
}

// canonicalType writes a type in the dialect's normal spelling: as PostgreSQL's
// format_type prints it, and for the other dialects in lower case.
func canonicalType(d schema.Dialect, text string) string {
	p := &parser{src: text, dialect: d, f: featuresFor(d), out: &schema.Chunk{}}
	l := lexer{src: text, f: p.f}
	for t := l.next(); t.kind != eof; t = l.next() {
		p.toks = append(p.toks, t)
	}
	p.end = token{start: len(text), end: len(text)}
	t := p.dataType()
	if t.Text == "" || !p.done() {
		return strings.TrimSpace(text)
	}
	return t.Text
}
