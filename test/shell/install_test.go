package shell

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/test/internal/program"
)

// TestInstall installs into a directory and lists what is there.
func TestInstall(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b", "usr")
	install := exec.Command("scripts/install.sh", filepath.Dir(program.Build(t)), dir)
	install.Dir = program.Root()
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	modes := map[string]fs.FileMode{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Size() == 0 {
			t.Errorf("%s is empty", path)
		}
		name, err := filepath.Rel(dir, path)
		modes[filepath.ToSlash(name)] = info.Mode()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]fs.FileMode{
		"bin/schemascope": 0o755, "bin/schemascope-dot": 0o755,
		"share/man/man1/schemascope.1":                     0o644,
		"share/bash-completion/completions/schemascope":    0o644,
		"share/zsh/site-functions/_schemascope":            0o644,
		"share/fish/vendor_completions.d/schemascope.fish": 0o644,
	}
	for name, mode := range want {
		if modes[name] != mode {
			t.Errorf("%s has the mode %v, want %v", name, modes[name], mode)
		}
		delete(modes, name)
	}
	if len(modes) > 0 {
		t.Errorf("there is more: %v", modes)
	}
}

// TestManual has the manual page read by a program that finds fault with more than
// man does.
func TestManual(t *testing.T) {
	if _, err := exec.LookPath("mandoc"); err != nil {
		t.Skip("mandoc is not installed (\"make test\" does it where it can)")
	}
	page, err := exec.Command(program.Build(t), "man").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "schemascope.1")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	complaints, _ := exec.Command("mandoc", "-T", "lint", file).CombinedOutput() // it fails with what it tells
	for line := range strings.Lines(string(complaints)) {
		// Only what is built from a commit has a date.
		if !strings.Contains(line, "missing date") {
			t.Error(line)
		}
	}
	text, err := exec.Command("mandoc", "-T", "ascii", "-O", "width=80", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(overstruck(string(text)), "\n")
	for _, want := range []string{"EXIT STATUS", "--focus TABLE"} {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.TrimSpace(line) == want }) {
			t.Errorf("the page shows no %s:\n%s", want, text)
		}
	}
}

// overstruck is the text of a terminal where a letter is printed twice, or on a line, to stand out.
func overstruck(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		if r == '\b' || i+1 < len(runes) && runes[i+1] == '\b' {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
