package server

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// The marker tests drive the server over its wire. Each is an archive in
// testdata/marker: a text that says what it is about, and the files of a
// project, whose comments say what the server must know about them.
//
//	CREATE TABLE users (id int);                      -- @loc(users, "users")
//	CREATE TABLE a (u int REFERENCES users (id));     -- @def("users", users)
//	CREATE TABLE b (u int REFERENCES user (id));
//	-- @diag("user", error, unresolved-reference, re"did you mean users")
//
// Annotations speak of the text to the left of them or, on a line of their own,
// of the nearest line above that is not one. A TEXT argument is a string that
// stands there, at its first occurrence; guillemets mark the part that is meant
// in a longer one: "REFERENCES users («id»)". It can be a regular expression,
// re"…", whose first group, if any, is what is meant. LOC is a name that @loc
// gave, or two as in from..to.
//
//	@loc(NAME, TEXT)                    names a place
//	@diag(TEXT|LOC, [SEVERITY], [CODE], re"MESSAGE", [related=LOC …])
//	                                    exactly these are the file's diagnostics,
//	                                    and these are what each is related to
//	@def(TEXT, LOC|"FILE" …)            the definition of the text, asked for at its
//	                                    first and last character and behind it;
//	                                    a file stands for its start
//	@complete(TEXT|LOC, "LABEL" …)      with the cursor behind the text, these are
//	                                    offered, in this order, others among them
//	@completeexact(TEXT|LOC, "LABEL" …) these are offered, and no others
//	@nocomplete(TEXT|LOC, "LABEL" …)    none of these is offered; nothing at all when
//	                                    there is no label
//	@refs(TEXT|LOC, LOC …)              exactly these places name the same, the
//	                                    declarations among them; asked for at the
//	                                    text's first and last character
//	@uses(TEXT|LOC, LOC …)              likewise, without the declarations
//	@highlight(TEXT|LOC, LOC …)         likewise, those of the file
//	@type(TEXT|LOC, LOC …)              the definition of the text's type
//	@rename(TEXT|LOC, "NEW", "NAME")    the lines that a rename changes are those of
//	                                    the section @renamed NAME; the diagnostics
//	                                    after it are those before
//	@norename(TEXT|LOC, "NEW", re"MESSAGE", [at all])
//	                                    the rename is refused for that reason; at all:
//	                                    so is its preparation
//	@hover(TEXT|LOC, "NAME")            what is shown is the section @hover NAME
//	@signature(TEXT|LOC, "LABEL")       with the cursor behind the text, this signature
//	                                    is shown, the active parameter in guillemets;
//	                                    "" is none
//	@fix(TEXT|LOC, "LINE")              the quick fix of the diagnostic at the text leaves
//	                                    that to the left of the annotations
//	@accept(TEXT|LOC, "LABEL", "LINE")  accepting the item leaves that to the left of
//	                                    the annotations
//
// Sections of the archive that are no files of the project:
//
//	-- flags --             words: -language=ID for all documents ("" is one),
//	                        -open=FILES (else all .hcl and .sql files are opened),
//	                        -crlf, -nul (␀ stands for the NUL byte), -trusted,
//	                        -vars={"name":VALUE}, without spaces,
//	                        -dialect=NAME (the option of that name),
//	                        -encoding=NAME (else utf-16, and utf-8)
//	-- @symbols FILE --     the outline; go test -update writes it, and the next five
//	-- @folds FILE --       the lines that an editor may fold
//	-- @found QUERY --      what the workspace declares that fits
//	-- @formatted FILE --   the document as formatting leaves it
//	-- @renamed NAME --     the lines that a rename changes
//	-- @hover NAME --       what hovering shows; DIR stands for the project's URI
//	-- @text NAME --        a text for the script
//	-- @script --           what happens; without it, the one step "check"
//
// The steps of a script:
//
//	check                        all annotations hold, as they are in the documents now
//	edit FILE "OLD" "NEW" …      replaces texts, in one notification, by their ranges
//	full FILE NAME               replaces the document, without a range
//	version FILE N               the next change will be of version N
//	open FILE, close FILE
//	save FILE                    writes the document to disk, and says so
//	write FILE NAME              puts a text on disk, and says nothing
//	remove FILE                  likewise
//	watched FILE KIND            says that a file was created, changed or deleted
//	await FILE re"MESSAGE"       waits for a diagnostic
//	expectdiag FILE LINE re"MESSAGE"
//	nodiag FILE
//	expectdef FILE TEXT LOC …    as @def, of a text anywhere in the document
//	expectcomplete FILE TEXT "LABEL" …
//
// Every archive runs three times: with diagnostics pushed, in UTF-16 and in
// UTF-8, and with diagnostics pulled and edits versioned. The first run also
// asks for everything that there is to ask at every place of every document, and
// holds the answers to what the protocol says of them.
var update = flag.Bool("update", false, "write the golden sections of the marker tests")

func TestMarkers(t *testing.T) {
	files, err := filepath.Glob("testdata/marker/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			for _, mode := range []editorOptions{
				{},
				{encodings: []string{"utf-8", "utf-16"}},
				{encodings: []string{"utf-8"}, pull: true, watch: true, versioned: true},
			} {
				m := readMarkers(t, file)
				want := "utf-16"
				if mode.encodings != nil {
					want = "utf-8"
				}
				if m.encoding != "" && m.encoding != want {
					continue
				}
				name := "push-" + want
				if mode.pull {
					name = "pull-" + want
				}
				mode.trusted, mode.vars, mode.dialect = m.trusted, m.vars, m.dialect
				t.Run(name, func(t *testing.T) {
					m.t = t
					m.run(mode, want)
				})
			}
		})
	}
}

// markers is an archive and its run.
type markers struct {
	t       *testing.T
	file    string
	archive *txtar.Archive
	editor  *editor

	names    []string          // of the project's files, in the archive's order
	files    map[string]string // their texts
	texts    map[string]string // the sections @text
	script   string
	language *string
	open     []string
	encoding string
	trusted  bool
	vars     json.RawMessage
	dialect  string
	checked  bool
}

func readMarkers(t *testing.T, file string) *markers {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := &markers{
		t: t, file: file, archive: txtar.Parse(content), script: "check",
		files: map[string]string{}, texts: map[string]string{},
	}
	if len(strings.TrimSpace(string(m.archive.Comment))) == 0 {
		t.Fatalf("%s does not say what it is about", file)
	}
	crlf, nul := false, false
	for _, f := range m.archive.Files {
		text := string(f.Data)
		kind, name, _ := strings.Cut(f.Name, " ")
		switch kind {
		case "flags":
			for _, word := range strings.Fields(text) {
				option, value, _ := strings.Cut(word, "=")
				switch option {
				case "-language":
					m.language = new(strings.Trim(value, `"`))
				case "-open":
					m.open = append([]string{}, strings.FieldsFunc(value, func(r rune) bool { return r == ',' })...)
				case "-crlf":
					crlf = true
				case "-nul":
					nul = true
				case "-encoding":
					m.encoding = value
				case "-trusted":
					m.trusted = true
				case "-dialect":
					m.dialect = value
				case "-vars":
					m.vars = json.RawMessage(value)
				default:
					t.Fatalf("%s: unknown flag %s", file, word)
				}
			}
		case "@symbols", "@folds", "@found", "@formatted", "@renamed", "@hover":
		case "@text":
			m.texts[name] = text
		case "@script":
			m.script = text
		default:
			m.names = append(m.names, f.Name)
			m.files[f.Name] = text
		}
	}
	for _, texts := range []map[string]string{m.files, m.texts} {
		for name, text := range texts {
			if crlf {
				text = strings.ReplaceAll(text, "\n", "\r\n")
			}
			if nul {
				text = strings.ReplaceAll(text, "␀", "\x00")
			}
			texts[name] = text
		}
	}
	if m.open == nil {
		for _, name := range m.names {
			if ext := path.Ext(name); ext == ".hcl" || ext == ".sql" || strings.HasPrefix(name, "untitled:") {
				m.open = append(m.open, name)
			}
		}
	}
	return m
}

// languageOf is the id that editors send for a file.
func (m *markers) languageOf(name string) string {
	switch {
	case m.language != nil:
		return *m.language
	case strings.HasPrefix(name, "untitled:"):
		return "sql"
	case path.Base(name) == "atlas.hcl":
		return "atlas-config"
	case strings.HasSuffix(name, ".pg.hcl"):
		return "atlas-schema-postgresql"
	case strings.HasSuffix(name, ".my.hcl"):
		return "atlas-schema-mysql"
	}
	return strings.TrimPrefix(path.Ext(name), ".")
}

func (m *markers) run(mode editorOptions, encoding string) {
	dir := m.t.TempDir()
	for _, name := range m.names {
		if strings.HasPrefix(name, "untitled:") {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			m.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(m.files[name]), 0o644); err != nil {
			m.t.Fatal(err)
		}
	}
	m.editor = newEditor(m.t, dir, mode)
	if m.editor.encoding != encoding {
		m.t.Fatalf("the server chose %s of %v", m.editor.encoding, mode.encodings)
	}
	for _, name := range m.open {
		m.editor.open(name, m.languageOf(name), m.files[name])
	}
	for i, line := range strings.Split(m.script, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			m.step(fmt.Sprintf("%s, step %d, %s", m.file, i+1, line), line)
		}
	}
	if !mode.pull && encoding == "utf-16" {
		m.sweep()
	}
	m.editor.end()
}

// step does a line of the script. where says which, for messages.
func (m *markers) step(where, line string) {
	m.t.Helper()
	e := m.editor
	command, rest, _ := strings.Cut(line, " ")
	args, _, err := parseArguments(rest, "", false)
	if err != nil {
		m.t.Fatalf("%s: %v", where, err)
	}
	word := func(i int) string {
		if i >= len(args) {
			m.t.Fatalf("%s: too few arguments", where)
		}
		return args[i].text
	}
	switch command {
	case "check":
		m.check()
	case "edit":
		var texts []string
		for _, a := range args[1:] {
			texts = append(texts, a.text)
		}
		e.edit(word(0), texts...)
	case "full":
		e.replace(word(0), m.text(word(1)))
	case "version":
		next := 0
		if _, err := fmt.Sscan(word(1), &next); err != nil {
			m.t.Fatalf("%s: %v", where, err)
		}
		e.doc(word(0)).version = next - 1
	case "open":
		text, err := e.text(e.file(word(0)))
		if err != nil {
			m.t.Fatalf("%s: %v", where, err)
		}
		e.open(word(0), m.languageOf(word(0)), text)
	case "close":
		e.close(word(0))
	case "save":
		e.save(word(0))
	case "write":
		e.write(word(0), m.text(word(1)))
	case "remove":
		if err := os.Remove(filepath.Join(e.dir, filepath.FromSlash(word(0)))); err != nil {
			m.t.Fatal(err)
		}
	case "watched":
		kind := 1 + slices.Index([]string{"created", "changed", "deleted"}, word(1))
		if kind == 0 {
			m.t.Fatalf("%s: what happened?", where)
		}
		e.watched(word(0), kind)
	case "await":
		m.await(word(0), args[1])
	case "expectdiag":
		e.settle()
		list := e.diagnostics(e.file(word(0)))
		if !slices.ContainsFunc(list, func(d diagnostic) bool {
			return fmt.Sprint(d.Range.Start.Line+1) == word(1) && args[2].re.MatchString(d.Message)
		}) {
			m.t.Errorf("%s: got %v", where, list)
		}
	case "nodiag":
		e.settle()
		if list := e.diagnostics(e.file(word(0))); len(list) > 0 {
			m.t.Errorf("%s: got %v", where, list)
		}
	case "expectdef", "expectcomplete":
		text, err := e.text(e.file(word(0)))
		if err != nil {
			m.t.Fatalf("%s: %v", where, err)
		}
		_, locs := m.notes()
		n := note{name: strings.TrimPrefix(command, "expect"), where: where, file: word(0), args: args[1:], end: len(text)}
		m.hold(n, locs)
	default:
		m.t.Fatalf("%s: unknown step", where)
	}
}

// text is a section @text.
func (m *markers) text(name string) string {
	m.t.Helper()
	text, ok := m.texts[name]
	if !ok {
		m.t.Fatalf("%s: no section @text %s", m.file, name)
	}
	return text
}

// await waits for a diagnostic that comes when the server has done something
// beside, such as running a program.
func (m *markers) await(name string, wanted argument) {
	m.t.Helper()
	e := m.editor
	arrived := func() bool {
		return slices.ContainsFunc(e.diagnostics(e.file(name)), func(d diagnostic) bool { return wanted.re.MatchString(d.Message) })
	}
	if !e.options.pull {
		if !arrived() {
			e.until("diagnostic "+wanted.text, func(message) bool { return arrived() })
		}
		return
	}
	refreshes := func() int { return len(e.requestsOf("workspace/diagnostic/refresh")) }
	for seen := refreshes(); !arrived(); seen = refreshes() {
		if refreshes() == seen {
			e.until("refresh", func(message) bool { return refreshes() > seen })
		}
	}
}

// check holds the server to all annotations.
func (m *markers) check() {
	m.t.Helper()
	m.editor.settle()
	notes, locs := m.notes()
	m.checkDiagnostics(notes, locs)
	for _, n := range notes {
		if n.name != "diag" {
			m.hold(n, locs)
		}
	}
	if !m.checked {
		m.checkSymbols()
		m.checkFolds()
		m.checkFound()
		m.checkFormatting()
	}
	m.checked = true
}

// hold holds the server to an annotation that asks something.
func (m *markers) hold(n note, locs map[string]span) {
	m.t.Helper()
	if len(n.args) == 0 {
		m.t.Fatalf("%s: @%s of what?", n.where, n.name)
	}
	at := m.place(n, n.args[0], locs)
	labels := make([]string, 0, len(n.args))
	for _, a := range n.args[1:] {
		labels = append(labels, a.text)
	}
	switch n.name {
	case "def":
		m.checkDefinition(n, at, locs)
	case "complete":
		got := m.labels(at)
		rest := got
		for _, want := range labels {
			i := slices.Index(rest, want)
			if i < 0 {
				m.t.Errorf("%s: %q is not offered, or not in this order, among %q", n.where, want, got)
				return
			}
			rest = rest[i+1:]
		}
	case "completeexact":
		if got := m.labels(at); !slices.Equal(got, labels) {
			m.t.Errorf("%s: offered\n%q, want\n%q", n.where, got, labels)
		}
	case "nocomplete":
		for _, got := range m.labels(at) {
			if len(labels) == 0 || slices.Contains(labels, got) {
				m.t.Errorf("%s: %q is offered", n.where, got)
			}
		}
	case "accept":
		m.checkAccept(n, at, labels)
	case "fix":
		m.checkFix(n, at, labels)
	case "refs", "uses", "highlight", "type":
		m.checkReferences(n, at, locs)
	case "rename":
		m.checkRename(n, at, labels)
	case "norename":
		m.checkNoRename(n, at)
	case "hover":
		m.checkHover(n, at, labels)
	case "signature":
		m.checkSignature(n, at, labels)
	default:
		m.t.Fatalf("%s: there is no @%s", n.where, n.name)
	}
}

var severities = []string{"error", "warning", "information", "hint"}

// checkDiagnostics compares the diagnostics of every document, annotated or
// not, with the annotations.
func (m *markers) checkDiagnostics(notes []note, locs map[string]span) {
	m.t.Helper()
	e := m.editor
	ids := map[string]bool{}
	for _, name := range m.names {
		ids[e.file(name)] = true
	}
	for id := range e.published {
		ids[id] = true
	}
	delete(ids, barrier)
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		got := slices.Clone(e.diagnostics(id))
		for _, n := range notes {
			if n.name != "diag" || e.file(n.file) != id {
				continue
			}
			i := slices.IndexFunc(got, func(d diagnostic) bool { return m.matches(n, d, id, locs) })
			if i < 0 {
				m.t.Errorf("%s: no such diagnostic: @diag%v", n.where, n.args)
				continue
			}
			got = slices.Delete(got, i, i+1)
		}
		for _, d := range got {
			m.t.Errorf("unexpected diagnostic: %s", m.written(id, d))
		}
	}
}

func (m *markers) matches(n note, d diagnostic, id string, locs map[string]span) bool {
	m.t.Helper()
	if len(n.args) < 2 {
		m.t.Fatalf("%s: @diag takes a place and a message", n.where)
	}
	want := m.place(n, n.args[0], locs)
	if start, end := m.editor.span(id, d.Range); start != want.start || end != want.end {
		return false
	}
	for _, a := range n.args[1:] {
		severity := 1 + slices.Index(severities, a.text)
		switch {
		case a.re != nil:
			if !a.re.MatchString(d.Message) {
				return false
			}
		case a.quoted:
			m.t.Fatalf("%s: the message must be a regular expression", n.where)
		case severity > 0:
			if d.Severity != severity {
				return false
			}
		case d.Code != a.text:
			return false
		}
	}
	if d.Source != "schemascope" || d.Severity < 1 || d.Severity > 4 || d.Code == "" {
		m.t.Errorf("%s: an incomplete diagnostic: %v", n.where, d)
	}
	var related []span
	for _, r := range d.Related {
		start, end := m.editor.span(r.Location.URI, r.Location.Range)
		related = append(related, span{r.Location.URI, start, end})
	}
	var wanted []span
	for _, name := range n.named["related"] {
		wanted = append(wanted, m.place(n, argument{text: name}, locs))
	}
	return slices.Equal(related, wanted)
}

// written is a diagnostic as an annotation would say it.
func (m *markers) written(id string, d diagnostic) string {
	start, end := m.editor.span(id, d.Range)
	text, err := m.editor.text(id)
	if err != nil {
		m.t.Fatal(err)
	}
	related := ""
	for _, r := range d.Related {
		from, to := m.editor.span(r.Location.URI, r.Location.Range)
		other, err := m.editor.text(r.Location.URI)
		if err != nil {
			m.t.Fatal(err)
		}
		related += fmt.Sprintf(", related=%s:%d:%q:%q", m.editor.name(r.Location.URI), r.Location.Range.Start.Line+1, other[from:to], r.Message)
	}
	return fmt.Sprintf("%s:%d: @diag(%q, %s, %s, re%q%s)", m.editor.name(id), d.Range.Start.Line+1, text[start:end],
		severities[d.Severity-1], d.Code, d.Message, related)
}

func (m *markers) checkDefinition(n note, at span, locs map[string]span) {
	m.t.Helper()
	text, err := m.editor.text(at.id)
	if err != nil {
		m.t.Fatal(err)
	}
	var want []span
	for _, a := range n.args[1:] {
		if a.quoted {
			want = append(want, span{m.editor.file(a.text), 0, 0})
			continue
		}
		want = append(want, m.place(n, a, locs))
	}
	_, last := utf8.DecodeLastRuneInString(text[at.start:at.end])
	for _, place := range []struct {
		name   string
		offset int
	}{{"first character", at.start}, {"last character", at.end - last}, {"end", at.end}} {
		got := m.definition(m.editor.answerTo(m.editor.ask("textDocument/definition", m.editor.at(at.id, place.offset))))
		if !slices.Equal(got, want) {
			m.t.Errorf("%s: definition at the %s of %s:\ngot  %s\nwant %s", n.where, place.name, n.args[0], m.places(got), m.places(want))
			return
		}
	}
}

// definition are the places in an answer.
func (m *markers) definition(answer message) []span {
	m.t.Helper()
	var locations []location
	m.editor.decode(answer, &locations)
	var got []span
	for _, l := range locations {
		start, end := m.editor.span(l.URI, l.Range)
		got = append(got, span{l.URI, start, end})
	}
	return got
}

func (m *markers) places(spans []span) string {
	var all []string
	for _, s := range spans {
		text, _ := m.editor.text(s.id)
		if s.end > len(text) {
			all = append(all, fmt.Sprintf("%s:%d-%d", m.editor.name(s.id), s.start, s.end))
			continue
		}
		all = append(all, fmt.Sprintf("%s:%d:%q", m.editor.name(s.id), 1+strings.Count(text[:s.start], "\n"), text[s.start:s.end]))
	}
	return "[" + strings.Join(all, " ") + "]"
}

// completionItem is what the tests look at of one.
type completionItem struct {
	Label            string `json:"label"`
	SortText         string `json:"sortText"`
	FilterText       string `json:"filterText"`
	InsertTextFormat int    `json:"insertTextFormat"`
	TextEdit         *struct {
		Range   lspRange `json:"range"`
		NewText string   `json:"newText"`
	} `json:"textEdit"`
}

func (m *markers) labels(at span) []string {
	m.t.Helper()
	labels := []string{}
	for _, item := range m.completion(at.id, at.end, m.editor.call("textDocument/completion", m.editor.at(at.id, at.end))) {
		labels = append(labels, item.Label)
	}
	return labels
}

// completion are the items of an answer. It holds each to what editors need of
// it: that its edit is on the cursor's line and around the cursor, and that
// filtering by what the edit replaces keeps the item.
func (m *markers) completion(id string, offset int, answer message) []completionItem {
	m.t.Helper()
	var list struct {
		Items []completionItem `json:"items"`
	}
	m.editor.decode(answer, &list)
	if list.Items == nil {
		m.t.Fatalf("no list: %s", answer.raw)
	}
	text, err := m.editor.text(id)
	if err != nil {
		m.t.Fatal(err)
	}
	for i, item := range list.Items {
		problem := ""
		switch {
		case item.Label == "":
			problem = "no label"
		case item.TextEdit == nil:
			problem = "no edit"
		case item.TextEdit.Range.Start.Line != item.TextEdit.Range.End.Line:
			problem = "an edit of several lines"
		case i > 0 && item.SortText <= list.Items[i-1].SortText:
			problem = "not sorted as it is listed"
		case item.InsertTextFormat == 2 && !m.editor.options.snippets:
			problem = "a snippet for a client without"
		default:
			start, end := m.editor.span(id, item.TextEdit.Range)
			filter := item.FilterText
			if filter == "" {
				filter = item.Label
			}
			switch {
			case offset < start || offset > end:
				problem = fmt.Sprintf("an edit beside the cursor at %d: %d-%d", offset, start, end)
			case !strings.Contains(strings.ToLower(filter), strings.ToLower(text[start:offset])):
				problem = fmt.Sprintf("not what is typed: %q", text[start:offset])
			}
		}
		if problem != "" {
			p := position(text, offset, "utf-8")
			m.t.Fatalf("%s:%d:%d: item %q: %s", m.editor.name(id), p.Line+1, p.Character+1, item.Label, problem)
		}
	}
	return list.Items
}

func (m *markers) checkAccept(n note, at span, args []string) {
	m.t.Helper()
	if len(args) != 2 {
		m.t.Fatalf("%s: @accept takes a place, a label and a line", n.where)
	}
	text, err := m.editor.text(at.id)
	if err != nil {
		m.t.Fatal(err)
	}
	items := m.completion(at.id, at.end, m.editor.call("textDocument/completion", m.editor.at(at.id, at.end)))
	i := slices.IndexFunc(items, func(i completionItem) bool { return i.Label == args[0] })
	if i < 0 {
		m.t.Errorf("%s: %q is not offered among %d items", n.where, args[0], len(items))
		return
	}
	edit := items[i].TextEdit
	start, end := m.editor.span(at.id, edit.Range)
	if start < n.start || end > n.end {
		m.t.Errorf("%s: the edit replaces %q", n.where, text[start:end])
		return
	}
	if got := strings.TrimSpace(text[n.start:start] + edit.NewText + text[end:n.end]); got != strings.TrimSpace(args[1]) {
		m.t.Errorf("%s: accepted:\ngot  %q\nwant %q", n.where, got, args[1])
	}
}

// documentSymbolItem is a node of an outline.
type documentSymbolItem struct {
	Name           string               `json:"name"`
	Detail         string               `json:"detail"`
	Kind           int                  `json:"kind"`
	Range          lspRange             `json:"range"`
	SelectionRange lspRange             `json:"selectionRange"`
	Children       []documentSymbolItem `json:"children"`
}

// symbolNames are the names of LSP's SymbolKind, from 1.
var symbolNames = []string{
	"File", "Module", "Namespace", "Package", "Class", "Method", "Property", "Field", "Constructor", "Enum", "Interface",
	"Function", "Variable", "Constant", "String", "Number", "Boolean", "Array", "Object", "Key", "Null", "EnumMember",
	"Struct", "Event", "Operator", "TypeParameter",
}

// checkSymbols holds every open document's outline to the protocol, and those
// with a golden section to that.
func (m *markers) checkSymbols() {
	m.t.Helper()
	for _, name := range m.open {
		id := m.editor.file(name)
		var symbols []documentSymbolItem
		m.editor.decode(m.editor.call("textDocument/documentSymbol", map[string]any{"textDocument": document(id)}), &symbols)
		text, err := m.editor.text(id)
		if err != nil {
			m.t.Fatal(err)
		}
		got := m.outline(id, text, symbols, 0, len(text), "")
		for _, f := range m.archive.Files {
			if f.Name == "@symbols "+name {
				m.golden(m.file, f.Name, got)
			}
		}
	}
}

// outline writes symbols down: kind, name, detail, where the name is, and the
// lines that the whole takes.
func (m *markers) outline(id, text string, symbols []documentSymbolItem, from, to int, indent string) string {
	m.t.Helper()
	var b strings.Builder
	for _, s := range symbols {
		start, end := m.editor.span(id, s.Range)
		nameStart, nameEnd := m.editor.span(id, s.SelectionRange)
		switch {
		case s.Name == "" || s.Kind < 1 || s.Kind > len(symbolNames):
			m.t.Errorf("%s: an impossible symbol: %v", m.file, s)
		case start < from || end > to:
			m.t.Errorf("%s: %s leaves its parent: %d-%d in %d-%d", m.file, s.Name, start, end, from, to)
		case nameStart < start || nameEnd > end:
			m.t.Errorf("%s: the name of %s is not in it: %d-%d in %d-%d", m.file, s.Name, nameStart, nameEnd, start, end)
		}
		fmt.Fprintf(&b, "%s%s %q", indent, symbolNames[s.Kind-1], s.Name)
		if s.Detail != "" {
			fmt.Fprintf(&b, " (%s)", s.Detail)
		}
		name := position(text, nameStart, "utf-8")
		fmt.Fprintf(&b, " at %d:%d %q, lines %d-%d\n", name.Line+1, name.Character+1, text[nameStart:nameEnd], s.Range.Start.Line+1, s.Range.End.Line+1)
		b.WriteString(m.outline(id, text, s.Children, start, end, indent+"  "))
	}
	return b.String()
}

// swept are the further methods that are asked everywhere.
var swept = []string{
	"textDocument/references", "textDocument/documentHighlight", "textDocument/prepareRename", "textDocument/hover",
	"textDocument/signatureHelp", "textDocument/declaration", "textDocument/typeDefinition", "textDocument/selectionRange",
}

// sweep asks at every place that annotations speak of, and wherever else there
// is none.
func (m *markers) sweep() {
	m.t.Helper()
	e := m.editor
	for _, id := range slices.Sorted(maps.Keys(e.docs)) {
		text := e.docs[id].text
		var offsets []int
		from := 0
		for _, line := range strings.SplitAfter(text, "\n") {
			end := len(line)
			if strings.HasSuffix(line, "\r\n") {
				end-- // no cursor can stand between the two
			}
			if at := noteStart.FindStringIndex(line); at != nil {
				end = at[0]
			}
			for i := range line[:end] {
				offsets = append(offsets, from+i)
			}
			from += len(line)
		}
		for batch := range slices.Chunk(offsets, 100) {
			definitions, completions := make([]string, len(batch)), make([]string, len(batch))
			for i, o := range batch {
				definitions[i] = e.ask("textDocument/definition", e.at(id, o))
				completions[i] = e.ask("textDocument/completion", e.at(id, o))
			}
			for i, o := range batch {
				m.definition(e.response(definitions[i]))
				m.completion(id, o, e.response(completions[i]))
			}
			for _, method := range swept {
				asked := make([]string, len(batch))
				for i, o := range batch {
					params := e.at(id, o)
					params["context"] = map[string]any{"includeDeclaration": true} // for references
					params["positions"] = []any{params["position"]}                // for selectionRange
					asked[i] = e.ask(method, params)
				}
				for i := range batch {
					m.sweepAnswer(id, method, e.response(asked[i]))
				}
			}
		}
	}
}
