package sql

import (
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// query expects what may stand in a query or a change of data, which begins at
// token from.
func (x *expecter) query(from int) {
	q := x.reading(from)
	c := x.clauseBefore(from, len(x.before))
	relation := x.wantsRelation(from, c)
	if x.out.InString {
		if c.word == "values" && c.depth == 1 {
			x.oppositeInserted(from, c.list)
		} else if !relation {
			x.opposite()
		}
		return
	}
	switch {
	case relation:
		x.named(schema.KindRelation)
		if c.word == "from" || c.word == "join" || c.word == "using" {
			x.out.With = withNames(q.around)
		}
		if x.before[len(x.before)-1].is('(') {
			x.keywords("SELECT", "VALUES")
		}
	case len(x.qualifiers) > 0:
		x.qualified(q, c)
	default:
		x.inClause(q, c, from)
	}
}

// qualified expects a column or function behind alias. or table. or schema.table.
func (x *expecter) qualified(q *queryReader, c clause) {
	n := len(x.qualifiers)
	x.out.Kinds = []schema.Kind{schema.KindColumn}
	owner := schema.Ref{Name: x.qualifiers[n-1]}
	if n > 1 {
		owner.Schema = x.qualifiers[n-2]
	} else {
		x.out.Kinds = append(x.out.Kinds, schema.KindFunction)
		x.out.Schema = owner.Name.Text // if it is one
		x.out.Calls = true
	}
	x.out.Owner = owner
	x.joined(q, c)
}

// joined notes the join whose condition the place is in.
func (x *expecter) joined(q *queryReader, c clause) {
	if c.word != "on" || q.join == nil {
		return
	}
	x.out.Join = q.join
	switch last := x.before[len(x.before)-1]; {
	case last.word == "on", last.word == "and", last.is('(') && x.word(2) == "on":
		x.out.Condition = true
	default:
		x.opposite()
	}
}

// operand expects an operand of an expression over what the query reads.
func (x *expecter) queryOperand() {
	x.out.Kinds = append(x.out.Kinds, schema.KindColumn, schema.KindFunction)
	x.out.Calls = true
	x.opposite()
	x.operandWords()
}

// operandWords expects the keywords that an operand begins with.
func (x *expecter) operandWords() {
	last := x.before[len(x.before)-1]
	switch last.word {
	case "is":
		x.out.Kinds, x.out.Calls = nil, false
		x.keywords("NULL", "NOT NULL", "TRUE", "FALSE", "DISTINCT FROM", "NOT DISTINCT FROM")
		return
	case "not":
		switch x.word(2) {
		case "is":
			x.out.Kinds, x.out.Calls = nil, false
			x.keywords("NULL", "TRUE", "FALSE", "DISTINCT FROM")
			return
		case "", "then":
			if n := len(x.before) - 2; n >= 0 && x.before[n].kind != punct || n >= 0 && x.before[n].is(')') {
				x.out.Kinds, x.out.Calls = nil, false
				x.keywords("IN", "LIKE", "BETWEEN")
				return
			}
		}
	case "case":
		x.keywords("WHEN")
	}
	if last.kind == punct && !last.is('(') && !last.is(',') {
		x.keywords("CASE", "NULL", "TRUE", "FALSE")
		return
	}
	if last.is('(') && (x.word(2) == "in" || x.word(2) == "exists" || x.word(2) == "any" || x.word(2) == "all" || x.word(2) == "array") {
		x.keywords("SELECT")
	}
	x.keywords("CASE", "NOT", "EXISTS", "NULL", "TRUE", "FALSE")
}

// operators expects what may stand behind an operand.
func (x *expecter) operators() {
	x.keywords("AND", "OR", "IS NULL", "IS NOT NULL", "IN", "NOT IN", "BETWEEN", "LIKE", "NOT LIKE")
	if x.p.dialect == schema.Postgres {
		x.keywords("ILIKE")
	}
}

// afterOperand reports whether the place is behind an operand of an expression,
// rather than where one may stand.
func (x *expecter) afterOperand() bool {
	last := x.before[len(x.before)-1]
	if last.is('*') {
		prev := token{kind: punct}
		if n := len(x.before) - 2; n >= 0 {
			prev = x.before[n]
		}
		return prev.is('(') || prev.is(',') || prev.is('.') || prev.word == "select" || prev.word == "distinct" || prev.word == "all" || prev.word == "returning"
	}
	return !x.wantsOperand() && !(last.kind == word && (clauseStarts[last.word] || last.word == "by" || last.word == "distinct" || last.word == "exists"))
}

// inClause expects what may stand in a clause where no name is begun that is
// qualified.
func (x *expecter) inClause(q *queryReader, c clause, from int) {
	last := x.before[len(x.before)-1]
	after := x.afterOperand()
	switch {
	case c.depth > 0 && x.inList(q, c, from):
		return
	case after && c.word != "with" && x.inCase(c.at):
		x.keywords("WHEN", "THEN", "ELSE", "END", "AND", "OR", "IS NULL", "IS NOT NULL")
		return
	case c.depth > 0 && after:
		x.operators()
		return
	case c.depth > 0:
		x.queryOperand()
		return
	}
	switch c.word {
	case "select", "returning":
		if after && !x.behindDistinctOn(c) {
			if c.word == "select" {
				x.keywords("FROM")
			}
			x.alias()
			return
		}
		if x.queryOperand(); last.word == "select" {
			x.keywords("DISTINCT", "FROM")
		}
	case "from", "join", "update":
		x.afterRelation(c, from)
	case "using":
		x.behindJoins(from, c)
	case "on":
		switch {
		case !after:
			if x.queryOperand(); last.word != "is" {
				x.joined(q, c)
			}
			if does := x.does(from, c.at); last.word == "on" && (does == "insert" || does == "replace") && x.clauseBefore(from, c.at).word != "join" {
				x.out.Kinds, x.out.Calls, x.out.Keywords = nil, false, nil
				if x.p.mysqlLike() {
					x.keywords("DUPLICATE KEY UPDATE")
				} else {
					x.keywords("CONFLICT")
				}
			}
		default:
			x.operators()
			x.behindJoins(from, c)
		}
	case "into":
		x.keywords("VALUES", "SELECT")
		if !last.is(')') {
			x.keywords("DEFAULT VALUES", "AS")
		}
		if x.p.mysqlLike() {
			x.keywords("SET")
		}
	case "values":
		if last.is(')') {
			x.behindRows(from, c)
		}
	case "conflict", "do":
		x.inConflict(c, from)
	case "set":
		x.inSet(q, c, from)
	case "with":
		switch {
		case last.word == "with":
			x.keywords("RECURSIVE")
		case last.word == "recursive", last.is(','):
		case last.is(')') && x.word(2) != "" || last.is(')'):
			x.keywords("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "AS")
		case last.word == "as":
			x.keywords("MATERIALIZED", "NOT MATERIALIZED")
		default:
			x.keywords("AS")
		}
	case "delete":
		x.keywords("FROM")
	case "insert":
		switch {
		case last.word == "or":
			x.keywords("REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK")
		case x.p.f == &sqliteFeatures && last.word == "insert":
			x.keywords("INTO", "OR REPLACE", "OR IGNORE", "OR ABORT", "OR FAIL", "OR ROLLBACK")
		case x.p.mysqlLike() && last.word == "insert":
			x.keywords("INTO", "IGNORE INTO")
		default:
			x.keywords("INTO")
		}
	case "group", "order":
		switch {
		case last.word == c.word:
			x.keywords("BY")
		case after && c.word == "order":
			x.keywords("ASC", "DESC")
			if !x.p.mysqlLike() {
				x.keywords("NULLS FIRST", "NULLS LAST")
			}
			x.keywords("LIMIT", "OFFSET")
		case after:
			x.keywords("HAVING", "ORDER BY", "LIMIT", "UNION")
		default:
			x.outputColumns(q)
			x.queryOperand()
		}
	case "where", "having":
		if !after {
			x.queryOperand()
			return
		}
		x.operators()
		x.behindWhere(from, c)
	case "union", "except", "intersect":
		x.keywords("ALL", "SELECT")
	case "limit":
		if after {
			x.keywords("OFFSET")
		}
	case "":
		x.keywords("SELECT", "FROM", "WHERE")
	}
}

// inList expects what may stand in parentheses that are no expression. It reports
// false for those that are.
func (x *expecter) inList(q *queryReader, c clause, from int) bool {
	last := x.before[len(x.before)-1]
	open := x.openBefore(from, len(x.before))
	var head token // what stands before the innermost parenthesis
	if open > from {
		head = x.before[open-1]
	}
	switch {
	case c.word == "using" && c.depth == 1 && head.word == "using" && q.join != nil:
		x.out.Kinds, x.out.In = []schema.Kind{schema.KindColumn}, q.around
		x.out.Join, x.out.Shared, x.out.Listed = q.join, true, x.listed(open)
	case c.word == "into" && c.depth == 1:
		table, _ := x.insertInto(from, c.at)
		x.out.In = nil
		x.columns(table)
		x.out.Listed = x.listed(open)
	case c.word == "conflict" && c.depth == 1 && open == c.at+2:
		if last.is('(') || last.is(',') {
			table, _ := x.insertInto(from, c.at)
			x.out.In = nil
			x.columns(table)
			x.out.Keyed, x.out.Listed = true, x.listed(open)
		}
	case c.word == "values" && c.depth == 1:
		if !last.is('(') && !last.is(',') {
			if x.afterOperand() {
				return true
			}
		} else if does := x.does(from, c.at); does == "insert" || does == "replace" {
			x.oppositeInserted(from, c.list)
			x.keywords("DEFAULT")
		}
		x.out.Kinds, x.out.Calls = append(x.out.Kinds, schema.KindFunction), true
		x.keywords("NULL", "TRUE", "FALSE")
	case c.word == "set" && c.depth == 1 && open == c.at+1:
		x.settable(q, c, from)
		x.out.Listed = x.listed(open)
	case head.word == "as" && c.word == "with":
		x.keywords("SELECT", "VALUES", "INSERT INTO", "UPDATE", "DELETE FROM")
	case c.word == "with":
		return true // the columns of a WITH query
	case head.word == "over" || head.word == "as" && c.word == "window" || head.word == "group" && open > from+1 && x.before[open-2].word == "within":
		switch {
		case last.is('('):
			x.keywords("PARTITION BY", "ORDER BY")
		case last.word == "partition":
			x.keywords("BY")
		case x.afterOperand():
			x.keywords("ORDER BY")
		default:
			return false
		}
	default:
		return false
	}
	return true
}

// behindDistinctOn reports whether the place is behind DISTINCT ON (…).
func (x *expecter) behindDistinctOn(c clause) bool {
	open := c.at + 3
	return open < len(x.before) && x.before[c.at+1].word == "distinct" && x.before[c.at+2].word == "on" && x.closing(open) == len(x.before)-1
}

// inConflict expects what may stand behind ON CONFLICT (PostgreSQL, "INSERT").
func (x *expecter) inConflict(c clause, from int) {
	last := x.before[len(x.before)-1]
	switch {
	case c.word == "do":
		x.keywords("SET")
	case last.word == "conflict":
		x.keywords("DO NOTHING", "DO UPDATE SET")
		if x.p.f != &sqliteFeatures {
			x.keywords("ON CONSTRAINT")
		}
	case last.word == "on":
		x.keywords("CONSTRAINT")
	case last.word == "constraint":
		table, _ := x.insertInto(from, c.at)
		x.out.Kinds, x.out.Tables = []schema.Kind{schema.KindConstraint}, []schema.Ref{table}
		x.out.Constraints = uniqueConstraints
	case last.word == "do":
		x.keywords("NOTHING", "UPDATE SET")
	case last.word == "nothing":
		x.keywords("RETURNING")
	default:
		x.keywords("DO NOTHING", "DO UPDATE SET")
		if last.is(')') {
			x.keywords("WHERE")
		}
	}
}

// inSet expects what may stand behind SET.
func (x *expecter) inSet(q *queryReader, c clause, from int) {
	start, depth := c.at+1, 0 // of the last assignment
	assigned := false
	for i := start; i < len(x.before); i++ {
		switch t := x.before[i]; {
		case t.is('('):
			depth++
		case t.is(')'):
			depth--
		case depth > 0:
		case t.is(','):
			start, assigned = i+1, false
		case t.is('='):
			assigned = true
		}
	}
	switch {
	case start == len(x.before):
		x.settable(q, c, from)
		x.out.Listed = x.listed(c.at)
	case !assigned:
	case !x.afterOperand():
		if x.queryOperand(); x.before[len(x.before)-1].is('=') {
			x.keywords("DEFAULT")
		}
	default:
		x.keywords("WHERE")
		if x.does(from, c.at) == "update" && !x.p.mysqlLike() {
			x.keywords("FROM")
		}
		x.returning()
	}
}

// settable expects a column of the table that is changed.
func (x *expecter) settable(q *queryReader, c clause, from int) {
	table, _ := x.insertInto(from, c.at)
	if table.IsZero() && q.around != nil && q.around.Target != nil {
		table = q.around.Target.Ref
	}
	if table.IsZero() { // one of several
		x.out.Kinds = append(x.out.Kinds, schema.KindColumn)
		return
	}
	x.out.In = nil
	x.columns(table)
}

// outputColumns expects the names that the select list gives to columns.
func (x *expecter) outputColumns(q *queryReader) {
	if q.around == nil {
		return
	}
	for _, it := range q.around.Items {
		if it.Alias && !slices.Contains(x.out.Columns, it.Name.Text) {
			x.out.Columns = append(x.out.Columns, it.Name.Text)
		}
	}
}

// wantsRelation reports whether the name of a table or view stands at the place.
func (x *expecter) wantsRelation(from int, c clause) bool {
	last := x.before[len(x.before)-1]
	switch last.word {
	case "from", "join", "into":
		return last.kind == word && c.depth == 0 && c.word == last.word
	case "straight_join":
		return last.kind == word
	case "only", "lateral":
		return true
	case "update":
		return c.word == "update"
	case "using":
		does := x.does(from, c.at)
		return does == "delete" || does == "merge"
	case "table":
		return len(x.before) == from+1 || x.word(2) == "truncate"
	}
	switch {
	case last.is(',') && c.depth == 0:
		return c.word == "from" || c.word == "update" && x.p.mysqlLike()
	case (last.is('(') || last.is(',')) && (c.word == "from" || c.word == "join"):
		open := x.openBefore(from, len(x.before))
		return open > from && (x.before[open-1].is(',') || x.before[open-1].word == "from" || x.before[open-1].word == "join")
	}
	return false
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
	src := x.p.src[:x.out.Prefix.Start] + placeholder + x.p.src[x.out.Prefix.End:]
	p := newParser(src, x.state)
	defer p.release()
	p.scan(x.state)
	y := &expecter{p: p, offset: x.offset}
	y.statement(p.scratch.toks, x.out.Prefix.Start)
	q := p.newQuery(from, len(p.toks))
	q.at = y.at
	p.i = from
	body := &schema.QueryExpr{}
	if len(x.rows) > 0 {
		body.Within = &schema.Select{From: x.rows}
		body.Within.In = &schema.QueryExpr{Sides: []*schema.Select{body.Within}}
	}
	q.out.Body = q.expr(body)
	x.out.Query, x.out.In = q.out, q.around
	return q
}
