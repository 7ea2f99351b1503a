package analysis

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/source"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Definition finds where the name at an offset is declared, in whichever file
// and language that is. A model's class comes before the SQL that was generated
// from it. At a declaration it is the declaration itself; in a URL or an import
// directive it is the file.
func Definition(s *workspace.Snapshot, name string, offset int) []Location {
	f, err := s.File(name)
	if err != nil {
		return nil
	}
	if f.Language == workspace.SQL {
		for _, d := range sql.Directives(f.Doc.Text()) {
			if d.Name == "import" && d.Span.Contains(offset) {
				return files(s, filepath.Dir(name), d.Args)
			}
		}
	}
	at, site, ok := siteAt(f, offset)
	if !ok {
		return nil
	}
	switch site.Kind {
	case "url":
		return urlFiles(s, name, site.Ref.Name.Text)
	case "variable", "local", "data", "env":
		return declarations(s, f, site)
	}
	var found []Location
	for _, e := range s.EnvironmentsOf(name) {
		target, ok := e.Target(name, at.Place, site)
		if !ok {
			continue
		}
		for _, l := range locations(e, target.Origins()) {
			if !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
	return found
}

// locations are the places a person can go to. What a program generated leads
// to the models it was made from or, if the program does not tell, to the
// program.
func locations(e *workspace.Environment, origins []schema.Origin) []Location {
	var found []Location
	for _, o := range origins {
		if o.IsZero() {
			continue
		}
		if !strings.HasPrefix(o.File(), workspace.OutputScheme) {
			found = append(found, Location{o.File(), o.NameRange(), o.Range()})
		}
	}
	if len(found) > 0 || len(origins) == 0 {
		return found
	}
	if src, ok := e.SourceOf(origins[0].File()); ok {
		found = append(found, Location{src.Origin.File(), src.Origin.NameRange(), src.Origin.Range()})
	}
	return found
}

// declarations finds a variable, local, data source or env: in the file itself
// or, for a schema file, in the other HCL files of its environments.
func declarations(s *workspace.Snapshot, f *workspace.File, want schema.Site) []Location {
	inFile := func(f *workspace.File) []Location {
		var found []Location
		for _, c := range f.Chunks() {
			for _, have := range c.Chunk.Sites {
				if have.Decl && have.Kind == want.Kind && have.Ref.Name.Text == want.Ref.Name.Text && have.Ref.Schema.Text == want.Ref.Schema.Text {
					span := have.Span.Shift(c.Place.Start)
					found = append(found, Location{f.Name, span, span})
				}
			}
		}
		return found
	}
	if found := inFile(f); len(found) > 0 {
		return found
	}
	for _, e := range s.EnvironmentsOf(f.Name) {
		for _, other := range e.Files {
			if other.Language == workspace.HCL && other.Name != f.Name {
				if found := inFile(other); len(found) > 0 {
					return found
				}
			}
		}
	}
	return nil
}

// urlFiles are the files that a URL in a project file names.
func urlFiles(s *workspace.Snapshot, name, url string) []Location {
	if scheme, _, ok := strings.Cut(url, "://"); ok && scheme != "file" {
		return nil
	}
	roots := []string{filepath.Dir(name)}
	for _, e := range s.EnvironmentsOf(name) {
		roots = append(roots, s.Roots(e)...)
	}
	for _, root := range roots {
		if found := files(s, root, url); len(found) > 0 {
			return found
		}
	}
	return nil
}

// files are the starts of the files that a path means: itself, or what a
// directory holds.
func files(s *workspace.Snapshot, dir, path string) []Location {
	resolved := source.Resolve(s, project.Source{Kind: project.Files, Paths: []string{path}}, []string{dir})
	name := filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(path, "file://")))
	if slices.Contains(resolved.Files, name) {
		return []Location{{File: name, Span: text.Span{}}}
	}
	var found []Location
	for _, f := range resolved.Files {
		found = append(found, Location{File: f})
	}
	return found
}
