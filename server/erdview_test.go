package server

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/erd"
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

// TestShapeOfAnERD asks for pictures for places of different shapes.
func TestShapeOfAnERD(t *testing.T) {
	var text strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, "CREATE TABLE t%d (id bigint PRIMARY KEY, name text, at timestamptz);\n", i)
	}
	e := newEditor(t, t.TempDir(), editorOptions{})
	e.open("schema.sql", "sql", text.String())
	for _, aspect := range []float64{-1, 0.7, 1, 2, 1e9} {
		var width, height float64
		svg := e.erd(map[string]any{"aspect": aspect}).SVG
		if _, err := fmt.Sscanf(svg[strings.Index(svg, "width="):], `width="%g" height="%g"`, &width, &height); err != nil {
			t.Fatal(err)
		}
		want := aspect
		switch aspect {
		case -1:
			want = 1.6
		case 1e9:
			want = 2.5
		}
		if got := width / height; got < want*0.75 || got > want*1.3 {
			t.Errorf("aspect %g: the picture is %g × %g", aspect, width, height)
		}
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

// Who looks at many parts of a diagram comes back to the whole as it was.
func TestTheDiagramThatIsAskedForMostIsRemembered(t *testing.T) {
	w := workspace.New(workspace.Options{})
	w.Open("/schema.sql", "", 1, "CREATE TABLE a (id int);")
	env := w.Snapshot().Environments()[0]
	var views erdViews
	ask := func(focus string) *erdView {
		view, _, leave := views.enter(context.Background(), env, &viewERDParams{Focus: focus})
		leave()
		return view
	}
	whole := ask("")
	for i := range 3 * maxERDViews {
		ask(fmt.Sprint("table", i))
		if ask("") != whole {
			t.Fatalf("forgotten after %d others", i+1)
		}
	}
	if len(views.byKey) != maxERDViews {
		t.Errorf("%d diagrams are remembered", len(views.byKey))
	}
}

// What changes a picture is told to who has it, and nothing else is.
func TestWhatIsToldOfAnERD(t *testing.T) {
	const text = `CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE users (id bigint PRIMARY KEY, m mood DEFAULT 'a');
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL CONSTRAINT fk REFERENCES users ON DELETE CASCADE, n int CHECK (n > 0));
CREATE TABLE lost (id int REFERENCES nowhere (id));
CREATE UNIQUE INDEX oi ON orders (n) WHERE n > 3;
CREATE VIEW v AS SELECT id FROM users;
CREATE TABLE days (day date) PARTITION BY RANGE (day);
COMMENT ON TABLE users IS 'the table';
COMMENT ON COLUMN users.id IS 'the column';
COMMENT ON CONSTRAINT fk ON orders IS 'the key';
COMMENT ON INDEX oi IS 'the index';
COMMENT ON TYPE mood IS 'the type';
COMMENT ON VIEW v IS 'the view';
`
	snapshot := func(text string) *workspace.Snapshot {
		w := workspace.New(workspace.Options{})
		w.Open("/schema.sql", "sql", 1, text)
		return w.Snapshot()
	}
	picture := func(s *workspace.Snapshot) string {
		d, err := erd.New(s.Environments()[0].Realm(), erd.Options{Detail: erd.Full})
		if err != nil {
			t.Fatal(err)
		}
		svg, err := d.SVG(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(svg)
	}
	before := snapshot(text)
	for _, edit := range []struct {
		old, new string
		told     bool
	}{
		{"CREATE TYPE", "-- a comment\n\nCREATE TYPE", false},
		{"TABLE users (id bigint", "TABLE  users(\nid int8", false},
		{"'a', 'b'", "'a', 'b', 'c'", true},
		{"DEFAULT 'a'", "DEFAULT 'b'", true},
		{"NOT NULL CONSTRAINT", "CONSTRAINT", true},
		{"ON DELETE CASCADE", "ON DELETE SET NULL", true},
		{"n > 0", "n > 1", true},
		{"nowhere", "elsewhere", true},
		{"nowhere (id)", "nowhere (code)", true},
		{"UNIQUE INDEX", "INDEX", true},
		{"n > 3", "n > 4", true},
		{"FROM users;", "FROM orders;", true},
		{"VIEW v AS", "MATERIALIZED VIEW v AS", true},
		{"COMMENT ON TABLE", "CREATE TABLE days_1 PARTITION OF days DEFAULT;\nCOMMENT ON TABLE", true},
		{"n int", "n int GENERATED ALWAYS AS IDENTITY", true},
		{"the table", "it", true},
		{"the column", "it", true},
		{"the key", "it", true},
		{"the index", "it", true},
		{"the type", "it", true},
		{"the view", "it", true},
	} {
		after := snapshot(strings.Replace(text, edit.old, edit.new, 1))
		var g graphs
		g.changed(before)
		if told := g.changed(after); told != edit.told || told != (picture(before) != picture(after)) {
			t.Errorf("%s: told %v", edit.new, told)
		}
	}
}

// The names of environments stand above diagrams.
func TestANewNameOfAnEnvironmentIsTold(t *testing.T) {
	e := newEditor(t, projectDir(t, twoParts), editorOptions{})
	e.open("atlas.hcl", "hcl", twoParts["atlas.hcl"])
	e.erd(map[string]any{"env": "local"})
	e.edit("atlas.hcl", `env "small"`, `env "tiny"`)
	if e.redrawn == 0 {
		e.until("erdChanged", func(message) bool { return e.redrawn > 0 })
	}
	e.end()
}
