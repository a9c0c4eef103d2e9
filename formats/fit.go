package formats

import (
	"image"

	"golang.org/x/image/draw"
)

// Fit makes a picture smaller, so that its longer side is at most side; one that fits is given as it is.
func Fit(img image.Image, side int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if w <= side && h <= side {
		return img
	}
	tw, th := side, max(1, h*side/max(w, 1))
	if h > w {
		tw, th = max(1, w*side/h), side
	}
	if n := min(w/tw, h/th) / 2; n > 1 {
		img = halved(img, n)
	}
	out := image.NewRGBA(image.Rect(0, 0, tw, th))
	draw.CatmullRom.Scale(out, out.Bounds(), img, img.Bounds(), draw.Src, nil)
	return out
}

// halved averages squares of n by n pixels into one each: quick, and exact enough for what is scaled again.
func halved(img image.Image, n int) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/n, b.Dy()/n))
	row := image.NewRGBA(image.Rect(0, 0, b.Dx(), n))
	for y := range out.Rect.Dy() {
		draw.Draw(row, row.Rect, img, image.Pt(b.Min.X, b.Min.Y+y*n), draw.Src)
		for x := range out.Rect.Dx() {
			var sum [4]int
			for dy := range n {
				line := row.Pix[dy*row.Stride+x*n*4:][:n*4]
				for i, v := range line {
					sum[i&3] += int(v)
				}
			}
			to := out.Pix[y*out.Stride+x*4:][:4]
			for i := range to {
				to[i] = byte(sum[i] / (n * n))
			}
		}
	}
	return out
}
