package differential

import (
	"regexp"
	"slices"
	"strings"
)

var tokens = regexp.MustCompile(`E?'(?:[^']|'')*'|"(?:[^"]|"")*"|` + "`(?:[^`]|``)+`" + `|[A-Za-z_\x80-\xff][\w$\x80-\xff]*|[0-9.]+(?:[eE][-+]?[0-9]+)?|::|[-+*/<>=~!@#%^&|?]+|\S`)

// typeWords are what may follow the first word of a type's name.
var typeWords = strings.Fields("varying precision with without time zone")

var (
	plainName   = regexp.MustCompile(`^[a-z_\x{80}-\x{10ffff}][a-z0-9_$\x{80}-\x{10ffff}]*$`)
	plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// canonical is an expression without what a database adds to it or takes from it:
// parentheses, casts, the case of words, quotes that are not needed, its own
// spellings. It is enough to compare by, and no more.
func (r *rules) canonical(expr string) string {
	words := tokens.FindAllString(expr, -1)
	var out []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "(" || w == ")":
			continue
		case w == "::":
			i = passType(words, i+1) - 1
			continue
		case w[0] == '`' && len(w) > 1:
			w = strings.ToLower(w[1 : len(w)-1])
		case w[0] == '"' && r.doubleIsString:
			words[i] = "'" + strings.ReplaceAll(strings.ReplaceAll(w[1:len(w)-1], `""`, `"`), "'", "''") + "'"
			i--
			continue
		case w[0] == '"':
			if name := strings.Trim(w, `"`); plainName.MatchString(name) {
				w = name
			}
		case w[0] == '\'':
			if n := strings.Trim(w, "'"); plainNumber.MatchString(n) {
				w = n
			} else if r.constant != nil {
				w = r.constant(w)
			}
		case w[0] != 'E' || len(w) < 2 || w[1] != '\'':
			w = strings.ToLower(w)
		}
		if slices.Contains(r.unsaid, w) && i+1 < len(words) && words[i+1] == "." {
			i++
			continue
		}
		if s, ok := r.spellings[w]; ok {
			w = s
		}
		if w != "" {
			out = append(out, w)
		}
	}
	text := strings.Join(out, " ")
	for _, w := range r.rewrites {
		text = w.pattern.ReplaceAllString(text, w.with)
	}
	return text
}

// passType gives the index after the type that begins at i.
func passType(words []string, i int) int {
	i++
	for i < len(words) {
		switch w := words[i]; {
		case w == ".":
			i += 2
		case slices.Contains(typeWords, w):
			i++
		case w == "(" && i+1 < len(words) && words[i+1][0] >= '0' && words[i+1][0] <= '9':
			for i < len(words) && words[i] != ")" {
				i++
			}
			i++
		case w == "[" && i+1 < len(words) && words[i+1] == "]":
			i += 2
		default:
			return i
		}
	}
	return i
}
