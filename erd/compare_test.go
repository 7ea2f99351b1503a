package erd

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/internal/corpus"
)

const (
	beforeText = `
table users
  id int pk
  email text null
  nick text null
table posts
  id int pk
  user_id int
  title text
  fk user_id -> users id
table tags
  id int pk
table post_tags
  post_id int
  tag_id int
  fk post_id -> posts id
  fk tag_id -> tags id
table alone
  id int
table sessions
  id int pk
  user_id int
  note text
  fk user_id -> users id
table far
  session_id int
  fk session_id -> sessions id
view v: id int
`
	afterText = `
table users
  id int pk
  email text
  full_name text null
table posts
  id int pk
  user_id int
  title text
  reviewer_id int null
  fk user_id -> users id cascade
  fk reviewer_id -> users id
table labels
  id int pk
  post_id int
  fk post_id -> posts id
table alone
  id int
table sessions
  id int pk
  user_id int
  note text
  fk user_id -> users id
table far
  session_id int
  fk session_id -> sessions id
view v: id int
`
)

func TestCompare(t *testing.T) {
	d := Compare(realm(beforeText), realm(afterText), false)
	var got []string
	for _, s := range d.Realm.Schemas {
		for _, table := range s.Tables {
			line := d.changes[table].sign() + table.Name + ":"
			for _, c := range table.Columns {
				line += " " + d.changes[c].sign() + c.Name
			}
			for _, k := range table.ForeignKeys {
				line += " " + d.changes[k].sign() + "(" + strings.Join(k.ColumnNames, ",") + ")"
			}
			got = append(got, line)
		}
	}
	want := []string{
		"~users: id ~email −nick +full_name",
		"~posts: id user_id title +reviewer_id ~(user_id) +(reviewer_id)",
		"−tags: id",
		"−post_tags: post_id tag_id −(post_id) −(tag_id)",
		"+labels: id post_id +(post_id)",
		"sessions: id user_id (user_id)",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if d.Added != 1 || d.Removed != 2 || d.Changed != 2 {
		t.Errorf("%d added, %d removed, %d changed", d.Added, d.Removed, d.Changed)
	}
	if all := Compare(realm(beforeText), realm(afterText), true); len(all.Realm.Schemas[0].Tables) != 8 || len(all.Realm.Schemas[0].Views) != 1 {
		t.Errorf("of all, %d tables", len(all.Realm.Schemas[0].Tables))
	}
}

func TestDifferenceIsMarked(t *testing.T) {
	x := Compare(realm(beforeText), realm(afterText), false)
	d := diagram(t, x.Realm, Options{Title: "before → after", Theme: "light", Difference: x})
	picture := svg(t, d)
	wellFormed(t, picture)
	golden(t, "difference.svg", picture)
	for _, want := range []string{
		">Difference of two schemas: 1 added, 2 removed, 2 changed.</desc>",
		"<title>email text, not null&#10;changed: it was text</title>",
		"<title>added: full_name text, null</title>",
		`class="tb h0 same"`, ">− tags<", ">+ labels<", ">~ email<",
	} {
		if !strings.Contains(string(picture), want) {
			t.Errorf("no %s", want)
		}
	}
}

// What is the same has no difference, however it is written; each element has one
// counterpart at most.
func TestCompareWithItself(t *testing.T) {
	for name, r := range map[string]func() *schema.Realm{
		"shop": func() *schema.Realm { return realm(shop) }, "schemas": func() *schema.Realm { return realm(twoSchemas) },
		"cycle": func() *schema.Realm { return realm(cycle) }, "hostile": hostileRealm, "gitlab": func() *schema.Realm { return gitlab(t) },
		"twice": func() *schema.Realm { return realm("table a\n  id int\n  id int\ntable a\n  id int\n") },
	} {
		t.Run(name, func(t *testing.T) {
			d := Compare(r(), r(), false)
			if n := d.Added + d.Removed + d.Changed; n != 0 || len(d.Realm.Schemas) != 0 {
				t.Errorf("%d differences with itself: %v", n, d.notes)
			}
			none := &schema.Realm{}
			for _, d := range []*Difference{Compare(none, r(), false), Compare(r(), none, false)} {
				wellFormed(t, svg(t, diagram(t, d.Realm, Options{Difference: d, Tables: true})))
			}
		})
	}
}

// A schema that is written in another way, as a snapshot of it, has not changed.
func TestCompareWithWhatIsWrittenOtherwise(t *testing.T) {
	of := func(text string, targets ...workspace.Target) *schema.Realm {
		w := workspace.New(workspace.Options{Targets: targets})
		if text != "" {
			w.Open("/schema.hcl", "hcl", 1, text)
		}
		return w.Snapshot().Environments()[0].Realm()
	}
	for _, name := range []string{"azimutt", "bytebase", "concourse", "flowable"} {
		t.Run(name, func(t *testing.T) {
			target, err := workspace.NewTarget(filepath.Join(corpus.Dir(t, "sql"), name))
			if err != nil {
				t.Fatal(err)
			}
			original := of("", target)
			text, _ := inspect.HCL(original)
			snapshot := of(string(text))
			for _, d := range []*Difference{Compare(snapshot, original, false), Compare(original, snapshot, false)} {
				if n := d.Added + d.Removed + d.Changed; n != 0 {
					t.Errorf("%d changes, of %v", n, d.notes)
				}
			}
		})
	}
}

func TestCompareKeys(t *testing.T) {
	const text = "table users\n  id int pk\ntable posts\n  user_id int\n  fk user_id -> users id cascade\n"
	for _, c := range []struct {
		edit func(*schema.ForeignKey)
		want Change
	}{
		{func(k *schema.ForeignKey) { k.Name = "" }, Same}, // which is named by the database
		{func(k *schema.ForeignKey) { k.Name = "other" }, Changed},
		{func(k *schema.ForeignKey) { k.OnDelete = "CASCADE" }, Same},
		{func(k *schema.ForeignKey) { k.OnUpdate = "NO_ACTION" }, Same},
		{func(k *schema.ForeignKey) { k.OnDelete = "SET_NULL" }, Changed},
	} {
		after := realm(text)
		c.edit(after.Schemas[0].Tables[1].ForeignKeys[0])
		d := Compare(realm(text), after, true)
		if got := d.changes[d.Realm.Schemas[0].Tables[1].ForeignKeys[0]]; got != c.want {
			t.Errorf("%+v: %v", after.Schemas[0].Tables[1].ForeignKeys[0], got)
		}
	}
}
