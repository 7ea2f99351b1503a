package catalog

import (
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// What MySQL's catalog says in its own way, as MySQL 8 and 5.7 document it: there
// is no MySQL to ask.
func TestMySQLDefaults(t *testing.T) {
	r := &mysqlReader{dialect: schema.MySQL}
	for _, test := range []struct {
		typ, text, extra string
		want             string
		literal          bool
	}{
		{"varchar(10)", "it's", "", "'it''s'", true},
		{"varchar(10)", "CURRENT_TIMESTAMP", "", "'CURRENT_TIMESTAMP'", true},
		{"int", "5", "", "5", true},
		{"decimal(10,2)", "0.00", "", "0.00", true},
		{"enum('a','b')", "a", "", "'a'", true},
		{"bit(3)", "b'101'", "", "b'101'", true},
		{"date", "2020-01-01", "", "'2020-01-01'", true},
		{"timestamp(3)", "CURRENT_TIMESTAMP(3)", "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)", "CURRENT_TIMESTAMP(3)", false},
		{"datetime", "CURRENT_TIMESTAMP", "", "CURRENT_TIMESTAMP", false},
		{"binary(16)", "uuid_to_bin(uuid())", "DEFAULT_GENERATED", "(uuid_to_bin(uuid()))", false},
		{"varchar(10)", `concat(_utf8mb4\'a\',\'b\')`, "DEFAULT_GENERATED", "(concat('a','b'))", false},
	} {
		got := r.defaultOf(&mysqlColumn{Type: test.typ, HasDefault: "1", Default: test.text, Extra: test.extra})
		if got == nil || got.Text != test.want || got.Literal != test.literal {
			t.Errorf("%s %s: got %+v, want %s", test.typ, test.text, got, test.want)
		}
	}
}

func TestMySQLChecks(t *testing.T) {
	r := &mysqlReader{dialect: schema.MySQL}
	d := mysqlCheck{Name: "c", Clause: "((`a` > 0) and (`b` <> _utf8mb4\\'x\\'))", Enforced: "NO"}.def(r)
	if want := "(`a` > 0) and (`b` <> 'x')"; d.Expr != want || len(d.Attrs) != 1 {
		t.Errorf("got %+v, want %s", d, want)
	}
	keys := (&mysqlReader{dialect: schema.MySQL}).index([]mysqlIndexPart{
		{Index: "i", NonUnique: "1", Expr: "lower(`a`)", Method: "BTREE", Visible: "NO"}, {Column: "b", Order: "D", Prefix: "4"},
	})
	if keys.Parts[0].Expr != "lower(`a`)" || !keys.Parts[1].Desc || keys.Unique || len(keys.Attrs) != 1 {
		t.Errorf("got %+v", keys)
	}
}

// URLs are those that Atlas takes.
func TestMySQLURLs(t *testing.T) {
	for _, test := range []struct{ url, user, password, network, address, database string }{
		{"mysql://root:pass@localhost:3307/shop", "root", "pass", "tcp", "localhost:3307", "shop"},
		{"maria://root@localhost/", "root", "", "tcp", "localhost:3306", ""},
		{"mariadb://u:p%40ss%2F@[::1]/a?tls=skip-verify", "u", "p@ss/", "tcp", "[::1]:3306", "a"},
		{"mysql+unix:///run/mysqld/mysqld.sock?database=shop", "", "", "unix", "/run/mysqld/mysqld.sock", "shop"},
		{"maria+unix://root:pass@/run/s?database=a", "root", "pass", "unix", "/run/s", "a"},
	} {
		c, err := mysqlConfig(test.url)
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		if c.AllowAllFiles {
			t.Errorf("%s: the server may read files", test.url)
		}
		if c.User != test.user || c.Passwd != test.password || c.Net != test.network || c.Addr != test.address || c.DBName != test.database {
			t.Errorf("%s: got %s %s %s %s %s", test.url, c.User, c.Passwd, c.Net, c.Addr, c.DBName)
		}
	}
	for _, url := range []string{"mysql://u@localhost/a?timeout=soon", "mysql://u@localhost:port/a", "mysql://u@localhost/a?allowAllFiles=true",
		"mysql://u@localhost/a?allowCleartextPasswords=true", "mysql://u@localhost/a?sql_log_off=1", "mysql://u@localhost/a?database=b"} {
		if _, err := mysqlConfig(url); err == nil {
			t.Errorf("%s is taken", url)
		}
	}
}
