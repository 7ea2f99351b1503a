package erd

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/engine/schema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// program is the schemascope-dot of these sources.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "erd-test-")
	if err == nil {
		program = filepath.Join(dir, "schemascope-dot")
		var out []byte
		if out, err = exec.Command("go", "build", "-o", program, "./schemascope-dot").CombinedOutput(); err != nil {
			err = fmt.Errorf("%w: %s", err, out)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "building schemascope-dot:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func diagram(t testing.TB, r *schema.Realm, o Options) *Diagram {
	t.Helper()
	d, err := New(r, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func svg(t testing.TB, d *Diagram) []byte {
	t.Helper()
	out, err := d.SVG(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs; run the test with -update and look at the picture", path)
	}
}

func TestGolden(t *testing.T) {
	for name, c := range map[string]struct {
		realm *schema.Realm
		o     Options
	}{
		"shop":          {realm(shop), Options{Title: "Shop"}},
		"shop-dark":     {realm(shop), Options{Theme: "dark", Detail: Keys}},
		"shop-contrast": {realm(shop), Options{Theme: "contrast", Detail: Keys}},
		"shop-names":    {realm(shop), Options{Theme: "light", Detail: Names}},
		"shop-focus":    {realm(shop), Options{Theme: "light", Focus: "orders"}},
		"schemas":       {realm(twoSchemas), Options{Theme: "light"}},
		"cycle":         {realm(cycle), Options{Theme: "light"}},
		"hostile":       {hostileRealm(), Options{Theme: "light", Title: hostile[0]}},
		"empty":         {&schema.Realm{}, Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := diagram(t, c.realm, c.o)
			picture := svg(t, d)
			wellFormed(t, picture)
			golden(t, name+".svg", picture)
			golden(t, name+".mmd", []byte(d.Mermaid()))
			golden(t, name+".dot", []byte(d.DOT()))
			golden(t, name+".dbml", []byte(d.DBML()))
		})
	}
}

// hostileRealm has tables, columns and types of hostile names, that refer to each
// other in a ring.
func hostileRealm() *schema.Realm {
	s := &schema.Schema{Name: hostile[1]}
	for i, name := range hostile {
		t := &schema.Table{Schema: s, Name: name, Comment: name}
		for j := range 3 {
			column := hostile[(i+j)%len(hostile)]
			t.Columns = append(t.Columns, &schema.Column{Name: column, Type: schema.Type{Text: hostile[(i+2*j)%len(hostile)]}})
		}
		t.PrimaryKey = &schema.Index{Unique: true, Parts: []schema.IndexPart{{Column: t.Columns[0]}}}
		s.Tables = append(s.Tables, t)
		s.Enums = append(s.Enums, &schema.Enum{Schema: s, Name: "enum" + name, Values: []string{name}})
		s.Views = append(s.Views, &schema.View{Schema: s, Name: "view" + name, Columns: t.Columns})
	}
	for i, t := range s.Tables {
		to := s.Tables[(i+1)%len(s.Tables)]
		ref := schema.Ref{Name: schema.Name{Text: to.Name}}
		if i%4 == 3 {
			to = nil
		}
		k := &schema.ForeignKey{Name: t.Name, Table: t, Columns: t.Columns[1:2], ColumnNames: []string{t.Columns[1].Name}, Ref: ref, RefTable: to, OnDelete: t.Name}
		if to != nil {
			k.RefColumns = to.Columns[:1]
		}
		t.ForeignKeys = []*schema.ForeignKey{k}
	}
	return &schema.Realm{Schemas: []*schema.Schema{s}}
}

// wellFormed reads the SVG as XML, and reports ids that occur twice.
func wellFormed(t testing.TB, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	ids := map[string]bool{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("no XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			if e.Name.Local == "script" {
				t.Fatal("a script element")
			}
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					if ids[a.Value] {
						t.Errorf("id %q occurs twice", a.Value)
					}
					ids[a.Value] = true
				}
			}
		}
	}
}

func TestHostileNamesAreEscaped(t *testing.T) {
	d := diagram(t, hostileRealm(), Options{Title: hostile[0]})
	page, err := d.HTML(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"svg": string(svg(t, d)), "html": string(page), "mermaid": d.Mermaid(), "dot": d.DOT(), "dbml": d.DBML()}
	for format, text := range texts {
		raws := []string{"<script>alert", "</svg><", "&amp;b<", "\x00", "\x1b", "\x7f", "\u202e", "\xff"}
		if format == "dbml" {
			raws = raws[3:] // what is HTML's is nothing special there
		}
		for _, raw := range raws {
			if strings.Contains(text, raw) {
				t.Errorf("%s holds %q as it came", format, raw)
			}
		}
	}
	if n := strings.Count(texts["html"], "<script"); n != 1 {
		t.Errorf("%d script elements in the page", n)
	}
	if n := strings.Count(texts["html"], "</svg>"); n != 1 {
		t.Errorf("the page's picture ends %d times", n)
	}
	for i, line := range strings.Split(strings.TrimSpace(texts["mermaid"]), "\n") {
		if i > 0 && !strings.HasPrefix(line, "    ") {
			t.Errorf("mermaid line %d is not ours: %q", i, line)
		}
	}
}

func TestPageAllowsOnlyItsOwnScriptAndStyles(t *testing.T) {
	d := diagram(t, realm(shop), Options{Title: "Shop"})
	page, err := d.HTML(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	between := func(from, to string) (found []string) {
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, from)
			if !ok {
				return found
			}
			inner, next, _ := strings.Cut(after, to)
			found, rest = append(found, inner), next
		}
	}
	policy := between(`http-equiv="Content-Security-Policy" content="`, `"`)[0]
	for _, s := range append(between("<style>", "</style>"), between("<script>", "</script>")...) {
		if !strings.Contains(policy, hash(s)) {
			t.Errorf("the policy does not allow %.60q", s)
		}
	}
	if strings.Contains(policy, "unsafe") || !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("policy: %s", policy)
	}
	for _, outside := range []string{"src=", "@import", "url(", "href=\"http"} {
		if strings.Contains(text, outside) {
			t.Errorf("the page loads something: %s", outside)
		}
	}
}

func TestCardinality(t *testing.T) {
	r := realm(`
table p
  id int pk
  a int
  b int
table c
  id int pk
  plain int
  maybe int null
  once int unique
  x int
  y int
  half int
  unique x,y
  fk plain -> p id
  fk maybe -> p id
  fk once -> p id
  fk id -> p id
  fk x,y -> p a,b
  fk x -> p a
  fk half,maybe -> p a,b
  fk once,plain -> p a,b
table link
  l int pk
  r int pk
  fk l -> p id
`)
	d := diagram(t, r, Options{})
	want := map[string][2]Cardinality{
		"fk_plain":      {ZeroOrMany, ExactlyOne},
		"fk_maybe":      {ZeroOrMany, ZeroOrOne},
		"fk_once":       {ZeroOrOne, ExactlyOne},
		"fk_id":         {ZeroOrOne, ExactlyOne},
		"fk_x_y":        {ZeroOrOne, ExactlyOne},
		"fk_x":          {ZeroOrMany, ExactlyOne},
		"fk_half_maybe": {ZeroOrMany, ZeroOrOne},
		"fk_once_plain": {ZeroOrOne, ExactlyOne},
		"fk_l":          {ZeroOrMany, ExactlyOne},
	}
	for _, k := range d.Keys {
		if got := [2]Cardinality{k.Child.Cardinality, k.Parent.Cardinality}; got != want[k.ForeignKey.Name] {
			t.Errorf("%s: %v, want %v", k.ForeignKey.Name, got, want[k.ForeignKey.Name])
		}
	}
	for key, sign := range map[string]string{"plain": "p ||--o{ c", "maybe": "p |o--o{ c", "once": "p ||--o| c"} {
		if line := fmt.Sprintf("%s : \"%s\"\n", sign, key); !strings.Contains(d.Mermaid(), line) {
			t.Errorf("no %q in\n%s", line, d.Mermaid())
		}
	}
}

func TestPartitionsFoldIntoTheirTable(t *testing.T) {
	d := diagram(t, realm(`
table users
  id int pk
table events
  id int pk
  user_id int
  fk user_id -> users id
table events_1
  id int
  user_id int
  fk user_id -> users id
  partition-of events
table events_1a
  id int
  user_id int
  partition-of events_1
table notes
  event_id int
  fk event_id -> events_1a id
`), Options{})
	if len(d.Boxes) != 3 || d.Boxes[1].Partitions != 2 || len(d.Keys) != 2 {
		t.Errorf("%d boxes, %d partitions, %d keys", len(d.Boxes), d.Boxes[1].Partitions, len(d.Keys))
	}
	if k := d.Keys[1]; d.Boxes[k.Parent.Box].Name != "events" || k.Drawing != AsLine {
		t.Errorf("the key to a partition leads to %s", d.Boxes[k.Parent.Box].Name)
	}
	if d, err := New(realm(shop), Options{Focus: "events_2025"}); err != nil || d.Boxes[0].Name != "events" {
		t.Errorf("focus on a partition: %v", err)
	}
}

func TestFocus(t *testing.T) {
	names := func(o Options) string {
		d := diagram(t, realm(shop), o)
		var names []string
		for _, ref := range d.Tables() {
			names = append(names, ref.Name)
		}
		return strings.Join(names, " ")
	}
	for _, c := range []struct {
		focus string
		depth int
		want  string
	}{
		{"coupons", 0, "orders coupons"},
		{"public.coupons", 2, "customers orders coupons order_items"},
		{"COUPONS", 1, "orders coupons"},
		{"events", 5, "events"},
		{"customer_totals", 1, "customer_totals"},
	} {
		if got := names(Options{Focus: c.focus, Depth: c.depth}); got != c.want {
			t.Errorf("%s, depth %d: %s; want %s", c.focus, c.depth, got, c.want)
		}
	}
}

func TestErrorsSayWhatToWrite(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Focus: "custmers"}, `did you mean "auth.customers"`},
		{Options{Focus: "users"}, `write "auth.users" or "billing.users"`},
		{Options{Schemas: []string{"biling"}}, `the schemas are "billing"`},
		{Options{Detail: "all"}, "write full, keys, names or overview"},
		{Options{Theme: "pink"}, `write "auto", "light", "dark", "contrast" or "contrast-light"`},
	} {
		_, err := New(realm("schema auth\ntable users\n  id int\ntable customers\n  id int\nschema billing\ntable users\n  id int\n"), c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v; want … %s", c.o, err, c.want)
		}
	}
}

func TestSchemasLimitsWhatIsDrawn(t *testing.T) {
	d := diagram(t, realm(twoSchemas), Options{Schemas: []string{"billing"}})
	if len(d.Groups) != 1 || len(d.Boxes) != 4 {
		t.Fatalf("%d groups, %d boxes", len(d.Groups), len(d.Boxes))
	}
	if k := d.Keys[0]; k.Drawing != AsChip || k.Parent.Box != -1 {
		t.Errorf("a key that leaves the picture is drawn as %d", k.Drawing)
	}
	if !strings.Contains(string(svg(t, d)), "→ auth.users") {
		t.Error("no chip names the table outside the picture")
	}
}

func TestNoProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv(programEnv, "")
	d := diagram(t, realm(cycle), Options{})
	_, err := d.SVG(context.Background(), Graphviz{})
	if !errors.Is(err, ErrNoProgram) || !strings.Contains(err.Error(), "go install "+programPath+"@") {
		t.Errorf("got %v", err)
	}
	if _, err := diagram(t, realm("table a\n  id int\n"), Options{}).SVG(context.Background(), Graphviz{}); err != nil {
		t.Errorf("a picture without lines: %v", err)
	}
}

func TestCancellationKillsTheChild(t *testing.T) {
	slow := filepath.Join(t.TempDir(), "slow")
	if err := os.WriteFile(slow, []byte("#!/bin/sh\nexec sleep 30\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_, err := diagram(t, realm(cycle), Options{}).SVG(ctx, Graphviz{Program: slow})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}

func TestChildComplaintIsPassedOn(t *testing.T) {
	_, err := Graphviz{Program: program}.run(context.Background(), []*graph{{nodes: []graphNode{{width: 10, height: 10}}, edges: []graphEdge{{tail: 0, head: 0}}, clusters: [][]int{{0}}}})
	if err != nil {
		t.Fatalf("a good graph: %v", err)
	}
	cmd := exec.Command(program)
	cmd.Stdin = strings.NewReader("digraph { a -> ")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	if err := cmd.Run(); err == nil || !strings.HasPrefix(complaint.String(), "schemascope-dot: graph 0: ") {
		t.Errorf("%v: %q", err, complaint.String())
	}
}

// The compiled code that Graphviz's runtime caches must not come from, or go to,
// a directory that others can write to.
func TestChildKeepsAwayFromSharedDirectories(t *testing.T) {
	shared, home := t.TempDir(), t.TempDir()
	if err := os.Chmod(shared, 0o777); err != nil {
		t.Fatal(err)
	}
	run := func(env ...string) {
		t.Helper()
		cmd := exec.Command(program)
		cmd.Env = append(os.Environ(), env...)
		cmd.Stdin = strings.NewReader("digraph { a }")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	files := func(dir string) (names []string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	run("TMPDIR="+shared, "XDG_CACHE_HOME="+home, "HOME="+home)
	if got := files(shared); len(got) > 0 {
		t.Errorf("left in the shared directory: %v", got)
	}
	cache, err := os.Stat(filepath.Join(home, "schemascope"))
	if err != nil || cache.Mode().Perm() != 0o700 {
		t.Fatalf("the private cache: %v, %v", cache, err)
	}
	// A cache that others can write to is not used either.
	if err := os.Chmod(filepath.Join(home, "schemascope"), 0o777); err != nil {
		t.Fatal(err)
	}
	before := files(filepath.Join(home, "schemascope", "go-graphviz"))
	os.RemoveAll(filepath.Join(home, "schemascope", "go-graphviz"))
	run("TMPDIR="+shared, "XDG_CACHE_HOME="+home, "HOME="+home)
	if got := files(filepath.Join(home, "schemascope")); len(before) == 0 || len(got) > 0 {
		t.Errorf("the open cache was used: %v", got)
	}
	if got := files(shared); len(got) > 0 {
		t.Errorf("a fresh directory was left behind: %v", got)
	}
}
