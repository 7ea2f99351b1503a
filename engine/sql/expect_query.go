package sql

import (
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// clauseStarts are the keywords that say what the rest of a clause holds.
var clauseStarts = wordSet(`select from join where on set group order having returning values limit offset into using update
	union except intersect with delete insert distinct by when then else case and or not`)

// query expects what may stand in a query or a change of data, which begins at
// token from.
func (x *expecter) query(from int) {
	scope := x.scope(from)
	if n := len(x.qualifiers); n > 0 && !x.wantsRelation() {
		// alias.| or table.| or schema.table.|
		owner := x.qualifiers[n-1]
		x.out.Kinds = []schema.Kind{schema.KindColumn}
		if n > 1 {
			x.out.Tables = []schema.Ref{{Schema: x.qualifiers[n-2], Name: owner}}
		} else if r, ok := scope.lookup(owner.Text); !ok {
			x.out.Tables = []schema.Ref{{Name: owner}}
		} else if !r.IsZero() {
			x.out.Tables = []schema.Ref{r}
		}
		return
	}
	if x.wantsRelation() {
		x.named(schema.KindRelation)
		x.out.Aliases = scope.withNames()
		return
	}
	switch clause, last := x.clause(from); clause {
	case "from", "join", "using", "update":
		if last.word == "" || last.kind != word {
			x.keywords("JOIN", "LEFT JOIN", "INNER JOIN", "CROSS JOIN", "ON", "USING", "WHERE", "GROUP BY", "ORDER BY", "AS", "SET", "UNION")
		} else {
			x.keywords("JOIN", "WHERE", "ON")
		}
	case "into":
		if open, table, inside := x.innermost(); inside && open > 0 {
			x.columns(table)
		} else {
			x.keywords("VALUES", "SELECT", "DEFAULT VALUES", "AS")
		}
	case "with":
		x.keywords("AS", "SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "RECURSIVE")
	case "delete":
		x.keywords("FROM")
	case "insert":
		x.keywords("INTO")
	case "group", "order":
		if last.word == clause {
			x.keywords("BY")
			return
		}
		x.scopeColumns(scope)
	case "union", "except", "intersect":
		x.keywords("ALL", "SELECT")
	case "limit", "offset", "values":
	case "":
		x.keywords("SELECT", "FROM", "WHERE")
	default:
		x.scopeColumns(scope)
		switch clause {
		case "select":
			x.keywords("DISTINCT", "FROM", "AS", "CASE")
		case "set":
			x.keywords("WHERE", "FROM", "DEFAULT")
		default:
			x.keywords("AND", "OR", "NOT", "IS NULL", "IS NOT NULL", "IN", "EXISTS", "BETWEEN", "LIKE", "GROUP BY", "ORDER BY", "LIMIT")
		}
	}
}

// wantsRelation reports whether the name of a table or view stands at the place.
func (x *expecter) wantsRelation() bool {
	last := x.before[len(x.before)-1]
	switch last.word {
	case "from":
		return last.kind == word && x.word(2) != "distinct"
	case "join", "into", "straight_join":
		return last.kind == word
	case "only", "lateral":
		return true
	case "update":
		return len(x.before) == 1 || x.word(2) == "as" || x.before[len(x.before)-2].is('(')
	case "using":
		return x.before[0].word == "delete"
	case "table":
		return len(x.before) == 1 || x.word(2) == "truncate"
	}
	if last.is(',') || last.is('(') && x.word(2) == "from" {
		clause, _ := x.clause(0)
		return clause == "from"
	}
	return false
}

// clause finds the clause that the place is in, and the token before the place.
func (x *expecter) clause(from int) (string, token) {
	last := x.before[len(x.before)-1]
	depth := 0
	for i := len(x.before) - 1; i >= from; i-- {
		t := x.before[i]
		switch {
		case t.is(')'):
			depth++
		case t.is('('):
			if depth > 0 {
				depth--
			}
			// Outside the innermost parenthesis the clause goes on.
		case depth > 0 || t.kind != word:
		case t.word == "and", t.word == "or", t.word == "not", t.word == "when", t.word == "then", t.word == "else", t.word == "case",
			t.word == "by", t.word == "distinct":
		case t.word == "from" && i > from && x.before[i-1].word == "distinct":
		case t.word == "update" && i > from && (x.before[i-1].word == "for" || x.before[i-1].word == "do"):
		case clauseStarts[t.word]:
			return t.word, last
		}
	}
	return "", last
}

// scopeColumns expects the columns of the relations in scope.
func (x *expecter) scopeColumns(s *scope) {
	x.out.Kinds = append(x.out.Kinds, schema.KindColumn)
	x.out.Aliases = map[string]schema.Ref{}
	for ; s != nil; s = s.outer {
		for name, r := range s.names {
			if _, hidden := x.out.Aliases[name]; hidden {
				continue
			}
			x.out.Aliases[name] = r
			if !r.IsZero() && !slices.Contains(x.out.Tables, r) {
				x.out.Tables = append(x.out.Tables, r)
			}
		}
	}
	slices.SortFunc(x.out.Tables, func(a, b schema.Ref) int { return a.Name.Span.Start - b.Name.Span.Start })
}

// withNames gives the names of the WITH queries in scope.
func (s *scope) withNames() map[string]schema.Ref {
	var names map[string]schema.Ref
	for ; s != nil; s = s.outer {
		for name := range s.with {
			if names == nil {
				names = map[string]schema.Ref{}
			}
			names[name] = schema.Ref{}
		}
	}
	return names
}

// scope finds what names stand for at the place: in the innermost SELECT around
// it. The whole statement counts, since FROM follows the select list.
func (x *expecter) scope(from int) *scope {
	q := &queryReader{p: x.p, seen: map[string]bool{}, at: x.at, watching: true}
	q.match(from, len(x.toks))
	q.read(from, len(x.toks), nil, 0)
	return q.around
}
