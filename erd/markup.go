package erd

import (
	"math"
	"strconv"
)

// markup is XML that is being written. Its methods give it back, so that an element
// reads from left to right.
type markup struct{ out []byte }

// raw writes s as it is.
func (m *markup) raw(s string) *markup {
	m.out = append(m.out, s...)
	return m
}

// text writes s escaped.
func (m *markup) text(s string) *markup {
	m.out = appendEscaped(m.out, s)
	return m
}

// attr writes an attribute, after a space.
func (m *markup) attr(name, value string) *markup {
	return m.raw(" ").raw(name).raw(`="`).text(value).raw(`"`)
}

// length writes an attribute that is a length.
func (m *markup) length(name string, f float64) *markup {
	m.raw(" ").raw(name).raw(`="`)
	m.out = append(appendLength(m.out, f), '"')
	return m
}

// count writes an attribute that is a whole number.
func (m *markup) count(name string, n int) *markup {
	m.raw(" ").raw(name).raw(`="`)
	m.out = append(strconv.AppendInt(m.out, int64(n), 10), '"')
	return m
}

// path writes the attribute that says what is drawn, of the paths behind each other.
func (m *markup) path(paths ...pathData) *markup {
	m.raw(` d="`)
	for _, p := range paths {
		m.out = append(m.out, p...)
	}
	return m.raw(`"`)
}

// pathData is path data of SVG 2, section 9.3; its methods are its commands.
type pathData []byte

func (p *pathData) command(c byte, lengths ...float64) *pathData {
	out := append(*p, c)
	for i, f := range lengths {
		if i > 0 {
			out = append(out, ' ')
		}
		out = appendLength(out, f)
	}
	*p = out
	return p
}

func (p *pathData) moveTo(x, y float64) *pathData { return p.command('M', x, y) }
func (p *pathData) lineTo(x, y float64) *pathData { return p.command('L', x, y) }

// curveTo draws the rest of the Bézier curves that begin at the first point.
func (p *pathData) curveTo(curve []Point) *pathData {
	for i := 1; i+2 < len(curve); i += 3 {
		p.command('C', curve[i].X, curve[i].Y, curve[i+1].X, curve[i+1].Y, curve[i+2].X, curve[i+2].Y)
	}
	return p
}

// shape draws what is given in commands relative to a point.
func (p *pathData) shape(x, y float64, commands string) *pathData {
	p.moveTo(x, y)
	*p = append(*p, commands...)
	return p
}

// appendLength writes a length with at most one decimal.
func appendLength(out []byte, f float64) []byte {
	tenths := int64(math.Round(f * 10))
	if tenths < 0 {
		out, tenths = append(out, '-'), -tenths
	}
	out = strconv.AppendInt(out, tenths/10, 10)
	if rest := tenths % 10; rest > 0 {
		out = append(out, '.', byte('0'+rest))
	}
	return out
}
