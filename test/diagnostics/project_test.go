// Package diagnostics holds what is reported to what is promised: the pages of
// the codes, and mutations of valid schemas.
package diagnostics

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
	"golang.org/x/tools/txtar"
)

// finding is a diagnostic in a file of a project.
type finding struct {
	file string
	analysis.Diagnostic
}

// check writes a project to disk and gives what is wrong with it, in the order
// of files and places.
func check(t *testing.T, files []txtar.File) []finding {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	target, err := workspace.NewTarget(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := workspace.New(workspace.Options{Targets: []workspace.Target{target}, Trusted: true})
	s := w.Snapshot()
	for s.Environments(); w.RunPrograms(t.Context()); s.Environments() {
		s = w.Snapshot()
	}
	byFile := analysis.Diagnostics(s)
	var found []finding
	for _, name := range slices.Sorted(maps.Keys(byFile)) {
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range byFile[name] {
			found = append(found, finding{filepath.ToSlash(rel), d})
		}
	}
	return found
}

// marked takes the guillemets out of a text and gives what stood in them.
func marked(src string) (plain string, spans []text.Span) {
	var b strings.Builder
	var open []int
	for _, r := range src {
		switch r {
		case '«':
			open = append(open, b.Len())
		case '»':
			spans = append(spans, text.Span{Start: open[len(open)-1], End: b.Len()})
			open = open[:len(open)-1]
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), spans
}

var severityNames = map[schema.Severity]string{
	schema.Error: "error", schema.Warning: "warning", schema.Information: "information", schema.Hint: "hint",
}

// show is a finding as a person reads it.
func show(files []txtar.File, f finding) string {
	for _, file := range files {
		if file.Name == f.file {
			before := string(file.Data[:f.Span.Start])
			line := strings.Count(before, "\n")
			column := len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			return fmt.Sprintf("%s:%d:%d: %s: %s [%s]", f.file, line+1, column+1, severityNames[f.Severity], f.Message, f.Code)
		}
	}
	return fmt.Sprintf("%s: %s: %s [%s]", f.file, severityNames[f.Severity], f.Message, f.Code)
}
