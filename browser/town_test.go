package browser_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"guildhall/demo"
)

// town is the demo with its three organisations, and one browser for all who visit it.
type town struct {
	port    int
	browser context.Context
	stop    func()
}

var (
	here    *town
	trouble error
	opening sync.Once
)

func TestMain(m *testing.M) {
	code := m.Run()
	if here != nil {
		here.stop()
	}
	os.Exit(code)
}

// theTown gives the demo, which the first test that asks opens. Whatever is missing fails that test and each one after it.
func theTown(t *testing.T) *town {
	t.Helper()
	opening.Do(func() { here, trouble = open() })
	if trouble != nil {
		t.Fatal(trouble)
	}
	return here
}

func open() (*town, error) {
	chrome := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			chrome = found
			break
		}
	}
	if chrome == "" {
		return nil, fmt.Errorf("there is no Chromium here; scripts/setup installs it (Debian: apt-get install chromium)")
	}
	folder, err := os.MkdirTemp("", "guildhall-browser-")
	if err != nil {
		return nil, err
	}
	port, err := demo.FreePorts()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := &herald{heard: make(chan struct{})}, make(chan error, 1)
	go func() {
		ended <- demo.Run(ctx, demo.Options{Data: folder + "/demo", Port: port, Fresh: true, Out: ready,
			Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))})
	}()
	select {
	case <-ready.heard:
	case err = <-ended:
		cancel()
		return nil, fmt.Errorf("the demo does not start: %w", err)
	case <-time.After(4 * time.Minute): // ten thousand crossings happen before
		cancel()
		return nil, fmt.Errorf("the demo was not ready after four minutes")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chrome), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(folder+"/chromium"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true))
	allocator, closeAllocator := chromedp.NewExecAllocator(ctx, options...)
	browser, closeBrowser := chromedp.NewContext(allocator)
	stop := func() {
		closeBrowser()
		closeAllocator()
		cancel()
		<-ended
		_ = os.RemoveAll(folder)
	}
	if err := chromedp.Do(browser, chromedp.Navigate("about:blank")); err != nil {
		stop()
		return nil, fmt.Errorf("%s does not start: %w", chrome, err)
	}
	return &town{port: port, browser: browser, stop: stop}, nil
}

// herald listens to what the demo says, and knows when it is ready.
type herald struct {
	heard chan struct{}
	once  sync.Once
}

func (h *herald) Write(said []byte) (int, error) {
	if strings.Contains(string(said), "Ctrl-C ends it") {
		h.once.Do(func() { close(h.heard) })
	}
	return len(said), nil
}

// host is where an organisation of the demo is: acme, northwind or guild.
func (w *town) host(org string) string {
	for i, one := range []string{"acme", "northwind", "guild"} {
		if one == org {
			return fmt.Sprintf("%s.localhost:%d", org, w.port+i)
		}
	}
	return org
}
