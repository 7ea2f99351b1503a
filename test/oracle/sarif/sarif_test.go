// Package sarif holds what "schemascope check --format sarif" writes to SARIF's own
// schema, and reads it as another program does.
package sarif

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/schemascope/schemascope/cmd"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/schema/codes"
	"github.com/xeipuuv/gojsonschema"
)

// official is SARIF's schema, which go-sarif has as a constant that it keeps to
// itself; it only validates what it has read and written anew.
var official = sync.OnceValues(func() (*gojsonschema.Schema, error) {
	list := exec.Command("go", "list", "-mod=mod", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3")
	list.Dir = filepath.Join(root, "test", "oracle") // tests change theirs
	dir, err := list.Output()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(strings.TrimSpace(string(dir)), "pkg", "report", "v210", "sarif", "schema.go")
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var text string
	ast.Inspect(source, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, err = strconv.Unquote(literal.Value)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return gojsonschema.NewSchema(gojsonschema.NewStringLoader(text))
})

// check writes a log of files and reads it.
func check(t *testing.T, files map[string]string) *sarif.Run {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("GITHUB_WORKSPACE", "")
	var out, complaint bytes.Buffer
	if code := cmd.Main([]string{"check", "--no-exec", "--format", "sarif"}, cmd.Streams{Out: &out, Err: &complaint}); code > 1 {
		t.Fatalf("exit %d: %s", code, complaint.String())
	}
	report, err := sarif.FromBytes(out.Bytes())
	if err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	schema, err := official()
	if err != nil {
		t.Fatal(err)
	}
	result, err := schema.Validate(gojsonschema.NewBytesLoader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range result.Errors() {
		t.Errorf("the log is not valid: %s", e)
	}
	if len(report.Runs) != 1 {
		t.Fatalf("there are %d runs", len(report.Runs))
	}
	return report.Runs[0]
}

// TestRules checks the log of each fault that the diagnostics' pages show.
func TestRules(t *testing.T) {
	for _, e := range codes.All() {
		t.Run(string(e.Code), func(t *testing.T) {
			switch {
			case len(e.Examples) == 0:
				t.Skip("the page has no example")
			case e.Code == schema.CodeEncoding || e.Code == schema.CodeProgramFailed:
				t.Skip("needs a NUL byte, or a program that runs")
			}
			files := map[string]string{}
			for _, f := range e.Examples[0].Faulty {
				files[f.Name] = strings.NewReplacer("«", "", "»", "").Replace(string(f.Data))
			}
			run := check(t, files)
			rules := run.Tool.Driver.Rules
			for _, r := range run.Results {
				if *rules[r.RuleIndex].ID != *r.RuleID {
					t.Errorf("result of rule %s names the rule at %d, %s", *r.RuleID, r.RuleIndex, *rules[r.RuleIndex].ID)
				}
			}
			at := slices.IndexFunc(rules, func(r *sarif.ReportingDescriptor) bool { return *r.ID == string(e.Code) })
			if e.Severity == schema.Hint && at < 0 {
				return
			}
			if at < 0 {
				t.Fatal("there is no such rule")
			}
			page := "docs/diagnostics/" + string(e.Code) + ".md"
			if _, err := os.Stat(filepath.Join(root, page)); err != nil || !strings.HasSuffix(*rules[at].HelpURI, "/"+page) {
				t.Errorf("help at %s: %v", *rules[at].HelpURI, err)
			}
		})
	}
}

// root is the repository's directory.
var root = func() string {
	dir, err := filepath.Abs("../../..")
	if err != nil {
		panic(err)
	}
	return dir
}()

// TestRegion marks a name behind characters of several bytes and of two UTF-16 units.
func TestRegion(t *testing.T) {
	const text = "CREATE TABLE users (id int PRIMARY KEY);\n/* Grüße 😀 */ CREATE TABLE posts (user_id int REFERENCES usres);\n"
	run := check(t, map[string]string{"a b/schema.sql": text, "atlas.hcl": "env \"e\" {\n  src = \"file://a b/schema.sql\"\n}\n"})
	if run.ColumnKind == nil || *run.ColumnKind != "unicodeCodePoints" {
		t.Error("columns are not said to be characters")
	}
	if len(run.Results) != 1 {
		t.Fatalf("there are %d results", len(run.Results))
	}
	where := run.Results[0].Locations[0].PhysicalLocation
	if uri := *where.ArtifactLocation.URI; uri != "a%20b/schema.sql" {
		t.Errorf("in %s", uri)
	}
	line := []rune(strings.Split(text, "\n")[*where.Region.StartLine-1])
	if marked := string(line[*where.Region.StartColumn-1 : *where.Region.EndColumn-1]); marked != "usres" {
		t.Errorf("marked: %q", marked)
	}
}
