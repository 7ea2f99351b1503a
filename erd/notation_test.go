package erd

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

func TestJoinTables(t *testing.T) {
	r := realm(`
table a
  id int pk
table b
  id int pk
table plain
  a int pk
  b int pk
  fk a -> a id
  fk b -> b id
table dated
  a int pk
  b int pk
  since date
  fk a -> a id
  fk b -> b id
table keyless
  a int
  b int
  fk a -> a id
  fk b -> b id
table order_of_its_own
  id int pk
  a int
  b int
  fk a -> a id
  fk b -> b id
table line
  a int pk
  no int pk
  b int
  fk a -> a id
  fk b -> b id
table three
  a int pk
  b int pk
  c int pk
  fk a -> a id
  fk b -> b id
  fk c -> b id
`)
	var joins []string
	for _, b := range diagram(t, r, Options{Detail: Names}).Boxes {
		if b.Join {
			joins = append(joins, b.Name)
		}
	}
	if got := strings.Join(joins, " "); got != "plain dated keyless" {
		t.Errorf("join tables: %s", got)
	}
}

// constrained is a table with what is listed below its columns.
func constrained() *schema.Realm {
	r := realm("table t\n  id int pk\n  total int\n  code text\n")
	table := r.Schemas[0].Tables[0]
	id, total, code := table.Columns[0], table.Columns[1], table.Columns[2]
	code.Attrs = []schema.Attr{{Name: "auto_increment", Value: "true"}}
	id.Identity, total.Generated = &schema.Identity{}, &schema.Generated{Expr: "a + b"}
	table.Indexes = []*schema.Index{
		{Name: "t_code", Unique: true, Parts: []schema.IndexPart{{Name: "code", Column: code}}},
		{Name: "t_two", Method: "gin", Parts: []schema.IndexPart{{Expr: "lower(code)"}, {Name: "total", Column: total, Desc: true}}, Where: "total  > 0"},
	}
	table.Checks = []*schema.Check{{Name: "positive", Expr: "total > 0 AND " + strings.Repeat("total < 1000000 AND ", 40) + "true"}}
	return r
}

func TestIndexesAndChecksAreListed(t *testing.T) {
	d := diagram(t, constrained(), Options{Detail: Full})
	var rows []string
	for _, r := range d.Boxes[0].Rows[3:] {
		rows = append(rows, r.name+": "+r.typ)
	}
	text := strings.Join(rows, "\n")
	for _, want := range []string{"t_code: unique (code)", "t_two: gin (lower(code), total", "positive: check total > 0 AND"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	picture := string(svg(t, d))
	for _, want := range []string{"IDENTITY", "GENERATED", "UQ AUTO", "unique, auto_increment", "where total &gt; 0"} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %q in the picture", want)
		}
	}
	if n := len(diagram(t, constrained(), Options{Detail: Keys}).Boxes[0].Rows); n != 1 {
		t.Errorf("%d rows at detail keys", n)
	}
	table := d.Boxes[0].Table
	for range 30 {
		table.Checks = append(table.Checks, &schema.Check{Expr: "true"})
	}
	rest := diagram(t, &schema.Realm{Schemas: []*schema.Schema{table.Schema}}, Options{Detail: Full}).Boxes[0].Rows
	if last := rest[len(rest)-1].name; len(rest) != 3+maxConstraints+1 || last != "… 21 more" {
		t.Errorf("%d rows; the last is %q", len(rest), last)
	}
}

func TestViewsLeadToWhatTheyRead(t *testing.T) {
	r := realm(shop + "view all_of_it: id bigint\nview totals_by_year: id bigint\n")
	s := r.Schemas[0]
	read := func(view int, tables ...int) {
		for _, n := range tables {
			s.Views[view].DependsOn = append(s.Views[view].DependsOn, schema.Target{Kind: schema.KindTable, Table: s.Tables[n]})
		}
	}
	read(0, 0, 2, 2)
	read(1, 0, 1, 2, 3)
	s.Views[2].DependsOn = []schema.Target{{Kind: schema.KindView, View: s.Views[0]}}
	for detail, want := range map[Detail]int{Full: 7, Keys: 7, Names: 0} {
		d := diagram(t, r, Options{Detail: detail})
		p, err := Layered{}.Layout(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		checkPlacement(t, d, p)
		checkKeys(t, r, d)
		if len(d.Links) != want {
			t.Errorf("%s: %d links, not %d", detail, len(d.Links), want)
		}
		for i, l := range d.Links {
			drawing := AsLine
			if d.Boxes[l.Child.Box].Name == "all_of_it" {
				drawing = AsChip
			}
			if l.Drawing != drawing || (p.Links[i].Curve != nil) != (drawing == AsLine) {
				t.Errorf("%s: the link of %s is drawn as %d", detail, d.Boxes[l.Child.Box].Name, l.Drawing)
			}
		}
		if text := string(svg(t, d)); want > 0 != strings.Contains(text, "view public.customer_totals reads public.orders") {
			t.Errorf("%s: whether the picture says what is read", detail)
		}
	}
}

// A line ends at the first column of a key; the others are joined to it.
func TestKeysOfSeveralColumnsHaveBrackets(t *testing.T) {
	r := realm("table p\n  a int pk\n  b int pk\ntable c\n  x int\n  n int\n  y int\n  fk x,y -> p a,b\n")
	d := diagram(t, r, Options{Detail: Full})
	p, err := Layered{}.Layout(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	picture := string(d.draw(p))
	route := p.Routes[0]
	bracket := func(end Point, side Side, height float64) string {
		var want pathData
		want.moveTo(end.X+4*float64(side), end.Y).command('V', end.Y+height)
		return string(want)
	}
	if want := bracket(route.From, route.FromSide, 2*rowHeight); !strings.Contains(picture, want) {
		t.Errorf("no bracket %s at the child's rows", want)
	}
	if want := bracket(route.To, route.ToSide, rowHeight); !strings.Contains(picture, want) {
		t.Errorf("no bracket %s at the parent's rows", want)
	}
}

// A table that most others lead to takes the lines out of a picture that has many
// tables: the more, the sooner.
func TestHubs(t *testing.T) {
	for _, test := range []struct {
		tables, keys int
		hub          bool
	}{
		{denseTables, denseTables - 1, false},
		{denseTables + 1, denseKeys + 1, true},
		{denseTables + 1, denseKeys, false},
		{hubTables + 1, hubKeys + 1, true},
		{hubTables + 1, hubKeys, false},
	} {
		text := "table hub\n  id int pk\n"
		for i := 1; i < test.tables; i++ {
			text += fmt.Sprintf("table t%d\n  hub_id int\n", i)
			if i <= test.keys {
				text += "  fk hub_id -> hub id\n"
			}
		}
		d := diagram(t, realm(text), Options{Detail: Keys})
		lines := 0
		for _, k := range d.Keys {
			if k.Drawing == AsLine {
				lines++
			}
		}
		if hub := d.Boxes[0].Hub; hub != test.hub || hub != (lines == 0) {
			t.Errorf("%d tables, %d keys to one: hub %t, %d lines, want a hub: %t", test.tables, test.keys, hub, lines, test.hub)
		}
	}
}
