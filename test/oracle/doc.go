// Package oracle compares what schemascope reads in HCL schemas with what Atlas
// itself reads in them: its evaluator is open source and knows schemas, tables,
// columns, keys, indexes, checks, enums and partitions.
//
// Both sides are brought to facts, which are compared one by one. A difference
// is a fault of ours, or stands in a list with the reason why ours is right.
//
// It is a module of its own, so that the program depends on no part of Atlas.
package oracle
