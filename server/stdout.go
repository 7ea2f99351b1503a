package server

import "os"

// TakeStdout returns standard output for the frames of [Serve] and makes
// os.Stdout standard error from then on, so that nothing else the process
// prints gets between the frames. Call it before anything may print.
func TakeStdout() *os.File {
	out := os.Stdout
	os.Stdout = os.Stderr
	return out
}
