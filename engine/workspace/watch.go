package workspace

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// batch is how long events are collected: a checkout or a build changes many
// files at once.
const batch = 500 * time.Millisecond

// Watcher watches directories through the operating system, for clients that
// do not watch files themselves.
type Watcher struct {
	log     *slog.Logger
	changed func(names []string)
	wanted  chan []string
}

// NewWatcher makes a watcher that calls changed, on a goroutine of its own, with
// the files that were created, written, renamed or removed.
func NewWatcher(log *slog.Logger, changed func(names []string)) *Watcher {
	return &Watcher{log: log, changed: changed, wanted: make(chan []string, 1)}
}

// Watch makes dirs the directories that are watched. It does not wait.
func (w *Watcher) Watch(dirs []string) {
	for {
		select {
		case w.wanted <- dirs:
			return
		default:
		}
		// An older wish that nobody has taken up yet gives way.
		select {
		case <-w.wanted:
		default:
		}
	}
}

// Run watches until ctx ends. Where the system's watches are used up, what
// cannot be watched is logged and left out.
func (w *Watcher) Run(ctx context.Context) error {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		w.log.Warn("files are not watched", "error", err)
		return nil
	}
	defer notify.Close()
	var (
		mu      sync.Mutex
		pending []string
		watched = map[string]bool{}
		flush   = time.NewTimer(batch)
	)
	flush.Stop()
	// The events are drained apart from the work on them: the queue that the
	// system keeps is short.
	go func() {
		for e := range notify.Events {
			if e.Op == fsnotify.Chmod {
				continue
			}
			mu.Lock()
			first := len(pending) == 0
			pending = append(pending, filepath.Clean(e.Name))
			mu.Unlock()
			if first {
				flush.Reset(batch)
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-notify.Errors:
			w.log.Warn("file events were lost", "error", err)
		case dirs := <-w.wanted:
			for dir := range watched {
				if !slices.Contains(dirs, dir) {
					delete(watched, dir)
					_ = notify.Remove(dir) // it may have gone already
				}
			}
			for _, dir := range dirs {
				if watched[dir] {
					continue
				}
				if err := notify.Add(dir); err != nil {
					w.log.Debug("directory is not watched", "dir", dir, "error", err)
					continue
				}
				watched[dir] = true
			}
		case <-flush.C:
			mu.Lock()
			names := pending
			pending = nil
			mu.Unlock()
			slices.Sort(names)
			if names = slices.Compact(names); len(names) > 0 {
				w.changed(names)
			}
		}
	}
}

// Directories lists the directories that the snapshot reads schema files and
// models from, those below the roots where it missed one, and the roots, in order.
func (s *Snapshot) Directories() []string {
	dirs := slices.Clone(s.workspace.options.Roots)
	for _, e := range s.Environments() {
		dirs = append(dirs, e.Dir)
		for _, f := range e.Files {
			if filepath.IsAbs(f.Name) {
				dirs = append(dirs, filepath.Dir(f.Name))
			}
		}
		for _, p := range e.parts {
			for _, m := range p.models {
				dirs = append(dirs, filepath.Dir(m.Origin.File()))
			}
		}
	}
	s.mu.Lock()
	for name, d := range s.disk {
		if d.err != nil && len(s.rootOf(name)) > 0 {
			dirs = append(dirs, filepath.Dir(name))
		}
	}
	s.mu.Unlock()
	slices.Sort(dirs)
	return slices.Compact(dirs)
}
