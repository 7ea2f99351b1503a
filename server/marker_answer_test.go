package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// The annotations that ask for more than definitions and completions.

// golden compares a text with a section of the archive, or writes that.
func (m *markers) golden(where, section, got string) {
	m.t.Helper()
	for i, f := range m.archive.Files {
		if f.Name != section {
			continue
		}
		if string(f.Data) == got {
			return
		}
		if !*update || m.editor.encoding != "utf-16" {
			m.t.Errorf("%s: -- %s --\n%swant\n%s", where, section, got, f.Data)
			return
		}
		m.archive.Files[i].Data = []byte(got)
		if err := os.WriteFile(m.file, txtar.Format(m.archive), 0o644); err != nil {
			m.t.Fatal(err)
		}
		return
	}
	m.t.Fatalf("%s: no section %s", where, section)
}

// locations are the places that a request answers with, in order.
func (m *markers) locations(response message) []span {
	m.t.Helper()
	var locations []location
	m.editor.decode(response, &locations)
	spans := make([]span, len(locations))
	for i, l := range locations {
		start, end := m.editor.span(l.URI, l.Range)
		spans[i] = span{l.URI, start, end}
	}
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(strings.Compare(a.id, b.id), cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	return spans
}

// checkReferences holds the server to the places that name the same as a text.
func (m *markers) checkReferences(n note, at span, locs map[string]span) {
	m.t.Helper()
	var want []span
	for _, a := range n.args[1:] {
		want = append(want, m.place(n, a, locs))
	}
	text, err := m.editor.text(at.id)
	if err != nil {
		m.t.Fatal(err)
	}
	_, last := utf8.DecodeLastRuneInString(text[at.start:at.end])
	for _, offset := range []int{at.start, at.end - last} {
		params := m.editor.at(at.id, offset)
		method := "textDocument/documentHighlight"
		switch n.name {
		case "refs", "uses":
			method = "textDocument/references"
			params["context"] = map[string]any{"includeDeclaration": n.name == "refs"}
		case "type":
			method = "textDocument/typeDefinition"
		}
		response := m.editor.call(method, params)
		var got []span
		if n.name == "highlight" {
			got = m.highlights(at.id, response)
		} else {
			got = m.locations(response)
		}
		left := slices.Clone(got)
		for _, w := range want {
			i := slices.Index(left, w)
			if i < 0 {
				m.t.Errorf("%s: @%s at %d: %s is not among %s", n.where, n.name, offset, m.placeOf(w), m.placesOf(got))
				continue
			}
			left = slices.Delete(left, i, i+1)
		}
		if len(left) > 0 {
			m.t.Errorf("%s: @%s at %d: unexpected %s", n.where, n.name, offset, m.placesOf(left))
		}
	}
}

func (m *markers) placeOf(s span) string {
	text, err := m.editor.text(s.id)
	if err != nil {
		return s.id
	}
	p := position(text, s.start, "utf-8")
	return fmt.Sprintf("%s:%d:%d %q", m.editor.name(s.id), p.Line+1, p.Character+1, text[s.start:s.end])
}

func (m *markers) placesOf(list []span) string {
	var all []string
	for _, s := range list {
		all = append(all, m.placeOf(s))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

func (m *markers) highlights(id string, response message) []span {
	m.t.Helper()
	var list []struct {
		Range lspRange `json:"range"`
		Kind  int      `json:"kind"`
	}
	m.editor.decode(response, &list)
	var spans []span
	for _, h := range list {
		if h.Kind != 2 && h.Kind != 3 {
			m.t.Errorf("a highlight of kind %d: %s", h.Kind, response.raw)
		}
		start, end := m.editor.span(id, h.Range)
		spans = append(spans, span{id, start, end})
	}
	return spans
}

// workspaceEdit is a change of several documents, in either of its forms.
type workspaceEdit struct {
	Changes         map[string][]textEdit `json:"changes"`
	DocumentChanges []struct {
		TextDocument struct {
			URI     string `json:"uri"`
			Version *int   `json:"version"`
		} `json:"textDocument"`
		Edits []textEdit `json:"edits"`
	} `json:"documentChanges"`
}

type textEdit struct {
	Range   lspRange `json:"range"`
	NewText string   `json:"newText"`
}

// checkRename renames, compares the lines that change with the golden section,
// and looks at the diagnostics then: they are as they were.
func (m *markers) checkRename(n note, at span, args []string) {
	m.t.Helper()
	e := m.editor
	if len(args) != 2 {
		m.t.Fatalf("%s: @rename takes a place, a name and a section", n.where)
	}
	m.prepared(n, at)
	params := e.at(at.id, at.start)
	params["newName"] = args[0]
	changes := m.edits(e.call("textDocument/rename", params))
	var lines strings.Builder
	texts := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(changes)) {
		before, err := e.text(id)
		if err != nil {
			m.t.Fatal(err)
		}
		after := m.apply(id, before, changes[id])
		texts[id] = after
		old := strings.Split(before, "\n")
		for i, line := range strings.Split(after, "\n") {
			if i >= len(old) || line != old[i] {
				if note := noteStart.FindStringIndex(line); note != nil {
					line = line[:note[0]]
				}
				fmt.Fprintf(&lines, "%s:%d: %s\n", e.name(id), i+1, strings.TrimSpace(line))
			}
		}
	}
	m.golden(n.where, "@renamed "+args[1], lines.String())

	e.settle()
	before, after := map[string]string{}, map[string]string{}
	for id := range texts {
		if e.docs[id] == nil {
			return // only the disk has it
		}
		before[id] = m.codes(id)
	}
	originals := map[string]string{}
	for id, text := range texts {
		originals[id] = e.docs[id].text
		e.replace(e.name(id), text)
	}
	e.settle()
	for id := range texts {
		after[id] = m.codes(id)
	}
	if !maps.Equal(before, after) {
		m.t.Errorf("%s: diagnostics before the rename %v, after it %v", n.where, before, after)
	}
	for id, text := range originals {
		e.replace(e.name(id), text)
	}
	e.settle()
}

// prepared holds the answer to prepareRename to the protocol: the place holds
// the cursor and has the text that it says.
func (m *markers) prepared(n note, at span) {
	m.t.Helper()
	var answer struct {
		Range       lspRange `json:"range"`
		Placeholder string   `json:"placeholder"`
	}
	m.editor.decode(m.editor.call("textDocument/prepareRename", m.editor.at(at.id, at.start)), &answer)
	start, end := m.editor.span(at.id, answer.Range)
	text, err := m.editor.text(at.id)
	if err != nil {
		m.t.Fatal(err)
	}
	if start > at.end || end < at.start || !strings.EqualFold(text[start:end], answer.Placeholder) {
		m.t.Errorf("%s: prepareRename says %q at %q", n.where, answer.Placeholder, text[start:end])
	}
}

// checkNoRename holds the server to its reason to refuse.
func (m *markers) checkNoRename(n note, at span) {
	m.t.Helper()
	if len(n.args) < 3 || n.args[2].re == nil {
		m.t.Fatalf("%s: @norename takes a place, a name and a reason", n.where)
	}
	params := m.editor.at(at.id, at.start)
	params["newName"] = n.args[1].text
	response := m.editor.call("textDocument/rename", params)
	if response.Error == nil || response.Error.Code != -32803 || !n.args[2].re.MatchString(response.Error.Message) {
		m.t.Errorf("%s: not refused for that: %s", n.where, response.raw)
	}
	if len(n.args) > 3 { // nothing at all can be renamed here
		if response := m.editor.call("textDocument/prepareRename", m.editor.at(at.id, at.start)); response.Error == nil {
			m.t.Errorf("%s: prepareRename does not refuse: %s", n.where, response.raw)
		}
	}
}

// codes are the diagnostics of a document, without what a rename may change.
func (m *markers) codes(id string) string {
	m.t.Helper()
	var all []string
	for _, d := range m.editor.diagnostics(id) {
		all = append(all, fmt.Sprintf("%d:%s", d.Range.Start.Line, d.Code))
	}
	return strings.Join(all, " ")
}

// edits are the edits of an answer by document, held to the protocol.
func (m *markers) edits(response message) map[string][]textEdit {
	m.t.Helper()
	var edit workspaceEdit
	m.editor.decode(response, &edit)
	if (edit.DocumentChanges != nil) != m.editor.options.versioned {
		m.t.Fatalf("not the form that the client understands: %s", response.raw)
	}
	if !m.editor.options.versioned {
		return edit.Changes
	}
	changes := map[string][]textEdit{}
	for _, c := range edit.DocumentChanges {
		doc := m.editor.docs[c.TextDocument.URI]
		if (doc == nil) != (c.TextDocument.Version == nil) || doc != nil && doc.version != *c.TextDocument.Version {
			m.t.Errorf("a change of another version: %s", response.raw)
		}
		changes[c.TextDocument.URI] = c.Edits
	}
	return changes
}

// apply makes edits, all of which speak of the text before any.
func (m *markers) apply(id, text string, edits []textEdit) string {
	m.t.Helper()
	end := len(text)
	for _, edit := range slices.Backward(edits) {
		from, to := m.editor.span(id, edit.Range)
		if to > end {
			m.t.Fatalf("%s: edits overlap or are not in order", m.editor.name(id))
		}
		text = text[:from] + edit.NewText + text[to:]
		end = from
	}
	return text
}

// checkHover compares what is shown at the text with a golden section.
func (m *markers) checkHover(n note, at span, args []string) {
	m.t.Helper()
	if len(args) != 1 {
		m.t.Fatalf("%s: @hover takes a place and a section", n.where)
	}
	hover := m.hover(at.id, m.editor.call("textDocument/hover", m.editor.at(at.id, at.start)))
	m.golden(n.where, "@hover "+args[0], strings.ReplaceAll(hover, m.editor.file(""), "DIR")+"\n")
}

// hover is the text of an answer, "" for none, held to the protocol.
func (m *markers) hover(id string, response message) string {
	m.t.Helper()
	var answer *struct {
		Contents struct {
			Kind  string `json:"kind"`
			Value string `json:"value"`
		} `json:"contents"`
		Range *lspRange `json:"range"`
	}
	m.editor.decode(response, &answer)
	if answer == nil {
		return ""
	}
	if answer.Contents.Kind != "markdown" || answer.Contents.Value == "" || answer.Range == nil {
		m.t.Fatalf("no hover as it should be: %s", response.raw)
	}
	m.editor.span(id, *answer.Range)
	if strings.Count("\n"+answer.Contents.Value, "\n```")%2 != 0 {
		m.t.Fatalf("a fence that is not closed: %s", response.raw)
	}
	return strings.TrimRight(answer.Contents.Value, "\n")
}

// checkSignature compares the signature that is shown behind the text: its label,
// in which guillemets mark the active parameter; none is "".
func (m *markers) checkSignature(n note, at span, args []string) {
	m.t.Helper()
	if len(args) != 1 {
		m.t.Fatalf("%s: @signature takes a place and a label", n.where)
	}
	if got := m.signature(m.editor.call("textDocument/signatureHelp", m.editor.at(at.id, at.end))); got != args[0] {
		m.t.Errorf("%s: signature %q, want %q", n.where, got, args[0])
	}
}

func (m *markers) signature(response message) string {
	m.t.Helper()
	var answer *struct {
		Signatures []struct {
			Label      string `json:"label"`
			Parameters []struct {
				Label [2]int `json:"label"`
			} `json:"parameters"`
		} `json:"signatures"`
		ActiveSignature int  `json:"activeSignature"`
		ActiveParameter *int `json:"activeParameter"`
	}
	m.editor.decode(response, &answer)
	if answer == nil {
		return ""
	}
	one := answer.Signatures[answer.ActiveSignature]
	if answer.ActiveParameter == nil || *answer.ActiveParameter >= len(one.Parameters) {
		return one.Label
	}
	p := one.Parameters[*answer.ActiveParameter].Label
	return one.Label[:p[0]] + "«" + one.Label[p[0]:p[1]] + "»" + one.Label[p[1]:]
}

// checkFormatting asks for the layout of every open document: HCL only is laid
// out, and a document so laid out stays.
func (m *markers) checkFormatting() {
	m.t.Helper()
	for _, name := range m.open {
		id := m.editor.file(name)
		text, err := m.editor.text(id)
		if err != nil {
			m.t.Fatal(err)
		}
		response := m.editor.call("textDocument/formatting", map[string]any{
			"textDocument": document(id), "options": map[string]any{"tabSize": 4, "insertSpaces": false},
		})
		var edits []textEdit
		m.editor.decode(response, &edits)
		if isHCL := strings.HasSuffix(name, ".hcl"); isHCL != (edits != nil) && m.language == nil {
			m.t.Errorf("formatting of %s: %s", name, response.raw)
		}
		got := m.apply(id, text, edits)
		m.checkRangeFormatting(id, text, got)
		for _, f := range m.archive.Files {
			if f.Name == "@formatted "+name {
				if strings.Count(got, "\r\n") != strings.Count(text, "\r\n") {
					m.t.Errorf("%s: formatting changes the line breaks of %s", m.file, name)
				}
				m.golden(m.file, f.Name, strings.ReplaceAll(got, "\r\n", "\n"))
			}
		}
	}
}

// checkRangeFormatting lays out the first half of a document's lines: they become
// those of the document laid out, and the others stay.
func (m *markers) checkRangeFormatting(id, text, formatted string) {
	m.t.Helper()
	half := len(lineBreaks(text, len(text))) / 2
	response := m.editor.call("textDocument/rangeFormatting", map[string]any{
		"textDocument": document(id), "options": map[string]any{"tabSize": 4, "insertSpaces": false},
		"range": lspRange{lspPosition{0, 0}, lspPosition{half, 0}},
	})
	var edits []textEdit
	m.editor.decode(response, &edits)
	before, whole, after := strings.SplitAfter(text, "\n"), strings.SplitAfter(formatted, "\n"), strings.SplitAfter(m.apply(id, text, edits), "\n")
	for i := range after {
		want := before[i]
		if i <= half {
			want = whole[i]
		}
		if after[i] != want {
			m.t.Errorf("%s: half of %s laid out: line %d is %q, want %q", m.file, m.editor.name(id), i+1, after[i], want)
			return
		}
	}
}

// sweepAnswer holds the answer to what a sweep asks everywhere to the protocol.
func (m *markers) sweepAnswer(id, method string, response message) {
	m.t.Helper()
	switch method {
	case "textDocument/references", "textDocument/declaration", "textDocument/typeDefinition":
		m.locations(response)
	case "textDocument/documentHighlight":
		m.highlights(id, response)
	case "textDocument/hover":
		m.hover(id, response)
	case "textDocument/signatureHelp":
		m.signature(response)
	case "textDocument/selectionRange":
		type chain struct {
			Range  lspRange
			Parent *chain
		}
		var answer []chain
		m.editor.decode(response, &answer)
		if len(answer) != 1 {
			m.t.Fatalf("%d answers for a position: %s", len(answer), response.raw)
		}
		start, end := m.editor.span(id, answer[0].Range)
		for c := answer[0].Parent; c != nil; c = c.Parent {
			outerStart, outerEnd := m.editor.span(id, c.Range)
			if outerStart > start || end > outerEnd || outerStart == start && end == outerEnd {
				m.t.Errorf("%s is not in its parent: %s", m.placeOf(span{id, start, end}), response.raw)
			}
			start, end = outerStart, outerEnd
		}
	case "textDocument/prepareRename":
		if response.Error != nil && response.Error.Code == -32803 && response.Error.Message != "" {
			return
		}
		var answer struct{ Range lspRange }
		if err := json.Unmarshal(response.Result, &answer); err != nil || response.Error != nil {
			m.t.Fatalf("%v: %s", err, response.raw)
		}
		m.editor.span(id, answer.Range)
	}
}

// checkFix asks for the quick fix of the diagnostic at a place.
func (m *markers) checkFix(n note, at span, args []string) {
	m.t.Helper()
	if len(args) != 1 {
		m.t.Fatalf("%s: @fix takes a place and a line", n.where)
	}
	text, err := m.editor.text(at.id)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, d := range m.editor.diagnostics(at.id) {
		if start, end := m.editor.span(at.id, d.Range); start != at.start || end != at.end {
			continue
		}
		var actions []struct {
			Edit json.RawMessage `json:"edit"`
		}
		m.editor.decode(m.editor.call("textDocument/codeAction", map[string]any{
			"textDocument": document(at.id), "range": d.Range, "context": map[string]any{"diagnostics": []diagnostic{d}},
		}), &actions)
		if len(actions) != 1 {
			m.t.Errorf("%s: %d actions", n.where, len(actions))
			return
		}
		var edit struct {
			Changes         map[string][]textEdit `json:"changes"`
			DocumentChanges []struct {
				Edits []textEdit `json:"edits"`
			} `json:"documentChanges"`
		}
		if err := json.Unmarshal(actions[0].Edit, &edit); err != nil {
			m.t.Fatal(err)
		}
		edits := edit.Changes[at.id]
		for _, c := range edit.DocumentChanges {
			edits = append(edits, c.Edits...)
		}
		after := m.apply(at.id, text, edits)
		got := strings.TrimSpace(after[n.start : n.end+len(after)-len(text)])
		if got != strings.TrimSpace(args[0]) {
			m.t.Errorf("%s: fixed:\ngot  %q\nwant %q", n.where, got, args[0])
		}
		return
	}
	m.t.Errorf("%s: no diagnostic there", n.where)
}
