package inspect_test

import (
	"testing"

	"github.com/schemascope/schemascope/engine/inspect"
)

func TestSQL(t *testing.T) {
	for name, realm := range realms() {
		t.Run(name, func(t *testing.T) {
			got, err := inspect.SQL(realm)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".sql", []byte(got))
		})
	}
}
