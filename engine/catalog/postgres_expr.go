package catalog

import (
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// castLiteral is a string, or null, with a cast behind it.
var castLiteral = regexp.MustCompile(`^(E?'(?:[^']|'')*'|NULL)::([^'()]+(?:\([0-9, ]+\))?[^'()]*)$`)

var number = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?$`)

// defaultOf is a default as a person writes it. The database adds casts that go
// without saying: those of a literal to the type of its column.
func defaultOf(expr, bareType string) *schema.Expr {
	if m := castLiteral.FindStringSubmatch(expr); m != nil && (m[2] == bareType || m[1] == "NULL" && strings.HasPrefix(m[2], bareType)) {
		literal := m[1]
		// '-1'::integer
		if inner := strings.Trim(literal, "'"); number.MatchString(inner) && numeric[bareType] {
			literal = inner
		}
		return &schema.Expr{Text: literal, Literal: true}
	}

	literal := number.MatchString(expr) || expr == "true" || expr == "false" || expr == "NULL" || isString(expr)
	return &schema.Expr{Text: expr, Literal: literal}
}

var numeric = map[string]bool{"smallint": true, "integer": true, "bigint": true, "numeric": true, "real": true, "double precision": true}

func isString(expr string) bool {
	return len(expr) >= 2 && expr[0] == '\'' && strings.Count(expr, "'")%2 == 0 && strings.HasSuffix(expr, "'") &&
		!strings.Contains(strings.ReplaceAll(expr[1:len(expr)-1], "''", ""), "'")
}

// unwrap takes off the parentheses around a whole expression.
func unwrap(expr string) string {
	for len(expr) > 1 && expr[0] == '(' && closing(expr) == len(expr)-1 {
		expr = expr[1 : len(expr)-1]
	}
	return expr
}

// closing is where the parenthesis that an expression begins with is closed.
// What PostgreSQL writes has no comments and no dollar quotes.
func closing(expr string) int {
	depth := 0
	for i := 0; i < len(expr); i++ {
		switch c := expr[i]; c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		case '\'', '"':
			escapes := c == '\'' && i > 0 && expr[i-1] == 'E'
			for i++; i < len(expr) && expr[i] != c; i++ {
				if escapes && expr[i] == '\\' {
					i++
				}
			}
		}
	}
	return -1
}
