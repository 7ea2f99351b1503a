package server

import "context"

// runPrograms has the programs run whose output the workspace lacks, soon and on
// another goroutine. Only a trusted workspace lacks any.
func (s *session) runPrograms() {
	select {
	case s.wanting <- struct{}{}:
	default:
	}
}

// programs runs what runPrograms asks for until the session ends.
func (s *session) programs(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wanting:
			s.workspace.RunPrograms(ctx)
		}
	}
}
