package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// FragmentSites finds the names in a piece of SQL that stands in another
// language: a query or, otherwise, an expression over the columns of table. The
// spans are relative to the piece.
func FragmentSites(src string, d schema.Dialect, query bool, table schema.Ref) []schema.Site {
	// The piece is read in its place in a statement, whose own names count for
	// nothing.
	const owner = "fragment_owner"
	head, tail := "ALTER TABLE "+owner+" ADD CHECK (", ")"
	switch {
	case query:
		head, tail = "CREATE VIEW "+owner+" AS ", ""
	case strings.Contains(strings.ToLower(src), "select"):
		head = "CREATE POLICY p ON " + owner + " USING ("
	}
	var found []schema.Site
	for _, s := range Lower(head+src+tail, Initial(d)).Sites {
		s.Span = s.Span.Shift(-len(head))
		if s.Span.Start < 0 || s.Span.End > len(src) {
			continue
		}
		if s.Ref.Name.Text == owner {
			if query || table.IsZero() {
				continue
			}
			s.Ref = table
		}
		found = append(found, s)
	}
	return found
}
