package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Expectation is what may stand at a place in a statement that is being typed.
type Expectation struct {
	// Prefix is the word before the place, which what is chosen replaces;
	// relative to the chunk. It is empty, at the place, when there is none.
	Prefix text.Span
	// Kinds are the kinds of elements whose names fit. KindColumn means columns
	// of Tables, and Columns.
	Kinds []schema.Kind
	// Schema is the qualifier before the dot; "" if there is none.
	Schema string
	// Tables are the tables whose columns fit.
	Tables []schema.Ref
	// Columns are columns that the statement itself declares.
	Columns []string
	// Query is the query around the place and In the innermost SELECT of it: what
	// they name fits where a column does, or only what Owner has, if it is set.
	// With are the WITH queries that fit where a table does.
	Query *schema.Query
	In    *schema.Select
	Owner schema.Ref
	With  []string
	// Keywords may stand here; each may be several words.
	Keywords []string
	// Types says that a column's type may stand here.
	Types bool
}

// Expect says what may stand at offset, in bytes from the chunk's start. It goes
// by tokens, not by a tree: the statement is never complete where this is asked.
func Expect(chunk string, offset int, st State) Expectation {
	offset = min(max(offset, 0), len(chunk))
	none := Expectation{Prefix: text.Span{Start: offset, End: offset}}
	if st.copying {
		return none
	}
	prefix, ok := prefixAt(chunk, offset, st)
	if !ok {
		return none
	}
	p := parse(chunk, st)
	defer p.release()
	x := &expecter{p: p, out: Expectation{Prefix: prefix}, offset: offset, state: st}
	x.statement(p.scratch.toks, prefix.Start)
	x.expect()
	return x.out
}

// prefixAt finds the word that ends at offset, perhaps an empty one; ok is false
// inside a comment, a string or a number, where no name can stand.
func prefixAt(chunk string, offset int, st State) (text.Span, bool) {
	// A letter at the place joins the word there, is a word of its own, or
	// vanishes in what surrounds it.
	l := st.lexer(chunk[:offset]+"x", 0)
	var last token
	for t := l.next(); t.kind != eof; t = l.next() {
		last = t
	}
	switch {
	case l.openComment > 0 || last.end != offset+1:
	case last.kind == word, last.kind == quotedName:
		return text.Span{Start: last.start, End: offset}, true
	}
	return text.Span{}, false
}

// expecter works out an Expectation.
type expecter struct {
	p      *parser
	out    Expectation
	offset int
	state  State
	toks   []token // the whole statement
	at     int     // the index of the token at the prefix, or where it would stand
	before []token // the tokens before the prefix and its qualifiers
	// qualifiers are the names before the prefix: "a." or "a.b."
	qualifiers []schema.Name
}

// statement finds the statement around the place: between the semicolons.
func (x *expecter) statement(all []token, start int) {
	from := 0
	x.toks = all
	for i, t := range all {
		if t.start >= start {
			break
		}
		if t.is(';') && !(len(all) > from && holdsBody(all[from:])) {
			from = i + 1
		}
	}
	x.toks = all[from:]
	for i, t := range x.toks {
		if t.is(';') && t.start >= start && !holdsBody(x.toks) {
			x.toks = x.toks[:i]
			break
		}
	}
	for x.at < len(x.toks) && x.toks[x.at].start < start {
		x.at++
	}
	n := x.at
	for n >= 2 && x.toks[n-1].is('.') && x.p.isName(&x.toks[n-2]) {
		if n -= 2; len(x.qualifiers) < 3 {
			x.qualifiers = append(x.qualifiers, x.p.nameOf(&x.toks[n]))
		}
	}
	slices.Reverse(x.qualifiers)
	x.before = x.toks[:n]
	x.p.toks, x.p.i = x.toks, 0
	x.p.end = token{start: len(x.p.src), end: len(x.p.src)}
}

// word is the keyword back tokens before the place; back 1 is the one before.
func (x *expecter) word(back int) string {
	if i := len(x.before) - back; i >= 0 && i < len(x.before) {
		return x.before[i].word
	}
	return ""
}

// after reports whether these keywords stand right before the place.
func (x *expecter) after(words ...string) bool {
	for n, w := range words {
		if x.word(len(words)-n) != w {
			return false
		}
	}
	return true
}

// keywords adds keywords; none fit after a dot.
func (x *expecter) keywords(words ...string) {
	if len(x.qualifiers) == 0 {
		x.out.Keywords = append(x.out.Keywords, words...)
	}
}

// named expects the name of an element of these kinds, perhaps qualified.
func (x *expecter) named(kinds ...schema.Kind) {
	x.out.Kinds = append(x.out.Kinds, kinds...)
	if n := len(x.qualifiers); n > 0 {
		x.out.Schema = x.qualifiers[n-1].Text
		return
	}
	x.out.Kinds = append(x.out.Kinds, schema.KindSchema)
}

// columns expects a column of these tables.
func (x *expecter) columns(tables ...schema.Ref) {
	if len(x.qualifiers) > 0 {
		return
	}
	x.out.Kinds = append(x.out.Kinds, schema.KindColumn)
	for _, t := range tables {
		if !t.IsZero() {
			x.out.Tables = append(x.out.Tables, t)
		}
	}
}

// types expects a column's type.
func (x *expecter) types() {
	x.named(schema.KindType)
	x.out.Types = len(x.qualifiers) == 0 || x.qualifiers[0].Text == "pg_catalog"
}

func (x *expecter) expect() {
	if len(x.before) == 0 {
		if len(x.qualifiers) == 0 {
			x.keywords("CREATE TABLE", "CREATE INDEX", "CREATE VIEW", "CREATE SCHEMA", "CREATE TYPE", "CREATE FUNCTION", "CREATE TRIGGER",
				"CREATE SEQUENCE", "CREATE EXTENSION", "CREATE", "ALTER TABLE", "ALTER", "COMMENT ON", "DROP TABLE", "DROP", "INSERT INTO", "SELECT",
				"UPDATE", "DELETE FROM", "GRANT", "REVOKE", "SET", "WITH", "TRUNCATE")
		}
		return
	}
	switch first := x.before[0].word; first {
	case "create":
		x.create()
	case "alter":
		x.alter()
	case "drop":
		x.drop()
	case "comment":
		x.comment()
	case "truncate", "lock", "analyze", "vacuum", "copy", "reindex", "cluster":
		if _, table, inside := x.innermost(); inside {
			x.columns(table)
		} else if len(x.before) == 1 || x.after("table") || x.after(first, "only") || x.before[len(x.before)-1].is(',') {
			x.named(schema.KindRelation)
		}
	case "grant", "revoke":
		switch {
		case x.after("on"), x.after("on", "table"), x.before[len(x.before)-1].is(','):
			x.named(schema.KindRelation)
		case x.after("schema"):
			x.out.Kinds = []schema.Kind{schema.KindSchema}
		case x.after("function"):
			x.named(schema.KindFunction)
		case x.after("sequence"):
			x.named(schema.KindSequence)
		}
	case "refresh":
		if x.word(1) == "view" || x.word(1) == "concurrently" {
			x.named(schema.KindMaterialized)
		} else {
			x.keywords("MATERIALIZED VIEW", "CONCURRENTLY")
		}
	default:
		x.query(0)
	}
}

// expectedKinds maps the kind in ALTER and DROP to what its names name.
var expectedKinds = map[string][]schema.Kind{
	"table": {schema.KindTable}, "view": {schema.KindView}, "index": {schema.KindIndex}, "sequence": {schema.KindSequence},
	"type": {schema.KindType}, "domain": {schema.KindDomain}, "function": {schema.KindFunction}, "procedure": {schema.KindProcedure},
	"trigger": {schema.KindTrigger}, "policy": {schema.KindPolicy}, "extension": {schema.KindExtension}, "role": {schema.KindRole},
	"aggregate": {schema.KindAggregate},
}

func (x *expecter) drop() {
	last := x.before[len(x.before)-1]
	kind := x.word(len(x.before) - 1)
	if kind == "materialized" {
		kind = x.word(len(x.before) - 2)
		if kind != "view" {
			x.keywords("VIEW")
			return
		}
		x.keywords("IF EXISTS")
		x.named(schema.KindMaterialized)
		return
	}
	switch {
	case len(x.before) == 1:
		x.keywords("TABLE", "VIEW", "MATERIALIZED VIEW", "INDEX", "SCHEMA", "TYPE", "DOMAIN", "SEQUENCE", "FUNCTION", "PROCEDURE", "TRIGGER", "POLICY",
			"EXTENSION", "RULE", "AGGREGATE", "ROLE")
	case x.after("on"):
		x.named(schema.KindRelation)
	case last.word == kind, last.word == "exists", last.is(','), last.word == "concurrently":
		if last.word == kind {
			x.keywords("IF EXISTS")
		}
		if kind == "schema" {
			x.out.Kinds = append(x.out.Kinds, schema.KindSchema)
		} else if kinds := expectedKinds[kind]; kinds != nil {
			x.named(kinds...)
		}
	default:
		x.keywords("CASCADE", "RESTRICT")
		if kind == "trigger" || kind == "policy" || kind == "rule" {
			x.keywords("ON")
		}
	}
}

func (x *expecter) comment() {
	switch {
	case len(x.before) == 1:
		x.keywords("ON TABLE", "ON COLUMN", "ON")
	case x.after("on") && len(x.before) == 2:
		x.keywords("TABLE", "COLUMN", "SCHEMA", "TYPE", "VIEW", "MATERIALIZED VIEW", "INDEX", "FUNCTION", "SEQUENCE", "CONSTRAINT", "TRIGGER", "POLICY",
			"DOMAIN", "EXTENSION")
	case x.after("column"):
		// a.| may be a table's column or a schema's table.
		x.named(schema.KindRelation)
		if n := len(x.qualifiers); n > 0 {
			table := schema.Ref{Name: x.qualifiers[n-1]}
			if n > 1 {
				table.Schema = x.qualifiers[n-2]
				x.out.Kinds, x.out.Schema = nil, ""
			}
			x.out.Kinds = append(x.out.Kinds, schema.KindColumn)
			x.out.Tables = []schema.Ref{table}
		}
	case x.after("materialized"):
		x.keywords("VIEW")
	case x.after("materialized", "view"):
		x.named(schema.KindMaterialized)
	case x.after("schema"):
		x.out.Kinds = []schema.Kind{schema.KindSchema}
	case x.after("on"):
		x.named(schema.KindRelation)
	case expectedKinds[x.word(1)] != nil && len(x.before) == 3:
		x.named(expectedKinds[x.word(1)]...)
	case x.word(1) != "is":
		x.keywords("IS")
		switch x.word(len(x.before) - 2) {
		case "constraint", "trigger", "policy":
			if len(x.before) < 5 {
				x.keywords("ON")
			}
		}
	default:
		x.keywords("NULL")
	}
}

// innermost finds the parenthesis around the place and the words before it, and
// the table that a list in it belongs to when a name stands before it.
func (x *expecter) innermost() (open int, table schema.Ref, inside bool) {
	var stack []int
	for i, t := range x.before {
		if t.is('(') {
			stack = append(stack, i)
		} else if t.is(')') && len(stack) > 0 {
			stack = stack[:len(stack)-1]
		}
	}
	if len(stack) == 0 {
		return -1, schema.Ref{}, false
	}
	open = stack[len(stack)-1]
	return open, x.refBefore(open), true
}

// refBefore reads the name that ends before token i.
func (x *expecter) refBefore(i int) schema.Ref {
	if i < 1 || !x.p.isName(&x.before[i-1]) {
		return schema.Ref{}
	}
	r := schema.Ref{Name: x.p.nameOf(&x.before[i-1])}
	if i >= 3 && x.before[i-2].is('.') && x.p.isName(&x.before[i-3]) {
		r.Schema = x.p.nameOf(&x.before[i-3])
	}
	return r
}

// opens gives, from the outside in, the parentheses that are open at the place.
func (x *expecter) opens() []int {
	var stack []int
	for i, t := range x.before {
		if t.is('(') {
			stack = append(stack, i)
		} else if t.is(')') && len(stack) > 0 {
			stack = stack[:len(stack)-1]
		}
	}
	return stack
}

// declared gives the columns that the statement declares, without the one that
// is being typed.
func (x *expecter) declared() []string {
	var list []string
	for _, s := range x.p.out.Stmts {
		if t, ok := s.(*schema.CreateTable); ok {
			for _, c := range t.Columns {
				if !(c.Name.Span.Contains(x.offset)) && strings.TrimSpace(c.Name.Text) != "" {
					list = append(list, c.Name.Text)
				}
			}
		}
	}
	return list
}
