//go:build unix

package vscode

import (
	"encoding/json"
	"maps"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/schemascope/schemascope/test/internal/program"
)

// packOther makes the package of an extension that stands in for one of others. It
// contributes languages, and does nothing.
func packOther(t *testing.T, publisher, name string, languages ...map[string]any) string {
	t.Helper()
	dir := t.TempDir()
	manifest, err := json.Marshal(map[string]any{
		"name": name, "publisher": publisher, "displayName": publisher + " " + name, "version": "1.0.0",
		"engines":     map[string]string{"vscode": "^1.91.0"},
		"contributes": map[string]any{"languages": languages},
	})
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "package.json", string(manifest), 0o644)
	write(t, dir, "README.md", "Stands in for an extension.\n", 0o644)
	write(t, dir, "LICENSE", "None.\n", 0o644)
	file := filepath.Join(dir, name+".vsix")
	vsce := filepath.Join(program.Root(), "editors", "vscode", "node_modules", ".bin", "vsce")
	cmd := exec.Command(vsce, "package", "--no-dependencies", "--allow-missing-repository", "-o", file)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("packing %s: %v\n%s", name, err, out)
	}
	return file
}

func language(id, alias string, more map[string]any) map[string]any {
	l := map[string]any{"id": id, "aliases": []string{alias}}
	maps.Copy(l, more)
	return l
}

// TestNeighbours has Atlas's own extension beside ours, and HashiCorp's for HCL.
func TestNeighbours(t *testing.T) {
	dir := project(t)
	v := newVSCode(t, provider(t, dir))
	v.install(t, packOther(t, "Ariga", "atlas-hcl",
		language("atlas-config", "Atlas Config File", map[string]any{"filenames": []string{"atlas.hcl"}}),
		language("atlas-schema-postgresql", "Atlas PostgreSQL", map[string]any{"extensions": []string{".pg.hcl"}}),
	))
	v.install(t, packOther(t, "hashicorp", "hcl", language("hcl", "HCL", map[string]any{"extensions": []string{".hcl"}})))
	v.start(t, "--disable-workspace-trust")
	v.play(t, "neighbours", dir)
}

// terraform writes files of Terraform and of what is used beside it.
func terraform(t *testing.T, dir string) {
	t.Helper()
	for name, text := range map[string]string{
		"main.tf":             "resource \"random_id\" \"a\" {\n}\n",
		".terraform.lock.hcl": "provider \"registry.terraform.io/hashicorp/random\" {\n  version = \"3.6.0\"\n}\n",
		"terragrunt.hcl":      "terraform {\n  source = \"./modules\"\n}\n",
		"image.pkr.hcl":       "variable \"region\" {\n  type = string\n}\nbuild {\n}\n",
		"web.nomad.hcl":       "job \"web\" {\n  group \"web\" {\n    service {\n      check {\n      }\n    }\n  }\n}\n",
	} {
		write(t, dir, name, text, 0o644)
	}
}

// TestPlain opens folders whose HCL files have no names that tell whose they are,
// without an extension for HCL and with one.
func TestPlain(t *testing.T) {
	for _, beside := range []string{"alone", "besideHCL"} {
		t.Run(beside, func(t *testing.T) {
			infra, tables := filepath.Join(t.TempDir(), "infra"), filepath.Join(t.TempDir(), "plain")
			terraform(t, infra)
			write(t, tables, "tables/main.hcl", "schema \"main\" {\n}\n", 0o644)
			write(t, tables, "tables/users.hcl", "table \"users\" {\n  schema = schema.main\n  column \"id\" {\n    type = int\n  }\n  primary_key {\n    columns = [column.idd]\n  }\n}\n", 0o644)
			v := newVSCode(t, nil)
			if beside == "besideHCL" {
				v.install(t, packOther(t, "hashicorp", "hcl", language("hcl", "HCL", map[string]any{"extensions": []string{".hcl"}})))
			}
			v.start(t, "--disable-workspace-trust")
			v.play(t, "terraform", infra)
			v.play(t, "plain", tables)
		})
	}
}
