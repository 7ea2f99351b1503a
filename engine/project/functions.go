package project

import (
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/schemascope/schemascope/engine/value"
)

// functions are those that read the project's files and the environment.
func (e *evaluator) functions() map[string]function.Function {
	return map[string]function.Function{
		"file": value.StringFunc(1, func(a []string) (string, error) {
			name := e.path(a[0])
			if rel, err := filepath.Rel(e.project.Dir(), name); e.options.Confined && (err != nil || !filepath.IsLocal(rel)) {
				return "", errors.New("the file is outside of the project")
			}
			doc, err := e.fs.Document(name)
			if err != nil {
				return "", err
			}
			return doc.Text(), nil
		}),
		"getenv":  e.getenvFunc(),
		"glob":    e.globFunc(false),
		"fileset": e.globFunc(true),
	}
}

func (e *evaluator) getenvFunc() function.Function {
	if e.options.Getenv != nil {
		return value.StringFunc(1, func(a []string) (string, error) { return e.options.Getenv(a[0]), nil })
	}
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "name", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl:   func([]cty.Value, cty.Type) (cty.Value, error) { return cty.UnknownVal(cty.String), nil },
	})
}

func (e *evaluator) path(p string) string { return under(e.project.Dir(), p) }

// under is a path that starts from dir unless it is absolute.
func under(dir, p string) string {
	p = filepath.FromSlash(p)
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(dir, p)
}

// globFunc lists files. With deep, "**" stands for any number of directories.
func (e *evaluator) globFunc(deep bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "pattern", Type: cty.String}},
		Type:   function.StaticReturnType(cty.List(cty.String)),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			found := Glob(e.fs, e.project.Dir(), args[0].AsString(), deep)
			if len(found) == 0 {
				return cty.ListValEmpty(cty.String), nil
			}
			values := make([]cty.Value, len(found))
			for i, f := range found {
				values[i] = cty.StringVal(f)
			}
			return cty.ListVal(values), nil
		},
	})
}

// maxGlob bounds how many directories a pattern may visit.
const maxGlob = 10_000

// Glob lists the files that a pattern means, in order: those of a relative one
// relative to dir. With deep, "**" stands for any number of directories.
func Glob(fs FS, dir, pattern string, deep bool) []string {
	g := globber{fs: fs, dir: dir, deep: deep, budget: maxGlob}
	g.walk("", strings.Split(path.Clean(filepath.ToSlash(pattern)), "/"))
	slices.Sort(g.found)
	return slices.Compact(g.found) // "**/**" finds a file in more ways than one
}

type globber struct {
	fs     FS
	dir    string
	deep   bool
	budget int
	found  []string
}

func (g *globber) walk(dir string, pattern []string) {
	if g.budget--; g.budget < 0 || len(pattern) == 0 {
		return
	}
	entries, err := g.fs.ReadDir(under(g.dir, dir))
	if err != nil {
		return
	}
	head, rest := pattern[0], pattern[1:]
	if head == ".." || head == "" {
		next := path.Join(dir, head)
		if head == "" {
			next = "/"
		}
		g.walk(next, rest)
		return
	}
	if head == "**" && g.deep {
		g.walk(dir, rest)
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name)
		switch {
		case head == "**" && g.deep:
			if entry.Dir && !strings.HasPrefix(entry.Name, ".") {
				g.walk(name, pattern)
			}
		case len(rest) > 0 && entry.Dir:
			if ok, _ := path.Match(head, entry.Name); ok {
				g.walk(name, rest)
			}
		case len(rest) == 0 && !entry.Dir:
			if ok, _ := path.Match(head, entry.Name); ok {
				g.found = append(g.found, name)
			}
		}
	}
}
