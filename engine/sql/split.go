package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// State is what the cutter knows at the start of a chunk. States are comparable.
type State struct {
	dialect   schema.Dialect
	delimiter string // the delimiter in force; "" is ";"
	leading   bool   // at the start of the file, where directives stand
	copying   bool   // the data of COPY … FROM stdin follows
	unended   bool   // the statement before is complete but lacks its ";"
	// lost counts, up to maxLost, the quotes and comments that ran to the end of
	// the file unterminated. Looking that far for the end of each one would cost
	// quadratic time; after maxLost no search goes beyond the next statement.
	lost uint8
}

const maxLost = 4

// maxName is the length of the longest name, in bytes (PostgreSQL, "4.1.1.
// Identifiers and Key Words"; the other dialects allow up to twice that).
const maxName = 128

// Initial is the state at the start of a file.
func Initial(d schema.Dialect) State { return State{dialect: d, leading: true} }

// Dialect is the dialect that the file is read in.
func (st State) Dialect() schema.Dialect { return st.dialect }

// lexer gives a lexer for a chunk that starts in this state.
func (st State) lexer(src string, pos int) lexer {
	l := lexer{src: src, pos: pos, f: featuresFor(st.dialect), delim: st.delimiter}
	if st.leading {
		if d, from, ok := leadingDelimiter(src, l.f); ok {
			l.delim, l.delimFrom = d, from
		}
	}
	if l.delim == "" && l.f.batch {
		l.delim = "GO"
	}
	return l
}

// Next finds the end of the statement that starts at start; it is a text.Next.
func Next(src string, start int, st State) (end, seen int, next State) {
	c := cutter{src: src, lexer: st.lexer(src, start), start: start, state: st, cutAt: -1}
	c.next = st
	c.next.leading, c.next.copying, c.next.unended = false, false, false
	if st.leading {
		if d, _, ok := leadingDelimiter(src, c.lexer.f); ok {
			c.next.delimiter = d
		}
	}
	c.lexer.openLimit = c.findEnd
	if st.copying {
		end, seen = c.cutCopyData()
	} else {
		end, seen = c.cut()
	}
	if end <= start && start < len(src) {
		end = start + 1 // cannot happen; a chunk is never empty
		seen = max(seen, end)
	}
	return end, max(seen, end), c.next
}

// cutter finds the end of one statement.
type cutter struct {
	src   string
	lexer lexer
	start int
	state State
	next  State

	count  int    // tokens so far
	first  string // the statement's first word, if a keyword
	object string // CREATE, ALTER, DROP: the kind of object
	parens int
	body   int // nesting of BEGIN and CASE in the body of a routine
	hasEnd bool
	began  bool
	prev   string // the word before
	before token  // the token before
	as     bool   // an AS was seen outside of parentheses
	stdin  bool

	// cutAt is where to cut because something is not terminated: the next
	// statement's head, or -1 for the end of the text.
	cutAt   int
	cutSeen int
}

// findEnd looks for the end of a quote or comment. When there is none it notes
// where the next statement begins.
func (c *cutter) findEnd(pos int, scan func(limit int) (int, bool)) (int, bool) {
	if c.state.lost < maxLost {
		end, ok := scan(len(c.src))
		if !ok {
			c.cutAt, _ = firstHead(c.src, pos+1, len(c.src), c.lexer.f)
			c.cutSeen = len(c.src) + 1
		}
		return end, ok
	}
	// Widen the window until it holds the end or the next statement: the work
	// stays proportional to what the chunk covers.
	for width := 256; ; width *= 2 {
		limit := min(pos+width, len(c.src))
		end, ok := scan(limit)
		head, headSeen := firstHead(c.src, pos+1, limit, c.lexer.f)
		c.cutSeen = max(c.cutSeen, min(limit, len(c.src))+1, headSeen)
		switch {
		case ok && (head < 0 || end <= head):
			return end, true
		case head >= 0:
			c.cutAt = head
			return limit, false
		case limit == len(c.src):
			c.cutAt = -1
			return limit, false
		}
	}
}

// lose ends the chunk where something unterminated began to swallow the rest.
func (c *cutter) lose() (end, seen int) {
	c.next.lost = min(c.next.lost+1, maxLost)
	if c.cutAt < 0 {
		return len(c.src), len(c.src) + 1
	}
	return c.cutAt, c.cutSeen
}

// wellFormed reports whether the statement, cut off at end for want of a ";", has
// nothing else wrong with it. It is asked only where a statement is cut off.
func (c *cutter) wellFormed(end int) bool {
	return c.state.dialect == schema.Postgres && c.parens == 0 && c.body == 0 && wellFormed(c.src[c.start:end], c.state)
}

func (c *cutter) cutCopyData() (end, seen int) {
	if strings.HasPrefix(c.src[c.start:], "\\.") {
		end = c.start + 2
		return end, end
	}
	scan := func(limit int) (int, bool) {
		for at := c.start; ; {
			i := strings.Index(c.src[at:limit], "\n\\.")
			if i < 0 {
				return limit, false
			}
			at += i + 3
			if at == len(c.src) || c.src[at] == '\n' || c.src[at] == '\r' {
				return at, true
			}
		}
	}
	// The head of a statement may follow at once, in the line after COPY's.
	end, ok := c.findEnd(c.start-1, scan)
	if !ok {
		return c.lose()
	}
	return end, max(end+1, c.cutSeen)
}

func (c *cutter) cut() (end, seen int) {
	src, l := c.src, &c.lexer
	for {
		if c.count > 0 {
			if start, end, ok := migrationMark(src, l.pos); ok {
				return start, min(end+1, len(src)+1)
			}
		}
		t := l.next()
		start, stop := t.start, t.end
		if l.openComment > 0 || t.open && t.kind != quotedName || t.open && src[start] != '[' {
			return c.lose()
		}
		switch t.kind {
		case eof:
			return len(src), len(src) + 1
		case delimMark:
			if isWordDelimiter(l.delim) {
				stop = lineEnd(src, stop)
				return stop, stop + 1
			}
			// One that ends in a letter needs a look at what follows.
			return stop, min(stop+1, len(src)+1)
		case meta:
			switch {
			case c.count == 0:
				return stop, stop + 1
			case atColumnZero(src, start) && c.body == 0:
				c.next.unended = c.wellFormed(start)
				return start, start + 1
			case strings.HasPrefix(src[start:], "\\g"), strings.HasPrefix(src[start:], "\\crosstab"):
				return stop, stop + 1
			}
			continue
		case punct:
			switch t.op {
			case ';':
				if l.delim != "" && !l.f.batch {
					break
				}
				if c.semicolonInside() {
					break
				}
				c.next.copying = c.stdin && l.f.psql
				return stop, stop
			case '(':
				c.parens++
			case ')':
				c.parens--
			}
		case stringConst, dollarString, quotedName:
			if head := c.swallowed(t); head >= 0 {
				c.next.lost = min(c.next.lost+1, maxLost)
				return head, min(stop+1, len(src)+1)
			}
		case word:
			if c.count == 0 && t.word == "delimiter" && (l.f.delimiter || l.f == &genericFeatures && atColumnZero(src, start)) {
				return c.delimiterCommand(stop)
			}
			if c.count > 0 && atLineStart(src, start) {
				if seen, ok := c.begins(t); ok {
					c.next.unended = c.wellFormed(start)
					return start, seen
				}
			}
			c.word(t)
		}
		if c.hasEnd && t.kind != word {
			c.closeBody("")
		}
		c.count++
		c.before = t
	}
}

func isWordDelimiter(d string) bool { return d != "" && class[d[0]]&classWordStart != 0 }

func atColumnZero(src string, pos int) bool { return pos == 0 || src[pos-1] == '\n' }

// delimiterCommand reads the argument of MySQL's DELIMITER, which its client
// reads to the end of the line.
func (c *cutter) delimiterCommand(pos int) (end, seen int) {
	end = lineEnd(c.src, pos)
	c.next.delimiter = strings.TrimSpace(c.src[pos:end])
	if c.next.delimiter == ";" {
		c.next.delimiter = ""
	}
	return end, end + 1
}

// word follows the statement's structure as far as its end depends on it.
func (c *cutter) word(t token) {
	if c.count == 0 {
		c.first = t.word
	} else if c.object == "" && c.count < 16 && (c.first == "create" || c.first == "alter" || c.first == "drop") && objectWords[t.word] {
		c.object = t.word
	}
	c.as = c.as || t.word == "as" && c.parens == 0
	if c.first == "copy" && t.word == "stdin" && c.prev == "from" {
		c.stdin = true
	}
	if c.isRoutine() && c.lexer.f.bodies != "batch" {
		if c.hasEnd {
			if c.closeBody(t.word) {
				c.prev = t.word
				return
			}
		}
		switch t.word {
		case "begin":
			if c.lexer.f.bodies == "begin" {
				c.body++
				c.began = true
			}
		case "atomic":
			if c.prev == "begin" && c.body == 0 {
				c.body = 1
				c.began = true
			}
		case "case":
			if c.body > 0 {
				c.body++
			}
		case "end":
			c.hasEnd = c.body > 0
		}
	}
	c.prev = t.word
}

// closeBody settles what an END closed, given the word after it; it reports
// whether the word belongs to the END.
func (c *cutter) closeBody(next string) bool {
	c.hasEnd = false
	switch next {
	case "if", "loop", "while", "repeat":
		return true // their openings are not counted
	}
	c.body--
	return next == "case"
}

func (c *cutter) isRoutine() bool {
	switch c.object {
	case "function", "procedure", "proc", "trigger", "event":
		return c.first == "create" || c.first == "alter" && c.lexer.f.batch
	}
	return false
}

// semicolonInside reports whether a semicolon here does not end the statement.
func (c *cutter) semicolonInside() bool {
	if c.hasEnd {
		c.closeBody("")
	}
	switch {
	case c.isRoutine() && c.lexer.f.bodies == "batch":
		return true
	case c.body > 0:
		return true
	}
	return c.object == "rule" && c.parens > 0
}

// swallowed tells that a quote which does end must have lost its own end: it
// holds the head of a statement, and what follows its end looks like the inside
// of the next quote. It gives the place of that head, or -1.
func (c *cutter) swallowed(t token) int {
	start, stop := t.start, t.end
	if stop >= len(c.src) || strings.IndexByte(c.src[start:stop], '\n') < 0 {
		return -1
	}
	if t.kind == quotedName {
		// No name is that long and holds a statement.
		if stop-start <= maxName && class[c.src[stop]]&classWord == 0 {
			return -1
		}
		head, _ := firstHead(c.src, start+1, stop, c.lexer.f)
		return head
	}
	if t.kind == dollarString && c.first != "do" {
		tag := c.src[start : start+1+strings.IndexByte(c.src[start+1:], '$')+1]
		before := strings.TrimRight(c.src[start:stop-len(tag)], " \t\r\n")
		if len(before) < 3 || !strings.EqualFold(before[len(before)-2:], "as") || class[before[len(before)-3]]&classSpace == 0 {
			return -1
		}
		// A body does not define the next function; its text ends in "AS".
		head, _ := firstHead(c.src, start+1, stop, c.lexer.f)
		return head
	}
	// The body of a routine, behind AS, may hold statements; no word follows it at
	// once.
	body := c.isRoutine() && c.prev == "as" || c.first == "do"
	if class[c.src[stop]]&classWord == 0 && (body || c.src[stop] != '{' && c.src[stop] != '%') {
		return -1
	}
	head, _ := firstHead(c.src, start+1, stop, c.lexer.f)
	return head
}
