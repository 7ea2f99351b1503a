package analysis

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Fix is the edit that writes a name in the place of a misspelt one, as a
// diagnostic's Meant says, in the form that the place needs. It reports false where
// that is not certain: a reference of HCL would become another expression.
func Fix(s *workspace.Snapshot, name string, at text.Span, meant string) (text.Edit, bool) {
	f, err := s.File(name)
	if err != nil || at.Start < 0 || at.End > f.Doc.Len() || at.Start >= at.End {
		return text.Edit{}, false
	}
	old := f.Doc.Slice(at)
	switch {
	case f.Language == workspace.SQL:
		return text.Edit{Span: at, New: sqlName(f.Dialect, old, meant)}, true
	case f.Language != workspace.HCL:
	case strings.HasPrefix(old, `"`) && strings.HasSuffix(old, `"`) && len(old) > 1:
		return text.Edit{Span: at, New: hclString(meant)}, true
	case hclsyntax.ValidIdentifier(old) && hclsyntax.ValidIdentifier(meant):
		return text.Edit{Span: at, New: meant}, true
	}
	return text.Edit{}, false
}
