package catalog

import "github.com/schemascope/schemascope/engine/schema"

// constraintRow is a foreign key or a check.
type constraintRow struct {
	Relation             uint32
	Kind, Name           string // pg_constraint.contype
	Columns              []string
	RefSchema, RefTable  string
	RefColumns           []string
	OnUpdate, OnDelete   string
	Match                string
	OnDeleteColumns      string // "" for all
	Deferrable, Deferred bool
	Valid, NoInherit     bool
	Enforced             bool
	Expr                 string
	Comment              string
}

// What a table has from the one that it inherits from, or is a partition of, is
// left out: it comes and goes with that.
var constraintsQuery = `
SELECT k.conrelid, k.contype::text, k.conname,
	CASE WHEN k.contype = 'f' THEN (SELECT array_agg(a.attname::text ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(attnum, n)
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum) END,
	coalesce(rn.nspname, ''), coalesce(rc.relname, ''),
	CASE WHEN k.contype = 'f' THEN (SELECT array_agg(a.attname::text ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(attnum, n)
		JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum) END,
	k.confupdtype::text, k.confdeltype::text, k.confmatchtype::text,
	coalesce((SELECT string_agg(a.attname::text, ', ' ORDER BY u.n) FROM unnest(k.confdelsetcols) WITH ORDINALITY u(attnum, n)
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum), ''), k.condeferrable, k.condeferred, k.convalidated, k.connoinherit,
	k.conenforced, coalesce(pg_get_expr(k.conbin, k.conrelid), ''), coalesce(pd.description, '')
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description pd ON pd.objoid = k.oid AND pd.classoid = 'pg_constraint'::regclass AND pd.objsubid = 0
LEFT JOIN pg_class rc ON rc.oid = k.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = rc.relnamespace
WHERE (k.contype = 'c' AND k.conislocal OR k.contype = 'f' AND k.conparentid = 0) AND` + wanted + `
ORDER BY k.conrelid, k.conname`

// actions are those of foreign keys; that of the default is left out
// (PostgreSQL, "53.13. pg_constraint": confupdtype).
var actions = map[string]string{"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}

func (r *postgresReader) addConstraints(tables map[uint32]*schema.CreateTable) {
	for _, k := range r.constraints {
		t := tables[k.Relation]
		if t == nil {
			continue
		}
		d := schema.ConstraintDef{
			Kind: schema.CheckConstraint, Name: word(k.Name), NotValid: !k.Valid && k.Enforced, Comment: k.Comment,
			Attrs: deferral(k.Deferrable, k.Deferred),
		}
		if !k.Enforced {
			d.Attrs = append(d.Attrs, schema.Attr{Name: "enforced", Value: "false"})
		}
		if k.Kind == "f" {
			d.Kind, d.Ref, d.RefColumns = schema.ForeignKeyConstraint, ref(k.RefSchema, k.RefTable), words(k.RefColumns)
			d.OnUpdate, d.OnDelete = actions[k.OnUpdate], actions[k.OnDelete]
			if k.Match == "f" {
				d.Attrs = append(d.Attrs, schema.Attr{Name: "match", Value: "FULL"})
			}
			if k.OnDeleteColumns != "" {
				d.Attrs = append(d.Attrs, schema.Attr{Name: "on_delete_columns", Value: k.OnDeleteColumns})
			}
			for _, c := range k.Columns {
				d.Parts = append(d.Parts, schema.PartDef{Column: word(c)})
			}
		} else {
			d.Expr = unwrap(k.Expr)
			if k.NoInherit {
				d.Attrs = append(d.Attrs, schema.Attr{Name: "no_inherit", Value: "true"})
			}
		}
		if d.NotValid { // which CREATE TABLE cannot say
			r.add(&schema.AddConstraint{Table: t.Table, Constraint: d})
			continue
		}
		t.Constraints = append(t.Constraints, d)
	}
}

// deferral is the attribute of a constraint that need not be checked at once.
func deferral(deferrable, deferred bool) []schema.Attr {
	if !deferrable {
		return nil
	}
	when := "INITIALLY_IMMEDIATE"
	if deferred {
		when = "INITIALLY_DEFERRED"
	}
	return []schema.Attr{{Name: "deferrable", Value: when}}
}
