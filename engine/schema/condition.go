package schema

// Condition asks whether a schema has an element, as scripts ask the catalog
// before they change something: IF EXISTS (SELECT … FROM pg_class …).
type Condition struct {
	// Kind is KindRelation for anything that a query can name, KindTable, KindView,
	// KindIndex, KindColumn, KindConstraint, KindType or KindSchema.
	Kind   Kind
	Schema string // "" for any
	Table  string // of a column, constraint or index; "" for any
	Name   string
	Not    bool
}

// When holds statements that are applied if all conditions hold. Where that
// cannot be known the realm is incomplete.
type When struct {
	If    []Condition
	Stmts []Stmt
}

func (*When) stmt() {}

func (f *folder) when(s *When) {
	for _, c := range s.If {
		switch found := f.exists(c); {
		case !found && f.realm.Incomplete:
			return // what is not in the realm may exist
		case found == c.Not:
			return
		}
	}
	for _, s := range s.Stmts {
		f.apply(s)
	}
}

// exists reports whether the realm has what a condition asks for. Names are
// compared as they are: the catalog is data.
func (f *folder) exists(c Condition) bool {
	if c.Kind == KindSchema && (c.Name == defaultSchema(f.realm.Dialect) || systemSchema(c.Name)) {
		return true
	}
	for _, s := range f.realm.Schemas {
		if c.Schema != "" && s.Name != c.Schema {
			continue
		}
		if c.Kind == KindSchema {
			if s.Name == c.Name {
				return true
			}
			continue
		}
		if f.realm.Dialect == Postgres && (c.Kind == KindIndex || c.Kind == KindRelation || c.Kind == KindTable) && !f.everTaken(s, c.Name) {
			continue
		}
		if s.has(c) {
			return true
		}
	}
	return false
}

func (s *Schema) has(c Condition) bool {
	relation := c.Kind == KindRelation
	for _, t := range s.Tables {
		if (relation || c.Kind == KindTable) && t.Name == c.Name {
			return true
		}
		if c.Table != "" && t.Name != c.Table {
			continue
		}
		switch c.Kind {
		case KindColumn:
			if t.Column(c.Name) != nil {
				return true
			}
		case KindIndex, KindConstraint, KindRelation:
			if t.hasNamed(c.Kind, c.Name) {
				return true
			}
		}
	}
	for _, v := range s.Views {
		if (relation || c.Kind == KindView) && v.Name == c.Name || c.Kind == KindColumn && (c.Table == "" || v.Name == c.Table) && v.Column(c.Name) != nil {
			return true
		}
	}
	for _, e := range s.Enums {
		if c.Kind == KindType && e.Name == c.Name {
			return true
		}
	}
	for _, o := range s.Objects {
		switch o.Kind {
		case KindDomain, KindComposite, KindRange:
			if c.Kind == KindType && o.Name == c.Name {
				return true
			}
		case KindSequence:
			if relation && o.Name == c.Name {
				return true
			}
		}
	}
	return false
}

// hasNamed reports whether a table has a constraint of a name, or else an index.
func (t *Table) hasNamed(kind Kind, name string) bool {
	constraint := kind == KindConstraint
	if t.PrimaryKey != nil && t.PrimaryKey.Name == name {
		return true
	}
	for _, x := range t.Indexes {
		if x.Name == name && (x.Constraint || !constraint) {
			return true
		}
	}
	if !constraint {
		return false
	}
	for _, fk := range t.ForeignKeys {
		if fk.Name == name {
			return true
		}
	}
	for _, c := range t.Checks {
		if c.Name == name {
			return true
		}
	}
	return false
}
