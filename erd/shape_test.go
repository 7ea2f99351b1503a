package erd

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// TestShapeOnCorpus checks that pictures of real schemas fit a screen. A picture
// of three boxes or less has what shape it has, and so has a chain.
func TestShapeOnCorpus(t *testing.T) {
	for name, realm := range corpusRealms(t) {
		for _, detail := range []Detail{Auto, Full, Keys, Names} {
			d := diagram(t, realm, Options{Detail: detail})
			if len(d.Boxes) <= 3 {
				continue
			}
			p, err := Layered{}.Layout(context.Background(), d)
			if err != nil {
				t.Fatal(err)
			}
			if aspect := p.Width / p.Height; aspect < 0.5 || aspect > 2 {
				t.Errorf("%s, detail %q: %d boxes on %.0f × %.0f", name, detail, len(d.Boxes), p.Width, p.Height)
			}
		}
	}
}

// Two frames beside each other, each of a screen's shape, would be a ribbon.
func TestFramesAreShapedToFitTogether(t *testing.T) {
	square := func(n int) (blocks []*block) {
		for range n {
			blocks = append(blocks, &block{width: 100, height: 100})
		}
		return blocks
	}
	for _, contents := range [][][]*block{{square(40), square(40)}, {square(60), square(9), square(9)}, {square(30)}} {
		var frames []Point
		for _, p := range screenFor(0).fitTogether(contents, partGap, clusterMargin) {
			frames = append(frames, Point{p.width + 2*clusterMargin, p.height + 2*clusterMargin})
		}
		if p := screenFor(0).packFrames(frames); p.width/p.height < 1.1 || p.width/p.height > 2 {
			t.Errorf("%d frames: %.0f × %.0f", len(frames), p.width, p.height)
		}
	}
}

// BenchmarkGitLab makes, lays out and draws a schema of 500 tables.
func BenchmarkGitLab(b *testing.B) {
	realm := gitlab(b)
	for _, detail := range []Detail{Auto, Names, Keys, Full} {
		b.Run(fmt.Sprintf("detail=%s", detail), func(b *testing.B) {
			for b.Loop() {
				svg(b, diagram(b, realm, Options{Detail: detail}))
			}
		})
	}
}

// A picture for a place that is higher than wide is seen larger there, or as large
// where it is one part that has the shape it has.
func TestAspectOnCorpus(t *testing.T) {
	for _, aspect := range []float64{0.5, 0.75} {
		var gains []float64
		for name, realm := range corpusRealms(t) {
			size := func(aspect, seen float64) float64 {
				d := diagram(t, realm, Options{Aspect: aspect})
				p, err := Layered{}.Layout(context.Background(), d)
				if err != nil {
					t.Fatal(err)
				}
				return 1 / max(p.Width/seen, p.Height)
			}
			gain := size(aspect, aspect) / size(0, aspect)
			if gain < 0.95 {
				t.Errorf("%s is seen %.2f times as large where %.2f is the aspect", name, gain, aspect)
			}
			gains = append(gains, gain)
		}
		slices.Sort(gains)
		if middle := gains[len(gains)/2]; middle < 1.1 {
			t.Errorf("of the corpus, half is seen less than %.2f times as large where %.2f is the aspect", middle, aspect)
		}
	}
}
