package server

import (
	"context"

	"github.com/schemascope/schemascope/erd"
)

// methodExportERD is the request for a diagram as the text of a file.
const methodExportERD = "schemascope/exportERD"

// exportERDParams ask for what viewERDParams ask for, in a format: "svg", "html",
// "mermaid", "dbml", "dot" or "json".
type exportERDParams struct {
	viewERDParams
	Format string `json:"format"`
}

type exportERDResult struct {
	Text  string `json:"text"`
	Title string `json:"title"`
}

// exportERD answers schemascope/exportERD.
func exportERD(_ context.Context, s *session, params *exportERDParams) (func(context.Context) (*exportERDResult, error), error) {
	t := s.translator()
	return func(ctx context.Context) (*exportERDResult, error) {
		e, err := chooseEnvironment(t.snapshot, &params.viewERDParams)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		layouter, err := erd.LayouterFor(params.Layout)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		options := t.erdOptions(e, &params.viewERDParams)
		options.Tables = !erd.IsPicture(params.Format)
		diagram, err := erd.New(e.Realm(), options)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		out, err := diagram.Format(ctx, params.Format, layouter)
		if err != nil {
			return nil, requestFailed(ctx, err)
		}
		return &exportERDResult{Text: string(out), Title: diagram.Title}, nil
	}, nil
}
