package schema

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// Part is one source of a realm: the chunks of its files, in load order.
type Part struct {
	// Schema is the database schema the part loads into: the label of a composite
	// schema's block, or what a URL's search_path says. Names that the part does
	// not qualify belong to it. Empty: the dialect's default.
	Schema string
	// Declared is where Schema was declared, if it was: the schema then exists
	// even if the part is empty.
	Declared Origin
	Files    []PartFile
	// Incomplete says that the part could not be loaded in full.
	Incomplete bool
	// Unordered says that the order of Files means nothing: what changes a table
	// that a later file creates waits for it.
	Unordered bool
}

// PartFile is a file of a part.
type PartFile struct {
	Name   string
	Chunks []Placed
	// Models gives, for what a program generated, the places in the model sources
	// that it was generated from.
	Models []ModelOrigin
}

// ModelOrigin says that a table or view was generated from a model at Origin, or
// that the model has a Field there, as its language writes the name.
type ModelOrigin struct {
	Schema, Name string
	Field        string // "" for the model
	Origin       Origin
}

// Placed is a chunk at its place in a file.
type Placed struct {
	Place *Place
	Chunk *Chunk
}

// Fold applies the statements of all parts, in order, to an empty realm.
//
// A statement that names what does not exist is reported and otherwise
// ignored, so that one mistake costs one element. References of foreign keys
// and types are resolved when they are met, or else at the end: HCL has no
// order, and a later file may hold what an earlier one needs.
func Fold(dialect Dialect, parts []Part) *Realm {
	f := &folder{
		realm:    &Realm{Dialect: dialect, index: newIndex(dialect), queries: &resolvedQueries{}},
		children: map[*Table][]*Table{}, referred: map[*Table]bool{}, implied: map[nameKey]columnOf{}, temporary: map[string]bool{}, sources: parts,
		uncertain: map[*Table]bool{}, torn: map[*Table]bool{}, optional: map[any]bool{}, overloaded: map[objectKey]bool{}, later: map[*View]*viewReading{}, read: map[*View]*viewReading{},
	}
	f.index = f.realm.index
	for i := range parts {
		f.part(i, &parts[i])
	}
	f.settle()
	return f.realm
}

// folder is the state of one fold.
type folder struct {
	realm *Realm
	index *index
	// ctx is how names are looked up where the fold stands.
	ctx   *context
	place *Place
	step  int // counts chunks; orders the problems

	models  map[modelKey]Origin
	pending []func() // resolves what was not yet declared when it was met
	found   []foundProblem

	meant       string // the latest suggestion
	suggestions int    // and the names compared for them
	compared    int
	waiting     []waitingStmt
	children    map[*Table][]*Table  // what inherits from a table or is a partition of it, or was once
	referred    map[*Table]bool      // foreign keys lead to it, or did
	orphans     map[*ForeignKey]bool // keys whose table was dropped from under them
	taken       *takenNames          // nil until a name has to be made
	numbers     map[nameStem]int     // of the last name that was made of each stem, while no name becomes free
	implied     map[nameKey]columnOf // serial and identity columns, by the names of their sequences
	temporary   map[string]bool      // the temporary tables there are, which the graph leaves out
	given       givenColumns

	// What the checks at the end look at: see check.go.
	steps      map[*Place]int // made when first asked for
	sources    []Part
	keys       []declaredKey
	labelled   []labelledChunk
	defaults   []declaredDefault
	uncertain  map[*Table]bool // may have keys that are not known: made with LIKE, or with a syntax error
	torn       map[*Table]bool // may have columns that are not known: made or changed by a chunk with a syntax error
	broken     bool            // the chunk being applied has a syntax error
	inHCL      bool            // and refers to blocks by their labels, which only HCL does
	gaps       []gap
	inBlocks   map[int][]string // the schemas that the blocks of a part declare; made when first asked for
	optional   map[any]bool     // declared with IF NOT EXISTS
	overloaded map[objectKey]bool
	scratch    []namespace
	dropped    bool // a table or column was, and with it what it owned
	cascaded   bool // something was dropped with all that depends on it

	unordered bool                   // the part at hand is
	later     map[*View]*viewReading // views whose columns are not worked out yet
	read      map[*View]*viewReading // of SQLite and MySQL, whose views outlive what they read
	readings  []*viewReading         // the same, in order
	bodies    []bodyReading
	changed   int // the last step that took a name from something

	viewColumns int // of all views

	// creating is the table that a CREATE TABLE of MySQL is making, with so many
	// foreign keys without names so far.
	creating    *Table
	unnamedKeys int
}

// columnOf is a column and the table that has it.
type columnOf struct {
	table  *Table
	column *Column
}

type modelKey struct{ schema, name, field string }

// fieldKey makes the names of columns and of the fields that they are generated
// from the same: user_id, userId and UserID.
func fieldKey(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

type foundProblem struct {
	step int
	// unlessIncomplete marks a problem that an unknown source could explain.
	unlessIncomplete bool
	Problem
}

func (f *folder) part(scope int, p *Part) {
	if p.Incomplete {
		f.lacks(scope)
	}
	f.unordered = p.Unordered
	home := p.Schema
	if home == "" {
		home = defaultSchema(f.realm.Dialect)
	} else if s := f.schema(home); !p.Declared.IsZero() && len(s.Origins) == 0 {
		s.Origins = append(s.Origins, p.Declared)
	}
	for i := range p.Files {
		file := &p.Files[i]
		f.models = nil
		clear(f.temporary) // they end with their session
		if len(file.Models) > 0 {
			f.models = make(map[modelKey]Origin, len(file.Models))
			for _, m := range file.Models {
				key := modelKey{m.Schema, m.Name, fieldKey(m.Field)}
				if _, taken := f.models[key]; !taken {
					f.models[key] = m.Origin
				}
			}
		}
		f.ctx = &context{scope: scope, home: home, path: []string{home}}
		f.index.enter(file.Name, 0, f.ctx)
		for _, placed := range file.Chunks {
			f.step++
			f.place = placed.Place
			f.inHCL = placed.Chunk.Labels
			f.broken = slices.ContainsFunc(placed.Chunk.Problems, func(p Problem) bool { return p.Code == CodeSyntax })
			if placed.Chunk.Labels {
				f.labelled = append(f.labelled, labelledChunk{placed, f.ctx, f.step})
			}
			for _, s := range placed.Chunk.Stmts {
				if (p.Unordered || unordered(s)) && f.tooEarly(s) {
					f.waiting = append(f.waiting, waitingStmt{s, f.ctx, f.place, f.step, f.broken, f.inHCL})
					continue
				}
				f.apply(s)
			}
		}
	}
	for _, w := range f.waiting {
		f.ctx, f.place, f.step, f.broken, f.inHCL = w.ctx, w.place, w.step, w.broken, w.inHCL
		f.apply(w.stmt)
	}
	f.waiting = nil
}

// waitingStmt is a statement of an unordered part whose table was not there yet.
type waitingStmt struct {
	stmt   Stmt
	ctx    *context
	place  *Place
	step   int
	broken bool
	inHCL  bool
}

// unordered reports whether a statement is one of HCL that a later block may
// have to go before.
func unordered(s Stmt) bool {
	switch s := s.(type) {
	case *CreateTable:
		return s.PartitionOf.Label
	case *CreateObject:
		return s.Table.Label
	}
	return false
}

// tooEarly reports whether a statement changes a table that does not exist yet.
func (f *folder) tooEarly(s Stmt) bool {
	var ref Ref
	switch s := s.(type) {
	case *CreateTable:
		ref = s.PartitionOf
	case *CreateObject:
		ref = s.Table
	case *AddColumn:
		ref = s.Table
	case *AlterColumn:
		ref = s.Table
	case *DropColumn:
		ref = s.Table
	case *AddConstraint:
		ref = s.Table
	case *DropConstraint:
		ref = s.Table
	case *CreateIndex:
		ref = s.Table
	case *SetTableAttr:
		ref = s.Table
	case *AlterConstraint:
		ref = s.Table
	case *AttachPartition:
		if f.index.table(f.ctx, s.Table) == nil {
			return true
		}
		ref = s.Partition
	case *CommentOn:
		if s.Kind == KindTable || s.Kind == KindColumn {
			ref = s.Object
		}
	}
	return !ref.IsZero() && f.index.table(f.ctx, ref) == nil && f.index.view(f.ctx, ref) == nil
}

// defaultSchema is where unqualified names live when nothing else is said.
func defaultSchema(d Dialect) string {
	switch d {
	case SQLite:
		return "main"
	case SQLServer:
		return "dbo"
	case MySQL, MariaDB, ClickHouse:
		return "" // the connection's database, which the text does not name
	}
	return "public"
}

// onlyAdds reports whether a statement frees no name that anything has.
func onlyAdds(s Stmt) bool {
	switch s.(type) {
	case *CreateTable, *AddColumn, *AddConstraint, *CreateIndex, *CommentOn:
		return true
	}
	return false
}

func (f *folder) apply(s Stmt) {
	if f.numbers != nil && !onlyAdds(s) {
		f.numbers = nil // a name may have become free
	}
	switch s := s.(type) {
	case *CreateSchema:
		f.createSchema(s)
	case *SetSearchPath:
		f.setSearchPath(s)
	case *CreateTable:
		f.createTable(s)
	case *AddColumn:
		f.addColumn(s)
	case *AlterColumn:
		f.alterColumn(s)
	case *DropColumn:
		f.dropColumn(s)
	case *AddConstraint:
		f.addConstraint(s)
	case *DropConstraint:
		f.dropConstraint(s)
	case *CreateIndex:
		f.createIndex(s)
	case *AttachPartition:
		f.attachPartition(s)
	case *AttachIndex:
		f.attachIndex(s)
	case *SetTableAttr:
		f.setTableAttr(s)
	case *CreateEnum:
		f.createEnum(s)
	case *AlterEnum:
		f.alterEnum(s)
	case *CreateView:
		f.createView(s)
	case *CreateObject:
		f.createObject(s)
	case *SetObjectRef:
		f.setObjectRef(s)
	case *AlterObject:
		f.alterObject(s)
	case *AlterConstraint:
		f.setConstraint(s)
	case *SetIndexAttrs:
		f.setIndexAttrs(s)
	case *MarkIndex:
		f.markIndex(s)
	case *CommentOn:
		f.commentOn(s)
	case *Drop:
		f.drop(s)
	case *Rename:
		f.rename(s)
	case *MoveSchema:
		f.moveSchema(s)
	case *When:
		f.when(s)
	case *Opaque:
		f.lacks(f.ctx.scope)
	}
}

func (f *folder) setSearchPath(s *SetSearchPath) {
	next := &context{scope: f.ctx.scope, home: f.ctx.home, path: s.Schemas}
	f.ctx = next
	f.index.enter(f.place.File, f.place.Start, next)
}

// report records a problem at a span of the current chunk.
func (f *folder) report(code Code, span text.Span, related []Related, format string, args ...any) {
	f.found = append(f.found, foundProblem{f.step, false, Problem{
		Code: code, Severity: Error, Place: f.place, Span: span,
		Message: fmt.Sprintf(format, args...), Related: related,
	}})
}

// unresolved records a reference that leads nowhere, unless a source that is not
// loaded has what it names.
func (f *folder) unresolved(step int, place *Place, span text.Span, format string, args ...any) {
	f.nowhere(false, step, place, span, format, args...)
}

// nowhere records a reference that leads nowhere. If that is certain, no source
// that is not loaded could have what it names.
func (f *folder) nowhere(certain bool, step int, place *Place, span text.Span, format string, args ...any) {
	p := Problem{
		Code: CodeUnresolved, Severity: Error, Place: place, Span: span,
		Message: fmt.Sprintf(format, args...),
	}
	if f.meant != "" && strings.HasSuffix(p.Message, didYouMean(f.meant)) {
		p.Meant = f.meant
	}
	f.found = append(f.found, foundProblem{step, !certain, p})
}

// duplicate reports that what is declared at here was declared at first
// already: here, and at the first place too when that is in another file, where
// its author looks.
func (f *folder) duplicate(what, name string, here, first Origin) {
	f.clash(f.step, false, here, first, fmt.Sprintf("%s %q is already declared", what, name), "declared here first",
		fmt.Sprintf("%s %q is declared again", what, name), "declared here again")
}

// clash reports a name that is taken: what is wrong here, and the same seen from
// the first place if that is in another file.
func (f *folder) clash(step int, unlessIncomplete bool, here, first Origin, message, related, messageFirst, relatedFirst string) {
	at := func(o, other Origin, message, related string) {
		f.found = append(f.found, foundProblem{step, unlessIncomplete, Problem{
			Code: CodeDuplicate, Severity: Error, Place: o.Place, Span: o.Name,
			Message: message + elsewhere(other.File(), o.File()),
			Related: []Related{{other.Place, other.Name, related}},
		}})
	}
	at(here, first, message, related)
	if !first.IsZero() && first.File() != here.File() {
		at(first, here, messageFirst, relatedFirst)
	}
}

// elsewhere is " in file" when other is not the file the reader is looking at.
func elsewhere(other, here string) string {
	if other == here || other == "" {
		return ""
	}
	return " in " + path.Base(filepath.ToSlash(other))
}

// settle resolves what is left and puts the problems in order.
func (f *folder) settle() {
	f.readLate()
	for _, resolve := range f.pending {
		resolve()
	}
	for _, s := range f.realm.Schemas {
		for _, v := range s.Views {
			for i := range v.DependsOn { // which may have moved since
				if on := &v.DependsOn[i]; on.Table != nil {
					on.Schema = on.Table.Schema
				} else {
					on.Schema = on.View.Schema
				}
			}
		}
	}
	f.check()
	slices.SortStableFunc(f.found, func(a, b foundProblem) int {
		return cmp.Or(cmp.Compare(a.step, b.step), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	for _, p := range f.found {
		if p.unlessIncomplete && f.realm.Incomplete {
			continue
		}
		f.realm.Problems = append(f.realm.Problems, p.Problem)
	}
}
