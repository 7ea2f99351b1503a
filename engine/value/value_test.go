package value

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/schema"
)

// scope makes a scope of the declarations in src.
func scope(t *testing.T, src string, o Options) *Scope {
	t.Helper()
	s := NewScope(o)
	for _, b := range body(t, src).Blocks {
		s.Declare(&schema.Place{File: "f.hcl"}, b)
	}
	return s
}

func body(t *testing.T, src string) *hclsyntax.Body {
	t.Helper()
	f, diags := hclsyntax.ParseConfig([]byte(src), "", hcl.Pos{Line: 1, Column: 1})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return f.Body.(*hclsyntax.Body)
}

func expression(t *testing.T, src string) hclsyntax.Expression {
	t.Helper()
	return body(t, "x = "+src+"\n").Attributes["x"].Expr
}

const declarations = `
variable "tenant" {
  type    = string
  default = "acme"
}
variable "size" {
  type    = int
  default = "12"
}
variable "names" {
  type = list(string)
}
variable "limits" {
  type    = object({ max = number })
  default = { max = 3 }
}
variable "secret" {
  type = string
}
locals {
  home    = schema.public
  id      = bigint
  code    = varchar(var.size)
  now     = sql("now()")
  keys    = [column.id, column["the tenant"]]
  pair    = { a = schema.a, b = schema["b c"] }
  on      = true
  numbers = [for n in range(3) : n + 1]
}
`

// TestReduce: what expressions come to, written back.
func TestReduce(t *testing.T) {
	tests := []struct{ expr, want string }{
		{`"plain"`, `"plain"`},
		{`"${var.tenant}_${var.size}"`, `"acme_12"`},
		{`var.size + 1`, `13`},
		{`var.names`, `["a", "b"]`},
		{`var.names[1]`, `"b"`},
		{`var.limits.max`, `3`},
		{`var.secret`, `var.secret`},
		{`"${var.secret}!"`, `"${var.secret}!"`},
		{`var.missing`, `var.missing`},
		{`local.home`, `schema.public`},
		{`local.home.name`, `"public"`},
		{`local.id`, `bigint`},
		{`local.code`, `varchar(12)`},
		{`local.now`, `sql("now()")`},
		{`varchar(var.size)`, `varchar(12)`},
		{`varchar(var.secret)`, `varchar(var.secret)`},
		{`local.keys`, `[column.id, column["the tenant"]]`},
		{`local.pair.b`, `schema["b c"]`},
		{`[for s in local.pair : s]`, `[schema.a, schema["b c"]]`},
		{`schema[var.tenant]`, `schema["acme"]`},
		{`table["t_${var.tenant}"].column.id`, `table["t_acme"].column.id`},
		{`[for n in var.names : column[n]]`, `[column["a"], column["b"]]`},
		{`[for i, n in var.names : table[n].column["c${i}"] if n != "a"]`, `[table["b"].column["c1"]]`},
		{`[table[var.tenant].column.id, column.x]`, `[table["acme"].column.id, column.x]`},
		{`local.on ? CASCADE : NO_ACTION`, `CASCADE`},
		{`var.secret == "x" ? CASCADE : NO_ACTION`, `var.secret == "x" ? CASCADE : NO_ACTION`},
		{`concat(local.keys, [column.z])`, `[column.id, column["the tenant"], column.z]`},
		{`upper(format("%s-%d", var.tenant, 7))`, `"ACME-7"`},
		{`startswith("abc", "a") && !endswith("abc", "a")`, `true`},
		{`alltrue([true, local.on]) && anytrue([false, true]) && empty([])`, `true`},
		{`yamldecode(yamlmerge("a: 1\nb: {c: 2}", "b: {d: 3}")).b.c`, `2`},
		{`urluserinfo("mysql://h/db", "me", "p")`, `"mysql://me:p@h/db"`},
		{`urluserinfo("mysql://h/db", "me")`, `"mysql://me@h/db"`},
		{`tolist(toset(["b", "a", "b"]))`, `["a", "b"]`},
		{`sql("nextval('${var.tenant}')")`, `sql("nextval('acme')")`},
		{`length(local.numbers)`, `3`},
		{`-var.size`, `-12`},
		{`null`, `null`},
		{`unknownfn(1)`, `unknownfn(1)`},
		{`upper(schema.public)`, `upper(schema.public)`},
		{`1 / 0`, `1 / 0`},
	}
	s := scope(t, declarations, Options{Symbolic: true, Inputs: map[string]cty.Value{
		"names": cty.StringVal(`["a","b"]`),
	}})
	for _, tt := range tests {
		src := "x = " + tt.expr + "\n"
		e := s.Reduce(expression(t, tt.expr), nil)
		if got := write(e, src); got != tt.want {
			t.Errorf("%s comes to %s, want %s", tt.expr, got, tt.want)
		}
	}
	if len(s.Problems) > 0 {
		t.Errorf("problems: %+v", s.Problems)
	}
}

// write is an expression as HCL; of one that was left as it is, its text.
func write(e hclsyntax.Expression, src string) string {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		switch v := e.Val; {
		case v.IsNull():
			return "null"
		case v.Type() == cty.String:
			return `"` + v.AsString() + `"`
		case v.Type() == cty.Bool:
			if v.True() {
				return "true"
			}
			return "false"
		default:
			return v.AsBigFloat().Text('f', -1)
		}
	case *hclsyntax.ScopeTraversalExpr:
		var b strings.Builder
		for i, step := range e.Traversal {
			switch s := step.(type) {
			case hcl.TraverseRoot:
				b.WriteString(s.Name)
			case hcl.TraverseAttr:
				b.WriteString("." + s.Name)
			case hcl.TraverseIndex:
				if s.Key.Type() != cty.String {
					return src[e.SrcRange.Start.Byte:e.SrcRange.End.Byte]
				}
				b.WriteString(`["` + s.Key.AsString() + `"]`)
			default:
				b.WriteString("?" + string(rune(i)))
			}
		}
		return b.String()
	case *hclsyntax.TupleConsExpr:
		items := make([]string, len(e.Exprs))
		for i, item := range e.Exprs {
			items[i] = write(item, src)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *hclsyntax.FunctionCallExpr:
		if _, standard := standard[e.Name]; standard {
			break
		}
		args := make([]string, len(e.Args))
		for i, a := range e.Args {
			args[i] = write(a, src)
		}
		return e.Name + "(" + strings.Join(args, ", ") + ")"
	}
	at := e.Range()
	return src[at.Start.Byte:at.End.Byte]
}

func TestElements(t *testing.T) {
	s := scope(t, declarations, Options{Symbolic: true})
	tests := []struct{ expr, want string }{
		{`toset(["b", "a"])`, `a="a" b="b"`},
		{`{ y = 2, x = 1 }`, `x=1 y=2`},
		{`["p", "q"]`, `0="p" 1="q"`},
		{`local.pair`, `a=schema.a b=schema["b c"]`},
		{`[schema.s1, schema.s2]`, `0=schema.s1 1=schema.s2`},
		{`toset(var.names)`, `unknown`},
		{`"text"`, `unknown`},
		{`schema.public`, `unknown`},
		{`null`, `unknown`},
		{`var.nothing`, `unknown`},
	}
	for _, tt := range tests {
		got := "unknown"
		if list, ok := Elements(s.Eval(expression(t, tt.expr), nil)); ok {
			var parts []string
			for _, e := range list {
				parts = append(parts, e.Key+"="+write(s.Reduce(expression(t, "each.value"), map[string]cty.Value{"each": e.Each()}), "x = each.value\n"))
			}
			got = strings.Join(parts, " ")
		}
		if got != tt.want {
			t.Errorf("for_each = %s: %s, want %s", tt.expr, got, tt.want)
		}
	}
}

func TestVariables(t *testing.T) {
	tests := []struct {
		name, src, given, want string
	}{
		{"a default of another type", "variable \"v\" {\n  type = number\n  default = \"x\"\n}\n", "",
			`the default of variable "v" does not fit its type: a number is required`},
		{"a given value of another type", "variable \"v\" {\n  type = bool\n}\n", "maybe",
			`the value given for variable "v" does not fit its type: a bool is required`},
		{"a list as JSON", "variable \"v\" {\n  type = list(string)\n}\n", `["a"]`, ""},
		{"a list of one", "variable \"v\" {\n  type = list(string)\n}\n", "a", ""},
		{"an object as JSON", "variable \"v\" {\n  type = object({ a = string })\n}\n", `{"a": "b"}`, ""},
		{"no type", "variable \"v\" {\n}\n", "a", ""},
		{"a type that is none", "variable \"v\" {\n  type = strnig\n}\n", "a", ""},
		{"an unknown default", "variable \"v\" {\n  type = number\n  default = getenv(\"X\")\n}\n", "", ""},
		{"a cycle", "locals {\n  a = local.b\n  b = local.a\n}\n", "", "refers to itself: local.a → local.b → local.a"},
		{"twice", "locals {\n  a = 1\n}\nlocals {\n  a = 2\n}\n", "", "local.a is already declared"},
	}
	for _, tt := range tests {
		inputs := map[string]cty.Value{}
		if tt.given != "" {
			inputs["v"] = cty.StringVal(tt.given)
		}
		s := scope(t, tt.src, Options{Symbolic: true, Inputs: inputs})
		s.EvaluateAll()
		var got []string
		for _, p := range s.Problems {
			got = append(got, p.Message)
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s: problems %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestHostileValues evaluates texts that are made to use up the memory or the
// day. What they come to is unknown.
func TestHostileValues(t *testing.T) {
	var yaml strings.Builder
	yaml.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\\n")
	for i := range 8 {
		fmt.Fprintf(&yaml, "a%d: &a%d [%s]\\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 10))
	}
	tests := map[string]string{
		"for in for":   `[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a + b + c]]]`,
		"for template": `"%{for a in range(1000)}%{for b in range(1000)}%{for c in range(1000)}x%{endfor}%{endfor}%{endfor}"`,
		"for objects":  `{ for a in range(1000) : a => { for b in range(1000) : b => b } }`,
		"product":      `setproduct(range(1000), range(1000), range(1000))`,
		"width":        `format("%999999999s", "x")`,
		"list width":   `formatlist("%.999999999f", [1, 2])`,
		"indent":       `indent(999999999, "a\nb")`,
		"replace":      `replace(local.text, "a", local.text)`,
		"regexreplace": `regexreplace(local.text, "a", local.text)`,
		"join":         `join(local.text, range(1000))`,
		"power":        `jsondecode("1e9999999")`,
		"powers":       `yamldecode("a: [1E+9999999]")`,
		"squares":      `local.big * local.big`,
		"brackets":     `yamldecode("` + strings.Repeat("[", 100_000) + `")`,
		"aliases":      `yamldecode("` + yaml.String() + `")`,
	}
	for name, src := range tests {
		s := scope(t, "locals {\n  text = join(\"\", [for i in range(1000) : \"aaaaaaaaaa\"])\n  big = 1e9999\n}\n", Options{Symbolic: true})
		e := expression(t, src)
		if v := s.Eval(e, nil); v.IsWhollyKnown() {
			t.Errorf("%s is known", name)
		}
		s.Reduce(e, nil)
	}
}

// TestManyUndeclared looks for what was meant by the first of many names only:
// each is compared with all that are declared.
func TestManyUndeclared(t *testing.T) {
	s := scope(t, "locals {\n  tenant = 1\n}\n", Options{})
	s.Check(slices.Repeat([]Use{{Address: Address{Root: "local", Name: "tenent"}, Place: &schema.Place{}}}, schema.MaxSuggestions+1))
	for i, p := range s.Problems {
		if suggested := strings.HasSuffix(p.Message, "did you mean local.tenant?"); suggested != (i < schema.MaxSuggestions) {
			t.Errorf("problem %d: %s", i, p.Message)
		}
	}
}
