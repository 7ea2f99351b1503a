package erd

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// node is a command that runs a script with what scripts/npm.sh has installed
// into build/dir. Where Node.js or the package is missing the test is skipped.
func node(t *testing.T, dir, module, script string, args ...string) *exec.Cmd {
	t.Helper()
	modules, err := filepath.Abs(filepath.Join("..", "build", dir, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	if _, err := os.Stat(filepath.Join(modules, module)); err != nil {
		t.Skipf(`%s is not in %s; "make programs" installs it`, module, modules)
	}
	cmd := exec.Command("node", append([]string{filepath.Join("testdata", script)}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	return cmd
}

// The language's own parser reads what DBML writes, and finds all of it again.
func TestDBMLIsReadByItsOwnParser(t *testing.T) {
	literals := realm("table a\n  id int pk\n  x int\n  y int\n  z int\n  w int\n")
	for i, text := range []string{"'it''s \\'", "`a`", "now() AT TIME ZONE\n'UTC'", "-1.5"} {
		literals.Schemas[0].Tables[0].Columns[i+1].Default = &schema.Expr{Text: text}
	}
	literals.Schemas[0].Tables[0].Comment = "two\n'''lines\\"
	literals.Schemas[0].Tables[0].Checks = []*schema.Check{{Name: "it's", Expr: "x >\n0"}, {Expr: "`y` <> '\\'"}, {Expr: " "}}
	for name, c := range map[string]struct {
		realm                                        *schema.Realm
		schemas, tables, refs, enums, groups, checks int
	}{
		"shop":     {realm(shop), 1, 9, 9, 1, 0, 0},
		"schemas":  {realm(twoSchemas), 2, 7, 4, 0, 2, 0},
		"cycle":    {realm(cycle), 1, 2, 2, 0, 0, 0},
		"hostile":  {hostileRealm(), 1, len(hostile), len(hostile) - len(hostile)/4, len(hostile), 0, 0},
		"literals": {literals, 1, 1, 0, 0, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := node(t, "dbml", "@dbml/core", "dbml.js")
			text := diagram(t, c.realm, Options{Detail: Full}).DBML()
			cmd.Stdin = strings.NewReader(text)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s\n%s", err, out, text)
			}
			var got map[string]int
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatal(err)
			}
			want := map[string]int{"schemas": c.schemas, "tables": c.tables, "refs": c.refs, "enums": c.enums, "groups": c.groups, "checks": c.checks}
			for what, n := range want {
				if got[what] != n {
					t.Errorf("%d %s, want %d", got[what], what, n)
				}
			}
		})
	}
}

func TestJSON(t *testing.T) {
	text, err := diagram(t, realm(shop), Options{Title: "Shop", Detail: Keys}).JSON(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "shop-dark.json", text)
	text, err = diagram(t, hostileRealm(), Options{}).JSON(context.Background(), nil)
	if err != nil || !json.Valid(text) {
		t.Errorf("hostile names: %v, valid %v", err, json.Valid(text))
	}
}
