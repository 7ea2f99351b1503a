package schema

import "testing"

func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"dial postgres://me:p%40ss@host:5432/db and mysql://root:x@y": "dial postgres://me:***@host:5432/db and mysql://root:***@y",
		`"postgres://me:p/a@s?s#@host/db"`:                            `"postgres://me:***@host/db"`,
		"root:secret@tcp(localhost:3306)/db does not exist":           "root:***@tcp(localhost:3306)/db does not exist",
		"sqlserver://host?user=sa&password=x&encrypt=y":               "sqlserver://host?user=sa&password=***&encrypt=y",
		"at https://example.com:80/a and me@example.com":              "at https://example.com:80/a and me@example.com",
	} {
		if got := Redact(text); got != want {
			t.Errorf("Redact(%q) = %q, want %q", text, got, want)
		}
	}
}
