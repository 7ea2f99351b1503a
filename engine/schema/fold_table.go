package schema

import (
	"slices"

	"github.com/schemascope/schemascope/engine/text"
)

// schema gives the schema of that name, which is implied if nothing declared it.
func (f *folder) schema(name string) *Schema {
	key := f.index.fold(name)
	if s := f.index.schemas[key]; s != nil {
		return s
	}
	s := &Schema{Name: name}
	f.index.schemas[key] = s
	f.realm.Schemas = append(f.realm.Schemas, s)
	return s
}

// owner is the schema that a declaration of ref creates its element in. A block
// in HCL must refer to a schema that is declared, here or elsewhere.
func (f *folder) owner(ref Ref) *Schema {
	if !ref.Schema.IsZero() {
		if ref.Label {
			if s, ok := f.index.labels[labelKey{f.ctx.scope, KindSchema, "", ref.Schema.Text}].(*Schema); ok {
				return s
			}
			f.declaredLater(ref.Schema)
		}
		return f.schema(ref.Schema.Text)
	}
	if ref.Label {
		return f.schema(f.ctx.home)
	}
	for _, name := range f.ctx.path {
		if name != "$user" && name != "pg_catalog" && name != "" {
			return f.schema(name)
		}
	}
	return f.schema(f.ctx.home)
}

// declaredLater reports a schema that nothing declares by the end of the fold,
// if its name is a misspelling of one that is: any other may exist in the
// database that the project is for.
func (f *folder) declaredLater(name Name) {
	step, place, ctx := f.step, f.place, f.ctx
	f.pending = append(f.pending, func() {
		target, ok := f.realm.resolve(ctx, Site{Kind: KindSchema, Ref: Ref{Name: name, Label: true}})
		if ok && len(target.Schema.Origins) > 0 || ctx.home == name.Text {
			return
		}
		var known []string
		for _, s := range f.realm.Schemas {
			if len(s.Origins) > 0 {
				known = append(known, s.Name)
			}
		}
		if hint := f.suggest(name.Text, known); hint != "" {
			f.nowhere(f.certain(ctx, KindSchema, Ref{Name: name, Label: true}), step, place, name.Span, "schema %q is not declared%s", name.Text, hint)
		}
	})
}

func (f *folder) origin(whole, name text.Span) Origin { return Origin{f.place, whole, name} }

// origins are where a table or view is declared: the model that a person wrote,
// if it was generated from one, and then the statement.
func (f *folder) origins(in *Schema, name Name, whole text.Span) []Origin {
	declared := f.origin(whole, name.Span)
	if model, ok := f.model(in, name.Text, ""); ok {
		return []Origin{model, declared}
	}
	return []Origin{declared}
}

// model is where the model of a table or view is, or the field of the model that
// a column is generated from.
func (f *folder) model(in *Schema, name, column string) (Origin, bool) {
	for _, qualifier := range []string{in.Name, ""} {
		if o, ok := f.models[modelKey{qualifier, name, fieldKey(column)}]; ok {
			return o, true
		}
	}
	return Origin{}, false
}

func (f *folder) createSchema(s *CreateSchema) {
	created := f.schema(s.Name.Text)
	origin := f.origin(s.Span, s.Name.Span)
	// PostgreSQL creates "public" itself, and the files of a project commonly
	// each name the schema they are about.
	if len(created.Origins) > 0 && !s.IfNotExists && s.Name.Text != "public" && created.Origins[0].File() == f.place.File {
		f.duplicate("schema", s.Name.Text, origin, created.Origins[0])
	} else {
		created.Origins = append(created.Origins, origin)
	}
	if s.Comment != "" {
		created.Comment = s.Comment
	}
	created.Attrs = append(created.Attrs, s.Attrs...)
	label := s.Name
	if !s.Label.IsZero() {
		label = s.Label
	}
	f.index.declare(f.ctx, KindSchema, Ref{Name: label}, Ref{Name: label}, created)
}

func (f *folder) createTable(s *CreateTable) {
	if s.Temporary {
		f.temporary[f.index.fold(s.Table.Name.Text)] = true
		return
	}
	schema := f.owner(s.Table)
	key := f.index.key(schema.Name, s.Table.Name.Text)
	if s.OrReplace && f.index.tables[key] != nil {
		f.drop(&Drop{Kind: KindTable, Object: s.Table})
	}
	if first := f.index.tables[key]; first != nil {
		if !s.IfNotExists {
			f.duplicate("table", s.Table.Name.Text, f.origins(schema, s.Table.Name, s.Span)[0], first.Origins[0])
		}
		return
	}
	t := &Table{
		Schema: schema, Name: s.Table.Name.Text, Comment: s.Comment, Attrs: s.Attrs,
		Origins: f.origins(schema, s.Table.Name, s.Span), Partition: s.PartitionBy, Bound: s.Bound, Opaque: s.Opaque,
	}
	if s.Table.Label || s.Label.Label {
		f.index.declare(f.ctx, KindTable, s.Label, Ref{Schema: Name{Text: schema.Name}, Name: s.Table.Name}, t)
	}

	if len(s.Like) > 0 || f.broken {
		f.uncertain[t] = true
	}
	if f.broken {
		f.torn[t] = true
	}
	f.mark(t, s.IfNotExists)
	t.Refs = f.references(s.Refs)
	if !s.Of.IsZero() {
		f.ofType(t, s.Of)
	}
	for _, parent := range s.Inherits {
		f.inherit(t, parent)
	}
	if !s.PartitionOf.IsZero() {
		t.IsPartition = true
		f.inherit(t, s.PartitionOf)
	}
	t.Columns = slices.Grow(t.Columns, len(s.Columns))
	slab := make([]Column, len(s.Columns))
	like := s.Like
	for i := range s.Columns {
		for len(like) > 0 && like[0].At <= i {
			f.like(t, &like[0])
			like = like[1:]
		}
		c := &slab[i]
		f.fillColumn(c, t, &s.Columns[i])
		f.putColumn(t, c, f.given.find(f.index, t, c.Name), s.Columns[i].Name, false)
	}
	for i := range like {
		f.like(t, &like[i])
	}
	f.columnsOfQuery(t, s)
	schema.Tables = append(schema.Tables, t)
	f.indexTableName(t)
	f.takeRelation(schema, t.Name)
	f.columns(t, s.PartitionColumns)
	if f.mysql() && !s.Table.Label && !s.Label.Label {
		f.mysqlKeys(t, s)
		return
	}
	if !s.PartitionOf.IsZero() {
		f.implyIndexes(t)
	}
	f.constrainNew(t, s)
	for _, o := range s.Overrides {
		f.alterColumn(o)
	}
	for i := range s.Indexes {
		f.indexTable(t, &s.Indexes[i])
	}
	f.checkSQLiteTable(t, s)
}

// givenColumns finds the columns that a table which is being created has so far. It
// compares the names of few, and puts those of many into a map: at every keystroke
// all the columns of a schema are put into its tables.
type givenColumns struct {
	table  *Table
	byName map[string]*Column
	n      int // of the table's columns, those that are in the map
}

func (g *givenColumns) find(x *index, t *Table, name string) *Column {
	const few = 16
	if len(t.Columns) <= few {
		for _, c := range t.Columns {
			if x.same(c.Name, name) {
				return c
			}
		}
		return nil
	}
	if g.table != t {
		*g = givenColumns{table: t, byName: make(map[string]*Column, cap(t.Columns))}
	}
	for _, c := range t.Columns[g.n:] {
		if folded := x.fold(c.Name); g.byName[folded] == nil {
			g.byName[folded] = c
		}
	}
	g.n = len(t.Columns)
	return g.byName[x.fold(name)]
}

// isSerial reports whether a type is one of those that are not null by themselves
// (PostgreSQL, "8.1.4. Serial Types").
func isSerial(typ string) bool {
	switch typ {
	case "smallserial", "serial", "bigserial", "serial2", "serial4", "serial8":
		return true
	}
	return false
}

func (f *folder) fillColumn(c *Column, t *Table, d *ColumnDef) {
	*c = Column{
		Name: d.Name.Text, Label: d.Label, Type: d.Type, Null: !d.NotNull, Default: d.Default, Identity: d.Identity,
		Generated: d.Generated, Comment: d.Comment, Attrs: d.Attrs, Origin: f.origin(d.Span, d.Name.Span),
	}
	if f.models != nil && len(t.Origins) > 1 {
		c.Origin = t.Origins[0]
		if field, ok := f.model(t.Schema, t.Name, c.Name); ok {
			c.Origin = field
		}
	}
	if c.Identity != nil || isSerial(c.Type.Text) {
		c.Null = false
	}
	f.checkColumn(c)
	f.noteDefault(t, c)
	f.resolveType(c)
	f.ownSequence(t, c)
	f.linkSequence(c)
}

// resolveType finds the named type of a column, now or at the end.
func (f *folder) resolveType(c *Column) {
	if c.Type.Ref == nil || f.findType(f.ctx, c) {
		return
	}
	ctx, place, step := f.ctx, f.place, f.step
	f.pending = append(f.pending, func() {
		if f.findType(ctx, c) || c.Type.Kind == "" {
			return
		}
		if c.Type.Kind == KindType {
			f.misspeltType(c, place, step)
			return
		}
		f.nowhere(f.certain(ctx, c.Type.Kind, *c.Type.Ref), step, place, c.Type.Ref.Name.Span, "%s %q is not declared%s", c.Type.Kind.words(), c.Type.Ref.String(),
			f.suggest(c.Type.Ref.Name.Text, f.typeNames()))
	})
}

func (f *folder) findType(ctx *context, c *Column) bool {
	target, ok := f.realm.resolve(ctx, Site{Kind: KindType, Ref: *c.Type.Ref})
	c.Enum, c.TypeOf = target.Enum, target.Object
	return ok
}

func (f *folder) addColumn(s *AddColumn) {
	t := f.target(s.Table, s.IfExists)
	if t == nil {
		return
	}
	c := new(Column)
	first := f.index.column(t.Columns, s.Column.Name.Text)
	if first != nil && s.IfNotExists && f.realm.Dialect == Postgres {
		return
	}
	f.fillColumn(c, t, &s.Column)
	f.putColumn(t, c, first, s.Column.Name, s.IfNotExists)
	if first == nil {
		f.moveColumn(t, c, s.First, s.After)
		f.inheritColumn(t, c)
	}
	// MariaDB adds them even where the column is there already, IF NOT EXISTS.
	for i := range s.Constraints {
		if first != nil && s.IfNotExists && s.Constraints[i].Kind == PrimaryKey && t.PrimaryKey != nil {
			continue // but no second primary key
		}
		f.constrain(t, &s.Constraints[i])
		f.passNotNull(t, &s.Constraints[i])
	}
	f.mysqlSettle(t)
	f.checkAdded(t, s)
}

// target is the table that an ALTER TABLE names, or nil, which is reported.
// Views, sequences and indexes answer to ALTER TABLE too; nothing of theirs that
// the graph keeps can be altered by it, but their name.
func (f *folder) target(ref Ref, ifExists bool) *Table {
	if f.isTemporary(ref) {
		return nil
	}
	t := f.index.table(f.ctx, ref)
	if t != nil && !f.means(ref, t, ifExists) {
		return nil
	}
	if t == nil && !ifExists {
		f.missingTable(ref)
	}
	if t != nil && f.broken {
		f.uncertain[t], f.torn[t] = true, true
	}
	return t
}

// isTemporary reports whether ref names a temporary table, which hides any other
// of its name. SQLite's schema of them is "temp", PostgreSQL's "pg_temp".
func (f *folder) isTemporary(ref Ref) bool {
	if len(f.temporary) == 0 || ref.Label {
		return false
	}
	switch f.index.fold(ref.Schema.Text) {
	case "", "temp", "pg_temp":
		return f.temporary[f.index.fold(ref.Name.Text)]
	}
	return false
}

// otherRelation reports whether ref names something that is no table but goes by
// its name in statements about tables.
func (f *folder) otherRelation(ref Ref) bool {
	if f.isTemporary(ref) || f.index.view(f.ctx, ref) != nil {
		return true
	}
	for _, kind := range []Kind{KindSequence, KindComposite} {
		if f.index.object(f.ctx, kind, ref) != nil {
			return true
		}
	}
	found := false
	f.eachIndex(ref, func(*Index) { found = true })
	return found
}

// missingTable reports that nothing of the name is declared.
func (f *folder) missingTable(ref Ref) {
	if systemSchema(ref.Schema.Text) || f.otherRelation(ref) {
		return
	}
	step, place, ctx := f.step, f.place, f.ctx
	f.pending = append(f.pending, func() {
		if later := f.index.table(ctx, ref); later != nil && !later.Origins[0].IsZero() {
			f.unresolved(step, place, ref.Name.Span, "table %q is declared only after this%s", ref.String(), elsewhere(later.Origins[0].File(), place.File))
			return
		}
		f.nowhere(f.certain(ctx, KindTable, ref), step, place, ref.Name.Span, "table %q is not declared%s", ref.String(), f.suggest(ref.Name.Text, f.tableNames()))
	})
}

// missingRelation reports that neither a table nor a view of the name is declared
// by the end.
func (f *folder) missingRelation(ref Ref) {
	if systemSchema(ref.Schema.Text) || f.otherRelation(ref) {
		return
	}
	step, place, ctx := f.step, f.place, f.ctx
	f.pending = append(f.pending, func() {
		if _, ok := f.realm.relation(ctx, ref); !ok {
			f.nowhere(f.certain(ctx, KindTable, ref), step, place, ref.Name.Span, "table %q is not declared%s", ref.String(), f.suggest(ref.Name.Text, f.tableNames()))
		}
	})
}

func systemSchema(name string) bool {
	return name == "pg_catalog" || name == "information_schema"
}

// column finds the column that name stands for in t, reporting it if t is known
// to have none.
func (f *folder) column(t *Table, name Name) *Column {
	c := f.index.column(t.Columns, name.Text)
	if c == nil && !t.Opaque && !f.torn[t] && !systemColumn(f.realm.Dialect, name.Text) {
		certain := f.inHCL && t.declaredAt(f.place) && len(t.Parents) == 0 // its block says all that it has
		f.nowhere(certain, f.step, f.place, name.Span, "table %q has no column %q%s", t.Name, name.Text, f.suggest(name.Text, columnNames(t)))
	}
	return c
}

// MaxSuggestions bounds how many of the problems that are found together get a
// suggestion: each compares its name with every other one.
const MaxSuggestions = 100

// maxNames bounds the names that are compared for all of them.
const maxNames = 50_000

// suggest is what to add to the report of a name that leads nowhere: nothing
// where that is not reported at all.
func (f *folder) suggest(name string, candidates []string) string {
	if !f.suggests() {
		return ""
	}
	return f.didYouMean(name, candidates)
}

// suggests reports whether suggest still has something to say, given candidates.
func (f *folder) suggests() bool {
	return f.suggestions < MaxSuggestions && f.compared < maxNames
}

func (f *folder) didYouMean(name string, candidates []string) string {
	f.suggestions++
	if f.suggestions > MaxSuggestions || f.compared+len(candidates) > maxNames {
		return ""
	}
	f.compared += len(candidates)
	if near := Nearest(name, candidates); near != "" {
		f.meant = near
		return didYouMean(near)
	}
	return ""
}

// didYouMean is what the report of a name that leads nowhere ends with.
func didYouMean(name string) string { return "; did you mean \"" + name + "\"?" }

func columnNames(t *Table) []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

func (f *folder) tableNames() []string {
	var names []string
	if !f.suggests() {
		return nil
	}
	for _, s := range f.realm.Schemas {
		for _, t := range s.Tables {
			names = append(names, t.Name)
		}
	}
	return names
}

func (f *folder) typeNames() []string {
	var names []string
	if !f.suggests() {
		return nil
	}
	for _, s := range f.realm.Schemas {
		for _, e := range s.Enums {
			names = append(names, e.Name)
		}
		for _, o := range s.Objects {
			if slices.Contains(typeKinds, o.Kind) {
				names = append(names, o.Name)
			}
		}
	}
	return names
}
