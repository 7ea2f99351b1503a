// Package lsp is a small language client for end-to-end tests and benchmarks:
// it starts any language server and speaks with it over its standard input and
// output. It knows the wire and nothing of what is said.
package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// Client is a running server.
type Client struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	stderr bytes.Buffer
	done   chan struct{} // closed when the server's output has ended
	wait   func() error  // for the process to end; to be called after that

	writing sync.Mutex

	mu      sync.Mutex
	nextID  int
	waiting map[int]chan message
	heard   []Notification
	arrived chan struct{} // closed and replaced when something was heard
}

// Notification is something that the server said unasked.
type Notification struct {
	Method string
	Params json.RawMessage
	At     time.Time // when it had arrived in full
}

type message struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`

	at time.Time // when it had arrived in full
}

// Error is a server's refusal.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// Start runs a server. cmd is not started yet and has no standard streams.
func Start(cmd *exec.Cmd) (*Client, error) {
	c := &Client{
		cmd: cmd, done: make(chan struct{}), wait: sync.OnceValue(cmd.Wait),
		waiting: map[int]chan message{}, arrived: make(chan struct{}),
	}
	var err error
	if c.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if c.out, err = cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	cmd.Stderr = &c.stderr
	cmd.WaitDelay = 5 * time.Second // for programs of the server's that outlive it
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go c.read(bufio.NewReaderSize(c.out, 1<<16))
	return c, nil
}

// PID is the server's process.
func (c *Client) PID() int { return c.cmd.Process.Pid }

// Call asks and waits for the answer.
func (c *Client) Call(ctx context.Context, method string, params, result any) error {
	_, err := c.Ask(ctx, method, params, result)
	return err
}

// Ask is Call that says when the answer had arrived in full, undecoded.
func (c *Client) Ask(ctx context.Context, method string, params, result any) (time.Time, error) {
	answer := make(chan message, 1)
	c.mu.Lock()
	c.nextID++
	id := c.nextID
	c.waiting[id] = answer
	c.mu.Unlock()
	if err := c.write(message{ID: json.RawMessage(strconv.Itoa(id)), Method: method}, params); err != nil {
		return time.Time{}, err
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			return m.at, fmt.Errorf("%s: %w", method, m.Error)
		}
		if result == nil {
			return m.at, nil
		}
		if err := json.Unmarshal(m.Result, result); err != nil {
			return m.at, fmt.Errorf("%s: %w", method, err)
		}
		return m.at, nil
	case <-c.done:
		return time.Time{}, fmt.Errorf("%s: %w", method, c.ended())
	case <-ctx.Done():
		return time.Time{}, fmt.Errorf("%s: %w", method, ctx.Err())
	}
}

// Notify tells.
func (c *Client) Notify(method string, params any) error {
	return c.write(message{Method: method}, params)
}

// Await takes the first notification that accept likes, of those that have
// arrived and were not taken yet, or waits for it. Those before it are dropped.
func (c *Client) Await(ctx context.Context, accept func(Notification) bool) (Notification, error) {
	for {
		c.mu.Lock()
		for len(c.heard) > 0 {
			n := c.heard[0]
			c.heard = c.heard[1:]
			if accept(n) {
				c.mu.Unlock()
				return n, nil
			}
		}
		arrived := c.arrived
		c.mu.Unlock()
		select {
		case <-arrived:
		case <-c.done:
			return Notification{}, c.ended()
		case <-ctx.Done():
			return Notification{}, ctx.Err()
		}
	}
}

// Close ends the server in the protocol's way and reports how it exited.
func (c *Client) Close(ctx context.Context) error {
	err := c.Call(ctx, "shutdown", nil, nil)
	if err == nil {
		err = c.Notify("exit", nil)
	}
	if err != nil {
		c.Kill()
		return err
	}
	c.in.Close()
	select {
	case <-c.done:
		return c.wait()
	case <-ctx.Done():
		c.Kill()
		return fmt.Errorf("the server does not exit: %w", ctx.Err())
	}
}

// Kill ends the server at once. Programs that it started stay.
func (c *Client) Kill() {
	c.cmd.Process.Kill()
	c.in.Close()
	c.out.Close() // which such a program may hold open
	<-c.done
	c.wait()
}

func (c *Client) ended() error {
	err := c.wait() // after which stderr is complete
	return fmt.Errorf("the server has ended (%v): %s", err, c.stderr.String())
}

func (c *Client) write(m message, params any) error {
	m.JSONRPC = "2.0"
	if params != nil {
		raw, err := json.Marshal(params)
		if err != nil {
			return err
		}
		m.Params = raw
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err = fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

func (c *Client) read(r *bufio.Reader) {
	defer close(c.done)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		m := message{at: time.Now()}
		if err := json.Unmarshal(body, &m); err != nil {
			return
		}
		switch {
		case m.Method == "":
			c.answered(m)
		case len(m.ID) > 0:
			go c.answer(m)
		default:
			c.mu.Lock()
			c.heard = append(c.heard, Notification{m.Method, m.Params, m.at})
			close(c.arrived)
			c.arrived = make(chan struct{})
			c.mu.Unlock()
		}
	}
}

func (c *Client) answered(m message) {
	id, err := strconv.Atoi(string(m.ID))
	if err != nil {
		return
	}
	c.mu.Lock()
	answer := c.waiting[id]
	delete(c.waiting, id)
	c.mu.Unlock()
	if answer != nil {
		answer <- m
	}
}

// answer gives a server the least that it can ask for: no configuration, and
// consent to everything else.
func (c *Client) answer(m message) {
	result := json.RawMessage("null")
	if m.Method == "workspace/configuration" {
		var params struct{ Items []json.RawMessage }
		if json.Unmarshal(m.Params, &params) == nil {
			result, _ = json.Marshal(make([]any, len(params.Items)))
		}
	}
	// A server that has ended needs no answer.
	_ = c.write(message{ID: m.ID, Result: result}, nil)
}
