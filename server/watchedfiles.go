package server

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/workspace"
)

// watchedPatterns are the files whose change on disk matters: schema files, and
// the sources that programs of a project read.
var watchedPatterns = []string{"**/*.{hcl,sql,sum}", "**/*.{py,go,ts,js,mts,mjs,java,kt,cs,php,rb,prisma}"}

// unwatched reports whether a file is none of watchedPatterns. What has no
// ending may be a directory. A program that keeps a log beside the models must
// not make itself run again.
func unwatched(name string) bool {
	ending := strings.TrimPrefix(filepath.Ext(name), ".")
	return ending != "" && !slices.ContainsFunc(watchedPatterns, func(pattern string) bool {
		_, endings, _ := strings.Cut(pattern, "{")
		return slices.Contains(strings.Split(strings.TrimSuffix(endings, "}"), ","), ending)
	})
}

// watchFiles has file changes reported: by the client where it can (LSP 3.18,
// "DidChangeWatchedFiles Notification"), else by the operating system.
func (s *session) watchFiles() {
	if !s.canWatch {
		s.watcher = workspace.NewWatcher(s.log, func(names []string) { s.diskChanged(slices.DeleteFunc(names, unwatched)) })
		s.background("watch files", func(ctx context.Context) error { return s.watcher.Run(ctx) })
		return
	}
	var watchers []map[string]string
	for _, pattern := range watchedPatterns {
		watchers = append(watchers, map[string]string{"globPattern": pattern})
	}
	options, err := json.Marshal(map[string]any{"watchers": watchers})
	if err != nil {
		return
	}
	s.background("register file watchers", func(ctx context.Context) error {
		return s.client.Call(ctx, protocol.MethodClientRegisterCapability, &protocol.RegistrationParams{
			Registrations: []protocol.Registration{{
				ID: "watched-files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: options,
			}},
		}, nil)
	})
}

// watch has the directories watched that a snapshot reads from.
func (s *session) watch(snapshot *workspace.Snapshot) {
	if s.watcher != nil {
		s.watcher.Watch(snapshot.Directories())
	}
}

func (s *session) diskChanged(names []string) {
	if len(names) == 0 {
		return
	}
	s.workspace.DiskChanged(names)
	s.diagnose()
}

// didChangeWatchedFiles serves the notification of that name.
func didChangeWatchedFiles(_ context.Context, s *session, params *protocol.DidChangeWatchedFilesParams) error {
	var names []string
	for _, event := range params.Changes {
		if id, err := uri.Parse(event.URI.String()); err == nil {
			names = append(names, fileName(id))
		}
	}
	s.diskChanged(names)
	return nil
}
