package differential

import (
	"strings"
)

func (g *postgresScript) drop() string {
	cascade := g.maybe(2, " CASCADE")
	exists := g.maybe(4, "IF EXISTS ")
	switch g.IntN(12) {
	case 0, 1:
		return "DROP TABLE " + exists + g.table().name + g.maybe(6, ", "+g.table().name) + cascade
	case 2:
		return "DROP INDEX " + exists + g.any("index").name + cascade
	case 3:
		return "DROP SEQUENCE " + exists + g.any("sequence").name + cascade
	case 4:
		return "DROP TYPE " + exists + g.any("enum", "composite", "range").name + cascade
	case 5:
		return "DROP DOMAIN " + exists + g.any("domain").name + cascade
	case 6:
		return "DROP " + g.of("FUNCTION ", "FUNCTION ", "ROUTINE ", "PROCEDURE ") + exists + g.any("function").name + cascade
	case 7:
		return "DROP VIEW " + exists + g.any("view").name + cascade
	case 8:
		return "DROP MATERIALIZED VIEW " + exists + g.any("matview").name + cascade
	case 9:
		policy := g.any("policy")
		return "DROP POLICY " + exists + policy.name + " ON " + policy.of
	case 10:
		trigger := g.any("trigger")
		return "DROP TRIGGER " + exists + trigger.name + " ON " + trigger.of + cascade
	}
	rule := g.any("rule")
	return "DROP RULE " + exists + rule.name + " ON " + rule.of
}

func (g *postgresScript) sequence() string {
	name, t := g.any("sequence").name, g.table()
	owner := t.name + "." + g.column(t).name
	switch g.IntN(7) {
	case 0, 1:
		return "CREATE SEQUENCE " + g.maybe(4, "IF NOT EXISTS ") + g.qualified(g.of("q", "t_id_seq", "t_a_seq", "u_id_seq", `"Q"`)) + g.maybe(4, " AS "+g.of("integer", "smallint")) +
			g.sequenceOptions() + g.maybe(3, " OWNED BY "+owner)
	case 2, 3:
		return "ALTER SEQUENCE " + name + " OWNED BY " + g.of("NONE", owner)
	case 4, 5:
		return "ALTER SEQUENCE " + name + g.of(" INCREMENT 5", " MAXVALUE 77", " NO MINVALUE", " AS integer", " START 4 CYCLE", " CACHE 3", " NO CYCLE", " RESTART")
	}
	return "ALTER SEQUENCE " + name + " " + g.of("RENAME TO "+g.of("q3", "t_id_seq"), "SET SCHEMA "+g.of("s1", "public"))
}

func (g *postgresScript) typeStatement() string {
	name := g.qualified(g.of("e", "d", "k", "ty", `"Ty"`))
	enum, domain, composite := g.any("enum").name, g.any("domain").name, g.any("composite").name
	value, check, attribute := g.in("value", enum).name, g.in("check", domain).name, g.in("attribute", composite).name
	switch g.IntN(16) {
	case 0, 1:
		return "CREATE TYPE " + name + " AS ENUM ('x', 'y')"
	case 2, 3:
		return "CREATE DOMAIN " + name + " AS " + g.typ() + g.maybe(3, " DEFAULT NULL") + g.maybe(3, " NOT NULL") + g.maybe(2, " CHECK (VALUE IS NOT NULL)") + g.maybe(4, " CONSTRAINT dc CHECK (VALUE::text <> '')")
	case 4, 5:
		return "CREATE TYPE " + name + " AS (a " + g.typ() + ", b " + g.typ() + ")"
	case 6:
		return "CREATE TYPE " + name + " AS RANGE (subtype = " + g.of("integer", "text", "date") + ")"
	case 7, 8:
		return "ALTER TYPE " + enum + " " + g.of("ADD VALUE 'z'", "ADD VALUE IF NOT EXISTS 'x' BEFORE "+value, "RENAME VALUE "+value+" TO 'xx'", "ADD VALUE 'w' AFTER "+value)
	case 9, 10:
		return "ALTER TYPE " + composite + " " + g.of("ADD ATTRIBUTE c integer", "DROP ATTRIBUTE "+attribute, "DROP ATTRIBUTE IF EXISTS c", "ALTER ATTRIBUTE "+attribute+" TYPE text", "RENAME ATTRIBUTE "+attribute+" TO aa",
			"ADD ATTRIBUTE d text, DROP ATTRIBUTE "+attribute, "ADD ATTRIBUTE e "+g.typ()) + g.maybe(2, " CASCADE")
	case 11, 12, 13:
		return "ALTER DOMAIN " + domain + " " + g.of("SET DEFAULT NULL", "DROP DEFAULT", "SET NOT NULL", "DROP NOT NULL", "ADD CHECK (VALUE IS NOT NULL)", "ADD CONSTRAINT dd CHECK (VALUE::text <> 'q') NOT VALID",
			"DROP CONSTRAINT "+check, "RENAME CONSTRAINT "+check+" TO dd", "VALIDATE CONSTRAINT "+check)
	case 14:
		return "ALTER TYPE " + g.any("enum", "domain", "composite", "range").name + " RENAME TO " + g.of("e", "k", "ty2")
	}
	return "ALTER TYPE " + g.any("enum", "domain", "composite", "range").name + " SET SCHEMA " + g.of("s1", "public")
}

func (g *postgresScript) routine() string {
	known := g.any("function")
	name := g.qualified(g.of("f", "g", `"F"`))
	arg := g.of("integer", "int", "int4", "text", "x integer", "x integer DEFAULT 1", "OUT y text", "VARIADIC int[]", "a character varying, b timestamptz", "INOUT z bigint", "", g.typ())
	switch g.IntN(7) {
	case 0, 1:
		returns := " RETURNS " + g.of("integer", "integer", "void", "SETOF text", "TABLE (r integer)", g.typ())
		if strings.Contains(arg, "OUT ") {
			returns = ""
		}
		return "CREATE " + g.maybe(3, "OR REPLACE ") + "FUNCTION " + name + "(" + arg + ")" + returns + " LANGUAGE plpgsql " + g.maybe(3, "STABLE ") + "AS 'BEGIN END'"
	case 2:
		return "CREATE PROCEDURE " + name + "(" + strings.TrimPrefix(arg, "OUT ") + ") LANGUAGE plpgsql AS 'BEGIN END'"
	case 3, 4:
		return "ALTER FUNCTION " + known.name + " " + g.of("STABLE", "IMMUTABLE STRICT", "SECURITY DEFINER", "CALLED ON NULL INPUT", "COST 5", "SET search_path TO s1", "RESET ALL", "PARALLEL SAFE", "LEAKPROOF", "VOLATILE")
	case 5:
		return "ALTER " + g.of("FUNCTION", "ROUTINE") + " " + known.name + " " + g.of("RENAME TO h", "SET SCHEMA s2")
	}
	return "CREATE OR REPLACE FUNCTION " + g.qualified("tf") + "() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
}

// view is a statement about views.
func (g *postgresScript) view() string {
	from := g.any("table", "table", "view", "matview").name
	columns := append(g.allIn("column", from), g.allIn("view column", from)...)
	c := g.column(scriptTable{from, columns}).name
	view := g.any("view").name
	switch g.IntN(10) {
	case 0, 1, 2, 3, 4, 5:
		query := g.of("SELECT "+c+" FROM "+from, "SELECT * FROM "+from, "SELECT x.*, x."+c+" AS again FROM "+from+" x", "SELECT count(*), "+c+" FROM "+from+" GROUP BY "+c,
			"SELECT a."+c+", b.* FROM "+from+" a JOIN "+from+" b (one) USING ("+c+")", "WITH w AS (SELECT * FROM "+from+") SELECT "+c+" AS x FROM w")
		return "CREATE " + g.of("VIEW", "VIEW", "OR REPLACE VIEW", "MATERIALIZED VIEW") + " " + g.qualified(g.of("w", "w2", `"W"`)) + g.maybe(6, " (first)") + " AS " + query
	case 6:
		return "ALTER " + g.of("TABLE", "VIEW") + " " + view + " " + g.of("RENAME TO w3", "SET SCHEMA "+g.of("s1", "s2"))
	case 7:
		vc := g.in("view column", view).name
		return "ALTER VIEW " + view + " " + g.of("RENAME COLUMN "+vc+" TO z", "ALTER COLUMN "+vc+" SET DEFAULT NULL")
	case 8:
		return "ALTER MATERIALIZED VIEW " + g.any("matview").name + " " + g.of("RENAME TO mv", "SET SCHEMA s1", "RENAME COLUMN "+c+" TO z")
	}
	return "COMMENT ON VIEW " + view + " IS 'a view'"
}

func (g *postgresScript) comment() string {
	t := g.table()
	constraint, trigger, policy, check := g.any("constraint"), g.any("trigger"), g.any("policy"), g.any("check")
	what := g.of("TABLE "+t.name, "COLUMN "+t.name+"."+g.column(t).name, "INDEX "+g.any("index").name, "CONSTRAINT "+constraint.name+" ON "+constraint.of, "SEQUENCE "+g.any("sequence").name,
		"TYPE "+g.any("enum", "composite").name, "DOMAIN "+g.any("domain").name, "FUNCTION "+g.any("function").name, "SCHEMA s1", "MATERIALIZED VIEW "+g.any("matview").name,
		"TRIGGER "+trigger.name+" ON "+trigger.of, "POLICY "+policy.name+" ON "+policy.of, "CONSTRAINT "+check.name+" ON DOMAIN "+check.of)
	return "COMMENT ON " + what + " IS " + g.of("'one'", "'it''s two'", "NULL")
}

// other is a statement about anything else.
func (g *postgresScript) other() []string {
	t := g.table()
	c := g.column(t).name
	trigger, policy := g.any("trigger"), g.any("policy")
	index := g.any("index").name
	switch g.IntN(16) {
	case 0, 1:
		return []string{"SET search_path TO " + g.of("public", "s1, public", "s2, s1", "public, s2", `"$user", public`)}
	case 2, 3:
		return []string{"CREATE " + g.maybe(4, "OR REPLACE ") + "TRIGGER " + g.freeName() + " " + g.of("BEFORE INSERT", "AFTER UPDATE OF "+c, "BEFORE UPDATE OR DELETE") + " ON " + t.name +
			" FOR EACH ROW" + g.maybe(4, " WHEN (NEW."+c+" IS NOT NULL)") + " EXECUTE FUNCTION " + g.of("", "s1.") + "tf()"}
	case 4, 5:
		return []string{"CREATE POLICY " + g.freeName() + " ON " + t.name + g.maybe(2, " FOR SELECT") + " USING (" + c + " IS NOT NULL)"}
	case 6:
		return []string{"ALTER POLICY " + policy.name + " ON " + policy.of + " " + g.of("USING (true)", "RENAME TO "+g.freeName(), "TO PUBLIC")}
	case 7:
		return []string{"CREATE RULE r AS ON INSERT TO " + t.name + " DO " + g.of("INSTEAD NOTHING", "ALSO NOTIFY x")}
	case 8, 9, 10:
		return []string{g.comment()}
	case 11, 12:
		return []string{"ALTER INDEX " + index + " " + g.of("RENAME TO "+g.freeName(), "SET (fillfactor = 90)", "RESET (fillfactor)", "ATTACH PARTITION "+g.any("index").name)}
	case 13:
		if g.IntN(2) == 0 {
			return []string{"ALTER SCHEMA s2 RENAME TO s3", "ALTER SCHEMA s3 RENAME TO s2"}
		}
		return []string{"DROP SCHEMA " + g.of("s1", "s2") + g.maybe(2, " CASCADE"), "CREATE SCHEMA IF NOT EXISTS s1", "CREATE SCHEMA IF NOT EXISTS s2"}
	case 14:
		return []string{"CREATE SCHEMA s4 CREATE TABLE t (a serial PRIMARY KEY, b integer REFERENCES t) CREATE VIEW w AS SELECT a FROM t CREATE INDEX ON t (b)"}
	}
	return []string{g.of("ALTER TRIGGER "+trigger.name+" ON "+trigger.of+" RENAME TO m", "ALTER TABLE "+trigger.of+" "+g.of("DISABLE", "ENABLE")+" TRIGGER "+g.of(trigger.name, "ALL"))}
}
