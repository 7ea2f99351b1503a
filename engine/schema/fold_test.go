package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

// fold reads SQL files, in order, as one part.
func fold(d schema.Dialect, files ...string) *schema.Realm {
	return schema.Fold(d, []schema.Part{partOf(d, files...)})
}

func partOf(d schema.Dialect, files ...string) schema.Part {
	part := schema.Part{}
	for i, src := range files {
		file := schema.PartFile{Name: fmt.Sprintf("/%d.sql", i+1)}
		for _, c := range text.Cut(src, sql.Initial(d), sql.Next) {
			file.Chunks = append(file.Chunks, schema.Placed{
				Place: &schema.Place{File: file.Name, Start: c.Span.Start},
				Chunk: sql.Parse(src[c.Span.Start:c.Span.End], c.State),
			})
		}
		part.Files = append(part.Files, file)
	}
	return part
}

// summary lists a realm's elements, one to a line.
func summary(r *schema.Realm) string {
	var b strings.Builder
	for _, s := range r.Schemas {
		for _, e := range s.Enums {
			fmt.Fprintf(&b, "enum %s.%s %s\n", s.Name, e.Name, strings.Join(e.Values, " "))
		}
		for _, t := range s.Tables {
			fmt.Fprintf(&b, "table %s.%s", s.Name, t.Name)
			for _, c := range t.Columns {
				fmt.Fprintf(&b, " %s", c.Name)
				if !c.Null {
					b.WriteString("!")
				}
			}
			for _, p := range t.Parents {
				fmt.Fprintf(&b, " < %s", p.Name)
			}
			b.WriteString("\n")
			if t.PrimaryKey != nil {
				fmt.Fprintf(&b, "  primary %s (%s)\n", t.PrimaryKey.Name, parts(t.PrimaryKey))
			}
			for _, x := range t.Indexes {
				kind := "index"
				if x.Unique {
					kind = "unique"
				}
				fmt.Fprintf(&b, "  %s %s (%s)\n", kind, x.Name, parts(x))
			}
			for _, fk := range t.ForeignKeys {
				to := "?" + fk.Ref.String()
				if fk.RefTable != nil {
					to = fk.RefTable.Schema.Name + "." + fk.RefTable.Name
				}
				fmt.Fprintf(&b, "  key %s (%s) -> %s (%s)\n", fk.Name, strings.Join(fk.ColumnNames, ","), to, strings.Join(fk.RefColumnNames, ","))
			}
			for _, c := range t.Checks {
				fmt.Fprintf(&b, "  check %s\n", c.Name)
			}
		}
		for _, v := range s.Views {
			fmt.Fprintf(&b, "view %s.%s\n", s.Name, v.Name)
		}
	}
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "problem %s: %s\n", p.Code, p.Message)
	}
	return b.String()
}

func parts(x *schema.Index) string {
	var names []string
	for _, p := range x.Parts {
		names = append(names, p.Name+p.Expr)
	}
	return strings.Join(names, ",")
}

func TestFold(t *testing.T) {
	tests := []struct {
		name    string
		dialect schema.Dialect
		files   []string
		want    string
	}{
		{
			name: "PostgreSQL names what has no name",
			files: []string{`CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE REFERENCES t, b int, UNIQUE (a, b), CHECK (a > b), CHECK (b > a));
				CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t ((a + b));`},
			want: `table public.t id! a b
  primary t_pkey (id)
  unique t_a_key (a)
  unique t_a_b_key (a,b)
  index t_a_idx (a)
  index t_a_idx1 (a)
  index t_expr_idx (a + b)
  key t_a_fkey (a) -> public.t (id)
  check t_check
  check t_check1
`,
		},
		{
			name: "LIKE copies what it says",
			files: []string{`CREATE TABLE t (id serial PRIMARY KEY, a text NOT NULL UNIQUE, CHECK (a <> ''));
				CREATE INDEX named ON t (lower(a)) INCLUDE (id);
				CREATE TABLE plain (LIKE t);
				CREATE TABLE whole (LIKE t INCLUDING ALL);
				CREATE TABLE checked (LIKE t INCLUDING ALL EXCLUDING INDEXES, b int);`},
			want: `table public.t id! a!
  primary t_pkey (id)
  unique t_a_key (a)
  index named (lower(a))
  check t_a_check
table public.plain id! a!
table public.whole id! a!
  primary whole_pkey (id)
  unique whole_a_key (a)
  index whole_lower_id_idx (lower(a))
  check t_a_check
table public.checked id! a! b
  check t_a_check
`,
		},
		{
			name: "PostgreSQL names checks after their only column",
			files: []string{`CREATE TABLE t (a int CHECK (a > 0) CHECK (a < 9), b int CHECK (b > a), CHECK (length(b::text) > 1), CHECK (true));
				ALTER TABLE t ADD CHECK (b <> 5), ADD COLUMN c int CHECK (c > 0 AND c < 9), ADD CHECK (c > b);`},
			want: `table public.t a b c
  check t_a_check
  check t_a_check1
  check t_check
  check t_b_check
  check t_check1
  check t_b_check1
  check t_c_check
  check t_check2
`,
		},
		{
			name: "PostgreSQL names indexes after columns, functions and what they include",
			files: []string{`CREATE TABLE t (a int, b text, c tsrange, UNIQUE (a) INCLUDE (b), EXCLUDE USING gist (c WITH &&));
				CREATE INDEX ON t (lower(b), app.upper(b), lower(b), b) INCLUDE (a);
				CREATE INDEX ON t ((b::varchar), (coalesce(b, '')), (CASE WHEN a > 1 THEN 1 ELSE a::bigint END), (b || lower(b)), ((a)));`},
			want: `table public.t a b c
  unique t_a_b_key (a)
  index t_c_excl (c)
  index t_lower_upper_lower1_b_a_idx (lower(b),app.upper(b),lower(b),b)
  index t_b_coalesce_a_expr_a1_idx (b::varchar,coalesce(b, ''),CASE WHEN a > 1 THEN 1 ELSE a::bigint END,b || lower(b),(a))
`,
		},
		{
			name:  "PostgreSQL cuts names to 63 bytes, at the end of a character",
			files: []string{"CREATE TABLE \"" + strings.Repeat("ä", 40) + "\" (" + strings.Repeat("c", 70) + " int);\nCREATE INDEX i ON \"" + strings.Repeat("ä", 35) + "\" (" + strings.Repeat("c", 64) + ");"},
			want: "table public." + strings.Repeat("ä", 31) + " " + strings.Repeat("c", 63) + "\n" +
				"  index i (" + strings.Repeat("c", 63) + ")\n",
		},
		{
			name:  "names are cut to 63 bytes",
			files: []string{`CREATE TABLE a_table_with_a_name_that_is_quite_long_for_a_table (a_column_with_a_name_that_is_long_too int UNIQUE);`},
			want: `table public.a_table_with_a_name_that_is_quite_long_for_a_table a_column_with_a_name_that_is_long_too
  unique a_table_with_a_name_that_is_q_a_column_with_a_name_that_is__key (a_column_with_a_name_that_is_long_too)
`,
		},
		{
			name: "keys follow renames",
			files: []string{`CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a (id));
				ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME COLUMN a_id TO c_id; ALTER TABLE b RENAME CONSTRAINT b_a_id_fkey TO fk;`},
			want: `table public.c id!
  primary a_pkey (id)
table public.b c_id
  key fk (c_id) -> public.c (id)
`,
		},
		{
			name: "a dropped column takes its keys with it",
			files: []string{`CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int REFERENCES a, y int, UNIQUE (x, y));
				CREATE INDEX i ON b (y); ALTER TABLE b DROP COLUMN x;`},
			want: `table public.a id!
  primary a_pkey (id)
table public.b y
  index i (y)
`,
		},
		{
			name:  "DROP TABLE CASCADE drops the keys into it",
			files: []string{`CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int REFERENCES a); DROP TABLE a CASCADE; DROP TABLE IF EXISTS gone;`},
			want: `table public.b x
`,
		},
		{
			name: "search_path says where names live, to the end of the file",
			files: []string{`CREATE SCHEMA app; SET search_path = app, public; CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE public.t (other int);
				CREATE TABLE u (id int REFERENCES t);`, `CREATE TABLE v (id int);`},
			want: `table app.t id!
  primary t_pkey (id)
table app.u id
  key u_id_fkey (id) -> app.t (id)
table public.t other
table public.v id
`,
		},
		{
			name: "moved to another schema",
			files: []string{`CREATE SCHEMA s; CREATE TABLE t (id int PRIMARY KEY); CREATE TYPE m AS ENUM ('a'); ALTER TABLE t SET SCHEMA s; ALTER TYPE m SET SCHEMA s;
				CREATE TABLE u (t_id int REFERENCES s.t, m s.m); ALTER SCHEMA s RENAME TO z; ALTER TABLE z.t ADD COLUMN c int;`},
			want: `enum z.m a
table z.t id! c
  primary t_pkey (id)
table public.u t_id m
  key u_t_id_fkey (t_id) -> z.t (id)
`,
		},
		{
			name: "enum values are added in place",
			files: []string{`CREATE TYPE e AS ENUM ('a', 'c'); ALTER TYPE e ADD VALUE 'b' BEFORE 'c'; ALTER TYPE e ADD VALUE IF NOT EXISTS 'a';
				ALTER TYPE e ADD VALUE 'd'; ALTER TYPE e RENAME VALUE 'a' TO 'z';`},
			want: "enum public.e z b c d\n",
		},
		{
			name: "inherited, copied and partitioned",
			files: []string{`CREATE TABLE p (id int NOT NULL, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
				CREATE TABLE q (LIKE p, more int); CREATE TABLE r (own int) INHERITS (p); CREATE TABLE s (id int NOT NULL, at date); ALTER TABLE p ATTACH PARTITION s DEFAULT;`},
			want: `table public.p id! at
table public.p1 id! at < p
table public.q id! at more
table public.r id! at own < p
table public.s id! at < p
`,
		},
		{
			name:  "a constraint made of an index",
			files: []string{`CREATE TABLE t (id int); CREATE UNIQUE INDEX i ON t (id); ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY USING INDEX i;`},
			want: `table public.t id!
  primary k (id)
`,
		},
		{
			name:  "what exists already",
			files: []string{`CREATE TABLE t (id int); CREATE TABLE IF NOT EXISTS t (x int); CREATE TABLE t (y int);`, `CREATE TABLE T (z int); CREATE TABLE "T" (a int, a int);`},
			want: `table public.t id
table public.T a
problem duplicate-declaration: table "t" is already declared
problem duplicate-declaration: table "t" is already declared in 1.sql
problem duplicate-declaration: table "t" is declared again in 2.sql
problem duplicate-declaration: column "a" is already declared
`,
		},
		{
			name: "what does not exist",
			files: []string{`CREATE TABLE users (id int PRIMARY KEY, name text);
				CREATE TABLE p (u int REFERENCES usres (id), v int REFERENCES users (nmae), w int, FOREIGN KEY (w) REFERENCES users (id, name), PRIMARY KEY (wx));
				ALTER TABLE user ADD COLUMN x int; COMMENT ON COLUMN users.nam IS 'x'; CREATE INDEX ON nothing (x);`},
			want: `table public.users id! name
  primary users_pkey (id)
table public.p u v w
  primary p_pkey (wx)
  key p_u_fkey (u) -> ?usres (id)
  key p_v_fkey (v) -> public.users (nmae)
  key p_w_fkey (w) -> public.users (id,name)
problem unresolved-reference: table "usres", which the foreign key refers to, is not declared; did you mean "users"?
problem unresolved-reference: table "users" has no column "nmae"; did you mean "name"?
problem foreign-key-arity: the foreign key has 1 column (w) but refers to 2 columns of users (id, name)
problem unresolved-reference: table "p" has no column "wx"; did you mean "w"?
problem unresolved-reference: table "user" is not declared; did you mean "users"?
problem unresolved-reference: table "users" has no column "nam"; did you mean "name"?
problem unresolved-reference: table "nothing" is not declared
`,
		},
		{
			name:  "what may exist",
			files: []string{`DO $$ BEGIN EXECUTE 'CREATE TABLE hidden (id int)'; END $$; CREATE TABLE t (h int REFERENCES hidden);`},
			want: `table public.t h
  key t_h_fkey (h) -> ?hidden ()
`,
		},
		{
			name:  "system columns and catalogs always exist",
			files: []string{`CREATE TABLE t (id int); CREATE INDEX i ON t (ctid); COMMENT ON TABLE pg_catalog.pg_class IS 'x';`},
			want: `table public.t id
  index i (ctid)
`,
		},
		{
			name: "MySQL changes columns", dialect: schema.MySQL,
			files: []string{"CREATE TABLE `T` (`a` int, `b` int, KEY `k` (`a`)); ALTER TABLE t CHANGE a c bigint NOT NULL, MODIFY b text, DROP INDEX k;"},
			want:  "table .T c! b\n",
		},
		{
			name: "what a key refers to is renamed or goes with the key",
			files: []string{`CREATE TABLE users (id int PRIMARY KEY, code text UNIQUE, old text UNIQUE, more text UNIQUE);
				CREATE TABLE p (u int REFERENCES users (id), c text CONSTRAINT f REFERENCES users (code), m text REFERENCES users (more));
				CREATE TABLE gone (o text REFERENCES users (old));
				ALTER TABLE users RENAME COLUMN id TO uid;
				ALTER TABLE p DROP CONSTRAINT f; ALTER TABLE users DROP COLUMN code;
				DROP TABLE gone; ALTER TABLE users DROP COLUMN old;
				ALTER TABLE users DROP COLUMN more CASCADE;`},
			want: `table public.users uid!
  primary users_pkey (uid)
table public.p u c m
  key p_u_fkey (u) -> public.users (uid)
`,
		},
		{
			name:  "a key refers to a column that is dropped",
			files: []string{`CREATE TABLE users (id int PRIMARY KEY, code text UNIQUE); CREATE TABLE p (c text REFERENCES users (code)); ALTER TABLE users DROP COLUMN code;`},
			want: `table public.users id!
  primary users_pkey (id)
table public.p c
  key p_c_fkey (c) -> public.users (code)
problem unresolved-reference: table "users" has no column "code"
`,
		},
		{
			name: "partitions and heirs follow their parent",
			files: []string{`CREATE TABLE m (id int NOT NULL, at date) PARTITION BY RANGE (id);
				CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (1) TO (2);
				ALTER TABLE m ADD COLUMN x int; CREATE INDEX ON m1 (x);
				ALTER TABLE m DROP COLUMN at; ALTER TABLE m RENAME COLUMN x TO y; CREATE INDEX ON m1 (y);
				CREATE TABLE a (x int NOT NULL, y int); CREATE TABLE b (x int, z int) INHERITS (a);
				ALTER TABLE a ALTER COLUMN y SET NOT NULL, ADD COLUMN z int; ALTER TABLE a DROP COLUMN x, DROP COLUMN y;`},
			want: `table public.m id! y
table public.m1 id! y < m
  index m1_x_idx (y)
  index m1_y_idx (y)
table public.a z
table public.b x! z < a
`,
		},
		{
			name: "temporary tables",
			files: []string{`CREATE TABLE t (id int); CREATE TEMP TABLE t (x int); ALTER TABLE t ADD COLUMN y int; CREATE INDEX ON pg_temp.t (y);
				COMMENT ON COLUMN t.y IS 'x'; CREATE TABLE l (LIKE t); DROP TABLE t; ALTER TABLE t ADD COLUMN z int;`},
			want: `table public.t id z
table public.l
`,
		},
		{
			name: "what is no table goes by a table's statements",
			files: []string{`CREATE TABLE t (id int); CREATE INDEX i ON t (id); CREATE SEQUENCE s; CREATE TYPE c AS (x int); CREATE VIEW v AS SELECT 1 AS x;
				ALTER TABLE s OWNER TO me; ALTER TABLE s RENAME TO s2; ALTER TABLE s2 SET SCHEMA public; ALTER TABLE i RENAME TO i2;
				COMMENT ON COLUMN c.x IS 'x'; CREATE TABLE l (LIKE v, LIKE c, z int);`},
			want: `table public.t id
  index i2 (id)
table public.l z
view public.v
`,
		},
		{
			name: "SQLite alters a table by putting another in its place", dialect: schema.SQLite,
			files: []string{`CREATE TABLE users (id integer PRIMARY KEY); CREATE TABLE old (id integer);
				CREATE TABLE posts (u integer CONSTRAINT f REFERENCES Users (id), w integer CONSTRAINT g REFERENCES old (id)); DROP TABLE old;
				CREATE TABLE new_users (id integer PRIMARY KEY, name text); DROP TABLE users; ALTER TABLE new_users RENAME TO users;`},
			want: `table main.posts u w
  key f (u) -> main.users (id)
  key g (w) -> ?old (id)
table main.users id! name
  primary  (id)
`,
		},
		{
			name: "MySQL names what has no name", dialect: schema.MySQL,
			files: []string{`CREATE TABLE p (id int PRIMARY KEY, b int, KEY (b), KEY (b, id));
CREATE TABLE t (a int, b int, FOREIGN KEY (a) REFERENCES p (id), FOREIGN KEY own (b) REFERENCES p (b), CONSTRAINT c FOREIGN KEY (b) REFERENCES p (id), KEY wide (a, b), CHECK (a > 0));
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (b), ADD CHECK (b > 0);
RENAME TABLE t TO u;
ALTER TABLE u DROP COLUMN a;
CREATE TABLE Users (id int); CREATE TABLE users (id int); CREATE TABLE w (id int, FOREIGN KEY (ID) REFERENCES P (ID));`},
			want: `table .p id! b
  primary  (id)
  index b (b)
  index b_2 (b,id)
table .u b
  index wide (b)
  key u_ibfk_2 (b) -> .p (b)
  key c (b) -> .p (id)
  check u_chk_2
table .Users id
table .users id
table .w id
  index id (id)
  key w_ibfk_1 (id) -> .p (id)
`,
		},
		{
			name: "MySQL changes the column of a key", dialect: schema.MySQL,
			files: []string{"CREATE TABLE t (id int PRIMARY KEY, KEY k (id)); CREATE TABLE p (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id), KEY (a)); ALTER TABLE t CHANGE id uid int; ALTER TABLE t DROP PRIMARY KEY, DROP PRIMARY KEY; ALTER TABLE p DROP PRIMARY KEY;"},
			want: `table .t uid!
  index k (uid)
table .p a
  index a (a)
  key f (a) -> .t (uid)
`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := tt.dialect
			if d == "" {
				d = schema.Postgres
			}
			if got := summary(fold(d, tt.files...)); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

// TestUnknownDialect: where the dialect is not known, another case proves nothing.
// A sequence belongs to the column that it was last given to, and goes with it; a
// trigger or policy goes with its table.
func TestOwnedObjects(t *testing.T) {
	r := schema.Fold(schema.Postgres, []schema.Part{partOf(schema.Postgres, `
		CREATE TABLE app.t (id int, no int);
		CREATE TABLE gone (id serial);
		CREATE SEQUENCE a OWNED BY app.t.id;
		CREATE SEQUENCE b;
		CREATE SEQUENCE c OWNED BY app.t.id;
		CREATE SEQUENCE d OWNED BY gone.id;
		ALTER SEQUENCE a OWNED BY app.t.no;
		ALTER SEQUENCE b OWNED BY app.t.no;
		ALTER SEQUENCE c OWNED BY NONE;
		CREATE TRIGGER x BEFORE INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION f();
		CREATE TRIGGER x BEFORE INSERT ON gone FOR EACH ROW EXECUTE FUNCTION f();
		CREATE POLICY p ON gone USING (true);
		COMMENT ON TRIGGER x ON app.t IS 'of t';
		COMMENT ON SCHEMA public IS 'the default';
		DROP TABLE gone;`)})
	var got []string
	for _, s := range r.Schemas {
		for _, o := range s.Objects {
			line := fmt.Sprintf("%s %s.%s %s", o.Kind, s.Name, o.Name, o.Comment)
			for _, ref := range o.Refs {
				if ref.Attr == "owner" {
					line += " of " + ref.Target.Table.Name + "." + ref.Target.Column.Name
				}
			}
			got = append(got, strings.TrimSpace(line))
		}
	}
	want := []string{"trigger app.x of t", "sequence public.a  of t.no", "sequence public.b  of t.no", "sequence public.c"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if c := r.Schema("public").Comment; c != "the default" {
		t.Errorf("the comment on public is %q", c)
	}
}

// Statements find triggers and policies by their table, routines by their
// arguments, where there are others of the name.
func TestObjectsOfOneName(t *testing.T) {
	r := schema.Fold(schema.Postgres, []schema.Part{partOf(schema.Postgres, `
		CREATE TABLE app.t (id int);
		CREATE TABLE app.u (id int);
		CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
		CREATE FUNCTION app.f(text, varchar) RETURNS int LANGUAGE sql AS 'SELECT 2';
		CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 3';
		COMMENT ON FUNCTION app.f(integer) IS 'one';
		ALTER FUNCTION app.f(text, character varying) RENAME TO two;
		DROP FUNCTION app.f();
		CREATE TRIGGER x BEFORE INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION g();
		CREATE TRIGGER x BEFORE INSERT ON app.u FOR EACH ROW EXECUTE FUNCTION g();
		CREATE POLICY p ON app.t USING (true);
		CREATE POLICY p ON app.u USING (true);
		ALTER TRIGGER x ON app.t RENAME TO y;
		DROP TRIGGER x ON app.u;
		ALTER POLICY p ON app.u RENAME TO q;
		DROP POLICY p ON app.t;`)})
	var got []string
	for _, o := range r.Schema("app").Objects {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s(%s) %s", o.Kind, o.Name, o.Signature, o.Comment)))
	}
	if want := []string{"function f(integer) one", "function two(text, character varying)", "trigger y()", "policy q()"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A partition may say more of the columns that it has from its parent.
func TestColumnsOfPartitions(t *testing.T) {
	r := schema.Fold(schema.Postgres, []schema.Part{partOf(schema.Postgres, `
		CREATE TABLE t (id int, n int DEFAULT 1) PARTITION BY RANGE (id);
		CREATE TABLE p PARTITION OF t (id NOT NULL, n DEFAULT 2) DEFAULT;`)})
	of := r.Schema("public").Tables
	if t0, p := of[0].Columns, of[1].Columns; !t0[0].Null || p[0].Null || t0[1].Default.Text != "1" || p[1].Default.Text != "2" {
		t.Errorf("the table has %+v %+v, its partition %+v %+v", t0[0], t0[1], p[0], p[1])
	}
}

func TestUnknownDialect(t *testing.T) {
	r := fold("", `CREATE TABLE "Users" ("Id" int, name text); CREATE TABLE p (u int REFERENCES users (ID)); CREATE INDEX i ON USERS ("NAME");`)
	if len(r.Problems) > 0 {
		t.Errorf("problems: %+v", r.Problems)
	}
	r = fold("", `CREATE TABLE "T" (id int); CREATE TABLE t (id int); CREATE INDEX i ON "t" (id); CREATE INDEX j ON "T" (id);`)
	if len(r.Problems) > 0 || len(r.Schemas[0].Tables[0].Indexes) != 1 {
		t.Errorf("two tables that differ by case: %s", summary(r))
	}
}

func TestUnorderedFilesWait(t *testing.T) {
	part := partOf(schema.Postgres, `ALTER TABLE a ADD COLUMN x int; CREATE INDEX i ON a (x); COMMENT ON COLUMN a.x IS 'late';
		ALTER TABLE nothing ADD COLUMN y int;`, `CREATE TABLE a (id int);`)
	part.Unordered = true
	want := `table public.a id x
  index i (x)
problem unresolved-reference: table "nothing" is not declared
`
	if got := summary(schema.Fold(schema.Postgres, []schema.Part{part})); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTableThatIsDeclaredLater(t *testing.T) {
	r := fold(schema.Postgres, `ALTER TABLE a ADD COLUMN x int;`, `CREATE TABLE a (id int);`)
	if len(r.Problems) != 1 || r.Problems[0].Message != `table "a" is declared only after this in 2.sql` {
		t.Errorf("problems: %+v", r.Problems)
	}
}
