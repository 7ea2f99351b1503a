package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

func median(samples []float64) float64 {
	s := slices.Sorted(slices.Values(samples))
	if len(s)%2 == 1 {
		return s[len(s)/2]
	}
	return (s[len(s)/2-1] + s[len(s)/2]) / 2
}

// print shows the medians of all servers, and how many times ours the others'
// are.
func print(all []*contender) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	defer w.Flush()
	fmt.Fprint(w, "median\t")
	for i, c := range all {
		fmt.Fprintf(w, "%s\t", c.name)
		if i > 0 {
			fmt.Fprint(w, "ours is\t")
		}
	}
	fmt.Fprintln(w)
	for _, f := range figures {
		ours := all[0].samples[f]
		fmt.Fprintf(w, "%s (n = %d)\t", f.name, len(ours))
		for i, c := range all {
			if len(c.samples[f]) == 0 {
				fmt.Fprint(w, "–\t")
				if i > 0 {
					fmt.Fprint(w, "\t")
				}
				continue
			}
			m := median(c.samples[f])
			fmt.Fprintf(w, "%.1f %s\t", m, f.unit)
			if i > 0 && len(ours) > 0 {
				fmt.Fprintf(w, "%.2g ×\t", median(ours)/m)
			}
		}
		fmt.Fprintln(w)
	}
}

// drawings measures the command that draws diagrams, as a whole process.
func drawings(ctx context.Context, o options, schema string) error {
	bin, err := filepath.Abs(o.bin)
	if err != nil {
		return err
	}
	venv, err := filepath.Abs(filepath.Join(o.venv, "bin"))
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	defer w.Flush()
	fmt.Fprint(w, "\nschemascope erd, whole process\tmedian of 5\tsize\t\n")
	for _, drawing := range []struct{ name, path string }{
		{"gitlab", schema},
		{"the example project", filepath.Join("testdata", "projects", "composite")},
	} {
		for _, format := range []string{"svg", "html", "mermaid"} {
			var samples []float64
			size := 0
			for range 5 {
				cmd := exec.CommandContext(ctx, bin, "erd", "--format", format, drawing.path)
				cmd.Env = append(os.Environ(), "PATH="+venv+string(filepath.ListSeparator)+os.Getenv("PATH"))
				var stderr bytes.Buffer
				cmd.Stderr = &stderr
				began := time.Now()
				out, err := cmd.Output()
				if err != nil {
					return fmt.Errorf("schemascope erd %s: %w\n%s", drawing.path, err, stderr.String())
				}
				samples = append(samples, float64(time.Since(began))/float64(time.Millisecond))
				size = len(out)
			}
			fmt.Fprintf(w, "%s, %s\t%.0f ms\t%d kB\t\n", drawing.name, format, median(samples), size/1000)
		}
	}
	return nil
}
