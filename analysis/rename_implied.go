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
	if r.label || byText(r.kind) {
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
	for i, e := range before {
		made := madeSequences(e.Realm(), now[i].Realm())
		for o, is := range made.spelledOut {
			renamed[o] = is
		}
		for _, f := range e.Files {
			for _, c := range f.Chunks() {
				for _, site := range c.Chunk.Sites {
					name, ok := made.names[site.Ref.Name.Text]
					if !ok || site.Kind != schema.KindSequence {
						continue
					}
					if t, declared := e.Target(f.Name, c.Place, site); declared && made.spelledOut[t.Object] == "" {
						continue
					}
					m := mention{f, c.Place, site}
					if edit := m.renamed(name); !m.generated() && !slices.Contains(edits[f.Name], edit) {
						edits[f.Name] = append(edits[f.Name], edit)
						added = true
					}
				}
			}
		}
	}
	for _, list := range edits {
		slices.SortFunc(list, func(a, b text.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	return added
}

// sameElements pairs what tables have, of two realms that differ in names only;
// there are none if they differ in more.
func sameElements(before, after *schema.Realm) [][2]schema.Target {
	var pairs [][2]schema.Target
	if len(before.Schemas) != len(after.Schemas) {
		return nil
	}
	for i, s := range before.Schemas {
		t := after.Schemas[i]
		if len(s.Tables) != len(t.Tables) {
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
	}
	return pairs
}

// madeNames are the names of sequences that PostgreSQL makes for serial and
// identity columns ("8.1.4. Serial Types"), which no statement declares: those that
// change.
type madeNames struct {
	names map[string]string // the new ones, by the old
	// spelledOut are those that the graph has as objects, since a statement changes
	// them, with their new names.
	spelledOut map[*schema.Object]string
}

func madeSequences(before, after *schema.Realm) madeNames {
	made := madeNames{map[string]string{}, map[*schema.Object]string{}}
	if len(before.Schemas) != len(after.Schemas) {
		return made
	}
	for i, s := range before.Schemas {
		if len(s.Tables) != len(after.Schemas[i].Tables) {
			return madeNames{}
		}
		for n, t := range s.Tables {
			other := after.Schemas[i].Tables[n]
			if len(t.Columns) != len(other.Columns) {
				return madeNames{}
			}
			for m, c := range t.Columns {
				if was, is := c.Made, other.Columns[m].Made; was != nil && is != nil && was.Name.Text != is.Name.Text {
					made.names[was.Name.Text] = is.Name.Text
				}
			}
		}
	}
	for _, s := range before.Schemas {
		for _, o := range s.Objects {
			if is, ok := made.names[o.Name]; ok && o.Kind == schema.KindSequence {
				made.spelledOut[o] = is
			}
		}
	}
	return made
}
