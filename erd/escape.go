package erd

import (
	"strconv"
	"unicode/utf8"
)

// escape makes s safe as text and in attributes of XML and HTML. Characters that
// XML 1.0 does not allow (section 2.2) become U+FFFD.
func escape(s string) string { return string(appendEscaped(nil, s)) }

// appendEscaped appends s, made safe as [escape] does.
func appendEscaped(out []byte, s string) []byte {
	done := 0 // what is before it is in out
	for i, next := 0, 0; i < len(s); i = next {
		r, size := utf8.DecodeRuneInString(s[i:])
		next = i + size
		if r >= ' ' && r < 0x7F && r != '<' && r != '>' && r != '&' && r != '"' && r != '\'' {
			continue
		}
		if r >= 0xA0 && r != utf8.RuneError && r&0xFFFE != 0xFFFE && !isDirection(r) {
			continue
		}
		out = append(out, s[done:i]...)
		done = next
		switch {
		case r == '<':
			out = append(out, "&lt;"...)
		case r == '>':
			out = append(out, "&gt;"...)
		case r == '&':
			out = append(out, "&amp;"...)
		case r == '"' || r == '\'' || r == '\t' || r == '\n' || r == '\r' || isDirection(r):
			out = append(out, "&#"...)
			out = append(strconv.AppendInt(out, int64(r), 10), ';')
		default:
			out = utf8.AppendRune(out, utf8.RuneError)
		}
	}
	return append(out, s[done:]...)
}
