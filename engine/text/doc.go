// Package text holds immutable documents and the arithmetic of places in them.
//
// Everything in the engine speaks of byte offsets: 0-based, half-open spans
// into a document's UTF-8 text. Lines and columns exist only at the edge, where
// [Document.Position] and [Document.Offset] convert them for a client that
// counts in UTF-8, UTF-16 or UTF-32 code units (LSP 3.17, "Position").
//
// A document is cut into chunks — one SQL statement, one top-level HCL block —
// by [Cut]; after an edit [Recut] cuts again only where the edit can have an
// effect.
//
// Invariants: a Document never changes; every offset or position that a caller
// passes is clamped into the document, so no input can make this package panic;
// Recut gives exactly the chunks that Cut would give for the new text.
package text
