package erd

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// broken is a schema whose keys lead nowhere, in every way.
func broken() *schema.Realm {
	r := realm(`
table users
  id int pk
table orders
  id int pk
  user_id int
  fk user_id -> usres id
  fk user_id -> others id
  fk user_id -> users id
  fk user_id -> active id
  fk user_id -> nowhere id
  fk user_id -> people id
view active: id int
table people
`)
	orders, people := r.Schemas[0].Tables[1], r.Schemas[0].Tables[2]
	orders.ForeignKeys[2].RefColumns, orders.ForeignKeys[2].RefColumnNames = []*schema.Column{nil}, []string{"nope"}
	orders.ForeignKeys[4].Ref, orders.ForeignKeys[4].RefColumnNames = schema.Ref{}, nil
	people.Opaque = true
	return r
}

func TestBrokenKeys(t *testing.T) {
	d := diagram(t, broken(), Options{})
	tips := map[string]string{
		"usres":  "→ usres (id), which is not declared",
		"others": "→ others (id), which is not declared",
		"users":  "→ public.users (nope), of which a column is not declared",
		"active": "→ active (id), which is a view: a foreign key refers to a table",
		"":       "→ ?, as it does not say which table it refers to",
		"people": "→ public.people (id); zero or many to exactly one", // whose columns are not known
	}
	to := 0.0
	for _, k := range d.Keys {
		if want := tips[k.ForeignKey.Ref.Name.Text]; !strings.HasSuffix(k.tip(), want) {
			t.Errorf("%q, want … %q", k.tip(), want)
		}
		if k.Broken == (k.ForeignKey.Ref.Name.Text == "people") {
			t.Errorf("%s: broken %v", k.ForeignKey.Ref.Name.Text, k.Broken)
		}
		if k.Drawing != AsStub {
			continue
		}
		if k.stubFrom != to || k.stubTo <= to {
			t.Errorf("the stub of %q is from %v to %v, behind one that ends at %v", stubLabel(k), k.stubFrom, k.stubTo, to)
		}
		to = k.stubTo + stubWidth(k)
	}
	if b := d.Boxes[d.Keys[0].Child.Box]; b.Right < to {
		t.Errorf("%v of room for stubs of %v", b.Right, to)
	}
	wellFormed(t, svg(t, d))
	for _, line := range []string{`t_["?"]`, `t_ ||--o{ orders : "user_id"`} {
		if !strings.Contains(d.Mermaid(), line) {
			t.Errorf("no %s in\n%s", line, d.Mermaid())
		}
	}
}

// What is not there may be in a source that could not be read.
func TestKeysOfAnIncompleteRealmAreNotBroken(t *testing.T) {
	r := broken()
	r.Incomplete = true
	d := diagram(t, r, Options{})
	for _, k := range d.Keys {
		if name := k.ForeignKey.Ref.Name.Text; k.Broken != (name == "active") {
			t.Errorf("%s: broken %v", name, k.Broken)
		}
	}
	if text := string(svg(t, d)); strings.Contains(text, "not declared") || !strings.Contains(text, `<g class="st away">`) {
		t.Error("the picture says that something is not declared")
	}
	if text := d.DOT(); strings.Count(text, "#d6303a") != 1 {
		t.Errorf("red for what may be elsewhere in\n%s", text)
	}
}
