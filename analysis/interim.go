package analysis

import (
	"slices"

	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Interim gives the diagnostics of an open document as far as they are known
// before its environments are put together anew, which takes long where they are
// large: those that the document shows alone and, of the others that an earlier
// state of it had, those outside of what has changed since, at their places now.
func Interim(s *workspace.Snapshot, name string, before *text.Document, list []Diagnostic) []Diagnostic {
	c := collector{byFile: map[string][]finding{}, read: map[*workspace.File]bool{}, envs: s.Environments()}
	c.readings = readingsOf(c.envs)
	files := c.readings[name].files
	if len(files) == 0 {
		if f, err := s.File(name); err == nil {
			files = []*workspace.File{f}
		}
	}
	c.env = none
	for _, f := range files {
		c.file(f)
	}
	found := c.byFile[name]
	if doc, err := s.Document(name); err == nil && before != nil {
		changed := text.Difference(before.Text(), doc.Text())
		shift := len(changed.New) - changed.Span.Len()
		for _, d := range list {
			switch {
			case !d.Whole:
				continue
			case d.Span.End < changed.Span.Start:
			case d.Span.Start > changed.Span.End:
				d.Span = d.Span.Shift(shift)
			default:
				continue
			}
			d.Related = slices.Clone(d.Related)
			for i, r := range d.Related {
				if r.File == name && r.Span.Start >= changed.Span.End {
					d.Related[i].Span = r.Span.Shift(shift)
				}
			}
			found = append(found, finding{d, none})
		}
	}
	return c.settle(name, found)
}
