package catalog_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/schemascope/schemascope/engine/catalog"
	"github.com/schemascope/schemascope/engine/inspect"
)

func TestZZ(t *testing.T) {
	db, err := catalog.Read(t.Context(), os.Getenv("ZZ"))
	if err != nil {
		t.Fatal(err)
	}
	r := db.Realm()
	for _, p := range r.Problems {
		fmt.Println("PROBLEM", p.Message)
	}
	s, err := inspect.SQL(r)
	fmt.Println(db.Version, s, err)
}
