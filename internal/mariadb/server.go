package mariadb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/schemascope/schemascope/internal/daemon"
)

// ErrAbsent says that there is no MariaDB on this machine.
var ErrAbsent = errors.New("MariaDB is not installed (Debian's package mariadb-server will do; SCHEMASCOPE_MARIADB may name the directory of its programs)")

// Server is a running server, in a directory of its own that only a socket leads
// to. It ends with the process that started it.
type Server struct {
	Version int // 1011 for 10.11
	daemon  *daemon.Daemon
	socket  string
	client  string // the program mariadb

	databases atomic.Int32 // how many were created
}

// Start starts a server. The caller stops it.
func Start() (*Server, error) {
	paths := map[string]string{}
	for _, name := range []string{"mariadb-install-db", "mariadbd", "mariadb"} {
		path, err := find(name)
		if err != nil {
			return nil, err
		}
		paths[name] = path
	}
	d, err := daemon.New("schemascope-mariadb", "mysql", "nobody")
	if err != nil {
		return nil, err
	}
	s := &Server{daemon: d, client: paths["mariadb"], socket: filepath.Join(d.Dir, "socket")}
	if err := s.start(paths["mariadb-install-db"], paths["mariadbd"]); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// find gives the path of a program. Servers are often not in the search path of a
// user.
func find(name string) (string, error) {
	if dir := os.Getenv("SCHEMASCOPE_MARIADB"); dir != "" {
		return filepath.Join(dir, name), nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	path := filepath.Join("/usr/sbin", name)
	if _, err := os.Stat(path); err != nil {
		return "", ErrAbsent
	}
	return path, nil
}

// version is how the server gives its version: "Ver 10.11.6-MariaDB".
var version = regexp.MustCompile(`Ver (\d+)\.(\d+)`)

func (s *Server) start(install, serve string) error {
	said, err := s.daemon.Command(serve, "--no-defaults", "--version").Output()
	if err != nil {
		return fmt.Errorf("mariadbd --version: %w", err)
	}
	if m := version.FindSubmatch(said); m != nil {
		major, _ := strconv.Atoi(string(m[1]))
		minor, _ := strconv.Atoi(string(m[2]))
		s.Version = major*100 + minor
	}
	data := filepath.Join(s.daemon.Dir, "data")
	if out, err := s.daemon.Command(install, "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal",
		"--skip-test-db", "--skip-name-resolve").CombinedOutput(); err != nil {
		return fmt.Errorf("mariadb-install-db: %w\n%s", err, out)
	}
	return s.daemon.Serve("ready for connections", syscall.SIGTERM, serve, "--no-defaults", "--datadir="+data, "--socket="+s.socket,
		"--skip-networking", "--pid-file="+filepath.Join(s.daemon.Dir, "pid"), "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
		"--innodb-doublewrite=0", "--innodb-fast-shutdown=2", "--innodb-buffer-pool-size=32M",
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci")
}

// Stop ends the server and removes all that it has.
func (s *Server) Stop() { s.daemon.Stop() }

// superuser owns the server; anybody who reaches its socket is trusted.
const superuser = "root"

// Database creates an empty database and gives its URL.
func (s *Server) Database() (string, error) {
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	if messages, err := s.run("", strings.NewReader("CREATE DATABASE "+name)); err != nil || messages != "" {
		return "", fmt.Errorf("CREATE DATABASE: %w\n%s", err, messages)
	}
	return "mariadb+unix://" + superuser + "@" + s.socket + "?" + url.Values{"database": {name}}.Encode(), nil
}

// Load runs SQL files against a database as the client mariadb does, DELIMITER
// included. It goes on after an error, and gives the messages of all: "schema.sql:
// ERROR 1050 (42S01) at line 3: …".
func (s *Server) Load(database string, files ...string) (failures []string, err error) {
	u, err := url.Parse(database)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return failures, err
		}
		messages, err := s.run(u.Query().Get("database"), bytes.NewReader(text))
		if err != nil {
			return failures, fmt.Errorf("mariadb < %s: %w\n%s", name, err, messages)
		}
		for line := range strings.Lines(messages) {
			if strings.HasPrefix(line, "ERROR") {
				failures = append(failures, filepath.Base(name)+": "+strings.TrimSpace(line))
			}
		}
	}
	return failures, nil
}

// run runs statements against a database, "" for none.
func (s *Server) run(database string, sql io.Reader) (messages string, err error) {
	args := []string{"--no-defaults", "--user=" + superuser, "--socket=" + s.socket, "--default-character-set=utf8mb4", "--force", "--batch"}
	if database != "" {
		args = append(args, database)
	}
	cmd := s.daemon.Command(s.client, args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = sql, &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && strings.HasPrefix(stderr.String(), "ERROR") {
		err = nil // what it says is all there is to know
	}
	return stderr.String(), err
}
