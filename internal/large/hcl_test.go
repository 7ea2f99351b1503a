package large

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/workspace"
)

// TestHCL reads a small one of the large schemas: nothing is wrong with it.
func TestHCL(t *testing.T) {
	name := filepath.Join(t.TempDir(), "schema.pg.hcl")
	if err := os.WriteFile(name, []byte(HCL(120)), 0o600); err != nil {
		t.Fatal(err)
	}
	target, err := workspace.NewTarget(name)
	if err != nil {
		t.Fatal(err)
	}
	s := workspace.New(workspace.Options{Targets: []workspace.Target{target}}).Snapshot()
	for _, list := range analysis.Diagnostics(s) {
		for _, d := range list {
			t.Error(d.Message)
		}
	}
	realm := s.Environments()[0].Realm()
	if in := realm.Schemas[0]; len(in.Tables) != 120 || len(in.Enums) != 12 {
		t.Errorf("there are %d tables and %d enums", len(in.Tables), len(in.Enums))
	}
}

// TestSize holds the two languages' files to one size and shape.
func TestSize(t *testing.T) {
	schema, terraform := HCL(1000), Terraform(1000)
	_, diags := hclsyntax.ParseConfig([]byte(terraform), "main.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	lines := strings.Count(schema, "\n")
	if lines < 66_000 || lines > 68_000 || len(schema) < 1_100_000 || len(schema) > 1_200_000 {
		t.Errorf("the schema has %d lines and %d bytes", lines, len(schema))
	}
	for what, sizes := range map[string][2]int{
		"lines":  {lines, strings.Count(terraform, "\n")},
		"bytes":  {len(schema), len(terraform)},
		"blocks": {strings.Count(schema, "{\n"), strings.Count(terraform, "{\n")},
		"values": {strings.Count(schema, " = "), strings.Count(terraform, " = ")},
	} {
		if ratio := float64(sizes[0]) / float64(sizes[1]); math.Abs(ratio-1) > 0.03 {
			t.Errorf("%s: %d in the schema, %d in Terraform", what, sizes[0], sizes[1])
		}
	}
}
