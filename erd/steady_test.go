package erd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// edits are what a person does to a schema while looking at its diagram.
var edits = map[string]func(*rand.Rand, *schema.Realm){
	"a column more": func(rnd *rand.Rand, r *schema.Realm) {
		t := anyTable(rnd, r)
		t.Columns = append(t.Columns, &schema.Column{Name: "more", Type: schema.Type{Text: "text"}})
	},
	"a wide column": func(rnd *rand.Rand, r *schema.Realm) {
		t := anyTable(rnd, r)
		t.Columns = append(t.Columns, &schema.Column{Name: "a_column_with_a_long_name", Type: schema.Type{Text: "timestamp with time zone"}})
	},
	"a column less": func(rnd *rand.Rand, r *schema.Realm) {
		t := anyTable(rnd, r)
		for i := len(t.Columns) - 1; i > 0; i-- {
			used := false
			for _, k := range t.ForeignKeys {
				used = used || k.Columns[0] == t.Columns[i]
			}
			if !used {
				t.Columns = append(t.Columns[:i:i], t.Columns[i+1:]...)
				return
			}
		}
	},
	"a table more": func(rnd *rand.Rand, r *schema.Realm) {
		s := anyTable(rnd, r).Schema
		s.Tables = append(s.Tables, &schema.Table{Schema: s, Name: "more", Columns: []*schema.Column{{Name: "id", Type: schema.Type{Text: "int"}}}})
	},
	"a table that refers to another": func(rnd *rand.Rand, r *schema.Realm) {
		to := anyTable(rnd, r)
		c := &schema.Column{Name: "other", Type: schema.Type{Text: "int"}}
		t := &schema.Table{Schema: to.Schema, Name: "more", Columns: []*schema.Column{c}}
		t.ForeignKeys = []*schema.ForeignKey{{Table: t, Columns: []*schema.Column{c}, ColumnNames: []string{"other"}, RefTable: to, RefColumns: to.Columns[:1], RefColumnNames: []string{"id"}, Ref: schema.Ref{Name: schema.Name{Text: to.Name}}}}
		to.Schema.Tables = append(to.Schema.Tables, t)
	},
	"a table less": func(rnd *rand.Rand, r *schema.Realm) {
		gone := anyTable(rnd, r)
		for _, s := range r.Schemas {
			var kept []*schema.Table
			for _, t := range s.Tables {
				if t != gone {
					kept = append(kept, t)
				}
				for _, k := range t.ForeignKeys {
					if k.RefTable == gone {
						k.RefTable, k.RefColumns = nil, []*schema.Column{nil}
					}
				}
			}
			s.Tables = kept
		}
	},
	"a key less": func(rnd *rand.Rand, r *schema.Realm) {
		for range 20 {
			if t := anyTable(rnd, r); len(t.ForeignKeys) > 0 {
				t.ForeignKeys = t.ForeignKeys[1:]
				return
			}
		}
	},
}

func anyTable(rnd *rand.Rand, r *schema.Realm) *schema.Table {
	for {
		if s := r.Schemas[rnd.IntN(len(r.Schemas))]; len(s.Tables) > 0 {
			return s.Tables[rnd.IntN(len(s.Tables))]
		}
	}
}

// TestWhatDoesNotChangeStays edits schemas and counts the tables that move.
func TestWhatDoesNotChangeStays(t *testing.T) {
	moved, all := 0, 0
	for seed := range uint64(10) {
		n, schemas := []int{6, 20, 45, 90, 160}[seed%5], 1+2*int(seed/5)
		for name, edit := range edits {
			t.Run(fmt.Sprintf("%s, seed %d: %d tables in %d schemas", name, seed, n, schemas), func(t *testing.T) {
				realm := randomRealm(seed, n, schemas)
				d := diagram(t, realm, Options{Detail: Full})
				p, err := Layered{}.Layout(context.Background(), d)
				if err != nil {
					t.Fatal(err)
				}
				before := d.Positions(p)
				same, err := Layered{Before: before}.Layout(context.Background(), d)
				if err != nil {
					t.Fatal(err)
				}
				for i := range d.Boxes {
					if same.Boxes[i] != p.Boxes[i] {
						t.Fatalf("%s moved from %v to %v without any change", d.Boxes[i].Name, p.Boxes[i], same.Boxes[i])
					}
				}
				edit(rand.New(rand.NewPCG(seed, 5)), realm)
				d = diagram(t, realm, Options{Detail: Full})
				p, err = Layered{Before: before}.Layout(context.Background(), d)
				if err != nil {
					t.Fatal(err)
				}
				checkPlacement(t, d, p)
				checkClear(t, d, p)
				for i, x := range d.Boxes {
					if was := before.of(x); was != nil {
						all++
						if was.X+x.Left != p.Boxes[i].X || was.Y != p.Boxes[i].Y {
							moved++
						}
					}
				}
			})
		}
	}
	t.Logf("%d of %d tables moved", moved, all)
	if moved*8 > all {
		t.Errorf("%d of %d tables moved", moved, all)
	}
}
