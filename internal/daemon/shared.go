package daemon

import (
	"errors"
	"sync"
	"testing"
)

// Shared is the one server of a test binary, started by the first test that asks
// for it. Where it is not installed, such a test says so and is skipped.
type Shared[Server interface{ Stop() }] struct {
	// Start starts the server; Absent is its error where there is none on this
	// machine.
	Start  func() (Server, error)
	Absent error

	mayStart bool
	once     sync.Once
	server   Server
	err      error
	stop     func()
}

// While runs the tests of a package, then stops the server that they used.
func (s *Shared[Server]) While(run func() int) int {
	s.mayStart, s.stop = true, func() {}
	defer func() { s.stop() }()
	return run()
}

// Get gives the server, which the first call starts.
func (s *Shared[Server]) Get(tb testing.TB) Server {
	tb.Helper()
	if !s.mayStart {
		tb.Fatal("the package has no TestMain that runs the tests while the server may be there")
	}
	s.once.Do(func() {
		if s.server, s.err = s.Start(); s.err == nil {
			s.stop = s.server.Stop
		}
	})
	if errors.Is(s.err, s.Absent) {
		tb.Skip(s.err)
	}
	if s.err != nil {
		tb.Fatal(s.err)
	}
	return s.server
}
