package analysis

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
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
	if f.Language == workspace.HCL {
		if _, site, ok := siteAt(f, offset); ok && site.Kind == hcl.SiteURL {
			return urlFiles(s, f, offset, site.Ref.Name.Text)
		}
	}
	x, found := named(s, f, offset)
	if x == nil {
		if len(found) == 0 {
			found = sourceFiles(s, name, offset)
		}
		return found
	}
	if byText(x.kind) {
		for _, m := range x.mentions {
			if m.site.Decl {
				found = append(found, Location{m.file.Name, m.span(), m.span()})
			}
		}
	}
	for _, e := range s.EnvironmentsOf(name) {
		for _, t := range x.targets {
			if t.env != e {
				continue
			}
			for _, l := range locations(e, t.Origins()) {
				if !slices.Contains(found, l) {
					found = append(found, l)
				}
			}
		}
	}
	return found
}

// sourceFiles are the files of the sources that a project file names at an offset
// by a value that has to be evaluated: "file://${var.schema}.hcl".
func sourceFiles(s *workspace.Snapshot, name string, offset int) []Location {
	var found []Location
	for _, e := range s.EnvironmentsOf(name) {
		if e.Project == nil || e.Project.File != name {
			continue
		}
		for _, src := range e.Env.Sources {
			if src.Origin.IsZero() || !src.Origin.Range().Contains(offset) {
				continue
			}
			for _, file := range source.Resolve(s, src, s.Roots(e)).Files {
				if l := (Location{File: file}); !slices.Contains(found, l) {
					found = append(found, l)
				}
			}
		}
	}
	return found
}

// TypeDefinition finds where the type of the column at an offset is declared, if
// it is an enum, a domain or another type that has a name.
func TypeDefinition(s *workspace.Snapshot, name string, offset int) []Location {
	f, err := s.File(name)
	if err != nil {
		return nil
	}
	x, _ := named(s, f, offset)
	if x == nil {
		return nil
	}
	var found []Location
	for _, t := range x.targets {
		switch {
		case t.Column == nil:
		case t.Column.Enum != nil:
			found = append(found, locations(t.env, t.Column.Enum.Origins)...)
		case t.Column.TypeOf != nil:
			found = append(found, locations(t.env, t.Column.TypeOf.Origins)...)
		}
	}
	return found
}

// named is what the name at an offset stands for or, at the other words of a
// reference in HCL, what that refers to: for each.value, it is where that is
// repeated.
func named(s *workspace.Snapshot, f *workspace.File, offset int) (*subject, []Location) {
	if x, ok := subjectAt(s, f, offset); ok {
		return x, nil
	}
	piece, ok := f.PieceAt(offset)
	if !ok || f.Language != workspace.HCL {
		return nil, nil
	}
	site, repeats, ok := hcl.ReferenceAt(f.Doc.Slice(piece.Span), offset-piece.Span.Start, piece.HCL)
	switch {
	case !ok:
		return nil, nil
	case !repeats.IsZero():
		at := repeats.Shift(piece.Span.Start)
		return nil, []Location{{f.Name, at, at}}
	}
	return subjectOf(s, mention{f, &schema.Place{File: f.Name, Start: piece.Span.Start}, site}), nil
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

// urlFiles are the files that a string at an offset of an HCL file names: by a
// URL, a path or a pattern. env://src is the attribute src of the env.
func urlFiles(s *workspace.Snapshot, f *workspace.File, offset int, url string) []Location {
	scheme, rest, hasScheme := strings.Cut(url, "://")
	switch {
	case hasScheme && scheme == "env":
		return envAttributes(f, offset, rest)
	case hasScheme && scheme != "file":
		return nil
	}
	roots := []string{filepath.Dir(f.Name)}
	for _, e := range s.EnvironmentsOf(f.Name) {
		roots = append(roots, s.Roots(e)...)
	}
	for _, root := range roots {
		if strings.ContainsAny(url, "*[?") && !hasScheme {
			var found []Location
			for _, name := range project.Glob(s, root, url, true) {
				if !filepath.IsAbs(name) {
					name = filepath.Join(root, filepath.FromSlash(name))
				}
				found = append(found, Location{File: name})
			}
			return found
		}
		if found := files(s, root, url); len(found) > 0 {
			return found
		}
		name := filepath.Join(root, filepath.FromSlash(url))
		if _, err := s.Document(name); err == nil && !hasScheme {
			return []Location{{File: name}} // of any kind: file()
		}
	}
	return nil
}

// envAttributes are where an attribute is set: in the env at the offset or, for
// a data source, which every env may use, in all of them.
func envAttributes(f *workspace.File, offset int, name string) []Location {
	var found []Location
	for _, p := range f.Pieces() {
		body, _ := hcl.Body(f.Doc.Slice(p.Span))
		for _, b := range body.Blocks {
			a := b.Body.Attributes[name]
			if b.Type != "env" || a == nil {
				continue
			}
			at := text.Span{Start: a.NameRange.Start.Byte, End: a.NameRange.End.Byte}.Shift(p.Span.Start)
			l := Location{f.Name, at, at}
			if p.Span.Contains(offset) && offset > p.Span.Start {
				return []Location{l}
			}
			found = append(found, l)
		}
	}
	return found
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
