package inspect_test

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
)

// What is written leaves out a check whose expression is not known, and can be read.
func TestAnUnknownCheck(t *testing.T) {
	public := &schema.Schema{Name: "public"}
	table := &schema.Table{Schema: public, Name: "t", Checks: []*schema.Check{{Name: "odd\nname"}, {Name: "known", Expr: "1 < 2"}}}
	public.Tables = []*schema.Table{table}
	realm := &schema.Realm{Dialect: schema.Postgres, Schemas: []*schema.Schema{public}}
	sql, err := inspect.SQL(realm)
	if err != nil {
		t.Fatal(err)
	}
	hcl, err := inspect.HCL(realm)
	if err != nil {
		t.Fatal(err)
	}
	for format, text := range map[string]string{"sql": sql, "hcl": string(hcl)} {
		if strings.Contains(text, "()") || strings.Contains(text, `expr = ""`) || !strings.Contains(text, "1 < 2") ||
			!strings.Contains(text, "The expression of a check odd name") {
			t.Errorf("%s:\n%s", format, text)
		}
	}
}
