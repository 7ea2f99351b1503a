package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/schemascope/schemascope/engine/schema"
)

// Runner runs the program of an external_schema and returns its standard
// output. The error is fit to be shown: it holds no password.
type Runner func(ctx context.Context, command []string, dir string) ([]byte, error)

// Limits of a program: how long it may take and how much it may print.
const (
	ProgramTimeout = 60 * time.Second
	maxOutput      = 64 << 20
	maxComplaint   = 2000 // bytes of standard error that a message quotes
)

// Run is the Runner that really runs the program, in its own process group, so
// that one which hangs goes down with its children.
func Run(ctx context.Context, command []string, dir string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, ProgramTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = os.Environ()
	cmd.WaitDelay = 2 * time.Second
	killGroup(cmd)
	stdout, stderr := &capped{limit: maxOutput}, &capped{limit: 1 << 20}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err := cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("%s did not finish within %s", command[0], ProgramTimeout)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("%s is not installed, or not on the PATH", command[0])
	case err != nil:
		return nil, fmt.Errorf("%s failed: %w%s", command[0], err, complaint(stderr.Bytes()))
	case stdout.over:
		return nil, fmt.Errorf("%s printed more than %d MB", command[0], maxOutput>>20)
	}
	return stdout.Bytes(), nil
}

// complaint is the end of what a program printed to standard error.
func complaint(stderr []byte) string {
	s := strings.TrimSpace(strings.ToValidUTF8(string(stderr), "�"))
	if s == "" {
		return ""
	}
	s = schema.Redact(s) // while its URLs are whole
	if len(s) > maxComplaint {
		s = "…" + s[len(s)-maxComplaint:]
		s = strings.ToValidUTF8(s, "")
	}
	return ":\n" + s
}

// capped keeps the first bytes that are written to it.
type capped struct {
	bytes.Buffer
	limit int
	over  bool
}

func (c *capped) Write(p []byte) (int, error) {
	keep := min(len(p), c.limit-c.Len())
	c.over = c.over || keep < len(p)
	c.Buffer.Write(p[:keep])
	return len(p), nil
}
