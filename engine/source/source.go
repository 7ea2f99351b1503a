package source

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
)

// Resolved is what a source is made of.
type Resolved struct {
	Files    []string // absolute names in load order, each once
	Problems []schema.Problem
	// Incomplete says that the source holds more than Files.
	Incomplete bool
	// Unordered says that nobody gave the files an order: theirs is that of their
	// names only.
	Unordered bool
	// Dialect is what a file beside them says of all, "" where none does.
	Dialect schema.Dialect
}

// resolver collects the files of one source.
type resolver struct {
	Resolved
	fs     project.FS
	roots  []string // where relative paths are looked for, first match wins
	origin schema.Origin
	added  map[string]bool // what Files holds
	// importing are the files whose imports are being followed, outermost first.
	importing []string
}

// Resolve finds the files of a source of kind Files or HCLSchema, and explains
// why the others have none. roots are the directories that relative paths start
// from: the project's first.
func Resolve(fsys project.FS, src project.Source, roots []string) Resolved {
	r := &resolver{fs: fsys, roots: roots, origin: src.Origin}
	switch src.Kind {
	case project.Files:
		for _, p := range src.Paths {
			r.path(p)
		}
		if src.Implied && len(r.Files) == 0 {
			return Resolved{}
		}
	case project.HCLSchema:
		for _, p := range src.Paths {
			r.path(p)
		}
	case project.Ent:
		r.notLoaded("the ent schema %s is not loaded: reading ent schemas is not supported yet", src.URL)
	case project.Remote:
		scheme, _, _ := strings.Cut(src.URL, "://")
		switch {
		case scheme == "atlas":
			r.notLoaded("the registry schema is not loaded: it cannot be read without a connection to Atlas Cloud")
		case src.Name != "":
			r.notLoaded("data source %q is not loaded: what it yields is not in the project's files", src.Name)
		default:
			r.notLoaded("the %s database is not loaded: a schema is read from files only", scheme)
		}
	default:
		r.Incomplete = true
	}
	return r.Resolved
}

// Directory finds the files of a directory that is a project without an
// atlas.hcl: its SQL files and its HCL schema files together.
func Directory(fsys project.FS, dir string) Resolved {
	r := &resolver{fs: fsys}
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return r.Resolved
	}
	sqlFiles, hclFiles := r.schemaFiles(dir, entries)
	if t := r.toolOf(dir, "", entries); t != noTool {
		sqlFiles, hclFiles = r.replayed(t, dir, entries), nil
	} else {
		r.Unordered = true
	}
	for _, f := range hclFiles {
		r.add(f)
	}
	for _, f := range sqlFiles {
		r.sqlFile(f)
	}
	return r.Resolved
}

// File finds a single file and what it imports.
func File(fsys project.FS, name string) Resolved {
	r := &resolver{fs: fsys}
	if strings.HasSuffix(name, ".sql") {
		r.sqlFile(name)
	} else {
		r.add(name)
	}
	return r.Resolved
}

// problem reports at the origin. A file that is missing may hold what others
// refer to; a cycle or an empty directory hides nothing.
func (r *resolver) problem(code schema.Code, severity schema.Severity, format string, args ...any) {
	r.Incomplete = r.Incomplete || code != schema.CodeCycle && severity != schema.Warning
	r.Problems = append(r.Problems, schema.Problem{
		Code: code, Severity: severity, Place: r.origin.Place, Span: r.origin.Span,
		Message: schema.Redact(fmt.Sprintf(format, args...)),
	})
}

func (r *resolver) notLoaded(format string, args ...any) {
	r.problem(schema.CodeNotLoaded, schema.Information, format, args...)
}

func (r *resolver) add(name string) bool {
	if r.added[name] {
		return false
	}
	if r.added == nil {
		r.added = map[string]bool{}
	}
	r.added[name] = true
	r.Files = append(r.Files, name)
	return true
}

// path adds what a file:// URL's path means: "a/b.sql", "dir", "dir?format=goose".
func (r *resolver) path(written string) {
	written = strings.TrimPrefix(written, "file://")
	p, query, _ := strings.Cut(written, "?")
	name, entries, err := r.find(p)
	if plain, bad := url.PathUnescape(p); errors.Is(err, fs.ErrNotExist) && bad == nil && plain != p {
		if name, entries, err = r.find(plain); err == nil {
			p = plain
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.problem(schema.CodeMissingFile, schema.Error, "%s does not exist%s", p, r.nearby(p))
	case err != nil:
		r.problem(schema.CodeUnreadable, schema.Error, "%s cannot be read: %v", p, cause(err))
	case entries == nil && strings.HasSuffix(name, ".hcl"):
		r.add(name)
	case entries == nil:
		r.sqlFile(name)
	default:
		r.directory(p, name, query, entries)
	}
}

// find looks a path up under each root. entries is nil for a file.
func (r *resolver) find(p string) (name string, entries []project.Entry, err error) {
	for _, name = range r.candidates(p) {
		entries, err = r.fs.ReadDir(name)
		if err == nil {
			return name, slices.Grow(entries, 1), nil
		}
		if errors.Is(err, fs.ErrPermission) {
			return name, nil, err
		}
		if _, err = r.fs.Document(name); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return name, nil, err
		}
	}
	return name, nil, err
}

func (r *resolver) candidates(p string) []string {
	p = filepath.FromSlash(p)
	if filepath.IsAbs(p) || len(r.roots) == 0 {
		return []string{filepath.Clean(p)}
	}
	var names []string
	for _, root := range r.roots {
		if name := filepath.Join(root, p); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// nearby suggests a file of the same directory.
func (r *resolver) nearby(p string) string {
	for _, name := range r.candidates(p) {
		entries, err := r.fs.ReadDir(filepath.Dir(name))
		if err != nil {
			continue
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name)
		}
		if near := schema.Nearest(filepath.Base(name), names); near != "" {
			return fmt.Sprintf("; did you mean %s?", path.Join(path.Dir(p), near))
		}
	}
	return ""
}

// cause is an error without the path that wraps it: the message names it already.
func cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// directory adds the direct children of a directory.
func (r *resolver) directory(written, dir, query string, entries []project.Entry) {
	sqlFiles, hclFiles := r.schemaFiles(dir, entries)
	if t := r.toolOf(dir, query, entries); t != noTool {
		sqlFiles, hclFiles = r.replayed(t, dir, entries), nil
	}
	switch {
	case len(sqlFiles) > 0 && len(hclFiles) > 0:
		r.problem(schema.CodeAmbiguous, schema.Error,
			"ambiguous schema: %s holds both SQL and HCL files (%s, %s); name one of them, or keep them in directories of their own",
			written, filepath.Base(sqlFiles[0]), filepath.Base(hclFiles[0]))
	case len(sqlFiles)+len(hclFiles) == 0:
		r.problem(schema.CodeMissingFile, schema.Warning, "%s holds no schema files (*.sql or *.hcl)", written)
	}
	for _, f := range hclFiles {
		r.add(f)
	}
	for _, f := range sqlFiles {
		r.sqlFile(f)
	}
}

// schemaFiles sorts a directory's children into the SQL and HCL files of a
// schema. Project files and the like, and the "down" halves of migrations, are
// no part of one.
func (r *resolver) schemaFiles(dir string, entries []project.Entry) (sqlFiles, hclFiles []string) {
	for _, e := range entries {
		name := filepath.Join(dir, e.Name)
		switch {
		case e.Dir:
		case strings.HasSuffix(e.Name, ".sql"):
			if !strings.HasSuffix(e.Name, ".down.sql") {
				sqlFiles = append(sqlFiles, name)
			}
		case strings.HasSuffix(e.Name, ".hcl"):
			doc, err := r.fs.Document(name)
			if err != nil {
				continue
			}
			if kind, _ := hcl.Classify(name, doc.Text()); kind == hcl.KindSchema {
				hclFiles = append(hclFiles, name)
			}
		}
	}
	return sqlFiles, hclFiles
}

// sqlFile adds a SQL file after the files that it imports.
func (r *resolver) sqlFile(name string) {
	if r.added[name] {
		return
	}
	doc, err := r.fs.Document(name)
	if err != nil {
		code := schema.CodeUnreadable
		if errors.Is(err, fs.ErrNotExist) {
			code = schema.CodeMissingFile
		}
		r.problem(code, schema.Error, "%s cannot be read: %v", filepath.Base(name), cause(err))
		return
	}
	r.importing = append(r.importing, name)
	outer, place := r.origin, &schema.Place{File: name}
	for _, d := range sql.Directives(doc.Text()) {
		if d.Name != "import" {
			continue
		}
		r.origin = schema.Origin{Place: place, Span: d.Span, Name: d.Span}
		r.imported(filepath.Dir(name), d.Args)
	}
	r.origin = outer
	r.importing = r.importing[:len(r.importing)-1]
	r.add(name)
}

// imported adds what an atlas:import directive names, relative to its file.
func (r *resolver) imported(dir, written string) {
	name := filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(written, "file://")))
	if at := slices.Index(r.importing, name); at >= 0 {
		var loop []string
		for _, f := range append(slices.Clone(r.importing[at:]), name) {
			loop = append(loop, filepath.Base(f))
		}
		r.problem(schema.CodeCycle, schema.Error, "%s imports itself: %s", loop[0], strings.Join(loop, " → "))
		return
	}
	roots := r.roots
	r.roots = []string{dir}
	defer func() { r.roots = roots }()
	found, entries, err := r.find(strings.TrimPrefix(written, "file://"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.problem(schema.CodeMissingFile, schema.Error, "%s, which is imported here, does not exist%s", written, r.nearby(written))
	case err != nil:
		r.problem(schema.CodeUnreadable, schema.Error, "%s, which is imported here, cannot be read: %v", written, cause(err))
	case entries == nil:
		r.sqlFile(found)
	default:
		sqlFiles, _ := r.schemaFiles(found, entries)
		for _, f := range sqlFiles {
			r.sqlFile(f)
		}
	}
}
