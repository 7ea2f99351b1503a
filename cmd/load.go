package cmd

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// dialectNames are the databases that --dialect may name.
const dialectNames = "postgres mysql mariadb sqlite sqlserver clickhouse redshift oracle spanner snowflake databricks"

// projectFlags are the flags of the commands that read a project.
func projectFlags(f *flag.FlagSet, c *invocation) {
	f.StringVar(&c.env, "env", "", "the environment of the project `name`d so; needed only where there are several")
	f.Var(&c.vars, "var", "set a variable of the project: `NAME=VALUE`; may be repeated")
	f.StringVar(&c.dialect, "dialect", "", "the `database` that SQL is for where no project says it: postgres, mysql, mariadb, sqlite, …; by default what its words show")
	f.BoolVar(&c.noExec, "no-exec", false, "run no program that the project names")
}

// load reads the projects, directories and files that the arguments name, and
// runs their programs unless that is refused.
func (c *invocation) load(ctx context.Context) (*workspace.Snapshot, error) {
	if len(c.args) == 0 {
		c.args = []string{"."}
	}
	o := workspace.Options{
		Env: c.env, Vars: c.vars, Trusted: !c.noExec,
		Logger: slog.New(slog.NewTextHandler(c.Err, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if c.dialect != "" {
		if o.Dialect = project.DialectNamed(c.dialect); o.Dialect == "" {
			return nil, fmt.Errorf("--dialect %q is not one of %s", c.dialect, strings.ReplaceAll(dialectNames, " ", ", "))
		}
	}
	// Atlas itself resolves paths from the directory that it runs in.
	if o.Base = c.base; o.Base == "" {
		if dir, err := os.Getwd(); err == nil {
			o.Base = dir
		}
	}
	for _, p := range c.args {
		if scheme, rest, ok := strings.Cut(p, "://"); ok {
			if scheme != "file" {
				return nil, fmt.Errorf("%s cannot be read: a schema is read from files, not from %s://", schema.Redact(p), scheme)
			}
			p, _, _ = strings.Cut(rest, "?")
		}
		t, err := workspace.NewTarget(p)
		if err != nil {
			return nil, explain(p, err)
		}
		o.Targets = append(o.Targets, t)
	}
	w := workspace.New(o)
	for {
		s := w.Snapshot()
		envs := s.Environments()
		if err := ctx.Err(); err != nil {
			return nil, errors.New("interrupted")
		}
		if w.RunPrograms(ctx) {
			continue
		}
		if len(envs) == 0 && (c.env != "" || !s.HasProblems()) {
			return nil, c.noEnvironment(s)
		}
		if !c.diff { // of which each side may declare others
			c.warnVariables(s)
		}
		return s, nil
	}
}

func explain(path string, err error) error {
	var pathError *fs.PathError
	switch {
	case errors.Is(err, workspace.ErrNoSchema):
		return fmt.Errorf("%s is no schema file: %w", path, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s does not exist", path)
	case errors.As(err, &pathError):
		return fmt.Errorf("%s cannot be read: %w", path, pathError.Err)
	}
	return fmt.Errorf("%s cannot be read: %w", path, err)
}

// noEnvironment says why there is nothing to work on.
func (c *invocation) noEnvironment(s *workspace.Snapshot) error {
	for _, p := range s.Projects() {
		switch names := p.EnvNames(); {
		case c.env != "" && len(names) > 0:
			return fmt.Errorf("%s has no env %q; it has %s", shown(p.File), c.env, strings.Join(names, ", "))
		case c.env != "":
			return fmt.Errorf("%s has no env %q", shown(p.File), c.env)
		default:
			return fmt.Errorf("%s has no env block", shown(p.File))
		}
	}
	var below []string
	for _, path := range c.args {
		for _, file := range workspace.ProjectsBelow(path) {
			below = append(below, shown(file))
		}
	}
	switch {
	case len(below) > maxNamed:
		return fmt.Errorf("no schema file was found; name one of the %d projects below: %s, …", len(below), strings.Join(below[:maxNamed], ", "))
	case len(below) > 0:
		return fmt.Errorf("no schema file was found; name a project below: %s", strings.Join(below, ", "))
	}
	for _, path := range c.args {
		for _, dir := range workspace.SchemasBelow(path) {
			if filepath.Clean(dir) != filepath.Clean(path) {
				below = append(below, shown(dir))
				continue
			}
			// Its files are projects of other names than Atlas's own, or not for Atlas.
			files, _ := filepath.Glob(filepath.Join(dir, "*.hcl"))
			for _, file := range files {
				below = append(below, shown(file))
			}
		}
	}
	if len(below) > 0 {
		more := ""
		if len(below) > maxNamed {
			below, more = below[:maxNamed], ", …"
		}
		return fmt.Errorf("no schema file was found; name one of these: %s%s", strings.Join(below, ", "), more)
	}
	return errors.New("no schema file was found")
}

// maxNamed is how many of many a message names.
const maxNamed = 3

// one is the single environment that a command shows.
func (c *invocation) one(s *workspace.Snapshot) (*workspace.Environment, error) {
	envs := s.Environments()
	switch len(envs) {
	case 0:
		return nil, c.noEnvironment(s)
	case 1:
		if c.env != "" && envs[0].Env == nil && !c.diff { // of a difference, one side may be no project
			return nil, fmt.Errorf("there is no env %q: what is named is no project with an atlas.hcl", c.env)
		}
		return envs[0], nil
	}
	var names []string
	for _, e := range envs {
		if e.Env == nil {
			return nil, errors.New("the files here create the same tables: they are not one schema; name the file")
		}
		names = append(names, e.Title())
	}
	return nil, fmt.Errorf("there are several environments (%s); choose one with --env", strings.Join(names, ", "))
}

// write puts a command's result where the flag -o says.
func (c *invocation) write(data []byte) int {
	if c.output == "" || c.output == "-" {
		if _, err := c.Out.Write(data); err != nil {
			return c.fail(err)
		}
		return exitOK
	}
	if err := os.WriteFile(c.output, data, 0o644); err != nil {
		name := c.output
		if errors.Is(err, fs.ErrNotExist) {
			name = filepath.Dir(name)
		}
		return c.fail(explain(name, err))
	}
	return exitOK
}

// warnIncomplete tells a person, beside the result, what it lacks.
func (c *invocation) warnIncomplete(s *workspace.Snapshot, e *workspace.Environment) {
	for _, p := range e.Problems {
		if p.Place != nil {
			line, column := lineColumn(s, p.Place.File, p.Place.Start+p.Span.Start)
			fmt.Fprintf(c.Err, "%s:%d:%d: %s\n", shown(p.Place.File), line, column, p.Message)
		} else {
			fmt.Fprintln(c.Err, p.Message)
		}
	}
	realm := e.Realm()
	empty := !slices.ContainsFunc(realm.Schemas, func(s *schema.Schema) bool { return len(s.Tables)+len(s.Views) > 0 })
	if e.Env != nil && len(e.Problems) == 0 && realm.Incomplete && empty {
		fmt.Fprintf(c.Err, "%s: its schema is not known: it depends on a variable without a value (--var NAME=VALUE), or on what only Atlas itself can find out\n", e.Title())
	}
}
