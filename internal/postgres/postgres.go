// Package postgres runs a real PostgreSQL server for tests. The server of the
// tests is one per test binary, started by the first test that asks for a
// database. Where no PostgreSQL is installed, such a test says so and is skipped.
package postgres

import (
	"errors"
	"sync"
	"testing"
)

// Run runs a package's tests, then ends the server that they used. It is for
// TestMain: os.Exit(postgres.Run(m)).
func Run(m *testing.M) int {
	shared.mayStart = true
	defer func() {
		if shared.server != nil {
			shared.server.Stop()
		}
	}()
	return m.Run()
}

// Database creates an empty database and gives its URL.
func Database(tb testing.TB) string {
	tb.Helper()
	url, err := server(tb).Database()
	if err != nil {
		tb.Fatal(err)
	}
	return url
}

// Version is the server's major version.
func Version(tb testing.TB) int {
	tb.Helper()
	return server(tb).Version
}

// Load is [Server.Load] of the tests' server.
func Load(tb testing.TB, database string, files ...string) (failures []string) {
	tb.Helper()
	failures, err := server(tb).Load(database, files...)
	if err != nil {
		tb.Fatal(err)
	}
	return failures
}

var shared struct {
	mayStart bool
	once     sync.Once
	server   *Server
	err      error
}

func server(tb testing.TB) *Server {
	tb.Helper()
	if !shared.mayStart {
		tb.Fatal("the package has no TestMain that calls postgres.Run")
	}
	shared.once.Do(func() { shared.server, shared.err = Start("") })
	if errors.Is(shared.err, ErrAbsent) {
		tb.Skip(shared.err)
	}
	if shared.err != nil {
		tb.Fatal(shared.err)
	}
	return shared.server
}
