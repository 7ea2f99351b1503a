//go:build !windows

package server

import "syscall"

// processAlive asks with the null signal. A process of another user answers
// EPERM: it is alive.
func processAlive(pid int) bool {
	if pid <= 0 {
		return false // kill(2) gives these another meaning
	}
	err := syscall.Kill(pid, 0)
	return err == nil || err == syscall.EPERM
}
