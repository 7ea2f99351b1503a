// Package debian finds programs of other releases of Debian than the machine's,
// which scripts/root.sh installed below build/debian.
package debian

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/schemascope/schemascope/test/internal/program"
)

// Root is where the root directory of a release of Debian is, as "trixie". The
// test is skipped where there is none.
func Root(t *testing.T, release string) string {
	t.Helper()
	root := filepath.Join(program.Root(), "build", "debian", release)
	if _, err := os.Stat(filepath.Join(root, "installed")); err != nil {
		t.Skipf("there is no Debian %s in build/debian (\"make programs\" installs it where mmdebstrap can)", release)
	}
	return root
}

// Command runs a program, as "nvim", of a root directory: through the loader and
// with the libraries that are there.
func Command(t *testing.T, root, name string) []string {
	t.Helper()
	at, err := exec.LookPath(filepath.Join(root, "usr", "bin", name))
	if err != nil {
		t.Fatal(err)
	}
	libraries, err := filepath.Glob(filepath.Join(root, "usr", "lib", "*-linux-gnu*"))
	if err != nil || len(libraries) != 1 {
		t.Fatalf("the libraries of %s: %v, %v", root, libraries, err)
	}
	loaders, err := filepath.Glob(filepath.Join(libraries[0], "ld-linux*.so.*"))
	if err != nil || len(loaders) != 1 {
		t.Fatalf("the loader of %s: %v, %v", root, loaders, err)
	}
	return []string{loaders[0], "--library-path", libraries[0], "--argv0", name, at}
}
