package sql

import "github.com/schemascope/schemascope/engine/schema"

// defaultTablespace is where tables are that name no other place (PostgreSQL,
// "23.6. Tablespaces").
const defaultTablespace = "pg_default"

// setTable lowers what may follow SET in ALTER TABLE, of how a table is kept.
func (p *parser) setTable(a alteration) {
	switch {
	case p.accept("logged"):
		p.tableAttr(a, "unlogged", "")
	case p.accept("unlogged"):
		p.tableAttr(a, "unlogged", "true")
	case p.accept("tablespace"):
		in := p.name().Text
		if in == defaultTablespace {
			in = ""
		}
		p.tableAttr(a, "tablespace", in)
	case p.accept("access", "method"):
		method := p.name().Text
		if method == "heap" {
			method = ""
		}
		p.tableAttr(a, "access_method", method)
	case p.accept("without", "cluster"):
		p.add(&schema.MarkIndex{Table: a.table, Attr: "clustered"})
	default:
		if from, to, ok := p.skipParens(); ok {
			for _, attr := range p.storageParams(from, to) {
				p.tableAttr(a, attr.Name, attr.Value)
			}
		}
	}
}

// unset takes the values out of attributes that are reset.
func unset(attrs []schema.Attr, reset bool) []schema.Attr {
	for i := range attrs {
		if reset {
			attrs[i].Value = ""
		}
	}
	return attrs
}

// setView lowers SET and RESET (…) of a view.
func (p *parser) setView(a alteration, reset bool) {
	from, to, ok := p.skipParens()
	if !ok {
		return
	}
	for _, attr := range unset(p.viewOptions(from, to), reset) {
		p.tableAttr(a, attr.Name, attr.Value)
	}
}

// replicaIdentity lowers REPLICA IDENTITY FULL, NOTHING and DEFAULT.
func (p *parser) replicaIdentity(a alteration) {
	p.add(&schema.MarkIndex{Table: a.table, Attr: "replica_identity"})
	switch p.acceptAny("full", "nothing", "default") {
	case "full":
		p.tableAttr(a, "replica_identity", "FULL")
	case "nothing":
		p.tableAttr(a, "replica_identity", "NOTHING")
	}
}

// alterConstraint lowers ALTER CONSTRAINT, which says anew when a constraint is
// checked (PostgreSQL, "ALTER TABLE").
func (p *parser) alterConstraint(a alteration, name schema.Name) {
	var d schema.ConstraintDef
	p.constraintTail(&d)
	if p.dialect != schema.Postgres || name.IsZero() {
		return
	}
	attrs := append([]schema.Attr{{Name: "deferrable"}}, d.Attrs...)
	p.add(&schema.AlterConstraint{Table: a.table, IfExists: a.ifExists, Name: name, Attrs: attrs})
}
