package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
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
	if isMigrations(dir, "", entries) {
		sqlFiles, hclFiles = r.replayed(sqlFiles, entries), nil
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
	if isMigrations(dir, query, entries) {
		sqlFiles, hclFiles = r.replayed(sqlFiles, entries), nil
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

// isMigrations reports whether a directory holds migrations to replay: Atlas
// writes atlas.sum into it, or its name or URL says so.
func isMigrations(dir, query string, entries []project.Entry) bool {
	return filepath.Base(dir) == "migrations" || strings.Contains(query, "version=") || strings.Contains(query, "format=") ||
		hasSum(entries)
}

func hasSum(entries []project.Entry) bool {
	return slices.ContainsFunc(entries, func(e project.Entry) bool { return e.Name == "atlas.sum" })
}

// flyway is the form of Flyway's file names: versioned, undoing, baseline and
// repeatable migrations.
var flyway = regexp.MustCompile(`^(?:[VUB]\d[\d._]*|R)__`)

// replayed are the migrations that a new database gets, in the order in which it
// gets them. A version is a number, 10 comes after 9, but to Atlas, which writes
// atlas.sum and goes by the letters. A checkpoint stands for all before it
// (Atlas, "Migration Directory Checkpoints").
func (r *resolver) replayed(files []string, entries []project.Entry) []string {
	byLetters := hasSum(entries)
	files = slices.DeleteFunc(files, func(f string) bool {
		return strings.HasPrefix(filepath.Base(f), "U") && flyway.MatchString(filepath.Base(f))
	})
	slices.SortStableFunc(files, func(a, b string) int {
		a, b = filepath.Base(a), filepath.Base(b)
		if byLetters && !(flyway.MatchString(a) && flyway.MatchString(b)) {
			return strings.Compare(a, b)
		}
		return compareVersions(a, b)
	})
	for i, f := range slices.Backward(files) {
		doc, err := r.fs.Document(f)
		if err != nil {
			continue
		}
		if slices.ContainsFunc(sql.Directives(doc.Text()), func(d sql.Directive) bool { return d.Name == "checkpoint" }) {
			return files[i:]
		}
	}
	return files
}

// compareVersions orders the names of migrations by the numbers they begin with,
// each after Flyway's letter if there is one; what has none comes last.
func compareVersions(a, b string) int {
	va, vb := version(a), version(b)
	switch {
	case va == nil && vb == nil:
		return strings.Compare(a, b)
	case va == nil:
		return 1
	case vb == nil:
		return -1
	}
	return cmp.Or(slices.CompareFunc(va, vb, func(x, y string) int {
		return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y))
	}), strings.Compare(a, b))
}

// version is the numbers that a migration's name begins with, without leading
// zeros.
func version(name string) []string {
	if flyway.MatchString(name) {
		name, _, _ = strings.Cut(name[1:], "__")
	} else {
		name, _, _ = strings.Cut(name, "_")
	}
	var numbers []string
	for _, n := range strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '_' }) {
		if strings.Trim(n, "0123456789") != "" {
			break
		}
		numbers = append(numbers, strings.TrimLeft(n, "0"))
	}
	return numbers
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
