package types

import "strings"

// space is what may stand between tokens.
const space = " \t\n\r\f\v"

// ReadText reads a type that stands alone, as in HCL's sql("…"). The places in
// the result are byte offsets. ok is false when the text is not one type.
func (t *Table) ReadText(text string) (r Reading, ok bool) {
	toks, starts, ok := t.scan(text)
	if !ok {
		return Reading{}, false
	}
	r = t.Read(func(i int) Token {
		if i < len(toks) {
			return toks[i]
		}
		return Token{}
	})
	if r.Len == 0 || r.Len != len(toks) {
		return Reading{}, false
	}
	ends := func(i int) int { return len(strings.TrimRight(text[:starts[i]], space)) }
	for i, p := range r.Params {
		if p.Text == "" {
			return Reading{}, false
		}
		r.Params[i].From, r.Params[i].To = starts[p.From], ends(p.To)
	}
	r.Named, r.Len = ends(r.Named), ends(r.Len)
	return r, true
}

// CanonicalSQL is the canonical text of a type that SQL writes. What is not one
// type as a whole stays as written.
func (t *Table) CanonicalSQL(text string) string {
	if r, ok := t.ReadText(text); ok {
		return r.Text
	}
	return strings.Trim(text, space)
}

// scan cuts a text into tokens; starts are their offsets, and the text's end. ok
// is false when something opens or closes alone.
func (t *Table) scan(text string) (toks []Token, starts []int, ok bool) {
	open := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case strings.IndexByte(space, c) >= 0:
			i++
			continue
		case c == '\'' || c == '"' || c == '`' || c == '[' && t.Brackets:
			inner, end, closed := t.quote(text, i)
			if !closed {
				return nil, nil, false
			}
			kind := Quoted
			if c == '\'' || c == '"' && t.Backslash {
				kind = Text
			}
			toks, starts, i = append(toks, Token{kind, inner}), append(starts, i), end
			continue
		}
		end := i + 1
		kind := Mark
		switch {
		case c == '(':
			open++
		case c == ')':
			if open--; open < 0 {
				return nil, nil, false
			}
		case isWord(c) && !isDigit(c):
			for kind = Word; end < len(text) && isWord(text[end]); {
				end++
			}
		case isDigit(c):
			for kind = Number; end < len(text) && (isWord(text[end]) || text[end] == '.'); {
				end++
			}
		}
		toks, starts, i = append(toks, Token{kind, text[i:end]}), append(starts, i), end
	}
	return toks, append(starts, len(text)), open == 0
}

// quote reads what stands in quotes at start: a doubled quote stands for one,
// and so does an escaped one where there are escapes.
func (t *Table) quote(text string, start int) (inner string, end int, closed bool) {
	shut := text[start]
	if shut == '[' {
		shut = ']'
	}
	escapes := t.Backslash && shut != '`'
	var b strings.Builder
	for i := start + 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == shut && i+1 < len(text) && text[i+1] == shut:
			i++
			b.WriteByte(c)
		case c == shut:
			return b.String(), i + 1, true
		case c == '\\' && escapes && i+1 < len(text):
			i++
			b.WriteByte(unescaped(text[i]))
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), len(text), false
}

// unescaped is what a letter behind a backslash stands for (MySQL, "9.1.1
// String Literals").
func unescaped(c byte) byte {
	switch c {
	case '0':
		return 0
	case 'b':
		return '\b'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'Z':
		return 26
	}
	return c
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '$' || isDigit(c) || c >= 0x80
}
