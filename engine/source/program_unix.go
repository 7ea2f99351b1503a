//go:build unix

package source

import (
	"os/exec"
	"syscall"
)

// killGroup makes cancellation reach the program's children too.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
