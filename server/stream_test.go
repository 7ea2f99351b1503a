package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
)

// FuzzStream reads anything: only messages that the connection accepts come
// out, and the end of the input is always reached.
func FuzzStream(f *testing.F) {
	for _, seed := range []string{
		framed(`{"jsonrpc":"2.0","id":1,"method":"a","params":{}}`),
		framed(`{"jsonrpc":"2.0","method":"a"}`) + framed(`{"jsonrpc":"2.0","id":"x","result":null}`),
		framed(`{`) + framed(`[]`) + framed(``),
		"nonsense\r\nContent-Length: 2\r\n\r\n{}",
		"Content-Length: 5\r\n\r\n{}Content-Length: -1\r\nContent-Length: 999999999\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		var ended error
		s := newStream(bytes.NewReader(input), io.Discard, slog.New(slog.DiscardHandler), func(err error) { ended = err })
		close(s.closed) // nobody waits for the requests in flight
		for {
			frame, _, err := s.ReadFrame(context.Background())
			if err != nil {
				break
			}
			if _, err := jsonrpc2.DecodeMessage(frame); err != nil {
				t.Fatalf("frame %q: %v", frame, err)
			}
		}
		s.out.close()
		if !errors.Is(ended, io.EOF) && !errors.Is(ended, io.ErrUnexpectedEOF) {
			t.Fatalf("ended with %v", ended)
		}
	})
}

// TestOutboxBound stops queueing for a client that reads nothing.
func TestOutboxBound(t *testing.T) {
	unread, out := io.Pipe()
	defer unread.Close()
	o := newOutbox(out, func(error) {})
	frame := []byte(strings.Repeat("x", 1<<20))
	var err error
	for n := 0; err == nil; n += len(frame) {
		if n > 2*maxQueued {
			t.Fatal("the queue grows without a bound")
		}
		err = o.put(frame)
	}
	if !errors.Is(err, errNotReading) {
		t.Errorf("got %v", err)
	}
}
