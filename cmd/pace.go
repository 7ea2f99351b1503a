package cmd

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// pacer says how much garbage may be there before it is collected.
//
// While the first documents are read the heap only grows: to collect at each
// doubling of so little, as the runtime does by itself, takes a quarter of the
// time that a large schema needs to open. And a keystroke makes much garbage, of
// which little memory is used: to collect half as often takes a tenth off the time
// to its diagnostics. Where much memory is used, though, twice as much is too much.
type pacer struct {
	least, most uint64 // the bounds of what may be garbage, in bytes; but see share
	share       uint64 // of what is used may always be garbage, in percent
}

// pace is that of the language server.
var pace = pacer{least: 64 << 20, most: 256 << 20, share: 50}

// start takes effect until the process ends.
func (p pacer) start() {
	const leastHeap = 4 << 20 // which the runtime scales by the percentage (runtime: heapMinimum)
	debug.SetGCPercent(int(p.least * 100 / leastHeap))
	p.afterCollection()
}

// afterCollection sets the percentage anew after each collection: that is when
// the runtime takes away what nothing refers to.
func (p pacer) afterCollection() {
	runtime.AddCleanup(new(*byte), func(struct{}) {
		used := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(used)
		debug.SetGCPercent(p.percent(used[0].Value.Uint64()))
		p.afterCollection()
	}, struct{}{})
}

// percent is how much garbage may be beside what is used, in bytes, in percent of
// it: twice as much, within the bounds.
func (p pacer) percent(used uint64) int {
	garbage := min(max(2*used, p.least), p.most)
	garbage = max(garbage, used/100*p.share)
	return int(garbage * 100 / max(used, 1<<20))
}
