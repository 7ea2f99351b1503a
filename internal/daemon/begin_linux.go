package daemon

import (
	"os/exec"
	"runtime"
	"syscall"
)

// begin starts the server so that it ends with the tests, even where those are
// killed.
func begin(cmd *exec.Cmd, end syscall.Signal) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = end
	// The signal is bound to the thread that starts the process, which therefore
	// must not end.
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- cmd.Start()
		select {}
	}()
	return <-started
}
