package sql

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// cutText gives the chunks of src, trimmed.
func cutText(src string, d schema.Dialect) []string {
	var list []string
	for _, c := range text.Cut(src, Initial(d), Next) {
		list = append(list, strings.TrimSpace(src[c.Span.Start:c.Span.End]))
	}
	return list
}

func TestNext(t *testing.T) {
	const pg, my, lite, ms = schema.Postgres, schema.MySQL, schema.SQLite, schema.SQLServer
	tests := []struct {
		name    string
		dialect schema.Dialect
		src     string
		want    []string
	}{
		{"semicolons", pg, "SELECT 1; SELECT 2;\n", []string{"SELECT 1;", "SELECT 2;", ""}},
		{"no last semicolon", pg, "SELECT 1", []string{"SELECT 1"}},
		{"comments lead", pg, "-- a;\nSELECT 1; -- b\nSELECT 2;", []string{"-- a;\nSELECT 1;", "-- b\nSELECT 2;"}},
		{"single quotes", pg, "SELECT 'a;''b;'; SELECT 2;", []string{"SELECT 'a;''b;';", "SELECT 2;"}},
		{"a backslash does not escape", pg, `SELECT 'a\'; SELECT 2;`, []string{`SELECT 'a\';`, "SELECT 2;"}},
		{"escape strings", pg, `SELECT E'a\';b'; SELECT 2;`, []string{`SELECT E'a\';b';`, "SELECT 2;"}},
		{"unicode strings and names", pg, `SELECT U&'\0061;' AS U&"x;"; SELECT 2;`, []string{`SELECT U&'\0061;' AS U&"x;";`, "SELECT 2;"}},
		{"bit strings", pg, "SELECT B'01;', X'1;'; SELECT 2;", []string{"SELECT B'01;', X'1;';", "SELECT 2;"}},
		{"double quotes", pg, `SELECT "a;""b"; SELECT 2;`, []string{`SELECT "a;""b";`, "SELECT 2;"}},
		{"dollar quotes", pg, "SELECT $$a;$$; SELECT $x$ $$;$y$ $x$; SELECT $1;", []string{"SELECT $$a;$$;", "SELECT $x$ $$;$y$ $x$;", "SELECT $1;"}},
		{"nested comments", pg, "/* a /* b; */ ; */ SELECT 1; SELECT 2;", []string{"/* a /* b; */ ; */ SELECT 1;", "SELECT 2;"}},
		{"MySQL's comments do not nest", my, "/* a /* b */ SELECT 1; SELECT 2;", []string{"/* a /* b */ SELECT 1;", "SELECT 2;"}},
		{"hash comments", my, "SELECT 1 # ;\n; SELECT 2;", []string{"SELECT 1 # ;\n;", "SELECT 2;"}},
		{"MySQL's strings", my, `SELECT 'a\';', "b;\""; SELECT 2;`, []string{`SELECT 'a\';', "b;\"";`, "SELECT 2;"}},
		{"backticks", my, "SELECT `a;``b`; SELECT 2;", []string{"SELECT `a;``b`;", "SELECT 2;"}},
		{"brackets", ms, "SELECT [a;]]b]; SELECT 2;", []string{"SELECT [a;]]b];", "SELECT 2;"}},
		{"executable comments", my, "/*!40101 SET NAMES utf8 */; SELECT 2;", []string{"/*!40101 SET NAMES utf8 */;", "SELECT 2;"}},
		{"begin atomic", pg, "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; SELECT 3; END; SELECT 4;",
			[]string{"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; SELECT 3; END;", "SELECT 4;"}},
		{"begin is no block", pg, "BEGIN; SELECT 1; END;", []string{"BEGIN;", "SELECT 1;", "END;"}},
		{"SQLite trigger", lite, "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = CASE WHEN 1 THEN 2 END; DELETE FROM c; END; SELECT 1;",
			[]string{"CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = CASE WHEN 1 THEN 2 END; DELETE FROM c; END;", "SELECT 1;"}},
		{"MySQL procedure", my, "CREATE PROCEDURE p() BEGIN IF a THEN SET x = 1; END IF; CASE a WHEN 1 THEN SET x = 2; END CASE; WHILE a DO SET a = 1; END WHILE; END; SELECT 1;",
			[]string{"CREATE PROCEDURE p() BEGIN IF a THEN SET x = 1; END IF; CASE a WHEN 1 THEN SET x = 2; END CASE; WHILE a DO SET a = 1; END WHILE; END;", "SELECT 1;"}},
		{"DELIMITER", my, "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nSELECT 2;",
			[]string{"DELIMITER //", "CREATE PROCEDURE p() BEGIN SELECT 1; END//", "DELIMITER ;", "SELECT 2;"}},
		{"DELIMITER $$", my, "DELIMITER $$\nSELECT 1; SELECT a$$\nDELIMITER ;\nSELECT 2;", []string{"DELIMITER $$", "SELECT 1; SELECT a$$", "DELIMITER ;", "SELECT 2;"}},
		{"GO", ms, "CREATE TABLE a (id int)\nGO\nCREATE PROC p AS SELECT 1; SELECT 2\nGO 5\nSELECT 3", []string{"CREATE TABLE a (id int)\nGO", "CREATE PROC p AS SELECT 1; SELECT 2\nGO 5", "SELECT 3"}},
		{"DELIMITER $$ behind a number", my, "DELIMITER $$\nSET @a = 1$$ SET b = 0x1$$\nDELIMITER ;\nSELECT 2;", []string{"DELIMITER $$", "SET @a = 1$$", "SET b = 0x1$$", "DELIMITER ;", "SELECT 2;"}},
		{"DELIMITER $$ behind a variable", my, "DELIMITER $$\nSET b = @a$$ SELECT 1$$\nDELIMITER ;\nSELECT 2;", []string{"DELIMITER $$", "SET b = @a$$", "SELECT 1$$", "DELIMITER ;", "SELECT 2;"}},
		{"delimiter directive", pg, "-- atlas:delimiter \\n\\n\n\nSELECT 1; SELECT 2;\n\nSELECT 3;", []string{"-- atlas:delimiter \\n\\n", "SELECT 1; SELECT 2;", "SELECT 3;"}},
		{"delimiter directive with a comment", pg, "-- atlas:delimiter -- end\nSELECT 1; SELECT 2;\n-- end\nSELECT 3;\n-- end",
			[]string{"-- atlas:delimiter -- end\nSELECT 1; SELECT 2;\n-- end", "SELECT 3;\n-- end"}},
		{"rules", pg, "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3;", []string{"CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);", "SELECT 3;"}},
		{"copy", pg, "COPY t (a) FROM stdin;\n1;\tit's\n\\N\n\\.\nSELECT 1;", []string{"COPY t (a) FROM stdin;", "1;\tit's\n\\N\n\\.", "SELECT 1;"}},
		{"copy without data", pg, "COPY t FROM stdin;\n\\.\nSELECT 1;", []string{"COPY t FROM stdin;", "\\.", "SELECT 1;"}},
		{"meta-commands", pg, "\\restrict it's\nSELECT 1;\n\\connect x\n\\.\nSELECT 2 \\gexec\nSELECT 3;",
			[]string{"\\restrict it's", "SELECT 1;", "\\connect x", "\\.", "SELECT 2 \\gexec", "SELECT 3;"}},
		{"a missing semicolon", pg, "CREATE TABLE a (id int)\nCREATE TABLE b (id int);\nSELECT 1;", []string{"CREATE TABLE a (id int)", "CREATE TABLE b (id int);", "SELECT 1;"}},
		{"a missing parenthesis", pg, "CREATE TABLE a (id int\nALTER TABLE b ADD c int;", []string{"CREATE TABLE a (id int", "ALTER TABLE b ADD c int;"}},
		{"a schema's elements", pg, "CREATE SCHEMA s\nCREATE TABLE a (id int)\nCREATE VIEW v AS SELECT 1;\nSELECT 1;",
			[]string{"CREATE SCHEMA s\nCREATE TABLE a (id int)\nCREATE VIEW v AS SELECT 1;", "SELECT 1;"}},
		{"explain", pg, "EXPLAIN\nCREATE TABLE a AS SELECT 1;", []string{"EXPLAIN\nCREATE TABLE a AS SELECT 1;"}},
		{"quotes that end are not cut", pg, "COMMENT ON TABLE a IS 'like\nCREATE TABLE x;\n';\nSELECT 1;", []string{"COMMENT ON TABLE a IS 'like\nCREATE TABLE x;\n';", "SELECT 1;"}},
		{"dollar quotes that end are not cut", pg, "DO $$\nBEGIN\nCREATE TABLE x(id int);\nEND $$;\nSELECT 1;", []string{"DO $$\nBEGIN\nCREATE TABLE x(id int);\nEND $$;", "SELECT 1;"}},
		{"an open quote", pg, "CREATE TABLE a (x text DEFAULT 'a);\nCREATE TABLE b (id int);", []string{"CREATE TABLE a (x text DEFAULT 'a);", "CREATE TABLE b (id int);"}},
		{"an open quote before others", pg, "CREATE TABLE a (x text DEFAULT 'a);\nCREATE TABLE b (x text DEFAULT 'b');\nCREATE TABLE c (x text);",
			[]string{"CREATE TABLE a (x text DEFAULT 'a);", "CREATE TABLE b (x text DEFAULT 'b');", "CREATE TABLE c (x text);"}},
		{"an open dollar quote", pg, "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1;\nCREATE TABLE b (id int);", []string{"CREATE FUNCTION f() RETURNS int AS $$ SELECT 1;", "CREATE TABLE b (id int);"}},
		{"an open dollar quote before others", pg, "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1;\nCREATE FUNCTION g() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;",
			[]string{"CREATE FUNCTION f() RETURNS int AS $$ SELECT 1;", "CREATE FUNCTION g() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;"}},
		{"an open double quote before others", pg, "CREATE TABLE \"a (\n  " + strings.Repeat("x", 128) + " text);\nCREATE TABLE b (\"id\" int);\n",
			[]string{"CREATE TABLE \"a (\n  " + strings.Repeat("x", 128) + " text);", "CREATE TABLE b (\"id\" int);", ""}},
		{"an open comment", pg, "/* a\nCREATE TABLE b (id int);", []string{"/* a", "CREATE TABLE b (id int);"}},
		{"an open copy", pg, "COPY t FROM stdin;\n1\t2\nCREATE TABLE b (id int);", []string{"COPY t FROM stdin;", "1\t2", "CREATE TABLE b (id int);"}},
		{"a column named type", pg, "ALTER TABLE t\nALTER type SET NOT NULL,\nDROP view;\nSELECT 1;", []string{"ALTER TABLE t\nALTER type SET NOT NULL,\nDROP view;", "SELECT 1;"}},
		{"MySQL's drop index", my, "ALTER TABLE t\nDROP INDEX i,\nALTER INDEX j INVISIBLE;\nSELECT 1;", []string{"ALTER TABLE t\nDROP INDEX i,\nALTER INDEX j INVISIBLE;", "SELECT 1;"}},
		{"an unfinished word", pg, "CREATE TAB\nCREATE TABLE b (id int);", []string{"CREATE TAB", "CREATE TABLE b (id int);"}},
		{"an indented head", pg, "  CREATE TABLE a (id int,\n  CREATE TABLE b (id int);", []string{"CREATE TABLE a (id int,", "CREATE TABLE b (id int);"}},
		{"no head", pg, "ALTER TABLE t\n  ALTER type SET NOT NULL;\nSELECT 1;", []string{"ALTER TABLE t\n  ALTER type SET NOT NULL;", "SELECT 1;"}},
		{"privileges", my, "GRANT\nCREATE VIEW,\nDROP ROLE ON x TO y;\nSELECT 1;", []string{"GRANT\nCREATE VIEW,\nDROP ROLE ON x TO y;", "SELECT 1;"}},
		{"a query after a table", pg, "CREATE TABLE a (id int\nSELECT 1;", []string{"CREATE TABLE a (id int", "SELECT 1;"}},
		{"a query of a table", pg, "CREATE TABLE a AS\nWITH b AS (\nSELECT 1)\nSELECT 1;", []string{"CREATE TABLE a AS\nWITH b AS (\nSELECT 1)\nSELECT 1;"}},
		{"a query in a check", pg, "CREATE TABLE a (b int CHECK (b IN (\nSELECT 1)));", []string{"CREATE TABLE a (b int CHECK (b IN (\nSELECT 1)));"}},
		{"MySQL's query of a table", my, "CREATE TABLE a (b int)\nSELECT 1;", []string{"CREATE TABLE a (b int)\nSELECT 1;"}},
		{"a query after a query", pg, "SELECT a FROM b\nSELECT 1;", []string{"SELECT a FROM b", "SELECT 1;"}},
		{"a union", pg, "SELECT a FROM b UNION\nSELECT 1 UNION ALL\nSELECT (\nSELECT 1);", []string{"SELECT a FROM b UNION\nSELECT 1 UNION ALL\nSELECT (\nSELECT 1);"}},
		{"a query after a view", pg, "CREATE VIEW v AS\nSELECT 1\nSELECT 2;", []string{"CREATE VIEW v AS\nSELECT 1", "SELECT 2;"}},
		{"a change after a table", pg, "CREATE TABLE a (id int)\nUPDATE a SET id = 1;", []string{"CREATE TABLE a (id int)", "UPDATE a SET id = 1;"}},
		{"actions of a key", pg, "CREATE TABLE a (id int REFERENCES b ON\nDELETE CASCADE ON\nUPDATE\nSET NULL);",
			[]string{"CREATE TABLE a (id int REFERENCES b ON\nDELETE CASCADE ON\nUPDATE\nSET NULL);"}},
		{"a column of such a name", pg, "CREATE TABLE a (\ncopy int,\ndo_it int,\nbegin int,\ntruncate bool);", []string{"CREATE TABLE a (\ncopy int,\ndo_it int,\nbegin int,\ntruncate bool);"}},
		{"a search path", pg, "CREATE TABLE a (id int)\nSET search_path = x;", []string{"CREATE TABLE a (id int)", "SET search_path = x;"}},
		{"a table's schema", pg, "ALTER TABLE a\nSET SCHEMA x;", []string{"ALTER TABLE a\nSET SCHEMA x;"}},
		{"MySQL's partitions", my, "ALTER TABLE a\nTRUNCATE PARTITION p;", []string{"ALTER TABLE a\nTRUNCATE PARTITION p;"}},
		{"a rule", pg, "CREATE RULE r AS ON INSERT TO t DO INSTEAD\nINSERT INTO x VALUES (1)\nCREATE TABLE a (id int);",
			[]string{"CREATE RULE r AS ON INSERT TO t DO INSTEAD\nINSERT INTO x VALUES (1)", "CREATE TABLE a (id int);"}},
		{"a schema without a name", pg, "CREATE SCHEMA\nCREATE TABLE a (id int);", []string{"CREATE SCHEMA", "CREATE TABLE a (id int);"}},
		{"a block", ms, "BEGIN\nCREATE TABLE a (id int)\nEND\nGO", []string{"BEGIN\nCREATE TABLE a (id int)\nEND\nGO"}},
		{"a transaction", pg, "BEGIN\nCREATE TABLE a (id int);", []string{"BEGIN", "CREATE TABLE a (id int);"}},
		{"a procedure of one statement", my, "CREATE PROCEDURE p(a int)\nCREATE TABLE b (id int);\nSELECT 1;", []string{"CREATE PROCEDURE p(a int)\nCREATE TABLE b (id int);", "SELECT 1;"}},
		{"an open name before others, short", pg, "CREATE TABLE a (\"id int);\nCREATE TABLE b (\"id\" int);\n", []string{"CREATE TABLE a (\"id int);", "CREATE TABLE b (\"id\" int);", ""}},
		{"a body without its quote", pg, "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1;\nCREATE TABLE b (id text DEFAULT 'x');\n",
			[]string{"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1;", "CREATE TABLE b (id text DEFAULT 'x');", ""}},
		{"a body that is a string", pg, "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN\nCREATE TABLE b (id int);\nEND';\nSELECT 1;",
			[]string{"CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN\nCREATE TABLE b (id int);\nEND';", "SELECT 1;"}},
		{"a default whose quote is open", pg, "CREATE FUNCTION f(a text DEFAULT 'x\nCREATE TABLE b (c text[] DEFAULT '{}');\nSELECT 1;",
			[]string{"CREATE FUNCTION f(a text DEFAULT 'x", "CREATE TABLE b (c text[] DEFAULT '{}');", "SELECT 1;"}},
		{"a condition whose quote is open", pg, "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW WHEN (new.b <> '\nCREATE TABLE b (c text[] DEFAULT '{}');\nSELECT 1;",
			[]string{"CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW WHEN (new.b <> '", "CREATE TABLE b (c text[] DEFAULT '{}');", "SELECT 1;"}},
		{"goose's marks", pg, "-- +goose Up\n-- +goose StatementBegin\nSELECT 1\n-- +goose StatementEnd\nSELECT 2\n\n-- +goose Down\nSELECT 3;",
			[]string{"-- +goose Up\n-- +goose StatementBegin\nSELECT 1", "-- +goose StatementEnd\nSELECT 2", "-- +goose Down\nSELECT 3;"}},
		{"dbmate's marks", pg, "-- migrate:up\nSELECT 1\n-- migrate:down\nSELECT 2", []string{"-- migrate:up\nSELECT 1", "-- migrate:down\nSELECT 2"}},
		{"changesets", pg, "--liquibase formatted sql\n--changeset a:1\nSELECT 1\n--rollback SELECT 2\n\n--changeset a:2\nSELECT 3",
			[]string{"--liquibase formatted sql\n--changeset a:1\nSELECT 1\n--rollback SELECT 2", "--changeset a:2\nSELECT 3"}},
		{"no changeset", pg, "SELECT 1,\n-- changeset of : it\n2;", []string{"SELECT 1,\n-- changeset of : it\n2;"}},
		{"CRLF", pg, "SELECT 1;\r\nSELECT 2;\r\n", []string{"SELECT 1;", "SELECT 2;", ""}},
		{"empty", pg, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := cutText(tt.src, tt.dialect)
			if strings.Join(got, "\n---\n") != strings.Join(tt.want, "\n---\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n---\n"), strings.Join(tt.want, "\n---\n"))
			}
		})
	}
}
