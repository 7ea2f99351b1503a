package sql

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
)

// Call is what is being called at a place: a function or a type with parameters.
type Call struct {
	Name   schema.Ref
	Text   string // the name as it is written; of a type, all its words
	Commas int    // that stand between the parenthesis and the place
	// Type says that a type may stand there, and no function.
	Type bool
}

// listWords are the words whose parentheses hold no arguments.
var listWords = wordSet(`primary unique key index include check references using values in and or not exists on as with by returns any all
	some over filter inherits distinct when then else where from over constraint restart table only select having returning set`)

// CallAt tells what is being called at a byte offset of a chunk. It goes by
// tokens, and so works in text that is not finished.
func CallAt(chunk string, offset int, st State) (Call, bool) {
	if st.copying {
		return Call{}, false
	}
	p := newParser(chunk, st)
	defer p.release()
	l := st.lexer(chunk[:min(max(offset, 0), len(chunk))], 0)
	type level struct{ open, commas int }
	var stack []level
	for t := l.next(); t.kind != eof; t = l.next() {
		switch {
		case t.is(';'):
			stack, p.toks = stack[:0], p.toks[:0]
			continue
		case t.is('('):
			stack = append(stack, level{open: len(p.toks)})
		case t.is(')') && len(stack) > 0:
			stack = stack[:len(stack)-1]
		case t.is(',') && len(stack) > 0:
			stack[len(stack)-1].commas++
		}
		p.toks = append(p.toks, t)
	}
	if l.openComment > 0 || len(stack) == 0 {
		return Call{}, false
	}
	at := stack[len(stack)-1]
	last := at.open - 1
	if last < 0 || !p.isName(&p.toks[last]) || p.toks[last].kind == word && (listWords[p.toks[last].word] || p.toks[last].category == reserved) {
		return Call{}, false
	}
	first := last
	c := Call{Name: schema.Ref{Name: p.nameOf(&p.toks[last])}, Commas: at.commas}
	if last >= 2 && p.toks[last-1].is('.') && p.isName(&p.toks[last-2]) {
		first = last - 2
		c.Name.Schema = p.nameOf(&p.toks[first])
	}
	switch before := p.peekAt(first - 1); {
	case first > 0 && (before.word == "table" || before.word == "into" || before.word == "on" || before.word == "references" || before.word == "exists" ||
		before.word == "index" || before.word == "key" || before.word == "only" || before.word == "view" || before.word == "function" ||
		before.word == "procedure" || before.word == "of" || before.word == "type" && first > 1 && p.peekAt(first-2).word == "create"):
		return Call{}, false // the name of what has a list of columns
	case first > 0 && (p.isName(before) && before.category != reserved || before.is(opCast)):
		c.Type = before.is(opCast) || !callWords[before.word]
	}
	c.Text = p.text(p.spanOf(first, last+1))
	if c.Type && last > 0 && p.toks[last-1].kind == word {
		c.Text = p.text(p.spanOf(last-1, last+1)) // "character varying("
	}
	return c, true
}

// callWords are unreserved words that an expression may follow.
var callWords = wordSet("by is like ilike return between set values")

// peekAt is the token with an index.
func (p *parser) peekAt(i int) *token {
	if i < 0 || i >= len(p.toks) {
		return &p.end
	}
	return &p.toks[i]
}

//go:embed functions.txt
var functionsText string

// Function is how a built-in function of a dialect is called; "" for one that is
// not known well.
func Function(d schema.Dialect, name string) string {
	return functionsOf(d).calls[strings.ToLower(name)]
}

// Functions are the names of the built-in functions that a dialect's schemas call
// most, in alphabetical order: aggregates and the like only for a query.
func Functions(d schema.Dialect, query bool) []string {
	if query {
		return functionsOf(d).all
	}
	return functionsOf(d).scalar
}

// builtins are built-in functions: their names, and by name how they are called.
type builtins struct {
	all, scalar []string
	calls       map[string]string
}

func functionsOf(d schema.Dialect) *builtins {
	if l, ok := grammarLetters[d]; ok {
		return functions()[l]
	}
	return functions()['p']
}

var functions = sync.OnceValue(func() map[byte]*builtins {
	all := map[byte]*builtins{}
	for _, l := range []byte("pms") {
		all[l] = &builtins{calls: map[string]string{}}
	}
	for line := range strings.Lines(functionsText) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		letters, aggregate := "pms", false
		if marked, rest, ok := strings.Cut(line, " "); ok && marked[0] == '@' {
			letters, aggregate = strings.CutSuffix(marked[1:], "q")
			line = rest
		}
		name, _, _ := strings.Cut(line, "(")
		for _, l := range []byte(letters) {
			all[l].all = append(all[l].all, name)
			if !aggregate {
				all[l].scalar = append(all[l].scalar, name)
			}
			all[l].calls[name] = line
		}
	}
	for _, f := range all {
		slices.Sort(f.all)
		slices.Sort(f.scalar)
	}
	return all
})
