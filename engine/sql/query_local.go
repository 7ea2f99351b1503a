package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// locals notes the names that the query itself gives: aliases and WITH queries.
func (q *queryReader) locals() {
	for _, s := range q.out.Selects {
		if s.In != nil && len(s.In.Sides) > 0 && s.In.Sides[0] == s {
			for _, w := range s.In.With {
				q.local(schema.KindWith, w.Name, w.Name)
			}
		}
		for _, item := range q.itemsOf(s)[""] {
			if !item.Mention.IsZero() {
				q.local(schema.KindWith, item.Mention, item.With.Name)
			}
			if !item.Alias.IsZero() && item.Alias != item.Mention {
				q.local(schema.KindAlias, item.Alias, item.Alias)
			}
		}
	}
	for _, l := range q.locked {
		if found := q.itemsOf(l.in)[strings.ToLower(l.name.Text)]; len(found) == 1 {
			q.qualifier(l.name, found[0])
			if ref := found[0].Ref; !ref.IsZero() && !found[0].Aliased() {
				q.p.site(schema.Site{Span: l.name.Span, Kind: schema.KindRelation, Ref: schema.Ref{Schema: ref.Schema, Name: l.name}})
			}
		}
	}
}

// qualifier notes a name that stands for an item of FROM which the query named.
func (q *queryReader) qualifier(name schema.Name, item *schema.FromItem) {
	switch {
	case item == nil || item.Alias.IsZero():
	case item.Alias == item.Mention:
		q.local(schema.KindWith, name, item.With.Name)
	default:
		q.local(schema.KindAlias, name, item.Alias)
	}
}

// local notes a name that a query gives: where it stands, and where it is declared.
func (q *queryReader) local(kind schema.Kind, at, declared schema.Name) {
	q.p.site(schema.Site{Span: at.Span, Kind: kind, Decl: at.Span == declared.Span, Ref: schema.Ref{Name: declared}, Query: q.out})
}
