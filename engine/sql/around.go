package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// maxBodies bounds how deep bodies within bodies are read.
const maxBodies = 4

// Around lists what of a chunk stands around a byte offset: the word, the name with
// its schema, the string with and without its quotes, the items of lists, and what
// is in brackets, with and without these. It goes by tokens, and so works in text
// that is not finished.
func Around(chunk string, offset int, st State) []text.Span {
	if st.copying {
		return nil
	}
	return spansAround(chunk, offset, st, 0)
}

func spansAround(chunk string, offset int, st State, depth int) []text.Span {
	var spans []text.Span
	add := func(start, end int) {
		if start <= offset && offset <= end && start < end {
			spans = append(spans, text.Span{Start: start, End: end})
		}
	}
	type level struct{ open, item, first, last int } // item: of the stack's list, where its text is
	stack := []level{{open: -1, item: -1}}
	name, dotted := text.Span{}, false // the name so far, and whether a dot is behind it
	l := st.lexer(chunk, 0)
	ended := func(v level) {
		if v.item >= 0 {
			add(v.first, v.last)
		}
	}
	for t := l.next(); t.kind != eof && (t.start <= offset || len(stack) > 1); t = l.next() {
		top := &stack[len(stack)-1]
		switch {
		case t.is('(') || t.is('['):
			if top.item < 0 {
				top.item, top.first = t.start, t.start
			}
			stack = append(stack, level{open: t.start, item: -1})
			name, dotted = text.Span{}, false
			continue
		case (t.is(')') || t.is(']')) && len(stack) > 1:
			ended(*top)
			add(top.open+1, t.start)
			add(top.open, t.end)
			stack = stack[:len(stack)-1]
			stack[len(stack)-1].last = t.end
			name, dotted = text.Span{}, false
			continue
		case t.is(',') && len(stack) > 1:
			ended(*top)
			top.item = -1
			continue
		case t.is(';') && len(stack) > 1: // nothing closes the brackets
			stack = stack[:1]
			continue
		}
		if top.item < 0 {
			top.item, top.first = t.start, t.start
		}
		top.last = t.end
		switch t.kind {
		case word, quotedName, number, param:
			if dotted {
				name.End = t.end
			} else {
				name = text.Span{Start: t.start, End: t.end}
			}
			dotted = false
			add(name.Start, name.End)
			add(t.start, t.end)
			if t.kind == quotedName && !t.open {
				add(t.start+1, t.end-1)
			}
		case stringConst, dollarString:
			add(t.start, t.end)
			open, shut := strings.IndexAny(chunk[t.start:t.end], `'"`)+1, 1 // E'…'
			if t.kind == dollarString {
				open = strings.IndexByte(chunk[t.start+1:t.end], '$') + 2
				shut = open
			}
			if from, to := t.start+open, t.end-shut; !t.open && from <= offset && offset <= to {
				add(from, to)
				if inner := chunk[from:to]; t.kind == dollarString && depth < maxBodies {
					for _, s := range spansAround(inner, offset-from, State{dialect: st.dialect}, depth+1) {
						spans = append(spans, s.Shift(from))
					}
				}
			}
			name, dotted = text.Span{}, false
		default:
			if dotted = t.is('.') && name.Len() > 0; !dotted {
				name = text.Span{}
			}
		}
	}
	return spans
}
