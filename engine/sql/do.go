package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// do lowers a DO block. Migrations wrap definitions in one to make them
// repeatable: DO $$ BEGIN CREATE TYPE …; EXCEPTION WHEN duplicate_object THEN
// NULL; END $$. The definitions of such a block are lowered; whatever else it may
// do to the schema cannot be known.
func (p *parser) do() {
	var body token
	for _, t := range p.toks {
		if (t.kind == dollarString || t.kind == stringConst) && t.end-t.start > body.end-body.start {
			body = t
		}
	}
	if body.end == 0 {
		return // MySQL's DO evaluates an expression
	}
	whole := p.whole()
	opaque := true
	if body.kind == dollarString && !body.open {
		tag := 2 + strings.IndexByte(p.src[body.start+1:], '$')
		opaque = !p.block(body.start+tag, body.end-tag)
	} else {
		opaque = changesSchema(p.src[body.start:body.end])
	}
	if opaque {
		p.add(&schema.Opaque{Span: whole, Reason: "a DO block changes the schema"})
	}
}

// block lowers the definitions in a block of PL/pgSQL at src[start:end]. It
// reports whether they are all that the block does to the schema.
func (p *parser) block(start, end int) bool {
	if strings.IndexByte(p.src[start:end], 0) >= 0 {
		return false
	}
	saved, at := p.toks, p.i
	defer func() { p.toks, p.i = saved, at }()
	var all []token
	l := lexer{src: p.src[:end], pos: start, f: p.f}
	for t := l.next(); t.kind != eof; t = l.next() {
		if t.open {
			return false
		}
		all = append(all, t)
	}
	b := blockReader{p: p, known: true}
	first := 0
	for first < len(all) && all[first].word != "begin" {
		first++ // DECLARE
	}
	for i := min(first+1, len(all)); i < len(all); {
		n := i
		for n < len(all) && !all[n].is(';') {
			n++
		}
		if all[i].word == "exception" {
			b.check(all[i:])
			break
		}
		b.statement(all[i:n])
		i = n + 1
	}
	return b.known
}

// blockReader lowers the statements of a block, one after the other.
type blockReader struct {
	p     *parser
	known bool     // everything that changes the schema has been lowered
	open  []around // each IF and loop around the statement at hand
}

// around is what is known of an IF or loop.
type around struct {
	sure bool              // what it holds surely is so afterwards
	when *schema.Condition // it depends on this, if not nil
}

var changingWords = wordSet("create alter drop execute")

// check notes whether a statement that is not lowered may change the schema.
func (b *blockReader) check(toks []token) {
	for _, t := range toks {
		if changingWords[t.word] {
			b.known = false
		}
	}
}

func (b *blockReader) statement(toks []token) {
	for len(toks) > 0 {
		var n int // the token after which the next statement begins
		switch w := toks[0].word; w {
		case "if", "elsif", "elseif":
			n = indexWord(toks, "then")
			condition := toks[1:min(n, len(toks))]
			for len(condition) > 0 && condition[0].is('(') {
				condition = condition[1:]
			}
			next := around{}
			if w == "if" {
				// IF NOT EXISTS (…) THEN CREATE …: what is created exists afterwards
				// either way. After any other condition it may not.
				next.sure = len(condition) > 1 && condition[0].word == "not" && condition[1].word == "exists"
				if !next.sure {
					next.when = b.p.condition(toks[1:min(n, len(toks))])
				}
				b.open = append(b.open, next)
			} else if len(b.open) > 0 {
				b.open[len(b.open)-1] = next
			}
		case "else":
			if n = 0; len(b.open) > 0 {
				last := &b.open[len(b.open)-1]
				last.sure = false
				if last.when != nil {
					otherwise := *last.when
					otherwise.Not = !otherwise.Not
					last.when = &otherwise
				}
			}
		case "for", "foreach", "while", "loop":
			b.check(toks[:min(indexWord(toks, "loop"), len(toks))])
			n = indexWord(toks, "loop")
			b.open = append(b.open, around{})
		case "begin":
			n = 0
		case "end":
			if len(b.open) > 0 && len(toks) > 1 {
				b.open = b.open[:len(b.open)-1]
			}
			return
		default:
			b.change(toks)
			return
		}
		toks = toks[min(n+1, len(toks)):]
	}
}

func indexWord(toks []token, w string) int {
	for i, t := range toks {
		if t.word == w {
			return i
		}
	}
	return len(toks)
}

// change lowers a statement that changes the schema.
func (b *blockReader) change(toks []token) {
	p := b.p
	switch toks[0].word {
	case "create", "alter", "drop", "comment":
	default:
		b.check(toks)
		return
	}
	var when []schema.Condition
	for _, a := range b.open {
		if !a.sure && a.when == nil {
			b.known = false
			return
		}
		if !a.sure {
			when = append(when, *a.when)
		}
	}
	last := toks[len(toks)-1].end
	p.toks, p.i, p.end = toks, 0, token{start: last, end: last}
	from := len(p.out.Stmts)
	p.statement()
	for _, s := range p.out.Stmts[from:] {
		switch s := s.(type) {
		case *schema.CreateTable:
			s.IfNotExists = true
		case *schema.CreateEnum:
			s.IfNotExists = true
		case *schema.CreateIndex:
			s.IfNotExists = true
		case *schema.CreateObject:
			s.IfNotExists = true
		case *schema.AddColumn:
			s.IfNotExists = true
		}
	}
	if when != nil && len(p.out.Stmts) > from {
		inside := slices.Clone(p.out.Stmts[from:])
		p.out.Stmts = append(p.out.Stmts[:from], &schema.When{If: when, Stmts: inside})
	}
}

// changesSchema reports whether code holds a word that changes a schema.
func changesSchema(code string) bool {
	l := lexer{src: strings.Trim(code, "'$"), f: &postgresFeatures}
	for t := l.next(); t.kind != eof; t = l.next() {
		if changingWords[t.word] || t.open {
			return true
		}
	}
	return false
}
