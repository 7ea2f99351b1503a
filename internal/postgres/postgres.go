// Package postgres runs real PostgreSQL servers for tests. The servers of the
// tests are one per test binary and version, started by the first test that asks
// for a database. Where no PostgreSQL is installed, such a test says so and is
// skipped.
package postgres

import (
	"testing"

	"github.com/schemascope/schemascope/internal/daemon"
)

// Run runs a package's tests, then ends the servers that they used. It is for
// TestMain: os.Exit(postgres.Run(m)).
func Run(m *testing.M) int { return While(m.Run) }

// While is Run for a package that uses servers of other databases too.
func While(run func() int) int {
	return anyServer.While(func() int { return newestServer.While(run) })
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

var (
	anyServer    = daemon.Shared[*Server]{Start: func() (*Server, error) { return Start(0) }, Absent: ErrAbsent}
	newestServer = daemon.Shared[*Server]{Start: func() (*Server, error) { return Start(newest) }, Absent: ErrAbsent}
)

// newest is the version that make installs beside the system's.
const newest = 18

// Shared is a server of the tests: of this major version or a later one, or of
// any for 0.
func Shared(tb testing.TB, version int) *Server {
	tb.Helper()
	if s := anyServer.Get(tb); s.Version >= version {
		return s
	}
	s := newestServer.Get(tb)
	if s.Version < version {
		tb.Skipf("PostgreSQL %d is needed, %d is there", version, s.Version)
	}
	return s
}
