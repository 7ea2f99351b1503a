package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// follow goes with the tokens before the place through a rule of the grammar, and
// expects what may come next. Parentheses that are open at the place, and lists,
// are entered behind their last comma, so that what is wrong before that does not
// matter; tokens that the rule does not foresee are passed over.
func (x *expecter) follow(rule string, from int) {
	g := grammarOf(x.p.dialect)
	for rule != "" {
		rule, from = x.followRule(g, rule, from)
	}
}

// followRule is follow up to where another rule goes on, which it gives.
func (x *expecter) followRule(g *grammar, rule string, from int) (next string, at int) {
	x.from = from
	n := len(x.before)
	waiting := map[int][]*step{from: reach(nil, g.rules[rule])}
	ahead := from // the last place that was reached
	var states []*step
	for i := from; i < n; i++ {
		switch here := waiting[i]; {
		case len(here) > 0:
			states = here
		case i < ahead:
			continue // within what was passed as a whole
		}
		t := x.before[i]
		if s := stepOf(states, stepItems); s != nil && (t.kind == word || t.is(',')) {
			return s.name, x.lastItem(i)
		}
		if t.is('(') && !x.keyword(states, i, nil) {
			close := x.closing(i)
			if close < 0 {
				return x.enter(states, i)
			}
			for _, s := range states {
				switch {
				case s.kind == stepParens:
					if s.name == "referring" {
						x.keys = x.listed(i)
					}
					waiting[close+1] = reach(waiting[close+1], s.next[0])
				case s.kind == stepName && s.operand():
					waiting[close+1] = s.more(waiting[close+1])
				}
			}
			if len(waiting[close+1]) == 0 {
				waiting[close+1] = states
			}
			ahead = max(ahead, close+1)
			continue
		}
		if s := stepOf(states, stepName, "query"); s != nil && !x.keyword(states, i, nil) {
			x.query(i)
			return "", 0
		}
		moved := x.keyword(states, i, waiting)
		if moved {
			ahead = max(ahead, i+1)
			continue
		}
		for _, s := range states {
			end := -1
			switch {
			case s.kind == stepMark && x.p.src[t.start:t.end] == s.words[0]:
				end = i + 1
				waiting[end] = reach(waiting[end], s.next[0])
			case s.kind == stepName:
				if end = x.consume(s, i); end > i {
					waiting[end] = s.more(waiting[end])
					if s.list && end < n && x.before[end].is(',') {
						waiting[end+1] = reach(waiting[end+1], s)
						ahead = max(ahead, end+1)
					}
				}
			}
			ahead = max(ahead, end)
		}
		switch {
		case ahead > i:
		case x.list > 0 && i > x.from && x.startsLine(i):
			// A comma is missing.
			x.from, waiting[i] = i, reach(nil, g.rules[rule])
			i--
		default:
			waiting[i+1], ahead = states, i+1
		}
	}
	if here := waiting[n]; len(here) > 0 {
		states = here
	} else if ahead > n {
		return "", 0
	}
	x.offer(states)
	return "", 0
}

// stepOf is the first of the steps that is of a kind and, if one is given, has
// the name.
func stepOf(states []*step, kind stepKind, name ...string) *step {
	for _, s := range states {
		if s.kind == kind && (len(name) == 0 || s.name == name[0]) {
			return s
		}
	}
	return nil
}

// operand reports whether the step is of an expression.
func (s *step) operand() bool { return s.name == "more" || s.name == "part" || expressions[s.name] }

// more adds to a set what follows a name: of an expression, itself again.
func (s *step) more(set []*step) []*step {
	if expressions[s.name] {
		s = s.next[0]
	}
	if s.name == "more" {
		set = reach(set, s)
	}
	return reach(set, s.next[0])
}

// startsLine reports whether the token is the first of its line.
func (x *expecter) startsLine(i int) bool {
	return i > 0 && strings.Contains(x.p.src[x.before[i-1].end:x.before[i].start], "\n")
}

// keyword reports whether the token is a keyword that one of the steps waits for.
// It goes on from there in waiting, unless that is nil.
func (x *expecter) keyword(states []*step, i int, waiting map[int][]*step) bool {
	t := x.before[i]
	if t.kind != word {
		return false
	}
	found := false
	for _, s := range states {
		if s.kind != stepWord {
			continue
		}
		for _, w := range s.words {
			if strings.EqualFold(w, x.p.src[t.start:t.end]) {
				if found = true; waiting != nil {
					waiting[i+1] = reach(waiting[i+1], s.next[0])
				}
			}
		}
	}
	return found
}

// closing is the parenthesis that closes the one at i; −1 if none before the
// place does.
func (x *expecter) closing(i int) int {
	if x.pairs == nil {
		x.pair()
	}
	return x.pairs[i]
}

// pair finds for each parenthesis before the place the one that closes it, and
// for those that none closes where the last item in them begins.
func (x *expecter) pair() {
	x.pairs = make([]int, len(x.before)+1)
	x.items = map[int]int{}
	var stack []int
	for i, t := range x.before {
		switch {
		case t.is('('):
			x.pairs[i] = -1
			x.items[i] = i + 1
			stack = append(stack, i)
		case t.is(')') && len(stack) > 0:
			open := stack[len(stack)-1]
			x.pairs[open] = i
			delete(x.items, open)
			stack = stack[:len(stack)-1]
		case t.is(',') && len(stack) > 0:
			x.items[stack[len(stack)-1]] = i + 1
		}
	}
}

// lastItem is where the last item begins of a list that begins at token i.
func (x *expecter) lastItem(i int) int {
	from, depth := i, 0
	for j := i; j < len(x.before); j++ {
		switch {
		case x.before[j].is('('):
			depth++
		case x.before[j].is(')'):
			depth--
		case x.before[j].is(',') && depth == 0:
			from = j + 1
		}
	}
	return from
}

// enter goes into the parenthesis at token i, which is open at the place.
func (x *expecter) enter(states []*step, i int) (rule string, from int) {
	x.list = i + 1
	if first := i + 1; first < len(x.before) {
		if w := x.before[first].word; w == "select" || w == "with" || w == "values" {
			x.query(first)
			return "", 0
		}
	}
	from = x.items[i]
	for _, s := range states {
		switch {
		case s.kind == stepParens:
			return s.name, from
		case s.kind == stepName && s.name == "query":
			x.query(i)
			return "", 0
		}
	}
	if stepOf(states, stepName, "datatype") != nil {
		return "number", from // a type's parameters
	}
	return "expr", from
}

// consume gives the token behind what a step of the kind name takes from token i
// on; −1 if it does not take it.
func (x *expecter) consume(s *step, i int) int {
	t := x.before[i]
	switch {
	case s.name == "query", t.is(','), t.is(')'):
		return -1
	case s.operand() && s.name != "part":
		return i + 1
	case s.name == "number":
		if t.is('-') || t.is('+') {
			i++
		}
		return min(i+1, len(x.before))
	case s.name == "text", s.name == "enumvalue":
		if t.kind == stringConst || t.kind == dollarString {
			return i + 1
		}
		return -1
	case s.name == "datatype":
		return x.consumeType(i)
	case s.name == "any" && !x.p.isName(&t):
		return i + 1
	case !x.p.isName(&t), t.kind == word && t.category == reserved && s.name != "any":
		return -1
	}
	ref := schema.Ref{Name: x.p.nameOf(&x.before[i])}
	for i++; i+1 < len(x.before) && x.before[i].is('.') && x.p.isName(&x.before[i+1]); i += 2 {
		ref = schema.Ref{Schema: ref.Name, Name: x.p.nameOf(&x.before[i+1])}
	}
	switch {
	case s.name == "reftable":
		x.ref = ref
	case s.name == "newtable":
		x.table, x.creating = ref, true
	case s.name == "newcolumn", s.name == "column" && s.captured:
		x.column, x.typ = ref.Name.Text, schema.Type{}
	case s.captured:
		x.table = ref
	case s.name == "part" && i < len(x.before) && x.before[i].is('('):
		// A function: its name is passed with its arguments.
		if close := x.closing(i); close >= 0 {
			return close + 1
		}
		return -1
	}
	return i
}

// consumeType passes a type.
func (x *expecter) consumeType(i int) int {
	saved := x.p.toks
	x.p.toks, x.p.i = x.before, i
	x.typ, _ = x.p.readType()
	end := x.p.i
	x.p.toks = saved
	for j := i; j < end; j++ {
		if x.before[j].is('(') && x.closing(j) < 0 {
			return -1 // in the type's parameters
		}
	}
	if end <= i {
		return -1
	}
	return end
}
