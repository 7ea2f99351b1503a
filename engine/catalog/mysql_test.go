package catalog_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/internal/mariadb"
)

// mariaDatabase makes a database of statements and gives its URL.
func mariaDatabase(tb testing.TB, ddl string) string {
	tb.Helper()
	url := mariadb.Database(tb)
	file := filepath.Join(tb.TempDir(), "schema.sql")
	if err := os.WriteFile(file, []byte(ddl), 0o600); err != nil {
		tb.Fatal(err)
	}
	if failures := mariadb.Load(tb, url, file); len(failures) > 0 {
		tb.Fatalf("%s\n%s", strings.Join(failures, "\n"), ddl)
	}
	return url
}

// Each file of testdata has the statements that make a database, and what
// inspecting it gives. That loads, and makes what inspects the same.
func TestMariaDB(t *testing.T) {
	files, err := filepath.Glob("testdata/mariadb/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no tests", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			if v := mariadb.Version(t); v < 1006 {
				t.Skipf("the server is version %d, the test for 1006", v)
			}
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			url := mariaDatabase(t, string(archive.Files[0].Data))
			realm := read(t, url)
			// The databases of the tests are numbered.
			name := realm.Schemas[0].Name
			realm.Schemas[0].Name = "home"
			for _, v := range realm.Schemas[0].Views {
				v.Query = strings.ReplaceAll(v.Query, "`"+name+"`.", "`home`.")
			}
			for _, o := range realm.Schemas[0].Objects {
				o.Definition = strings.ReplaceAll(o.Definition, "`"+name+"`.", "`home`.")
			}
			for _, table := range realm.Schemas[0].Tables {
				for _, c := range table.Columns {
					if c.Default != nil {
						c.Default.Text = strings.ReplaceAll(c.Default.Text, "`"+name+"`.", "`home`.")
					}
				}
			}
			golden(t, file, archive, realm)

			first, err := inspect.SQL(realm)
			if err != nil {
				t.Fatal(err)
			}
			again := mariaDatabase(t, "DROP DATABASE IF EXISTS home;\n"+first)
			second, err := inspect.SQL(read(t, again[:strings.LastIndex(again, "=")+1]+"home"))
			if err != nil {
				t.Fatal(err)
			}
			if first != second {
				t.Error(difference(first, second))
			}
		})
	}
}

// A URL that names no database is about all but the server's own; keys may lead
// from one to another.
func TestMariaDBAll(t *testing.T) {
	url := mariaDatabase(t, `CREATE TABLE users (id int PRIMARY KEY);
		CREATE DATABASE other_one COMMENT 'beside' CHARACTER SET latin1;
		CREATE TABLE other_one.posts (id int PRIMARY KEY, author int);`)
	server, database, _ := strings.Cut(url, "?database=")
	other := mariaDatabase(t, "ALTER TABLE other_one.posts ADD FOREIGN KEY (author) REFERENCES "+database+".users (id)")
	all := read(t, server)
	s := all.Schema("other_one")
	if s == nil || s.Comment != "beside" || len(s.Tables) != 1 || all.Schema(database) == nil {
		t.Fatalf("the schemas are %+v", all.Schemas)
	}
	if keys := s.Tables[0].ForeignKeys; len(keys) != 1 || keys[0].RefTable != all.Schema(database).Tables[0] {
		t.Errorf("the keys are %+v", keys)
	}
	for _, s := range all.Schemas {
		if s.Name == "mysql" || s.Name == "sys" || s.Name == "information_schema" || s.Name == "performance_schema" {
			t.Errorf("the server's %s is there", s.Name)
		}
	}
	if one := read(t, other); len(one.Schemas) != 1 || len(one.Schemas[0].Tables) != 0 {
		t.Errorf("an empty database has %+v", one.Schemas)
	}
}

// A thousand tables with what goes with them.
func BenchmarkMariaDB(b *testing.B) {
	var ddl strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&ddl, "CREATE TABLE t%d (id bigint AUTO_INCREMENT PRIMARY KEY, up bigint REFERENCES t%d (id)", i, max(0, i-1))
		for c := range 14 {
			fmt.Fprintf(&ddl, ", c%d varchar(%d)%s NOT NULL", c, c+1, map[bool]string{true: " DEFAULT 'x'"}[c%4 == 0])
		}
		fmt.Fprintf(&ddl, ", CHECK (c0 <> ''), CHECK (c1 <> c2), KEY (c0, c1 DESC), UNIQUE KEY (c2));\n")
	}
	url := mariaDatabase(b, ddl.String())
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := catalog.Read(b.Context(), url); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read and fold", func(b *testing.B) {
		for b.Loop() {
			db, err := catalog.Read(b.Context(), url)
			if err != nil {
				b.Fatal(err)
			}
			if n := len(db.Realm().Schemas[0].Tables); n != 1000 {
				b.Fatalf("%d tables", n)
			}
		}
	})
}
