package text

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets, 0-based.
type Span struct{ Start, End int }

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// IsZero reports whether the span is the zero value, which stands for "no place".
func (s Span) IsZero() bool { return s == Span{} }

// Contains reports whether offset lies in the span or directly at its end,
// which is where an editor's cursor stands after a word.
func (s Span) Contains(offset int) bool { return s.Start <= offset && offset <= s.End }

// Shift moves the span by delta bytes.
func (s Span) Shift(delta int) Span { return Span{s.Start + delta, s.End + delta} }

// Edit replaces the bytes of Span by New.
type Edit struct {
	Span Span
	New  string
}

// Encoding is the unit in which a client counts characters within a line.
type Encoding uint8

// The encodings of LSP 3.17, "PositionEncodingKind".
const (
	UTF16 Encoding = iota // the protocol's default
	UTF8
	UTF32
)

// Position is a place as a client names it: a 0-based line and the number of
// code units, in some Encoding, before the place in that line.
type Position struct{ Line, Character int }

// Document is an immutable text with an index of its lines. A line ends with
// "\n", "\r\n" or a lone "\r" (LSP 3.17, "Text Documents").
type Document struct {
	text  string
	lines []int // the offset at which each line starts; lines[0] is 0
}

// NewDocument indexes text.
func NewDocument(text string) *Document {
	lines := make([]int, 1, 1+strings.Count(text, "\n"))
	return &Document{text: text, lines: appendLineStarts(lines, text, 0, len(text))}
}

// appendLineStarts appends the start of every line whose terminator ends in
// text[from:to].
func appendLineStarts(lines []int, text string, from, to int) []int {
	for i := from; i < to; i++ {
		switch text[i] {
		case '\n':
			lines = append(lines, i+1)
		case '\r':
			if i+1 == len(text) || text[i+1] != '\n' {
				lines = append(lines, i+1)
			}
		}
	}
	return lines
}

// Text is the whole document.
func (d *Document) Text() string { return d.text }

// Len is the document's length in bytes.
func (d *Document) Len() int { return len(d.text) }

// LineCount is the number of lines; an empty document has one.
func (d *Document) LineCount() int { return len(d.lines) }

// Slice is the text of a span, clamped.
func (d *Document) Slice(s Span) string {
	s = d.Clamp(s)
	return d.text[s.Start:s.End]
}

// Clamp moves a span into the document and puts its ends in order.
func (d *Document) Clamp(s Span) Span {
	s.Start = min(max(s.Start, 0), len(d.text))
	s.End = min(max(s.End, 0), len(d.text))
	if s.End < s.Start {
		s.Start, s.End = s.End, s.Start
	}
	return s
}

// LineStart is the byte offset at which a 0-based line begins; a line past the
// end gives the document's end.
func (d *Document) LineStart(line int) int {
	switch {
	case line < 0:
		return 0
	case line >= len(d.lines):
		return len(d.text)
	}
	return d.lines[line]
}

// LineEnd is the byte offset at which a line's text ends, before its terminator.
func (d *Document) LineEnd(line int) int {
	if line < 0 {
		return 0
	}
	end := d.LineStart(line + 1)
	if line+1 >= len(d.lines) {
		return end
	}
	if end > 0 && d.text[end-1] == '\n' {
		end--
	}
	if start := d.LineStart(line); end > start && d.text[end-1] == '\r' {
		end--
	}
	return end
}

// LineAt is the 0-based line that holds a byte offset.
func (d *Document) LineAt(offset int) int {
	offset = max(offset, 0)
	return sort.Search(len(d.lines), func(i int) bool { return d.lines[i] > offset }) - 1
}

// Position converts a byte offset. An offset inside a character means its start.
func (d *Document) Position(offset int, enc Encoding) Position {
	offset = min(max(offset, 0), len(d.text))
	return d.PositionIn(d.LineAt(offset), offset, enc)
}

// PositionIn is Position of an offset whose line is known.
func (d *Document) PositionIn(line, offset int, enc Encoding) Position {
	start := d.lines[line]
	for offset < len(d.text) && offset > start && !utf8.RuneStart(d.text[offset]) && validBefore(d.text[start:], offset-start) {
		offset--
	}
	if enc == UTF8 {
		return Position{line, offset - start}
	}
	return Position{line, Units(d.text[start:offset], enc)}
}

// Units is how many code units of an encoding a text has.
func Units(s string, enc Encoding) int {
	if enc == UTF8 {
		return len(s)
	}
	units := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			units++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		units += width(r, enc)
	}
	return units
}

// validBefore reports whether offset lies inside a well-formed character, not
// between two stray bytes.
func validBefore(s string, offset int) bool {
	for back := 1; back < utf8.UTFMax && offset-back >= 0; back++ {
		if utf8.RuneStart(s[offset-back]) {
			_, size := utf8.DecodeRuneInString(s[offset-back:])
			return size > back
		}
	}
	return false
}

// width is the number of code units a character takes. A byte that is not
// UTF-8 counts as one unit, as the replacement character that a client shows
// in its place does.
func width(r rune, enc Encoding) int {
	switch {
	case enc == UTF8:
		return max(utf8.RuneLen(r), 1)
	case enc == UTF16 && r > 0xFFFF:
		return 2
	}
	return 1
}

// Offset converts a client's position. A line past the end means the end of the
// document, a character past the end of the line means the end of the line's
// text, and a place inside a character means its start.
func (d *Document) Offset(p Position, enc Encoding) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(d.lines) {
		return len(d.text)
	}
	start, end := d.LineStart(p.Line), d.LineEnd(p.Line)
	if enc == UTF8 {
		offset := min(start+max(p.Character, 0), end)
		for offset > start && offset < end && !utf8.RuneStart(d.text[offset]) && validBefore(d.text[start:], offset-start) {
			offset--
		}
		return offset
	}
	units, i := 0, start
	for i < end && units < p.Character {
		r, size := rune(d.text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(d.text[i:])
		}
		if units += width(r, enc); units > p.Character {
			break
		}
		i += size
	}
	return i
}

// Apply gives the document after an edit. The receiver is unchanged.
func (d *Document) Apply(e Edit) *Document {
	span := d.Clamp(e.Span)
	delta := len(e.New) - span.Len()
	newText := d.text[:span.Start] + e.New + d.text[span.End:]

	// A "\r" before the edit may join or leave a "\n" after it: start again at
	// the line that holds the byte before the edit.
	first := d.LineAt(max(span.Start-1, 0))
	rest := sort.Search(len(d.lines), func(i int) bool { return d.lines[i] > span.End })
	lines := make([]int, first+1, first+1+len(d.lines)-rest+strings.Count(e.New, "\n")+1)
	copy(lines, d.lines[:first+1])
	lines = appendLineStarts(lines, newText, d.lines[first], span.End+delta)
	for _, start := range d.lines[rest:] {
		lines = append(lines, start+delta)
	}
	return &Document{text: newText, lines: lines}
}

// Replacement is the smallest single edit that turns the document into text. A
// client that sends whole documents thereby costs no more than one that sends
// its edits.
func (d *Document) Replacement(text string) Edit {
	old := d.text
	prefix, limit := 0, min(len(old), len(text))
	for prefix < limit && old[prefix] == text[prefix] {
		prefix++
	}
	suffix := 0
	for suffix < limit-prefix && old[len(old)-1-suffix] == text[len(text)-1-suffix] {
		suffix++
	}
	return Edit{Span{prefix, len(old) - suffix}, text[prefix : len(text)-suffix]}
}

// Difference is the shortest single edit that makes the text b of a.
func Difference(a, b string) Edit {
	start := alike(len(a), len(b), func(i, n int) bool { return a[i:i+n] == b[i:i+n] })
	rest := alike(len(a)-start, len(b)-start, func(i, n int) bool {
		return a[len(a)-i-n:len(a)-i] == b[len(b)-i-n:len(b)-i]
	})
	return Edit{Span: Span{Start: start, End: len(a) - rest}, New: b[start : len(b)-rest]}
}

// alike is how many bytes two texts begin with alike; same compares n of them
// from i on. It compares whole blocks first, as that is much faster.
func alike(a, b int, same func(i, n int) bool) int {
	at, most := 0, min(a, b)
	for step := 1 << 12; step > 0; step /= 16 {
		for at+step <= most && same(at, step) {
			at += step
		}
	}
	return at
}
