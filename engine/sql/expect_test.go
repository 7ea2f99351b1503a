package sql

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// expectText writes an Expectation without its keywords.
func expectText(src string, x Expectation) string {
	var parts []string
	if s := src[x.Prefix.Start:x.Prefix.End]; s != "" {
		parts = append(parts, "prefix="+s)
	}
	for _, k := range x.Kinds {
		parts = append(parts, string(k))
	}
	if x.Schema != "" {
		parts = append(parts, "in="+x.Schema)
	}
	for _, r := range x.Tables {
		parts = append(parts, "of="+r.String())
	}
	if x.Columns != nil {
		parts = append(parts, fmt.Sprint("declared=", x.Columns))
	}
	if !x.Owner.IsZero() {
		parts = append(parts, "owner="+x.Owner.String())
	}
	for _, name := range x.With {
		parts = append(parts, "with="+name)
	}
	if in := x.In; in != nil && slices.Contains(x.Kinds, schema.KindColumn) {
		for _, item := range in.From {
			item.Each(func(leaf *schema.FromItem) { parts = append(parts, leaf.Name().Text+"->"+leaf.Ref.String()) })
		}
	}
	if x.Types {
		parts = append(parts, "types")
	}
	return strings.Join(parts, " ")
}

func TestExpect(t *testing.T) {
	const pg, my = schema.Postgres, schema.MySQL
	tests := []struct {
		dialect schema.Dialect
		src     string // | is the place
		want    string
		keyword string // one that must be among the keywords, or !one that must not
	}{
		{pg, "|", "", "CREATE TABLE"},
		{pg, "cre|", "prefix=cre", "CREATE TABLE"},
		{pg, "-- comment |", "", "!CREATE TABLE"},
		{pg, "SELECT 'a |", "", "!FROM"},
		{pg, "CREATE |", "", "TABLE"},
		{pg, "CREATE TABLE |", "schema", "IF NOT EXISTS"},
		{pg, "CREATE TABLE app.|", "", ""},
		{pg, "CREATE TABLE t (|", "", "PRIMARY KEY"},
		{pg, "CREATE TABLE t (id |", "type schema types", ""},
		{pg, "CREATE TABLE t (id i|", "prefix=i type schema types", ""},
		{pg, "CREATE TABLE t (id app.|", "type in=app", ""},
		{pg, "CREATE TABLE t (id int |", "", "NOT NULL"},
		{pg, "CREATE TABLE t (id int NOT |", "", "NULL"},
		{pg, "CREATE TABLE t (id int, |)", "", "FOREIGN KEY"},
		{pg, "CREATE TABLE t (id int REFERENCES |", "table schema", "!NOT NULL"},
		{pg, "CREATE TABLE t (id int REFERENCES app.|", "table in=app", ""},
		{pg, "CREATE TABLE t (id int REFERENCES us|", "prefix=us table schema", ""},
		{pg, "CREATE TABLE t (id int REFERENCES users(|", "column of=users", ""},
		{pg, "CREATE TABLE t (id int REFERENCES app.users(|)", "column of=app.users", ""},
		{pg, "CREATE TABLE t (id int REFERENCES users(id) |", "", "ON DELETE"},
		{pg, "CREATE TABLE t (id int REFERENCES users(id) ON |", "", "DELETE"},
		{pg, "CREATE TABLE t (id int REFERENCES users(id) ON DELETE |", "", "CASCADE"},
		{pg, "CREATE TABLE t (id int, b text, PRIMARY KEY (|", "column of=t declared=[id b]", ""},
		{pg, "CREATE TABLE t (id int, b text, PRIMARY KEY (id, b|))", "prefix=b column of=t declared=[id b]", ""},
		{pg, "CREATE TABLE t (id int, b text, CONSTRAINT x FOREIGN KEY (|) REFERENCES u (id))", "column of=t declared=[id b]", ""},
		{pg, "CREATE TABLE t (id int, b text, FOREIGN KEY (b) REFERENCES u (|", "column of=u", ""},
		{pg, "CREATE TABLE t (id int, parent int REFERENCES t (|))", "column of=t declared=[id parent]", ""},
		{pg, "CREATE TABLE t (id int, CHECK (id > 0 AND |", "column function of=t declared=[id]", ""},
		{pg, "CREATE TABLE t (id int, CONSTRAINT x |", "", "FOREIGN KEY"},
		{pg, "CREATE TABLE t (id varchar(|", "", "!NOT"},
		{pg, "CREATE TABLE t (id double |", "", "NOT NULL"},
		{pg, "CREATE TABLE t (id int NOT NULL |", "", "!NOT NULL"},
		{pg, "CREATE TABLE t (id int DEFAULT 1 + |", "column function of=t declared=[id]", "!NOT NULL"},
		{pg, "CREATE TABLE t (id int DEFAULT 1 |", "", "NOT NULL"},
		{pg, "CREATE TABLE t (id int\n  name |", "type schema types", ""},
		{pg, "CREATE UNIQUE |", "", "!TABLE"},
		{pg, "CREATE TABLE p PARTITION OF t |", "", "FOR VALUES IN"},
		{pg, "ALTER TABLE t nonsense here, DROP COLUMN |", "column of=t", "IF EXISTS"},
		{pg, "ALTER TABLE t DISABLE TRIGGER |", "trigger of=t", "ALL"},
		{pg, "COMMENT ON CONSTRAINT | ON app.t", "constraint of=app.t", ""},
		{pg, "DROP INDEX |", "index schema", "CONCURRENTLY"},
		{pg, "SELECT nextval('|", "prefix=' sequence schema", "!FROM"},
		{pg, "SET search_path TO a, |", "schema", ""},
		{my, "ALTER TABLE t DROP INDEX |", "index of=t", ""},
		{my, "CREATE TABLE t (id int) ENGINE = |", "", "InnoDB"},
		{schema.SQLite, "CREATE TABLE t (id int) |", "", "WITHOUT ROWID"},
		{pg, "CREATE TABLE t (id int) INHERITS (|", "table schema", ""},
		{pg, "CREATE TABLE t (id int) |", "", "PARTITION BY"},
		{pg, "CREATE TABLE t (id int) PARTITION BY RANGE (|", "column of=t declared=[id]", ""},
		{pg, "CREATE TABLE t PARTITION OF |", "table schema", ""},
		{my, "CREATE TABLE t (id int, KEY x (|", "column of=t declared=[id]", ""},
		{pg, "ALTER TABLE |", "table schema", "ONLY"},
		{pg, "ALTER TABLE app.|", "table in=app", ""},
		{pg, "ALTER TABLE t |", "", "ADD COLUMN"},
		{pg, "ALTER TABLE t DROP COLUMN |", "column of=t", "IF EXISTS"},
		{pg, "ALTER TABLE ONLY app.t DROP COLUMN IF EXISTS |", "column of=app.t", ""},
		{pg, "ALTER TABLE t ALTER COLUMN |", "column of=t", ""},
		{pg, "ALTER TABLE t ALTER COLUMN c |", "", "SET NOT NULL"},
		{pg, "ALTER TABLE t ALTER COLUMN c TYPE |", "type schema types", ""},
		{pg, "ALTER TABLE t RENAME COLUMN |", "column of=t", ""},
		{pg, "ALTER TABLE t ADD COLUMN c |", "type schema types", ""},
		{pg, "ALTER TABLE t ADD COLUMN c int REFERENCES |", "table schema", ""},
		{pg, "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (|", "column of=t", ""},
		{pg, "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES |", "table schema", ""},
		{pg, "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES u (|", "column of=u", ""},
		{pg, "ALTER TABLE t DROP CONSTRAINT |", "constraint of=t", ""},
		{pg, "ALTER TABLE t ADD COLUMN a int, DROP COLUMN |", "column of=t", ""},
		{pg, "ALTER TYPE |", "type schema", ""},
		{pg, "ALTER TYPE mood |", "", "ADD VALUE"},
		{pg, "ALTER SEQUENCE s OWNED BY |", "table schema", ""},
		{pg, "ALTER SEQUENCE s OWNED BY t.|", "table column in=t of=t", ""},
		{pg, "CREATE INDEX i ON |", "table materialized schema", ""},
		{pg, "CREATE INDEX ON t (|", "column of=t", ""},
		{pg, "CREATE INDEX i ON app.t USING gin (lower(|", "column function of=app.t", ""},
		{pg, "CREATE INDEX i ON t (a) WHERE |", "column function of=t", ""},
		{pg, "CREATE INDEX i ON t USING |", "", "gin"},
		{pg, "CREATE TRIGGER x BEFORE UPDATE OF | ON t", "column of=t", ""},
		{pg, "CREATE TRIGGER x BEFORE UPDATE ON |", "relation schema", ""},
		{pg, "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION |", "function schema", ""},
		{pg, "CREATE POLICY x ON t USING (|", "column function of=t", ""},
		{pg, "COMMENT ON |", "", "TABLE"},
		{pg, "COMMENT ON TABLE |", "table schema", ""},
		{pg, "COMMENT ON COLUMN |", "relation schema", ""},
		{pg, "COMMENT ON COLUMN t.|", "relation column in=t of=t", ""},
		{pg, "COMMENT ON COLUMN app.t.|", "column of=app.t", ""},
		{pg, "COMMENT ON TABLE t |", "", "IS"},
		{pg, "DROP TABLE |", "table schema", "IF EXISTS"},
		{pg, "DROP TABLE IF EXISTS a, |", "table schema", ""},
		{pg, "DROP TRIGGER x ON |", "relation schema", ""},
		{pg, "SELECT * FROM |", "relation schema", ""},
		{pg, "SELECT * FROM app.|", "relation in=app", ""},
		{pg, "SELECT * FROM a JOIN |", "relation schema", ""},
		{pg, "SELECT * FROM a, |", "relation schema", ""},
		{pg, "SELECT | FROM users u", "column function u->users", ""},
		{pg, "SELECT u.| FROM users u", "column function in=u owner=u u->users", ""},
		{pg, "SELECT u.|\nFROM users u", "column function in=u owner=u u->users", ""},
		{pg, "SELECT u.na| FROM app.users AS u", "prefix=na column function in=u owner=u u->app.users", ""},
		{pg, "SELECT 1 FROM users u JOIN posts p ON p.|", "column function in=p owner=p u->users p->posts", ""},
		{pg, "SELECT 1 FROM users u JOIN posts p ON |", "column function u->users p->posts", ""},
		{pg, "SELECT 1 FROM users WHERE |", "column function users->users", "!AND"},
		{pg, "SELECT 1 FROM users ORDER BY |", "column function users->users", ""},
		{pg, "SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.x = a.|)", "column function in=a owner=a b->b", ""},
		{pg, "WITH w AS (SELECT 1) SELECT * FROM |", "relation schema with=w", ""},
		{pg, "WITH w AS (SELECT a.| FROM t a) SELECT * FROM w", "column function in=a owner=a a->t", ""},
		{pg, "CREATE VIEW v AS SELECT x.| FROM t x;", "column function in=x owner=x x->t", ""},
		{pg, "CREATE VIEW v AS SELECT a FROM |", "relation schema", ""},
		{pg, "SELECT name AS called FROM users ORDER BY |", "column function declared=[called] users->users", ""},
		{pg, "SELECT | FROM (SELECT 1 AS a) s JOIN users u ON true", "column function s-> u->users", "DISTINCT"},
		{pg, "SELECT 1 FROM users u, LATERAL (SELECT u.| FROM posts) p", "column function in=u owner=u posts->posts", ""},
		{pg, "INSERT INTO t (a) SELECT | FROM users", "column function users->users", ""},
		{pg, "INSERT INTO t (a) VALUES (1) RETURNING |", "column function t->t", ""},
		{pg, "UPDATE t SET a = 1 FROM users u WHERE |", "column function t->t u->users", ""},
		{pg, "DELETE FROM t USING users u WHERE u.|", "column function in=u owner=u t->t u->users", ""},
		{pg, "SELECT 1 FROM users u WHERE u.id IN (SELECT | FROM posts)", "column function posts->posts", ""},
		{pg, "CREATE VIEW v AS WITH a AS (SELECT 1), b AS (SELECT 2) SELECT * FROM |", "relation schema with=a with=b", ""},
		{pg, "INSERT INTO |", "relation schema", ""},
		{pg, "INSERT INTO t (|", "column of=t", ""},
		{pg, "INSERT INTO t (a, |) VALUES (1)", "column of=t", ""},
		{pg, "UPDATE |", "relation schema", ""},
		{pg, "UPDATE t SET |", "column of=t", "!WHERE"},
		{pg, "DELETE FROM |", "relation schema", ""},
		{pg, "DELETE FROM t WHERE |", "column function t->t", ""},
		{pg, "CREATE FUNCTION f(a |", "type schema types", ""},
		{pg, "CREATE FUNCTION f() RETURNS |", "type schema types", ""},
		{pg, "CREATE DOMAIN d AS |", "type schema types", ""},
		{pg, "CREATE TYPE c AS (a |", "type schema types", ""},
		{pg, "GRANT SELECT ON |", "relation schema", ""},
		{pg, "SELECT 1 FROM users WHERE a |", "", "AND"},
		{pg, "SELECT 1 FROM users WHERE a IS |", "", "NOT NULL"},
		{pg, "SELECT 1 FROM users WHERE a NOT |", "", "IN"},
		{pg, "SELECT 1 FROM users WHERE a IS NOT |", "", "NULL"},
		{pg, "SELECT 1 FROM users WHERE a = 1 |", "", "ORDER BY"},
		{pg, "SELECT 1 FROM users WHERE CASE WHEN a |", "", "THEN"},
		{pg, "SELECT 1 FROM users WHERE a IN (|", "column function users->users", "SELECT"},
		{pg, "SELECT extract(year FROM |) FROM users", "column function users->users", "CASE"},
		{pg, "SELECT a IS DISTINCT FROM | FROM users", "column function users->users", "CASE"},
		{pg, "SELECT count(*) |", "", "FROM"},
		{pg, "SELECT * |", "", "FROM"},
		{pg, "SELECT 2 * | FROM users", "column function users->users", "!FROM"},
		{pg, "SELECT DISTINCT ON (a) | FROM users", "column function users->users", "!AS"},
		{pg, "SELECT sum(a) OVER (| FROM users", "", "PARTITION BY"},
		{pg, "SELECT sum(a) OVER (PARTITION BY |) FROM users", "column function users->users", "!ORDER BY"},
		{pg, "SELECT 1 FROM users WINDOW w AS (|", "", "PARTITION BY"},
		{pg, "SELECT 1 FROM users WINDOW w AS (PARTITION |", "", "BY"},
		{pg, "SELECT 1 FROM users WINDOW w AS (PARTITION BY a |", "", "ORDER BY"},
		{pg, "SELECT 1 FROM users WINDOW w AS (PARTITION BY |", "column function users->users", "!ORDER BY"},
		{pg, "SELECT 1 FROM users |", "", "WHERE"},
		{pg, "SELECT 1 FROM users |", "", "!ON"},
		{pg, "SELECT 1 FROM users |", "", "AS"},
		{pg, "SELECT 1 FROM users u |", "", "!AS"},
		{pg, "SELECT 1 FROM users AS u |", "", "!AS"},
		{pg, "SELECT 1 FROM app.users |", "", "AS"},
		{pg, "SELECT 1 FROM (SELECT 1) |", "", "AS"},
		{pg, "SELECT 1 FROM users JOIN posts |", "", "AS"},
		{pg, "SELECT a + b |", "", "AS"},
		{pg, "SELECT a b |", "", "!AS"},
		{pg, "UPDATE users u |", "", "!AS"},
		{pg, "SELECT 1 FROM users |", "", "!USING"},
		{pg, "SELECT 1 FROM users u JOIN posts p |", "", "USING"},
		{pg, "SELECT 1 FROM users u JOIN posts p |", "", "!WHERE"},
		{pg, "SELECT 1 FROM users u CROSS JOIN posts p |", "", "!ON"},
		{pg, "SELECT 1 FROM users u JOIN posts p ON true |", "", "WHERE"},
		{pg, "SELECT 1 FROM users u LEFT |", "", "JOIN"},
		{pg, "SELECT 1 FROM (|", "relation schema", "SELECT"},
		{pg, "SELECT 1 FROM generate_series(1, |)", "column function generate_series->", ""},
		{pg, "SELECT 1 FROM users ORDER BY a |", "", "DESC"},
		{pg, "SELECT 1 FROM users GROUP |", "", "BY"},
		{pg, "SELECT 1 FROM users FOR UPDATE |", "", "!SET"},
		{pg, "SELECT a::| FROM t", "type schema types", ""},
		{pg, "SELECT a::app.| FROM t", "type in=app", ""},
		{pg, "SELECT cast(a AS | FROM t", "type schema types", ""},
		{pg, "SELECT cast(a AS te|) FROM t", "prefix=te type schema types", ""},
		{pg, "CREATE TABLE t (a text DEFAULT 'x'::|", "type schema types", ""},
		{my, "SELECT CAST(a AS |) FROM t", "", "SIGNED"},
		{pg, "INSERT |", "", "INTO"},
		{schema.SQLite, "INSERT OR |", "", "IGNORE"},
		{schema.SQLite, "INSERT |", "", "OR REPLACE"},
		{pg, "INSERT INTO t |", "", "VALUES"},
		{pg, "INSERT INTO t (a) |", "", "!DEFAULT VALUES"},
		{pg, "INSERT INTO t (a) VALUES |", "", "!RETURNING"},
		{pg, "INSERT INTO t (a) VALUES (|", "function", "DEFAULT"},
		{pg, "INSERT INTO t (a) VALUES (1) |", "", "ON CONFLICT"},
		{pg, "INSERT INTO t (a) VALUES (1), (2) |", "", "RETURNING"},
		{my, "INSERT INTO t (a) VALUES (1) |", "", "ON DUPLICATE KEY UPDATE"},
		{pg, "INSERT INTO t (a) VALUES (1) ON |", "", "CONFLICT"},
		{pg, "INSERT INTO t (a) VALUES (1) ON CONFLICT |", "", "DO NOTHING"},
		{pg, "INSERT INTO t (a) VALUES (1) ON CONFLICT (|", "column of=t", "!DEFAULT"},
		{pg, "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) |", "", "DO UPDATE SET"},
		{pg, "INSERT INTO t (a) VALUES (1) ON CONFLICT ON CONSTRAINT |", "constraint of=t", ""},
		{pg, "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO |", "", "NOTHING"},
		{pg, "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE |", "", "SET"},
		{pg, "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET |", "column of=t", "!WHERE"},
		{pg, "INSERT INTO t (a) SELECT x FROM u ON |", "", "CONFLICT"},
		{my, "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE |", "column of=t", ""},
		{my, "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(|", "column function t->t", ""},
		{pg, "UPDATE t |", "", "SET"},
		{pg, "UPDATE t SET m |", "", "!WHERE"},
		{pg, "UPDATE t SET m = |", "column function t->t", "!WHERE"},
		{pg, "UPDATE t SET m = |", "column function t->t", "!FROM"},
		{pg, "UPDATE t SET m = 1 |", "", "WHERE"},
		{pg, "UPDATE t SET m = 1, |", "column of=t", "!WHERE"},
		{my, "UPDATE t JOIN u ON u.a = t.a SET |", "column t->t u->u", ""},
		{pg, "DELETE FROM t |", "", "USING"},
		{pg, "DELETE FROM t |", "", "!JOIN"},
		{pg, "WITH w AS (|", "", "SELECT"},
		{pg, "WITH w |", "", "AS"},
		{pg, "WITH w AS (SELECT 1) |", "", "INSERT INTO"},
		{pg, "WITH w AS (SELECT 1) INSERT INTO |", "relation schema", ""},
		{pg, "\n\n-- c\nALTER TABLE |\n", "table schema", ""},
	}
	for _, tt := range tests {
		offset := strings.IndexByte(tt.src, '|')
		src := tt.src[:offset] + tt.src[offset+1:]
		x := Expect(src, offset, Initial(tt.dialect))
		if got := expectText(src, x); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.src, got, tt.want)
		}
		if k, not := strings.CutPrefix(tt.keyword, "!"); k != "" && slices.Contains(x.Keywords, k) == not {
			t.Errorf("%s\nkeywords %v, want %s", tt.src, x.Keywords, tt.keyword)
		}
	}
}

// TestExpectAnywhere asks at random places of real and of mangled text.
func TestExpectAnywhere(t *testing.T) {
	rng := rand.New(rand.NewSource(3))
	for n := range 4000 {
		d := []schema.Dialect{schema.Postgres, schema.MySQL, schema.SQLite, schema.SQLServer, ""}[n%5]
		var b strings.Builder
		for range 1 + rng.Intn(8) {
			b.WriteString(fragments[rng.Intn(len(fragments))] + " ")
			b.WriteString(words[rng.Intn(len(words))] + " ")
		}
		src := b.String()
		for _, c := range text.Cut(src, Initial(d), Next) {
			chunk := src[c.Span.Start:c.Span.End]
			x := Expect(chunk, rng.Intn(len(chunk)+1), c.State)
			if x.Prefix.Start < 0 || x.Prefix.End > len(chunk) || x.Prefix.Start > x.Prefix.End {
				t.Fatalf("prefix %v of %q", x.Prefix, chunk)
			}
			Outline(chunk, c.State)
		}
	}
}

var words = strings.Fields(`create table alter add column drop constraint references primary key unique ( ) , . a b "c d" int text
	foreign select from where join on with as union values insert into update set delete check default null not index using view
	materialized comment is type enum rename to schema public . . partition of by attach trigger execute function begin end case
	conflict do nothing constraint cast over case when new old perform atomic $$ $$ language sql plpgsql unsigned auto_increment modify change like inherits generated always identity collate returning order group exclude :: [ ]`)
