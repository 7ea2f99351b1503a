package workspace

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Snapshot is the workspace at one moment. It is safe for concurrent use and
// never changes: what it has read once stays as it was.
type Snapshot struct {
	// Revision counts up from snapshot to snapshot.
	Revision uint64

	workspace *Workspace
	trusted   bool
	overlays  map[string]*overlay // never written after the snapshot is made
	programs  map[programKey]*programResult

	mu       sync.Mutex // guards what is filled on first use:
	disk     map[string]diskFile
	dirs     map[string]diskDir
	files    map[fileKey]*File
	projects map[string]*loadedProject // this snapshot's, and earlier ones' that are still as they were
	found    []string                  // project files of the roots; nil before the first look

	once         sync.Once
	environments atomic.Pointer[[]*Environment]
	loaded       []*project.Project // in order; set with environments
	previous     []*Environment     // of a snapshot before, to take realms from
}

// overlay is an open editor buffer.
type overlay struct {
	doc      *text.Document
	language string // the client's language id
	version  int32
}

type diskFile struct {
	doc *text.Document
	err error
}

type diskDir struct {
	entries []project.Entry
	err     error
}

// fileKey tells the readings of a document apart: dialect is the project's,
// which may be unknown.
type fileKey struct {
	name    string
	dialect schema.Dialect
}

// Document is the text of a file: the editor's if it is open, the disk's else.
func (s *Snapshot) Document(name string) (*text.Document, error) {
	if o := s.overlays[name]; o != nil {
		return o.doc, nil
	}
	if p := s.output(name); p != nil {
		return p.doc, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.readDisk(name)
	return d.doc, d.err
}

// readDisk is the text on disk; s.mu is held.
func (s *Snapshot) readDisk(name string) diskFile {
	d, ok := s.disk[name]
	if !ok {
		if d.err = s.refused(name); d.err == nil {
			d = readFile(name)
		}
		s.disk[name] = d
	}
	return d
}

func readFile(name string) diskFile {
	if !filepath.IsAbs(name) {
		return diskFile{err: &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}}
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return diskFile{err: err}
	case info.IsDir():
		return diskFile{err: &fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")}}
	case !info.Mode().IsRegular():
		return diskFile{err: &fs.PathError{Op: "read", Path: name, Err: errors.New("is not a regular file")}}
	case info.Size() > maxFile:
		return diskFile{err: &fs.PathError{Op: "read", Path: name, Err: errors.New("is too large")}}
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return diskFile{err: err}
	}
	return diskFile{doc: text.NewDocument(strings.TrimPrefix(string(content), "\ufeff"))}
}

// ReadDir lists a directory, open buffers that are not saved yet included.
func (s *Snapshot) ReadDir(name string) ([]project.Entry, error) {
	s.mu.Lock()
	d, ok := s.dirs[name]
	if !ok {
		if d.err = s.refused(name); d.err == nil {
			d = readDir(name)
		}
		s.dirs[name] = d
	}
	s.mu.Unlock()
	entries := d.entries
	for open := range s.overlays {
		if filepath.Dir(open) != name || !filepath.IsAbs(open) {
			continue
		}
		entry := project.Entry{Name: filepath.Base(open)}
		at, have := slices.BinarySearchFunc(entries, entry, func(a, b project.Entry) int { return strings.Compare(a.Name, b.Name) })
		if !have {
			entries = slices.Insert(slices.Clone(entries), at, entry)
		}
	}
	if len(entries) > 0 {
		return entries, nil
	}
	return nil, d.err
}

func readDir(name string) diskDir {
	list, err := os.ReadDir(name)
	if err != nil {
		return diskDir{err: err}
	}
	entries := make([]project.Entry, len(list))
	for i, e := range list {
		dir := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			if info, err := os.Stat(filepath.Join(name, e.Name())); err == nil {
				dir = info.IsDir()
			}
		}
		entries[i] = project.Entry{Name: e.Name(), Dir: dir}
	}
	return diskDir{entries: entries}
}

// Open lists the names of the open documents, in order.
func (s *Snapshot) Open() []string {
	return slices.Sorted(maps.Keys(s.overlays))
}

// IsOpen reports whether an editor has the document open.
func (s *Snapshot) IsOpen(name string) bool { return s.overlays[name] != nil }

// saved reports whether a document's text is the one on disk.
func (s *Snapshot) saved(name string) bool {
	o := s.overlays[name]
	if o == nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.readDisk(name)
	return d.err == nil && d.doc.Text() == o.doc.Text()
}

// Version is the editor's version of an open document.
func (s *Snapshot) Version(name string) (version int32, open bool) {
	if o := s.overlays[name]; o != nil {
		return o.version, true
	}
	return 0, false
}

// read gives a document as a file of a dialect.
func (s *Snapshot) read(name string, dialect schema.Dialect) (*File, error) {
	doc, err := s.Document(name)
	if err != nil {
		return nil, err
	}
	hint := ""
	if o := s.overlays[name]; o != nil {
		hint = o.language
	}
	if s.output(name) != nil {
		hint = "sql"
	}
	language := LanguageOf(name, hint)
	if usual := s.workspace.options.Dialect; dialect == "" && usual != "" {
		own := schema.Dialect("")
		if language == HCL {
			_, own = hcl.Classify(name, doc.Text())
		}
		if own == "" {
			dialect = usual
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fileKey{name, dialect}
	f := s.files[key]
	if f == nil {
		f = newFile(name, doc, language, dialect)
		s.files[key] = f
	}
	return f, nil
}

// File is a document as the environment that holds it reads it.
func (s *Snapshot) File(name string) (*File, error) {
	for _, e := range s.EnvironmentsOf(name) {
		for _, f := range e.Files {
			if f.Name == name {
				return f, nil
			}
		}
	}
	return s.read(name, "")
}

// below lists what the snapshot has read, or looked for, below the directories
// among names.
func (s *Snapshot) below(names []string) []string {
	changed := make(map[string]bool, len(names))
	for _, name := range names {
		changed[name] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []string
	for _, known := range slices.Concat(slices.Collect(maps.Keys(s.disk)), slices.Collect(maps.Keys(s.dirs)), s.found) {
		for dir := filepath.Dir(known); ; dir = filepath.Dir(dir) {
			if changed[dir] {
				found = append(found, known)
				break
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return found
}

// next makes the snapshot that follows s. changed are the documents whose
// text, existence or listing may differ; edits of open documents are applied
// to the parsed files by the caller.
func (s *Snapshot) next(changed []string) *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := &Snapshot{
		Revision: s.Revision + 1, workspace: s.workspace, trusted: s.trusted, overlays: s.overlays, programs: s.programs,
		disk: maps.Clone(s.disk), dirs: maps.Clone(s.dirs), files: maps.Clone(s.files),
		projects: make(map[string]*loadedProject, len(s.projects)), found: s.found,
		previous: s.previous,
	}
	if e := s.environments.Load(); e != nil {
		n.previous = *e
	}
	for file, p := range s.projects {
		if !slices.ContainsFunc(changed, p.dependsOn) {
			n.projects[file] = p
		}
	}
	return n
}
