package analysis

import (
	"cmp"
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// aliased adds to the edits that rename a column aliases, under which views go on to
// give it by its old name: "SELECT a" becomes "SELECT b AS a". It reports whether
// any view does so.
func (r *renaming) aliased(edits map[string][]text.Edit) (added bool) {
	for _, m := range r.affected {
		item := m.passedOn()
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
		for i := range s.Items {
			if it := &s.Items[i]; !it.Alias && !it.Star && !s.Values && it.Name.Span == m.site.Span {
				return it
			}
		}
	}
	return nil
}

// inView reports whether a mention stands in the query of a view.
func (m mention) inView() bool {
	for _, c := range m.file.Chunks() {
		if c.Place != m.place {
			continue
		}
		return slices.ContainsFunc(c.Chunk.Stmts, func(s schema.Stmt) bool {
			v, ok := s.(*schema.CreateView)
			return ok && v.Reads == m.site.Query
		})
	}
	return false
}
