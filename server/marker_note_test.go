package server

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// note is an annotation, and the span of the text that it speaks of.
type note struct {
	name, where, file string
	start, end        int
	args              []argument
	named             map[string][]string
}

// argument is a string, a regular expression or a word.
type argument struct {
	text   string
	quoted bool
	re     *regexp.Regexp
}

func (a argument) String() string {
	switch {
	case a.re != nil:
		return fmt.Sprintf("re%q", a.text)
	case a.quoted:
		return fmt.Sprintf("%q", a.text)
	}
	return a.text
}

var (
	noteStart = regexp.MustCompile(`(?:--|#|//)[ \t]*@[a-z]+\(`)
	noteHead  = regexp.MustCompile(`^[ \t]*@([a-z]+)\(`)
	bareWord  = regexp.MustCompile(`^[^\s,()"=]+`)
)

// parseNotes finds the annotations of a text.
func parseNotes(file, text string) ([]note, error) {
	var notes []note
	start, end := 0, 0 // of the subject
	from := 0
	for number := 1; from < len(text); number++ {
		line := text[from:]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i]
		}
		where := fmt.Sprintf("%s:%d", file, number)
		at := noteStart.FindStringIndex(line)
		if at == nil {
			start, end = from, from+len(strings.TrimRight(line, "\r"))
		} else {
			if strings.TrimSpace(line[:at[0]]) != "" {
				start, end = from, from+len(strings.TrimRight(line[:at[0]], " \t"))
			}
			rest := line[at[0]+strings.Index(line[at[0]:], "@"):]
			for head := noteHead.FindStringSubmatch(rest); head != nil; head = noteHead.FindStringSubmatch(rest) {
				n := note{name: head[1], where: where, file: file, start: start, end: end, named: map[string][]string{}}
				all, after, err := parseArguments(rest[len(head[0]):], ",", true)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", where, err)
				}
				for _, a := range all {
					if key, value, ok := strings.Cut(a.text, "="); ok && !a.quoted && a.re == nil {
						n.named[key] = append(n.named[key], value)
						continue
					}
					n.args = append(n.args, a)
				}
				notes = append(notes, n)
				rest = after
			}
			if strings.TrimSpace(rest) != "" {
				return nil, fmt.Errorf("%s: %q is no annotation", where, rest)
			}
		}
		from += len(line) + 1
	}
	return notes, nil
}

// parseArguments reads arguments up to the end or, where that is wanted, up to
// a closing parenthesis.
func parseArguments(s, separator string, closed bool) (args []argument, rest string, err error) {
	for {
		s = strings.TrimLeft(s, " \t\r"+separator)
		switch {
		case s == "" && closed:
			return nil, "", fmt.Errorf("a ) is missing")
		case s == "":
			return args, "", nil
		case closed && s[0] == ')':
			return args, s[1:], nil
		}
		a := argument{}
		expression := strings.HasPrefix(s, `re"`) || strings.HasPrefix(s, "re`")
		if expression {
			s = s[len("re"):]
		}
		if s[0] == '"' || s[0] == '`' {
			a.quoted = true
			length := quotedLength(s)
			if length < 0 {
				return nil, "", fmt.Errorf("a string is not closed: %s", s)
			}
			if s[0] == '`' {
				a.text = s[1 : length-1]
			} else if err := json.Unmarshal([]byte(s[:length]), &a.text); err != nil {
				return nil, "", fmt.Errorf("%s: %w", s[:length], err)
			}
			s = s[length:]
		} else {
			word := bareWord.FindString(s)
			if after, ok := strings.CutPrefix(s[len(word):], "="); ok {
				word += "=" + bareWord.FindString(after)
			}
			if word == "" {
				return nil, "", fmt.Errorf("unexpected %q", s)
			}
			a.text, s = word, s[len(word):]
		}
		if expression {
			if a.re, err = regexp.Compile(a.text); err != nil {
				return nil, "", err
			}
		}
		args = append(args, a)
	}
}

// quotedLength is the length of the string that s begins with, or −1.
func quotedLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			return i + 1
		case s[i] == '\\' && s[0] == '"':
			i++
		}
	}
	return -1
}

// span is a place in a document.
type span struct {
	id         string
	start, end int
}

// notes are the annotations of all documents as they are now, and the places
// that they name.
func (m *markers) notes() ([]note, map[string]span) {
	m.t.Helper()
	var all []note
	locs := map[string]span{}
	for _, name := range m.names {
		text, err := m.editor.text(m.editor.file(name))
		if err != nil {
			continue // a step has removed it
		}
		notes, err := parseNotes(name, text)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, n := range notes {
			if n.name != "loc" {
				all = append(all, n)
				continue
			}
			if len(n.args) != 2 {
				m.t.Fatalf("%s: @loc takes a name and a text", n.where)
			}
			if _, taken := locs[n.args[0].text]; taken {
				m.t.Fatalf("%s: @loc(%s) is there already", n.where, n.args[0])
			}
			locs[n.args[0].text] = m.place(n, n.args[1], nil)
		}
	}
	return all, locs
}

// place is what a TEXT or LOC argument means.
func (m *markers) place(n note, a argument, locs map[string]span) span {
	m.t.Helper()
	id := m.editor.file(n.file)
	text, err := m.editor.text(id)
	if err != nil {
		m.t.Fatal(err)
	}
	subject := text[n.start:n.end]
	switch {
	case a.re != nil:
		if at := a.re.FindStringSubmatchIndex(subject); at != nil {
			at = at[len(at)-2:]
			return span{id, n.start + at[0], n.start + at[1]}
		}
	case a.quoted:
		before, rest, marked := strings.Cut(a.text, "«")
		inner, after, _ := strings.Cut(rest, "»")
		if !marked {
			before, inner = "", a.text
		}
		if at := strings.Index(subject, before+inner+after); at >= 0 {
			start := n.start + at + len(before)
			return span{id, start, start + len(inner)}
		}
	default:
		from, to, ok := strings.Cut(a.text, "..")
		if !ok {
			to = from
		}
		first, ok := locs[from]
		last, also := locs[to]
		if ok && also && first.id == last.id {
			return span{first.id, first.start, last.end}
		}
		m.t.Fatalf("%s: there is no @loc(%s)", n.where, a)
	}
	m.t.Fatalf("%s: %s is not in %q", n.where, a, subject)
	return span{}
}
