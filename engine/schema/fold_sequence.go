package schema

import (
	"slices"
	"strings"
)

// SequenceName is what PostgreSQL calls the sequence of a serial or identity
// column, unless something else has that name.
func SequenceName(table, column string) string { return objectName(table, column, "seq") }

// ownSequence names the sequence that a serial or identity column gets
// (PostgreSQL, "8.1.4. Serial Types"; ChooseRelationName in its source).
func (f *folder) ownSequence(t *Table, c *Column) {
	if f.realm.Dialect != Postgres || c.Identity == nil && !isSerial(c.Type.Text) {
		return
	}
	c.Sequence = nil
	if c.Identity != nil && !c.Identity.Sequence.IsZero() {
		c.Sequence = &Ref{Schema: Name{Text: c.Identity.Sequence.Schema.Text}, Name: Name{Text: c.Identity.Sequence.Name.Text}}
		if c.Sequence.Schema.IsZero() {
			c.Sequence.Schema.Text = t.Schema.Name
		}
	} else {
		usual := SequenceName(t.Name, c.Name)
		name := usual
		for n := 1; f.sequenceTaken(t.Schema, name); n++ {
			name = objectName(t.Name, c.Name, numbered("seq", n))
		}
		c.Sequence = &Ref{Schema: Name{Text: t.Schema.Name}, Name: Name{Text: name}}
		c.Made = c.Sequence
		if name != usual && c.Identity == nil {
			f.spellOutSerial(t, c)
			return
		}
	}
	key := nameKey{c.Sequence.Schema.Text, c.Sequence.Name.Text}
	f.implied[key] = columnOf{t, c}
	f.takeRelation(t.Schema, c.Sequence.Name.Text)
}

// sequenceTaken is relationTaken, without making the sets of names for it: few
// indexes are called like sequences.
func (f *folder) sequenceTaken(in *Schema, name string) bool {
	if f.taken != nil {
		return f.relationTaken(in, name)
	}
	key := nameKey{in.Name, name}
	return f.impliedSequence(key) != nil || f.index.tables[key] != nil || f.index.views[key] != nil ||
		f.index.objects[objectKey{KindSequence, in.Name, name}] != nil
}

// impliedSequence is the serial or identity column whose sequence has a name, or
// nil.
func (f *folder) impliedSequence(key nameKey) *Column {
	of, ok := f.implied[key]
	if !ok || of.column.Sequence == nil || *of.column.Sequence != (Ref{Schema: Name{Text: key.schema}, Name: Name{Text: key.name}}) ||
		of.column.Identity == nil && !isSerial(of.column.Type.Text) {
		return nil
	}
	if f.index.tables[nameKey{of.table.Schema.Name, of.table.Name}] != of.table {
		return nil
	}
	return of.column
}

// spellOutSerial makes of a serial column what it stands for: an integer with a
// default, and a sequence that belongs to it. So it has to be where the sequence
// is not, or no longer, what the type alone says.
func (f *folder) spellOutSerial(t *Table, c *Column) *Object {
	integer := postgresSerial[c.Type.Text]
	if integer == "" || c.Sequence == nil || f.realm.Dialect != Postgres {
		return nil
	}
	in := f.schema(c.Sequence.Schema.Text)
	o := &Object{
		Kind: KindSequence, Schema: in, Name: c.Sequence.Name.Text, Origins: []Origin{c.Origin},
		Refs: []*ObjectTarget{{
			ObjectRef: ObjectRef{Attr: "owner", Kind: KindColumn, Ref: Ref{Schema: Name{Text: t.Schema.Name}, Name: Name{Text: t.Name}}, Column: c.Name},
			Target:    Target{Kind: KindColumn, Schema: t.Schema, Table: t, Column: c},
		}},
	}
	owner := o.Refs[0]
	f.pending = append(f.pending, func() {
		if f.holds(owner.Target) {
			owner.rename()
		}
	})
	if integer != "bigint" {
		o.Value = &Column{Type: Type{Text: integer}, Null: true}
	}
	in.Objects = append(in.Objects, o)
	f.index.objects[objectKey{KindSequence, in.Name, o.Name}] = o
	f.takeObject(o)
	f.endSerial(c)
	return o
}

// endSerial makes a serial column an integer with a default.
func (f *folder) endSerial(c *Column) {
	c.Type.Text = postgresSerial[c.Type.Text]
	c.Default = nextOf(*c.Sequence)
	c.Attrs = slices.DeleteFunc(slices.Clone(c.Attrs), func(a Attr) bool { return a.Name == "serial" })
}

// spellOutSerials is spellOutSerial for all columns of a table.
func (f *folder) spellOutSerials(t *Table) {
	if f.realm.Dialect != Postgres {
		return
	}
	for _, c := range t.Columns {
		if c.Sequence != nil && isSerial(c.Type.Text) {
			f.spellOutSerial(t, c)
		}
	}
}

// nextOf is the default that takes the next number of a sequence.
func nextOf(sequence Ref) *Expr {
	name := quoteSQL(sequence.Schema.Text) + "." + quoteSQL(sequence.Name.Text)
	return &Expr{Text: "nextval('" + strings.ReplaceAll(name, "'", "''") + "'::regclass)"}
}

func quoteSQL(name string) string {
	for i := 0; i < len(name); i++ {
		if c := name[i]; !(c >= 'a' && c <= 'z' || c == '_' || i > 0 && c >= '0' && c <= '9') {
			return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
	}
	return name
}

// sequence is the sequence that a name stands for: one that the text declares, or
// that of a serial or identity column, which then has the column. Where alter is
// set it is about to be changed, and a serial column is spelled out.
func (f *folder) sequence(ref Ref, alter bool) (o *Object, of *Column) {
	if o := f.index.object(f.ctx, KindSequence, ref); o != nil || f.realm.Dialect != Postgres {
		return o, nil
	}
	f.index.search(f.ctx, ref, func(schema string) bool {
		key := nameKey{schema, ref.Name.Text}
		if of = f.impliedSequence(key); of != nil && alter && of.Identity == nil {
			o, of = f.spellOutSerial(f.implied[key].table, of), nil
		}
		return o != nil || of != nil
	})
	return o, of
}

// linkSequence notes the sequence that a column's default takes numbers from.
func (f *folder) linkSequence(c *Column) {
	if f.realm.Dialect != Postgres || c.Default == nil || c.Identity != nil {
		return
	}
	c.Sequence = nil
	text := strings.TrimPrefix(c.Default.Text, "pg_catalog.")
	if len(text) < 12 || !strings.EqualFold(text[:8], "nextval(") {
		return
	}
	ref, ok := sequenceIn(text[8:])
	if !ok {
		return
	}
	if c.Sequence = f.sequenceName(f.ctx, ref); c.Sequence == nil {
		ctx, text := f.ctx, c.Default
		f.pending = append(f.pending, func() {
			if c.Default == text && c.Sequence == nil {
				c.Sequence = f.sequenceName(ctx, ref)
			}
		})
	}
}

// sequenceName is the whole name of the sequence that ref names, nil if there is
// none.
func (f *folder) sequenceName(ctx *context, ref Ref) *Ref {
	saved := f.ctx
	defer func() { f.ctx = saved }()
	f.ctx = ctx
	switch o, of := f.sequence(ref, false); {
	case o != nil:
		return &Ref{Schema: Name{Text: o.Schema.Name}, Name: Name{Text: o.Name}}
	case of != nil:
		return &Ref{Schema: of.Sequence.Schema, Name: of.Sequence.Name}
	}
	return nil
}

// sequenceIn is the name in the string that a text begins with: 'a."b"'.
func sequenceIn(s string) (Ref, bool) {
	s = strings.TrimLeft(s, " (")
	if len(s) < 2 || s[0] != '\'' {
		return Ref{}, false
	}
	end := 1
	for end < len(s) && (s[end] != '\'' || end+1 < len(s) && s[end+1] == '\'') {
		if s[end] == '\'' {
			end++
		}
		end++
	}
	if end >= len(s) {
		return Ref{}, false
	}
	var parts []string
	for rest := strings.TrimSpace(strings.ReplaceAll(s[1:end], "''", "'")); rest != ""; {
		var part string
		if rest[0] == '"' {
			closing := 1
			for closing < len(rest) && (rest[closing] != '"' || closing+1 < len(rest) && rest[closing+1] == '"') {
				if rest[closing] == '"' {
					closing++
				}
				closing++
			}
			if closing >= len(rest) {
				return Ref{}, false
			}
			part, rest = strings.ReplaceAll(rest[1:closing], `""`, `"`), rest[closing+1:]
			rest = strings.TrimPrefix(rest, ".")
		} else {
			part, rest, _ = strings.Cut(rest, ".")
			part = strings.ToLower(part)
		}
		parts = append(parts, clip(part, maxName))
	}
	switch n := len(parts); {
	case n == 0:
		return Ref{}, false
	case n == 1:
		return Ref{Name: Name{Text: parts[0]}}, true
	default:
		return Ref{Schema: Name{Text: parts[n-2]}, Name: Name{Text: parts[n-1]}}, true
	}
}

// eachUse calls do with every column that takes numbers from a sequence by its
// default.
func (f *folder) eachUse(schema, name string, do func(*Column)) {
	for _, s := range f.realm.Schemas {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				if c.Sequence != nil && c.Sequence.Name.Text == name && c.Sequence.Schema.Text == schema {
					do(c)
				}
			}
		}
	}
}

// endSequence takes the defaults away that take numbers from a sequence which is
// dropped with what depends on it.
func (f *folder) endSequence(schema, name string) {
	f.eachUse(schema, name, func(c *Column) {
		if c.Default != nil {
			c.Default, c.Sequence = nil, nil
		}
	})
}

// sequenceIsNow writes the new name of a sequence wherever the old one stands.
func (f *folder) sequenceIsNow(oldSchema, oldName, schema, name string) {
	f.eachUse(oldSchema, oldName, func(c *Column) {
		c.Sequence = &Ref{Schema: Name{Text: schema}, Name: Name{Text: name}}
		if c.Default != nil {
			c.Default = nextOf(*c.Sequence)
		}
	})
}
