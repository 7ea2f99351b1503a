package analysis

import (
	"github.com/schemascope/schemascope/engine/workspace"
)

// Symbols is the outline of a file: what each of its statements or blocks
// declares, in order. Their spans are relative to the outline's start. It must not
// be changed.
func Symbols(s *workspace.Snapshot, name string) []workspace.Outline {
	f, err := s.File(name)
	if err != nil {
		return nil
	}
	return f.Outlines()
}
