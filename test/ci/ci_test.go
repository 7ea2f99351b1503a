// Package ci plays what the services of others run of this repository: the action of
// GitHub's workflows (action.yml) and the hooks of pre-commit (.pre-commit-hooks.yaml).
package ci

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/test/internal/program"
	ctyyaml "github.com/zclconf/go-cty-yaml"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// read decodes a YAML file of the repository.
func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(program.Root(), name))
	if err != nil {
		t.Fatal(err)
	}
	kind, err := ctyyaml.ImpliedType(text)
	if err != nil {
		t.Fatal(err)
	}
	value, err := ctyyaml.Unmarshal(text, kind)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := ctyjson.Marshal(value, kind)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// action is action.yml (GitHub Docs, "Metadata syntax reference").
type action struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct {
		Using string
		Steps []struct {
			ID, Name, Run, Shell string
			Env                  map[string]string
		}
	}
}

// TestAction runs the step that checks, as GitHub's runner does.
func TestAction(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
	var a action
	read(t, "action.yml", &a)
	expression := regexp.MustCompile(`\$\{\{ inputs\.([a-z-]+) \}\}`)
	for _, c := range []struct {
		name   string
		inputs map[string]string
		files  map[string]string
		code   string
		finds  string
	}{
		{"clean", nil, map[string]string{"a b.sql": "CREATE TABLE users (id int);\n"}, "0", ""},
		{"faulty", nil, map[string]string{"a b.sql": "CREATE TABLE users (id int REFERENCES nobody);\n"}, "1", "unresolved-reference"},
		{"paths", map[string]string{"path": "a b.sql\nc.sql\n"}, map[string]string{"a b.sql": "CREATE TABLE a (id int);\n", "c.sql": "CREATE TABEL c ();\n", "d.sql": ""}, "1", "syntax"},
		{"env", map[string]string{"env": "two"}, map[string]string{
			"atlas.hcl": "env \"one\" {\n  src = \"file://one.sql\"\n}\nenv \"two\" {\n  src = \"file://two.sql\"\n}\n",
			"one.sql":   "CREATE TABEL;\n", "two.sql": "CREATE TABLE users (id int);\n"}, "0", ""},
		{"nothing", nil, nil, "2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range c.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			output := filepath.Join(t.TempDir(), "output")
			env := append(os.Environ(), "GITHUB_ACTION_PATH="+program.Root(), "GITHUB_OUTPUT="+output, "GITHUB_WORKSPACE="+dir,
				"PATH="+filepath.Dir(program.Build(t))+string(filepath.ListSeparator)+os.Getenv("PATH"))
			ran := false
			for _, step := range a.Runs.Steps {
				if step.ID != "check" {
					continue
				}
				ran = true
				for name, value := range step.Env {
					value = expression.ReplaceAllStringFunc(value, func(found string) string {
						input := expression.FindStringSubmatch(found)[1]
						if _, ok := a.Inputs[input]; !ok {
							t.Errorf("there is no input %s", input)
						}
						if given, ok := c.inputs[input]; ok {
							return given
						}
						return a.Inputs[input].Default
					})
					env = append(env, name+"="+value)
				}
				cmd := exec.Command(step.Shell, "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
				cmd.Dir, cmd.Env = dir, env
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", step.Name, err, out)
				}
			}
			if !ran {
				t.Fatal("action.yml has no step that checks")
			}
			told, err := os.ReadFile(output)
			if err != nil {
				t.Fatal(err)
			}
			outputs := map[string]string{}
			for line := range strings.Lines(string(told)) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				outputs[name] = value
			}
			if outputs["code"] != c.code {
				t.Errorf("the code is %s, want %s", outputs["code"], c.code)
			}
			if c.code == "2" {
				return
			}
			sarif, err := os.ReadFile(outputs["sarif"])
			if err != nil {
				t.Fatal(err)
			}
			var log struct {
				Runs []struct{ Results []struct{ RuleID string } }
			}
			if err := json.Unmarshal(sarif, &log); err != nil || len(log.Runs) != 1 {
				t.Fatalf("%v in %s", err, sarif)
			}
			if results := log.Runs[0].Results; c.finds == "" && len(results) > 0 || c.finds != "" && (len(results) != 1 || results[0].RuleID != c.finds) {
				t.Errorf("results %+v, want %q", results, c.finds)
			}
		})
	}
}

// TestActionInstalls has the action take a release, from a directory instead of the
// network, and refuse one whose checksum is another.
func TestActionInstalls(t *testing.T) {
	for _, name := range []string{"bash", "sha256sum", "tar"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
	release := t.TempDir()
	tree := filepath.Join(t.TempDir(), "schemascope-linux-arm64")
	run := func(env []string, name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = program.Root(), append(os.Environ(), env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	run(nil, "scripts/install.sh", filepath.Dir(program.Build(t)), tree)
	archive := filepath.Join(release, "schemascope-linux-arm64.tar.gz")
	epoch := []string{"SOURCE_DATE_EPOCH=1700000000"}
	run(epoch, "go", "run", "./scripts/pack", archive, tree)
	first, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	run(epoch, "go", "run", "./scripts/pack", archive, tree)
	if second, err := os.ReadFile(archive); err != nil || !bytes.Equal(first, second) {
		t.Errorf("two archives of the same files differ: %v", err)
	}
	sum := run(nil, "sha256sum", archive)
	sum = strings.Replace(sum, archive, filepath.Base(archive), 1)

	curl := t.TempDir()
	script := "#!/bin/sh\nfor url; do :; done\ncase $url in */releases/download/v1.2.3/*) cp \"$RELEASE/${url##*/}\" . ;; *) exit 22 ;; esac\n"
	if err := os.WriteFile(filepath.Join(curl, "curl"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, sum := range []string{sum, strings.Repeat("0", 64) + sum[64:]} {
		if err := os.WriteFile(filepath.Join(release, "SHA256SUMS"), []byte(sum), 0o644); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "path")
		cmd := exec.Command("bash", filepath.Join(program.Root(), "scripts", "action.sh"), "install")
		cmd.Env = append(os.Environ(), "PATH="+curl+string(filepath.ListSeparator)+os.Getenv("PATH"), "RELEASE="+release,
			"VERSION=v1.2.3", "RUNNER_OS=Linux", "RUNNER_ARCH=ARM64", "RUNNER_TEMP="+t.TempDir(), "GITHUB_PATH="+path)
		out, err := cmd.CombinedOutput()
		dir, missing := os.ReadFile(path)
		if strings.HasPrefix(sum, "0000") {
			if err == nil || missing == nil {
				t.Errorf("an archive of another checksum is installed:\n%s", out)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if said, err := exec.Command(filepath.Join(strings.TrimSpace(string(dir)), "schemascope"), "version").Output(); err != nil || !strings.HasPrefix(string(said), "schemascope ") {
			t.Errorf("what is installed says %q, %v", said, err)
		}
	}
}

// TestHooks runs the hooks' entries as pre-commit does, with the names of the files
// that are to be committed.
func TestHooks(t *testing.T) {
	var hooks []struct {
		ID, Name, Entry, Language, Files string
		PassFilenames                    *bool `json:"pass_filenames"`
	}
	read(t, ".pre-commit-hooks.yaml", &hooks)
	const neat, untidy = "schema \"public\" {\n}\n", "schema   \"public\" {\n}\n"
	for _, c := range []struct {
		hook, name, text string
		fails            bool
	}{
		{"schemascope-check", "schema.sql", "CREATE TABLE users (id int);\n", false},
		{"schemascope-check", "schema.sql", "CREATE TABEL users (id int);\n", true},
		{"schemascope-fmt", "schema.hcl", neat, false},
		{"schemascope-fmt", "schema.hcl", untidy, true},
	} {
		found := false
		for _, h := range hooks {
			if h.ID != c.hook {
				continue
			}
			found = true
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, c.name), []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			if !regexp.MustCompile(h.Files).MatchString(c.name) {
				t.Errorf("%s is not for %s", h.ID, c.name)
			}
			args := strings.Fields(h.Entry)[1:]
			if h.PassFilenames == nil || *h.PassFilenames {
				args = append(args, c.name)
			}
			cmd := exec.Command(program.Build(t), args...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); (err != nil) != c.fails {
				t.Errorf("%s of %q: %v\n%s", c.hook, c.text, err, out)
			}
		}
		if !found {
			t.Errorf("there is no hook %s", c.hook)
		}
	}
}
