package inspect_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs from the golden file (run with -update to accept):\n%s", name, got)
	}
}

func TestJSON(t *testing.T) {
	for name, realm := range realms() {
		t.Run(name, func(t *testing.T) {
			got, err := inspect.JSON(realm)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".json", got)
		})
	}
}

func TestJSONOfNothing(t *testing.T) {
	got, err := inspect.JSON(schema.Fold(schema.Postgres, nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"schemas\": []\n}\n"; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
