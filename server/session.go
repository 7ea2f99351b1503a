package server

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// session is one client's conversation with the server: what was agreed on in
// initialize, and what features need to do their work.
//
// Its fields are set before or during initialize and do not change after it;
// what changes lies behind them.
type session struct {
	log       *slog.Logger
	version   string // of the server
	client    *client
	documents documents
	encoding  text.Encoding // in which the client counts characters

	workspace *workspace.Workspace
	ready     sync.Once                          // the client has received the answer to initialize
	watcher   *workspace.Watcher                 // nil when the client watches files
	dirty     chan struct{}                      // asks the publisher for new diagnostics
	edited    edited                             // what it then finds changed by the client
	wanting   chan struct{}                      // asks for the programs to run that are lacked
	drawn     atomic.Pointer[workspace.Snapshot] // what the client's first diagram showed; an empty one once its graphs are known
	graphs    graphs                             // the publisher's

	// What the client can do.
	pull           bool // ask for diagnostics
	canRefresh     bool // be told to ask again
	canWatch       bool // watch files
	canShow        bool // show a document
	snippets       bool // insert snippets
	markdownItems  bool // show Markdown beside items of a completion
	labelOffsets   bool // find a parameter in a signature by its place
	versionedEdits bool // check the versions of the documents that an edit changes

	views erdViews

	// pages are the diagrams written for clients that show them in a browser.
	pages struct {
		sync.Mutex
		dir string
	}

	processPoll time.Duration // between two looks at the client's process
	patience    time.Duration // see the constant

	root   context.Context // ends with the session
	reader context.Context // root, marked for what runs on the reader
	stop   context.CancelCauseFunc
}

// documents is told what the client does to its open documents, on the reader
// and in the client's order. version is nil when the client sent none; versions
// may be skipped. URIs are canonical. Strings may be kept.
type documents interface {
	open(uri uri.URI, language string, version *int32, text string) error
	change(uri uri.URI, version *int32, changes []contentChange) error
	save(uri uri.URI) error
	close(uri uri.URI) error
}

// background runs task beside the reader until it returns, with a context that
// ends with the session. what names it in the log.
func (s *session) background(what string, task func(ctx context.Context) error) {
	go func() {
		err := protect(s.log, what, func() error { return task(s.root) })
		if err != nil && s.root.Err() == nil {
			s.log.Error("background task failed", "task", what, "error", err)
		}
	}()
}

// tell writes to the client's log (LSP 3.18, "LogMessage Notification").
func (s *session) tell(kind protocol.MessageType, message string) {
	params := &protocol.LogMessageParams{Type: kind, Message: message}
	if err := s.client.Notify(s.root, protocol.MethodWindowLogMessage, params); err != nil {
		s.log.Debug("message not sent", "error", err)
	}
}
