package sql

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	libpgquery "github.com/pganalyze/pg_query_go/v5/parser"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// judge reports what is wrong with the syntax of a chunk. What nothing closes is
// reported in every dialect; beyond that libpg_query judges PostgreSQL's.
func (p *parser) judge(toks []token, st State) {
	if p.unclosed(toks) {
		return
	}
	if len(toks) == 0 {
		return
	}
	switch st.dialect {
	case schema.Postgres:
	case "", schema.MySQL, schema.MariaDB, schema.SQLite:
		if !p.judgeHead(toks) {
			p.judgeParentheses(toks)
		}
		return
	default:
		p.judgeParentheses(toks)
		return
	}
	first, last := toks[0], toks[len(toks)-1]
	if st.unended {
		p.problem(schema.CodeSyntax, schema.Error, text.Span{Start: first.start, End: first.end},
			fmt.Sprintf(`syntax error at or near %q: the statement before it does not end with ";"`, p.src[first.start:first.end]))
	}
	if p.load.most > maxLoad {
		p.problem(schema.CodeTooComplex, schema.Information, text.Span{Start: first.start, End: first.end},
			fmt.Sprintf("this statement nests more than %d operators or parentheses; its syntax is not checked", maxLoad))
		return
	}
	if last.end-first.start > maxJudged {
		p.problem(schema.CodeTooComplex, schema.Information, text.Span{Start: first.start, End: first.end},
			fmt.Sprintf("this statement is longer than %d MiB; its syntax is not checked", maxJudged>>20))
		return
	}
	for len(toks) > 0 && toks[len(toks)-1].is(';') {
		toks = toks[:len(toks)-1]
	}
	if len(toks) == 0 {
		return
	}
	base, end := toks[0].start, toks[len(toks)-1].end
	err := verdict(p.src[base:end])
	if err == nil {
		return
	}
	if p.filledIn(toks) || newerThanJudge(toks) {
		return
	}
	at := base + byteOffset(p.src[base:end], err.Cursorpos)
	if len(p.newer) > 0 {
		patched, back := p.patch(base, end)
		newErr := verdict(patched)
		if newErr == nil {
			return
		}
		err, at = newErr, back(byteOffset(patched, newErr.Cursorpos))
		err.Message = p.named(toks, err.Message, at)
	}
	p.syntaxError(toks, err.Message, at)
}

// named is the message of an error with the token that stands in the chunk at a
// place, where the judge read another one in its stead.
func (p *parser) named(toks []token, message string, at int) string {
	const near = "syntax error at or near "
	if !strings.HasPrefix(message, near) {
		return message
	}
	for _, t := range toks {
		if at < t.end {
			return near + `"` + p.src[t.start:t.end] + `"`
		}
	}
	return "syntax error at end of input"
}

// filledIn reports whether something is put into the statement before the database
// sees it, which may be anything: a variable of psql, or what a template names:
// {{ x }}, {% x %}, ${x}, @@x@@, <%= x %>.
func (p *parser) filledIn(toks []token) bool {
	for i, t := range toks {
		raw := p.src[t.start:t.end]
		switch {
		case t.kind == param && raw[0] == ':', t.is('{'), strings.HasPrefix(raw, "<%"):
			return true
		case raw == "@@" && i+2 < len(toks) && p.src[toks[i+2].start:toks[i+2].end] == "@@":
			return true
		}
	}
	return false
}

// newerSyntax are runs of words that only statements of PostgreSQL 17 and 18 have,
// which the judge does not know: … stands for any others. (PostgreSQL, "E. Release
// Notes": JSON_TABLE, MERGE, RETURNING OLD and NEW, ALTER TABLE.)
var newerSyntax = [][]string{
	{"json_table"}, {"merge", "…", "returning"}, {"merge", "…", "by"}, {"returning", "with"}, {"set", "expression"},
	{"set", "access", "method", "default"}, {"vacuum", "only"}, {"analyze", "only"}, {"alter", "constraint", "…", "inherit"},
}

// newerThanJudge reports whether a statement has such a run of words.
func newerThanJudge(toks []token) bool {
	for _, words := range newerSyntax {
		n, skipping := 0, false
		for _, t := range toks {
			if n < len(words) && words[n] == "…" {
				n, skipping = n+1, true
			}
			switch {
			case n == len(words):
			case t.word == words[n]:
				n, skipping = n+1, false
			case !skipping && t.word == words[0]:
				n = 1
			case !skipping:
				n = 0
			}
		}
		if n == len(words) {
			return true
		}
	}
	return false
}

// judgeHead reports a misspelt word at the head of a statement, which is wrong
// whatever the dialect: CREATE TABEL, ALTRE TABLE.
func (p *parser) judgeHead(toks []token) bool {
	if len(toks) < 2 || p.filledIn(toks) {
		return false
	}
	definition := func(w string) bool { return w == "create" || w == "alter" || w == "drop" }
	misspelt := func(i int) bool {
		t := toks[i]
		return t.kind == word && t.category == notKeyword && nearest(p.src[t.start:t.end], p.candidates(toks, i)) != ""
	}
	at := -1
	switch {
	case misspelt(0) && (p.dialect == "" || objectWords[toks[1].word] && definition(nearest(p.src[toks[0].start:toks[0].end], startWords))):
		at = 0
	case definition(toks[0].word) && misspelt(1):
		at = 1
	default:
		return false
	}
	p.syntaxError(toks, fmt.Sprintf("syntax error at or near %q", p.src[toks[at].start:toks[at].end]), toks[at].start)
	return true
}

// judgeParentheses reports parentheses that do not pair, which no dialect that
// is known allows in a definition. Where the dialect is not known, what is a string
// or comment in some may be none in others: only plain text is judged.
func (p *parser) judgeParentheses(toks []token) {
	if p.dialect == "" {
		if p.filledIn(toks) || toks[len(toks)-1].end-toks[0].start > maxJudged ||
			strings.ContainsAny(p.src[toks[0].start:toks[len(toks)-1].end], "#\\[]$@{}`") {
			return
		}
	} else if featuresOf[p.dialect] == nil {
		return
	}
	if toks[0].word != "create" && toks[0].word != "alter" || holdsBody(toks) {
		return
	}
	if open, ok := openParenthesis(toks); ok {
		p.problem(schema.CodeSyntax, schema.Error, text.Span{Start: open.start, End: open.end}, `syntax error: this "(" is never closed`)
		return
	}
	depth := 0
	for i, t := range toks {
		if t.is('(') {
			depth++
		} else if t.is(')') {
			// SQL Server takes a comma behind the last column.
			if toks[max(i-1, 0)].is(',') && p.dialect != schema.SQLServer && !p.filledIn(toks) {
				p.problem(schema.CodeSyntax, schema.Error, text.Span{Start: t.start, End: t.end}, `syntax error at or near ")"; remove the comma before it`)
				return
			}
			if depth--; depth < 0 {
				p.problem(schema.CodeSyntax, schema.Error, text.Span{Start: t.start, End: t.end}, `syntax error: this ")" closes nothing`)
				return
			}
		}
	}
}

// wellFormed reports whether a PostgreSQL statement has no syntax error.
func wellFormed(stmt string, st State) bool {
	p := newParser(stmt, st)
	defer p.release()
	if !p.checkEncoding() {
		return false
	}
	p.scan(st)
	toks := p.scratch.toks
	return len(toks) > 0 && !p.unclosed(toks) && p.load.most <= maxLoad && len(stmt) <= maxJudged && verdict(stmt) == nil
}

// verdict asks libpg_query's raw parser whether a statement is well formed.
func verdict(stmt string) *libpgquery.Error {
	_, err := libpgquery.SplitWithParser(stmt, false)
	var e *libpgquery.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// byteOffset converts libpg_query's cursor position, which counts characters
// from 1, to a byte offset. 0 stands for no position.
func byteOffset(s string, cursor int) int {
	offset := 0
	for n := 1; n < cursor && offset < len(s); n++ {
		_, size := utf8.DecodeRuneInString(s[offset:])
		offset += size
	}
	return offset
}

// patch gives src[base:end] with newer syntax replaced, and a function that
// converts an offset in it to one in the chunk.
func (p *parser) patch(base, end int) (string, func(int) int) {
	var b strings.Builder
	type piece struct{ to, from, end int } // where it is, and what it was
	var pieces []piece
	at := base
	for _, patch := range p.newer {
		if patch.span.Start < at || patch.span.End > end {
			continue
		}
		pieces = append(pieces, piece{b.Len(), at, patch.span.Start})
		b.WriteString(p.src[at:patch.span.Start])
		pieces = append(pieces, piece{b.Len(), patch.span.Start, patch.span.End})
		b.WriteString(patch.text)
		at = patch.span.End
	}
	pieces = append(pieces, piece{b.Len(), at, end})
	b.WriteString(p.src[at:end])
	return b.String(), func(offset int) int {
		for i := len(pieces) - 1; i >= 0; i-- {
			if pc := pieces[i]; offset >= pc.to {
				return min(pc.from+offset-pc.to, pc.end)
			}
		}
		return base
	}
}

// unclosed reports a quote or comment that nothing closes.
func (p *parser) unclosed(toks []token) bool {
	if p.openComment > 0 {
		start := p.openComment - 1
		p.problem(schema.CodeSyntax, schema.Error, text.Span{Start: start, End: start + 2},
			"the comment that opens here is never closed; end it with */")
		return true
	}
	if len(toks) == 0 || !toks[len(toks)-1].open {
		return false
	}
	t := toks[len(toks)-1]
	end := min(lineEnd(p.src, t.start), t.end)
	span := trimSpan(p.src, t.start, end)
	switch t.kind {
	case dollarString:
		tag := p.src[t.start : t.start+2+strings.IndexByte(p.src[t.start+1:], '$')]
		p.problem(schema.CodeSyntax, schema.Error, text.Span{Start: t.start, End: t.start + len(tag)},
			fmt.Sprintf("unterminated dollar-quoted string: the %s that opens here is never closed", tag))
	case quotedName:
		p.problem(schema.CodeSyntax, schema.Error, span, fmt.Sprintf("unterminated quoted identifier: the %c that opens here is never closed", p.src[t.start]))
	default:
		p.problem(schema.CodeSyntax, schema.Error, span, "unterminated quoted string: the ' that opens here is never closed")
	}
	return true
}

// syntaxError reports libpg_query's message at the offending token.
func (p *parser) syntaxError(toks []token, message string, at int) {
	// What the parameters of types seem to be may come of the same mistake.
	var parameters []schema.Problem
	p.out.Problems = slices.DeleteFunc(p.out.Problems, func(have schema.Problem) bool {
		if have.Code == schema.CodeTypeParameters {
			parameters = append(parameters, have)
		}
		return have.Code == schema.CodeTypeParameters
	})
	i := len(toks)
	for n, t := range toks {
		if at < t.end {
			i = n
			break
		}
	}
	if strings.HasSuffix(message, "at end of input") || i == len(toks) {
		last := toks[len(toks)-1]
		span := text.Span{Start: last.start, End: last.end}
		if open, ok := openParenthesis(toks); ok {
			where := text.Span{Start: open.start, End: open.end}
			p.problem(schema.CodeSyntax, schema.Error, span, message+`: a "(" is never closed`,
				schema.Related{Span: where, Message: `this "(" is never closed`})
			return
		}
		p.problem(schema.CodeSyntax, schema.Error, span, message)
		return
	}
	t := toks[i]
	hint := p.hint(toks, i)
	for _, have := range parameters {
		if hint == "" && have.Span.Start >= t.start && have.Span.Start <= t.end {
			hint = have.Message
		}
	}
	if hint != "" {
		message += "; " + hint
	}
	p.problem(schema.CodeSyntax, schema.Error, text.Span{Start: t.start, End: t.end}, message)
}

// openParenthesis finds the innermost parenthesis that nothing closes.
func openParenthesis(toks []token) (token, bool) {
	var open []token
	for _, t := range toks {
		if t.is('(') {
			open = append(open, t)
		} else if t.is(')') && len(open) > 0 {
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return token{}, false
	}
	return open[len(open)-1], true
}
