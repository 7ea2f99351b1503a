//go:build unix

package daemon

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// account is the user that a server runs as; nil for the user of the tests.
type account = syscall.Credential

// unprivileged finds the first of the users that there is, where the tests run
// as root, which the servers refuse; nil elsewhere.
func unprivileged(users []string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range users {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &account{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("the server does not run as root, and there is no user %s", strings.Join(users, " or "))
}

// handOver gives a directory to the user that the server runs as.
func handOver(dir string, a *account) error {
	if a == nil {
		return nil
	}
	return os.Chown(dir, int(a.Uid), int(a.Gid))
}

func runAs(cmd *exec.Cmd, a *account) {
	if a != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: a}
	}
}
