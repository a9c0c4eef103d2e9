package load_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
)

// line is one series of a plot: what several panels show at each place of their common axis.
type line struct {
	name   string
	points []point
}

type point struct {
	x float64
	y [3]float64
}

var inks = []string{"#1f6f8b", "#c26a1b", "#5b8c3a", "#8a4a9e"}

// plot draws panels side by side, from naught up, over an axis of powers of ten. It reads on light and on dark pages.
func plot(lines []line, panels [3]string) string {
	const w, h, left, top, wide, high = 960, 330, 50, 50, 240, 190
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="What things cost while what is stored grows">`, w, h)
	b.WriteString("\n<rect width=\"100%\" height=\"100%\" fill=\"#fbfaf7\"/>\n")
	low, top10 := math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, p := range l.points {
			low, top10 = min(low, math.Log10(p.x)), max(top10, math.Log10(p.x))
		}
	}
	for k, title := range panels {
		most := 0.0
		for _, l := range lines {
			for _, p := range l.points {
				most = max(most, p.y[k])
			}
		}
		most *= 1.15
		x0 := left + k*(wide+70)
		at := func(p point) (float64, float64) {
			across := 0.5
			if top10 > low {
				across = (math.Log10(p.x) - low) / (top10 - low)
			}
			return float64(x0) + across*wide, float64(top+high) - p.y[k]/most*high
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="#222" font-weight="600">%s, ms</text>`+"\n", x0, top-18, title)
		for i := range 5 {
			v := most * float64(i) / 4
			y := float64(top+high) - float64(i)/4*high
			fmt.Fprintf(&b, `<path d="M%d %.1fh%d" stroke="#ddd"/><text x="%d" y="%.1f" fill="#555" text-anchor="end">%.2g</text>`+"\n", x0, y, wide, x0-6, y+4, v)
		}
		for i, l := range lines {
			var path []string
			for _, p := range l.points {
				x, y := at(p)
				path = append(path, fmt.Sprintf("%.1f,%.1f", x, y))
				fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x, y, inks[i%len(inks)])
				if i == 0 {
					fmt.Fprintf(&b, `<text x="%.1f" y="%d" fill="#555" text-anchor="middle">%s</text>`, x, top+high+18, thousands(int(p.x)))
				}
			}
			fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(path, " "), inks[i%len(inks)])
		}
	}
	for i, l := range lines {
		x := left + i*230
		fmt.Fprintf(&b, `<path d="M%d %dh22" stroke="%s" stroke-width="3"/><text x="%d" y="%d" fill="#222">%s</text>`+"\n", x, h-26, inks[i%len(inks)], x+28, h-22, l.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func TestAPlotIsWellFormed(t *testing.T) {
	lines := []line{{"one", []point{{10, [3]float64{1, 2, 3}}, {1000, [3]float64{4, 2, 0}}}}, {"two", []point{{10, [3]float64{0.5, 1, 1}}}}}
	drawing := plot(lines, [3]string{"a", "b", "c"})
	d := xml.NewDecoder(strings.NewReader(drawing))
	circles := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "circle" {
			circles++
		}
	}
	if circles != 9 || strings.Contains(drawing, "NaN") || strings.Contains(drawing, "Inf") {
		t.Errorf("%d points of 9 are drawn:\n%s", circles, drawing)
	}
}
