package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// expectInBody is Expect for a place in the body of a function, procedure or DO
// block that is a string between $…$. ok is false anywhere else.
func expectInBody(chunk string, offset int, st State) (out Expectation, ok bool) {
	p := parse(chunk, st)
	defer p.release()
	toks := p.scratch.toks
	var body token
	for _, t := range toks {
		if t.start < offset && (offset < t.end || t.open) {
			body = t
		}
	}
	if body.kind != dollarString || p.dialect != schema.Postgres {
		return out, false
	}
	span := p.inside(body)
	if body.open {
		span = text.Span{Start: body.start + 2 + strings.IndexByte(p.src[body.start+1:], '$'), End: body.end}
	}
	if span.IsZero() || offset < span.Start || offset > span.End {
		return out, false
	}
	var routine *schema.CreateObject
	program := toks[0].word == "do"
	for _, s := range p.out.Stmts {
		if o, is := s.(*schema.CreateObject); is && (o.Kind == schema.KindFunction || o.Kind == schema.KindProcedure) && o.Span.Contains(body.start) {
			routine = o
		}
	}
	src, at := p.src[span.Start:span.End], offset-span.Start
	if routine != nil {
		switch lang := attrOf(routine.Attrs, "lang"); {
		case lang == "PLpgSQL":
			program = true
		case lang == "":
			w, _ := wordAt(src, len(src)-len(strings.TrimLeft(src, " \t\r\n")))
			program = w == "begin" || w == "declare"
		case lang != "SQL":
			return out, false
		}
	} else if !program {
		return out, false
	}
	if !program {
		out = expectOver(src, at, Initial(p.dialect), nil)
	} else {
		var rows []*schema.FromItem
		if routine != nil {
			for _, name := range []string{"new", "old"} {
				rows = append(rows, &schema.FromItem{Implicit: name, Qualified: true, RowOf: routine.Object})
			}
		}
		out = expectInProgram(src, at, p.dialect, rows)
	}
	out.Prefix = out.Prefix.Shift(span.Start)
	out.parameters(routine)
	return out, true
}

// parameters adds those of a routine where a value may stand.
func (x *Expectation) parameters(routine *schema.CreateObject) {
	if routine == nil || !x.Calls || !x.Owner.IsZero() {
		return
	}
	for _, a := range routine.Args {
		if a.Name.Text != "" {
			x.Parameters = append(x.Parameters, a)
		}
	}
}

// expectInProgram is Expect for a place in the statements of a program.
func expectInProgram(src string, at int, d schema.Dialect, rows []*schema.FromItem) Expectation {
	from, verb := statementAt(src, at, d)
	head := ""
	switch verb {
	case "perform":
		head = "SELECT "
		src, from = src[from+len(head):], from+len(head)
	case "":
		// Of other statements what is qualified is known, which can be read alone.
		head = "SELECT "
		for from = at; from > 0 && (class[src[from-1]]&classWord != 0 || src[from-1] == '.' || src[from-1] == '"'); from-- {
		}
		src = src[from:]
	default:
		src = src[from:]
	}
	moved := from - len(head)
	out := expectOver(head+src, at-moved, Initial(d), rows)
	if out.Prefix = out.Prefix.Shift(moved); verb == "" && out.Owner.IsZero() {
		return Expectation{Prefix: out.Prefix}
	}
	return out
}

// programAt is where the program begins that the statement goes on with, up to the
// place; 0 if there is none.
func (x *expecter) programAt() int {
	if x.before[0].word != "create" {
		return 0
	}
	switch createKind(x.before) {
	case "trigger", "function", "procedure", "event":
	default:
		return 0
	}
	for i, t := range x.before {
		if t.word != "begin" || t.kind != word || i+1 < len(x.before) && x.before[i+1].is('.') {
			continue
		}
		if x.p.dialect != schema.Postgres {
			return t.end
		}
		if i+1 < len(x.before) && x.before[i+1].word == "atomic" {
			return x.before[i+1].end
		}
	}
	return 0
}

// inProgram expects what may stand in the program that begins at from.
func (x *expecter) inProgram(from int) {
	var rows []*schema.FromItem
	var object *schema.CreateObject
	for _, s := range x.p.out.Stmts {
		if o, ok := s.(*schema.CreateObject); ok && o.Span.Contains(from) {
			if object = o; o.Kind == schema.KindTrigger {
				rows = rowItems(o.Table)
			}
		}
	}
	prefix := x.out.Prefix
	x.out = expectInProgram(x.p.src[from:], x.offset-from, x.p.dialect, rows)
	x.out.Prefix = prefix
	x.out.parameters(object)
}

// attrOf is the value of an attribute, "" if there is none.
func attrOf(attrs []schema.Attr, name string) string {
	for _, a := range attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// opensStatement are the words of PL/pgSQL behind which a statement begins, and
// those behind which it holds a query (PostgreSQL, "43. PL/pgSQL").
var (
	opensStatement = wordSet("begin then else loop")
	opensQuery     = wordSet("query in for is")
	programVerbs   = wordSet("select insert update delete with")
)

// statementAt finds the query around a place in a program, and the word that it
// begins with: "" if no query is there, but another statement.
func statementAt(src string, at int, d schema.Dialect) (from int, verb string) {
	l := Initial(d).lexer(src[:at], 0)
	depth, cases := 0, 0
	begins := true // the token is the first of a statement
	var prev token
	for t := l.next(); t.kind != eof && !(t.kind == word && t.end == at); t = l.next() {
		w := t.word
		if t.kind == word && w == "" {
			w = foldLower(src[t.start:t.end])
		}
		switch {
		case t.is('('):
			depth++
		case t.is(')'):
			depth--
		case t.is(';'):
			from, verb, depth, cases = t.end, "", 0, 0
		case t.kind != word || depth > 0:
		case w == "case":
			cases++
		case w == "end" && cases > 0:
			cases--
		case opensStatement[w] && cases == 0:
			from, verb = t.end, ""
		case begins && (programVerbs[w] || w == "perform"), opensQuery[prev.word] && (w == "select" || w == "with"),
			prev.word == "query" && programVerbs[w]:
			from, verb = t.start, w
		}
		begins = t.is(';') || t.kind == word && opensStatement[w] && cases == 0
		prev = t
	}
	return from, verb
}
