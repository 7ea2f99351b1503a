package server

import (
	"context"
	"time"
)

// watchProcess ends the session when the client's process does
// (LSP 3.18, "Initialize Request": processId).
//
// A process that cannot be seen from the start is not watched: a client in
// another container or on another machine names a process of its own world,
// and it has just sent a message.
func watchProcess(s *session, pid int) {
	if !processAlive(pid) {
		s.log.Info("the client's process is not visible, so it is not watched", "pid", pid)
		return
	}
	s.background("watch the client's process", func(ctx context.Context) error {
		tick := time.NewTicker(s.processPoll)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
				if !processAlive(pid) {
					s.stop(errClientGone)
					return nil
				}
			}
		}
	})
}
