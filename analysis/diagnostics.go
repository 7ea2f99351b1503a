package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Diagnostic is a problem at an absolute span of a file.
type Diagnostic struct {
	Span     text.Span
	Severity schema.Severity
	Code     schema.Code
	Message  string
	Related  []RelatedLocation
}

// RelatedLocation is a second place that a diagnostic speaks of.
type RelatedLocation struct {
	File    string
	Span    text.Span
	Message string
}

// Diagnostics finds the problems of every file that the snapshot's environments
// read and of every open document, by file; each file's in the order of their
// places. Open documents without a problem have an empty entry.
func Diagnostics(s *workspace.Snapshot) map[string][]Diagnostic {
	c := collector{byFile: map[string][]Diagnostic{}, read: map[*workspace.File]bool{}}
	for _, name := range s.Open() {
		c.byFile[name] = nil
	}
	for _, e := range s.Environments() {
		for _, f := range e.Files {
			c.file(f)
		}
		c.add(e.Problems)
		c.add(e.Realm().Problems)
	}
	for _, p := range s.Projects() {
		c.add(p.Problems)
		if f, err := s.File(p.File); err == nil {
			c.file(f)
		}
	}
	for _, name := range s.Open() {
		if len(s.EnvironmentsOf(name)) == 0 {
			if f, err := s.File(name); err == nil {
				c.file(f)
			}
		}
	}
	for name, list := range c.byFile {
		c.byFile[name] = settle(list)
	}
	return c.byFile
}

type collector struct {
	byFile map[string][]Diagnostic
	read   map[*workspace.File]bool
}

func (c *collector) file(f *workspace.File) {
	if c.read[f] || strings.HasPrefix(f.Name, workspace.OutputScheme) {
		return
	}
	c.read[f] = true
	if f.TooLarge() {
		c.byFile[f.Name] = append(c.byFile[f.Name], Diagnostic{
			Severity: schema.Information, Code: schema.CodeTooComplex, Message: "the file is too large to be read as a schema",
		})
	}
	for _, chunk := range f.Chunks() {
		for _, p := range chunk.Chunk.Problems {
			p.Place = chunk.Place
			p.Related = slices.Clone(p.Related) // the chunk is shared
			for i := range p.Related {
				p.Related[i].Place = chunk.Place
			}
			c.problem(p)
		}
	}
}

func (c *collector) add(problems []schema.Problem) {
	for _, p := range problems {
		c.problem(p)
	}
}

func (c *collector) problem(p schema.Problem) {
	// What a program printed is no file that anyone could mend.
	if p.Place == nil || strings.HasPrefix(p.Place.File, workspace.OutputScheme) {
		return
	}
	d := Diagnostic{Span: p.Span.Shift(p.Place.Start), Severity: p.Severity, Code: p.Code, Message: p.Message}
	for _, r := range p.Related {
		if r.Place != nil && !strings.HasPrefix(r.Place.File, workspace.OutputScheme) {
			d.Related = append(d.Related, RelatedLocation{r.Place.File, r.Span.Shift(r.Place.Start), r.Message})
		}
	}
	c.byFile[p.Place.File] = append(c.byFile[p.Place.File], d)
}

// settle orders diagnostics and drops those that several environments share.
func settle(list []Diagnostic) []Diagnostic {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(list, func(a, b Diagnostic) bool {
		return a.Span == b.Span && a.Code == b.Code && a.Message == b.Message
	})
}
