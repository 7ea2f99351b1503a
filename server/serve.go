package server

import (
	"context"
	"io"
	"log/slog"
	"time"

	"go.lsp.dev/jsonrpc2"
)

const (
	// grace is how long the end of a session waits for requests to notice that
	// they were cancelled, and again for the client to read what is queued.
	grace = 2 * time.Second

	// processPoll is how often the client's process is looked at.
	processPoll = 3 * time.Second
)

// Options configure [Serve].
type Options struct {
	// Version of the server, as initialize reports it.
	Version string

	// Logger must not write to the output of Serve. Nil means slog.Default().
	Logger *slog.Logger
}

// Serve talks to one client over in and out until the client sends exit, the
// input ends, the client's process ends, or ctx does. It returns the exit code
// that LSP asks of the process: 0 if the client sent shutdown before, 1 if not.
//
// If in is an io.Closer, Serve closes it. A read or a request that cannot be
// interrupted is left behind in its goroutine: it cannot hold up the end.
func Serve(ctx context.Context, in io.Reader, out io.Writer, opts Options) (exitCode int) {
	return serve(ctx, in, out, config{
		Options:     opts,
		routes:      routes(),
		grace:       grace,
		processPoll: processPoll,
		patience:    patience,
	})
}

// config is everything a session is built from.
type config struct {
	Options
	routes    map[string]route
	documents documents // nil: the workspace's; tests record instead

	grace, processPoll, patience time.Duration
}

func serve(ctx context.Context, in io.Reader, out io.Writer, cfg config) int {
	log := cfg.Logger
	if log == nil {
		log = slog.Default()
	}
	root, stop := context.WithCancelCause(ctx)
	stream := newStream(in, out, log, stop)
	conn := jsonrpc2.NewConn(stream, jsonrpc2.WithCodec(codec{}))
	session := &session{
		log:         log,
		version:     cfg.Version,
		client:      &client{conn: conn},
		documents:   cfg.documents,
		dirty:       make(chan struct{}, 1),
		wanting:     make(chan struct{}, 1),
		processPoll: cfg.processPoll,
		patience:    cfg.patience,
		root:        root,
		reader:      context.WithValue(root, onReader{}, true),
		stop:        stop,
	}
	dispatcher := newDispatcher(session, cfg.routes)

	// The connection outlives root by the time it takes to answer the requests
	// that root cancels.
	conn.Go(context.WithoutCancel(ctx), dispatcher.handle)
	<-root.Done()

	switch cause := context.Cause(root); cause {
	case errExit, io.EOF:
		log.Debug("session ends", "reason", cause)
	default:
		log.Error("session ends", "reason", cause)
	}
	wait(dispatcher.drained(), cfg.grace)
	session.removePages()
	_ = stream.Close() // it has no error to report
	wait(stream.out.done, cfg.grace)
	return dispatcher.exitCode()
}

// wait returns when done is closed, at the latest after limit.
func wait(done <-chan struct{}, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}
