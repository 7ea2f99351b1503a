package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// readBody reads what the body of a routine or trigger says of relations and
// columns, when all of its head was read. rows are the rows that a trigger sees.
func (p *parser) readBody(s *schema.CreateObject, rows []*schema.FromItem) {
	span := p.inside(p.body)
	if span.IsZero() {
		return
	}
	lang, path := "", false
	for _, a := range s.Attrs {
		switch {
		case a.Name == "lang":
			lang = a.Value
		case strings.EqualFold(a.Name, "config_params.search_path"):
			path = true
		}
	}
	b := newParser(p.src, Initial(p.dialect))
	defer b.release()
	b.scanPart(span)
	r := bodyReader{p: b, object: s, rows: rows, partial: path}
	switch {
	case lang == "SQL", lang == "" && p.dialect == schema.Postgres && s.Kind != schema.KindTrigger:
		r.statements(b.scratch.toks)
	case lang == "PLpgSQL":
		// What NEW and OLD are is for the triggers to say that call the function.
		for _, name := range []string{"new", "old"} {
			r.rows = append(r.rows, &schema.FromItem{Implicit: name, Qualified: true, RowOf: s.Object})
		}
		r.partial = true
		r.program(b.scratch.toks)
	case p.f == &sqliteFeatures:
		r.program(b.scratch.toks)
	case p.mysqlLike():
		r.loose = true
		r.program(b.scratch.toks)
	}
	p.out.Sites = append(p.out.Sites, b.out.Sites...)
}

// inside is where the text of a body stands: between its quotes, unless what
// stands there is written in another way than it is meant.
func (p *parser) inside(t token) text.Span {
	raw := p.src[t.start:t.end]
	switch {
	case t.open:
	case t.kind == dollarString:
		n := strings.IndexByte(raw[1:], '$') + 2
		if len(raw) >= 2*n {
			return text.Span{Start: t.start + n, End: t.end - n}
		}
	case t.kind == stringConst:
		if len(raw) >= 2 && raw[0] == '\'' && !strings.ContainsAny(raw[1:len(raw)-1], `'\`) {
			return text.Span{Start: t.start + 1, End: t.end - 1}
		}
	case t.kind == word:
		return text.Span{Start: t.start, End: t.end}
	}
	return text.Span{}
}

// bodyReader reads the statements of a body.
type bodyReader struct {
	p       *parser
	object  *schema.CreateObject
	rows    []*schema.FromItem
	partial bool
	loose   bool
	// variables are the names that a program declares.
	variables []schema.Name
}

// statements reads a body that is nothing but statements.
func (r *bodyReader) statements(toks []token) {
	if len(toks) > 1 && toks[0].word == "begin" && toks[1].word == "atomic" {
		toks = toks[2:]
		if n := len(toks); n > 0 && toks[n-1].word == "end" {
			toks = toks[:n-1]
		}
	}
	for len(toks) > 0 {
		n := endOfStatement(toks, false)
		if first := &toks[0]; n > 0 && !queryWords[first.word] && !first.is('(') && first.word != "return" {
			r.partial = true // it may make what the rest names
		}
		toks = toks[min(n+1, len(toks)):]
	}
	toks = r.p.scratch.toks
	if len(toks) > 1 && toks[0].word == "begin" && toks[1].word == "atomic" {
		toks = toks[2:]
	}
	for len(toks) > 0 {
		n := endOfStatement(toks, false)
		switch first := &toks[0]; {
		case n == 0:
		case first.word == "return":
			r.read(toks[1:n], false)
		case queryWords[first.word] || first.is('('):
			r.read(toks[:n], true)
		}
		toks = toks[min(n+1, len(toks)):]
	}
}

// endOfStatement is the index of the semicolon that ends a statement, or the number
// of tokens. With loops, the word that begins the body of a loop ends it, too.
func endOfStatement(toks []token, loops bool) int {
	depth, cases := 0, 0
	for i := range toks {
		switch t := &toks[i]; {
		case t.is('('):
			depth++
		case t.is(')'):
			depth--
		case t.is(';'):
			return i
		case t.word == "case":
			cases++
		case t.word == "end" && cases > 0:
			cases--
		case depth <= 0 && loops && t.word == "loop":
			return i
		}
	}
	if n := len(toks); n > 0 && toks[n-1].word == "end" && depth <= 0 && cases == 0 {
		return n - 1
	}
	return len(toks)
}

// read reads a statement, or else an expression.
func (r *bodyReader) read(toks []token, statement bool) {
	p := r.p
	if len(toks) == 0 {
		return
	}
	p.toks, p.i = toks, 0
	end := toks[len(toks)-1].end
	p.end = token{start: end, end: end}
	var q *schema.Query
	if statement {
		var rows *schema.Select
		if len(r.rows) > 0 {
			rows = &schema.Select{From: r.rows}
			rows.In = &schema.QueryExpr{Sides: []*schema.Select{rows}}
		}
		q = p.queryWithin(0, len(toks), rows)
	} else {
		q = p.conditionOver(0, len(toks), r.rows)
	}
	for i := range r.object.Args {
		q.Args = append(q.Args, r.object.Args[i].Name)
	}
	q.Routine, q.Variables = r.object.Object.Name, r.variables
	q.Partial, q.Loose = q.Partial || r.partial, r.loose
	r.object.Reads = append(r.object.Reads, q)
}

// beforeStatement are the words behind which a statement of a program begins.
var beforeStatement = wordSet("begin then else loop query for in is atomic")

// program reads the statements and expressions of a procedural body, as far as
// they can be told from the rest.
func (r *bodyReader) program(toks []token) {
	r.declarations(toks)
	for i := 0; i < len(toks); i++ {
		t := &toks[i]
		if t.kind != word {
			if t.kind == punct && r.p.src[t.start:t.end] == ":=" {
				if i >= 3 && toks[i-2].is('.') {
					r.read(toks[i-3:i], false) // NEW.column
				}
				n := endOfStatement(toks[i+1:], true)
				r.read(toks[i+1:i+1+n], false)
				i += n
			}
			continue
		}
		starts := i == 0 || toks[i-1].is(';') || beforeStatement[toks[i-1].word]
		switch {
		case starts && (queryWords[t.word] && t.word != "table" && t.word != "values" || r.performs(t)):
			if i > 0 && toks[i-1].word == "for" && t.word == "update" {
				continue // FOR UPDATE
			}
			if r.performs(t) {
				t.word = "select"
			}
			n := endOfStatement(toks[i:], i > 0 && toks[i-1].word == "in")
			r.read(toks[i:i+n], true)
			i += n - 1
		case t.word == "if" || t.word == "elsif" || t.word == "elseif" || t.word == "while" || t.word == "when":
			n := i + 1
			for depth := 0; n < len(toks) && !(depth <= 0 && (toks[n].word == "then" || toks[n].word == "loop" || toks[n].word == "do" || toks[n].word == "begin" || toks[n].is(';'))); n++ {
				if toks[n].is('(') {
					depth++
				} else if toks[n].is(')') {
					depth--
				}
			}
			if n > i+1 && !(toks[i+1].word == "exists" && n > i+2 && !toks[i+2].is('(')) {
				r.read(toks[i+1:n], false)
			}
			i = n - 1
		case starts && t.word == "return":
			if i+1 < len(toks) && (toks[i+1].word == "query" || toks[i+1].word == "next") {
				continue
			}
			n := endOfStatement(toks[i:], false)
			r.read(toks[i+1:i+max(n, 1)], false)
			i += n - 1
		case starts && t.word == "set":
			n := endOfStatement(toks[i:], false)
			r.set(toks[i+1 : i+max(n, 1)])
			i += n - 1
		}
	}
}

// performs reports whether a token is PL/pgSQL's PERFORM, which is a SELECT whose
// result nobody looks at.
func (r *bodyReader) performs(t *token) bool {
	return t.kind == word && strings.EqualFold(r.p.src[t.start:t.end], "perform")
}

// set reads what MySQL's SET gives to variables and to columns of NEW.
func (r *bodyReader) set(toks []token) {
	for len(toks) > 0 {
		n, depth := 0, 0
		for ; n < len(toks) && !(depth == 0 && toks[n].is(',')); n++ {
			if toks[n].is('(') {
				depth++
			} else if toks[n].is(')') {
				depth--
			}
		}
		r.read(toks[:n], false) // an assignment reads as a comparison
		toks = toks[min(n+1, len(toks)):]
	}
}

// declarations collects the names of variables, those of loops and the parameters of
// cursors among them.
func (r *bodyReader) declarations(toks []token) {
	add := func(t *token) {
		if t.kind == word || t.kind == quotedName {
			r.variables = append(r.variables, r.p.nameOf(t))
		}
	}
	for i := 0; i < len(toks); i++ {
		switch toks[i].word {
		case "declare":
			// MySQL declares several at once. In PL/pgSQL what follows a name is its
			// type, which may be a table, or the parameters of a cursor.
			all := r.p.mysqlLike()
			begins, cursor := true, false
			for i++; i < len(toks) && toks[i].word != "begin"; i++ {
				t := &toks[i]
				if t.is(';') {
					if all {
						break
					}
					begins, cursor = true, false
					continue
				}
				if t.word == "declare" {
					continue // it may be said again
				}
				cursor = (cursor || t.word == "cursor") && t.word != "for" && t.word != "is"
				if all || begins || cursor {
					add(t)
				}
				begins = false
			}
		case "for", "foreach":
			if i+1 < len(toks) {
				add(&toks[i+1])
			}
		}
	}
}
