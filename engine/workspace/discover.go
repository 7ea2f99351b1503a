package workspace

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
)

// projectFile is the name that Atlas gives a project file.
const projectFile = "atlas.hcl"

// maxVisited bounds how many directories are searched for project files.
const maxVisited = 20_000

// skipped are directories that hold no project of the user's own.
var skipped = []string{"node_modules", "vendor", "__pycache__", "venv", "target", "dist", "build"}

// projectFiles lists the project files of the snapshot, in order: those under
// the roots, those that the command line names, those above open documents,
// and open documents that are one under another name.
func (s *Snapshot) projectFiles() []string {
	files := slices.Clone(s.discovered())
	for _, t := range s.workspace.options.Targets {
		if t.project {
			files = append(files, t.Path)
		}
	}
	for _, name := range s.Open() {
		if !filepath.IsAbs(name) {
			continue
		}
		if LanguageOf(name, s.overlays[name].language) == HCL {
			if f, err := s.read(name, ""); err == nil && f.Kind == hcl.KindProject {
				files = append(files, name)
			}
		}
		if above, ok := s.projectAbove(filepath.Dir(name)); ok && len(s.workspace.options.Targets) == 0 {
			files = append(files, above)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// discovered are the project files under the roots.
func (s *Snapshot) discovered() []string {
	s.mu.Lock()
	found := s.found
	s.mu.Unlock()
	if found != nil {
		return found
	}
	found = []string{}
	for _, root := range s.workspace.options.Roots {
		found = append(found, ProjectsBelow(root)...)
	}
	s.mu.Lock()
	s.found = found
	s.mu.Unlock()
	return found
}

// ProjectsBelow are the project files in a directory and below it, in order.
func ProjectsBelow(dir string) (found []string) {
	walkBelow(dir, func(in string, e os.DirEntry) {
		if e.Name() == projectFile {
			found = append(found, filepath.Join(in, e.Name()))
		}
	})
	return found
}

// SchemasBelow are the directories below one that hold SQL or HCL files, in order.
func SchemasBelow(dir string) (found []string) {
	walkBelow(dir, func(in string, e os.DirEntry) {
		if LanguageOf(e.Name(), "") != Other && !slices.Contains(found, in) {
			found = append(found, in)
		}
	})
	return found
}

// walkBelow calls file with the files in a directory and below it, but for what is
// no project's own.
func walkBelow(dir string, file func(in string, e os.DirEntry)) {
	visited := 0
	var walk func(dir string)
	walk = func(dir string) {
		if visited++; visited > maxVisited {
			return
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return
		}
		for _, e := range entries {
			switch {
			case !e.IsDir():
				file(dir, e)
			case !strings.HasPrefix(e.Name(), ".") && !slices.Contains(skipped, e.Name()):
				walk(filepath.Join(dir, e.Name()))
			}
		}
	}
	walk(dir)
}

// rootOf is the workspace root that holds a file, if any.
func (s *Snapshot) rootOf(name string) []string {
	for _, root := range s.workspace.options.Roots {
		if within(root, name) {
			return []string{root}
		}
	}
	return nil
}

func within(root, name string) bool {
	rel, err := filepath.Rel(root, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// governed reports whether a project file stands in the directory or above it.
func (s *Snapshot) governed(dir string) bool {
	_, ok := s.projectAbove(dir)
	return ok
}

// projectAbove finds the nearest project file in a directory or above it, up to
// the workspace root if the directory lies in one.
func (s *Snapshot) projectAbove(dir string) (string, bool) {
	root := s.rootOf(dir)
	for {
		name := filepath.Join(dir, projectFile)
		if _, err := s.Document(name); err == nil {
			return name, true
		}
		parent := filepath.Dir(dir)
		if parent == dir || slices.Contains(root, dir) {
			return "", false
		}
		dir = parent
	}
}
