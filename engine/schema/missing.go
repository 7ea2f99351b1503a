package schema

import (
	"slices"
	"strings"
)

// missing reports an element that a statement changes or comments on, and that
// nothing has declared, here or by the end. What a database may have of itself, or of an
// extension, is passed over.
func (f *folder) missing(kind Kind, ref Ref) {
	if f.realm.Dialect != Postgres || ref.IsZero() || f.isTemporary(ref) || f.mayBeImplied(kind, ref) {
		return
	}
	ctx, place, step := f.ctx, f.place, f.step
	if f.isDeclared(ctx, kind, ref) {
		return
	}
	f.pending = append(f.pending, func() {
		hint := f.suggest(ref.Name.Text, f.declaredNames(kind))
		if f.isDeclared(ctx, kind, ref) || hint == "" && (kind == KindSchema || f.hasExtension()) {
			return
		}
		f.unresolved(step, place, ref.Name.Span, "%s %q is not declared%s", kind.words(), ref.String(), hint)
	})
}

// mayBeImplied reports whether an element may be there without a declaration: in
// a schema of the database's own, or named by the database itself (PostgreSQL,
// "CREATE INDEX": name; "8.1.4. Serial Types").
func (f *folder) mayBeImplied(kind Kind, ref Ref) bool {
	name := ref.Name.Text
	switch {
	case strings.HasPrefix(ref.Schema.Text, "pg_") || systemSchema(ref.Schema.Text):
		return true
	case kind == KindSchema:
		return name == "public" || strings.HasPrefix(name, "pg_") || systemSchema(name)
	case kind == KindIndex || kind == KindConstraint:
		return namedByDatabase(name)
	case kind == KindSequence:
		return strings.HasSuffix(strings.TrimRight(name, "0123456789"), "_seq")
	}
	return false
}

// namedByDatabase reports whether a name may be one that PostgreSQL gave an index
// or a constraint.
func namedByDatabase(name string) bool {
	name = strings.TrimRight(name, "0123456789")
	return slices.ContainsFunc([]string{"_idx", "_key", "_pkey", "_fkey", "_check", "_excl", "_not_null"}, func(suffix string) bool {
		return strings.HasSuffix(name, suffix)
	})
}

func (f *folder) hasExtension() bool {
	for _, s := range f.realm.Schemas {
		for _, o := range s.Objects {
			if o.Kind == KindExtension && o.Name != "plpgsql" {
				return true
			}
		}
	}
	return false
}

// isDeclared reports whether something of the kind has the name, of whatever
// signature.
func (f *folder) isDeclared(ctx *context, kind Kind, ref Ref) bool {
	switch kind {
	case KindIndex:
		found := false
		f.eachIndex(ref, func(*Index) { found = true })
		return found
	case KindFunction, KindProcedure, KindAggregate, KindType, KindDomain:
		routine := kind == KindFunction || kind == KindProcedure || kind == KindAggregate
		for _, s := range f.realm.Schemas {
			for _, o := range s.Objects {
				if o.Name == ref.Name.Text && (routine == (o.Kind == KindFunction || o.Kind == KindProcedure || o.Kind == KindAggregate)) {
					return true
				}
			}
		}
	}
	target, ok := f.realm.resolve(ctx, Site{Kind: kind, Ref: ref})
	return ok && (kind != KindSchema || len(target.Schema.Origins) > 0)
}

func (f *folder) declaredNames(kind Kind) []string {
	switch kind {
	case KindType, KindDomain:
		return f.typeNames()
	case KindSchema:
		var names []string
		for _, s := range f.realm.Schemas {
			if len(s.Origins) > 0 {
				names = append(names, s.Name)
			}
		}
		return names
	}
	return f.names(kind)
}

// missingOn reports a trigger, policy or constraint that a table of which all is
// known does not have by the end.
func (f *folder) missingOn(kind Kind, name Name, on Ref) {
	t := f.index.table(f.ctx, on)
	if f.realm.Dialect != Postgres || t == nil || name.IsZero() || t.IsPartition || len(t.Parents) > 0 || f.uncertain[t] || t.Opaque ||
		kind == KindConstraint && namedByDatabase(name.Text) {
		return
	}
	place, step := f.place, f.step
	f.pending = append(f.pending, func() {
		found := f.torn[t]
		var names []string
		if kind == KindConstraint {
			f.eachConstraint(t, name.Text, func(*string) { found = true })
			for _, o := range t.Schema.Objects {
				found = found || o.Kind == KindTrigger && o.Name == name.Text // a constraint trigger
			}
			for _, x := range t.Indexes {
				names = append(names, x.Name)
			}
			for _, k := range t.ForeignKeys {
				names = append(names, k.Name)
			}
			for _, c := range t.Checks {
				names = append(names, c.Name)
			}
		} else {
			for _, o := range t.Schema.Objects {
				if o.Kind == kind && o.Table == t {
					names = append(names, o.Name)
					found = found || o.Name == name.Text
				}
			}
		}
		if !found {
			f.unresolved(step, place, name.Span, "table %q has no %s %q%s", t.Name, kind, name.Text, f.suggest(name.Text, names))
		}
	})
}

// clashes reports that an element cannot be renamed, as another has the name.
func (f *folder) clashes(t Target, to Name) bool {
	if f.realm.Dialect != Postgres {
		return false
	}
	if relation := t.Column == nil && (t.Table != nil || t.View != nil); relation && !f.everTaken(t.Schema, to.Text) {
		return false // which is soon seen, however many there are
	}
	what, other, taken := f.realm.Taken(t, to.Text)
	if t.Table != nil && t.Column == nil && !taken {
		f.eachIndex(Ref{Schema: Name{Text: t.Schema.Name}, Name: to}, func(*Index) { what, taken = "index", true })
	}
	if !taken {
		return false
	}
	first := Origin{}
	if origins := other.Origins(); len(origins) > 0 {
		first = origins[0]
	}
	p := Problem{Code: CodeDuplicate, Severity: Error, Place: f.place, Span: to.Span, Message: what + ` "` + to.Text + `" is already declared` + elsewhere(first.File(), f.place.File)}
	if !first.IsZero() {
		p.Related = []Related{{first.Place, first.Name, "declared here"}}
	}
	f.found = append(f.found, foundProblem{f.step, true, p})
	return true
}

// builtinTriggers are functions for triggers that every database has (PostgreSQL,
// "9.28. Trigger Functions").
var builtinTriggers = []string{"suppress_redundant_updates_trigger", "tsvector_update_trigger", "tsvector_update_trigger_column"}

// missingRef reports what an object of SQL refers to and nothing declares: the
// column that owns a sequence, the function of a trigger.
func (f *folder) missingRef(ref ObjectRef, ctx *context, place *Place, step int) {
	if f.realm.Dialect != Postgres || ref.Ref.Label || strings.HasPrefix(ref.Ref.Schema.Text, "pg_") {
		return
	}
	switch {
	case ref.Attr == "owner" && ref.Column != "" && !ref.ColumnSpan.IsZero():
		t := f.index.table(ctx, ref.Ref)
		if t == nil || t.Opaque || f.torn[t] || f.index.column(t.Columns, ref.Column) != nil || systemColumn(f.realm.Dialect, ref.Column) {
			return
		}
		f.unresolved(step, place, ref.ColumnSpan, "table %q has no column %q%s", t.Name, ref.Column, f.suggest(ref.Column, columnNames(t)))
	case ref.Attr == "execute.function" && !f.isDeclared(ctx, KindFunction, ref.Ref) && !slices.Contains(builtinTriggers, ref.Ref.Name.Text):
		if hint := f.suggest(ref.Ref.Name.Text, f.names(KindFunction)); hint != "" || !f.hasExtension() {
			f.unresolved(step, place, ref.Ref.Name.Span, "function %q is not declared%s", ref.Ref.String(), hint)
		}
	}
}

// checkFields reports a field that a composite type has twice.
func (f *folder) checkFields(s *CreateObject) {
	if s.Kind != KindComposite {
		return
	}
	seen := make(map[string]bool, len(s.Columns))
	for _, c := range s.Columns {
		if name := f.index.fold(c.Name.Text); seen[name] {
			f.report(CodeDuplicate, c.Name.Span, nil, "type %q has the field %q twice: remove one", s.Object.Name.Text, c.Name.Text)
		} else {
			seen[name] = true
		}
	}
}

// foreignTypes are other databases' types, and what PostgreSQL has for them.
var foreignTypes = map[string]string{
	"datetime": "timestamp", "datetime2": "timestamp", "smalldatetime": "timestamp", "tinyint": "smallint", "mediumint": "integer",
	"double": "double precision", "tinytext": "text", "mediumtext": "text", "longtext": "text", "clob": "text", "blob": "bytea",
	"tinyblob": "bytea", "mediumblob": "bytea", "longblob": "bytea", "varbinary": "bytea", "nvarchar": "varchar", "varchar2": "varchar",
	"uniqueidentifier": "uuid", "enum": "CREATE TYPE … AS ENUM (…)",
}

// misspeltType reports a type that nothing declares and that another database has,
// or that is one slip from one that is declared: any other may come with the
// database.
func (f *folder) misspeltType(c *Column, place *Place, step int) {
	name := c.Type.Ref.Name
	if f.realm.Dialect != Postgres || len(name.Text) < 4 || strings.HasPrefix(c.Type.Ref.Schema.Text, "pg_") || f.realm.Incomplete {
		return
	}
	for _, s := range f.realm.Schemas {
		for _, o := range s.Objects {
			if o.Kind == KindType && o.Name == name.Text || o.Kind == KindRange { // which has a type of its multiranges
				return
			}
		}
	}
	if own, ok := foreignTypes[name.Text]; ok && c.Type.Ref.Schema.IsZero() && !f.hasExtension() {
		f.unresolved(step, place, name.Span, "type %q is not declared: PostgreSQL writes %s", name.Text, own)
	} else if near := Nearest(name.Text, f.typeNames()); near != "" && Distance(name.Text, near) == 1 {
		f.unresolved(step, place, name.Span, "type %q is not declared; did you mean %q?", c.Type.Ref.String(), near)
	}
}
