// Package workspace turns editor buffers and the disk into immutable snapshots.
//
// A [Workspace] takes edits, disk events and the results of programs; each
// makes a new [Snapshot]. A Snapshot answers what everything above asks: the
// documents, the chunks they parse to, and the environments with their realms.
//
// Work is shared from one snapshot to the next: a document's chunks are cut
// again only around an edit, a chunk is parsed once, a realm is folded again
// only if a file of it changed. Within a snapshot everything is computed on
// first use.
//
// Invariants: the Snapshot after any sequence of edits equals the one built
// from scratch from the final texts; taking a Snapshot never waits for a
// program or a parse; a program runs only in a trusted workspace.
package workspace
