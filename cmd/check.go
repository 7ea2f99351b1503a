package cmd

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

var checkCommand = command{
	name: "check", args: "[--env NAME] [--dialect NAME] [--format text|json|sarif|github] [PATH…]",
	summary: "Report what is wrong with a schema.\n\nExit code: 0 no errors (there may be warnings), 1 errors, 2 the check could not run.",
	choices: choices("format", "text json sarif github", "dialect", dialectNames),
	examples: []example{
		{"schemascope check", "Everything that is wrong in the project here."},
		{"schemascope check --env prod --no-exec db", "One environment of the project in db, without running its programs."},
		{"schemascope check --format sarif >schemascope.sarif", "For code scanning."},
	},
	flags: func(f *flag.FlagSet, c *invocation) {
		projectFlags(f, c)
		f.StringVar(&c.format, "format", "text", "the output's `format`: text, json, sarif (for code scanning) or github (annotations of a workflow)")
	},
	run: check,
}

// finding is a diagnostic in a file, as the output formats show it. Lines and
// columns are 1-based; columns count characters.
type finding struct {
	File      string         `json:"file"`
	Line      int            `json:"line"`
	Column    int            `json:"column"`
	EndLine   int            `json:"end_line"`
	EndColumn int            `json:"end_column"`
	Severity  string         `json:"severity"`
	Code      string         `json:"code"`
	Message   string         `json:"message"`
	Related   []relatedPlace `json:"related,omitempty"`
}

type relatedPlace struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

func check(ctx context.Context, c *invocation) int {
	print, ok := checkFormats[c.format]
	if !ok {
		return c.fail(fmt.Errorf("--format %q is not one of text, json, sarif, github", c.format))
	}
	s, err := c.load(ctx)
	if err != nil {
		return c.fail(err)
	}
	name := shown
	if c.format == "sarif" || c.format == "github" {
		name = shownAtRoot
	}
	findings := findings(s, name)
	if err := print(c.Out, findings); err != nil {
		return c.fail(err)
	}
	if slices.ContainsFunc(findings, func(f finding) bool { return f.Severity == severities[schema.Error] }) {
		return exitFound
	}
	return exitOK
}

// severities are the words for severities, in all formats.
var severities = map[schema.Severity]string{
	schema.Error: "error", schema.Warning: "warning", schema.Information: "info",
}

// findings are those of a snapshot, in the order of their files; shown gives a
// file's name as the output has it.
func findings(s *workspace.Snapshot, shown func(string) string) []finding {
	found := []finding{}
	byFile := analysis.Diagnostics(s)
	var names []string
	for name := range byFile {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, d := range byFile[name] {
			if d.Severity == schema.Hint {
				continue // greyed out in an editor, noise in a log
			}
			f := finding{File: shown(name), Severity: severities[d.Severity], Code: string(d.Code), Message: d.Message}
			f.Line, f.Column = lineColumn(s, name, d.Span.Start)
			f.EndLine, f.EndColumn = lineColumn(s, name, d.Span.End)
			for _, r := range d.Related {
				line, column := lineColumn(s, r.File, r.Span.Start)
				f.Related = append(f.Related, relatedPlace{shown(r.File), line, column, r.Message})
			}
			found = append(found, f)
		}
	}
	return found
}

func lineColumn(s *workspace.Snapshot, name string, offset int) (line, column int) {
	doc, err := s.Document(name)
	if err != nil {
		return 1, 1
	}
	p := doc.Position(offset, text.UTF32)
	return p.Line + 1, p.Character + 1
}

// shown is a file's name as a person at this directory would write it.
func shown(name string) string {
	dir, err := os.Getwd()
	if err != nil {
		return name
	}
	return relative(dir, name)
}

// shownAtRoot is a file's name as a machine of GitHub's knows it: relative to the
// repository, in whatever directory of it the check runs (GitHub Docs, "Variables
// reference").
func shownAtRoot(name string) string {
	if root := os.Getenv("GITHUB_WORKSPACE"); root != "" {
		if inside := relative(root, name); inside != name {
			return inside
		}
	}
	return shown(name)
}

// relative is a file's name in a directory; of a file elsewhere, the name itself.
func relative(dir, name string) string {
	rel, err := filepath.Rel(dir, name)
	if err != nil || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return name
	}
	return rel
}
