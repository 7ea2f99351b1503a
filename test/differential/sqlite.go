package differential

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

var sqliteRules = rules{
	home:   "main",
	unsaid: []string{"main"},
	settle: settleSQLite,
}

// settleSQLite takes out what SQLite has by default, and the case, space and
// quotes of types, which it changes in some and keeps in others.
func settleSQLite(e *element, of any) {
	switch of := of.(type) {
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
