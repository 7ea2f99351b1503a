package sql

import (
	"maps"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// take notes that the tokens from…to−1 name a relation.
func (q *queryReader) take(from, to int) {
	if !q.bare {
		return
	}
	for i := from; i < to; i++ {
		q.taken[i] = true
	}
}

// conditionSites notes what a condition names that may hold queries, in
// toks[from:to]: among it are columns of what names stands for.
func (p *parser) conditionSites(from, to int, names map[string]schema.Ref) {
	saved := p.i
	q := &queryReader{p: p, seen: map[string]bool{}, bare: true, taken: map[int]bool{}}
	q.match(from, to)
	q.readSelect(from, to, &scope{names: names}, 0)
	p.i = saved
}

// bareColumns finds the columns of one SELECT that are named without a table.
// Which table has such a column is known only when all tables are: a site is
// noted for each that may, the nearest first.
type bareColumns struct {
	q        *queryReader
	s        *scope
	from, to int

	aliases map[string]bool // that the SELECT gives to what it yields
	level   int
	inOrder bool
	owners  []schema.Ref
	looked  bool
}

// afterWords are the words behind which a name is no column.
var afterWords = wordSet("as over window collate of constraint operator")

// operandWords end an operand, as names do.
var operandWords = wordSet("end null true false current_date current_timestamp current_user")

// is reports whether token i names a column alone.
func (b *bareColumns) is(i int) bool {
	p := b.q.p
	t := &p.toks[i]
	if t.is('(') {
		b.level++
	} else if t.is(')') {
		b.level--
	}
	if b.level == 0 && t.kind == word && clauseWords[t.word] {
		b.inOrder = t.word == "order"
	}
	if t.kind != quotedName && (t.kind != word || !t.mayName() || syntaxWords[t.word]) || b.q.taken[i] {
		return false
	}
	next := &p.end
	if i+1 < b.to {
		next = &p.toks[i+1]
	}
	if next.is('(') || next.is('.') || next.kind == stringConst {
		return false // a function, a qualified name, a typed literal
	}
	if i == b.from {
		return true
	}
	before := &p.toks[i-1]
	switch {
	case before.is('.'), before.is('(') && next.word == "from":
		return false
	case before.kind == word && (afterWords[before.word] || operandWords[before.word]),
		before.kind == quotedName, before.is(')'), before.is(']'), before.kind == stringConst, before.kind == number,
		before.kind == word && before.mayName() && !syntaxWords[before.word]:
		b.alias(t)
		return false
	}
	return !(b.inOrder && b.level == 0 && b.aliases[p.nameOf(t).Text])
}

// alias notes what the SELECT calls one of its results.
func (b *bareColumns) alias(t *token) {
	if b.aliases == nil {
		b.aliases = map[string]bool{}
	}
	b.aliases[b.q.p.nameOf(t).Text] = true
}

// note adds the sites of the column that token i names.
func (b *bareColumns) note(i int) {
	if !b.looked {
		b.owners, b.looked = b.s.owners(), true
	}
	n := b.q.p.nameOf(&b.q.p.toks[i])
	for _, owner := range b.owners {
		b.q.p.columnSite(owner, n, false)
	}
}

// maxOwners bounds how many tables a column may be of.
const maxOwners = 8

// owners are the tables whose columns a query may name alone. What an inner query
// reads hides the columns of the outer ones, so that beyond a relation whose
// columns are not known none is sure.
func (s *scope) owners() []schema.Ref {
	var found []schema.Ref
	for ; s != nil; s = s.outer {
		unknown := false
		var here []schema.Ref
		for _, name := range slices.Sorted(maps.Keys(s.names)) {
			r := s.names[name]
			if r.IsZero() {
				unknown = true
			} else if !slices.ContainsFunc(here, func(have schema.Ref) bool { return strings.EqualFold(have.String(), r.String()) }) {
				here = append(here, r)
			}
		}
		if found = append(found, here...); unknown || len(found) > maxOwners {
			break
		}
	}
	return found[:min(len(found), maxOwners)]
}
