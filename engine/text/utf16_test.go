package text

import "testing"

func TestIsUTF16(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "CREATE": false, "caf\xe9": false, "a\x00b": false, "\x00": false, "a\x00\x00\x00": false,
		"\xff\xfeC\x00": true, "\xfe\xff\x00C": true, "C\x00R\x00": true, "\x00C\x00R": true,
	} {
		if got := IsUTF16(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
