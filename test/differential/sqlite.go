package differential

import (
	"fmt"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

var sqliteRules = rules{
	home:   "main",
	unsaid: []string{"main"},
	settle: settleSQLite,
}

// nameless calls what has no name by what it says: their order is not the same,
// because SQLite puts a column that is added before the constraints of the table.
func nameless(e *element) {
	for _, key := range sortedKeys(e.children, nil) {
		kind, name, _ := strings.Cut(key, " ")
		if name == "" || strings.HasPrefix(name, " (") {
			c := e.children[key]
			delete(e.children, key)
			for key = kind + " " + fmt.Sprint(c.properties); e.children[key] != nil; key += " again" {
			}
			e.children[key] = c
		}
	}
}

// settleSQLite takes out what SQLite has by default, and the case, space and
// quotes of types, which it changes in some and keeps in others.
func settleSQLite(e *element, of any) {
	switch of := of.(type) {
	case *schema.Table:
		nameless(e)
	case *schema.Column:
		e.set("type", strings.ToUpper(strings.NewReplacer(" ", "", `"`, "").Replace(of.Type.Text)))
	case *schema.ForeignKey:
		for _, p := range []string{"on update", "on delete"} {
			if e.properties[p] == "NO ACTION" {
				delete(e.properties, p)
			}
		}
	}
}
