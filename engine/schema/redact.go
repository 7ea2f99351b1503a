package schema

import "regexp"

// passwords are where a text may hold one: before the last @ of a URL, whatever
// is in it, before the address of a MySQL data source, and after its name.
var passwords = []*regexp.Regexp{
	regexp.MustCompile(`(://[^\s/:@]*:)[^\s"'<>]+(@)`),
	regexp.MustCompile(`(\b[\w.-]+:)[^\s"'<>]+(@(?:tcp|unix)\()`),
	regexp.MustCompile(`(?i)((?:password|passwd|pwd)=)[^\s&;"']+`),
}

// Redact hides the passwords of the URLs and connection strings in a text.
func Redact(s string) string {
	for _, p := range passwords {
		s = p.ReplaceAllString(s, "${1}***${2}")
	}
	return s
}
