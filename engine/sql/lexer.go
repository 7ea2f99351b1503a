package sql

import "strings"

// kind is a kind of token.
type kind uint8

const (
	eof          kind = iota
	word              // a keyword or an unquoted name
	quotedName        // "x", `x`, [x], U&"x"
	stringConst       // 'x', E'x', B'x', X'x', N'x', U&'x'; "x" where that is a string
	dollarString      // $tag$ … $tag$
	number
	param     // $1, @x, :x, :'x', :"x"
	punct     // an operator or a mark: see token.op
	meta      // a psql meta-command: \ to the end of the line
	delimMark // the delimiter in force, when it is not ";"
)

// Values of token.op beyond the single characters.
const (
	opCast  = 1 // ::
	opMulti = 2 // any other operator of several characters
)

// token is a lexical element at src[start:end].
type token struct {
	start, end int
	kind       kind
	op         byte // punct: the character, opCast or opMulti
	open       bool // a quote that nothing closes
	word       string
	category   category
}

func (t token) is(op byte) bool { return t.kind == punct && t.op == op }

// mayName reports whether a word may name anything without quotes.
func (t token) mayName() bool {
	return t.category == notKeyword || t.category == unreserved || t.category == foreign
}

// lexer reads tokens (PostgreSQL, "4.1. Lexical Structure", and the other
// dialects' deviations as features say). Space and comments are skipped.
type lexer struct {
	src   string
	pos   int
	f     *features
	delim string // a delimiter other than ";"
	// delimFrom is where the delimiter comes into force: after its directive.
	delimFrom int
	// openComment is the offset of a comment that nothing closes, plus one.
	openComment int
	// openLimit, when set, decides how far the terminator of a quote or comment
	// at pos is looked for, by running scan.
	openLimit func(pos int, scan func(limit int) (int, bool)) (int, bool)
}

const (
	classSpace = 1 << iota
	classWordStart
	classWord
	classDigit
	classOperator
)

var class = func() (t [256]uint8) {
	for _, c := range " \t\n\r\f\v" {
		t[c] = classSpace
	}
	for c := 0; c < 256; c++ {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c >= 0x80:
			t[c] = classWordStart | classWord
		case '0' <= c && c <= '9':
			t[c] = classDigit | classWord
		case c == '$':
			t[c] = classWord
		}
	}
	for _, c := range "+-*/<>=~!@#%^&|?`" {
		t[c] |= classOperator
	}
	return
}()

// next reads a token. At the end of the text it gives the eof token.
func (l *lexer) next() token {
	if l.skipSpace() {
		return l.delimToken()
	}
	src, start := l.src, l.pos
	if start >= len(src) {
		return token{start: len(src), end: len(src)}
	}
	c := src[start]
	switch {
	case class[c]&classWordStart != 0:
		return l.word(start)
	case class[c]&classDigit != 0 || c == '.' && start+1 < len(src) && class[src[start+1]]&classDigit != 0:
		return l.make(number, start, l.numberEnd(start))
	}
	switch c {
	case '\'':
		return l.quote(stringConst, start, start, '\'', l.f.backslash)
	case '"':
		if l.f.doubleIsString {
			return l.quote(stringConst, start, start, '"', l.f.backslash)
		}
		return l.quote(quotedName, start, start, '"', false)
	case '`':
		if l.f.backtick {
			return l.quote(quotedName, start, start, '`', false)
		}
	case '[':
		if l.f.bracket {
			return l.bracketName(start)
		}
	case '$':
		if t, ok := l.dollar(start); ok {
			return t
		}
	case '\\':
		if l.f.psql {
			return l.make(meta, start, lineEnd(src, start))
		}
	case '@', '#':
		if l.f.atNames || l.f.hashComments && c == '@' {
			end := start + 1
			for end < len(src) && (class[src[end]]&classWord != 0 || src[end] == c || src[end] == '#') && !l.delimInside(end) {
				end++
			}
			if end > start+1 {
				if c == '#' {
					return l.make(word, start, end)
				}
				return l.make(param, start, end)
			}
		}
	case ':':
		return l.colon(start)
	}
	if class[c]&classOperator == 0 {
		t := l.make(punct, start, start+1)
		t.op = c
		return t
	}
	return l.operator(start)
}

func (l *lexer) make(k kind, start, end int) token {
	l.pos = end
	return token{start: start, end: end, kind: k}
}

func (l *lexer) delimToken() token { return l.make(delimMark, l.pos, l.pos+len(l.delim)) }

// skipSpace moves to the next token; it reports whether the delimiter stands there.
func (l *lexer) skipSpace() bool {
	src := l.src
	for l.pos < len(src) {
		if l.delim != "" && l.atDelim() {
			return true
		}
		switch c := src[l.pos]; {
		case class[c]&classSpace != 0:
			l.pos++
		case c == '-' && strings.HasPrefix(src[l.pos:], "--"):
			l.pos = lineEnd(src, l.pos)
		case c == '#' && l.f.hashComments:
			l.pos = lineEnd(src, l.pos)
		case c == '/' && strings.HasPrefix(src[l.pos:], "/*"):
			if n := l.f.opensCode(src[l.pos:]); n > 0 {
				l.pos += n
				continue
			}
			start := l.pos
			end, ok := l.limited(start, func(limit int) (int, bool) {
				return scanComment(src, start, limit, l.f.nestedComments)
			})
			if !ok {
				l.openComment = start + 1
				l.pos = len(src)
				return false
			}
			l.pos = end
		case c == '*' && l.f.executable && strings.HasPrefix(src[l.pos:], "*/"):
			l.pos += 2 // the end of an executable comment
		case c == 0xEF && l.pos == 0 && strings.HasPrefix(src, "\uFEFF"):
			l.pos += 3
		default:
			return false
		}
	}
	return false
}

// opensCode is the length of what opens the comment here, if its text is code; 0
// if it is not.
func (f *features) opensCode(src string) int {
	if !f.executable {
		return 0
	}
	start := 3
	if f.marked && strings.HasPrefix(src, "/*M!") {
		start = 4
	} else if !strings.HasPrefix(src, "/*!") {
		return 0
	}
	n, version := start, 0
	for n < len(src) && n-start < 6 && class[src[n]]&classDigit != 0 {
		version = version*10 + int(src[n]-'0')
		n++
	}
	if n == start {
		return n
	}
	for _, v := range f.versions {
		if v.from <= version && version <= v.to {
			return n
		}
	}
	return 0
}

// atDelim reports whether the delimiter stands at pos. One that is a word must
// stand alone, and GO alone in its line.
func (l *lexer) atDelim() bool {
	if l.pos < l.delimFrom || !hasPrefixFold(l.src[l.pos:], l.delim) {
		return false
	}
	first, last, end := l.delim[0], l.delim[len(l.delim)-1], l.pos+len(l.delim)
	if class[first]&classWordStart != 0 && l.pos > 0 && class[l.src[l.pos-1]]&classWord != 0 {
		return false
	}
	if class[last]&classWordStart != 0 && end < len(l.src) && class[l.src[end]]&classWord != 0 {
		return false
	}
	if strings.EqualFold(l.delim, "GO") {
		return atLineStart(l.src, l.pos) && strings.Trim(l.src[end:lineEnd(l.src, end)], " \t\r0123456789") == ""
	}
	return true
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && s[0]|0x20 == prefix[0]|0x20 && strings.EqualFold(s[:len(prefix)], prefix)
}

// lineEnd is the offset of the line terminator, or the end of the text.
func lineEnd(src string, pos int) int {
	if i := strings.IndexByte(src[pos:], '\n'); i >= 0 {
		return pos + i
	}
	return len(src)
}

// delimInside reports whether a delimiter that begins with $, which names and
// numbers would go on with, stands at pos.
func (l *lexer) delimInside(pos int) bool {
	return l.src[pos] == '$' && l.delim != "" && strings.HasPrefix(l.src[pos:], l.delim)
}

func (l *lexer) word(start int) token {
	src, end := l.src, start+1
	for end < len(src) && class[src[end]]&classWord != 0 {
		if l.delimInside(end) {
			break
		}
		end++
	}
	if end < len(src) && end-start <= 2 {
		if t, ok := l.prefixed(start, end); ok {
			return t
		}
	}
	k := lookup(src[start:end])
	l.pos = end
	return token{start: start, end: end, kind: word, word: k.text, category: k.category}
}

// prefixed reads a constant that begins with letters: E'…', B'…', X'…', N'…', U&'…'.
func (l *lexer) prefixed(start, end int) (token, bool) {
	src := l.src
	c, next := src[start]|0x20, src[end]
	switch {
	case end-start != 1:
	case next == '\'' && (c == 'b' || c == 'x' || c == 'n'):
		return l.quote(stringConst, start, end, '\'', l.f.backslash), true
	case next == '\'' && c == 'e' && l.f.escapeStrings:
		return l.quote(stringConst, start, end, '\'', true), true
	case next == '&' && c == 'u' && l.f.escapeStrings && end+1 < len(src) && src[end+1] == '\'':
		return l.quote(stringConst, start, end+1, '\'', false), true
	case next == '&' && c == 'u' && l.f.escapeStrings && end+1 < len(src) && src[end+1] == '"':
		return l.quote(quotedName, start, end+1, '"', false), true
	}
	return token{}, false
}

// quote reads up to the closing q; at is the opening one.
func (l *lexer) quote(k kind, start, at int, q byte, backslash bool) token {
	end, ok := l.limited(start, func(limit int) (int, bool) { return scanQuote(l.src, at, limit, q, backslash) })
	t := l.make(k, start, end)
	t.open = !ok
	return t
}

// limited runs a scan for a terminator over the rest of the text, or as far as
// openLimit allows.
func (l *lexer) limited(pos int, scan func(limit int) (int, bool)) (int, bool) {
	if l.openLimit != nil {
		return l.openLimit(pos, scan)
	}
	return scan(len(l.src))
}

// scanQuote finds the end of the text quoted by q, whose opening stands at at.
// The terminator must begin before limit.
func scanQuote(src string, at, limit int, q byte, backslash bool) (end int, ok bool) {
	for i := at + 1; i < limit; {
		if backslash {
			for i < limit && src[i] != q && src[i] != '\\' {
				i++
			}
			if i < limit && src[i] == '\\' {
				i += 2
				continue
			}
		} else if j := strings.IndexByte(src[i:limit], q); j >= 0 {
			i += j
		} else {
			break
		}
		if i >= limit {
			break
		}
		if i+1 < len(src) && src[i+1] == q {
			i += 2
			continue
		}
		return i + 1, true
	}
	return limit, false
}

// maxOneLine bounds the length of what must stand in one line, in bytes, so that
// a file of one line is not searched over and over.
const maxOneLine = 1024

// bracketName reads [x]. A name does not span lines, which also bounds the
// search for a bracket that is missing.
func (l *lexer) bracketName(start int) token {
	limit := lineEnd(l.src[:min(start+maxOneLine, len(l.src))], start)
	end, ok := scanQuote(l.src, start, limit, ']', false)
	t := l.make(quotedName, start, end)
	t.open = !ok
	return t
}

// dollar reads $1 and $tag$ … $tag$.
func (l *lexer) dollar(start int) (token, bool) {
	src, end := l.src, start+1
	if end < len(src) && class[src[end]]&classDigit != 0 {
		for end < len(src) && class[src[end]]&classDigit != 0 {
			end++
		}
		return l.make(param, start, end), true
	}
	if !l.f.escapeStrings {
		return token{}, false
	}
	for end < len(src) && src[end] != '$' && class[src[end]]&classWord != 0 {
		end++
	}
	if end >= len(src) || src[end] != '$' {
		return token{}, false
	}
	tag := src[start : end+1]
	after := end + 1
	end, ok := l.limited(start, func(limit int) (int, bool) {
		if after < limit {
			if i := strings.Index(src[after:min(limit+len(tag)-1, len(src))], tag); i >= 0 {
				return after + i + len(tag), true
			}
		}
		return limit, false
	})
	t := l.make(dollarString, start, end)
	t.open = !ok
	return t, true
}

// colon reads ::, :=, psql's variables and a lone colon.
func (l *lexer) colon(start int) token {
	src := l.src
	if start+1 < len(src) {
		switch c := src[start+1]; {
		case c == ':':
			t := l.make(punct, start, start+2)
			t.op = opCast
			return t
		case c == '=':
			t := l.make(punct, start, start+2)
			t.op = opMulti
			return t
		case l.f.psql && (c == '\'' || c == '"'):
			// A psql variable, :'name'; it stands in one line.
			limit := lineEnd(src[:min(start+maxOneLine, len(src))], start)
			if end, ok := scanQuote(src, start+1, limit, c, false); ok {
				return l.make(param, start, end)
			}
		case class[c]&classWordStart != 0:
			end := start + 2
			for end < len(src) && class[src[end]]&classWord != 0 {
				end++
			}
			return l.make(param, start, end)
		}
	}
	t := l.make(punct, start, start+1)
	t.op = ':'
	return t
}

// maxOperator is the length of the longest operator, in bytes (PostgreSQL,
// "4.1.3. Operators": NAMEDATALEN-1).
const maxOperator = 63

// operator reads a run of operator characters, which ends before a comment.
func (l *lexer) operator(start int) token {
	src, end := l.src, start+1
	special := strings.IndexByte("~!@#%^&|`?", src[start]) >= 0
	for end < len(src) && end-start < maxOperator && class[src[end]]&classOperator != 0 {
		if strings.HasPrefix(src[end:], "--") || strings.HasPrefix(src[end:], "/*") ||
			src[end] == '`' && l.f.backtick || src[end] == '#' && l.f.hashComments ||
			l.delim != "" && strings.HasPrefix(src[end:], l.delim) || src[start] == '*' {
			break
		}
		special = special || strings.IndexByte("~!@#%^&|`?", src[end]) >= 0
		end++
	}
	// An operator ends in + or - only if it holds a special character.
	for end > start+1 && !special && (src[end-1] == '+' || src[end-1] == '-') {
		end--
	}
	t := l.make(punct, start, end)
	if t.op = opMulti; end == start+1 {
		t.op = src[start]
	}
	return t
}

func (l *lexer) numberEnd(start int) int {
	src, end := l.src, start
	for end < len(src) && !l.delimInside(end) {
		c := src[end]
		if class[c]&classWord == 0 && c != '.' &&
			!((c == '+' || c == '-') && (src[end-1]|0x20) == 'e' && !strings.HasPrefix(src[start:], "0x") &&
				end+1 < len(src) && class[src[end+1]]&classDigit != 0) {
			break
		}
		end++
	}
	return end
}

// scanComment finds the end of a block comment, nested or not.
func scanComment(src string, start, limit int, nested bool) (end int, ok bool) {
	depth := 1
	for i := start + 2; i < limit; {
		j := strings.IndexByte(src[i:limit], '/')
		if j < 0 {
			break
		}
		i += j
		switch {
		case src[i-1] == '*' && i-1 >= start+2:
			if depth--; depth == 0 {
				return i + 1, true
			}
			i++
		case nested && i+1 < len(src) && src[i+1] == '*':
			depth++
			i += 2
			// The star of an opening does not also close: "/*/".
			if i < limit && src[i] == '/' {
				i++
			}
		default:
			i++
		}
	}
	return limit, false
}
