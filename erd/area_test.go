package erd

import (
	"context"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// areaNames gives the name of each table's area.
func areaNames(d *Diagram) map[string]string {
	names := map[string]string{}
	for _, b := range d.Boxes {
		if b.Kind == TableBox && b.Area >= 0 {
			names[b.Name] = d.Areas[b.Area].Name
		}
	}
	return names
}

func TestAreasOfGitLab(t *testing.T) {
	realm := gitlab(t)
	d := diagram(t, realm, Options{Detail: Names})
	names := areaNames(d)
	for table, want := range map[string]string{
		"ci_builds": "ci", "ci_pipelines": "ci", "ci_platform_metrics": "ci", // the last has no keys
		"packages_packages": "packages", "packages_debian_file_metadata": "packages",
		"merge_request_diffs": "merge_request", "vulnerability_occurrences": "vulnerability",
	} {
		if names[table] != want {
			t.Errorf("%s is in %q, not in %q", table, names[table], want)
		}
	}
	if n := len(d.Areas); n < 12 || n > 36 {
		t.Errorf("%d areas", n)
	}
	overview := diagram(t, realm, Options{})
	if overview.Detail != Overview || len(overview.Boxes) != len(d.Areas) {
		t.Errorf("detail %s, %d boxes for %d areas", overview.Detail, len(overview.Boxes), len(d.Areas))
	}
	for _, a := range d.Areas {
		opened := diagram(t, realm, Options{Group: a.Name})
		if got, want := len(opened.Tables()), len(a.Boxes); got != want || len(opened.Areas) > 0 {
			t.Errorf("%s holds %d tables and %d areas, not %d tables", a.Name, got, len(opened.Areas), want)
		}
	}
	if got, want := len(overview.Tables()), len(d.Tables()); got != want {
		t.Errorf("the overview knows %d tables of %d", got, want)
	}
}

// As text, an overview has its lines; of the tables that it does not draw, DBML has
// all.
func TestTextsOfAnOverview(t *testing.T) {
	realm := gitlab(t)
	d := diagram(t, realm, Options{})
	if got := strings.Count(d.Mermaid(), " ||--o{ "); got != len(d.Links) || !strings.Contains(d.Mermaid(), `project ||--o{ ci : "28 keys"`) {
		t.Errorf("%d lines of %d in\n%s", got, len(d.Links), d.Mermaid())
	}
	if got := strings.Count(d.DOT(), " -> "); got != len(d.Links) {
		t.Errorf("%d lines of %d in\n%s", got, len(d.Links), d.DOT())
	}
	if got, want := d.DBML(), diagram(t, realm, Options{Detail: Names}).DBML(); got != want {
		t.Errorf("DBML of %d bytes, not of %d", len(got), len(want))
	}
}

// A person reads the overview of a large schema in a window without zooming.
func TestOverviewIsReadable(t *testing.T) {
	const width, height, least = 1600.0, 1000.0, 9.0
	d := diagram(t, gitlab(t), Options{})
	p, err := Layered{}.Layout(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	if scale := min(width/p.Width, height/p.Height); chipSize*scale < least {
		t.Errorf("on %.0f × %.0f, the smallest text is %.1f pixels high", p.Width, p.Height, chipSize*scale)
	}
}

func TestOverviewCountsEveryKey(t *testing.T) {
	for seed := range uint64(6) {
		realm := randomRealm(seed, 300, 1+2*int(seed%2))
		want, tables := 0, 0
		for _, s := range realm.Schemas {
			for _, table := range s.Tables {
				tables++
				for _, k := range table.ForeignKeys {
					if k.RefTable != nil {
						want++
					}
				}
			}
		}
		d := diagram(t, realm, Options{})
		got, held := 0, 0
		for _, b := range d.Boxes {
			got += b.InnerKeys
			held += len(b.Tables)
		}
		for _, l := range d.Links {
			got += l.Keys + l.Back
		}
		if d.Detail != Overview || got != want || held != tables {
			t.Errorf("seed %d, detail %s: %d keys of %d, %d tables of %d", seed, d.Detail, got, want, held, tables)
		}
		chips := map[int]int{}
		for i, b := range d.Boxes {
			for _, r := range b.Rows {
				for _, c := range r.Chips {
					for _, l := range c.Links {
						chips[l]++
						if d.Links[l].Child.Box != i || d.Links[l].Parent.Box != c.Target {
							t.Errorf("link %d has its chip on another group", l)
						}
					}
				}
			}
		}
		p, err := Layered{}.Layout(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		checkPlacement(t, d, p)
		for i, l := range d.Links {
			if line := p.Links[i].Curve != nil; (l.Drawing == AsChip) == line || chips[i] > 1 || line == (chips[i] == 1) {
				t.Errorf("link %d is drawn as %d, with %d chips", i, l.Drawing, chips[i])
			}
		}
		first := d.draw(p)
		wellFormed(t, first)
		if second := svg(t, diagram(t, realm, Options{})); string(first) != string(second) {
			t.Error("the same realm gave two overviews")
		}
	}
}

func TestGroupsHaveElements(t *testing.T) {
	for _, schemas := range []int{1, 3} {
		t.Run(fmt.Sprint(schemas, " schemas"), func(t *testing.T) { checkGroupElements(t, randomRealm(1, 300, schemas)) })
	}
}

func checkGroupElements(t *testing.T, realm *schema.Realm) {
	d := diagram(t, realm, Options{})
	elements := map[string]string{} // data-group by id
	for x := xml.NewDecoder(strings.NewReader(string(svg(t, d)))); ; {
		token, err := x.Token()
		if err != nil {
			break
		}
		if e, ok := token.(xml.StartElement); ok {
			id, group := "", ""
			for _, a := range e.Attr {
				switch a.Name.Local {
				case "id":
					id = a.Value
				case "data-group":
					group = a.Value
				}
			}
			if id != "" {
				elements[id] = group
			}
		}
	}
	for _, ref := range d.Tables() {
		if _, ok := elements[ref.ID]; !ok {
			t.Errorf("%s has no element %s", ref.Name, ref.ID)
		}
	}
	for _, b := range d.Boxes {
		opened, err := New(realm, Options{Group: elements[b.ID]})
		if err != nil || elements[b.ID] == "" {
			t.Errorf("%s cannot be opened: %v", b.Name, err)
		} else if got, want := len(opened.Tables()), len(b.Tables); got != want {
			t.Errorf("%s holds %d tables and opens %d", elements[b.ID], want, got)
		}
	}
	if _, err := New(realm, Options{Group: "nothing"}); err == nil || !strings.Contains(err.Error(), "the groups are") {
		t.Errorf("got %v", err)
	}
}

func TestCommunitiesFollowLinks(t *testing.T) {
	// Three rings of ten, each linked once to the next.
	g := newAffinity(30)
	for i := range 30 {
		g.add(i, i/10*10+(i+1)%10, 1)
		g.add(i, i/10*10+(i+3)%10, 1)
	}
	g.add(0, 10, 1)
	g.add(15, 25, 1)
	for i, c := range g.communities() {
		if c != i/10 {
			t.Errorf("node %d is in community %d", i, c)
		}
	}
	if got := newAffinity(3).communities(); fmt.Sprint(got) != "[0 1 2]" {
		t.Errorf("nodes without links: %v", got)
	}
}

func TestAreasOfNames(t *testing.T) {
	for names, want := range map[string]string{
		"projects project_features users labels notes":      "project project user label note",
		"t_ds_task t_ds_job t_ds_plan t_ds_user":            "task job plan user",
		"OrderItems order_lines customers Plants addresses": "order order customer plant addresse",
		"_ __ 1": "_ __ 1",
	} {
		if got := strings.Join(firstWords(strings.Fields(names)), " "); got != want {
			t.Errorf("%s: %s, not %s", names, got, want)
		}
	}
}

func TestGroupsOfOneNameInTwoSchemas(t *testing.T) {
	text := ""
	for _, s := range []string{"one", "two"} {
		text += "schema " + s + "\n"
		for i := range 70 {
			text += fmt.Sprintf("table %s_%d\n  id int pk\n", []string{"ab", "cd", "ef"}[i%3], i)
		}
	}
	if _, err := New(realm(text), Options{Group: "ab"}); err == nil || !strings.Contains(err.Error(), `write "one.ab" or "two.ab"`) {
		t.Errorf("got %v", err)
	}
	for group, want := range map[string]int{"two.ab": 24, "one": 70} {
		d := diagram(t, realm(text), Options{Group: group})
		if len(d.Boxes) != want || len(d.Groups) != 1 {
			t.Errorf("%s: %d boxes in %d schemas", group, len(d.Boxes), len(d.Groups))
		}
	}
}
