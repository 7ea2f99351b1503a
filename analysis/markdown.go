package analysis

import "strings"

// escape writes text so that Markdown shows it as it is (CommonMark, "2.4
// Backslash escapes"): names and comments may hold anything.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString("  ") // a line break, not only a space
		case r == '\r':
			continue
		case r < 0x80 && strings.ContainsRune("\\`*_{}[]()<>#+-!|~&@:", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// codeSpan writes text as code within a line (CommonMark, "6.1 Code spans").
func codeSpan(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	ticks := strings.Repeat("`", longestRun(s, '`')+1)
	if s == "" || strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// longestRun is the length of the longest run of a byte.
func longestRun(s string, of byte) int {
	longest, run := 0, 0
	for i := 0; i < len(s); i++ {
		if run++; s[i] != of {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
