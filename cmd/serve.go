package cmd

import (
	"context"
	"flag"
	"log/slog"
	"os"

	"github.com/schemascope/schemascope/server"
)

var serveCommand = command{
	name: "serve", args: "[--stdio]", words: []string{},
	summary: "Serve the Language Server Protocol on standard input and output.",
	choices: choices("log", "debug info warn error"),
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
	pace.start()
	return server.Serve(ctx, c.In, c.Out, server.Options{
		Version: Version(), Logger: slog.New(slog.NewTextHandler(c.Err, &slog.HandlerOptions{Level: level})),
	})
}
