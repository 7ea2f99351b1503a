// Package erd draws a schema graph as an entity–relationship diagram.
//
// The way is: [schema.Realm] → [Diagram] (boxes with rows, and keys) → layout
// ([Placement]) → SVG, an HTML page or JSON. [Diagram.Mermaid], [Diagram.DBML] and
// [Diagram.DOT] leave the layout to others. Everything but the layout is a pure function of its
// input: the same realm and options give the same bytes.
//
// The layout is Graphviz's dot, run in a child process (see [Graphviz]); this
// package never links Graphviz. Positions and splines are all it is asked for:
// boxes, rows and the ends of lines are drawn here.
//
// Invariants:
//
//   - Every name is hostile: whatever leaves this package is escaped for where it
//     goes, and control characters never do.
//   - Every foreign key of a drawn table is a line, a loop, a chip on its column
//     (the table it leads to is a hub, or not in the picture) or a stub (there is
//     no such table): exactly one of them, and never silently none.
//   - A table of a large schema is in exactly one area. A key between areas is a
//     chip; in an overview, it is counted by exactly one box or link.
//   - A line ends at the middle of its column's row, on the box's edge.
//
// All lengths are SVG user units, which are CSS pixels at a scale of 1; y grows
// downwards. For the layout engine one unit is one point.
package erd
