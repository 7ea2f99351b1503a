package server

import (
	"context"
	"crypto/sha256"
	"strconv"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// methodERDChanged tells a client that has shown a diagram that the graph
// behind it is another now.
const methodERDChanged = "schemascope/erdChanged"

type erdChangedParams struct {
	Revision uint64 `json:"revision"` // of the workspace, as in viewERDResult
}

// graphs remembers the graphs of the last snapshot, to tell whether a new one
// differs.
type graphs struct {
	known  bool
	realms []*schema.Realm
	titles []string
	sums   [][sha256.Size]byte
}

// changed takes a snapshot and reports whether a graph of it is not the one
// that the snapshot before had. A realm that is the same value costs nothing.
func (g *graphs) changed(s *workspace.Snapshot) bool {
	before := *g
	*g = graphs{known: true}
	different := len(before.realms) != len(s.Environments())
	for i, e := range s.Environments() {
		realm := e.Realm()
		var sum [sha256.Size]byte
		if i < len(before.realms) && before.realms[i] == realm {
			sum = before.sums[i]
		} else if data, err := inspect.JSON(realm); err == nil {
			// What is not there is drawn in another way where it may be elsewhere.
			sum = sha256.Sum256(append(data, strconv.FormatBool(realm.Incomplete)...))
		}
		different = different || i >= len(before.sums) || before.sums[i] != sum || before.titles[i] != e.Title()
		g.realms, g.titles, g.sums = append(g.realms, realm), append(g.titles, e.Title()), append(g.sums, sum)
	}
	return different && before.known
}

// tellERDChanged notifies a client that has asked for a diagram before.
func (s *session) tellERDChanged(ctx context.Context, snapshot *workspace.Snapshot) {
	first := s.drawn.Load()
	if first == nil {
		return
	}
	if !s.graphs.known {
		s.graphs.changed(first)
		s.drawn.Store(new(workspace.Snapshot)) // its sums are enough: it holds every text there was
	}
	if !s.graphs.changed(snapshot) {
		return
	}
	if err := s.client.Notify(ctx, methodERDChanged, &erdChangedParams{Revision: snapshot.Revision}); err != nil {
		s.log.Debug("change of the diagram not told", "error", err)
	}
}
