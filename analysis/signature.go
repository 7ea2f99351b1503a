package analysis

import (
	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Signature tells how what is being called at an offset of an HCL file is
// called: a function, or a type with parameters.
func Signature(s *workspace.Snapshot, name string, offset int) (hcl.Signature, bool) {
	f, err := s.File(name)
	if err != nil || f.Language != workspace.HCL {
		return hcl.Signature{}, false
	}
	piece, ok := f.PieceAt(offset)
	if !ok {
		return hcl.Signature{}, false
	}
	return hcl.SignatureAt(f.Doc.Slice(piece.Span), offset-piece.Span.Start, piece.HCL)
}
