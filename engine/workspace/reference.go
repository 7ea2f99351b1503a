package workspace

import (
	"slices"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Reference is a name in a file that stands for an element of a realm, where
// the element is declared or anywhere else.
type Reference struct {
	File  *File
	Place *schema.Place // of the chunk
	Site  schema.Site
}

// Span is where the name stands in the file.
func (r Reference) Span() text.Span { return r.Site.Span.Shift(r.Place.Start) }

// References lists every place in the environment's files that names an element
// of its realm, which is given as [schema.Target.Element] gives it: in load order,
// and in each file in the order of its text, but for what stands within one chunk.
// What a program printed is among them. The list must not be changed.
func (e *Environment) References(element any) []Reference { return e.names()[element] }

// Target finds what a name in one of the environment's files stands for. In the
// project file that is only a schema that a part is declared to load into.
func (e *Environment) Target(file string, place *schema.Place, site schema.Site) (schema.Target, bool) {
	if e.Project != nil && file == e.Project.File {
		return e.declaredSchema(place, site)
	}
	return e.Realm().Resolve(file, place.Start+site.Span.Start, site)
}

// declaredSchema is the schema that a site of the project file says a part loads
// into.
func (e *Environment) declaredSchema(place *schema.Place, site schema.Site) (schema.Target, bool) {
	if site.Kind != schema.KindSchema {
		return schema.Target{}, false
	}
	for _, p := range e.parts {
		if p.declared.File() == place.File && p.declared.NameRange() == site.Span.Shift(place.Start) {
			s := e.Realm().Schema(p.schema)
			return schema.Target{Kind: schema.KindSchema, Schema: s}, s != nil
		}
	}
	return schema.Target{}, false
}

// references gives the function that finds the names of an environment, once.
// It depends on what the realm depends on and nothing else.
func (s *Snapshot) references(e *Environment) func() map[any][]Reference {
	files, made := e.Files, &Environment{Project: e.Project, parts: e.parts, realm: e.realm}
	if e.Project != nil {
		if f, err := s.read(e.Project.File, ""); err == nil && !e.holdsSource(f.Name) {
			files = append([]*File{f}, files...)
		}
	}
	return sync.OnceValue(func() map[any][]Reference {
		found := map[any][]Reference{}
		for _, f := range files {
			for _, c := range f.Chunks() {
				var last text.Span // of the last name that stands for something
				for _, site := range c.Chunk.Sites {
					if site.Span == last {
						continue // the nearest of the tables that may have the column has it
					}
					if t, ok := made.Target(f.Name, c.Place, site); ok {
						last = site.Span
						element := t.Element()
						found[element] = append(found[element], Reference{f, c.Place, site})
					}
				}
			}
		}
		return found
	})
}

// holdsSource reports whether the environment reads a file as a source.
func (e *Environment) holdsSource(name string) bool {
	return slices.ContainsFunc(e.Files, func(f *File) bool { return f.Name == name })
}

// LoadedWith lists the files of the parts that hold a file, itself among them:
// variables, locals and data sources are known within a part.
func (e *Environment) LoadedWith(name string) []*File {
	var found []*File
	for _, p := range e.parts {
		if !slices.ContainsFunc(p.files, func(f *File) bool { return f.Name == name }) {
			continue
		}
		for _, f := range p.files {
			if !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	return found
}
