package erd

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// pageWith writes the diagram's page into a file.
func pageWith(t *testing.T, d *Diagram) string {
	t.Helper()
	page, err := d.HTML(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "erd.html")
	if err := os.WriteFile(name, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// browse opens the page in a browser and runs the named scenario of
// testdata/page.js, which prints a JSON value.
func browse(t *testing.T, page, scenario string, result any) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	cmd := node(t, "playwright", "playwright-core", "page.js", chromium, page, scenario)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaint.String())
	}
	if err := json.Unmarshal(out, result); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// steps runs a scenario that prints, step by step, what went otherwise than it
// should.
func steps(t *testing.T, d *Diagram, scenario string) {
	t.Helper()
	var wrong []string
	browse(t, pageWith(t, d), scenario, &wrong)
	for _, w := range wrong {
		t.Error(w)
	}
}

// star is a schema with one table that many lead to, so many that it is a hub,
// and a chain of three tables.
func star() *schema.Realm {
	var text strings.Builder
	text.WriteString("table hub\n  id int pk\ntable a\n  id int pk\n  hub_id int\n  note text\n  fk hub_id -> hub id\ntable b\n  id int pk\n  a_id int\n  fk a_id -> a id\ntable c\n  id int pk\n  b_id int\n  fk b_id -> b id\n")
	for i := range hubTables {
		fmt.Fprintf(&text, "table leaf_%02d\n  id int pk\n  hub_id int\n  fk hub_id -> hub id\n", i)
	}
	return realm(text.String())
}

func TestPage(t *testing.T) {
	steps(t, diagram(t, star(), Options{Title: "Star", Detail: Full}), "explore")
}

func TestPageExports(t *testing.T) {
	steps(t, diagram(t, realm(shop), Options{Title: "The shop"}), "export")
}

func TestPageWithHostileNames(t *testing.T) {
	steps(t, diagram(t, hostileRealm(), Options{Title: hostile[0]}), "hostile")
}

// The page shows what is not a plain table or line.
func TestPageOfWhatLeadsElsewhere(t *testing.T) {
	r := realm("table users\n  id int pk\n  code text unique\ntable far\n  id int pk\ntable orders\n  id int pk\n  user_code text\n  lost int\n  far_id int\n  fk user_code -> users code\n  fk lost -> nowhere id\n  fk far_id -> far id\n")
	steps(t, diagram(t, r, Options{Detail: Keys, Exclude: []string{"far"}}), "elsewhere")
}

// In an overview, a table that has no row is found in its group.
func TestPageOfAnOverview(t *testing.T) {
	steps(t, diagram(t, gitlab(t), Options{}), "overview")
}

func TestPageFromAfar(t *testing.T) {
	steps(t, diagram(t, gitlab(t), Options{Detail: Full}), "far")
}

// From afar, any names may come: tables without any, and such as no database takes.
func TestPageOfOddNamesFromAfar(t *testing.T) {
	r := &schema.Realm{}
	for _, name := range []string{"", strings.Repeat("a_", 150_000)} {
		s := &schema.Schema{Name: "in" + name}
		for range 2 {
			s.Tables = append(s.Tables, &schema.Table{Schema: s, Name: name})
		}
		r.Schemas = append(r.Schemas, s)
	}
	steps(t, diagram(t, r, Options{Detail: Full}), "odd")
	r.Schemas = r.Schemas[:1]
	r.Schemas = append(r.Schemas, &schema.Schema{Name: "other", Tables: []*schema.Table{{Schema: r.Schemas[0], Name: ""}}})
	steps(t, diagram(t, r, Options{Detail: Full}), "odd")
}

// A group of an overview can be opened.
func TestPageOpensGroups(t *testing.T) {
	steps(t, diagram(t, gitlab(t), Options{}), "groups")
}

// thousand is GitLab's schema and copies of it under other names, of 1,120 tables.
func thousand(t *testing.T) *schema.Realm {
	const tables = 1120
	whole := gitlab(t)
	public := whole.Schema("public")
	drawn := len(diagram(t, whole, Options{}).Tables())
	for _, prefix := range []string{"second_", "third_"} {
		copied := gitlab(t).Schema("public")
		for _, table := range copied.Tables {
			if drawn == tables {
				return whole
			}
			if !table.IsPartition {
				drawn++
			}
			table.Name = prefix + table.Name
			table.Schema = public
			public.Tables = append(public.Tables, table)
		}
	}
	return whole
}

// Gives figures only: how fast a machine is, is no matter of right and wrong.
func TestPageOfAThousandTables(t *testing.T) {
	if testing.Short() {
		t.Skip("measures a browser")
	}
	d := diagram(t, thousand(t), Options{Detail: Keys})
	var figures map[string]float64
	page := pageWith(t, d)
	browse(t, page, "measure", &figures)
	t.Logf("%d boxes, %.0f elements: painted after %.0f ms; a frame of a pan %.0f ms at the median, %.0f ms at the 95th percentile; of a zoom %.0f and %.0f ms",
		len(d.Boxes), figures["elements"], figures["painted"], figures["pan50"], figures["pan95"], figures["zoom50"], figures["zoom95"])
	if int(figures["tables"]) != len(d.Boxes) {
		t.Errorf("the page has %v tables, want %d", figures["tables"], len(d.Boxes))
	}
}
