package project

import (
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/value"
)

// data is the value of a data source: an object with its url, or what is known
// of it without asking anybody (Atlas, "Data Sources").
func (e *evaluator) data(a value.Address, d value.Decl) cty.Value {
	switch a.Root {
	case "docker":
		// What starts the container is the label; the URL names the engine.
		return cty.ObjectVal(map[string]cty.Value{"url": cty.StringVal("docker://" + a.Kind + "/" + a.Name)})
	case "exporter":
		return cty.DynamicVal
	}
	switch a.Kind {
	case "composite_schema":
		// Evaluated for its cycles; the sources are taken when a url leads here.
		for _, s := range d.Blocks("schema") {
			if u, ok := s.Attribute("url"); ok {
				e.scope.Eval(u.Attr.Expr, nil)
			}
		}
		fallthrough
	case "hcl_schema", "external_schema", "template_dir", "remote_dir", "remote_schema":
		return cty.ObjectVal(map[string]cty.Value{"url": cty.StringVal(dataScheme + a.Kind + "/" + a.Name)})
	case "sql":
		return cty.ObjectVal(map[string]cty.Value{
			"count": cty.UnknownVal(cty.Number), "values": cty.UnknownVal(cty.List(cty.String)), "value": cty.UnknownVal(cty.String),
		})
	case "external", "runtimevar", "aws_rds_token", "gcp_cloudsql_token":
		return cty.UnknownVal(cty.String)
	}
	return cty.DynamicVal
}

// maxInstances bounds how many environments for_each may make of a block.
const maxInstances = 1_000

// envs gives the environments that a block declares: one, or one for each
// element of for_each. Of elements that are not known, there is one that stands
// for all.
func (e *evaluator) envs(b part) []*Env {
	each, ok := b.attribute("for_each")
	if !ok {
		return []*Env{e.env(b, nil)}
	}
	elements, ok := value.Elements(e.eval(each, nil))
	if !ok || len(elements) > maxInstances {
		return []*Env{e.env(b, map[string]cty.Value{"each": value.UnknownEach})}
	}
	var envs []*Env
	for _, element := range elements {
		env := e.env(b, map[string]cty.Value{"each": element.Each()})
		env.Instance = element.Key
		envs = append(envs, env)
	}
	return envs
}

// envAttributes are the attributes of an env block that mean something
// themselves; all others are values for the variables of its schema (Atlas,
// "Passing Input Values").
var envAttributes = []string{"name", "for_each", "url", "dev", "src", "schemas", "exclude", "include", "log"}

// env evaluates a block. each holds, in a block with for_each, its element.
func (e *evaluator) env(b part, each map[string]cty.Value) *Env {
	env := &Env{Origin: b.origin(b.Block.DefRange())}
	if len(b.Block.Labels) > 0 {
		env.Name, env.Labelled = b.Block.Labels[0], true
		env.Origin.Name = value.Span(b.Block.LabelRanges[0])
	} else if name, ok := b.attribute("name"); ok {
		env.Name, _ = value.String(e.eval(name, each))
	}
	inherited := Source{Vars: map[string]cty.Value{}}
	for _, name := range slices.Sorted(maps.Keys(b.Block.Body.Attributes)) {
		a, _ := b.attribute(name)
		switch {
		case name == "url" || name == "dev":
			u, ok := value.String(e.eval(a, each))
			if !ok {
				continue
			}
			if name == "url" {
				env.URL = u
			}
			if d := DialectOf(u); d != "" && (name == "dev" || env.Dialect == "") {
				env.Dialect = d
			}
			if path := searchPath(u); path != "" && (name == "dev" || inherited.Schema == "") {
				inherited.Schema = path
			}
		case !slices.Contains(envAttributes, name):
			inherited.Vars[name] = e.eval(a, each)
		}
	}
	maps.Copy(inherited.Vars, value.Given(e.options.Vars))
	src, ok := b.attribute("src")
	if !ok || e.eval(src, each).IsNull() { // null is as good as nothing
		ok = false
		for _, s := range b.blocks("schema") {
			if src, ok = s.attribute("src"); ok {
				break
			}
		}
	}
	if !ok {
		// A project that only keeps migrations: their replay is its schema.
		for _, m := range b.blocks("migration") {
			if src, ok = m.attribute("dir"); ok {
				inherited.Implied = true
				break
			}
		}
	}
	if ok {
		in := &loading{env: env, block: b, each: each}
		for i, element := range src.elements() {
			inherited.List = i + 1
			inherited.Origin = element.origin(element.Attr.Expr.Range())
			e.sources(in, e.eval(element, each), inherited, nil)
		}
	}
	return env
}

// loading is the environment whose sources are being collected.
type loading struct {
	env   *Env
	block part
	each  map[string]cty.Value
}

// sources appends what a value of src or url stands for. inherited holds what
// the enclosing composite says; through lists the data sources
// and attributes on the way here.
func (e *evaluator) sources(in *loading, v cty.Value, inherited Source, through []value.Address) {
	urls, ok := value.Strings(v)
	if !ok {
		inherited.Kind = Unknown
		in.env.Sources = append(in.env.Sources, inherited)
		return
	}
	for _, u := range urls {
		e.source(in, u, inherited, through)
	}
}

func (e *evaluator) source(in *loading, u string, s Source, through []value.Address) {
	s.URL = u
	scheme, rest, _ := strings.Cut(u, "://")
	switch {
	case strings.HasPrefix(u, dataScheme):
		kind, name, _ := strings.Cut(rest, "/")
		e.dataSource(in, value.Address{Root: "data", Kind: kind, Name: name}, s, through)
		return
	case scheme == "file":
		s.Kind, s.Paths = Files, []string{rest}
	case scheme == "ent":
		s.Kind = Ent
	case scheme == "env":
		if a, ok := in.block.attribute(rest); ok {
			at := value.Address{Root: "env", Name: rest}
			if slices.Contains(through, at) {
				e.project.report(schema.CodeCycle, schema.Error, a.origin(a.Attr.Expr.Range()), "env://"+rest+" leads to itself")
				return
			}
			if e.visit(through) {
				e.sources(in, e.eval(a, in.each), s, append(slices.Clip(through), at))
			}
			return
		}
		s.Kind = Unknown
	case !strings.Contains(u, "://"):
		// Older projects write a bare path.
		s.Kind, s.Paths = Files, []string{u}
	default:
		s.Kind = Remote
	}
	in.env.Sources = append(in.env.Sources, s)
}

// Limits of the way to a source: how often a project's environments come to a
// data source or an attribute, as composites that each hold another twice would
// never end, and how many of them lie one behind the other.
const (
	maxVisits = 10_000
	maxDepth  = 1_000
)

// visit counts a step and reports whether it may be taken.
func (e *evaluator) visit(through []value.Address) bool {
	e.visits++
	return e.visits <= maxVisits && len(through) < maxDepth
}

func (e *evaluator) dataSource(in *loading, a value.Address, s Source, through []value.Address) {
	d, ok := e.scope.Declared(a)
	if !ok {
		return // reported as an unresolved reference
	}
	if slices.Contains(through, a) {
		return // reported as a cycle
	}
	if !e.visit(through) {
		return
	}
	through = append(slices.Clip(through), a)
	b := part{d}
	s.Name = a.Name
	switch a.Kind {
	case "composite_schema":
		for _, child := range b.blocks("schema") {
			inner := s
			inner.List = 0
			if len(child.Block.Labels) > 0 {
				inner.Schema = child.Block.Labels[0]
				inner.Declared = schema.Origin{Place: child.Place, Span: value.Span(child.Block.DefRange()), Name: value.Span(child.Block.LabelRanges[0])}
			}
			if u, ok := child.attribute("url"); ok {
				inner.Origin = u.origin(u.Attr.Expr.Range())
				e.sources(in, e.eval(u, nil), inner, through)
			}
		}
		return
	case "hcl_schema":
		s.Kind = HCLSchema
		for _, name := range []string{"path", "paths"} {
			if p, ok := b.attribute(name); ok {
				list, known := value.Strings(e.eval(p, nil))
				if !known {
					s.Kind = Unknown
				}
				s.Paths = append(s.Paths, list...)
				s.Origin = p.origin(p.Attr.Expr.Range())
			}
		}
		if vars, ok := b.attribute("vars"); ok {
			s.Vars = e.inputs(e.eval(vars, nil))
		}
	case "external_schema":
		s.Kind, s.Dir = Program, e.project.Dir()
		p, ok := b.attribute("program")
		if !ok {
			return // reported as a missing attribute
		}
		s.Origin = p.origin(p.Attr.Expr.Range())
		if s.Command, ok = value.Strings(e.eval(p, nil)); !ok || len(s.Command) == 0 {
			s.Kind = Unknown
		}
		if dir, ok := b.attribute("working_dir"); ok {
			dir, known := value.String(e.eval(dir, nil))
			if !known {
				s.Kind = Unknown
			}
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(e.project.Dir(), filepath.FromSlash(dir))
			}
			s.Dir = dir
		}
	default:
		s.Kind = Remote
	}
	in.env.Sources = append(in.env.Sources, s)
}

// inputs are the values that a map gives for variables, and those that the
// command line gives, which win.
func (e *evaluator) inputs(v cty.Value) map[string]cty.Value {
	given := map[string]cty.Value{}
	if v.IsKnown() && !v.IsNull() && (v.Type().IsObjectType() || v.Type().IsMapType()) {
		maps.Copy(given, v.AsValueMap())
	}
	maps.Copy(given, value.Given(e.options.Vars))
	return given
}

// dialects are the schemes of database URLs, and the engines of docker:// ones.
var dialects = map[string]schema.Dialect{
	"postgres": schema.Postgres, "postgresql": schema.Postgres, "postgis": schema.Postgres, "pgvector": schema.Postgres, "timescaledb": schema.Postgres,
	"mysql": schema.MySQL, "maria": schema.MariaDB, "mariadb": schema.MariaDB,
	"sqlite": schema.SQLite, "sqlite3": schema.SQLite, "libsql": schema.SQLite,
	"sqlserver": schema.SQLServer, "azuresql": schema.SQLServer, "clickhouse": schema.ClickHouse, "redshift": schema.Redshift,
	"oracle": schema.Oracle, "spanner": schema.Spanner, "snowflake": schema.Snowflake, "databricks": schema.Databricks,
}

// DialectOf is the dialect that a database or dev-database URL implies, or "".
func DialectOf(raw string) schema.Dialect {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return ""
	}
	scheme, docker := strings.CutPrefix(scheme, "docker+")
	if scheme == "docker" && !docker {
		scheme, _, _ = strings.Cut(rest, "/")
	}
	scheme, _, _ = strings.Cut(scheme, "+") // libsql+ws, sqlite+…
	return dialects[scheme]
}

// DialectNamed is the dialect of a name, as the scheme of a URL has it, or "".
func DialectNamed(name string) schema.Dialect { return dialects[strings.ToLower(name)] }

// searchPath is the schema that a URL's connection works in, or "".
func searchPath(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Query().Get("search_path")
}
