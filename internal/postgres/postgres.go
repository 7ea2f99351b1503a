// Package postgres runs a real PostgreSQL server for tests. The server is one
// per test binary, started by the first test that asks for a database, in a
// directory of its own that only a socket leads to. Where no PostgreSQL is
// installed, such a test says so and is skipped.
package postgres

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Run runs a package's tests, then ends the server that they used. It is for
// TestMain: os.Exit(postgres.Run(m)).
func Run(m *testing.M) int {
	shared.mayStart = true
	defer func() { shared.stop() }() // which the start of the server sets
	return m.Run()
}

// Database creates an empty database and gives its URL.
func Database(tb testing.TB) string {
	tb.Helper()
	s := server(tb)
	shared.mu.Lock()
	shared.databases++
	name := fmt.Sprintf("test%d", shared.databases)
	shared.mu.Unlock()
	if out, err := s.command("createdb", "-h", s.dir, "-U", superuser, name).CombinedOutput(); err != nil {
		tb.Fatalf("createdb: %v\n%s", err, out)
	}
	return "postgres://" + superuser + "@/" + name + "?" + url.Values{"host": {s.dir}}.Encode()
}

// Version is the server's major version.
func Version(tb testing.TB) int {
	tb.Helper()
	return server(tb).version
}

// Load runs SQL files against a database as psql does, meta-commands and COPY
// data included. It goes on after an error, and gives the messages of all.
func Load(tb testing.TB, database string, files ...string) (failures []string) {
	tb.Helper()
	s := server(tb)
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			tb.Fatal(err)
		}
		cmd := s.command("psql", "-X", "-q", "-v", "VERBOSITY=terse", "-d", database)
		var stderr bytes.Buffer
		cmd.Stdin, cmd.Stderr = f, &stderr // as another user, psql may not be able to open the file
		cmd.Env = append(os.Environ(), "PGOPTIONS=-c client_min_messages=error")
		if err := cmd.Run(); err != nil {
			tb.Fatalf("psql < %s: %v\n%s", name, err, &stderr)
		}
		f.Close()
		for line := range strings.Lines(stderr.String()) {
			failures = append(failures, filepath.Base(name)+": "+strings.TrimSpace(line))
		}
	}
	return failures
}

// superuser is the role that owns the server; anybody who reaches its socket is
// trusted.
const superuser = "postgres"

var shared struct {
	mayStart  bool
	once      sync.Once
	server    *instance
	err       error
	mu        sync.Mutex
	databases int
	stop      func()
}

func init() { shared.stop = func() {} }

// errAbsent says that there is no PostgreSQL on this machine.
var errAbsent = errors.New("PostgreSQL is not installed (Debian's package postgresql-15 will do; SCHEMASCOPE_POSTGRES may name the directory of its programs)")

func server(tb testing.TB) *instance {
	tb.Helper()
	if !shared.mayStart {
		tb.Fatal("the package has no TestMain that calls postgres.Run")
	}
	shared.once.Do(func() { shared.server, shared.err = start() })
	if errors.Is(shared.err, errAbsent) {
		tb.Skip(shared.err)
	}
	if shared.err != nil {
		tb.Fatal(shared.err)
	}
	return shared.server
}

// instance is a running server.
type instance struct {
	programs string // the directory of initdb and its like
	dir      string // of the data and the socket
	version  int
}

// programs finds the directory of PostgreSQL's programs, the newest version's
// where there are several.
func programs() (string, error) {
	if dir := os.Getenv("SCHEMASCOPE_POSTGRES"); dir != "" {
		return dir, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(found, func(i, j int) bool { return majorOf(found[i]) < majorOf(found[j]) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errAbsent
}

func majorOf(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

func start() (*instance, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "schemascope-postgres")
	if err != nil {
		return nil, err
	}
	s := &instance{programs: bin, dir: dir}
	shared.stop = func() { os.RemoveAll(dir) }
	if err := handOver(dir); err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if out, err := s.command("initdb", "-A", "trust", "-U", superuser, "--no-sync", "-E", "UTF8", "--locale=C", "-D", data).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	version, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return nil, err
	}
	if s.version, err = strconv.Atoi(strings.TrimSpace(string(version))); err != nil {
		return nil, err
	}
	return s, s.serve(data)
}

// serve starts the server and returns when it accepts connections.
func (s *instance) serve(data string) error {
	ctx, cancel := context.WithCancel(context.Background())
	cmd := s.commandContext(ctx, "postgres", "-D", data, "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "log_min_messages=log", "-c", "logging_collector=off", "-c", "lc_messages=C")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // a fast shutdown
	log, err := cmd.StderrPipe()
	if err != nil {
		cancel()
		return err
	}
	if err := begin(cmd); err != nil {
		cancel()
		return err
	}
	remove := shared.stop
	shared.stop = func() {
		cancel()
		_ = cmd.Wait()
		remove()
	}
	said := bufio.NewScanner(log)
	var lines []string
	for said.Scan() {
		lines = append(lines, said.Text())
		if strings.Contains(said.Text(), "ready to accept connections") {
			go io.Copy(io.Discard, log)
			return nil
		}
	}
	return fmt.Errorf("the server did not start:\n%s", strings.Join(lines, "\n"))
}

func (s *instance) command(name string, args ...string) *exec.Cmd {
	return s.commandContext(context.Background(), name, args...)
}

func (s *instance) commandContext(ctx context.Context, name string, args ...string) *exec.Cmd {
	path := filepath.Join(s.programs, name)
	if _, err := os.Stat(path); err != nil {
		path = name // some packages of the server have no client
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = s.dir
	asOther(cmd)
	return cmd
}
