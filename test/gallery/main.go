// Command gallery draws real schemas and makes a page of the pictures, to be looked
// at: what no test can tell is whether a diagram is good.
//
// It writes build/gallery/index.html and beside it, for each schema, the SVG at every
// detail and the page with search and zoom; PNGs, too, where rsvg-convert is there.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/schemascope/schemascope/internal/corpus"
)

var details = []string{"", "names", "keys", "full"}

func main() {
	bin := flag.String("bin", "bin/schemascope", "our `program`")
	out := flag.String("out", "build/gallery", "the `directory` to write to")
	only := flag.String("only", "", "draw only schemas whose path contains `text`")
	flag.Parse()
	if err := gallery(*bin, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func gallery(bin, out, only string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	schemas, err := schemas()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	page.WriteString("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>Diagrams of real schemas</title>\n" +
		"<style>body{font:14px sans-serif;margin:2em}figure{margin:0 0 3em}img{max-width:100%;max-height:80vh;border:1px solid #ccc}</style>\n<h1>Diagrams of real schemas</h1>\n")
	for _, s := range schemas {
		if !strings.Contains(s.path, only) {
			continue
		}
		if err := s.draw(bin, out, &page); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(out, "index.html"), page.Bytes(), 0o644)
}

type realSchema struct{ name, path string }

// schemas are those of the corpus, and the example project.
func schemas() ([]realSchema, error) {
	all := []realSchema{{"composite", filepath.Join("testdata", "projects", "composite")}}
	root := filepath.Join(corpus.Root(), "sql")
	dirs, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	for _, d := range dirs {
		files, err := filepath.Glob(filepath.Join(root, d.Name(), "*.sql"))
		if err != nil {
			return nil, err
		}
		numbered := func(f string) bool { return filepath.Base(f)[0] >= '0' && filepath.Base(f)[0] <= '9' }
		if slices.ContainsFunc(files, numbered) { // parts of one
			all = append(all, realSchema{d.Name(), filepath.Join(root, d.Name())})
			continue
		}
		for _, f := range files {
			name := d.Name()
			if len(files) > 1 {
				name += "-" + strings.TrimSuffix(filepath.Base(f), ".sql")
			}
			all = append(all, realSchema{name, f})
		}
	}
	return all, nil
}

var (
	size     = regexp.MustCompile(`<svg[^>]* width="([\d.]+)" height="([\d.]+)"`)
	elements = regexp.MustCompile(`<[a-z]`)
)

// draw draws a schema at each detail, and appends it to the page.
func (s realSchema) draw(bin, out string, page *bytes.Buffer) error {
	fmt.Fprintf(page, "<figure>\n<h2 id=\"%[1]s\">%[1]s</h2>\n", html.EscapeString(s.name))
	for _, detail := range details {
		called := detail
		if called == "" {
			called = "opens"
		}
		file := s.name + "-" + called + ".svg"
		began := time.Now()
		svg, err := run(bin, "erd", "--no-exec", "--theme", "light", "--detail", detail, s.path)
		if err != nil {
			return err
		}
		took := time.Since(began)
		if err := os.WriteFile(filepath.Join(out, file), svg, 0o644); err != nil {
			return err
		}
		if rsvg, err := exec.LookPath("rsvg-convert"); err == nil {
			if _, err := run(rsvg, "-w", "1600", "-h", "1600", "-a", filepath.Join(out, file), "-o", filepath.Join(out, strings.TrimSuffix(file, ".svg")+".png")); err != nil {
				return err
			}
		}
		shape := "?"
		if m := size.FindSubmatch(svg); m != nil {
			shape = fmt.Sprintf("%s × %s", m[1], m[2])
		}
		fmt.Printf("%-28s %-6s %16s %6d elements %7d kB %5d ms\n", s.name, called, shape, len(elements.FindAll(svg, -1)), len(svg)/1000, took.Milliseconds())
		if detail == "" {
			fmt.Fprintf(page, "<a href=\"%[1]s\"><img src=\"%[1]s\" alt=\"\"></a>\n<p>", html.EscapeString(file))
		} else {
			fmt.Fprintf(page, "<a href=\"%s\">%s</a> ", html.EscapeString(file), called)
		}
	}
	whole, err := run(bin, "erd", "--no-exec", "--format", "html", s.path)
	if err != nil {
		return err
	}
	fmt.Fprintf(page, "<a href=\"%s.html\">page</a></p>\n</figure>\n", html.EscapeString(s.name))
	return os.WriteFile(filepath.Join(out, s.name+".html"), whole, 0o644)
}

func run(program string, args ...string) ([]byte, error) {
	cmd := exec.Command(program, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, stderr.String())
	}
	return out, nil
}
