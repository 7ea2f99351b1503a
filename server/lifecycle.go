package server

import (
	"context"
	"errors"
	"sync/atomic"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// phase is where a session is between its first and its last message
// (LSP 3.18, "Lifecycle Messages").
type phase int32

const (
	starting phase = iota // initialize was not answered yet
	serving
	stopping // shutdown was answered
)

// lifecycle is moved on by the reader alone and read by everyone.
type lifecycle struct{ phase atomic.Int32 }

func (l *lifecycle) current() phase { return phase(l.phase.Load()) }

// admit says why a request must be refused in the current phase, nil if not.
func (l *lifecycle) admit(method string) *jsonrpc2.Error {
	switch l.current() {
	case starting:
		if method != protocol.MethodInitialize {
			return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server is not initialized")
		}
	case serving:
		if method == protocol.MethodInitialize {
			return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is initialized already")
		}
	case stopping:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server was shut down")
	}
	return nil
}

// advance moves on after a request was answered without an error.
func (l *lifecycle) advance(method string) {
	switch method {
	case protocol.MethodInitialize:
		l.phase.Store(int32(serving))
	case protocol.MethodShutdown:
		l.phase.Store(int32(stopping))
	}
}

// exitCode is LSP 3.18, "Exit Notification": 0 after shutdown, otherwise 1.
func (l *lifecycle) exitCode() int {
	if l.current() == stopping {
		return 0
	}
	return 1
}

// Why a session ends, beside the end of the input.
var (
	errExit       = errors.New("the client sent exit")
	errClientGone = errors.New("the client's process ended")
)

// shutdown answers the request of that name. Requests in flight go on until
// exit: the client may still be waiting for them.
func shutdown(context.Context, *session, *none) (*none, error) { return nil, nil }
