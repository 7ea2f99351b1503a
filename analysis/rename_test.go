package analysis_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/internal/corpus"
)

// project opens the schema files of an example project.
func project(t *testing.T, name string) (*workspace.Workspace, []string) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "testdata", "projects", name))
	if err != nil {
		t.Fatal(err)
	}
	w := workspace.New(workspace.Options{Roots: []string{root}})
	var files []string
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || workspace.LanguageOf(path, "") == workspace.Other {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil {
			w.Open(path, "", 1, string(content))
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", root, err)
	}
	return w, files
}

// apply makes the edits in the workspace, and gives where an offset of a file
// is then.
func apply(w *workspace.Workspace, edits []analysis.FileEdits, file string, offset int) int {
	moved := offset
	for _, f := range edits {
		var changes []workspace.Edit
		for _, e := range slices.Backward(f.Edits) {
			if f.File == file && e.Span.Start < offset {
				moved += len(e.New) - e.Span.Len()
			}
			changes = append(changes, func(*text.Document) text.Edit { return e })
		}
		w.Change(f.File, 2, changes)
	}
	return moved
}

func texts(t *testing.T, w *workspace.Workspace, files []string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range files {
		doc, err := w.Snapshot().Document(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = doc.Text()
	}
	return all
}

// TestRenameThereAndBack renames whatever can be renamed in the example projects
// and back again: the texts are then as they were, and on the way the diagnostics
// are.
func TestRenameThereAndBack(t *testing.T) {
	for _, name := range []string{"directory", "hcl-sql", "composite"} {
		t.Run(name, func(t *testing.T) {
			w, files := project(t, name)
			original := texts(t, w, files)
			problems := codes(w.Snapshot())
			renamed := 0
			for _, file := range files {
				f, err := w.Snapshot().File(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range f.Chunks() {
					for _, site := range c.Chunk.Sites {
						offset := site.Span.End + c.Place.Start
						at, old, err := analysis.PrepareRename(w.Snapshot(), file, offset)
						if err != nil {
							continue
						}
						where := strings.TrimPrefix(file, filepath.Dir(filepath.Dir(file))) + ": " + f.Doc.Slice(at)
						edits, err := analysis.Rename(w.Snapshot(), file, offset, "fresh_name")
						if err != nil {
							// SQL without schemas speaks of the default one.
							if site.Kind != schema.KindSchema || old != "public" {
								t.Errorf("%s: %v", where, err)
							}
							continue
						}
						there := apply(w, edits, file, offset)
						if now := codes(w.Snapshot()); !slices.Equal(now, problems) {
							t.Errorf("%s: diagnostics before %v, after %v", where, problems, now)
						}
						back, err := analysis.Rename(w.Snapshot(), file, there, old)
						if err != nil {
							t.Fatalf("%s: back: %v", where, err)
						}
						apply(w, back, file, there)
						for name, now := range texts(t, w, files) {
							if now != original[name] {
								t.Fatalf("%s: there and back, %s is\n%s", where, name, now)
							}
						}
						renamed++
					}
				}
			}
			if renamed < 10 {
				t.Errorf("only %d names could be renamed", renamed)
			}
		})
	}
}

// codes are the files and codes of all diagnostics, in order.
func codes(s *workspace.Snapshot) []string {
	var all []string
	for name, list := range analysis.Diagnostics(s) {
		for _, d := range list {
			all = append(all, filepath.Base(name)+" "+string(d.Code))
		}
	}
	slices.Sort(all)
	return all
}

// TestRenameCorpus renames some names of each real schema there and back again.
// What is refused must have a reason that a person can see.
func TestRenameCorpus(t *testing.T) {
	for _, part := range []struct{ dir, suffix string }{{"sql", ".sql"}, {"hcl", ".hcl"}} {
		for name, content := range corpus.Files(t, part.dir, part.suffix) {
			if len(content) > 100_000 || strings.ToValidUTF8(content, "") != content {
				continue
			}
			t.Run(name, func(t *testing.T) {
				w := workspace.New(workspace.Options{})
				file := "/corpus/" + filepath.Base(name)
				w.Open(file, "", 1, content)
				f, err := w.Snapshot().File(file)
				if err != nil {
					t.Fatal(err)
				}
				content := f.Doc.Text()
				problems := codes(w.Snapshot())
				var sites []int
				for _, c := range f.Chunks() {
					for _, site := range c.Chunk.Sites {
						sites = append(sites, c.Place.Start+site.Span.End)
					}
				}
				for i := 0; i < len(sites); i += 1 + len(sites)/6 {
					at, old, err := analysis.PrepareRename(w.Snapshot(), file, sites[i])
					if err != nil {
						continue
					}
					where := f.Doc.Slice(at)
					edits, err := analysis.Rename(w.Snapshot(), file, sites[i], "fresh_name")
					if err != nil {
						t.Logf("line %d: %s: %v", f.Doc.LineAt(at.Start)+1, where, err)
						continue
					}
					there := apply(w, edits, file, sites[i])
					if now := codes(w.Snapshot()); !slices.Equal(now, problems) {
						t.Errorf("line %d: %s: diagnostics before %v, after %v", f.Doc.LineAt(at.Start)+1, where, problems, now)
					}
					back, err := analysis.Rename(w.Snapshot(), file, there, old)
					if err != nil {
						t.Errorf("line %d: %s: back: %v", f.Doc.LineAt(at.Start)+1, where, err)
					} else {
						apply(w, back, file, there)
					}
					doc, err := w.Snapshot().Document(file)
					if err != nil {
						t.Fatal(err)
					}
					if now := doc.Text(); !strings.EqualFold(now, content) {
						t.Errorf("line %d: %s: there and back, the text differs", f.Doc.LineAt(at.Start)+1, where)
					}
					w.Open(file, "", 1, content)
				}
			})
		}
	}
}

// TestRenameOutside holds that files beside the directories that an editor has
// open stay as they are.
func TestRenameOutside(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"app/atlas.hcl":    "env \"local\" {\n  src = [\"file://../shared/users.sql\", \"file://own.sql\"]\n  dev = \"docker://postgres/16/dev\"\n}\n",
		"app/own.sql":      "CREATE TABLE own (u int REFERENCES users (id));\n",
		"shared/users.sql": "CREATE TABLE users (id int PRIMARY KEY);\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	own := filepath.Join(dir, "app", "own.sql")
	rename := func(roots ...string) error {
		s := workspace.New(workspace.Options{Roots: roots}).Snapshot()
		_, err := analysis.Rename(s, own, strings.Index("CREATE TABLE own (u int REFERENCES users", "users"), "people")
		return err
	}
	if err := rename(filepath.Join(dir, "app")); err == nil || !strings.Contains(err.Error(), "not in the workspace") {
		t.Errorf("a file outside the workspace is edited: %v", err)
	}
	if err := rename(dir); err != nil {
		t.Errorf("with both directories open: %v", err)
	}
}
