// Package schema holds the schema graph and the statements it is folded from.
//
// Two vocabularies live here, and everything else in schemascope speaks them:
//
//   - Statements ([Stmt]): create this table, add that foreign key, rename,
//     drop, comment. HCL blocks and SQL DDL lower to the same statements; this
//     is where the two languages meet. A statement is relative: its spans count
//     from the start of the [Chunk] it was lowered from, so a chunk that merely
//     moved is the same chunk.
//   - The graph ([Realm]): schemas, tables, columns, keys. [Fold] applies the
//     statements of all sources in load order. Each element carries the
//     [Origin] that declared it.
//
// Invariants: a Realm never changes once folded; references that lead nowhere
// are kept as data and reported as [Problem] values, never as failure; the same
// sources in the same order give the same Realm.
package schema
