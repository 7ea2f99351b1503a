package project

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/schema"
)

// data is the value of a data source: an object with its url, or unknown.
func (e *evaluator) data(a address, b part) cty.Value {
	switch a.kind {
	case "composite_schema":
		// Evaluated for its cycles; the sources are taken when a url leads here.
		for _, s := range b.blocks("schema") {
			if u, ok := s.attribute("url"); ok {
				e.eval(u)
			}
		}
		fallthrough
	case "hcl_schema", "external_schema", "template_dir", "remote_dir", "remote_schema":
		return cty.ObjectVal(map[string]cty.Value{"url": cty.StringVal(dataScheme + a.kind + "/" + a.name)})
	}
	return cty.DynamicVal
}

func (e *evaluator) env(b part) *Env {
	env := &Env{Origin: b.origin(b.block.DefRange())}
	if len(b.block.Labels) > 0 {
		env.Name = b.block.Labels[0]
		env.Origin.Name = span(b.block.LabelRanges[0])
	}
	inherited := Source{}
	for _, name := range []string{"url", "dev"} {
		if a, ok := b.attribute(name); ok {
			if u, ok := str(e.eval(a)); ok {
				if name == "url" {
					env.URL = u
				}
				if d := DialectOf(u); d != "" {
					env.Dialect = d
				}
				if path := searchPath(u); path != "" {
					inherited.Schema = path
				}
			}
		}
	}
	src, ok := b.attribute("src")
	if !ok || e.eval(src).IsNull() { // null is as good as nothing
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
		for _, element := range src.elements() {
			inherited.Origin = element.origin(element.attr.Expr.Range())
			e.sources(env, b, e.eval(element), inherited, nil)
		}
	}
	return env
}

// sources appends what a value of src or url stands for. inherited holds what
// the enclosing composite says; through lists the data sources
// and attributes on the way here.
func (e *evaluator) sources(env *Env, b part, v cty.Value, inherited Source, through []address) {
	urls, ok := strs(v)
	if !ok {
		inherited.Kind = Unknown
		env.Sources = append(env.Sources, inherited)
		return
	}
	for _, u := range urls {
		e.source(env, b, u, inherited, through)
	}
}

func (e *evaluator) source(env *Env, b part, u string, s Source, through []address) {
	s.URL = u
	scheme, rest, _ := strings.Cut(u, "://")
	switch {
	case strings.HasPrefix(u, dataScheme):
		kind, name, _ := strings.Cut(rest, "/")
		e.dataSource(env, b, address{"data", kind, name}, s, through)
		return
	case scheme == "file":
		s.Kind, s.Paths = Files, []string{rest}
	case scheme == "ent":
		s.Kind = Ent
	case scheme == "env":
		if a, ok := b.attribute(rest); ok {
			at := address{root: "env", name: rest}
			if slices.Contains(through, at) {
				e.project.report(schema.CodeCycle, schema.Error, a.origin(a.attr.Expr.Range()), "env://"+rest+" leads to itself")
				return
			}
			if e.visit(through) {
				e.sources(env, b, e.eval(a), s, append(slices.Clip(through), at))
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
	env.Sources = append(env.Sources, s)
}

// Limits of the way to a source: how often a project's environments come to a
// data source or an attribute, as composites that each hold another twice would
// never end, and how many of them lie one behind the other.
const (
	maxVisits = 10_000
	maxDepth  = 1_000
)

// visit counts a step and reports whether it may be taken.
func (e *evaluator) visit(through []address) bool {
	e.visits++
	return e.visits <= maxVisits && len(through) < maxDepth
}

func (e *evaluator) dataSource(env *Env, envBlock part, a address, s Source, through []address) {
	b, ok := e.declared[a]
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
	s.Name = a.name
	switch a.kind {
	case "composite_schema":
		for _, child := range b.blocks("schema") {
			inner := s
			if len(child.block.Labels) > 0 {
				inner.Schema = child.block.Labels[0]
				inner.Declared = schema.Origin{Place: child.place, Span: span(child.block.DefRange()), Name: span(child.block.LabelRanges[0])}
			}
			if u, ok := child.attribute("url"); ok {
				inner.Origin = u.origin(u.attr.Expr.Range())
				e.sources(env, envBlock, e.eval(u), inner, through)
			}
		}
		return
	case "hcl_schema":
		s.Kind = HCLSchema
		for _, name := range []string{"path", "paths"} {
			if p, ok := b.attribute(name); ok {
				list, known := strs(e.eval(p))
				if !known {
					s.Kind = Unknown
				}
				s.Paths = append(s.Paths, list...)
				s.Origin = p.origin(p.attr.Expr.Range())
			}
		}
	case "external_schema":
		s.Kind, s.Dir = Program, e.project.Dir()
		p, ok := b.attribute("program")
		if !ok {
			return // reported as a missing attribute
		}
		s.Origin = p.origin(p.attr.Expr.Range())
		if s.Command, ok = strs(e.eval(p)); !ok || len(s.Command) == 0 {
			s.Kind = Unknown
		}
		if d, ok := b.attribute("working_dir"); ok {
			dir, known := str(e.eval(d))
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
	env.Sources = append(env.Sources, s)
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

// searchPath is the schema that a URL's connection works in, or "".
func searchPath(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Query().Get("search_path")
}
