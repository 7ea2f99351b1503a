package text

import "strings"

// IsUTF16 reports whether bytes that were read as UTF-8 are UTF-16: they begin with
// its byte order mark, or the first of them that is NUL is the upper half of an
// ASCII character next to another one (The Unicode Standard, "23.8 Specials").
func IsUTF16(s string) bool {
	if strings.HasPrefix(s, "\xff\xfe") || strings.HasPrefix(s, "\xfe\xff") {
		return true
	}
	i := strings.IndexByte(s, 0)
	return i >= 0 && i+2 < len(s) && s[i+1] != 0 && s[i+2] == 0
}
