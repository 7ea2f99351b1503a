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
	q := x.reading(from)
	if n := len(x.qualifiers); n > 0 && !x.wantsRelation() {
		// alias.| or table.| or schema.table.|
		x.out.Kinds = []schema.Kind{schema.KindColumn}
		owner := schema.Ref{Name: x.qualifiers[n-1]}
		if n > 1 {
			owner.Schema = x.qualifiers[n-2]
		} else {
			x.out.Kinds = append(x.out.Kinds, schema.KindFunction)
			x.out.Schema = owner.Name.Text // if it is one
		}
		x.out.Owner = owner
		return
	}
	if x.wantsRelation() {
		x.named(schema.KindRelation)
		x.out.With = withNames(q.around)
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
			x.out.In = nil
			x.columns(table)
			x.out.Listed = x.listed(open)
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
		x.out.Kinds = append(x.out.Kinds, schema.KindColumn, schema.KindFunction)
		if q.around != nil {
			for _, it := range q.around.Items {
				if it.Alias && !slices.Contains(x.out.Columns, it.Name.Text) {
					x.out.Columns = append(x.out.Columns, it.Name.Text)
				}
			}
		}
	case "union", "except", "intersect":
		x.keywords("ALL", "SELECT")
	case "limit", "offset", "values":
	case "":
		x.keywords("SELECT", "FROM", "WHERE")
	default:
		x.out.Kinds = append(x.out.Kinds, schema.KindColumn, schema.KindFunction)
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

// withNames are the WITH queries that a SELECT may name, without those that an
// inner one hides.
func withNames(s *schema.Select) []string {
	if s == nil {
		return nil
	}
	var names []string
	for e := s.In; e != nil; {
		for _, w := range e.With {
			if !slices.Contains(names, w.Name.Text) {
				names = append(names, w.Name.Text)
			}
		}
		switch {
		case e.Of != nil:
			e = e.Of
		case e.Within != nil:
			e = e.Within.In
		default:
			e = nil
		}
	}
	return names
}

// reading reads the query with a name in the place of the one that is being typed,
// so that what follows keeps its meaning, and finds the innermost SELECT around it.
// The whole statement counts, since FROM follows the select list.
func (x *expecter) reading(from int) *queryReader {
	const placeholder = "x"
	src := x.p.src[:x.out.Prefix.Start] + placeholder + x.p.src[x.offset:]
	p := newParser(src, x.state)
	defer p.release()
	p.scan(x.state)
	y := &expecter{p: p, offset: x.offset}
	y.statement(p.scratch.toks, x.out.Prefix.Start)
	q := p.newQuery(from, len(p.toks))
	q.at = y.at
	p.i = from
	q.out.Body = q.expr(&schema.QueryExpr{})
	x.out.Query, x.out.In = q.out, q.around
	return q
}
