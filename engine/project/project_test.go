package project

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// memory is a file system of absolute slash paths.
type memory map[string]string

func (m memory) Document(name string) (*text.Document, error) {
	if content, ok := m[name]; ok {
		return text.NewDocument(content), nil
	}
	return nil, fs.ErrNotExist
}

func (m memory) ReadDir(name string) ([]Entry, error) {
	var entries []Entry
	for file := range m {
		rest, ok := strings.CutPrefix(file, strings.TrimSuffix(name, "/")+"/")
		if !ok {
			continue
		}
		child, _, deeper := strings.Cut(rest, "/")
		if e := (Entry{child, deeper}); !slices.Contains(entries, e) {
			entries = append(entries, e)
		}
	}
	if entries == nil {
		return nil, fs.ErrNotExist
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// dump lists a project's environments, sources and problems.
func dump(p *Project, content string) string {
	var b strings.Builder
	kinds := []string{"files", "hcl", "program", "ent", "remote", "unknown"}
	for _, e := range p.Envs {
		fmt.Fprintf(&b, "env %q %s\n", e.Name, e.Dialect)
		for _, s := range e.Sources {
			fmt.Fprintf(&b, "  %s", kinds[s.Kind])
			if len(s.Paths) > 0 {
				fmt.Fprintf(&b, " %v", s.Paths)
			}
			if len(s.Command) > 0 {
				fmt.Fprintf(&b, " %q in %s", s.Command, s.Dir)
			}
			if s.Schema != "" {
				fmt.Fprintf(&b, " as %s", s.Schema)
			}
			if s.Origin.Place != nil {
				at := s.Origin.Range()
				fmt.Fprintf(&b, " at %s", content[at.Start:at.End])
			}
			b.WriteString("\n")
		}
	}
	for _, problem := range p.Problems {
		if problem.Code == schema.CodeUnused {
			continue // TestUnused
		}
		at := problem.Span.Shift(problem.Place.Start)
		fmt.Fprintf(&b, "%s at %s: %s\n", problem.Code, content[at.Start:at.End], problem.Message)
	}
	return b.String()
}

func TestLoad(t *testing.T) {
	tests := []struct {
		name    string
		options Options
		src     string
		want    string
	}{
		{
			name: "src is a string, a list or a reference, and wins over schema",
			src: `locals {
  files = ["file://b.sql", "file://c.sql"]
}
env "one" {
  src = "file://a.sql"
  dev = "docker://postgres/16/dev?search_path=app"
  schema {
    src = "file://never.sql"
  }
}
env "two" {
  src = local.files
  url = "mysql://root@localhost/db"
}
env "three" {
  schema {
    src = "file://d.hcl"
  }
  dev = "sqlite://dev?mode=memory"
}
env "list" {
  src = ["file://x.sql", local.files[1]]
}
env "four" {
  src   = "env://other"
  other = "file://e.sql"
}
`,
			want: `env "one" postgresql
  files [a.sql] as app at "file://a.sql"
env "two" mysql
  files [b.sql] at local.files
  files [c.sql] at local.files
env "three" sqlite
  files [d.hcl] at "file://d.hcl"
env "list" 
  files [x.sql] at "file://x.sql"
  files [c.sql] at local.files[1]
env "four" 
  files [e.sql] at "env://other"
`,
		},
		{
			name: "composites nest; an inner part without a label keeps the outer one",
			src: `data "composite_schema" "inner" {
  schema {
    url = "file://i.sql"
  }
  schema "other" {
    url = "ent://ent/schema"
  }
}
data "hcl_schema" "h" {
  paths = fileset("schemas/**/*.hcl")
}
data "external_schema" "x" {
  program     = ["go", "run", "./${var.dir}"]
  working_dir = "tools"
}
variable "dir" {
  type    = string
  default = "loader"
}
data "composite_schema" "outer" {
  schema "app" {
    url = data.composite_schema.inner.url
  }
  schema "hcl" {
    url = data.hcl_schema.h.url
  }
  schema {
    url = data.external_schema.x.url
  }
}
env "local" {
  src = data.composite_schema.outer.url
}
`,
			want: `env "local" 
  files [i.sql] as app at "file://i.sql"
  ent as other at "ent://ent/schema"
  hcl [schemas/a.hcl schemas/deep/b.hcl] as hcl at fileset("schemas/**/*.hcl")
  program ["go" "run" "./loader"] in /p/tools at ["go", "run", "./${var.dir}"]
`,
		},
		{
			name: "what is not known is unknown, and no problem",
			src: `variable "path" {
  type = string
}
data "sql" "q" {
  url   = "postgres://localhost"
  query = "SELECT 1"
}
env {
  name = atlas.env
  src  = "file://${atlas.env}/${var.path}"
}
env "q" {
  src = data.sql.q.values
}
`,
			want: "env \"\" \n  unknown at \"file://${atlas.env}/${var.path}\"\nenv \"q\" \n  unknown at data.sql.q.values\n",
		},
		{
			name:    "what the caller says is known",
			options: Options{Env: "prod", Vars: map[string]string{"path": "x.sql"}, Getenv: func(string) string { return "from-env" }},
			src: `variable "path" {
  type = string
}
env {
  name = atlas.env
  src  = format("file://%s/%s/%s", atlas.env, var.path, getenv("X"))
}
`,
			want: "env \"prod\" \n  files [prod/x.sql/from-env] at format(\"file://%s/%s/%s\", atlas.env, var.path, getenv(\"X\"))\n",
		},
		{
			name: "cycles are named",
			src: `locals {
  a = local.b
  b = "x${local.a}"
}
data "composite_schema" "c" {
  schema "s" {
    url = data.composite_schema.d.url
  }
}
data "composite_schema" "d" {
  schema "s" {
    url = data.composite_schema.c.url
  }
}
env "local" {
  src = data.composite_schema.c.url
}
`,
			want: `env "local" 
reference-cycle at a: refers to itself: local.a → local.b → local.a
reference-cycle at "c": refers to itself: data.composite_schema.c → data.composite_schema.d → data.composite_schema.c
`,
		},
		{
			name: "references to nothing",
			src: `variable "schema" {
  type = string
}
env "local" {
  src = "file://${var.shema}"
  url = local.url
  dev = data.external_schema.orm.url
}
`,
			want: `env "local" 
  unknown at "file://${var.shema}"
unresolved-reference at shema: var.shema is not declared; did you mean var.schema?
unresolved-reference at url: local.url is not declared
unresolved-reference at orm: data.external_schema.orm is not declared
`,
		},
		{
			name: "declared twice",
			src:  "variable \"v\" {\n}\nvariable \"v\" {\n}\n",
			want: "duplicate-declaration at \"v\": var.v is already declared\n",
		},
		{
			name: "a broken block loses itself",
			src:  "locals {\n  x = \n}\nenv \"ok\" {\n  src = \"file://a.sql\"\n}\nenv \"bad\" {\n  src = [\n",
			want: "env \"ok\" \n  files [a.sql] at \"file://a.sql\"\nenv \"bad\" \n  unknown at \n",
		},
		{
			name: "a project that only keeps migrations",
			src:  "env \"m\" {\n  migration {\n    dir = \"file://migrations\"\n  }\n}\n",
			want: "env \"m\" \n  files [migrations] at \"file://migrations\"\n",
		},
		{
			name: "a registry is remote",
			src:  "env \"r\" {\n  src = \"atlas://repo?tag=x\"\n}\n",
			want: "env \"r\" \n  remote at \"atlas://repo?tag=x\"\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := memory{"/p/atlas.hcl": tt.src, "/p/schemas/a.hcl": "", "/p/schemas/deep/b.hcl": "", "/p/schemas/c.sql": ""}
			if got := dump(Load(files, "/p/atlas.hcl", tt.options), tt.src); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestSelect(t *testing.T) {
	p := Load(memory{"/p/atlas.hcl": `
env "dev" {}
env {
  name = atlas.env
}
env "prod" {}
`}, "/p/atlas.hcl", Options{})
	tests := []struct {
		name string
		want []string
	}{
		{"", []string{"dev", "", "prod"}},
		{"prod", []string{"prod"}},
		{"test", []string{""}}, // no label: the env that takes any name
	}
	for _, tt := range tests {
		var got []string
		for _, e := range p.Select(tt.name) {
			got = append(got, e.Name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Select(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWithoutTrust(t *testing.T) {
	src := `env "secret" {
  src = "file://${getenv("TOKEN")}"
}
env "outside" {
  src = file("/etc/source")
}
env "inside" {
  src = file("source")
}
`
	files := memory{"/p/atlas.hcl": src, "/p/source": "file://a.sql", "/etc/source": "file://b.sql"}
	want := `env "secret" 
  unknown at "file://${getenv("TOKEN")}"
env "outside" 
  unknown at file("/etc/source")
env "inside" 
  files [a.sql] at file("source")
`
	if got := dump(Load(files, "/p/atlas.hcl", Options{Confined: true}), src); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestDialectOf(t *testing.T) {
	tests := map[string]string{
		"postgres://localhost/db":                "postgresql",
		"docker://postgres/16/dev":               "postgresql",
		"docker+postgres://myrepo/pg:16/dev":     "postgresql",
		"docker://mysql/8/dev":                   "mysql",
		"docker://maria/latest/dev":              "mariadb",
		"maria://root@localhost":                 "mariadb",
		"sqlite://file.db":                       "sqlite",
		"libsql+wss://db.turso.io":               "sqlite",
		"sqlserver://sa:x@localhost?database=db": "mssql",
		"clickhouse://localhost":                 "clickhouse",
		"atlas://repo":                           "",
		"no url":                                 "",
	}
	for url, want := range tests {
		if got := DialectOf(url); string(got) != want {
			t.Errorf("DialectOf(%s) = %s, want %s", url, got, want)
		}
	}
}

func TestGlobStaysBounded(t *testing.T) {
	files := memory{"/p/atlas.hcl": "locals {\n  x = fileset(\"" + path.Join(slices.Repeat([]string{"**"}, 50)...) + "/*.hcl\")\n}\n"}
	for i := range 200 {
		files[fmt.Sprintf("/p/d%d/e/f.hcl", i)] = ""
	}
	Load(files, "/p/atlas.hcl", Options{})
}

// TestValuesStayBounded: what doubles again and again must not use up the memory.
func TestValuesStayBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("locals {\n  s0 = \"0123456789abcdef\"\n  l0 = [1]\n")
	for i := range 60 {
		fmt.Fprintf(&b, "  s%d = \"${local.s%d}${local.s%d}\"\n", i+1, i, i)
		fmt.Fprintf(&b, "  l%d = [local.l%d, local.l%d]\n", i+1, i, i)
	}
	b.WriteString("  json = jsonencode(local.l60)\n}\n")
	for i := range 60 {
		fmt.Fprintf(&b, "data \"composite_schema\" \"c%d\" {\n", i)
		for range 2 {
			fmt.Fprintf(&b, "  schema \"x\" {\n    url = data.composite_schema.c%d.url\n  }\n", i+1)
		}
		b.WriteString("}\n")
	}
	b.WriteString("data \"composite_schema\" \"c60\" {\n  schema \"x\" {\n    url = \"file://a.sql\"\n  }\n}\nenv \"x\" {\n  src = data.composite_schema.c0.url\n}\n")
	p := Load(memory{"/p/atlas.hcl": b.String()}, "/p/atlas.hcl", Options{})
	for _, problem := range p.Problems {
		if problem.Code != schema.CodeUnused {
			t.Errorf("problem: %+v", problem)
		}
	}
	if n := len(p.Envs[0].Sources); n > maxVisits {
		t.Errorf("%d sources", n)
	}
}

func TestNullSource(t *testing.T) {
	p := Load(memory{"/p/atlas.hcl": "env \"x\" {\n  src = null\n  schema {\n    src = \"file://a.sql\"\n  }\n}\n"}, "/p/atlas.hcl", Options{})
	if s := p.Envs[0].Sources; len(s) != 1 || s[0].Kind != Files {
		t.Errorf("sources: %+v", s)
	}
}

func TestAttributeThatLeadsToItself(t *testing.T) {
	for _, attributes := range []string{"src = \"env://src\"", "src = \"env://a\"\n  a = [\"env://b\", \"env://b\"]\n  b = \"env://a\""} {
		p := Load(memory{"/p/atlas.hcl": "env \"x\" {\n  " + attributes + "\n}\n"}, "/p/atlas.hcl", Options{})
		if len(p.Problems) == 0 || !strings.Contains(p.Problems[0].Message, "leads to itself") {
			t.Errorf("%s: problems %+v", attributes, p.Problems)
		}
	}
}

func TestLongChain(t *testing.T) {
	var b strings.Builder
	b.WriteString("locals {\n  x0 = \"a.sql\"\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "  x%d = local.x%d\n", i+1, i)
	}
	b.WriteString("}\nenv \"x\" {\n  src = local.x20000\n}\n")
	Load(memory{"/p/atlas.hcl": b.String()}, "/p/atlas.hcl", Options{})
}

func TestDockerBlock(t *testing.T) {
	const src = `docker "mysql" "dev" {
  image = "mysql:8"
}
env "a" {
  src = "file://a.sql"
  dev = docker.mysql.dev.url
}
env "b" {
  src = "file://a.sql"
  dev = docker.mysql.dve.url
}
`
	p := Load(memory{"/p/atlas.hcl": src}, "/p/atlas.hcl", Options{})
	if p.Envs[0].Dialect != schema.MySQL || p.Envs[1].Dialect != "" {
		t.Errorf("dialects: %q, %q", p.Envs[0].Dialect, p.Envs[1].Dialect)
	}
	const want = "docker.mysql.dve is not declared; did you mean docker.mysql.dev?"
	if len(p.Problems) != 1 || p.Problems[0].Message != want {
		t.Errorf("problems: %+v, want %s", p.Problems, want)
	}
}

func TestUnused(t *testing.T) {
	const src = `variable "used" {
}
variable "unused" {
}
locals {
  a = var.used
  b = local.a
}
`
	unused := func(src string) (names []string) {
		for _, p := range Load(memory{"/p/atlas.hcl": src}, "/p/atlas.hcl", Options{}).Problems {
			if p.Code != schema.CodeUnused || p.Severity != schema.Hint {
				t.Errorf("problem: %+v", p)
			}
			at := p.Span.Shift(p.Place.Start)
			names = append(names, src[at.Start:at.End])
		}
		return names
	}
	if got, want := unused(src), []string{`"unused"`, "b"}; !slices.Equal(got, want) {
		t.Errorf("unused: %v, want %v", got, want)
	}
}

func TestEnvForEach(t *testing.T) {
	const src = `variable "tenants" {
  type    = list(string)
  default = ["acme", "bolt"]
}
env "prod" {
  for_each = toset(var.tenants)
  url      = "postgres://localhost/${each.value}"
  src      = "file://${each.key}.sql"
  tenant   = each.value
}
env {
  name = atlas.env
  src  = "file://any.sql"
}
`
	p := Load(memory{"/p/atlas.hcl": src}, "/p/atlas.hcl", Options{Env: "prod"})
	var got []string
	for _, e := range p.Select("prod") {
		got = append(got, fmt.Sprint(e.Name, " ", e.Instance, " ", e.URL, " ", e.Sources[0].Paths, " ", e.Sources[0].Vars["tenant"].AsString()))
	}
	want := []string{
		"prod acme postgres://localhost/acme [acme.sql] acme",
		"prod bolt postgres://localhost/bolt [bolt.sql] bolt",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	given := Load(memory{"/p/atlas.hcl": src}, "/p/atlas.hcl", Options{Env: "other", Vars: map[string]string{"tenants": `["x"]`}})
	if envs := given.Select("other"); len(envs) != 1 || envs[0].Name != "other" || envs[0].Labelled {
		t.Errorf("other selects %+v", envs)
	}
	if envs := given.Select("prod"); len(envs) != 1 || envs[0].Instance != "x" {
		t.Errorf("with a given tenant, prod selects %+v", envs)
	}
}

func TestVarsOfSchemas(t *testing.T) {
	const src = `data "hcl_schema" "app" {
  path = "schema.hcl"
  vars = {
    schema = "inner"
    sizes  = [1, 2]
  }
}
env "a" {
  src    = data.hcl_schema.app.url
  schema = "outer"
}
env "b" {
  src    = "file://schema.hcl"
  tenant = "t"
}
`
	p := Load(memory{"/p/atlas.hcl": src}, "/p/atlas.hcl", Options{Vars: map[string]string{"sizes": "3"}})
	vars := p.Envs[0].Sources[0].Vars
	if len(vars) != 2 || !vars["schema"].RawEquals(cty.StringVal("inner")) || !vars["sizes"].RawEquals(cty.StringVal("3")) {
		t.Errorf("hcl_schema is given %#v", vars)
	}
	if vars := p.Envs[1].Sources[0].Vars; len(vars) != 2 || !vars["tenant"].RawEquals(cty.StringVal("t")) {
		t.Errorf("the file is given %#v", vars)
	}
}
