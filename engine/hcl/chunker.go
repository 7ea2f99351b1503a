package hcl

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// State is what the cutting and the meaning of a file's chunks depend on beside
// their text. It is the same for every chunk of a file.
type State struct {
	Kind    FileKind
	Dialect schema.Dialect
}

// How far the cutter looks ahead before it decides that a block which swallows
// block heads at the start of lines, or a heredoc that does, has no end. The
// bounds keep the cutting of hostile text linear.
const (
	maxCandidates   = 16
	maxHeredocHeads = 16
)

// Next finds the end of the chunk that starts at start, a [text.Next]. A chunk
// is space and comments, one top-level block or attribute, and the rest of its
// line.
//
// A block ends with its closing brace. Where that is missing, the chunk ends
// before the next line that can only begin another top-level block: one that
// starts, in the first column, with the head of a block that the open block
// cannot hold.
func Next(src string, start int, st State) (end, seen int, next State) {
	c := cutter{lexer: lexer{src: src, pos: start, seen: start}, grammar: grammarOf(st)}
	end = c.cut(start)
	return end, c.seen, st
}

// cutter is the state of one call of Next.
type cutter struct {
	lexer
	grammar *grammar

	open     *blockSpec // what the tables say of the open block, or nil
	openType string     // the open block's type, "" when the chunk is no block
	// boundary is the end of the last line that holds more than comments: a cut
	// leaves the comments before a block with that block.
	boundary int
	// candidate is where to cut if the open block turns out to have no end.
	candidate  int
	candidates int
	// wholeHeredoc says that the open heredoc is known to end properly.
	wholeHeredoc bool
}

func (c *cutter) cut(start int) int {
	var (
		head     []token // the tokens before the first brace, "=" or newline
		headDone bool
		anything bool // a token that is neither space nor comment was seen
		onLine   bool // … on the present line
	)
	for {
		tok := c.next()
		switch tok.kind {
		case tokEOF:
			if c.candidates > 0 && len(c.modes) > 0 {
				return c.candidate
			}
			return len(c.src)
		case tokComment, tokCommentBroken:
			continue
		case tokNewline:
			if anything && len(c.modes) == 0 {
				return tok.end
			}
			if onLine {
				c.boundary, onLine = tok.end, false
			}
			headDone = headDone || anything
			if len(c.modes) > 0 {
				if end, ok := c.cutBefore(tok.end); ok {
					return end
				}
			}
			continue
		case tokHeredocOpen, tokHeredocText:
			anything, headDone = true, true
			c.wholeHeredoc = c.wholeHeredoc && tok.kind == tokHeredocText
			if c.src[tok.end-1] == '\n' {
				c.boundary, onLine = tok.end, false
				if !c.wholeHeredoc {
					if end, ok := c.cutHeredocBefore(tok.end); ok {
						return end
					}
				}
			}
			continue
		}
		anything, onLine = true, true
		if headDone {
			continue
		}
		switch {
		case tok.kind == tokPunct && c.src[tok.start] == '{':
			c.setOpen(head)
			headDone = true
		case tok.kind == tokIdent || tok.kind == tokQuoteOpen:
			head = append(head, tok)
		case tok.kind != tokQuoteText && tok.kind != tokQuoteClose:
			headDone = true
		}
	}
}

// setOpen notes the block whose head has been read.
func (c *cutter) setOpen(head []token) {
	if len(head) == 0 || head[0].kind != tokIdent {
		return
	}
	c.openType = c.src[head[0].start:head[0].end]
	label := ""
	if len(head) > 1 {
		label = c.src[head[1].start:head[1].end]
		if head[1].kind == tokQuoteOpen {
			if i := strings.IndexAny(c.src[head[1].end:], "\"\n"); i >= 0 {
				label = c.src[head[1].end : head[1].end+i]
			}
		}
	}
	c.open = c.grammar.root.child(c.openType, label)
}

// blockHead is the head of a block: identifier, labels and brace on one line.
type blockHead struct {
	typ    string
	labels int
	label  string // the first one
}

// headAt reads a block head at i, which starts a line.
func (c *cutter) headAt(i int) (h blockHead, ok bool) {
	if !isIdentStart(c.byteAt(i)) {
		return h, false
	}
	start := i
	for isIdentByte(c.byteAt(i)) {
		i++
	}
	h.typ = c.src[start:i]
	for {
		for b := c.byteAt(i); b == ' ' || b == '\t'; b = c.byteAt(i) {
			i++
		}
		start := i
		switch b := c.byteAt(i); {
		case b == '{':
			return h, true
		case b == '"':
			for i++; c.byteAt(i) != '"'; i++ {
				if b := c.byteAt(i); i >= len(c.src) || b == '\n' {
					return h, false
				}
			}
			i++
			start++
		case isIdentStart(b):
			for isIdentByte(c.byteAt(i)) {
				i++
			}
		default:
			return h, false
		}
		if h.labels++; h.labels == 1 {
			h.label = strings.TrimSuffix(c.src[start:i], `"`)
		}
	}
}

// topLevel reports whether the grammar knows the head as that of a top-level
// block.
func (c *cutter) topLevel(h blockHead) bool {
	spec := c.grammar.root.child(h.typ, h.label)
	return spec != nil && spec.fits(h.labels)
}

// cutBefore decides whether the line at i, which lies in an open block, begins
// another chunk, and where that starts.
func (c *cutter) cutBefore(i int) (end int, ok bool) {
	h, ok := c.headAt(i)
	if !ok {
		return 0, false
	}
	switch {
	case c.open != nil && c.open.holds(h):
		return 0, false
	case c.openType == "" || c.openType == h.typ || c.topLevel(h):
		if c.candidates > 0 {
			return c.candidate, true
		}
		return c.boundary, true
	}
	if c.candidates++; c.candidates == 1 {
		c.candidate = c.boundary
	}
	return c.candidate, c.candidates > maxCandidates
}

// cutHeredocBefore is cutBefore for a line in a heredoc. A heredoc may quote
// HCL, so a head counts only when the heredoc does not end before another of
// the same marker begins.
func (c *cutter) cutHeredocBefore(i int) (end int, ok bool) {
	if h, ok := c.headAt(i); !ok || !c.topLevel(h) {
		return 0, false
	}
	marker := c.modes[len(c.modes)-1].marker
	for at, heads := i, 0; heads <= maxHeredocHeads; {
		if _, ends := c.heredocEnd(at, marker); ends {
			c.wholeHeredoc = true
			return 0, false
		}
		if h, ok := c.headAt(at); ok && c.topLevel(h) {
			heads++
		}
		n := strings.IndexByte(c.src[at:], '\n')
		if n < 0 {
			c.look(len(c.src) + 1)
			break
		}
		line := strings.TrimRight(c.src[at:at+n], "\r")
		at += n + 1
		c.look(at)
		if open := strings.TrimSuffix(line, marker); open != line &&
			(strings.HasSuffix(open, "<<") || strings.HasSuffix(open, "<<-")) {
			break
		}
	}
	if c.candidates > 0 {
		return c.candidate, true
	}
	return c.boundary, true
}
