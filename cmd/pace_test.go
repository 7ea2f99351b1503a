package cmd

import "testing"

func TestPace(t *testing.T) {
	const mb = 1 << 20
	for _, test := range []struct {
		used    uint64
		garbage uint64
	}{
		{1 * mb, 64 * mb}, {16 * mb, 64 * mb}, {32 * mb, 64 * mb}, {100 * mb, 200 * mb}, {128 * mb, 256 * mb}, {256 * mb, 256 * mb},
		{512 * mb, 256 * mb}, {2048 * mb, 1024 * mb},
	} {
		got := test.used * uint64(pace.percent(test.used)) / 100
		if got > test.garbage || got < test.garbage-test.garbage/20 {
			t.Errorf("beside %d MB, %d MB may be garbage, not %d", test.used/mb, got/mb, test.garbage/mb)
		}
	}
}
