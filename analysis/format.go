package analysis

import (
	"strings"
	"unicode/utf8"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Format gives the edits that lay out an HCL file, broken ones too, as "schema
// fmt" does, each as small as may be: cursors and marks of an editor outlive
// them. It reports false for files in other languages.
func Format(s *workspace.Snapshot, name string) ([]text.Edit, bool) {
	f, err := s.File(name)
	if err != nil || f.Language != workspace.HCL || f.TooLarge() {
		return nil, false
	}
	before := f.Doc.Text()
	return lineEdits(before, string(hcl.Format([]byte(before)))), true
}

// lineEdits are the edits that make one text of another: one for each line that
// differs, if there are as many lines in both, as formatting leaves them.
func lineEdits(before, after string) []text.Edit {
	if before == after {
		return nil
	}
	if strings.Count(before, "\n") != strings.Count(after, "\n") {
		return []text.Edit{smallest(before, text.Span{End: len(before)}, after)}
	}
	var edits []text.Edit
	start := 0
	for line := range strings.Lines(before) {
		end := strings.IndexByte(after, '\n') + 1
		if end == 0 {
			end = len(after)
		}
		if next := after[:end]; next != line {
			edits = append(edits, smallest(before, text.Span{Start: start, End: start + len(line)}, next))
		}
		after = after[end:]
		start += len(line)
	}
	if after != "" {
		edits = append(edits, text.Edit{Span: text.Span{Start: start, End: start}, New: after})
	}
	return edits
}

// smallest is the edit that puts next in the place of a span, without what both
// begin and end with. It begins and ends at characters, and never between the
// two of a line break, where no client can point.
func smallest(whole string, at text.Span, next string) text.Edit {
	old := whole[at.Start:at.End]
	head := 0
	for head < len(old) && head < len(next) && old[head] == next[head] {
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(next)-head && old[len(old)-1-tail] == next[len(next)-1-tail] {
		tail++
	}
	inside := func(i int) bool {
		return i < len(old) && !utf8.RuneStart(old[i]) || i > 0 && i < len(old) && old[i-1] == '\r' && old[i] == '\n'
	}
	for head > 0 && inside(head) {
		head--
	}
	for tail > 0 && inside(len(old)-tail) {
		tail--
	}
	return text.Edit{
		Span: text.Span{Start: at.Start + head, End: at.End - tail},
		New:  next[head : len(next)-tail],
	}
}
