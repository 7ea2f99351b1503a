package schema

import (
	"fmt"
	"slices"
	"strings"
)

func (f *folder) alterColumn(s *AlterColumn) {
	t := f.target(s.Table, s.IfExists)
	if t == nil {
		return
	}
	if s.ColumnIfExists && f.index.column(t.Columns, s.Column.Text) == nil {
		return
	}
	c := f.column(t, s.Column)
	if c == nil {
		return
	}
	if s.Replace != nil {
		if to := s.Replace.Name; to.Text != c.Name {
			f.renameColumn(t, c, to)
		}
		f.fillColumn(c, t, s.Replace)
		t.Checks = slices.DeleteFunc(t.Checks, func(k *Check) bool { return k.column == c })
		f.moveColumn(t, c, s.First, s.After)
		if t.PrimaryKey != nil && t.PrimaryKey.uses(c) && f.realm.Dialect != SQLite {
			c.Null = false
		}
		return
	}
	if views := f.dependents(c); s.Type != nil && len(views) > 0 && f.realm.Dialect == Postgres && s.Type.Text != c.Type.Text {
		f.dependent(s.Column, views, "cannot change the type of column %q: %s; drop what depends on it first", s.Column.Text, whoDepends(views))
		return
	}
	f.withHeirs(t, c, s.Only, func(of *Table, c *Column) {
		if s.Type != nil {
			f.spellOutSerial(of, c)
			c.Type, c.Enum, c.TypeOf = *s.Type, nil, nil
			c.Attrs = without(c.Attrs, "collate")
			if s.Collate != "" {
				c.Attrs = append(slices.Clip(c.Attrs), Attr{"collate", s.Collate})
			}
			f.resolveType(c)
		}
		if s.Null != nil {
			if *s.Null {
				f.spellOutSerial(of, c)
			}
			c.Null = *s.Null
		}
	})
	if s.Default != nil || s.DropDefault {
		f.withHeirs(t, c, s.Only, func(of *Table, c *Column) {
			f.spellOutSerial(of, c)
			if c.Default, c.Sequence = s.Default, nil; c.Default != nil {
				f.noteDefault(of, c)
				f.linkSequence(c)
			}
		})
	}
	if s.Identity != nil {
		f.setIdentity(t, c, s.Identity, s.NewIdentity)
	}
	if s.DropIdentity && c.Identity != nil {
		c.Identity, c.Sequence = nil, nil
	}
	for _, a := range s.Attrs {
		f.withHeirs(t, c, s.Only || a.Name == "compression", func(_ *Table, c *Column) {
			c.Attrs = without(c.Attrs, a.Name)
			if a.Value != "" {
				c.Attrs = append(slices.Clip(c.Attrs), a)
			}
		})
	}
}

// dropExpressions removes the checks and indexes of a table in whose expressions a
// column stands that is dropped (PostgreSQL, ALTER TABLE, "DROP COLUMN"). With
// CASCADE go the policies, too, and the columns that are generated of it; without,
// the database refuses the statement where there are such.
func (f *folder) dropExpressions(t *Table, c *Column) {
	if f.realm.Dialect != Postgres {
		return
	}
	mentioned := func(expr string) bool { return f.mentions(expr, t.Name, c.Name) }
	t.Checks = slices.DeleteFunc(t.Checks, func(k *Check) bool { return mentioned(k.Expr) })
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x *Index) bool {
		return mentioned(x.Where) || slices.ContainsFunc(x.Parts, func(p IndexPart) bool { return mentioned(p.Expr) })
	})
	for _, o := range slices.Clone(t.Schema.Objects) {
		if o.Kind == KindPolicy && o.Table == t && slices.ContainsFunc(o.Attrs, func(a Attr) bool { return mentioned(a.Value) }) {
			f.dropObject(o)
		}
	}
	for _, other := range slices.Clone(t.Columns) {
		if g := other.Generated; g != nil && mentioned(g.Expr) {
			f.removeColumn(t, other, true)
		}
	}
}

// dropWith removes the sequences that belong to a column.
func (f *folder) dropWith(t *Table, c *Column) {
	for _, s := range f.realm.Schemas {
		for _, o := range slices.Clone(s.Objects) {
			if o.Kind == KindSequence && slices.ContainsFunc(o.Refs, func(r *ObjectTarget) bool { return r.Attr == "owner" && r.Target.Column == c }) {
				f.dropObject(o)
				f.endSequence(s.Name, o.Name)
			}
		}
	}
}

// withHeirs calls do with a column, and unless only with what follows it elsewhere.
func (f *folder) withHeirs(t *Table, c *Column, only bool, do func(of *Table, c *Column)) {
	if only {
		do(t, c)
		return
	}
	f.withChildren(t, c.Name, do)
}

// setIdentity makes a column an identity, or changes what is said of the one it is.
func (f *folder) setIdentity(t *Table, c *Column, to *Identity, isNew bool) {
	if to.Keep && c.Identity == nil {
		return
	}
	if isNew || c.Identity == nil {
		c.Identity, c.Null = to, false
		f.ownSequence(t, c)
		return
	}
	id := *c.Identity
	id.Always = to.Always && !to.Keep || to.Keep && id.Always
	if to.Start != "" {
		id.Start = to.Start
	}
	if to.Step != "" {
		id.Step = to.Step
	}
	id.Options = slices.Clone(id.Options)
	for _, o := range to.Options {
		id.Options = without(id.Options, o.Name)
		if o.Value != "" {
			id.Options = append(id.Options, o)
		}
	}
	c.Identity = &id
}

func (f *folder) dropColumn(s *DropColumn) {
	t := f.target(s.Table, s.IfExists)
	if t == nil {
		return
	}
	c := f.index.column(t.Columns, s.Column.Text)
	if c == nil {
		if !s.ColumnIfExists {
			f.column(t, s.Column)
		}
		return
	}
	if f.detach("column", s.Column, c, nil, s.Cascade) {
		return
	}
	f.checkDropped(t, c, s.Column.Span)
	f.changed = f.step
	f.dropped, f.cascaded = true, f.cascaded || s.Cascade
	f.dropInherited(t, c, s)
}

// dropInherited removes a column from a table, and from what has it from there
// alone.
func (f *folder) dropInherited(t *Table, c *Column, s *DropColumn) {
	f.removeColumn(t, c, s.Cascade)
	f.heirs(t, func(child *Table) {
		have := f.index.column(child.Columns, c.Name)
		if have == nil || have.inherited == 0 {
			return
		}
		if have.inherited--; have.inherited > 0 {
			return
		}
		switch {
		case s.Only:
			have.local = true
		case !have.local:
			f.dropInherited(child, have, s)
		}
	})
}

func (f *folder) removeColumn(t *Table, c *Column, cascade bool) {
	t.Columns = slices.DeleteFunc(t.Columns, func(have *Column) bool { return have == c })
	if f.realm.Dialect == SQLite { // which cuts the definition out of the statement
		t.Checks = slices.DeleteFunc(t.Checks, func(k *Check) bool {
			return k.Origin.Place == c.Origin.Place && c.Origin.Span.Start <= k.Origin.Span.Start && k.Origin.Span.End <= c.Origin.Span.End
		})
	}
	// What is built on a column goes with it (PostgreSQL, ALTER TABLE, "DROP COLUMN").
	if f.mysql() {
		f.mysqlRemoveColumn(t, c)
		return
	}
	f.dropWith(t, c)
	f.dropExpressions(t, c)
	keyed := t.PrimaryKey != nil && t.PrimaryKey.uses(c)
	uses := func(x *Index) bool {
		used := x.uses(c)
		keyed = keyed || used && x.Unique
		return used
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, uses)
	if t.PrimaryKey != nil && uses(t.PrimaryKey) {
		t.PrimaryKey = nil
	}
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *ForeignKey) bool { return slices.Contains(fk.Columns, c) })
	if !keyed {
		return // foreign keys lead to unique columns only
	}
	f.dropKeysInto(func(fk *ForeignKey) bool {
		at := slices.Index(fk.RefColumns, c)
		if at >= 0 && !cascade {
			fk.RefColumns[at] = nil // found missing at the end, unless it comes back
		}
		return at >= 0 && cascade
	})
}

func (x *Index) uses(c *Column) bool {
	return slices.ContainsFunc(x.Parts, func(p IndexPart) bool { return p.Column == c }) || slices.Contains(x.Include, c)
}

// dropKeysInto removes the foreign keys, of any table, that match.
func (f *folder) dropKeysInto(match func(*ForeignKey) bool) {
	for _, s := range f.realm.Schemas {
		for _, t := range s.Tables {
			t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, match)
		}
	}
}

func (f *folder) setTableAttr(s *SetTableAttr) {
	if v := f.viewOnly(s.Table); v != nil {
		if f.realm.Dialect == Postgres && s.Attr.Name != "" && !strings.HasPrefix(s.Attr.Name, "storage_params.") {
			v.Attrs = changed(v.Attrs, []Attr{s.Attr})
		}
		return
	}
	t := f.target(s.Table, s.IfExists)
	if t == nil {
		return
	}
	if s.Comment != nil {
		t.Comment = *s.Comment
	}
	switch {
	case s.Partition != nil:
		t.Partition = *s.Partition
	case s.Attr.Name == "":
	case f.mysql():
		f.mysqlTableAttr(t, s)
	case f.realm.Dialect == Postgres && s.Attr.Name == "unlogged" && t.Partition != "":
		// It is done to no partition, and before PostgreSQL 18 to the table neither.
	case f.realm.Dialect == Postgres:
		t.Attrs = changed(t.Attrs, []Attr{s.Attr})
	default:
		t.Attrs = append(slices.Clip(t.Attrs), s.Attr)
	}
}

// viewOnly is the view of that name, where no table has it.
func (f *folder) viewOnly(ref Ref) *View {
	if f.index.table(f.ctx, ref) != nil {
		return nil
	}
	return f.index.view(f.ctx, ref)
}

func (f *folder) createEnum(s *CreateEnum) {
	schema := f.owner(s.Enum)
	key := f.index.key(schema.Name, s.Enum.Name.Text)
	if first := f.index.enums[key]; first != nil {
		if !s.IfNotExists {
			f.duplicate("enum", s.Enum.Name.Text, f.origin(s.Span, s.Enum.Name.Span), first.Origins[0])
		}
		return
	}
	e := &Enum{Schema: schema, Name: s.Enum.Name.Text, Comment: s.Comment, Origins: []Origin{f.origin(s.Span, s.Enum.Name.Span)}}
	seen := make(map[string]bool, len(s.Values))
	for _, v := range s.Values {
		if seen[v.Text] {
			f.report(CodeDuplicate, v.Span, nil, "enum %q has the value %q twice: remove one", e.Name, v.Text)
			continue
		}
		seen[v.Text] = true
		e.Values = append(e.Values, v.Text)
	}
	f.mark(e, s.IfNotExists)
	schema.Enums = append(schema.Enums, e)
	f.index.enums[key] = e
	if s.Enum.Label || s.Label.Label {
		f.index.declare(f.ctx, KindEnum, s.Label, Ref{Schema: Name{Text: schema.Name}, Name: s.Enum.Name}, e)
	}
}

func (f *folder) alterEnum(s *AlterEnum) {
	e := f.index.enum(f.ctx, s.Enum)
	if e == nil {
		step, place := f.step, f.place
		f.pending = append(f.pending, func() {
			f.unresolved(step, place, s.Enum.Name.Span, "enum %q is not declared%s", s.Enum.String(), f.suggest(s.Enum.Name.Text, f.typeNames()))
		})
		return
	}
	at := slices.Index(e.Values, s.Value.Text)
	switch {
	case s.RenameTo != "" && at < 0:
		f.unresolved(f.step, f.place, s.Value.Span, "enum %q has no value %q%s", e.Name, s.Value.Text, f.suggest(s.Value.Text, e.Values))
		return
	case s.RenameTo != "":
		if slices.Contains(e.Values, s.RenameTo) {
			f.report(CodeDuplicate, s.Value.Span, nil, "enum %q already has the value %q", e.Name, s.RenameTo)
			return
		}
		e.Values[at] = s.RenameTo
		f.renameDefaults(e, s.Value.Text, s.RenameTo)
		return
	case at >= 0:
		if !s.IfNotExists {
			f.found = append(f.found, foundProblem{f.step, true, Problem{
				Code: CodeDuplicate, Severity: Error, Place: f.place, Span: s.Value.Span,
				Message: fmt.Sprintf("enum %q already has the value %q", e.Name, s.Value.Text),
				Related: []Related{{e.Origins[0].Place, e.Origins[0].Name, "the enum"}},
			}})
		}
		return
	}
	if beside := s.Before + s.After; beside != "" && !slices.Contains(e.Values, beside) {
		f.unresolved(f.step, f.place, s.Value.Span, "enum %q has no value %q to add %q beside%s", e.Name, beside, s.Value.Text, f.suggest(beside, e.Values))
	}
	at = len(e.Values)
	if i := slices.Index(e.Values, s.Before); s.Before != "" && i >= 0 {
		at = i
	}
	if i := slices.Index(e.Values, s.After); s.After != "" && i >= 0 {
		at = i + 1
	}
	e.Values = slices.Insert(e.Values, at, s.Value.Text)
}

// renameDefaults follows the new name of an enum's value in the defaults that it
// is: the database keeps the value, not its name.
func (f *folder) renameDefaults(e *Enum, from, to string) {
	for i := range f.defaults {
		d := &f.defaults[i]
		if d.column.Enum != e || d.column.Default != d.expr {
			continue
		}
		if given, ok := stringDefault(d.expr.Text, e); ok && given == from {
			renamed := *d.expr
			renamed.Text = strings.Replace(renamed.Text, quoteValue(from), quoteValue(to), 1)
			d.expr, d.column.Default = &renamed, &renamed
		}
	}
}

func quoteValue(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (f *folder) commentOn(s *CommentOn) {
	if (s.Kind == KindColumn || s.Kind == KindTable) && f.isTemporary(s.Object) {
		return
	}
	switch s.Kind {
	case KindSchema:
		name := f.index.fold(s.Object.Name.Text)
		if name == defaultSchema(f.realm.Dialect) {
			f.schema(name) // which every database has
		}
		if x := f.index.schemas[name]; x != nil {
			x.Comment = s.Comment
		} else {
			f.missing(KindSchema, s.Object)
		}
	case KindColumn:
		target, ok := f.realm.relation(f.ctx, s.Object)
		switch {
		case !ok:
			f.missingTable(s.Object)
		case target.Table != nil:
			if c := f.column(target.Table, s.Column); c != nil {
				c.Comment = s.Comment
			}
		default:
			comment := func() {
				if c := target.View.Column(s.Column.Text); c != nil {
					c.Comment = s.Comment
				}
			}
			if comment(); f.later[target.View] != nil {
				f.pending = append(f.pending, comment)
			}
		}
	case KindTable, KindView, KindMaterialized:
		target, ok := f.realm.relation(f.ctx, s.Object)
		switch {
		case !ok:
			f.missingTable(s.Object)
		case target.Table != nil:
			target.Table.Comment = s.Comment
		default:
			target.View.Comment = s.Comment
		}
	case KindEnum, KindType, KindDomain:
		target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Object})
		if target.Enum != nil {
			target.Enum.Comment = s.Comment
		} else if target.Object != nil {
			target.Object.Comment = s.Comment
		} else if target.Element() == nil {
			f.missing(s.Kind, s.Object)
		}
	case KindIndex:
		found := false
		f.eachIndex(s.Object, func(x *Index) {
			if found = true; !x.Constraint { // whose comment is another
				x.Comment = s.Comment
			}
		})
		if !found {
			f.missing(s.Kind, s.Object)
		}
	case KindConstraint:
		if s.Domain {
			f.commentOnDomain(s)
			return
		}
		t := f.index.table(f.ctx, s.Table)
		if t == nil {
			f.missingTable(s.Table)
			return
		}
		found := false
		f.eachConstraint(t, s.Object.Name.Text, func(comment *string) { *comment, found = s.Comment, true })
		if !found {
			f.missingOn(s.Kind, s.Object.Name, s.Table)
		}
	case KindSequence:
		if o, of := f.sequence(s.Object, true); o != nil {
			o.Comment = s.Comment
		} else if of == nil {
			f.missing(s.Kind, s.Object)
		}
	case KindTrigger, KindPolicy, KindRule:
		if o := f.object(s.Kind, s.Object, s.Table, s.Args); o != nil {
			o.Comment = s.Comment
		} else {
			f.missingOn(s.Kind, s.Object.Name, s.Table)
		}
	default:
		if o := f.object(s.Kind, s.Object, s.Table, s.Args); o != nil {
			o.Comment = s.Comment
		} else if s.Kind == KindFunction || s.Kind == KindProcedure {
			f.missing(s.Kind, s.Object)
		}
	}
}

// eachIndexOf calls do with the indexes that a name stands for, and their tables.
// Without a schema it is that of the first schema of the search path that has one.
func (f *folder) eachIndexOf(ref Ref, do func(*Table, *Index)) {
	f.inSchemas(ref, func(s *Schema) (found bool) {
		tables := s.Tables
		if f.realm.Dialect == Postgres {
			on, taken := f.known().relations[nameKey{s.Name, ref.Name.Text}]
			switch {
			case !taken:
				return false
			case on != nil && f.index.tables[f.index.key(s.Name, on.Name)] == on:
				tables = []*Table{on}
			}
		}
		for _, t := range tables {
			var of []*Index
			t.eachIndex(func(x *Index) {
				if f.index.same(x.Name, ref.Name.Text) {
					of = append(of, x)
				}
			})
			for _, x := range of {
				do(t, x)
				found = true
			}
		}
		return found
	})
}

// eachViewIndex is eachIndexOf for the indexes of views.
func (f *folder) eachViewIndex(ref Ref, do func(*View, *Index)) {
	f.inSchemas(ref, func(s *Schema) (found bool) {
		for _, v := range s.Views {
			for _, x := range v.Indexes {
				if f.index.same(x.Name, ref.Name.Text) {
					do(v, x)
					found = true
				}
			}
		}
		return found
	})
}

// inSchemas calls try with the schemas in which an index may be: the one that its
// name says, or those of the search path up to the first that has it, or else all.
func (f *folder) inSchemas(ref Ref, try func(*Schema) bool) {
	if ref.Schema.IsZero() && f.realm.Dialect == Postgres && f.index.search(f.ctx, ref, func(name string) bool {
		s := f.index.schemas[name]
		return s != nil && try(s)
	}) {
		return
	}
	for _, s := range f.realm.Schemas {
		if ref.Schema.IsZero() || f.index.same(s.Name, ref.Schema.Text) {
			try(s)
		}
	}
}

// eachIndex is eachIndexOf and eachViewIndex without what has the index.
func (f *folder) eachIndex(ref Ref, do func(*Index)) {
	f.eachIndexOf(ref, func(_ *Table, x *Index) { do(x) })
	f.eachViewIndex(ref, func(_ *View, x *Index) { do(x) })
}

// eachConstraint gives do the comment of every constraint of that name.
func (f *folder) eachConstraint(t *Table, name string, do func(comment *string)) {
	for _, x := range t.Indexes {
		if f.index.same(x.Name, name) {
			do(&x.Comment)
		}
	}
	if t.PrimaryKey != nil && f.index.same(t.PrimaryKey.Name, name) {
		do(&t.PrimaryKey.Comment)
	}
	for _, fk := range t.ForeignKeys {
		if f.index.same(fk.Name, name) {
			do(&fk.Comment)
		}
	}
	for _, c := range t.Checks {
		if f.index.same(c.Name, name) {
			do(&c.Comment)
		}
	}
}
