package analysis

import (
	"cmp"
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// elements are those that are to have a new name, with that name.
func (r *renaming) elements(to string) map[any]string {
	renamed := map[any]string{}
	if !r.label {
		for _, t := range r.targets {
			for _, element := range sameName(t.Target) {
				renamed[element] = to
			}
		}
	}
	return renamed
}

// implied adds to the edits those of the names that a database makes of the one
// that changes, as PostgreSQL does of a table's and its columns' names for keys
// and sequences, where they are written out. It reports whether there are any.
func (r *renaming) implied(after *workspace.Snapshot, renamed map[any]string, edits map[string][]text.Edit) bool {
	if r.label || inHCL(r.kind) {
		return false
	}
	before, now := r.snapshot.Environments(), after.Environments()
	if len(before) != len(now) {
		return false
	}
	added := false
	for i, e := range before {
		for _, pair := range sameElements(e.Realm(), now[i].Realm()) {
			was, is := pair[0], pair[1]
			if _, known := renamed[was.Element()]; known || was.Name() == is.Name() {
				continue
			}
			renamed[was.Element()] = is.Name()
			for _, ref := range e.References(was.Element()) {
				m := mention{ref.File, ref.Place, ref.Site}
				edit := m.renamed(is.Name())
				if !m.generated() && !slices.Contains(edits[m.file.Name], edit) {
					edits[m.file.Name] = append(edits[m.file.Name], edit)
					added = true
				}
			}
		}
	}
	for _, list := range edits {
		slices.SortFunc(list, func(a, b text.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	return added
}

// sameElements pairs what tables have, and the sequences, of two realms that
// differ in names only; there are none if they differ in more.
func sameElements(before, after *schema.Realm) [][2]schema.Target {
	var pairs [][2]schema.Target
	if len(before.Schemas) != len(after.Schemas) {
		return nil
	}
	for i, s := range before.Schemas {
		t := after.Schemas[i]
		if len(s.Tables) != len(t.Tables) || len(s.Objects) != len(t.Objects) {
			return nil
		}
		for n, table := range s.Tables {
			was := schema.Target{Kind: schema.KindTable, Schema: s, Table: table}.Members()
			is := schema.Target{Kind: schema.KindTable, Schema: t, Table: t.Tables[n]}.Members()
			if len(was) != len(is) {
				return nil
			}
			for m := range was {
				pairs = append(pairs, [2]schema.Target{was[m], is[m]})
			}
		}
		for n, o := range s.Objects {
			if other := t.Objects[n]; o.Kind == schema.KindSequence && other.Kind == o.Kind {
				pairs = append(pairs, [2]schema.Target{{Kind: o.Kind, Schema: s, Object: o}, {Kind: o.Kind, Schema: t, Object: other}})
			}
		}
	}
	return pairs
}
