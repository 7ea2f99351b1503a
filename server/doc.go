// Package server speaks the Language Server Protocol: it turns messages into
// questions for the analysis packages and their answers into messages.
//
// A message passes through four parts:
//
//	stream.go     bytes ⇄ frames; refuses what is not a message and reads on
//	              (outbox.go queues what it writes)
//	lifecycle.go  initialize → shutdown → exit, and what is allowed in between
//	dispatch.go   notifications in order, requests concurrent and cancellable
//	routes.go     the table from a method's name to the feature that answers it
//
// A feature is one file named after its method and one row in the table.
//
// What holds everywhere in this package:
//
//   - A feature only translates. What is true of a schema is decided by the
//     packages below, which know nothing of the protocol.
//   - Only frames reach standard output ([TakeStdout]); logs go to standard
//     error.
//   - Notifications run one after the other on the goroutine that reads, in
//     the order in which the client sent them. They are short and never wait.
//   - A request takes what its answer depends on while it is on the reader,
//     in order with the edits around it, and is answered from that immutable
//     value on a goroutine of its own. It never blocks an edit.
//   - Writing never waits for the client: frames are queued. A client that
//     writes without reading cannot bring the server to a halt.
//   - No input ends the connection but its own end, exit, and the end of the
//     client's process. What cannot be understood is refused and logged, and
//     an edit that cannot be understood is never applied as something else.
package server
