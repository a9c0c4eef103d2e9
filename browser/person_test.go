package browser_test

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"guildhall/demo"
)

// patience is how long one act in the browser may take on a busy machine; a page is looked at again within it.
const patience = 20 * time.Second

// person sits before a tab with cookies of its own.
type person struct {
	t    *testing.T
	town *town
	base string
	tab  context.Context

	mu    sync.Mutex
	heard []string // what the watch beside the tab complained of
}

// visitor opens a tab at an organisation without a session. What the watch hears fails the test at its end.
func visitor(t *testing.T, org string) *person {
	t.Helper()
	p := quietVisitor(t, org)
	t.Cleanup(func() {
		for _, complaint := range p.complaints() {
			t.Errorf("%s: %s", p.base, complaint)
		}
	})
	return p
}

func quietVisitor(t *testing.T, org string) *person {
	t.Helper()
	w := theTown(t)
	tab, closeTab := chromedp.NewContext(w.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	p := &person{t: t, town: w, base: "http://" + w.host(org), tab: tab}
	if err := chromedp.Listen(tab, p.watch); err != nil {
		t.Fatal(err)
	}
	p.screen(1280, 900, "light")
	return p
}

// member is a visitor who signed in.
func member(t *testing.T, org, name string) *person {
	t.Helper()
	p := visitor(t, org)
	p.signsIn(name)
	return p
}

func (p *person) signsIn(name string) {
	p.t.Helper()
	p.goes("/login")
	p.types("#f-login", name)
	p.types("#f-password", demo.Password)
	p.presses("Sign in")
	p.sees("What did you try, solve or get stuck on?")
}

// watch stands beside the tab: it hears errors, and sees every request that leaves.
func (p *person) watch(event any) {
	complaint := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		complaint = "a script broke: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			complaint = "the console says " + string(e.Type)
			for _, a := range e.Args {
				complaint += " " + string(a.Value)
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			complaint = "the console says " + e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventRequestWillBeSent:
		if to, err := url.Parse(e.Request.URL); err != nil || strings.HasPrefix(to.Scheme, "http") && !p.town.has(to.Host) {
			complaint = "a request left for " + e.Request.URL
		}
	}
	if complaint != "" {
		p.mu.Lock()
		p.heard = append(p.heard, complaint)
		p.mu.Unlock()
	}
}

func (w *town) has(host string) bool {
	return host == w.host("acme") || host == w.host("northwind") || host == w.host("guild")
}

func (p *person) complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.heard...)
}

// does runs acts in the tab, with patience.
func (p *person) does(what string, acts ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	if err := chromedp.Do(ctx, acts...); err != nil {
		p.t.Fatalf("%s %s: %v\nThe page shows:\n%s", p.base, what, err, p.page())
	}
}

// loads runs acts that lead to another page, and waits for it.
func (p *person) loads(what string, acts ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, acts...)
	if err != nil {
		p.t.Fatalf("%s %s: %v\nThe page shows:\n%s", p.base, what, err, p.page())
	}
	if answer != nil && answer.Status >= 400 {
		p.t.Errorf("%s %s: answered %d", p.base, what, answer.Status)
	}
}

// goes opens a path of the organisation.
func (p *person) goes(path string) {
	p.t.Helper()
	p.loads("opens "+path, chromedp.Navigate(p.base+path))
}

// types writes into a field that is still empty, key by key.
func (p *person) types(field, words string) {
	p.t.Helper()
	p.does("types into "+field, chromedp.SendKeys(chromedp.CSS(field), words))
}

// chooses takes an option of a select by its words.
func (p *person) chooses(field, words string) {
	p.t.Helper()
	if !ask[bool](p, `(() => {
		const box = document.querySelector(`+strconv.Quote(field)+`);
		const one = box && [...box.options].find(o => o.text.trim() === `+strconv.Quote(words)+`);
		if (!one) return false;
		box.value = one.value;
		box.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`) {
		p.t.Fatalf("%s: %s has no %q", p.base, field, words)
	}
}

// presses a button or link by its words, with the mouse, and waits for the page that follows.
func (p *person) presses(words string) {
	p.t.Helper()
	p.loads("presses "+words, chromedp.Click(chromedp.Search(fmt.Sprintf(`//main//button[normalize-space()=%[1]q] | //main//a[normalize-space()=%[1]q]`, words))))
}

// page is what can be read on the page now.
func (p *person) page() string {
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	words, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
	if err != nil {
		return err.Error()
	}
	return words
}

// sees waits until the page shows the words.
func (p *person) sees(words string) {
	p.t.Helper()
	if !p.within(patience, func() bool { return strings.Contains(p.page(), words) }) {
		p.t.Fatalf("%s does not show %q, but:\n%s", p.base, words, p.page())
	}
}

// seesNot holds that the page, as it is, does not show the words.
func (p *person) seesNot(words string) {
	p.t.Helper()
	if shown := p.page(); strings.Contains(shown, words) {
		p.t.Fatalf("%s shows %q:\n%s", p.base, words, shown)
	}
}

// finds opens a path again and again, until its page shows the words: what comes from another server takes a moment.
func (p *person) finds(path, words string) {
	p.t.Helper()
	if !p.within(patience, func() bool { p.goes(path); return strings.Contains(p.page(), words) }) {
		p.t.Fatalf("%s%s never showed %q, but:\n%s", p.base, path, words, p.page())
	}
}

func (p *person) within(limit time.Duration, so func() bool) bool {
	for end := time.Now().Add(limit); ; time.Sleep(150 * time.Millisecond) {
		if so() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// ask evaluates something in the page, waiting for a promise.
func ask[T any](p *person, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", p.base, err)
	}
	return answer
}

// screen sets the size of the screen and the scheme of colours; nothing moves.
func (p *person) screen(wide, high int64, scheme string) {
	p.t.Helper()
	p.does("changes the screen", chromedp.EmulateViewport(wide, high), call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}))
}

// withoutScript switches scripts off in the tab, as some people and some firewalls do.
func (p *person) withoutScript() {
	p.t.Helper()
	p.does("switches scripts off", call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
}

func call[P any](command cdp.Command[P, cdp.Empty], with P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, with)
		return err
	})
}
