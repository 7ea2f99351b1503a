// Package first gives the process a temporary directory that nobody else can
// write to, before any package that keeps executable code there is initialized.
//
// go-graphviz compiles WebAssembly to machine code when it is initialized and
// caches the code in $TMPDIR/go-graphviz: in a shared /tmp anybody could put
// code there for us to run. Go initializes packages in the order of their import
// paths once their dependencies are initialized (Go specification, "Program
// initialization"). This package needs only packages that go-graphviz's
// WebAssembly runtime needs as well, and its path sorts before the runtime's
// (github.com/tetratelabs/wazero), so that it comes first; a test of package erd
// checks that it does.
package first

import (
	"os"
	"runtime"

	"github.com/schemascope/schemascope/erd/internal/private"
)

// Dir is the private directory. Fresh is set when it was made for this process
// alone, which then has to remove it. Err says why none could be had: the
// program must not go on.
var (
	Dir   string
	Fresh bool
	Err   error
)

func init() {
	if Dir = os.TempDir(); !private.Is(Dir) {
		Dir, Fresh, Err = private.Dir()
	}
	if Err != nil {
		Dir = os.DevNull // nothing can be made below it: the cache is not used
	}
	for _, name := range variables() {
		if err := os.Setenv(name, Dir); err != nil && Err == nil {
			Err = err
		}
	}
}

// variables are what os.TempDir reads.
func variables() []string {
	if runtime.GOOS == "windows" {
		return []string{"TMP", "TEMP"}
	}
	return []string{"TMPDIR"}
}
