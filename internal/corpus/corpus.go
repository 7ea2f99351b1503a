// Package corpus finds the real-world schemas that tests and benchmarks read.
// They are no part of the repository; where they are absent, a test says so and
// is skipped.
package corpus

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Root is the corpus's directory: SCHEMASCOPE_CORPUS, or shared/corpus beside
// the checkout. It need not exist.
func Root() string {
	if dir := os.Getenv("SCHEMASCOPE_CORPUS"); dir != "" {
		return dir
	}
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		panic("built without file names")
	}
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", "corpus")
}

// Dir is a part of the corpus, "sql" or "hcl", as an absolute path.
func Dir(tb testing.TB, part string) string {
	tb.Helper()
	dir, err := filepath.Abs(filepath.Join(Root(), part))
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		tb.Skipf("the corpus of real-world schemas is not at %s; SCHEMASCOPE_CORPUS may say where it is", Root())
	}
	return dir
}

// Files reads the files of a part whose names end in suffix, by their slash
// path below it.
func Files(tb testing.TB, part, suffix string) map[string]string {
	tb.Helper()
	dir := Dir(tb, part)
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, suffix) {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = string(content)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return files
}
