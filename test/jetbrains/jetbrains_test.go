// Package jetbrains tests the template for LSP4IJ without an IDE: its files by what
// LSP4IJ documents ("User-defined language server template"), and the server by a
// client on the library that LSP4IJ speaks through, which Session.java is.
package jetbrains

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

func file(name string) string {
	return filepath.Join(program.Root(), "editors", "jetbrains", "schemascope", name)
}

// read decodes a file of the template, in which there must be nothing else than what
// into has.
func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(file(name))
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// template is template.json ("Template descriptor").
type template struct {
	ID, Name    string
	ProgramArgs struct{ Default, Windows string }
	Mappings    []struct {
		FileType   struct{ Patterns []string }
		LanguageID string
	} `json:"fileTypeMappings"`
}

// byMachine is a value for each operating system and, within, for each architecture,
// as Java names them.
type byMachine struct {
	Windows   string
	Unix, Mac map[string]string
}

// installer is installer.json ("Installer descriptor").
type installer struct {
	ID, Name             string
	ExecuteOnStartServer bool
	Check                struct {
		Exec struct {
			Name    string
			Command struct{ Windows, Default string }
			Timeout int
		}
	}
	Run struct {
		Download struct {
			Name   string
			GitHub struct {
				Owner, Repository string
				Prerelease        bool
				Asset             byMachine
			}
			Output struct {
				Dir  string
				File struct {
					Name       byMachine
					Executable bool
				}
			}
			OnSuccess struct {
				ConfigureServer struct {
					Name, Command string
					Update        bool
				}
			}
		}
	}
}

func TestTemplate(t *testing.T) {
	var l template
	read(t, "template.json", &l)
	if l.ID != "schemascope" || l.Name == "" || l.ProgramArgs.Default != "schemascope serve" || l.ProgramArgs.Windows != "schemascope.exe serve" {
		t.Errorf("template %+v", l)
	}
	var client struct {
		WorkspaceSymbol struct{ SupportsGotoClass bool }
	}
	read(t, "clientSettings.json", &client)
	var settings struct{}
	read(t, "settings.json", &settings) // the server has none

	// The options are those that the server reads.
	var schema struct {
		Schema               string `json:"$schema"`
		Title, Type          string
		AdditionalProperties bool
		Properties           map[string]struct {
			Type, Description string
			Default           any
		}
	}
	read(t, "settings.schema.json", &schema)
	if len(schema.Properties) > 0 {
		t.Errorf("settings.schema.json has properties: %v", schema.Properties)
	}
	read(t, "initializationOptions.schema.json", &schema)
	source, err := os.ReadFile(filepath.Join(program.Root(), "server", "initialize.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, options, _ := strings.Cut(string(source), "\ntype options struct {")
	options, _, _ = strings.Cut(options, "\n}")
	known := regexp.MustCompile("`json:\"([a-z]+)\"`").FindAllStringSubmatch(options, -1)
	if len(known) != len(schema.Properties) {
		t.Errorf("the server has %d options, the schema %d", len(known), len(schema.Properties))
	}
	for _, option := range known {
		if schema.Properties[option[1]].Description == "" {
			t.Errorf("initializationOptions.schema.json does not describe %s", option[1])
		}
	}
	var initial map[string]any
	read(t, "initializationOptions.json", &initial)
	for name := range initial {
		if _, ok := schema.Properties[name]; !ok {
			t.Errorf("initializationOptions.json has %s, which its schema has not", name)
		}
	}
	if trusted, ok := initial["trusted"].(bool); !ok || trusted {
		t.Errorf("by itself, trusted is %v", initial["trusted"])
	}
	if _, err := os.Stat(file("README.md")); err != nil {
		t.Error(err)
	}
}

// TestInstaller holds the names of archives to those that a release has.
func TestInstaller(t *testing.T) {
	var in installer
	read(t, "installer.json", &in)
	download := in.Run.Download
	if download.GitHub.Owner != "schemascope" || download.GitHub.Repository != "schemascope" || !download.Output.File.Executable {
		t.Errorf("download %+v", download)
	}
	if got := download.OnSuccess.ConfigureServer.Command; got != "${output.dir}/${output.file.name} serve" {
		t.Errorf("the server is started by %q", got)
	}
	compile, err := os.ReadFile(filepath.Join(program.Root(), "scripts", "compile.sh"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(archive, inside, suffix, program string) {
		platform := strings.TrimSuffix(strings.TrimPrefix(archive, "schemascope-"), suffix)
		if !strings.Contains(string(compile), "\n"+platform+") GOOS=") {
			t.Errorf("%s is of no platform that is compiled for", archive)
		}
		if inside != "schemascope-"+platform+"/bin/"+program {
			t.Errorf("%s does not hold %s", archive, inside)
		}
	}
	asset, name := download.GitHub.Asset, download.Output.File.Name
	check(asset.Windows, name.Windows, ".zip", "schemascope.exe")
	for _, of := range []struct{ asset, name map[string]string }{{asset.Unix, name.Unix}, {asset.Mac, name.Mac}} {
		if len(of.asset) != 2 || len(of.name) != 2 {
			t.Errorf("%v and %v are not for two machines", of.asset, of.name)
		}
		for machine, archive := range of.asset {
			check(archive, of.name[machine], ".tar.gz", "schemascope")
		}
	}
}

func TestSession(t *testing.T) {
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("Java is not installed (\"make test\" does it where it can)")
	}
	jars := filepath.Join(program.Root(), "build", "lsp4j")
	if _, err := os.Stat(filepath.Join(jars, "installed")); err != nil {
		t.Skip("Eclipse LSP4J is not in build/lsp4j (\"make programs\" installs it where Maven can)")
	}
	var l template
	read(t, "template.json", &l)
	options, err := os.ReadFile(file("initializationOptions.json"))
	if err != nil {
		t.Fatal(err)
	}
	session, err := filepath.Abs("Session.java")
	if err != nil {
		t.Fatal(err)
	}
	languageOf := func(name string) string {
		for _, m := range l.Mappings {
			for _, pattern := range m.FileType.Patterns {
				if ok, err := filepath.Match(pattern, name); err == nil && ok {
					return m.LanguageID
				}
			}
		}
		t.Fatalf("%s is mapped to no language", name)
		return ""
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	args := []string{"-cp", filepath.Join(jars, "*"), session, string(options), languageOf("a.pg.hcl"), languageOf("a.sql")}
	cmd := exec.CommandContext(ctx, java, append(args, strings.Fields(l.ProgramArgs.Default)...)...)
	cmd.Dir = program.Project(t, "hcl-sql")
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(program.Build(t))+string(filepath.ListSeparator)+os.Getenv("PATH"))
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaint.String())
	}
	var s struct {
		Mistake []struct {
			Line, Severity int
			Message        string
		}
		Completion []string
		Definition struct{ File, Line string }
		Renamed    []string
		ERD        struct {
			SVG, Env string
			Tables   []struct{ Schema, Name string }
		}
		Page struct {
			URI, HTML string
			External  bool
		}
		Exit     int
		Messages []string
	}
	if err := json.Unmarshal(out, &s); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if len(s.Mistake) != 1 || s.Mistake[0].Severity != 1 || s.Mistake[0].Line != 23 || !strings.Contains(s.Mistake[0].Message, "plan") {
		t.Errorf("diagnostics of a wrong table name: %+v, want one error on line 23", s.Mistake)
	}
	for _, column := range []string{"user_id", "plan_id"} {
		if !slices.Contains(s.Completion, column) {
			t.Errorf("completion after \"column.\" offers %q, want %s among them", s.Completion, column)
		}
	}
	if s.Definition.File != "billing.sql" || s.Definition.Line != "CREATE TABLE plans (" {
		t.Errorf("definition of an HCL reference led to %+v", s.Definition)
	}
	slices.Sort(s.Renamed)
	if want := []string{"billing.sql:8: accounts", "subscriptions.pg.hcl:19: accounts", `users.pg.hcl:4: "accounts"`}; !slices.Equal(s.Renamed, want) {
		t.Errorf("a rename changes %q, want %q", s.Renamed, want)
	}
	var tables []string
	for _, table := range s.ERD.Tables {
		tables = append(tables, table.Name)
	}
	slices.Sort(tables)
	if want := []string{"invoices", "plans", "refunds", "subscriptions", "users"}; !slices.Equal(tables, want) || s.ERD.Env != "local" || !strings.Contains(s.ERD.SVG, "<svg") {
		t.Errorf("the diagram of %s has the tables %q, want %q", s.ERD.Env, tables, want)
	}
	if !s.Page.External || !strings.HasPrefix(s.Page.URI, "file:///") || !strings.Contains(s.Page.HTML, "refunds") {
		t.Errorf("the page %s, external %v: %.200s", s.Page.URI, s.Page.External, s.Page.HTML)
	}
	if s.Exit != 0 || len(s.Messages) > 0 {
		t.Errorf("exit %d, messages %q", s.Exit, s.Messages)
	}
}
