package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"go.lsp.dev/jsonrpc2"
)

const (
	// maxContent bounds the content part of one message, in bytes. Schemas are
	// far smaller; a longer announcement is more likely a broken header.
	maxContent = 256 << 20

	// maxHeaderLine bounds one line of a header part, in bytes.
	maxHeaderLine = 4 << 10

	// keptContent is the largest read buffer kept from one message to the next.
	keptContent = 4 << 20
)

var (
	_ jsonrpc2.Stream = (*stream)(nil)
	// The connection reads whole frames through these methods, which its
	// documentation of Stream does not name.
	_ interface {
		ReadFrame(context.Context) ([]byte, int64, error)
		WriteFrame(context.Context, []byte) (int64, error)
	} = (*stream)(nil)
)

// stream frames messages as LSP's "Base Protocol" says, and hands on only
// those that the connection accepts: an error from the stream ends a
// connection, so everything that can be refused is answered here.
type stream struct {
	in     *bufio.Reader
	closer io.Closer // unblocks a pending read; nil when the input has none
	out    *outbox
	log    *slog.Logger

	content bytes.Buffer // of the frame last read

	// failed is told, at most once, why no further message can come in or go
	// out: io.EOF for a clean end.
	failed func(error)
	once   sync.Once

	closed    chan struct{}
	closeOnce sync.Once
}

func newStream(in io.Reader, out io.Writer, log *slog.Logger, failed func(error)) *stream {
	s := &stream{
		in:     bufio.NewReaderSize(in, maxHeaderLine),
		log:    log,
		failed: failed,
		closed: make(chan struct{}),
	}
	s.closer, _ = in.(io.Closer)
	s.out = newOutbox(out, s.fail)
	return s
}

func (s *stream) fail(err error) { s.once.Do(func() { s.failed(err) }) }

// ReadFrame returns the content part of the next acceptable message; it is
// valid until the next call. It returns an error only once the stream is
// closed, so that the requests in flight when the input ends can still be
// answered.
func (s *stream) ReadFrame(context.Context) ([]byte, int64, error) {
	for {
		frame, err := s.next()
		if err != nil {
			s.fail(err)
			<-s.closed
			return nil, 0, io.EOF
		}
		if refused := refusal(frame); refused != nil {
			s.refuse(refused)
			continue
		}
		return frame, int64(len(frame)), nil
	}
}

// Read is ReadFrame with the message decoded.
func (s *stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	frame, n, err := s.ReadFrame(ctx)
	if err != nil {
		return nil, 0, err
	}
	msg, err := jsonrpc2.DecodeMessage(frame)
	return msg, n, err
}

// next reads one frame, acceptable or not.
func (s *stream) next() ([]byte, error) {
	length, err := s.header()
	if err != nil {
		return nil, err
	}
	if s.content.Cap() > keptContent {
		s.content = bytes.Buffer{}
	}
	s.content.Reset()
	// The buffer grows with the bytes that arrive, not with those announced.
	if _, err := io.CopyN(&s.content, s.in, length); err != nil {
		return nil, cutShort(err)
	}
	return s.content.Bytes(), nil
}

// refusal says why the connection would not accept a frame, nil if it would.
//
// The whole frame is checked to be JSON, parameters included: the decoders
// behind can then rely on its nesting being bounded.
func refusal(frame []byte) *jsonrpc2.Error {
	// As lenient as encoding/json, and three times as fast.
	if !jsontext.Value(frame).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
		return jsonrpc2.NewError(jsonrpc2.ParseError, "the message is not valid JSON")
	}
	if bytes.HasPrefix(bytes.TrimLeft(frame, " \t\r\n"), []byte("[")) {
		// LSP 3.18, "Base Protocol": batches must not be sent.
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "batch messages are not supported")
	}
	if _, err := jsonrpc2.DecodeMessage(frame); err != nil {
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest,
			`the message is not a JSON-RPC 2.0 request, notification or response`)
	}
	return nil
}

// refuse answers with an error that belongs to no request. JSON-RPC 2.0,
// "Response object": the id is null after a parse error or an invalid request.
func (s *stream) refuse(reason *jsonrpc2.Error) {
	s.log.Error("message refused", "code", int(reason.Code), "reason", reason.Message)
	s.send(jsonrpc2.AppendResponse(nil, jsonrpc2.ID{}, nil, reason))
}

// header reads the header part of the next message and returns the length of
// its content part (LSP 3.18, "Header Part"). A header that cannot be read is
// answered and skipped.
func (s *stream) header() (int64, error) {
	length, begun := int64(-1), false
	for {
		line, err := s.in.ReadSlice('\n')
		tooLong := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !tooLong {
			if len(line) == 0 && !begun {
				return 0, err
			}
			return 0, cutShort(err)
		}

		var bad *jsonrpc2.Error
		field := bytes.TrimRight(line, "\r\n")
		name, value, isField := bytes.Cut(field, []byte(":"))
		switch {
		case len(field) == 0 && length >= 0:
			return length, nil
		case len(field) == 0 && !begun:
			continue // an empty line between messages
		case tooLong || !isField || !isFieldName(name):
			bad = jsonrpc2.NewError(jsonrpc2.ParseError, "the header of the message cannot be read")
		case bytes.EqualFold(name, []byte("Content-Length")):
			length, bad = contentLength(value)
		}
		begun = true
		if bad == nil {
			continue
		}
		s.refuse(bad)
		if length, err = s.resync(line); err != nil {
			return 0, cutShort(err)
		}
	}
}

// contentLength reads the value of a Content-Length field.
func contentLength(value []byte) (int64, *jsonrpc2.Error) {
	length, err := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
	switch {
	case err != nil || length < 0:
		return 0, jsonrpc2.NewError(jsonrpc2.ParseError, "the Content-Length of the message is not a number of bytes")
	case length > maxContent:
		return 0, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "the message is longer than %d bytes", int64(maxContent))
	}
	return length, nil
}

// isFieldName reports whether name can be the name of a header field
// (RFC 9110, "Tokens", without the characters that no known header uses).
func isFieldName(name []byte) bool {
	for _, c := range name {
		if c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return len(name) > 0
}

// resync finds the next usable "Content-Length: <number>" line, in rest and
// then in the input, and returns the number. Content cannot be mistaken for
// one: a JSON string holds no line end.
func (s *stream) resync(rest []byte) (int64, error) {
	const field = "content-length:"
	var (
		matched int
		value   []byte
	)
	for {
		var c byte
		if len(rest) > 0 {
			c, rest = rest[0], rest[1:]
		} else {
			var err error
			if c, err = s.in.ReadByte(); err != nil {
				return 0, err
			}
		}
		if matched == len(field) {
			if c == '\n' {
				if length, bad := contentLength(value); bad == nil {
					return length, nil
				}
			} else if len(value) < 32 && strings.IndexByte(" \t\r0123456789", c) >= 0 {
				value = append(value, c)
				continue
			}
			matched, value = 0, value[:0]
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		switch c {
		case field[matched]:
			matched++
		case field[0]: // the field's first letter occurs in it only once
			matched = 1
		default:
			matched = 0
		}
	}
}

// cutShort names the end of the input within a message.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Write queues a message.
func (s *stream) Write(ctx context.Context, msg jsonrpc2.Message) (int64, error) {
	return s.WriteFrame(ctx, jsonrpc2.AppendMessage(nil, msg))
}

// WriteFrame queues the content part of a message.
func (s *stream) WriteFrame(ctx context.Context, content []byte) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return s.send(content)
}

func (s *stream) send(content []byte) (int64, error) {
	frame := make([]byte, 0, len(content)+len("Content-Length: \r\n\r\n")+10)
	frame = append(frame, "Content-Length: "...)
	frame = strconv.AppendInt(frame, int64(len(content)), 10)
	frame = append(frame, "\r\n\r\n"...)
	frame = append(frame, content...)
	if err := s.out.put(frame); err != nil {
		s.fail(err)
		return 0, err
	}
	return int64(len(frame)), nil
}

// Close ends reading and accepts no more frames. Those queued are still
// written; outbox.done tells when they are.
func (s *stream) Close() error {
	s.closeOnce.Do(func() {
		close(s.closed)
		s.out.close()
		if s.closer != nil {
			// Closing a file may wait for a read of it, and nobody needs to
			// know whether it worked: the server is done with its input.
			go s.closer.Close()
		}
	})
	return nil
}
