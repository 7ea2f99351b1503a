// Package mariadb runs a real MariaDB server for tests. The server of the tests is
// one per test binary, started by the first test that asks for a database. Where
// no MariaDB is installed, such a test says so and is skipped.
package mariadb

import (
	"testing"

	"github.com/schemascope/schemascope/internal/daemon"
)

// Run runs a package's tests, then ends the server that they used. It is for
// TestMain: os.Exit(mariadb.Run(m)).
func Run(m *testing.M) int { return While(m.Run) }

// While is Run for a package that uses other servers too.
func While(run func() int) int { return shared.While(run) }

var shared = daemon.Shared[*Server]{Start: Start, Absent: ErrAbsent}

// Database creates an empty database and gives its URL.
func Database(tb testing.TB) string {
	tb.Helper()
	url, err := shared.Get(tb).Database()
	if err != nil {
		tb.Fatal(err)
	}
	return url
}

// Version is the server's version: 1011 for 10.11.
func Version(tb testing.TB) int {
	tb.Helper()
	return shared.Get(tb).Version
}

// Load is [Server.Load] of the tests' server.
func Load(tb testing.TB, database string, files ...string) (failures []string) {
	tb.Helper()
	failures, err := shared.Get(tb).Load(database, files...)
	if err != nil {
		tb.Fatal(err)
	}
	return failures
}
