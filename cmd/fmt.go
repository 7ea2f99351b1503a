package cmd

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/workspace"
)

var fmtCommand = command{
	name: "fmt", args: "[--check] [PATH…]",
	summary: "Format HCL files in place, exactly as \"atlas schema fmt\" does.\n\nA directory stands for the .hcl files directly in it. The names of changed files are printed.\nExit code: 0 done, or with --check nothing to change; 1 with --check, files need formatting; 2 failed.",
	examples: []example{
		{"schemascope fmt", "Formats the HCL files here."},
		{"schemascope fmt --check db", "Says which files in db are not formatted, for CI."},
	},
	flags: func(f *flag.FlagSet, c *invocation) {
		f.BoolVar(&c.checkOnly, "check", false, "change nothing; only say which files would change")
	},
	run: format,
}

func format(_ context.Context, c *invocation) int {
	paths := c.args
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return c.fail(explain(p, err))
		}
		if !info.IsDir() {
			if workspace.LanguageOf(p, "") != workspace.HCL {
				return c.fail(fmt.Errorf("%s is not an HCL file: only HCL is formatted", p))
			}
			files = append(files, p)
			continue
		}
		inside, err := filepath.Glob(filepath.Join(escapeGlob(p), "*.hcl"))
		if err != nil {
			return c.fail(err)
		}
		slices.Sort(inside)
		files = append(files, inside...)
	}
	code := exitOK
	for _, name := range files {
		before, err := os.ReadFile(name)
		if err != nil {
			return c.fail(explain(name, err))
		}
		after := hcl.Format(before)
		if bytes.Equal(before, after) {
			continue
		}
		fmt.Fprintln(c.Out, name)
		if c.checkOnly {
			code = exitFound
			continue
		}
		if err := replaceFile(name, after); err != nil {
			return c.fail(explain(name, err))
		}
	}
	return code
}

// escapeGlob makes a path mean itself in a pattern.
func escapeGlob(p string) string {
	var b bytes.Buffer
	for _, r := range p {
		if r == '*' || r == '?' || r == '[' || r == '\\' && filepath.Separator != '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// replaceFile writes a file so that a crash leaves the old or the new content,
// never a part of one.
func replaceFile(name string, content []byte) error {
	// Through a symbolic link, the file it leads to is replaced, not the link.
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".schemascope-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	if _, err = temp.Write(content); err == nil {
		err = temp.Chmod(mode)
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
