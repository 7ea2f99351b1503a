package text

import (
	"iter"
	"slices"
)

// Chunk is one piece of a document: a statement or a block, with the space and
// comments before it. Chunks are contiguous and cover the whole document.
type Chunk[S comparable] struct {
	Span Span
	// Seen is the end of the text that was examined to find the chunk's end,
	// which may lie beyond it; len(text)+1 when the end of the document was seen.
	Seen int
	// State is the cutter's state at the chunk's start.
	State S
}

// Next finds the end of the chunk that starts at start: a pure function of the
// state and of text[start:seen]. The end lies after start unless start is the
// end of the text.
type Next[S comparable] func(text string, start int, state S) (end, seen int, next S)

// Cut divides a document into chunks.
func Cut[S comparable](text string, initial S, next Next[S]) []Chunk[S] {
	return slices.Collect(Chunks(text, initial, next))
}

// Chunks gives the chunks of a document one after the other, as they are found.
func Chunks[S comparable](text string, initial S, next Next[S]) iter.Seq[Chunk[S]] {
	return func(yield func(Chunk[S]) bool) {
		for at, state := 0, initial; at < len(text); {
			end, seen, after := next(text, at, state)
			if !yield(Chunk[S]{Span{at, end}, seen, state}) {
				return
			}
			at, state = end, after
		}
	}
}

// Recut divides newText, which is the old document after edit, given the old
// document's chunks. It returns the new chunks and how many of them at the
// front and at the back are old chunks with the same text; those at the back
// have moved by the edit's length difference.
func Recut[S comparable](old []Chunk[S], newText string, edit Edit, initial S, next Next[S]) (chunks []Chunk[S], front, back int) {
	delta := len(edit.New) - edit.Span.Len()
	for front < len(old) && old[front].Seen <= edit.Span.Start {
		front++
	}
	at, state := 0, initial
	if front < len(old) {
		at, state = old[front].Span.Start, old[front].State
	} else if len(old) > 0 {
		// Every old chunk ends for a reason inside itself; what is new follows
		// them, in a state that only the last one can tell.
		front--
		at, state = old[front].Span.Start, old[front].State
	}
	chunks = make([]Chunk[S], front, len(old)+1)
	copy(chunks, old)
	tail := front
	for at < len(newText) {
		if at >= edit.Span.Start+len(edit.New) {
			for tail < len(old) && (old[tail].Span.Start < edit.Span.End || old[tail].Span.Start+delta < at) {
				tail++
			}
			if tail < len(old) && old[tail].Span.Start+delta == at && old[tail].State == state {
				for _, c := range old[tail:] {
					chunks = append(chunks, Chunk[S]{c.Span.Shift(delta), c.Seen + delta, c.State})
				}
				return chunks, front, len(old) - tail
			}
		}
		end, seen, after := next(newText, at, state)
		chunks = append(chunks, Chunk[S]{Span{at, end}, seen, state})
		at, state = end, after
	}
	return chunks, front, 0
}
