package sql

import (
	"cmp"
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// alter lowers ALTER, whose keyword has been passed.
func (p *parser) alter() {
	p.acceptAny("foreign")
	for p.f.inlineOptions && p.acceptAny("online", "offline", "ignore") != "" {
	}
	switch {
	case p.accept("table"):
		p.alterTable(schema.KindTable)
	case p.accept("materialized", "view"):
		p.alterTable(schema.KindMaterialized)
	case p.accept("view"):
		if p.f.keyIsConstraint { // MySQL's ALTER VIEW is a CREATE OR REPLACE
			p.createView(modifiers{replace: true})
			return
		}
		p.alterTable(schema.KindView)
	case p.accept("index"):
		p.alterNamed(schema.KindIndex)
	case p.accept("sequence"):
		p.alterNamed(schema.KindSequence)
	case p.accept("domain"):
		p.alterNamed(schema.KindDomain)
	case p.accept("type"):
		p.alterType()
	case p.accept("schema"):
		p.alterSchema()
	case p.accept("function"):
		p.alterNamed(schema.KindFunction)
	case p.accept("procedure"), p.accept("routine"):
		p.alterNamed(schema.KindProcedure)
	case p.accept("aggregate"):
		p.alterNamed(schema.KindAggregate)
	case p.accept("extension"):
		p.alterNamed(schema.KindExtension)
	case p.accept("trigger"):
		p.alterOwned(schema.KindTrigger)
	case p.accept("policy"):
		p.alterOwned(schema.KindPolicy)
	case p.accept("rule"):
		p.alterOwned(schema.KindRule)
	case p.accept("role"), p.accept("user"):
		p.alterNamed(schema.KindRole)
	case p.accept("publication"):
		p.publication()
	case p.at("algorithm"), p.at("definer"), p.at("sql"):
		m := modifiers{replace: true}
		for p.at("algorithm") || p.at("definer") || p.at("sql") {
			m.view = append(m.view, p.routineOption()...)
		}
		if p.accept("view") {
			p.createView(m)
		}
	}
}

// alterNamed lowers RENAME TO and SET SCHEMA of an element with a name of its
// own.
func (p *parser) alterNamed(kind schema.Kind) {
	ifExists := p.ifExists()
	object := p.ref()
	if object.IsZero() {
		return
	}
	p.refSite(object, kind, false)
	args := p.routineArgs(kind)
	change := &schema.AlterObject{Kind: kind, Object: object, Args: args}
	changed := false
	defer func() {
		if changed {
			p.add(change)
		}
	}()
	for !p.done() {
		if p.alterObject(change) {
			changed = true
			continue
		}
		switch {
		case kind == schema.KindIndex && p.dialect == schema.Postgres && (p.at("set") || p.at("reset")) && p.peek(1).is('('):
			reset := p.accept("reset")
			p.accept("set")
			from, to, _ := p.skipParens()
			p.add(&schema.SetIndexAttrs{Index: object, IfExists: ifExists, Attrs: unset(p.storageParams(from, to), reset)})
		case kind == schema.KindIndex && p.accept("attach", "partition"):
			part := p.ref()
			p.refSite(part, schema.KindIndex, false)
			p.add(&schema.AttachIndex{Index: object, Partition: part})
		case p.accept("rename", "to"):
			from := len(p.out.Stmts)
			p.renameTo(kind, object, ifExists)
			for _, s := range p.out.Stmts[from:] {
				if s, ok := s.(*schema.Rename); ok {
					s.Args = args
				}
			}
		case p.accept("set", "schema"):
			from := len(p.out.Stmts)
			p.moveSchema(kind, object, ifExists)
			for _, s := range p.out.Stmts[from:] {
				if s, ok := s.(*schema.MoveSchema); ok {
					s.Args = args
				}
			}
		case p.accept("owned", "by"):
			set := &schema.SetObjectRef{Kind: kind, Object: object, Ref: schema.ObjectRef{Attr: "owner", Kind: schema.KindColumn}}
			if owner := p.columnRef(); !owner.table.IsZero() {
				p.columnRefSites(owner, schema.KindTable)
				set.Ref.Ref, set.Ref.Column, set.Ref.ColumnSpan = owner.table, owner.column.Text, owner.column.Span
			}
			p.add(set)
		default:
			p.i++
		}
	}
}

func (p *parser) renameTo(kind schema.Kind, object schema.Ref, ifExists bool) {
	// MySQL's new name may lead into another database.
	to := p.ref()
	if to.IsZero() {
		return
	}
	if to.Schema.IsZero() {
		p.site(schema.Site{Span: to.Name.Span, Kind: kind, Decl: true, Ref: schema.Ref{Schema: object.Schema, Name: to.Name}})
	} else {
		p.refSite(to, kind, true)
	}
	p.add(&schema.Rename{Kind: kind, Object: object, IfExists: ifExists, To: to.Name})
	if !to.Schema.IsZero() && to.Schema.Text != object.Schema.Text {
		p.add(&schema.MoveSchema{Kind: kind, Object: schema.Ref{Schema: object.Schema, Name: to.Name}, To: to.Schema})
	}
}

func (p *parser) moveSchema(kind schema.Kind, object schema.Ref, ifExists bool) {
	if to := p.name(); !to.IsZero() {
		p.schemaSite(to, false)
		p.add(&schema.MoveSchema{Kind: kind, Object: object, IfExists: ifExists, To: to})
	}
}

func (p *parser) alterSchema() {
	name := p.name()
	if name.IsZero() {
		return
	}
	p.schemaSite(name, false)
	if p.accept("rename", "to") {
		if to := p.name(); !to.IsZero() {
			p.schemaSite(to, true)
			p.add(&schema.Rename{Kind: schema.KindSchema, Object: schema.Ref{Name: name}, To: to})
		}
	}
}

// alterOwned lowers ALTER TRIGGER, RULE and POLICY name ON table RENAME TO name, and what
// ALTER POLICY says anew.
func (p *parser) alterOwned(kind schema.Kind) {
	ifExists := p.ifExists()
	name := p.name()
	if name.IsZero() || !p.accept("on") {
		return
	}
	table := p.ref()
	if table.IsZero() {
		return
	}
	object := schema.Ref{Schema: table.Schema, Name: name}
	p.site(schema.Site{Span: name.Span, Kind: kind, Ref: object})
	p.refSite(table, schema.KindRelation, false)
	if p.accept("rename", "to") {
		if to := p.name(); !to.IsZero() {
			p.add(&schema.Rename{Kind: kind, Object: schema.Ref{Name: name}, Table: table, IfExists: ifExists, To: to})
		}
		return
	}
	if kind == schema.KindPolicy {
		o := schema.CreateObject{Kind: kind, Table: table}
		p.policyClauses(&o)
		p.add(&schema.AlterObject{Kind: kind, Object: schema.Ref{Name: name}, Table: table, Attrs: o.Attrs})
	}
}

// renameTables lowers MySQL's RENAME TABLE a TO b, c TO d.
func (p *parser) renameTables() {
	if p.acceptAny("table", "tables") == "" {
		return
	}
	ifExists := p.ifExists()
	for !p.done() {
		from := p.ref()
		if p.acceptAny("wait", "nowait") == "wait" {
			p.i = min(p.i+1, len(p.toks))
		}
		if from.IsZero() || !p.accept("to") {
			return
		}
		p.refSite(from, schema.KindTable, false)
		p.renameTo(schema.KindTable, from, ifExists)
		if !p.acceptOp(',') {
			return
		}
	}
}

// alteration is the ALTER TABLE statement at hand.
type alteration struct {
	table    schema.Ref
	kind     schema.Kind
	ifExists bool
	convert  bool // MySQL: CONVERT TO
	only     bool // not of what inherits from the table
}

// alterTable lowers the actions of ALTER TABLE, VIEW and MATERIALIZED VIEW.
func (p *parser) alterTable(kind schema.Kind) {
	if p.at("all", "in") {
		return
	}
	a := alteration{kind: kind, ifExists: p.ifExists()}
	a.only = p.accept("only")
	if a.table = p.ref(); a.table.IsZero() {
		return
	}
	p.acceptOp('*')
	p.refSite(a.table, schema.KindRelation, false)
	first := len(p.out.Stmts)
	for !p.done() {
		before := p.i
		p.alterAction(a)
		for !p.done() && !p.atOp(',') && !(p.i > before && p.beginsAction()) {
			if _, _, ok := p.skipParens(); !ok {
				p.i++
			}
		}
		p.acceptOp(',')
		if p.i == before {
			p.i++
		}
	}
	if p.f.inlineOptions {
		slices.SortStableFunc(p.out.Stmts[first:], func(a, b schema.Stmt) int { return cmp.Compare(mysqlPhase(a), mysqlPhase(b)) })
	}
	var checks []*schema.ConstraintDef
	for _, s := range p.out.Stmts[first:] {
		switch s := s.(type) {
		case *schema.AddConstraint:
			checks = append(checks, &s.Constraint)
		case *schema.AddColumn:
			for i := range s.Constraints {
				checks = append(checks, &s.Constraints[i])
			}
		}
	}
	p.settleExprs(a.table, nil, checks)
}

// beginsAction reports whether an action seems to begin at a token that the
// action before has no use for, because a comma is missing.
func (p *parser) beginsAction() bool {
	switch p.tok().word {
	case "add", "drop", "alter", "rename":
		return p.tok().kind == word && atLineStart(p.src, p.tok().start)
	}
	return false
}

// alterAction lowers one action.
func (p *parser) alterAction(a alteration) {
	switch w := p.tok().word; w {
	case "add":
		p.i++
		p.alterAdd(a)
	case "drop":
		p.i++
		p.alterDrop(a)
	case "alter":
		p.i++
		if p.at("constraint") || p.at("index") || p.at("check") {
			p.i++
			name := p.name()
			p.constraintSite(a.table, name, false)
			p.alterConstraint(a, name)
			return
		}
		p.accept("column")
		p.alterColumn(a)
	case "modify", "change":
		p.i++
		p.accept("column")
		p.replaceColumn(a, w == "change", p.ifExists())
	case "rename":
		p.i++
		p.alterRename(a)
	case "set":
		p.i++
		if p.accept("schema") {
			p.moveSchema(a.kind, a.table, a.ifExists)
		} else if p.dialect == schema.Postgres && a.kind == schema.KindView {
			p.setView(a, false)
		} else if p.dialect == schema.Postgres {
			p.setTable(a)
		}
	case "attach", "detach":
		p.i++
		if p.accept("partition") {
			p.attach(a, schema.AttachPartition{Detach: w == "detach"})
		}
	case "inherit":
		p.i++
		p.attach(a, schema.AttachPartition{Inherit: true})
	case "no":
		p.i++
		switch {
		case p.accept("inherit"):
			p.attach(a, schema.AttachPartition{Inherit: true, Detach: true})
		case p.accept("force", "row", "level", "security"):
			p.tableAttr(a, "row_security.enforced", "false")
		}
	case "enable", "disable", "force":
		p.i++
		if p.accept("row", "level", "security") {
			name, value := "row_security.enabled", "true"
			if w == "force" {
				name = "row_security.enforced"
			} else if w == "disable" {
				value = "false"
			}
			p.tableAttr(a, name, value)
			return
		}
		if p.acceptAny("replica", "always"); p.accept("trigger") && !p.at("all") && !p.at("user") {
			if n := p.name(); !n.IsZero() {
				p.site(schema.Site{Span: n.Span, Kind: schema.KindTrigger, Ref: schema.Ref{Schema: a.table.Schema, Name: n}})
			}
		}
	case "validate":
		if p.accept("validate", "constraint") {
			name := p.name()
			p.constraintSite(a.table, name, false)
			if p.dialect == schema.Postgres {
				p.add(&schema.AlterConstraint{Table: a.table, IfExists: a.ifExists, Name: name, Attrs: []schema.Attr{{Name: "not_valid"}}})
			}
		}
	case "reset":
		p.i++
		if p.dialect == schema.Postgres && a.kind == schema.KindView {
			p.setView(a, true)
		} else if from, to, ok := p.skipParens(); ok && p.dialect == schema.Postgres {
			for _, attr := range unset(p.storageParams(from, to), true) {
				p.tableAttr(a, attr.Name, attr.Value)
			}
		}
	case "cluster":
		if p.accept("cluster", "on") {
			p.indexRef(a, "clustered")
		}
	case "replica":
		if p.accept("replica", "identity", "using", "index") {
			p.indexRef(a, "replica_identity")
		} else if p.accept("replica", "identity") {
			p.replicaIdentity(a)
		}
	case "with":
		// SQL Server: ALTER TABLE t WITH CHECK ADD CONSTRAINT …
		if p.accept("with", "check") || p.accept("with", "nocheck") {
			p.alterAction(a)
		}
	case "check", "nocheck":
		if p.i++; p.accept("constraint") {
			p.constraintSite(a.table, p.name(), false)
		}
	case "convert":
		p.i++
		if p.accept("to") {
			a.convert = true
			p.alterOption(a)
		}
	default:
		if !p.f.inlineOptions || !p.mysqlAction(a) {
			p.alterOption(a)
		}
	}
}

// indexRef passes the name of an index of the table.
func (p *parser) indexRef(a alteration, mark string) {
	if n := p.name(); !n.IsZero() {
		p.add(&schema.MarkIndex{Table: a.table, Index: n, Attr: mark})
		p.site(schema.Site{Span: n.Span, Kind: schema.KindIndex, Ref: schema.Ref{Schema: a.table.Schema, Name: n}})
	}
}

func (p *parser) tableAttr(a alteration, name, value string) {
	p.add(&schema.SetTableAttr{Table: a.table, IfExists: a.ifExists, Attr: schema.Attr{Name: name, Value: value}})
}

// alterOption lowers MySQL's table options in ALTER TABLE: several may stand
// without commas.
func (p *parser) alterOption(a alteration) {
	for passed := false; ; passed = true {
		var attrs []schema.Attr
		comment, commented := "", p.at("comment")
		if !p.tableOption(&attrs, &comment) {
			if !passed {
				p.i = min(p.i+1, len(p.toks))
			}
			return
		}
		if commented {
			p.add(&schema.SetTableAttr{Table: a.table, IfExists: a.ifExists, Comment: &comment})
		}
		for _, at := range attrs {
			p.add(&schema.SetTableAttr{Table: a.table, IfExists: a.ifExists, Attr: at, Convert: a.convert})
		}
	}
}

func (p *parser) attach(a alteration, s schema.AttachPartition) {
	other := p.ref()
	if other.IsZero() {
		return
	}
	p.refSite(other, schema.KindTable, false)
	if !s.Inherit && !s.Detach {
		s.Bound = p.bound()
	}
	s.Table, s.Partition = a.table, other
	if s.Inherit { // the table at hand is the child
		s.Table, s.Partition = other, a.table
	}
	p.add(&s)
}

// alterAdd lowers ADD.
func (p *parser) alterAdd(a alteration) {
	if p.atTableConstraint() {
		p.addConstraint(a)
		return
	}
	if p.f.keyIsConstraint || p.dialect == "" {
		if ix, ok := p.inlineIndex(a.table); ok {
			p.add(&schema.CreateIndex{Span: ix.Span, Table: a.table, IfExists: a.ifExists, IfNotExists: p.unlessThere, Index: ix})
			return
		}
		if p.accept("partition") || p.mysqlAdd(a) {
			return
		}
	}
	p.accept("column")
	ifNotExists := p.ifNotExists()
	if p.acceptOp('(') { // MySQL: ADD COLUMN (a int, b int)
		for !p.done() && !p.acceptOp(')') {
			before := p.i
			if p.atTableConstraint() {
				p.addConstraint(a)
			} else {
				p.addColumn(a, ifNotExists)
			}
			p.skipItem()
			p.acceptOp(',')
			if p.i == before {
				p.i++
			}
		}
		return
	}
	p.addColumn(a, ifNotExists)
	// SQL Server: ADD a int, b int
	for p.dialect == schema.SQLServer && p.atOp(',') && !p.done() {
		p.i++
		if p.atTableConstraint() {
			p.addConstraint(a)
		} else {
			p.addColumn(a, false)
		}
	}
}

func (p *parser) addColumn(a alteration, ifNotExists bool) {
	if !p.isName(p.tok()) {
		return
	}
	p.position = columnPosition{}
	c, constraints, _ := p.column(a.table)
	p.columnSite(a.table, c.Name, true)
	p.columnSite(a.table, p.position.after, false)
	p.add(&schema.AddColumn{
		Table: a.table, IfExists: a.ifExists, IfNotExists: ifNotExists, Column: c, Constraints: constraints,
		First: p.position.first, After: p.position.after,
	})
}

func (p *parser) addConstraint(a alteration) {
	var list []schema.ConstraintDef
	p.tableConstraint(a.table, &list)
	for _, n := range p.notNull {
		null := false
		p.add(&schema.AlterColumn{Table: a.table, IfExists: a.ifExists, Column: n, Null: &null})
	}
	p.notNull = nil
	for _, d := range list {
		p.add(&schema.AddConstraint{Table: a.table, IfExists: a.ifExists, Only: a.only, IfNotExists: p.unlessThere, Constraint: d})
	}
}

// alterDrop lowers DROP.
func (p *parser) alterDrop(a alteration) {
	switch {
	case p.at("constraint"), p.at("foreign", "key"), p.at("check") && p.f.keyIsConstraint:
		foreign := p.accept("foreign")
		if foreign || p.at("check") || p.at("constraint") {
			p.i++
		}
		d := &schema.DropConstraint{Table: a.table, IfExists: a.ifExists, ConstraintIfExists: p.ifExists(), ForeignKey: foreign}
		if d.Name = p.name(); !d.Name.IsZero() {
			p.constraintSite(a.table, d.Name, false)
			d.Cascade = p.acceptAny("cascade", "restrict") == "cascade"
			p.add(d)
		}
		return
	case p.accept("primary", "key"):
		p.add(&schema.DropConstraint{Table: a.table, IfExists: a.ifExists, ConstraintIfExists: p.ifExists(), Primary: true})
		return
	case p.f.keyIsConstraint && (p.at("index") || p.at("key")):
		p.i++
		d := &schema.Drop{Kind: schema.KindIndex, Table: a.table, IfExists: p.ifExists() || a.ifExists}
		if d.Object.Name = p.name(); !d.Object.IsZero() {
			p.site(schema.Site{Span: d.Object.Name.Span, Kind: schema.KindIndex, Ref: schema.Ref{Schema: a.table.Schema, Name: d.Object.Name}})
			p.add(d)
		}
		return
	case p.f.keyIsConstraint && p.at("partition"), p.f.inlineOptions && p.mysqlDrop(a):
		return
	}
	p.accept("column")
	d := &schema.DropColumn{Table: a.table, IfExists: a.ifExists, Only: a.only, ColumnIfExists: p.ifExists()}
	if d.Column = p.name(); d.Column.IsZero() {
		return
	}
	p.columnSite(a.table, d.Column, false)
	d.Cascade = p.acceptAny("cascade", "restrict") == "cascade"
	p.add(d)
}

// alterRename lowers RENAME TO, RENAME [COLUMN], RENAME CONSTRAINT and MySQL's
// RENAME INDEX.
func (p *parser) alterRename(a alteration) {
	kind := schema.KindColumn
	switch {
	case p.accept("to"), p.f.keyIsConstraint && (p.acceptAny("as") != "" || p.acceptOp('=')), p.renamesTable():
		p.renameTo(a.kind, a.table, a.ifExists)
		return
	case p.accept("constraint"):
		kind = schema.KindConstraint
	case p.f.keyIsConstraint && p.acceptAny("index", "key") != "":
		kind = schema.KindIndex
		p.ifExists()
	default:
		p.accept("column")
		p.ifExists()
	}
	from := p.name()
	if from.IsZero() || !p.accept("to") {
		return
	}
	to := p.name()
	if to.IsZero() {
		return
	}
	switch kind {
	case schema.KindColumn:
		p.columnSite(a.table, from, false)
		p.columnSite(a.table, to, true)
	case schema.KindConstraint:
		p.constraintSite(a.table, from, false)
		p.constraintSite(a.table, to, true)
	case schema.KindIndex:
		p.site(schema.Site{Span: from.Span, Kind: kind, Ref: schema.Ref{Schema: a.table.Schema, Name: from}})
		p.site(schema.Site{Span: to.Span, Kind: kind, Decl: true, Ref: schema.Ref{Schema: a.table.Schema, Name: to}})
	}
	p.add(&schema.Rename{Kind: kind, Object: schema.Ref{Name: from}, Table: a.table, IfExists: a.ifExists, To: to})
}
