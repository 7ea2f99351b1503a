package sql

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
)

// grammarText says what may stand where in statements; its head says how it is
// written.
//
//go:embed grammar.txt
var grammarText string

// step is a state of the automaton that a rule of the grammar becomes: what is to
// come next there.
type step struct {
	kind  stepKind
	words []string // of a keyword: any of them
	name  string   // of a name, its kind; of parentheses and items, their rule
	// hidden says that the word is not offered; list, that further names may
	// follow behind commas; captured, that the name is what the rest speaks of;
	// option, that the word begins one of several in any order, each at most once.
	hidden, list, captured, option bool
	next                           []*step
}

type stepKind uint8

const (
	stepPass   stepKind = iota // leads on at once
	stepWord                   // a keyword
	stepMark                   // a mark: words[0]
	stepName                   // a name or another operand
	stepParens                 // parentheses
	stepItems                  // items between commas, to the end
	stepEnd                    // the end of a rule
)

// grammar is the rules that hold for a dialect.
type grammar struct {
	letter byte
	lines  map[string][]string
	rules  map[string]*step
	heads  []string // the words that the statements begin with
}

// grammarLetters are the dialects that the grammar tells apart; p is all others.
var grammarLetters = map[schema.Dialect]byte{schema.MySQL: 'm', schema.MariaDB: 'm', schema.SQLite: 's'}

// grammarOf gives the rules of a dialect.
func grammarOf(d schema.Dialect) *grammar {
	if letter, ok := grammarLetters[d]; ok {
		return grammars()[letter]
	}
	return grammars()['p']
}

var grammars = sync.OnceValue(func() map[byte]*grammar {
	all := map[byte]*grammar{}
	for _, letter := range []byte("pms") {
		g := &grammar{letter: letter, lines: map[string][]string{}, rules: map[string]*step{}}
		name := ""
		for line := range strings.Lines(grammarText) {
			line = strings.TrimRight(line, "\n")
			switch {
			case line == "" || line[0] == '#':
			case line[0] != '\t':
				name = line
				g.lines[name] = nil
			default:
				way := line[1:]
				if letters, rest, marked := strings.Cut(way, " "); marked && way[0] == '@' {
					if strings.IndexByte(letters[1:], letter) < 0 {
						continue
					}
					way = rest
				}
				g.lines[name] = append(g.lines[name], way)
			}
		}
		for name := range g.lines {
			end := &step{kind: stepEnd}
			g.rules[name] = g.rule(name, end, false)
		}
		for _, s := range reach(nil, g.rules["statement"]) {
			g.heads = append(g.heads, strings.ToLower(s.words[0]))
		}
		all[letter] = g
	}
	return all
})

// rule builds the ways of a rule, each of which leads to next.
func (g *grammar) rule(name string, next *step, option bool) *step {
	ways, known := g.lines[name]
	if !known {
		panic("sql: the grammar has no rule " + name)
	}
	start := &step{}
	for _, way := range ways {
		first, rest := g.sequence(strings.Fields(way), next, option)
		if len(rest) > 0 {
			panic(fmt.Sprintf("sql: rule %s of the grammar: %q", name, way))
		}
		start.next = append(start.next, first)
	}
	return start
}

// sequence builds the steps that fields describe, up to a closing bracket, and
// gives the fields behind it.
func (g *grammar) sequence(fields []string, next *step, option bool) (first *step, rest []string) {
	if len(fields) == 0 {
		return next, nil
	}
	field := fields[0]
	switch field {
	case "]", "}":
		return next, fields[1:]
	case "[", "{":
		// What follows the bracket is built first, since the inside leads there.
		depth, end := 0, 0
		for i, f := range fields {
			if f == "[" || f == "{" {
				depth++
			} else if f == "]" || f == "}" {
				if depth--; depth == 0 {
					end = i
					break
				}
			}
		}
		after, rest := g.sequence(fields[end+1:], next, false)
		gate := &step{}
		inside := after
		if field == "{" {
			inside = gate
		}
		in, _ := g.sequence(fields[1:end+1], inside, field == "{")
		gate.next = []*step{in, after}
		return gate, rest
	}
	after, rest := g.sequence(fields[1:], next, false)
	switch {
	case field[0] == '$':
		return g.rule(field[1:], after, option), rest
	case field[0] == '*':
		return &step{kind: stepItems, name: field[1:], next: []*step{after}}, rest
	case field[0] == '(':
		return &step{kind: stepParens, name: strings.Trim(field, "()"), next: []*step{after}}, rest
	case field[0] == '<':
		s := &step{kind: stepName, list: strings.HasSuffix(field, ","), next: []*step{after}}
		s.name = strings.Trim(field, "<>,")
		s.name, s.captured = strings.CutSuffix(s.name, "!")
		if expressions[s.name] {
			s.next = []*step{{kind: stepName, name: "more", next: []*step{after}}}
		}
		return s, rest
	}
	s := &step{kind: stepWord, option: option, next: []*step{after}}
	field, s.hidden = strings.CutPrefix(field, "~")
	s.words = strings.Split(field, "/")
	if len(s.words) > 1 {
		// A mark among the words is a way of its own.
		for i, w := range s.words {
			if w[0] == '\'' {
				s.words = append(s.words[:i:i], s.words[i+1:]...)
				mark := &step{kind: stepMark, words: []string{strings.Trim(w, "'")}, next: []*step{after}}
				return &step{next: []*step{s, mark}}, rest
			}
		}
	} else if field[0] == '\'' {
		s.kind, s.words = stepMark, []string{strings.Trim(field, "'")}
	}
	return s, rest
}

// expressions are the kinds of names that take any number of tokens.
var expressions = map[string]bool{"expr": true, "default": true, "columndefault": true}

// reach adds to a set the steps that wait for a token when s is reached.
func reach(set []*step, s *step) []*step {
	if s.kind == stepPass {
		for _, n := range s.next {
			set = reach(set, n)
		}
		return set
	}
	for _, have := range set {
		if have == s {
			return set
		}
	}
	return append(set, s)
}

// phrases are the keywords that a step offers: each with those that can only
// follow it.
func (s *step) phrases() []string {
	if s.hidden {
		return nil
	}
	if len(s.words) > 1 {
		return s.words
	}
	phrase := s.words[0]
	for {
		after := reach(nil, s.next[0])
		if len(after) != 1 || after[0].kind != stepWord || len(after[0].words) > 1 || after[0].hidden {
			return []string{phrase}
		}
		s = after[0]
		phrase += " " + s.words[0]
	}
}
