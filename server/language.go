package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/workspace"
)

// methodLanguage is the request for the language of a document, for clients that
// know languages by their ids and cannot tell from a name like schema.hcl.
const methodLanguage = "schemascope/language"

type languageParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
}

// languageResult has the id of a language as the clients of Atlas's own server
// know it ("atlas-config", "atlas-schema-postgresql" …), "atlas-schema" for a
// schema of an unknown dialect, "sql", or "" for what is none of ours.
type languageResult struct {
	Language string `json:"language"`
}

// languageIDs are those of HCL files that hold no schema.
var languageIDs = map[hcl.FileKind]string{
	hcl.KindProject: "atlas-config", hcl.KindTest: "atlas-test", hcl.KindPlan: "atlas-plan", hcl.KindRule: "atlas-rule",
}

// language answers schemascope/language. The document need not be open.
func language(_ context.Context, s *session, params *languageParams) (func(context.Context) (*languageResult, error), error) {
	t := s.translator()
	return func(context.Context) (*languageResult, error) {
		if params.TextDocument.URI.IsZero() {
			return nil, errNoDocument
		}
		name := fileName(params.TextDocument.URI)
		f, err := t.snapshot.File(name)
		if err != nil {
			return nil, errUnreadable
		}
		switch {
		case f.Language == workspace.SQL:
			return &languageResult{"sql"}, nil
		case f.Language != workspace.HCL:
			return &languageResult{}, nil
		case f.Kind != hcl.KindSchema:
			return &languageResult{languageIDs[f.Kind]}, nil
		}
		held := t.snapshot.EnvironmentsOf(name)
		if len(held) == 0 && !hcl.Recognized(name, f.Doc.Text()) {
			return &languageResult{}, nil
		}
		dialect := f.Dialect
		for _, e := range held {
			if dialect == "" {
				dialect = e.Dialect
			}
		}
		if dialect == "" {
			return &languageResult{"atlas-schema"}, nil
		}
		return &languageResult{"atlas-schema-" + string(dialect)}, nil
	}, nil
}
