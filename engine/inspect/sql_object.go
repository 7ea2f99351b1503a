package inspect

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/schemascope/schemascope/engine/schema"
)

// plan says when each element that is not a table or view is created.
type plan struct {
	types    []item // before everything: extensions, types
	before   []item // before the tables, whose defaults and checks may call them
	ofTables []item // after the tables that they speak of
	after    []item // after the views, and what belongs to a table
	routines bool   // there are any
}

// item is an object, or an enum.
type item struct {
	object *schema.Object
	enum   *schema.Enum
}

// planOf sorts the realm's objects. A routine is created when the tables or
// views that its head names exist; its body is looked at when it runs, unless
// it is written in SQL itself (PostgreSQL, "CREATE FUNCTION": sql_body).
func (w *sqlWriter) planOf(r *schema.Realm) plan {
	var p plan
	tables, views := map[string]bool{}, map[string]bool{}
	var objects []*schema.Object
	for _, s := range r.Schemas {
		objects = append(objects, objectsOf(r, s)...)
		for _, t := range s.Tables {
			tables[strings.ToLower(t.Name)] = true
		}
		for _, v := range s.Views {
			views[strings.ToLower(v.Name)] = true
		}
	}
	add := func(list *[]item, kinds ...schema.Kind) {
		for _, kind := range kinds {
			for _, o := range objects {
				if o.Kind == kind {
					*list = append(*list, item{object: o})
				}
			}
		}
	}
	add(&p.types, schema.KindRole, schema.KindUser, schema.KindExtension)
	for _, s := range r.Schemas {
		for _, e := range s.Enums {
			p.types = append(p.types, item{enum: e})
		}
	}
	for _, o := range objects {
		if isType(o.Kind) {
			p.types = append(p.types, item{object: o})
		}
	}
	add(&p.before, schema.KindSequence)
	// An aggregate is created after the functions that it is made of, wherever
	// those stand.
	late, last := map[string]bool{}, map[string]bool{}
	for _, kind := range []schema.Kind{schema.KindFunction, schema.KindProcedure, schema.KindAggregate} {
		for _, o := range objects {
			if o.Kind != kind {
				continue
			}
			list := &p.before
			switch head := routineHead(w.definition(o)); {
			case names(head, views), kind == schema.KindAggregate && names(head, last):
				list = &p.after
				last[strings.ToLower(o.Name)] = true
			case names(head, tables), kind == schema.KindAggregate && names(head, late):
				list = &p.ofTables
				late[strings.ToLower(o.Name)] = true
			}
			*list = append(*list, item{object: o})
			p.routines = true
		}
	}
	for _, o := range objects {
		switch o.Kind {
		case schema.KindRole, schema.KindUser, schema.KindExtension, schema.KindSequence, schema.KindFunction, schema.KindProcedure,
			schema.KindAggregate, schema.KindTrigger, schema.KindPolicy, schema.KindRule, schema.KindEventTrigger, schema.KindPermission:
		default:
			if !isType(o.Kind) {
				p.after = append(p.after, item{object: o})
			}
		}
	}
	add(&p.after, schema.KindTrigger, schema.KindPolicy, schema.KindRule, schema.KindPermission, schema.KindEventTrigger)
	return p
}

func isType(k schema.Kind) bool {
	return k == schema.KindDomain || k == schema.KindComposite || k == schema.KindRange || k == schema.KindType
}

// language is the part of a definition whose words name no relations, though
// there may be one of that name.
var language = regexp.MustCompile(`(?i)\bLANGUAGE\s+\S+`)

// routineHead is a definition without the strings that hold its body.
func routineHead(definition string) string {
	if i := strings.Index(definition, "$"); i >= 0 {
		definition = definition[:i]
	}
	return language.ReplaceAllString(definition, "")
}

// names reports whether a text has a word that is one of the names.
func names(text string, of map[string]bool) bool {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_'
	}) {
		if of[word] {
			return true
		}
	}
	return false
}

func (w *sqlWriter) objects(items []item) {
	for _, i := range items {
		if i.enum != nil {
			w.createEnum(i.enum)
		} else {
			w.createObject(i.object)
		}
	}
}

func (w *sqlWriter) createEnum(e *schema.Enum) {
	values := make([]string, len(e.Values))
	for i, v := range e.Values {
		values[i] = w.text(v)
	}
	w.statement("CREATE TYPE %s AS ENUM (%s)", w.name(e.Schema, e.Name), strings.Join(values, ", "))
}

// createObject writes the statement that creates an object.
func (w *sqlWriter) createObject(o *schema.Object) {
	home := ownerOf(o)
	sql := w.definition(o)
	if sql == "" {
		what := string(o.Kind)
		if o.Name != "" {
			what += " " + w.name(home, o.Name)
		}
		fmt.Fprintf(&w.out, "-- The definition of the %s is not known.\n", oneLine(what))
		return
	}
	if !schema.Schemaless(o.Kind) || isStatement(o.Definition) {
		w.within(home)
	}
	w.batch(sql)
}

// isStatement reports whether a definition is a whole statement: HCL gives the
// body of a routine only.
func isStatement(definition string) bool {
	words := strings.Fields(definition)
	return len(words) > 1 && strings.EqualFold(words[0], "create")
}

// sortViews gives the views of a realm, each after those that it depends on as
// far as that can be told.
func sortViews(r *schema.Realm) []*schema.View {
	var ordered []*schema.View
	placed := map[*schema.View]bool{}
	var place func(v *schema.View)
	place = func(v *schema.View) {
		if placed[v] {
			return
		}
		placed[v] = true
		for _, needed := range v.DependsOn {
			if needed.View != nil {
				place(needed.View)
			}
		}
		ordered = append(ordered, v)
	}
	for _, s := range r.Schemas {
		for _, v := range s.Views {
			place(v)
		}
	}
	return ordered
}

// comments writes the comments of all elements.
func (w *sqlWriter) comments() {
	on := func(comment, format string, args ...any) {
		if comment != "" {
			w.statement("COMMENT ON %s IS %s", fmt.Sprintf(format, args...), w.text(comment))
		}
	}
	for _, s := range w.realm.Schemas {
		on(s.Comment, "SCHEMA %s", w.quote(s.Name))
		for _, e := range s.Enums {
			on(e.Comment, "TYPE %s", w.name(s, e.Name))
		}
		for _, t := range s.Tables {
			table := w.name(s, t.Name)
			on(t.Comment, "TABLE %s", table)
			for _, c := range t.Columns {
				on(c.Comment, "COLUMN %s.%s", table, w.quote(c.Name))
			}
			for _, x := range append(slices.Clip(t.Indexes), t.PrimaryKey) {
				switch {
				case x == nil:
				case x.Constraint:
					on(x.Comment, "CONSTRAINT %s ON %s", w.quote(x.Name), table)
				default:
					on(x.Comment, "INDEX %s", w.name(s, x.Name))
				}
			}
			for _, fk := range t.ForeignKeys {
				on(fk.Comment, "CONSTRAINT %s ON %s", w.quote(fk.Name), table)
			}
			for _, c := range t.Checks {
				on(c.Comment, "CONSTRAINT %s ON %s", w.quote(c.Name), table)
			}
		}
		for _, v := range s.Views {
			kind := "VIEW"
			if v.Materialized {
				kind = "MATERIALIZED VIEW"
			}
			on(v.Comment, "%s %s", kind, w.name(s, v.Name))
			for _, c := range v.Columns {
				on(c.Comment, "COLUMN %s.%s", w.name(s, v.Name), w.quote(c.Name))
			}
			for _, x := range v.Indexes {
				on(x.Comment, "INDEX %s", w.name(s, x.Name))
			}
		}
		for _, o := range objectsOf(w.realm, s) {
			if name := w.objectName(o); name != "" {
				on(o.Comment, "%s", name)
			}
			if o.Kind == schema.KindDomain {
				for _, c := range o.Checks {
					on(c.Comment, "CONSTRAINT %s ON DOMAIN %s", w.quote(c.Name), w.name(s, o.Name))
				}
			}
		}
	}
}

// objectName is an object as COMMENT ON names it.
func (w *sqlWriter) objectName(o *schema.Object) string {
	switch o.Kind {
	case schema.KindExtension, schema.KindRole:
		return strings.ToUpper(string(o.Kind)) + " " + w.quote(o.Name)
	case schema.KindUser:
		return "ROLE " + w.quote(o.Name)
	case schema.KindEventTrigger:
		return "EVENT TRIGGER " + w.quote(o.Name)
	case schema.KindCast:
		return "CAST (" + o.Signature + ")"
	case schema.KindPermission, schema.KindRows:
		return "" // which have no comments
	case schema.KindTrigger, schema.KindPolicy:
		if o.Table != nil {
			return strings.ToUpper(string(o.Kind)) + " " + w.quote(o.Name) + " ON " + w.name(o.Table.Schema, o.Table.Name)
		}
	case schema.KindRule:
		return "RULE " + w.quote(o.Name) + " ON " + w.on(o)
	case schema.KindFunction, schema.KindProcedure, schema.KindAggregate:
		return strings.ToUpper(string(o.Kind)) + " " + w.name(o.Schema, o.Name) + "(" + o.Signature + ")"
	case schema.KindComposite, schema.KindRange:
		return "TYPE " + w.name(o.Schema, o.Name)
	}
	return strings.ToUpper(string(o.Kind)) + " " + w.name(o.Schema, o.Name)
}
