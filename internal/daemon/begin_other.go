//go:build !linux

package daemon

import (
	"os/exec"
	"syscall"
)

func begin(cmd *exec.Cmd, _ syscall.Signal) error { return cmd.Start() }
