package analysis

import (
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Signature tells how what is being called at an offset is called: a function, or
// a type with parameters.
func Signature(s *workspace.Snapshot, name string, offset int) (types.Signature, bool) {
	f, err := s.File(name)
	if err != nil {
		return types.Signature{}, false
	}
	piece, ok := f.PieceAt(offset)
	if !ok {
		return types.Signature{}, false
	}
	chunk, at := f.Doc.Slice(piece.Span), offset-piece.Span.Start
	switch f.Language {
	case workspace.HCL:
		return hcl.SignatureAt(chunk, at, piece.HCL)
	case workspace.SQL:
		if call, ok := sql.CallAt(chunk, at, piece.SQL); ok {
			return callSignature(s, f, offset, call)
		}
	}
	return types.Signature{}, false
}

// callSignature is the signature of what a SQL file calls.
func callSignature(s *workspace.Snapshot, f *workspace.File, offset int, call sql.Call) (types.Signature, bool) {
	if call.Type || call.Name.Schema.IsZero() {
		words := strings.Fields(strings.ToLower(call.Text))
		for i := range words { // "x character varying("
			written := strings.Join(words[i:], " ")
			if t := types.Of(f.Dialect).Lookup(written); t != nil && len(t.Params) > 0 && (call.Type || sql.Function(f.Dialect, written) == "") {
				return types.ReadSignature(t.Signature(written)).At(call.Commas), true
			}
		}
	}
	for _, e := range s.EnvironmentsOf(f.Name) {
		t, ok := e.Realm().Resolve(f.Name, offset, schema.Site{Kind: schema.KindFunction, Ref: call.Name})
		if !ok || t.Object == nil {
			continue
		}
		var args []string
		for _, a := range t.Object.Args {
			args = append(args, strings.TrimSpace(a.Name+" "+a.Type.Text))
		}
		label := t.Object.Name + "("
		signature := types.Signature{}
		for i, a := range args {
			if i > 0 {
				label += ", "
			}
			signature.Params = append(signature.Params, text.Span{Start: len(label), End: len(label) + len(a)})
			label += a
		}
		signature.Label = label + ")"
		return signature.At(call.Commas), true
	}
	if call.Name.Schema.IsZero() || call.Name.Schema.Text == "pg_catalog" {
		if label := sql.Function(f.Dialect, call.Name.Name.Text); label != "" {
			return types.ReadSignature(label).At(call.Commas), true
		}
	}
	return types.Signature{}, false
}
