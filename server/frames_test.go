package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/uri"
)

// hang is how long a test waits for something that must happen. It only keeps
// a broken server from stopping the test run.
const hang = time.Minute

// frameClient is a client that sends bytes, so that a test can send what no
// library would.
type frameClient struct {
	t    *testing.T
	in   *io.PipeWriter
	exit chan int // the exit code, once
	docs *recorder
	log  *syncBuffer

	mu      sync.Mutex
	arrived sync.Cond
	inbox   []message // frames that no test asked for yet, oldest first
	broken  error     // why no more frames will come
}

// message is any frame from the server.
type message struct {
	raw    string
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// start runs a server that is not initialized yet. Each change is applied to
// its configuration first.
func start(t *testing.T, changes ...func(*config)) *frameClient {
	t.Helper()
	c := &frameClient{t: t, exit: make(chan int, 1), docs: new(recorder), log: new(syncBuffer)}
	c.arrived.L = &c.mu
	cfg := config{
		Options: Options{
			Version: "1.2.3",
			Logger:  slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		},
		routes:      routes(),
		documents:   c.docs,
		grace:       hang,
		processPoll: time.Millisecond,
		patience:    hang, // see TestInterimDiagnostics
	}
	for _, change := range changes {
		change(&cfg)
	}
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	c.in = clientOut
	ctx, cancel := context.WithCancel(context.Background())
	go c.receive(clientIn)
	go func() {
		c.exit <- serve(ctx, serverIn, serverOut, cfg)
		serverOut.Close()
	}()
	t.Cleanup(func() {
		cancel()
		clientOut.Close()
		clientIn.Close()
		if t.Failed() {
			t.Logf("the server's log:\n%s", c.log)
		}
	})
	return c
}

// ready runs a server and initializes it.
func ready(t *testing.T, changes ...func(*config)) *frameClient {
	t.Helper()
	c := start(t, changes...)
	c.frame(`{"jsonrpc":"2.0","id":"initialize","method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`)
	if r := c.response(`"initialize"`); r.Error != nil {
		t.Fatalf("initialize: %s", r.raw)
	}
	c.frame(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	return c
}

// withRoute adds a row to the server's table.
func withRoute(method string, r route) func(*config) {
	return func(cfg *config) { cfg.routes[method] = r }
}

// receive reads frames as strictly as the specification describes them.
func (c *frameClient) receive(from io.Reader) {
	in := bufio.NewReader(from)
	for {
		msg, err := readMessage(in)
		c.mu.Lock()
		if err != nil {
			c.broken = err
		} else {
			c.inbox = append(c.inbox, msg)
		}
		c.arrived.Broadcast()
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func readMessage(in *bufio.Reader) (msg message, err error) {
	header, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		return msg, err
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return msg, fmt.Errorf("header %v: %w", header, err)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(in, body); err != nil {
		return msg, err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	var envelope struct {
		JSONRPC string `json:"jsonrpc"`
		message
	}
	if err := decoder.Decode(&envelope); err != nil {
		return msg, fmt.Errorf("%s: %w", body, err)
	}
	if envelope.JSONRPC != "2.0" {
		return msg, fmt.Errorf("not a JSON-RPC 2.0 message: %s", body)
	}
	msg, msg.raw = envelope.message, string(body)
	return msg, nil
}

// raw sends bytes as they are.
func (c *frameClient) raw(bytes string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, bytes); err != nil {
		c.t.Fatalf("send: %v", err)
	}
}

// frame sends content with a right header.
func (c *frameClient) frame(content string) {
	c.t.Helper()
	c.raw(framed(content))
}

func framed(content string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(content), content)
}

// request sends a request, with any JSON as its id and params.
func (c *frameClient) request(id, method, params string) {
	c.t.Helper()
	c.frame(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q,"params":%s}`, id, method, params))
}

// notify sends a notification, with any JSON as its params.
func (c *frameClient) notify(method, params string) {
	c.t.Helper()
	c.frame(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

// call sends a request and waits for its response.
func (c *frameClient) call(id, method, params string) message {
	c.t.Helper()
	c.request(id, method, params)
	return c.response(id)
}

// take waits for the oldest frame that is wanted and removes it from the inbox.
func (c *frameClient) take(what string, wanted func(message) bool) message {
	c.t.Helper()
	late := false
	defer time.AfterFunc(hang, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		late = true
		c.arrived.Broadcast()
	}).Stop()

	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for i, msg := range c.inbox {
			if wanted(msg) {
				c.inbox = append(c.inbox[:i:i], c.inbox[i+1:]...)
				return msg
			}
		}
		if c.broken != nil || late {
			c.t.Fatalf("no %s; connection: %v; waiting: %v", what, c.broken, c.inbox)
		}
		c.arrived.Wait()
	}
}

// next is the next frame of any kind.
func (c *frameClient) next() message {
	c.t.Helper()
	return c.take("frame", func(message) bool { return true })
}

// response is the response with the id, which is JSON.
func (c *frameClient) response(id string) message {
	c.t.Helper()
	return c.take("response "+id, func(m message) bool { return m.Method == "" && string(m.ID) == id })
}

// incoming is the next notification or request of the method.
func (c *frameClient) incoming(method string) message {
	c.t.Helper()
	return c.take(method, func(m message) bool { return m.Method == method })
}

// alive fails the test unless the server still answers, and nothing else
// arrives before its answer. The server must know its table's rows only.
func (c *frameClient) alive() {
	c.t.Helper()
	c.request(`"alive?"`, "test/unknown", "null")
	if m := c.next(); string(m.ID) != `"alive?"` || m.Error == nil || m.Error.Code != -32601 {
		c.t.Fatalf("got %s, want the answer to an unknown request", m.raw)
	}
}

// code waits for the server to end by itself.
func (c *frameClient) code() int {
	c.t.Helper()
	select {
	case code := <-c.exit:
		return code
	case <-time.After(hang):
		c.t.Fatal("the server does not end")
		return 0
	}
}

// wantError fails the test unless m is an error response with the code.
func wantError(t *testing.T, m message, id string, code int) {
	t.Helper()
	if m.Error == nil || m.Error.Code != code || string(m.ID) != id || m.Result != nil {
		t.Fatalf("got %s, want error %d with id %s", m.raw, code, id)
	}
}

// recorder is documents that remembers what it was told, as lines of text.
type recorder struct {
	mu    sync.Mutex
	lines []string
}

func (r *recorder) add(format string, args ...any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
	return nil
}

func (r *recorder) recorded() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.lines...)
}

func (r *recorder) open(id uri.URI, language string, version *int32, text string) error {
	return r.add("open %s %q %s %q", id, language, number(version), text)
}

func (r *recorder) change(id uri.URI, version *int32, changes []contentChange) error {
	var b strings.Builder
	for _, c := range changes {
		where := "all"
		if c.Range != nil {
			where = fmt.Sprintf("%d:%d-%d:%d", c.Range.Start.Line, c.Range.Start.Character, c.Range.End.Line, c.Range.End.Character)
		}
		fmt.Fprintf(&b, " %s %q", where, c.Text)
	}
	return r.add("change %s %s%s", id, number(version), b.String())
}

func (r *recorder) save(id uri.URI) error  { return r.add("save %s", id) }
func (r *recorder) close(id uri.URI) error { return r.add("close %s", id) }

func number(n *int32) string {
	if n == nil {
		return "?"
	}
	return strconv.Itoa(int(*n))
}

// syncBuffer is a bytes.Buffer for several goroutines.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
