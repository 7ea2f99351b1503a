package sql

import "github.com/schemascope/schemascope/engine/schema"

// clause is the part of a query that the place is in.
type clause struct {
	// word is the keyword that it begins with: "conflict" of ON CONFLICT, "do" of DO
	// UPDATE, "set" of ON DUPLICATE KEY UPDATE, too, "for" of FOR UPDATE; "" if the
	// place is in none.
	word string
	at   int // the keyword's token
	// depth is how many parentheses stand open between the keyword and the place,
	// and list the outermost of them.
	depth, list int
}

// clauseStarts are the keywords that say what the rest of a clause holds.
var clauseStarts = wordSet(`select from join where on set group order having returning values limit offset into using update
	union except intersect with delete insert window fetch`)

// clauseBefore finds the clause that the place before token end is in, in the
// query that begins at token from. Outside the innermost parenthesis it goes on.
func (x *expecter) clauseBefore(from, end int) clause {
	c := clause{at: from, list: -1}
	depth := 0
	for i := end - 1; i >= from; i-- {
		switch t := x.before[i]; {
		case t.is(')'):
			depth++
		case t.is('(') && depth > 0:
			depth--
		case t.is('('):
			c.depth, c.list = c.depth+1, i
		case depth > 0 || t.kind != word || !clauseStarts[t.word]:
		default:
			if word := x.clauseWord(from, i); word != "" {
				c.word, c.at = word, i
				return c
			}
		}
	}
	return c
}

// clauseWord is the clause that token i begins; "" if the word there means
// something else.
func (x *expecter) clauseWord(from, i int) string {
	var prev, next token
	if i > from {
		prev = x.before[i-1]
	}
	if i+1 < len(x.before) {
		next = x.before[i+1]
	}
	t := x.before[i]
	if prev.is('.') {
		return ""
	}
	switch t.word {
	case "from":
		if prev.word == "distinct" && i-2 >= from && (x.before[i-2].word == "is" || x.before[i-2].word == "not") || x.inSyntaxOfCall(from, i) {
			return ""
		}
	case "update":
		switch prev.word {
		case "do":
			return "do"
		case "for", "no":
			return "for"
		case "key":
			if x.p.mysqlLike() {
				return "set"
			}
			return "for"
		}
	case "on":
		switch {
		case next.word == "conflict":
			return "conflict"
		case prev.word == "distinct", prev.word == "conflict", next.word == "duplicate":
			return ""
		}
	case "values":
		if prev.kind == punct && !prev.is(')') && !prev.is('(') {
			return "" // MySQL's function
		}
	case "with":
		if next.word == "time" || next.word == "ordinality" || next.word == "ties" || next.word == "rollup" {
			return ""
		}
	case "group":
		if prev.word == "within" {
			return ""
		}
	case "set":
		if prev.word == "character" {
			return ""
		}
	}
	return t.word
}

// callsWithSyntax are the functions whose arguments FROM may stand between
// (PostgreSQL, "9.4. String Functions and Operators": SQL-defined functions).
var callsWithSyntax = wordSet("extract substring trim overlay")

// inSyntaxOfCall reports whether token i stands in the parentheses of such a call.
func (x *expecter) inSyntaxOfCall(from, i int) bool {
	open := x.openBefore(from, i)
	return open > from && callsWithSyntax[x.before[open-1].word]
}

// openBefore is the innermost parenthesis that is open at token i; −1 if there is
// none from token from on.
func (x *expecter) openBefore(from, i int) int {
	depth := 0
	for i--; i >= from; i-- {
		switch t := x.before[i]; {
		case t.is(')'):
			depth++
		case t.is('(') && depth > 0:
			depth--
		case t.is('('):
			return i
		}
	}
	return -1
}

// verbs begin what a query does, behind its WITH queries.
var verbs = wordSet("select insert update delete merge values replace")

// verb finds what the query does in which token at stands at the outermost level:
// the token of SELECT, INSERT or the like, or −1.
func (x *expecter) verb(from, at int) int {
	start := x.openBefore(from, at) + 1
	if start == 0 {
		start = from
	}
	depth := 0
	for i := start; i <= at && i < len(x.before); i++ {
		switch t := x.before[i]; {
		case t.is('('):
			depth++
		case t.is(')'):
			depth--
		case depth == 0 && t.kind == word && verbs[t.word]:
			return i
		}
	}
	return -1
}

// does is the word of verb; "" if there is none.
func (x *expecter) does(from, at int) string {
	if i := x.verb(from, at); i >= 0 {
		return x.before[i].word
	}
	return ""
}

// insertInto is the table that INSERT INTO names, and the token behind the name;
// 0 if there is none.
func (x *expecter) insertInto(from, at int) (table schema.Ref, behind int) {
	i := x.verb(from, at)
	if i < 0 || x.before[i].word != "insert" && x.before[i].word != "replace" {
		return schema.Ref{}, 0
	}
	for ; i < len(x.before); i++ {
		if x.before[i].word == "into" {
			x.p.toks, x.p.i = x.before, i+1
			table = x.p.ref()
			behind = x.p.i
			x.p.toks = x.toks
			return table, behind
		}
	}
	return schema.Ref{}, 0
}

// commas counts the commas at the outermost level behind token open, up to the
// place.
func (x *expecter) commas(open int) int {
	n, depth := 0, 0
	for _, t := range x.before[open+1:] {
		switch {
		case t.is('('):
			depth++
		case t.is(')'):
			depth--
		case t.is(',') && depth == 0:
			n++
		}
	}
	return n
}

// inCase reports whether a CASE is open at the place, from token at on.
func (x *expecter) inCase(at int) bool {
	open := 0
	for _, t := range x.before[at:] {
		switch t.word {
		case "case":
			open++
		case "end":
			open--
		}
	}
	return open > 0
}
