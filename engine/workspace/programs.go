package workspace

import (
	"context"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/source"
	"github.com/schemascope/schemascope/engine/text"
)

// OutputScheme begins the name of a document that a program printed.
const OutputScheme = "schemascope-output:"

// programKey names a run: the same command in the same place prints the same.
type programKey struct {
	project string // the project file
	name    string // the data source's
	command string // the words, joined by NUL
	dir     string
}

func newProgramKey(file string, src project.Source) programKey {
	return programKey{file, src.Name, strings.Join(src.Command, "\x00"), src.Dir}
}

// programResult is what a program printed. With an error it is what it printed the
// last time that it did, if ever.
type programResult struct {
	name  string // of the document
	dir   string
	stale bool // what it was made from has changed since
	doc   *text.Document
	err   error

	once    sync.Once
	origins []schema.ModelOrigin
}

// models are the places of the models that the output names. They are part of
// a realm's identity, so one result always gives the same list.
func (r *programResult) models(fs project.FS) []schema.ModelOrigin {
	r.once.Do(func() { r.origins = source.Models(fs, r.doc.Text(), r.dir) })
	return r.origins
}

// output is the result whose document has that name, or nil.
func (s *Snapshot) output(name string) *programResult {
	if !strings.HasPrefix(name, OutputScheme) {
		return nil
	}
	for _, r := range s.programs {
		if r.name == name && r.doc != nil {
			return r
		}
	}
	return nil
}

// want notes that a snapshot lacks a program's output.
func (w *Workspace) want(key programKey) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, running := w.running[key]; !running && !slices.Contains(w.wanted, key) {
		w.wanted = append(w.wanted, key)
	}
}

// RunPrograms runs the programs whose output the current snapshot lacks, and
// reports whether there was any. Each makes a new snapshot when it ends. Only a
// trusted workspace ever lacks a program's output.
func (w *Workspace) RunPrograms(ctx context.Context) bool {
	w.mu.Lock()
	wanted := w.wanted
	w.wanted = nil
	w.mu.Unlock()
	for _, key := range wanted {
		w.mu.Lock()
		trusted := w.current.trusted // it may have ended while the program waited
		w.running[key] = false
		w.mu.Unlock()
		var result *programResult
		if trusted {
			result = w.run(ctx, key)
		}
		w.mu.Lock()
		outdated := w.running[key]
		delete(w.running, key)
		if result != nil && ctx.Err() == nil {
			if before := w.current.programs[key]; before != nil && result.err != nil {
				result.doc = before.doc
			}
			w.setProgram(key, result)
			if outdated {
				w.setProgram(key, result.outdated())
			}
		}
		w.mu.Unlock()
		w.changed()
	}
	return len(wanted) > 0
}

// output is the name of the document that the program prints. Environments may
// give a data source different commands: each has a document of its own.
func (k programKey) output() string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(k.command + "\x00" + k.dir)) // it never fails
	file := fmt.Sprintf("%s.%08x.sql", k.name, sum.Sum32())
	return OutputScheme + filepath.ToSlash(filepath.Join(filepath.Dir(k.project), file))
}

func (w *Workspace) run(ctx context.Context, key programKey) *programResult {
	r := &programResult{name: key.output(), dir: key.dir}
	w.options.Logger.Info("running external_schema", "name", key.name, "dir", key.dir)
	output, err := w.options.Runner(ctx, strings.Split(key.command, "\x00"), key.dir)
	switch {
	case err != nil:
		r.err = err
	case !utf8.Valid(output):
		r.err = fmt.Errorf("the program did not print SQL: its output is not UTF-8 text")
	default:
		r.doc = text.NewDocument(string(output))
	}
	if r.err != nil && ctx.Err() == nil {
		w.options.Logger.Warn("external_schema failed", "name", key.name, "error", r.err)
	}
	return r
}

// setProgram records a result; w.mu is held.
func (w *Workspace) setProgram(key programKey, r *programResult) {
	next := w.current.next(nil)
	programs := make(map[programKey]*programResult, len(next.programs)+1)
	for k, v := range next.programs {
		programs[k] = v
	}
	programs[key] = r
	if !r.stale {
		next.forgetFiles(r.name)
	}
	next.programs = programs
	w.current = next
}

// rerunPrograms makes the programs that may read one of the files run again; w.mu
// is held. Their output counts until there is a new one. Schema files are no
// program's input.
func (w *Workspace) rerunPrograms(names []string) {
	for key, r := range w.current.programs {
		if !r.stale && slices.ContainsFunc(names, key.mayRead) {
			w.setProgram(key, r.outdated())
		}
	}
	for key := range w.running {
		if slices.ContainsFunc(names, key.mayRead) {
			w.running[key] = true
		}
	}
}

// outdated is the result once a file that it was made from has changed.
func (r *programResult) outdated() *programResult {
	return &programResult{name: r.name, dir: r.dir, doc: r.doc, err: r.err, stale: true}
}

// mayRead reports whether a file may be the program's input.
func (k programKey) mayRead(name string) bool {
	return LanguageOf(name, "") == Other && within(k.dir, name)
}
