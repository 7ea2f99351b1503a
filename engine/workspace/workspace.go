package workspace

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/source"
	"github.com/schemascope/schemascope/engine/text"
)

// Options say what a workspace is of.
type Options struct {
	Roots   []string // absolute directories, searched for project files
	Targets []Target // what the command line names; nil in an editor
	Base    string   // a further directory that relative paths may start from; may be empty
	Env     string   // the selected environment; "" for all
	Vars    map[string]string
	// Dialect is that of SQL, and of HCL whose name and text do not tell it, where no
	// project says one; "" for what the text shows.
	Dialect schema.Dialect
	Trusted bool // programs of the project may run
	Runner  source.Runner
	Getenv  func(string) string
	Logger  *slog.Logger
	// Changed is called, from any goroutine, when a program's end made a new
	// snapshot. It must not block.
	Changed func()
}

// Target is a path that a user names.
type Target struct {
	Path    string
	file    bool
	project bool
}

// ErrNoSchema says that a path names a file of which no schema can be read.
var ErrNoSchema = errors.New("a schema file's name ends in .sql or .hcl")

// NewTarget looks at what a path is: a project file, a directory with one, a
// directory of schema files, or a single file. Of any other file the error is
// [ErrNoSchema].
func NewTarget(path string) (Target, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Target{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return Target{}, err
	}
	if info.IsDir() {
		inside := filepath.Join(path, projectFile)
		if _, err := os.Stat(inside); err == nil {
			return Target{Path: inside, project: true}, nil
		}
		return Target{Path: path}, nil
	}
	t := Target{Path: path, file: true}
	if LanguageOf(path, "") == Other {
		return t, ErrNoSchema
	}
	if LanguageOf(path, "") == HCL {
		d := readFile(path)
		if d.err != nil {
			return t, d.err
		}
		kind, _ := hcl.Classify(path, d.doc.Text())
		t.project = kind == hcl.KindProject
		t.file = !t.project
	}
	return t, nil
}

// Workspace is the changing state behind the snapshots.
type Workspace struct {
	options Options
	bound   boundChunks

	mu      sync.Mutex
	current *Snapshot
	wanted  []programKey
	running map[programKey]bool // true: a file that the program may have read has changed since it started
}

// New makes a workspace with nothing open.
func New(o Options) *Workspace {
	if o.Runner == nil {
		o.Runner = source.Run
	}
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	w := &Workspace{options: o, running: map[programKey]bool{}}
	w.current = &Snapshot{
		workspace: w, trusted: o.Trusted, disk: map[string]diskFile{}, dirs: map[string]diskDir{}, files: map[fileKey]*File{},
		projects: map[string]*loadedProject{},
	}
	return w
}

// Snapshot is the workspace as it is now.
func (w *Workspace) Snapshot() *Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.current
}

func (w *Workspace) changed() {
	if w.options.Changed != nil {
		w.options.Changed()
	}
}

// Open opens a document, or replaces it if it is open. language is the
// client's language id.
func (w *Workspace) Open(name, language string, version int32, content string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, err := w.current.Document(name)
	created := err != nil
	next := w.current.next(w.touched(name, created))
	doc := text.NewDocument(strings.TrimPrefix(content, "\ufeff"))
	next.setOverlay(name, &overlay{doc, language, version})
	if before == nil || LanguageOf(name, "") == Other {
		next.forgetFiles(name)
	} else {
		next.editFiles(name, before, before.Replacement(doc.Text()), doc)
	}
	w.current = next
}

// Edit is one change to an open document: given the text before it, where and
// what.
type Edit func(*text.Document) text.Edit

// Change edits an open document. It reports false if the document is not open.
func (w *Workspace) Change(name string, version int32, edits []Edit) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.current.overlays[name]
	if o == nil {
		return false
	}
	next := w.current.next([]string{name})
	doc := o.doc
	for _, edit := range edits {
		e := edit(doc)
		e.Span = doc.Clamp(e.Span)
		after := doc.Apply(e)
		next.editFiles(name, doc, e, after)
		doc = after
	}
	next.setOverlay(name, &overlay{doc, o.language, version})
	w.current = next
	return true
}

// Close closes a document: the disk's text counts again.
func (w *Workspace) Close(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current.overlays[name] == nil {
		return
	}
	next := w.current.next(w.touched(name, true))
	next.setOverlay(name, nil)
	next.forgetFiles(name)
	delete(next.disk, name)
	w.current = next
}

// DiskChanged says that files or whole directories were created, changed or
// deleted on disk. What programs made of them is made again.
func (w *Workspace) DiskChanged(names []string) {
	appeared := slices.ContainsFunc(names, func(name string) bool {
		info, err := os.Stat(name)
		return err == nil && info.IsDir()
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	touched := w.current.below(names)
	for _, name := range names {
		touched = append(touched, w.touched(name, true)...)
	}
	next := w.current.next(touched)
	if appeared {
		next.found = nil
	}
	for _, name := range touched {
		delete(next.disk, name)
		delete(next.dirs, name)
		if next.overlays[name] == nil {
			next.forgetFiles(name)
		}
		if filepath.Base(name) == projectFile {
			next.found = nil
		}
	}
	w.current = next
	w.rerunPrograms(names)
}

// SetTrusted changes whether the project's programs may run.
func (w *Workspace) SetTrusted(trusted bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := w.current.next(nil)
	next.trusted = trusted
	clear(next.projects) // without trust, some values are unknown
	next.forgetRefused()
	w.current = next
}

// touched are the names that a change of a document touches: its directory's
// too, when its existence may have changed.
func (w *Workspace) touched(name string, existence bool) []string {
	if existence && filepath.IsAbs(name) {
		return []string{name, filepath.Dir(name)}
	}
	return []string{name}
}

// setOverlay opens or, with nil, closes a document in a snapshot that nobody
// else has seen yet.
func (s *Snapshot) setOverlay(name string, o *overlay) {
	overlays := make(map[string]*overlay, len(s.overlays)+1)
	for k, v := range s.overlays {
		overlays[k] = v
	}
	delete(overlays, name)
	if o != nil {
		overlays[name] = o
	}
	s.overlays = overlays
}

func (s *Snapshot) forgetFiles(name string) {
	for key := range s.files {
		if key.name == name {
			delete(s.files, key)
		}
	}
}

// editFiles carries the readings of a document over an edit.
func (s *Snapshot) editFiles(name string, before *text.Document, e text.Edit, after *text.Document) {
	for key, f := range s.files {
		switch {
		case key.name != name:
		case f.Doc == before:
			s.files[key] = f.edited(after, e, key.dialect)
		default:
			delete(s.files, key)
		}
	}
}
