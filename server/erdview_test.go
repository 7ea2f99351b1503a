package server

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/workspace"
)

// TestTablesOfAnERDStay edits a table while its diagram is shown: the others stay
// where they are, and what is asked for again is not drawn again.
func TestTablesOfAnERDStay(t *testing.T) {
	const text = `CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE TABLE settings (id bigint);
`
	e := newEditor(t, t.TempDir(), editorOptions{})
	e.open("schema.sql", "sql", text)
	places := func(svg string) map[string]string {
		found := map[string]string{}
		for _, m := range regexp.MustCompile(`id="t-public\.([a-z]+)"[^>]*transform="([^"]*)"`).FindAllStringSubmatch(svg, -1) {
			found[m[1]] = m[2]
		}
		return found
	}
	params := map[string]any{"detail": "full"}
	first := e.erd(params)
	was := places(first.SVG)
	if len(was) != 4 {
		t.Fatalf("the places of tables: %v in\n%s", was, first.SVG)
	}
	e.edit("schema.sql", "settings (id bigint", "settings (id bigint, more text, a_long_name_to_make_it_wide timestamptz")
	second := e.erd(params)
	for name, at := range places(second.SVG) {
		if was[name] != at {
			t.Errorf("%s moved from %s to %s", name, was[name], at)
		}
	}
	e.edit("schema.sql", "CREATE TABLE settings", "CREATE TABLE other (id bigint);\nCREATE TABLE settings")
	third := e.erd(params)
	now := places(third.SVG)
	for name, at := range was {
		if now[name] != at {
			t.Errorf("%s moved from %s to %s when another table came", name, at, now[name])
		}
	}
	if again := e.erd(params); again.SVG != third.SVG || again.Revision < third.Revision {
		t.Error("the same diagram was drawn in another way")
	}
	e.end()
}

// TestPartsOfAnERD asks for some of the tables, and for an overview and what is in it.
func TestPartsOfAnERD(t *testing.T) {
	var text strings.Builder
	text.WriteString("CREATE TABLE users (id bigint PRIMARY KEY);\n")
	for i := range 100 {
		for _, area := range []string{"billing", "mail", "stock"} {
			fmt.Fprintf(&text, "CREATE TABLE %s_%d (id bigint PRIMARY KEY, before bigint REFERENCES %s_%d);\n", area, i, area, max(i-1, 0))
		}
	}
	text.WriteString("CREATE TABLE link (a bigint REFERENCES users, b bigint REFERENCES mail_0);\n")
	e := newEditor(t, t.TempDir(), editorOptions{})
	e.open("schema.sql", "sql", text.String())
	for _, c := range []struct {
		params map[string]any
		want   int
		holds  string
	}{
		{map[string]any{}, 302, `data-group="mail"`},
		{map[string]any{"group": "billing"}, 100, `data-table="billing_99"`},
		{map[string]any{"include": []string{"mail_1?", "users"}, "exclude": []string{"*5"}}, 10, `data-table="mail_14"`},
		{map[string]any{"path": []string{"users", "mail_1"}}, 4, `data-table="link"`},
	} {
		if got := e.erd(c.params); len(got.Tables) != c.want || !strings.Contains(got.SVG, c.holds) {
			t.Errorf("%v: %d tables, not %d, or no %s", c.params, len(got.Tables), c.want, c.holds)
		}
	}
	e.end()
}

func TestANewerRequestEndsTheOneBefore(t *testing.T) {
	w := workspace.New(workspace.Options{})
	w.Open("/schema.sql", "", 1, "CREATE TABLE a (id int);")
	env := w.Snapshot().Environments()[0]
	var views erdViews
	_, first, leaveFirst := views.enter(context.Background(), env, &viewERDParams{Theme: "light"})
	_, other, leaveOther := views.enter(context.Background(), env, &viewERDParams{Focus: "a"})
	_, second, leaveSecond := views.enter(context.Background(), env, &viewERDParams{Theme: "dark"})
	if superseded(first) == nil || superseded(other) != nil || superseded(second) != nil {
		t.Errorf("superseded: %v, %v, %v", superseded(first), superseded(other), superseded(second))
	}
	leaveFirst()
	leaveOther()
	leaveSecond()
	_, third, leave := views.enter(context.Background(), env, &viewERDParams{})
	defer leave()
	if superseded(third) != nil || superseded(second) != nil {
		t.Error("a request that was answered was ended")
	}
}
