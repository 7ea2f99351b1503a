// Package private finds a directory that nobody but the user can write to. It
// has no state and changes nothing but the file system.
package private

import (
	"os"
	"path/filepath"
)

// Dir gives the user's private directory for schemascope: "schemascope" in
// os.UserCacheDir, mode 0700. Where that cannot be had it makes a fresh one, that
// the caller has to remove.
func Dir() (dir string, fresh bool, err error) {
	if cache, err := os.UserCacheDir(); err == nil {
		dir := filepath.Join(cache, "schemascope")
		if os.MkdirAll(dir, 0o700) == nil && Is(dir) {
			return dir, false, nil
		}
	}
	dir, err = os.MkdirTemp("", "schemascope-")
	return dir, err == nil, err
}
