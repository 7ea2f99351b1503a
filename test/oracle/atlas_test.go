package oracle

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"ariga.io/atlas/schemahcl"
	"ariga.io/atlas/sql/mysql"
	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/zclconf/go-cty/cty"
)

// dialect is how the two sides read one database's files.
type dialect struct {
	name   schema.Dialect
	suffix string // of schema files
	dev    string // the URL of a database for a project file
	eval   schemahcl.EvalFunc
	parse  func(string) (atlas.Type, error)
	format func(atlas.Type) (string, error)
}

var dialects = []*dialect{
	{schema.Postgres, ".pg.hcl", "docker://postgres/15/dev", postgres.EvalHCL, postgres.ParseType, postgres.FormatType},
	{schema.MySQL, ".my.hcl", "docker://mysql/8/dev", mysql.EvalHCL, mysql.ParseType, mysql.FormatType},
	{schema.MariaDB, ".ma.hcl", "docker://mariadb/11/dev", mysql.EvalMariaHCL, mysql.ParseType, mysql.FormatType},
	{schema.SQLite, ".lt.hcl", "sqlite://dev?mode=memory", sqlite.EvalHCL, sqlite.ParseType, sqlite.FormatType},
}

// document is one schema file with the values of its variables.
type document struct {
	name    string // for messages
	dialect *dialect
	text    string
	vars    map[string]cty.Value
}

// atlasFacts is what Atlas reads in a document. Its evaluator panics on some
// inputs; that is an error too.
func atlasFacts(d *document) (f facts, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	parser := hclparse.NewParser()
	if _, diags := parser.ParseHCL([]byte(d.text), "schema.hcl"); diags.HasErrors() {
		return nil, diags
	}
	var realm atlas.Realm
	if err := d.dialect.eval(parser, &realm, d.vars); err != nil {
		return nil, err
	}
	r := atlasReader{facts{}, d.dialect}
	for _, s := range realm.Schemas {
		r.schema(s)
	}
	return r.f, nil
}

type atlasReader struct {
	f facts
	d *dialect
}

// attrs adds the facts that Atlas keeps in lists of attributes.
func (r atlasReader) attrs(path string, attrs []atlas.Attr) {
	for _, a := range attrs {
		switch a := a.(type) {
		case *atlas.Comment:
			r.f.set(path, "comment", a.Text)
		case *atlas.Charset:
			r.f.set(path, "charset", a.V)
		case *atlas.Collation:
			r.f.set(path, "collate", a.V)
		case *mysql.Engine:
			r.f.set(path, "engine", a.V)
		case *mysql.AutoIncrement:
			r.f.set(path, "auto_increment", autoIncrement(a.V))
		case *sqlite.AutoIncrement:
			r.f.set(path, "auto_increment", autoIncrement(0))
		case *mysql.OnUpdate:
			r.f.set(path, "on_update", a.A)
		case *mysql.Enforced:
			r.f.set(path, "enforced", fmt.Sprint(a.V))
		case *sqlite.Strict:
			r.f.set(path, "strict", "true")
		case *sqlite.WithoutRowID:
			r.f.set(path, "without_rowid", "true")
		case *postgres.Identity:
			generation := "BY DEFAULT"
			if a.Generation != "" {
				generation = a.Generation
			}
			r.f.set(path, "identity", identity(generation, number(a.Sequence.Start), number(a.Sequence.Increment)))
		case *atlas.GeneratedExpr:
			r.f.set(path, "generated", a.Type+" "+a.Expr)
		case *postgres.IndexType:
			r.f.set(path, "method", strings.ToLower(a.T))
		case *mysql.IndexType:
			r.f.set(path, "method", strings.ToLower(a.T))
		case *mysql.IndexParser:
			r.f.set(path, "parser", a.P)
		case *postgres.IndexPredicate:
			r.f.set(path, "where", a.P)
		case *sqlite.IndexPredicate:
			r.f.set(path, "where", a.P)
		case *postgres.IndexNullsDistinct:
			if !a.V {
				r.f.set(path, "nulls not distinct", "true")
			}
		case *postgres.IndexStorageParams:
			r.f.set(path, "page_per_range", number(a.PagesPerRange))
		case *postgres.IndexInclude:
			r.f.set(path, "include", columnList(a.Columns))
		case *postgres.Constraint:
			r.f.set(path, "constraint", "true")
		case *postgres.Partition:
			var parts []string
			for _, p := range a.Parts {
				if p.C != nil {
					parts = append(parts, p.C.Name)
				} else {
					parts = append(parts, "("+p.X.(*atlas.RawExpr).X+")")
				}
			}
			r.f.set(path, "partition", a.T+" ("+strings.Join(parts, ", ")+")")
		case *atlas.Check, *atlas.Pos:
		default:
			panic(fmt.Sprintf("attribute %v of %s is not compared", reflect.TypeOf(a), path))
		}
	}
}

func autoIncrement(start int64) string {
	if start == 0 {
		return "true"
	}
	return number(start)
}

func identity(generation, start, increment string) string {
	return fmt.Sprintf("%s start %s increment %s", generation, start, increment)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func columnList(columns []*atlas.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

func (r atlasReader) schema(s *atlas.Schema) {
	path := r.f.element("schema %s", s.Name)
	r.attrs(path, s.Attrs)
	for _, t := range s.Tables {
		r.table(t)
	}
	for _, o := range s.Objects {
		if e, ok := o.(*atlas.EnumType); ok {
			path := r.f.element("enum %s.%s", s.Name, e.T)
			r.f.set(path, "values", strings.Join(e.Values, ", "))
		}
	}
}

func (r atlasReader) table(t *atlas.Table) {
	path := r.f.element("table %s.%s", t.Schema.Name, t.Name)
	r.attrs(path, t.Attrs)
	r.f.set(path, "columns", columnList(t.Columns))
	for _, c := range t.Columns {
		r.column(r.f.element("%s column %s", path, c.Name), c)
	}
	if t.PrimaryKey != nil {
		r.index(r.f.element("%s primary key", path), t.PrimaryKey)
	}
	for _, x := range t.Indexes {
		r.index(r.f.element("%s index %s", path, named(x.Name)), x)
	}
	for _, fk := range t.ForeignKeys {
		p := r.f.element("%s foreign key %s", path, named(fk.Symbol))
		r.f.set(p, "columns", columnList(fk.Columns))
		r.f.set(p, "references", fmt.Sprintf("%s.%s (%s)", fk.RefTable.Schema.Name, fk.RefTable.Name, columnList(fk.RefColumns)))
		r.f.set(p, "on update", string(fk.OnUpdate))
		r.f.set(p, "on delete", string(fk.OnDelete))
		r.attrs(p, fk.Attrs)
	}
	for _, c := range t.Checks() {
		p := r.f.element("%s check %s", path, named(c.Name))
		r.f.set(p, "expr", c.Expr)
		r.attrs(p, c.Attrs)
	}
}

func (r atlasReader) column(path string, c *atlas.Column) {
	r.attrs(path, c.Attrs)
	r.f.set(path, "null", fmt.Sprint(c.Type.Null))
	r.f.set(path, "type", r.typeText(c.Type.Type))
	switch x := c.Default.(type) {
	case nil:
	case *atlas.Literal:
		r.f.set(path, "default", "literal "+literal(x.V))
	case *atlas.RawExpr:
		r.f.set(path, "default", "sql "+x.X)
	default:
		panic(fmt.Sprintf("default %T is not compared", x))
	}
}

// typeText is a type as Atlas writes it for the database; of an enum in a
// schema, its name.
func (r atlasReader) typeText(t atlas.Type) string {
	if e, ok := t.(*atlas.EnumType); ok && e.Schema != nil {
		return "enum " + e.Schema.Name + "." + e.T
	}
	if a, ok := t.(*postgres.ArrayType); ok {
		if e, ok := a.Type.(*atlas.EnumType); ok && e.Schema != nil {
			return "enum " + e.Schema.Name + "." + e.T + "[]"
		}
	}
	return r.d.spell(t)
}

// spell is a type as Atlas writes it for the database, but for what it leaves as
// it was written, or writes so that it cannot be read again.
func (d *dialect) spell(t atlas.Type) string {
	var values []string
	switch t := t.(type) {
	case *postgres.ArrayType:
		if t.Type != nil {
			return d.spell(t.Type) + "[]"
		}
	case *atlas.EnumType:
		values = t.Values
	case *mysql.SetType:
		values = t.Values
	}
	if values != nil {
		// Its reader of SQL leaves doubled quotes as they are.
		return strings.ReplaceAll(fmt.Sprintf("%T(%q)", t, values), "''", "'")
	}
	text, err := d.format(t)
	if err != nil {
		return fmt.Sprintf("%T: %v", t, err)
	}
	if (d.name == schema.MySQL || d.name == schema.MariaDB) && (text == "char" || text == "binary") {
		text += "(1)" // MySQL, "11.3.2 The CHAR and VARCHAR Types"
	}
	return text
}

func (r atlasReader) index(path string, x *atlas.Index) {
	r.attrs(path, x.Attrs)
	if x.Unique {
		r.f.set(path, "unique", "true")
	}
	for i, p := range x.Parts {
		at := fmt.Sprintf("%s part %d", path, i+1)
		r.f[at] = "declared"
		if p.C != nil {
			r.f.set(at, "column", p.C.Name)
		} else {
			r.f.set(at, "expr", p.X.(*atlas.RawExpr).X)
		}
		if p.Desc {
			r.f.set(at, "desc", "true")
		}
		for _, a := range p.Attrs {
			switch a := a.(type) {
			case *postgres.IndexOpClass:
				r.f.set(at, "ops", a.String())
			case *mysql.SubPart:
				r.f.set(at, "prefix", fmt.Sprint(a.Len))
			case *postgres.IndexColumnProperty:
				if a.NullsFirst {
					r.f.set(at, "nulls_first", "true")
				}
				if a.NullsLast {
					r.f.set(at, "nulls_last", "true")
				}
			default:
				panic(fmt.Sprintf("attribute %T of %s is not compared", a, at))
			}
		}
	}
}

// TestAtlasFacts makes sure that the oracle has something to say.
func TestAtlasFacts(t *testing.T) {
	f, err := atlasFacts(&document{dialect: dialects[0], text: `
schema "public" {}
table "users" {
  schema = schema.public
  column "id" { type = bigint }
  primary_key { columns = [column.id] }
}`})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"schema public":                                "declared",
		"table public.users columns":                   "id",
		"table public.users column id type":            "bigint",
		"table public.users column id null":            "false",
		"table public.users primary key part 1 column": "id",
	} {
		if f[path] != want {
			t.Errorf("%s is %q, want %q", path, f[path], want)
		}
	}
}
