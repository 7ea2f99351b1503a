//go:build unix

package private

import (
	"os"
	"syscall"
)

// Is reports whether dir is a real directory of the user's own that nobody else
// may write to.
func Is(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o022 != 0 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
