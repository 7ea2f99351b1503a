// Package editors takes the configurations out of docs/editors.md and runs each in its
// editor, without a screen.
package editors

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/test/internal/debian"
	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// configuration is the one block of a language in a section of docs/editors.md.
func configuration(t *testing.T, section, language string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(program.Root(), "docs", "editors.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(page), "\n## "+section+"\n")
	if !ok {
		t.Fatalf("docs/editors.md has no section %s", section)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	_, text, ok = strings.Cut(text, "\n```"+language+"\n")
	block, rest, closed := strings.Cut(text, "\n```\n")
	if !ok || !closed || strings.Contains(rest, "```") {
		t.Fatalf("the section %s has not one block of %s", section, language)
	}
	return block + "\n"
}

// write makes a file of a directory of the test's own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// environment has the program on the PATH and a home of its own.
func environment(t *testing.T, more ...string) []string {
	home := t.TempDir()
	path := filepath.Dir(program.Build(t)) + string(filepath.ListSeparator) + os.Getenv("PATH")
	return append(append(os.Environ(), "PATH="+path, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "TERM=xterm"), more...)
}

// session is what emacs.el and session.vim write.
type session struct {
	Error   string
	Mistake []struct {
		Line    int
		Message string
	}
	Definition struct{ File, Line string }
	Opened     string
}

// play runs an editor's session in a copy of the project and judges it.
func play(t *testing.T, command ...string) {
	t.Helper()
	dir := program.Project(t, "hcl-sql")
	result := filepath.Join(t.TempDir(), "result.json")
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = environment(t, "SCHEMASCOPE_RESULT="+result)
	out, err := cmd.CombinedOutput()
	raw, missing := os.ReadFile(result)
	if missing != nil {
		t.Fatalf("the editor left no result: %v\n%s", err, out)
	}
	var s session
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	if s.Error != "" {
		t.Fatalf("%s\n%s", s.Error, out)
	}
	if len(s.Mistake) != 1 || s.Mistake[0].Line != 23 || !strings.Contains(s.Mistake[0].Message, `did you mean "plans"?`) {
		t.Errorf("diagnostics of a wrong table name: %+v, want one on line 23", s.Mistake)
	}
	if s.Definition.File != "billing.sql" || s.Definition.Line != "CREATE TABLE plans (" {
		t.Errorf("definition of an HCL reference led to %+v", s.Definition)
	}
	if !strings.HasPrefix(s.Opened, "file:///") || !strings.HasSuffix(s.Opened, ".html") {
		t.Errorf("the diagram is at %q", s.Opened)
	}
}

func TestEmacs(t *testing.T) {
	if err := exec.Command("emacs", "-q", "--batch", "--eval", "(require 'eglot)").Run(); err != nil {
		t.Skip("Emacs with Eglot is not installed (apt-get install emacs-nox elpa-eglot; \"make test\" does it where it can)")
	}
	script, err := filepath.Abs("emacs.el")
	if err != nil {
		t.Fatal(err)
	}
	play(t, "emacs", "-q", "--batch", "-l", write(t, "init.el", configuration(t, "Emacs", "elisp")), "-l", script)
}

func TestVim(t *testing.T) {
	vim, err := exec.LookPath("vim.nox")
	if err != nil {
		t.Skip("Vim is not installed (apt-get install vim-nox; \"make test\" does it where it can)")
	}
	ale := "/usr/share/vim-ale"
	if _, err := os.Stat(ale); err != nil {
		t.Skip("ALE is not installed (apt-get install vim-ale; \"make test\" does it where it can)")
	}
	script, err := filepath.Abs("session.vim")
	if err != nil {
		t.Fatal(err)
	}
	// As a plugin manager does it, before the configuration.
	before := "set nocompatible\nfiletype plugin on\nset runtimepath^=" + ale + "\n"
	vimrc := write(t, "vimrc", before+configuration(t, "Vim", "vim"))
	play(t, vim, "-u", vimrc, "-i", "NONE", "-n", "--not-a-term", "-es", "-S", script)
}

// TestHelix runs Helix on a terminal that script makes, and watches the screen.
func TestHelix(t *testing.T) {
	root := debian.Root(t, "trixie")
	helix := debian.Command(t, root, "hx")
	if _, err := exec.LookPath("script"); err != nil {
		t.Skip("there is no script, which makes a terminal")
	}
	languages := write(t, "helix/languages.toml", configuration(t, "Helix", "toml"))
	env := environment(t, "XDG_CONFIG_HOME="+filepath.Dir(filepath.Dir(languages)), "HELIX_RUNTIME="+filepath.Join(root, "usr", "lib", "hx", "runtime"))

	for _, language := range []string{"hcl", "sql"} {
		health := exec.Command(helix[0], append(helix[1:], "--health", language)...)
		health.Env = env
		out, err := health.CombinedOutput()
		if err != nil || !strings.Contains(string(out), program.Build(t)+"\x1b") {
			t.Errorf("hx --health %s: %v\n%s", language, err, out)
		}
	}

	dir := program.Project(t, "hcl-sql")
	name := filepath.Join(dir, "subscriptions.pg.hcl")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte("table.billing.plans"), []byte("table.billing.plan"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	quoted := make([]string, 0, len(helix)+1)
	for _, word := range append(helix, "subscriptions.pg.hcl:23:24") {
		quoted = append(quoted, "'"+strings.ReplaceAll(word, "'", `'\''`)+"'")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "script", "--quiet", "--return", "--flush", "--command", "stty rows 40 cols 160; "+strings.Join(quoted, " "), os.DevNull)
	cmd.Dir, cmd.Env = dir, env
	keys, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	screen, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// The status line shows a bullet with the number of errors that a server tells of.
	const bullet = "●"
	// So the line below does after the command, with the page's place.
	const page = "/schemascope-erd-"
	seen, told := false, false
	var shown bytes.Buffer
	buffer := make([]byte, 1<<16)
	for {
		n, err := screen.Read(buffer)
		shown.Write(buffer[:n])
		if !seen && strings.Contains(shown.String(), bullet) {
			seen = true
			if _, err := io.WriteString(keys, ":lsp-workspace-command schemascope.viewERD\r"); err != nil {
				t.Fatal(err)
			}
		}
		if !told && strings.Contains(shown.String(), page) {
			told = true
			if _, err := io.WriteString(keys, ":q!\r"); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil || !seen {
		t.Errorf("Helix shows no diagnostic: %v\n%q", err, shown.String())
	}
	if !told {
		t.Error("Helix does not say where the diagram is")
	}
}

// Zed is in no package: its extension is compiled, where Rust for WebAssembly is at hand.
func TestZed(t *testing.T) {
	var settings struct {
		LSP map[string]struct {
			Options map[string]any `json:"initialization_options"`
		}
	}
	if err := json.Unmarshal([]byte(configuration(t, "Zed", "json")), &settings); err != nil {
		t.Fatal(err)
	}
	extension := filepath.Join(program.Root(), "editors", "zed")
	manifest, err := os.ReadFile(filepath.Join(extension, "extension.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, server := range settings.LSP {
		if !strings.Contains(string(manifest), "[language_servers."+name+"]") || server.Options["trusted"] != false {
			t.Errorf("the settings of %q, %v, are of no server of the extension", name, server)
		}
	}
	const target = "wasm32-wasip2"
	if installed, err := exec.Command("rustup", "target", "list", "--installed").Output(); err != nil || !strings.Contains(string(installed), target) {
		t.Skipf("rustup has not installed %s", target)
	}
	cmd := exec.Command("cargo", "build", "--locked", "--quiet", "--target", target)
	cmd.Dir = extension
	cmd.Env = append(os.Environ(), "CARGO_TARGET_DIR="+t.TempDir())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
