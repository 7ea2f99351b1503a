package erd

import (
	"fmt"
	"strings"
	"testing"
)

// names are the tables and views of a diagram; those in focus are marked.
func names(d *Diagram) string {
	var names []string
	for _, b := range d.Boxes {
		if b.Kind == EnumBox {
			continue
		}
		name := b.Name
		if b.Focus {
			name += "*"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func TestPath(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"coupons", "customers", "customers* orders coupons*"},
		{"customers", "coupons", "customers* orders coupons*"},
		{"public.profiles", "SHIPMENTS", "customers profiles* orders order_items shipments*"},
		{"orders", "orders", "orders*"},
		{"orders", "products", "orders* products* order_items"}, // a table between
	} {
		if got := names(diagram(t, realm(shop), Options{Path: []string{c.from, c.to}})); got != c.want {
			t.Errorf("%s to %s: %s; want %s", c.from, c.to, got, c.want)
		}
	}
	// All ways that are shortest.
	square := "table a\n  id int pk\ntable b\n  a int\n  d int\n  fk a -> a id\n  fk d -> d id\ntable c\n  a int\n  d int\n  fk a -> a id\n  fk d -> d id\ntable d\n  id int pk\n"
	if got := names(diagram(t, realm(square), Options{Path: []string{"a", "d"}})); got != "a* b c d*" {
		t.Errorf("the square: %s", got)
	}
	many := "table a\n  id int pk\ntable d\n  id int pk\n"
	for i := range 40 {
		many += fmt.Sprintf("table m%d\n  a int\n  d int\n  fk a -> a id\n  fk d -> d id\n", i)
	}
	if got := names(diagram(t, realm(many), Options{Path: []string{"a", "d"}})); got != "a* d* m0" {
		t.Errorf("many ways: %s", got)
	}
	for _, c := range []struct{ from, to, want string }{
		{"events", "orders", `no foreign keys connect "public.events" and "public.orders"`},
		{"customer_totals", "orders", `"customer_totals" is a view`},
		{"order", "orders", "did you mean"},
	} {
		if _, err := New(realm(shop), Options{Path: []string{c.from, c.to}}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s to %s: %v; want … %s", c.from, c.to, err, c.want)
		}
	}
}

func TestIncludeAndExclude(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Include: []string{"order*"}}, "orders order_items"},
		{Options{Include: []string{"order*", "public.c*s"}, Exclude: []string{"*_ITEMS", "customers"}}, "orders coupons categories customer_totals"},
		{Options{Exclude: []string{"public.?*"}}, ""},
		{Options{Include: []string{"order*"}, Focus: "orders"}, "orders* order_items"},
	} {
		if got := names(diagram(t, realm(shop), c.o)); got != c.want {
			t.Errorf("%+v: %s; want %s", c.o, got, c.want)
		}
	}
	if _, err := New(realm(shop), Options{Include: []string{"ordr"}}); err == nil || !strings.Contains(err.Error(), `did you mean "public.orders"`) {
		t.Errorf("got %v", err)
	}
	if got := diagram(t, realm(twoSchemas), Options{Schemas: []string{"b*"}}); len(got.Groups) != 1 || got.Groups[0].Name != "billing" {
		t.Errorf("schemas b*: %v", got.Groups)
	}
	if _, err := New(realm(twoSchemas), Options{Schemas: []string{"x*"}}); err == nil {
		t.Error("no schema matches x*, and no error says so")
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "", true}, {"*", "a", true}, {"", "", true}, {"", "a", false}, {"a?c", "abc", true}, {"a?c", "ac", false},
		{"*_old", "users_old", true}, {"*_old", "users_older", false}, {"a*b*c", "aXbYbZc", true}, {"a*b*c", "aXbY", false},
		{"CI_*", "ci_builds", true}, {"*é?", "xéy", true}, {"a.b", "aXb", false},
		{strings.Repeat("*a", 30) + "b", strings.Repeat("a", 5000), false}, // and it ends
	} {
		if got := matches(c.pattern, c.name); got != c.want {
			t.Errorf("%.20s, %.20s: %v", c.pattern, c.name, got)
		}
	}
}
