package catalog

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

type viewRow struct {
	Oid                      uint32
	Schema, Name             string
	Materialized             bool
	Query, Options, Comment  string
	NeedsSchemas, NeedsNames []string
}

var viewsQuery = `
SELECT c.oid, n.nspname, c.relname, c.relkind = 'm', pg_get_viewdef(c.oid),
	coalesce((SELECT string_agg(o, ', ') FROM unnest(c.reloptions) o), ''),` + comment("pg_class", "c.oid") + `,
	array_agg(needs.nspname ORDER BY needs.nspname, needs.relname) FILTER (WHERE needs.relname IS NOT NULL),
	array_agg(needs.relname ORDER BY needs.nspname, needs.relname) FILTER (WHERE needs.relname IS NOT NULL)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN LATERAL (
	SELECT DISTINCT dn.nspname::text, dc.relname::text
	FROM pg_rewrite w
	JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.oid
	JOIN pg_class dc ON dc.oid = d.refobjid AND dc.relkind IN ('r', 'p', 'f', 'v', 'm')
	JOIN pg_namespace dn ON dn.oid = dc.relnamespace
	WHERE w.ev_class = c.oid) needs ON true
WHERE c.relkind IN ('v', 'm') AND` + wanted + `AND` + free("pg_class", "c.oid") + `
GROUP BY c.oid, n.nspname, c.relname, c.relkind, c.reloptions
ORDER BY n.nspname, c.relname`

func (r *postgresReader) addViews() {
	columns := r.columnsOf()
	indexes := map[uint32][]schema.IndexDef{}
	for _, x := range r.indexDefs() {
		if x.Constraint == "" {
			indexes[x.Relation] = append(indexes[x.Relation], x.index())
		}
	}
	for _, row := range r.views {
		v := &schema.CreateView{
			View: ref(row.Schema, row.Name), Materialized: row.Materialized, Comment: row.Comment,
			Query: strings.TrimSuffix(strings.TrimSpace(row.Query), ";"),
		}
		for _, c := range columns[row.Oid] {
			v.Columns = append(v.Columns, schema.ColumnDef{Name: word(c.Name), Type: c.typ(), Comment: c.Comment})
		}
		for i, name := range row.NeedsNames {
			v.DependsOn = append(v.DependsOn, ref(row.NeedsSchemas[i], name))
		}
		if row.Materialized {
			v.Indexes = indexes[row.Oid]
		} else {
			v.Attrs = viewAttrs(row.Options)
		}
		r.add(v)
	}
}

// viewAttrs are the attributes that options of a view stand for.
func viewAttrs(options string) []schema.Attr {
	if options == "" {
		return nil
	}
	v, ok := lower(schema.Postgres, "CREATE VIEW v WITH ("+options+") AS SELECT 1").(*schema.CreateView)
	if !ok {
		return nil
	}
	return v.Attrs
}
