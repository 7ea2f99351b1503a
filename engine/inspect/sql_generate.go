package inspect

import (
	"fmt"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// generators write the statement that creates an object of a kind, for objects
// that come without one; "" when the dialect cannot say it. They write
// PostgreSQL's statements, but for the triggers and routines of MySQL and SQLite.
var generators map[schema.Kind]func(*sqlWriter, *schema.Object) string

func init() {
	generators = map[schema.Kind]func(*sqlWriter, *schema.Object) string{
		schema.KindExtension:    (*sqlWriter).extension,
		schema.KindRole:         (*sqlWriter).role,
		schema.KindUser:         (*sqlWriter).role,
		schema.KindSequence:     (*sqlWriter).sequence,
		schema.KindDomain:       (*sqlWriter).domain,
		schema.KindComposite:    (*sqlWriter).composite,
		schema.KindRange:        (*sqlWriter).rangeType,
		schema.KindFunction:     (*sqlWriter).routine,
		schema.KindProcedure:    (*sqlWriter).routine,
		schema.KindAggregate:    (*sqlWriter).aggregate,
		schema.KindTrigger:      (*sqlWriter).trigger,
		schema.KindPolicy:       (*sqlWriter).policy,
		schema.KindRule:         (*sqlWriter).rule,
		schema.KindEventTrigger: (*sqlWriter).eventTrigger,
		schema.KindCast:         (*sqlWriter).cast,
		schema.KindPermission:   (*sqlWriter).permission,
	}
}

// definition is the statement that creates an object: the one it came with, or
// else one made from what the graph holds.
func (w *sqlWriter) definition(o *schema.Object) string {
	// A sequence comes before the table whose default uses it, and so before its owner.
	tied := w.ownedSequence(o) && strings.Contains(strings.ToLower(o.Definition), "owned")
	if isStatement(o.Definition) && (!tied || w.readable) {
		return strings.TrimSuffix(strings.TrimSpace(o.Definition), ";")
	}
	if generate := generators[o.Kind]; generate != nil {
		return generate(w, o)
	}
	return ""
}

func (w *sqlWriter) postgres() bool {
	return w.realm.Dialect == schema.Postgres || w.realm.Dialect == ""
}

// ownedSequence reports whether a sequence belongs to a column.
func (w *sqlWriter) ownedSequence(o *schema.Object) bool {
	return o.Kind == schema.KindSequence && w.postgres() && w.refOf(o, "owner") != ""
}

// attrOf is an attribute of an object, or "".
func attrOf(o *schema.Object, name string) string {
	v, _ := lastAttr(o.Attrs, name)
	return v
}

// refsOf gives the names of what an attribute of an object refers to.
func (w *sqlWriter) refsOf(o *schema.Object, attr string) []string {
	var names []string
	for _, r := range o.Refs {
		if r.Attr == attr {
			names = append(names, w.target(r))
		}
	}
	return names
}

func (w *sqlWriter) refOf(o *schema.Object, attr string) string {
	if names := w.refsOf(o, attr); len(names) > 0 {
		return names[0]
	}
	return ""
}

// target is the name of what an object refers to.
func (w *sqlWriter) target(r *schema.ObjectTarget) string {
	t := r.Target
	name := ""
	switch {
	case t.Table != nil:
		name = w.name(t.Table.Schema, t.Table.Name)
	case t.View != nil:
		name = w.name(t.View.Schema, t.View.Name)
	case t.Object != nil && schema.Schemaless(t.Object.Kind):
		name = w.quote(t.Object.Name)
	case t.Object != nil:
		name = w.name(t.Object.Schema, t.Object.Name)
	case t.Schema != nil:
		name = w.quote(t.Schema.Name)
	default:
		name = w.qualify(r.Ref.Schema.Text, r.Ref.Name.Text)
	}
	if r.Column != "" {
		name += "." + w.quote(r.Column)
	}
	return name
}

// clauses joins the parts of a statement that are not empty.
func clauses(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}

// clause is a word and a value, if there is a value.
func clause(word, value string) string {
	if value == "" {
		return ""
	}
	return word + " " + value
}

func (w *sqlWriter) extension(o *schema.Object) string {
	sql := clauses("CREATE EXTENSION IF NOT EXISTS "+w.quote(o.Name), clause("SCHEMA", w.refOf(o, "schema")))
	if v := attrOf(o, "version"); v != "" {
		sql += " VERSION " + w.text(v)
	}
	return sql
}

// roleOptions are the options of roles (PostgreSQL, "CREATE ROLE").
var roleOptions = []struct{ attr, option string }{
	{"superuser", "SUPERUSER"}, {"create_db", "CREATEDB"}, {"create_role", "CREATEROLE"}, {"inherit", "INHERIT"},
	{"login", "LOGIN"}, {"replication", "REPLICATION"}, {"bypass_rls", "BYPASSRLS"},
}

func (w *sqlWriter) role(o *schema.Object) string {
	if attrOf(o, "external") == "true" {
		return "" // which is there already
	}
	sql := "CREATE " + strings.ToUpper(string(o.Kind)) + " " + w.quote(o.Name)
	if !w.postgres() {
		return sql
	}
	for _, opt := range roleOptions {
		switch attrOf(o, opt.attr) {
		case "true":
			sql += " " + opt.option
		case "false":
			sql += " NO" + opt.option
		}
	}
	sql = clauses(sql, clause("CONNECTION LIMIT", attrOf(o, "conn_limit")))
	return clauses(sql, clause("IN ROLE", strings.Join(append(w.refsOf(o, "member_of"), w.refsOf(o, "membership.role")...), ", ")))
}

func (w *sqlWriter) sequence(o *schema.Object) string {
	sql := "CREATE SEQUENCE " + w.name(o.Schema, o.Name)
	if o.Value != nil {
		sql += " AS " + w.typeOf(o.Value)
	}
	for _, name := range []string{"increment", "min_value", "max_value", "start", "cache", "cycle"} {
		if value := attrOf(o, name); value != "" {
			sql = clauses(sql, sequenceOption(schema.Attr{Name: name, Value: value}))
		}
	}
	return sql
}

var sequenceWords = map[string]string{
	"increment": "INCREMENT BY", "min_value": "MINVALUE", "max_value": "MAXVALUE", "start": "START WITH", "cache": "CACHE",
}

// sequenceOption writes an attribute of a sequence.
func sequenceOption(a schema.Attr) string {
	if a.Name == "cycle" {
		return when(a.Value == "true", "CYCLE")
	}
	return clause(sequenceWords[a.Name], a.Value)
}

// sequenceOwners ties sequences to their columns, once those are there.
func (w *sqlWriter) sequenceOwners() {
	for _, s := range w.realm.Schemas {
		for _, o := range s.Objects {
			if w.ownedSequence(o) {
				w.statement("ALTER SEQUENCE %s OWNED BY %s", w.name(o.Schema, o.Name), w.refOf(o, "owner"))
			}
		}
	}
}

func (w *sqlWriter) domain(o *schema.Object) string {
	if o.Value == nil {
		return ""
	}
	sql := "CREATE DOMAIN " + w.name(o.Schema, o.Name) + " AS " + w.typeOf(o.Value)
	if c, _ := lastAttr(o.Value.Attrs, "collate"); c != "" {
		sql += " COLLATE " + w.collation(c)
	}
	if o.Value.Default != nil {
		sql = clauses(sql, clause("DEFAULT", o.Value.Default.Text))
	}
	if !o.Value.Null {
		sql += " NOT NULL"
	}
	for _, c := range w.known(o.Checks, w.name(o.Schema, o.Name)) {
		sql += " " + w.check(c)
	}
	return sql
}

func (w *sqlWriter) composite(o *schema.Object) string {
	var fields []string
	for _, c := range o.Columns {
		field := w.quote(c.Name) + " " + w.typeOf(c)
		if collate, _ := lastAttr(c.Attrs, "collate"); collate != "" {
			field += " COLLATE " + w.collation(collate)
		}
		fields = append(fields, field)
	}
	return "CREATE TYPE " + w.name(o.Schema, o.Name) + " AS (" + strings.Join(fields, ", ") + ")"
}

func (w *sqlWriter) rangeType(o *schema.Object) string {
	if o.Value == nil {
		return ""
	}
	options := []string{"subtype = " + w.typeOf(o.Value)}
	for _, name := range []string{"subtype_diff", "canonical"} {
		if f := w.refOf(o, name); f != "" {
			options = append(options, name+" = "+f)
		}
	}
	if name := attrOf(o, "multirange_name"); name != "" {
		options = append(options, "multirange_type_name = "+w.quote(name))
	}
	return "CREATE TYPE " + w.name(o.Schema, o.Name) + " AS RANGE (" + strings.Join(options, ", ") + ")"
}

// argument writes one argument of a routine.
func (w *sqlWriter) argument(c *schema.Column) string {
	mode, _ := lastAttr(c.Attrs, "mode")
	name := ""
	if c.Name != "" {
		name = w.quote(c.Name)
	}
	sql := clauses(mode, name, w.typeOf(c))
	if c.Default != nil {
		sql = clauses(sql, clause("DEFAULT", c.Default.Text))
	}
	return sql
}

func (w *sqlWriter) arguments(o *schema.Object) string {
	var args []string
	for _, c := range o.Args {
		args = append(args, w.argument(c))
	}
	return "(" + strings.Join(args, ", ") + ")"
}

// routine writes a function or procedure. A body that begins with BEGIN ATOMIC
// or RETURN is SQL itself (PostgreSQL, "CREATE FUNCTION": sql_body).
func (w *sqlWriter) routine(o *schema.Object) string {
	head := "CREATE " + strings.ToUpper(string(o.Kind)) + " " + w.name(o.Schema, o.Name) + w.arguments(o)
	returns := ""
	switch {
	case len(o.Columns) > 0:
		var columns []string
		for _, c := range o.Columns {
			columns = append(columns, w.quote(c.Name)+" "+w.typeOf(c))
		}
		returns = "TABLE (" + strings.Join(columns, ", ") + ")"
	case o.Value != nil && attrOf(o, "return_set") == "true":
		returns = "SETOF " + w.typeOf(o.Value)
	case o.Value != nil:
		returns = w.typeOf(o.Value)
	}
	head = clauses(head, clause("RETURNS", returns))
	switch {
	case o.Body == "":
		return ""
	case w.realm.Dialect == schema.MySQL || w.realm.Dialect == schema.MariaDB:
		return clauses(head, when(attrOf(o, "deterministic") == "true", "DETERMINISTIC"), strings.ReplaceAll(attrOf(o, "data_access"), "_", " "),
			clause("SQL SECURITY", attrOf(o, "security")), o.Body)
	case !w.postgres():
		return ""
	}
	head = clauses(head, clause("LANGUAGE", attrOf(o, "lang")), attrOf(o, "volatility"), when(attrOf(o, "strict") == "true", "STRICT"),
		when(attrOf(o, "leakproof") == "true", "LEAKPROOF"), clause("SECURITY", attrOf(o, "security")), clause("PARALLEL", attrOf(o, "parallel")))
	for _, a := range o.Attrs {
		if name, ok := strings.CutPrefix(a.Name, "config_params."); ok {
			head += " SET " + name + " TO " + a.Value
		}
	}
	if words := strings.Fields(strings.ToUpper(o.Body)); words[0] == "RETURN" || len(words) > 1 && words[0] == "BEGIN" && words[1] == "ATOMIC" {
		return head + " " + o.Body
	}
	quotes := "$$"
	for strings.Contains(o.Body, quotes) {
		quotes = "$" + "_" + strings.Trim(quotes, "$") + "$"
	}
	return head + " AS " + quotes + "\n" + o.Body + "\n" + quotes
}

func when(holds bool, text string) string {
	if holds {
		return text
	}
	return ""
}

func (w *sqlWriter) aggregate(o *schema.Object) string {
	state := w.refOf(o, "state_func")
	if state == "" {
		state = attrOf(o, "state_func") // one that comes with the database
	}
	if o.Value == nil || state == "" {
		return ""
	}
	options := []string{"SFUNC = " + state, "STYPE = " + w.typeOf(o.Value)}
	if v := attrOf(o, "initial_value"); v != "" {
		options = append(options, "INITCOND = "+w.text(v))
	}
	if v := attrOf(o, "parallel"); v != "" {
		options = append(options, "PARALLEL = "+v)
	}
	return "CREATE AGGREGATE " + w.name(o.Schema, o.Name) + w.arguments(o) + " (" + strings.Join(options, ", ") + ")"
}

// on is the table or view that an object stands on.
func (w *sqlWriter) on(o *schema.Object) string {
	switch {
	case o.Table != nil:
		return w.name(o.Table.Schema, o.Table.Name)
	case o.View != nil:
		return w.name(o.View.Schema, o.View.Name)
	}
	return ""
}

// trigger writes a trigger: PostgreSQL's call a function, others have a body.
func (w *sqlWriter) trigger(o *schema.Object) string {
	on := w.on(o)
	timing, events := "", []string{}
	for _, t := range []string{"before", "after", "instead_of"} {
		var of []string
		for _, r := range o.Refs {
			if r.Attr == t+".update_of" {
				of = append(of, w.quote(r.Column))
			}
		}
		for _, event := range []string{"insert", "update", "delete", "truncate"} {
			if attrOf(o, t+"."+event) == "true" {
				timing, events = t, append(events, strings.ToUpper(event))
			}
		}
		if len(of) > 0 {
			timing, events = t, append(events, "UPDATE OF "+strings.Join(of, ", "))
		}
	}
	if on == "" || timing == "" {
		return ""
	}
	name := w.quote(o.Name)
	if w.spell.indexSchema {
		on = w.quote(o.Name)
		if o.Table != nil {
			on = w.quote(o.Table.Name)
		} else if o.View != nil {
			on = w.quote(o.View.Name)
		}
	}
	sql := fmt.Sprintf("CREATE TRIGGER %s %s %s ON %s", name, strings.ToUpper(strings.ReplaceAll(timing, "_", " ")), strings.Join(events, " OR "), on)
	each := attrOf(o, "for")
	if each == "" && !w.postgres() {
		each = "ROW"
	}
	sql = clauses(sql, w.transitions(o), clause("FOR EACH", each))
	if condition := attrOf(o, "when"); condition != "" {
		sql += " WHEN (" + condition + ")"
	}
	call := w.refOf(o, "execute.function")
	if call == "" {
		call = w.refOf(o, "execute.procedure")
	}
	switch {
	case o.Body != "" && w.realm.Dialect != schema.SQLServer:
		return sql + " " + o.Body
	case call == "" || !w.postgres():
		return ""
	}
	var args []string
	if list := attrOf(o, "execute.args"); list != "" {
		for _, arg := range strings.Split(list, ", ") {
			args = append(args, w.text(arg))
		}
	}
	return sql + " EXECUTE FUNCTION " + call + "(" + strings.Join(args, ", ") + ")"
}

// transitions names the sets of rows that a trigger sees.
func (w *sqlWriter) transitions(o *schema.Object) string {
	sql := ""
	for _, a := range o.Attrs {
		switch {
		case strings.HasPrefix(a.Name, "referencing") && strings.HasSuffix(a.Name, "old_table"):
			sql += " OLD TABLE AS " + w.quote(a.Value)
		case strings.HasPrefix(a.Name, "referencing") && strings.HasSuffix(a.Name, "new_table"):
			sql += " NEW TABLE AS " + w.quote(a.Value)
		}
	}
	return clause("REFERENCING", strings.TrimSpace(sql))
}

// rowPolicy writes a policy of ClickHouse.
func (w *sqlWriter) rowPolicy(o *schema.Object) string {
	on := w.on(o)
	if on == "" {
		on = attrOf(o, "on") // a whole database: name.*
	}
	if on == "" {
		return ""
	}
	sql := "CREATE ROW POLICY " + w.quote(o.Name) + " ON " + on
	if attrOf(o, "restrictive") == "true" {
		sql += " AS RESTRICTIVE"
	}
	sql = clauses(sql, clause("USING", attrOf(o, "using")), clause("TO", strings.Join(w.refsOf(o, "to"), ", ")))
	if attrOf(o, "to_all") == "true" {
		sql += " TO ALL"
	}
	return clauses(sql, clause("TO ALL EXCEPT", strings.Join(w.refsOf(o, "to_all_except"), ", ")))
}

func (w *sqlWriter) policy(o *schema.Object) string {
	if w.realm.Dialect == schema.ClickHouse {
		return w.rowPolicy(o)
	}
	on := w.on(o)
	if on == "" {
		return ""
	}
	sql := "CREATE POLICY " + w.quote(o.Name) + " ON " + on
	roles := w.refsOf(o, "to")
	if list := attrOf(o, "to"); list != "" {
		for _, role := range strings.Split(list, ", ") {
			switch role {
			case "PUBLIC", "CURRENT_ROLE", "CURRENT_USER", "SESSION_USER":
			default:
				role = w.quote(role)
			}
			roles = append(roles, role)
		}
	}
	sql = clauses(sql, clause("AS", attrOf(o, "as")), clause("FOR", attrOf(o, "for")), clause("TO", strings.Join(roles, ", ")))
	if e := attrOf(o, "using"); e != "" {
		sql += " USING (" + e + ")"
	}
	if e := attrOf(o, "check"); e != "" {
		sql += " WITH CHECK (" + e + ")"
	}
	return sql
}

// rule writes a rule of PostgreSQL.
func (w *sqlWriter) rule(o *schema.Object) string {
	on := w.on(o)
	if on == "" {
		return ""
	}
	body := "NOTHING"
	if o.Body != "" {
		body = "(" + o.Body + ")"
	}
	return clauses("CREATE RULE "+w.quote(o.Name)+" AS ON "+attrOf(o, "on")+" TO "+on, clause("WHERE", attrOf(o, "where")),
		"DO", when(attrOf(o, "instead") == "true", "INSTEAD"), body)
}

func (w *sqlWriter) eventTrigger(o *schema.Object) string {
	call := w.refOf(o, "execute")
	if call == "" {
		return ""
	}
	sql := "CREATE EVENT TRIGGER " + w.quote(o.Name) + " ON " + attrOf(o, "on")
	if list := attrOf(o, "tags"); list != "" {
		var tags []string
		for _, tag := range strings.Split(list, ", ") {
			tags = append(tags, w.text(tag))
		}
		sql += " WHEN TAG IN (" + strings.Join(tags, ", ") + ")"
	}
	return sql + " EXECUTE FUNCTION " + call + "()"
}

func (w *sqlWriter) cast(o *schema.Object) string {
	if o.Value == nil || len(o.Args) == 0 {
		return ""
	}
	how := "WITHOUT FUNCTION"
	if f := w.refOf(o, "with"); f != "" {
		how = "WITH FUNCTION " + f + "(" + w.typeOf(o.Args[0]) + ")"
	} else if attrOf(o, "with") == "INOUT" {
		how = "WITH INOUT"
	}
	return clauses("CREATE CAST ("+w.typeOf(o.Args[0])+" AS "+w.typeOf(o.Value)+") "+how, clause("AS", attrOf(o, "as")))
}

// permission writes GRANT.
func (w *sqlWriter) permission(o *schema.Object) string {
	on, to := "", attrOf(o, "to")
	if names := w.refsOf(o, "to"); len(names) > 0 {
		to = names[0]
	} else if to != "" && to != "PUBLIC" {
		to = w.quote(to)
	}
	privileges := attrOf(o, "privileges")
	for _, r := range o.Refs {
		if r.Attr != "for" {
			continue
		}
		name := w.target(r)
		switch t := r.Target; {
		case r.Column != "":
			name = strings.TrimSuffix(name, "."+w.quote(r.Column))
			privileges = strings.ReplaceAll(privileges, ",", " ("+w.quote(r.Column)+"),") + " (" + w.quote(r.Column) + ")"
			on = name
		case t.Schema != nil && t.Table == nil && t.View == nil && t.Object == nil:
			on = "SCHEMA " + name
		case t.Object != nil && (t.Object.Kind == schema.KindFunction || t.Object.Kind == schema.KindProcedure):
			on = strings.ToUpper(string(t.Object.Kind)) + " " + name + "(" + t.Object.Signature + ")"
		case t.Object != nil:
			on = strings.ToUpper(string(t.Object.Kind)) + " " + name
		default:
			on = name
		}
	}
	if on == "" || to == "" || privileges == "" || !w.postgres() {
		return ""
	}
	return "GRANT " + privileges + " ON " + on + " TO " + to + when(attrOf(o, "grantable") == "true", " WITH GRANT OPTION")
}
