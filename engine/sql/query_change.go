package sql

import (
	"github.com/schemascope/schemascope/engine/schema"
)

// change reads INSERT, UPDATE, DELETE or MERGE.
func (q *queryReader) change(s *schema.Select) {
	p := q.p
	verb := p.tok().word
	p.i++
	switch verb {
	case "insert", "replace":
		q.insert(s)
	case "update":
		q.update(s)
	case "delete":
		q.delete(s)
	case "merge":
		q.merge(s)
	}
	if p.accept("returning") {
		if p.at("with") && p.peek(1).is('(') {
			p.i++
			p.skipParens()
			q.unknown()
		}
		for !q.endOfList() {
			q.item(s)
			if !p.acceptOp(',') {
				break
			}
		}
		if p.at("into") {
			q.into()
		}
	}
}

// target reads the relation that is changed, with its alias.
func (q *queryReader) target(s *schema.Select) bool {
	item := &schema.FromItem{}
	r := q.p.ref()
	if r.IsZero() {
		q.unknown()
		return false
	}
	item.Ref = r
	q.mention(r)
	s.Target = item
	s.From = append(s.From, item)
	return true
}

// targetColumns reads names of columns of the target in parentheses.
func (q *queryReader) targetColumns(s *schema.Select) {
	p := q.p
	open := p.i
	p.i++
	for !p.done() && p.i < q.closing[open] {
		q.targetColumn(s)
		if !p.acceptOp(',') {
			break
		}
	}
	q.close(open)
}

// targetColumn reads the name of a column of the target, with a field or an index
// behind it.
func (q *queryReader) targetColumn(s *schema.Select) {
	p := q.p
	u := schema.ColumnUse{In: s, Of: s.Target, Quoted: p.tok().kind == quotedName}
	if u.Column = p.name(); u.Column.IsZero() {
		q.unknown()
		return
	}
	u.Quoted = false
	q.out.Uses = append(q.out.Uses, u)
	for p.atOp('[') || p.atOp('.') {
		if p.atOp('[') {
			q.subscript(place{in: s})
		} else {
			p.i++
			p.name()
		}
	}
}

// assignments reads what follows SET.
func (q *queryReader) assignments(s *schema.Select, qualified bool) {
	p := q.p
	in := place{in: s}
	for !p.done() {
		switch {
		case p.atOp('('):
			q.targetColumns(s)
		case qualified && p.peek(1).is('.'):
			q.named(in) // MySQL and SQLite: table.column
		default:
			q.targetColumn(s)
		}
		if !p.acceptOp('=') && !(p.tok().kind == punct && p.between(p.i, p.i+1) == ":=" && func() bool { p.i++; return true }()) {
			q.unknown()
			return
		}
		q.value(in)
		if !p.acceptOp(',') {
			return
		}
	}
}

// insert reads INSERT from behind its keyword.
func (q *queryReader) insert(s *schema.Select) {
	p := q.p
	if p.accept("or") {
		p.i++ // SQLite: INSERT OR IGNORE
	}
	for p.mysqlLike() && (p.acceptAny("ignore", "low_priority", "high_priority") != "" || p.tok().kind == word && p.tok().word == "" && p.peek(1).word == "into") {
		if p.peek(1).word == "into" && p.tok().word == "" {
			p.i++
		}
	}
	p.accept("into")
	if !q.target(s) {
		return
	}
	if p.accept("as") {
		s.Target.Alias = p.name()
	}
	if p.mysqlLike() && p.accept("partition") {
		p.skipParens()
	}
	if p.atOp('(') && !q.isQuery[p.i] {
		if p.peek(1).is(')') {
			p.i += 2
		} else {
			q.targetColumns(s)
		}
	}
	if p.accept("overriding") {
		p.i = min(p.i+2, len(p.toks))
	}
	switch {
	case p.accept("default", "values"):
	case p.mysqlLike() && p.accept("set"):
		q.assignments(s, true)
	case p.mysqlLike() && p.accept("value"):
		q.rows(&schema.Select{In: s.In})
	default:
		source := &schema.QueryExpr{Of: s.In}
		if s.In.Within != nil || s.In.Of != nil {
			source.Within = s.In.Within
		}
		q.expr(source)
	}
	if p.mysqlLike() && p.accept("as") {
		q.unknown() // the new row's alias
		p.name()
		p.skipParens()
	}
	for p.accept("on", "conflict") {
		q.conflict(s)
	}
	if p.accept("on", "duplicate", "key", "update") {
		if len(q.out.Relations) > 1 {
			q.unknown() // columns of the SELECT may be named, too
		}
		q.assignments(s, true)
	}
}

// conflict reads what follows ON CONFLICT.
func (q *queryReader) conflict(s *schema.Select) {
	p := q.p
	in := place{in: s}
	if p.accept("on", "constraint") {
		p.constraintSite(s.Target.Ref, p.name(), false)
	} else if p.atOp('(') {
		open := p.i
		p.i++
		for !p.done() && p.i < q.closing[open] {
			q.value(in)
			if !p.atOp(',') && !p.atOp(')') {
				p.ref() // an operator class
				p.acceptAny("asc", "desc")
			}
			if !p.acceptOp(',') {
				break
			}
		}
		q.close(open)
		if p.accept("where") {
			q.value(in)
		}
	}
	if !p.accept("do") || p.accept("nothing") {
		return
	}
	excluded := &schema.FromItem{Ref: s.Target.Ref, Implicit: "excluded", Qualified: true}
	s.From = append(s.From, excluded)
	if p.accept("update", "set") {
		q.assignments(s, p.f == &sqliteFeatures)
		if p.accept("where") {
			q.value(in)
		}
	}
}

// update reads UPDATE from behind its keyword.
func (q *queryReader) update(s *schema.Select) {
	p := q.p
	if p.accept("or") {
		p.i++
	}
	for p.mysqlLike() && p.acceptAny("ignore", "low_priority") != "" {
	}
	if p.mysqlLike() {
		q.fromList(s)
		if len(s.From) > 0 && s.From[0].Join == nil {
			s.Target = s.From[0]
		}
		if len(s.From) > 1 {
			s.Target = nil
		}
		if p.accept("set") {
			q.mysqlAssignments(s)
		}
		q.clauses(s)
		return
	}
	p.accept("only")
	if !q.target(s) {
		return
	}
	p.acceptOp('*')
	q.alias(s.Target)
	if p.accept("set") {
		q.assignments(s, p.dialect != schema.Postgres)
	}
	if p.accept("from") {
		q.fromList(s)
	}
	q.clauses(s)
}

// mysqlAssignments reads what follows SET, where any of several tables may be
// changed.
func (q *queryReader) mysqlAssignments(s *schema.Select) {
	if s.Target != nil {
		q.assignments(s, true)
		return
	}
	for in := (place{in: s}); !q.p.done(); {
		q.named(in)
		if !q.p.acceptOp('=') {
			q.unknown()
			return
		}
		q.value(in)
		if !q.p.acceptOp(',') {
			return
		}
	}
}

// delete reads DELETE from behind its keyword.
func (q *queryReader) delete(s *schema.Select) {
	p := q.p
	for p.mysqlLike() && p.acceptAny("ignore", "low_priority") != "" {
	}
	if p.mysqlLike() && !p.at("from") {
		for !p.done() && !p.at("from") { // DELETE a, b FROM a JOIN b
			p.i++
		}
		if p.accept("from") {
			q.fromList(s)
		}
		q.clauses(s)
		return
	}
	p.accept("from")
	p.accept("only")
	if !q.target(s) {
		return
	}
	p.acceptOp('*')
	q.alias(s.Target)
	if p.accept("using") {
		if p.mysqlLike() {
			s.From = nil
		}
		q.fromList(s)
	}
	q.clauses(s)
}

// merge reads MERGE from behind its keyword.
func (q *queryReader) merge(s *schema.Select) {
	p := q.p
	in := place{in: s}
	p.accept("into")
	p.accept("only")
	if !q.target(s) {
		return
	}
	q.alias(s.Target)
	if p.accept("using") {
		if item := q.joined(s); item != nil {
			s.From = append(s.From, item)
		}
	}
	if p.accept("on") {
		q.value(in)
	}
	for p.accept("when") {
		for !p.done() && !p.at("then") && !p.at("and") {
			p.i++
		}
		if p.accept("and") {
			q.value(in)
		}
		if !p.accept("then") {
			q.unknown()
			return
		}
		switch {
		case p.accept("update", "set"):
			q.assignments(s, p.dialect != schema.Postgres)
		case p.accept("insert"):
			if p.atOp('(') {
				q.targetColumns(s)
			}
			if p.accept("overriding") {
				p.i = min(p.i+2, len(p.toks))
			}
			if !p.accept("default", "values") && p.accept("values") && p.atOp('(') {
				open := p.i
				p.i++
				q.list(in)
				q.close(open)
			}
		case p.accept("delete"), p.accept("do", "nothing"):
		}
	}
}
