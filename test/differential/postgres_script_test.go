package differential

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// postgresScript makes up statements over a small pool of names and what is there,
// so that they meet: what one creates another renames, moves, drops. Most are
// valid; which are is PostgreSQL's to say.
type postgresScript struct {
	choice
	there things
	made  int // numbers bounds of partitions
}

// scriptTable is a table that a statement is about.
type scriptTable struct {
	name    string
	columns []thing
}

var (
	// longNames are as long as names may be, or near it: 63 bytes.
	longNames     = []string{strings.Repeat("l", 55) + "_long", strings.Repeat("l", 55) + "_longx", strings.Repeat("ñ", 31)}
	scriptTables  = append([]string{"t", "t", "u", "v", "t_a", `"Mixed Case"`, `"select"`}, longNames...)
	scriptColumns = []string{"a", "b", "c", "id", "a_b", `"Upper"`, "ü", strings.Repeat("c", 50), strings.Repeat("é", 30), `"a ""q"""`}
	scriptTypes   = []string{
		"integer", "integer", "integer", "bigint", "text", "text", "varchar(20)", "numeric(10,2)", "boolean", "timestamptz", "int4", "int[]", "text[]", "smallint", "date",
		"jsonb", "uuid", "char(3)", "interval", "bit(3)", "float8", "character varying",
	}
	scriptNames = append([]string{"n", "m", "t_a_key", "t_pkey", "t_a_idx", "u_pkey", "t_check", "t_a_check", "t_a_fkey", "t_id_seq", `"X y"`}, strings.Repeat("k", 63), strings.Repeat("ö", 31))
)

// statement makes up one statement, or a few that belong together.
func (g *postgresScript) statement() []string {
	var s string
	switch n := g.IntN(100); {
	case n < 20 || len(g.there["table"]) < 2:
		s = g.createTable()
	case n < 48:
		s = g.alterTable()
	case n < 56:
		s = g.createIndex()
	case n < 61:
		s = g.drop()
	case n < 66:
		s = g.sequence()
	case n < 76:
		s = g.typeStatement()
	case n < 81:
		s = g.routine()
	case n < 88:
		s = g.view()
	default:
		return g.other()
	}
	return []string{s}
}

// qualified is a name with a schema, or without.
func (g *postgresScript) qualified(name string) string {
	return g.of("", "", "", "public.", "s1.", "s2.") + name
}

// newName is the name of a relation that may be there already.
func (g *postgresScript) newName() string { return g.qualified(g.of(scriptTables...)) }

// freeName is a name for a constraint, an index, a trigger … None is that of a
// table: of CREATE TABLE IF NOT EXISTS is not modelled that it does nothing where
// an index has the name.
func (g *postgresScript) freeName() string {
	return g.of(scriptNames...)
}

// any is something of one of these kinds; t where nothing is.
func (g *postgresScript) any(kinds ...string) thing {
	var list []thing
	for _, k := range kinds {
		list = append(list, g.there[k]...)
	}
	if len(list) == 0 {
		return thing{name: "t", of: "t"}
	}
	return list[g.IntN(len(list))]
}

// in is something of a kind that belongs to a table or type.
func (g *postgresScript) in(kind, of string) thing {
	if list := g.allIn(kind, of); len(list) > 0 {
		return list[g.IntN(len(list))]
	}
	return thing{name: "a", of: of}
}

func (g *postgresScript) allIn(kind, of string) (list []thing) {
	for _, t := range g.there[kind] {
		if t.of == of {
			list = append(list, t)
		}
	}
	return list
}

// table is one that is there.
func (g *postgresScript) table() scriptTable {
	name := g.any("table").name
	return scriptTable{name, g.allIn("column", name)}
}

func (g *postgresScript) column(t scriptTable) thing {
	if len(t.columns) == 0 {
		return thing{name: "a"}
	}
	return t.columns[g.IntN(len(t.columns))]
}

// typ is the type of a column.
func (g *postgresScript) typ() string {
	if g.IntN(4) == 0 {
		if own := g.any("enum", "domain", "composite", "range"); own.of == "" {
			return own.name + g.maybe(5, "[]")
		}
	}
	return g.of(scriptTypes...)
}

// named is what gives a constraint its name.
func (g *postgresScript) named() string { return g.maybe(4, "CONSTRAINT "+g.freeName()+" ") }

// reference is what follows the columns of a foreign key.
func (g *postgresScript) reference(to thing) string {
	return "REFERENCES " + to.of + g.maybe(2, " ("+to.name+")") + g.maybe(6, " MATCH FULL") +
		g.maybe(3, " ON DELETE "+g.of("CASCADE", "SET NULL", "RESTRICT", "NO ACTION", "SET DEFAULT")) + g.maybe(4, " ON UPDATE CASCADE") + g.deferral()
}

func (g *postgresScript) deferral() string {
	return g.maybe(6, g.of(" DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", " NOT DEFERRABLE", " INITIALLY DEFERRED"))
}

func (g *postgresScript) sequenceOptions() string {
	return g.maybe(3, " INCREMENT BY "+g.of("2", "-1")) + g.maybe(4, " MINVALUE -10") + g.maybe(4, " MAXVALUE 1000") +
		g.maybe(3, " START WITH "+g.of("5", "-1")) + g.maybe(5, " CACHE 10") + g.maybe(5, " CYCLE") + g.maybe(6, " NO MAXVALUE")
}

// columnDef defines a column of this name, and gives its type.
func (g *postgresScript) columnDef(name string) (definition, typ string) {
	named := g.named()
	switch g.IntN(12) {
	case 0:
		return name + " " + g.of("serial", "bigserial", "smallserial", "serial4") + g.maybe(3, " PRIMARY KEY"), "integer"
	case 1:
		options := strings.TrimSpace(g.sequenceOptions() + g.maybe(3, " SEQUENCE NAME "+g.qualified(g.of(scriptNames...))))
		if options != "" {
			options = " (" + options + ")"
		}
		return name + " " + g.of("integer", "bigint") + " GENERATED " + g.of("ALWAYS", "BY DEFAULT") + " AS IDENTITY" + options + g.maybe(3, " PRIMARY KEY"), "integer"
	case 2:
		return name + " integer " + named + "CHECK (" + name + " > 0)" + g.maybe(4, " NO INHERIT") + g.maybe(3, " CHECK ("+name+" < 100)"), "integer"
	case 3:
		key := g.any("key")
		return name + " " + cmp.Or(key.more, "integer") + " " + named + g.reference(key), key.more
	case 4:
		return name + " text" + g.maybe(2, ` COLLATE "C"`) + " DEFAULT 'x'" + g.maybe(3, " NOT NULL"), "text"
	case 5:
		return name + " bigint DEFAULT " + g.next(), "bigint"
	case 6, 7, 8:
		typ := g.of("integer", "text", "bigint")
		return name + " " + typ + g.maybe(2, " NOT NULL") + " " + named + g.of("UNIQUE", "UNIQUE", "PRIMARY KEY", "UNIQUE NULLS NOT DISTINCT") + g.deferral(), typ
	}
	typ = g.typ()
	return name + " " + typ + g.maybe(3, " NOT NULL") + g.maybe(6, " DEFAULT NULL"), typ
}

// next is the next number of a sequence.
func (g *postgresScript) next() string {
	if s := g.any("sequence"); s.of == "" {
		return "nextval('" + strings.ReplaceAll(s.name, "'", "''") + "')"
	}
	return "0"
}

// constraint is a constraint of a table.
func (g *postgresScript) constraint(t scriptTable) string {
	c, d := g.column(t), g.column(t)
	switch g.IntN(8) {
	case 0:
		return g.named() + "PRIMARY KEY (" + c.name + g.maybe(3, ", "+d.name) + ")" + g.deferral()
	case 1:
		return g.named() + "UNIQUE (" + c.name + g.maybe(2, ", "+d.name) + ")" + g.maybe(4, " INCLUDE ("+d.name+")")
	case 2, 3:
		key := g.any("key")
		if i := slices.IndexFunc(t.columns, func(c thing) bool { return c.more == key.more }); i >= 0 {
			c = t.columns[i]
		}
		return g.named() + "FOREIGN KEY (" + c.name + ") " + g.reference(key)
	case 4:
		return g.named() + "EXCLUDE USING " + g.of("btree", "gist", "hash") + " (" + c.name + " WITH =)" + g.maybe(4, " WHERE ("+d.name+" IS NOT NULL)") + g.deferral()
	case 5:
		return g.named() + "UNIQUE NULLS NOT DISTINCT (" + c.name + ")"
	}
	test := g.of(c.name+" IS NOT NULL", c.name+" IS NOT NULL OR "+d.name+" IS NULL", "true", "length("+c.name+"::text) > 1")
	return g.named() + "CHECK (" + test + ")" + g.maybe(4, " NO INHERIT")
}

func (g *postgresScript) createTable() string {
	t := scriptTable{name: g.newName()}
	head := "CREATE " + g.maybe(8, "UNLOGGED ") + "TABLE " + g.maybe(6, "IF NOT EXISTS ") + t.name
	kind := g.IntN(9)
	switch kind {
	case 0:
		if len(g.there["partitioned"]) > 0 {
			return head + g.partitionOf()
		}
	case 1:
		if of := g.any("composite"); of.of == "" {
			c := g.in("attribute", of.name).name
			return head + " OF " + of.name + g.maybe(2, " ("+c+" "+g.of("NOT NULL", "UNIQUE", "DEFAULT NULL", "WITH OPTIONS PRIMARY KEY")+")")
		}
	}
	var elements []string
	for _, n := range g.Perm(len(scriptColumns))[:1+g.IntN(4)] {
		definition, typ := g.columnDef(scriptColumns[n])
		elements = append(elements, definition)
		t.columns = append(t.columns, thing{scriptColumns[n], t.name, typ})
	}
	tail := g.maybe(8, " WITH (fillfactor = 70)")
	switch kind {
	case 2:
		from := g.table()
		like := "LIKE " + from.name
		for range g.IntN(3) {
			like += " " + g.of("INCLUDING", "INCLUDING", "EXCLUDING") + " " + g.of("ALL", "ALL", "DEFAULTS", "CONSTRAINTS", "INDEXES", "IDENTITY", "GENERATED", "COMMENTS", "STORAGE", "STATISTICS")
		}
		at := g.IntN(2)
		elements = slices.Insert(elements[:1], at, like)
		t.columns = append(t.columns[:1:1], from.columns...)
	case 3, 4:
		parent := g.table()
		tail = " INHERITS (" + parent.name + g.maybe(4, ", "+g.table().name) + ")"
		t.columns = append(t.columns, parent.columns...)
	case 5, 6:
		tail = " PARTITION BY " + g.of("RANGE", "LIST", "LIST", "HASH") + " (" + g.column(t).name + ")"
	}
	for range g.IntN(3) {
		elements = append(elements, g.constraint(t))
	}
	return head + " (" + strings.Join(elements, ", ") + ")" + tail
}

// partitionOf makes a table a partition, which may be partitioned in turn.
func (g *postgresScript) partitionOf() string {
	parent := g.any("partitioned")
	c := g.column(scriptTable{parent.name, g.allIn("column", parent.name)}).name
	own := g.maybe(3, " ("+c+" "+g.of("NOT NULL", "DEFAULT NULL", "CHECK ("+c+" IS NOT NULL)", "UNIQUE")+")")
	return " PARTITION OF " + parent.name + own + " " + g.bound(parent) + g.maybe(5, " PARTITION BY LIST ("+c+")")
}

// bound is which rows a partition of a table has.
func (g *postgresScript) bound(of thing) string {
	g.made++
	switch {
	case of.more != "h" && g.IntN(5) == 0:
		return "DEFAULT"
	case of.more == "h":
		return fmt.Sprintf("FOR VALUES WITH (modulus 50, remainder %d)", g.made%50)
	case of.more == "r":
		return fmt.Sprintf("FOR VALUES FROM ('%d') TO ('%d')", g.made, g.made+1)
	}
	return fmt.Sprintf("FOR VALUES IN ('%d')", g.made)
}

func (g *postgresScript) alterTable() string {
	t := g.table()
	alter := "ALTER TABLE " + g.maybe(8, "IF EXISTS ") + g.maybe(10, "ONLY ") + t.name + " "
	c := g.column(t)
	index := g.in("index", t.name).name
	_, index = splitName(index)
	constraint := g.in("constraint", t.name).name
	switch g.IntN(30) {
	case 0, 1, 2:
		definition, _ := g.columnDef(g.of(scriptColumns...))
		return alter + "ADD COLUMN " + g.maybe(4, "IF NOT EXISTS ") + definition + g.maybe(5, ", ADD "+g.constraint(t))
	case 3, 4:
		return alter + "DROP COLUMN " + g.maybe(4, "IF EXISTS ") + c.name + g.maybe(2, " CASCADE")
	case 5:
		return alter + "ALTER " + c.name + " TYPE " + g.typ() + g.maybe(2, " USING NULL")
	case 6:
		return alter + "ALTER " + c.name + " " + g.of("SET NOT NULL", "DROP NOT NULL")
	case 7:
		return alter + "ALTER " + c.name + " " + g.of("DROP DEFAULT", "SET DEFAULT 1", "SET DEFAULT 'x'", "SET DEFAULT NULL", "SET DEFAULT "+g.next())
	case 8:
		return alter + "ALTER " + c.name + " " + g.of("ADD GENERATED ALWAYS AS IDENTITY", "ADD GENERATED BY DEFAULT AS IDENTITY (START 3)", "DROP IDENTITY", "DROP IDENTITY IF EXISTS", "SET GENERATED ALWAYS", "SET START 9", "SET INCREMENT 3 SET GENERATED BY DEFAULT")
	case 9, 10:
		return alter + "RENAME " + g.of("", "COLUMN ") + c.name + " TO " + g.of(scriptColumns...)
	case 11, 12:
		return "ALTER TABLE " + t.name + " RENAME TO " + g.of(scriptTables...)
	case 13:
		return alter + "RENAME CONSTRAINT " + constraint + " TO " + g.freeName()
	case 14, 15, 16, 17:
		return alter + "ADD " + g.constraint(t) + g.maybe(6, " NOT VALID")
	case 18, 19:
		cascade := g.maybe(2, " CASCADE")
		if len(g.allIn("key", t.name)) > 1 {
			cascade = "" // which of two keys of a column a foreign key leads to is not modelled
		}
		return alter + "DROP CONSTRAINT " + g.maybe(5, "IF EXISTS ") + constraint + cascade
	case 20, 21:
		return "ALTER TABLE " + t.name + " SET SCHEMA " + g.of("public", "s1", "s2")
	case 22:
		return alter + g.of("INHERIT ", "NO INHERIT ") + g.table().name
	case 23:
		if to := g.any("partitioned"); to.more != "" {
			return "ALTER TABLE " + to.name + " " + g.of("ATTACH PARTITION "+t.name+" "+g.bound(to), "DETACH PARTITION "+t.name)
		}
		return alter + "VALIDATE CONSTRAINT " + constraint
	case 24:
		return alter + g.of("ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY")
	case 25:
		return alter + g.of("SET UNLOGGED", "SET (fillfactor = 50)", "SET (autovacuum_enabled = false)", "RESET (fillfactor)")
	case 26:
		return alter + g.of("REPLICA IDENTITY FULL", "REPLICA IDENTITY NOTHING", "REPLICA IDENTITY DEFAULT", "CLUSTER ON "+index, "SET WITHOUT CLUSTER", "REPLICA IDENTITY USING INDEX "+index)
	case 27:
		return alter + "ALTER CONSTRAINT " + constraint + " " + g.of("DEFERRABLE", "NOT DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED", "INITIALLY DEFERRED")
	case 28:
		return alter + "ALTER " + c.name + " " + g.of("SET STATISTICS 100", "SET STORAGE MAIN", "SET STORAGE EXTERNAL", "SET COMPRESSION pglz", "SET (n_distinct = 5)", "RESET (n_distinct)")
	}
	return alter + g.of("OF "+g.any("composite").name, "NOT OF", "ADD "+g.named()+g.of("PRIMARY KEY", "UNIQUE")+" USING INDEX "+index)
}

// splitName is a name's schema, if it has one, and the rest. A dot in quotes is
// part of no name here.
func splitName(name string) (schema, last string) {
	if s, l, ok := strings.Cut(name, "."); ok {
		return s, l
	}
	return "", name
}

func (g *postgresScript) createIndex() string {
	t := g.table()
	name := g.maybe(3, g.freeName())
	part := func() string {
		c := g.column(t).name
		return g.of(c, c, c, c+" DESC", c+" NULLS FIRST", "lower("+c+"::text)", "("+c+" IS NULL)", c+` COLLATE "C"`, "coalesce("+c+", "+c+")", "("+c+"::text || 'x')", c+" text_pattern_ops")
	}
	unless := ""
	if name != "" {
		unless = g.maybe(8, "IF NOT EXISTS ")
	}
	return "CREATE " + g.maybe(4, "UNIQUE ") + "INDEX " + unless + name + " ON " + g.maybe(6, "ONLY ") + t.name +
		g.maybe(6, " USING "+g.of("hash", "gin", "btree", "gist", "brin")) + " (" + part() + g.maybe(3, ", "+part()) + ")" + g.maybe(6, " INCLUDE ("+g.column(t).name+")") +
		g.maybe(8, " NULLS NOT DISTINCT") + g.maybe(8, " WITH (fillfactor = 60)") + g.maybe(5, " WHERE "+g.column(t).name+" IS NOT NULL")
}
