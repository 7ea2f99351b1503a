package hcl

import (
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// tokenKind is a kind of token.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokNewline
	tokComment // a line comment without its newline, or a block comment
	tokIdent
	tokNumber
	tokPunct         // one byte: an operator or a bracket
	tokQuoteOpen     // "
	tokQuoteText     // literal text of a quoted string
	tokQuoteClose    // "
	tokInterpOpen    // ${ or %{, perhaps with ~
	tokInterpClose   // }
	tokHeredocOpen   // <<NAME and its newline
	tokHeredocText   // up to and with the end of a line
	tokHeredocClose  // the line that ends a heredoc, without its newline
	tokOther         // a byte that starts nothing
	tokCommentBroken // a block comment that never ends
)

// token is a token and its place in the lexer's source.
type token struct {
	kind       tokenKind
	start, end int
}

// mode is what the lexer stands in: one of the brackets { [ (, an interpolation
// '$', a quoted string 'Q' or a heredoc 'H' with its end marker.
type mode struct {
	kind   byte
	marker string
	start  int // of a quoted string, its quote
}

// lexer cuts HCL (hclsyntax, "spec.md") into tokens. Unlike hclsyntax's own
// scanner it takes a quoted string to end with its line and a closing brace to
// close every bracket since its opening brace, so that a slip stays local. It
// examines no byte before pos and reports in seen how far it looked.
type lexer struct {
	src   string
	pos   int
	seen  int // the end of the examined text; len(src)+1 when its end was
	modes []mode
	// braces counts the entries of modes that a } may close.
	braces int
	// unclosed has the places of the quotes whose strings end with their line.
	unclosed []text.Span
}

// look notes that src[:to] was examined.
func (l *lexer) look(to int) { l.seen = max(l.seen, to) }

// byteAt is the byte at i, or 0 past the end.
func (l *lexer) byteAt(i int) byte {
	if i >= len(l.src) {
		l.look(len(l.src) + 1)
		return 0
	}
	l.look(i + 1)
	return l.src[i]
}

func (l *lexer) push(m mode) {
	l.modes = append(l.modes, m)
	if m.kind == '{' || m.kind == '$' {
		l.braces++
	}
}

func (l *lexer) pop() mode {
	m := l.modes[len(l.modes)-1]
	l.modes = l.modes[:len(l.modes)-1]
	if m.kind == '{' || m.kind == '$' {
		l.braces--
	}
	return m
}

// top is the kind of the innermost mode, or 0.
func (l *lexer) top() byte {
	if len(l.modes) == 0 {
		return 0
	}
	return l.modes[len(l.modes)-1].kind
}

func isIdentStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

func isIdentByte(c byte) bool {
	return isIdentStart(c) || '0' <= c && c <= '9' || c == '-'
}

// next is the next token. Spaces, tabs, lone carriage returns and byte order
// marks belong to no token.
func (l *lexer) next() token {
	switch l.top() {
	case 'Q':
		return l.quoted()
	case 'H':
		return l.heredoc()
	}
	for {
		c := l.byteAt(l.pos)
		if c == ' ' || c == '\t' || c == '\r' {
			l.pos++
			continue
		}
		if c == 0xEF {
			l.look(min(l.pos+3, len(l.src)+1))
			if strings.HasPrefix(l.src[l.pos:], "\uFEFF") {
				l.pos += 3
				continue
			}
		}
		break
	}
	start := l.pos
	if start >= len(l.src) {
		return token{tokEOF, start, start}
	}
	c := l.src[start]
	switch {
	case c == '\n':
		return l.emit(tokNewline, start, start+1)
	case isIdentStart(c):
		end := start + 1
		for isIdentByte(l.byteAt(end)) {
			end++
		}
		return l.emit(tokIdent, start, end)
	case '0' <= c && c <= '9':
		end := start + 1
		for d := l.byteAt(end); '0' <= d && d <= '9' || d == '.' && isDigit(l.byteAt(end+1)) || isIdentStart(d); d = l.byteAt(end) {
			end++
		}
		return l.emit(tokNumber, start, end)
	case c == '#':
		return l.lineComment(start)
	case c == '/' && l.byteAt(start+1) == '/':
		return l.lineComment(start)
	case c == '/' && l.byteAt(start+1) == '*':
		if i := strings.Index(l.src[start+2:], "*/"); i >= 0 {
			return l.emit(tokComment, start, start+2+i+2)
		}
		l.look(len(l.src) + 1)
		return l.emit(tokCommentBroken, start, len(l.src))
	case c == '"':
		l.push(mode{kind: 'Q', start: start})
		return l.emit(tokQuoteOpen, start, start+1)
	case c == '{' || c == '[' || c == '(':
		l.push(mode{kind: c})
		return l.emit(tokPunct, start, start+1)
	case c == '}':
		return l.closeBrace(start)
	case c == ']' || c == ')':
		if top := l.top(); top == '[' && c == ']' || top == '(' && c == ')' {
			l.pop()
		}
		return l.emit(tokPunct, start, start+1)
	case c == '<' && l.byteAt(start+1) == '<':
		if t, ok := l.openHeredoc(start); ok {
			return t
		}
		return l.emit(tokPunct, start, start+1)
	case c < ' ' || c == '`' || c == '\'' || c == '\\' || c == ';' || c == '@' || c == '$' || c == '~' || c == 0x7f:
		return l.emit(tokOther, start, start+1)
	}
	return l.emit(tokPunct, start, start+1)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (l *lexer) emit(kind tokenKind, start, end int) token {
	l.pos = end
	l.look(end)
	return token{kind, start, end}
}

func (l *lexer) lineComment(start int) token {
	end := strings.IndexByte(l.src[start:], '\n')
	if end < 0 {
		l.look(len(l.src) + 1)
		return l.emit(tokComment, start, len(l.src))
	}
	l.look(start + end + 1)
	end += start
	if l.src[end-1] == '\r' {
		end--
	}
	return l.emit(tokComment, start, end)
}

// closeBrace closes the innermost brace or interpolation with all the brackets
// in it.
func (l *lexer) closeBrace(start int) token {
	if l.braces == 0 {
		return l.emit(tokPunct, start, start+1)
	}
	for {
		switch l.pop().kind {
		case '{':
			return l.emit(tokPunct, start, start+1)
		case '$':
			return l.emit(tokInterpClose, start, start+1)
		}
	}
}

// quoted continues a quoted string.
func (l *lexer) quoted() token {
	start := l.pos
	for i := start; ; {
		c := l.byteAt(i)
		switch {
		case i >= len(l.src) || c == '\n':
			open := l.pop().start
			if c == '\n' && i > start && l.src[i-1] == '\r' {
				i--
			}
			l.unclosed = append(l.unclosed, text.Span{Start: open, End: i})
			if i == start {
				return l.next()
			}
			return l.emit(tokQuoteText, start, i)
		case c == '"':
			if i > start {
				return l.emit(tokQuoteText, start, i)
			}
			l.pop()
			return l.emit(tokQuoteClose, start, start+1)
		case c == '\\' && l.byteAt(i+1) != '\n' && i+1 < len(l.src):
			i += 2
		case c == '$' || c == '%':
			n := l.interpolation(i)
			if n > 0 && i > start {
				return l.emit(tokQuoteText, start, i)
			}
			if n > 0 {
				l.push(mode{kind: '$'})
				return l.emit(tokInterpOpen, start, start+n)
			}
			i -= n
		default:
			i++
		}
	}
}

// interpolation is the length of the "${", "%{" or "${~" at i; or, negative,
// the number of bytes of literal text that begins there.
func (l *lexer) interpolation(i int) int {
	switch next := l.byteAt(i + 1); {
	case next == l.src[i] && l.byteAt(i+2) == '{':
		return -3
	case next == '{':
		if l.byteAt(i+2) == '~' {
			return 3
		}
		return 2
	}
	return -1
}

// openHeredoc reads <<NAME or <<-NAME and the newline that must follow.
func (l *lexer) openHeredoc(start int) (token, bool) {
	i := start + 2
	if l.byteAt(i) == '-' {
		i++
	}
	name := i
	if !isIdentStart(l.byteAt(i)) {
		return token{}, false
	}
	for isIdentByte(l.byteAt(i)) {
		i++
	}
	marker := l.src[name:i]
	if l.byteAt(i) == '\r' {
		i++
	}
	if l.byteAt(i) != '\n' {
		return token{}, false
	}
	l.push(mode{kind: 'H', marker: marker})
	return l.emit(tokHeredocOpen, start, i+1), true
}

// heredoc continues a heredoc: with the line that ends it, or text to the end
// of a line or to an interpolation.
func (l *lexer) heredoc() token {
	start := l.pos
	if start >= len(l.src) {
		l.look(len(l.src) + 1)
		l.pop()
		return l.next()
	}
	if start == 0 || l.src[start-1] == '\n' {
		if end, ok := l.heredocEnd(start, l.modes[len(l.modes)-1].marker); ok {
			l.pop()
			return l.emit(tokHeredocClose, start, end)
		}
	}
	for i := start; ; {
		c := l.byteAt(i)
		switch {
		case i >= len(l.src):
			return l.emit(tokHeredocText, start, i)
		case c == '\n':
			return l.emit(tokHeredocText, start, i+1)
		case c == '$' || c == '%':
			n := l.interpolation(i)
			if n > 0 && i > start {
				return l.emit(tokHeredocText, start, i)
			}
			if n > 0 {
				l.push(mode{kind: '$'})
				return l.emit(tokInterpOpen, start, start+n)
			}
			i -= n
		default:
			i++
		}
	}
}

// heredocEnd reports whether the line that starts at i holds nothing but the
// marker, and where the line's text ends.
func (l *lexer) heredocEnd(i int, marker string) (end int, ok bool) {
	for c := l.byteAt(i); c == ' ' || c == '\t'; c = l.byteAt(i) {
		i++
	}
	l.look(min(i+len(marker), len(l.src)+1))
	if !strings.HasPrefix(l.src[i:], marker) {
		return 0, false
	}
	i += len(marker)
	end = i
	for c := l.byteAt(i); c == ' ' || c == '\t' || c == '\r'; c = l.byteAt(i) {
		i++
	}
	if i < len(l.src) && l.src[i] != '\n' {
		return 0, false
	}
	return end, true
}
