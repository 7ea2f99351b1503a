package sql

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unquoteName gives the name that a quoted identifier stands for.
func unquoteName(raw string) string {
	if len(raw) >= 3 && raw[0]|0x20 == 'u' && raw[1] == '&' {
		return unescapeUnicode(unquoteName(raw[2:]))
	}
	if raw == "" {
		return ""
	}
	closing := raw[0]
	if closing == '[' {
		closing = ']'
	}
	inner := raw[1:]
	if len(inner) > 0 && inner[len(inner)-1] == closing {
		inner = inner[:len(inner)-1]
	}
	if strings.IndexByte(inner, closing) < 0 {
		return inner
	}
	q := string(closing)
	return strings.ReplaceAll(inner, q+q, q)
}

// quoteName writes a name as PostgreSQL's quote_ident does: with quotes only
// where they are needed.
func quoteName(name string) string {
	plain := name != ""
	for i := 0; i < len(name) && plain; i++ {
		c := name[i]
		plain = 'a' <= c && c <= 'z' || c == '_' || i > 0 && '0' <= c && c <= '9'
	}
	if k := lookup(name); plain && (token{category: k.category}).mayName() {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// stringText gives the text that a string constant stands for: 'x', E'x',
// U&'x', N'x', $tag$x$tag$, and "x" where that is a string.
func stringText(raw string, f *features) string {
	if raw == "" {
		return ""
	}
	if raw[0] == '$' {
		i := strings.IndexByte(raw[1:], '$')
		if i < 0 {
			return ""
		}
		tag := raw[:i+2]
		return strings.TrimSuffix(raw[len(tag):], tag)
	}
	backslash, unicodeEscapes := f.backslash, false
	switch raw[0] {
	case 'e', 'E':
		backslash = true
		raw = raw[1:]
	case 'n', 'N', 'b', 'B', 'x', 'X':
		raw = raw[1:]
	case 'u', 'U':
		unicodeEscapes = true
		raw = raw[min(2, len(raw)):]
	}
	if raw == "" {
		return ""
	}
	q := raw[:1]
	inner := raw[1:]
	if strings.HasSuffix(inner, q) {
		inner = inner[:len(inner)-1]
	}
	switch {
	case unicodeEscapes:
		return unescapeUnicode(strings.ReplaceAll(inner, q+q, q))
	case backslash && strings.IndexByte(inner, '\\') >= 0:
		return unescapeBackslash(inner, q[0])
	}
	return strings.ReplaceAll(inner, q+q, q)
}

// unescapeBackslash reads C-style escapes (PostgreSQL, "4.1.2.2. String
// Constants With C-Style Escapes"); an unknown one stands for its character.
func unescapeBackslash(s string, q byte) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == q {
			i++ // doubled
			b.WriteByte(q)
			continue
		}
		if c != '\\' || i+1 == len(s) {
			b.WriteByte(c)
			continue
		}
		i++
		switch s[i] {
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'x', 'u', 'U':
			digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[i]]
			end := i + 1
			for end < len(s) && end-i <= digits && isHex(s[end]) {
				end++
			}
			if v, err := strconv.ParseUint(s[i+1:end], 16, 32); err == nil {
				if digits == 2 {
					b.WriteByte(byte(v))
				} else {
					b.WriteRune(rune(v))
				}
				i = end - 1
				continue
			}
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return strings.ToValidUTF8(b.String(), string(utf8.RuneError))
}

// unescapeUnicode reads \XXXX and \+XXXXXX (PostgreSQL, "4.1.2.3. String
// Constants With Unicode Escapes").
func unescapeUnicode(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		from, n := i+1, 4
		if strings.HasPrefix(s[from:], "\\") {
			b.WriteByte('\\')
			i++
			continue
		}
		if strings.HasPrefix(s[from:], "+") {
			from, n = from+1, 6
		}
		if from+n <= len(s) {
			if v, err := strconv.ParseUint(s[from:from+n], 16, 32); err == nil {
				b.WriteRune(rune(v))
				i = from + n - 1
				continue
			}
		}
		b.WriteByte('\\')
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// stringValue passes a string constant, with those that continue it, and gives
// its text; "" if none is next.
func (p *parser) stringValue() string {
	s := ""
	for p.tok().kind == stringConst || p.tok().kind == dollarString {
		t := p.tok()
		s += stringText(p.src[t.start:t.end], p.f)
		p.i++
	}
	return s
}
