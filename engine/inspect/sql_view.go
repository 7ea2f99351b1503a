package inspect

import (
	"fmt"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// viewOptions writes the security options of a view (PostgreSQL, "CREATE VIEW").
func (w *sqlWriter) viewOptions(v *schema.View) string {
	var options []string
	for _, name := range []string{"barrier", "invoker"} {
		if value, ok := lastAttr(v.Attrs, "security."+name); ok {
			options = append(options, "security_"+name+" = "+value)
		}
	}
	if len(options) == 0 {
		return ""
	}
	return " WITH (" + strings.Join(options, ", ") + ")"
}

func (w *sqlWriter) checkOption(v *schema.View) string {
	if option, _ := lastAttr(v.Attrs, "check_option"); option != "" {
		return "\nWITH " + option + " CHECK OPTION"
	}
	return ""
}

func (w *sqlWriter) createView(v *schema.View) {
	w.within(v.Schema)
	kind := "VIEW"
	if v.Materialized {
		kind = "MATERIALIZED VIEW"
	}
	if v.Query == "" {
		fmt.Fprintf(&w.out, "-- The query of the view %s is not known.\n", oneLine(w.name(v.Schema, v.Name)))
		return
	}
	columns := ""
	if len(v.Columns) > 0 {
		var list []string
		for _, c := range v.Columns {
			list = append(list, c.Name)
		}
		columns = " " + w.names(list)
	}
	if options := w.attrs(w.spell.view, v.Attrs); len(options) > 0 {
		kind = strings.Join(options, " ") + " " + kind
	}
	w.batch("CREATE " + kind + " " + w.name(v.Schema, v.Name) + columns + w.viewOptions(v) + " AS\n" + strings.TrimSuffix(strings.TrimSpace(v.Query), ";") + w.checkOption(v))
	for _, x := range v.Indexes {
		w.index(x, v.Schema, v.Name)
	}
}
