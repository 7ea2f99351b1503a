//go:build unix

// Package vscode installs the extension in a real VS Code, which a browser shows,
// and uses it as a person would: testdata holds what is done there.
package vscode

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/schemascope/schemascope/internal/corpus"
	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// tools are the programs that the tests drive, as "make programs" installs them.
type tools struct {
	node                        string // runs the scenarios
	vscodeNode, vscode          string // code-server, which is VS Code with a web server, wants a Node of its own
	chromium, playwrightModules string
}

func findTools(t *testing.T) tools {
	t.Helper()
	if testing.Short() {
		t.Skip("starts VS Code and a browser")
	}
	if os.Getenv("SCHEMASCOPE_VSCODE") == "off" {
		t.Skip("SCHEMASCOPE_VSCODE is off")
	}
	build := filepath.Join(program.Root(), "build")
	found := tools{
		vscodeNode:        filepath.Join(build, "vscode", "node", "node_modules", "node", "bin", "node"),
		vscode:            filepath.Join(build, "vscode", "server", "node_modules", "code-server", "out", "node", "entry.js"),
		playwrightModules: filepath.Join(build, "playwright", "node_modules"),
	}
	for _, file := range []string{found.vscodeNode, found.vscode, found.playwrightModules} {
		if _, err := os.Stat(file); err != nil {
			t.Skipf(`%s is missing; "make programs" installs it where it can`, file)
		}
	}
	for name, at := range map[string]*string{"node": &found.node, "chromium": &found.chromium} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skipf("%s is not installed", name)
		}
		*at = path
	}
	return found
}

var packed struct {
	sync.Once
	file string
	out  []byte
	err  error
}

// pack makes the extension's package of the source at hand, once for each test binary.
func pack(t *testing.T) string {
	t.Helper()
	// Tells the go command what the tests' results depend on.
	err := filepath.WalkDir(filepath.Join(program.Root(), "editors", "vscode"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist") {
			return errors.Join(err, fs.SkipDir)
		}
		if d.Type().IsRegular() {
			_, err = os.ReadFile(name)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.SkipDir) {
		t.Fatal(err)
	}
	server := program.Build(t)
	packed.Do(func() {
		packed.file = filepath.Join(filepath.Dir(server), "schemascope.vsix")
		cmd := exec.Command("scripts/vsix.sh", server, packed.file)
		cmd.Dir = program.Root()
		packed.out, packed.err = cmd.CombinedOutput()
	})
	if packed.err != nil {
		t.Fatalf("packing the extension: %v\n%s", packed.err, packed.out)
	}
	return packed.file
}

// vscode is a running VS Code of a test's own.
type vscode struct {
	tools
	url  string
	home string // its settings, extensions and logs
}

// startVSCode starts VS Code with the extension installed, and the user's settings.
func startVSCode(t *testing.T, own map[string]any, flags ...string) *vscode {
	t.Helper()
	v := newVSCode(t, own)
	v.start(t, flags...)
	return v
}

// newVSCode makes a VS Code with the extension, and the user's settings.
func newVSCode(t *testing.T, own map[string]any) *vscode {
	t.Helper()
	v := &vscode{tools: findTools(t), home: t.TempDir()}
	settings := map[string]any{
		"workbench.startupEditor":                      "none",
		"editor.minimap.enabled":                       false,
		"telemetry.telemetryLevel":                     "off",
		"chat.disableAIFeatures":                       true,
		"workbench.secondarySideBar.defaultVisibility": "hidden",
		"security.workspace.trust.startupPrompt":       "never",
		"security.workspace.trust.banner":              "never",
		"files.simpleDialog.enable":                    true,
		"files.autoSave":                               "off", // as on a desktop
	}
	maps.Copy(settings, own)
	raw, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(v.home, "data", "User"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(v.home, "data", "User", "settings.json"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	v.install(t, pack(t))
	return v
}

// install installs an extension from its package.
func (v *vscode) install(t *testing.T, file string) {
	t.Helper()
	if out, err := v.command("--install-extension", file).CombinedOutput(); err != nil {
		t.Fatalf("installing %s: %v\n%s", file, err, out)
	}
}

func (v *vscode) start(t *testing.T, flags ...string) {
	t.Helper()
	serve := v.command(append(flags, "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check")...)
	serve.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it has children
	out, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	serve.Stderr = serve.Stdout
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-serve.Process.Pid, syscall.SIGKILL)
		_ = serve.Wait()
	})
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said = append(said, lines.Text())
		if m := regexp.MustCompile(`server listening on (http://\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			v.url = m[1]
			go func() {
				for lines.Scan() { // so that it never waits to say something
				}
			}()
			return
		}
	}
	t.Fatalf("VS Code did not start:\n%s", strings.Join(said, "\n"))
}

func (v *vscode) command(args ...string) *exec.Cmd {
	cmd := exec.Command(v.vscodeNode, append([]string{
		v.vscode, "--user-data-dir", filepath.Join(v.home, "data"), "--extensions-dir", filepath.Join(v.home, "extensions"),
	}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+v.home)
	return cmd
}

// play plays a scenario of testdata in the project, tells what went wrong and
// returns what it measured. Screenshots are kept in build/vscode-pictures.
func (v *vscode) play(t *testing.T, scenario, project string) map[string]float64 {
	t.Helper()
	pictures := filepath.Join(program.Root(), "build", "vscode-pictures")
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	options, err := json.Marshal(map[string]string{"url": v.url, "project": project, "pictures": pictures, "chromium": v.chromium})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), v.node, filepath.Join("testdata", "session.js"), scenario, string(options))
	cmd.Env = append(os.Environ(), "NODE_PATH="+v.playwrightModules)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s\nthe window is in %s\n%s", err, complaint.String(), pictures, v.log())
	}
	var result struct {
		Wrong   []string
		Figures map[string]float64
	}
	if err := json.Unmarshal(out, &result); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, wrong := range result.Wrong {
		t.Error(wrong)
	}
	if t.Failed() {
		t.Log(v.log())
	}
	return result.Figures
}

// log is what the extension wrote to its output.
func (v *vscode) log() string {
	var all strings.Builder
	_ = filepath.WalkDir(filepath.Join(v.home, "data", "logs"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(d.Name(), "Schemascope") {
			text, _ := os.ReadFile(name)
			all.Write(text)
		}
		return nil
	})
	return all.String()
}

func write(t *testing.T, dir, name, text string, mode os.FileMode) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// project is a copy of the project "composite" without its ent schema, which is
// not loaded, so that all names are known; and of two more files, and an env.
func project(t *testing.T) string {
	t.Helper()
	dir := program.Project(t, "composite")
	raw, err := os.ReadFile(filepath.Join(dir, "atlas.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	config := regexp.MustCompile(`(?s)  # ent\n.*?\n  }\n`).ReplaceAllString(string(raw), "")
	config += "\nenv \"accounts\" {\n  src = \"file://auth/schema.pg.hcl\"\n  dev = \"docker://postgres/16/dev\"\n}\n"
	write(t, dir, "atlas.hcl", config, 0o644)
	write(t, dir, "plain.hcl", "table \"t\" {\n  schema = schema.s\n}\nschema \"s\" {\n}\n", 0o644)
	write(t, dir, "terragrunt.hcl", "terraform {\n  source = \"./modules\"\n}\n", 0o644)
	return dir
}

// provider gives settings by which a program is found that prints what the project's
// SQLAlchemy models come to: VS Code takes its own PATH from a login shell. The
// program leaves a file in the project when it runs.
func provider(t *testing.T, project string) map[string]any {
	t.Helper()
	output, err := filepath.Abs(filepath.Join("testdata", "sqlalchemy.sql"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "atlas-provider-sqlalchemy", "#!/bin/sh\ntouch '"+project+"/provider.ran'\ncat '"+output+"'\n", 0o755)
	return map[string]any{"schemascope.environmentVariables": map[string]string{"PATH": dir + ":${env:PATH}"}}
}

func TestLanguage(t *testing.T) {
	dir := project(t)
	v := startVSCode(t, provider(t, dir), "--disable-workspace-trust")
	figures := v.play(t, "language", dir)
	t.Logf("the extension was activated in %.0f ms\n%s", figures["activation"], v.log())
	if figures["activation"] < 0 {
		t.Error("VS Code does not say how long the activation took")
	}
}

// TestUntrusted opens a project that names two programs: one in atlas.hcl, and
// the server in its settings.
func TestUntrusted(t *testing.T) {
	dir := project(t)
	write(t, dir, "server.sh", "#!/bin/sh\ntouch '"+dir+"/server.ran'\nexec '"+program.Build(t)+"' \"$@\"\n", 0o755)
	write(t, dir, ".vscode/settings.json", `{"schemascope.path": "${workspaceFolder}/server.sh"}`, 0o644)
	v := startVSCode(t, provider(t, dir))
	v.play(t, "untrusted", dir)
}

func TestServerMissing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	write(t, dir, "schema.pg.hcl", `schema "public" {
}
table "plain" {
  schema = schema.public
  column "plain" {
    type = int
  }
  check "c" {
    expr = "plain > 0 AND 'it''s' <> 'a'"
  }
}
view "v" {
  schema = schema.public
  as     = <<-SQL
    SELECT plain -- it's plain
    FROM plain
    SQL
  depends_on = [table.plain]
}
`, 0o644)
	write(t, dir, ".vscode/settings.json", `{"schemascope.path": "/nowhere/schemascope"}`, 0o644)
	v := startVSCode(t, nil, "--disable-workspace-trust")
	v.play(t, "missing", dir)
}

func TestDiagram(t *testing.T) {
	dir := project(t)
	write(t, dir, "notes/notes.lt.hcl", "schema \"main\" {\n}\ntable \"notes\" {\n  schema = schema.main\n  column \"id\" {\n    type = int\n  }\n}\n", 0o644)
	v := startVSCode(t, provider(t, dir), "--disable-workspace-trust")
	v.play(t, "diagram", dir)
}

// Gives a figure only: how fast a machine is, is no matter of right and wrong.
func TestSpeed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "speed")
	var text strings.Builder
	for i := range 50 {
		fmt.Fprintf(&text, "CREATE TABLE table_%d (\n  id bigint PRIMARY KEY,\n", i)
		for j := range 9 {
			fmt.Fprintf(&text, "  column_%d text NOT NULL,\n", j)
		}
		fmt.Fprintf(&text, "  other_id bigint REFERENCES table_%d\n);\n", i*7/11)
	}
	write(t, dir, "schema.sql", text.String(), 0o644)
	v := startVSCode(t, nil, "--disable-workspace-trust")
	tellSpeed(t, v, "50 tables", dir)
}

func TestSpeedLarge(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t, "sql"), "gitlab", "structure.sql"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "speed")
	write(t, dir, "schema.sql", string(raw), 0o644)
	tellSpeed(t, startVSCode(t, nil, "--disable-workspace-trust"), "GitLab", dir)
}

func tellSpeed(t *testing.T, v *vscode, what, dir string) {
	t.Helper()
	figures := v.play(t, "speed", dir)
	t.Logf("%s: ms from the command to the diagram (first, second), and until VS Code has made the panel (…Frame); "+
		"from a key to the frame that shows it (update); from frame to frame while one drags and zooms:\n", what)
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		t.Logf("  %-15s %5.0f", name, figures[name])
	}
	t.Log(v.log())
}
