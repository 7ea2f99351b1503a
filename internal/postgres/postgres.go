// Package postgres runs real PostgreSQL servers for tests. The servers of the
// tests are one per test binary and version, started by the first test that asks
// for a database. Where no PostgreSQL is installed, such a test says so and is
// skipped.
package postgres

import (
	"errors"
	"sync"
	"testing"
)

// Run runs a package's tests, then ends the servers that they used. It is for
// TestMain: os.Exit(postgres.Run(m)).
func Run(m *testing.M) int {
	shared.mayStart = true
	defer func() {
		for _, s := range []*Server{shared.any.server, shared.newest.server} {
			if s != nil {
				s.Stop()
			}
		}
	}()
	return m.Run()
}

// Database creates an empty database and gives its URL.
func Database(tb testing.TB) string {
	tb.Helper()
	url, err := Shared(tb, 0).Database()
	if err != nil {
		tb.Fatal(err)
	}
	return url
}

// Version is the server's major version.
func Version(tb testing.TB) int {
	tb.Helper()
	return Shared(tb, 0).Version
}

// Load is [Server.Load] of the tests' server.
func Load(tb testing.TB, database string, files ...string) (failures []string) {
	tb.Helper()
	failures, err := Shared(tb, 0).Load(database, files...)
	if err != nil {
		tb.Fatal(err)
	}
	return failures
}

var shared struct {
	mayStart    bool
	any, newest lazy
}

// lazy is a server that starts when it is asked for.
type lazy struct {
	once   sync.Once
	server *Server
	err    error
}

// Shared is a server of the tests: of this major version or a later one, or of
// any for 0.
func Shared(tb testing.TB, version int) *Server {
	tb.Helper()
	if !shared.mayStart {
		tb.Fatal("the package has no TestMain that calls postgres.Run")
	}
	s := &shared.any
	s.once.Do(func() { s.server, s.err = Start(0) })
	if s.err == nil && s.server.Version < version {
		s = &shared.newest
		s.once.Do(func() { s.server, s.err = Start(version) })
	}
	if errors.Is(s.err, ErrAbsent) {
		tb.Skip(s.err)
	}
	if s.err != nil {
		tb.Fatal(s.err)
	}
	return s.server
}
