package schema

import (
	"slices"
	"strings"
)

// mention is what expressions may name: a routine that they call, or a type that
// they cast to.
type mention struct {
	schema, name string
	routine      bool
}

// in reports whether an expression names it. Without a schema a name is taken to
// mean it.
func (m mention) in(expr string) bool {
	if len(expr) < len(m.name) || !strings.Contains(strings.ToLower(expr), strings.ToLower(m.name)) {
		return false
	}
	var before, last exprToken // the two before
	for at := 0; at < len(expr); {
		t := nextExprToken(expr, at)
		at = t.end
		if t.kind == exprSpace {
			continue
		}
		if m.is(t) {
			cast := last.text == ":" || strings.EqualFold(last.text, "as") || last.text == "."
			called := strings.HasPrefix(strings.TrimLeft(expr[t.end:], " \t\r\n"), "(")
			qualified := last.text == "."
			if called == m.routine && (m.routine || cast) && (!qualified || before.fits(m.schema)) {
				return true
			}
		}
		before, last = last, t
	}
	return false
}

func (m mention) is(t exprToken) bool { return t.fits(m.name) }

// fits reports whether a token is a name.
func (t exprToken) fits(name string) bool {
	if t.kind == exprQuoted {
		return t.name() == name
	}
	return t.kind == exprWord && strings.EqualFold(t.text, name)
}

// dropMentions removes what the expressions of a realm hold of a routine or type
// that is dropped with CASCADE: defaults, checks, generated columns, indexes,
// policies, conditions of triggers, and of domains (PostgreSQL, "5.14. Dependency
// Tracking").
func (f *folder) dropMentions(m mention) {
	if f.realm.Dialect != Postgres {
		return
	}
	check := func(c *Check) bool { return m.in(c.Expr) }
	for _, s := range slices.Clone(f.realm.Schemas) {
		for _, t := range slices.Clone(s.Tables) {
			f.dropMentionsOf(t, m)
		}
		for _, o := range slices.Clone(s.Objects) {
			switch o.Kind {
			case KindDomain:
				if v := o.Value; v != nil && v.Default != nil && m.in(v.Default.Text) {
					f.dropType(nil, o, true)
					continue
				}
				if slices.ContainsFunc(o.Checks, check) {
					o.Checks = slices.DeleteFunc(slices.Clone(o.Checks), check)
					o.restate()
				}
			case KindPolicy, KindTrigger, KindRule:
				if slices.ContainsFunc(o.Attrs, func(a Attr) bool {
					return (a.Name == "using" || a.Name == "check" || a.Name == "when" || a.Name == "where") && m.in(a.Value)
				}) {
					f.dropObject(o)
				}
			}
		}
	}
}

func (f *folder) dropMentionsOf(t *Table, m mention) {
	for _, c := range slices.Clone(t.Columns) {
		switch {
		case c.Generated != nil && m.in(c.Generated.Expr):
			f.detach("column", Name{Text: c.Name}, c, nil, true)
			f.removeColumn(t, c, true)
		case c.Default != nil && c.Sequence == nil && m.in(c.Default.Text):
			c.Default = nil
		}
	}
	t.Checks = slices.DeleteFunc(t.Checks, func(c *Check) bool { return m.in(c.Expr) })
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x *Index) bool {
		return m.in(x.Where) || slices.ContainsFunc(x.Parts, func(p IndexPart) bool { return p.Expr != "" && m.in(p.Expr) })
	})
}
