package cmd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A repository's past is read without running anything of it: neither the filters
// that its configuration names, nor the programs that its project names.
func TestDifferenceToAStateInGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	run("init", "-q")
	write("db/schema/a.sql", "CREATE TABLE users (id int PRIMARY KEY, nick text);\n")
	write("db/schema/b.sql", "CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users);\n")
	run("add", ".")
	run("commit", "-qm", "schema")
	write("db/atlas.hcl", "env \"local\" {\n  src = \"file://db/schema\"\n}\n")
	write("other/atlas.hcl", "env \"local\" {\n  src = \"file://schema\"\n}\n")
	write("other/schema/a.sql", "CREATE TABLE users (id int PRIMARY KEY, nick text);\n")
	run("add", ".")
	run("commit", "-qm", "projects")
	write("other/schema/a.sql", "CREATE TABLE users (id int PRIMARY KEY, name text);\n")
	write(".gitattributes", "*.sql filter=evil\n")
	run("config", "filter.evil.smudge", "touch "+filepath.Join(dir, "ran"))
	write("db/schema/a.sql", "CREATE TABLE users (id int PRIMARY KEY, name text);\n")

	for _, c := range []struct{ at, before, after string }{
		{".", "HEAD:db/schema", "db/schema"},
		{"db", "HEAD:schema", "schema"},
		{"db/schema", "HEAD:.", "."},
		{"db/schema", "HEAD:a.sql", "a.sql"},
		// Atlas resolves what a project names from the directory that it runs in.
		{".", "HEAD:db", "db"},
		{".", "HEAD:db/atlas.hcl", "db/atlas.hcl"},
		{"db", "HEAD:../other", "../other"},
		{"other", "HEAD:atlas.hcl", "atlas.hcl"},
	} {
		t.Run(c.before, func(t *testing.T) {
			t.Chdir(filepath.Join(dir, c.at))
			var out, complaint bytes.Buffer
			if code := Main([]string{"erd", "--diff", c.before, c.after}, Streams{Out: &out, Err: &complaint}); code != exitOK {
				t.Fatalf("exit %d: %s", code, complaint.String())
			}
			for _, want := range []string{"0 added, 0 removed, 1 changed", ">− nick<", ">+ name<"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, out.String())
				}
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
		t.Error("a filter of the repository ran")
	}
	for _, bad := range []string{"HEAD:nowhere", "--help:x", "-o/tmp/x:schema", "HEAD~99:db/schema", "HEAD:/etc", ":x", "HEAD:../../x"} {
		var complaint bytes.Buffer
		if code := Main([]string{"erd", "--diff", "--", bad, "db/schema"}, Streams{Out: &complaint, Err: &complaint}); code != exitFailed {
			t.Errorf("%s: exit %d: %.200s", bad, code, complaint.String())
		}
	}
}
