package server

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/analysis"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/schema/codes"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// diagnose has the diagnostics computed from the newest snapshot, soon and on
// another goroutine. Calls in between are answered by one computation.
func (s *session) diagnose() {
	s.edited.Lock()
	s.edited.others = true
	s.edited.Unlock()
	s.markDirty()
}

// diagnoseEdit is diagnose after what the client did to a document.
func (s *session) diagnoseEdit(name string, do func()) {
	s.edited.Lock()
	do()
	s.edited.names = append(s.edited.names, name)
	s.edited.Unlock()
	s.markDirty()
}

func (s *session) markDirty() {
	select {
	case s.dirty <- struct{}{}:
	default:
	}
}

// edited are the documents that the client changed since the publisher last
// looked. Their diagnostics are what a client that pulls asks for by itself.
type edited struct {
	sync.Mutex
	names  []string
	others bool // something beside them changed
}

// take gives the newest state, and what the client edited to make it; others
// says whether that is all that changed.
func (s *session) take() (t translator, names []string, others bool) {
	s.edited.Lock()
	defer s.edited.Unlock()
	names, others = s.edited.names, s.edited.others
	s.edited.names, s.edited.others = nil, false
	return s.translator(), names, others
}

// published is what the client was told last.
type published struct {
	lists map[string][]analysis.Diagnostic
	texts map[string]*text.Document // which the lists of open documents speak of
	took  time.Duration             // to find them
}

// patience is how long an edit may wait for all diagnostics before the client is
// first told of those that the edited document shows alone. A document that was
// just opened is taken to need longer if it has more than soon bytes.
const (
	patience = 5 * time.Millisecond
	soon     = 256 << 10
)

// publisher keeps the client's diagnostics up to date: it publishes them (LSP
// 3.18, "PublishDiagnostics Notification") or, to a client that asks for them,
// tells that they changed. It runs until the session ends.
func (s *session) publisher(ctx context.Context) error {
	var last published
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.dirty:
		}
		// What goes wrong with one snapshot need not with the next.
		err := protect(s.log, "diagnostics", func() error {
			s.publishChanged(ctx, &last)
			return nil
		})
		if err != nil {
			s.log.Error("diagnostics failed", "error", err)
		}
	}
}

// publishChanged brings the client from the diagnostics it has to those of the
// newest state.
func (s *session) publishChanged(ctx context.Context, last *published) {
	t, names, others := s.take()
	if (last.took > s.patience || last.opensLarge(t.snapshot, names)) && !s.pull {
		s.publishInterim(ctx, t, names, last)
	}
	began := time.Now()
	current := analysis.Diagnostics(t.snapshot)
	last.took = time.Since(began)
	s.watch(t.snapshot)
	s.runPrograms()
	changed := changedDiagnostics(last.lists, current)
	if s.pull {
		s.refreshDiagnostics(slices.DeleteFunc(changed, func(name string) bool { return !others && slices.Contains(names, name) }))
	} else {
		for _, name := range changed {
			s.publish(ctx, t, name, current[name])
		}
	}
	s.tellERDChanged(ctx, t.snapshot)
	last.lists, last.texts = current, map[string]*text.Document{}
	for _, name := range t.snapshot.Open() {
		last.keepText(t.snapshot, name)
	}
}

// opensLarge reports whether a large document was opened.
func (p *published) opensLarge(s *workspace.Snapshot, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, open := s.Version(name)
		doc, err := s.Document(name)
		return open && p.texts[name] == nil && err == nil && len(doc.Text()) > soon
	})
}

// publishInterim tells the client what is known at once of the documents that it
// edited.
func (s *session) publishInterim(ctx context.Context, t translator, names []string, last *published) {
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if _, open := t.snapshot.Version(name); !open {
			continue
		}
		list := analysis.Interim(t.snapshot, name, last.texts[name], last.lists[name])
		if old, known := last.lists[name]; !known || !slices.EqualFunc(old, list, sameDiagnostic) {
			s.publish(ctx, t, name, list)
			last.lists[name] = list
		}
		last.keepText(t.snapshot, name)
	}
}

func (p *published) keepText(s *workspace.Snapshot, name string) {
	if doc, err := s.Document(name); err == nil {
		p.texts[name] = doc
	}
}

// changedDiagnostics are the documents whose lists differ, in order.
func changedDiagnostics(before, current map[string][]analysis.Diagnostic) []string {
	var changed []string
	for name, list := range current {
		// A document that was just opened gets an answer even if it has no problems:
		// a client may be waiting for it.
		if old, known := before[name]; !known || !slices.EqualFunc(old, list, sameDiagnostic) {
			changed = append(changed, name)
		}
	}
	for name := range before {
		if _, still := current[name]; !still {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}

func sameDiagnostic(a, b analysis.Diagnostic) bool {
	return a.Span == b.Span && a.Severity == b.Severity && a.Code == b.Code && a.Message == b.Message && a.Meant == b.Meant && slices.Equal(a.Related, b.Related)
}

func (s *session) publish(ctx context.Context, t translator, name string, list []analysis.Diagnostic) {
	params := &protocol.PublishDiagnosticsParams{URI: documentURI(name), Diagnostics: t.diagnostics(name, list)}
	if version, open := t.snapshot.Version(name); open && version >= 0 {
		params.Version = protocol.NewOptional(version)
	}
	if err := s.client.Notify(ctx, protocol.MethodTextDocumentPublishDiagnostics, params); err != nil {
		s.log.Debug("diagnostics not sent", "error", err)
	}
}

// refreshDiagnostics asks a client that pulls to pull again, if a document
// changed that it does not ask for by itself.
func (s *session) refreshDiagnostics(changed []string) {
	if !s.canRefresh || len(changed) == 0 {
		return
	}
	s.background("refresh diagnostics", func(ctx context.Context) error {
		return s.client.Call(ctx, protocol.MethodWorkspaceDiagnosticRefresh, nil, nil)
	})
}

// diagnosticTags are the codes whose places an editor shows in a way of their
// own: greyed out, struck through.
var diagnosticTags = map[schema.Code]protocol.DiagnosticTag{
	schema.CodeUnused:     protocol.DiagnosticTagUnnecessary,
	schema.CodeDeprecated: protocol.DiagnosticTagDeprecated,
}

// diagnostics translates; the list is never nil, which the protocol forbids.
func (t translator) diagnostics(name string, list []analysis.Diagnostic) []protocol.Diagnostic {
	translated := make([]protocol.Diagnostic, 0, len(list))
	doc, err := t.snapshot.Document(name)
	if err != nil {
		doc = text.NewDocument("")
	}
	for _, d := range list {
		one := protocol.Diagnostic{
			Range:    t.span(doc, d.Span),
			Severity: protocol.DiagnosticSeverity(d.Severity),
			Code:     protocol.String(d.Code),
			Source:   protocol.NewOptional("schemascope"),
			Message:  protocol.String(d.Message),
		}
		if page, err := uri.Parse(codes.URL(d.Code)); err == nil {
			one.CodeDescription.Href = page
		}
		if d.Meant != "" {
			if data, err := json.Marshal(diagnosticData{d.Meant}); err == nil {
				one.Data = data
			}
		}
		if tag, ok := diagnosticTags[d.Code]; ok {
			one.Tags = protocol.NewDiagnosticTags(tag)
		}
		for _, r := range d.Related {
			if place, err := t.location(r.File, r.Span); err == nil {
				one.RelatedInformation = append(one.RelatedInformation, protocol.DiagnosticRelatedInformation{Location: place, Message: r.Message})
			}
		}
		translated = append(translated, one)
	}
	return translated
}

// pullDiagnostics answers LSP 3.18, "Document Diagnostics".
func pullDiagnostics(_ context.Context, s *session, params *protocol.DocumentDiagnosticParams) (func(context.Context) (*protocol.RelatedFullDocumentDiagnosticReport, error), error) {
	t, id := s.translator(), params.TextDocument.URI
	return func(context.Context) (*protocol.RelatedFullDocumentDiagnosticReport, error) {
		if id.IsZero() {
			return nil, errNoDocument
		}
		name := fileName(id)
		return &protocol.RelatedFullDocumentDiagnosticReport{
			FullDocumentDiagnosticReport: protocol.FullDocumentDiagnosticReport{
				Kind:  "full",
				Items: t.diagnostics(name, analysis.Diagnostics(t.snapshot)[name]),
			},
		}, nil
	}, nil
}
