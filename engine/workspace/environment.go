package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/source"
	"github.com/schemascope/schemascope/engine/text"
)

// Environment is a set of sources that make one realm: an env of a project
// file, or the files of a directory that no project file speaks for.
type Environment struct {
	Project  *project.Project // nil without a project file
	Env      *project.Env     // nil without a project file
	Dir      string           // the project's directory, or the directory itself
	Dialect  schema.Dialect
	Files    []*File          // each once, in load order
	Problems []schema.Problem // of the sources themselves

	parts []part
	realm func() *schema.Realm
	names func() map[any][]Reference // by element
}

// part is a part of the realm before its chunks are needed.
type part struct {
	schema     string
	declared   schema.Origin
	files      []*File
	models     []schema.ModelOrigin
	inputs     inputs
	incomplete bool
	unordered  bool
}

// Name is the environment's name for people: its env's, or its directory's.
func (e *Environment) Name() string {
	if e.Env == nil {
		return ""
	}
	if e.Env.Instance != "" {
		return e.Env.Name + "[" + e.Env.Instance + "]"
	}
	return e.Env.Name
}

// Title names what the environment shows, for a window or a page.
func (e *Environment) Title() string {
	base := filepath.Base(e.Dir)
	if len(e.Files) == 1 && e.Env == nil {
		base = filepath.Base(e.Files[0].Name)
	}
	if name := e.Name(); name != "" {
		return base + " · " + name
	}
	return base
}

// Relative is the name of a file as people of the project write it: with slashes,
// below the environment's directory where it is there.
func (e *Environment) Relative(name string) string {
	if rest, below := strings.CutPrefix(name, e.Dir); below && rest != "" && os.IsPathSeparator(rest[0]) && filepath.IsLocal(rest[1:]) {
		return filepath.ToSlash(rest[1:]) // what almost every file is, in a tenth of the time
	}
	rel, err := filepath.Rel(e.Dir, name)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		rel = name
	}
	return filepath.ToSlash(rel)
}

// Realm is the environment's schema graph.
func (e *Environment) Realm() *schema.Realm { return e.realm() }

// Holds reports whether the environment reads the file: as a source, or as its
// project file.
func (e *Environment) Holds(name string) bool {
	if e.Project != nil && e.Project.File == name {
		return true
	}
	return e.holdsSource(name)
}

// Environments lists all environments: those of project files first.
func (s *Snapshot) Environments() []*Environment {
	s.once.Do(func() {
		all := s.computeEnvironments()
		s.environments.Store(&all)
	})
	return *s.environments.Load()
}

// EnvironmentsOf lists the environments that read a file.
func (s *Snapshot) EnvironmentsOf(name string) []*Environment {
	var found []*Environment
	for _, e := range s.Environments() {
		if e.Holds(name) {
			found = append(found, e)
		}
	}
	return found
}

// Projects lists the project files that were read, in order.
func (s *Snapshot) Projects() []*project.Project {
	s.Environments()
	return s.loaded
}

// HasProblems reports whether a project file has problems of its own, which are
// worth telling even if it has no environment.
func (s *Snapshot) HasProblems() bool {
	return slices.ContainsFunc(s.Projects(), func(p *project.Project) bool { return len(p.Problems) > 0 })
}

func (s *Snapshot) computeEnvironments() []*Environment {
	var all []*Environment
	for _, file := range s.projectFiles() {
		p := s.project(file)
		s.loaded = append(s.loaded, p)
		for _, env := range p.Select(s.workspace.options.Env) {
			all = append(all, s.projectEnvironment(p, env))
		}
	}
	for _, target := range s.workspace.options.Targets {
		if target.project {
			continue
		}
		for _, e := range s.targetEnvironments(target) {
			if len(e.Files)+len(e.Problems) > 0 {
				all = append(all, e)
			}
		}
	}
	// Open documents that nothing reached belong to their directory.
	for _, name := range s.Open() {
		if s.schemaFile(name) && !slices.ContainsFunc(all, func(e *Environment) bool { return e.Holds(name) }) {
			all = append(all, s.looseEnvironment(name))
		}
	}
	for i, e := range all {
		s.shareRealm(e, all[:i])
	}
	return all
}

// schemaFile reports whether an open document declares schema elements.
func (s *Snapshot) schemaFile(name string) bool {
	switch LanguageOf(name, s.overlays[name].language) {
	case SQL:
		return true
	case HCL:
		f, err := s.read(name, "")
		return err == nil && f.Kind == hcl.KindSchema
	}
	return false
}

func (s *Snapshot) projectEnvironment(p *project.Project, env *project.Env) *Environment {
	e := &Environment{Project: p, Env: env, Dir: p.Dir(), Dialect: env.Dialect}
	for _, src := range env.Sources {
		made := part{schema: src.Schema, declared: src.Declared, inputs: newInputs(src.Vars)}
		if src.Kind == project.Program {
			s.addProgram(e, src, &made)
		} else {
			resolved := source.Resolve(s, src, s.Roots(e))
			e.Problems = append(e.Problems, resolved.Problems...)
			made.incomplete = resolved.Incomplete
			s.addFiles(e, &made, resolved.Files, src.Origin)
		}
		if last := len(e.parts) - 1; src.List > 1 && made.onlyHCL() && e.parts[last].onlyHCL() {
			e.parts[last].files = append(e.parts[last].files, made.files...)
			e.parts[last].incomplete = e.parts[last].incomplete || made.incomplete
			continue
		}
		e.parts = append(e.parts, made)
	}
	e.settleDialect()
	return e
}

// onlyHCL reports whether a part is made of HCL files.
func (m *part) onlyHCL() bool {
	return len(m.files) > 0 && !slices.ContainsFunc(m.files, func(f *File) bool { return f.Language != HCL })
}

// settleDialect gives the environment the dialect of its files where its
// project does not say one.
func (e *Environment) settleDialect() {
	for _, f := range e.Files {
		if e.Dialect != "" {
			return
		}
		e.Dialect = f.Dialect
	}
}

// addFiles reads the files of a part. from is where the part was named.
func (s *Snapshot) addFiles(e *Environment, made *part, names []string, from schema.Origin) {
	for _, name := range names {
		f, err := s.read(name, "")
		if err == nil && e.Dialect != "" && f.Dialect != e.Dialect {
			f, err = s.read(name, e.Dialect)
		}
		if err != nil {
			made.incomplete = true
			e.Problems = append(e.Problems, schema.Problem{
				Code: schema.CodeUnreadable, Severity: schema.Error, Place: from.Place, Span: from.Span,
				Message: fmt.Sprintf("%s cannot be read: %v", filepath.Base(name), err),
			})
			continue
		}
		if f.TooLarge() {
			made.incomplete = true
		}
		made.files = append(made.files, f)
		if !e.Holds(name) {
			e.Files = append(e.Files, f)
		}
	}
}

// addProgram adds what a program printed, once it has.
func (s *Snapshot) addProgram(e *Environment, src project.Source, made *part) {
	key := newProgramKey(e.Project.File, src)
	result := s.programs[key]
	report := func(code schema.Code, severity schema.Severity, message string) {
		e.Problems = append(e.Problems, schema.Problem{
			Code: code, Severity: severity, Place: src.Origin.Place, Span: src.Origin.Span, Message: message,
		})
	}
	if s.trusted && result != nil && result.stale {
		s.workspace.want(key)
	}
	switch {
	case !s.trusted:
		made.incomplete = true
		report(schema.CodeNotLoaded, schema.Information,
			fmt.Sprintf("external_schema %q is not loaded: its program runs only in a trusted workspace", src.Name))
	case result == nil && !s.saved(e.Project.File):
		// A command that is being typed is not yet one that the user wants to run.
		made.incomplete = true
		report(schema.CodeNotLoaded, schema.Information,
			fmt.Sprintf("external_schema %q is not loaded: its program runs once %s is saved", src.Name, filepath.Base(e.Project.File)))
	case result == nil:
		made.incomplete = true
		s.workspace.want(key)
	case result.doc == nil:
		made.incomplete = true
		report(schema.CodeProgramFailed, schema.Error, fmt.Sprintf("external_schema %q is not loaded: %v", src.Name, result.err))
	default:
		s.addFiles(e, made, []string{result.name}, src.Origin)
		made.models = result.models(s)
		if result.err != nil {
			// While models are edited they do not always load: what they were is shown on.
			made.incomplete = true
			report(schema.CodeProgramFailed, schema.Error, fmt.Sprintf("external_schema %q is as it was loaded before: %v", src.Name, result.err))
			return
		}
		for _, f := range made.files {
			if p, bad := firstError(f); bad {
				made.incomplete = true
				line := f.Doc.LineAt(p.Place.Start + p.Span.Start)
				report(schema.CodeProgramFailed, schema.Error,
					fmt.Sprintf("external_schema %q: the program did not print SQL: line %d of its output: %s", src.Name, line+1, p.Message))
			}
		}
	}
}

func firstError(f *File) (schema.Problem, bool) {
	for _, c := range f.Chunks() {
		for _, p := range c.Chunk.Problems {
			if p.Severity == schema.Error {
				p.Place = c.Place
				return p, true
			}
		}
	}
	return schema.Problem{}, false
}

// shareRealm gives e the realm of an environment that was made from the very same
// parts: the one it continues, or one of those made already; and else one that
// is folded on first use.
func (s *Snapshot) shareRealm(e *Environment, made []*Environment) {
	for _, others := range [][]*Environment{s.previous, made} {
		for _, other := range others {
			if other.sameParts(e) {
				e.realm, e.names = other.realm, other.names
				return
			}
		}
	}
	parts, dialect, cache := e.parts, e.Dialect, &s.workspace.bound
	e.realm = sync.OnceValue(func() *schema.Realm { return fold(dialect, parts, cache) })
	e.names = s.references(e)
}

func (e *Environment) sameParts(o *Environment) bool {
	return e.Dialect == o.Dialect &&
		slices.EqualFunc(e.parts, o.parts, func(a, b part) bool {
			return a.schema == b.schema && a.declared == b.declared && a.incomplete == b.incomplete && a.unordered == b.unordered && a.inputs.key == b.inputs.key &&
				slices.Equal(a.files, b.files) && slices.Equal(a.models, b.models)
		})
}

// fold makes a realm. Its problems are those of the values of its parts, too.
func fold(dialect schema.Dialect, made []part, cache *boundChunks) *schema.Realm {
	parts := make([]schema.Part, len(made))
	var problems []schema.Problem
	for i := range made {
		m := &made[i]
		files, found := m.evaluate(cache)
		problems = append(problems, found...)
		parts[i] = schema.Part{Schema: m.schema, Declared: m.declared, Files: files, Incomplete: m.incomplete, Unordered: m.unordered}
	}
	realm := schema.Fold(dialect, parts)
	realm.Problems = append(problems, realm.Problems...)
	return realm
}

// project loads a project file, or takes it from the snapshot before if nothing
// that it was made from changed.
func (s *Snapshot) project(file string) *project.Project {
	s.mu.Lock()
	loaded := s.projects[file]
	s.mu.Unlock()
	if loaded != nil {
		return loaded.project
	}
	fs := &recorder{fs: s, read: map[string]bool{}}
	o := project.Options{Env: s.workspace.options.Env, Vars: s.workspace.options.Vars, Confined: !s.trusted}
	if s.trusted {
		o.Getenv = s.workspace.options.Getenv
	}
	loaded = &loadedProject{project: project.Load(fs, file, o), read: fs.read}
	s.mu.Lock()
	s.projects[file] = loaded
	s.mu.Unlock()
	return loaded.project
}

type loadedProject struct {
	project *project.Project
	read    map[string]bool // the files and directories it was made from
}

func (p *loadedProject) dependsOn(name string) bool { return p.read[name] }

// recorder notes what is read through it.
type recorder struct {
	fs   project.FS
	read map[string]bool
}

func (r *recorder) Document(name string) (*text.Document, error) {
	r.read[name] = true
	doc, err := r.fs.Document(name)
	if doc == nil && err == nil {
		err = errors.New("is not available")
	}
	return doc, err
}

func (r *recorder) ReadDir(name string) ([]project.Entry, error) {
	r.read[name] = true
	return r.fs.ReadDir(name)
}

// SourceOf is the project's source that a program's output came from.
func (e *Environment) SourceOf(file string) (project.Source, bool) {
	if e.Env == nil {
		return project.Source{}, false
	}
	for _, src := range e.Env.Sources {
		if src.Kind == project.Program && newProgramKey(e.Project.File, src).output() == file {
			return src, true
		}
	}
	return project.Source{}, false
}

// Roots are the directories that relative paths of the environment start from.
func (s *Snapshot) Roots(e *Environment) []string {
	roots := append([]string{e.Dir}, s.rootOf(e.Dir)...)
	if base := s.workspace.options.Base; base != "" {
		roots = append(roots, base)
	}
	return roots
}
