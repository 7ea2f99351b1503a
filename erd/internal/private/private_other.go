//go:build !unix

package private

import "os"

// Is reports whether dir is a directory. Where permissions are not Unix
// modes, a user's temporary directory is the user's own.
func Is(dir string) bool {
	info, err := os.Lstat(dir)
	return err == nil && info.IsDir()
}
