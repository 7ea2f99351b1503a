//go:build !linux

package postgres

import "os/exec"

func begin(cmd *exec.Cmd) error { return cmd.Start() }
