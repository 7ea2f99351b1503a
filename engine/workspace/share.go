package workspace

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// errShare refuses what is on another machine.
var errShare = errors.New("is on another machine, and is read only in a trusted workspace")

// refused is why a file or directory may not be looked up, or nil. Without trust, a
// project does not make Windows log in at a host that it names (`\\host\share`): the
// user's hash would be sent there. The user's own folders may be on one.
func (s *Snapshot) refused(name string) error {
	volume := filepath.VolumeName(name)
	if s.trusted || !strings.HasPrefix(filepath.ToSlash(volume), "//") ||
		slices.ContainsFunc(s.workspace.options.Roots, func(root string) bool { return strings.EqualFold(filepath.VolumeName(root), volume) }) {
		return nil
	}
	return &fs.PathError{Op: "open", Path: name, Err: errShare}
}

// forgetRefused has what was refused looked up anew; s is not seen by others yet.
func (s *Snapshot) forgetRefused() {
	for name, d := range s.disk {
		if errors.Is(d.err, errShare) {
			delete(s.disk, name)
		}
	}
	for name, d := range s.dirs {
		if errors.Is(d.err, errShare) {
			delete(s.dirs, name)
		}
	}
}
