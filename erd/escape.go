package erd

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// escape makes s safe as text and in attributes of XML and HTML. Characters that
// XML 1.0 does not allow (section 2.2) become U+FFFD.
func escape(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7F || c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		switch {
		case r == '<':
			out.WriteString("&lt;")
		case r == '>':
			out.WriteString("&gt;")
		case r == '&':
			out.WriteString("&amp;")
		case r == '"':
			out.WriteString("&#34;")
		case r == '\'':
			out.WriteString("&#39;")
		case r == '\t' || r == '\n' || r == '\r' || isDirection(r):
			fmt.Fprintf(&out, "&#%d;", r)
		case r < ' ' || r >= 0x7F && r < 0xA0 || r&0xFFFE == 0xFFFE:
			out.WriteRune(utf8.RuneError)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}
