package cmd

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/schemascope/schemascope/server"
)

var serveCommand = command{
	name: "serve", args: "[--stdio]",
	summary: "Serve the Language Server Protocol on standard input and output.",
	flags: func(f *flag.FlagSet, c *invocation) {
		f.Bool("stdio", true, "speak on standard input and output, the only way there is")
		f.StringVar(&c.format, "log", "info", "the least `level` logged to standard error: debug, info, warn or error")
	},
	run: serve,
}

func serve(ctx context.Context, c *invocation) int {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.format)); err != nil {
		return c.fail(err)
	}
	if c.Out == os.Stdout {
		c.Out = server.TakeStdout()
	}
	collectSeldom()
	return server.Serve(ctx, c.In, c.Out, server.Options{
		Version: Version(), Logger: slog.New(slog.NewTextHandler(c.Err, &slog.HandlerOptions{Level: level})),
	})
}

// collectSeldom has garbage collected less often than a program does by itself.
// A keystroke makes much of it, of which little memory is used: to collect half
// as often takes a tenth off the time to its diagnostics. And while the first
// documents are read the heap only grows: to collect at each doubling of so
// little takes a quarter of the time that a large schema needs to open.
func collectSeldom() {
	const leastHeap = 64 << 20
	debug.SetGCPercent(leastHeap / (4 << 20) * 100) // 4 MiB is the least heap for 100 % (runtime: heapMinimum)
	runtime.AddCleanup(new(*byte), func(struct{}) { debug.SetGCPercent(200) }, struct{}{})
}
