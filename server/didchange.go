package server

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/text"
)

// contentChange is one change to a document. Without a range Text is the whole
// document. The range may lie beyond the end of a line or of the document; its
// start is not after its end.
type contentChange struct {
	Range *wireRange
	Text  string
}

// wireRange is a Range in the client's position encoding.
type wireRange struct{ Start, End text.Position }

// didChange serves LSP 3.18, "DidChangeTextDocument Notification".
func didChange(_ context.Context, s *session, params *didChangeParams) error {
	id, version, changes, err := params.decode()
	if err != nil {
		return err
	}
	return s.documents.change(id, version, changes)
}

// didChangeParams is DidChangeTextDocumentParams with types of our own. The
// protocol package takes a change whose range it cannot decode for one without
// a range, and with that replaces the document by a few of its characters. Here
// such a notification is refused as a whole.
//
// Every string decoded into these types has memory of its own.
type didChangeParams struct {
	TextDocument   documentID    `json:"textDocument"`
	ContentChanges *[]wireChange `json:"contentChanges"`
}

type wireChange struct {
	Range *struct {
		Start *wirePosition `json:"start"`
		End   *wirePosition `json:"end"`
	} `json:"range"`
	Text *string `json:"text"`
}

type wirePosition struct {
	Line      *uint32 `json:"line"`
	Character *uint32 `json:"character"`
}

// documentID is a TextDocumentIdentifier with or without a version.
type documentID struct {
	URI     string      `json:"uri"`
	Version wireVersion `json:"version"`
}

// canonical is the URI in the form that makes it a key.
func (d *documentID) canonical() (uri.URI, error) {
	if d.URI == "" {
		return "", errors.New("the document has no URI")
	}
	return uri.Parse(d.URI)
}

// wireVersion is the version of a document. One that is null, absent or no
// 32-bit number is unknown, which is no reason to lose an edit.
type wireVersion struct{ number *int32 }

func (v *wireVersion) UnmarshalJSON(data []byte) error {
	v.number = nil
	if n, err := strconv.ParseInt(string(data), 10, 32); err == nil {
		v.number = new(int32(n))
	}
	return nil
}

// decode returns what the notification says, or why it must be refused.
func (p *didChangeParams) decode() (id uri.URI, version *int32, changes []contentChange, err error) {
	if id, err = p.TextDocument.canonical(); err != nil {
		return "", nil, nil, err
	}
	if p.ContentChanges == nil {
		return "", nil, nil, errors.New("the notification has no contentChanges")
	}
	for i, wire := range *p.ContentChanges {
		change, err := wire.decode()
		if err != nil {
			return "", nil, nil, fmt.Errorf("change %d of %s: %w", i+1, id, err)
		}
		changes = append(changes, change)
	}
	return id, p.TextDocument.Version.number, changes, nil
}

func (c *wireChange) decode() (contentChange, error) {
	switch {
	case c.Text == nil:
		return contentChange{}, errors.New("it has no text")
	case c.Range == nil:
		return contentChange{Text: *c.Text}, nil
	}
	start, err := c.Range.Start.decode()
	if err != nil {
		return contentChange{}, fmt.Errorf("range start: %w", err)
	}
	end, err := c.Range.End.decode()
	if err != nil {
		return contentChange{}, fmt.Errorf("range end: %w", err)
	}
	if end.Line < start.Line || end.Line == start.Line && end.Character < start.Character {
		// LSP 3.18, "Range", calls for order; editors that select backwards
		// mean the characters between.
		start, end = end, start
	}
	return contentChange{Range: &wireRange{start, end}, Text: *c.Text}, nil
}

// decode checks a position: both numbers are there and in the range of
// uinteger (LSP 3.18, "Base Types": 0 to 2^31-1).
func (p *wirePosition) decode() (text.Position, error) {
	if p == nil || p.Line == nil || p.Character == nil {
		return text.Position{}, errors.New("the position is incomplete")
	}
	if *p.Line > math.MaxInt32 || *p.Character > math.MaxInt32 {
		return text.Position{}, errors.New("the position is out of range")
	}
	return text.Position{Line: int(*p.Line), Character: int(*p.Character)}, nil
}
