// Package neovim drives real Neovims, without a screen, through a session with
// the server: session.lua plays it, and the test judges what it saw.
package neovim

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/test/internal/debian"
	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// session is what session.lua writes.
type session struct {
	Error       string
	Diagnostics []diagnostic
	Messages    []string

	Root       string
	Mistake    []diagnostic
	Completion []string
	IntoSQL    place `json:"into_sql"`
	IntoHCL    place `json:"into_hcl"`
	Hover      string
	References []string
	Renamed    []string
	Problems   int `json:"problems_after_rename"`
	Formatted  string
	ERD        struct {
		SVG, Title, Env string
		Tables          []struct {
			ID, Schema, Name string
			Location         struct{ URI string }
		}
		Revision float64
	}
	Page   struct{ URI, HTML string }
	Opened string
	Names  []string

	Text      string
	TextAgain string `json:"text_again"`
	Windows   int

	Version string
	Servers int
	Trust   map[string]bool
	Health  []string
	Help    struct {
		File, Line string
		Dead, Long []string
	}
}

type place struct{ File, Line string }

type diagnostic struct {
	Line, Severity int
	Message        string
}

// neovim is one to test with.
type neovim struct {
	command []string
	env     []string
}

// neovims are those to test with: the machine's, or the one that the variable
// SCHEMASCOPE_NVIM names, and those of newer releases of Debian. Each of them
// starts a server in another way.
var neovims = map[string]func(t *testing.T) neovim{
	"system": func(t *testing.T) neovim {
		nvim := os.Getenv("SCHEMASCOPE_NVIM")
		if nvim == "" {
			var err error
			if nvim, err = exec.LookPath("nvim"); err != nil {
				t.Skip("Neovim is not installed (apt-get install neovim; \"make test\" does it where it can)")
			}
		}
		return neovim{command: []string{nvim}}
	},
	"trixie": func(t *testing.T) neovim { return released(t, "trixie") },
	"sid":    func(t *testing.T) neovim { return released(t, "sid") },
}

func released(t *testing.T, release string) neovim {
	root := debian.Root(t, release)
	return neovim{
		command: append(debian.Command(t, root, "nvim"), "--cmd", "set runtimepath+="+filepath.Join(root, "usr", "lib", "nvim")),
		env:     []string{"VIMRUNTIME=" + filepath.Join(root, "usr", "share", "nvim", "runtime")},
	}
}

// play runs a script in a copy of the project.
func (n neovim) play(t *testing.T, script string) (s session, dir string) {
	t.Helper()
	dir = program.Project(t, "hcl-sql")
	home := t.TempDir()
	plugin := filepath.Join(home, "plugin")
	if err := os.CopyFS(plugin, os.DirFS(filepath.Join(program.Root(), "editors", "neovim"))); err != nil {
		t.Fatal(err)
	}
	result := filepath.Join(home, "result.json")
	script, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, n.command[0], append(n.command[1:], "--clean", "--headless", "-c", "autocmd VimEnter * ++once ++nested luafile "+script)...)
	cmd.Dir = dir
	schemascope := program.Build(t)
	cmd.Env = append(os.Environ(),
		"SCHEMASCOPE="+schemascope,
		"PATH="+filepath.Dir(schemascope)+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"SCHEMASCOPE_PLUGIN="+plugin,
		"SCHEMASCOPE_RESULT="+result,
		"XDG_CACHE_HOME="+home, "XDG_STATE_HOME="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home,
	)
	cmd.Env = append(cmd.Env, n.env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("nvim: %v\n%s", err, out)
	}
	raw, err := os.ReadFile(result)
	if err != nil {
		t.Fatalf("nvim left no result: %v\n%s", err, out)
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	if s.Error != "" {
		log, _ := os.ReadFile(filepath.Join(home, "nvim", "lsp.log"))
		t.Fatalf("%s\ndiagnostics: %+v\nmessages: %q\nnvim: %s\nserver:\n%s", s.Error, s.Diagnostics, s.Messages, out, log)
	}
	return s, dir
}

func TestNeovim(t *testing.T) {
	for name, find := range neovims {
		t.Run(name, func(t *testing.T) {
			n := find(t)
			s, dir := n.play(t, "session.lua")
			t.Logf("Neovim %s", s.Version)
			for _, message := range s.Messages {
				t.Errorf("Neovim said: %s", message)
			}
			t.Run("language", func(t *testing.T) { language(t, s, dir) })
			t.Run("names", func(t *testing.T) { names(t, s) })
			t.Run("diagram", func(t *testing.T) { diagram(t, s, dir) })
			t.Run("plugin", func(t *testing.T) { plugin(t, s, dir) })
			t.Run("enable", func(t *testing.T) { enable(t, n, s.Version) })
		})
	}
}

// enable starts the server as Neovim 0.11 or newer does without the plugin.
func enable(t *testing.T, n neovim, version string) {
	if slices.ContainsFunc([]string{"0.7.", "0.8.", "0.9.", "0.10."}, func(old string) bool { return strings.HasPrefix(version, old) }) {
		t.Skipf("Neovim %s has no vim.lsp.enable", version)
	}
	if s, dir := n.play(t, "enable.lua"); s.Root != dir {
		t.Errorf("the client's root is %s, want %s", s.Root, dir)
	}
}

// plugin judges what only this plugin has.
func plugin(t *testing.T, s session, dir string) {
	if s.Servers != 1 {
		t.Errorf("%d servers run for one project", s.Servers)
	}
	if want := map[string]bool{"all": true, "here": true, "elsewhere": false, "none": false}; !maps.Equal(s.Trust, want) {
		t.Errorf("trusted: %v, want %v", s.Trust, want)
	}
	health := strings.Join(s.Health, "\n")
	for _, want := range []string{"Neovim " + s.Version, "schemascope ", "hcl, sql", "runs for " + dir + " (its atlas.hcl)", "Mermaid in a split"} {
		if !strings.Contains(health, want) {
			t.Errorf("the health check does not say %q:\n%s", want, health)
		}
	}
	for _, bad := range []string{"ERROR", "WARNING"} {
		if strings.Contains(health, bad) {
			t.Errorf("the health check finds fault:\n%s", health)
		}
	}
	if s.Help.File != "schemascope.txt" || !strings.Contains(s.Help.Line, "*:SchemascopeERD*") {
		t.Errorf(":help :SchemascopeERD led to %q in %s", s.Help.Line, s.Help.File)
	}
	if len(s.Help.Dead) > 0 {
		t.Errorf("links of the help that lead nowhere: %q", s.Help.Dead)
	}
	if len(s.Help.Long) > 0 {
		t.Errorf("lines of the help that are too wide: %q", s.Help.Long)
	}
}

func language(t *testing.T, s session, dir string) {
	if s.Root != dir {
		t.Errorf("the client's root is %s, want that of atlas.hcl, %s", s.Root, dir)
	}
	if len(s.Mistake) != 1 || s.Mistake[0].Severity != 1 || s.Mistake[0].Line != 23 || !strings.Contains(s.Mistake[0].Message, "plan") {
		t.Errorf("diagnostics of a wrong table name: %+v, want one error on line 23", s.Mistake)
	}
	for _, column := range []string{"user_id", "plan_id"} {
		if !slices.Contains(s.Completion, column) {
			t.Errorf("completion after \"column.\" offers %q, want %s among them", s.Completion, column)
		}
	}
	if want := (place{"billing.sql", "CREATE TABLE plans ("}); s.IntoSQL != want {
		t.Errorf("definition of an HCL reference led to %+v, want %+v", s.IntoSQL, want)
	}
	if want := (place{"users.pg.hcl", `table "users" {`}); s.IntoHCL != want {
		t.Errorf("definition of a SQL reference led to %+v, want %+v", s.IntoHCL, want)
	}
}

func names(t *testing.T, s session) {
	if !strings.Contains(s.Hover, "CREATE TABLE auth.users (") || !strings.Contains(s.Hover, "foreign key of") {
		t.Errorf("hovering over a table shows %q", s.Hover)
	}
	slices.Sort(s.References)
	if want := []string{"billing.sql:8", "subscriptions.pg.hcl:19"}; !slices.Equal(s.References, want) {
		t.Errorf("references to a table: %q, want %q", s.References, want)
	}
	slices.Sort(s.Renamed)
	want := []string{
		"billing.sql:8: user_id bigint NOT NULL REFERENCES auth.accounts (id),",
		"subscriptions.pg.hcl:19: ref_columns = [table.accounts.column.id]",
		`users.pg.hcl:4: table "accounts" {`,
	}
	if !slices.Equal(s.Renamed, want) {
		t.Errorf("a rename changes %q, want %q", s.Renamed, want)
	}
	if s.Problems > 0 {
		t.Errorf("%d problems after renames there and back", s.Problems)
	}
	if s.Formatted != "    type = bigint" {
		t.Errorf("formatted: %q", s.Formatted)
	}
}

func diagram(t *testing.T, s session, dir string) {
	var tables []string
	for _, table := range s.ERD.Tables {
		tables = append(tables, table.Schema+"."+table.Name)
		if !strings.Contains(s.ERD.SVG, `"`+table.ID+`"`) {
			t.Errorf("no element of the SVG has the id %q of table %s", table.ID, table.Name)
		}
		if !strings.HasPrefix(table.Location.URI, "file://"+dir+"/") {
			t.Errorf("table %s is said to be declared in %q", table.Name, table.Location.URI)
		}
	}
	slices.Sort(tables)
	// refunds is only in the editor's buffer.
	want := []string{"auth.subscriptions", "auth.users", "billing.invoices", "billing.plans", "billing.refunds"}
	if !slices.Equal(tables, want) {
		t.Errorf("the diagram's tables are %q, want %q", tables, want)
	}
	if !strings.HasPrefix(strings.TrimSpace(s.ERD.SVG), "<svg") && !strings.HasPrefix(strings.TrimSpace(s.ERD.SVG), "<?xml") {
		t.Errorf("no SVG: %.80s", s.ERD.SVG)
	}
	if s.ERD.Env != "local" || s.ERD.Title == "" || s.ERD.Revision == 0 {
		t.Errorf("env %q, title %q, revision %v", s.ERD.Env, s.ERD.Title, s.ERD.Revision)
	}

	if !strings.HasPrefix(s.Page.URI, "file:///") || !strings.Contains(s.Page.HTML, "<svg") || !strings.Contains(s.Page.HTML, "refunds") {
		t.Errorf("the command's page %s: %.200s", s.Page.URI, s.Page.HTML)
	}
	if !strings.HasPrefix(s.Opened, "file:///") {
		t.Errorf(":SchemascopeERD opened %q", s.Opened)
	}
	if want := []string{"invoices"}; !slices.Equal(s.Names, want) {
		t.Errorf(":SchemascopeERD offers %q, want %q", s.Names, want)
	}
	if !strings.HasPrefix(s.Text, "erDiagram\n") || !strings.Contains(s.Text, "refunds") || strings.Contains(s.Text, "subscriptions") {
		t.Errorf(":SchemascopeERD! of one table and its neighbours shows %s", s.Text)
	}
	if !strings.HasPrefix(s.TextAgain, "erDiagram\n") || !strings.Contains(s.TextAgain, "plans") || s.Windows != 2 {
		t.Errorf(":SchemascopeERD without a screen shows, in %d windows, %s", s.Windows, s.TextAgain)
	}
}
