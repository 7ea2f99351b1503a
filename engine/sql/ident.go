package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// QuoteName writes a name as a statement of the dialect needs it: quoted only
// where it must be. Upper-case letters need quotes where unquoted names fold to
// lower case (PostgreSQL, "4.1.1. Identifiers and Key Words").
func QuoteName(d schema.Dialect, name string) string {
	f := featuresFor(d)
	checked := name
	if !f.foldLower {
		checked = strings.ToLower(name)
	}
	if quoteName(checked) == checked {
		return name
	}
	switch {
	case d == schema.MySQL || d == schema.MariaDB:
		return "`" + strings.ReplaceAll(name, "`", "``") + "`"
	case d == schema.SQLServer:
		return "[" + strings.ReplaceAll(name, "]", "]]") + "]"
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
