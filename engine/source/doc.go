// Package source finds what a project's sources are made of: which files a URL
// means, in which order, what they import, and what a program printed.
//
// It yields names and documents; parsing them is the workspace's part.
//
// Invariants: a source that cannot be loaded is a problem at the place that
// names it, and the others load; programs run only through [Runner], which the
// workspace calls for trusted projects alone.
package source
