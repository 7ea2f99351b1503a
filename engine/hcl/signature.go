package hcl

import (
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// Signature is how a function, or a type with parameters, is called.
type Signature struct {
	Label  string      // "replace(string, search, replacement)"
	Params []text.Span // of the parameters within Label
	Active int         // the parameter at the place; −1 beyond the last one
}

// SignatureAt tells what is being called at a byte offset of a chunk. It reads
// tokens, not the tree, and so works in text that is not finished.
func SignatureAt(chunk string, offset int, st State) (Signature, bool) {
	r := reader{lexer: lexer{src: chunk}, st: st, grammar: grammarOf(st)}
	r.frames = []*frame{{kind: 'B', spec: r.grammar.root}}
	for {
		tok := r.next()
		if tok.kind == tokEOF || tok.end > offset {
			break
		}
		r.take(tok)
	}
	for i := len(r.frames) - 1; i > 0 && r.frames[i].kind != 'B'; i-- {
		f := r.frames[i]
		if f.kind != '(' || f.call == "" {
			continue
		}
		s, ok := r.signature(f.call, i)
		if !ok {
			return Signature{}, false
		}
		s.Active = f.commas
		if n := len(s.Params); f.commas >= n {
			s.Active = -1
			if n > 0 && strings.HasSuffix(s.Label[s.Params[n-1].Start:s.Params[n-1].End], "...") {
				s.Active = n - 1
			}
		}
		return s, true
	}
	return Signature{}, false
}

// signature is that of what the frame with index i calls.
func (r *reader) signature(name string, i int) (Signature, bool) {
	if label := functions()[name]; label != "" {
		return parseSignature(label), true
	}
	at := position{frames: r.frames[:i]}
	for _, f := range at.frames {
		if f.kind == 'B' {
			at.block = f
		}
	}
	if at.block.spec == nil {
		return Signature{}, false
	}
	if a := at.block.spec.attrs[at.block.attr]; a == nil || !a.takes(acceptType) {
		return Signature{}, false
	}
	if t := r.grammar.types.Word(name); t != nil {
		return parseSignature(t.Signature(name)), true
	}
	return Signature{}, false
}

// parseSignature finds the parameters in a signature as the tables write it.
func parseSignature(label string) Signature {
	s := Signature{Label: label}
	open := strings.IndexByte(label, '(') + 1
	shut := strings.LastIndexByte(label, ')')
	if open == 0 || shut <= open {
		return s
	}
	for at := open; at <= shut; {
		end := strings.IndexByte(label[at:shut], ',')
		if end < 0 {
			end = shut
		} else {
			end += at
		}
		start := at + len(label[at:end]) - len(strings.TrimLeft(label[at:end], " "))
		s.Params = append(s.Params, text.Span{Start: start, End: end})
		at = end + 1
	}
	return s
}
