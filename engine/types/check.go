package types

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Fault is what is wrong with the parameters of a type.
type Fault struct {
	Param   int // the index of the wrong one; -1 when one is missing
	Message string
	// Warning says that the database takes the type all the same.
	Warning bool
}

// Check tells what is wrong with parameters of a type that SQL or HCL names;
// they are written as for Canonical, and an empty text is a parameter that is
// not known. Nothing is wrong with a type that the dialect does not know.
func (t *Table) Check(name string, params ...string) []Fault {
	typ := t.Lookup(name)
	if typ == nil {
		typ = t.Word(name)
	}
	if typ == nil || t.dialect == "" {
		return nil
	}
	return typ.check(name, params)
}

func (t *Type) check(name string, params []string) []Fault {
	if t.Unchecked || len(params) == 0 && t.required() == 0 {
		return nil
	}
	var faults []Fault
	fault := func(i int, format string, args ...any) {
		faults = append(faults, Fault{Param: i, Message: fmt.Sprintf(format, args...)})
	}
	given, list := 0, make([]string, 0, len(t.Params))
	for i, text := range params {
		if slices.Contains(t.table.Suffixes, strings.ToLower(text)) {
			continue
		}
		p := t.at(given)
		given++
		list = append(list, text)
		switch {
		case p == nil && len(t.Params) == 0:
			fault(i, "%s takes no parameters", name)
			return faults
		case p == nil:
			fault(i, "%s takes no more than %s: %s", name, count(len(t.Params)), t.example(name))
			return faults
		case !certain(text):
			continue
		}
		if message := p.wrong(name, text); message != "" {
			fault(i, "%s", message)
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			continue
		}
		if p.Reduced && n > *p.Most {
			faults = append(faults, Fault{Param: i, Warning: true,
				Message: fmt.Sprintf("the %s of %s is at most %d: the database reduces %d to it", p.Name, name, *p.Most, n)})
		}
		if j := slices.IndexFunc(t.Params, func(q Param) bool { return q.Name == p.Within }); p.Within != "" && j >= 0 && j < len(list) {
			if most, err := strconv.ParseInt(list[j], 10, 64); err == nil && n > most && list[j] != t.Absent {
				fault(i, "the %s of %s is at most its %s, %d, not %d", p.Name, name, p.Within, most, n)
			}
		}
	}
	if last := len(t.Grows) - 1; last >= 0 && given == 1 && len(faults) == 0 {
		if n, err := strconv.ParseInt(list[0], 10, 64); err == nil && n > t.Grows[last].Most {
			fault(0, "the %s of %s is at most %d, not %d", t.Params[0].Name, name, t.Grows[last].Most, n)
		}
	}
	if given < t.required() {
		fault(-1, "%s needs a %s: %s", name, t.Params[given].Name, t.example(name))
	}
	return faults
}

// required is how many parameters the type cannot do without.
func (t *Type) required() int {
	n := 0
	for _, p := range t.Params {
		if p.Required {
			n++
		}
	}
	return n
}

// certain reports whether a parameter is a string, an integer or a word. Anything
// else may be what a client fills in, as psql does for :size.
func certain(text string) bool {
	if text == "" || text[0] == '\'' {
		return text != ""
	}
	for i := 0; i < len(text); i++ {
		if !isWord(text[i]) && !(i == 0 && text[i] == '-') || text[i] == '$' {
			return false
		}
	}
	return true
}

// wrong tells what is wrong with a parameter by itself.
func (p *Param) wrong(name, text string) string {
	if slices.ContainsFunc(p.Values, func(v string) bool { return strings.EqualFold(v, text) }) {
		return ""
	}
	quoted := text[0] == '\''
	if quoted {
		text = "a string"
	}
	n, err := strconv.ParseInt(text, 10, 64)
	switch p.Kind {
	case Int:
		if err != nil {
			return fmt.Sprintf("the %s of %s is %s, not %s", p.Name, name, p.integer(), text)
		}
		if p.Least != nil && n < *p.Least || p.Most != nil && n > *p.Most && !p.Reduced {
			return fmt.Sprintf("the %s of %s is %s, not %d", p.Name, name, p.span(), n)
		}
	case String:
		if !quoted {
			return fmt.Sprintf("the %s of %s is a string, not %s", p.Name, name, text)
		}
	case Keyword:
		if quoted || err == nil {
			return fmt.Sprintf("the %s of %s is a keyword, not %s", p.Name, name, text)
		}
	case OfType:
		if quoted || err == nil {
			return fmt.Sprintf("the %s of %s is a type, not %s", p.Name, name, text)
		}
	}
	return ""
}

// integer describes what a number may be.
func (p *Param) integer() string {
	s := "an integer"
	if len(p.Values) > 0 {
		s += " or " + strings.Join(p.Values, ", ")
	}
	return s
}

// span describes the bounds of a number.
func (p *Param) span() string {
	switch {
	case p.Most == nil || p.Reduced:
		return fmt.Sprintf("at least %d", *p.Least)
	case p.Least == nil:
		return fmt.Sprintf("at most %d", *p.Most)
	case *p.Least == *p.Most:
		return strconv.FormatInt(*p.Least, 10)
	}
	s := fmt.Sprintf("%d to %d", *p.Least, *p.Most)
	if len(p.Values) > 0 {
		s += ", or " + strings.Join(p.Values, ", ")
	}
	return s
}

// example shows the type with parameters.
func (t *Type) example(name string) string {
	var parts []string
	for _, p := range t.Params {
		if p.Example == "" {
			return t.Signature(name)
		}
		parts = append(parts, p.Example)
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}

func count(n int) string {
	if n == 1 {
		return "one parameter"
	}
	return strconv.Itoa(n) + " parameters"
}
