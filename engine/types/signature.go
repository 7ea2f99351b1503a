package types

import (
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// Signature is how a function, or a type with parameters, is called.
type Signature struct {
	Label  string      // "replace(string, search, replacement)"
	Params []text.Span // of the parameters within Label
	Active int         // the parameter that is meant; −1 beyond the last one
}

// At is the signature with the parameter behind so many commas active. The last
// one stays so if it may repeat.
func (s Signature) At(commas int) Signature {
	s.Active = commas
	if n := len(s.Params); commas >= n {
		s.Active = -1
		if n > 0 && strings.HasSuffix(s.Label[s.Params[n-1].Start:s.Params[n-1].End], "...") {
			s.Active = n - 1
		}
	}
	return s
}

// ReadSignature finds the parameters in a signature as the tables write it.
func ReadSignature(label string) Signature {
	s := Signature{Label: label}
	open := strings.IndexByte(label, '(') + 1
	shut := strings.LastIndexByte(label, ')')
	if open == 0 || shut <= open {
		return s
	}
	for at := open; at <= shut; {
		end := strings.IndexByte(label[at:shut], ',')
		if end < 0 {
			end = shut
		} else {
			end += at
		}
		start := at + len(label[at:end]) - len(strings.TrimLeft(label[at:end], " "))
		s.Params = append(s.Params, text.Span{Start: start, End: end})
		at = end + 1
	}
	return s
}
