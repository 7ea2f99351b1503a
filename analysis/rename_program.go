package analysis

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// programs refuses where the body of a routine may name the element in a way that
// is not followed: in a statement that is put together at run time, or where a name
// stands for something that only the running program knows.
func (r *renaming) programs() error {
	names, tables := map[string]bool{}, map[string]bool{}
	switch r.kind {
	case schema.KindColumn, schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindRelation:
	default:
		return nil
	}
	for _, t := range r.targets {
		names[strings.ToLower(t.Name())] = true
		if t.Column != nil {
			owner := t.Target
			owner.Column = nil
			tables[strings.ToLower(owner.Name())] = true
		}
	}
	return r.named(names, tables, func(trigger *schema.Object) bool {
		return trigger.Table != nil && slices.ContainsFunc(r.targets, func(t target) bool { return trigger.Table == t.Table })
	})
}

// passed refuses likewise where a program may name a column of a view that takes its
// name from the renamed one, and so has another name afterwards.
func (r *renaming) passed(after *workspace.Snapshot) error {
	if r.kind != schema.KindColumn {
		return nil
	}
	names, views, changed := map[string]bool{}, map[string]bool{}, map[*schema.View]bool{}
	before, now := r.snapshot.Environments(), after.Environments()
	for _, t := range r.targets {
		i := slices.Index(before, t.env)
		if i < 0 {
			continue
		}
		for _, was := range t.env.Realm().Schemas {
			in := now[i].Realm().Schema(was.Name)
			if in == nil || len(in.Views) != len(was.Views) {
				continue
			}
			for k, v := range was.Views { // the graph is the same, but for the names
				is := in.Views[k]
				for n, c := range v.Columns {
					if n < len(is.Columns) && is.Columns[n].Name != c.Name {
						names[strings.ToLower(c.Name)], views[strings.ToLower(v.Name)], changed[v] = true, true, true
					}
				}
			}
		}
	}
	if len(views) == 0 {
		return nil
	}
	return r.named(names, views, func(trigger *schema.Object) bool { return trigger.View != nil && changed[trigger.View] })
}

// named refuses where one of the names stands in a program that names one of the
// tables, if there are any, or is called by a trigger that sees their rows, and is
// not followed there.
func (r *renaming) named(names, tables map[string]bool, sees func(trigger *schema.Object) bool) error {
	for _, f := range r.files() {
		if f.Language != workspace.SQL {
			continue
		}
		for i, c := range f.Chunks() {
			for _, s := range c.Chunk.Stmts {
				o, ok := s.(*schema.CreateObject)
				if !ok || o.Body == "" {
					continue
				}
				chunk := strings.ToLower(f.Doc.Slice(f.Pieces()[i].Span))
				if len(tables) > 0 && !hasWord(chunk, tables) && !r.watches(f, c.Place, o, sees) {
					continue
				}
				if at := r.unfollowed(f, c, o, chunk, names); at >= 0 {
					return fmt.Errorf("%s:%d names %s in a program, where it is not known what it stands for: change the program first",
						filepath.Base(f.Name), f.Doc.LineAt(c.Place.Start+at)+1, quoted(r.at.name()))
				}
			}
		}
	}
	return nil
}

// watches reports whether a routine is called by a trigger that sees the rows of the
// column's table: they are then the routine's NEW and OLD.
func (r *renaming) watches(f *workspace.File, place *schema.Place, o *schema.CreateObject, sees func(trigger *schema.Object) bool) bool {
	for _, t := range r.targets {
		routine, ok := t.env.Target(f.Name, place, schema.Site{Kind: o.Kind, Ref: o.Object, Span: o.Object.Name.Span})
		if !ok {
			continue
		}
		for _, in := range t.env.Realm().Schemas {
			for _, trigger := range in.Objects {
				if trigger.Kind == schema.KindTrigger && sees(trigger) &&
					slices.ContainsFunc(trigger.Refs, func(ref *schema.ObjectTarget) bool { return ref.Target.Object == routine.Object }) {
					return true
				}
			}
		}
	}
	return false
}

// unfollowed finds the first place in a routine, relative to its chunk, where one
// of the names stands and is no name that is known to stand for something; −1 if
// there is none.
func (r *renaming) unfollowed(f *workspace.File, c schema.Placed, o *schema.CreateObject, chunk string, names map[string]bool) int {
	known := map[text.Span]bool{}
	for _, site := range c.Chunk.Sites {
		for _, t := range r.targets {
			if _, ok := t.env.Target(f.Name, c.Place, site); ok || site.Decl {
				known[site.Span] = true
			}
		}
	}
	for _, list := range [][]schema.ColumnDef{o.Args, o.Columns} {
		for i := range list {
			known[list[i].Name.Span] = true
		}
	}
	declared := func(name string) bool {
		return slices.ContainsFunc(o.Reads, func(q *schema.Query) bool {
			return slices.ContainsFunc(slices.Concat(q.Variables, q.Args), func(n schema.Name) bool { return strings.EqualFold(n.Text, name) })
		})
	}
	for name := range names {
		for from := o.Span.Start; name != ""; {
			at := strings.Index(chunk[from:min(o.Span.End, len(chunk))], name)
			if at < 0 {
				break
			}
			at += from
			from = at + len(name)
			span := text.Span{Start: at, End: from}
			quotedSpan := text.Span{Start: at - 1, End: from + 1}
			switch {
			case !wholeWord(chunk, at, from), known[span], known[quotedSpan], commented(chunk, at):
			case declared(name) && !strings.HasSuffix(strings.TrimRight(chunk[:at], `" `), "."):
			default:
				return at
			}
		}
	}
	return -1
}

// wholeWord reports whether s[from:to] is a word of its own.
func wholeWord(s string, from, to int) bool {
	inside := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	return !inside(before) && !inside(after)
}

// commented reports whether a comment to the end of the line holds the place.
func commented(s string, at int) bool {
	line := s[strings.LastIndexByte(s[:at], '\n')+1 : at]
	return strings.Contains(line, "--")
}
