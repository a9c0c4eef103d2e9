package browser_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestShots puts pictures of the pages into the folder that GUILDHALL_TEST_SHOTS names (make shots).
func TestShots(t *testing.T) {
	folder := os.Getenv("GUILDHALL_TEST_SHOTS")
	if folder == "" {
		t.Skip("GUILDHALL_TEST_SHOTS names no folder for pictures")
	}
	ada := member(t, "acme", "ada")
	ada.screen(1280, 800, "light")
	ada.goes("/")
	ada.chooses("#c-distance", "Inside and partners")
	ada.types("#c-text", "We taped the route of the sample on the floor. The median fell by six minutes. Who tried colours?")
	ada.sees("1 partner organisation will see this.")
	ada.takes(filepath.Join(folder, "picture.png"))
	visits(t, func(p *person, s sight) {
		for _, size := range [][2]int64{{1280, 900}, {390, 844}} {
			for _, scheme := range []string{"light", "dark"} {
				p.screen(size[0], size[1], scheme)
				p.takes(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", s.name, size[0], scheme)))
			}
		}
	})
}

// takes a picture of what the screen shows.
func (p *person) takes(file string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, picture, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}
