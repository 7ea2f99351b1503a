package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// changed is a didChange notification around its changes.
const changed = `{"textDocument":{"uri":"file:///a.sql","version":2},"contentChanges":[%s]}`

// TestRefusedMessages sends what is no message: each gets exactly one answer
// without an id, and the server reads on.
func TestRefusedMessages(t *testing.T) {
	for name, test := range map[string]struct {
		content string
		code    int
	}{
		"malformed JSON":                   {`{"jsonrpc":"2.0","id":1,`, -32700},
		"malformed JSON in the parameters": {`{"jsonrpc":"2.0","id":1,"method":"shutdown","params":{"a":1,,}}`, -32700},
		"no JSON":                          {`hello`, -32700},
		"two values":                       {`{"jsonrpc":"2.0","id":1,"method":"a"}{}`, -32700},
		"nested beyond reason":             {`{"jsonrpc":"2.0","id":1,"method":"a","params":` + strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20) + `}`, -32700},
		"empty content":                    {``, -32700},
		"no jsonrpc":                       {`{"id":1,"method":"shutdown"}`, -32600},
		"jsonrpc 1.0":                      {`{"jsonrpc":"1.0","id":1,"method":"shutdown"}`, -32600},
		"jsonrpc as a number":              {`{"jsonrpc":2.0,"id":1,"method":"shutdown"}`, -32600},
		"method as a number":               {`{"jsonrpc":"2.0","id":1,"method":1}`, -32600},
		"method and result":                {`{"jsonrpc":"2.0","id":1,"method":"shutdown","result":null}`, -32600},
		"neither method nor result":        {`{"jsonrpc":"2.0","id":1}`, -32600},
		"fractional id":                    {`{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}`, -32600},
		"id above int64":                   {`{"jsonrpc":"2.0","id":9223372036854775808,"method":"shutdown"}`, -32600},
		"id as an object":                  {`{"jsonrpc":"2.0","id":{},"method":"shutdown"}`, -32600},
		"response with result and error":   {`{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}}`, -32600},
		"response with a huge error code":  {`{"jsonrpc":"2.0","id":1,"error":{"code":4294967296,"message":""}}`, -32600},
		"a number":                         {`5`, -32600},
		"null":                             {`null`, -32600},
		"empty batch":                      {`[]`, -32600},
		"batch":                            {`[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]`, -32600},
	} {
		t.Run(name, func(t *testing.T) {
			c := ready(t)
			c.frame(test.content)
			wantError(t, c.next(), "null", test.code)
			c.alive()
		})
	}
}

// TestHeaders sends header parts that are unusual, and then broken ones: the
// next readable message is answered.
func TestHeaders(t *testing.T) {
	const ping = `{"jsonrpc":"2.0","id":7,"method":"test/unknown"}`
	length := strconv.Itoa(len(ping))
	for name, test := range map[string]struct {
		bytes string
		codes []int // of the refusals before the answer
	}{
		"other fields":              {"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: " + length + "\r\n\r\n" + ping, nil},
		"another case":              {"content-length:" + length + "\r\n\r\n" + ping, nil},
		"line feeds only":           {"Content-Length: " + length + "\n\n" + ping, nil},
		"empty lines before":        {"\r\n\r\n" + framed(ping), nil},
		"no number":                 {"Content-Length: many\r\n\r\n{}" + framed(ping), []int{-32700}},
		"negative length":           {"Content-Length: -2\r\n\r\n{}" + framed(ping), []int{-32700}},
		"length beyond any number":  {"Content-Length: 99999999999999999999\r\n\r\n{}" + framed(ping), []int{-32700}},
		"length beyond the bound":   {"Content-Length: 300000000\r\n\r\n" + strings.Repeat(" ", 100_000) + framed(ping), []int{-32600}},
		"no length":                 {"Content-Type: text/plain\r\n\r\n{}" + framed(ping), []int{-32700}},
		"no header":                 {"{}\r\n" + framed(ping), []int{-32700}},
		"endless line":              {strings.Repeat("x", 100_000) + framed(ping), []int{-32700}},
		"length too short":          {"Content-Length: 5\r\n\r\n{\"a\":\"Content-Length: 9\"}" + framed(ping), []int{-32700, -32700}},
		"length too long":           {"Content-Length: 10\r\n\r\n{}" + framed(ping) + framed(ping), []int{-32700, -32700}},
		"another header after that": {"nonsense\r\nContent-Length: x\r\nContent-Length: 999999999\r\n\r\n" + framed(ping), []int{-32700}},
		"mark within the mark":      {"nonsense\r\ncontent-Content-Length: " + length + "\r\n\r\n" + ping, []int{-32700}},
	} {
		t.Run(name, func(t *testing.T) {
			c := ready(t)
			c.raw(test.bytes)
			for _, code := range test.codes {
				wantError(t, c.next(), "null", code)
			}
			wantError(t, c.next(), "7", -32601)
			c.alive()
		})
	}
}

// TestSilence sends notifications and responses that must get no answer at
// all: the next frame is the answer to the next request.
func TestSilence(t *testing.T) {
	for name, content := range map[string]string{
		"unknown notification":                 `{"jsonrpc":"2.0","method":"test/unknown","params":{}}`,
		"unknown $ notification":               `{"jsonrpc":"2.0","method":"$/setTrace","params":{"value":"off"}}`,
		"request sent as a notification":       `{"jsonrpc":"2.0","method":"shutdown"}`,
		"notification with null id":            `{"jsonrpc":"2.0","id":null,"method":"test/unknown"}`,
		"initialized without params":           `{"jsonrpc":"2.0","method":"initialized"}`,
		"initialized with an empty array":      `{"jsonrpc":"2.0","method":"initialized","params":[ ]}`,
		"cancel with null id":                  `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":null}}`,
		"cancel with fractional id":            `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1.5}}`,
		"cancel with id above int32":           `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":4294967296}}`,
		"cancel with id above int64":           `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1e300}}`,
		"cancel with unknown string id":        `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"x"}}`,
		"cancel with id as an object":          `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{}}}`,
		"cancel without params":                `{"jsonrpc":"2.0","method":"$/cancelRequest"}`,
		"cancel with an array":                 `{"jsonrpc":"2.0","method":"$/cancelRequest","params":[1]}`,
		"response to nothing":                  `{"jsonrpc":"2.0","id":99,"result":null}`,
		"response to nothing with a string id": `{"jsonrpc":"2.0","id":"x","result":{}}`,
		"error response with null id":          `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}`,
		"didChange without version":            `{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.sql"},"contentChanges":[]}}`,
		"didChange with version null":          `{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.sql","version":null},"contentChanges":[]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			c := ready(t)
			c.frame(content)
			c.alive()
		})
	}
}

func TestUnknownNotificationsAreLogged(t *testing.T) {
	c := ready(t)
	c.notify("test/unknownName", "{}")
	c.notify("$/unknownDollar", "{}")
	c.alive()
	if log := c.log.String(); !strings.Contains(log, "test/unknownName") || strings.Contains(log, "unknownDollar") {
		t.Errorf("log:\n%s", log)
	}
}

// TestErrorCodes is the mapping from what a feature returns to the client.
func TestErrorCodes(t *testing.T) {
	failing := func(err error) route {
		return request(func(context.Context, *session, *none) (*none, error) { return nil, err })
	}
	c := ready(t,
		withRoute("test/fails", failing(errors.New("disk full"))),
		withRoute("test/stale", failing(fmt.Errorf("a.sql: %w", protocol.ErrContentModified))),
		withRoute("test/refuses", failing(jsonrpc2.NewError(-32803, "cannot be renamed"))),
		withRoute("test/gaveUp", failing(fmt.Errorf("query: %w", context.Canceled))),
		withRoute("test/hover", request(func(_ context.Context, _ *session, p *protocol.HoverParams) (*protocol.Hover, error) {
			return nil, nil
		})),
		withRoute("test/unencodable", request(func(context.Context, *session, *none) (func(), error) { return func() {}, nil })),
	)
	for _, test := range []struct {
		method, params string
		code           int
		message        string
	}{
		{"test/fails", "null", -32603, "disk full"},
		{"test/stale", "null", -32801, "a.sql: content modified"},
		{"test/refuses", "null", -32803, "cannot be renamed"},
		{"test/gaveUp", "null", -32800, "cancelled"},
		{"test/hover", `{"textDocument":{"uri":"file:///a.sql"},"position":{"line":-1,"character":0}}`, -32602, "offset"},
		{"test/hover", `"x"`, -32602, ""},
		{"test/unencodable", "null", -32603, ""},
		{"test/unknown", "null", -32601, "test/unknown"},
		{"$/unknown", "null", -32601, "$/unknown"},
		{"initialized", "{}", -32601, "initialized"},
		{"initialize", "{}", -32600, "already"},
	} {
		m := c.call("1", test.method, test.params)
		wantError(t, m, "1", test.code)
		if !strings.Contains(m.Error.Message, test.message) {
			t.Errorf("%s: message %q, want %q in it", test.method, m.Error.Message, test.message)
		}
	}
	if m := c.call("1", "test/hover", "[]"); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("a nil result without parameters: %s", m.raw)
	}
	c.alive()
}

func TestRequestIDs(t *testing.T) {
	echo := withRoute("test/echo", request(func(_ context.Context, _ *session, raw *jsonrpc2.RawMessage) (jsonrpc2.RawMessage, error) {
		return *raw, nil
	}))
	c := ready(t, echo)
	for _, id := range []string{"0", "-1", "9007199254740993", `""`, `"7"`, `"é\n"`} {
		if m := c.call(id, "test/echo", `{"a":[1.50,"<&>"]}`); string(m.Result) != `{"a":[1.50,"<&>"]}` {
			t.Errorf("id %s: %s", id, m.raw)
		}
	}
}

func TestPanic(t *testing.T) {
	var broken *protocol.HoverParams
	c := ready(t,
		withRoute("test/inline", staged(func(context.Context, *session, *none) (func(context.Context) (string, error), error) {
			panic("inline stage")
		})),
		withRoute("test/async", request(func(context.Context, *session, *none) (string, error) { panic("async stage") })),
		withRoute("test/nil", request(func(context.Context, *session, *none) (protocol.Position, error) { return broken.Position, nil })),
		withRoute("test/told", notification(func(context.Context, *session, *none) error { panic("notified") })),
	)
	for _, method := range []string{"test/inline", "test/async", "test/nil"} {
		m := c.call("1", method, "{}")
		wantError(t, m, "1", -32603)
		if strings.Contains(m.Error.Message, "stage") || strings.Contains(m.Error.Message, "goroutine") {
			t.Errorf("%s tells the client too much: %s", method, m.raw)
		}
		c.alive()
	}
	c.notify("test/told", "{}")
	c.incoming("window/logMessage")
	c.alive()
	log := c.log.String()
	for _, want := range []string{"inline stage", "async stage", "nil pointer", "notified", "wire_test.go"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}

func TestCancellation(t *testing.T) {
	started := make(chan struct{})
	waiting := withRoute("test/wait", request(func(ctx context.Context, _ *session, _ *none) (string, error) {
		started <- struct{}{}
		<-ctx.Done()
		return "", errors.New("interrupted")
	}))
	finishing := withRoute("test/finish", request(func(ctx context.Context, _ *session, _ *none) (string, error) {
		started <- struct{}{}
		<-ctx.Done()
		return "done anyway", nil
	}))

	t.Run("running", func(t *testing.T) {
		c := ready(t, waiting)
		for _, id := range []string{"1", `"one"`, "4294967296", `""`} {
			c.request(id, "test/wait", "{}")
			<-started
			c.notify("$/cancelRequest", `{"id":null}`)
			c.alive() // null is nobody's id
			c.notify("$/cancelRequest", `{"id":`+id+`}`)
			wantError(t, c.response(id), id, -32800)
			c.notify("$/cancelRequest", `{"id":`+id+`}`) // too late
			c.alive()
		}
	})
	t.Run("finished nevertheless", func(t *testing.T) {
		c := ready(t, finishing)
		c.request("1", "test/finish", "{}")
		<-started
		c.notify("$/cancelRequest", `{"id":1}`)
		if m := c.response("1"); string(m.Result) != `"done anyway"` {
			t.Errorf("got %s", m.raw)
		}
	})
	t.Run("waiting for its turn", func(t *testing.T) {
		c := ready(t, waiting)
		for i := range maxConcurrent {
			c.request(strconv.Itoa(i), "test/wait", "{}")
			<-started
		}
		c.request(`"late"`, "test/wait", "{}")
		c.notify("$/cancelRequest", `{"id":"late"}`)
		wantError(t, c.response(`"late"`), `"late"`, -32800)
		for i := range maxConcurrent {
			c.notify("$/cancelRequest", fmt.Sprintf(`{"id":%d}`, i))
			wantError(t, c.response(strconv.Itoa(i)), strconv.Itoa(i), -32800)
		}
		c.alive()
	})
}

// TestOrder sends edits with requests among them. Every edit arrives in order,
// and every request is answered from the state between its neighbours, though
// each takes the reader's role to another goroutine.
func TestOrder(t *testing.T) {
	const edits, every = 50_000, 500
	seen, outOfOrder := 0, 0
	c := ready(t,
		withRoute("test/edit", notification(func(_ context.Context, _ *session, p *didChangeParams) error {
			if v := p.TextDocument.Version.number; v == nil || int(*v) != seen {
				outOfOrder++
			}
			seen++
			return nil
		})),
		withRoute("test/seen", staged(func(context.Context, *session, *none) (func(context.Context) (int, error), error) {
			snapshot := seen
			return func(context.Context) (int, error) { return snapshot, nil }, nil
		})),
	)
	var b strings.Builder
	for i := range edits {
		b.WriteString(framed(fmt.Sprintf(`{"jsonrpc":"2.0","method":"test/edit","params":{"textDocument":{"uri":"file:///a.sql","version":%d},`+
			`"contentChanges":[{"range":{"start":{"line":0,"character":%d},"end":{"line":0,"character":%d}},"text":"x"}]}}`, i, i, i)))
		if (i+1)%every == 0 {
			b.WriteString(framed(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"test/seen"}`, i+1)))
			c.raw(b.String())
			b.Reset()
		}
	}
	for i := every; i <= edits; i += every {
		if m := c.response(strconv.Itoa(i)); string(m.Result) != strconv.Itoa(i) {
			t.Errorf("after %d edits: %s", i, m.raw)
		}
	}
	if outOfOrder != 0 {
		t.Errorf("%d of %d edits out of order", outOfOrder, edits)
	}
}

// TestSlowReader sends more than any pipe holds to a client that reads nothing
// before it has written everything.
func TestSlowReader(t *testing.T) {
	const requests = 1000
	in, clientOut := io.Pipe()
	clientIn, out := io.Pipe()
	c := &frameClient{t: t, in: clientOut, exit: make(chan int, 1)}
	c.arrived.L = &c.mu
	go func() { c.exit <- Serve(context.Background(), in, out, Options{Logger: slog.New(slog.DiscardHandler)}) }()
	for i := range requests {
		c.request(strconv.Itoa(i), "test/unknown", "{}")
	}
	go c.receive(clientIn)
	for i := range requests {
		wantError(t, c.next(), strconv.Itoa(i), -32002)
	}
	c.notify("exit", "null")
	if code := c.code(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
}

func TestLifecycle(t *testing.T) {
	t.Run("before initialize", func(t *testing.T) {
		c := start(t)
		wantError(t, c.call("1", "shutdown", "null"), "1", -32002)
		wantError(t, c.call("2", "test/unknown", "null"), "2", -32002)
		c.notify("textDocument/didOpen", `{"textDocument":{"uri":"file:///a.sql","languageId":"sql","version":1,"text":""}}`)
		c.notify("test/unknown", "null")
		if m := c.call("3", "initialize", `{"capabilities":{}}`); m.Error != nil {
			t.Fatalf("initialize: %s", m.raw)
		}
		if got := c.docs.recorded(); got != nil {
			t.Errorf("notifications before initialize arrived: %q", got)
		}
		c.alive()
	})
	t.Run("after shutdown", func(t *testing.T) {
		c := ready(t)
		if m := c.call("1", "shutdown", "null"); m.Error != nil || string(m.Result) != "null" {
			t.Fatalf("shutdown: %s", m.raw)
		}
		wantError(t, c.call("2", "shutdown", "null"), "2", -32600)
		wantError(t, c.call("3", "test/unknown", "{}"), "3", -32600)
		wantError(t, c.call("4", "initialize", "{}"), "4", -32600)
		c.notify("textDocument/didClose", `{"textDocument":{"uri":"file:///a.sql"}}`)
		c.notify("exit", "null")
		if code := c.code(); code != 0 {
			t.Errorf("exit code %d, want 0", code)
		}
		if got := c.docs.recorded(); got != nil {
			t.Errorf("notifications after shutdown arrived: %q", got)
		}
	})
	t.Run("requests in flight survive shutdown", func(t *testing.T) {
		release := make(chan struct{})
		c := ready(t, withRoute("test/slow", request(func(context.Context, *session, *none) (string, error) {
			<-release
			return "late", nil
		})))
		c.request("1", "test/slow", "{}")
		c.call("2", "shutdown", "null")
		close(release)
		if m := c.response("1"); string(m.Result) != `"late"` {
			t.Errorf("got %s", m.raw)
		}
	})
	for name, test := range map[string]struct {
		begin func(*testing.T, ...func(*config)) *frameClient
		end   func(*frameClient)
		code  int
	}{
		"exit without shutdown": {ready, func(c *frameClient) { c.notify("exit", "null") }, 1},
		"exit without anything": {start, func(c *frameClient) { c.notify("exit", "null") }, 1},
		"exit as a request":     {ready, func(c *frameClient) { c.request("1", "exit", "null") }, 1},
		"shutdown and exit at once": {ready, func(c *frameClient) {
			c.raw(framed(`{"jsonrpc":"2.0","id":1,"method":"shutdown"}`) + framed(`{"jsonrpc":"2.0","method":"exit"}`))
		}, 0},
		"end of input":                    {ready, func(c *frameClient) { c.in.Close() }, 1},
		"end of input after shutdown":     {ready, func(c *frameClient) { c.call("1", "shutdown", "null"); c.in.Close() }, 0},
		"end of input within a header":    {ready, func(c *frameClient) { c.raw("Content-Le"); c.in.Close() }, 1},
		"end of input within the content": {ready, func(c *frameClient) { c.raw("Content-Length: 10\r\n\r\n{"); c.in.Close() }, 1},
		"end of input in search":          {ready, func(c *frameClient) { c.raw("nonsense\r\nmore of it"); c.in.Close() }, 1},
		"broken input":                    {ready, func(c *frameClient) { c.in.CloseWithError(errors.New("cable cut")) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := test.begin(t)
			test.end(c)
			if code := c.code(); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if clean := !strings.Contains(name, "within") && !strings.Contains(name, "search") && !strings.Contains(name, "broken"); clean == strings.Contains(c.log.String(), `level=ERROR msg="session ends"`) {
				t.Errorf("log:\n%s", c.log)
			}
		})
	}
}

func TestEndOfInputWithRequestsInFlight(t *testing.T) {
	started := make(chan struct{})
	t.Run("that notice", func(t *testing.T) {
		c := ready(t, withRoute("test/wait", request(func(ctx context.Context, _ *session, _ *none) (string, error) {
			started <- struct{}{}
			<-ctx.Done()
			return "", ctx.Err()
		})))
		c.request("1", "test/wait", "{}")
		<-started
		c.in.Close()
		wantError(t, c.response("1"), "1", -32800)
		if code := c.code(); code != 1 {
			t.Errorf("exit code %d, want 1", code)
		}
	})
	t.Run("that do not", func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		c := ready(t, func(cfg *config) { cfg.grace = 1 }, withRoute("test/stuck", request(func(context.Context, *session, *none) (string, error) {
			started <- struct{}{}
			<-release
			return "", nil
		})))
		c.request("1", "test/stuck", "{}")
		<-started
		c.in.Close()
		if code := c.code(); code != 1 {
			t.Errorf("exit code %d, want 1", code)
		}
	})
}

func TestClientStopsReading(t *testing.T) {
	in, clientOut := io.Pipe()
	clientIn, out := io.Pipe()
	c := &frameClient{t: t, in: clientOut, exit: make(chan int, 1)}
	go func() { c.exit <- Serve(context.Background(), in, out, Options{Logger: slog.New(slog.DiscardHandler)}) }()
	clientIn.Close()
	c.request("1", "test/unknown", "{}")
	if code := c.code(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
}

func TestClientProcess(t *testing.T) {
	if os.Getenv("SERVER_TEST_CLIENT") != "" {
		_, _ = io.Copy(io.Discard, os.Stdin) // the test below ends it
		return
	}
	process := exec.Command(os.Args[0], "-test.run=^TestClientProcess$")
	process.Env = append(os.Environ(), "SERVER_TEST_CLIENT=1")
	stdin, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	pid := process.Process.Pid
	c := start(t)
	c.call("1", "initialize", fmt.Sprintf(`{"processId":%d,"capabilities":{}}`, pid))
	c.alive()
	stdin.Close()
	if err := process.Wait(); err != nil {
		t.Fatal(err)
	}
	if code := c.code(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}

	// The process is gone now. A client that names it is alive all the same.
	c = start(t)
	c.call("1", "initialize", fmt.Sprintf(`{"processId":%d,"capabilities":{}}`, pid))
	c.alive()
}

// TestCallingTheClient has the server ask while it answers.
func TestCallingTheClient(t *testing.T) {
	refused := make(chan error, 1)
	c := ready(t,
		withRoute("test/ask", request(func(ctx context.Context, s *session, _ *none) (answer string, err error) {
			err = s.client.Call(ctx, "workspace/ask", map[string]int{"n": 1}, &answer)
			return answer, err
		})),
		withRoute("test/askLater", notification(func(ctx context.Context, s *session, _ *none) error {
			refused <- s.client.Call(ctx, "workspace/ask", nil, nil)
			s.background("ask", func(ctx context.Context) error {
				if err := s.client.Call(ctx, "workspace/ask", nil, nil); err != nil {
					return err
				}
				return s.client.Notify(ctx, "test/thanks", nil)
			})
			s.background("panic", func(context.Context) error { panic("in the background") })
			return nil
		})),
	)
	reply := func(result string) {
		m := c.incoming("workspace/ask")
		c.frame(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,%s}`, m.ID, result))
	}

	c.request("1", "test/ask", "{}")
	reply(`"result":"yes"`)
	if m := c.response("1"); string(m.Result) != `"yes"` {
		t.Errorf("got %s", m.raw)
	}

	c.request("1", "test/ask", "{}")
	reply(`"error":{"code":-32803,"message":"not now"}`)
	wantError(t, c.response("1"), "1", -32803)

	c.request("1", "test/ask", "{}")
	asked := c.incoming("workspace/ask")
	c.notify("$/cancelRequest", `{"id":1}`)
	if m := c.incoming("$/cancelRequest"); string(m.Params) != fmt.Sprintf(`{"id":%s}`, asked.ID) {
		t.Errorf("the client was told %s, want the id of %s", m.raw, asked.raw)
	}
	wantError(t, c.response("1"), "1", -32800)

	c.notify("test/askLater", "{}")
	if err := <-refused; !errors.Is(err, errCallOnReader) {
		t.Errorf("a call from the reader: %v", err)
	}
	reply(`"result":null`)
	c.incoming("test/thanks")
	c.alive()
}

func TestInitialize(t *testing.T) {
	for name, test := range map[string]struct{ params, encoding string }{
		"null":                         {`null`, "utf-16"},
		"empty":                        {`{}`, "utf-16"},
		"empty array":                  {`[]`, "utf-16"},
		"nothing known":                {`{"processId":null,"rootUri":null,"rootPath":null,"workspaceFolders":null,"capabilities":{}}`, "utf-16"},
		"no capabilities":              {`{"rootUri":"file:///a"}`, "utf-16"},
		"capabilities null":            {`{"capabilities":null}`, "utf-16"},
		"unknown fields":               {`{"mood":"good","capabilities":{"future":{"a":[1]},"general":{"positionEncodings":["utf-32","utf-8"],"x":1}}}`, "utf-8"},
		"utf-16 only":                  {`{"capabilities":{"general":{"positionEncodings":["utf-16"]}}}`, "utf-16"},
		"unknown encoding":             {`{"capabilities":{"general":{"positionEncodings":["utf-7"]}}}`, "utf-16"},
		"empty tables as arrays":       {`{"capabilities":{"workspace":[],"textDocument":[],"window":[],"general":{"positionEncodings":["utf-8"],"markdown":[]}}}`, "utf-8"},
		"everything an array":          {`{"capabilities":[],"clientInfo":[],"initializationOptions":[],"workspaceFolders":[]}`, "utf-16"},
		"members of a wrong type":      {`{"processId":1.5,"rootUri":5,"trace":null,"locale":{},"capabilities":{"general":{"positionEncodings":["utf-8"]}}}`, "utf-8"},
		"encodings of a wrong type":    {`{"capabilities":{"general":{"positionEncodings":{}}}}`, "utf-16"},
		"process that cannot be alive": {`{"processId":-1,"capabilities":{}}`, "utf-16"},
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t)
			m := c.call("1", "initialize", test.params)
			for _, want := range []string{
				`"serverInfo":{"name":"schemascope","version":"1.2.3"}`,
				`"positionEncoding":"` + test.encoding + `"`,
				`"textDocumentSync":{"openClose":true,"change":2,"save":{"includeText":false}}`,
			} {
				if !strings.Contains(string(m.Result), want) {
					t.Errorf("got %s, want %s in it", m.raw, want)
				}
			}
			c.alive()
		})
	}
}

// TestSalvage keeps all that can be decoded beside what cannot.
func TestSalvage(t *testing.T) {
	raw := jsonrpc2.RawMessage(`{"processId":7,"rootUri":"file:///a","clientInfo":[],"initializationOptions":{"trusted":true},` +
		`"workspaceFolders":[{"uri":"file:///a","name":"a"}],"capabilities":{"workspace":{"applyEdit":true,"didChangeConfiguration":[]},` +
		`"textDocument":[],"window":{"showDocument":{"support":true}}}}`)
	p := decodeInitialize(raw, slog.New(slog.DiscardHandler))
	folders, _ := p.WorkspaceFolders.Get()
	//lint:ignore SA1019 older clients name their root nowhere else
	root := p.RootURI
	switch {
	case p.ProcessID == nil || *p.ProcessID != 7, root == nil || *root != "file:///a", p.InitializationOptions == nil,
		len(folders) != 1,
		p.Capabilities.Workspace == nil || p.Capabilities.Workspace.ApplyEdit == nil,
		p.Capabilities.Window == nil || p.Capabilities.Window.ShowDocument == nil:
		t.Errorf("lost something: %+v", p)
	}
}

func TestDocuments(t *testing.T) {
	at := func(start, end string) string { return fmt.Sprintf(`"range":{"start":%s,"end":%s}`, start, end) }
	const zero = `{"line":0,"character":0}`
	for name, test := range map[string]struct{ method, params, want string }{ // no want: refused
		"didOpen":                       {"didOpen", `{"textDocument":{"uri":"file:///a.sql","languageId":"sql","version":1,"text":"a\u00e9\ud83d\ude00"}}`, `open file:///a.sql "sql" 1 "aé😀"`},
		"didOpen, nothing but text":     {"didOpen", `{"textDocument":{"uri":"untitled:Untitled-1","languageId":"","version":null,"text":""}}`, `open untitled:Untitled-1 "" ? ""`},
		"didOpen, another spelling":     {"didOpen", `{"textDocument":{"uri":"file:///C:/a%2Bb.sql","text":""}}`, `open file:///c%3A/a%2Bb.sql "" ? ""`},
		"didOpen, lone surrogate":       {"didOpen", `{"textDocument":{"uri":"file:///a.sql","text":"\ud800x"}}`, `open file:///a.sql "" ? "` + "\ufffd" + `x"`},
		"didOpen, no text":              {"didOpen", `{"textDocument":{"uri":"file:///a.sql"}}`, ``},
		"didOpen, text null":            {"didOpen", `{"textDocument":{"uri":"file:///a.sql","text":null}}`, ``},
		"didOpen, no params":            {"didOpen", `null`, ``},
		"didSave":                       {"didSave", `{"textDocument":{"uri":"file:///a.sql"},"text":"x"}`, `save file:///a.sql`},
		"didClose":                      {"didClose", `{"textDocument":{"uri":"file:///a.sql"}}`, `close file:///a.sql`},
		"didClose, no URI":              {"didClose", `{"textDocument":{}}`, ``},
		"didClose, impossible URI":      {"didClose", `{"textDocument":{"uri":"a b://x"}}`, ``},
		"whole text, range absent":      {"", `{"text":"x"}`, `change file:///a.sql 2 all "x"`},
		"whole text, range null":        {"", `{"range":null,"text":"x"}`, `change file:///a.sql 2 all "x"`},
		"range":                         {"", `{` + at(zero, `{"line":1,"character":2}`) + `,"text":"x"}`, `change file:///a.sql 2 0:0-1:2 "x"`},
		"two changes":                   {"", `{` + at(zero, zero) + `,"text":"x"},{"text":"y"}`, `change file:///a.sql 2 0:0-0:0 "x" all "y"`},
		"no change":                     {"", ``, `change file:///a.sql 2`},
		"rangeLength of any kind":       {"", `{` + at(zero, zero) + `,"rangeLength":-1.5,"text":"x"}`, `change file:///a.sql 2 0:0-0:0 "x"`},
		"largest positions":             {"", `{` + at(zero, `{"line":2147483647,"character":2147483647}`) + `,"text":"x"}`, `change file:///a.sql 2 0:0-2147483647:2147483647 "x"`},
		"backwards":                     {"", `{` + at(`{"line":1,"character":2}`, zero) + `,"text":"x"}`, `change file:///a.sql 2 0:0-1:2 "x"`},
		"line -1":                       {"", `{` + at(`{"line":-1,"character":0}`, zero) + `,"text":"x"}`, ``},
		"character 9007199254740991":    {"", `{` + at(zero, `{"line":0,"character":9007199254740991}`) + `,"text":"x"}`, ``},
		"line 2147483648":               {"", `{` + at(zero, `{"line":2147483648,"character":0}`) + `,"text":"x"}`, ``},
		"line as a float":               {"", `{` + at(zero, `{"line":1.5,"character":0}`) + `,"text":"x"}`, ``},
		"line as a string":              {"", `{` + at(zero, `{"line":"1","character":0}`) + `,"text":"x"}`, ``},
		"line null":                     {"", `{` + at(zero, `{"line":null,"character":0}`) + `,"text":"x"}`, ``},
		"no character":                  {"", `{` + at(zero, `{"line":1}`) + `,"text":"x"}`, ``},
		"no end":                        {"", `{"range":{"start":` + zero + `},"text":"x"}`, ``},
		"range empty":                   {"", `{"range":{},"text":"x"}`, ``},
		"range as an array":             {"", `{"range":[],"text":"x"}`, ``},
		"range as a string":             {"", `{"range":"all","text":"x"}`, ``},
		"no text":                       {"", `{` + at(zero, zero) + `}`, ``},
		"text null":                     {"", `{"text":null}`, ``},
		"text as a number":              {"", `{"text":1}`, ``},
		"one bad change among good":     {"", `{"text":"x"},{` + at(`{"line":-1,"character":0}`, zero) + `,"text":"y"}`, ``},
		"changes null":                  {"didChange", `{"textDocument":{"uri":"file:///a.sql"},"contentChanges":null}`, ``},
		"no changes":                    {"didChange", `{"textDocument":{"uri":"file:///a.sql"}}`, ``},
		"version null":                  {"didChange", `{"textDocument":{"uri":"file:///a.sql","version":null},"contentChanges":[{"text":"x"}]}`, `change file:///a.sql ? all "x"`},
		"version absent":                {"didChange", `{"textDocument":{"uri":"file:///a.sql"},"contentChanges":[{"text":"x"}]}`, `change file:///a.sql ? all "x"`},
		"version that is no int32":      {"didChange", `{"textDocument":{"uri":"file:///a.sql","version":1e99},"contentChanges":[{"text":"x"}]}`, `change file:///a.sql ? all "x"`},
		"version skipped and negative":  {"didChange", `{"textDocument":{"uri":"file:///a.sql","version":-5},"contentChanges":[{"text":"x"}]}`, `change file:///a.sql -5 all "x"`},
		"version of an unexpected type": {"didChange", `{"textDocument":{"uri":"file:///a.sql","version":{"a":[]}},"contentChanges":[{"text":"x"}]}`, `change file:///a.sql ? all "x"`},
	} {
		t.Run(name, func(t *testing.T) {
			c := ready(t)
			method, params := test.method, test.params
			if method == "" {
				method, params = "didChange", fmt.Sprintf(changed, params)
			}
			c.notify("textDocument/"+method, params)
			if test.want == "" {
				m := c.next()
				if m.Method != "window/logMessage" || !strings.Contains(string(m.Params), `{"type":1,"message":"textDocument/`+method) {
					t.Errorf("got %s, want the client's log to say why", m.raw)
				}
			}
			c.alive()
			if got := strings.Join(c.docs.recorded(), "\n"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if refused := strings.Contains(c.log.String(), "notification failed"); refused != (test.want == "") {
				t.Errorf("log:\n%s", c.log)
			}
		})
	}
}

func TestTakeStdout(t *testing.T) {
	stdout := os.Stdout
	defer func() { os.Stdout = stdout }()
	if got := TakeStdout(); got != stdout || os.Stdout != os.Stderr {
		t.Error("standard output is not separated from what is printed")
	}
}
