package erd

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// program is the schemascope-dot of these sources.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "erd-test-")
	if err == nil {
		program = filepath.Join(dir, "schemascope-dot")
		var out []byte
		if out, err = exec.Command("go", "build", "-o", program, "./schemascope-dot").CombinedOutput(); err != nil {
			err = fmt.Errorf("%w: %s", err, out)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "building schemascope-dot:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func svg(t testing.TB, text string, o Options) []byte {
	t.Helper()
	o.LayoutProgram = program
	d, err := New(realm(text), o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := d.SVG(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

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
	if string(want) != string(got) {
		t.Errorf("%s differs; run the test with -update and look at the picture", path)
	}
}

func TestGoldenSVG(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		o    Options
	}{
		"shop.svg":       {shop, Options{Title: "Shop"}},
		"shop-dark.svg":  {shop, Options{Theme: "dark", Detail: Keys}},
		"shop-names.svg": {shop, Options{Theme: "light", Detail: Names}},
		"shop-focus.svg": {shop, Options{Theme: "light", Focus: "orders"}},
		"schemas.svg":    {twoSchemas, Options{Theme: "light"}},
		"cycle.svg":      {cycle, Options{Theme: "light"}},
		"empty.svg":      {"", Options{}},
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, svg(t, c.text, c.o)) })
	}
}
