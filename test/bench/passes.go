package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// passes measures Atlas's own evaluator on the document: it reads all of it, as
// it must after every change.
func passes(ctx context.Context, o options, doc *document) error {
	pass, err := filepath.Abs(filepath.Join(o.tools, "atlas-pass"))
	if err != nil {
		return err
	}
	if _, err := os.Stat(pass); errors.Is(err, fs.ErrNotExist) {
		fmt.Println("Atlas's evaluator is not built (\"make bench\" does it): nothing to compare with.")
		return nil
	}
	dir, err := os.MkdirTemp("", "schemascope-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, doc.name)
	if err := os.WriteFile(file, []byte(doc.text), 0o600); err != nil {
		return err
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, pass, file, strconv.Itoa(2*o.rounds))
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", pass, err, stderr.String())
	}
	var samples []float64
	for _, field := range strings.Fields(string(out)) {
		ms, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return err
		}
		samples = append(samples, ms)
	}
	fmt.Printf("\nAtlas's evaluator, a full pass over %s (n = %d): median %.1f ms\n", doc.name, len(samples), median(samples))
	return nil
}
