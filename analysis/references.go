package analysis

import (
	"slices"

	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// References lists the places that name what the name at an offset stands for,
// in every file and language of the environments that read the file. With
// declaration, those that declare it are among them; of what a program generated
// that is the model, or else the program.
func References(s *workspace.Snapshot, name string, offset int, declaration bool) []Location {
	x, ok := followed(s, name, offset)
	if !ok {
		return nil
	}
	var found []Location
	add := func(l Location) {
		if !slices.ContainsFunc(found, func(have Location) bool { return have.File == l.File && have.Span == l.Span }) {
			found = append(found, l)
		}
	}
	for _, m := range x.mentions {
		if !m.generated() && (declaration || !m.site.Decl) {
			found = append(found, Location{m.file.Name, m.span(), m.span()})
		}
	}
	if declaration {
		for _, t := range x.targets {
			for _, l := range locations(t.env, t.Origins()) {
				add(l)
			}
		}
	}
	return found
}

// followed is what the name at an offset stands for, with everything that names
// it.
func followed(s *workspace.Snapshot, name string, offset int) (*subject, bool) {
	f, err := s.File(name)
	if err != nil {
		return nil, false
	}
	x, ok := subjectAt(s, f, offset)
	if ok {
		x.follow(false)
	}
	return x, ok
}

// Highlight is a place in the file itself that names the same thing.
type Highlight struct {
	Span  text.Span
	Write bool // it is declared there
}

// Highlights lists the places in a file that name what the name at an offset
// stands for.
func Highlights(s *workspace.Snapshot, name string, offset int) []Highlight {
	x, ok := followed(s, name, offset)
	if !ok {
		return nil
	}
	var found []Highlight
	for _, m := range x.mentions {
		if m.file.Name == name {
			found = append(found, Highlight{m.span(), m.site.Decl})
		}
	}
	return found
}
