package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Found is something that a file of the workspace declares.
type Found struct {
	Location
	Name   string // as the outline has it
	Kind   schema.Kind
	Within string // the name of what it is a part of: a column's table
}

// maxFound is how many results a person looks through.
const maxFound = 200

// Find lists what the files of the workspace declare whose name holds the letters
// of the query in their order, in any case: what is named so first, then what
// begins with it, then what contains it. Of a query with a dot, what stands before
// it is the name that it is a part of.
func Find(s *workspace.Snapshot, query string) []Found {
	type ranked struct {
		Found
		rank int
	}
	var all []ranked
	query = strings.ToLower(query)
	seen := map[string]bool{}
	var add func(f *workspace.File, within string, symbols []schema.Symbol, start int)
	add = func(f *workspace.File, within string, symbols []schema.Symbol, start int) {
		for _, symbol := range symbols {
			if symbol.Name != "" {
				if rank, ok := match(symbol.Name, within, query); ok {
					all = append(all, ranked{Found{
						Location{f.Name, symbol.NameSpan.Shift(start), symbol.Span.Shift(start)}, symbol.Name, symbol.Kind, within,
					}, rank})
				}
			}
			add(f, symbol.Name, symbol.Children, start)
		}
	}
	for _, e := range s.Environments() {
		for _, f := range e.Files {
			if !seen[f.Name] && !strings.HasPrefix(f.Name, workspace.OutputScheme) {
				seen[f.Name] = true
				for _, o := range f.Outlines() {
					add(f, "", o.Symbols, o.Start)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(a.Name), len(b.Name)))
	})
	found := make([]Found, 0, min(len(all), maxFound))
	for _, r := range all[:min(len(all), maxFound)] {
		found = append(found, r.Found)
	}
	return found
}

// match ranks how well a name fits a query, which is in lower case; lower is
// better. What is a part of something comes behind what stands alone.
func match(name, within, query string) (rank int, ok bool) {
	name = strings.ToLower(name)
	if within != "" {
		if owner, part, dotted := strings.Cut(query, "."); dotted && strings.Contains(strings.ToLower(within), owner) {
			query = part
		}
		rank = 4
	}
	switch {
	case name == query, strings.HasSuffix(name, "."+query):
		return rank, true
	case strings.HasPrefix(name, query), strings.Contains(name, "."+query):
		return rank + 1, true
	case strings.Contains(name, query):
		return rank + 2, true
	}
	rest := query
	for i := 0; i < len(name) && rest != ""; i++ {
		if name[i] == rest[0] {
			rest = rest[1:]
		}
	}
	return rank + 3, rest == ""
}
