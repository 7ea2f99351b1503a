package workspace

import (
	"slices"

	"github.com/schemascope/schemascope/engine/text"
)

// Edited is the snapshot as it would be after edits of some of its documents.
// The edits of each document are given in the order of its text and do not
// overlap. The workspace itself does not change.
func (s *Snapshot) Edited(edits map[string][]text.Edit) (*Snapshot, error) {
	var names []string
	for name := range edits {
		names = append(names, name)
	}
	next := s.next(names)
	for name, list := range edits {
		doc, err := s.Document(name)
		if err != nil {
			return nil, err
		}
		o := overlay{version: -1}
		if open := s.overlays[name]; open != nil {
			o = *open
		}
		for _, e := range slices.Backward(list) {
			after := doc.Apply(e)
			next.editFiles(name, doc, e, after)
			doc = after
		}
		o.doc = doc
		next.setOverlay(name, &o)
	}
	return next, nil
}

// Outside reports whether a file lies outside the directories that the editor
// has open, in which an edit may change it. Without such directories no file
// does.
func (s *Snapshot) Outside(name string) bool {
	roots := s.workspace.options.Roots
	return len(roots) > 0 && !slices.ContainsFunc(roots, func(root string) bool { return within(root, name) })
}

// MayLook reports whether it may be looked up in the file system what a text names:
// without trust, only in the directories that the editor has open.
func (s *Snapshot) MayLook(name string) bool { return s.trusted || !s.Outside(name) }
