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
	Meant    string // the name that may be meant instead of the one at Span: see [Fix]
	Related  []RelatedLocation
	// Whole says that the document alone does not show it: it was found when the
	// documents of an environment were put together.
	Whole bool
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
	c := collector{byFile: map[string][]finding{}, read: map[*workspace.File]bool{}, envs: s.Environments()}
	c.readings = readingsOf(c.envs)
	for _, name := range s.Open() {
		c.byFile[name] = nil
	}
	for i, e := range c.envs {
		c.env = i
		for _, f := range e.Files {
			c.file(f)
		}
		c.whole(e.Problems)
		c.whole(e.Realm().Problems)
	}
	c.env = none
	for _, p := range s.Projects() {
		c.whole(p.Problems)
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
	all := make(map[string][]Diagnostic, len(c.byFile))
	for name, list := range c.byFile {
		all[name] = c.settle(name, list)
	}
	return all
}

// none is the environment of what is wrong in all of them.
const none = -1

// finding is a diagnostic as an environment found it.
type finding struct {
	Diagnostic
	env int // index in the collector's envs, or none
}

type collector struct {
	byFile   map[string][]finding
	read     map[*workspace.File]bool
	envs     []*workspace.Environment
	readings map[string]reading // by file
	env      int                // the one whose problems are being collected
}

// reading is how the environments read a file.
type reading struct {
	files []*workspace.File // one for each dialect that it is read in
	// envs are the indexes of the environments that have it as a source. A project
	// file is read by all of them, and its places tell which one they are about.
	envs []int
}

// readingsOf looks at all files of all environments once, as looking for each of
// them in each environment would take the square of their number.
func readingsOf(envs []*workspace.Environment) map[string]reading {
	readings := map[string]reading{}
	for i, e := range envs {
		for _, f := range e.Files {
			r := readings[f.Name]
			if !slices.Contains(r.files, f) {
				r.files = append(r.files, f)
			}
			if e.Env != nil && e.Project.File != f.Name {
				r.envs = append(r.envs, i)
			}
			readings[f.Name] = r
		}
	}
	return readings
}

// file collects the problems that a file shows alone. Where all environments
// read it in one dialect, that is done once.
func (c *collector) file(f *workspace.File) {
	if strings.HasPrefix(f.Name, workspace.OutputScheme) {
		return
	}
	if len(c.readings[f.Name].files) < 2 {
		if c.read[f] {
			return
		}
		c.read[f] = true
		defer func(env int) { c.env = env }(c.env)
		c.env = none
	}
	if f.TooLarge() {
		c.byFile[f.Name] = append(c.byFile[f.Name], finding{Diagnostic{
			Severity: schema.Information, Code: schema.CodeTooComplex, Message: "the file is too large to be read as a schema",
		}, c.env})
	}
	for _, chunk := range f.Chunks() {
		for _, p := range chunk.Chunk.Problems {
			p.Place = chunk.Place
			p.Related = slices.Clone(p.Related) // the chunk is shared
			for i := range p.Related {
				p.Related[i].Place = chunk.Place
			}
			c.problem(p, false)
		}
	}
}

// whole collects what was found when documents were put together.
func (c *collector) whole(problems []schema.Problem) {
	for _, p := range problems {
		c.problem(p, true)
	}
}

func (c *collector) problem(p schema.Problem, whole bool) {
	// What a program printed is no file that anyone could mend.
	if p.Place == nil || strings.HasPrefix(p.Place.File, workspace.OutputScheme) {
		return
	}
	d := Diagnostic{Span: p.Span.Shift(p.Place.Start), Severity: p.Severity, Code: p.Code, Message: p.Message, Meant: p.Meant, Whole: whole}
	for _, r := range p.Related {
		if r.Place != nil && !strings.HasPrefix(r.Place.File, workspace.OutputScheme) {
			d.Related = append(d.Related, RelatedLocation{r.Place.File, r.Span.Shift(r.Place.Start), r.Message})
		}
	}
	c.byFile[p.Place.File] = append(c.byFile[p.Place.File], finding{d, c.env})
}

// settle orders a file's diagnostics and makes one of those that several
// environments share. One that only some of those which read the file have says
// which.
func (c *collector) settle(name string, found []finding) []Diagnostic {
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	readers := c.readings[name].envs
	list := make([]Diagnostic, 0, len(found))
	for len(found) > 0 {
		d := found[0].Diagnostic
		n := 1
		for n < len(found) && found[n].Span == d.Span && found[n].Code == d.Code && found[n].Message == d.Message {
			n++
		}
		group := found[:n]
		found = found[n:]
		if last := len(list) - 1; last >= 0 && d.Code == schema.CodeUnresolved && list[last].Code == schema.CodeSyntax && list[last].Span == d.Span {
			continue // it is a name only once that is mended
		}
		if c.everywhere(group, readers) {
			list = append(list, d)
			continue
		}
		if d.Code == schema.CodeUnused {
			continue // another environment uses it
		}
		d.Message += c.where(group, readers)
		list = append(list, d)
	}
	return list
}

// everywhere reports whether every reader is among the environments that found
// the same.
func (c *collector) everywhere(group []finding, readers []int) bool {
	if len(readers) < 2 || slices.ContainsFunc(group, func(f finding) bool { return f.env == none }) {
		return true
	}
	return !slices.ContainsFunc(readers, func(r int) bool {
		return !slices.ContainsFunc(group, func(f finding) bool { return f.env == r })
	})
}

// maxEnvs is how many environments a message names.
const maxEnvs = 3

// where names the environments that found the same.
func (c *collector) where(group []finding, readers []int) string {
	// Where several projects read the file, a name needs its project's beside it.
	title := (*workspace.Environment).Name
	if slices.ContainsFunc(readers, func(r int) bool { return c.envs[r].Dir != c.envs[readers[0]].Dir }) {
		title = (*workspace.Environment).Title
	}
	var names []string
	for _, f := range group {
		if name := title(c.envs[f.env]); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > maxEnvs {
		names = append(names[:maxEnvs], "…")
	}
	if len(names) == 1 {
		return " (in env " + names[0] + ")"
	}
	return " (in envs " + strings.Join(names, ", ") + ")"
}
