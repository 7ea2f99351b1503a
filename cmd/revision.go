package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// maxRevision bounds what is taken out of a repository, in bytes.
const maxRevision = 256 << 20

// past is a file or directory as git has it in a revision.
type past struct {
	name string
	base string // what the current directory was then, or "" where only the file is there
	dir  string // temporary, of all of it
}

// remove removes the files. What stays is in the system's temporary directory.
func (p *past) remove() { _ = os.RemoveAll(p.dir) }

// revision gives what an argument of the form REVISION:PATH means, in a temporary
// directory, which the caller removes. PATH is relative to the current directory.
// Nothing of the repository runs.
func revision(ctx context.Context, argument string) (p *past, err error) {
	rev, file, ok := strings.Cut(argument, ":")
	if !ok || rev == "" {
		return nil, fmt.Errorf("%s does not exist; a state in git is written REVISION:PATH, as HEAD:%s", argument, strings.TrimPrefix(argument, ":"))
	}
	file = path.Clean(filepath.ToSlash(file))
	if path.IsAbs(file) || strings.Contains(rev, "\x00") {
		return nil, fmt.Errorf("%s: the path after the revision must be relative", argument)
	}
	object := func(file string) (string, error) {
		id, err := git(ctx, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+":./"+file)
		return strings.TrimSpace(string(id)), err
	}
	id, err := object(file)
	if err != nil {
		return nil, fmt.Errorf("git has no %s", argument)
	}
	kind, err := git(ctx, nil, "cat-file", "-t", id)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", argument, err)
	}
	blob := strings.TrimSpace(string(kind)) == "blob"
	p = &past{}
	if p.dir, err = os.MkdirTemp("", "schemascope-revision-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			p.remove()
		}
	}()
	// A project may name files anywhere below its directory, or the current one.
	project := path.Base(file) == "atlas.hcl"
	if !blob {
		_, err := object(path.Join(file, "atlas.hcl"))
		project = err == nil
	}
	if project && filepath.IsLocal(filepath.FromSlash(file)) {
		if id, err = object(""); err != nil {
			return nil, fmt.Errorf("reading %s: %w", argument, err)
		}
		root := "project"
		if dir, err := os.Getwd(); err == nil && filepath.Base(dir) != string(filepath.Separator) {
			root = filepath.Base(dir) // titles name it
		}
		p.base = filepath.Join(p.dir, root)
		p.name = filepath.Join(p.base, filepath.FromSlash(file))
		return p, unpack(ctx, id, p.base)
	}
	base := path.Base(file)
	if base == "." || base == ".." {
		base = "schema"
	}
	p.name = filepath.Join(p.dir, base)
	if blob {
		content, err := git(ctx, nil, "cat-file", "blob", id)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", argument, err)
		}
		return p, os.WriteFile(p.name, content, 0o600)
	}
	return p, unpack(ctx, id, p.name)
}

// unpack writes the files of a tree below dir. What is no file, and what would
// stand elsewhere, is left out. It is no "git archive", as that runs the filters
// that a repository's configuration names.
func unpack(ctx context.Context, tree, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	listing, err := git(ctx, nil, "ls-tree", "-r", "-l", "-z", "--full-tree", tree)
	if err != nil {
		return err
	}
	var ids strings.Builder
	var names []string
	total := 0
	for _, line := range strings.Split(string(listing), "\x00") {
		// "mode type id size" and, after a tab, the name.
		about, name, _ := strings.Cut(line, "\t")
		f := strings.Fields(about)
		if len(f) != 4 || f[1] != "blob" || f[0] == "120000" || !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		size, err := strconv.Atoi(f[3])
		if err != nil {
			return err
		}
		if total += size; total > maxRevision {
			return fmt.Errorf("it is larger than %d MiB; name a directory further down, or a file", maxRevision>>20)
		}
		ids.WriteString(f[2] + "\n")
		names = append(names, name)
	}
	contents, err := git(ctx, strings.NewReader(ids.String()), "cat-file", "--batch")
	if err != nil {
		return err
	}
	for _, name := range names {
		// "id type size", the content, and a line break after each.
		head, rest, _ := bytes.Cut(contents, []byte("\n"))
		f := bytes.Fields(head)
		if len(f) != 3 {
			return fmt.Errorf("git cannot read %s: %s", name, head)
		}
		size, err := strconv.Atoi(string(f[2]))
		if err != nil || size >= len(rest) {
			return fmt.Errorf("git cannot read %s: %s", name, head)
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, rest[:size], 0o600); err != nil {
			return err
		}
		contents = rest[size+1:]
	}
	return nil
}

// git runs git, by commands that only read objects.
func git(ctx context.Context, in io.Reader, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0")
	cmd.Stdin = in
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil && complaint.Len() > 0 {
		err = errors.New(strings.TrimSpace(complaint.String()))
	}
	return out, err
}
