package erd

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The sizes of a diagram's parts.
const (
	headerHeight = 30.0
	rowHeight    = 20.0
	footHeight   = 5.0 // below the last row, for the rounded corners
	nameSize     = 12.0
	typeSize     = 11.0
	titleSize    = 13.0
	chipSize     = 10.0
	areaSize     = 20.0
	gutter       = 28.0 // left of a row's name: the key marks
	padding      = 12.0
	cellGap      = 22.0 // between a row's name and type
	chipPad      = 6.0
	chipGap      = 8.0
	minBoxWidth  = 120.0
	widthStep    = 10.0
	maxTitle     = 280.0
	maxName      = 220.0
	maxType      = 170.0
	maxChip      = 150.0
	markSize     = 8.0
	markGap      = 6.0 // between a row's name and its mark

	// A box with an empty margin is followed by its lines' ends: the crow's feet.
	// The curve of a line begins and ends there.
	stem = 20.0
	// How far a stub's label stands from the box, and from the label before it.
	stubLength = 32.0
	stubGap    = 10.0

	// What a loop of a self reference adds to the margin.
	loopStep = 9.0
)

// boldScale is how much wider the bold cut of a sans serif is than the regular
// (Liberation Sans 1.046, DejaVu Sans 1.104: the sums of the advances below).
const boldScale = 1.075

// advances are the widths of U+0020 to U+007E in thousandths of the font size:
// the mean of Liberation Sans (whose metrics are Arial's) and DejaVu Sans (close
// to Verdana). What a viewer has installed lies within 8 % on either side, and
// the space between cells absorbs that.
var advances = [...]uint16{
	298, 339, 407, 697, 596, 919, 723, 233, 361, 361, 444, 711, 298, 347, 298, 307,
	596, 596, 596, 596, 596, 596, 596, 596, 596, 596, 307, 307, 711, 711, 711, 543,
	1007, 675, 676, 710, 746, 649, 593, 776, 737, 286, 397, 661, 556, 848, 735, 782,
	635, 782, 708, 651, 611, 727, 675, 966, 676, 639, 648, 334, 307, 334, 653, 528,
	416, 584, 595, 525, 595, 585, 315, 595, 595, 250, 250, 539, 250, 903, 595, 584,
	595, 595, 372, 510, 335, 595, 546, 770, 546, 546, 512, 485, 298, 485, 711,
}

// wide are the blocks whose characters take a full square or more.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115F, 1}, {0x2600, 0x27BF, 1}, {0x2E80, 0xA4CF, 1}, {0xAC00, 0xD7A3, 1},
		{0xF900, 0xFAFF, 1}, {0xFE30, 0xFE6F, 1}, {0xFF00, 0xFF60, 1}, {0xFFE0, 0xFFE6, 1},
	},
	R32: []unicode.Range32{{0x1F000, 0x1FAFF, 1}, {0x20000, 0x3FFFD, 1}},
}

// advance is the width of r in thousandths of the font size.
func advance(r rune) float64 {
	switch {
	case r >= ' ' && r <= '~':
		return float64(advances[r-' '])
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 1150
	}
	return 640
}

// textWidth estimates the width of s, drawn at size.
func textWidth(s string, size float64) float64 {
	sum := 0.0
	for _, r := range s {
		sum += advance(r)
	}
	return sum * size / 1000
}

// fit is the longest beginning of s, with an ellipsis, that is not wider than
// limit; s itself if all of it fits.
func fit(s string, size, limit float64) string {
	limit *= 1000 / size
	sum, cut := 0.0, 0
	for i, r := range s {
		if sum+1000 <= limit {
			cut = i
		}
		if sum += advance(r); sum > limit {
			return strings.TrimRightFunc(s[:cut], func(r rune) bool {
				return r == ' ' || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf)
			}) + "…"
		}
	}
	return s
}

// clean makes s safe to show on one line: characters that are not valid in XML,
// that control the terminal, the line or the direction of writing, are replaced
// by visible ones. C0 controls become their pictures (Unicode block "Control
// Pictures"), everything else U+FFFD.
func clean(s string) string {
	if cleanASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ':
			return 0x2400 + r
		case r == 0x7F:
			return 0x2421
		case unicode.Is(unicode.Cc, r), r == 0x2028, r == 0x2029, isDirection(r), r&0xFFFE == 0xFFFE:
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func cleanASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// isDirection reports the explicit directional formatting characters of UAX #9,
// with which a name could reorder the text around it.
func isDirection(r rune) bool {
	return r == 0x061C || r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}
