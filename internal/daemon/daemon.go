// Package daemon starts the database servers that tests read: each in a directory
// of its own, to end with the process that started it.
package daemon

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Daemon is a server's directory and, once it serves, its process.
type Daemon struct {
	Dir     string
	as      *account
	end     context.CancelFunc
	process *exec.Cmd
}

// New makes the directory of a server, whose name begins with a prefix. Where
// this process is root, which servers refuse to be, it belongs to the first of
// the users that there is. The caller stops the daemon.
func New(prefix string, users ...string) (*Daemon, error) {
	as, err := unprivileged(users)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	d := &Daemon{Dir: dir, as: as}
	if err := handOver(dir, as); err != nil {
		d.Stop()
		return nil, err
	}
	return d, nil
}

// Command is a program that runs in the directory, as the user to whom that
// belongs.
func (d *Daemon) Command(path string, args ...string) *exec.Cmd {
	return d.command(context.Background(), path, args)
}

func (d *Daemon) command(ctx context.Context, path string, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = d.Dir
	runAs(cmd, d.as)
	return cmd
}

// Serve starts the server and returns when its log says that it is ready. The
// signal is the one that ends it.
func (d *Daemon) Serve(ready string, signal syscall.Signal, path string, args ...string) error {
	ctx, cancel := context.WithCancel(context.Background())
	cmd := d.command(ctx, path, args)
	cmd.Cancel = func() error { return cmd.Process.Signal(signal) }
	log, err := cmd.StderrPipe()
	if err != nil {
		cancel()
		return err
	}
	if err := begin(cmd, signal); err != nil {
		cancel()
		return err
	}
	d.end, d.process = cancel, cmd
	said := bufio.NewScanner(log)
	var lines []string
	for said.Scan() {
		lines = append(lines, said.Text())
		if strings.Contains(said.Text(), ready) {
			go io.Copy(io.Discard, log)
			return nil
		}
	}
	return fmt.Errorf("%s did not start:\n%s", filepath.Base(path), strings.Join(lines, "\n"))
}

// Stop ends the server and removes all that it has.
func (d *Daemon) Stop() {
	if d.process != nil {
		d.end()
		_ = d.process.Wait()
	}
	os.RemoveAll(d.Dir)
}
