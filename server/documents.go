package server

import (
	"fmt"
	"log/slog"

	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// buffers brings what the client does to its documents into the workspace, and
// has the diagnostics made anew after each.
type buffers struct{ session *session }

func (b buffers) open(id uri.URI, language string, version *int32, content string) error {
	name := fileName(id)
	b.session.diagnoseEdit(name, func() { b.session.workspace.Open(name, language, versionNumber(version), content) })
	return nil
}

func (b buffers) change(id uri.URI, version *int32, changes []contentChange) error {
	edits := make([]workspace.Edit, len(changes))
	for i, c := range changes {
		edits[i] = func(doc *text.Document) text.Edit {
			if c.Range == nil {
				return doc.Replacement(c.Text)
			}
			return text.Edit{
				Span: text.Span{Start: doc.Offset(c.Range.Start, b.session.encoding), End: doc.Offset(c.Range.End, b.session.encoding)},
				New:  c.Text,
			}
		}
	}
	name, open := fileName(id), false
	b.session.diagnoseEdit(name, func() { open = b.session.workspace.Change(name, versionNumber(version), edits) })
	if !open {
		return fmt.Errorf("%s is changed but not open", id)
	}
	return nil
}

// save makes programs run again that may read the document: the disk has
// changed, whether or not a watcher tells.
func (b buffers) save(id uri.URI) error {
	b.session.log.Debug("saved", slog.String("uri", id.String()))
	b.session.workspace.DiskChanged([]string{fileName(id)})
	b.session.diagnose()
	return nil
}

func (b buffers) close(id uri.URI) error {
	name := fileName(id)
	b.session.diagnoseEdit(name, func() { b.session.workspace.Close(name) })
	return nil
}

// versionNumber is a version for the engine; −1 stands for one that the client did not
// tell.
func versionNumber(version *int32) int32 {
	if version == nil {
		return -1
	}
	return *version
}
