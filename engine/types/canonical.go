package types

import (
	"slices"
	"strconv"
	"strings"
)

// Canonical is the text that the database itself prints for a type that HCL
// names, with parameters as SQL writes them: "10", "'a'", "max". UNSIGNED and
// ZEROFILL of MySQL are parameters as well. It is PostgreSQL's format_type,
// MySQL's and MariaDB's information_schema.COLUMNS.COLUMN_TYPE, and what SQL
// Server's and ClickHouse's tools script; SQLite keeps types as written, so
// theirs differ in case only.
func (t *Table) Canonical(word string, params ...string) string {
	s := find(t.words, word)
	if s.typ == nil {
		if t.Fold {
			word = strings.ToLower(word)
		}
		return written(word, params)
	}
	return t.text(s, params)
}

// text is the canonical text of a type under one of its spellings.
func (t *Table) text(s spelling, params []string) string {
	switch {
	case t.dialect == "" || t.Loose:
		return written(s.text, params)
	case len(params) == 0:
		return s.typ.bare
	}
	return s.typ.canonical(params)
}

// written is a type as it stands, for dialects whose rules are not known.
func written(name string, params []string) string {
	var list, words []string
	for _, p := range params {
		switch strings.ToLower(p) {
		case "unsigned", "zerofill":
			words = append(words, strings.ToLower(p))
		case "signed":
		default:
			list = append(list, p)
		}
	}
	if len(list) > 0 {
		name += "(" + strings.Join(list, ",") + ")"
	}
	return strings.Join(append([]string{name}, words...), " ")
}

func (t *Type) canonical(params []string) string {
	params, unsigned, zerofill := t.suffixes(params)
	for i := range params {
		params[i] = t.param(i, params[i])
	}
	if len(params) > 0 && params[0] == t.Absent && t.Absent != "" {
		params = nil
	}
	suffix := ""
	if zerofill {
		unsigned, suffix = true, " zerofill"
	}
	if unsigned {
		suffix = " unsigned" + suffix
	}
	if len(t.Width) > 0 {
		return t.integer(params, unsigned, zerofill) + suffix
	}
	if len(t.Grows) > 0 && len(params) == 1 {
		if n, err := strconv.ParseInt(params[0], 10, 64); err == nil {
			for _, g := range t.Grows {
				if n <= g.Most {
					return g.Text + suffix
				}
			}
		}
	}
	return t.fill(params) + suffix
}

// fill puts parameters into the type's text.
func (t *Type) fill(params []string) string {
	separator := t.table.Separator
	if separator == "" {
		separator = ","
	}
	text := t.template()
	list := strings.Join(params, separator)
	switch {
	case t.Drop:
		list = ""
	case len(params) == 0 && t.Bare != "":
		return t.Bare
	case len(params) == 0:
		list = t.Default
	case len(params) == 1 && t.Pad != "":
		list += separator + t.Pad
	}
	if list == "" {
		return plain(text)
	}
	return strings.Replace(text, "*", list, 1)
}

// integer shows the display width where the database does: MariaDB always,
// MySQL since 8.0.19 only with ZEROFILL and for what stands for a truth value
// (MySQL, "Changes in MySQL 8.0.19").
func (t *Type) integer(params []string, unsigned, zerofill bool) string {
	width := ""
	if len(params) > 0 {
		width = params[0]
	} else if unsigned {
		width = t.Width[1]
	} else {
		width = t.Width[0]
	}
	if t.table.Widths || zerofill || width == t.Boolean && !unsigned {
		return t.Name + "(" + width + ")"
	}
	return t.Name
}

// suffixes takes UNSIGNED and ZEROFILL out of parameters. The result is the
// caller's to change.
func (t *Type) suffixes(params []string) (rest []string, unsigned, zerofill bool) {
	for _, p := range params {
		switch word := strings.ToLower(p); {
		case !slices.Contains(t.table.Suffixes, word):
			rest = append(rest, p)
		case word == "unsigned":
			unsigned = t.Unsigned
		case word == "zerofill":
			zerofill = t.Unsigned
		}
	}
	return rest, unsigned, zerofill
}

// at is what is known of the parameter at an index, or nil.
func (t *Type) at(i int) *Param {
	switch n := len(t.Params); {
	case i < n:
		return &t.Params[i]
	case n > 0 && t.Params[n-1].Variadic:
		return &t.Params[n-1]
	}
	return nil
}

// param is a parameter as the database keeps it.
func (t *Type) param(i int, text string) string {
	p := t.at(i)
	if p == nil {
		return text
	}
	for _, v := range p.Values {
		if strings.EqualFold(v, text) {
			return v
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		if p.Reduced && n > *p.Most {
			n = *p.Most
		}
		return strconv.FormatInt(n, 10)
	}
	if strings.HasPrefix(text, "'") && strings.HasSuffix(text, "'") && len(text) > 1 {
		if t.Trim {
			text = strings.TrimRight(text[:len(text)-1], " ") + "'"
		}
		if t.Numbered {
			text += " = " + strconv.Itoa(i+1)
		}
	}
	return text
}

// Quote writes a string as a parameter.
func (t *Table) Quote(s string) string {
	if t.Backslash {
		s = strings.ReplaceAll(s, `\`, `\\`)
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
