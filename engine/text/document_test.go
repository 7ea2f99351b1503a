package text

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPositions(t *testing.T) {
	doc := NewDocument("aé😀b\r\nx\ry\n")
	tests := []struct {
		offset int
		enc    Encoding
		want   Position
	}{
		{0, UTF16, Position{0, 0}},
		{3, UTF16, Position{0, 2}},
		{7, UTF16, Position{0, 4}}, // after the surrogate pair
		{7, UTF32, Position{0, 3}},
		{7, UTF8, Position{0, 7}},
		{10, UTF16, Position{1, 0}},
		{12, UTF16, Position{2, 0}}, // after a lone "\r"
		{14, UTF16, Position{3, 0}},
		{99, UTF16, Position{3, 0}},
		{-1, UTF16, Position{0, 0}},
		{5, UTF16, Position{0, 2}}, // inside the emoji: its start
		{5, UTF8, Position{0, 3}},
	}
	for _, tt := range tests {
		if got := doc.Position(tt.offset, tt.enc); got != tt.want {
			t.Errorf("Position(%d, %d) = %v, want %v", tt.offset, tt.enc, got, tt.want)
		}
	}
}

func TestOffsetsClamp(t *testing.T) {
	doc := NewDocument("aé😀b\r\nx")
	tests := []struct {
		pos  Position
		enc  Encoding
		want int
	}{
		{Position{0, 3}, UTF16, 3}, // the second half of a surrogate pair: its start
		{Position{0, 4}, UTF16, 7},
		{Position{0, 99}, UTF16, 8}, // before the terminator
		{Position{0, 4}, UTF8, 3},   // inside the emoji
		{Position{0, 99}, UTF8, 8},
		{Position{0, 3}, UTF32, 7},
		{Position{1, 99}, UTF16, 11},
		{Position{99, 0}, UTF16, 11},
		{Position{-1, 5}, UTF16, 0},
		{Position{0, -5}, UTF16, 0},
	}
	for _, tt := range tests {
		if got := doc.Offset(tt.pos, tt.enc); got != tt.want {
			t.Errorf("Offset(%v, %d) = %d, want %d", tt.pos, tt.enc, got, tt.want)
		}
	}
}

// alphabet makes texts in which everything that can go wrong is frequent.
var alphabet = []string{"a", "b", "\n", "\r", "\r\n", "é", "😀", "\xff", "\xf0\x9f", ";", "{", "}", " "}

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

func randomEdit(r *rand.Rand, length int) Edit {
	start := r.IntN(length + 1)
	return Edit{Span{start, start + r.IntN(length-start+1)}, randomText(r, r.IntN(4))}
}

func TestApplyEqualsANewDocument(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		doc := NewDocument(randomText(r, r.IntN(30)))
		for range 10 {
			e := randomEdit(r, doc.Len())
			want := NewDocument(doc.Text()[:e.Span.Start] + e.New + doc.Text()[e.Span.End:])
			doc = doc.Apply(e)
			if doc.Text() != want.Text() {
				t.Fatalf("text %q, want %q", doc.Text(), want.Text())
			}
			if len(doc.lines) != len(want.lines) {
				t.Fatalf("%q after %+v: lines %v, want %v", doc.Text(), e, doc.lines, want.lines)
			}
			for i := range doc.lines {
				if doc.lines[i] != want.lines[i] {
					t.Fatalf("%q after %+v: lines %v, want %v", doc.Text(), e, doc.lines, want.lines)
				}
			}
		}
	}
}

func TestOffsetUndoesPosition(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		s := randomText(r, r.IntN(30))
		doc := NewDocument(s)
		for offset := range len(s) + 1 {
			for _, enc := range []Encoding{UTF8, UTF16, UTF32} {
				p := doc.Position(offset, enc)
				got := doc.Offset(p, enc)
				// Within "\r\n" there is no position; within a character its start counts.
				inside := offset < len(s) && !utf8.RuneStart(s[offset]) || offset > 0 && offset < len(s) && s[offset] == '\n' && s[offset-1] == '\r'
				if got > offset || got != offset && !inside {
					t.Fatalf("%q: offset %d is position %v is offset %d (encoding %d)", s, offset, p, got, enc)
				}
			}
		}
	}
}

func TestReplacementIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		doc, want := NewDocument(randomText(r, r.IntN(20))), randomText(r, r.IntN(20))
		e := doc.Replacement(want)
		if got := doc.Apply(e).Text(); got != want {
			t.Fatalf("Replacement of %q by %q gives %q", doc.Text(), want, got)
		}
	}
}

// toy cuts after each ";" outside of braces; an unclosed brace runs to the end
// of the text. Its state counts chunks modulo 3, so that a state that differs
// further back must be noticed.
func toy(text string, start int, state int) (end, seen, next int) {
	depth := 0
	for i := start; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			depth = max(depth-1, 0)
		case ';':
			if depth == 0 {
				return i + 1, i + 1, (state + 1) % 3
			}
		}
	}
	if depth > 0 {
		if i := strings.IndexByte(text[start:], ';'); i >= 0 {
			return start + i + 1, len(text) + 1, (state + 1) % 3
		}
	}
	return len(text), len(text) + 1, state
}

func TestRecutEqualsCut(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		doc := NewDocument(randomText(r, r.IntN(40)))
		chunks := Cut(doc.Text(), 0, toy)
		for range 10 {
			e := randomEdit(r, doc.Len())
			before, old := chunks, doc
			doc = doc.Apply(e)
			var front, back int
			chunks, front, back = Recut(before, doc.Text(), e, 0, toy)
			want := Cut(doc.Text(), 0, toy)
			if len(chunks) != len(want) {
				t.Fatalf("%q: %v, want %v", doc.Text(), chunks, want)
			}
			for i := range chunks {
				if chunks[i] != want[i] {
					t.Fatalf("%q → %q: chunk %d is %v, want %v", old.Text(), doc.Text(), i, chunks[i], want[i])
				}
				if i < front && old.Slice(before[i].Span) != doc.Slice(chunks[i].Span) {
					t.Fatalf("front chunk %d changed", i)
				}
				if k := len(chunks) - 1 - i; k < back && old.Slice(before[len(before)-1-k].Span) != doc.Slice(chunks[i].Span) {
					t.Fatalf("back chunk %d changed", k)
				}
			}
		}
	}
}

func TestDifference(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 1000)
	for _, test := range []struct {
		a, b string
		want Edit
	}{
		{"", "", Edit{}},
		{"abc", "abc", Edit{Span: Span{3, 3}}},
		{"abc", "axc", Edit{Span: Span{1, 2}, New: "x"}},
		{"aa", "aaa", Edit{Span: Span{2, 2}, New: "a"}},
		{"aaa", "aa", Edit{Span: Span{2, 3}}},
		{long + long, long + "x" + long, Edit{Span: Span{len(long), len(long)}, New: "x"}},
		{long + "x" + long[1:], long + long, Edit{Span: Span{len(long), len(long) + 1}, New: "0"}},
	} {
		got := Difference(test.a, test.b)
		if got != test.want {
			t.Errorf("%.10s, %.10s: %v, want %v", test.a, test.b, got, test.want)
		}
		if made := test.a[:got.Span.Start] + got.New + test.a[got.Span.End:]; made != test.b {
			t.Errorf("%.10s, %.10s: the edit makes %.10s", test.a, test.b, made)
		}
	}
}
