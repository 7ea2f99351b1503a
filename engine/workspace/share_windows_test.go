package workspace

import (
	"errors"
	"testing"
)

func TestSharesNeedTrust(t *testing.T) {
	for _, name := range []string{`\\host.invalid\share\schema.sql`, `//host.invalid/share/schema.sql`, `\\host.invalid\share`} {
		w := New(Options{Roots: []string{`C:\project`, `\\files.invalid\mine`}})
		if _, err := w.Snapshot().Document(name); !errors.Is(err, errShare) {
			t.Errorf("%s is read without trust: %v", name, err)
		}
		if _, err := w.Snapshot().ReadDir(name); !errors.Is(err, errShare) {
			t.Errorf("%s is listed without trust: %v", name, err)
		}
		w.SetTrusted(true)
		if _, err := w.Snapshot().Document(name); err == nil || errors.Is(err, errShare) {
			t.Errorf("%s is refused in spite of trust: %v", name, err)
		}
	}
	own := New(Options{Roots: []string{`\\files.invalid\mine\project`}}).Snapshot()
	if _, err := own.Document(`\\files.invalid\mine\shared\schema.sql`); err == nil || errors.Is(err, errShare) {
		t.Errorf("what is on the share of the folder is refused: %v", err)
	}
}
