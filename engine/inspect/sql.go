package inspect

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// SQL writes the realm as data definition statements of its dialect, in an
// order that loads into an empty database: schemas; types; sequences; routines
// that name no table; tables; routines that do; indexes; foreign keys; views;
// routines that name a view; triggers and policies; comments. What the graph holds as text (routines,
// view queries, expressions) is written as it was declared.
//
// What the graph does not hold cannot be loaded: the bounds of partitions, which
// become tables of their own with a comment that says so, and routines that HCL
// declared without a statement.
func SQL(r *schema.Realm) (string, error) {
	w := &sqlWriter{realm: r, spell: spellingOf(r.Dialect)}
	w.current = w.spell.home
	plan := w.planOf(r)
	if plan.routines && w.spell.lateBodies != "" {
		w.statement("%s", w.spell.lateBodies)
	}
	w.schemas()
	w.objects(plan.types)
	w.objects(plan.before)
	tables := w.tables()
	for _, t := range tables {
		w.createTable(t)
	}
	for _, sql := range w.attach {
		w.statement("%s", sql)
	}
	w.sequenceOwners()
	w.objects(plan.ofTables)
	for _, t := range tables {
		w.indexes(t)
	}
	if !w.spell.inlineKeys {
		for _, t := range tables {
			for _, fk := range t.ForeignKeys {
				w.within(t.Schema)
				w.statement("ALTER TABLE %s ADD %s", w.name(t.Schema, t.Name), w.foreignKey(fk))
			}
		}
	}
	for _, v := range sortViews(r) {
		w.createView(v)
	}
	w.objects(plan.after)
	for _, t := range tables {
		w.tableAttrs(t)
	}
	if w.spell.comments == commentStatement {
		w.comments()
	}
	return w.out.String(), nil
}

// sqlWriter writes the statements of one realm.
type sqlWriter struct {
	out     strings.Builder
	realm   *schema.Realm
	spell   *spelling
	current string   // the schema that unqualified names are looked up in
	attach  []string // the statements that make tables partitions, once all are there
	// readable says that the text is for a person, not for a database.
	readable bool
}

// statement writes one statement.
func (w *sqlWriter) statement(format string, args ...any) {
	fmt.Fprintf(&w.out, format, args...)
	w.out.WriteString(";\n")
}

// batch writes a statement that may hold semicolons of its own.
func (w *sqlWriter) batch(sql string) {
	if w.readable {
		w.out.WriteString(sql + "\n")
		return
	}
	if w.spell.alone || w.spell.bodyBefore != "" && strings.Contains(sql, ";") {
		// Within a body the last statement needs its semicolon too.
		w.out.WriteString(w.spell.bodyBefore + sql + w.spell.bodyAfter)
		return
	}
	w.statement("%s", sql)
}

// within makes the names in a schema's texts mean what they meant where they
// were declared.
func (w *sqlWriter) within(s *schema.Schema) {
	if s.Name == w.current || s.Name == "" || w.spell.enter == "" || w.readable {
		return
	}
	w.current = s.Name
	form := w.spell.enter
	if s.Name == w.spell.home {
		form = w.spell.enterHome
	}
	sql := strings.NewReplacer("%[1]s", w.quote(s.Name), "%[2]s", w.quote(w.spell.home)).Replace(form)
	w.statement("%s", sql)
}

func (w *sqlWriter) quote(name string) string {
	if w.readable {
		return w.readableName(name)
	}
	return quoteName(name, w.spell.marks)
}

func (w *sqlWriter) text(s string) string { return quoteString(s, w.spell.backslash) }

// name is a name with its schema's. SQLite's "main" goes without saying.
func (w *sqlWriter) name(s *schema.Schema, name string) string {
	return w.qualify(s.Name, name)
}

func (w *sqlWriter) qualify(schemaName, name string) string {
	if schemaName == "" || w.spell.indexSchema && schemaName == w.spell.home {
		return w.quote(name)
	}
	return w.quote(schemaName) + "." + w.quote(name)
}

func (w *sqlWriter) names(list []string) string {
	quoted := make([]string, len(list))
	for i, n := range list {
		quoted[i] = w.quote(n)
	}
	return "(" + strings.Join(quoted, ", ") + ")"
}

// schemas creates the schemas. The one that every database has is created only
// among others, which keeps their order.
func (w *sqlWriter) schemas() {
	if w.spell.createSchema == "" {
		return
	}
	for _, s := range w.realm.Schemas {
		if s.Name == "" || len(w.realm.Schemas) == 1 && s.Name == w.spell.home {
			continue
		}
		sql := fmt.Sprintf(w.spell.createSchema, w.quote(s.Name))
		w.batch(strings.Join(append([]string{sql}, w.attrs(w.spell.schema, s.Attrs)...), " "))
	}
}

// attrs writes the attributes that forms knows, in the order of the forms.
func (w *sqlWriter) attrs(forms []attrForm, attrs []schema.Attr) []string {
	var out []string
	for _, f := range forms {
		value, found := lastAttr(attrs, f.name)
		form := f.form
		if value == "false" {
			form = f.off
		}
		if !found || form == "" {
			continue
		}
		out = append(out, strings.NewReplacer("%s", value, "%w", w.word(value), "%n", w.collation(value)).Replace(form))
	}
	return out
}

// plainWord needs no quotes where a dialect takes a word or a string.
var plainWord = regexp.MustCompile(`^\w+$`)

func (w *sqlWriter) word(value string) string {
	if plainWord.MatchString(value) {
		return value
	}
	return w.text(value)
}

// collation quotes the name of a collation, unless it is written as a qualified
// name already.
func (w *sqlWriter) collation(name string) string {
	if head, _, qualified := strings.Cut(name, "."); qualified {
		if head == "pg_catalog" || w.realm.Schema(strings.Trim(head, `"`)) != nil {
			return name
		}
	}
	return w.quote(name)
}

// lastAttr is the value of an attribute; of several the last one holds.
func lastAttr(attrs []schema.Attr, name string) (value string, found bool) {
	for _, a := range attrs {
		if a.Name == name {
			value, found = a.Value, true
		}
	}
	return value, found
}

// tables gives all tables, parents before the tables that inherit from them.
func (w *sqlWriter) tables() []*schema.Table {
	var ordered []*schema.Table
	placed := map[*schema.Table]bool{}
	var place func(t *schema.Table)
	place = func(t *schema.Table) {
		if placed[t] {
			return
		}
		placed[t] = true
		if !t.IsPartition {
			for _, p := range t.Parents {
				place(p)
			}
		}
		ordered = append(ordered, t)
	}
	for _, s := range w.realm.Schemas {
		for _, t := range s.Tables {
			place(t)
		}
	}
	return ordered
}

func (w *sqlWriter) createTable(t *schema.Table) {
	w.within(t.Schema)
	if module, ok := lastAttr(t.Attrs, "using"); ok && w.spell.inlineKeys {
		arguments, _ := lastAttr(t.Attrs, "arguments")
		w.statement("CREATE VIRTUAL TABLE %s USING %s(%s)", w.name(t.Schema, t.Name), w.quote(module), arguments)
		return
	}
	rowKey := w.rowKey(t)
	var lines []string
	for _, c := range t.Columns {
		lines = append(lines, w.column(c, t, c == rowKey))
	}
	if t.PrimaryKey != nil && rowKey == nil {
		lines = append(lines, w.constraint(t.PrimaryKey, "PRIMARY KEY"))
	}
	if period, _ := lastAttr(t.Attrs, "period.system_time"); period != "" && w.spell.period != "" {
		lines = append(lines, fmt.Sprintf(w.spell.period, period))
	}
	for _, x := range t.Indexes[:w.inlineIndexes(t)] {
		lines = append(lines, w.keyOf(x))
	}
	if x := w.counted(t); x != nil {
		lines = append(lines, w.inlineIndex(x))
	}
	if w.spell.inlineKeys {
		for _, x := range t.Indexes[w.inlineIndexes(t):] {
			if x.Constraint {
				lines = append(lines, w.keyOf(x))
			}
		}
	}
	for _, c := range w.known(t.Checks, w.name(t.Schema, t.Name)) {
		if !w.late(c.Attrs) {
			lines = append(lines, w.check(c))
		}
	}
	if w.spell.inlineKeys {
		for _, fk := range t.ForeignKeys {
			lines = append(lines, w.foreignKey(fk))
		}
	}
	create := "CREATE TABLE "
	if v, _ := lastAttr(t.Attrs, "unlogged"); v == "true" {
		create = "CREATE UNLOGGED TABLE "
	}
	list := " ()"
	if len(lines) > 0 {
		list = " (\n  " + strings.Join(lines, ",\n  ") + "\n)"
	}
	w.statement("%s", create+w.name(t.Schema, t.Name)+list+w.tableOptions(t))
	switch {
	case !t.IsPartition || len(t.Parents) == 0:
	case t.Bound != "":
		w.attach = append(w.attach, fmt.Sprintf("ALTER TABLE ONLY %s ATTACH PARTITION %s %s",
			w.name(t.Parents[0].Schema, t.Parents[0].Name), w.name(t.Schema, t.Name), t.Bound))
	default:
		fmt.Fprintf(&w.out, "-- %s is a partition of %s; its bounds are not known.\n",
			oneLine(w.name(t.Schema, t.Name)), oneLine(w.name(t.Parents[0].Schema, t.Parents[0].Name)))
	}
}

// oneLine keeps text within a comment's line.
func oneLine(s string) string { return strings.Join(strings.FieldsFunc(s, isLineBreak), " ") }

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' }

func (w *sqlWriter) tableOptions(t *schema.Table) string {
	options := w.attrs(w.spell.table, t.Attrs)
	separator := " "
	if w.spell.inlineKeys {
		separator = ", " // SQLite, "CREATE TABLE": table-options
	}
	sql := ""
	if len(options) > 0 {
		sql = " " + strings.Join(options, separator)
	}
	if t.Comment != "" && w.spell.comments == commentClause {
		sql += " COMMENT=" + w.text(t.Comment)
	}
	if len(t.Parents) > 0 && !t.IsPartition {
		var parents []string
		for _, p := range t.Parents {
			parents = append(parents, w.name(p.Schema, p.Name))
		}
		sql += " INHERITS (" + strings.Join(parents, ", ") + ")"
	}
	if t.Partition != "" {
		sql += " PARTITION BY " + t.Partition
	}
	if w.postgres() {
		sql += w.storage(t)
	}
	return sql
}

// storage writes how PostgreSQL keeps a table ("CREATE TABLE": storage parameters).
func (w *sqlWriter) storage(t *schema.Table) string {
	sql := ""
	if method, _ := lastAttr(t.Attrs, "access_method"); method != "" {
		sql += " USING " + w.quote(method)
	}
	sql += storageParams(t.Attrs)
	if space, _ := lastAttr(t.Attrs, "tablespace"); space != "" {
		sql += " TABLESPACE " + w.quote(space)
	}
	return sql
}

// rowKey is the column that must itself be declared the primary key: only there
// SQLite allows AUTOINCREMENT, and only there DESC keeps the column from being the
// rowid.
func (w *sqlWriter) rowKey(t *schema.Table) *schema.Column {
	if !w.spell.inlineKeys || t.PrimaryKey == nil || len(t.PrimaryKey.Parts) != 1 {
		return nil
	}
	c := t.PrimaryKey.Parts[0].Column
	if c == nil {
		return nil
	}
	if v, _ := lastAttr(c.Attrs, "auto_increment"); v != "true" && !(t.PrimaryKey.Parts[0].Desc && strings.EqualFold(c.Type.Text, "integer")) {
		return nil
	}
	return c
}

// rowKeyClause declares a column the primary key.
func (w *sqlWriter) rowKeyClause(key *schema.Index, c *schema.Column) string {
	sql := w.constraintName(key.Name) + "PRIMARY KEY"
	if key.Parts[0].Desc {
		sql += " DESC"
	}
	sql += conflict(key.Attrs)
	if v, _ := lastAttr(c.Attrs, "auto_increment"); v == "true" {
		sql += " AUTOINCREMENT"
	}
	return sql
}

// conflict writes what is done about rows that break a constraint (SQLite, "The ON
// CONFLICT Clause").
func conflict(attrs []schema.Attr) string {
	if resolution, _ := lastAttr(attrs, "on_conflict"); resolution != "" {
		return " ON CONFLICT " + resolution
	}
	return ""
}

func (w *sqlWriter) column(c *schema.Column, t *schema.Table, rowKey bool) string {
	words := []string{w.quote(c.Name)}
	add := func(s string) { words = append(words, s) }
	if typ := w.typeOf(c); typ != "" {
		add(typ)
	}
	words = append(words, w.attrs(w.spell.definedBefore, c.Attrs)...)
	form := w.spell.column
	if g := c.Generated; g != nil {
		kind := form.virtual
		if g.Stored {
			kind = form.stored
		}
		add(fmt.Sprintf(form.generated, g.Expr) + kind)
	}
	if c.Identity != nil && form.identity != "" {
		add(w.identity(c, t))
	}
	switch {
	case rowKey && !t.PrimaryKey.Parts[0].Desc:
		// SQLite's AUTOINCREMENT belongs to the key.
	case !c.Null:
		add("NOT NULL")
	case form.null && c.Generated == nil:
		add("NULL")
	}
	if c.Default != nil && c.Default.Text != "" {
		add("DEFAULT " + c.Default.Text)
	}
	words = append(words, w.attrs(w.spell.definedAfter, c.Attrs)...)
	if rowKey {
		add(w.rowKeyClause(t.PrimaryKey, c))
	}
	if c.Comment != "" && w.spell.comments == commentClause {
		add("COMMENT " + w.text(c.Comment))
	}
	return strings.Join(words, " ")
}

func (w *sqlWriter) identity(c *schema.Column, t *schema.Table) string {
	id := c.Identity
	if w.spell.column.seed {
		if id.Start == "" || id.Step == "" {
			return w.spell.column.identity
		}
		return w.spell.column.identity + "(" + id.Start + "," + id.Step + ")"
	}
	sql := fmt.Sprintf(w.spell.column.identity, generation(id))
	var options []string
	if s := c.Sequence; s != nil && t != nil && (s.Schema.Text != t.Schema.Name || s.Name.Text != schema.SequenceName(t.Name, c.Name)) {
		options = append(options, "SEQUENCE NAME "+w.qualify(s.Schema.Text, s.Name.Text))
	}
	if id.Start != "" {
		options = append(options, "START WITH "+id.Start)
	}
	if id.Step != "" {
		options = append(options, "INCREMENT BY "+id.Step)
	}
	for _, a := range id.Options {
		options = append(options, sequenceOption(a))
	}
	if len(options) > 0 {
		sql += " (" + strings.Join(options, " ") + ")"
	}
	return sql
}

// typeOf is a column's type: a named one by the name that it has now.
func (w *sqlWriter) typeOf(c *schema.Column) string {
	switch {
	case c.Enum != nil:
		return w.name(c.Enum.Schema, c.Enum.Name) + arrayOf(c.Type.Text)
	case c.TypeOf != nil:
		return w.name(c.TypeOf.Schema, c.TypeOf.Name) + arrayOf(c.Type.Text)
	}
	return c.Type.Text
}

// tableAttrs writes the attributes that only ALTER TABLE sets.
func (w *sqlWriter) tableAttrs(t *schema.Table) {
	for _, c := range t.Checks {
		if w.late(c.Attrs) && c.Expr != "" {
			w.statement("ALTER TABLE %s ADD %s NOT VALID", w.name(t.Schema, t.Name), w.check(c))
		}
	}
	for _, x := range append(slices.Clip(t.Indexes), t.PrimaryKey) {
		if x == nil {
			continue
		}
		if v, _ := lastAttr(x.Attrs, "clustered"); v == "true" {
			w.statement("ALTER TABLE %s CLUSTER ON %s", w.name(t.Schema, t.Name), w.quote(x.Name))
		}
		if v, _ := lastAttr(x.Attrs, "replica_identity"); v == "true" {
			w.statement("ALTER TABLE %s REPLICA IDENTITY USING INDEX %s", w.name(t.Schema, t.Name), w.quote(x.Name))
		}
	}
	for _, c := range t.Columns {
		for _, action := range w.attrs(w.spell.columnAlter, c.Attrs) {
			w.statement("ALTER TABLE %s ALTER COLUMN %s %s", w.name(t.Schema, t.Name), w.quote(c.Name), action)
		}
	}
	for _, action := range w.attrs(w.spell.tableAlter, t.Attrs) {
		w.statement("ALTER TABLE %s %s", w.name(t.Schema, t.Name), action)
	}
}
