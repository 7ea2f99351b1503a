package server

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// maxConcurrent bounds the requests answered at the same time. It is above the
// number of processors because some requests wait, for a database or the client.
const maxConcurrent = 16

// dispatcher brings each message to its route. handle runs on the connection's
// reader, one message at a time.
type dispatcher struct {
	log     *slog.Logger
	routes  map[string]route
	session *session
	lifecycle

	slots chan struct{} // one token for each request being answered

	mu       sync.Mutex
	cancels  map[jsonrpc2.ID]*context.CancelFunc // of the requests not answered yet
	inFlight int                                 // requests whose response is not queued yet
	idle     chan struct{}                       // closed at inFlight 0; nil until drained asks
}

func newDispatcher(s *session, routes map[string]route) *dispatcher {
	return &dispatcher{
		log:     s.log,
		routes:  routes,
		session: s,
		slots:   make(chan struct{}, maxConcurrent),
		cancels: make(map[jsonrpc2.ID]*context.CancelFunc),
	}
}

// handle is the connection's handler. It never returns an error for a
// notification, which would end the connection.
func (d *dispatcher) handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	switch {
	case req.Method() == protocol.MethodExit:
		// Whether or not it carries an id: the client wants to be rid of us.
		d.session.stop(errExit)
		return nil, nil
	case req.IsCall():
		return d.call(ctx, req)
	}
	d.notify(req)
	return nil, nil
}

// notify runs a notification to its end. There is nobody to answer, so what
// goes wrong is logged here and in the client.
func (d *dispatcher) notify(req *jsonrpc2.Request) {
	method := req.Method()
	if method == protocol.MethodCancelRequest {
		d.cancel(req.Params())
		return
	}
	if d.current() != serving {
		d.log.Debug("notification dropped", "method", method)
		return
	}
	r := d.routes[method]
	if r.notify == nil {
		// LSP 3.18, "$ Notifications and Requests": these may be ignored.
		if !strings.HasPrefix(method, "$/") {
			d.log.Info("unknown notification ignored", "method", method)
		}
		return
	}
	err := protect(d.log, method, func() error {
		return r.notify(d.session.reader, d.session, req.Params())
	})
	if err != nil {
		d.log.Error("notification failed", "method", method, "error", err)
		d.session.tell(protocol.MessageTypeError, method+": "+err.Error())
	}
}

// call answers a request: its inline stage here, the rest concurrently.
func (d *dispatcher) call(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	// Both outlive the frame they were read from.
	method, id := strings.Clone(req.Method()), req.ID()

	if refused := d.admit(method); refused != nil {
		return nil, refused
	}
	r := d.routes[method]
	if r.start == nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "unknown request %q", method)
	}
	var run answer
	err := protect(d.log, method, func() (err error) {
		run, err = r.start(d.session.reader, d.session, req.Params())
		return err
	})
	if err != nil {
		return nil, d.failure(method, err, false)
	}
	if r.inline {
		result, err := d.answer(d.session.reader, method, run)
		if err != nil {
			return nil, err
		}
		d.advance(method)
		return result, nil
	}

	work, cancel := context.WithCancel(d.session.root)
	defer cancel()
	defer d.register(id, cancel)()
	jsonrpc2.Async(ctx)
	// The connection ends the context of a request once its response is written.
	context.AfterFunc(ctx, d.leave)

	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-work.Done():
	}
	if work.Err() != nil {
		return nil, protocol.ErrRequestCancelled
	}
	return d.answer(work, method, run)
}

// answer runs a request and encodes its result: a result that cannot be
// encoded is a failure of the request too.
func (d *dispatcher) answer(ctx context.Context, method string, run answer) (any, error) {
	var encoded jsonrpc2.RawMessage
	err := protect(d.log, method, func() error {
		result, err := run(ctx)
		if err != nil {
			return err
		}
		encoded, err = codec{}.Marshal(result)
		return err
	})
	if err != nil {
		return nil, d.failure(method, err, ctx.Err() != nil)
	}
	return encoded, nil
}

// failure is the error object for a request that went wrong.
func (d *dispatcher) failure(method string, err error, cancelled bool) *jsonrpc2.Error {
	wire := wireError(err, cancelled)
	level := slog.LevelDebug
	if wire.Code == jsonrpc2.InternalError {
		level = slog.LevelError
	}
	d.log.Log(d.session.root, level, "request failed", "method", method, "code", int(wire.Code), "error", err)
	return wire
}

// register makes a request known to cancel, before anything after it is read.
// The returned function makes it unknown again.
func (d *dispatcher) register(id jsonrpc2.ID, cancel context.CancelFunc) (forget func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inFlight++
	d.cancels[id] = &cancel
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		// A client may have used the id again for another request.
		if d.cancels[id] == &cancel {
			delete(d.cancels, id)
		}
	}
}

// cancel serves $/cancelRequest (LSP 3.18, "Cancellation Support"). An id that
// is no string or whole number, or that no request in flight has, is ignored.
func (d *dispatcher) cancel(raw jsonrpc2.RawMessage) {
	var params struct {
		ID json.RawMessage `json:"id"`
	}
	if err := json.Unmarshal(raw, &params); err != nil {
		d.log.Debug("cancellation ignored", "error", err)
		return
	}
	var (
		id   jsonrpc2.ID // null: no request has it
		text *string
	)
	if n, err := strconv.ParseInt(string(params.ID), 10, 64); err == nil {
		id = jsonrpc2.NewNumberID(n)
	} else if err := json.Unmarshal(params.ID, &text); err == nil && text != nil {
		id = jsonrpc2.NewStringID(*text)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if cancel := d.cancels[id]; cancel != nil {
		(*cancel)()
	}
}

// leave is called when the response to a request that ran concurrently was queued.
func (d *dispatcher) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inFlight--
	if d.inFlight == 0 && d.idle != nil {
		close(d.idle)
		d.idle = nil
	}
}

// drained returns a channel that is closed as soon as no request is in flight.
func (d *dispatcher) drained() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	idle := make(chan struct{})
	if d.inFlight == 0 {
		close(idle)
	} else {
		d.idle = idle
	}
	return idle
}
