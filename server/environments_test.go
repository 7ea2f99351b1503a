package server

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/uri"
)

// askedFor decodes the answer to a request.
func askedFor[R any](e *editor, method string, params any) (result R) {
	e.t.Helper()
	e.decode(e.call(method, params), &result)
	return result
}

func TestEnvironments(t *testing.T) {
	dir := projectDir(t, twoParts)
	for _, test := range []struct {
		chosen, document string
		want             []string
	}{
		{"", "", []string{"local loaded", "small loaded"}},
		{"", "shop.sql", []string{"local loaded holds", "small loaded"}},
		{"", "atlas.hcl", []string{"local loaded holds", "small loaded holds"}},
		{"small", "shop.sql", []string{"small loaded", "local"}},
	} {
		e := newEditor(t, dir, editorOptions{env: test.chosen})
		params := map[string]any{}
		if test.document != "" {
			params["textDocument"] = document(e.file(test.document))
		}
		var got []string
		for _, env := range askedFor[environmentsResult](e, methodEnvironments, params).Environments {
			said := env.Name
			if env.Loaded {
				said += " loaded"
			}
			if env.Holds {
				said += " holds"
			}
			got = append(got, said)
			if env.Root != uri.File(dir) || env.Dialect != "postgresql" || !strings.HasSuffix(env.Title, " · "+env.Name) {
				t.Errorf("%s has the root %s, the dialect %q and the title %q", env.Name, env.Root, env.Dialect, env.Title)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("with the env %q, of %q: %q, want %q", test.chosen, test.document, got, test.want)
		}
		e.end()
	}
}

func TestEnvironmentsWithoutProject(t *testing.T) {
	e := newEditor(t, t.TempDir(), editorOptions{})
	if got := askedFor[json.RawMessage](e, methodEnvironments, nil); string(got) != `{"environments":[]}` {
		t.Errorf("nothing is %s", got)
	}
	e.open("a.lt.hcl", "plaintext", "table \"t\" {\n}\n")
	got := askedFor[environmentsResult](e, methodEnvironments, map[string]any{"textDocument": document(e.file("a.lt.hcl"))}).Environments
	if len(got) != 1 || got[0].Name != "" || got[0].Title != "a.lt.hcl" || got[0].Dialect != "sqlite" || !got[0].Holds {
		t.Errorf("an open document: %+v", got)
	}
	e.end()
}

func TestLanguage(t *testing.T) {
	files := map[string]string{
		"plain.hcl":      "variable \"x\" {\n}\n",
		"tables.hcl":     "table \"t\" {\n}\n",
		"terragrunt.hcl": "terraform {\n}\n",
		"inputs.hcl":     "inputs = {\n}\n",
		"tests.hcl":      "test \"schema\" \"x\" {\n}\n",
		"a.my.hcl":       "",
		"read.me":        "",
	}
	maps.Copy(files, twoParts)
	files["atlas.hcl"] += "\nenv \"plain\" {\n  src = \"file://plain.hcl\"\n  dev = \"sqlite://dev?mode=memory\"\n}\n"
	e := newEditor(t, projectDir(t, files), editorOptions{})
	for name, want := range map[string]string{
		"plain.hcl":      "atlas-schema-sqlite", // as its project says
		"tables.hcl":     "atlas-schema",
		"terragrunt.hcl": "",
		"inputs.hcl":     "",
		"tests.hcl":      "atlas-test",
		"a.my.hcl":       "atlas-schema-mysql",
		"auth.pg.hcl":    "atlas-schema-postgresql",
		"atlas.hcl":      "atlas-config",
		"shop.sql":       "sql",
		"read.me":        "",
	} {
		if got := askedFor[languageResult](e, methodLanguage, map[string]any{"textDocument": document(e.file(name))}).Language; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	e.end()
}

// TestForeignHCL opens a file of another program, in which nothing is ours.
func TestForeignHCL(t *testing.T) {
	e := newEditor(t, t.TempDir(), editorOptions{pull: true})
	e.open("job.nomad.hcl", "hcl", "job \"docs\" {\n  group \"g\" { task \"t\" { driver = \"docker\" } }\n}\n\n")
	report := askedFor[struct{ Items []diagnostic }](e, "textDocument/diagnostic", map[string]any{"textDocument": document(e.file("job.nomad.hcl"))})
	if len(report.Items) > 0 {
		t.Errorf("problems in it: %+v", report.Items)
	}
	completions := e.call("textDocument/completion", map[string]any{
		"textDocument": document(e.file("job.nomad.hcl")), "position": lspPosition{Line: 3},
	})
	if strings.Contains(string(completions.raw), `"label"`) {
		t.Errorf("offered in it: %s", completions.raw)
	}
	e.end()
}

func TestInspectRequest(t *testing.T) {
	e := newEditor(t, projectDir(t, twoParts), editorOptions{})
	for format, want := range map[string]string{"": "CREATE TABLE", "sql": "CREATE TABLE", "hcl": `table "only_here" {`, "json": `"only_here"`} {
		r := askedFor[inspectResult](e, methodInspect, map[string]any{"textDocument": document(e.file("small.sql")), "format": format})
		if !strings.Contains(r.Text, want) || strings.Contains(r.Text, "orders") || r.Env != "small" || !strings.HasSuffix(r.Title, "small") {
			t.Errorf("as %q: %+v", format, r)
		}
	}
	if r := askedFor[inspectResult](e, methodInspect, map[string]any{"env": "local"}); !strings.Contains(r.Text, "orders") {
		t.Errorf("of the env local: %s", r.Text)
	}
	m := e.call(methodInspect, map[string]any{"format": "yaml"})
	wantError(t, m, string(m.ID), codeRequestFailed)
	e.end()
}
