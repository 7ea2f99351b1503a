package server

import "context"

// methodDidChangeTrust tells that the user granted or ended trust while the
// server runs, as VS Code's workspace trust allows. It is a notification of its
// own, and no setting: settings can come from the very files that are in
// question.
const methodDidChangeTrust = "schemascope/didChangeTrust"

type didChangeTrustParams struct {
	Trusted *bool `json:"trusted"`
}

// didChangeTrust serves schemascope/didChangeTrust. Without a clear word nothing
// changes.
func didChangeTrust(_ context.Context, s *session, params *didChangeTrustParams) error {
	if params.Trusted != nil {
		s.workspace.SetTrusted(*params.Trusted)
		s.diagnose()
	}
	return nil
}
