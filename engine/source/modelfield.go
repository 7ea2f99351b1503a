package source

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Programs say where a model begins. How far it reaches, and which of its lines
// declare a field, is read from the indentation: models are written in any
// language, and what is taken for a field counts only where a column has its name.

// sourceCode is a file of models.
type sourceCode struct {
	doc   *text.Document
	place *schema.Place
}

// codeBlock are the lines, counted from 0, from first to last.
type codeBlock struct{ first, last int }

// modelField is what looks like a field of a model.
type modelField struct {
	name string
	codeBlock
}

// maxModelLines bounds how far a model is read.
const maxModelLines = 5_000

// line is the text of a line without the space around it.
func (c sourceCode) line(n int) text.Span {
	s := text.Span{Start: c.doc.LineStart(n), End: c.doc.LineEnd(n)}
	written := c.doc.Slice(s)
	s.Start += len(written) - len(strings.TrimLeft(written, " \t"))
	return s
}

func (c sourceCode) origin(b codeBlock) schema.Origin {
	name := c.line(b.first)
	return schema.Origin{Place: c.place, Span: text.Span{Start: name.Start, End: max(name.End, c.doc.LineEnd(b.last))}, Name: name}
}

// indent is the width of the space before a line's text, -1 of an empty line.
func (c sourceCode) indent(n int) int {
	at := c.line(n)
	if at.Len() == 0 || c.doc.Slice(at) == "\r" {
		return -1
	}
	return at.Start - c.doc.LineStart(n)
}

// closes reports whether a line ends what an earlier one of its indentation began:
// "}", "):".
func (c sourceCode) closes(n int) bool {
	at := c.line(n)
	return at.Len() > 0 && strings.IndexByte(")]}", c.doc.Slice(at)[0]) >= 0
}

// blockOf is the block that a line begins, or else the one that it is within: the
// lines below its first one that are indented more, and what closes it.
func (c sourceCode) blockOf(n int) codeBlock {
	head := n
	if b := c.below(n); b.last > n {
		return b
	}
	for indent := c.indent(n); head > 0 && indent > 0; {
		head--
		if i := c.indent(head); i >= 0 && i < indent && !c.closes(head) {
			return c.below(head)
		}
		if n-head > maxModelLines {
			break
		}
	}
	return codeBlock{n, n}
}

func (c sourceCode) below(head int) codeBlock {
	b, indent := codeBlock{head, head}, c.indent(head)
	for n := head + 1; n < c.doc.LineCount() && n-head < maxModelLines; n++ {
		i := c.indent(n)
		if i > indent || i == indent && c.closes(n) {
			b.last = n
		} else if i >= 0 {
			break
		}
	}
	return b
}

// fields are what looks like the fields of a block, each once.
func (c sourceCode) fields(b codeBlock) []modelField {
	body := -1 // the indentation of the block's own lines
	for n := b.first + 1; n <= b.last; n++ {
		if i := c.indent(n); i > c.indent(b.first) && (body < 0 || i < body) {
			body = i
		}
	}
	if body < 0 {
		return nil
	}
	var fields []modelField
	seen := map[string]bool{}
	for n := b.first + 1; n <= b.last; n++ {
		if c.indent(n) != body || c.closes(n) {
			continue
		}
		if name := fieldName(c.doc.Slice(c.line(n))); name != "" && !seen[name] {
			seen[name] = true
			fields = append(fields, modelField{name, c.below(n)})
		}
	}
	return fields
}

// fieldName is the name that a line declares, if it declares a field: "id" of
// "id = Column(…)", "id: Mapped[int]", "declare id?: number" and "private Long id;",
// "ID" of "ID uint". It is "" for what begins with no word.
func fieldName(line string) string {
	if strings.HasPrefix(line, "//") {
		return ""
	}
	if end := strings.IndexAny(line, "\"'`(#"); end >= 0 {
		line = line[:end]
	}
	at := strings.IndexAny(line, ":?!=;{")
	words := strings.FieldsFunc(line[:max(at, 0)], notOfName)
	if at < 0 {
		if words = strings.FieldsFunc(line, notOfName); len(words) > 1 {
			words = words[:1]
		}
	}
	if len(words) == 0 || notOfName(rune(line[0])) {
		return ""
	}
	return words[len(words)-1]
}

func notOfName(r rune) bool {
	return r != '_' && r != '$' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r < 0x80
}
