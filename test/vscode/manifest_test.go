//go:build unix

package vscode

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/test/internal/program"
)

// TestManifest holds what the extension says of itself to what its source and the
// engine do.
func TestManifest(t *testing.T) {
	dir := filepath.Join(program.Root(), "editors", "vscode")
	raw, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Contributes struct {
			Languages []struct {
				ID         string
				Extensions []string
				Filenames  []string
			}
			Grammars      []struct{ Language string }
			Commands      []struct{ Command string }
			Configuration struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}
	says := manifest.Contributes

	var source strings.Builder
	files, err := filepath.Glob(filepath.Join(dir, "src", "*.ts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, c := range says.Commands {
		if !strings.Contains(source.String(), "registerCommand('"+c.Command+"'") {
			t.Errorf("the command %s does nothing", c.Command)
		}
	}
	for name := range says.Configuration.Properties {
		if key := strings.TrimPrefix(name, "schemascope."); key != "trace.server" && !strings.Contains(source.String(), "('"+key+"'") {
			t.Errorf("the setting %s is not read", name)
		}
	}

	// The words that make HCL worth to start the server for.
	words := regexp.MustCompile(`const blocks =\n((?:\s+'[a-z_ ]+'(?: \+)?\n?)+);`).FindStringSubmatch(source.String())
	if words == nil {
		t.Fatal("the source names no blocks")
	}
	got := strings.Fields(regexp.MustCompile(`[^a-z_]+`).ReplaceAllString(strings.ReplaceAll(words[1], "' +", ""), " "))
	if want := ownBlocks(); !slices.Equal(got, want) {
		t.Errorf("the source looks for the blocks %v, Atlas's are %v", got, want)
	}

	coloured := map[string]bool{}
	for _, g := range says.Grammars {
		coloured[g.Language] = true
	}
	for _, l := range says.Languages {
		if !coloured[l.ID] {
			t.Errorf("the language %s has no colours", l.ID)
		}
		var names []string
		for _, ending := range l.Extensions {
			names = append(names, "x"+ending)
		}
		for _, name := range append(names, l.Filenames...) {
			kind, dialect := hcl.Classify(name, "")
			want := map[hcl.FileKind]string{
				hcl.KindProject: "atlas-config", hcl.KindSchema: "atlas-schema-" + string(dialect),
				hcl.KindTest: "atlas-test", hcl.KindPlan: "atlas-plan", hcl.KindRule: "atlas-rule",
			}[kind]
			if l.ID != want || !hcl.Recognized(name, "") {
				t.Errorf("%s has the language %s, but is %s to the engine", name, l.ID, want)
			}
		}
	}
}

// ownBlocks are the blocks at the top of a file by which the engine knows it as
// Atlas's, sorted.
func ownBlocks() []string {
	own := map[string]bool{}
	for _, kind := range []hcl.FileKind{hcl.KindSchema, hcl.KindProject, hcl.KindTest, hcl.KindPlan, hcl.KindRule} {
		// Of no dialect in particular, those of all.
		for _, block := range hcl.FileShape(hcl.State{Kind: kind}).Blocks() {
			if hcl.Recognized("x.hcl", block+" \"a\" {\n}\n") {
				own[block] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(own))
}
