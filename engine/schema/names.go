package schema

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxName is PostgreSQL's longest identifier in bytes: NAMEDATALEN − 1
// ("4.1.1. Identifiers and Key Words").
const maxName = 63

// constraintName is the name that the database gives to what has none. Only
// PostgreSQL's rule is known to be stable: table_columns_suffix, both parts
// shortened to fit, and a number where the name is taken ("CREATE TABLE", and
// ChooseIndexName and makeObjectName in its source). Other databases' are "".
func (f *folder) constraintName(t *Table, columns []string, suffix string) string {
	if f.realm.Dialect != Postgres {
		return ""
	}
	joined := strings.Join(columns, "_")
	for n := 0; ; n++ {
		label := suffix
		if n > 0 {
			label += strconv.Itoa(n)
		}
		if name := objectName(t.Name, joined, label); !nameTaken(t, name) {
			return name
		}
	}
}

func objectName(table, columns, label string) string {
	room := maxName - len(label) - 1
	if columns != "" {
		room--
	}
	for len(table)+len(columns) > room {
		if len(table) > len(columns) {
			table = cutRune(table)
		} else {
			columns = cutRune(columns)
		}
	}
	if columns == "" {
		return table + "_" + label
	}
	return table + "_" + columns + "_" + label
}

func cutRune(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[:len(s)-size]
}

func nameTaken(t *Table, name string) bool {
	if t.PrimaryKey != nil && t.PrimaryKey.Name == name {
		return true
	}
	for _, x := range t.Indexes {
		if x.Name == name {
			return true
		}
	}
	for _, fk := range t.ForeignKeys {
		if fk.Name == name {
			return true
		}
	}
	for _, c := range t.Checks {
		if c.Name == name {
			return true
		}
	}
	return false
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
