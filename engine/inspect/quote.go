package inspect

import "strings"

// quoteName quotes an identifier with the given opening and closing marks; the
// closing mark within the name is doubled, as every dialect has it.
func quoteName(name, marks string) string {
	shut := marks[len(marks)-1:]
	return marks[:1] + strings.ReplaceAll(name, shut, shut+shut) + shut
}

// quoteString quotes a string. Backslash says that a backslash in a string is
// an escape (MySQL without NO_BACKSLASH_ESCAPES).
func quoteString(s string, backslash bool) string {
	s = strings.ReplaceAll(s, "'", "''")
	if backslash {
		s = strings.ReplaceAll(s, `\`, `\\`)
	}
	return "'" + s + "'"
}
