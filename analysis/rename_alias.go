package analysis

import (
	"cmp"
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// aliased adds to the edits that rename a column aliases, under which the entries of
// select lists that itemOf finds go on to give it by its old name: "SELECT a" becomes
// "SELECT b AS a". It reports whether there are any.
func (r *renaming) aliased(edits map[string][]text.Edit, itemOf func(mention) *schema.SelectItem) (added bool) {
	for _, m := range r.affected {
		item := itemOf(m)
		if item == nil {
			continue
		}
		list, old := edits[m.file.Name], m.text()
		end := m.place.Start + item.Span.End
		at := slices.IndexFunc(list, func(e text.Edit) bool { return e.Span == m.span() })
		if at < 0 {
			continue
		}
		if end == m.span().End {
			list[at].New += " AS " + old
		} else {
			list = append(list, text.Edit{Span: text.Span{Start: end, End: end}, New: " AS " + old})
		}
		slices.SortStableFunc(list, func(a, b text.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
		edits[m.file.Name], added = list, true
	}
	return added
}

// passedOn is the entry of the select list of a view that takes its name from the
// mention of a column, or nil.
func (m mention) passedOn() *schema.SelectItem {
	q := m.site.Query
	if q == nil || !m.inView() {
		return nil
	}
	for _, s := range q.Selects {
		if it := m.itemOf(s); it != nil {
			return it
		}
	}
	return nil
}

// filled is the entry of the select list of CREATE TABLE … AS that takes its name from
// the mention of a column, or nil: the new table's column is another one.
func (m mention) filled() *schema.SelectItem {
	q := m.site.Query
	if q == nil || !m.in(func(s schema.Stmt) bool {
		t, ok := s.(*schema.CreateTable)
		return ok && t.Opaque && len(t.Columns) == 0
	}) {
		return nil
	}
	for e := q.Body; e != nil && len(e.Sides) > 0; e = e.Sides[0].Nested {
		if it := m.itemOf(e.Sides[0]); it != nil {
			return it
		}
	}
	return nil
}

// itemOf is the entry of a select list that takes its name from the mention, or nil.
func (m mention) itemOf(s *schema.Select) *schema.SelectItem {
	for i := range s.Items {
		if it := &s.Items[i]; !it.Alias && !it.Star && !s.Values && it.Name.Span == m.site.Span {
			return it
		}
	}
	return nil
}

// inView reports whether a mention stands in the query of a view.
func (m mention) inView() bool {
	return m.in(func(s schema.Stmt) bool {
		v, ok := s.(*schema.CreateView)
		return ok && v.Reads == m.site.Query
	})
}

// in reports whether a mention stands in a chunk that has such a statement.
func (m mention) in(is func(schema.Stmt) bool) bool {
	return slices.ContainsFunc(m.chunk().Stmts, is)
}
