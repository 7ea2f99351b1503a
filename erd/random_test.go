package erd

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// randomRealm makes a realm of n tables in up to schemas schemas: keys mostly to
// few tables, as in real schemas, some to nowhere, to the table itself or with a
// column missing.
func randomRealm(seed uint64, n, schemas int) *schema.Realm {
	rnd := rand.New(rand.NewPCG(seed, 1))
	r := &schema.Realm{}
	for i := range schemas {
		r.Schemas = append(r.Schemas, &schema.Schema{Name: fmt.Sprintf("schema%d", i)})
	}
	types := []string{"bigint", "text", "uuid", "timestamp with time zone", "numeric(12,2)", "character varying(255)"}
	var tables []*schema.Table
	for i := range n {
		s := r.Schemas[rnd.IntN(schemas)]
		t := &schema.Table{Schema: s, Name: fmt.Sprintf("table_%d_%s", i, "abcdefghijklmnopqrstuvwxyz"[:rnd.IntN(20)])}
		t.Columns = append(t.Columns, &schema.Column{Name: "id", Type: schema.Type{Text: "bigint"}})
		t.PrimaryKey = &schema.Index{Unique: true, Parts: []schema.IndexPart{{Column: t.Columns[0]}}}
		for c := range rnd.IntN(14) {
			t.Columns = append(t.Columns, &schema.Column{Name: fmt.Sprintf("column_%d", c), Null: rnd.IntN(2) == 0, Type: schema.Type{Text: types[rnd.IntN(len(types))]}})
		}
		if rnd.IntN(4) == 0 {
			t.Indexes = []*schema.Index{{Unique: true, Parts: []schema.IndexPart{{Column: t.Columns[len(t.Columns)-1]}}}}
		}
		s.Tables = append(s.Tables, t)
		tables = append(tables, t)
	}
	hubs := max(1, n/40)
	for _, t := range tables {
		for range rnd.IntN(4) {
			var to *schema.Table
			switch rnd.IntN(10) {
			case 0:
				to = t
			case 1, 2, 3, 4, 5:
				to = tables[rnd.IntN(hubs)]
			case 6:
			default:
				to = tables[rnd.IntN(n)]
			}
			c := t.Columns[rnd.IntN(len(t.Columns))]
			k := &schema.ForeignKey{Table: t, Name: "fk", Columns: []*schema.Column{c}, ColumnNames: []string{c.Name}, RefTable: to, Ref: schema.Ref{Name: schema.Name{Text: "nowhere"}}}
			if to != nil {
				k.Ref.Name.Text = to.Name
				k.RefColumns, k.RefColumnNames = []*schema.Column{to.Columns[0]}, []string{"id"}
				if rnd.IntN(12) == 0 {
					k.RefColumns[0], k.RefColumnNames[0] = nil, "missing"
				}
			}
			t.ForeignKeys = append(t.ForeignKeys, k)
		}
	}
	return r
}

func TestRandomDiagrams(t *testing.T) {
	for seed := range uint64(12) {
		n, schemas := []int{3, 8, 20, 45, 70, 130}[seed%6], 1+2*int(seed/6)
		realm := randomRealm(seed, n, schemas)
		for _, detail := range []Detail{Full, Keys, Names} {
			t.Run(fmt.Sprintf("seed %d, %d tables in %d schemas, %s", seed, n, schemas, detail), func(t *testing.T) {
				d := diagram(t, realm, Options{Detail: detail})
				checkKeys(t, realm, d)
				for _, l := range []Layouter{Layered{}, Graphviz{Program: program}} {
					p, err := l.Layout(context.Background(), d)
					if err != nil {
						t.Fatal(err)
					}
					checkPlacement(t, d, p)
					first := d.draw(p)
					second, err := diagram(t, realm, Options{Detail: detail}).SVG(context.Background(), l)
					if err != nil || !bytes.Equal(first, second) {
						t.Errorf("the same realm gave two pictures; %v", err)
					}
					wellFormed(t, first)
				}
			})
		}
	}
}

// checkKeys checks that every key is drawn exactly once.
func checkKeys(t *testing.T, realm *schema.Realm, d *Diagram) {
	t.Helper()
	drawn := map[*schema.ForeignKey]int{}
	for _, k := range d.Keys {
		drawn[k.ForeignKey]++
	}
	for _, s := range realm.Schemas {
		for _, table := range s.Tables {
			for _, k := range table.ForeignKeys {
				if drawn[k] != 1 {
					t.Errorf("%s.%s is %d times in the diagram", table.Name, k.Name, drawn[k])
				}
			}
		}
	}
	chips := make([]int, len(d.Keys))
	for i, b := range d.Boxes {
		for _, r := range b.Rows {
			for _, c := range r.Chips {
				for _, key := range c.Keys {
					chips[key]++
					if d.Keys[key].Child.Box != i || d.Keys[key].Parent.Box != c.Target {
						t.Errorf("key %d has its chip on another table", key)
					}
				}
			}
		}
	}
	for i, k := range d.Keys {
		want := 0
		if k.Drawing == AsChip {
			want = 1
		}
		if chips[i] != want {
			t.Errorf("key %d, drawn as %d, has %d chips", i, k.Drawing, chips[i])
		}
		if (k.Drawing == AsStub) != (k.ForeignKey.RefTable == nil) {
			t.Errorf("key %d is drawn as %d", i, k.Drawing)
		}
	}
}

// checkPlacement checks the invariants of [Placement].
func checkPlacement(t *testing.T, d *Diagram, p *Placement) {
	t.Helper()
	rect := func(i int) Rect { return Rect{p.Boxes[i].X, p.Boxes[i].Y, d.Boxes[i].Width, d.Boxes[i].Height} }
	overlap := func(a, b Rect) bool {
		return a.X < b.X+b.Width && b.X < a.X+a.Width && a.Y < b.Y+b.Height && b.Y < a.Y+a.Height
	}
	inside := func(a, b Rect) bool {
		return a.X >= b.X && a.Y >= b.Y && a.X+a.Width <= b.X+b.Width && a.Y+a.Height <= b.Y+b.Height
	}
	canvas := Rect{0, 0, p.Width, p.Height}
	for i := range d.Boxes {
		if !inside(rect(i), canvas) {
			t.Errorf("%s is outside the canvas", d.Boxes[i].Name)
		}
		for j := range i {
			if overlap(rect(i), rect(j)) {
				t.Errorf("%s and %s overlap", d.Boxes[i].Name, d.Boxes[j].Name)
			}
		}
	}
	frames := len(d.Areas)
	if len(d.Groups) > 1 {
		frames += len(d.Groups)
	}
	if len(p.Frames) != frames {
		t.Errorf("%d frames for %d groups and %d areas", len(p.Frames), len(d.Groups), len(d.Areas))
	}
	for i, f := range p.Frames {
		for j, b := range d.Boxes {
			if in := inside(rect(j), f.Rect); in != (b.Group == f.Group && (f.Area < 0 || b.Area == f.Area)) || !in && overlap(rect(j), f.Rect) {
				t.Errorf("%s and the frame of group %d", b.Name, f.Group)
			}
		}
		for j := range i {
			if g := p.Frames[j]; g.Group == f.Group && g.Area < 0 && inside(f.Rect, g.Rect) {
				continue
			}
			if overlap(f.Rect, p.Frames[j].Rect) {
				t.Errorf("frames %d and %d overlap", f.Group, p.Frames[j].Group)
			}
		}
	}
	for i, k := range d.Keys {
		r := p.Routes[i]
		if k.Drawing != AsLine && k.Drawing != AsLoop {
			if r.Curve != nil {
				t.Errorf("key %d, drawn as %d, has a route", i, k.Drawing)
			}
			continue
		}
		end := func(what string, e End, at Point, side Side, curve Point) {
			box := rect(e.Box)
			x := box.X
			if side == RightSide {
				x += box.Width
			}
			top, height := rowBand(e.Row)
			if at.X != x || at.Y <= box.Y+top || at.Y >= box.Y+top+height {
				t.Errorf("key %d: the %s end %v is not at row %d of %v", i, what, at, e.Row, box)
			}
			if want := (Point{at.X + stem*float64(side), at.Y}); curve != want {
				t.Errorf("key %d: the curve begins at %v, not at %v", i, curve, want)
			}
		}
		if n := len(r.Curve); n < 4 || n%3 != 1 {
			t.Fatalf("key %d: a curve of %d points", i, n)
		}
		end("child's", k.Child, r.From, r.FromSide, r.Curve[0])
		end("parent's", k.Parent, r.To, r.ToSide, r.Curve[len(r.Curve)-1])
	}
}

// One table is higher than everything else together would like a column to be.
func TestATowerAmongTables(t *testing.T) {
	r := realm("table hub\n  id int pk\n" + strings.Repeat("table leaf\n  id int pk\n  hub int\n  fk hub -> hub id\n", 12))
	tables := r.Schemas[0].Tables
	for i := range 300 {
		tables[3].Columns = append(tables[3].Columns, &schema.Column{Name: fmt.Sprint("c", i)})
	}
	d := diagram(t, r, Options{})
	p, err := Graphviz{Program: program}.Layout(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	checkPlacement(t, d, p)
	wellFormed(t, d.draw(p))
}

func TestBigDiagramIsShapedForAScreen(t *testing.T) {
	for _, n := range []int{120, 400} {
		d := diagram(t, randomRealm(7, n, 1), Options{})
		p, err := Graphviz{Program: program}.Layout(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if aspect := p.Width / p.Height; aspect < 0.5 || aspect > 2 {
			t.Errorf("%d tables: %.0f × %.0f", n, p.Width, p.Height)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	for _, n := range []int{50, 200, 560, 1120} {
		for _, detail := range []Detail{Auto, Full} {
			realm := randomRealm(3, n, 1)
			b.Run(fmt.Sprintf("tables=%d/detail=%s", n, diagram(b, realm, Options{Detail: detail}).Detail), func(b *testing.B) {
				for b.Loop() {
					svg(b, diagram(b, realm, Options{Detail: detail}))
				}
			})
		}
	}
}

func BenchmarkNew(b *testing.B) {
	realm := randomRealm(3, 1120, 1)
	for b.Loop() {
		diagram(b, realm, Options{})
	}
}
