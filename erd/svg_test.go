package erd

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/internal/corpus"
)

// gitlab is the schema of GitLab: 496 tables beside their partitions.
func gitlab(t testing.TB) *schema.Realm {
	t.Helper()
	target, err := workspace.NewTarget(filepath.Join(corpus.Dir(t, "sql"), "gitlab", "structure.sql"))
	if err != nil {
		t.Fatal(err)
	}
	w := workspace.New(workspace.Options{Targets: []workspace.Target{target}})
	return w.Snapshot().Environments()[0].Realm()
}

// What a browser does for a picture grows with its elements.
func TestAPictureIsLean(t *testing.T) {
	d := diagram(t, gitlab(t), Options{Detail: Keys})
	elements := 0
	for x := xml.NewDecoder(bytes.NewReader(svg(t, d))); ; {
		token, err := x.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := token.(xml.StartElement); ok {
			elements++
		}
	}
	if limit := 20 * len(d.Boxes); elements > limit {
		t.Errorf("%d elements for %d boxes, more than %d", elements, len(d.Boxes), limit)
	}
}

// somewhere puts everything that has an origin into one file, the name's place as
// its line and column; what begins with "file:" is in that one.
func somewhere(o schema.Origin) (Location, bool) {
	if o.File() == "" {
		return Location{}, false
	}
	return Location{o.File(), o.Name.Start, o.Name.End}, true
}

func origin(file string, line, column int) schema.Origin {
	o := schema.Origin{Place: &schema.Place{File: file}}
	o.Name.Start, o.Name.End = line, column
	return o
}

func TestElementsSayWhereTheyAreDeclared(t *testing.T) {
	r := realm(`
table users
  id int pk
  email text
table orders
  id int pk
  user_id int
  fk user_id -> users id
`)
	users, orders := r.Schemas[0].Tables[0], r.Schemas[0].Tables[1]
	users.Origins = []schema.Origin{{}, origin("a&b.sql", 3, 14)}
	users.Columns[0].Origin = origin("a&b.sql", 4, 5)
	users.Columns[1].Origin = origin("later.sql", 9, 33)
	orders.ForeignKeys[0].Origin = origin("a&b.sql", 12, 7)
	text := string(svg(t, diagram(t, r, Options{Locate: somewhere})))
	for _, want := range []string{
		`data-table="users" data-file="a&amp;b.sql" data-line="3" data-col="14"`,
		`id="c-public.users.id" data-column="id" data-line="4" data-col="5"`,
		`id="c-public.users.email" data-column="email" data-file="later.sql" data-line="9" data-col="33"`,
		`data-key="fk_user_id" data-file="a&amp;b.sql" data-line="12" data-col="7"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if n := strings.Count(text, "data-line"); n != 4 {
		t.Errorf("%d elements have a place, want 4", n)
	}
}

func TestTooltips(t *testing.T) {
	r := realm(`
table users
  id int pk
  email text null unique
table orders
  id int pk
  user_id int
  fk user_id -> users id cascade
`)
	users, orders := r.Schemas[0].Tables[0], r.Schemas[0].Tables[1]
	users.Comment = "Who buys.\r\n\tNot who sells."
	users.Columns[1].Comment = "may <be> empty"
	users.Columns[1].Default = &schema.Expr{Text: "'none'"}
	orders.ForeignKeys[0].OnUpdate = "SET NULL"
	orders.ForeignKeys[0].Comment = "the buyer"
	text := string(svg(t, diagram(t, r, Options{})))
	for _, want := range []string{
		"<title>Who buys.&#10;    Not who sells.</title>",
		"<title>email text, null, unique&#10;default &#39;none&#39;&#10;may &lt;be&gt; empty</title>",
		"<title>fk_user_id: public.orders (user_id) → public.users (id); zero or many to exactly one; ON DELETE CASCADE; ON UPDATE SET NULL&#10;the buyer</title>",
		`aria-label="table public.users, 2 columns, referenced by 1 key"`,
		`aria-label="table public.orders, 2 columns, 1 foreign key"`,
		">Entity-relationship diagram: 2 tables, 0 views, 1 foreign key.</desc>",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// In a faulty schema a column or a table is declared twice; ids are still unique.
func TestIdsOfWhatIsDeclaredTwice(t *testing.T) {
	wellFormed(t, svg(t, diagram(t, realm("table a\n  id int\n  id int\ntable a\n  id int\n"), Options{})))
}

// Each palette sets each variable that the style sheet uses.
func TestPalettesAreComplete(t *testing.T) {
	sheets := map[string]string{"forced": forcedCSS}
	for _, p := range palettes {
		sheets[p.name] = p.css
	}
	for name, css := range sheets {
		for _, use := range variable.FindAllStringSubmatch(diagramCSS+pageCSS, -1) {
			if !strings.Contains(css, use[2]+":") {
				t.Errorf("%s does not set %s", name, use[2])
			}
		}
	}
}

// Programs that know no variables read the colours of the theme, and nothing that
// they would take for black; others read the variables afterwards.
func TestStyleHasColoursForProgramsWithoutVariables(t *testing.T) {
	style := diagram(t, realm(shop), Options{Theme: "dark"}).style()
	plain, live, ok := strings.Cut(style, "@supports (color:var(--bg)){")
	if !ok || strings.Contains(plain, "--") || strings.Contains(plain, "@") || !strings.Contains(plain, ".schemascope .bg{fill:#14171d}") {
		t.Errorf("the plain rules: %s", plain)
	}
	if got, want := strings.Count(live, "var("), strings.Count(diagramCSS, "var("); got != want {
		t.Errorf("%d variables are used, not %d, in %s", got, want, live)
	}
	if want := ".schemascope .ch.away rect{fill:none;stroke:var(--edge)}"; !strings.Contains(live, want) {
		t.Errorf("no %s in %s", want, live)
	}
}
