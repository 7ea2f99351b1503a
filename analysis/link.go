package analysis

import (
	"cmp"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Link is a place in a file that names another file, or a directory.
type Link struct {
	Span text.Span
	File string
}

// Links lists the strings of a file that name a file or a directory that there
// is, in order: URLs and paths in HCL, also such as have to be evaluated, and what
// SQL imports. A pattern is none, nor is a URL of anything else.
func Links(s *workspace.Snapshot, name string) []Link {
	f, err := s.File(name)
	if err != nil || f.TooLarge() {
		return nil
	}
	var links []Link
	add := func(roots []string, at text.Span, written string) {
		if found, ok := linked(s, roots, written); ok {
			links = append(links, Link{at, found})
		}
	}
	if f.Language == workspace.SQL {
		for _, d := range sql.Directives(f.Doc.Text()) {
			if d.Name == "import" {
				add([]string{filepath.Dir(name)}, d.Span, d.Args)
			}
		}
		return links
	}
	roots := []string{filepath.Dir(name)}
	envs := s.EnvironmentsOf(name)
	for _, e := range envs {
		roots = append(roots, s.Roots(e)...)
	}
	for _, c := range f.Chunks() {
		for _, site := range c.Chunk.Sites {
			if site.Kind == hcl.SiteURL {
				add(roots, inQuotes(f, site.Span.Shift(c.Place.Start)), site.Ref.Name.Text)
			}
		}
	}
	for _, e := range envs {
		if e.Project == nil || e.Project.File != name {
			continue
		}
		for _, src := range e.Env.Sources {
			at := src.Origin.Range()
			if within := inQuotes(f, at); within != at && len(src.Paths) == 1 && src.Origin.File() == name {
				add(s.Roots(e), within, src.Paths[0])
			}
		}
	}
	slices.SortStableFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	return slices.CompactFunc(links, func(a, b Link) bool { return a.Span == b.Span })
}

// inQuotes is a span without the quotes that it begins and ends with.
func inQuotes(f *workspace.File, at text.Span) text.Span {
	written := f.Doc.Slice(at)
	if len(written) < 2 || written[0] != '"' || written[len(written)-1] != '"' {
		return at
	}
	return text.Span{Start: at.Start + 1, End: at.End - 1}
}

// linked is the file or directory that a URL or a path names, looked up under each
// root, as far as that may be looked up. It lists directories, and reads no file.
func linked(s *workspace.Snapshot, roots []string, written string) (string, bool) {
	scheme, p, hasScheme := strings.Cut(written, "://")
	switch {
	case !hasScheme:
		p = written
	case scheme != "file":
		return "", false
	default:
		p, _, _ = strings.Cut(p, "?")
	}
	spellings := []string{p}
	if plain, err := url.PathUnescape(p); hasScheme && err == nil && plain != p {
		spellings = append(spellings, plain)
	}
	for _, p := range spellings {
		p = filepath.FromSlash(p)
		for _, root := range roots {
			name := filepath.Join(root, p)
			if filepath.IsAbs(p) {
				name = filepath.Clean(p)
			}
			if p != "" && s.MayLook(name) && exists(s, name) {
				return name, true
			}
		}
	}
	return "", false
}

func exists(s *workspace.Snapshot, name string) bool {
	entries, _ := s.ReadDir(filepath.Dir(name))
	return slices.ContainsFunc(entries, func(e project.Entry) bool { return e.Name == filepath.Base(name) }) || filepath.Dir(name) == name
}
