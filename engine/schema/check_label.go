package schema

import (
	"slices"

	"github.com/schemascope/schemascope/engine/text"
)

// labelledChunk is a chunk that refers to blocks by their labels, which only HCL
// does.
type labelledChunk struct {
	Placed
	ctx  *context
	step int
}

// labelKinds are the kinds of blocks that a reference in HCL can name, and that a
// realm knows. Schemas may exist in the database: see declaredLater.
var labelKinds = []Kind{
	KindTable, KindView, KindMaterialized, KindColumn, KindEnum, KindDomain, KindComposite, KindRange, KindSequence,
	KindFunction, KindProcedure, KindAggregate, KindTrigger, KindPolicy, KindExtension, KindRole,
	KindUser, KindServer, KindCollation,
}

func isLabelRef(s Site) bool { return s.Ref.Label && !s.Decl && slices.Contains(labelKinds, s.Kind) }

// Labels reports whether one of the sites is a reference by a block's label of a
// kind that can be said to lead nowhere.
func Labels(sites []Site) bool { return slices.ContainsFunc(sites, isLabelRef) }

// checkLabels reports the references in HCL that lead nowhere and that no
// statement spoke of: those of triggers, policies, views' dependencies.
func (f *folder) checkLabels() {
	type place struct {
		place *Place
		span  text.Span
	}
	var reported map[place]bool
	for _, c := range f.labelled {
		for _, s := range c.Chunk.Sites {
			if !isLabelRef(s) || c.inSQL(s) {
				continue
			}
			if _, ok := f.realm.resolve(c.ctx, s); ok {
				continue
			}
			if reported == nil {
				reported = map[place]bool{}
				for _, p := range f.found {
					reported[place{p.Place, p.Span}] = true
				}
			}
			if at := (place{c.Place, s.Span}); !reported[at] {
				reported[at] = true
				f.unresolvedLabel(c, s)
			}
		}
	}
}

// inSQL reports whether a site stands in a string of SQL, where a name that is no
// column may be much else.
func (c labelledChunk) inSQL(s Site) bool {
	return slices.ContainsFunc(c.Chunk.SQL, func(t SQLText) bool { return t.Span.Start <= s.Span.Start && s.Span.End <= t.Span.End })
}

func (f *folder) unresolvedLabel(c labelledChunk, s Site) {
	if s.Kind != KindColumn {
		f.nowhere(f.certain(c.ctx, s.Kind, s.Ref), c.step, c.Place, s.Span, "%s %q is not declared%s", s.Kind.words(), s.Ref.String(), f.suggest(s.Ref.Name.Text, f.names(s.Kind)))
		return
	}
	owner, ok := f.realm.relation(c.ctx, s.Ref)
	if !ok || owner.Table == nil || owner.Table.Opaque || f.torn[owner.Table] || systemColumn(f.realm.Dialect, s.Column) {
		return // a view's columns need not be declared
	}
	f.nowhere(f.certain(c.ctx, KindColumn, s.Ref), c.step, c.Place, s.Span, "table %q has no column %q%s", owner.Table.Name, s.Column, f.suggest(s.Column, columnNames(owner.Table)))
}

// names are those of the elements of a kind.
func (f *folder) names(kind Kind) []string {
	var names []string
	for _, s := range f.realm.Schemas {
		for _, v := range s.Views {
			if (kind == KindMaterialized) == v.Materialized && (kind == KindView || kind == KindMaterialized) {
				names = append(names, v.Name)
			}
		}
		for _, o := range s.Objects {
			if o.Kind == kind {
				names = append(names, o.Name)
			}
		}
	}
	switch kind {
	case KindTable:
		names = f.tableNames()
	case KindEnum, KindDomain, KindComposite, KindRange:
		names = f.typeNames()
	}
	return names
}
