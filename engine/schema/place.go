package schema

import "github.com/schemascope/schemascope/engine/text"

// Place is where a chunk stands: a file and the byte offset of the chunk's
// start. File is an absolute path, or a URI for a document that is no file
// (the output of a program, an editor's untitled buffer).
type Place struct {
	File  string
	Start int
}

// Origin is where something was declared. Its spans are relative to Place.
type Origin struct {
	Place *Place
	Span  text.Span // the whole declaration
	Name  text.Span // the declared name within it
}

// IsZero reports whether nothing is known of the origin.
func (o Origin) IsZero() bool { return o.Place == nil }

// File is the file that holds the declaration, or "".
func (o Origin) File() string {
	if o.Place == nil {
		return ""
	}
	return o.Place.File
}

// Range is the absolute span of the whole declaration.
func (o Origin) Range() text.Span { return o.at(o.Span) }

// NameRange is the absolute span of the declared name.
func (o Origin) NameRange() text.Span { return o.at(o.Name) }

func (o Origin) at(s text.Span) text.Span {
	if o.Place == nil {
		return s
	}
	return s.Shift(o.Place.Start)
}

// Severity says how much a problem matters; the values are those of LSP 3.17,
// "DiagnosticSeverity".
type Severity uint8

// The severities, most severe first.
const (
	Error Severity = 1 + iota
	Warning
	Information
	Hint
)

// Problem is something wrong, or worth saying, at one place.
type Problem struct {
	Code     Code
	Severity Severity
	Place    *Place    // nil within a chunk: the chunk's own place
	Span     text.Span // relative to Place
	Message  string    // what is wrong and what to write instead
	Meant    string    // the name that may be meant instead of the one at Span; "" if none comes to mind
	Related  []Related
}

// Related is a second place that a problem speaks of.
type Related struct {
	Place   *Place
	Span    text.Span
	Message string
}

// Symbol is an entry of a file's outline. Spans are relative to the chunk.
type Symbol struct {
	Name     string
	Detail   string
	Kind     Kind // one of the Kind constants, or the type of another HCL block
	Span     text.Span
	NameSpan text.Span
	Children []Symbol
}
