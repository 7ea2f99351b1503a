package hcl

import (
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/value"
)

// fuzzStates are the states that a fuzz target's number picks from.
var fuzzStates = []State{
	pg, {KindSchema, ""}, {KindSchema, schema.MySQL}, {KindSchema, schema.ClickHouse}, {KindSchema, schema.Oracle},
	{KindProject, ""}, {KindTest, ""}, {KindPlan, ""}, {KindRule, ""}, {},
}

func addSeeds(f *testing.F, add func(src string)) {
	for _, src := range []string{
		sampleSchema, sampleProject, "", "}", "table \"a\" {\n  x = <<A\n  ${b[\"c\"]}\n", "x = \"${\"${", "a = [for x in y : x...]\n",
		"\uFEFFtable \"a\" {\r\n}\r\n", "table \"t\" {\n  column \"c\" {\n    type = enum(\"a\", 1, x)\n    default = -(-1)\n  }\n}",
		"table[\"a\"].column.b", "x = a.0.b[*].c\n", "dynamic \"x\" {\n for_each = x\n}\n", "a = <<-X\nX", "x = \"\\", "\"", "/*", "#", "//", "t \"a\\\"b\" \"\\u00e9\" {}",
	} {
		add(src)
	}
}

func FuzzNext(f *testing.F) {
	addSeeds(f, func(src string) { f.Add(src, 0, "\n}\n") })
	f.Fuzz(func(t *testing.T, src string, n int, tail string) {
		st := fuzzStates[uint(n)%uint(len(fuzzStates))]
		at := 0
		for _, c := range text.Cut(src, st, Next) {
			if c.Span.Start != at || c.Span.End <= at || c.Span.End > len(src) || c.Seen < c.Span.End || c.Seen > len(src)+1 {
				t.Fatalf("chunk %+v after %d of %d bytes", c, at, len(src))
			}
			if c.Seen <= len(src) {
				end, seen, _ := Next(src[:c.Seen]+tail, c.Span.Start, st)
				if end != c.Span.End || seen != c.Seen {
					t.Fatalf("chunk %+v becomes %d, %d with another text behind", c, end, seen)
				}
			}
			at = c.Span.End
		}
		if at != len(src) {
			t.Fatalf("cut %d of %d bytes", at, len(src))
		}
	})
}

func FuzzParse(f *testing.F) {
	addSeeds(f, func(src string) { f.Add(src, 0) })
	f.Fuzz(func(t *testing.T, src string, n int) {
		st := fuzzStates[uint(n)%uint(len(fuzzStates))]
		inside := func(what string, s text.Span) {
			if s.Start < 0 || s.End < s.Start || s.End > len(src) {
				t.Fatalf("%s at %v of %d bytes", what, s, len(src))
			}
		}
		c := Parse(src, st)
		for _, p := range c.Problems {
			inside("problem "+p.Message, p.Span)
		}
		for _, s := range c.Sites {
			inside("site", s.Span)
		}
		eachSpan(c, inside)
		Body(src)
		var walk func([]schema.Symbol)
		walk = func(list []schema.Symbol) {
			for _, s := range list {
				inside("symbol", s.Span)
				inside("symbol's name", s.NameSpan)
				if s.NameSpan.Start < s.Span.Start || s.NameSpan.End > s.Span.End {
					t.Fatalf("name %v outside of symbol %v", s.NameSpan, s.Span)
				}
				walk(s.Children)
			}
		}
		walk(Outline(src, st))
		Classify("x.hcl", src)
		Format([]byte(src))
	})
}

// FuzzBind evaluates a text with the values that it declares itself.
func FuzzBind(f *testing.F) {
	addSeeds(f, func(src string) { f.Add(src, 0) })
	f.Add("variable \"n\" {\n  default = [\"a\"]\n}\nlocals {\n  t = varchar(8)\n}\ntable {\n  for_each = toset(var.n)\n  name = \"${each.value}s\"\n"+
		"  schema = schema[each.value]\n  dynamic \"column\" {\n    for_each = [1]\n    labels = [column.key]\n    content {\n      type = local.t\n    }\n  }\n}\n", 0)
	f.Fuzz(func(t *testing.T, src string, n int) {
		st := fuzzStates[uint(n)%uint(len(fuzzStates))]
		body, _ := Body(src)
		scope := value.NewScope(value.Options{Symbolic: true})
		for _, b := range body.Blocks {
			scope.Declare(&schema.Place{}, b)
		}
		inside := func(what string, s text.Span) {
			if s.Start < 0 || s.End < s.Start || s.End > len(src) {
				t.Fatalf("%s at %v of %d bytes", what, s, len(src))
			}
		}
		bound := Bind(src, st, Parse(src, st), scope, 1_000)
		for _, p := range bound.Problems {
			inside("problem "+p.Message, p.Span)
		}
		eachSpan(bound, inside)
	})
}

func FuzzExpect(f *testing.F) {
	addSeeds(f, func(src string) {
		for offset := 0; offset <= len(src); offset += 7 {
			f.Add(src, 0, offset)
		}
		f.Add(src, 0, len(src))
	})
	f.Fuzz(func(t *testing.T, src string, n, offset int) {
		x := Expect(src, offset, fuzzStates[uint(n)%uint(len(fuzzStates))])
		if x.Prefix.Start < 0 || x.Prefix.End > len(src) || x.Prefix.Start > x.Prefix.End {
			t.Fatalf("prefix %v of %d bytes", x.Prefix, len(src))
		}
		st := fuzzStates[uint(n)%uint(len(fuzzStates))]
		if d, ok := Describe(src, offset, st); ok && (!d.Span.Contains(offset) || d.Span.End > len(src)) {
			t.Fatalf("described %v of %d bytes at %d", d.Span, len(src), offset)
		}
		if s, ok := SignatureAt(src, offset, st); ok && s.Active >= len(s.Params) {
			t.Fatalf("parameter %d of %s", s.Active, s.Label)
		}
	})
}
