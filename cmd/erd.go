package cmd

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/erd"
)

var erdCommand = command{
	name: "erd", args: "[--env NAME] [--dialect NAME] [--format FORMAT] [--detail DETAIL] [--group NAME] [--focus TABLE] [--path FROM..TO] [--include PATTERN] [--exclude PATTERN] [--layout layered|dot] [-o FILE] [PATH | --diff [--all] BEFORE AFTER]",
	summary: "Draw the entity–relationship diagram of a schema.",
	choices: choices("format", "svg html mermaid dbml dot json", "detail", "full keys names overview", "layout", "layered dot",
		"theme", strings.Join(erd.Themes(), " "), "dialect", dialectNames),
	examples: []example{
		{"schemascope erd --format html -o erd.html", "A page with search and zoom."},
		{"schemascope erd --focus orders --depth 2 --format mermaid", "A table and what is near to it, as text for Markdown."},
		{"schemascope erd --path orders..countries -o path.svg", "How two tables are connected."},
		{"schemascope erd --diff HEAD:schema schema -o diff.svg", "What changed since the last commit."},
	},
	flags: func(f *flag.FlagSet, c *invocation) {
		projectFlags(f, c)
		f.StringVar(&c.format, "format", "", "the output's `format`: svg, html (one page with search and zoom), mermaid, dbml, dot or json; by default what the name of -o ends in, else svg")
		f.StringVar(&c.focus, "focus", "", "draw only `TABLE` (or schema.table) and its neighbours")
		f.IntVar(&c.depth, "depth", 0, "with --focus, the `number` of foreign keys that a neighbour may be away; by default 1")
		f.StringVar(&c.detail, "detail", "", "what a box shows, its `detail`: full, keys or names; or overview, which shows groups of tables; by default what fits the number of tables")
		f.StringVar(&c.group, "group", "", "draw only the tables of this `group` of the overview")
		f.StringVar(&c.layout, "layout", "layered", "who arranges the boxes: `layered`, or dot (Graphviz's, by the program schemascope-dot)")
		f.StringVar(&c.theme, "theme", "auto", "the colours, a `theme`: auto (what the viewer prefers), light, dark, contrast or contrast-light")
		f.StringVar(&c.path, "path", "", "draw only the shortest ways between two tables, `FROM..TO`, along foreign keys in either direction")
		f.Var(&c.schemas, "schemas", "draw only these `schemas`, by name or pattern; may be repeated")
		f.Var(&c.include, "include", "draw only tables and views whose name, or schema.name, matches the `pattern`, as 'ci_*'; may be repeated")
		f.Var(&c.exclude, "exclude", "leave out what matches the `pattern`; may be repeated")
		f.BoolVar(&c.diff, "diff", false, "draw what differs between two paths; of git, REVISION:PATH, whose programs do not run")
		f.BoolVar(&c.all, "all", false, "with --diff, draw what is the same too")
		f.StringVar(&c.output, "o", "", "write to `file` instead of standard output")
	},
	run: drawERD,
}

// locator finds where elements of the environment are declared.
func locator(s *workspace.Snapshot, e *workspace.Environment) func(schema.Origin) (erd.Location, bool) {
	return func(o schema.Origin) (erd.Location, bool) {
		if strings.HasPrefix(o.File(), workspace.OutputScheme) {
			return erd.Location{}, false
		}
		line, column := lineColumn(s, o.File(), o.NameRange().Start)
		return erd.Location{File: e.Relative(o.File()), Line: line, Column: column}, true
	}
}

// state loads the environment that paths name. Of a difference, a path may be one
// in git, which done removes again.
func (c *invocation) state(ctx context.Context, paths []string) (s *workspace.Snapshot, e *workspace.Environment, done func(), err error) {
	of := *c
	of.args, done = paths, func() {}
	if c.diff {
		if _, missing := os.Stat(paths[0]); missing != nil {
			p, err := revision(ctx, paths[0])
			if err != nil {
				return nil, nil, nil, err
			}
			// Nothing of today's state may stand in for what was not there.
			of.args, of.base, of.noExec, done = []string{p.name}, cmp.Or(p.base, p.dir), true, p.remove
		}
	}
	if s, err = of.load(ctx); err == nil {
		e, err = of.one(s)
	}
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	return s, e, done, nil
}

// formatOfName is the format that a file's ending stands for.
var formatOfName = map[string]string{
	".svg": "svg", ".html": "html", ".htm": "html", ".mmd": "mermaid", ".mermaid": "mermaid", ".dbml": "dbml",
	".dot": "dot", ".gv": "dot", ".json": "json", ".png": "png", ".pdf": "pdf",
}

// checkDrawing settles the format, and says what of the flags does not fit together.
func (c *invocation) checkDrawing() error {
	c.format = strings.ToLower(c.format)
	if c.format == "" {
		c.format = cmp.Or(formatOfName[strings.ToLower(filepath.Ext(c.output))], "svg")
	}
	if c.format == "png" || c.format == "pdf" {
		return fmt.Errorf("--format %[1]s needs a program that draws: write an SVG and convert it, \"schemascope erd -o erd.svg && rsvg-convert -f %[1]s -o erd.%[1]s erd.svg\"; or write --format html, whose page saves a PNG", c.format)
	}
	if err := erd.CheckFormat(c.format); err != nil {
		return fmt.Errorf("--%w", err)
	}
	switch {
	case c.diff && c.format != "svg" && c.format != "html" && c.format != "json":
		return fmt.Errorf("--diff is drawn as svg, html or json, not as %s", c.format)
	case c.diff && len(c.args) != 2:
		return errors.New("--diff takes two paths: before and after")
	case c.all && !c.diff:
		return errors.New("--all goes with --diff, of which it draws what is the same too")
	case c.depth != 0 && c.focus == "":
		return errors.New("--depth goes with --focus TABLE, whose neighbours it counts")
	case c.depth < 0:
		return fmt.Errorf("--depth %d: write how many foreign keys away a neighbour may be, 1 or more", c.depth)
	}
	return nil
}

func drawERD(ctx context.Context, c *invocation) int {
	if err := c.checkDrawing(); err != nil {
		return c.fail(err)
	}
	var before *schema.Realm
	paths := c.args
	if c.diff {
		s, e, done, err := c.state(ctx, c.args[:1])
		if err != nil {
			return c.fail(err)
		}
		defer done()
		c.warnIncomplete(s, e)
		before, paths = e.Realm(), c.args[1:]
	}
	s, e, done, err := c.state(ctx, paths)
	if err != nil {
		return c.fail(err)
	}
	defer done()
	realm, title := e.Realm(), e.Title()
	var difference *erd.Difference
	if c.diff {
		difference = erd.Compare(before, realm, c.all)
		realm, title = difference.Realm, c.args[0]+" → "+c.args[1]
	}
	var path []string
	if c.path != "" {
		from, to, ok := strings.Cut(c.path, "..")
		if !ok {
			return c.fail(fmt.Errorf("--path %q: write the two tables with two dots between them, as in --path orders..countries", c.path))
		}
		path = []string{from, to}
	}
	diagram, err := erd.New(realm, erd.Options{
		Detail: erd.Detail(c.detail), Focus: c.focus, Depth: c.depth, Schemas: c.schemas, Group: c.group, Include: c.include, Exclude: c.exclude, Path: path, Theme: c.theme, Title: title, Difference: difference,
		Tables: !erd.IsPicture(c.format),
		Locate: locator(s, e),
	})
	if err != nil {
		return c.fail(err)
	}
	layouter, err := erd.LayouterFor(c.layout)
	if err != nil {
		return c.fail(err)
	}
	out, err := diagram.Format(ctx, c.format, layouter)
	if err != nil {
		return c.fail(err)
	}
	c.warnIncomplete(s, e)
	return c.write(out)
}
