package server

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"go.lsp.dev/jsonrpc2"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
	"github.com/schemascope/schemascope/erd"
)

// erdViews are the diagrams that the client looks at: what was drawn last, so that it
// is not drawn again while the graph is the same, and where the tables stood, so that
// they stay there when it is another.
type erdViews struct {
	sync.Mutex
	byKey map[string]*erdView
	asked uint64 // how many requests there were
}

type erdView struct {
	asked  uint64 // the last request for it
	steady erd.Steady
	cancel context.CancelCauseFunc // of the request that is being answered; nil if none is

	// What was drawn last: realm is the very graph.
	realm  *schema.Realm
	theme  string
	result *viewERDResult
}

// maxERDViews bounds what is remembered. A client looks at one diagram or two, but in
// changing ways.
const maxERDViews = 16

// codeServerCancelled is LSP 3.18, "Response Message": the server ended the request.
const codeServerCancelled = -32802

var errSuperseded = errors.New("superseded by a newer request for the same diagram")

// enter begins a request for a view, and ends the one that is being answered. The
// caller calls leave when it has answered.
func (v *erdViews) enter(ctx context.Context, e *workspace.Environment, params *viewERDParams) (*erdView, context.Context, func()) {
	same := *params
	same.TextDocument, same.Env, same.Root, same.Theme = nil, "", "", "" // e is what they name
	key, err := json.Marshal([]any{e.Dir, e.Name(), &same})
	if err != nil {
		key = nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	v.Lock()
	defer v.Unlock()
	view := v.byKey[string(key)]
	if view == nil {
		if v.byKey == nil {
			v.byKey = map[string]*erdView{}
		}
		if len(v.byKey) >= maxERDViews {
			delete(v.byKey, v.oldest())
		}
		view = &erdView{}
		v.byKey[string(key)] = view
	}
	v.asked++
	view.asked = v.asked
	if view.cancel != nil {
		view.cancel(errSuperseded)
	}
	view.cancel = cancel
	return view, ctx, func() {
		cancel(nil)
		v.Lock()
		defer v.Unlock()
		if context.Cause(ctx) != errSuperseded {
			view.cancel = nil
		}
	}
}

// oldest is the key of the view that was not asked for the longest.
func (v *erdViews) oldest() string {
	key, least := "", v.asked+1
	for k, view := range v.byKey {
		if view.asked < least {
			key, least = k, view.asked
		}
	}
	return key
}

// drawn is what was drawn of a graph already, or nil.
func (v *erdViews) drawn(view *erdView, realm *schema.Realm, params *viewERDParams) *viewERDResult {
	v.Lock()
	defer v.Unlock()
	if view.realm == realm && view.theme == params.Theme {
		return view.result
	}
	return nil
}

func (v *erdViews) keep(view *erdView, realm *schema.Realm, params *viewERDParams, result *viewERDResult) {
	v.Lock()
	defer v.Unlock()
	view.realm, view.theme, view.result = realm, params.Theme, result
}

// superseded is the error of a request that a newer one ended, or nil.
func superseded(ctx context.Context) error {
	if context.Cause(ctx) != errSuperseded {
		return nil
	}
	return jsonrpc2.NewError(codeServerCancelled, errSuperseded.Error())
}
