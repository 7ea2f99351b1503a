package sql

import (
	"slices"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
)

// Parse lowers a chunk. st is the state at the chunk's start. Everything in the
// result is relative to the chunk's first byte and depends on nothing but the
// two arguments.
func Parse(chunk string, st State) *schema.Chunk {
	if st.copying {
		return &schema.Chunk{}
	}
	p := parse(chunk, st)
	defer p.release()
	if p.encoded {
		p.judge(p.scratch.toks, st)
	}
	return p.out
}

// Lower is Parse without the verdict on the syntax: for what a database wrote.
func Lower(chunk string, st State) *schema.Chunk {
	if st.copying {
		return &schema.Chunk{}
	}
	p := parse(chunk, st)
	defer p.release()
	return p.out
}

// parse lowers a chunk. The caller releases the parser when it needs its tokens
// no longer.
func parse(chunk string, st State) *parser {
	// The result keeps parts of the text; a copy keeps it from holding on to the
	// whole document.
	p := newParser(strings.Clone(chunk), st)
	p.encoded = p.checkEncoding()
	p.scan(st)
	p.out.Sites = p.scratch.sites[:0]
	p.statements(p.scratch.toks)
	p.scratch.sites = p.out.Sites
	p.out.Sites = slices.Clone(p.out.Sites) // the chunk is kept: no slack
	return p
}

func newParser(chunk string, st State) *parser {
	s := scratches.Get().(*scratch)
	s.parser = parser{src: chunk, dialect: st.dialect, f: featuresFor(st.dialect), out: &schema.Chunk{}, scratch: s}
	return &s.parser
}

// scratch is room for what is long and of unknown length while a chunk is
// parsed. A file has a hundred bytes of tokens for each of its own, and to let
// the lists grow for each chunk makes more garbage than all else.
type scratch struct {
	parser  parser
	toks    []token
	sites   []schema.Site
	columns []schema.ColumnDef
	names   map[string]bool
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// known is an empty set of names.
func (s *scratch) known() map[string]bool {
	if s.names == nil {
		s.names = map[string]bool{}
	}
	clear(s.names)
	return s.names
}

// release gives the scratch back, emptied: it must not keep texts alive.
func (p *parser) release() {
	s := p.scratch
	*p = parser{}
	if cap(s.toks) > 1<<16 {
		return
	}
	clear(s.sites)
	clear(s.columns)
	clear(s.names)
	s.toks, s.sites, s.columns = s.toks[:0], s.sites[:0], s.columns[:0]
	scratches.Put(s)
}

// parser is a recursive-descent parser over the tokens of one statement. It
// never fails: what it does not understand it passes over.
type parser struct {
	src     string
	toks    []token // of the current statement, without the ";"
	i       int
	end     token // stands for what is past the last token
	dialect schema.Dialect
	f       *features
	out     *schema.Chunk
	scratch *scratch
	typeAt  func(int) types.Token // typeToken, bound once

	encoded     bool // the chunk is text
	metaLine    token
	openComment int // offset of an unterminated comment plus one
	load        load
	body        token           // of the routine at hand: its string, or a word that spans its statements
	columns     map[string]bool // the columns that the CREATE TABLE at hand declares
	pending     []pendingExpr
	newer       []patch
	notNull     []schema.Name      // columns of PostgreSQL 18's NOT NULL table constraints
	position    columnPosition     // of the column that was defined last
	unlessThere bool               // the constraint or index that was defined last has IF NOT EXISTS
	overrides   []schema.ColumnDef // what a partition says of its parent's columns
}

// scan reads all tokens of the chunk.
func (p *parser) scan(st State) {
	l := st.lexer(p.src, 0)
	toks := p.scratch.toks
	for {
		t := l.next()
		if t.kind == eof {
			break
		}
		p.load.add(t, p.src)
		if t.kind == delimMark {
			continue
		}
		if t.kind == meta {
			if len(toks) == 0 && p.metaLine.kind == eof {
				p.metaLine = t
			}
			continue
		}
		toks = append(toks, t)
	}
	p.openComment = l.openComment
	p.scratch.toks = toks
}

// statements lowers each statement of the chunk. A chunk has more than one only
// where a delimiter other than ";" is in force.
func (p *parser) statements(all []token) {
	if p.metaLine.kind == meta {
		p.metaCommand(p.metaLine)
	}
	for len(all) > 0 {
		if all[0].is(';') {
			all = all[1:]
			continue
		}
		n := 0
		for n < len(all) && !all[n].is(';') {
			n++
		}
		if holdsBody(all) {
			n = len(all)
			for n > 0 && all[n-1].is(';') {
				n--
			}
		}
		p.toks, p.i = all[:n], 0
		last := all[n-1].end
		p.end = token{start: last, end: last}
		p.statement()
		all = all[n:]
	}
}

// holdsBody reports whether the statement may hold semicolons.
func holdsBody(toks []token) bool {
	first := toks[0].word
	if first == "do" || first == "declare" || first == "begin" && len(toks) > 2 {
		return true
	}
	if first != "create" && first != "alter" {
		return false
	}
	for _, t := range toks[1:min(len(toks), 16)] {
		switch t.word {
		case "function", "procedure", "proc", "trigger", "event", "rule":
			return true
		case "table", "view", "index", "type", "domain", "sequence", "schema":
			return false
		}
	}
	return false
}

// metaCommand lowers a psql meta-command. Only those that read another file
// matter.
func (p *parser) metaCommand(t token) {
	fields := strings.Fields(p.src[t.start:t.end])
	switch fields[0] {
	case "\\i", "\\ir", "\\include", "\\include_relative":
		p.add(&schema.Opaque{Span: trimSpan(p.src, t.start, t.end), Reason: fields[0] + " reads another file"})
	}
}

func (p *parser) add(s schema.Stmt) { p.out.Stmts = append(p.out.Stmts, s) }

// Looking at tokens.

func (p *parser) tok() *token { return p.peek(0) }

func (p *parser) peek(n int) *token {
	if i := p.i + n; i >= 0 && i < len(p.toks) {
		return &p.toks[i]
	}
	return &p.end
}

func (p *parser) done() bool { return p.i >= len(p.toks) }

// at reports whether the next tokens are these keywords.
func (p *parser) at(words ...string) bool {
	for n, w := range words {
		if p.peek(n).word != w {
			return false
		}
	}
	return true
}

// accept passes these keywords, all or none.
func (p *parser) accept(words ...string) bool {
	if !p.at(words...) {
		return false
	}
	p.i += len(words)
	return true
}

// acceptAny passes one of these keywords and gives it; "" if none is next.
func (p *parser) acceptAny(words ...string) string {
	if next := p.tok().word; next != "" {
		for _, w := range words {
			if next == w {
				p.i++
				return w
			}
		}
	}
	return ""
}

func (p *parser) atOp(op byte) bool { return p.tok().is(op) }

func (p *parser) acceptOp(op byte) bool {
	if p.atOp(op) {
		p.i++
		return true
	}
	return false
}

func (p *parser) ifExists() bool    { return p.accept("if", "exists") }
func (p *parser) ifNotExists() bool { return p.accept("if", "not", "exists") }

// lastEnd is where the last token that was passed ends.
func (p *parser) lastEnd() int { return p.peek(-1).end }

// from is the span from a place to the last token that was passed.
func (p *parser) from(start int) text.Span {
	return text.Span{Start: start, End: max(start, p.lastEnd())}
}

// whole is the span of the statement.
func (p *parser) whole() text.Span {
	return text.Span{Start: p.toks[0].start, End: p.toks[len(p.toks)-1].end}
}

func (p *parser) text(s text.Span) string { return p.src[s.Start:s.End] }

// between is the text of toks[i:j].
func (p *parser) between(i, j int) string { return p.text(p.spanOf(i, j)) }

func (p *parser) spanOf(i, j int) text.Span {
	j = min(j, len(p.toks))
	if i >= j {
		at := p.peek(i - p.i).start
		return text.Span{Start: at, End: at}
	}
	return text.Span{Start: p.toks[i].start, End: p.toks[j-1].end}
}

func trimSpan(src string, start, end int) text.Span {
	for end > start && class[src[end-1]]&classSpace != 0 {
		end--
	}
	return text.Span{Start: start, End: end}
}

// Passing over tokens.

// skipParens passes a parenthesised group, if one is next. It gives the indices
// of the tokens inside.
func (p *parser) skipParens() (from, to int, ok bool) {
	if !p.atOp('(') {
		return 0, 0, false
	}
	p.i++
	from = p.i
	for depth := 1; !p.done(); p.i++ {
		switch {
		case p.atOp('('):
			depth++
		case p.atOp(')'):
			if depth--; depth == 0 {
				p.i++
				return from, p.i - 1, true
			}
		}
	}
	return from, p.i, true
}

// skipItem passes everything up to a comma or a closing parenthesis that
// belongs to the surrounding list.
func (p *parser) skipItem() {
	for !p.done() && !p.atOp(',') && !p.atOp(')') {
		if _, _, ok := p.skipParens(); !ok {
			p.i++
		}
	}
}

// expression passes an expression: at least one token, up to a comma, a closing
// parenthesis, or a token at which stop says so. It gives the tokens' indices.
func (p *parser) expression(stop func() bool) (from, to int) {
	from = p.i
	cases := 0
	for !p.done() && !p.atOp(',') && !p.atOp(')') {
		switch t := p.tok(); {
		case t.word == "case":
			cases++
		case t.word == "end" && cases > 0:
			cases--
		case cases == 0 && p.i > from && stop != nil && stop():
			return from, p.i
		case t.is('['):
			p.skipBrackets()
			continue
		}
		if _, _, ok := p.skipParens(); !ok {
			p.i++
		}
	}
	return from, p.i
}

// skipBrackets passes a bracketed group: an array or a subscript.
func (p *parser) skipBrackets() {
	depth := 0
	for ; !p.done(); p.i++ {
		switch {
		case p.atOp('['):
			depth++
		case p.atOp(']'):
			if depth--; depth == 0 {
				p.i++
				return
			}
		case p.tok().is(')') && depth > 0 && p.peek(1).kind == eof:
			return
		}
	}
}

// expr makes an expression of toks[from:to].
func (p *parser) expr(from, to int) *schema.Expr {
	span := p.spanOf(from, to)
	e := &schema.Expr{Text: p.text(span), Span: span}
	first, n := p.peek(from-p.i), to-from
	if n == 2 && (first.is('-') || first.is('+')) {
		e.Literal = p.peek(from+1-p.i).kind == number
	} else if n == 1 {
		switch first.kind {
		case number, stringConst, dollarString:
			e.Literal = true
		default:
			e.Literal = first.word == "true" || first.word == "false" || first.word == "null"
		}
	}
	return e
}

// statement lowers the statement in toks.
func (p *parser) statement() {
	switch t := p.tok(); t.word {
	case "create":
		p.i++
		p.create()
	case "alter":
		p.i++
		p.alter()
	case "drop":
		p.i++
		p.drop()
	case "comment":
		p.i++
		p.commentOn()
	case "rename":
		p.i++
		p.renameTables()
	case "set":
		p.i++
		p.set()
	case "use":
		p.i++
		if n := p.name(); !n.IsZero() && !p.f.foldLower {
			p.schemaSite(n, false)
			p.add(&schema.SetSearchPath{Schemas: []string{n.Text}})
		}
	case "do":
		p.do()
	case "call", "exec", "execute":
		p.call()
	case "select", "with", "insert", "update", "delete", "values", "merge", "replace", "table":
		p.data()
	case "grant", "revoke":
		p.grant()
	case "copy":
		p.copyData()
	case "truncate":
		p.truncate()
	case "lock", "vacuum", "analyze", "analyse", "cluster", "reindex", "refresh":
		p.upkeep(t.word)
	case "import":
		p.add(&schema.Opaque{Span: p.whole(), Reason: "IMPORT FOREIGN SCHEMA makes tables that are not in the text"})
	case "explain":
	default:
		if t.is('(') {
			p.data()
		}
	}
}

// create lowers CREATE, whose keyword has been passed.
func (p *parser) create() {
	m := modifiers{}
	for {
		switch w := p.tok().word; w {
		case "or":
			p.i++
			m.replace = p.acceptAny("replace", "alter") != "" || m.replace
		case "temp", "temporary":
			m.temporary = true
			p.i++
		case "unlogged", "unique", "materialized", "fulltext", "spatial", "recursive", "virtual":
			m.word = w
			p.i++
			m.unique = m.unique || w == "unique"
		case "clustered", "nonclustered", "columnstore":
			m.method = w
			p.i++
		case "online", "offline", "global", "local", "constraint", "foreign", "external", "trusted", "procedural":
			m.other = w
			p.i++
		case "algorithm", "definer", "sql":
			m.view = append(m.view, p.routineOption()...)
		case "aggregate":
			if p.peek(1).word != "function" {
				p.object(schema.KindAggregate, m)
				return
			}
			p.i++ // MariaDB: CREATE AGGREGATE FUNCTION
		default:
			p.createKind(w, m)
			return
		}
	}
}

// modifiers are the words between CREATE and the kind of object.
type modifiers struct {
	replace, temporary, unique bool
	word, method, other        string
	view                       []schema.Attr // MySQL: how a view is run
}

func (p *parser) createKind(kind string, m modifiers) {
	switch kind {
	case "table":
		p.i++
		if m.word == "virtual" {
			p.virtualTable()
			return
		}
		p.createTable(m)
	case "view":
		p.i++
		p.createView(m)
	case "index":
		p.i++
		p.createIndex(m)
	case "schema", "database":
		if kind == "database" && p.f.foldLower {
			return
		}
		p.i++
		p.createSchema()
	case "type":
		p.i++
		p.createType()
	case "domain":
		p.object(schema.KindDomain, m)
	case "sequence":
		p.object(schema.KindSequence, m)
	case "function":
		p.routine(schema.KindFunction, m)
	case "procedure", "proc":
		p.routine(schema.KindProcedure, m)
	case "trigger":
		p.i++
		p.createTrigger(m)
	case "policy":
		p.i++
		p.createPolicy()
	case "extension":
		p.object(schema.KindExtension, m)
	case "role", "user":
		if m.other == "" {
			p.object(schema.Kind(kind), m)
		}
	case "cast":
		p.i++
		p.createCast()
	case "event":
		p.i++
		if p.accept("trigger") {
			p.createEventTrigger()
		}
	case "rule":
		p.i++
		p.createRule(m)
	case "publication":
		p.i++
		p.publication()
	case "statistics":
		if p.f.foldLower {
			p.i++
			p.createStatistics()
		}
	}
}

// routineOption passes MySQL's ALGORITHM = x, DEFINER = x@y and SQL SECURITY x. It
// gives what is not as by default.
func (p *parser) routineOption() []schema.Attr {
	name := p.tok().word
	if name == "sql" {
		p.i = min(p.i+3, len(p.toks))
		if security := strings.ToUpper(p.between(p.i-1, p.i)); security == "INVOKER" {
			return []schema.Attr{{Name: "security", Value: security}}
		}
		return nil
	}
	p.i++
	p.acceptOp('=')
	p.i = min(p.i+1, len(p.toks)) // the value
	if name == "algorithm" {
		if value := strings.ToUpper(p.between(p.i-1, p.i)); value != "UNDEFINED" {
			return []schema.Attr{{Name: "algorithm", Value: value}}
		}
		return nil
	}
	if p.tok().kind == param || p.atOp('@') || p.atOp(opMulti) { // @`host`, @'host', @host
		if p.tok().kind == param {
			p.i++
			return nil
		}
		p.i += 2
	} else if p.atOp('(') {
		p.skipParens()
	}
	p.i = min(p.i, len(p.toks))
	return nil
}
