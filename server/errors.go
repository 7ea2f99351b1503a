package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// errInternal is what a client learns of a panic; the log has the rest.
var errInternal = jsonrpc2.NewError(jsonrpc2.InternalError, "internal error, see the server's log")

// wireError is the error object (LSP 3.18, "Response Message", ErrorCodes) for
// err, the outcome of a request that the client did or did not cancel.
//
// An error that is or wraps a *jsonrpc2.Error keeps its code: a feature whose
// document changed underneath it returns [protocol.ErrContentModified].
func wireError(err error, cancelled bool) *jsonrpc2.Error {
	var coded *jsonrpc2.Error
	switch {
	case cancelled:
		return protocol.ErrRequestCancelled
	case errors.As(err, &coded):
		return &jsonrpc2.Error{Code: coded.Code, Message: err.Error(), Data: coded.Data}
	case errors.Is(err, context.Canceled):
		return protocol.ErrRequestCancelled
	}
	return jsonrpc2.NewError(jsonrpc2.InternalError, err.Error())
}

// protect runs f and turns a panic into errInternal, so that a mistake in one
// feature costs one answer. what names the work in the log.
func protect(log *slog.Logger, what string, f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			log.Error("panic", "in", what, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = errInternal
		}
	}()
	return f()
}
