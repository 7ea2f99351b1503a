package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// fromList reads what follows FROM.
func (q *queryReader) fromList(s *schema.Select) {
	p := q.p
	for !p.done() {
		item := q.joined(s)
		if item == nil {
			q.unknown()
			return
		}
		s.From = append(s.From, item)
		if !p.acceptOp(',') {
			return
		}
	}
}

// joinWords begin a join, or say of what kind it is.
var joinWords = wordSet("inner left right full cross natural outer join straight_join")

// joined reads an item and what it is joined with.
func (q *queryReader) joined(s *schema.Select) *schema.FromItem {
	if !q.deeper() {
		return nil
	}
	defer q.shallower()
	left := q.primary(s)
	if left == nil {
		return nil
	}
	return q.joins(s, left)
}

// joins reads the joins behind an item.
func (q *queryReader) joins(s *schema.Select, left *schema.FromItem) *schema.FromItem {
	p := q.p
	for !p.done() {
		j := &schema.Join{Left: left}
		conditional := true
		start := p.i
		if p.accept("natural") {
			j.Natural, conditional = true, false
		}
		switch {
		case p.accept("cross"):
			conditional = false
			if p.accept("apply") || p.tok().kind == word && strings.EqualFold(p.between(p.i, p.i+1), "apply") {
				q.unknown()
				p.i = start
				return left
			}
		case p.accept("inner"):
		case p.acceptAny("left", "right", "full") != "":
			p.accept("outer")
		}
		if !p.accept("join") && !p.accept("straight_join") {
			if p.i != start {
				p.i = start
				q.unknown()
			}
			return left
		}
		if !q.deeper() {
			return left
		}
		j.Right = q.primary(s)
		if j.Right == nil {
			q.shallower()
			q.unknown()
			return left
		}
		if conditional && p.tok().kind == word && joinWords[p.tok().word] {
			// a JOIN b JOIN c ON … ON …; MySQL and SQLite need no condition.
			right := q.joins(s, j.Right)
			if p.at("on") || p.at("using") {
				j.Right = right
			} else if p.mysqlLike() || p.f == &sqliteFeatures {
				// Read again as ((a JOIN b) JOIN c).
				left = regroup(&schema.FromItem{Join: j}, right)
				q.shallower()
				continue
			} else {
				j.Right = right
				q.unknown()
			}
		}
		switch {
		case !conditional && !p.mysqlLike():
		case p.accept("on"):
			start := p.i
			q.value(place{in: s, on: j})
			q.joinAt(j, start)
		case p.accept("using"):
			start := p.i
			j.Using = p.names()
			q.joinAt(j, start)
			for _, n := range j.Using {
				q.out.Uses = append(q.out.Uses, schema.ColumnUse{In: s, On: j, Place: schema.InUsing, Column: n})
			}
			if p.accept("as") {
				// An alias for the merged columns alone (PostgreSQL 14).
				left = &schema.FromItem{Join: j}
				s.From = append(s.From, &schema.FromItem{Alias: p.name(), Qualified: true, Unknown: true})
				q.shallower()
				continue
			}
		}
		q.shallower()
		left = &schema.FromItem{Join: j}
	}
	return left
}

// joinAt notes the join whose condition begins at token start, if the token that
// is asked for stands in it and in no query inside it.
func (q *queryReader) joinAt(j *schema.Join, start int) {
	if q.around == nil && q.join == nil && start <= q.at && q.at <= q.p.i {
		q.join = j
	}
}

// regroup gives the join of left with what right joins: right begins with the
// right side of left.
func regroup(left, right *schema.FromItem) *schema.FromItem {
	if right == left.Join.Right {
		return left
	}
	if right.Join == nil {
		return left
	}
	joined := *right.Join
	joined.Left = regroup(left, joined.Left)
	return &schema.FromItem{Join: &joined}
}

// primary reads one item of FROM without what it is joined with; nil if none is
// next.
func (q *queryReader) primary(s *schema.Select) *schema.FromItem {
	p := q.p
	item := &schema.FromItem{}
	lateral := p.accept("lateral")
	switch t := p.tok(); {
	case t.is('(') && q.isQuery[p.i]:
		open := p.i
		p.i++
		item.Query = q.expr(&schema.QueryExpr{Within: s, Item: true, Lateral: lateral})
		q.close(open)
	case t.is('('):
		open := p.i
		p.i++
		inner := q.joined(s)
		if inner == nil {
			q.close(open)
			return nil
		}
		if p.mysqlLike() {
			for p.acceptOp(',') { // (a, b)
				more := q.joined(s)
				if more == nil {
					break
				}
				inner = &schema.FromItem{Join: &schema.Join{Left: inner, Right: more}}
			}
		}
		q.close(open)
		item = inner
		if !p.at("as") && !q.isAlias(p.tok()) {
			return item
		}
		item = &schema.FromItem{Join: &schema.Join{Left: inner}}
	case t.word == "rows" && p.peek(1).word == "from" && p.peek(2).is('('):
		p.i += 2
		open := p.i
		p.i++
		for !p.done() && p.i < q.closing[open] {
			if fn := p.ref(); fn.IsZero() || !q.arguments(place{in: s}) {
				break
			}
			if p.accept("as") {
				p.skipParens()
			}
			if !p.acceptOp(',') {
				break
			}
		}
		q.close(open)
		item.Function = &schema.FunctionItem{Ordinality: p.accept("with", "ordinality")}
		item.Unknown = true
	case p.isName(t) && !(t.kind == word && t.category == reserved && p.f.foldLower && t.word != "only"):
		if p.at("only") && !p.peek(1).is('.') && !p.peek(1).is(',') && (p.isName(p.peek(1)) || p.peek(1).is('(')) {
			p.i++
			if p.atOp('(') {
				open := p.i
				p.i++
				q.relation(item, s)
				q.close(open)
				break
			}
		}
		q.relation(item, s)
	case t.kind == param && p.dialect == schema.SQLServer:
		p.i++
		item.Unknown = true
	default:
		return nil
	}
	q.alias(item)
	return item
}

// isAlias reports whether a token behind an item of FROM is its alias.
func (q *queryReader) isAlias(t *token) bool {
	switch {
	case t.kind == quotedName:
		return true
	case t.kind == stringConst:
		return q.p.isName(t)
	case t.kind != word || t.category == reserved || joinWords[t.word] || clauseWords[t.word] || t.category == typeKeyword:
		return false
	}
	switch t.word {
	case "tablesample", "with":
		return false
	case "lock", "use", "force", "ignore", "partition":
		return !q.p.mysqlLike()
	case "indexed":
		return q.p.f != &sqliteFeatures
	case "loop", "then":
		return false // of a PL/pgSQL statement around the query
	}
	return true
}

// relation reads the name of a table, view or WITH query, or the call of a
// function.
func (q *queryReader) relation(item *schema.FromItem, s *schema.Select) {
	p := q.p
	start := p.i
	r := p.ref()
	if r.IsZero() {
		q.unknown()
		return
	}
	if p.atOp('(') && p.i > start {
		item.Function = &schema.FunctionItem{Ref: r}
		q.arguments(place{in: s})
		if p.accept("with", "ordinality") {
			item.Function.Ordinality = true
		}
		return
	}
	p.acceptOp('*')
	if r.Schema.IsZero() {
		if item.With = q.withQuery(r.Name.Text, s.In); item.With != nil {
			item.Ref = schema.Ref{}
			item.Alias, item.Mention = r.Name, r.Name
			return
		}
	}
	item.Ref = r
	q.mention(r)
}

// withQuery is the WITH query that a name stands for in a query, or nil.
func (q *queryReader) withQuery(name string, e *schema.QueryExpr) *schema.WithQuery {
	for e != nil {
		for i := len(e.With) - 1; i >= 0; i-- {
			if w := e.With[i]; w.Name.Text == name || !q.p.f.foldLower && strings.EqualFold(w.Name.Text, name) {
				return w
			}
		}
		switch {
		case e.Of != nil:
			e = e.Of
		case e.Within != nil:
			e = e.Within.In
		default:
			return nil
		}
	}
	return nil
}

// mention notes an occurrence of a table or view.
func (q *queryReader) mention(r schema.Ref) {
	q.p.refSite(r, schema.KindRelation, false)
	if key := r.String(); !q.seen[key] {
		q.seen[key] = true
		q.out.Relations = append(q.out.Relations, r)
	}
}

// alias reads what may follow an item of FROM: its alias with names or definitions
// of columns, a sample, hints.
func (q *queryReader) alias(item *schema.FromItem) {
	p := q.p
	q.hints(true)
	as := p.accept("as")
	switch t := p.tok(); {
	case as && p.isName(t), q.isAlias(t):
		item.Alias = p.name()
	case as && p.atOp('(') && item.Function != nil:
	default:
		q.hints(false)
		return
	}
	if p.atOp('(') && !(p.mysqlLike() && item.Query == nil && item.Join == nil && item.Function == nil) && !q.isQuery[p.i] {
		open := p.i
		p.i++
		for !p.done() && p.i < q.closing[open] {
			from := p.i
			n := p.name()
			if n.IsZero() {
				break
			}
			if p.atOp(',') || p.atOp(')') {
				item.Columns = append(item.Columns, n)
			} else {
				col := schema.ColumnDef{Name: n, Type: q.dataType()}
				if p.accept("collate") {
					p.ref()
				}
				col.Span = p.spanOf(from, p.i)
				if item.Function != nil {
					item.Function.Columns = append(item.Function.Columns, col)
				}
			}
			if !p.acceptOp(',') {
				break
			}
		}
		q.close(open)
	}
	q.hints(false)
}

// hints passes TABLESAMPLE, and what MySQL, SQLite and SQL Server have behind a
// table; before says that the alias may still come.
func (q *queryReader) hints(before bool) {
	p := q.p
	for {
		switch {
		case p.accept("tablesample"):
			p.ref()
			p.skipParens()
			if p.accept("repeatable") {
				p.skipParens()
			}
		case p.mysqlLike() && p.at("partition") && p.peek(1).is('('):
			p.i++
			p.skipParens()
		case p.mysqlLike() && !before && (p.at("use") || p.at("force") || p.at("ignore")) && (p.peek(1).word == "index" || p.peek(1).word == "key"):
			p.i += 2
			if p.accept("for") {
				for p.acceptAny("join", "order", "group", "by") != "" {
				}
			}
			p.skipParens()
			p.acceptOp(',')
		case p.dialect == schema.SQLServer && p.at("with") && p.peek(1).is('('):
			p.i++
			p.skipParens()
		case p.f == &sqliteFeatures && strings.EqualFold(p.between(p.i, p.i+1), "indexed"):
			p.i++
			p.accept("by")
			p.name()
		case p.f == &sqliteFeatures && p.at("not") && strings.EqualFold(p.between(p.i+1, p.i+2), "indexed"):
			p.i += 2
		default:
			return
		}
	}
}
