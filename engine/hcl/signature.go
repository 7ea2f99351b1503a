package hcl

import (
	"github.com/schemascope/schemascope/engine/types"
)

// SignatureAt tells what is being called at a byte offset of a chunk. It reads
// tokens, not the tree, and so works in text that is not finished.
func SignatureAt(chunk string, offset int, st State) (types.Signature, bool) {
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
			return types.Signature{}, false
		}
		return s.At(f.commas), true
	}
	return types.Signature{}, false
}

// signature is that of what the frame with index i calls.
func (r *reader) signature(name string, i int) (types.Signature, bool) {
	if label := functions()[name]; label != "" {
		return types.ReadSignature(label), true
	}
	at := position{frames: r.frames[:i]}
	for _, f := range at.frames {
		if f.kind == 'B' {
			at.block = f
		}
	}
	if at.block.spec == nil {
		return types.Signature{}, false
	}
	if a := at.block.spec.attrs[at.block.attr]; a == nil || !a.takes(acceptType) {
		return types.Signature{}, false
	}
	if t := r.grammar.types.Word(name); t != nil {
		return types.ReadSignature(t.Signature(name)), true
	}
	return types.Signature{}, false
}
