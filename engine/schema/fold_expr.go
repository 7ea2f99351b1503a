package schema

import (
	"slices"
	"strings"
)

// renameInExprs renames a column in the expressions of its table: those of
// checks, policies, generated columns and indexes. The database keeps them by what they
// refer to, or rewrites them (SQLite, "ALTER TABLE RENAME COLUMN").
func (f *folder) renameInExprs(t *Table, from string, to Name) {
	rename := func(expr string) string { return f.renameInExpr(expr, t.Name, from, to) }
	t.Partition = rename(t.Partition)
	for _, c := range t.Checks {
		c.Expr = rename(c.Expr)
	}
	for _, o := range t.Schema.Objects {
		if o.Kind != KindPolicy || o.Table != t {
			continue
		}
		o.Attrs = slices.Clone(o.Attrs)
		for i := range o.Attrs {
			if a := &o.Attrs[i]; a.Name == "using" || a.Name == "check" {
				a.Value = rename(a.Value)
			}
		}
	}
	for _, c := range t.Columns {
		if g := c.Generated; g != nil {
			c.Generated = &Generated{Expr: rename(g.Expr), Stored: g.Stored}
		}
	}
	for _, x := range t.Indexes {
		x.Where = rename(x.Where)
		for i := range x.Parts {
			x.Parts[i].Expr = rename(x.Parts[i].Expr)
		}
	}
}

// renameInExpr replaces the name of a column in an expression over its table.
func (f *folder) renameInExpr(expr, table, from string, to Name) string {
	var out strings.Builder
	done := 0
	f.eachMention(expr, table, from, func(t exprToken) {
		out.WriteString(expr[done:t.start])
		out.WriteString(f.written(to, t.kind == exprQuoted))
		done = t.end
	})
	if done == 0 {
		return expr
	}
	return out.String() + expr[done:]
}

// mentions reports whether an expression over a table names a column of it.
func (f *folder) mentions(expr, table, column string) (does bool) {
	f.eachMention(expr, table, column, func(exprToken) { does = true })
	return does
}

// eachMention calls do with every token of an expression over a table that names a
// column of it.
func (f *folder) eachMention(expr, table, column string, do func(exprToken)) {
	if len(expr) < len(column) {
		return
	}
	var before, last exprToken // the two before
	for at := 0; at < len(expr); {
		t := nextExprToken(expr, at)
		at = t.end
		if t.kind == exprSpace {
			continue
		}
		called := t.kind == exprWord && strings.HasPrefix(strings.TrimLeft(expr[t.end:], " \t\r\n"), "(")
		qualified := last.text == "." && !f.index.same(before.name(), table)
		typed := last.text == ":" || strings.EqualFold(last.text, "as") || strings.EqualFold(last.text, "collate")
		if n := t.name(); n != "" && f.index.same(n, column) && !called && !qualified && !typed {
			do(t)
		}
		before, last = last, t
	}
}

// written is a new name for a place where the old one was quoted or not: quoted if
// its statement has it so, too.
func (f *folder) written(n Name, quoted bool) string {
	quoted = quoted || n.Span.Len() > len(n.Text)
	if quoted && f.mysql() {
		return "`" + strings.ReplaceAll(n.Text, "`", "``") + "`"
	}
	if quoted {
		return `"` + strings.ReplaceAll(n.Text, `"`, `""`) + `"`
	}
	return n.Text
}

// exprToken is a token of an expression, as far as names need to be told from
// what else there is.
type exprToken struct {
	kind       exprKind
	text       string
	start, end int
}

type exprKind uint8

const (
	exprOther exprKind = iota
	exprSpace          // and comments
	exprWord
	exprQuoted // "x", `x`, [x]
)

// name is the name that a token may be; "" if it is none.
func (t exprToken) name() string {
	switch t.kind {
	case exprWord:
		return t.text
	case exprQuoted:
		closing := t.text[len(t.text)-1:]
		return strings.ReplaceAll(t.text[1:len(t.text)-1], closing+closing, closing)
	}
	return ""
}

func nextExprToken(s string, at int) exprToken {
	end, kind := at+1, exprOther
	switch c := s[at]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		kind = exprSpace
	case strings.HasPrefix(s[at:], "--"):
		kind, end = exprSpace, endAfter(s, at, "\n")
	case strings.HasPrefix(s[at:], "/*"):
		kind, end = exprSpace, endAfter(s, at+2, "*/")
	case c == '\'':
		end = endOfQuote(s, at, '\'')
	case c == '"' || c == '`':
		if end = endOfQuote(s, at, c); end-at > 2 {
			kind = exprQuoted
		}
	case c == '[' && at+1 < len(s) && isWordByte(s[at+1]) && (s[at+1] < '0' || s[at+1] > '9'):
		if n := strings.IndexByte(s[at:], ']'); n > 1 && !strings.ContainsAny(s[at:at+n], ",(") {
			kind, end = exprQuoted, at+n+1
		}
	case isWordByte(c):
		for end < len(s) && isWordByte(s[end]) {
			end++
		}
		if kind = exprWord; c >= '0' && c <= '9' {
			kind = exprOther
		}
	}
	return exprToken{kind, s[at:end], at, end}
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// endAfter is where the next mark ends, or the text.
func endAfter(s string, from int, mark string) int {
	if i := strings.Index(s[from:], mark); i >= 0 {
		return from + i + len(mark)
	}
	return len(s)
}

func endOfQuote(s string, at int, quote byte) int {
	for i := at + 1; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 == len(s) || s[i+1] != quote {
			return i + 1
		}
		i++
	}
	return len(s)
}
