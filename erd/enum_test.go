package erd

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// moods has enums that tables of another schema use, and one that nothing uses.
func moods() *schema.Realm {
	r := realm(`
schema app
table people
  id int pk
  mood mood
table pets
  id int pk
  owner int
  kind kind
  fk owner -> people id
view happy: mood mood
schema types
enum mood: happy, sad
enum kind: cat, dog
enum unused: a
table plain
  id int
`)
	tables, enums := r.Schemas[0].Tables, r.Schemas[1].Enums
	tables[0].Columns[1].Enum = enums[0]
	r.Schemas[0].Views[0].Columns[0].Enum = enums[0]
	tables[1].Columns[2].Enum = enums[1]
	return r
}

// An enum is drawn with the tables and views that use it.
func TestEnumsOfWhatIsDrawn(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "mood kind unused"},
		{Options{Schemas: []string{"app"}}, "mood kind"},
		{Options{Schemas: []string{"types"}}, "mood kind unused"},
		{Options{Include: []string{"pets"}}, "kind"},
		{Options{Include: []string{"happy"}}, "mood"},
		{Options{Exclude: []string{"pets"}}, "mood unused"},
		{Options{Exclude: []string{"people", "happy"}}, "kind unused"},
		{Options{Focus: "pets"}, "mood kind"},
		{Options{Path: []string{"pets", "people"}}, "mood kind"},
		{Options{Group: "app"}, "mood kind"},
	} {
		var got []string
		for _, b := range diagram(t, moods(), c.o).Boxes {
			if b.Kind == EnumBox {
				got = append(got, b.Name)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v, want %s", c.o, got, c.want)
		}
	}
}

func TestValuesOfEnums(t *testing.T) {
	r := moods()
	mood := r.Schemas[0].Tables[0].Columns[1]
	if picture := string(svg(t, diagram(t, r, Options{Detail: Keys, Focus: "happy"}))); strings.Contains(picture, "sad") {
		t.Error("values where the columns are not drawn")
	}
	picture := string(svg(t, diagram(t, r, Options{})))
	if want := "<title>mood mood, not null&#10;one of happy, sad</title>"; !strings.Contains(picture, want) {
		t.Errorf("no %s in\n%s", want, picture)
	}
	for len(mood.Enum.Values) < 30 {
		mood.Enum.Values = append(mood.Enum.Values, "more")
	}
	if picture := string(svg(t, diagram(t, r, Options{}))); !strings.Contains(picture, "more, … 10 more</title>") {
		t.Errorf("all values in\n%s", picture)
	}
}

func TestValuesThatChanged(t *testing.T) {
	after := moods()
	after.Schemas[1].Enums[0].Values = []string{"happy", "angry"}
	after.Schemas[0].Views[0].Columns[0].Name = "feeling"
	x := Compare(moods(), after, false)
	picture := string(svg(t, diagram(t, x.Realm, Options{Difference: x})))
	for _, want := range []string{
		`class="x" x="12" y="44">happy<`, `class="x del" x="12" y="64">− sad<`, `class="x add" x="12" y="84">+ angry<`,
		">− mood<", ">+ feeling<", "0 added, 0 removed, 2 changed.",
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in\n%s", want, picture)
		}
	}
	all := Compare(moods(), after, true)
	if got := names(diagram(t, all.Realm, Options{Difference: all, Include: []string{"people"}})); got != "people" {
		t.Errorf("included: %s", got)
	}
	if boxes := diagram(t, all.Realm, Options{Difference: all, Include: []string{"people"}}).Boxes; len(boxes) != 2 || boxes[1].Name != "mood" {
		t.Errorf("the enum of a table is not in the difference: %d boxes", len(boxes))
	}
	same := Compare(moods(), moods(), false)
	if picture := string(svg(t, diagram(t, same.Realm, Options{Difference: same}))); !strings.Contains(picture, ">No differences<") {
		t.Errorf("no differences are drawn as\n%s", picture)
	}
}
