package hcl

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// What a chunk may hold before it is refused: hclsyntax and every walk over its
// tree recurse, and Go cannot recover from an exhausted stack.
const (
	maxChunk     = 4 << 20 // bytes
	maxDepth     = 200     // brackets within brackets
	maxOperators = 1000    // operators and dots in one expression
	maxDigits    = 10_000  // of a number that is written out
)

// maxProblems is how many problems a chunk may have; a person fixes the first
// ones first.
const maxProblems = 100

// Parse reads one chunk: its statements if the file is a schema file, the
// places of all names, and the problems that the chunk alone shows.
func Parse(chunk string, st State) *schema.Chunk {
	p := &parser{src: chunk, st: st, grammar: grammarOf(st), out: &schema.Chunk{}}
	body, ok := p.syntax()
	if !ok {
		p.out.Stmts = []schema.Stmt{&schema.Opaque{Span: text.Span{End: len(chunk)}, Reason: "not analysed"}}
		return p.out
	}
	p.validate(body)
	p.collectSites(body)
	p.out.Values, p.out.Labels = uses(body), schema.Labels(p.out.Sites)
	if st.Kind == KindSchema {
		p.lower(body)
	}
	return p.out
}

// Body parses one chunk. Positions count from the chunk's first byte; of a
// position only Byte means something. The body is never nil.
func Body(chunk string) (*hclsyntax.Body, hcl.Diagnostics) {
	if reason, at := tooComplex(chunk); reason != "" {
		pos := hcl.Pos{Line: 1, Column: 1, Byte: at}
		return &hclsyntax.Body{}, hcl.Diagnostics{{
			Severity: hcl.DiagError,
			Summary:  "Too complex",
			Detail:   reason,
			Subject:  &hcl.Range{Start: pos, End: pos},
		}}
	}
	fixed, unclosed := closeStrings(chunk)
	body, diags := parseBody(fixed)
	for _, s := range unclosed {
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  "Unterminated string",
			Detail:   unclosedString,
			Subject:  &hcl.Range{Start: hcl.Pos{Line: 1, Column: 1, Byte: s.Start}, End: hcl.Pos{Line: 1, Column: 1, Byte: s.End}},
		})
	}
	return body, diags
}

func parseBody(src string) (*hclsyntax.Body, hcl.Diagnostics) {
	f, diags := hclsyntax.ParseConfig([]byte(src), "", hcl.Pos{Line: 1, Column: 1})
	if f != nil {
		if body, ok := f.Body.(*hclsyntax.Body); ok && body != nil {
			return body, diags
		}
	}
	return &hclsyntax.Body{}, diags
}

// parser is the state of one call of Parse.
type parser struct {
	src     string
	st      State
	grammar *grammar
	out     *schema.Chunk
	// instances are the blocks that were made with for_each: they go by the names
	// that they give themselves, as they share their labels.
	instances map[*hclsyntax.Block]bool
	// broken are the places of syntax errors.
	broken []text.Span
}

func (p *parser) problem(sev schema.Severity, code schema.Code, at text.Span, format string, args ...any) {
	if len(p.out.Problems) >= maxProblems {
		return
	}
	p.out.Problems = append(p.out.Problems, schema.Problem{
		Code: code, Severity: sev, Span: p.clamp(at), Message: fmt.Sprintf(format, args...),
	})
}

// clamp moves a span into the chunk.
func (p *parser) clamp(s text.Span) text.Span {
	s.Start = min(max(s.Start, 0), len(p.src))
	s.End = min(max(s.End, s.Start), len(p.src))
	return s
}

// span is the place of a range of hclsyntax.
func span(r hcl.Range) text.Span { return text.Span{Start: r.Start.Byte, End: r.End.Byte} }

// syntax parses the chunk and reports what hclsyntax finds.
func (p *parser) syntax() (*hclsyntax.Body, bool) {
	if text.IsUTF16(p.src) {
		p.problem(schema.Error, schema.CodeEncoding, text.Span{End: 1}, "this is UTF-16: save the file in UTF-8")
		return nil, false
	}
	bad := invalidUTF8(p.src)
	if bad >= 0 {
		p.problem(schema.Error, schema.CodeEncoding, text.Span{Start: bad, End: bad + 1},
			"byte 0x%02x is not valid UTF-8: save the file in UTF-8", p.src[bad])
	}
	if at := strings.IndexByte(p.src, 0); at >= 0 {
		p.problem(schema.Error, schema.CodeEncoding, text.Span{Start: at, End: at + 1},
			"this is a NUL byte, which no name or text can hold: delete it")
	}
	if reason, at := tooComplex(p.src); reason != "" {
		p.problem(schema.Error, schema.CodeTooComplex, text.Span{Start: at, End: at + 1}, "%s", reason)
		return nil, false
	}
	src, unclosed := closeStrings(p.src)
	for _, s := range unclosed {
		p.problem(schema.Error, schema.CodeSyntax, s, unclosedString)
	}
	body, diags := parseBody(src)
	for _, d := range diags {
		p.diagnostic(d, bad)
	}
	return body, true
}

const unclosedString = "this string is not closed: add a \" before the end of the line"

// closeStrings finds the strings that their line does not close and gives the
// text with a quote in the place of such a line's last character: the rest of
// the block then keeps its meaning.
func closeStrings(src string) (fixed string, unclosed []text.Span) {
	if !strings.Contains(src, `"`) {
		return src, nil
	}
	l := lexer{src: src}
	for l.next().kind != tokEOF {
	}
	if len(l.unclosed) == 0 {
		return src, nil
	}
	closed := []byte(src)
	for _, s := range l.unclosed {
		_, size := utf8.DecodeLastRuneInString(src[:s.End])
		last := s.End - size
		for i := last; i < s.End; i++ {
			closed[i] = ' '
		}
		if last > s.Start {
			closed[last] = '"'
		}
	}
	return string(closed), l.unclosed
}

// openHeredoc is the <<NAME of a heredoc that nothing closes.
func openHeredoc(src string) (opener text.Span, ok bool) {
	l := lexer{src: src}
	for {
		switch tok := l.next(); tok.kind {
		case tokHeredocOpen:
			written := strings.TrimRight(src[tok.start:tok.end], "\r\n")
			opener, ok = text.Span{Start: tok.start, End: tok.start + len(written)}, true
		case tokHeredocClose:
			ok = false
		case tokEOF:
			return opener, ok
		}
	}
}

// invalidUTF8 is the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}

// tooComplex says why a chunk must not be parsed, and where that shows.
func tooComplex(src string) (reason string, at int) {
	if len(src) > maxChunk {
		return fmt.Sprintf("this block is larger than %d MiB and is not analysed", maxChunk>>20), 0
	}
	l := lexer{src: src}
	operators, directives := 0, 0
	for {
		tok := l.next()
		switch tok.kind {
		case tokEOF:
			return "", 0
		case tokNewline:
			if top := l.top(); top == '{' || top == 0 {
				operators = 0
			}
		case tokHeredocClose:
			operators = 0
		case tokInterpOpen:
			if operators++; src[tok.start] == '%' {
				directives++
			}
		case tokPunct:
			switch src[tok.start] {
			case ',':
				operators = 0
			case '+', '-', '*', '/', '%', '!', '<', '>', '&', '|', '?', '[', '.':
				operators++
			}
		case tokNumber:
			if digits(src[tok.start:]) > maxDigits {
				return fmt.Sprintf("this number has more than %d digits: this block is not analysed", maxDigits), tok.start
			}
		}
		if len(l.modes) > maxDepth {
			return fmt.Sprintf("brackets are nested more than %d deep here: this block is not analysed", maxDepth), tok.start
		}
		if directives > maxOperators {
			return fmt.Sprintf("this block has more than %d template directives and is not analysed", maxOperators), tok.start
		}
		if operators > maxOperators {
			return fmt.Sprintf("this expression has more than %d operators: this block is not analysed", maxOperators), tok.start
		}
	}
}

// digits bounds how many digits the number that src begins with has where it is
// written without an exponent, as it is to become text: 1e999999999 has a billion.
func digits(src string) int {
	n := 0
	for n < len(src) && (isDigit(src[n]) || src[n] == '.') {
		n++
	}
	rest, scientific := strings.CutPrefix(src[n:], "e")
	if !scientific {
		rest, scientific = strings.CutPrefix(src[n:], "E")
	}
	if scientific && rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	power := 0
	for ; scientific && rest != "" && isDigit(rest[0]) && power <= maxDigits; rest = rest[1:] {
		power = 10*power + int(rest[0]-'0')
	}
	return n + power
}

// diagnostic turns a diagnostic of hclsyntax into a problem. bad is the place
// of a byte that is no UTF-8 and was reported already, or -1.
func (p *parser) diagnostic(d *hcl.Diagnostic, bad int) {
	at := text.Span{End: min(1, len(p.src))}
	if d.Subject != nil {
		at = p.clamp(span(*d.Subject))
	}
	if bad >= 0 && at.Start <= bad && bad <= at.End || d.Summary == "Invalid character encoding" {
		return
	}
	code := schema.CodeSyntax
	message := d.Summary
	if d.Detail != "" {
		message += ": " + d.Detail
	}
	switch d.Summary {
	case "Missing item separator":
		if dot, ok := p.unnamed(at.Start); ok {
			at, message = dot, "a name is missing after the dot"
		}
	case "Attribute redefined":
		code = schema.CodeDuplicate
		message = "attribute " + p.src[at.Start:at.End] + " is set twice in this block: remove one"
	case "Unclosed configuration block":
		if head := p.visible(at.Start); head.Len() > 0 {
			at = text.Span{Start: head.Start, End: at.End}
			message = fmt.Sprintf("block %s is opened here and never closed: add a } where it ends", p.src[head.Start:head.End])
		}
	case "Argument or block definition required":
		if p.src[at.Start:at.End] == "}" {
			message = "this } closes nothing: remove it, or look for a } too many above"
		} else if word := p.src[at.Start:at.End]; hclsyntax.ValidIdentifier(word) {
			message = fmt.Sprintf("%s alone says nothing: write %s = … for an attribute or %s { … } for a block", word, word, word)
		}
	case "Unterminated template string", "Invalid multi-line string":
		message = unclosedString
		if opener, ok := openHeredoc(p.src); ok {
			at = opener
			message = fmt.Sprintf("this heredoc is not closed: end it with a line that says %s",
				strings.TrimLeft(p.src[opener.Start:opener.End], "<-"))
		}
	}
	if strings.TrimSpace(p.src[at.Start:at.End]) == "" {
		if d.Summary == "Invalid expression" || d.Summary == "Missing expression" {
			message = "a value is missing here"
		}
		at = p.visible(at.Start)
	}
	sev := schema.Error
	if d.Severity == hcl.DiagWarning {
		sev = schema.Warning
	}
	if code == schema.CodeSyntax {
		p.broken = append(p.broken, span(*cmp.Or(d.Subject, &hcl.Range{})))
	}
	p.problem(sev, code, at, "%s", message)
}

// isBroken reports whether a syntax error is in a span: what else there is to say
// of that may be wrong.
func (p *parser) isBroken(s text.Span) bool {
	return slices.ContainsFunc(p.broken, func(at text.Span) bool { return s.Start <= at.Start && at.Start <= s.End })
}

// unnamed is the dot at the end of a line that offset is behind the next word of:
// that is no name which belongs to the dot, but the next attribute's.
func (p *parser) unnamed(offset int) (dot text.Span, ok bool) {
	l := lexer{src: p.src}
	lines, word := 0, false // since the dot
	for {
		tok := l.next()
		switch {
		case tok.kind == tokEOF || tok.start >= offset:
			return dot, ok && word
		case tok.kind == tokComment:
		case tok.kind == tokNewline:
			lines++
		case tok.kind == tokIdent && ok && lines > 0 && !word:
			word = true
		default:
			dot, ok = text.Span{Start: tok.start, End: tok.end}, tok.kind == tokPunct && p.src[tok.start] == '.'
			lines, word = 0, false
		}
	}
}

// visible is a span near offset that has something to see: what stands before
// offset on the last line that has text.
func (p *parser) visible(offset int) text.Span {
	end := len(strings.TrimRight(p.src[:min(offset, len(p.src))], " \t\r\n"))
	start := p.lineStart(end)
	start += len(p.src[start:end]) - len(strings.TrimLeft(p.src[start:end], " \t\r"))
	return text.Span{Start: start, End: end}
}

// lineStart is where the line of offset starts.
func (p *parser) lineStart(offset int) int {
	return strings.LastIndexByte(p.src[:min(offset, len(p.src))], '\n') + 1
}
