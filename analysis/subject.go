package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// subject is what a name stands for: an element in each environment that reads
// the file, or a block of the HCL files themselves.
type subject struct {
	snapshot *workspace.Snapshot
	at       mention // the name that was asked about
	kind     schema.Kind
	targets  []target
	mentions []mention // of an element, once it was followed; in the order of files and of their texts
}

// target is an element of an environment's realm.
type target struct {
	schema.Target
	env *workspace.Environment
}

// mention is a place that names the subject.
type mention struct {
	file  *workspace.File
	place *schema.Place
	site  schema.Site
}

func (m mention) span() text.Span { return m.site.Span.Shift(m.place.Start) }

// text is the name as it is written.
func (m mention) text() string { return m.file.Doc.Slice(m.span()) }

// generated reports whether the name stands in what a program printed.
func (m mention) generated() bool { return strings.HasPrefix(m.file.Name, workspace.OutputScheme) }

// subjectAt is what the name at an offset stands for. It reports false where no
// name is, and gives a subject without targets and mentions for one that leads
// nowhere.
func subjectAt(s *workspace.Snapshot, f *workspace.File, offset int) (*subject, bool) {
	at, site, ok := siteAt(f, offset)
	if !ok || site.Kind == hcl.SiteURL {
		return nil, false
	}
	x := subjectOf(s, mention{f, at.Place, site})
	// A column that is named alone may be of one table or another.
	for _, other := range at.Chunk.Sites {
		if x.resolved() {
			break
		}
		if other.Span == site.Span && other != site {
			if y := subjectOf(s, mention{f, at.Place, other}); y.resolved() {
				x = y
			}
		}
	}
	if alias, ok := x.at.aliasOf(); ok && !x.resolved() {
		x = subjectOf(s, alias)
	}
	return x, true
}

// resolved reports whether the name stands for anything.
func (x *subject) resolved() bool { return len(x.targets)+len(x.mentions) > 0 }

// subjectOf is what a name stands for.
func subjectOf(s *workspace.Snapshot, at mention) *subject {
	if at.site.Kind == hcl.SiteInput {
		if variable, ok := inputOf(s, at); ok {
			x := subjectOf(s, variable)
			x.at = at
			return x
		}
	}
	found := &subject{snapshot: s, at: at, kind: at.site.Kind}
	switch {
	case inHCL(at.site.Kind):
		found.block()
		return found
	case at.site.Kind.InQuery():
		found.local()
		return found
	}
	for _, e := range s.EnvironmentsOf(at.file.Name) {
		if t, ok := e.Target(at.file.Name, at.place, at.site); ok {
			found.targets = append(found.targets, target{t, e})
		}
	}
	return found
}

// sorted puts the mentions in order, each place once.
func (x *subject) sorted() {
	slices.SortStableFunc(x.mentions, func(a, b mention) int {
		return cmp.Or(strings.Compare(a.file.Name, b.file.Name), cmp.Compare(a.span().Start, b.span().Start), cmp.Compare(a.span().End, b.span().End))
	})
	x.mentions = slices.CompactFunc(x.mentions, func(a, b mention) bool { return a.file.Name == b.file.Name && a.span() == b.span() })
}

// inHCL reports whether a kind is one of what only HCL files know.
func inHCL(k schema.Kind) bool {
	switch k {
	case hcl.SiteVariable, hcl.SiteInput, hcl.SiteLocal, hcl.SiteData, hcl.SiteEnv, hcl.SiteDocker, hcl.SiteExporter:
		return true
	}
	return false
}

// byText reports whether a kind is one of what no realm holds.
func byText(k schema.Kind) bool { return inHCL(k) || k.InQuery() }

// block finds the mentions of a variable, local, data source, env or their like:
// in the project file alone, or in the files that are loaded with a schema file.
func (x *subject) block() {
	files := []*workspace.File{x.at.file}
	if x.at.file.Kind != hcl.KindProject {
		for _, e := range x.snapshot.EnvironmentsOf(x.at.file.Name) {
			x.inputs(e)
			for _, f := range e.LoadedWith(x.at.file.Name) {
				if f.Language == workspace.HCL && !slices.ContainsFunc(files, func(have *workspace.File) bool { return have.Name == f.Name }) {
					files = append(files, f)
				}
			}
		}
	}
	want := x.at.site
	for _, f := range files {
		for _, c := range f.Chunks() {
			for _, have := range c.Chunk.Sites {
				if have.Kind == want.Kind && have.Ref.Name.Text == want.Ref.Name.Text && have.Ref.Schema.Text == want.Ref.Schema.Text {
					x.mentions = append(x.mentions, mention{f, c.Place, have})
				}
			}
		}
	}
	x.sorted()
}

// inputs finds the keys by which data sources of a project give values to the
// variable.
func (x *subject) inputs(e *workspace.Environment) {
	if e.Project == nil || x.kind != hcl.SiteVariable {
		return
	}
	f, err := x.snapshot.File(e.Project.File)
	if err != nil {
		return
	}
	for _, c := range f.Chunks() {
		for _, s := range c.Chunk.Sites {
			if s.Kind == hcl.SiteInput && s.Ref.Name.Text == x.at.name() && gives(e, s) {
				x.mentions = append(x.mentions, mention{f, c.Place, s})
			}
		}
	}
}

// gives reports whether the key of a data source's vars counts in an environment.
func gives(e *workspace.Environment, input schema.Site) bool {
	return e.Env != nil && slices.ContainsFunc(e.Env.Sources, func(src project.Source) bool {
		_, given := src.Vars[input.Ref.Name.Text]
		return given && src.Name == input.Ref.Schema.Text
	})
}

// inputOf is where the variable is declared that a key of a data source's vars
// names.
func inputOf(s *workspace.Snapshot, key mention) (mention, bool) {
	for _, e := range s.EnvironmentsOf(key.file.Name) {
		if !gives(e, key.site) {
			continue
		}
		for _, f := range e.Files {
			if f.Language != workspace.HCL {
				continue
			}
			for _, c := range f.Chunks() {
				for _, have := range c.Chunk.Sites {
					if have.Decl && have.Kind == hcl.SiteVariable && have.Ref.Name.Text == key.name() {
						return mention{f, c.Place, have}, true
					}
				}
			}
		}
	}
	return mention{}, false
}

// follow finds everything that names the element: in each environment that reads
// the name's file, and in those that read a file that names it, too. With copies,
// what names a column of a table is followed, too, where another table has the column
// from it. It takes the reference index of all of them.
func (x *subject) follow(copies bool) {
	if byText(x.kind) {
		return
	}
	x.targets = nil
	type place struct {
		file string
		span text.Span
	}
	environments := map[string][]*workspace.Environment{}
	elements := map[any]bool{}
	seen := map[place]bool{}
	todo := []mention{x.at}
	for len(todo) > 0 {
		m := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		of, known := environments[m.file.Name]
		if !known {
			of = x.snapshot.EnvironmentsOf(m.file.Name)
			environments[m.file.Name] = of
		}
		for _, e := range of {
			first, ok := e.Target(m.file.Name, m.place, m.site)
			if !ok || elements[first.Element()] {
				continue
			}
			all := []schema.Target{first}
			if copies {
				all = e.Realm().Copies(first)
			}
			for _, t := range all {
				if elements[t.Element()] {
					continue
				}
				elements[t.Element()] = true
				x.targets = append(x.targets, target{t, e})
				for _, r := range e.References(t.Element()) {
					next := mention{r.File, r.Place, r.Site}
					x.mentions = append(x.mentions, next)
					at := place{r.File.Name, r.Span()}
					if !seen[at] {
						seen[at] = true
						todo = append(todo, next)
					}
				}
			}
		}
	}
	x.sorted()
}

// declared reports whether some file declares the subject.
func (x *subject) declared() bool {
	return slices.ContainsFunc(x.mentions, func(m mention) bool { return m.site.Decl })
}
