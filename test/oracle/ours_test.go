package oracle

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ariga.io/atlas/sql/postgres"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// alarm is something that schemascope reports in a document.
type alarm struct {
	severity schema.Severity
	message  string // with the place
}

// beyond are the codes of what a database rejects and Atlas's evaluator does not
// look for.
var beyond = []schema.Code{schema.CodeKeyType, schema.CodeKeyUnique, schema.CodeEnumDefault, schema.CodeAutoIncrement}

// ourFacts is what schemascope reads in a document, and the errors and warnings
// that it reports.
func ourFacts(t testing.TB, d *document) (f facts, alarms []alarm) {
	t.Helper()
	target, err := workspace.NewTarget(d.write(t))
	if err != nil {
		t.Fatal(err)
	}
	s := workspace.New(workspace.Options{Targets: []workspace.Target{target}}).Snapshot()
	for name, list := range analysis.Diagnostics(s) {
		doc, err := s.Document(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range list {
			if found.Severity <= schema.Warning && !slices.Contains(beyond, found.Code) {
				alarms = append(alarms, alarm{found.Severity,
					fmt.Sprintf("%s:%d: %s", filepath.Base(name), doc.LineAt(found.Span.Start)+1, found.Message)})
			}
		}
	}
	envs := s.Environments()
	if len(envs) != 1 {
		t.Fatalf("%s: there are %d environments", d.name, len(envs))
	}
	r := ourReader{facts{}, d.dialect}
	for _, in := range envs[0].Realm().Schemas {
		r.schema(in)
	}
	return r.f, alarms
}

// write puts the document into a directory of its own, and beside it a project
// file where its variables have values.
func (d *document) write(t testing.TB) (target string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "schema"+d.dialect.suffix)
	if err := os.WriteFile(file, []byte(d.text), 0o600); err != nil {
		t.Fatal(err)
	}
	if len(d.vars) == 0 {
		return file
	}
	var vars strings.Builder
	for _, name := range sorted(d.vars) {
		fmt.Fprintf(&vars, "    %s = %s\n", name, hclwrite.TokensForValue(d.vars[name]).Bytes())
	}
	project := fmt.Sprintf(`data "hcl_schema" "it" {
  path = %q
  vars = {
%s  }
}

env "test" {
  src = data.hcl_schema.it.url
  dev = %q
}
`, filepath.Base(file), vars.String(), d.dialect.dev)
	if err := os.WriteFile(filepath.Join(dir, "atlas.hcl"), []byte(project), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

type ourReader struct {
	f facts
	d *dialect
}

// attrs adds those of an element's attributes that Atlas knows too.
func (r ourReader) attrs(path string, attrs []schema.Attr) {
	for _, a := range attrs {
		switch a.Name {
		case "charset", "engine", "auto_increment", "on_update", "parser", "page_per_range", "enforced":
			r.f.set(path, a.Name, a.Value)
		case "collate", "collation":
			r.f.set(path, "collate", a.Value)
		case "strict", "without_rowid":
			if a.Value == "true" {
				r.f.set(path, a.Name, a.Value)
			}
		}
	}
	if r.f[path+" auto_increment"] == "false" {
		delete(r.f, path+" auto_increment")
	}
}

func (r ourReader) schema(s *schema.Schema) {
	if len(s.Origins) > 0 || len(s.Tables)+len(s.Enums) > 0 {
		path := r.f.element("schema %s", s.Name)
		r.f.set(path, "comment", s.Comment)
		r.attrs(path, s.Attrs)
	}
	for _, t := range s.Tables {
		r.table(t)
	}
	for _, e := range s.Enums {
		path := r.f.element("enum %s.%s", s.Name, e.Name)
		r.f.set(path, "values", strings.Join(e.Values, ", "))
	}
}

func (r ourReader) table(t *schema.Table) {
	path := r.f.element("table %s.%s", t.Schema.Name, t.Name)
	r.f.set(path, "comment", t.Comment)
	r.attrs(path, t.Attrs)
	r.f.set(path, "partition", t.Partition)
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
		r.column(r.f.element("%s column %s", path, c.Name), c)
	}
	r.f.set(path, "columns", strings.Join(names, ", "))
	if t.PrimaryKey != nil {
		r.index(r.f.element("%s primary key", path), t.PrimaryKey)
	}
	for _, x := range t.Indexes {
		r.index(r.f.element("%s index %s", path, given(x.Name, x.Origin)), x)
	}
	for _, fk := range t.ForeignKeys {
		p := r.f.element("%s foreign key %s", path, given(fk.Name, fk.Origin))
		r.f.set(p, "columns", strings.Join(fk.ColumnNames, ", "))
		if fk.RefTable != nil {
			r.f.set(p, "references", fmt.Sprintf("%s.%s (%s)", fk.RefTable.Schema.Name, fk.RefTable.Name, strings.Join(fk.RefColumnNames, ", ")))
		}
		r.f.set(p, "on update", fk.OnUpdate)
		r.f.set(p, "on delete", fk.OnDelete)
	}
	for _, c := range t.Checks {
		p := r.f.element("%s check %s", path, given(c.Name, c.Origin))
		r.f.set(p, "expr", c.Expr)
		r.attrs(p, c.Attrs)
		r.f.set(p, "comment", c.Comment)
	}
}

// given is an element's name as the document gives it: one that has none there
// is named as the database would.
func given(name string, o schema.Origin) string {
	if o.Name == o.Span {
		name = ""
	}
	return named(name)
}

func (r ourReader) column(path string, c *schema.Column) {
	r.f.set(path, "comment", c.Comment)
	r.attrs(path, c.Attrs)
	r.f.set(path, "null", fmt.Sprint(c.Null))
	r.f.set(path, "type", r.typeText(c))
	if e := c.Default; e != nil {
		switch {
		case e.Text == "":
			r.f.set(path, "default", "not known")
		case e.Literal:
			r.f.set(path, "default", "literal "+literal(e.Text))
		default:
			r.f.set(path, "default", "sql "+e.Text)
		}
	}
	if id := c.Identity; id != nil {
		generation := "BY DEFAULT"
		if id.Always {
			generation = "ALWAYS"
		}
		r.f.set(path, "identity", identity(generation, id.Start, id.Step))
	}
	if g := c.Generated; g != nil {
		kind := "VIRTUAL"
		if g.Stored {
			kind = "STORED"
		}
		r.f.set(path, "generated", kind+" "+g.Expr)
	}
}

// typeText is a type as Atlas writes it, which reads ours for that: two
// spellings of one type are no difference.
func (r ourReader) typeText(c *schema.Column) string {
	if c.Enum != nil {
		array := ""
		if strings.HasSuffix(c.Type.Text, "[]") {
			array = "[]"
		}
		return "enum " + c.Enum.Schema.Name + "." + c.Enum.Name + array
	}
	t, err := r.d.parse(c.Type.Text)
	if err != nil {
		return c.Type.Text
	}
	return r.d.spell(t)
}

func (r ourReader) index(path string, x *schema.Index) {
	r.f.set(path, "comment", x.Comment)
	r.attrs(path, x.Attrs)
	r.f.set(path, "method", x.Method)
	for _, a := range x.Attrs {
		if a.Name == "type" {
			r.f.set(path, "method", strings.ToLower(a.Value))
		}
	}
	r.f.set(path, "where", x.Where)
	primary := strings.HasSuffix(path, " primary key")
	if x.Unique && !primary {
		r.f.set(path, "unique", "true")
	}
	if x.Constraint && !primary {
		r.f.set(path, "constraint", "true")
	}
	if x.NullsEqual {
		r.f.set(path, "nulls not distinct", "true")
	}
	var include []string
	for _, c := range x.Include {
		include = append(include, c.Name)
	}
	r.f.set(path, "include", strings.Join(include, ", "))
	for i, p := range x.Parts {
		at := fmt.Sprintf("%s part %d", path, i+1)
		r.f[at] = "declared"
		r.f.set(at, "column", p.Name)
		r.f.set(at, "expr", p.Expr)
		if p.Desc {
			r.f.set(at, "desc", "true")
		}
		for _, a := range p.Attrs {
			switch a.Name {
			case "ops":
				var class postgres.IndexOpClass
				if err := class.UnmarshalText([]byte(a.Value)); err == nil {
					a.Value = class.String()
				}
				r.f.set(at, a.Name, a.Value)
			case "prefix":
				r.f.set(at, a.Name, a.Value)
			case "nulls_first", "nulls_last":
				if a.Value == "true" {
					r.f.set(at, a.Name, a.Value)
				}
			}
		}
	}
}
