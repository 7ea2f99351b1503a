// Package corpus holds the whole engine to a corpus of real schemas: every one
// is read without a false finding, and drawn.
package corpus

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/erd"
	"github.com/schemascope/schemascope/internal/corpus"
	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// allowed are findings that are right, by a part of the file's path: the corpus
// keeps schema and project files only, so what they name may be missing.
var allowed = map[schema.Code]string{
	schema.CodeMissingFile: "", // any file
	schema.CodeNotLoaded:   "",
	// It writes unique = true on columns, which Atlas knows of indexes only.
	schema.CodeUnknownAttribute: "gadnium+atlas",
	// Its users have no key; Atlas lets SQLite find that out.
	schema.CodeKeyUnique: "sqlite/cli-migrate-diff-datasrc-hcl-paths",
}

// broken are files that are wrong where they come from.
var broken = []string{
	"gordonmurray+terraform_aws_rds_postgres_atlas", // type = int not null
}

func TestSQL(t *testing.T) {
	dir := corpus.Dir(t, "sql")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	targets := []string{}
	for _, e := range entries {
		if e.Name() == "atlas-showcase" {
			// Two schemas of their own, and a project.
			for _, name := range []string{"pgdemo.sql", "coder.sql", "azure"} {
				targets = append(targets, filepath.Join(dir, e.Name(), name))
			}
			continue
		}
		targets = append(targets, filepath.Join(dir, e.Name()))
	}
	for _, target := range targets {
		t.Run(filepath.Base(target), func(t *testing.T) { read(t, target, true) })
	}
}

func TestHCL(t *testing.T) {
	dir := corpus.Dir(t, "hcl")
	seen := map[schema.Code]bool{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".hcl") {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		t.Run(filepath.ToSlash(rel), func(t *testing.T) {
			for _, code := range read(t, name, false) {
				seen[code] = true
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for code := range allowed {
		if only := flag.Lookup("test.run").Value.String(); !seen[code] && !strings.Contains(only, "/") {
			t.Errorf("%s is allowed, but found no more", code)
		}
	}
}

// read checks a target and draws its environments. It gives the codes of what was
// found and is allowed.
func read(t *testing.T, path string, mustDraw bool) (excused []schema.Code) {
	target, err := workspace.NewTarget(path)
	if err != nil {
		t.Fatal(err)
	}
	// Atlas resolves paths from the directory it runs in: of a repository, its top.
	s := workspace.New(workspace.Options{Targets: []workspace.Target{target}, Base: filepath.Dir(filepath.Dir(path))}).Snapshot()
	isBroken := slices.ContainsFunc(broken, func(part string) bool { return strings.Contains(path, part) })
	errorsFound := 0
	for name, list := range analysis.Diagnostics(s) {
		for _, d := range list {
			if part, ok := allowed[d.Code]; ok && strings.Contains(name, part) {
				excused = append(excused, d.Code)
				continue
			}
			if d.Severity != schema.Error && d.Severity != schema.Warning {
				continue
			}
			if errorsFound++; isBroken {
				continue
			}
			doc, err := s.Document(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s:%d: %s [%s]", name, doc.LineAt(d.Span.Start)+1, d.Message, d.Code)
		}
	}
	if isBroken && errorsFound == 0 {
		t.Error("nothing is reported, though the file is broken")
	}
	tables := 0
	for _, e := range s.Environments() {
		for _, in := range e.Realm().Schemas {
			tables += len(in.Tables)
		}
		draw(t, e)
	}
	if tables == 0 && mustDraw {
		t.Error("there are no tables")
	}
	return excused
}

func draw(t *testing.T, e *workspace.Environment) {
	t.Helper()
	diagram, err := erd.New(e.Realm(), erd.Options{Title: e.Title()})
	if err != nil {
		t.Fatal(err)
	}
	svg, err := diagram.SVG(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the picture is not well-formed: %v", err)
		}
	}
	for _, ref := range diagram.Tables() {
		if !bytes.Contains(svg, []byte(`id="`+ref.ID+`"`)) {
			t.Errorf("%s.%s is not in the picture", ref.Schema, ref.Name)
		}
	}
}
