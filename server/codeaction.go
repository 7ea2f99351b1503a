package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/text"
)

// diagnosticData is what a diagnostic carries for the action that mends it.
type diagnosticData struct {
	Meant string `json:"meant"`
}

// codeAction answers LSP 3.18, "Code Action Request": for names that lead nowhere
// it offers the one that was meant. All that it needs stands in the diagnostics
// that the client shows, so that moving the cursor costs nothing.
func codeAction(_ context.Context, s *session, params *protocol.CodeActionParams) (func(context.Context) ([]protocol.CommandOrCodeAction, error), error) {
	t := s.translator()
	return func(context.Context) ([]protocol.CommandOrCodeAction, error) {
		actions := []protocol.CommandOrCodeAction{}
		for _, d := range params.Context.Diagnostics {
			var data diagnosticData
			if len(d.Data) == 0 || json.Unmarshal(d.Data, &data) != nil || data.Meant == "" {
				continue
			}
			name, start, err := t.offset(params.TextDocument.URI, d.Range.Start)
			if err != nil {
				return nil, err
			}
			_, end, err := t.offset(params.TextDocument.URI, d.Range.End)
			if err != nil {
				return nil, err
			}
			fix, ok := analysis.Fix(t.snapshot, name, text.Span{Start: start, End: end}, data.Meant)
			if !ok {
				continue
			}
			edit, err := t.workspaceEdit([]analysis.FileEdits{{File: name, Edits: []text.Edit{fix}}}, s.versionedEdits)
			if err != nil {
				return nil, err
			}
			actions = append(actions, &protocol.CodeAction{
				Title: "Write " + fix.New, Kind: new(protocol.CodeActionKindQuickFix), Diagnostics: []protocol.Diagnostic{d},
				IsPreferred: new(true), Edit: edit,
			})
		}
		return actions, nil
	}, nil
}
