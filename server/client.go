package server

import (
	"context"
	"errors"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// client is the other end of the connection.
type client struct {
	conn jsonrpc2.Conn
}

// onReader marks the contexts of work that runs on the reader.
type onReader struct{}

var errCallOnReader = errors.New("the client cannot be called from the goroutine that reads its answer")

// Notify sends a notification. It does not wait and may be called anywhere.
func (c *client) Notify(ctx context.Context, method string, params any) error {
	return c.conn.Notify(ctx, method, params)
}

// Call sends a request and decodes the client's answer into result, a pointer,
// or drops it when result is nil. When ctx ends first, the client is told.
//
// It waits for the reader to read the answer. It therefore refuses the ctx of a
// notification or of a request's inline stage; from there, call in a
// goroutine: [session.background].
func (c *client) Call(ctx context.Context, method string, params, result any) error {
	if ctx.Value(onReader{}) != nil {
		return errCallOnReader
	}
	id, err := c.conn.Call(ctx, method, params, result)
	if n, ok := id.Number(); ok && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		// Best effort: whether the client hears of it changes nothing here.
		_ = c.conn.Notify(context.WithoutCancel(ctx), protocol.MethodCancelRequest,
			&protocol.CancelParams{ID: protocol.Integer(n)})
	}
	return err
}
