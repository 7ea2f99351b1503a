package server

import (
	"errors"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// fileName is the engine's name for a document: the path of a file, and the URI
// itself, in its canonical form, of anything else.
func fileName(id uri.URI) string {
	if canonical, err := uri.Parse(id.String()); err == nil {
		id = canonical
	}
	if id.IsFile() {
		return id.FsPath()
	}
	return id.String()
}

// documentURI undoes fileName.
func documentURI(name string) uri.URI {
	if strings.HasPrefix(name, "/") || !strings.Contains(name, ":") || len(name) > 1 && name[1] == ':' {
		return uri.File(name)
	}
	id, err := uri.Parse(name)
	if err != nil {
		return uri.URI(name)
	}
	return id
}

// translator turns the engine's places into the client's, and back.
type translator struct {
	snapshot *workspace.Snapshot
	encoding text.Encoding
}

func (s *session) translator() translator {
	return translator{s.workspace.Snapshot(), s.encoding}
}

var errNoDocument = jsonrpc2.NewError(jsonrpc2.InvalidParams, "the request names no document")

// document is the document that a client names.
func (t translator) document(id uri.URI) (name string, doc *text.Document, err error) {
	if id.IsZero() {
		return "", nil, errNoDocument
	}
	name = fileName(id)
	doc, err = t.snapshot.Document(name)
	if err != nil {
		return "", nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "the document cannot be read: "+err.Error())
	}
	return name, doc, nil
}

// offset is the byte offset of a client's position in a document.
func (t translator) offset(id uri.URI, p protocol.Position) (name string, offset int, err error) {
	name, doc, err := t.document(id)
	if err != nil {
		return "", 0, err
	}
	return name, doc.Offset(text.Position{Line: int(p.Line), Character: int(p.Character)}, t.encoding), nil
}

// span is a byte span as the client's range.
func (t translator) span(doc *text.Document, s text.Span) protocol.Range {
	return protocol.Range{Start: t.position(doc, s.Start), End: t.position(doc, s.End)}
}

func (t translator) position(doc *text.Document, offset int) protocol.Position {
	p := doc.Position(offset, t.encoding)
	return protocol.Position{Line: uint32(p.Line), Character: uint32(p.Character)}
}

var errUnreadable = errors.New("the document cannot be read")

// location is a place in any file of the snapshot.
func (t translator) location(name string, s text.Span) (protocol.Location, error) {
	doc, err := t.snapshot.Document(name)
	if err != nil {
		return protocol.Location{}, errUnreadable
	}
	return protocol.Location{URI: documentURI(name), Range: t.span(doc, s)}, nil
}

// locations drops the places whose file has gone.
func (t translator) locations(found []analysis.Location) protocol.LocationSlice {
	locations := protocol.LocationSlice{}
	for _, l := range found {
		if place, err := t.location(l.File, l.Span); err == nil {
			locations = append(locations, place)
		}
	}
	return locations
}
