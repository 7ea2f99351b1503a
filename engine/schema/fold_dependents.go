package schema

import (
	"fmt"
	"slices"
)

// needs notes what a view depends on: the relations that its query reads, the
// columns of them that it names or gives, the functions that it calls and the
// types that it casts to (PostgreSQL, "5.14. Dependency Tracking").
func (f *folder) needs(v *View, r *resolver) {
	v.DependsOn, v.needs = nil, map[any]bool{}
	note := func(c given) {
		for _, t := range c.targets() {
			v.needs[t.Column] = true
		}
	}
	for _, s := range r.query.Selects {
		for _, rel := range r.space(s).relations {
			if t := rel.target; t.Element() != nil {
				v.needs[t.Element()] = true
				v.dependsOn(t)
			}
		}
		for _, sp := range r.space(s).joins {
			for _, c := range sp.columns {
				if len(c.more) > 0 {
					note(c)
				}
			}
		}
		for i := range s.Items {
			if s.Items[i].Star {
				columns, _ := r.star(s, &s.Items[i])
				for _, c := range columns {
					note(c)
				}
			}
		}
	}
	for i := range r.query.Uses {
		if found := r.use(i); found.verdict == certain {
			note(found.column)
		}
	}
	for _, ref := range r.query.Calls {
		if o := f.index.object(r.ctx, KindFunction, ref); o != nil && !f.overloaded[objectKey{KindFunction, f.index.fold(o.Schema.Name), f.index.fold(o.Name)}] {
			v.needs[o] = true
		}
	}
	for _, ref := range r.query.Types {
		if t, ok := f.realm.resolve(r.ctx, Site{Kind: KindType, Ref: ref}); ok {
			v.needs[t.Element()] = true
		}
	}
}

// dependents are the views that depend on an element and, with it, on each other:
// each behind those that it depends on.
func (f *folder) dependents(element any) []*View {
	var found []*View
	seen := map[*View]bool{}
	todo := []any{element}
	for len(todo) > 0 {
		on := todo[0]
		todo = todo[1:]
		for _, s := range f.realm.Schemas {
			for _, v := range s.Views {
				if v.needs[on] && !seen[v] {
					seen[v] = true
					found = append(found, v)
					todo = append(todo, v)
				}
			}
		}
	}
	return found
}

// detach takes away the views that depend on an element which is dropped with
// CASCADE. Without it the database refuses to drop the element: that is reported,
// and true given (PostgreSQL, "5.14. Dependency Tracking"; the others keep views
// that lead nowhere).
//
// with are the relations that the same statement drops.
func (f *folder) detach(what string, name Name, element any, with []Ref, cascade bool) (refused bool) {
	if f.realm.Dialect != Postgres {
		return false
	}
	views := slices.DeleteFunc(f.dependents(element), func(v *View) bool {
		return slices.ContainsFunc(with, func(ref Ref) bool { return f.index.view(f.ctx, ref) == v })
	})
	if len(views) == 0 {
		return false
	}
	if !cascade {
		f.dependent(name, views, "cannot drop %s %q: %s; drop what depends on it first, or write CASCADE", what, name.Text, whoDepends(views))
		return true
	}
	for _, v := range views {
		f.removeView(v)
	}
	return false
}

func whoDepends(views []*View) string {
	s := fmt.Sprintf("view %q depends on it", views[0].Name)
	if n := len(views) - 1; n > 0 {
		s += " and " + count(n, "view") + " more"
	}
	return s
}

// dependent reports what the database refuses because views depend on it.
func (f *folder) dependent(name Name, views []*View, format string, args ...any) {
	p := Problem{Code: CodeDependents, Severity: Error, Place: f.place, Span: name.Span, Message: fmt.Sprintf(format, args...)}
	if o := views[0].Origins[0]; !o.IsZero() {
		p.Related = []Related{{o.Place, o.Name, "the view"}}
	}
	f.found = append(f.found, foundProblem{f.step, true, p})
}

func (f *folder) removeView(v *View) {
	x := f.index
	delete(f.later, v)
	if key := x.key(v.Schema.Name, v.Name); x.views[key] == v {
		delete(x.views, key)
	}
	v.Schema.Views = slices.DeleteFunc(v.Schema.Views, func(have *View) bool { return have == v })
	for _, o := range slices.Clone(v.Schema.Objects) {
		if o.View == v {
			f.dropObject(o)
		}
	}
}
