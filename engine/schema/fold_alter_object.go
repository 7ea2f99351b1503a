package schema

import (
	"slices"
	"strings"
)

// alterObject changes a domain, sequence, function, composite type or policy.
func (f *folder) alterObject(s *AlterObject) {
	var o *Object
	switch s.Kind {
	case KindSequence:
		var of *Column
		if o, of = f.sequence(s.Object, true); of != nil { // an identity's
			f.alterIdentity(of, s.Attrs)
			return
		}
	case KindDomain, KindType:
		target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Object})
		if o = target.Object; target.Table != nil {
			f.alterRow(s)
		}
	default:
		o = f.object(s.Kind, s.Object, s.Table, s.Args)
	}
	if o == nil {
		return
	}
	o.restate()
	o.Attrs = changed(o.Attrs, s.Attrs)
	if s.Type != nil {
		o.Value = f.newColumn(&ColumnDef{Type: *s.Type})
	}
	if v := o.Value; v != nil && s.Kind == KindDomain {
		changed := *v
		if s.Default != nil || s.DropDefault {
			changed.Default = s.Default
		}
		if s.Null != nil {
			changed.Null = *s.Null
		}
		o.Value = &changed
	}
	f.alterDomainCheck(o, s)
	for _, c := range s.Fields {
		f.alterField(o, c)
	}
}

// alterRow renames columns of a table by the name of its row type.
func (f *folder) alterRow(s *AlterObject) {
	for _, c := range s.Fields {
		if !c.To.IsZero() {
			f.rename(&Rename{Kind: KindColumn, Table: s.Object, Object: Ref{Name: c.Name}, To: c.To})
		}
	}
}

// restate forgets the statement that an object was created with, once it says
// more or less than that.
func (o *Object) restate() {
	if !o.Partial {
		o.Definition = ""
	}
}

// changed are attributes after a change: one without a value is taken away, as all
// are whose names begin with one that ends in a dot.
func changed(attrs, changes []Attr) []Attr {
	for _, c := range changes {
		if prefix, all := strings.CutSuffix(c.Name, "."); all {
			attrs = slices.DeleteFunc(slices.Clone(attrs), func(a Attr) bool { return strings.HasPrefix(a.Name, prefix+".") })
			continue
		}
		attrs = without(attrs, c.Name)
		if c.Value != "" {
			attrs = append(slices.Clip(attrs), c)
		}
	}
	return attrs
}

func (f *folder) alterIdentity(c *Column, attrs []Attr) {
	id := &Identity{Keep: true}
	for _, a := range attrs {
		switch a.Name {
		case "start":
			id.Start = a.Value
		case "increment":
			id.Step = a.Value
		default:
			id.Options = append(id.Options, a)
		}
	}
	f.setIdentity(nil, c, id, false)
}

func (f *folder) alterDomainCheck(o *Object, s *AlterObject) {
	if s.Add != nil {
		d := *s.Add
		c := &Check{Name: d.Name.Text, Expr: d.Expr, Attrs: notValid(d.Attrs, d.NotValid), Origin: f.origin(d.Span, d.Name.Span)}
		if c.Name == "" {
			c.Name = f.chooseName(o.Schema, o.Name, nil, "check")
		}
		o.Checks = append(o.Checks, c)
		f.takeConstraint(o.Schema, c.Name)
	}
	for i, c := range o.Checks {
		switch {
		case c.Name == s.Validate.Text && !s.Validate.IsZero():
			c.Attrs = without(c.Attrs, "not_valid")
		case c.Name != s.Drop.Text || s.Drop.IsZero():
		case !s.Rename.IsZero():
			c.Name = s.Rename.Text
			f.takeConstraint(o.Schema, c.Name)
		default:
			o.Checks = slices.Delete(slices.Clone(o.Checks), i, i+1)
			return
		}
	}
}

// commentOnDomain comments on a check of a domain.
func (f *folder) commentOnDomain(s *CommentOn) {
	target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: s.Table})
	switch o := target.Object; {
	case o != nil:
		for _, c := range o.Checks {
			if c.Name == s.Object.Name.Text {
				c.Comment = s.Comment
			}
		}
	case target.Element() == nil:
		f.missing(KindDomain, s.Table)
	}
}

// notValid adds to the attributes of a constraint that the rows there were have
// not been checked.
func notValid(attrs []Attr, is bool) []Attr {
	if !is {
		return attrs
	}
	return append(slices.Clip(attrs), Attr{"not_valid", "true"})
}

// alterField changes a field of a composite type, and the column of the tables
// that are of the type.
func (f *folder) alterField(o *Object, c FieldChange) {
	tables := func(do func(t *Table)) {
		for _, s := range f.realm.Schemas {
			for _, t := range slices.Clone(s.Tables) {
				if t.OfType == o {
					do(t)
				}
			}
		}
	}
	if c.Add != nil {
		field := f.newColumn(c.Add)
		o.Columns = append(o.Columns, field)
		tables(func(t *Table) {
			own := *field
			own.local = true
			t.Columns = append(t.Columns, &own)
		})
		return
	}
	at := slices.IndexFunc(o.Columns, func(have *Column) bool { return have.Name == c.Name.Text })
	if at < 0 {
		return
	}
	o.Columns = slices.Clone(o.Columns)
	if c.Drop {
		o.Columns = slices.Delete(o.Columns, at, at+1)
		tables(func(t *Table) {
			if own := f.index.column(t.Columns, c.Name.Text); own != nil {
				f.detach("column", c.Name, own, nil, true)
				f.removeColumn(t, own, true)
			}
		})
		return
	}
	field := *o.Columns[at]
	o.Columns[at] = &field
	change := func(to *Column) {
		if c.Type != nil {
			to.Type, to.Enum, to.TypeOf = *c.Type, nil, nil
			f.resolveType(to)
		}
	}
	change(&field)
	tables(func(t *Table) {
		if own := f.index.column(t.Columns, c.Name.Text); own != nil {
			change(own)
			if !c.To.IsZero() {
				f.renameColumn(t, own, c.To)
			}
		}
	})
	if !c.To.IsZero() {
		field.Name = c.To.Text
	}
}

// ofType gives a table the columns of the composite type that it is a table of.
func (f *folder) ofType(t *Table, ref Ref) {
	target, _ := f.realm.resolve(f.ctx, Site{Kind: KindType, Ref: ref})
	if target.Object == nil || target.Object.Kind != KindComposite {
		t.Opaque = true
		return
	}
	t.OfType = target.Object
	for _, c := range target.Object.Columns {
		own := *c
		own.local = true
		t.Columns = append(t.Columns, &own)
	}
}

// setConstraint changes when a constraint is checked, or that its rows have been.
func (f *folder) setConstraint(s *AlterConstraint) {
	t := f.target(s.Table, s.IfExists)
	if t == nil {
		return
	}
	for _, fk := range t.ForeignKeys {
		if f.index.same(fk.Name, s.Name.Text) {
			fk.Attrs = changed(fk.Attrs, s.Attrs)
		}
	}
	for _, c := range t.Checks {
		if f.index.same(c.Name, s.Name.Text) {
			c.Attrs = changed(c.Attrs, s.Attrs)
		}
	}
}

// setIndexAttrs changes how an index is kept.
func (f *folder) setIndexAttrs(s *SetIndexAttrs) {
	found := false
	f.eachIndex(s.Index, func(x *Index) {
		if found = true; !x.Constraint { // whose index is kept as it was declared
			x.Attrs = changed(x.Attrs, s.Attrs)
		}
	})
	if !found && !s.IfExists {
		f.missing(KindIndex, s.Index)
	}
}

// markIndex says of one index of a table what then none of its others is: that the
// table is clustered on it, or that it tells the table's rows apart.
func (f *folder) markIndex(s *MarkIndex) {
	t := f.target(s.Table, false)
	if t == nil {
		return
	}
	t.eachIndex(func(x *Index) {
		x.Attrs = without(x.Attrs, s.Attr)
		if x.Name == s.Index.Text && s.Index.Text != "" {
			x.Attrs = append(slices.Clip(x.Attrs), Attr{s.Attr, "true"})
		}
	})
	if s.Attr == "replica_identity" {
		t.Attrs = without(t.Attrs, s.Attr)
	}
}
