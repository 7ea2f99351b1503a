package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
)

// backtick quotes a name.
func backtick(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// inDatabase is a name within a database, quoted.
func inDatabase(database, name string) string { return backtick(database) + "." + backtick(name) }

// addObject adds the object that a statement creates.
func (r *mysqlReader) addObject(ddl string) {
	o, ok := lower(r.dialect, ddl).(*schema.CreateObject)
	if !ok {
		return
	}
	o.Span, o.Object.Schema.Span, o.Object.Name.Span = text.Span{}, text.Span{}, text.Span{}
	r.add(o)
}

type mysqlSequence struct {
	Schema, Name, Start, Least, Most, Step, Cache, Cycle string
}

// sequencesQuery reads the sequences of MariaDB. Each is a table, of one row that
// says what it is (MariaDB, "CREATE SEQUENCE").
func (r *mysqlReader) sequencesQuery() string {
	var each []string
	for _, t := range r.tables {
		if t.Type == mysqlSequences {
			quote := types.Of(r.dialect).Quote
			each = append(each, `SELECT `+quote(t.Schema)+`, `+quote(t.Name)+`, start_value, minimum_value, maximum_value, increment, cache_size, cycle_option
				FROM `+inDatabase(t.Schema, t.Name))
		}
	}
	return strings.Join(each, " UNION ALL ")
}

// What is left to default is left out (MariaDB, "CREATE SEQUENCE").
func (r *mysqlReader) addSequences() {
	slices.SortFunc(r.sequences, func(a, b mysqlSequence) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name))
	})
	for _, s := range r.sequences {
		least, most := "1", "9223372036854775806"
		if strings.HasPrefix(s.Step, "-") {
			least, most = "-9223372036854775807", "-1"
		}
		start := s.Least
		if strings.HasPrefix(s.Step, "-") {
			start = s.Most
		}
		ddl := "CREATE SEQUENCE " + inDatabase(s.Schema, s.Name)
		for _, o := range []struct{ clause, value, byDefault string }{
			{"INCREMENT BY", s.Step, "1"}, {"MINVALUE", s.Least, least}, {"MAXVALUE", s.Most, most}, {"START WITH", s.Start, start}, {"CACHE", s.Cache, "1000"},
		} {
			if o.value != o.byDefault {
				ddl += " " + o.clause + " " + o.value
			}
		}
		if s.Cycle == "1" {
			ddl += " CYCLE"
		}
		r.addObject(ddl)
	}
}

type mysqlView struct{ Schema, Name, Query, CheckOption, Security, Algorithm string }

const mysqlViewsQuery = `
SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, {VIEWS.ALGORITHM} FROM information_schema.VIEWS WHERE true`

// addViews adds the views. What they need stands in their queries.
func (r *mysqlReader) addViews() {
	columns := r.columnsOf()
	slices.SortFunc(r.views, func(a, b mysqlView) int { return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name)) })
	for _, row := range r.views {
		v := &schema.CreateView{View: ref(row.Schema, row.Name), Query: row.Query}
		if lowered, ok := lower(r.dialect, "CREATE VIEW v AS "+row.Query).(*schema.CreateView); ok {
			v.DependsOn = lowered.DependsOn
		}
		for _, c := range columns[mysqlName{row.Schema, row.Name}] {
			v.Columns = append(v.Columns, schema.ColumnDef{Name: word(c.Name), Type: r.typ(c.Type), NotNull: c.Nullable == "NO"})
		}
		if row.CheckOption != "NONE" && row.CheckOption != "" {
			v.Attrs = append(v.Attrs, schema.Attr{Name: "check_option", Value: row.CheckOption})
		}
		if row.Security == "INVOKER" {
			v.Attrs = append(v.Attrs, schema.Attr{Name: "security", Value: row.Security})
		}
		if row.Algorithm != "UNDEFINED" && row.Algorithm != "" {
			v.Attrs = append(v.Attrs, schema.Attr{Name: "algorithm", Value: row.Algorithm})
		}
		r.add(v)
	}
}

type mysqlRoutine struct {
	Schema, Specific, Name, Kind, Returns, Body, Deterministic, Access, Security, Comment string
}

const mysqlRoutinesQuery = `
SELECT ROUTINE_SCHEMA, SPECIFIC_NAME, ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, ROUTINE_DEFINITION, IS_DETERMINISTIC, SQL_DATA_ACCESS, SECURITY_TYPE, ROUTINE_COMMENT
FROM information_schema.ROUTINES WHERE ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')`

// mysqlParameter is an argument of a routine; that at 0 is what it returns.
type mysqlParameter struct{ Schema, Specific, Kind, Position, Mode, Name, Type string }

const mysqlParametersQuery = `
SELECT SPECIFIC_SCHEMA, SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER
FROM information_schema.PARAMETERS WHERE ORDINAL_POSITION > 0`

// addRoutines adds the routines whose bodies the user may see.
func (r *mysqlReader) addRoutines() {
	type key struct{ schema, specific, kind string }
	parameters := map[key][]mysqlParameter{}
	for _, p := range r.parameters {
		k := key{p.Schema, p.Specific, p.Kind}
		parameters[k] = append(parameters[k], p)
	}
	slices.SortFunc(r.routines, func(a, b mysqlRoutine) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	for _, row := range r.routines {
		var args []string
		list := parameters[key{row.Schema, row.Specific, row.Kind}]
		slices.SortFunc(list, func(a, b mysqlParameter) int { return cmp.Compare(number64(a.Position), number64(b.Position)) })
		for _, p := range list {
			arg := backtick(p.Name) + " " + p.Type
			if p.Mode != "IN" {
				arg = p.Mode + " " + arg
			}
			args = append(args, arg)
		}
		ddl := "CREATE " + row.Kind + " " + inDatabase(row.Schema, row.Name) + "(" + strings.Join(args, ", ") + ")"
		if row.Kind == "FUNCTION" {
			ddl += " RETURNS " + row.Returns
		}
		if row.Deterministic == "YES" {
			ddl += " DETERMINISTIC"
		}
		if row.Access != "CONTAINS SQL" {
			ddl += " " + row.Access
		}
		if row.Security == "INVOKER" {
			ddl += " SQL SECURITY INVOKER"
		}
		if row.Comment != "" {
			ddl += " COMMENT " + types.Of(r.dialect).Quote(row.Comment)
		}
		r.addObject(ddl + "\n" + row.Body)
	}
}

type mysqlTrigger struct{ Schema, Name, Timing, Event, OnSchema, OnTable, Order, Body string }

const mysqlTriggersQuery = `
SELECT TRIGGER_SCHEMA, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, ACTION_ORDER, ACTION_STATEMENT
FROM information_schema.TRIGGERS WHERE true`

// addTriggers adds the triggers of a table in the order in which they run: each
// that is created runs after those before it.
func (r *mysqlReader) addTriggers() {
	slices.SortFunc(r.triggers, func(a, b mysqlTrigger) int {
		return cmp.Or(cmp.Compare(a.OnSchema, b.OnSchema), cmp.Compare(a.OnTable, b.OnTable), -cmp.Compare(a.Timing, b.Timing),
			cmp.Compare(a.Event, b.Event), cmp.Compare(number64(a.Order), number64(b.Order)))
	})
	for _, row := range r.triggers {
		r.addObject("CREATE TRIGGER " + inDatabase(row.Schema, row.Name) + " " + row.Timing + " " + row.Event + " ON " +
			inDatabase(row.OnSchema, row.OnTable) + " FOR EACH ROW " + row.Body)
	}
}
