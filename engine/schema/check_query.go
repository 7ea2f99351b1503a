package schema

import (
	"fmt"
	"slices"
	"strings"
)

// bodyReading is a routine whose body is looked at when all is declared, as those
// that dump schemas do not have them looked at before (PostgreSQL,
// "check_function_bodies").
type bodyReading struct {
	object  *Object
	queries []*Query
	ctx     *context
	place   *Place
	step    int
}

// checkQuery reports the names in a query that certainly stand for nothing, or
// for several columns. early says that relations which are declared by now were
// not where the query stands.
func (f *folder) checkQuery(r *resolver, place *Place, step int, early bool) {
	q := r.query
	if q.Partial || !f.checksQueries() {
		return
	}
	for _, s := range q.Selects {
		for _, rel := range r.space(s).relations {
			if q.Loose {
				continue
			}
			if rel.missing && !f.mayExist(rel.item.Ref) {
				ref := rel.item.Ref
				f.unresolved(step, place, ref.Name.Span, "table %q is not declared%s", ref.String(), f.suggest(ref.Name.Text, f.relationNames()))
			} else if early && f.realm.Dialect != "" && rel.target.Element() != nil {
				f.tooLate(rel, place, step)
			}
		}
	}
	for i := range q.Uses {
		u := &q.Uses[i]
		found := r.use(i)
		if q.Loose && (u.Table.IsZero() && u.Of == nil || found.verdict != absent) {
			continue
		}
		if f.realm.Dialect == "" && !absentAnywhere(u, found) {
			continue
		}
		switch found.verdict {
		case absent:
			f.absentColumn(u, found, place, step)
		case noOwner:
			var names []string
			for s := u.In; s != nil; s = outer(s) {
				for _, rel := range r.space(s).relations {
					names = append(names, rel.item.Name().Text)
				}
			}
			f.unresolved(step, place, u.Table.Span, "%q is no table or alias of this query%s", u.Table.Text, f.suggest(u.Table.Text, names))
		case ambiguous:
			f.ambiguousColumn(u, found, place, step)
		}
	}
}

// checksQueries reports whether the rules for names in queries are known of the
// dialect.
func (f *folder) checksQueries() bool {
	switch f.realm.Dialect {
	case Postgres, MySQL, MariaDB, SQLite, "":
		return true
	}
	return false
}

// pseudoColumns are names that some database has a value for where no table has a
// column of the name.
var pseudoColumns = []string{"rowid", "_rowid_", "rownum", "level", "sysdate", "systimestamp", "user", "uid", "value", "today", "system_user", "sqlcode", "sqlerrm"}

// absentAnywhere reports whether a name that leads nowhere does so in whatever
// dialect the query is written: in some, what is quoted may be a string, and more
// names than those of FROM stand before a dot.
func absentAnywhere(u *ColumnUse, found finding) bool {
	return found.verdict == absent && len(found.relations) > 0 && !u.Quoted &&
		!(u.Table.IsZero() && slices.Contains(pseudoColumns, strings.ToLower(u.Column.Text)))
}

// tooLate reports a relation that is declared only after the view that reads it.
func (f *folder) tooLate(rel *visibleRelation, place *Place, step int) {
	origins := rel.target.Origins()
	if len(origins) == 0 || origins[0].IsZero() || f.stepOf(origins[len(origins)-1].Place) <= step {
		return
	}
	ref := rel.item.Ref
	f.unresolved(step, place, ref.Name.Span, "table %q is declared only after this%s", ref.String(), elsewhere(origins[0].File(), place.File))
}

func (f *folder) absentColumn(u *ColumnUse, found finding, place *Place, step int) {
	var names []string
	for _, rel := range found.relations {
		if u.Table.IsZero() && rel.item.Qualified || f.suggestions >= MaxSuggestions {
			continue
		}
		for _, c := range rel.columns {
			names = append(names, c.name)
		}
	}
	hint := f.suggest(u.Column.Text, names)
	switch {
	case u.Place == InUsing && len(found.relations) > 0:
		f.unresolved(step, place, u.Column.Span, "the join has no column %q on both sides%s", u.Column.Text, hint)
	case len(found.relations) != 1:
		if !u.Table.IsZero() {
			f.unresolved(step, place, u.Column.Span, "%q has no argument %q", u.Table.Text, u.Column.Text)
			return
		}
		if len(found.relations) == 0 {
			f.unresolved(step, place, u.Column.Span, "there is no column %q here: the query reads no table", u.Column.Text)
			return
		}
		f.unresolved(step, place, u.Column.Span, "no table of this query has a column %q%s", u.Column.Text, hint)
	default:
		rel := found.relations[0]
		what, name := "table", rel.target.Name()
		switch {
		case rel.target.View != nil:
			what = "view"
		case rel.target.Table == nil:
			what, name = "query", rel.item.Name().Text
		}
		f.unresolved(step, place, u.Column.Span, "%s %q has no column %q%s", what, name, u.Column.Text, hint)
	}
}

func (f *folder) ambiguousColumn(u *ColumnUse, found finding, place *Place, step int) {
	if len(found.relations) == 0 {
		return
	}
	var names []string
	for _, rel := range found.relations {
		names = append(names, rel.item.Name().Text)
	}
	message := fmt.Sprintf("column %q is ambiguous: %s has it more than once", u.Column.Text, names[0])
	if len(names) > 1 {
		message = fmt.Sprintf("column %q is ambiguous: %s and %s have it; write %s.%s", u.Column.Text,
			strings.Join(names[:len(names)-1], ", "), names[len(names)-1], names[0], u.Column.Text)
	}
	f.found = append(f.found, foundProblem{step, true, Problem{
		Code: CodeAmbiguousColumn, Severity: Error, Place: place, Span: u.Column.Span, Message: message,
	}})
}

// relationless are extensions of PostgreSQL that bring no tables or views.
var relationless = []string{"plpgsql", "uuid-ossp", "pgcrypto", "citext", "hstore", "pg_trgm", "btree_gin", "btree_gist", "ltree", "unaccent",
	"intarray", "fuzzystrmatch", "tablefunc", "cube", "earthdistance", "vector", "amcheck", "isn", "seg", "pgstattuple", "lo", "intagg", "bloom",
	"pg_stat_statements", "pg_buffercache", "dblink", "file_fdw", "postgres_fdw", "xml2", "pageinspect", "sslinfo", "tsm_system_rows"}

// mayExist reports whether a relation that nothing declares may come with the
// database, or with what else the text does not tell.
func (f *folder) mayExist(ref Ref) bool {
	if ref.Label || systemSchema(ref.Schema.Text) || f.isTemporary(ref) {
		return true
	}
	name := strings.ToLower(ref.Name.Text)
	if f.realm.Dialect == "" && suppliedAnywhere(name) {
		return true
	}
	if !ref.Schema.IsZero() {
		s := f.index.schemas[f.index.fold(ref.Schema.Text)]
		if s == nil || len(s.Origins) == 0 && len(s.Tables) == 0 {
			return true // another database's, or one that is there already
		}
	}
	switch f.realm.Dialect {
	case Postgres, "":
		if strings.HasPrefix(name, "pg_") || f.otherRelation(ref) {
			return true
		}
		for _, s := range f.realm.Schemas {
			for _, o := range s.Objects {
				if o.Kind == KindExtension && !slices.Contains(relationless, o.Name) {
					return true
				}
			}
		}
	case SQLite:
		return strings.HasPrefix(name, "sqlite_") || strings.HasPrefix(name, "pragma_") || name == "dbstat"
	case MySQL, MariaDB:
		return name == "dual"
	}
	return false
}

// suppliedAnywhere reports whether some database has a relation of that name, in
// small letters, of its own.
func suppliedAnywhere(name string) bool {
	switch name {
	case "dual", "dbstat", "inserted", "deleted", "new", "old", "generate_series", "numbers":
		return true
	}
	return slices.ContainsFunc([]string{"sqlite_", "pragma_", "sys", "all_", "dba_", "user_", "v$", "#", "@"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

func (f *folder) relationNames() []string {
	names := f.tableNames()
	for _, s := range f.realm.Schemas {
		for _, v := range s.Views {
			names = append(names, v.Name)
		}
	}
	return names
}
