package hcl

import (
	"slices"
	"testing"

	"github.com/schemascope/schemascope/engine/value"
)

// TestFunctions: every function that is suggested is evaluated, and the other
// way round.
func TestFunctions(t *testing.T) {
	suggested := slices.DeleteFunc(slices.Clone(functionNames(KindSchema)), func(name string) bool { return name == "sql" })
	if evaluated := value.Functions(); !slices.Equal(suggested, evaluated) {
		t.Errorf("suggested: %q\nevaluated: %q", suggested, evaluated)
	}
}
