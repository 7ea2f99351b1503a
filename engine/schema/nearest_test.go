package schema

import "testing"

func TestNearest(t *testing.T) {
	candidates := []string{"inet", "int", "integer", "text", "String"}
	for name, want := range map[string]string{
		"intt":   "int", // as near to inet
		"intger": "integer",
		"txet":   "text",
		"string": "String",
		"text":   "",
		"gizmo":  "",
		"":       "",
	} {
		if got := Nearest(name, candidates); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
