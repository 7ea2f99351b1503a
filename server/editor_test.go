package server

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"go.lsp.dev/uri"
)

// editor is a client as editors are: it holds documents, sends their edits,
// answers the server's requests and remembers what was published. Its
// positions are computed here, apart from the engine's, so that a test of a
// position compares two opinions.
type editor struct {
	*frameClient
	dir       string // the workspace folder
	options   editorOptions
	encoding  string             // as the server chose it
	docs      map[string]*buffer // the open ones, by URI
	published map[string]publication
	requests  []message // of the server, each answered
	shown     []message // to the user
	redrawn   int       // how often the diagram changed, as told
	last      int       // id of the newest request
	barriers  int
}

// editorOptions are what a client can do and says on initialize.
type editorOptions struct {
	encodings []string // general.positionEncodings; nil: absent
	pull      bool     // asks for diagnostics, and again on a refresh
	trusted   bool
	env       string
	vars      json.RawMessage
	dialect   string
	watch     bool // registers for file changes
	show      bool // shows documents
	snippets  bool
	versioned bool // checks the versions of the documents that an edit changes
}

// buffer is an open document.
type buffer struct {
	text    string
	version int
}

// publication is the newest publishDiagnostics for a document.
type publication struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Range    lspRange        `json:"range"`
	Severity int             `json:"severity"`
	Code     string          `json:"code"`
	Source   string          `json:"source"`
	Message  string          `json:"message"`
	Data     json.RawMessage `json:"data,omitempty"`
	Related  []struct {
		Location location `json:"location"`
		Message  string   `json:"message"`
	} `json:"relatedInformation"`
}

type location struct {
	URI   string   `json:"uri"`
	Range lspRange `json:"range"`
}

type lspRange struct {
	Start lspPosition `json:"start"`
	End   lspPosition `json:"end"`
}

type lspPosition struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// newEditor starts a server for a directory and initializes it. Each change is
// applied to its configuration first.
func newEditor(t *testing.T, dir string, o editorOptions, changes ...func(*config)) *editor {
	t.Helper()
	e := &editor{
		frameClient: start(t, append(changes, func(c *config) { c.documents = nil })...),
		dir:         dir, options: o,
		docs: map[string]*buffer{}, published: map[string]publication{},
	}
	workspace := map[string]any{"diagnostics": map[string]any{"refreshSupport": true}}
	if o.versioned {
		workspace["workspaceEdit"] = map[string]any{"documentChanges": true}
	}
	if o.watch {
		workspace["didChangeWatchedFiles"] = map[string]any{"dynamicRegistration": true}
	}
	textDocument := map[string]any{
		"completion": map[string]any{"completionItem": map[string]any{
			"snippetSupport": o.snippets, "documentationFormat": []string{"markdown", "plaintext"},
		}},
		"signatureHelp": map[string]any{"signatureInformation": map[string]any{
			"parameterInformation": map[string]any{"labelOffsetSupport": true},
		}},
	}
	if o.pull {
		textDocument["diagnostic"] = map[string]any{}
	}
	general := map[string]any{}
	if o.encodings != nil {
		general["positionEncodings"] = o.encodings
	}
	m := e.call("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": uri.File(dir),
		"capabilities": map[string]any{
			"general": general, "workspace": workspace, "textDocument": textDocument,
			"window": map[string]any{"showDocument": map[string]any{"support": o.show}},
		},
		"initializationOptions": map[string]any{"trusted": o.trusted, "env": o.env, "vars": o.vars, "dialect": o.dialect},
	})
	var result struct {
		Capabilities struct {
			PositionEncoding   string `json:"positionEncoding"`
			DiagnosticProvider *struct {
				InterFileDependencies bool `json:"interFileDependencies"`
			} `json:"diagnosticProvider"`
		} `json:"capabilities"`
	}
	e.decode(m, &result)
	e.encoding = result.Capabilities.PositionEncoding
	if pulls := result.Capabilities.DiagnosticProvider; o.pull != (pulls != nil && pulls.InterFileDependencies) {
		t.Fatalf("diagnosticProvider for a client with pull = %v: %s", o.pull, m.raw)
	}
	e.tell("initialized", map[string]any{})
	return e
}

// end shuts the server down and fails the test if it did not do its work in
// order.
func (e *editor) end() {
	e.t.Helper()
	e.call("shutdown", nil)
	e.tell("exit", nil)
	if code := e.code(); code != 0 {
		e.t.Errorf("exit code %d", code)
	}
	if log := e.log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "panic") {
		e.t.Errorf("the server's log has errors:\n%s", log)
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (e *editor) decode(m message, into any) {
	e.t.Helper()
	if m.Error != nil {
		e.t.Fatalf("error %d: %s", m.Error.Code, m.Error.Message)
	}
	if err := json.Unmarshal(m.Result, into); err != nil {
		e.t.Fatalf("%v in %s", err, m.raw)
	}
}

// tell sends a notification.
func (e *editor) tell(method string, params any) {
	e.t.Helper()
	e.notify(method, mustJSON(e.t, params))
}

// ask sends a request and returns its id.
func (e *editor) ask(method string, params any) string {
	e.t.Helper()
	e.last++
	id := strconv.Itoa(e.last)
	e.request(id, method, mustJSON(e.t, params))
	return id
}

// call sends a request and waits for its response, serving whatever else
// arrives.
func (e *editor) call(method string, params any) message {
	e.t.Helper()
	return e.answerTo(e.ask(method, params))
}

func (e *editor) answerTo(id string) message {
	e.t.Helper()
	return e.until("response "+id, func(m message) bool { return m.Method == "" && string(m.ID) == id })
}

// until serves what the server sends up to and including a message.
func (e *editor) until(what string, wanted func(message) bool) message {
	e.t.Helper()
	for {
		m := e.take(what, func(message) bool { return true })
		e.serve(m)
		if wanted(m) {
			return m
		}
	}
}

// serve does what an editor does with a message.
func (e *editor) serve(m message) {
	e.t.Helper()
	switch {
	case m.Method == "":
	case m.Method == "textDocument/publishDiagnostics":
		var p publication
		if err := json.Unmarshal(m.Params, &p); err != nil {
			e.t.Fatalf("%v in %s", err, m.raw)
		}
		if p.Diagnostics == nil {
			e.t.Fatalf("no list of diagnostics: %s", m.raw)
		}
		if e.options.pull {
			e.t.Fatalf("published to a client that pulls: %s", m.raw)
		}
		e.published[p.URI] = p
	case m.Method == "window/logMessage":
		var p struct{ Type int }
		if err := json.Unmarshal(m.Params, &p); err != nil || p.Type <= 2 {
			e.t.Errorf("the server complains: %s", m.raw)
		}
	case m.Method == "window/showMessage":
		e.shown = append(e.shown, m)
	case m.Method == methodERDChanged:
		e.redrawn++
	case len(m.ID) > 0:
		e.requests = append(e.requests, m)
		result := "null"
		if m.Method == "window/showDocument" {
			result = `{"success":true}`
		}
		e.frame(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":%s}`, m.ID, result))
	}
}

// requestsOf are the server's requests of a method so far.
func (e *editor) requestsOf(method string) []message {
	var all []message
	for _, r := range e.requests {
		if r.Method == method {
			all = append(all, r)
		}
	}
	return all
}

// file is the URI of a file of the workspace, given relative to it, or of a
// document that is no file.
func (e *editor) file(name string) string {
	if strings.HasPrefix(name, "untitled:") {
		return name
	}
	return uri.File(filepath.Join(e.dir, filepath.FromSlash(name))).String()
}

// name undoes file.
func (e *editor) name(id string) string {
	parsed, err := uri.Parse(id)
	if err != nil || !parsed.IsFile() {
		return id
	}
	rel, err := filepath.Rel(e.dir, parsed.FsPath())
	if err != nil {
		return id
	}
	return filepath.ToSlash(rel)
}

func document(id string) map[string]any { return map[string]any{"uri": id} }

// open sends didOpen.
func (e *editor) open(name, language, text string) {
	e.t.Helper()
	id := e.file(name)
	e.docs[id] = &buffer{text, 1}
	e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": id, "languageId": language, "version": 1, "text": text,
	}})
}

// edit replaces texts, each at its first occurrence, in one didChange with
// ranges.
func (e *editor) edit(name string, oldNew ...string) {
	e.t.Helper()
	doc := e.doc(name)
	var changes []any
	for i := 0; i < len(oldNew); i += 2 {
		at := strings.Index(doc.text, oldNew[i])
		if at < 0 {
			e.t.Fatalf("%s has no %q", name, oldNew[i])
		}
		end := at + len(oldNew[i])
		changes = append(changes, map[string]any{
			"range": lspRange{position(doc.text, at, e.encoding), position(doc.text, end, e.encoding)}, "text": oldNew[i+1],
		})
		doc.text = doc.text[:at] + oldNew[i+1] + doc.text[end:]
	}
	e.change(name, changes)
}

// replace sends a whole text in a didChange without a range.
func (e *editor) replace(name, text string) {
	e.t.Helper()
	e.doc(name).text = text
	e.change(name, []any{map[string]any{"text": text}})
}

func (e *editor) change(name string, changes []any) {
	e.t.Helper()
	doc := e.doc(name)
	doc.version++
	e.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": e.file(name), "version": doc.version}, "contentChanges": changes,
	})
}

func (e *editor) doc(name string) *buffer {
	e.t.Helper()
	doc := e.docs[e.file(name)]
	if doc == nil {
		e.t.Fatalf("%s is not open", name)
	}
	return doc
}

func (e *editor) close(name string) {
	e.t.Helper()
	delete(e.docs, e.file(name))
	e.tell("textDocument/didClose", map[string]any{"textDocument": document(e.file(name))})
}

// write puts a text on disk and tells nobody.
func (e *editor) write(name, text string) {
	e.t.Helper()
	path := filepath.Join(e.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
}

// save writes an open document and sends didSave.
func (e *editor) save(name string) {
	e.t.Helper()
	e.write(name, e.doc(name).text)
	e.tell("textDocument/didSave", map[string]any{"textDocument": document(e.file(name))})
}

// watched reports a change of a file on disk: 1 created, 2 changed, 3 deleted.
func (e *editor) watched(name string, kind int) {
	e.t.Helper()
	e.tell("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": e.file(name), "type": kind}}})
}

// text is what the client takes a document to hold: the open one's text, or
// the disk's.
func (e *editor) text(id string) (string, error) {
	if doc := e.docs[id]; doc != nil {
		return doc.text, nil
	}
	parsed, err := uri.Parse(id)
	if err != nil {
		return "", err
	}
	if !parsed.IsFile() {
		return "", fmt.Errorf("%s is not open", id)
	}
	b, err := os.ReadFile(parsed.FsPath())
	return string(b), err
}

// barrier is a document of its own, whose name sorts after all others. The
// server publishes in that order and from the newest state, so once it has
// published what the newest version of this one deserves, it has published all
// that went before.
const barrier = "untitled:~barrier"

// settle waits until the diagnostics of everything sent so far have arrived.
func (e *editor) settle() {
	e.t.Helper()
	if e.options.pull {
		return // the answer to the question will be as new as the question
	}
	e.barriers++
	if e.barriers == 1 {
		e.open(barrier, "sql", "")
	}
	text := "" // no name is closed: an error in every dialect. A list that changes is published
	if e.barriers%2 == 1 {
		text = `CREATE TABLE "`
	}
	e.replace(barrier, text)
	version := e.docs[barrier].version
	e.until("diagnostics of the barrier", func(m message) bool {
		p := e.published[barrier]
		return p.Version != nil && *p.Version == version
	})
	if got := len(e.published[barrier].Diagnostics) > 0; got != (text != "") {
		e.t.Fatalf("the barrier %q has diagnostics %v", text, e.published[barrier])
	}
}

// diagnostics are the problems of a document as the server knows them now;
// after settle, when they are pushed.
func (e *editor) diagnostics(id string) []diagnostic {
	e.t.Helper()
	if !e.options.pull {
		p := e.published[id]
		if doc := e.docs[id]; p.Version != nil && (doc == nil || *p.Version > doc.version) {
			e.t.Errorf("diagnostics of version %d of %s, which has none such", *p.Version, id)
		}
		return p.Diagnostics
	}
	var report struct {
		Kind  string       `json:"kind"`
		Items []diagnostic `json:"items"`
	}
	m := e.call("textDocument/diagnostic", map[string]any{"textDocument": document(id)})
	e.decode(m, &report)
	if report.Kind != "full" || report.Items == nil {
		e.t.Fatalf("not a full report: %s", m.raw)
	}
	return report.Items
}

// at is a request's parameters for a byte offset of an open document.
func (e *editor) at(id string, offset int) map[string]any {
	e.t.Helper()
	text, err := e.text(id)
	if err != nil {
		e.t.Fatal(err)
	}
	return map[string]any{"textDocument": document(id), "position": position(text, offset, e.encoding)}
}

// span is a range of a document in bytes. A server may only speak of places
// that exist.
func (e *editor) span(id string, r lspRange) (start, end int) {
	e.t.Helper()
	text, err := e.text(id)
	if err != nil {
		e.t.Fatalf("a range in a document that cannot be read: %v", err)
	}
	start, err = offset(text, r.Start, e.encoding)
	if err != nil {
		e.t.Fatalf("%s: %v", id, err)
	}
	end, err = offset(text, r.End, e.encoding)
	if err != nil {
		e.t.Fatalf("%s: %v", id, err)
	}
	if end < start {
		e.t.Fatalf("%s: range %v ends before it starts", id, r)
	}
	return start, end
}

// position is the position of a byte offset in an encoding.
func position(text string, offset int, encoding string) lspPosition {
	before := text[:offset]
	p := lspPosition{Line: len(lineBreaks(text, offset))}
	if p.Line > 0 {
		breaks := lineBreaks(text, offset)
		before = before[breaks[len(breaks)-1]:]
	}
	p.Character = units(before, encoding)
	return p
}

// offset undoes position. It refuses positions that lie in no line or within
// a character.
func offset(text string, p lspPosition, encoding string) (int, error) {
	starts := append([]int{0}, lineBreaks(text, len(text))...)
	if p.Line < 0 || p.Line >= len(starts) {
		return 0, fmt.Errorf("line %d of %d", p.Line, len(starts))
	}
	at := starts[p.Line]
	line := text[at:]
	if i := strings.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	for i := range line + "x" {
		if units(line[:i], encoding) == p.Character {
			return at + i, nil
		}
	}
	return 0, fmt.Errorf("character %d in line %d, %q", p.Character, p.Line, line)
}

// lineBreaks are the starts of the lines that begin at or before an offset,
// but the first (LSP 3.18, "Text Documents": \n, \r\n and \r end a line).
func lineBreaks(text string, offset int) []int {
	var starts []int
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
			i++
		case text[i] != '\n' && text[i] != '\r':
			continue
		}
		if i+1 > offset {
			break
		}
		starts = append(starts, i+1)
	}
	return starts
}

// units is the length of a text in an encoding.
func units(text, encoding string) int {
	switch encoding {
	case "utf-8":
		return len(text)
	case "utf-32":
		return utf8.RuneCountInString(text)
	}
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
