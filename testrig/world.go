package testrig

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/config"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/accounts"
	"guildhall/services/boundary"
	"guildhall/store"
	"guildhall/store/storetest"
)

// World is some organisations on one fake internet, with one clock.
type World struct {
	T     testing.TB
	Clock *clock.Moved
	Net   *Internet
	Told  func(line string) // takes what the story says, instead of the test's log

	servers map[models.Host]*Server
	people  map[string]*Person
	order   []models.Host
	limits  string     // on or off; off when empty
	swift   bool       // what the test itself asks for is signed by Ed25519, which costs a thirtieth of RSA
	loud    slog.Level // what the servers log, from here on; errors when 0
}

// Server is one organisation of the world.
type Server struct {
	*server.Server
	Host models.Host
	w    *World

	settings config.Settings
	end      context.CancelFunc // of what applies what arrives
}

// NewWorld starts an organisation for each host, all in allowlist mode, none knowing another. They end with the test.
func NewWorld(t testing.TB, hosts ...string) *World { return newWorld(t, models.Allowlist, hosts...) }

// NewOpenWorld is NewWorld in open mode.
func NewOpenWorld(t testing.TB, hosts ...string) *World {
	return newWorld(t, models.OpenMode, hosts...)
}

// NewRoughWorld is NewWorld for a long test that kills servers, whose complaints about that are not told.
func NewRoughWorld(t testing.TB, hosts ...string) *World {
	w := newWorld(t, models.Allowlist)
	w.loud, w.swift = slog.LevelError+4, true
	for _, h := range hosts {
		w.start(models.Host(h), models.Allowlist)
	}
	return w
}

// NewBusyWorld is NewOpenWorld with the limits on how much may be asked in a minute.
func NewBusyWorld(t testing.TB, hosts ...string) *World {
	w := NewOpenWorld(t)
	w.limits = "on"
	for _, h := range hosts {
		w.start(models.Host(h), models.OpenMode)
	}
	return w
}

func newWorld(t testing.TB, mode models.Mode, hosts ...string) *World {
	t.Helper()
	w := &World{T: t, Clock: clock.At(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)), Net: newInternet(),
		servers: map[models.Host]*Server{}, people: map[string]*Person{}}
	for _, h := range hosts {
		w.start(models.Host(h), mode)
	}
	return w
}

func (w *World) start(h models.Host, mode models.Mode) {
	w.T.Helper()
	settings, err := config.Load(config.Sources{Environ: []string{
		"GUILDHALL_URL=https://" + string(h), "GUILDHALL_DATA=" + w.T.TempDir(), "GUILDHALL_DATABASE=" + storetest.Prepared(w.T),
		"GUILDHALL_FEDERATION=" + string(mode), "GUILDHALL_RATE_LIMITS=" + cmp.Or(w.limits, "off")}})
	if err != nil {
		w.T.Fatal(err)
	}
	s := &Server{Host: h, w: w, settings: settings}
	s.open()
	w.servers[h] = s
	w.order = append(w.order, h)
	w.T.Cleanup(func() {
		s.end()
		s.In.Wait()
		_ = s.Gate.Flush(context.Background())
		s.Close()
	})
}

// open puts the organisation together on its database and on the network.
func (s *Server) open() {
	s.w.T.Helper()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: cmp.Or(s.w.loud, slog.LevelError)}))
	var err error
	s.Server, err = server.Open(context.Background(), server.Options{Settings: s.settings, Clock: s.w.Clock, Log: log, Transport: s.w.Net.from(s.Host), MakeKey: makeKey})
	if err != nil {
		s.w.T.Fatal(err)
	}
	var ctx context.Context
	ctx, s.end = context.WithCancel(context.Background())
	s.In.Start(ctx)
	s.w.Net.joins(s.Host, s.Handler)
}

// Anew starts the organisation again with other settings.
func (s *Server) Anew(change func(*config.Settings)) {
	s.w.T.Helper()
	s.end()
	s.In.Wait()
	if err := s.Gate.Flush(context.Background()); err != nil {
		s.w.T.Fatal(err)
	}
	s.Close()
	change(&s.settings)
	s.open()
}

// Server finds an organisation by host.
func (w *World) Server(host string) *Server {
	w.T.Helper()
	s := w.servers[models.Host(host)]
	if s == nil {
		w.T.Fatalf("there is no organisation %s in this world", host)
	}
	return s
}

// Say prints a step of the story in plain words, or tells them to whoever listens.
func (w *World) Say(format string, args ...any) {
	w.T.Helper()
	if w.Told != nil {
		w.Told(fmt.Sprintf(format, args...))
		return
	}
	w.T.Logf("· "+format, args...)
}

// Settle lets everything that is under way happen: what was published is delivered, what arrived is applied, until
// nothing is due any more.
func (w *World) Settle() {
	w.T.Helper()
	ctx := w.T.Context()
	for range 50 {
		before := w.Net.Count()
		ran := 0
		for _, h := range w.order {
			s := w.servers[h]
			s.In.Idle()
			s.In.Sweep(ctx)
			n, err := s.Jobs.Settle(ctx)
			if err != nil {
				w.T.Fatal(err)
			}
			ran += n
			s.In.Idle()
		}
		if ran == 0 && before == w.Net.Count() {
			for _, h := range w.order {
				if err := w.servers[h].Gate.Flush(ctx); err != nil {
					w.T.Fatal(err)
				}
			}
			return
		}
	}
	w.T.Fatal("the world does not come to rest")
}

// Later moves the clock and lets happen what was waiting for that.
func (w *World) Later(d time.Duration) {
	w.T.Helper()
	w.Say("%s later", d)
	w.Clock.Advance(d)
	w.Settle()
}

// Down takes a host off the network; Up brings it back.
func (w *World) Down(host string) {
	w.Net.mu.Lock()
	defer w.Net.mu.Unlock()
	w.Net.down[models.Host(host)] = true
}

// Up brings a host back.
func (w *World) Up(host string) {
	w.Net.mu.Lock()
	defer w.Net.mu.Unlock()
	delete(w.Net.down, models.Host(host))
}

// Write changes the database of an organisation as an administrator's command would.
func (s *Server) Write(fn func(tx *store.Tx) error) {
	s.w.T.Helper()
	if err := s.Store.Write(context.Background(), fn); err != nil {
		s.w.T.Fatalf("%s: %v", s.Host, err)
	}
}

// Read looks into it.
func (s *Server) Read(fn func(tx *store.Tx) error) {
	s.w.T.Helper()
	if err := s.Store.Read(context.Background(), fn); err != nil {
		s.w.T.Fatalf("%s: %v", s.Host, err)
	}
}

func (s *Server) standing(host string, st models.Standing) *Server {
	s.w.T.Helper()
	s.Write(func(tx *store.Tx) error {
		_, err := boundary.SetStanding(tx, models.Actor{}, s.Host, models.Host(host), st, "")
		return err
	})
	return s
}

// Allows names a peer; Partners makes it a partner; Limits, Blocks and Opens do as they say.
func (s *Server) Allows(host string) *Server {
	s.w.Say("%s allows %s", s.Host, host)
	return s.standing(host, models.Allowed)
}

// Partners puts an agreement with a peer in force.
func (s *Server) Partners(host string) *Server {
	s.w.Say("%s makes %s a partner", s.Host, host)
	return s.standing(host, models.Partner)
}

// Limits lets what a peer sends wait, and gives it nothing.
func (s *Server) Limits(host string) *Server {
	s.w.Say("%s limits %s", s.Host, host)
	return s.standing(host, models.Limited)
}

// Blocks closes a peer out.
func (s *Server) Blocks(host string) *Server {
	s.w.Say("%s blocks %s", s.Host, host)
	return s.standing(host, models.Blocked)
}

// Opens lets a peer stand as everybody does whom no administrator named.
func (s *Server) Opens(host string) *Server {
	s.w.Say("%s names %s no more", s.Host, host)
	return s.standing(host, models.Open)
}

// NeverSent fails when any byte that left the organisation held the text.
func (s *Server) NeverSent(text string) {
	s.w.T.Helper()
	if strings.Contains(s.w.Net.left(s.Host), text) {
		s.w.T.Fatalf("%s let out %q", s.Host, text)
	}
}

// Sent fails when no byte that left the organisation held the text.
func (s *Server) Sent(text string) {
	s.w.T.Helper()
	if !strings.Contains(s.w.Net.left(s.Host), text) {
		s.w.T.Fatalf("%s never let out %q", s.Host, text)
	}
}

// hash is a cheap stand-in for a password: nobody signs in by password in stories.
const hash = "$argon2id$v=19$m=19456,t=2,p=1$c3RvcnlzdG9yeXN0b3J5cw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// create makes a person of ours.
func (s *Server) create(h models.Handle) models.Actor {
	var a models.Actor
	s.Write(func(tx *store.Tx) (err error) {
		a, err = accounts.Create(tx, s.Site, accounts.New{Handle: h, Name: strings.ToUpper(string(h[:1])) + string(h[1:]), Email: string(h) + "@mail.invalid", Hash: hash})
		return err
	})
	return a
}
