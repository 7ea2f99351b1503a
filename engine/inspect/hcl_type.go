package inspect

import (
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// typeParam is a parameter that HCL can write: a number or a string.
var typeParam = regexp.MustCompile(`^(?:-?[0-9]+|'(?:[^'\\]|'')*')$`)

// hclType writes a type that HCL has a word for; ok is false for any other.
// unsigned tells a property of the type that HCL says of the column.
func hclType(d schema.Dialect, text string) (hcl string, unsigned, ok bool) {
	word, given, ok := types.Of(d).HCL(text)
	if !ok {
		return "", false, false
	}
	var params []string
	for _, p := range given {
		switch {
		case p == "unsigned":
			unsigned = true
			continue
		case !typeParam.MatchString(p):
			return "", false, false
		case p[0] == '\'':
			p = hclString(strings.ReplaceAll(p[1:len(p)-1], "''", "'"))
		}
		params = append(params, p)
	}
	if len(params) == 0 {
		return word, unsigned, true
	}
	return word + "(" + strings.Join(params, ", ") + ")", unsigned, true
}

// splitList splits SQL at the commas that stand outside quotes and parentheses.
func splitList(sql string) []string {
	var items []string
	depth, start := 0, 0
	var quote byte
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case quote != 0:
			if c == quote {
				quote = 0 // a doubled quote opens again at once
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			items = append(items, sql[start:i])
			start = i + 1
		}
	}
	return append(items, sql[start:])
}
