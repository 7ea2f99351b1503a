package server

import (
	"errors"
	"io"
	"sync"
)

// maxQueued bounds the frames that wait for the client to read them, in bytes.
const maxQueued = 256 << 20

var (
	errNotReading   = errors.New("the client does not read what the server writes")
	errOutboxClosed = errors.New("the connection is closed")
)

// outbox is a queue of frames in front of a writer. The goroutine that reads
// must be able to write: were it to wait for the client to read, while the
// client waits for the server to read, neither would ever go on.
type outbox struct {
	done chan struct{} // closed when nothing more will be written

	mu     sync.Mutex
	ready  sync.Cond // frames are queued, or closed is set
	frames [][]byte
	size   int // bytes in frames
	err    error
	closed bool
}

// newOutbox starts the goroutine that writes to out. failed is called, once,
// when writing fails or the client stopped reading.
func newOutbox(out io.Writer, failed func(error)) *outbox {
	o := &outbox{done: make(chan struct{})}
	o.ready.L = &o.mu
	go func() {
		defer close(o.done)
		if err := o.drain(out); err != nil {
			failed(err)
		}
	}()
	return o
}

func (o *outbox) drain(out io.Writer) error {
	for {
		o.mu.Lock()
		for len(o.frames) == 0 && !o.closed && o.err == nil {
			o.ready.Wait()
		}
		frames, err := o.frames, o.err
		o.frames, o.size = nil, 0
		o.mu.Unlock()

		if err != nil || len(frames) == 0 {
			return err
		}
		for _, frame := range frames {
			if _, err := out.Write(frame); err != nil {
				o.mu.Lock()
				o.err = err
				o.mu.Unlock()
				return err
			}
		}
	}
}

// put queues a frame, which the outbox then owns.
func (o *outbox) put(frame []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err != nil:
		return o.err
	case o.closed:
		return errOutboxClosed
	case o.size+len(frame) > maxQueued:
		o.err = errNotReading
	default:
		o.frames = append(o.frames, frame)
		o.size += len(frame)
	}
	o.ready.Signal()
	return o.err
}

// close lets the writer end once the queue is empty.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.ready.Signal()
}
