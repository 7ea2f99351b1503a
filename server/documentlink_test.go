package server

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestDocumentLinks(t *testing.T) {
	files := map[string]string{
		"atlas.hcl": `variable "part" {
  type    = string
  default = "one"
}
data "hcl_schema" "one" {
  path = "schemas/one.pg.hcl"
}
data "hcl_schema" "all" {
  paths = fileset("schemas/*.hcl")
}
data "template_dir" "made" {
  path = "é/templates"
}
data "composite_schema" "app" {
  schema "one" {
    url = "file://schemas/${var.part}.pg.hcl"
  }
  schema "two" {
    url = "file://a%20b.sql"
  }
  schema "three" {
    url = "ent://ent/schema"
  }
}
env "local" {
  src = ["file://schemas", "file://gone.sql", data.hcl_schema.one.url, data.hcl_schema.all.url]
  dev = "docker://postgres/16/dev"
  migration {
    dir = "file://migrations?format=flyway"
  }
  schema {
    src = "file://main.sql"
  }
}
env "composed" {
  src = data.composite_schema.app.url
  url = "sqlite://${file("url.txt")}"
}
`,
		"schemas/one.pg.hcl":     "schema \"public\" {\n}\n",
		"é/templates/1.sql":      "",
		"a b.sql":                "CREATE TABLE a (id int);\n",
		"migrations/V1__one.sql": "",
		"main.sql":               "-- atlas:import a b.sql\n-- atlas:import schemas\n-- atlas:import gone.sql\n\nSELECT 'file://a%20b.sql';\n",
		"url.txt":                "a.db",
	}
	for _, encoding := range []string{"utf-8", "utf-16"} {
		e := newEditor(t, projectDir(t, files), editorOptions{encodings: []string{encoding}})
		e.open("atlas.hcl", "atlas-config", files["atlas.hcl"])
		e.open("main.sql", "sql", files["main.sql"])
		check := func(file string, want ...string) {
			t.Helper()
			var links []struct {
				Range  lspRange `json:"range"`
				Target string   `json:"target"`
			}
			e.decode(e.call("textDocument/documentLink", map[string]any{"textDocument": document(e.file(file))}), &links)
			text, err := e.text(e.file(file))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range links {
				start, end := e.span(e.file(file), l.Range)
				got = append(got, fmt.Sprintf("%s → %s", text[start:end], e.name(l.Target)))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: got\n%s\nwant\n%s", encoding, file, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		all := []string{
			"schemas/one.pg.hcl → schemas/one.pg.hcl", "é/templates → é/templates", "file://schemas/${var.part}.pg.hcl → schemas/one.pg.hcl",
			"file://a%20b.sql → a b.sql", "file://schemas → schemas", "file://migrations?format=flyway → migrations", "file://main.sql → main.sql", "url.txt → url.txt",
		}
		check("atlas.hcl", all...)
		check("main.sql", "a b.sql → a b.sql", "schemas → schemas")
		// What is renamed is followed, and what comes is found.
		e.edit("atlas.hcl", `default = "one"`, `default = "two"`, "file://main.sql", "file://main")
		check("atlas.hcl", all[0], all[1], all[3], all[4], all[5], all[7])
		if err := os.WriteFile(filepath.Join(e.dir, "schemas", "two.pg.hcl"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		e.watched("schemas/two.pg.hcl", 1)
		check("atlas.hcl", all[0], all[1], "file://schemas/${var.part}.pg.hcl → schemas/two.pg.hcl", all[3], all[4], all[5], all[7])
		e.end()
	}
}

// What a text names outside of the workspace is not even looked up without trust.
func TestDocumentLinksToTheOutside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.sql")
	if err := os.WriteFile(outside, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	main := "-- atlas:import " + filepath.ToSlash(outside) + "\n-- atlas:import part.sql\n"
	for _, trusted := range []bool{false, true} {
		e := newEditor(t, projectDir(t, map[string]string{"main.sql": main, "part.sql": ""}), editorOptions{trusted: trusted})
		e.open("main.sql", "sql", main)
		var links []struct{}
		e.decode(e.call("textDocument/documentLink", map[string]any{"textDocument": document(e.file("main.sql"))}), &links)
		if want := map[bool]int{false: 1, true: 2}[trusted]; len(links) != want {
			t.Errorf("trusted: %v: %d links, want %d", trusted, len(links), want)
		}
		e.end()
	}
}
